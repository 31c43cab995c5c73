//! Who gets in: the page that was opened by its address, and nobody else.

use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use crate::random;
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method, Uri};

/// What somebody asks for who gets in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Entry<'p> {
    /// This path behind the token.
    Path(&'p str),
    /// The address itself, for a ticket that was good.
    Address(String),
}

/// Knows who gets in.
pub(super) struct AccessGate {
    token: String,
    /// What leads in once: the words of a command line, such as that of a browser which is started,
    /// can be read by everybody on the machine.
    ticket: Mutex<Option<String>>,
    hosts: [String; 2],
}

impl AccessGate {
    /// Makes the gate of a server on this address, with a new token.
    pub(super) fn new(address: SocketAddr) -> Self {
        let port = address.port();
        Self {
            // 122 random bits, as every UUID of version 4 has them.
            token: random::hex(),
            ticket: Mutex::new(Some(random::hex())),
            hosts: [format!("127.0.0.1:{port}"), format!("localhost:{port}")],
        }
    }

    /// Returns the address that gets in.
    pub(super) fn address(&self) -> String {
        format!("http://{}/{}/", self.hosts[0], self.token)
    }

    /// Returns an address that leads to it once; none where that has been.
    pub(super) fn once(&self) -> Option<String> {
        let ticket = self.ticket.lock().unwrap_or_else(PoisonError::into_inner);
        let ticket = ticket.as_ref()?;
        Some(format!("http://{}/open/{ticket}", self.hosts[0]))
    }

    /// Takes a ticket, if it is the good one.
    fn takes(&self, offered: &str) -> bool {
        let mut ticket = self.ticket.lock().unwrap_or_else(PoisonError::into_inner);
        let is_good = ticket.as_ref().is_some_and(|good| is_same(offered, good));
        if is_good {
            *ticket = None;
        }
        is_good
    }

    /// Returns what somebody asks for; or why nobody gets in.
    ///
    /// A foreign `Host` is a name that somebody made lead to this machine (DNS rebinding), a foreign
    /// `Origin` or a foreign site is another page in the same browser.
    pub(super) fn enter<'p>(
        &self,
        method: &Method,
        uri: &'p Uri,
        headers: &HeaderMap,
    ) -> Result<Entry<'p>, &'static str> {
        // A header that comes twice has no value that both sides of a proxy would agree on.
        let text = |name: &str| {
            let mut values = headers.get_all(name).iter();
            let value = values.next()?.to_str().unwrap_or("");
            Some(if values.next().is_some() { "" } else { value })
        };
        let host = text(HOST.as_str()).unwrap_or("");
        if !self.hosts.iter().any(|known| known == host)
            || uri.authority().is_some_and(|named| named != host)
        {
            return Err("the studio is reached under the address that it printed alone");
        }
        let origin = text(ORIGIN.as_str());
        let is_own = |origin: &str| origin.strip_prefix("http://") == Some(host);
        if !origin.is_none_or(is_own) || (origin.is_none() && method == Method::POST) {
            return Err("another page asked for this");
        }
        let is_read_as_page = method == Method::GET && text("sec-fetch-mode") == Some("navigate");
        let site = text("sec-fetch-site").unwrap_or("none");
        if !is_read_as_page && !matches!(site, "none" | "same-origin") {
            return Err("another page asked for this");
        }
        let (token, rest) = uri
            .path()
            .strip_prefix('/')
            .and_then(|path| path.split_once('/'))
            .unwrap_or(("", ""));
        if is_same(token, &self.token) {
            Ok(Entry::Path(rest))
        } else if token == "open" && method == Method::GET && self.takes(rest) {
            Ok(Entry::Address(self.address()))
        } else {
            Err("this address belongs to no studio that is open; open the one that it printed")
        }
    }
}

/// Whether two texts are one, in a time that does not tell how much of them is.
fn is_same(one: &str, other: &str) -> bool {
    let differences = one
        .bytes()
        .zip(other.bytes())
        .fold(0, |sum, (a, b)| sum | (a ^ b));
    one.len() == other.len() && differences == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::too_many_lines, reason = "a list of visitors")]
    fn nobody_but_the_page_gets_in() {
        let gate = AccessGate::new(SocketAddr::from(([127, 0, 0, 1], 4321)));
        let path = format!("/{}/api/state", gate.token);
        let own = "127.0.0.1:4321";
        let check = |method: Method, path: &str, headers: &[(&'static str, &str)]| {
            let pairs = headers.iter().map(|(name, value)| {
                let name = axum::http::HeaderName::from_static(name);
                (name, value.parse().unwrap())
            });
            let mut map = HeaderMap::new();
            for (name, value) in pairs {
                map.append(name, value);
            }
            gate.enter(&method, &path.parse().unwrap(), &map).is_ok()
        };
        let get = |headers: &[(&'static str, &str)]| check(Method::GET, &path, headers);
        assert!(get(&[("host", own)]));
        assert!(get(&[("host", "localhost:4321")]));
        assert!(get(&[("host", own), ("origin", "http://127.0.0.1:4321")]));
        assert!(get(&[("host", own), ("sec-fetch-site", "same-origin")]));
        assert!(get(&[
            ("host", own),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate")
        ]));
        for headers in [
            &[][..],
            &[("host", "evil.example:4321")],
            &[("host", "127.0.0.1")],
            &[("host", own), ("origin", "http://evil.example")],
            &[("host", own), ("origin", "null")],
            &[("host", own), ("origin", "https://127.0.0.1:4321")],
            &[("host", own), ("origin", "http://localhost:4321")],
            &[("host", own), ("sec-fetch-site", "cross-site")],
            &[("host", own), ("sec-fetch-site", "same-site")],
            &[("host", own), ("host", "evil.example")],
            &[
                ("host", own),
                ("origin", "http://127.0.0.1:4321"),
                ("origin", "http://evil.example"),
            ],
        ] {
            assert!(!get(headers), "{headers:?}");
        }
        let post = |headers: &[(&'static str, &str)]| check(Method::POST, &path, headers);
        assert!(post(&[("host", own), ("origin", "http://127.0.0.1:4321")]));
        assert!(!post(&[("host", own)]));
        let navigate = [
            ("host", own),
            ("origin", "http://127.0.0.1:4321"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate"),
        ];
        assert!(!post(&navigate));
        let elsewhere = format!("http://evil.example{path}");
        assert!(!check(Method::GET, &elsewhere, &[("host", own)]));
        let spelt_out = format!("http://{own}{path}");
        assert!(check(Method::GET, &spelt_out, &[("host", own)]));
        for path in [
            "/",
            "//",
            "/api/state",
            "/0000/api/state",
            &path[..path.len() / 2],
        ] {
            assert!(!check(Method::GET, path, &[("host", own)]), "{path}");
        }
        // A ticket is good once, and for nobody else's host.
        let once = gate.once().unwrap();
        let ticket = once.strip_prefix("http://127.0.0.1:4321").unwrap();
        assert!(!check(Method::GET, ticket, &[("host", "evil.example")]));
        assert!(!check(Method::GET, "/open/", &[("host", own)]));
        assert!(check(Method::GET, ticket, &[("host", own)]));
        assert!(!check(Method::GET, ticket, &[("host", own)]));
        assert_eq!(gate.once(), None);
        assert_ne!(
            gate.token,
            AccessGate::new(SocketAddr::from(([127, 0, 0, 1], 1))).token
        );
    }
}
