//! Where a node stands in a JSON document.

use std::fmt::Write as _;

use serde_json::Value;

/// A step from a node to one of its children.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Segment {
    /// The member of this name.
    Name(String),
    /// The element at this index.
    Index(usize),
}

/// A child of a node, as it is met on the way through a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Child<'v> {
    /// The member of this name.
    Member(&'v str),
    /// The element at this index.
    Element(usize),
}

/// Writes the way from the root to a node as a JSONPath: `$.items[0].sku`, and `$['a b']` where a
/// name is not a word (RFC 9535, 2.7, in its short form where there is one).
pub(crate) fn show(path: &[Segment]) -> String {
    let mut text = String::from("$");
    for segment in path {
        match segment {
            Segment::Index(index) => _ = write!(text, "[{index}]"),
            Segment::Name(name) if is_word(name) => _ = write!(text, ".{name}"),
            Segment::Name(name) => _ = write!(text, "['{}']", escape(name, '\'')),
        }
    }
    text
}

fn is_word(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .chars()
            .all(|rest| rest.is_ascii_alphanumeric() || rest == '_')
}

/// Escapes a text for a literal of a JSONPath in these quotes (RFC 9535, 2.3.1.1).
pub(crate) fn escape(text: &str, quote: char) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\u{8}' => escaped.push_str("\\b"),
            '\u{c}' => escaped.push_str("\\f"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            '\\' => escaped.push_str("\\\\"),
            _ if character == quote => {
                escaped.push('\\');
                escaped.push(quote);
            }
            _ if character < ' ' => _ = write!(escaped, "\\u{:04x}", u32::from(character)),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Returns the node of a document at a path.
pub(crate) fn find<'v>(document: &'v Value, path: &[Segment]) -> Option<&'v Value> {
    let mut path = path.iter();
    path.try_fold(document, |value, segment| match segment {
        Segment::Name(name) => value.get(name),
        Segment::Index(at) => value.get(at),
    })
}

/// Reads a path to one node, normalized (RFC 9535, 2.7) or as [`show`] writes it; none where it is
/// neither.
pub(crate) fn parse(text: &str) -> Option<Vec<Segment>> {
    let mut rest = text.strip_prefix('$')?;
    let mut path = Vec::new();
    while !rest.is_empty() {
        if let Some(short) = rest.strip_prefix('.') {
            let end = short.find(['.', '[']).unwrap_or(short.len());
            let (name, after) = short.split_at(end);
            path.push(Segment::Name(is_word(name).then(|| name.to_owned())?));
            rest = after;
            continue;
        }
        rest = rest.strip_prefix('[')?;
        if let Some(quoted) = rest.strip_prefix('\'') {
            let (name, after) = unescape(quoted)?;
            path.push(Segment::Name(name));
            rest = after.strip_prefix(']')?;
        } else {
            let (index, after) = rest.split_once(']')?;
            path.push(Segment::Index(index.parse().ok()?));
            rest = after;
        }
    }
    Some(path)
}

/// Reads up to the closing quote; returns the name and what follows the quote.
fn unescape(quoted: &str) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '\'' => return Some((name, &quoted[at + 1..])),
            '\\' => match characters.next()?.1 {
                'b' => name.push('\u{8}'),
                'f' => name.push('\u{c}'),
                'n' => name.push('\n'),
                'r' => name.push('\r'),
                't' => name.push('\t'),
                'u' => {
                    let digits: String = characters.by_ref().take(4).map(|(_, c)| c).collect();
                    name.push(char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?);
                }
                other => name.push(other),
            },
            other => name.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(normalized: &str, shown: &str) {
        let path = parse(normalized).unwrap();
        assert_eq!(show(&path), shown);
        assert_eq!(parse(shown), Some(path));
    }

    #[test]
    fn a_path_is_shown_in_its_short_form() {
        check("$", "$");
        check("$['items'][0]['sku']", "$.items[0].sku");
        check("$['a b']['_c']['1']", "$['a b']._c['1']");
        check(
            "$['it\\'s']['\\\\']['\\n']['\\u0001']",
            "$['it\\'s']['\\\\']['\\n']['\\u0001']",
        );
        check("$['größe']", "$['größe']");
    }

    #[test]
    fn what_is_no_path_to_one_node_is_none() {
        for text in ["", "a", "$..a", "$.*", "$.", "$['a", "$[x]", "$['a\\u12"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
