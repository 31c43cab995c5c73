//! The comparison of two bodies, tried.

use std::cell::Cell;

use serde_json::{Value, json};

use crate::check::build::{self, drift, expectation, hold_strictly, messages, run, short, vary};

use crate::check::effort::Effort;
use crate::outcome::Counts;
use crate::scenario::expectation::{Shortened, VaryKind, VaryRule};

/// Compares without rules; `expected` are kind, documented path and actual path.
fn check(documented: &Value, actual: &Value, expected: &[&str]) {
    check_with(documented, actual, Vec::new(), expected);
}

fn check_with(documented: &Value, actual: &Value, rules: Vec<VaryRule>, expected: &[&str]) {
    let mut promise = expectation(200, Some(documented));
    promise.vary = rules;
    assert_eq!(short(&run(&promise, actual)), expected, "{actual}");
}

fn says(documented: &Value, actual: &Value, message: &str) {
    let promise = expectation(200, Some(documented));
    assert_eq!(messages(&run(&promise, actual)), [message]);
}

fn counts(documented: &Value, actual: &Value, rules: Vec<VaryRule>) -> Counts {
    let mut promise = expectation(200, Some(documented));
    promise.vary = rules;
    let checked = run(&promise, actual);
    assert_eq!(checked.mismatches, []);
    checked.counts
}

#[test]
fn equal_bodies_do_not_differ() {
    let body = json!({"a": 1, "b": [1, {"c": null}], "d": {}, "e": [], "f": "é", "g": 1.5});
    check(&body, &body, &[]);
    check(&json!(22), &json!(22.0), &[]);
    check(&json!("text"), &json!("text"), &[]);
    check(&json!({"a": 1, "b": 2}), &json!({"b": 2, "a": 1}), &[]);
    let found = counts(&body, &body, Vec::new());
    assert_eq!((found.exact, found.varied, found.checked), (7, 0, 1));
}

#[test]
fn each_difference_has_its_kind_and_its_place() {
    check(&json!({"a": 1}), &json!({"a": 2}), &["Value $.a $.a"]);
    check(&json!({"a": 4}), &json!({"a": "4"}), &["Type $.a $.a"]);
    check(&json!({"a": null}), &json!({"a": 0}), &["Type $.a $.a"]);
    check(&json!({"a": null}), &json!({}), &["Missing $.a -"]);
    check(&json!({"a": []}), &json!({"a": {}}), &["Type $.a $.a"]);
    check(
        &json!({"a": {"b c": 1}}),
        &json!({"a": {}}),
        &["Missing $.a['b c'] -"],
    );
    check(&json!(1), &json!([]), &["Type $ $"]);
    check(&json!(true), &json!(false), &["Value $ $"]);
    check(
        &json!(9_007_199_254_740_993_u64),
        &json!(9_007_199_254_740_992_u64),
        &["Value $ $"],
    );
}

#[test]
fn messages_can_be_understood_alone() {
    says(
        &json!({"id": 4}),
        &json!({"id": "4"}),
        "`$.id` is the string `\"4\"` where the page prints the number `4`",
    );
    says(
        &json!({"a": null}),
        &json!({"a": [1]}),
        "`$.a` is an array of 1 element where the page prints `null`",
    );
    says(
        &json!({"a": 5}),
        &json!({}),
        "`$.a` is missing; the page prints the number `5`",
    );
    says(
        &json!([1]),
        &json!([1, 2]),
        "`$[1]` is the number `2`; the page prints no such element",
    );
    says(
        &json!([1, 2, 3]),
        &json!([2, 3, 1]),
        "the number `1` stands at `$[2]`; the page prints it at `$[0]`",
    );
}

#[test]
fn a_mismatch_points_at_the_documented_node() {
    let promise = expectation(200, Some(&json!({"a": [{"b": "printed"}]})));
    let checked = run(&promise, &json!({"a": [{"b": "other"}]}));
    assert_eq!(checked.mismatches[0].location.text, "\"printed\"");
    assert_eq!(checked.mismatches[0].documented, Some(json!("printed")));
    assert_eq!(checked.mismatches[0].actual, Some(json!("other")));
}

