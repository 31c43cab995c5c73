//! A sandbox, and requests to it over real HTTP.

use magewalk_sandbox::{ADMIN_PASSWORD, ADMIN_USERNAME, Options, Sandbox, Version};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A sandbox that is asked.
pub(crate) struct Shop {
    sandbox: Sandbox,
}

/// What it answered: the status and the body.
pub(crate) type Answer = (u16, Value);

impl Shop {
    /// Starts a sandbox of a version.
    pub(crate) async fn of(version: Version) -> Self {
        Self::with(Options {
            version,
            ..Options::default()
        })
        .await
    }

    /// Starts a sandbox.
    pub(crate) async fn with(options: Options) -> Self {
        Self {
            sandbox: Sandbox::start(&options).await.unwrap(),
        }
    }

    /// Sends a request such as `POST customers` to the REST API, signed in where there is a token.
    /// An answer that is no JSON comes back as a text.
    pub(crate) async fn call(&self, line: &str, token: &str, body: &Value) -> Answer {
        let body = match body {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            value => value.to_string(),
        };
        let (method, path) = line.split_once(' ').unwrap();
        let address = self.sandbox.address();
        let authorization = if token.is_empty() {
            String::new()
        } else {
            format!("Authorization: Bearer {token}\r\n")
        };
        let request = format!(
            "{method} /rest/default/V1/{path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
             {authorization}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, text) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let body = serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
        (status, body)
    }

    /// Returns the token of the admin.
    pub(crate) async fn admin(&self) -> String {
        let account = json!({"username": ADMIN_USERNAME, "password": ADMIN_PASSWORD});
        self.token("admin", &account).await
    }

    /// Makes a customer and returns the token of it.
    pub(crate) async fn customer(&self, customer: &Value) -> String {
        let body = json!({"customer": customer, "password": "Password1"});
        let (status, made) = self.call("POST customers", "", &body).await;
        assert_eq!(status, 200, "{made}");
        let account = json!({"username": customer["email"], "password": "Password1"});
        self.token("customer", &account).await
    }

    async fn token(&self, who: &str, account: &Value) -> String {
        let line = format!("POST integration/{who}/token");
        let (status, token) = self.call(&line, "", account).await;
        assert_eq!(status, 200, "{token}");
        token.as_str().unwrap().to_owned()
    }
}
