//! Looking for what a step makes: before it is sent, right before it is taken back, and afterwards.

use serde_json::Value;

use crate::check;
use crate::http::exchange::{Exchange, Response};
use crate::mask::Redactor;
use crate::random;
use crate::runner::send::{SendFailure, Sender};
use crate::runner::values::{Binding, Values};
use crate::scenario::template::Template;
use crate::scenario::tutorial::{Find, RequestTemplate};

/// The parameter that makes the address of each look another one, so that no cache answers it.
/// Magento hands a service only the parameters that it declares.
const UNIQUE: &str = "_";

/// What Magento says where no route leads; anything else that it answers with 404 is about a thing.
const NO_ROUTE: &str = "Request does not match any route.";

/// What a look has found.
#[derive(Debug)]
pub(super) enum Found {
    /// It is there, with these values.
    There(Vec<(String, Value)>),
    /// A list that could hold it does not, or the store says that there is no such thing.
    Absent,
    /// A 404 that may be about the thing or about the way to it.
    Nowhere,
}

/// Why a look tells nothing.
pub(super) enum LookFailure {
    /// It could not be sent, or was not answered.
    Unsent(SendFailure),
    /// The answer says neither that it is there nor that it is not: a refusal, a page, what a cache
    /// has kept, a value that names nothing.
    Unclear {
        /// What it says.
        reason: String,
        /// The answer.
        exchanges: Vec<Exchange>,
    },
}

impl LookFailure {
    /// Says it in words.
    pub(super) fn into_words(self) -> String {
        match self {
            Self::Unsent(failure) => in_words(failure),
            Self::Unclear { reason, .. } => reason,
        }
    }
}

/// Looks once, around any cache.
///
/// # Errors
/// Where it tells nothing.
pub(super) async fn look(
    find: &Find,
    sender: &mut Sender,
    values: &Values,
    redactor: &mut Redactor,
) -> Result<Found, LookFailure> {
    let request = around_caches(&find.request);
    let sent = sender.send(&request, values, redactor, false).await;
    let exchanges = sent.map_err(LookFailure::Unsent)?;
    read_answer(find, &exchanges, values)
        .map_err(|reason| LookFailure::Unclear { reason, exchanges })
}

fn read_answer(find: &Find, exchanges: &[Exchange], values: &Values) -> Result<Found, String> {
    let line = line(find);
    let response = &exchanges.last().ok_or("nothing came back")?.response;
    if response.is_from_cache() {
        return Err(format!("{line} was answered by a cache, not by the shop"));
    }
    if response.status == 404 {
        return match response.json() {
            Some(Value::Object(body)) => not_found(body).ok_or(format!("{line} → 404: {NO_ROUTE}")),
            _ => Err(format!("{line} → {}", answer_of(exchanges))),
        };
    }
    if !(200..300).contains(&response.status) {
        return Err(format!("{line} → {}", answer_of(exchanges)));
    }
    read(find, response, values, &line)
}

/// The request of a look, without its query.
pub(super) fn line(find: &Find) -> String {
    let path = find.request.path.to_string();
    format!("GET {}", path.split('?').next().unwrap_or_default())
}

fn not_found(body: &serde_json::Map<String, Value>) -> Option<Found> {
    match body.get("message") {
        Some(Value::String(message)) if message == NO_ROUTE => None,
        // What names the thing in question is about it, in whatever language.
        Some(Value::String(_)) if body.get("parameters").is_some_and(names_something) => {
            Some(Found::Absent)
        }
        _ => Some(Found::Nowhere),
    }
}

fn names_something(parameters: &Value) -> bool {
    match parameters {
        Value::Array(list) => !list.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => false,
    }
}

