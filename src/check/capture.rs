//! Values that are taken from a response.

use serde_json::Value;

use crate::check::body;
use crate::check::effort::Effort;
use crate::check::error::CheckError;
use crate::check::html::Page;
use crate::check::jsonpath::{Found, Query, names_like};
use crate::check::pattern::{compile_pattern, meant};
use crate::http::exchange::Response;
use crate::outcome::ErrorKind;
use crate::outcome::path::show;
use crate::scenario::expectation::Path;
use crate::scenario::template::Fill;
use crate::scenario::tutorial::{Capture, CaptureSource};

/// What was taken from a response.
#[derive(Debug, Clone, PartialEq)]
pub struct Captured {
    /// The value.
    pub value: Value,
    /// Where it stands in the body, as a normalized JSONPath; none where it was taken from
    /// elsewhere, or is a list.
    pub path: Option<String>,
}

/// Takes a value from a response: exactly one, or the list of all where the capture says so, or what
/// the capture has for a response in which nothing is found.
///
/// # Errors
/// There is none, or not exactly one.
pub fn capture(
    capture: &Capture,
    response: &Response,
    fill: Fill<'_>,
    effort: &Effort<'_>,
) -> Result<Captured, CheckError> {
    let named = |mut error: CheckError| {
        error.message = format!("`{}` cannot be captured: {}", capture.name, error.message);
        error
    };
    let (from, mut found) = find(capture, response, fill, effort).map_err(named)?;
    let fault = |message: String| named(CheckError::new(ErrorKind::Capture, message));
    if let Some(default) = capture.default.as_ref().filter(|_| found.is_empty()) {
        return Ok(Captured {
            value: default.clone(),
            path: None,
        });
    }
    let captured = if capture.all && !found.is_empty() {
        let values = found.into_iter().map(|taken| taken.value);
        Captured {
            value: Value::Array(values.collect()),
            path: None,
        }
    } else {
        match (found.pop(), found.len()) {
            (Some(taken), 0) => taken,
            (None, _) => {
                let nothing = format!("{from} finds nothing in the response");
                let there = there_is(capture, response, fill, effort);
                return Err(fault(match there {
                    Some(there) => format!("{nothing}; {there}"),
                    None => nothing,
                }));
            }
            (Some(_), others) => {
                let count = others + 1;
                let message = format!("{from} finds {count} values where exactly one is taken");
                let hint = "say which one is meant, or take the list with `all: true`";
                return Err(fault(message).hint(hint));
            }
        }
    };
    match emptiness(&captured.value) {
        Some(empty) => Err(fault(format!("{from} finds {empty} in the response"))),
        None => Ok(captured),
    }
}

/// Says what the response has where a capture finds nothing, near misses first.
fn there_is(
    capture: &Capture,
    response: &Response,
    fill: Fill<'_>,
    effort: &Effort<'_>,
) -> Option<String> {
    match &capture.from {
        CaptureSource::JsonPath(path) => {
            let query = Query::of(path, fill).ok()?;
            query.nearest(body::json(response).ok()?, effort)
        }
        CaptureSource::Header(name, None) => {
            let mut names: Vec<&str> = response
                .headers
                .iter()
                .map(|(name, _)| name.as_str())
                .collect();
            names.dedup();
            Some(format!("there are the headers {}", names_like(names, name)))
        }
        CaptureSource::Cookie(name) => {
            let cookies = headers(response, "set-cookie");
            let names: Vec<&str> = cookies
                .filter_map(|one| Some(one.split_once('=')?.0.trim()))
                .collect();
            Some(if names.is_empty() {
                "the response sets no cookie".to_owned()
            } else {
                format!("it sets {}", names_like(names, name))
            })
        }
        CaptureSource::Header(_, Some(_)) | CaptureSource::Css(..) | CaptureSource::Regex(_) => {
            None
        }
    }
}

