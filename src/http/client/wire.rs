//! Between our plain data and the library's types.

use std::future::poll_fn;
use std::pin::Pin;

use hyper::body::Body as _;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Version};
use url::Url;

use crate::http::client::{decoding, failure};
use crate::http::error::{HttpError, HttpErrorKind};
use crate::http::exchange::Request;

/// Headers that frame the message. A wrong one would cut the body or hang the connection.
pub(super) const FRAMING: [&str; 5] = [
    "connection",
    "content-length",
    "te",
    "transfer-encoding",
    "upgrade",
];

/// How much memory is taken for a body because it is announced, before any of it has come.
const AT_ONCE: usize = 16 * 1024 * 1024;

/// Returns the request as the library wants it.
pub(super) fn request(request: &Request) -> Result<reqwest::Request, HttpError> {
    let method = Method::from_bytes(request.method.as_bytes())
        .map_err(|_| unsendable("the method holds a character that HTTP does not allow there"))?;
    let mut url = request.url.clone();
    let mut headers = HeaderMap::new();
    for (name, value) in &request.headers {
        append(&mut headers, name, value)?;
    }
    headers
        .entry("accept-encoding")
        .or_insert(HeaderValue::from_static(decoding::OFFERED));
    // Over HTTP/1.1 nothing says to which request an answer belongs: a second answer to one request
    // would be taken for that to the next. So each request has a connection of its own. HTTP/2
    // numbers its answers, has no such header, and shares one connection.
    headers.insert("connection", HeaderValue::from_static("close"));
    if wants_length(request) {
        headers.insert("content-length", HeaderValue::from_static("0"));
    }
    // Credentials do not travel in addresses. Both fail only for one without a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    let mut wire = reqwest::Request::new(method, url);
    *wire.headers_mut() = headers;
    *wire.body_mut() = request.body.clone().map(Into::into);
    Ok(wire)
}

/// Whether a request without a body has to say so: some servers refuse it otherwise (411; RFC 9110,
/// section 8.6).
fn wants_length(request: &Request) -> bool {
    let is_empty = request.body.as_ref().is_none_or(Vec::is_empty);
    is_empty && matches!(request.method.as_str(), "POST" | "PUT" | "PATCH")
}

fn append(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), HttpError> {
    let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
        unsendable(format!("`{}` is no name of a header", name.escape_debug()))
            .hint("letters, digits and hyphens make up the name of a header")
    })?;
    if FRAMING.contains(&key.as_str()) {
        return Err(unsendable(format!(
            "the header `{name}` is written by the client itself"
        ))
        .hint(format!("leave `{name}` out")));
    }
    let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| {
        unsendable(format!(
            "the value of the header `{name}` holds a character that no header can carry"
        ))
        .hint("look for a line break at the end of a value that was read from a file or a variable")
    })?;
    headers.append(key, value);
    Ok(())
}

/// Returns the headers as plain text, in order.
pub(super) fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), value)
        })
        .collect()
}

/// Reads the body as it was transferred, as far as the limit allows.
pub(super) async fn body(
    response: reqwest::Response,
    url: &Url,
    limit: usize,
) -> Result<Vec<u8>, HttpError> {
    let announced = response.content_length().unwrap_or(0);
    let announced = usize::try_from(announced).unwrap_or(usize::MAX);
    if announced > limit {
        return Err(failure::of_size(url, limit));
    }
    let says_its_end = response.version() == Version::HTTP_2;
    let mut coming = reqwest::Body::from(response);
    let mut body = Vec::with_capacity(announced.min(AT_ONCE));
    while let Some(frame) = poll_fn(|context| Pin::new(&mut coming).poll_frame(context)).await {
        let frame = frame.map_err(|error| failure::of_body(error, url))?;
        let Ok(chunk) = frame.into_data() else {
            continue;
        };
        if body.len() + chunk.len() > limit {
            return Err(failure::of_size(url, limit));
        }
        body.extend_from_slice(&chunk);
    }
    // The library takes a stream that is reset without an error for one that has come to its end.
    if says_its_end && !coming.is_end_stream() {
        return Err(failure::of_cut_body(
            url,
            "the stream was reset before its end",
        ));
    }
    Ok(body)
}

fn unsendable(message: impl Into<String>) -> HttpError {
    HttpError::new(HttpErrorKind::Connection, message)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn plain(method: &str, url: &str, headers: &[(&str, &str)]) -> Request {
        Request {
            method: method.to_owned(),
            url: Url::parse(url).unwrap(),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: None,
            timeout: Duration::from_secs(1),
            follow: false,
        }
    }

    fn check(method: &str, headers: &[(&str, &str)], expected: &str) {
        let error = request(&plain(method, "http://h/?q=hunter2", headers)).unwrap_err();
        assert_eq!(error.kind, HttpErrorKind::Connection);
        assert_eq!(error.message, expected);
        assert!(!format!("{error:?}").contains("hunter"), "{error:?}");
    }

    #[test]
    fn says_what_http_cannot_carry() {
        check(
            "GE T",
            &[],
            "the method holds a character that HTTP does not allow there",
        );
        check("GET", &[("X Y", "1")], "`X Y` is no name of a header");
        check("GET", &[("", "1")], "`` is no name of a header");
        check(
            "GET",
            &[("a\r\nb", "1")],
            "`a\\r\\nb` is no name of a header",
        );
        for value in [
            "hunter2\n",
            "a\r\nX-Evil: hunter2",
            "hunter2\0",
            "\u{7f}hunter2",
        ] {
            check(
                "GET",
                &[("X-Key", value)],
                "the value of the header `X-Key` holds a character that no header can carry",
            );
        }
        check(
            "POST",
            &[("content-LENGTH", "5")],
            "the header `content-LENGTH` is written by the client itself",
        );
    }

    #[test]
    fn sends_no_userinfo() {
        let sent = request(&plain("GET", "http://a%40b:p%3Aw@h/x", &[])).unwrap();
        assert_eq!(sent.url().as_str(), "http://h/x");
        assert!(!sent.headers().contains_key("authorization"));
    }

    #[test]
    fn keeps_the_headers_of_one_name_in_order() {
        let sent = request(&plain("GET", "http://h/", &[("X-A", "ü"), ("x-a", "2")])).unwrap();
        let values: Vec<_> = sent.headers().get_all("x-a").iter().collect();
        assert_eq!(values.len(), 2);
        assert_eq!(values[0].as_bytes(), "ü".as_bytes());
    }
}
