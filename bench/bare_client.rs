//! What Magewalk is measured against: a client that sends the same requests and checks nothing.
//!
//! `bare_client URL steps COUNT` creates customers, fetches the token of each and reads who it is,
//! COUNT requests in all; `bare_client URL parse [FILE]` reads and parses one answer, and the file.

#![expect(
    clippy::unwrap_used,
    reason = "nothing is measured where anything fails"
)]

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::{Method, Request};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

const PASSWORD: &str = "Password-of-a-buyer-1";

type Bare = Client<HttpConnector, Full<Bytes>>;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let client: Bare = Client::builder(TokioExecutor::new()).build_http();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        [url, "steps", count] => {
            for number in 1..=count.parse::<usize>().unwrap() / 3 {
                customer(&client, url, number).await;
            }
        }
        [url, "parse", files @ ..] => {
            let body = send(&client, Request::get(*url).body(Full::default()).unwrap()).await;
            let answer: Value = serde_json::from_slice(&body).unwrap();
            let file = files.first().map(|path| std::fs::read(path).unwrap());
            let documented: Option<Value> = file.map(|text| serde_json::from_slice(&text).unwrap());
            assert!(answer.is_object() && documented.is_none_or(|value| value.is_object()));
        }
        _ => panic!("bare_client URL steps COUNT, or bare_client URL parse [FILE]"),
    }
}

/// Creates a customer, fetches its token and reads who it is.
async fn customer(client: &Bare, url: &str, number: usize) {
    send(client, post(format!("{url}/V1/customers"), payload(number))).await;
    let token_url = format!("{url}/V1/integration/customer/token");
    let token = send(client, post(token_url, login(number))).await;
    let token: String = serde_json::from_slice(&token).unwrap();
    let me = Request::get(format!("{url}/V1/customers/me"));
    let me = me.header("authorization", format!("Bearer {token}"));
    send(client, me.body(Full::default()).unwrap()).await;
}

fn post(url: String, body: String) -> Request<Full<Bytes>> {
    let request = Request::builder().method(Method::POST).uri(url);
    let request = request.header("content-type", "application/json");
    request.body(body.into()).unwrap()
}

async fn send(client: &Bare, request: Request<Full<Bytes>>) -> Bytes {
    let answer = client.request(request).await.unwrap();
    assert!(answer.status().is_success());
    answer.into_body().collect().await.unwrap().to_bytes()
}

/// Returns what creates a customer, with all that the tutorial of Magento sends.
fn payload(number: usize) -> String {
    let address = json!({
        "defaultShipping": true, "defaultBilling": true, "firstname": "Jane", "lastname": "Doe",
        "region": {"regionCode": "NY", "region": "New York", "regionId": 43},
        "postcode": "10755", "street": ["123 Oak Ave"], "city": "Purchase",
        "telephone": "512-555-1111", "countryId": "US",
    });
    let customer = json!({
        "email": email(number), "firstname": "Jane", "lastname": "Doe", "addresses": [address],
    });
    json!({"customer": customer, "password": PASSWORD}).to_string()
}

/// Returns what fetches the token of a customer.
fn login(number: usize) -> String {
    json!({"username": email(number), "password": PASSWORD}).to_string()
}

fn email(number: usize) -> String {
    format!("buyer-{number}@example.com")
}