/// Says what a value is that holds nothing: a step that used it would ask for nothing in particular.
fn emptiness(value: &Value) -> Option<&'static str> {
    match value {
        Value::Null => Some("`null`"),
        Value::String(text) if text.is_empty() => Some("an empty text"),
        Value::String(text) if text.trim().is_empty() => Some("nothing but blanks"),
        Value::Array(items) if items.is_empty() => Some("an empty list"),
        Value::Array(items) if items.iter().all(|item| emptiness(item).is_some()) => {
            Some("a list of nothing")
        }
        Value::Object(members) if members.is_empty() => Some("an empty object"),
        _ => None,
    }
}

/// Selects the one node that a path means; none where a list on its way has no such element. That
/// there is no such list (in the message of an error, say) is no proof that nothing is there.
pub fn select_one(path: &Path, body: &Value, fill: Fill<'_>) -> Result<Option<Value>, CheckError> {
    let query = Query::of(path, fill)?;
    let effort = Effort::default();
    let found = query.find(body, &effort)?.nodes;
    match found.as_slice() {
        [] if query.misses_in_list(body, &effort)? => Ok(None),
        [] => Err(CheckError::new(
            ErrorKind::Capture,
            format!("`{}` finds nothing, and no list says so", query.text()),
        )),
        [one] => Ok(Some(one.value.clone())),
        several => Err(CheckError::new(
            ErrorKind::Capture,
            format!(
                "`{}` finds {} values where exactly one is meant",
                query.text(),
                several.len()
            ),
        )),
    }
}

/// Returns from where values are taken, in words, and the values.
fn find(
    capture: &Capture,
    response: &Response,
    fill: Fill<'_>,
    effort: &Effort<'_>,
) -> Result<(String, Vec<Captured>), CheckError> {
    match &capture.from {
        CaptureSource::JsonPath(path) => {
            let query = Query::of(path, fill)?;
            let body = body::json(response)?;
            let Found { nodes, gap } = query.find(body, effort)?;
            if let Some(gap) = gap.filter(|_| capture.all) {
                let message = format!("`{}` {gap}", query.text());
                return Err(CheckError::new(ErrorKind::Capture, message));
            }
            let found = nodes.iter().map(|node| Captured {
                value: node.value.clone(),
                path: Some(show(&node.path())),
            });
            Ok((format!("`{}`", query.text()), found.collect()))
        }
        CaptureSource::Header(name, pattern) => {
            let mut found: Vec<&str> = headers(response, name).collect();
            if let Some(pattern) = pattern {
                let regex = compile_pattern(pattern)?;
                found = found
                    .into_iter()
                    .filter_map(|value| regex.captures(value).as_ref().and_then(meant))
                    .collect();
            }
            Ok((format!("the header `{name}`"), texts(found)))
        }
        CaptureSource::Cookie(name) => {
            // A later cookie of the same name takes the place of an earlier one (RFC 6265, 5.3).
            let cookie = headers(response, "set-cookie")
                .filter_map(|cookie| cookie.split(';').next()?.split_once('='))
                .filter(|(key, _)| key.trim() == name)
                .last();
            let found = cookie.map(|(_, value)| value.trim().trim_matches('"'));
            Ok((format!("the cookie `{name}`"), texts(found)))
        }
        CaptureSource::Css(selector, attribute) => {
            let page = Page::parse(body::text(response)?)?;
            let found = page.find(selector, attribute.as_deref(), effort)?;
            Ok((format!("`{}`", selector.text), texts(found.texts)))
        }
        CaptureSource::Regex(pattern) => {
            let regex = compile_pattern(pattern)?;
            let text = body::text(response)?;
            let found: Vec<&str> = regex
                .captures_iter(text)
                .filter_map(|found| meant(&found))
                .collect();
            Ok((format!("`{}`", pattern.text), texts(found)))
        }
    }
}

/// Returns the values of all headers of a (lower-case) name.
pub(crate) fn headers<'r>(response: &'r Response, name: &str) -> impl Iterator<Item = &'r str> {
    response
        .headers
        .iter()
        .filter(move |(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}

fn texts<T: Into<Value>>(found: impl IntoIterator<Item = T>) -> Vec<Captured> {
    let taken = found.into_iter().map(|value| Captured {
        value: value.into(),
        path: None,
    });
    taken.collect()
}