#[test]
fn further_members_are_shown_and_mismatches_only_where_that_is_asked() {
    let promise = expectation(200, Some(&json!({"a": {}})));
    let actual = json!({"a": {"b": 1}, "c": 2});
    let checked = run(&promise, &actual);
    let extras: Vec<&str> = checked
        .extras
        .iter()
        .map(|extra| extra.path.as_str())
        .collect();
    assert_eq!((short(&checked).len(), extras), (0, vec!["$.a.b", "$.c"]));
    let response = build::json_response(200, &actual);
    let strict = hold_strictly(&promise, &response).unwrap();
    assert_eq!(short(&strict), ["Extra - $.a.b", "Extra - $.c"]);
    assert_eq!(strict.extras, []);
}

#[test]
fn one_element_more_or_less_is_one_mismatch() {
    check(&json!([1, 2, 3]), &json!([0, 1, 2, 3]), &["Extra - $[0]"]);
    check(&json!([1, 2, 3]), &json!([1, 9, 2, 3]), &["Extra - $[1]"]);
    check(&json!([1, 2, 3]), &json!([1, 2, 3, 4]), &["Extra - $[3]"]);
    check(&json!([1, 2, 3]), &json!([2, 3]), &["Missing $[0] -"]);
    check(&json!([1, 2, 3]), &json!([1, 3]), &["Missing $[1] -"]);
    check(
        &json!([1, 2, 3]),
        &json!([]),
        &["Missing $[0] -", "Missing $[1] -", "Missing $[2] -"],
    );
    check(&json!([]), &json!([1]), &["Extra - $[0]"]);
    let long: Vec<u32> = (0..5000).collect();
    let mut longer = long.clone();
    longer.insert(2500, 9_999_999);
    check(&json!(long), &json!(longer), &["Extra - $[2500]"]);
}

#[test]
fn a_changed_element_is_told_by_what_changed_in_it() {
    let printed = json!([{"id": 1, "n": "a", "q": 1}, {"id": 2, "n": "b", "q": 1}]);
    check(
        &printed,
        &json!([{"id": 1, "n": "a", "q": 1}, {"id": 2, "n": "b", "q": 5}]),
        &["Value $[1].q $[1].q"],
    );
    check(
        &printed,
        &json!([{"x": true}, {"id": 1, "n": "a", "q": 2}, {"id": 2, "n": "b", "q": 3}]),
        &["Extra - $[0]", "Value $[0].q $[1].q", "Value $[1].q $[2].q"],
    );
    check(
        &json!([1, 2]),
        &json!([3, 4]),
        &["Value $[0] $[0]", "Value $[1] $[1]"],
    );
}

#[test]
fn a_moved_element_is_told_as_moved() {
    check(&json!([1, 2]), &json!([2, 1]), &["Order $[0] $[1]"]);
    check(&json!([1, 2, 3]), &json!([3, 1, 2]), &["Order $[2] $[0]"]);
    check(
        &json!([1, 2, 3]),
        &json!([3, 2, 1]),
        &["Order $[0] $[2]", "Order $[2] $[0]"],
    );
    check(&json!([1, 1, 2]), &json!([1, 2, 2]), &["Value $[1] $[1]"]);
    check(
        &json!([1, 2]),
        &json!([9, 1]),
        &["Extra - $[0]", "Missing $[1] -"],
    );
}

