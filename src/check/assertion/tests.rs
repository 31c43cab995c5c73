//! Every assertion, held and broken.

use serde_json::{Value, json};

use crate::check::build::{expectation, json_template, messages, node_check, path, pattern, run};
use crate::scenario::expectation::{AssertionKind, JsonType};

/// Makes one assertion on a body; `expected` is its message where it must not hold.
#[expect(
    clippy::needless_pass_by_value,
    reason = "a test writes its values in place"
)]
fn check(body: &Value, at: &str, kind: AssertionKind, expected: Option<&str>) {
    let mut promise = expectation(200, None);
    promise.checks = vec![node_check(at, kind.clone())];
    let found = run(&promise, body);
    assert_eq!(messages(&found), expected.as_slice(), "{kind:?}");
    assert_eq!(found.counts.checked, 1 + usize::from(expected.is_none()));
}

fn document() -> Value {
    json!({
        "n": 22.0, "s": "héllo", "l": [1, 2, 2], "o": {"a": null}, "t": "22.0000",
        "items": [{"p": 0.1}, {"p": "0.2"}], "total": 0.3, "big": 99999999999_u64
    })
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "a test writes its values in place"
)]
fn equals(value: Value) -> AssertionKind {
    AssertionKind::Equals(json_template(&value))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "a test writes its values in place"
)]
fn contains(value: Value) -> AssertionKind {
    AssertionKind::Contains(json_template(&value))
}

fn sum(paths: &[&str]) -> AssertionKind {
    AssertionKind::SumOf(paths.iter().map(|at| path(at)).collect())
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "a test writes its values in place"
)]
fn set(values: Value) -> AssertionKind {
    AssertionKind::SameSet(
        values
            .as_array()
            .unwrap()
            .iter()
            .map(json_template)
            .collect(),
    )
}

fn least(number: i32) -> AssertionKind {
    AssertionKind::AtLeast(number.into())
}

#[test]
fn values_are_equal_or_contain_something() {
    let body = document();
    check(&body, "$.n", equals(json!(22)), None);
    check(
        &body,
        "$.n",
        equals(json!("22")),
        Some("`$.n` is the number `22.0` and should be the string `\"22\"`"),
    );
    check(
        &body,
        "$.l[*]",
        equals(json!(2)),
        Some("`$.l[0]` is the number `1` and should be the number `2`"),
    );
    check(
        &body,
        "$.s",
        AssertionKind::Matches(pattern("^h.llo$")),
        None,
    );
    check(
        &body,
        "$.o",
        AssertionKind::Matches(pattern("a")),
        Some("`$.o` is an object of 1 member, and `a` looks for a text"),
    );
    check(&body, "$.s", contains(json!("éll")), None);
    check(&body, "$.l", contains(json!(2.0)), None);
    check(
        &body,
        "$.l",
        contains(json!("2")),
        Some("`$.l` is an array of 3 elements and does not contain the string `\"2\"`"),
    );
}

#[test]
fn sizes_and_bounds_hold() {
    let body = document();
    check(&body, "$.s", AssertionKind::Length(5), None);
    check(
        &body,
        "$.l",
        AssertionKind::Length(2),
        Some("`$.l` has 3 elements and should have 2"),
    );
    check(
        &body,
        "$.n",
        AssertionKind::Length(2),
        Some("`$.n` is the number `22.0`, which has no length"),
    );
    check(&body, "$.n", least(22), None);
    check(
        &body,
        "$.n",
        least(23),
        Some("`$.n` is `22.0`, less than `23`"),
    );
    check(
        &body,
        "$.n",
        AssertionKind::AtMost(21.into()),
        Some("`$.n` is `22.0`, more than `21`"),
    );
    check(
        &body,
        "$.t",
        least(1),
        Some("`$.t` is the string `\"22.0000\"`, which is not a number"),
    );
    check(
        &body,
        "$.gone",
        least(1),
        Some("`$.gone` selects nothing in the body"),
    );
}

#[test]
fn presence_and_types_hold() {
    let body = document();
    check(&body, "$.gone", AssertionKind::Exists(false), None);
    check(
        &body,
        "$.gone",
        AssertionKind::Exists(true),
        Some("`$.gone` selects nothing in the body"),
    );
    check(
        &body,
        "$.n",
        AssertionKind::Exists(false),
        Some("`$.n` is the number `22.0` and should not be there"),
    );
    check(&body, "$.o.a", AssertionKind::Exists(true), None);
    check(&body, "$.o.a", AssertionKind::Is(JsonType::Null), None);
    check(&body, "$.n", AssertionKind::Is(JsonType::Integer), None);
    check(
        &body,
        "$.total",
        AssertionKind::Is(JsonType::Integer),
        Some("`$.total` is the number `0.3` and should be of type `integer`"),
    );
}

#[test]
fn sums_are_decimal() {
    let body = document();
    check(&body, "$.total", sum(&["$.items[*].p"]), None);
    check(&body, "$.n", sum(&["$.t"]), None);
    check(&body, "$.t", sum(&["$.n"]), None);
    check(
        &body,
        "$.big",
        sum(&["$.n"]),
        Some("`$.big` is `99999999999` and the sum is `22`"),
    );
    check(
        &body,
        "$.total",
        sum(&["$.items[*].p", "$.gone"]),
        Some("`$.total` cannot be held against the sum: `$.gone` selects nothing to add up"),
    );
    check(
        &body,
        "$.total",
        sum(&["$.s"]),
        Some(
            "`$.total` cannot be held against the sum: `$.s` selects the string `\"héllo\"`, which cannot be added up",
        ),
    );
}

#[test]
fn a_sum_has_parts_other_than_itself() {
    let body = json!({"total": 3, "parts": [1, 2]});
    check(&body, "$.total", sum(&["$.parts[*]"]), None);
    for part in ["$['total']", "$..total", "$[?@==3]"] {
        let message =
            format!("`$.total` cannot be held against the sum: `{part}` selects the sum itself");
        check(&body, "$.total", sum(&[part]), Some(&message));
    }
    check(
        &body,
        "$.total",
        sum(&["$.parts[0,1,2]"]),
        Some(
            "`$.total` cannot be held against the sum: `$.parts[0,1,2]` lacks some of what `[0,1,2]` names in `$.parts`",
        ),
    );
}

#[test]
fn a_sum_is_exact_or_said_to_be_none() {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let body =
        read(r#"{"a": 0.1000000000000000000001, "b": 0.1, "c": 1e-400, "d": 1.5e1, "e": 15}"#);
    check(
        &body,
        "$.b",
        sum(&["$.a"]),
        Some("`$.b` is `0.1` and the sum is `0.1000000000000000000001`"),
    );
    check(
        &body,
        "$.b",
        sum(&["$.c"]),
        Some(
            "`$.b` cannot be held against the sum: `$.c` selects the number `1e-400`, which cannot be added up",
        ),
    );
    check(&body, "$.d", sum(&["$.e"]), None);
}

#[test]
fn sets_have_no_order() {
    let body = document();
    check(&body, "$.l", set(json!([2, 1, 2])), None);
    check(&body, "$.l[*]", set(json!([2, 1, 2])), None);
    check(
        &body,
        "$.l",
        set(json!([2, 1])),
        Some("`$.l` has the number `2`, which should not be there"),
    );
    check(
        &body,
        "$.l",
        set(json!([2, 1, 2, 3])),
        Some("`$.l` lacks the number `3`"),
    );
}
