//! Elements without the member that a path goes on to: `$[*].a` selects fewer nodes than `$[*]`.
//!
//! What is said of such a path would be said of a part of the elements only, and nobody would
//! notice. RFC 9535 has nothing to say "each" with.

use serde_json::Value;

use crate::check::jsonpath::Query;
use crate::check::jsonpath::strict::Quotes;

impl Query {
    /// Says, to stand after the path, that some elements lack what it goes on to; none where all have it, or
    /// where the path selects nothing at all.
    pub(crate) fn gap(&self, document: &Value) -> Option<String> {
        for (several, each) in pairs(&self.text) {
            let count = |text: &str| Some(Self::compile(text).ok()?.select(document).len());
            let (all, found) = (count(several)?, count(each)?);
            if 0 < found && found < all {
                return Some(format!(
                    "is in only {found} of the {all} that `{several}` selects"
                ));
            }
        }
        None
    }

    /// Whether the path selects nothing because a list in which it looks has no such element: the
    /// first one, or one inside of what it found there.
    pub(crate) fn misses_in_list(&self, document: &Value) -> bool {
        let select = |end: usize| Self::compile(&self.text[..end]);
        let mut start = 1;
        for end in segments(&self.text) {
            let (Ok(from), Ok(to)) = (select(start), select(end)) else {
                return false;
            };
            if to.select(document).is_empty() {
                let segment = self.text[start..end].trim();
                let from = from.select(document);
                let are_lists = !from.is_empty() && from.iter().all(|node| node.is_array());
                return are_lists && (!is_one(segment) || is_index(segment));
            }
            start = end;
        }
        false
    }
}

/// Returns the beginnings of a path that end in a selection of several, each with what it goes on
/// to by names: `$.items[*].a.b[0]` is told as `$.items[*]` and `$.items[*].a.b[0]`.
fn pairs(text: &str) -> Vec<(&str, &str)> {
    let ends = segments(text);
    let mut pairs = Vec::new();
    let mut several = None;
    for (at, end) in ends.iter().enumerate() {
        let start = if at == 0 { 1 } else { ends[at - 1] };
        let segment = text[start..*end].trim();
        if is_one(segment) {
            let is_last = ends
                .get(at + 1)
                .is_none_or(|next| !is_one(text[*end..*next].trim()));
            if let (Some(several), true) = (several, is_last) {
                pairs.push((&text[..several], &text[..*end]));
            }
        } else {
            // What descends looks everywhere, and is meant to find something only here and there.
            several = (!segment.starts_with("..")).then_some(*end);
        }
    }
    pairs
}

/// Whether a segment selects one node at most: a name or an index.
fn is_one(segment: &str) -> bool {
    if let Some(name) = segment.strip_prefix('.') {
        return !name.starts_with(['.', '*']);
    }
    let inside = segment.trim_start_matches('[').trim_end_matches(']').trim();
    let mut quotes = Quotes::default();
    let mut outside = inside.chars().filter(|character| {
        quotes.pass(*character);
        quotes.open().is_none()
    });
    !outside.any(|character| matches!(character, '*' | '?' | ':' | ','))
}

/// Whether a segment is the place of an element in a list.
fn is_index(segment: &str) -> bool {
    let inside = segment.trim_start_matches('[').trim_start();
    inside.starts_with(|character: char| character == '-' || character.is_ascii_digit())
}

/// Returns where each segment of a path ends.
fn segments(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut quotes = Quotes::default();
    let mut depth = 0_usize;
    let mut last = '$';
    for (at, character) in text.char_indices().skip(1) {
        let quoted = quotes.open().is_some();
        quotes.pass(character);
        if quoted {
            continue;
        }
        let begins = depth == 0 && (character == '[' || character == '.') && last != '.';
        if begins && at > 1 {
            ends.push(at);
        }
        match character {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        last = character;
    }
    if text.len() > 1 {
        ends.push(text.len());
    }
    ends
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_path_is_cut_where_it_goes_on_from_several() {
        for (text, expected) in [
            ("$", vec![]),
            ("$.a.b[0]", vec![]),
            ("$[*]", vec![]),
            ("$..a", vec![]),
            ("$..[*].a", vec![]),
            ("$..a[*].b", vec![("$..a[*]", "$..a[*].b")]),
            ("$[*].a", vec![("$[*]", "$[*].a")]),
            ("$.*['x*'].b", vec![("$.*", "$.*['x*'].b")]),
            (
                "$[?@.a[0]=='].b'].c",
                vec![("$[?@.a[0]=='].b']", "$[?@.a[0]=='].b'].c")],
            ),
            (
                "$.i[0:2].a[1,2].b",
                vec![
                    ("$.i[0:2]", "$.i[0:2].a"),
                    ("$.i[0:2].a[1,2]", "$.i[0:2].a[1,2].b"),
                ],
            ),
        ] {
            assert_eq!(pairs(text), expected, "{text}");
        }
    }

    #[test]
    fn a_list_without_the_element_says_that_nothing_is_there() {
        let document =
            json!({"i": [{"a": 1, "j": [{"b": 2}]}], "k": [], "n": null, "m": {"i": []}});
        let misses = |text: &str| Query::compile(text).unwrap().misses_in_list(&document);
        for text in [
            "$.k[0].a",
            "$.i[1].a",
            "$.i[?@.a==2].j[?@.b==2].b",
            "$.i[?@.a==1].j[?@.b==3].b",
            "$.i[0].j[?@.b==3].b",
            "$.m.i[?@.a==1].j[0]",
        ] {
            assert!(misses(text), "{text}");
        }
        for text in [
            "$.n[0].a",
            "$.x[0].a",
            "$.i[0].x[0]",
            "$.i[0].x",
            "$.m[0]",
            "$.i[0].a",
        ] {
            assert!(!misses(text), "{text}");
        }
    }

    #[test]
    fn elements_without_the_member_are_noticed() {
        let document = json!({"i": [{"a": 1}, {"b": 2}], "j": [{"a": null}], "k": []});
        let gap = |text: &str| Query::compile(text).unwrap().gap(&document);
        assert_eq!(
            gap("$.i[*].a").unwrap(),
            "is in only 1 of the 2 that `$.i[*]` selects"
        );
        for text in [
            "$.i[*].c",
            "$.i[?@.a].a",
            "$.j[*].a",
            "$.k[*].a",
            "$..a",
            "$.i[0].a",
        ] {
            assert_eq!(gap(text), None, "{text}");
        }
    }
}
