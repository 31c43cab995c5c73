//! Requests and responses as plain data, before any of it is hidden or shown.

use std::sync::OnceLock;
use std::time::Duration;

use serde_json::Value;
use url::Url;

use crate::http::json;

/// A request as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method, in capitals.
    pub method: String,
    /// Where it goes.
    pub url: Url,
    /// Headers, in order, as written. The client adds what HTTP itself needs.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Option<Vec<u8>>,
    /// How long it may take in all, redirects and body included.
    pub timeout: Duration,
    /// Whether redirects are followed.
    pub follow: bool,
}

/// How long the parts of an exchange took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Timing {
    /// When the request was sent.
    pub started_at: jiff::Timestamp,
    /// Looking up the name of the host; none on a connection that was there already.
    pub lookup: Option<Duration>,
    /// Connecting after that, TLS included; none on a connection that was there already.
    pub connect: Option<Duration>,
    /// From sending to the end of the headers, look-up and connecting included.
    pub headers: Duration,
    /// From sending to the last byte of the body.
    pub total: Duration,
}

/// A response as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// Headers, in order, with names in lower case; values that are no UTF-8 are shown with `�`.
    pub headers: Vec<(String, String)>,
    /// The body, decoded (gzip, brotli); a text that declares another charset is in UTF-8.
    pub body: Vec<u8>,
    /// When it was asked for, and how long it took.
    pub timing: Timing,
    /// The body as JSON, once somebody has asked for it.
    pub parsed: OnceLock<Option<Value>>,
}

impl Response {
    /// Returns the body as JSON, parsed once for all who ask; none where it is no JSON.
    pub fn json(&self) -> Option<&Value> {
        let parse = || json::read(&self.body).ok();
        self.parsed.get_or_init(parse).as_ref()
    }

    /// Returns the first header of this (lower-case) name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Tells whether something that caches has answered for the shop, as far as it says so (RFC 9111,
    /// 5.1 for `Age`; the other headers are those of common caches).
    ///
    /// Of several caches in a row, each adds a word, or a header, of its own.
    pub fn is_from_cache(&self) -> bool {
        /// What caches call an answer that they have kept.
        const KEPT: [&str; 4] = ["hit", "stale", "updating", "revalidated"];
        let is_hit = |value: &str| {
            let mut words = value.split(|c: char| !c.is_ascii_alphabetic());
            words.any(|word| KEPT.iter().any(|kept| word.eq_ignore_ascii_case(kept)))
        };
        self.age() > 0
            || self
                .headers
                .iter()
                .any(|(name, value)| match name.as_str() {
                    "x-cache"
                    | "x-cache-status"
                    | "cf-cache-status"
                    | "x-proxy-cache"
                    | "x-litespeed-cache"
                    | "x-magento-cache-debug"
                    | "cache-status" => is_hit(value),
                    "x-cache-hits" => value
                        .split(',')
                        .any(|hits| hits.trim().parse().is_ok_and(|hits: u64| hits > 0)),
                    "x-varnish" => value.split_whitespace().count() > 1,
                    _ => false,
                })
    }

    /// Returns how long the answer lay in a cache, in seconds (RFC 9111, section 5.1).
    pub fn age(&self) -> i64 {
        let ages = self.headers.iter().filter(|(name, _)| name == "age");
        let ages = ages.flat_map(|(_, value)| value.split(','));
        let seconds = ages.filter_map(|age| age.trim().parse().ok());
        seconds.max().unwrap_or(0)
    }

    /// Tells whether a login in front of the shop refused the request: Magento itself never asks for
    /// a user name and a password in this way (RFC 7617).
    pub fn is_of_login_wall(&self) -> bool {
        let mut asks = self
            .headers
            .iter()
            .filter(|(key, _)| key == "www-authenticate");
        self.status == 401
            && asks.any(|(_, value)| {
                let scheme = value.split(' ').next().unwrap_or("");
                scheme.eq_ignore_ascii_case("basic")
            })
    }

    /// Returns the media type in lower case, without parameters; empty where none is given.
    pub fn media_type(&self) -> String {
        let value = self.header("content-type").unwrap_or("");
        value
            .split(';')
            .next()
            .unwrap_or("")
            .trim()
            .to_ascii_lowercase()
    }
}

/// A request and the response to it; a followed redirect makes several of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// What was sent.
    pub request: Request,
    /// What came back.
    pub response: Response,
}
