//! What a store itself says is wrong.

use serde_json::{Map, Value};

use crate::check::html;
use crate::check::value::scalar_text;
use crate::http::exchange::Response;
use crate::http::page;

/// How long a message may become, in characters.
const LONGEST: usize = 500;

/// How many bytes of a message are filled in at least: more than is shown, whatever the characters.
const ENOUGH: usize = 4 * LONGEST;

/// How many parameters of a message are filled in.
const PARAMETERS: usize = 200;

/// What the answer of a login wall means. A request has room for one `Authorization` alone.
const LOGIN_WALL: &str = "a login in front of the shop refuses the request, not the shop itself: set \
    `MAGEWALK_BASIC=user:password`; a request with a token of the API has no room for them, so let the \
    login leave `/rest` alone, or pass it by `--header` or `--cert`";

/// Returns what a response says is wrong: Magento's `message` with its `parameters` filled in and
/// its `errors` after it (developer.adobe.com/commerce, "Status codes and responses"), the title
/// and detail of a problem (RFC 9457), the title of an HTML page, a plain text, or a redirect.
pub(crate) fn find(response: &Response) -> Option<String> {
    if response.is_of_login_wall() {
        return Some(LOGIN_WALL.to_owned());
    }
    if (300..400).contains(&response.status)
        && let Some(location) = response.header("location")
    {
        // What follows a `?` may hold a secret that nobody knows yet.
        let place = location.split(['?', '#']).next().unwrap_or("");
        return Some(format!("a redirect to `{place}`"));
    }
    if response.body.is_empty() && response.status >= 500 {
        return Some("nothing: PHP died early, perhaps, and its log says why".to_owned());
    }
    let says = match response.json() {
        Some(Value::Object(object)) => of_object(object),
        None if response.status >= 400 => of_text(response),
        _ => None,
    };
    let says = says.map(|says| says.trim().to_owned());
    let waiting = waiting(response);
    let room = LONGEST
        - waiting
            .as_ref()
            .map_or(0, |waiting| waiting.chars().count() + 2);
    let says = says
        .filter(|says| !says.is_empty())
        .map(|says| cut(&says, room));
    let parts: Vec<String> = says.into_iter().chain(waiting).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// Cuts a text to so many characters.
fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most - 1) {
        Some((at, last)) if at + last.len_utf8() < text.len() => format!("{}…", &text[..at]),
        _ => text.to_owned(),
    }
}

/// Says how long a store that refuses for now wants to be left alone (RFC 9110, section 10.2.3).
fn waiting(response: &Response) -> Option<String> {
    let is_for_now = matches!(response.status, 429 | 503);
    let wait = response.header("retry-after").filter(|_| is_for_now)?;
    Some(format!(
        "it asks to wait (`Retry-After: {}`)",
        cut(wait, 40)
    ))
}

/// Reads the title of a page or the beginning of its text, a message of PHP, or another text.
fn of_text(response: &Response) -> Option<String> {
    let text = String::from_utf8_lossy(&response.body);
    if page::is_html(&text) {
        let title = html::title(&text);
        let title = title.or_else(|| page::visible_lines(&text))?;
        return Some(format!("the store sent an HTML page: {title}"));
    }
    if let Some(message) = page::php_message(&text) {
        return Some(format!("the store sent a message of PHP: {message}"));
    }
    if response.media_type() == "text/plain" {
        return Some(text.into_owned());
    }
    page::visible_lines(&text)
}

fn of_object(object: &Map<String, Value>) -> Option<String> {
    if let Some(message) = object.get("message").and_then(Value::as_str) {
        let mut text = filled(message, object.get("parameters"));
        let errors = object.get("errors").and_then(Value::as_array);
        for error in errors.into_iter().flatten().take(20) {
            if let Some(message) = error.get("message").and_then(Value::as_str) {
                text.push_str("; ");
                text.push_str(&filled(message, error.get("parameters")));
            }
        }
        return Some(text);
    }
    let title = object.get("title").and_then(Value::as_str);
    let detail = object.get("detail").and_then(Value::as_str);
    // A title or a detail alone may be that of a product; a problem has a status or both.
    match (title, detail) {
        (Some(title), Some(detail)) => Some(format!("{title}: {detail}")),
        (Some(text), None) | (None, Some(text)) if object.contains_key("status") => {
            Some(text.to_owned())
        }
        _ => None,
    }
}

/// Fills `%1` from a list and `%fieldName` from an object, in one pass, so that what a parameter
/// holds is not filled again.
fn filled(message: &str, parameters: Option<&Value>) -> String {
    let names: Vec<(String, String)> = match parameters {
        Some(Value::Array(list)) => list
            .iter()
            .take(PARAMETERS)
            .enumerate()
            .map(|(index, value)| ((index + 1).to_string(), shown(value)))
            .collect(),
        Some(Value::Object(members)) => members
            .iter()
            .take(PARAMETERS)
            .map(|(name, value)| (name.clone(), shown(value)))
            .collect(),
        Some(Value::Null) | None => Vec::new(),
        Some(scalar) => vec![("1".to_owned(), shown(scalar))],
    };
    let mut text = String::new();
    let mut rest = message;
    // More is not shown; a short answer could become a very long one.
    while let Some(at) = rest.find('%').filter(|_| text.len() < ENOUGH) {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let longest = names
            .iter()
            .filter(|(name, _)| !name.is_empty() && rest.starts_with(name.as_str()))
            .max_by_key(|(name, _)| name.len());
        match longest {
            Some((name, value)) => {
                text.push_str(value);
                rest = &rest[name.len()..];
            }
            None => text.push('%'),
        }
    }
    text.push_str(rest);
    text
}

