//! The cookies of one session, kept and sent as RFC 6265 says.
//!
//! Cookies do not know ports, so a jar belongs to one target and must not be shared.

use std::fmt;

use cookie_store::CookieStore;
use url::Url;

/// The cookies of one session.
#[derive(Clone, Default)]
pub struct CookieJar {
    store: CookieStore,
}

impl CookieJar {
    /// Returns the value of the `Cookie` header for this address; none where no cookie fits.
    pub fn header_for(&self, url: &Url) -> Option<String> {
        let mut cookies = self.store.matches(url);
        // RFC 6265, section 5.4: longer paths first. The name makes the order the same each time.
        cookies.sort_by(|a, b| {
            let length = |path: &str| std::cmp::Reverse(path.len());
            (length(&a.path), a.name()).cmp(&(length(&b.path), b.name()))
        });
        let pairs: Vec<String> = cookies
            .iter()
            .map(|cookie| format!("{}={}", cookie.name(), cookie.value()))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// Keeps what the `set-cookie` headers (names in lower case) of a response from `url` say.
    ///
    /// A cookie that this host may not set, or that cannot be read, is left out, as in a browser.
    pub fn store(&mut self, url: &Url, headers: &[(String, String)]) {
        for (name, value) in headers {
            if name == "set-cookie" {
                // An error means that the cookie is not kept, which is all there is to do.
                let _ = self.store.parse(value, url);
            }
        }
    }
}

impl fmt::Debug for CookieJar {
    /// Shows how many cookies there are; their values are secrets.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "CookieJar({} cookies)",
            self.store.iter_unexpired().count()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn check(set: &[&str], asked: &str, expected: Option<&str>) {
        let mut jar = CookieJar::default();
        let headers: Vec<_> = set
            .iter()
            .map(|value| ("set-cookie".to_owned(), (*value).to_owned()))
            .collect();
        jar.store(&url("http://shop.example/customer/login"), &headers);
        assert_eq!(
            jar.header_for(&url(asked)).as_deref(),
            expected,
            "{set:?} {asked}"
        );
    }

    #[test]
    fn sends_what_fits() {
        let home = "http://shop.example/";
        check(&[], home, None);
        check(&["a=1; Path=/"], home, Some("a=1"));
        check(&["b=2; Path=/", "a=1; Path=/"], home, Some("a=1; b=2"));
        check(&["a=1; Path=/", "a=2; Path=/"], home, Some("a=2"));
        check(&["a=1"], home, None);
        check(
            &["a=1; Path=/", "z=9"],
            "http://shop.example/customer/x",
            Some("z=9; a=1"),
        );
        check(&["a=1; Path=/; HttpOnly"], home, Some("a=1"));
        check(&["a=1; Path=/; Max-Age=0"], home, None);
        check(
            &["a=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT"],
            home,
            None,
        );
        check(&["a=1; Path=/", "a=; Path=/; Max-Age=0"], home, None);
        check(&["a=1; Path=/; Secure"], home, None);
        check(
            &["a=1; Path=/; Secure"],
            "https://shop.example/",
            Some("a=1"),
        );
        check(&["a=b=c; Path=/"], home, Some("a=b=c"));
        check(&["a=%7B%22x%22%7D; Path=/"], home, Some("a=%7B%22x%22%7D"));
    }

    #[test]
    fn keeps_to_the_host() {
        check(&["a=1; Path=/"], "http://other.example/", None);
        check(&["a=1; Path=/"], "http://www.shop.example/", None);
        check(
            &["a=1; Path=/; Domain=shop.example"],
            "http://www.shop.example/",
            Some("a=1"),
        );
        check(
            &["a=1; Path=/; Domain=other.example"],
            "http://other.example/",
            None,
        );
        check(
            &["a=1; Path=/; Domain=other.example"],
            "http://shop.example/",
            None,
        );
    }

    #[test]
    fn survives_garbage_and_hides_values() {
        check(&["", ";", "=", "\u{0}", "a"], "http://shop.example/", None);
        let mut jar = CookieJar::default();
        let headers = [("set-cookie".to_owned(), "a=hunter2; Path=/".to_owned())];
        jar.store(&url("http://shop.example/"), &headers);
        assert_eq!(format!("{jar:?}"), "CookieJar(1 cookies)");
    }
}
