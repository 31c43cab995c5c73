//! What Magewalk is measured against: a client that sends requests and checks nothing.
//!
//! `bare_client URL TIMES` asks for `URL1`, `URL2`, … one after the other; `bare_client URL parse
//! [FILE]` reads and parses one answer, and the file.

#![expect(
    clippy::unwrap_used,
    reason = "nothing is measured where anything fails"
)]

use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

type Bare = Client<HttpConnector, Empty<Bytes>>;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let client: Bare = Client::builder(TokioExecutor::new()).build_http();
    let [url, how, files @ ..] = arguments.as_slice() else {
        panic!("bare_client URL TIMES, or bare_client URL parse [FILE]");
    };
    if how == "parse" {
        let body = ask(&client, url).await;
        let answer: Value = serde_json::from_slice(&body).unwrap();
        let file = files.first().map(|path| std::fs::read(path).unwrap());
        let documented: Option<Value> = file.map(|text| serde_json::from_slice(&text).unwrap());
        assert!(answer.is_object() && documented.is_none_or(|value| value.is_object()));
    } else {
        for number in 1..=how.parse().unwrap() {
            ask(&client, &format!("{url}{number}")).await;
        }
    }
}

async fn ask(client: &Bare, url: &str) -> Bytes {
    let answer = client.get(url.parse().unwrap()).await.unwrap();
    assert!(answer.status().is_success());
    answer.into_body().collect().await.unwrap().to_bytes()
}