#[test]
fn value_kinds_let_values_of_their_kind_stand() {
    let kinds: [(VaryKind, Value, Value, Value); 7] = [
        (VaryKind::Integer, json!(1), json!(2.0), json!(2.5)),
        (VaryKind::Number, json!(1), json!(2.5), json!("2.5")),
        (VaryKind::String, json!("a"), json!(""), json!(null)),
        (VaryKind::Boolean, json!(true), json!(false), json!("false")),
        (
            VaryKind::Datetime,
            json!("2017-01-31 01:18:13"),
            json!("2026-11-23T19:06:32Z"),
            json!("today"),
        ),
        (
            VaryKind::Token,
            json!("q0u66k8h42yaevtchv09uyy3y9gaj2ap"),
            json!("eyJraWQiOiIxIn0.eyJ1aWQiOjF9.abc"),
            json!("<html> and much else"),
        ),
        (
            VaryKind::Matches(build::pattern(r"^\d+$")),
            json!("2"),
            json!(33),
            json!("x"),
        ),
    ];
    for (kind, printed, good, bad) in kinds {
        let rule = || vec![vary("$.a", std::slice::from_ref(&kind))];
        let found = counts(&json!({"a": printed}), &json!({"a": good}), rule());
        assert_eq!((found.exact, found.varied), (0, 1), "{kind:?}");
        let found = counts(&json!({"a": printed}), &json!({"a": printed}), rule());
        assert_eq!((found.exact, found.varied), (1, 0), "{kind:?}");
        let mut promise = expectation(200, Some(&json!({"a": printed})));
        promise.vary = rule();
        let checked = run(&promise, &json!({"a": bad}));
        assert_eq!(checked.mismatches.len(), 1, "{kind:?}");
        assert_eq!(checked.mismatches[0].location.text, "rule");
        assert_eq!(short(&run(&promise, &json!({}))), ["Missing $.a -"]);
        assert_eq!(run(&promise, &json!({"a": null})).mismatches.len(), 1);
    }
}

#[test]
fn any_lets_everything_stand_but_it_must_be_there() {
    let printed = json!({"a": {"b": 1}});
    check_with(
        &printed,
        &json!({"a": [1]}),
        vec![vary("$.a", &[VaryKind::Any])],
        &[],
    );
    check_with(
        &printed,
        &json!({"a": null}),
        vec![vary("$.a", &[VaryKind::Any])],
        &[],
    );
    check_with(
        &printed,
        &json!({}),
        vec![vary("$.a", &[VaryKind::Any])],
        &["Missing $.a -"],
    );
}

#[test]
fn optional_members_may_be_missing_but_not_wrong() {
    let rules = || vec![vary("$.a", &[VaryKind::Optional])];
    check_with(&json!({"a": 1}), &json!({}), rules(), &[]);
    check_with(
        &json!({"a": 1}),
        &json!({"a": 2}),
        rules(),
        &["Value $.a $.a"],
    );
    check_with(
        &json!({"a": 1}),
        &json!({"a": null}),
        rules(),
        &["Type $.a $.a"],
    );
}

#[test]
fn the_later_rule_wins_in_each_aspect_for_itself() {
    let printed = json!({"a": "1", "b": [1, 2]});
    let rules = || {
        vec![
            vary("$.*", &[VaryKind::Any, VaryKind::Optional]),
            vary("$.a", &[VaryKind::Boolean]),
        ]
    };
    check_with(&printed, &json!({"a": true, "b": 1}), rules(), &[]);
    check_with(&printed, &json!({"a": 1}), rules(), &["Type $.a $.a"]);
    check_with(&printed, &json!({}), rules(), &[]);
}

#[test]
fn elements_with_a_key_find_each_other_wherever_they_stand() {
    let rule = || vec![vary("$", &[VaryKind::MatchBy("sku".to_owned())])];
    let printed = json!([{"sku": "a", "q": 1}, {"sku": "b", "q": 2}]);
    check_with(
        &printed,
        &json!([{"sku": "b", "q": 2}, {"sku": "a", "q": 1}]),
        rule(),
        &[],
    );
    check_with(
        &printed,
        &json!([{"sku": "c"}, {"sku": "b", "q": 3}]),
        rule(),
        &["Missing $[0] -", "Value $[1].q $[1].q", "Extra - $[0]"],
    );
    check_with(
        &printed,
        &json!([{"sku": "a", "q": 1}, {"sku": "b", "q": 2}, {"sku": "a", "q": 1}]),
        rule(),
        &["Value - $[2]"],
    );
    check_with(
        &printed,
        &json!([{"sku": "a", "q": 1}, {"sku": "b", "q": 2}, {"q": 1}, 5]),
        rule(),
        &["Value - $[2]", "Value - $[3]"],
    );
    check_with(&json!([{"sku": 1}]), &json!([{"sku": 1.0}]), rule(), &[]);
    check_with(
        &json!([{"sku": 1}]),
        &json!([{"sku": "1"}]),
        rule(),
        &["Missing $[0] -", "Extra - $[0]"],
    );
}

