//! Where a redirect leads, and what may travel with it: pure, request and response in, request out.
//!
//! What another origin may see is a short list of what it may, not a long one of what it may not.

use url::{Host, Url};

use crate::http::error::{HttpError, HttpErrorKind, authority};
use crate::http::exchange::{Request, Response};

/// How many redirects of one request are followed.
pub(crate) const MOST_REDIRECTS: usize = 10;

/// What is sent on to another origin: nothing that could be a credential.
const HARMLESS_HEADERS: [&str; 4] = ["accept", "accept-language", "content-type", "user-agent"];

/// The hosts that may be contacted.
#[derive(Debug, Clone)]
pub(crate) struct Hosts {
    names: Vec<String>,
}

impl Hosts {
    /// Collects the target's host and the others that were allowed, each in its normal form.
    pub(crate) fn new(target: &Url, allowed: &[String]) -> Self {
        let own = target.host_str().map(str::to_owned);
        let names = own
            .into_iter()
            .chain(allowed.iter().map(|name| normal_form(name)))
            .collect();
        Self { names }
    }

    /// Says whether this address is on one of them, at whatever port.
    pub(crate) fn allow(&self, url: &Url) -> bool {
        let is_web = matches!(url.scheme(), "http" | "https");
        let host = url.host_str().unwrap_or("");
        is_web && self.names.iter().any(|name| name == host)
    }
}

/// Returns the name as [`Url::host_str`] would: lower case, international names in Punycode.
fn normal_form(name: &str) -> String {
    let name = name.trim();
    let bracketed = format!("[{name}]");
    let literal = if name.contains(':') && !name.starts_with('[') {
        bracketed.as_str()
    } else {
        name
    };
    match Host::parse(literal) {
        Ok(host) => host.to_string(),
        Err(_) => name.to_ascii_lowercase(),
    }
}

/// Returns the request that follows `request` after this response; none where it is the last.
pub(crate) fn next(
    request: &Request,
    response: &Response,
    hosts: &Hosts,
) -> Result<Option<Request>, HttpError> {
    if !matches!(response.status, 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let mut url = location(request, response)?;
    if !hosts.allow(&url) {
        return Err(forbidden(request, &url));
    }
    if request.url.scheme() == "https" && url.scheme() == "http" {
        return Err(unprotected(request, &url));
    }
    let same_origin = url.origin() == request.url.origin();
    // A `location` brings no credentials. Both fail only for an address without a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    let mut next = Request {
        url,
        ..request.clone()
    };
    if becomes_get(response.status, &request.method) {
        if request.method != "HEAD" {
            next.method = "GET".to_owned();
        }
        next.body = None;
        next.headers
            .retain(|(name, _)| !name.to_ascii_lowercase().starts_with("content-"));
    }
    if !same_origin {
        if next.body.as_ref().is_some_and(|body| !body.is_empty()) {
            return Err(body_to_another_origin(request, &next.url));
        }
        next.headers
            .retain(|(name, _)| HARMLESS_HEADERS.contains(&name.to_ascii_lowercase().as_str()));
    }
    Ok(Some(next))
}

/// Says whether the redirect turns the request into a GET without a body, as browsers do it
/// (Fetch standard, HTTP-redirect fetch).
fn becomes_get(status: u16, method: &str) -> bool {
    match status {
        303 => true,
        301 | 302 => method == "POST",
        _ => false,
    }
}

fn location(request: &Request, response: &Response) -> Result<Url, HttpError> {
    let from = authority(&request.url);
    let status = response.status;
    let fault = |what: &str| {
        HttpError::new(
            HttpErrorKind::Redirect,
            format!("`{from}` answered {status} {what}"),
        )
        .hint("check the shop's base URLs; without `follow` the redirect itself is the answer")
    };
    let mut values = response
        .headers
        .iter()
        .filter(|(name, _)| name == "location")
        .map(|(_, value)| value.trim());
    let value = values.next().unwrap_or("");
    if value.is_empty() {
        return Err(fault("without a `location` to go to"));
    }
    if values.any(|other| other != value) {
        return Err(fault("with several `location` headers that disagree"));
    }
    // U+FFFD stands where the header was no UTF-8.
    if value.contains('\u{FFFD}') {
        return Err(fault("with a `location` that is no address"));
    }
    let url = request
        .url
        .join(value)
        .map_err(|_| fault("with a `location` that is no address"))?;
    if !matches!(url.scheme(), "http" | "https") {
        let scheme = url.scheme();
        return Err(fault(&format!(
            "with a `location` that is neither http nor https but `{scheme}`"
        )));
    }
    Ok(url)
}

