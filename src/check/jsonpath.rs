//! JSONPath (RFC 9535) by `jsonpath-rust`, behind a stricter reading of our own.
//!
//! The crate accepts a few texts that are no JSONPath and then silently selects nothing, and it
//! answers a few valid ones wrongly. [`strict`] refuses both, so that no rule is dead unnoticed.

#[cfg(test)]
mod compliance;
mod functions;
mod gap;
mod strict;

use jsonpath_rust::parser::model::JpQuery;
use jsonpath_rust::parser::parse_json_path;
use jsonpath_rust::query::js_path_process;
use serde_json::Value;

use crate::check::CheckError;
use crate::check::node_path::{self, Segment, escape};
use crate::check::value::scalar_text;
use crate::outcome::ErrorKind;
use crate::scenario::expectation::Path;
use crate::scenario::template::{Fill, Part, Template};

/// A JSONPath that is ready to select.
#[derive(Debug)]
pub(crate) struct Query {
    text: String,
    parsed: JpQuery,
}

/// A node and where it stands.
pub(crate) struct Located<'v> {
    /// The way to it from the root.
    pub path: Vec<Segment>,
    /// The node.
    pub value: &'v Value,
}

/// What is wrong with a JSONPath.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PathError {
    /// What is wrong with it, to stand after `is not a JSONPath: `.
    pub cause: String,
    /// What to write instead.
    pub hint: Option<String>,
}

impl PathError {
    fn new(cause: impl Into<String>, hint: &str) -> Self {
        Self {
            cause: cause.into(),
            hint: Some(hint.to_owned()),
        }
    }
}

impl Query {
    /// Reads a JSONPath.
    pub(crate) fn compile(text: &str) -> Result<Self, PathError> {
        strict::read(text)?;
        let parsed = parse_json_path(text).map_err(|error| PathError {
            cause: cause(&error.to_string()),
            hint: None,
        })?;
        functions::read(&parsed)?;
        Ok(Self {
            text: text.to_owned(),
            parsed,
        })
    }

    /// Reads the JSONPath of a scenario, its templates filled in.
    pub(crate) fn of(path: &Path, fill: Fill<'_>) -> Result<Self, CheckError> {
        let text = fill_path(path, fill)?;
        Self::compile(&text).map_err(|error| {
            let mut failure = CheckError::new(
                ErrorKind::Template,
                format!("`{text}` is not a JSONPath: {}", error.cause),
            );
            failure.hint = error.hint;
            failure
        })
    }

    /// Returns its text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Selects the nodes of a document, with their places.
    pub(crate) fn locate<'v>(&self, document: &'v Value) -> Vec<Located<'v>> {
        js_path_process(&self.parsed, document)
            .unwrap_or_default()
            .into_iter()
            .filter_map(|node| {
                Some(Located {
                    path: node_path::parse(&node.path)?,
                    value: node.val,
                })
            })
            .collect()
    }

    /// Selects the nodes of a document.
    pub(crate) fn select<'v>(&self, document: &'v Value) -> Vec<&'v Value> {
        js_path_process(&self.parsed, document)
            .unwrap_or_default()
            .into_iter()
            .map(|node| node.val)
            .collect()
    }
}

/// Returns the one sentence of a parser's error that says what it wanted.
fn cause(error: &str) -> String {
    let expected = error
        .lines()
        .find_map(|line| line.trim().strip_prefix("= "))
        .filter(|line| !line.is_empty());
    match expected {
        Some(_) | None if error.contains("depth") => "it is nested too deeply".to_owned(),
        Some(expected) => expected.replace('_', " "),
        None => "it cannot be read".to_owned(),
    }
}

/// Fills the templates of a path in, escaped for the quotes in which they stand.
pub(crate) fn fill_path(path: &Path, fill: Fill<'_>) -> Result<String, CheckError> {
    let mut text = String::new();
    let mut quotes = strict::Quotes::default();
    for part in &path.template.parts {
        match part {
            Part::Text(part) => {
                part.chars().for_each(|character| quotes.pass(character));
                text.push_str(part);
            }
            Part::Value(_, span) => {
                let Some(quote) = quotes.open() else {
                    return Err(CheckError::new(
                        ErrorKind::Template,
                        format!("`{}` stands outside of quotes in a JSONPath", span.text()),
                    ));
                };
                let single = Template {
                    parts: vec![part.clone()],
                    span: span.clone(),
                };
                let Some(value) = scalar_text(&fill(&single)?) else {
                    return Err(CheckError::new(
                        ErrorKind::Template,
                        format!("`{}` is no text that a JSONPath could hold", span.text()),
                    ));
                };
                text.push_str(&escape(&value, quote));
            }
        }
    }
    Ok(text)
}

/// Returns the first `${…}` that stands outside of quotes.
pub(crate) fn unquoted_template(template: &Template) -> Option<&Part> {
    let mut quotes = strict::Quotes::default();
    template.parts.iter().find(|part| match part {
        Part::Text(text) => {
            text.chars().for_each(|character| quotes.pass(character));
            false
        }
        Part::Value(..) => quotes.open().is_none(),
    })
}

#[cfg(test)]
mod tests;
