//! Headers beside those of a request: what a user adds for whatever stands before the shop, what the
//! client says of itself, and cookies.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{HeaderName, HeaderValue};
use thiserror::Error;

use crate::http::client::wire::FRAMING;

const USER_AGENT: &str = concat!("magewalk/", env!("CARGO_PKG_VERSION"));

/// Headers that say what a step itself asks for, or how it is answered.
const OF_STEPS: [&str; 5] = [
    "accept",
    "accept-encoding",
    "content-encoding",
    "content-type",
    "expect",
];

/// What goes along with every request to the target's origin, and with none to another.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Added {
    headers: Vec<(String, String)>,
    basic: Option<Basic>,
}

/// A user name and a password (RFC 7617) for what is in front of the shop.
#[derive(Clone, PartialEq, Eq)]
pub struct Basic {
    pair: String,
}

/// Why a header cannot be added. Its value is not in the text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HeaderProblem {
    /// It is not written as `Name: value`.
    #[error("it is not written as `Name: value`")]
    Form,
    /// The name is none.
    #[error("`{0}` is no name of a header")]
    Name(String),
    /// The value is empty, or holds what no header can carry.
    #[error("the value of `{0}` is empty, or holds a character that no header can carry")]
    Value(String),
    /// The header carries the API's own token.
    #[error("`{0}` carries the API's own token")]
    Authorization(String),
    /// Each step has its own.
    #[error("`{0}` belongs to each step")]
    OfSteps(String),
    /// The client writes it itself.
    #[error("`{0}` is written by the client itself")]
    OfClient(String),
}

impl Added {
    /// Adds a header, written as `Name: value`.
    ///
    /// # Errors
    /// Where it is written otherwise, or is not a user's to set.
    pub fn add(&mut self, line: &str) -> Result<(), HeaderProblem> {
        let (name, value) = line.split_once(':').ok_or(HeaderProblem::Form)?;
        let (name, value) = (name.trim().to_owned(), value.trim().to_owned());
        let Ok(known) = HeaderName::from_bytes(name.as_bytes()) else {
            return Err(HeaderProblem::Name(name.escape_debug().to_string()));
        };
        match known.as_str() {
            "authorization" => return Err(HeaderProblem::Authorization(name)),
            "host" | "proxy-authorization" => return Err(HeaderProblem::OfClient(name)),
            framing if FRAMING.contains(&framing) => return Err(HeaderProblem::OfClient(name)),
            of_steps if OF_STEPS.contains(&of_steps) => return Err(HeaderProblem::OfSteps(name)),
            _ => {}
        }
        if value.is_empty() || HeaderValue::from_str(&value).is_err() {
            return Err(HeaderProblem::Value(name));
        }
        self.headers.push((name, value));
        Ok(())
    }

    /// Sends a user name and a password wherever the API's own token does not take their place.
    pub fn sign_in_before(&mut self, basic: Basic) {
        self.basic = Some(basic);
    }

    /// Returns the added headers; their values may be secrets.
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// Returns the user name and password.
    pub fn basic(&self) -> Option<&Basic> {
        self.basic.as_ref()
    }

    /// Adds what the headers of a request do not hold already: those of a step go first.
    pub(super) fn add_to(&self, headers: &mut Vec<(String, String)>) {
        let own: Vec<String> = names(headers);
        let has = |name: &str| own.iter().any(|own| own == &name.to_ascii_lowercase());
        if let Some(basic) = self.basic.as_ref().filter(|_| !has("authorization")) {
            let encoded = STANDARD.encode(&basic.pair);
            headers.push(("Authorization".to_owned(), format!("Basic {encoded}")));
        }
        let added = self.headers.iter().filter(|(name, _)| !has(name));
        headers.extend(added.cloned());
    }
}

impl Basic {
    /// Reads `user:password`; the password may be empty, as some walls have it.
    ///
    /// Returns nothing where there is no colon or no user name.
    pub fn parse(pair: &str) -> Option<Self> {
        let (name, _) = pair.split_once(':')?;
        (!name.is_empty()).then(|| Self {
            pair: pair.to_owned(),
        })
    }

