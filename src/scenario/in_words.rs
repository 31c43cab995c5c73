//! Assertions in words, as a promise reads: `equals 160`, `at least 1`.

use serde_json::Value;

use crate::scenario::expectation::{AssertionKind, HtmlCheck, JsonType, Path};
use crate::scenario::template::{Fill, FillError, Template};

/// Fills nothing in: `${…}` stays as it is written.
///
/// # Errors
/// None; the type is that of whatever fills something in.
pub fn as_written(template: &Template) -> Result<Value, FillError> {
    Ok(Value::String(template.to_string()))
}

/// Says what an assertion demands.
///
/// # Errors
/// A value that cannot be filled in.
pub fn assertion(kind: &AssertionKind, fill: Fill<'_>) -> Result<String, FillError> {
    Ok(match kind {
        AssertionKind::Equals(value) => format!("equals {}", value.filled(fill)?),
        AssertionKind::Matches(pattern) => format!("matches `{}`", pattern.text),
        AssertionKind::Contains(part) => format!("contains {}", part.filled(fill)?),
        AssertionKind::Length(length) => format!("has the length {length}"),
        AssertionKind::AtLeast(limit) => format!("is at least {limit}"),
        AssertionKind::AtMost(limit) => format!("is at most {limit}"),
        AssertionKind::Exists(true) => "is there".to_owned(),
        AssertionKind::Exists(false) => "is not there".to_owned(),
        AssertionKind::Is(json_type) => format!("is of type {}", name(*json_type)),
        AssertionKind::SumOf(paths) => format!("is the sum of {}", sum(paths)),
        AssertionKind::SameSet(values) => {
            let values: Result<Vec<Value>, _> = values.iter().map(|one| one.fill(fill)).collect();
            format!("is, in any order, {}", Value::Array(values?))
        }
    })
}

/// Says what a check of a page demands of what its selector finds.
///
/// # Errors
/// A value that cannot be filled in.
pub fn html(check: &HtmlCheck, fill: Fill<'_>) -> Result<String, FillError> {
    let mut parts = Vec::new();
    if let Some(count) = check.count {
        parts.push(format!("is there {count} times"));
    }
    let all = check.text.as_ref().map_or(&[][..], |text| &text.all);
    for one in all {
        parts.push(assertion(&one.kind, fill)?);
    }
    if parts.is_empty() {
        parts.push("is there".to_owned());
    }
    let attribute = check.attribute.as_ref();
    let about = attribute.map_or_else(String::new, |name| format!("[{name}] "));
    Ok(format!("{about}{}", parts.join(" and ")))
}

/// Returns the name of a type as `is:` has it.
pub fn name(json_type: JsonType) -> &'static str {
    match json_type {
        JsonType::Null => "null",
        JsonType::Boolean => "boolean",
        JsonType::Integer => "integer",
        JsonType::Number => "number",
        JsonType::String => "string",
        JsonType::Array => "array",
        JsonType::Object => "object",
    }
}

fn sum(paths: &[Path]) -> String {
    let paths: Vec<String> = paths.iter().map(|path| path.template.to_string()).collect();
    paths.join(" + ")
}
