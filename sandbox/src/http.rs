//! Requests and answers as plain data.

/// The type of a page.
pub(crate) const HTML: &str = "text/html; charset=UTF-8";

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

    /// Returns the value of the first cookie of this name.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        let cookies = self.header("cookie")?.split(';');
        cookies
            .filter_map(|cookie| cookie.trim().split_once('='))
            .find(|(cookie, _)| *cookie == name)
            .map(|(_, value)| value)
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) body: String,
    /// Further headers, names in lower case; one name may come several times.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Whether the store's API began a session for it.
    pub(crate) has_session: bool,
}

impl Response {
    /// An answer without further headers.
    pub(crate) fn new(status: u16, content_type: &'static str, body: String) -> Self {
        Self {
            status,
            content_type,
            body,
            headers: Vec::new(),
            has_session: false,
        }
    }
}

/// Returns a page that says what went wrong.
pub(crate) fn error_page(status: u16, title: &str) -> Response {
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<title>{title}</title>\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n</main>\n</body>\n</html>\n"
    );
    Response::new(status, HTML, page)
}
