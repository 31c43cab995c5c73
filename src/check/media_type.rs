//! Whether a body is declared as what the step takes it for: clients go by the header.

use serde_json::Value;

use crate::check::assertion::{Asserted, failure};
use crate::check::body;
use crate::check::capture::headers;
use crate::check::context::Context;
use crate::check::error::CheckError;
use crate::check::value::shorten;
use crate::http::exchange::Response;
use crate::outcome::{Code, Mismatch, MismatchKind, Subject};
use crate::scenario::source::Span;
use crate::scenario::tutorial::CaptureSource;

/// Holds the declared type against what the step looks at: JSON where it prints or checks or takes
/// a part of a JSON body, HTML where it selects elements.
pub(crate) fn mismatch(
    context: Context<'_>,
    documented: Option<&Span>,
) -> Result<Option<Mismatch>, CheckError> {
    let response = context.response;
    if response.body.is_empty() {
        return Ok(None);
    }
    let json = documented
        .or_else(|| looks_at_json(context))
        .filter(|_| !body::is_declared_json(response));
    // What is declared as JSON and looked at as a page has an error of its own.
    let html = context.expectation.html.first().map(|check| &check.span);
    let html =
        html.filter(|_| !body::is_declared_html(response) && !body::is_declared_json(response));
    let wrong = match (json, html) {
        (Some(span), _) => wrong(response, "application/json", span),
        (None, Some(span)) => wrong(response, "text/html", span),
        (None, None) => return Ok(None),
    };
    Ok((!is_asserted(context)?).then_some(wrong))
}

/// Returns the first place where a step without a documented body looks at a JSON body.
fn looks_at_json(context: Context<'_>) -> Option<&Span> {
    // What is no JSON at all is said to be none.
    context.body.ok()?;
    let check = context.expectation.checks.first();
    let capture = context
        .captures
        .iter()
        .find(|capture| matches!(capture.from, CaptureSource::JsonPath(_)));
    check
        .map(|check| &check.path.span)
        .or_else(|| capture.map(|capture| &capture.span))
}

/// Whether an assertion of the step says which type it should be: whoever wrote it knows better. One
/// that would hold for any other type says nothing of it.
fn is_asserted(context: Context<'_>) -> Result<bool, CheckError> {
    let others: Vec<Value> = headers(context.response, "content-type")
        .map(|value| Value::from(of_no_type(value)))
        .collect();
    let asserted = Asserted::texts(others.iter().collect(), context.effort);
    for (name, assertions) in &context.expectation.headers {
        if name != "content-type" {
            continue;
        }
        for assertion in &assertions.all {
            if failure(&assertion.kind, &asserted, context.fill)?.is_some() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Writes another type in the place of the one in a header, as long as that.
fn of_no_type(header: &str) -> String {
    let end = header.find(';').unwrap_or(header.len());
    let (media_type, parameters) = header.split_at(end);
    let other = |character| if character == '/' { '/' } else { 'x' };
    let other: String = media_type.chars().map(other).collect();
    format!("{other}{parameters}")
}

fn wrong(response: &Response, wanted: &str, span: &Span) -> Mismatch {
    let actual = response.header("content-type");
    let message = match actual {
        Some(actual) => format!(
            "the header `content-type` is `{}` where the body should be `{wanted}`",
            shorten(actual)
        ),
        None => format!("the header `content-type` is missing; it should be `{wanted}`"),
    };
    Mismatch {
        code: Code::Mw104,
        subject: Subject::Header,
        kind: if actual.is_some() {
            MismatchKind::Value
        } else {
            MismatchKind::Missing
        },
        documented_path: Some("content-type".to_owned()),
        actual_path: actual.map(|_| "content-type".to_owned()),
        documented: Some(Value::from(wanted)),
        actual: actual.map(Value::from),
        predicate: Some(message.clone()),
        message,
        names_place: true,
        location: span.location(),
        lines: Vec::new(),
    }
}
