//! Texts and numbers that begin and end in a line, and unquoted texts over several lines.

use std::sync::Arc;

use serde_json::Number;

use crate::scenario::node::{Node, NodeKind};
use crate::scenario::number;
use crate::scenario::plain::Reader;
use crate::scenario::source::Source;

/// More digits than these may be no number for the YAML crate.
const MOST_DIGITS: usize = 15;

/// Words that some version of YAML takes for something else than a text, in lower case.
const WORDS: [&str; 12] = [
    "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf",
];

impl<'s> Reader<'s> {
    /// Reads a quoted text that ends in its line.
    pub(super) fn quoted(&mut self) -> Option<String> {
        let quote = self.byte()?;
        self.at += 1;
        let mut text = String::new();
        let mut start = self.at;
        loop {
            let byte = self.byte()?;
            match byte {
                b'\n' => return None,
                b'\\' if quote == b'"' => {
                    text.push_str(self.source.text.get(start..self.at)?);
                    text.push(self.escaped()?);
                    start = self.at;
                }
                _ if byte == quote => {
                    text.push_str(self.source.text.get(start..self.at)?);
                    self.at += 1;
                    if quote == b'"' || self.byte() != Some(b'\'') {
                        return Some(text);
                    }
                    text.push('\'');
                    self.at += 1;
                    start = self.at;
                }
                _ => self.at += 1,
            }
        }
    }

    /// Reads a character that is written with a backslash.
    fn escaped(&mut self) -> Option<char> {
        let letter = self.next_byte()?;
        self.at += 2;
        Some(match letter {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'u' => {
                let digits = self.source.text.get(self.at..self.at + 4)?;
                let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
                self.at += 4;
                char::from_u32(u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)?)?
            }
            _ => return None,
        })
    }

    /// Reads an unquoted key up to its colon.
    pub(super) fn plain_key(&mut self) -> Option<String> {
        let first = self.byte()?;
        if !(first.is_ascii_alphabetic() || matches!(first, b'_' | b'$' | b'/') || first >= 0x80) {
            return None;
        }
        let start = self.at;
        loop {
            match self.byte()? {
                b'\n' => return None,
                b'#' if self.text[self.at - 1] == b' ' => return None,
                b':' if matches!(self.next_byte(), None | Some(b' ' | b'\n')) => break,
                _ => self.at += 1,
            }
        }
        let name = self.source.text.get(start..self.at)?;
        (!name.ends_with(' ') && !is_word(name)).then(|| name.to_owned())
    }

    /// Reads an unquoted value of a block, with the lines that continue it.
    pub(super) fn unquoted(&mut self, column: usize) -> Option<Node> {
        let start = self.at;
        begins_text(self.byte()?, self.next_byte()).then_some(())?;
        let first = self.rest_of_line()?;
        let mut end = self.at;
        let mut text = String::new();
        let mut lines = 1;
        loop {
            let line = self.line;
            self.end_line()?;
            if !self.has_content || self.column() <= column {
                break;
            }
            // A comment or an empty line in between ends a text, or breaks it.
            let next = self.text[line..self.line].iter();
            if next.filter(|byte| **byte == b'\n').count() != 1 || self.has_comment(end) {
                return None;
            }
            let byte = self.byte()?;
            if !byte.is_ascii_alphanumeric() && !matches!(byte, b'(' | b'$' | b'/' | b'<') {
                return None;
            }
            if lines == 1 {
                text.push_str(first);
            }
            text.push(' ');
            text.push_str(self.rest_of_line()?);
            lines += 1;
            end = self.at;
        }
        let kind = if lines == 1 {
            kind_of(first)?
        } else {
            NodeKind::String(text)
        };
        Some(Node {
            span: self.span(start, end),
            kind,
        })
    }

    /// Whether a comment follows in the line.
    fn has_comment(&self, end: usize) -> bool {
        let rest = self.text[end..].iter().find(|byte| **byte != b' ');
        rest == Some(&b'#')
    }

    /// Reads an unquoted text up to the end of the line, or to the blanks before its comment.
    fn rest_of_line(&mut self) -> Option<&'s str> {
        let source: &'s Arc<Source> = self.source;
        let start = self.at;
        while let Some(byte) = self.byte() {
            match byte {
                b'\n' => break,
                b'#' if self.at > start && self.text[self.at - 1] == b' ' => break,
                b':' if matches!(self.next_byte(), None | Some(b' ' | b'\n')) => return None,
                _ => self.at += 1,
            }
        }
        let text = source.text.get(start..self.at)?.trim_end_matches(' ');
        self.at = start + text.len();
        Some(text)
    }
}

/// Whether an unquoted text may begin with a character, for sure.
pub(super) fn begins_text(first: u8, next: Option<u8>) -> bool {
    match first {
        b'-' | b'+' | b'.' => next.is_some_and(|next| next.is_ascii_alphanumeric()),
        b'$' | b'/' | b'_' | b'(' | b'<' | b'^' | b'=' | b'\\' | b'~' | b';' => true,
        _ => first.is_ascii_alphanumeric() || first >= 0x80,
    }
}

/// Returns what an unquoted text of one line means, where that is sure.
pub(super) fn kind_of(text: &str) -> Option<NodeKind> {
    match text {
        "null" | "~" => return Some(NodeKind::Null),
        "true" => return Some(NodeKind::Bool(true)),
        "false" => return Some(NodeKind::Bool(false)),
        _ if is_word(text) => return None,
        _ => {}
    }
    let looks_like_number = text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    if !looks_like_number || is_no_number(text) {
        return Some(NodeKind::String(text.to_owned()));
    }
    is_plain_number(text).then(|| NodeKind::Number(number::exact(text, Number::from(0))))
}

fn is_word(text: &str) -> bool {
    text.len() <= 5 && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Whether a text that begins as a number does is none: it has a sign, a colon or a point where no
/// number has one, or a letter that none has.
fn is_no_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_odd = |(at, byte): (usize, &u8)| match byte {
        b'-' | b'+' => at > 0 && bytes[at - 1].is_ascii_digit(),
        b'_' | b'.' => false,
        byte if byte.is_ascii_digit() => false,
        b'a'..=b'f' | b'A'..=b'F' | b'o' | b'x' | b'O' | b'X' | b'i' | b'I' | b'n' | b'N' => false,
        _ => true,
    };
    bytes.iter().enumerate().any(is_odd) || bytes.iter().filter(|byte| **byte == b'.').count() > 1
}

/// Whether a text is a decimal number as JSON writes it, without an exponent.
fn is_plain_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    unsigned.len() <= MOST_DIGITS
        && is_digits(whole)
        && is_digits(fraction)
        && (whole == "0" || !whole.starts_with('0'))
        && text != "-0"
}
