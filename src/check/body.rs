//! The body of a response as text and as JSON, and in words what it is instead.

use serde_json::Value;

use crate::check::error::CheckError;
use crate::http::exchange::Response;
use crate::http::json::{self, JsonError};
use crate::http::page;
use crate::outcome::ErrorKind;

/// Whether a response says of itself that its body is JSON (RFC 8259, RFC 6839).
pub(crate) fn is_declared_json(response: &Response) -> bool {
    let media_type = response.media_type();
    media_type == "application/json" || (media_type.contains('/') && media_type.ends_with("+json"))
}

/// Whether a response says of itself that its body is a page.
pub(crate) fn is_declared_html(response: &Response) -> bool {
    matches!(
        response.media_type().as_str(),
        "text/html" | "application/xhtml+xml"
    )
}

/// Whether a response of this status has no body (RFC 9110, 15).
pub(crate) fn is_bodiless(status: u16) -> bool {
    matches!(status, 100..=199 | 204 | 205 | 304)
}

/// Reads the body as JSON, all of it; the error says in words what it is instead.
pub(crate) fn parse(response: &Response) -> Result<&Value, String> {
    response.json().ok_or_else(|| instead(&response.body))
}

/// Says what a body is that is no JSON.
fn instead(body: &[u8]) -> String {
    let Ok(text) = std::str::from_utf8(body) else {
        return "it is not valid UTF-8".to_owned();
    };
    if text.trim().is_empty() {
        return "it is empty".to_owned();
    }
    if text.starts_with('\u{feff}') {
        return "it begins with a byte order mark, which JSON must not have".to_owned();
    }
    match json::read(body) {
        Ok(_) => "it cannot be read".to_owned(),
        Err(JsonError::TooMany) => JsonError::TooMany.to_string(),
        Err(JsonError::Syntax(_)) if page::is_html(text) => {
            format!("it is {}", page::html_page(text))
        }
        Err(JsonError::Syntax(error)) => match page::php_message(text) {
            Some(message) if page::begins_with_php(text) => {
                format!("a message of PHP comes before it: `{message}`")
            }
            Some(message) => format!("a message of PHP is in it: `{message}`"),
            None => broken(&error, text),
        },
    }
}

/// Says where a text ceases to be JSON.
fn broken(error: &serde_json::Error, text: &str) -> String {
    if error.is_eof() {
        return format!("it is cut off after {} bytes", text.len());
    }
    if error.to_string().contains("recursion limit") {
        return "it is nested too deeply".to_owned();
    }
    let (line, column) = (error.line(), error.column());
    if (line, column) == (1, 1) {
        return format!("it begins with `{}`", page::first_lines(text));
    }
    format!("it is not valid at line {line}, column {column}")
}

/// Whether a body that is no JSON is something else, as a whole: a page, a message of PHP, another
/// format. One that is empty or breaks off is JSON that did not arrive.
pub(crate) fn is_something_else(response: &Response) -> bool {
    match std::str::from_utf8(&response.body) {
        Ok(text) => {
            let is_other = |error: &JsonError| match error {
                JsonError::Syntax(error) => error.is_syntax(),
                JsonError::TooMany => false,
            };
            json::read(&response.body).is_err_and(|error| is_other(&error))
                && !text.trim().is_empty()
        }
        Err(_) => true,
    }
}

/// Reads the body as JSON, or says that it could not be checked.
pub(crate) fn json(response: &Response) -> Result<&Value, CheckError> {
    parse(response).map_err(|cause| error(response, &cause))
}

/// Makes the error of a body that is no JSON although it should be.
pub(crate) fn error(response: &Response, cause: &str) -> CheckError {
    let promise = if is_declared_json(response) {
        "the body is declared as JSON"
    } else {
        "the body should be JSON"
    };
    CheckError::new(ErrorKind::Body, format!("{promise}, but {cause}")).hint(
        "look at the response with `-v`; a proxy or a PHP error in front of the API often is why",
    )
}

/// Reads the body as text.
pub(crate) fn text(response: &Response) -> Result<&str, CheckError> {
    std::str::from_utf8(&response.body).map_err(|_| {
        CheckError::new(
            ErrorKind::Body,
            "the body should be text, but it is not valid UTF-8, and declares no other charset that it is in",
        )
        .hint("look at `Content-Type` of the response with `-v`")
    })
}

/// Reads the body as the text of a page; what is none would else hold every `count: 0`.
pub(crate) fn html(response: &Response) -> Result<&str, CheckError> {
    let cause = match text(response)? {
        text if text.trim().is_empty() => "it is empty",
        _ if is_declared_json(response) => "it is declared as JSON",
        text => return Ok(text),
    };
    let message = format!("the body should be HTML, but {cause}");
    Err(CheckError::new(ErrorKind::Body, message).hint("look at the response with `-v`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &[u8], cause: &str) {
        assert!(serde_json::from_slice::<Value>(body).is_err());
        assert_eq!(instead(body), cause);
    }

    #[test]
    fn what_is_no_json_is_said_in_words() {
        check(b"", "it is empty");
        check(b" \n", "it is empty");
        check(b"{\"a\": [1, 2", "it is cut off after 11 bytes");
        check(b"\"abc", "it is cut off after 4 bytes");
        check(b"<!DOCTYPE html><html></html>", "it is an HTML page");
        check(b"<!-- x --><html></html>", "it is an HTML page");
        check(
            b"<?xml version=\"1.0\"?><a/>",
            "it begins with `<?xml version=\"1.0\"?><a/>`",
        );
        check(
            b"{\"a\": 1} trailing",
            "it is not valid at line 1, column 10",
        );
        check(b"\"\xff\"", "it is not valid UTF-8");
        check(
            b"\xef\xbb\xbf{}",
            "it begins with a byte order mark, which JSON must not have",
        );
        check("[".repeat(100_000).as_bytes(), "it is nested too deeply");
        check(
            b"\nNotice: Undefined index: x in /a.php on line 3\n{}",
            "a message of PHP comes before it: `Notice: Undefined index: x in /a.php on line 3`",
        );
        check(b"NaN", "it begins with `NaN`");
    }
}