fn read(find: &Find, response: &Response, values: &Values, line: &str) -> Result<Found, String> {
    let not_json = || format!("{line} answered something that is no JSON");
    let body = response.json().ok_or_else(not_json)?;
    if let Some(count) = is_incomplete(body) {
        return Err(format!("{line} has {count} in all, and does not show them"));
    }
    let mut found = Vec::new();
    for (name, path) in &find.captures {
        let fill = |template: &_| values.fill(template);
        match check::select_one(path, body, &fill) {
            Ok(Some(value)) if !is_usable(&value) => {
                return Err(format!(
                    "{line} gives `{value}` as `{name}`, which names nothing"
                ));
            }
            Ok(Some(value)) => found.push((name.clone(), value)),
            Ok(None) => return Ok(Found::Absent),
            Err(error) => return Err(error.message),
        }
    }
    for (name, value) in &found {
        // What has a value already is held against it: another one is another's.
        if let Some(held) = values.get(name)
            && held.captured_in.is_none()
            && !is_same(&held.value, value)
        {
            return Err(format!(
                "{line} answers with the `{name}` of something else: {value}"
            ));
        }
    }
    Ok(Found::There(found))
}

/// How many there are in all, where a search of Magento shows only some of them (`total_count`).
fn is_incomplete(body: &Value) -> Option<u64> {
    let count = body.get("total_count")?.as_u64()?;
    let shown = body.get("items")?.as_array()?.len();
    (count > u64::try_from(shown).unwrap_or(u64::MAX)).then_some(count)
}

/// Whether a value can name a thing: what a broken answer gave in place of an id cannot, and no id
/// of Magento is 0.
pub(super) fn is_usable(value: &Value) -> bool {
    match value {
        Value::String(text) => !matches!(text.trim(), "" | "." | ".." | "0"),
        Value::Number(number) => number.as_f64().is_some_and(|number| number > 0.0),
        Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}

/// Whether two values are the same text: a store may answer with a number what it was sent as text.
fn is_same(one: &Value, other: &Value) -> bool {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    text(one) == text(other)
}

/// Makes what was found known.
pub(super) fn know(values: &mut Values, found: Vec<(String, Value)>) {
    for (name, value) in found {
        let held = Binding {
            value,
            captured_in: None,
            secret: false,
        };
        values.set(&name, held);
    }
}

/// A request that no cache should answer from what it has kept (RFC 9111, 5.2.1.4).
fn around_caches(request: &RequestTemplate) -> RequestTemplate {
    let mut request = request.clone();
    let literal = |text: &str| Template::literal(text, &request.span);
    let headers = [
        ("Cache-Control", literal("no-cache")),
        ("Pragma", literal("no-cache")),
    ];
    let unique = literal(&random::hex());
    request.query.push((UNIQUE.to_owned(), unique));
    let headers = headers.map(|(name, value)| (name.to_owned(), value));
    request.headers.extend(headers);
    request
}

/// Says why a request was not sent, or not answered.
pub(super) fn in_words(failure: SendFailure) -> String {
    match failure {
        SendFailure::Template(error) => error.message,
        SendFailure::SignIn(error) => error.message,
        SendFailure::Http { error, .. } => error.error.message,
    }
}

/// The last status, and what the store says about it.
pub(super) fn answer_of(exchanges: &[Exchange]) -> String {
    let Some(Exchange { response, .. }) = exchanges.last() else {
        return "nothing".to_owned();
    };
    match check::store_message(response) {
        Some(message) => format!("{}: {message}", response.status),
        None => response.status.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_names_nothing_is_no_id() {
        for value in [json!(7), json!("7"), json!("WS12-M-Orange")] {
            assert!(is_usable(&value), "{value}");
        }
        let nothing = [
            json!(0),
            json!(-1),
            json!("0"),
            json!(""),
            json!(" "),
            json!(".."),
            json!(null),
            json!(true),
            json!([7]),
            json!({"id": 7}),
        ];
        for value in nothing {
            assert!(!is_usable(&value), "{value}");
        }
    }

    #[test]
    fn a_404_is_about_a_thing_or_about_the_way_to_it() {
        let about = |body: Value| not_found(body.as_object().unwrap());
        assert!(about(json!({"message": NO_ROUTE})).is_none());
        let named = json!({"message": "Keine Entität", "parameters": {"fieldName": "id"}});
        assert!(matches!(about(named), Some(Found::Absent)));
        for unclear in [
            json!({"message": "Kein Weg führt hierher."}),
            json!({"message": "Not here", "parameters": []}),
            json!({}),
        ] {
            assert!(matches!(about(unclear), Some(Found::Nowhere)));
        }
    }
}
