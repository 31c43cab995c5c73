//! Documented bodies that are JSON and nothing else: read at once, fast enough for the largest that
//! a page prints, with the place of every value.

use std::sync::Arc;

use serde_json::{Map, Number, Value};

use crate::scenario::parse::MAX_DEPTH;
use crate::scenario::source::Source;

/// A JSON text without any `${…}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Literal {
    /// What it says.
    pub value: Value,
    /// Where each value of it stands: a value before what is in it, all in the order of the text.
    places: Vec<Place>,
}

/// Where a value stands, in bytes, and how many values it is, with all that are in it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Place {
    start: u32,
    end: u32,
    values: u32,
}

impl Literal {
    /// Returns the bytes of the value to which a way leads: at each level, which of the elements
    /// or members it is, from 0.
    pub fn range(&self, way: &[usize]) -> std::ops::Range<usize> {
        let mut at = 0;
        for &before in way {
            at += 1;
            for _ in 0..before {
                at += self.places.get(at).map_or(1, |place| place.values as usize);
            }
        }
        let found = self.places.get(at);
        found.map_or(0..0, |place| place.start as usize..place.end as usize)
    }
}

/// Reads a text that is JSON (RFC 8259) through and through, without duplicate keys or `${…}`.
///
/// # Errors
///
/// The byte at which it is not; the YAML reader has the words for what is wrong there.
pub(crate) fn read(source: &Arc<Source>) -> Result<Literal, usize> {
    let text = source.text.as_str();
    if let Some(at) = text.find("${") {
        return Err(at);
    }
    let mut reader = Reader {
        text,
        at: 0,
        depth: 0,
        places: Vec::new(),
    };
    let value = reader.value()?;
    reader.blanks();
    if reader.at < text.len() {
        return Err(reader.at);
    }
    let places = reader.places;
    Ok(Literal { value, places })
}

/// A text that is read, and how far.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    places: Vec<Place>,
}

impl Reader<'_> {
    fn value(&mut self) -> Result<Value, usize> {
        self.blanks();
        let (start, place) = (self.at, self.places.len());
        let short = |at: usize| u32::try_from(at).map_err(|_| start);
        self.places.push(Place {
            start: short(start)?,
            // As the YAML reader has it: a caret under a whole body would help nobody.
            end: short(start + 1)?,
            values: 1,
        });
        let value = match self.peek() {
            Some(b'{') => self.nested(Self::map)?,
            Some(b'[') => self.nested(Self::list)?,
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => Value::Number(self.number()?),
            _ => self.word()?,
        };
        if !value.is_object() && !value.is_array() {
            self.places[place].end = short(self.at)?;
        }
        self.places[place].values = short(self.places.len() - place)?;
        Ok(value)
    }

    fn nested(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Value, usize>,
    ) -> Result<Value, usize> {
        if self.depth == MAX_DEPTH {
            return Err(self.at);
        }
        self.depth += 1;
        self.at += 1;
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn list(&mut self) -> Result<Value, usize> {
        let mut items = Vec::new();
        while self.goes_on(b']', items.is_empty())? {
            items.push(self.value()?);
        }
        Ok(Value::Array(items))
    }

    fn map(&mut self) -> Result<Value, usize> {
        let mut members = Map::new();
        while self.goes_on(b'}', members.is_empty())? {
            self.blanks();
            let start = self.at;
            let name = self.string()?;
            self.blanks();
            self.expect(b':')?;
            if members.insert(name, self.value()?).is_some() {
                return Err(start);
            }
        }
        Ok(Value::Object(members))
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
        self.text[start..self.at].parse().map_err(|_| start)
    }

    fn word(&mut self) -> Result<Value, usize> {
        let words = [
            ("null", Value::Null),
            ("true", Value::Bool(true)),
            ("false", Value::Bool(false)),
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::node::{Node, NodeKind};
    use crate::scenario::parse::parse;
    use proptest::prelude::*;

    /// Reads a text as JSON and as YAML, and expects the same values at the same places.
    fn check(text: &str) {
        let source = Source::new("a.json", text);
        let literal = read(&source).unwrap_or_else(|at| panic!("{text} is no JSON at {at}"));
        same(
            &literal,
            &literal.value,
            &mut Vec::new(),
            &parse(&source).unwrap(),
        );
    }

    fn same(literal: &Literal, value: &Value, way: &mut Vec<usize>, node: &Node) {
        assert_eq!(literal.range(way), node.span.range, "{value} at {way:?}");
        let children: Vec<(&Value, &Node)> = match (value, &node.kind) {
            (Value::Null, NodeKind::Null) => Vec::new(),
            (Value::Bool(value), NodeKind::Bool(other)) if value == other => Vec::new(),
            (Value::Number(value), NodeKind::Number(other)) if value == other => Vec::new(),
            (Value::String(value), NodeKind::String(other)) if value == other => Vec::new(),
            (Value::Array(items), NodeKind::List(nodes)) => items.iter().zip(nodes).collect(),
            (Value::Object(members), NodeKind::Map(nodes)) => {
                let names = nodes.iter().map(|(key, _)| &key.name);
                assert!(members.keys().eq(names), "{value}");
                members
                    .values()
                    .zip(nodes.iter().map(|(_, node)| node))
                    .collect()
            }
            other => panic!("{other:?}"),
        };
        for (index, (value, node)) in children.into_iter().enumerate() {
            way.push(index);
            same(literal, value, way, node);
            way.pop();
        }
    }

    #[test]
    fn json_is_what_the_yaml_reader_makes_of_it() {
        check(r#"{"a": [1, -2.50, 1e3, true, false, null, "", "x"], "b": {}, "c": []}"#);
        check(" {\n  \"größe\": \"ü $x \\\"y\\\" \\n \\u00e4\"\n}\n");
        check("\"text\"");
        check("[[[]], 1, [2, {\"a\": 3, \"b\": [4, 5]}], 6]");
        check("18446744073709551615");
        check("[12345678901234567890123, 0.1234567890123456789, 1e-400]");
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
            ("nul", 0),
            ("[\"${x}\"]", 2),
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
