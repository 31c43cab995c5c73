//! Signing a request as an integration: OAuth 1.0a (RFC 5849) with HMAC-SHA256, as Magento reads it.
//!
//! Magento differs from the RFC: of a repeated parameter it signs the last value alone, it leaves out
//! parameters without exactly one `=` and those that are called like its own, it does not take `+` for a blank, and it sorts the names in
//! "natural" order (`[2]` before `[10]`). [`canonical`] writes an address so that most of this
//! makes no difference.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt::{self, Write as _};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha2::Sha256;
use url::{Position, Url};

use crate::http::exchange::Request;
use crate::random;

/// How an `Authorization` header begins that holds a signature.
pub const SCHEME: &str = "OAuth ";

const FORM: &str = "application/x-www-form-urlencoded";

/// What is escaped in a base string and in a header (RFC 3986, section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What an integration signs with.
#[derive(Clone, PartialEq, Eq)]
pub struct Keys {
    /// `MAGEWALK_CONSUMER_KEY`.
    pub consumer_key: String,
    /// `MAGEWALK_CONSUMER_SECRET`.
    pub consumer_secret: String,
    /// `MAGEWALK_ACCESS_TOKEN`.
    pub access_token: String,
    /// `MAGEWALK_ACCESS_TOKEN_SECRET`.
    pub access_token_secret: String,
}

/// How the shop's host stands in the signed address. Whether a store sees the port of its own
/// address depends on what its web server tells PHP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedHost {
    /// As in the address.
    WithPort,
    /// Without the port that the address has.
    WithoutPort,
}

/// Signs requests, each with a nonce and a time of its own.
#[derive(Debug, Clone)]
pub struct Signer {
    /// What it signs with.
    pub keys: Keys,
    /// How the host is signed.
    pub host: SignedHost,
}

impl Keys {
    /// Returns each with its name; all of them are secret.
    pub fn named(&self) -> [(&'static str, &str); 4] {
        [
            ("consumer_key", &self.consumer_key),
            ("consumer_secret", &self.consumer_secret),
            ("access_token", &self.access_token),
            ("access_token_secret", &self.access_token_secret),
        ]
    }
}

impl fmt::Debug for Keys {
    /// Shows none.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Keys").finish_non_exhaustive()
    }
}

impl Signer {
    /// Returns the request with its address in the canonical form and an `Authorization` that holds
    /// for it alone, and once.
    pub(crate) fn sign(&self, request: &Request) -> Request {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let timestamp = now.map_or(0, |since| since.as_secs()).to_string();
        let nonce = random::hex();
        let mut signed = Request {
            url: canonical(&request.url),
            ..request.clone()
        };
        let header = self.header(&signed, &nonce, &timestamp);
        signed.headers.push(("Authorization".to_owned(), header));
        signed
    }

    fn header(&self, request: &Request, nonce: &str, timestamp: &str) -> String {
        let parameters = [
            ("oauth_consumer_key", self.keys.consumer_key.as_str()),
            ("oauth_nonce", nonce),
            ("oauth_signature_method", "HMAC-SHA256"),
            ("oauth_timestamp", timestamp),
            ("oauth_token", &self.keys.access_token),
            ("oauth_version", "1.0"),
        ];
        let base = base_string(request, self.host, &parameters);
        let mut header = SCHEME.to_owned();
        for (name, value) in parameters {
            // Writing into a `String` cannot fail.
            let _ = write!(header, "{name}=\"{}\", ", encoded(value));
        }
        header + &format!("oauth_signature=\"{}\"", encoded(&self.signature(&base)))
    }

    fn signature(&self, base: &str) -> String {
        let secrets = [&self.keys.consumer_secret, &self.keys.access_token_secret];
        let key = secrets.map(|secret| encoded(secret)).join("&");
        let mut mac =
            Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes a key of any length");
        mac.update(base.as_bytes());
        STANDARD.encode(mac.finalize().into_bytes())
    }
}

/// Says whether two requests differ in nothing but their signatures, which are never the same.
pub(crate) fn is_same_but_signature(one: &Request, other: &Request) -> bool {
    fn rest(request: &Request) -> impl Iterator<Item = &(String, String)> {
        let headers = request.headers.iter();
        headers.filter(|(_, value)| !value.starts_with(SCHEME))
    }
    one.method == other.method
        && one.url == other.url
        && one.body == other.body
        && rest(one).eq(rest(other))
}

/// Returns the signature of an `Authorization` header, if it holds one.
pub fn signature_in(header: &str) -> Option<String> {
    let parameters = header.strip_prefix(SCHEME)?.split(", ");
    let value = parameters
        .filter_map(|parameter| parameter.strip_prefix("oauth_signature=\""))
        .find_map(|rest| rest.strip_suffix('"'))?;
    Some(decoded(value))
}

