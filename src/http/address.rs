//! Addresses of a shop that may live below a path, such as `http://host/shop/`.

use thiserror::Error;
use url::{Host, Url};

/// Why a path cannot be put behind a shop's address. The texts do not repeat the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum JoinError {
    /// Without a slash it could run into the host or the path before it.
    #[error("a path must begin with `/`")]
    NoSlash,
    /// URL parsers drop some of them silently, so that another path would be asked for.
    #[error("a path must not hold control characters such as a line break or a tab")]
    ControlCharacter,
    /// An address such as `mailto:x` has no path.
    #[error("the shop's address must begin with `http://` or `https://`")]
    NoBase,
}

/// Returns the address of `path_and_query` in the shop at `base`.
///
/// The base keeps its own path and loses its query. Percent-encoding is kept; what a URL cannot
/// hold is encoded. A `#` is part of the path or query, as a server never sees a fragment.
pub fn join(base: &Url, path_and_query: &str) -> Result<Url, JoinError> {
    if !path_and_query.starts_with('/') {
        return Err(JoinError::NoSlash);
    }
    if path_and_query.chars().any(|char| char.is_ascii_control()) {
        return Err(JoinError::ControlCharacter);
    }
    if base.cannot_be_a_base() || !base.has_host() {
        return Err(JoinError::NoBase);
    }
    let (path, query) = match path_and_query.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (path_and_query, None),
    };
    // The URL standard reads a backslash in an HTTP path as a slash.
    let path = path.replace('\\', "%5C");
    let whole = format!("{}{path}", base.path().trim_end_matches('/'));
    let mut url = base.clone();
    url.set_path(&whole);
    url.set_query(query);
    url.set_fragment(None);
    Ok(url)
}

/// Whether an address is on this machine: consent to write and the use of proxies depend on it.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(base: &str, path: &str, expected: &str) {
        let url = join(&Url::parse(base).unwrap(), path).unwrap();
        assert_eq!(url.as_str(), expected, "{base} + {path}");
    }

    #[test]
    fn puts_the_path_behind_the_base() {
        check("http://h", "/rest/V1/orders/1", "http://h/rest/V1/orders/1");
        check("http://h/", "/", "http://h/");
        check("http://h:8080/shop", "/rest", "http://h:8080/shop/rest");
        check("http://h/shop/", "/rest", "http://h/shop/rest");
        check("http://h/shop//", "/rest", "http://h/shop/rest");
        check("http://h/index.php/", "/", "http://h/index.php/");
        check("http://u:p@h/a?b=c#d", "/rest", "http://u:p@h/a/rest");
        check("https://[::1]:9/", "/x", "https://[::1]:9/x");
    }

    #[test]
    fn keeps_what_is_encoded_and_encodes_the_rest() {
        check("http://h", "/a%2Fb%20c%zz", "http://h/a%2Fb%20c%zz");
        check("http://h", "/a b/ü", "http://h/a%20b/%C3%BC");
        check("http://h", "/a?q=1?2", "http://h/a?q=1?2");
        check("http://h", "/a?", "http://h/a?");
        check("http://h", "/a#b?c#d", "http://h/a%23b?c%23d");
        check("http://h", "/a?b=1+2&c=%2B", "http://h/a?b=1+2&c=%2B");
        check(
            "http://h",
            "/s?searchCriteria[filter_groups][0][x]=a b",
            "http://h/s?searchCriteria[filter_groups][0][x]=a%20b",
        );
    }

    #[test]
    fn never_leaves_the_host() {
        check("http://h", "//evil.example/x", "http://h//evil.example/x");
        check("http://h", "/\\evil.example", "http://h/%5Cevil.example");
        check("http://h", "/@evil.example", "http://h/@evil.example");
        check(
            "http://h",
            "/http://evil.example",
            "http://h/http://evil.example",
        );
    }

    #[test]
    fn refuses_what_is_no_path() {
        let base = Url::parse("http://h/").unwrap();
        for (path, expected) in [
            ("", JoinError::NoSlash),
            ("rest", JoinError::NoSlash),
            ("@evil.example", JoinError::NoSlash),
            ("?a=b", JoinError::NoSlash),
            ("/a\nb", JoinError::ControlCharacter),
            ("/a\t?b", JoinError::ControlCharacter),
            ("/a\0", JoinError::ControlCharacter),
        ] {
            assert_eq!(join(&base, path), Err(expected), "{path:?}");
        }
        let base = Url::parse("mailto:a@b").unwrap();
        assert_eq!(join(&base, "/a"), Err(JoinError::NoBase));
    }

    #[test]
    fn loopback_is_known_in_every_form() {
        for (text, expected) in [
            ("http://127.0.0.1:8082", true),
            ("http://127.9.9.9", true),
            ("http://[::1]:80", true),
            ("http://localhost", true),
            ("http://shop.localhost", true),
            ("http://localhost.evil.example", false),
            ("https://shop.example", false),
            ("http://10.0.0.1", false),
        ] {
            assert_eq!(is_loopback(&Url::parse(text).unwrap()), expected, "{text}");
        }
    }
}