/// Returns a value as a text, no longer than a message may become.
fn shown(value: &Value) -> String {
    let text = plain(value);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => text[..end].to_owned(),
        None => text,
    }
}

fn plain(value: &Value) -> String {
    scalar_text(value).unwrap_or_else(|| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(body: &str) -> Option<String> {
        find(&Response {
            status: 400,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
            timing: crate::http::exchange::Timing::default(),
            parsed: std::sync::OnceLock::new(),
        })
    }

    fn check(body: &str, expected: Option<&str>) {
        assert_eq!(found(body).as_deref(), expected, "{body}");
    }

    #[test]
    fn the_parameters_of_a_message_are_filled_in() {
        check(r#"{"message": "Plain."}"#, Some("Plain."));
        check(
            r#"{"message": "No such entity with %fieldName = %fieldValue", "parameters": {"fieldName": "customerId", "fieldValue": 9}}"#,
            Some("No such entity with customerId = 9"),
        );
        check(
            r#"{"message": "%1 of %2, %10", "parameters": ["a", "%1"]}"#,
            Some("a of %1, a0"),
        );
        check(
            r#"{"message": "100% of %1", "parameters": "x"}"#,
            Some("100% of x"),
        );
        check(
            r#"{"message": "%field %fieldName", "parameters": {"field": 1, "fieldName": null}}"#,
            Some("1 null"),
        );
        check(
            r#"{"message": "Bad", "errors": [{"message": "%1 is wrong", "parameters": ["a"]}, {"message": "b"}, 3]}"#,
            Some("Bad; a is wrong; b"),
        );
    }

    #[test]
    fn problems_and_pages_speak_too() {
        check(
            r#"{"title": "Gone", "detail": "for good"}"#,
            Some("Gone: for good"),
        );
        check(r#"{"title": "Gone", "status": 410}"#, Some("Gone"));
        check(r#"{"title": "A product"}"#, None);
        check(
            "<!doctype html><title> Service\n unavailable </title>",
            Some("the store sent an HTML page: Service unavailable"),
        );
    }

    #[test]
    fn a_store_that_asks_to_wait_says_how_long() {
        let answer = |status, body: &str| {
            find(&Response {
                status,
                headers: vec![("retry-after".to_owned(), "120".to_owned())],
                body: body.as_bytes().to_vec(),
                timing: crate::http::exchange::Timing::default(),
                parsed: std::sync::OnceLock::new(),
            })
        };
        let waiting = "it asks to wait (`Retry-After: 120`)";
        assert_eq!(answer(429, "").as_deref(), Some(waiting));
        let said = answer(503, r#"{"message": "Busy"}"#).unwrap();
        assert_eq!(said, format!("Busy; {waiting}"));
        let long = answer(429, &"slow down ".repeat(100)).unwrap();
        assert!(long.ends_with(waiting), "{long}");
        let long = answer(429, &format!(r#"{{"message": "{}"}}"#, "ä".repeat(900)));
        let long = long.unwrap();
        assert!(
            long.ends_with(waiting) && long.chars().count() == LONGEST,
            "{long}"
        );
        assert_eq!(answer(400, r#"{"message": "No"}"#).as_deref(), Some("No"));
    }

    #[test]
    fn other_texts_speak_too() {
        check(
            "<html><h1>Access denied</h1>\n<p>by policy",
            Some("the store sent an HTML page: Access denied by policy"),
        );
        check(
            "upstream connect error\nreset",
            Some("upstream connect error reset"),
        );
        check(
            "\nFatal error: Uncaught Error: x in /a.php on line 3",
            Some(
                "the store sent a message of PHP: Fatal error: Uncaught Error: x in /a.php on line 3",
            ),
        );
    }

    #[test]
    fn what_says_nothing_has_no_message() {
        for body in [
            "",
            "[]",
            "\"text\"",
            "{}",
            r#"{"message": 3}"#,
            r#"{"message": ""}"#,
            "<p>",
        ] {
            check(body, None);
        }
    }

    #[test]
    fn a_long_message_is_cut() {
        let body = serde_json::json!({"message": "ä".repeat(900)}).to_string();
        let response = Response {
            status: 400,
            headers: Vec::new(),
            body: body.into_bytes(),
            timing: crate::http::exchange::Timing::default(),
            parsed: std::sync::OnceLock::new(),
        };
        assert_eq!(find(&response).unwrap().chars().count(), LONGEST);
    }

    #[test]
    fn a_short_answer_becomes_no_long_message() {
        let parameter = "x".repeat(100_000);
        let body = serde_json::json!({"message": "%1 ".repeat(100_000), "parameters": [parameter]});
        let message = found(&body.to_string()).unwrap();
        assert_eq!(message.chars().count(), LONGEST);
        assert!(message.starts_with("xxx") && message.ends_with("x…"));
    }
}
