//! Requests and answers as plain data, and where a path leads to.

use crate::sandbox::rest;
use crate::sandbox::store::Store;

const HTML: &str = "text/html; charset=UTF-8";

/// A request.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// The path, still encoded.
    pub(crate) path: String,
    pub(crate) query: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// Returns the first header of this name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header == name)
            .map(|(_, value)| value.as_str())
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) body: String,
    /// Whether the store began a session for it.
    pub(crate) has_session: bool,
}

/// Answers a request.
pub(crate) fn answer(store: &mut Store, request: &Request, now: i64) -> Response {
    let path = request
        .path
        .strip_prefix("/index.php")
        .unwrap_or(&request.path);
    // As Magento does, all slashes around the path are taken off, but none inside.
    let path = path.trim_matches('/');
    let (front_name, rest_path) = path.split_once('/').unwrap_or((path, ""));
    match front_name {
        "rest" => rest::answer(store, request, rest_path, now),
        "magento_version" if rest_path.is_empty() => Response {
            status: 200,
            content_type: HTML,
            body: "Magento/2.4 (Community)".into(),
            has_session: true,
        },
        _ => error_page(404, "404 Not Found"),
    }
}

/// Returns a page that says what went wrong.
pub(crate) fn error_page(status: u16, title: &str) -> Response {
    Response {
        status,
        content_type: HTML,
        body: format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<title>{title}</title>\n</head>\n\
             <body>\n<main>\n<h1>{title}</h1>\n</main>\n</body>\n</html>\n"
        ),
        has_session: false,
    }
}
