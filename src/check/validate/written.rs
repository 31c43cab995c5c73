//! Templates as they are written, before anything is known.

use crate::scenario::template::{FillError, Part, Template};
use serde_json::Value;

/// Fills a template with the text that it is written as.
pub(super) fn as_written(template: &Template) -> Result<Value, FillError> {
    Ok(Value::from(source_text(template)))
}

/// Returns a template as it is written.
pub(super) fn source_text(template: &Template) -> String {
    template
        .parts
        .iter()
        .map(|part| match part {
            Part::Text(text) => text.as_str(),
            Part::Value(_, span) => span.text(),
        })
        .collect()
}

/// Whether a template has no `${…}`, so that what it selects is known.
pub(super) fn is_settled(template: &Template) -> bool {
    template.as_literal().is_some()
}
