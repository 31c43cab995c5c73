//! A text that somebody wrote, and places in it.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

/// A scenario file, a tutorial file or a documented body, as it was read.
#[derive(Debug)]
pub struct Source {
    /// The path as a user would write it, such as `scenarios/orders/03-create-customer.yaml`.
    pub path: String,
    /// The whole text.
    pub text: String,
    /// Where each line begins, once somebody has asked for a line.
    lines: OnceLock<Vec<usize>>,
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path && self.text == other.text
    }
}

impl Eq for Source {}

impl Source {
    /// Makes a source of a path and its text.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self {
            path: path.into(),
            text: text.into(),
            lines: OnceLock::new(),
        })
    }

    /// Returns the line (from 0) in which a byte lies, and where that line begins.
    fn line_at(&self, byte: usize) -> (usize, usize) {
        let lines = self.lines.get_or_init(|| {
            let breaks = self.text.match_indices('\n').map(|(at, _)| at + 1);
            std::iter::once(0).chain(breaks).collect()
        });
        let line = lines.partition_point(|start| *start <= byte) - 1;
        (line, lines[line])
    }
}

/// A part of a source, in bytes; always inside the text and on character boundaries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The text in which it lies.
    pub source: Arc<Source>,
    /// Its bytes.
    pub range: Range<usize>,
}

impl Span {
    /// Makes a span, forced into the bounds of the text.
    pub fn new(source: &Arc<Source>, range: Range<usize>) -> Self {
        let floor = |mut at: usize| {
            at = at.min(source.text.len());
            while !source.text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = floor(range.start);
        Self {
            source: Arc::clone(source),
            range: start..floor(range.end).max(start),
        }
    }

    /// Returns the text that the span covers.
    pub fn text(&self) -> &str {
        self.source.text.get(self.range.clone()).unwrap_or("")
    }

    /// Returns the place as plain data for an outcome: file, line, column, and the line itself.
    pub fn location(&self) -> Location {
        let text = &self.source.text;
        let (line, line_start) = self.source.line_at(self.range.start);
        let rest = &text[line_start..];
        let line_text = rest.lines().next().unwrap_or("");
        let covered = self.text().lines().next().unwrap_or("").trim_end();
        Location {
            file: self.source.path.clone(),
            line: line + 1,
            column: text[line_start..self.range.start].chars().count() + 1,
            width: covered.chars().count().max(1),
            text: line_text.to_owned(),
        }
    }
}

/// A place in a file as plain data: what a caret needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Location {
    /// The path of the file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// How many characters are meant, at least 1.
    pub width: usize,
    /// The whole line.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_names_line_column_and_width_in_characters() {
        let source = Source::new("a.yaml", "a: 1\nä: größe x\n");
        let at = source.text.find("größe").unwrap();
        let location = Span::new(&source, at..at + "größe".len()).location();
        assert_eq!((location.line, location.column, location.width), (2, 4, 5));
        assert_eq!(location.text, "ä: größe x");
    }

    #[test]
    fn a_span_outside_the_text_is_forced_into_it() {
        let source = Source::new("a.yaml", "ä");
        assert_eq!(Span::new(&source, 1..99).range, 0..2);
        assert_eq!(Span::new(&source, 50..99).location().line, 1);
    }
}
