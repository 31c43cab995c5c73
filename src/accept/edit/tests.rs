//! Changes in the layouts that files have, and in those that nobody thought of.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::outcome::path;

fn edit(path: &str, change: Change) -> Edit {
    Edit {
        path: path::parse(path).unwrap(),
        change,
    }
}

fn changed(file: &str, text: &str, path: &str, change: Change) -> Result<String, Refused> {
    apply(&Source::new(file, text), &edit(path, change))
}

fn check(text: &str, path: &str, change: Change, expected: &str) {
    let found = changed("a.yaml", text, path, change).map_err(|refused| refused.to_string());
    assert_eq!(found.as_deref(), Ok(expected), "{path} in {text}");
}

fn replace(value: Value) -> Change {
    Change::Replace(value)
}

fn insert(value: Value) -> Change {
    Change::Insert(value)
}

#[test]
fn a_value_is_replaced_and_comments_stay() {
    let text = "# top\na: 1  # one\nb: 'x'   # two\nc: {d: 2, e: [3, 4]}  # three\n";
    check(
        text,
        "$.a",
        replace(json!("2")),
        &text.replace("a: 1", "a: \"2\""),
    );
    check(
        text,
        "$.b",
        replace(json!("say y")),
        &text.replace("'x'", "say y"),
    );
    check(
        text,
        "$.c.d",
        replace(json!("z")),
        &text.replace("d: 2", "d: z"),
    );
    check(
        text,
        "$.c.e[1]",
        replace(json!(null)),
        &text.replace("3, 4", "3, null"),
    );
    check(
        text,
        "$.c.e",
        replace(json!(true)),
        &text.replace("[3, 4]", "true"),
    );
    check(
        text,
        "$.c",
        replace(json!(7.5)),
        &text.replace("{d: 2, e: [3, 4]}", "7.5"),
    );
    check(
        text,
        "$.a",
        replace(json!({"x": [1], "y": {"z": "${v}"}})),
        &text.replace("a: 1  # one", "a:\n  x: [1]\n  y:\n    z: \"${v}\"  # one"),
    );
}

#[test]
fn what_stands_on_several_lines_is_replaced() {
    check(
        "a: |\n  x\n  y\nb: 1\n",
        "$.a",
        replace(json!("z")),
        "a: z\nb: 1\n",
    );
    check(
        "a:   # why\n  b: 1\n  c: 2\nd: 3\n",
        "$.a",
        replace(json!(1)),
        "a: 1  # why\nd: 3\n",
    );
    check("a:\nb: 1\n", "$.a", replace(json!(1)), "a: 1\nb: 1\n");
    check(
        "a: \"x\n  y\"\nb: 1\n",
        "$.a",
        replace(json!(1)),
        "a: 1\nb: 1\n",
    );
    check(
        "- 1\n- a: 2\n  b: 3\n",
        "$[1]",
        replace(json!([4])),
        "- 1\n- [4]\n",
    );
    check("token\n", "$", replace(json!("other")), "other\n");
}

#[test]
fn a_member_or_an_element_is_removed() {
    let text =
        "a:\n  b: 1\n  # of c\n  c: 2  # two\n  d: [1, 2, 3]\ne:\n  - x: 1\n    y: 2\n  - z\n";
    check(
        text,
        "$.a.c",
        Change::Remove,
        &text.replace("  c: 2  # two\n", ""),
    );
    check(
        text,
        "$.a.d",
        Change::Remove,
        &text.replace("  d: [1, 2, 3]\n", ""),
    );
    check(
        text,
        "$.a.d[0]",
        Change::Remove,
        &text.replace("1, 2, 3", "2, 3"),
    );
    check(
        text,
        "$.a.d[2]",
        Change::Remove,
        &text.replace("1, 2, 3", "1, 2"),
    );
    check(
        text,
        "$.e[0].x",
        Change::Remove,
        &text.replace("x: 1\n    ", ""),
    );
    check(
        text,
        "$.e[0]",
        Change::Remove,
        &text.replace("  - x: 1\n    y: 2\n", ""),
    );
    check("a: {b: 1}\n", "$.a.b", Change::Remove, "a: {}\n");
    check(
        "a:\n  b: 1\nc: 2\n",
        "$.a.b",
        Change::Remove,
        "a: {}\nc: 2\n",
    );
    check("a:\n  - 1\n", "$.a[0]", Change::Remove, "a: []\n");
    check("a: 1\n", "$.a", Change::Remove, "{}\n");
}