    /// Returns the password.
    pub fn password(&self) -> &str {
        self.pair
            .split_once(':')
            .map_or("", |(_, password)| password)
    }

    /// Returns user name and password with a colon between, as they are encoded.
    pub fn pair(&self) -> &str {
        &self.pair
    }
}

/// Adds what the client says of itself.
pub(super) fn defaults(headers: &mut Vec<(String, String)>) {
    let own = names(headers);
    for (name, value) in [("User-Agent", USER_AGENT), ("Accept", "*/*")] {
        if !own.contains(&name.to_ascii_lowercase()) {
            headers.push((name.to_owned(), value.to_owned()));
        }
    }
}

/// Adds cookies to those of the request.
pub(super) fn cookies(headers: &mut Vec<(String, String)>, cookies: String) {
    let own = headers
        .iter_mut()
        .find(|(name, _)| name.eq_ignore_ascii_case("cookie"));
    match own {
        // HTTP/1.1 knows one `Cookie` header alone (RFC 6265, section 5.4).
        Some((_, value)) => *value = format!("{value}; {cookies}"),
        None => headers.push(("Cookie".to_owned(), cookies)),
    }
}

fn names(headers: &[(String, String)]) -> Vec<String> {
    let lower = headers.iter().map(|(name, _)| name.to_ascii_lowercase());
    lower.collect()
}

impl fmt::Debug for Added {
    /// Leaves the values out.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Added")
            .field("headers", &names(&self.headers))
            .field("basic", &self.basic.is_some())
            .finish()
    }
}

impl fmt::Debug for Basic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Basic").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_not_a_users_to_set() {
        let add = |line: &str| Added::default().add(line).unwrap_err().to_string();
        assert_eq!(add("X-Key"), "it is not written as `Name: value`");
        assert_eq!(add("X Key: hunter2"), "`X Key` is no name of a header");
        assert_eq!(add(": hunter2"), "`` is no name of a header");
        assert_eq!(
            add("X-Key: hun\nter2"),
            "the value of `X-Key` is empty, or holds a character that no header can carry"
        );
        assert!(add("X-Key:  ").contains("is empty"));
        assert_eq!(
            add("authorization: hunter2"),
            "`authorization` carries the API's own token"
        );
        for name in [
            "Host",
            "Content-Length",
            "Transfer-Encoding",
            "Proxy-Authorization",
        ] {
            assert_eq!(
                add(&format!("{name}: 1")),
                format!("`{name}` is written by the client itself")
            );
        }
        assert_eq!(add("Accept: hunter2"), "`Accept` belongs to each step");
    }

    #[test]
    fn what_a_step_says_goes_first() {
        let mut added = Added::default();
        added.add("X-Key: a:b").unwrap();
        added.add("Cookie: wall=1").unwrap();
        added.sign_in_before(Basic::parse("me:hunter:2").unwrap());
        let mut headers = vec![("x-key".to_owned(), "own".to_owned())];
        added.add_to(&mut headers);
        let expected = [
            ("x-key", "own"),
            ("Authorization", "Basic bWU6aHVudGVyOjI="),
            ("Cookie", "wall=1"),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(headers, expected);
        let mut headers = vec![("authorization".to_owned(), "Bearer t".to_owned())];
        added.add_to(&mut headers);
        assert_eq!(names(&headers), ["authorization", "x-key", "cookie"]);
        assert!(!format!("{added:?}").contains("hunter"));
    }

    #[test]
    fn a_pair_has_a_name_and_perhaps_a_password() {
        assert_eq!(Basic::parse("a:b:c").unwrap().password(), "b:c");
        assert_eq!(Basic::parse("a:").unwrap().password(), "");
        for wrong in ["", "a", ":b", ":"] {
            assert!(Basic::parse(wrong).is_none(), "{wrong}");
        }
    }
}
