//! Why there is no token.

use std::fmt;

use serde_json::Value;
use thiserror::Error;

use crate::http::error::HttpErrorKind;
use crate::http::exchange::Response;

/// Why there is no token. Nothing of a secret is in its texts.
#[derive(Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct SignInError {
    /// What happened, lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// What kept the request from being carried out; none where the store answered and refused,
    /// or nothing was sent.
    pub http: Option<HttpErrorKind>,
    /// What came in place of an answer of Magento, with the path that was asked for: what is known
    /// of such answers says more.
    pub instead: Option<Box<(String, Response)>>,
}

impl fmt::Debug for SignInError {
    /// Leaves out what came instead: it may hold anything.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SignInError")
            .field("message", &self.message)
            .field("hint", &self.hint)
            .field("http", &self.http)
            .finish_non_exhaustive()
    }
}

impl SignInError {
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

pub(super) fn refusal(message: impl Into<String>) -> SignInError {
    SignInError {
        message: message.into(),
        hint: None,
        http: None,
        instead: None,
    }
}

/// Returns the message of an error body with its `%name` and `%1` filled in.
pub(in crate::http) fn store_message(body: &Value) -> String {
    let mut message = body["message"].as_str().unwrap_or("").to_owned();
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match &body["parameters"] {
        Value::Object(members) => {
            for (name, value) in members {
                message = message.replace(&format!("%{name}"), &text(value));
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate().rev() {
                message = message.replace(&format!("%{}", index + 1), &text(value));
            }
        }
        _ => {}
    }
    message
}
