//! What was sent and what came back, as it may be shown.

use serde::{Deserialize, Serialize};

/// A request and its response, as they may be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangeOutcome {
    /// What was sent.
    pub request: RequestOutcome,
    /// What came back, if anything.
    pub response: Option<ResponseOutcome>,
}

/// A request as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestOutcome {
    /// The method.
    pub method: String,
    /// The whole address.
    pub url: String,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Option<String>,
    /// What curl has to be told beside the request to reach the shop, such as `--cacert ca.pem`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub curl_options: Vec<String>,
}

/// A response as it may be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResponseOutcome {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body as text, perhaps shortened; bytes that are no UTF-8 are shown as `�`.
    pub body: String,
    /// The bytes of a body that is no text, in base64; none where they are many, or hold a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_base64: Option<String>,
    /// How many bytes the whole (decoded) body had.
    pub body_size: usize,
    /// Whether `body` is shortened.
    pub body_shortened: bool,
    /// When the request was sent.
    pub started_at: String,
    /// How long the parts of it took.
    pub timings: Timings,
    /// From sending to the last byte.
    pub duration_ms: f64,
}

/// How long the parts of an exchange took, each from where the one before it ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timings {
    /// Looking up the name of the host; none on a connection that was there already.
    pub lookup_ms: Option<f64>,
    /// Connecting, TLS included; none on a connection that was there already.
    pub connect_ms: Option<f64>,
    /// From then until the status line and the headers were there.
    pub first_byte_ms: f64,
    /// From then until the last byte of the body.
    pub body_ms: f64,
}

/// Something that a browser did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BrowsedOutcome {
    /// What it did, with `${…}` as the scenario writes it.
    pub action: String,
    /// Whether it could be done, and what was expected held.
    pub held: bool,
    /// How long it took.
    pub duration_ms: f64,
    /// The name of the picture that was taken.
    pub picture_name: Option<String>,
    /// The picture, as PNG in base64.
    pub picture: Option<String>,
}
