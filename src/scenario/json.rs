//! From JSON text to a tree that knows where everything stands: what the YAML reader does as well,
//! fast enough for the largest body that a page prints.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Number;

use crate::scenario::node::{Key, Node, NodeKind};
use crate::scenario::number;
use crate::scenario::parse::MAX_DEPTH;
use crate::scenario::source::{Source, Span};

/// Reads a text that is JSON (RFC 8259) through and through, without duplicate keys, with numbers
/// that can be kept exactly.
///
/// # Errors
///
/// The byte at which it is not; the YAML reader has the words for what is wrong there.
pub(super) fn read(source: &Arc<Source>) -> Result<Node, usize> {
    let mut reader = Reader {
        source,
        text: &source.text,
        at: 0,
        depth: 0,
    };
    let node = reader.value()?;
    reader.blanks();
    if reader.at == reader.text.len() {
        Ok(node)
    } else {
        Err(reader.at)
    }
}

/// A text that is read, and how far.
struct Reader<'a> {
    source: &'a Arc<Source>,
    text: &'a str,
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn value(&mut self) -> Result<Node, usize> {
        self.blanks();
        let start = self.at;
        let kind = match self.peek() {
            Some(b'{') => self.nested(Self::map)?,
            Some(b'[') => self.nested(Self::list)?,
            Some(b'"') => NodeKind::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => NodeKind::Number(self.number()?),
            _ => self.word()?,
        };
        let span = match kind {
            // As the YAML reader has it: a caret under a whole body would help nobody.
            NodeKind::List(_) | NodeKind::Map(_) => Span::new(self.source, start..start + 1),
            _ => self.span(start),
        };
        Ok(Node { span, kind })
    }

    fn nested(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<NodeKind, usize>,
    ) -> Result<NodeKind, usize> {
        if self.depth == MAX_DEPTH {
            return Err(self.at);
        }
        self.depth += 1;
        self.at += 1;
        let kind = read(self)?;
        self.depth -= 1;
        Ok(kind)
    }

    fn list(&mut self) -> Result<NodeKind, usize> {
        let mut items = Vec::new();
        while self.goes_on(b']', items.is_empty())? {
            items.push(self.value()?);
        }
        Ok(NodeKind::List(items))
    }

    fn map(&mut self) -> Result<NodeKind, usize> {
        let mut members: Vec<(Key, Node)> = Vec::new();
        while self.goes_on(b'}', members.is_empty())? {
            self.blanks();
            let start = self.at;
            let name = self.string()?;
            let span = self.span(start);
            self.blanks();
            self.expect(b':')?;
            members.push((Key { name, span }, self.value()?));
        }
        let mut seen = HashSet::with_capacity(members.len());
        for (key, _) in &members {
            if !seen.insert(key.name.as_str()) {
                return Err(key.span.range.start);
            }
        }
        Ok(NodeKind::Map(members))
    }

    /// Passes the comma before a further element, or the bracket after the last one.
    fn goes_on(&mut self, end: u8, is_first: bool) -> Result<bool, usize> {
        self.blanks();
        if self.peek() == Some(end) {
            self.at += 1;
            return Ok(false);
        }
        if !is_first {
            self.expect(b',')?;
        }
        Ok(true)
    }

    fn string(&mut self) -> Result<String, usize> {
        let start = self.at;
        self.expect(b'"')?;
        let mut is_plain = true;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    is_plain = false;
                    self.at += 2;
                }
                Some(b' '..) => self.at += 1,
                Some(_) | None => return Err(self.at.min(self.text.len())),
            }
        }
        self.at += 1;
        if is_plain {
            return Ok(self.text[start + 1..self.at - 1].to_owned());
        }
        serde_json::from_str(&self.text[start..self.at]).map_err(|_| start)
    }

    fn number(&mut self) -> Result<Number, usize> {
        let start = self.at;
        while let Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        let literal = &self.text[start..self.at];
        let read = literal.parse().map_err(|_| start)?;
        number::exact(literal, read).ok_or(start)
    }

    fn word(&mut self) -> Result<NodeKind, usize> {
        let words = [
            ("null", NodeKind::Null),
            ("true", NodeKind::Bool(true)),
            ("false", NodeKind::Bool(false)),
        ];
        let rest = &self.text[self.at..];
        for (word, kind) in words {
            if rest.starts_with(word) {
                self.at += word.len();
                return Ok(kind);
            }
        }
        Err(self.at)
    }

    fn expect(&mut self, byte: u8) -> Result<(), usize> {
        if self.peek() != Some(byte) {
            return Err(self.at);
        }
        self.at += 1;
        Ok(())
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn span(&self, start: usize) -> Span {
        Span::new(self.source, start..self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse::parse;
    use proptest::prelude::*;

    /// Reads a text as JSON and as YAML, and expects the same tree.
    fn check(text: &str) {
        let source = Source::new("a.json", text);
        let node = read(&source).unwrap_or_else(|at| panic!("{text} is no JSON at {at}"));
        assert_eq!(node, parse(&source).unwrap(), "{text}");
    }

    #[test]
    fn json_is_what_the_yaml_reader_makes_of_it() {
        check(r#"{"a": [1, -2.50, 1e3, true, false, null, "", "x"], "b": {}, "c": []}"#);
        check(" {\n  \"größe\": \"ü ${x} \\\"y\\\" \\n \\u00e4\"\n}\n");
        check("\"text\"");
        check("[[[]]]");
        check("18446744073709551615");
    }

    #[test]
    fn what_is_no_json_is_refused_where_it_ends_to_be() {
        let deep = "[".repeat(MAX_DEPTH + 1) + &"]".repeat(MAX_DEPTH + 1);
        for (text, at) in [
            ("", 0),
            ("{", 1),
            ("[1,]", 3),
            ("[1 2]", 3),
            ("{\"a\" 1}", 5),
            ("{a: 1}", 1),
            ("{\"a\": 1, \"a\": 2}", 9),
            ("\"a\nb\"", 2),
            ("\"a\\", 3),
            ("\"\\x\"", 0),
            ("01", 0),
            ("1.", 0),
            ("0.1234567890123456789", 0),
            ("nul", 0),
            ("1 # one", 2),
            ("\u{feff}1", 0),
            (deep.as_str(), MAX_DEPTH),
        ] {
            let source = Source::new("a.json", text);
            assert_eq!(read(&source), Err(at), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in r#"[\[\]{}",:\\a0-9.eE\-\n \u{e4}tru]{0,40}"#) {
            let source = Source::new("a.json", text.as_str());
            let is_json = serde_json::from_str::<serde_json::Value>(&text).is_ok();
            match read(&source) {
                Ok(_) => prop_assert!(is_json, "{text}"),
                Err(at) => prop_assert!(at <= text.len()),
            }
        }
    }
}
