//! Statuses: which are right, and how they are said.

use serde_json::Value;

use crate::scenario::expectation::{StatusPattern, StatusRule};

/// Whether a status is of the same class as one of those that are right, such as 201 and 200.
pub(crate) fn has_class(rule: &StatusRule, status: u16) -> bool {
    rule.allowed.iter().any(|pattern| match pattern {
        StatusPattern::Code(code) => *code / 100 == status / 100,
        StatusPattern::Class(class) => *class == status / 100,
    })
}

/// Says the statuses in words: `200`, `200 or 404`, `2xx`.
pub(crate) fn describe(rule: &StatusRule) -> String {
    let statuses: Vec<String> = rule.allowed.iter().map(pattern_text).collect();
    statuses.join(" or ")
}

/// Returns the statuses as a value for an outcome: a number where there is only one.
pub(crate) fn value(rule: &StatusRule) -> Value {
    match rule.allowed.as_slice() {
        [StatusPattern::Code(code)] => Value::from(*code),
        _ => Value::from(describe(rule)),
    }
}

fn pattern_text(pattern: &StatusPattern) -> String {
    match pattern {
        StatusPattern::Code(code) => code.to_string(),
        StatusPattern::Class(class) => format!("{class}xx"),
    }
}
