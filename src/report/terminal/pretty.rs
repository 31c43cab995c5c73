//! JSON, indented and coloured token by token.
//!
//! The text is not parsed into a value and printed again: that would turn `22.0000` into `22.0`,
//! drop the first of two equal keys, and show something that the store did not say.

use serde::de::IgnoredAny;

use crate::report::terminal::style::{Role, Style};
use crate::report::terminal::{Verbosity, visible, width};

/// Levels below which the indentation stays as it is; a hostile body may nest without end.
const DEEPEST_INDENT: usize = 64;

/// Columns of a string or a line that are shown, unless everything is asked for.
pub(super) const LONGEST: usize = 400;

/// Returns the lines of a JSON text, or nothing if it is not JSON.
pub(super) fn lines(content: &str, style: Style) -> Option<Vec<String>> {
    serde_json::from_str::<IgnoredAny>(content).ok()?;
    let mut printer = Printer {
        style,
        lines: Vec::new(),
        line: String::new(),
        objects: Vec::new(),
        is_key: false,
    };
    let mut rest = content.trim_ascii();
    while !rest.is_empty() {
        let (token, after) = rest.split_at(token_length(rest));
        rest = after.trim_ascii_start();
        printer.token(token, rest);
    }
    printer.lines.push(printer.line);
    Some(printer.lines)
}

/// Colours a line of indented JSON.
pub(super) fn line(text: &str, style: Style) -> String {
    let inside = text.trim_start_matches(' ');
    let mut result = text[..text.len() - inside.len()].to_owned();
    let mut rest = inside;
    while !rest.is_empty() {
        let (token, after) = rest.split_at(token_length(rest).max(1).min(rest.len()));
        rest = after;
        let role = match token.as_bytes()[0] {
            b'"' if rest.starts_with(':') => Role::Key,
            b'"' => Role::Text,
            b'{' | b'}' | b'[' | b']' | b',' | b':' | b' ' => Role::Plain,
            _ => Role::Number,
        };
        result += &style.paint(role, token);
    }
    result
}

/// Cuts what is too long to be read and tells how long it is, unless everything is asked for.
pub(super) fn shortened(text: &str, style: Style) -> String {
    if style.verbosity == Verbosity::VeryVerbose || width::columns(text) <= LONGEST {
        return text.to_owned();
    }
    let count = text.chars().count();
    format!("{} ({count} characters)", width::cut(text, LONGEST))
}

/// Returns how many bytes the first token of valid JSON has.
fn token_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    match bytes[0] {
        b'"' => {
            let mut is_escaped = false;
            let end = bytes.iter().skip(1).position(|byte| {
                let is_end = *byte == b'"' && !is_escaped;
                is_escaped = *byte == b'\\' && !is_escaped;
                is_end
            });
            end.map_or(text.len(), |end| end + 2)
        }
        b'{' | b'}' | b'[' | b']' | b',' | b':' => 1,
        _ => text
            .find(|c: char| matches!(c, ',' | ':' | '{' | '}' | '[' | ']') || c.is_whitespace())
            .unwrap_or(text.len()),
    }
}

struct Printer {
    style: Style,
    lines: Vec<String>,
    line: String,
    /// The arrays and objects that are open; true for an object.
    objects: Vec<bool>,
    /// Whether the next string is a key.
    is_key: bool,
}

impl Printer {
    fn token(&mut self, token: &str, rest: &str) {
        match token {
            "{" | "[" => {
                self.line += token;
                self.objects.push(token == "{");
                self.is_key = token == "{";
                if !rest.starts_with(['}', ']']) {
                    self.end_line();
                }
            }
            "}" | "]" => {
                self.objects.pop();
                if !self.line.ends_with(['{', '[']) {
                    self.end_line();
                }
                self.line += token;
            }
            "," => {
                self.line += ",";
                self.is_key = self.objects.last() == Some(&true);
                self.end_line();
            }
            ":" => {
                self.line += ": ";
                self.is_key = false;
            }
            _ => {
                let role = match (token.starts_with('"'), self.is_key) {
                    (true, true) => Role::Key,
                    (true, false) => Role::Text,
                    (false, _) => Role::Number,
                };
                let shown = shortened(&visible(token), self.style);
                self.line += &self.style.paint(role, &shown);
            }
        }
    }

    fn end_line(&mut self) {
        let indent = "  ".repeat(self.objects.len().min(DEEPEST_INDENT));
        self.lines.push(std::mem::replace(&mut self.line, indent));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content: &str, expected: Option<&str>) {
        let found = lines(content, Style::PLAIN).map(|lines| lines.join("\n"));
        assert_eq!(found.as_deref(), expected, "{content}");
    }

    #[test]
    fn json_is_indented_and_keeps_what_it_says() {
        check(r#" "a\"b" "#, Some(r#""a\"b""#));
        check("22.0000", Some("22.0000"));
        check(
            r#"{"a":[1,{"b" : null}],"a":{},"c":[ ]}"#,
            Some(
                "{\n  \"a\": [\n    1,\n    {\n      \"b\": null\n    }\n  ],\n  \"a\": {},\n  \"c\": []\n}",
            ),
        );
        check(
            r#"["\\",":,{[","ü"]"#,
            Some("[\n  \"\\\\\",\n  \":,{[\",\n  \"ü\"\n]"),
        );
        check("[\"\u{202e}x\"]", Some("[\n  \"\\u{202e}x\"\n]"));
    }

    #[test]
    fn what_is_no_json_is_left_to_others() {
        for content in ["", "{", "<html>", "{\"a\":1} x", "\"a\nb\"", "nul"] {
            check(content, None);
        }
    }

    #[test]
    fn keys_texts_and_numbers_have_their_own_colours() {
        let style = Style {
            color: true,
            ..Style::PLAIN
        };
        let lines = lines(r#"{"a":"b","c":[1,"d"]}"#, style).unwrap();
        assert_eq!(
            lines[1],
            "  \u{1b}[94m\"a\"\u{1b}[0m: \u{1b}[32m\"b\"\u{1b}[0m,"
        );
        assert_eq!(lines[3], "    \u{1b}[36m1\u{1b}[0m,");
        assert_eq!(lines[4], "    \u{1b}[32m\"d\"\u{1b}[0m");
    }

    #[test]
    fn a_body_that_nests_without_end_is_printed_in_little_space() {
        let content = "[".repeat(100_000) + &"]".repeat(100_000);
        let size: usize = lines(&content, Style::PLAIN)
            .unwrap()
            .iter()
            .map(String::len)
            .sum();
        assert!(size < 100_000_000);
    }

    #[test]
    fn a_long_string_is_cut_and_its_length_told() {
        let lines = lines(&format!("\"{}\"", "a".repeat(1000)), Style::PLAIN).unwrap();
        assert!(lines[0].ends_with("a… (1002 characters)"), "{}", lines[0]);
    }
}
