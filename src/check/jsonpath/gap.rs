//! What is said of a path that does not find all that it names: `$[*].a` where some elements have no `a`.
//!
//! What is said of such a path would be said of a part of the elements only, and nobody would
//! notice. RFC 9535 has nothing to say "each" with.

use crate::check::jsonpath::evaluate::Gap;
use crate::check::jsonpath::strict::Quotes;

/// Says, to stand after the path, what it does not find.
pub(super) fn describe(text: &str, gap: &Gap, is_one: bool) -> String {
    let ends = segments(text);
    let start = match gap.segment.checked_sub(1) {
        Some(before) => ends.get(before).copied().unwrap_or(text.len()),
        None => 1,
    };
    let end = ends.get(gap.segment).copied().unwrap_or(text.len());
    let (before, segment) = (&text[..start], text[start..end].trim());
    let Gap { of, complete, .. } = gap;
    match (is_one, of) {
        (true, _) => format!("is in only {complete} of the {of} that `{before}` selects"),
        (false, 1) => format!("lacks some of what `{segment}` names in `{before}`"),
        (false, _) => format!(
            "finds all that `{segment}` names in only {complete} of the {of} that `{before}` selects"
        ),
    }
}

/// Returns where each segment of a path ends.
pub(super) fn segments(text: &str) -> Vec<usize> {
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
    use crate::check::effort::Effort;
    use crate::check::jsonpath::Query;

    #[test]
    fn a_path_is_cut_into_its_segments() {
        for (text, expected) in [
            ("$", vec![]),
            ("$.a.b[0]", vec![".a", ".b", "[0]"]),
            ("$..a[*]", vec!["..a", "[*]"]),
            ("$..[*].a", vec!["..[*]", ".a"]),
            ("$[?@.a[0]=='].b'].c", vec!["[?@.a[0]=='].b']", ".c"]),
            ("$.i['a','b'][0:2]", vec![".i", "['a','b']", "[0:2]"]),
        ] {
            let ends = segments(text);
            let starts = std::iter::once(1).chain(ends.iter().copied());
            let found: Vec<&str> = starts
                .zip(&ends)
                .map(|(start, end)| &text[start..*end])
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let document = json!({
            "i": [{"a": 1}, {"b": 2, "a": 3}], "j": [{"a": null}], "k": [],
            "l": [{"m": [1]}, {"m": []}], "o": {"x": {"y": 1}, "z": {}},
        });
        let query = Query::compile(text).unwrap();
        let found = query.find(&document, &Effort::default()).unwrap();
        assert_eq!(found.gap.as_deref(), expected, "{text}");
    }

    #[test]
    fn a_list_without_the_element_says_that_nothing_is_there() {
        let document =
            json!({"i": [{"a": 1, "j": [{"b": 2}]}], "k": [], "n": null, "m": {"i": []}});
        let misses = |text: &str| {
            let query = Query::compile(text).unwrap();
            query.misses_in_list(&document, &Effort::default()).unwrap()
        };
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
    fn what_is_named_and_not_there_is_noticed() {
        check(
            "$.i[*].b",
            Some("is in only 1 of the 2 that `$.i[*]` selects"),
        );
        check(
            "$.i[*]['b']",
            Some("is in only 1 of the 2 that `$.i[*]` selects"),
        );
        check(
            "$.o.*.y",
            Some("is in only 1 of the 2 that `$.o.*` selects"),
        );
        check(
            "$.i[0]['a','b']",
            Some("lacks some of what `['a','b']` names in `$.i[0]`"),
        );
        check(
            "$.i[*]['a','b']",
            Some("finds all that `['a','b']` names in only 1 of the 2 that `$.i[*]` selects"),
        );
        check(
            "$.i[0,1,2].a",
            Some("lacks some of what `[0,1,2]` names in `$.i`"),
        );
        check(
            "$.i[0:5].a",
            Some("lacks some of what `[0:5]` names in `$.i`"),
        );
        check(
            "$.i[-3:].a",
            Some("lacks some of what `[-3:]` names in `$.i`"),
        );
        check(
            "$.i[5:0:-1].a",
            Some("lacks some of what `[5:0:-1]` names in `$.i`"),
        );
        check(
            "$.l[*].m[*]",
            Some("finds all that `[*]` names in only 1 of the 2 that `$.l[*].m` selects"),
        );
        check(
            "$.l[*].m[0]",
            Some("is in only 1 of the 2 that `$.l[*].m` selects"),
        );
    }

    #[test]
    fn what_is_all_there_or_not_at_all_is_no_gap() {
        for text in [
            "$.i[*].a",
            "$.i[*].c",
            "$.i[?@.b].b",
            "$.j[*].a",
            "$.k[*]",
            "$.k[*].a",
            "$..b",
            "$..a",
            "$.i[0].a",
            "$.i[0:2].a",
            "$.i[1:].a",
            "$.i[::-1].a",
            "$.i[-2:].a",
            "$.i[0:-1].a",
        ] {
            check(text, None);
        }
    }
}