#[test]
fn unordered_arrays_are_multisets() {
    let rule = || vec![vary("$", &[VaryKind::Unordered])];
    check_with(&json!([1, 2, 3]), &json!([3, 1, 2]), rule(), &[]);
    check_with(
        &json!([1, 1, 2]),
        &json!([2, 2, 1]),
        rule(),
        &["Value $[1] $[1]"],
    );
    check_with(&json!([1, 2]), &json!([2]), rule(), &["Missing $[0] -"]);
    check_with(&json!([1]), &json!([2, 1]), rule(), &["Extra - $[0]"]);
    let mut rules = rule();
    rules.push(vary("$[0]", &[VaryKind::Any]));
    check_with(&json!([0, 2]), &json!([2, 5]), rules, &[]);
    let long: Vec<u32> = (0..3000).collect();
    let back: Vec<u32> = (0..3000).rev().collect();
    check_with(&json!(long), &json!(back), rule(), &[]);
}

#[test]
fn a_shortened_array_goes_on() {
    let check_shortened = |actual: Value, expected: &[&str]| {
        let mut promise = expectation(200, Some(&json!({"a": [1, 2]})));
        let body = promise.alternatives[0].documented.as_mut().unwrap();
        body.shortened = Shortened::At(vec![build::path("$.a")]);
        assert_eq!(short(&run(&promise, &json!({"a": actual}))), expected);
    };
    check_shortened(json!([1, 2]), &[]);
    check_shortened(json!([1, 2, 3, 4]), &[]);
    check_shortened(json!([1, 9, 2, 3]), &["Extra - $.a[1]"]);
    check_shortened(json!([1]), &["Missing $.a[1] -"]);
    check_shortened(json!([1, 5, 6]), &["Value $.a[1] $.a[1]"]);
}

#[test]
fn of_what_a_shortened_array_leaves_out_nothing_is_known_not_even_a_key() {
    let check_shortened = |actual: Value, expected: &[&str]| {
        let documented = json!([{"k": 1}, {"k": 2}]);
        let mut promise = expectation(200, Some(&documented));
        promise.vary = vec![vary("$", &[VaryKind::MatchBy("k".to_owned())])];
        let body = promise.alternatives[0].documented.as_mut().unwrap();
        body.shortened = Shortened::Everywhere;
        assert_eq!(short(&run(&promise, &actual)), expected, "{actual}");
    };
    check_shortened(json!([{"k": 3}, {"k": 2}, {"k": 3}, {"k": 1}, {}]), &[]);
    check_shortened(json!([{"k": 3}, {"k": 2}, {"k": 3}]), &["Missing $[0] -"]);
    let twice = json!([{"k": 2}, {"k": 1}, {"k": 1}]);
    check_shortened(twice, &["Value - $[2]"]);
}

#[test]
fn drift_knows_the_page_the_store_and_a_third() {
    let mut promise = expectation(200, Some(&json!({"p": 20, "q": 1})));
    promise.drift = vec![drift("$.p", &json!(22))];
    promise.vary = vec![vary("$.p", &[VaryKind::Any])];
    let checked = run(&promise, &json!({"p": 22, "q": 1}));
    assert_eq!((checked.counts.drifted, checked.counts.exact), (1, 1));
    assert!(!checked.drifts[0].page_was_right);
    assert_eq!(checked.drifts[0].at, "$.p");
    let checked = run(&promise, &json!({"p": 20.0, "q": 1}));
    assert_eq!((checked.counts.drifted, checked.counts.exact), (0, 2));
    assert!(checked.drifts[0].page_was_right);
    let checked = run(&promise, &json!({"p": 21, "q": 1}));
    assert_eq!(
        messages(&checked),
        [
            "`$.p` is the number `21`, neither what the page prints (the number `20`) nor what every \
          store is said to answer (the number `22`)"
        ]
    );
    assert_eq!(checked.drifts, []);
    assert_eq!(short(&run(&promise, &json!({"q": 1}))), ["Missing $.p -"]);
}

#[test]
fn tokens_are_handed_over_to_be_hidden() {
    let mut promise = expectation(200, Some(&json!({"t": "q0u66k8h42yaevtchv09uyy3y9gaj2ap"})));
    promise.vary = vec![vary("$.t", &[VaryKind::Token])];
    let checked = run(&promise, &json!({"t": "short"}));
    assert_eq!(
        (checked.mismatches.len(), checked.tokens),
        (1, vec!["short".to_owned()])
    );
}