/// Returns the same address, written so that all readers of a signed address agree on it: what need
/// not be escaped in the path is not, a blank of the query is `%20`, and each parameter has one `=`.
pub fn canonical(url: &Url) -> Url {
    let mut canonical = url.clone();
    canonical.set_path(&plain_path(url.path()));
    if let Some(query) = url.query() {
        let parameters = query.split('&').filter(|parameter| !parameter.is_empty());
        let parameters: Vec<String> = parameters
            .map(|parameter| {
                let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
                format!("{name}={}", value.replace('=', "%3D")).replace('+', "%20")
            })
            .collect();
        canonical.set_query(
            (!parameters.is_empty())
                .then(|| parameters.join("&"))
                .as_deref(),
        );
    }
    canonical
}

/// Takes back the escapes of a path that are not needed (RFC 3986, sections 3.3 and 6.2.2.2).
fn plain_path(path: &str) -> String {
    let mut plain = String::new();
    let mut rest = path;
    while let Some(at) = rest.find('%') {
        plain.push_str(&rest[..at]);
        let escape = rest.get(at..at + 3);
        let byte = escape.and_then(|escape| u8::from_str_radix(&escape[1..], 16).ok());
        match (escape, byte) {
            (Some(_), Some(byte))
                if byte.is_ascii_alphanumeric() || b"-._~:@&=+$,;".contains(&byte) =>
            {
                plain.push(char::from(byte));
                rest = &rest[at + 3..];
            }
            (Some(escape), Some(_)) => {
                plain.push_str(&escape.to_ascii_uppercase());
                rest = &rest[at + 3..];
            }
            _ => {
                plain.push('%');
                rest = &rest[at + 1..];
            }
        }
    }
    plain + rest
}

/// Returns what is signed: the method, the address without its query, and all parameters, each
/// escaped once more.
fn base_string(request: &Request, host: SignedHost, protocol: &[(&str, &str)]) -> String {
    // The last of several values of one name counts.
    let mut parameters = HashMap::new();
    for (name, value) in protocol {
        parameters.insert(encoded(name), encoded(value));
    }
    for (name, value) in form(request) {
        parameters.insert(encoded(&name), encoded(&value));
    }
    for parameter in request.url.query().unwrap_or("").split('&') {
        if let Some((name, value)) = parameter.split_once('=')
            && !value.contains('=')
            && !is_of_protocol(name)
        {
            parameters.insert(encoded(&decoded(name)), encoded(&decoded(value)));
        }
    }
    let mut parameters: Vec<(String, String)> = parameters.into_iter().collect();
    parameters.sort_by(|(one, _), (other, _)| natural(one.as_bytes(), other.as_bytes()));
    let pairs = parameters
        .iter()
        .map(|(name, value)| format!("{name}={value}"));
    let pairs = pairs.collect::<Vec<_>>().join("&");
    [
        request.method.to_ascii_uppercase(),
        encoded(&address(&request.url, host)),
        encoded(&pairs),
    ]
    .join("&")
}

/// Says whether the store takes a parameter for one of the protocol, wherever it stands.
fn is_of_protocol(name: &str) -> bool {
    let rest = name.split_once("oauth_").map_or("", |(_, rest)| rest);
    (rest.chars().next()).is_some_and(|next| next.is_ascii_lowercase() || matches!(next, '_' | '-'))
}

/// Returns the address without its query, as the store sees it.
fn address(url: &Url, host: SignedHost) -> String {
    let mut url = url.clone();
    if host == SignedHost::WithoutPort {
        // Fails only for an address without a host, which has no port either.
        let _ = url.set_port(None);
    }
    url[..Position::AfterPath].to_owned()
}

/// The fields of a form; no other body is signed.
fn form(request: &Request) -> Vec<(String, String)> {
    let is_form = request
        .headers
        .iter()
        .any(|(name, value)| name.eq_ignore_ascii_case("content-type") && value.starts_with(FORM));
    let body = request.body.as_deref().filter(|_| is_form);
    url::form_urlencoded::parse(body.unwrap_or_default())
        .into_owned()
        .collect()
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Compares as PHP's `strnatcmp`: runs of digits by their value, all else byte by byte.
fn natural(one: &[u8], other: &[u8]) -> Ordering {
    let (mut one, mut other) = (one, other);
    loop {
        let (Some(a), Some(b)) = (one.first(), other.first()) else {
            return one.len().cmp(&other.len());
        };
        if a.is_ascii_digit() && b.is_ascii_digit() {
            let (first, second) = (digits(one), digits(other));
            // Beside a leading zero, numbers compare as decimal fractions do.
            let order = if *a == b'0' || *b == b'0' {
                first.cmp(second)
            } else {
                (first.len().cmp(&second.len())).then_with(|| first.cmp(second))
            };
            if order != Ordering::Equal {
                return order;
            }
            (one, other) = (&one[first.len()..], &other[second.len()..]);
        } else if a == b {
            (one, other) = (&one[1..], &other[1..]);
        } else {
            return a.cmp(b);
        }
    }
}

fn digits(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|byte| !byte.is_ascii_digit());
    &text[..end.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests;
