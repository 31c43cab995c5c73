//! What answers in place of the store: the web server in front of it, or a PHP that cannot start it.
//!
//! The facts (status, media type, headers, what the page looks like) are those of a 2.4.7-p3 store
//! behind nginx.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;

/// What answers instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    Maintenance,
    BadGateway,
    GatewayTimeout,
    TooManyRequests,
    LoginWall,
    NoDatabase,
    Blank,
    NotInstalled,
    Welcome,
}

const HTML: &str = "text/html; charset=UTF-8";

impl Page {
    /// Tells whether the store carries the request out, although something else answers.
    pub(crate) fn comes_after_the_work(self) -> bool {
        self == Self::GatewayTimeout
    }

    /// Returns the answer.
    pub(crate) fn response(self) -> Response {
        match self {
            Self::Maintenance => page(StatusCode::SERVICE_UNAVAILABLE, HTML, magento_page()),
            Self::BadGateway => nginx(StatusCode::BAD_GATEWAY, "502 Bad Gateway"),
            Self::GatewayTimeout => nginx(StatusCode::GATEWAY_TIMEOUT, "504 Gateway Time-out"),
            Self::TooManyRequests => with(
                nginx(StatusCode::TOO_MANY_REQUESTS, "429 Too Many Requests"),
                RETRY_AFTER,
                "30",
            ),
            Self::LoginWall => with(
                nginx(StatusCode::UNAUTHORIZED, "401 Authorization Required"),
                WWW_AUTHENTICATE,
                "Basic realm=\"Staging\"",
            ),
            Self::NoDatabase => page(
                StatusCode::INTERNAL_SERVER_ERROR,
                "text/plain;charset=UTF-8",
                "An error has happened during application run. See exception log for details.\n"
                    .to_owned(),
            ),
            Self::Blank => page(StatusCode::INTERNAL_SERVER_ERROR, HTML, String::new()),
            Self::NotInstalled => with(
                page(StatusCode::FOUND, HTML, String::new()),
                LOCATION,
                "/setup/",
            ),
            Self::Welcome => page(
                StatusCode::OK,
                "text/html",
                "<html><body>Welcome to nginx!</body></html>\n".to_owned(),
            ),
        }
    }
}

fn magento_page() -> String {
    let title = "Error 503: Service Unavailable";
    format!(
        "<!doctype html>\n<html>\n<head>\n<title>{title}</title>\n</head>\n<body>\n<main>\n\
         <h1>Service Temporarily Unavailable</h1>\n<p>The shop is closed for a moment.</p>\n\
         </main>\n</body>\n</html>\n"
    )
}

fn nginx(status: StatusCode, title: &str) -> Response {
    let text = format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n\
         <hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n"
    );
    page(status, "text/html", text)
}

fn page(status: StatusCode, content_type: &'static str, text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    with(response, CONTENT_TYPE, content_type)
}

/// Adds a header.
pub(crate) fn with(mut response: Response, name: HeaderName, value: &'static str) -> Response {
    let value = HeaderValue::from_static(value);
    response.headers_mut().insert(name, value);
    response
}
