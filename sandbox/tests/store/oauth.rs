//! What the sandbox says to whoever signs, held against what a store of 2.4.7-p3 said. The signatures
//! are made here, so that they can be wrong in every way.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use magewalk_sandbox::{
    ACCESS_TOKEN, ACCESS_TOKEN_SECRET, CONSUMER_KEY, CONSUMER_SECRET, Integration, Options, Sandbox,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A path that only an admin, or an integration with this permission, may read.
const CUSTOMER: &str = "/rest/default/V1/customers/1";
const GROUP: &str = "/rest/V1/customerGroups/1";
const STORES: &str = "/rest/V1/store/websites";

/// What is signed and sent.
struct Signed {
    method: &'static str,
    path: String,
    /// What the query holds, as it is signed.
    query: Vec<(&'static str, &'static str)>,
    protocol: BTreeMap<&'static str, String>,
    consumer_secret: &'static str,
    token_secret: &'static str,
    /// The method and the address that are signed, where they are not those that are sent.
    signed_as: Option<(&'static str, String)>,
    signature: Option<&'static str>,
}

fn nonce() -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    format!("nonce{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

fn escape(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

impl Signed {
    fn get(path: &str) -> Self {
        let protocol = [
            ("oauth_consumer_key", CONSUMER_KEY.to_owned()),
            ("oauth_nonce", nonce()),
            ("oauth_signature_method", "HMAC-SHA256".to_owned()),
            ("oauth_timestamp", now().to_string()),
            ("oauth_token", ACCESS_TOKEN.to_owned()),
            ("oauth_version", "1.0".to_owned()),
        ];
        Self {
            method: "GET",
            path: path.to_owned(),
            query: Vec::new(),
            protocol: protocol.into(),
            consumer_secret: CONSUMER_SECRET,
            token_secret: ACCESS_TOKEN_SECRET,
            signed_as: None,
            signature: None,
        }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.protocol.insert(name, value.into());
        self
    }

    fn without(mut self, names: &[&str]) -> Self {
        self.protocol.retain(|name, _| !names.contains(name));
        self
    }

    fn query(mut self, query: &[(&'static str, &'static str)]) -> Self {
        self.query = query.to_vec();
        self
    }

    fn header(&self, sandbox: &Sandbox) -> String {
        let own = (self.method, format!("{}{}", sandbox.url(), self.path));
        let (method, address) = self.signed_as.clone().unwrap_or(own);
        let protocol = self
            .protocol
            .iter()
            .map(|(name, value)| (*name, value.as_str()));
        let all = protocol.chain(self.query.iter().copied());
        let mut pairs: Vec<String> = all
            .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
            .collect();
        pairs.sort();
        let base = format!("{method}&{}&{}", escape(&address), escape(&pairs.join("&")));
        let key = format!(
            "{}&{}",
            escape(self.consumer_secret),
            escape(self.token_secret)
        );
        let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
        mac.update(base.as_bytes());
        let own = STANDARD.encode(mac.finalize().into_bytes());
        let signature = self.signature.unwrap_or(&own);
        let mut header = String::from("OAuth ");
        for (name, value) in &self.protocol {
            header += &format!("{name}=\"{}\", ", escape(value));
        }
        match signature {
            "" => header.trim_end_matches(", ").to_owned(),
            text => header + &format!("oauth_signature=\"{}\"", escape(text)),
        }
    }

    async fn send(&self, sandbox: &Sandbox) -> (u16, Value) {
        send(sandbox, self.method, &self.path, &self.header(sandbox)).await
    }
}

async fn send(sandbox: &Sandbox, method: &str, path: &str, authorization: &str) -> (u16, Value) {
    let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAuthorization: {authorization}\r\n\r\n",
        sandbox.address()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap())
}

async fn sandbox() -> Sandbox {
    Sandbox::start(&Options::default()).await.unwrap()
}

#[track_caller]
fn refuses(answer: &(u16, Value), status: u16, body: &Value) {
    assert_eq!((answer.0, &answer.1), (status, body));
}

fn message(text: &str) -> Value {
    json!({ "message": text })
}

fn required(name: &str) -> Value {
    json!({
        "message": "\"%fieldName\" is required. Enter and try again.",
        "parameters": {"fieldName": name},
    })
}

fn unauthorized(resource: &str) -> Value {
    json!({
        "message": "The consumer isn't authorized to access %resources.",
        "parameters": {"resources": resource},
    })
}

#[tokio::test]
async fn a_good_signature_opens_what_an_admin_may_see() {
    let sandbox = sandbox().await;
    let get = |path| Signed::get(path);
    assert_eq!(get(CUSTOMER).send(&sandbox).await.0, 200);
    assert_eq!(
        get(CUSTOMER)
            .without(&["oauth_version"])
            .send(&sandbox)
            .await
            .0,
        200
    );
    for timestamp in [1, now() - 3600, now() - 31_536_000, now() + 540] {
        let signed = get(CUSTOMER).with("oauth_timestamp", timestamp.to_string());
        assert_eq!(signed.send(&sandbox).await.0, 200, "{timestamp}");
    }
    assert_eq!(get(STORES).send(&sandbox).await.0, 200);
    let own = get("/rest/default/V1/customers/me").send(&sandbox).await;
    refuses(&own, 400, &required("customerId"));
    let unknown = get("/rest/default/V1/nosuchroute").send(&sandbox).await;
    refuses(&unknown, 404, &message("Request does not match any route."));
}

#[tokio::test]
async fn the_query_is_signed_as_it_is_decoded() {
    let sandbox = sandbox().await;
    let signed_as = |path: &str| Some(("GET", format!("{}{path}", sandbox.url())));
    let search = "/rest/default/V1/customers/search";
    let size = [("searchCriteria[pageSize]", "1")];
    for query in [
        "searchCriteria[pageSize]=1",
        "searchCriteria%5BpageSize%5D=1",
    ] {
        let mut signed = Signed::get(&format!("{search}?{query}")).query(&size);
        signed.signed_as = signed_as(search);
        assert_eq!(signed.send(&sandbox).await.0, 200, "{query}");
    }
    let bad = message("The signature is invalid. Verify and try again.");
    for (query, signed) in [
        ("searchCriteria[pageSize]=1", vec![]),
        ("searchCriteria", vec![("searchCriteria", "")]),
        ("searchCriteria[a]=b=c", vec![("searchCriteria[a]", "b=c")]),
        ("searchCriteria[a]=b+c", vec![("searchCriteria[a]", "b c")]),
    ] {
        let mut signed = Signed::get(&format!("{search}?{query}")).query(&signed);
        signed.signed_as = signed_as(search);
        refuses(&signed.send(&sandbox).await, 401, &bad);
    }
}

#[tokio::test]
async fn a_bad_signature_is_refused_and_uses_its_nonce_up() {
    let sandbox = sandbox().await;
    let url = sandbox.url();
    let bad = message("The signature is invalid. Verify and try again.");
    let change = |change: &dyn Fn(&mut Signed)| {
        let mut signed = Signed::get(CUSTOMER);
        change(&mut signed);
        signed
    };
    for signed in [
        change(&|signed| signed.signature = Some("eHh4eHh4")),
        change(&|signed| signed.consumer_secret = ACCESS_TOKEN_SECRET),
        change(&|signed| signed.token_secret = CONSUMER_SECRET),
        change(&|signed| signed.signed_as = Some(("POST", format!("{url}{CUSTOMER}")))),
        change(&|signed| {
            let address = format!("{url}{CUSTOMER}").replace("http:", "https:");
            signed.signed_as = Some(("GET", address));
        }),
        change(&|signed| {
            signed.signed_as = Some(("GET", format!("http://127.0.0.1{CUSTOMER}")));
        }),
    ] {
        refuses(&signed.send(&sandbox).await, 401, &bad);
    }
    let mut signed = Signed::get(CUSTOMER);
    signed.signature = Some("eHh4eHh4");
    refuses(&signed.send(&sandbox).await, 401, &bad);
    signed.signature = None;
    let used = json!({
        "message": "The nonce is already being used by the consumer with ID %1",
        "parameters": ["1"],
    });
    refuses(&signed.send(&sandbox).await, 401, &used);
    let later = signed.with("oauth_timestamp", (now() + 1).to_string());
    refuses(&later.send(&sandbox).await, 401, &used);
}

#[tokio::test]
async fn times_that_no_clock_has_are_refused() {
    let sandbox = sandbox().await;
    for timestamp in [
        "0".to_owned(),
        "abc".to_owned(),
        String::new(),
        (now() + 660).to_string(),
    ] {
        let signed = Signed::get(CUSTOMER).with("oauth_timestamp", timestamp);
        let refused = message("An error occurred validating the nonce");
        refuses(&signed.send(&sandbox).await, 401, &refused);
    }
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let sandbox = sandbox().await;
    for name in [
        "oauth_consumer_key",
        "oauth_nonce",
        "oauth_signature_method",
        "oauth_timestamp",
        "oauth_token",
    ] {
        let signed = Signed::get(CUSTOMER).without(&[name]);
        refuses(&signed.send(&sandbox).await, 400, &required(name));
    }
    let mut unsigned = Signed::get(CUSTOMER);
    unsigned.signature = Some("");
    refuses(
        &unsigned.send(&sandbox).await,
        400,
        &required("oauth_signature"),
    );
    let names = ["oauth_nonce", "oauth_timestamp", "oauth_token"];
    let several = json!({
        "message": "One or more input exceptions have occurred.",
        "errors": names.map(required),
    });
    let signed = Signed::get(CUSTOMER).without(&names);
    refuses(&signed.send(&sandbox).await, 400, &several);
}

#[tokio::test]
async fn what_is_malformed_or_unknown_is_refused() {
    let sandbox = sandbox().await;
    let unknown = "z".repeat(32);
    for (name, value, status, words) in [
        (
            "oauth_consumer_key",
            unknown.as_str(),
            401,
            message("A consumer having the specified key does not exist"),
        ),
        (
            "oauth_consumer_key",
            "abc",
            401,
            message("Consumer key is not the correct length"),
        ),
        (
            "oauth_token",
            unknown.as_str(),
            401,
            message("Specified token does not exist"),
        ),
        (
            "oauth_token",
            "abc",
            400,
            message("The token length is invalid. Check the length and try again."),
        ),
        (
            "oauth_signature_method",
            "HMAC-SHA1",
            400,
            json!({"message": "Signature method %1 is not supported", "parameters": ["HMAC-SHA1"]}),
        ),
        (
            "oauth_signature_method",
            "PLAINTEXT",
            400,
            json!({"message": "Signature method %1 is not supported", "parameters": ["PLAINTEXT"]}),
        ),
        (
            "oauth_version",
            "2.0",
            400,
            json!({"message": "The \"%1\" Oauth version isn't supported.", "parameters": ["2.0"]}),
        ),
    ] {
        let signed = Signed::get(CUSTOMER).with(name, value);
        refuses(&signed.send(&sandbox).await, status, &words);
    }
}

#[tokio::test]
async fn without_a_signature_an_integration_is_nobody() {
    let sandbox = sandbox().await;
    let refused = unauthorized("Magento_Customer::customer");
    for header in ["OAuth ", "OAuth garbage", &format!("Bearer {ACCESS_TOKEN}")] {
        let answer = send(&sandbox, "GET", CUSTOMER, header).await;
        refuses(&answer, 401, &refused);
    }
    // Nobody asks who it is where everybody may.
    let mut bad = Signed::get("/rest/default/V1/directory/countries/US");
    bad.signature = Some("eHh4eHh4");
    assert_eq!(bad.send(&sandbox).await.0, 200);
    let mut bad = Signed::get("/rest/default/V1/nosuchroute");
    bad.signature = Some("eHh4eHh4");
    assert_eq!(bad.send(&sandbox).await.0, 404);
}

#[tokio::test]
async fn an_integration_does_what_it_may() {
    let start = async |integration| {
        let options = Options {
            integration,
            ..Options::default()
        };
        Sandbox::start(&options).await.unwrap()
    };
    let bearer = start(Integration::Bearer).await;
    let token = format!("Bearer {ACCESS_TOKEN}");
    assert_eq!(send(&bearer, "GET", STORES, &token).await.0, 200);
    assert_eq!(Signed::get(STORES).send(&bearer).await.0, 200);
    let other = format!("Bearer {CONSUMER_KEY}");
    let answer = send(&bearer, "GET", STORES, &other).await;
    refuses(&answer, 401, &unauthorized("Magento_Backend::store"));
    let limited = start(Integration::Limited).await;
    assert_eq!(Signed::get(CUSTOMER).send(&limited).await.0, 200);
    assert_eq!(Signed::get(GROUP).send(&limited).await.0, 200);
    let answer = Signed::get(STORES).send(&limited).await;
    refuses(&answer, 401, &unauthorized("Magento_Backend::store"));
    let inactive = start(Integration::Inactive).await;
    let answer = Signed::get(CUSTOMER).send(&inactive).await;
    refuses(&answer, 401, &unauthorized("Magento_Customer::customer"));
    let revoked = start(Integration::Revoked).await;
    let answer = Signed::get(CUSTOMER).send(&revoked).await;
    refuses(&answer, 401, &message("Access token has been revoked"));
}

#[tokio::test]
async fn a_host_without_its_port_is_signed_without_it() {
    let options = Options {
        host_without_port: true,
        ..Options::default()
    };
    let sandbox = Sandbox::start(&options).await.unwrap();
    let bad = message("The signature is invalid. Verify and try again.");
    refuses(&Signed::get(CUSTOMER).send(&sandbox).await, 401, &bad);
    let mut signed = Signed::get(CUSTOMER);
    signed.signed_as = Some(("GET", format!("http://127.0.0.1{CUSTOMER}")));
    assert_eq!(signed.send(&sandbox).await.0, 200);
}
