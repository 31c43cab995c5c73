//! Writes an answer as JSON or XML the way PHP does, and cuts it down to the `fields` asked for.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use serde_json::{Map, Value, json};

/// Writes a value as JSON: slashes and everything beyond ASCII escaped.
pub(crate) fn json(value: &Value) -> String {
    let mut written = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut written, Php);
    // A value in memory has nothing that could fail.
    let _ = value.serialize(&mut serializer);
    String::from_utf8(written).unwrap_or_default()
}

struct Php;

impl Formatter for Php {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        for letter in fragment.chars() {
            match letter {
                '/' => writer.write_all(b"\\/")?,
                ' '..='~' => writer.write_all(&[letter as u8])?,
                other => {
                    for unit in other.encode_utf16(&mut [0; 2]) {
                        write!(writer, "\\u{unit:04x}")?;
                    }
                }
            }
        }
        Ok(())
    }

    fn write_number_str<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        value: &str,
    ) -> io::Result<()> {
        // PHP has integers of 64 bits, and writes no fraction where there is none.
        match (value.parse::<i64>(), value.parse::<f64>()) {
            (Err(_), Ok(float)) => write!(writer, "{float}"),
            _ => writer.write_all(value.as_bytes()),
        }
    }
}

/// Writes a value as XML: members are elements, items of a list are called `item`.
pub(crate) fn xml(value: &Value) -> String {
    let mut written = String::from("<?xml version=\"1.0\"?>\n");
    element(&mut written, "response", value, 0);
    written
}

fn element(into: &mut String, name: &str, value: &Value, depth: usize) {
    let indent = "  ".repeat(depth);
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (element_name(name), value))
            .collect(),
        Value::Array(items) => items.iter().map(|item| ("item".to_owned(), item)).collect(),
        _ => Vec::new(),
    };
    let text = match value {
        Value::String(text) => escaped(text),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
        scalar => json(scalar),
    };
    if !children.is_empty() {
        into.push_str(&format!("{indent}<{name}>\n"));
        for (name, child) in children {
            element(into, &name, child, depth + 1);
        }
        into.push_str(&format!("{indent}</{name}>\n"));
    } else if text.is_empty() {
        into.push_str(&format!("{indent}<{name}/>\n"));
    } else {
        into.push_str(&format!("{indent}<{name}>{text}</{name}>\n"));
    }
}

fn element_name(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() || "_-.".contains(letter) {
                letter
            } else {
                '_'
            }
        })
        .collect();
    if name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_') {
        name
    } else {
        format!("item_{name}")
    }
}

fn escaped(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\r' | '\t'))
        .fold(String::new(), |mut escaped, letter| {
            match letter {
                '&' => escaped.push_str("&amp;"),
                '<' => escaped.push_str("&lt;"),
                '>' => escaped.push_str("&gt;"),
                other => escaped.push(other),
            }
            escaped
        })
}

/// Returns of an answer only the fields asked for, such as `id,addresses[city]`.
///
/// Recorded on a 2.4.7-p3 store: what has no such field is an empty list.
pub(crate) fn only_fields(answer: Value, fields: &str) -> Value {
    if !matches!(answer, Value::Object(_) | Value::Array(_)) || fields.is_empty() {
        return answer;
    }
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_[],".contains(letter);
    let wanted = if fields.chars().all(is_plain) {
        parse_fields(fields)
    } else {
        None
    };
    wanted.map_or_else(|| json!([]), |wanted| selected(&answer, &wanted))
}

/// Parses `a,b[c]` into `{"a": 1, "b": {"c": 1}}`.
fn parse_fields(fields: &str) -> Option<Map<String, Value>> {
    let mut open: Vec<(String, Map<String, Value>)> = vec![(String::new(), Map::new())];
    let mut name = String::new();
    for letter in fields.chars() {
        match letter {
            ',' | ']' => {
                let (_, members) = open.last_mut()?;
                if !name.is_empty() {
                    members.insert(std::mem::take(&mut name), Value::from(1));
                }
                if letter == ']' {
                    let (name, members) = open.pop()?;
                    open.last_mut()?.1.insert(name, Value::Object(members));
                }
            }
            '[' if open.len() < 64 => open.push((std::mem::take(&mut name), Map::new())),
            '[' => return None,
            letter => name.push(letter),
        }
    }
    let (_, mut members) = open.pop().filter(|_| open.is_empty())?;
    if !name.is_empty() {
        members.insert(name, Value::from(1));
    }
    Some(members)
}

fn selected(value: &Value, wanted: &Map<String, Value>) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| selected(item, wanted)).collect(),
        Value::Object(members) => {
            let kept: Map<_, _> = members
                .iter()
                .filter_map(|(name, member)| {
                    let member = match (wanted.get(name)?, member) {
                        // Recorded on a 2.4.7-p3 store: an empty list has no members to choose from.
                        (Value::Object(_), Value::Array(items)) if items.is_empty() => Value::Null,
                        (Value::Object(inner), Value::Object(_) | Value::Array(_)) => {
                            selected(member, inner)
                        }
                        _ => member.clone(),
                    };
                    Some((name.clone(), member))
                })
                .collect();
            if kept.is_empty() {
                json!([])
            } else {
                Value::Object(kept)
            }
        }
        scalar => scalar.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::{json, only_fields, xml};
    use serde_json::{Value, json as value};

    #[test]
    fn json_is_escaped_as_php_does() {
        assert_eq!(
            json(&value!({"a": "x/é😀\n\"", "b": 22.0, "c": 1.5})),
            "{\"a\":\"x\\/\\u00e9\\ud83d\\ude00\\n\\\"\",\"b\":22,\"c\":1.5}"
        );
    }

    #[test]
    fn xml_names_items_and_escapes_text() {
        assert_eq!(
            xml(
                &value!({"id": 2, "street": ["a<b"], "ok": true, "none": null, "1": "x", "list": []})
            ),
            "<?xml version=\"1.0\"?>\n<response>\n  <id>2</id>\n  <street>\n    <item>a&lt;b</item>\n  </street>\n  \
             <ok>true</ok>\n  <none/>\n  <item_1>x</item_1>\n  <list/>\n</response>\n"
        );
        assert_eq!(
            xml(&value!("token")),
            "<?xml version=\"1.0\"?>\n<response>token</response>\n"
        );
    }

    #[test]
    fn fields_are_cut_out() {
        let answer = value!({"id": 2, "email": "a", "addresses": [{"city": "P", "id": 1}]});
        let check = |fields: &str, expected: Value| {
            assert_eq!(only_fields(answer.clone(), fields), expected, "{fields}");
        };
        check(
            "id,addresses[city]",
            value!({"id": 2, "addresses": [{"city": "P"}]}),
        );
        check(
            "addresses[city,id],id",
            value!({"id": 2, "addresses": [{"city": "P", "id": 1}]}),
        );
        check("nosuch", value!([]));
        check("a b", value!([]));
        check("addresses[city", value!([]));
        check("id]", value!([]));
        check("", answer.clone());
    }
}
