//! Expectations and responses for tests, made by hand.

use serde_json::Value;

use crate::check::{CheckError, Checked, Effort, Question, check};
use crate::http::exchange::Response;
use crate::scenario::expectation::{
    Alternative, Assertion, AssertionKind, Assertions, Check, Documented, Drift, DriftPlace,
    Expectation, HtmlCheck, Path, Pattern, Selector, Shortened, StatusPattern, StatusRule,
    VaryKind, VaryRule,
};
use crate::scenario::source::{Source, Span};
use crate::scenario::template::{
    Expression, FillError, JsonTemplate, JsonTemplateKind, Part, Template,
};

/// A place in a file of its own whose text is `text`.
pub(crate) fn span(text: &str) -> Span {
    Span::new(&Source::new("test.yaml", text), 0..text.len())
}

/// A template; `${name}` in it is a variable.
pub(crate) fn template(text: &str) -> Template {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let end = at + rest[at..].find('}').unwrap();
        if at > 0 {
            parts.push(Part::Text(rest[..at].to_owned()));
        }
        let name = rest[at + 2..end].to_owned();
        parts.push(Part::Value(
            Expression::Variable(name),
            span(&rest[at..=end]),
        ));
        rest = &rest[end + 1..];
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    Template {
        parts,
        span: span(text),
    }
}

/// A value whose texts are templates; the span of each node is its own JSON text.
pub(crate) fn json_template(value: &Value) -> JsonTemplate {
    let kind = match value {
        Value::Null => JsonTemplateKind::Null,
        Value::Bool(value) => JsonTemplateKind::Bool(*value),
        Value::Number(value) => JsonTemplateKind::Number(value.clone()),
        Value::String(text) => JsonTemplateKind::Text(template(text)),
        Value::Array(items) => JsonTemplateKind::List(items.iter().map(json_template).collect()),
        Value::Object(members) => JsonTemplateKind::Map(
            members
                .iter()
                .map(|(key, value)| (key.clone(), json_template(value)))
                .collect(),
        ),
    };
    JsonTemplate {
        span: span(&value.to_string()),
        kind,
    }
}

/// Fills `${a}` with 7, `${mail}` with an address, `${quote}` with a text full of quotes.
pub(crate) fn fill(template: &Template) -> Result<Value, FillError> {
    let value = |name: &str| match name {
        "a" => Some(Value::from(7)),
        "mail" => Some(Value::from("jane@example.com")),
        "quote" => Some(Value::from("it's \"\\")),
        "list" => Some(serde_json::json!([1, 2])),
        _ => None,
    };
    let filled = |part: &Part| match part {
        Part::Text(text) => Ok(Value::from(text.as_str())),
        Part::Value(expression, span) => {
            let name = expression.variable().unwrap_or("");
            value(name).ok_or_else(|| FillError {
                message: format!("`{name}` has no value"),
                span: span.clone(),
            })
        }
    };
    if let [part] = template.parts.as_slice() {
        return filled(part);
    }
    let mut text = String::new();
    for part in &template.parts {
        match filled(part)? {
            Value::String(part) => text.push_str(&part),
            other => text.push_str(&other.to_string()),
        }
    }
    Ok(text.into())
}

pub(crate) fn path(text: &str) -> Path {
    Path {
        template: template(text),
        span: span(text),
    }
}

pub(crate) fn pattern(text: &str) -> Pattern {
    Pattern {
        text: text.to_owned(),
        span: span(text),
    }
}

pub(crate) fn selector(text: &str) -> Selector {
    Selector {
        text: text.to_owned(),
        span: span(text),
    }
}

pub(crate) fn status(codes: &[u16]) -> StatusRule {
    StatusRule {
        allowed: codes.iter().copied().map(StatusPattern::Code).collect(),
        span: span("status"),
    }
}

pub(crate) fn documented(body: &Value) -> Documented {
    let body = json_template(body);
    Documented {
        source: std::sync::Arc::clone(&body.span.source),
        body,
        shortened: Shortened::No,
    }
}

