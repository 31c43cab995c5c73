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
    /// Its lines, once somebody has asked for one.
    lines: OnceLock<Lines>,
}

/// The lines of a text.
#[derive(Debug)]
struct Lines {
    /// Where each of them begins.
    starts: Vec<usize>,
    /// Whether each character of them is one byte.
    is_ascii: bool,
}

/// The longest line that a [`Location`] holds as a whole, in bytes.
const LONGEST: usize = 2000;
/// How much of a longer line it holds, in bytes: before the place, and from there on.
const AROUND: (usize, usize) = (250, 750);

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

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| {
            let breaks = self.text.match_indices('\n').map(|(at, _)| at + 1);
            Lines {
                starts: std::iter::once(0).chain(breaks).collect(),
                is_ascii: self.text.is_ascii(),
            }
        })
    }

    /// Returns the line (from 0) in which a byte lies, and the bytes of that line without its end.
    fn line_at(&self, byte: usize) -> (usize, Range<usize>) {
        let starts = &self.lines().starts;
        let line = starts.partition_point(|start| *start <= byte) - 1;
        let start = starts[line];
        let end = starts.get(line + 1).copied().unwrap_or(self.text.len());
        let text = &self.text[start..end];
        let text = text.strip_suffix('\n').unwrap_or(text);
        (
            line,
            start..start + text.strip_suffix('\r').unwrap_or(text).len(),
        )
    }

    /// Finds the byte at a line and column, both from 1, the column in characters; the end of the
    /// text where there is no such place.
    pub(crate) fn offset_of(&self, line: usize, column: usize) -> usize {
        let start = self.lines().starts.get(line.saturating_sub(1));
        let start = start.copied().unwrap_or(self.text.len());
        let rest = &self.text[start..];
        let mut characters = rest.char_indices();
        let inside = characters.nth(column.saturating_sub(1));
        start + inside.map_or(rest.len(), |(at, _)| at)
    }

    /// Counts the characters between two bytes.
    fn characters(&self, bytes: Range<usize>) -> usize {
        if self.lines().is_ascii {
            bytes.len()
        } else {
            self.text[bytes].chars().count()
        }
    }

    /// Returns the last place up to a byte at which a character begins.
    fn boundary(&self, byte: usize) -> usize {
        let mut at = byte.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
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
        let start = source.boundary(range.start);
        Self {
            source: Arc::clone(source),
            range: start..source.boundary(range.end).max(start),
        }
    }

    /// Returns the text that the span covers.
    pub fn text(&self) -> &str {
        self.source.text.get(self.range.clone()).unwrap_or("")
    }

    /// Returns the place as plain data for an outcome: file, line, column, and the line itself.
    pub fn location(&self) -> Location {
        let source = &self.source;
        let (line, whole) = source.line_at(self.range.start);
        let at = self.range.start.min(whole.end);
        let shown = if whole.len() > LONGEST {
            let start = source
                .boundary(at.saturating_sub(AROUND.0))
                .max(whole.start);
            start..source.boundary(at + AROUND.1).min(whole.end)
        } else {
            whole.clone()
        };
        let covered = self.text().lines().next().unwrap_or("").trim_end();
        Location {
            file: source.path.clone(),
            line: line + 1,
            column: source.characters(whole.start..self.range.start) + 1,
            width: covered.chars().count().max(1),
            left_out: source.characters(whole.start..shown.start),
            text: source.text[shown].to_owned(),
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
    /// How many characters of a very long line are left out before `text`.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: usize,
    /// The whole line; of a very long one, what is around the place.
    pub text: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(number: &usize) -> bool {
    *number == 0
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

    #[test]
    fn of_a_very_long_line_only_what_stands_around_the_place_is_kept() {
        let line = format!("{}größe{}", "ä".repeat(5_000), "b".repeat(5_000));
        let source = Source::new("a.json", format!("x\r\n{line}\r\n"));
        let at = source.text.find("größe").unwrap();
        let location = Span::new(&source, at..at + "größe".len()).location();
        assert_eq!(
            (location.line, location.column, location.width),
            (2, 5_001, 5)
        );
        let inside: String = location
            .text
            .chars()
            .skip(5_000 - location.left_out)
            .collect();
        assert!(inside.starts_with("größeb"), "{inside}");
        assert!(location.text.len() < 1_100 && line.contains(&location.text));
        let end = Span::new(&source, source.text.len()..source.text.len()).location();
        assert_eq!((end.line, end.column, end.text.as_str()), (3, 1, ""));
    }
}