fn forbidden(request: &Request, url: &Url) -> HttpError {
    let host = url.host_str().unwrap_or("");
    HttpError::new(
        HttpErrorKind::Redirect,
        format!(
            "`{}` redirects to another host, `{host}`",
            authority(&request.url)
        ),
    )
    .hint(format!(
        "if `{host}` is the shop, make it the target; if it belongs to it, `--allow-host {host}`"
    ))
}

fn unprotected(request: &Request, url: &Url) -> HttpError {
    let origin = url.origin().ascii_serialization();
    HttpError::new(
        HttpErrorKind::Redirect,
        format!(
            "`{}` redirects from https to plain http, `{origin}`",
            authority(&request.url)
        ),
    )
    .hint(
        "anybody in between could read and change it, so it is not followed: check the shop's base \
         URLs (`web/secure/base_url`), and whether it is told that https was spoken (`X-Forwarded-Proto`)",
    )
}

fn body_to_another_origin(request: &Request, url: &Url) -> HttpError {
    let from = authority(&request.url);
    let origin = url.origin().ascii_serialization();
    HttpError::new(
        HttpErrorKind::Redirect,
        format!("`{from}` redirects a request with a body to another origin, `{origin}`"),
    )
    .hint(format!(
        "the body may hold a password, so it stays here; if `{origin}` is the shop, make it the target"
    ))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn request(method: &str, url: &str, body: Option<&str>) -> Request {
        let headers = [
            ("Authorization", "Bearer hunter2"),
            ("Cookie", "sid=hunter2"),
            ("Proxy-Authorization", "Basic hunter2"),
            ("X-Api-Key", "hunter2"),
            ("Accept", "application/json"),
            ("ACCEPT-LANGUAGE", "de"),
            ("Content-Type", "application/json"),
            ("User-Agent", "magewalk"),
        ];
        Request {
            method: method.to_owned(),
            url: Url::parse(url).unwrap(),
            headers: headers
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec(),
            body: body.map(|text| text.as_bytes().to_vec()),
            timeout: Duration::from_secs(1),
            follow: true,
        }
    }

    fn follow(
        request: &Request,
        status: u16,
        location: &str,
    ) -> Result<Option<Request>, HttpError> {
        let response = Response {
            status,
            headers: vec![("location".to_owned(), location.to_owned())],
            body: Vec::new(),
            timing: crate::http::exchange::Timing::default(),
            parsed: std::sync::OnceLock::new(),
        };
        let target = Url::parse("http://shop.example/").unwrap();
        let allowed = ["CDN.example".to_owned(), "Bücher.example".to_owned()];
        next(request, &response, &Hosts::new(&target, &allowed))
    }

    fn names(request: &Request) -> Vec<&str> {
        request
            .headers
            .iter()
            .map(|(name, _)| name.as_str())
            .collect()
    }

    #[test]
    fn turns_methods_as_browsers_do() {
        for (status, method, expected, keeps_body) in [
            (301, "POST", "GET", false),
            (302, "POST", "GET", false),
            (303, "POST", "GET", false),
            (307, "POST", "POST", true),
            (308, "POST", "POST", true),
            (301, "PUT", "PUT", true),
            (302, "DELETE", "DELETE", true),
            (303, "PUT", "GET", false),
            (303, "HEAD", "HEAD", false),
            (302, "GET", "GET", true),
        ] {
            let request = request(method, "http://shop.example/a", Some("{}"));
            let next = follow(&request, status, "/b").unwrap().unwrap();
            assert_eq!(next.method, expected, "{status} {method}");
            assert_eq!(next.body.is_some(), keeps_body, "{status} {method}");
            assert_eq!(names(&next).contains(&"Content-Type"), keeps_body);
            assert!(names(&next).contains(&"Authorization"));
            assert_eq!(next.url.as_str(), "http://shop.example/b");
        }
    }

    #[test]
    fn follows_only_redirects() {
        let request = request("GET", "http://shop.example/a", None);
        for status in [200, 201, 204, 300, 304, 305, 306, 400, 500] {
            assert_eq!(follow(&request, status, "/b"), Ok(None), "{status}");
        }
    }

    #[test]
    fn carries_no_credential_to_another_origin() {
        for location in [
            "https://shop.example/b",
            "http://shop.example:8080/b",
            "http://cdn.example/b",
            "//CDN.EXAMPLE/b",
            "http://bücher.example/b",
            "http://thief:hunter3@cdn.example/b",
        ] {
            let request = request("GET", "http://u:hunter2@shop.example/a", None);
            let next = follow(&request, 302, location).unwrap().unwrap();
            assert_eq!(
                names(&next),
                ["Accept", "ACCEPT-LANGUAGE", "Content-Type", "User-Agent"],
                "{location}"
            );
            assert!(!format!("{next:?}").contains("hunter"), "{next:?}");
        }
    }

    #[test]
    fn takes_no_credentials_from_a_location() {
        let request = request("GET", "http://shop.example/a", None);
        for location in ["/b", "http://x:hunter3@shop.example:80/b"] {
            let next = follow(&request, 302, location).unwrap().unwrap();
            assert_eq!(next.url.as_str(), "http://shop.example/b");
        }
    }

    #[test]
    fn keeps_bodies_within_the_origin() {
        let with_body = request("POST", "http://shop.example/a", Some("password=hunter2"));
        for (status, refused) in [(307, true), (308, true), (302, false), (303, false)] {
            let result = follow(&with_body, status, "https://shop.example/b?t=hunter3");
            assert_eq!(result.is_err(), refused, "{status}");
            if let Err(error) = result {
                assert_eq!(error.kind, HttpErrorKind::Redirect);
                assert!(error.message.contains("`https://shop.example`"));
                assert!(!format!("{error:?}").contains("hunter"), "{error:?}");
            }
        }
        let with_body = request("PUT", "http://shop.example/a", Some("x"));
        assert!(follow(&with_body, 301, "http://cdn.example/").is_err());
        let without = request("DELETE", "http://shop.example/a", None);
        assert!(follow(&without, 307, "https://shop.example/").is_ok());
    }

    #[test]
    fn refuses_what_cannot_or_may_not_be_followed() {
        let request = request("GET", "http://shop.example/a", None);
        for (location, expected) in [
            ("", "without a `location`"),
            ("  ", "without a `location`"),
            ("http://", "no address"),
            ("http://[::1/", "no address"),
            ("http://shop.example:99999/", "no address"),
            ("/\u{FFFD}", "no address"),
            ("javascript:alert(1)", "but `javascript`"),
            ("file:///etc/passwd", "but `file`"),
            ("ftp://shop.example/", "but `ftp`"),
            (
                "http://evil.example/?t=hunter2",
                "another host, `evil.example`",
            ),
            ("//evil.example", "another host, `evil.example`"),
            ("\\\\evil.example\\x", "another host, `evil.example`"),
            (
                "http://shop.example@evil.example/",
                "another host, `evil.example`",
            ),
            ("http://shop.example.evil.example/", "another host"),
            ("http://www.shop.example/", "another host"),
            ("http://shop.example./", "another host"),
            ("http://127.1/", "another host, `127.0.0.1`"),
        ] {
            let error = follow(&request, 302, location).unwrap_err();
            assert_eq!(error.kind, HttpErrorKind::Redirect);
            assert!(error.message.contains(expected), "{location}: {error}");
            assert!(!format!("{error:?}").contains("hunter"), "{error:?}");
        }
    }

    #[test]
    fn leaves_https_for_nothing() {
        let request = request("GET", "https://shop.example/a", None);
        for location in [
            "http://shop.example/a",
            "http://shop.example:443/",
            "http://cdn.example",
        ] {
            let error = follow(&request, 301, location).unwrap_err();
            assert_eq!(error.kind, HttpErrorKind::Redirect);
            assert!(
                error.message.contains("from https to plain http"),
                "{error}"
            );
        }
        let next = follow(&request, 301, "//cdn.example/b").unwrap().unwrap();
        assert_eq!(next.url.scheme(), "https");
    }

    #[test]
    fn refuses_locations_that_disagree() {
        let request = request("GET", "http://shop.example/a", None);
        let location = |value: &str| ("location".to_owned(), value.to_owned());
        let mut response = Response {
            status: 302,
            headers: vec![location("/b"), location("/c")],
            body: Vec::new(),
            timing: crate::http::exchange::Timing::default(),
            parsed: std::sync::OnceLock::new(),
        };
        let hosts = Hosts::new(&request.url, &[]);
        let error = next(&request, &response, &hosts).unwrap_err();
        assert!(error.message.contains("disagree"), "{error}");
        response.headers[1] = location("/b");
        assert!(next(&request, &response, &hosts).is_ok());
    }

    #[test]
    fn knows_hosts_in_all_spellings() {
        let target = Url::parse("http://127.0.0.1:8080/").unwrap();
        let allowed = [
            "::1".to_owned(),
            " Shop.Example ".to_owned(),
            "10.1".to_owned(),
        ];
        let hosts = Hosts::new(&target, &allowed);
        for (url, expected) in [
            ("http://[::1]:99/", true),
            ("https://shop.example/", true),
            ("http://10.0.0.1/", true),
            ("http://127.0.0.1/", true),
            ("http://localhost/", false),
            ("ftp://127.0.0.1/", false),
        ] {
            assert_eq!(hosts.allow(&Url::parse(url).unwrap()), expected, "{url}");
        }
    }
}