/// An expectation of a status and a body.
pub(crate) fn expectation(code: u16, body: Option<&Value>) -> Expectation {
    Expectation {
        alternatives: vec![Alternative {
            label: None,
            status: status(&[code]),
            documented: body.map(documented),
        }],
        headers: Vec::new(),
        vary: Vec::new(),
        drift: Vec::new(),
        checks: Vec::new(),
        html: Vec::new(),
        text: None,
        span: span("expect"),
    }
}

pub(crate) fn vary(at: &str, kinds: &[VaryKind]) -> VaryRule {
    VaryRule {
        path: path(at),
        kinds: kinds.to_vec(),
        span: span("rule"),
        of_tutorial: false,
    }
}

pub(crate) fn drift(at: &str, store: &Value) -> Drift {
    let place = match at {
        "status" => {
            let code = store.as_u64().unwrap();
            DriftPlace::Status {
                store: status(&[u16::try_from(code).unwrap()]),
            }
        }
        "request" | "words" => {
            let store = template(store.as_str().unwrap());
            if at == "words" {
                DriftPlace::Words { store }
            } else {
                DriftPlace::Request { store }
            }
        }
        _ => DriftPlace::Value {
            path: path(at),
            store: json_template(store),
        },
    };
    Drift {
        at: place,
        because: template("the page is old"),
        span: span("drift"),
    }
}

pub(crate) fn assertions(kinds: Vec<AssertionKind>) -> Assertions {
    Assertions {
        all: kinds
            .into_iter()
            .map(|kind| Assertion {
                kind,
                span: span("assertion"),
            })
            .collect(),
        span: span("assertions"),
    }
}

pub(crate) fn node_check(at: &str, kind: AssertionKind) -> Check {
    Check {
        path: path(at),
        assertions: assertions(vec![kind]),
    }
}

pub(crate) fn html_check(select: &str, count: Option<u64>) -> HtmlCheck {
    HtmlCheck {
        select: selector(select),
        count,
        text: None,
        attribute: None,
        span: span("html"),
    }
}

pub(crate) fn response(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Response {
    Response {
        status,
        headers: vec![("content-type".to_owned(), media_type.to_owned())],
        body: body.into(),
        timing: crate::http::exchange::Timing::default(),
        parsed: std::sync::OnceLock::new(),
    }
}

pub(crate) fn json_response(status: u16, body: &Value) -> Response {
    response(status, "application/json; charset=utf-8", body.to_string())
}

/// Holds an expectation against the answer to a GET.
pub(crate) fn hold(expectation: &Expectation, response: &Response) -> Result<Checked, CheckError> {
    check(
        &Question::of(expectation),
        response,
        &fill,
        &Effort::default(),
    )
}

/// Holds it so that members which the page does not print are mismatches.
pub(crate) fn hold_strictly(
    expectation: &Expectation,
    response: &Response,
) -> Result<Checked, CheckError> {
    let question = Question {
        strict: true,
        ..Question::of(expectation)
    };
    check(&question, response, &fill, &Effort::default())
}

/// Checks a JSON body of status 200 against an expectation.
pub(crate) fn run(expectation: &Expectation, actual: &Value) -> Checked {
    hold(expectation, &json_response(200, actual)).unwrap()
}

/// Checks a response; returns the error.
pub(crate) fn run_error(expectation: &Expectation, response: &Response) -> CheckError {
    hold(expectation, response).unwrap_err()
}

/// Returns each mismatch in short: its kind, both paths.
pub(crate) fn short(checked: &Checked) -> Vec<String> {
    checked
        .mismatches
        .iter()
        .map(|mismatch| {
            format!(
                "{:?} {} {}",
                mismatch.kind,
                mismatch.documented_path.as_deref().unwrap_or("-"),
                mismatch.actual_path.as_deref().unwrap_or("-")
            )
        })
        .collect()
}

/// Returns the messages of all mismatches.
pub(crate) fn messages(checked: &Checked) -> Vec<&str> {
    let mismatches = checked.mismatches.iter();
    mismatches
        .map(|mismatch| mismatch.message.as_str())
        .collect()
}
