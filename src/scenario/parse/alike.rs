//! Both readers of YAML held to the same trees, spans included.

use std::fs;
use std::path::Path;

use proptest::prelude::{ProptestConfig, any, prop, proptest};

use super::{read, with_room};
use crate::scenario::node::{Node, NodeKind};
use crate::scenario::plain;
use crate::scenario::source::Source;

/// Whether the plain form is known; where it is, the crate reads the same.
fn check(text: &str) -> bool {
    let source = Source::new("a.yaml", text);
    let Some(node) = plain::read(&source) else {
        return false;
    };
    let node = outline(&node);
    let expected = match with_room(|| read(&source)).unwrap() {
        Ok(expected) => outline(&expected),
        Err(problems) => panic!("{:?}: {text}", problems[0].message),
    };
    for (found, expected) in node.iter().zip(&expected) {
        assert_eq!(found, expected, "{text}");
    }
    assert_eq!(node.len(), expected.len(), "{text}");
    true
}

/// Returns a line for each node: where it is, and what.
fn outline(node: &Node) -> Vec<String> {
    let mut lines = Vec::new();
    add(node, &mut lines);
    lines
}

fn add(node: &Node, lines: &mut Vec<String>) {
    let range = &node.span.range;
    match &node.kind {
        NodeKind::List(items) => {
            lines.push(format!("{range:?} list"));
            items.iter().for_each(|item| add(item, lines));
        }
        NodeKind::Map(members) => {
            lines.push(format!("{range:?} map"));
            for (key, value) in members {
                lines.push(format!("{:?} key {:?}", key.span.range, key.name));
                add(value, lines);
            }
        }
        scalar => lines.push(format!("{range:?} {scalar:?}")),
    }
}

#[test]
fn forms_that_are_plain_mean_what_the_crate_says() {
    for text in [
        "a: b",
        "a: b\n",
        "# c\na:   b   # c\n\n# d\nb: 'it''s' # c\nc: \"x\\n\\\"ü\\uFEFF\"\n",
        "a:\nb: ~\nc: null\nd:\n",
        "a:\n  b:\n    c: 1\n  d: -5\ne: 1.50\nf: 0\n",
        "- a\n- b: 1\n  c: 2\n-\n  - d\n- - e\n  - f\n",
        "a:\n- b\n- c: d\ne:\n  - f\n",
        "a:\n- |\n  b\nc:\n- - d\ne:\n- f:\n  - g\n",
        "a: {b: c, 'd': [1, true, x y], \"e\": {}}\nf: []\n",
        "a: {b: c,\n    d: [1,\n  2\n    ]}\ne: f\n",
        "a: |\n  x\n    y\n\n  z\n\n# c\nb: |-\n  x\n",
        "a:\n  - b: |\n      x\n    c: d\n",
        "a: >-\n  x y\n  z\nb: >\n  x\n  y\n\nc: d\n",
        "a: x y\n  z ü\n  w\nb: c\n",
        "  a: b\n  c: d\n",
        "a: 2017-01-31\nb: 512-555-1111\nc: 12:30:00\nd: 2.4.7\ne: 123 Oak Ave\nf: 7th\n",
        "$.id: integer\n$['a b']: {matches: '^\\d+$'}\n/a: b\nü: ö\n",
        "a: b:c #d\ne: f#g\nh: http://i/j?k=l&m\n",
        "- 'a': b\n- \"c\": d\n- {a: b}\n- [a]\n- 'x'\n",
    ] {
        assert!(check(text), "{text:?}");
    }
}

#[test]
fn all_else_is_left_to_the_crate() {
    for text in [
        "",
        "# c\n",
        "a: &b c\n",
        "a: *b\n",
        "a: !!str b\n",
        "a: b\n---\nc: d\n",
        "%YAML 1.2\n",
        "\u{feff}a: b",
        "a:\tb\n",
        "a: b\r\n",
        "? a\n: b\n",
        "a: b: c\n",
        "a: b\na: c\n",
        "a: [b",
        "a: 'b",
        "a: \"b\\x41\"",
        "<<: a\n",
        "null: a\n",
        "a: no\n",
        "a: 0x1F\n",
        "a: 0755\n",
        "a: .5\n",
        "a: b\n\n  c\n",
        "a: b # c\n  d\n",
        "a: [b: c]\n",
        "a: {b}\n",
        "a: [b,]\n",
        "a: |2\n   b\n",
        "a: >\n  b\n\n  c\n",
        "a: |\n  b",
        "  a: b\nc: d\n",
        "a:\n    b: c\n  d: e\n",
        "a: [b\n]\n",
        "a: {b: 'c' d}\n",
        "a\n",
        "'a'\n",
        "{a: b}\n",
    ] {
        assert!(!check(text), "{text:?}");
    }
    assert!(!check(&"- ".repeat(100)));
    assert!(!check(&format!(
        "a: {}{}",
        "[".repeat(100),
        "]".repeat(100)
    )));
    let mut many: String = (0..100).map(|at| format!("k{at}: v\n")).collect();
    assert!(check(&many));
    many.push_str("k7: v\n");
    assert!(!check(&many));
}

#[test]
fn what_is_shipped_is_plain_but_for_anchors() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "yaml") {
                let text = fs::read_to_string(&path).unwrap();
                assert_eq!(check(&text), !text.contains(": &"), "{}", path.display());
                count += 1;
            }
        }
    }
    assert!(count > 20);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieces_of_yaml_mean_the_same(
        text in "([a-z$]{1,3}|[0-9]{1,2}|: |- |:\n|\n|\n  |\n    |, |\\{|\\}|\\[|\\]|\"|'| #|&a |\\||\\|-|>-|>|-|\\.|~|null|true|ü| |/){0,30}",
    ) {
        check(&text);
    }

    #[test]
    fn lines_of_yaml_mean_the_same(
        lines in prop::collection::vec(
            "( {0,5})(- ){0,2}(([a-c]{1,2}|'[a-c]'): ?)?(|\\||\\|-|>-|>|[a-c]|[a-c] [0-9]{1,3}|-?[0-9.]{1,4}|\\{[ab]: [0-9], c: 'd'\\}|\\[[ab], [cd]\\]|'x'|\"y\\\\n\"|# z|[ab] # z)",
            0..8,
        ),
        end in "\n?",
    ) {
        check(&(lines.join("\n") + &end));
    }

    #[test]
    fn a_changed_scenario_means_the_same(
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..12_usize), 1..4),
        piece in "([a-z_]{1,8}|: |\n|  |\\}|\"|'|\\[|\\{|- |[0-9.]{1,6}|null|#| ){0,3}",
    ) {
        let shipped = include_str!("../../../scenarios/orders/03-create-customer.yaml");
        let mut characters: Vec<char> = shipped.chars().collect();
        for (index, length) in cuts {
            let start = index.index(characters.len());
            let end = (start + length).min(characters.len());
            characters.splice(start..end, piece.chars());
        }
        check(&characters.into_iter().collect::<String>());
    }
}