#[test]
fn templates_are_filled_in_with_their_types() {
    check(
        &json!({"a": "${a}", "m": "to ${mail}"}),
        &json!({"a": 7, "m": "to jane@example.com"}),
        &[],
    );
    check(&json!({"a": "${a}"}), &json!({"a": "7"}), &["Type $.a $.a"]);
    check(
        &json!({"a": "${list}"}),
        &json!({"a": [1, 3]}),
        &["Value $.a[1] $.a[1]"],
    );
    let rule = vec![vary("$[?@.m=='${mail}'].n", &[VaryKind::Integer])];
    check_with(
        &json!([{"m": "${mail}", "n": 1}]),
        &json!([{"m": "jane@example.com", "n": 2}]),
        rule,
        &[],
    );
    let rule = vec![vary("$[?@.m=='${quote}'].n", &[VaryKind::Integer])];
    check_with(
        &json!([{"m": "${quote}", "n": 1}]),
        &json!([{"m": "it's \"\\", "n": 2}]),
        rule,
        &[],
    );
}

#[test]
fn deep_and_large_bodies_end_soon() {
    let nest = |inner: u32| {
        (0..100).fold(json!(inner), |value, _| {
            json!([value, inner, value_of(inner)])
        })
    };
    let checked = run(&expectation(200, Some(&nest(1))), &nest(2));
    assert!(!checked.mismatches.is_empty());
    let grid = |n: u32| {
        json!(
            (0..100)
                .map(|a| (0..100).map(|b| a * b + n).collect())
                .collect::<Vec<Vec<u32>>>()
        )
    };
    assert!(
        !run(&expectation(200, Some(&grid(0))), &grid(1))
            .mismatches
            .is_empty()
    );
}

#[test]
fn a_body_that_has_nothing_in_common_is_not_listed_to_its_end() {
    let long: Vec<u32> = (0..200_000).collect();
    let checked = run(&expectation(200, Some(&json!([]))), &json!(long));
    assert_eq!(checked.mismatches.len(), 1000);
    let last = &checked.mismatches[999].message;
    assert!(
        last.ends_with("; 199000 further differences are not listed"),
        "{last}"
    );
}

fn value_of(inner: u32) -> Value {
    json!({"a": [inner, [inner, inner + 1]]})
}

#[test]
fn a_comparison_that_is_stopped_says_so_and_finds_nothing_equal() {
    let numbers = |count: usize| Value::from((0..count).collect::<Vec<_>>());
    let promise = expectation(200, Some(&numbers(200_000)));
    let documented = promise.alternatives[0].documented.as_ref().unwrap();
    let asked = Cell::new(0);
    let stop = || {
        asked.set(asked.get() + 1);
        (asked.get() > 2).then(|| "enough".to_owned())
    };
    let effort = Effort::until(&stop);
    let found = super::compare(
        documented,
        &numbers(200_000),
        &promise,
        &build::fill,
        false,
        &effort,
    );
    let error = found.unwrap_err();
    assert_eq!(
        error.message,
        "the body was not compared to its end: enough"
    );
    assert_eq!(asked.get(), 3);
}

#[test]
fn a_drift_whose_check_is_stopped_is_no_drift() {
    const LENGTH: usize = 100_000;
    let numbers = |count: usize| Value::from((0..count).collect::<Vec<_>>());
    // The one difference is the last element, which is not reached.
    let mut promise = expectation(200, Some(&json!({"a": [], "b": 1})));
    promise.drift = vec![drift("$.a", &numbers(LENGTH))];
    let documented = promise.alternatives[0].documented.as_ref().unwrap();
    let mut actual = numbers(LENGTH);
    actual[LENGTH - 1] = json!("other");
    let asked = Cell::new(0);
    let stop = || {
        asked.set(asked.get() + 1);
        (asked.get() == 2).then(|| "enough".to_owned())
    };
    let effort = Effort::until(&stop);
    let actual = json!({"a": actual, "b": 1});
    let found = super::compare(documented, &actual, &promise, &build::fill, false, &effort);
    let error = found.err().unwrap();
    assert_eq!(
        error.message,
        "the body was not compared to its end: enough"
    );
}
