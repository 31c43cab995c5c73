//! JSONPath (RFC 9535), read by `jsonpath-rust` behind a stricter reading of our own, looked up by us.
//!
//! The crate accepts a few texts that are no JSONPath and then silently selects nothing; [`strict`]
//! refuses them, so that no rule is dead unnoticed. Its own look-up rounds numbers, and has no end where
//! a body was made for it; [`evaluate`] does neither.

#[cfg(test)]
mod compliance;
mod error;
mod evaluate;
mod filter;
mod functions;
mod gap;
mod near;
mod strict;

use std::sync::Arc;

use jsonpath_rust::parser::model::{JpQuery, Segment, Selector};
use jsonpath_rust::parser::parse_json_path;
use serde_json::Value;

use crate::check::effort::{Effort, Exhausted};
pub(crate) use crate::check::jsonpath::near::names_like;

use crate::check::error::CheckError;
pub(crate) use crate::check::jsonpath::error::PathError;
use crate::check::jsonpath::evaluate::{Lookup, Node, Selected};
use crate::check::known::Known;
use crate::check::value::scalar_text;
use crate::outcome::ErrorKind;
use crate::outcome::path::escape;
use crate::scenario::expectation::Path;
use crate::scenario::template::{Fill, Part, Template};

/// A JSONPath that is ready to select.
#[derive(Debug)]
pub(crate) struct Query {
    text: String,
    parsed: Arc<JpQuery>,
}

/// The paths of the scenarios.
static KNOWN: Known<Arc<JpQuery>> = Known::new();

/// What a path finds in a document.
#[derive(Default)]
pub(crate) struct Found<'v> {
    /// The nodes.
    pub nodes: Vec<Node<'v>>,
    /// Says, to stand after the path, that some of what it names is not there; none where all of it
    /// is, or nothing at all.
    pub gap: Option<String>,
}

impl Query {
    /// Reads a JSONPath.
    pub(crate) fn compile(text: &str) -> Result<Self, PathError> {
        Ok(Self {
            parsed: KNOWN.get(text, parse)?,
            text: text.to_owned(),
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

    /// Whether both are the same path, however they are spelled.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.parsed == other.parsed
    }

    /// Looks it up in a document.
    ///
    /// # Errors
    /// It took too much effort, or was stopped.
    pub(crate) fn find<'v>(
        &self,
        document: &'v Value,
        effort: &Effort<'_>,
    ) -> Result<Found<'v>, CheckError> {
        let Selected { nodes, gap } = self.select(&self.parsed.segments, document, effort)?;
        let gap = gap.map(|gap| {
            let is_one = self
                .parsed
                .segments
                .get(gap.segment)
                .is_some_and(evaluate::is_one);
            gap::describe(&self.text, &gap, is_one)
        });
        Ok(Found { nodes, gap })
    }

    /// Says what there is where the path ends to find something: the members of the last thing on its
    /// way, the most alike first. None where that cannot be told in a few words.
    pub(crate) fn nearest(&self, document: &Value, effort: &Effort<'_>) -> Option<String> {
        let ends = gap::segments(&self.text);
        for (at, _) in ends.iter().enumerate().rev() {
            let start = at.checked_sub(1).map_or(1, |before| ends[before]);
            let before = &self.text[..start];
            let found = Self::compile(before)
                .ok()?
                .find(document, effort)
                .ok()?
                .nodes;
            if let Some(node) = found.first() {
                let missed = self.text[start..ends[at]].trim_matches(['.', '[', ']', '\'', '"']);
                return near::describe(before, node.value, missed);
            }
        }
        None
    }

    /// Looks it up in a body that a page prints; where that takes too much effort, nothing is found.
    pub(crate) fn in_page<'v>(&self, printed: &'v Value) -> Vec<Node<'v>> {
        self.find(printed, &Effort::default())
            .unwrap_or_default()
            .nodes
    }

    /// Whether the path selects nothing because a list in which it looks has no such element: the
    /// first one, or one inside of what it found there.
    pub(crate) fn misses_in_list(
        &self,
        document: &Value,
        effort: &Effort<'_>,
    ) -> Result<bool, CheckError> {
        let segments = &self.parsed.segments;
        let mut from = vec![Node::root(document)];
        for (at, segment) in segments.iter().enumerate() {
            let found = self.select(&segments[..=at], document, effort)?.nodes;
            if found.is_empty() {
                let is_name = matches!(segment, Segment::Selector(Selector::Name(_)));
                return Ok(!is_name && from.iter().all(|node| node.value.is_array()));
            }
            from = found;
        }
        Ok(false)
    }

    fn select<'v>(
        &self,
        segments: &[Segment],
        document: &'v Value,
        effort: &Effort<'_>,
    ) -> Result<Selected<'v>, CheckError> {
        let lookup = || {
            effort.begin()?;
            Lookup::new(document, effort).select(segments, Node::root(document))
        };
        lookup().map_err(|exhausted: Exhausted| exhausted.error(&self.text))
    }
}

fn parse(text: &str) -> Result<Arc<JpQuery>, PathError> {
    strict::read(text)?;
    let parsed = parse_json_path(text).map_err(|error| PathError {
        cause: cause(&error.to_string()),
        hint: None,
    })?;
    functions::read(&parsed)?;
    Ok(Arc::new(parsed))
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
                        format!("`{}` is outside of quotes in a JSONPath", span.text()),
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

/// Returns the first `${…}` that is outside of quotes.
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
