//! The small local server that all sides are measured against; prints its address.

mod body;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// In how many places a changed answer differs from the documented one.
const DIFFERENCES: usize = 100;
const MEGABYTE: usize = 1_000_000;

/// The e-mail addresses of all customers; a customer's number is its place, from 1.
type Customers = Arc<Mutex<Vec<String>>>;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let app = Router::new()
        .route("/V1/customers", post(create))
        .route("/V1/integration/customer/token", post(token))
        .route("/V1/customers/me", get(me))
        .route("/V1/{which}/products/{megabytes}", get(products))
        .route("/V1/{which}/elements/{count}", get(elements))
        .with_state(Customers::default());
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    #[expect(
        clippy::print_stdout,
        reason = "whoever starts it reads the address there"
    )]
    {
        println!("http://{}", listener.local_addr()?);
    }
    axum::serve(listener, app).await
}

async fn create(State(customers): State<Customers>, sent: Bytes) -> Response {
    let sent: Value = serde_json::from_slice(&sent).unwrap_or_default();
    let email = sent["customer"]["email"].as_str().unwrap_or_default();
    let mut customers = customers.lock().unwrap_or_else(PoisonError::into_inner);
    customers.push(email.to_owned());
    text(customer(customers.len(), email).to_string())
}

/// A token says whom it was made for: the last customer of this address.
async fn token(State(customers): State<Customers>, sent: Bytes) -> Response {
    let sent: Value = serde_json::from_slice(&sent).unwrap_or_default();
    let email = sent["username"].as_str().unwrap_or_default();
    let customers = customers.lock().unwrap_or_else(PoisonError::into_inner);
    match customers.iter().rposition(|known| known == email) {
        Some(at) => text(format!("\"token-of-a-customer-{:012}\"", at + 1)),
        None => refused(),
    }
}

async fn me(State(customers): State<Customers>, headers: HeaderMap) -> Response {
    let sent = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let number = sent.and_then(|value| value.strip_prefix("Bearer token-of-a-customer-"));
    let id: usize = number
        .and_then(|number| number.parse().ok())
        .unwrap_or_default();
    let customers = customers.lock().unwrap_or_else(PoisonError::into_inner);
    match id.checked_sub(1).and_then(|at| customers.get(at)) {
        Some(email) => text(customer(id, email).to_string()),
        None => refused(),
    }
}

fn refused() -> Response {
    let message = "The consumer isn't authorized to access %resources.";
    let answer = text(json!({"message": message}).to_string());
    (StatusCode::UNAUTHORIZED, answer).into_response()
}

/// Returns a customer as a shop answers it.
fn customer(id: usize, email: &str) -> Value {
    json!({
        "id": id, "group_id": 1, "default_billing": id.to_string(),
        "default_shipping": id.to_string(), "created_at": "2026-03-04 08:15:30",
        "updated_at": "2026-03-04 08:15:30", "created_in": "Default Store View",
        "email": email, "firstname": "Jane", "lastname": "Doe", "store_id": 1, "website_id": 1,
        "addresses": [{
            "id": id, "customer_id": id,
            "region": {"region_code": "NY", "region": "New York", "region_id": 43},
            "region_id": 43, "country_id": "US", "street": ["123 Oak Ave"],
            "telephone": "512-555-1111", "postcode": "10755", "city": "Purchase",
            "firstname": "Jane", "lastname": "Doe", "default_shipping": true,
            "default_billing": true,
        }],
        "disable_auto_group_change": 0,
    })
}

/// The large answers, each made once: making one takes longer than reading it does.
static LARGE: LazyLock<Mutex<HashMap<String, Bytes>>> = LazyLock::new(Mutex::default);

/// Answers a page of products of so many megabytes.
async fn products(Path((which, megabytes)): Path<(String, usize)>) -> Response {
    large(format!("{which}/products/{megabytes}"), || {
        let bytes = megabytes * MEGABYTE;
        let every = (which == "changed").then(|| body::count(bytes) / DIFFERENCES);
        body::products(bytes, every)
    })
}

/// Answers an array of so many elements.
async fn elements(Path((which, count)): Path<(String, usize)>) -> Response {
    large(format!("{which}/elements/{count}"), || {
        body::elements(count, which == "changed")
    })
}

fn large(name: String, make: impl FnOnce() -> String) -> Response {
    let mut all = LARGE.lock().unwrap_or_else(PoisonError::into_inner);
    let answer = all.entry(name).or_insert_with(|| make().into()).clone();
    ([(CONTENT_TYPE, "application/json")], answer).into_response()
}

fn text(text: String) -> Response {
    ([(CONTENT_TYPE, "application/json")], text).into_response()
}
