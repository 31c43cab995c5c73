//! The small local server that both sides are measured against; prints its address.

mod body;

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use tokio::net::TcpListener;

/// The size of the large answers.
const LARGE: usize = 10_000_000;
/// In how many places the one differs from the other.
const DIFFERENCES: usize = 100;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let every = body::count(LARGE) / DIFFERENCES;
    let documented: Arc<str> = body::products(LARGE, None).into();
    let changed: Arc<str> = body::products(LARGE, Some(every)).into();
    let answer = |text: Arc<str>| get(move || async move { json(text.to_string()) });
    let item =
        |Path(number): Path<usize>| async move { json(body::product(number, false).to_string()) };
    let app = Router::new()
        .route("/V1/products/{number}", get(item))
        .route("/V1/documented", answer(documented))
        .route("/V1/changed", answer(changed));
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

fn json(text: String) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], text)
}
