//! Texts whose lines are kept (`|`) or folded (`>`).

use std::sync::Arc;

use crate::scenario::node::{Node, NodeKind};
use crate::scenario::plain::Reader;
use crate::scenario::source::Source;

impl<'s> Reader<'s> {
    /// Reads a text whose lines are indented more than `column`.
    pub(super) fn block_text(&mut self, column: usize) -> Option<Node> {
        let is_folded = self.byte() == Some(b'>');
        self.at += 1;
        let is_stripped = self.byte() == Some(b'-');
        self.at += usize::from(is_stripped);
        if self.byte() != Some(b'\n') {
            return None;
        }
        self.at += 1;
        self.line = self.at;
        self.skip_blanks();
        let indentation = self.column();
        // An empty line in the beginning may be indented more than the text is.
        if indentation <= column || self.byte()? == b'\n' {
            return None;
        }
        let start = self.at;
        let mut text = String::new();
        let mut end;
        let mut empty = 0;
        loop {
            let line = self.rest(is_folded)?;
            if empty > 0 && is_folded {
                return None;
            }
            text.extend(std::iter::repeat_n('\n', empty));
            if is_folded && !text.is_empty() {
                text.push(' ');
            }
            text.push_str(line);
            if !is_folded {
                text.push('\n');
            }
            end = self.at;
            empty = self.next_line_of(indentation)?;
            if !self.has_content || self.column() < indentation {
                break;
            }
        }
        if self.has_content && self.column() > column {
            return None;
        }
        match (is_folded, is_stripped) {
            (true, false) => text.push('\n'),
            (false, true) => text.truncate(text.len() - 1),
            _ => {}
        }
        if self.byte() == Some(b'#') {
            self.skip_line();
            self.find_content();
        }
        Some(Node {
            span: self.span(start, self.trimmed(start, end)),
            kind: NodeKind::String(text),
        })
    }

    /// Returns the rest of a line with its blanks; none where the text ends in it.
    fn rest(&mut self, is_folded: bool) -> Option<&'s str> {
        let source: &'s Arc<Source> = self.source;
        let start = self.at;
        if is_folded && self.byte() == Some(b' ') {
            return None;
        }
        while self.byte()? != b'\n' {
            self.at += 1;
        }
        source.text.get(start..self.at)
    }

    /// Goes to the next line that is not empty, at most so far to the right; says how many are.
    fn next_line_of(&mut self, indentation: usize) -> Option<usize> {
        let mut empty = 0;
        loop {
            self.at += 1;
            self.line = self.at;
            while self.byte() == Some(b' ') && self.column() < indentation {
                self.at += 1;
            }
            match self.byte() {
                None if self.column() > 0 => return None,
                None => {
                    self.has_content = false;
                    return Some(empty);
                }
                Some(b'\n') => empty += 1,
                Some(b' ') => {
                    let mut rest = self.text[self.at..].iter();
                    let is_empty = rest.find(|byte| **byte != b' ').is_none_or(|b| *b == b'\n');
                    return (!is_empty).then_some(empty);
                }
                Some(_) => return Some(empty),
            }
        }
    }

    fn trimmed(&self, start: usize, end: usize) -> usize {
        let text = self.source.text.get(start..end).unwrap_or("");
        start + text.trim_end().len()
    }
}
