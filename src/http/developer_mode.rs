//! Magento's developer mode, as its answers show it: an error has a `trace`, and its words are those
//! that another mode keeps in the log of the store.

use std::sync::OnceLock;

use serde_json::{Map, Value};

use crate::http::exchange::Response;

/// The member that developer mode adds to an error.
const TRACE: &str = "trace";
/// How a trace of PHP begins: its innermost call.
const FIRST_CALL: &str = "#0 ";
/// What every mode says of a body that is no JSON; developer mode goes on after the colon.
const DECODING: &str = "Decoding error";
/// What every other mode says where PHP itself gave up.
const BROKEN: &str =
    "An error has happened during application run. See exception log for details.\n";

/// Tells whether an answer is one that a store gives in developer mode alone.
pub fn is_shown_by(response: &Response) -> bool {
    in_production(response).is_some()
}

/// Returns an answer of developer mode as the other modes give it; none where it is of no such mode.
///
/// The words of an error that nobody foresaw stay as they are: what another mode says in their place
/// names a report of its own.
pub fn in_production(response: &Response) -> Option<Response> {
    if response.status < 400 {
        return None;
    }
    let body = match response.json() {
        Some(Value::Object(error)) => of_error(error)?.to_string(),
        Some(_) => return None,
        None => of_page(response)?,
    };
    let response = Response {
        body: body.into_bytes(),
        parsed: OnceLock::new(),
        ..response.clone()
    };
    Some(response)
}

/// Returns the body of an error of developer mode as the other modes give it; none where it is no such.
pub fn error_in_production(body: &Value) -> Option<Value> {
    of_error(body.as_object()?)
}

fn of_error(error: &Map<String, Value>) -> Option<Value> {
    let message = error.get("message")?.as_str()?;
    let is_traced = match error.get(TRACE)? {
        Value::Null => true,
        Value::String(trace) => trace.starts_with(FIRST_CALL),
        _ => false,
    };
    if !is_traced {
        return None;
    }
    let is_of_decoding = message
        .strip_prefix(DECODING)
        .is_some_and(|rest| rest.starts_with(": ") && has_calls(rest));
    let message = if is_of_decoding {
        format!("{DECODING}.")
    } else {
        message.to_owned()
    };
    let mut plain = error.clone();
    plain.shift_remove(TRACE);
    plain.insert("message".to_owned(), message.into());
    Some(Value::Object(plain))
}

/// A text that PHP wrote about an error of its own, with the calls that led to it.
fn of_page(response: &Response) -> Option<String> {
    let text = std::str::from_utf8(&response.body).ok()?;
    let kind = text.split([':', ' ', '\n']).next()?;
    let is_of_php = response.media_type() == "text/plain"
        && (kind.ends_with("Error") || kind.ends_with("Exception"))
        && text.contains("\nStack trace:\n")
        && has_calls(text);
    is_of_php.then(|| BROKEN.to_owned())
}

fn has_calls(text: &str) -> bool {
    text.lines().any(|line| line.starts_with(FIRST_CALL))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn response(status: u16, media_type: &str, body: &str) -> Response {
        Response {
            status,
            headers: vec![("content-type".to_owned(), media_type.to_owned())],
            body: body.as_bytes().to_vec(),
            timing: crate::http::exchange::Timing::default(),
            parsed: OnceLock::new(),
        }
    }

    fn check(status: u16, body: &Value, expected: Option<&Value>) {
        let plain = in_production(&response(status, "application/json", &body.to_string()));
        let plain = plain.map(|plain| plain.json().cloned().unwrap_or_default());
        assert_eq!(plain.as_ref(), expected, "{body}");
    }

    #[test]
    fn an_error_loses_its_trace_and_nothing_else() {
        let error = json!({"message": "m", "parameters": {"a": 1}, "trace": "#0 /x.php(1): y()"});
        check(
            400,
            &error,
            Some(&json!({"message": "m", "parameters": {"a": 1}})),
        );
        let without = json!({"message": "m", "trace": null});
        check(400, &without, Some(&json!({"message": "m"})));
    }

    #[test]
    fn a_trace_within_the_words_goes_too() {
        let error = json!({
            "message": "Decoding error: \nUnable to unserialize value. Error: Syntax error\n#0 /x.php(1): y()",
            "trace": "#0 /x.php(1): y()",
        });
        check(400, &error, Some(&json!({"message": "Decoding error."})));
    }

    #[test]
    fn what_other_modes_answer_is_no_sign_of_it() {
        check(400, &json!({"message": "m"}), None);
        check(400, &json!({"message": "m", "trace": "seen at noon"}), None);
        check(400, &json!({"message": "m", "trace": 5}), None);
        check(200, &json!({"message": "m", "trace": "#0 x"}), None);
        check(400, &json!({"trace": null}), None);
        check(400, &json!(["#0 x"]), None);
    }

    #[test]
    fn a_page_of_php_is_what_other_modes_say_of_it() {
        let body = "TypeError: f(): null given\nStack trace:\n#0 /x.php(1): f()\n#1 {main}";
        let plain = in_production(&response(500, "text/plain;charset=UTF-8", body)).unwrap();
        assert_eq!(plain.body, BROKEN.as_bytes());
        assert!(!is_shown_by(&response(500, "text/html", body)));
        assert!(!is_shown_by(&response(500, "text/plain", "TypeError: f()")));
        assert!(!is_shown_by(&response(500, "text/plain", BROKEN)));
    }
}