#[test]
fn a_member_or_an_element_is_added() {
    let text = "a:\n  b: 1  # one\n\nc: {d: 2}\ne:\n- 1\n- 2\nf: []";
    check(
        text,
        "$.a.x",
        insert(json!("y")),
        &text.replace("# one\n", "# one\n  x: y\n"),
    );
    check(
        text,
        "$.a['$.x[0]']",
        insert(json!(["integer", "string"])),
        &text.replace("# one\n", "# one\n  $.x[0]: [integer, string]\n"),
    );
    check(
        text,
        "$.c['$.x[0]']",
        insert(json!({"y": "2017-01-31"})),
        &text.replace("d: 2", "d: 2, \"$.x[0]\": {y: \"2017-01-31\"}"),
    );
    check(
        text,
        "$.e[1]",
        insert(json!("x")),
        &text.replace("- 2", "- x\n- 2"),
    );
    check(
        text,
        "$.e[2]",
        insert(json!({"at": "$.x", "store": [], "because": "it is: so"})),
        &text.replace(
            "- 2\n",
            "- 2\n- at: $.x\n  store: []\n  because: \"it is: so\"\n",
        ),
    );
    check(text, "$.f[0]", insert(json!(5)), &text.replace("[]", "[5]"));
    check(
        text,
        "$.g",
        insert(json!({"h": [{"i": 1}]})),
        &format!("{text}\ng:\n  h:\n    - i: 1"),
    );
    check("- a: 1\n", "$[0].b", insert(json!(2)), "- a: 1\n  b: 2\n");
    check(
        "a: 1\r\nb: 2\r\n",
        "$.c",
        insert(json!(3)),
        "a: 1\r\nb: 2\r\nc: 3\r\n",
    );
}

#[test]
fn json_stays_json_in_its_layout() {
    let text = "{\n  \"a\": 1,\n  \"b\": [\n    {\"c\": \"x\"},\n    {}\n  ]\n}\n";
    let check = |path: &str, change: Change, expected: String| {
        let found = changed("a.json", text, path, change).unwrap();
        assert_eq!(found, expected, "{path}");
        serde_json::from_str::<Value>(&found).unwrap();
    };
    check("$.a", replace(json!("y")), text.replace(": 1", ": \"y\""));
    check(
        "$.d",
        insert(json!(null)),
        text.replace("  ]\n", "  ],\n  \"d\": null\n"),
    );
    check("$.b[2]", insert(json!(3)), text.replace("{}", "{},\n    3"));
    check(
        "$.b[0]",
        insert(json!(3)),
        text.replace("    {\"c", "    3,\n    {\"c"),
    );
    check(
        "$.b[1].e",
        insert(json!(1)),
        text.replace("{}", "{\"e\": 1}"),
    );
    check(
        "$.b",
        Change::Remove,
        text.replace(",\n  \"b\": [\n    {\"c\": \"x\"},\n    {}\n  ]", ""),
    );
    check("$.a", Change::Remove, text.replace("\"a\": 1,\n  ", ""));
}

#[test]
fn what_would_touch_more_is_refused() {
    for (text, path, change) in [
        ("a: &x {b: 1}\nc: *x\n", "$.c.b", replace(json!(2))),
        ("a: &x 1\nc: *x\n", "$.a", replace(json!(2))),
        ("a: &x {b: 1}\nc: {<<: *x}\n", "$.c.b", Change::Remove),
        ("a: 1\n", "$.b", replace(json!(2))),
        ("a: 1\n", "$.a", insert(json!(2))),
        ("a: [1]\n", "$.a[2]", insert(json!(2))),
        ("a: 1\n", "$", Change::Remove),
        ("- - 1\n  - 2\n", "$[0][0]", insert(json!(0))),
    ] {
        assert!(
            changed("a.yaml", text, path, change).is_err(),
            "{path} in {text}"
        );
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Value::from),
        (-9i64..99).prop_map(Value::from),
        "[a-z$\\[\\]{}:#'\"\\\\ ,\u{e4}\n&*!|>%@~0-9.-]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-z:# $'-]{1,4}", inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    /// Whatever is written is read back, and the lines around it are those that were there.
    #[test]
    fn any_value_can_be_written_at_any_usual_place(value in any_value()) {
        let text = "# top\na:  # of a\n  b: 1\n  c:\n    - d: 2\n    - e  # of e\nf: {g: [1], h: 2}\n# end\n";
        for path in ["$.a.b", "$.a.c[0].d", "$.a.c[1]", "$.f.g[0]", "$.f.h"] {
            changed("a.yaml", text, path, replace(value.clone())).unwrap();
        }
        for path in ["$.a.x", "$.a.c[0]", "$.a.c[1]", "$.a.c[2]", "$.a.c[0].x", "$.f.x", "$.f.g[0]", "$.x"] {
            let found = changed("a.yaml", text, path, insert(value.clone())).unwrap();
            for line in ["# top\n", "a:  # of a\n", "  b: 1\n", "- d: 2\n", "- e  # of e\n", "# end\n"] {
                prop_assert!(found.contains(line), "{line:?} of {path} in {found}");
            }
        }
    }
}
