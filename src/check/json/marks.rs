//! What the check says each value is, held against what it counted.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::check::Checked;
use crate::check::build::{drift, expectation, run, vary};
use crate::check::json::laws::body;
use crate::outcome::StepOutcome;
use crate::outcome::marks::{Mark, Marks, Place};
use crate::outcome::path::{Child, Segment, show};
use crate::scenario::expectation::{Expectation, Shortened, VaryKind};

/// A step of which nothing is known but what was checked.
fn step(checked: Checked) -> StepOutcome {
    let place = json!({"file": "a.yaml", "line": 1, "column": 1, "width": 1, "text": ""});
    let plain = json!({
        "number": 1, "id": "one", "title": "One", "explain": null, "effect": "read",
        "request_line": "GET /", "location": place, "verdict": "passed", "reason": null,
        "error": null, "exchanges": [], "browsed": [], "store_message": null, "label": null,
        "notes": [], "promised": null, "mismatches": [], "hints": [], "varied": [], "drifts": [],
        "extras": [], "counts": checked.counts, "captures": [], "uses": [], "attempts": 1,
        "gave_up": null, "duration_ms": 1.0,
    });
    StepOutcome {
        promised: checked.promised,
        mismatches: checked.mismatches,
        varied: checked.varied,
        drifts: checked.drifts,
        extras: checked.extras,
        compared: checked.compared,
        ..serde_json::from_value(plain).unwrap()
    }
}

/// Collects what each scalar, empty list and empty object is, with its path.
fn leaves(
    value: &Value,
    place: Place<'_, '_>,
    path: &mut Vec<Segment>,
    found: &mut Vec<(String, Option<Mark>)>,
) {
    let mut within = |segment: Segment, child: &Value| {
        let name = match &segment {
            Segment::Name(name) => Child::Member(name),
            Segment::Index(at) => Child::Element(*at),
        };
        let place = place.child(name);
        path.push(segment);
        leaves(child, place, path, found);
        path.pop();
    };
    match value {
        Value::Object(members) if !members.is_empty() => {
            let members = members.iter();
            members.for_each(|(name, value)| within(Segment::Name(name.clone()), value));
        }
        Value::Array(items) if !items.is_empty() => {
            let items = items.iter().enumerate();
            items.for_each(|(at, item)| within(Segment::Index(at), item));
        }
        _ => found.push((show(path), place.mark(true))),
    }
}

fn marked(value: &Value, marks: &Marks<'_>) -> Vec<(String, Option<Mark>)> {
    let mut found = Vec::new();
    leaves(value, marks.root(), &mut Vec::new(), &mut found);
    found
}

/// Returns the marks of both sides, each as a letter and a path, but for what is exact.
fn check(expectation: &Expectation, actual: &Value, page: &[&str], store: &[&str]) {
    let step = step(run(expectation, actual));
    let documented = step.promised.as_ref().unwrap().documented.clone().unwrap();
    let said = |value: &Value, marks: &Marks<'_>| -> Vec<String> {
        let marks = marked(value, marks).into_iter();
        let other = marks.filter(|(_, mark)| *mark != Some(Mark::Exact));
        let said = other.map(|(path, mark)| match mark {
            Some(mark) => format!("{path} {mark:?}"),
            None => format!("{path} nothing"),
        });
        said.collect()
    };
    assert_eq!(said(&documented, &Marks::of_page(&step)), page, "the page");
    assert_eq!(said(actual, &Marks::of_answer(&step)), store, "the store");
}

#[test]
fn a_value_is_marked_where_each_side_has_it() {
    let page = json!({"items": [{"id": 1, "price": 24, "at": "x"}, {"id": 2, "price": 5}], "n": 1});
    let store = json!({"n": 2, "items": [{"id": 2, "price": 5.0}, {"id": 1, "price": 22, "at": "y", "z": []}]});
    let mut promise = expectation(200, Some(&page));
    promise.vary = vec![
        vary("$.items", &[VaryKind::MatchBy("id".to_owned())]),
        vary("$.items[*].at", &[VaryKind::String]),
    ];
    promise.drift = vec![drift("$.items[0].price", &json!(22))];
    check(
        &promise,
        &store,
        &[
            "$.items[0].price Drifted",
            "$.items[0].at Varied",
            "$.n Differing",
        ],
        &[
            "$.n Differing",
            "$.items[1].price Drifted",
            "$.items[1].at Varied",
            "$.items[1].z Extra",
        ],
    );
}

#[test]
fn where_the_page_is_right_its_value_is_exact() {
    let page = json!({"a": {"b": 1}});
    let mut promise = expectation(200, Some(&page));
    promise.drift = vec![drift("$.a", &json!({"b": 2}))];
    check(&promise, &page, &[], &[]);
    // Also in an object that has more than the page prints.
    let store = json!({"a": {"b": 1, "c": 3}});
    check(&promise, &store, &[], &["$.a.c Extra"]);
    let store = json!({"a": {"b": 2, "c": 3}});
    let drifted = ["$.a.b Drifted", "$.a.c Drifted"];
    check(&promise, &store, &["$.a.b Drifted"], &drifted);
}

#[test]
fn of_what_nobody_compared_nothing_is_said() {
    let page = json!({"a": [1, 2], "b": {"c": 1}, "d": [[1]]});
    let mut promise = expectation(200, Some(&page));
    let all = promise.alternatives[0].documented.as_mut().unwrap();
    all.shortened = Shortened::Everywhere;
    promise.vary = vec![vary("$.b.c", &[VaryKind::Optional])];
    check(
        &promise,
        &json!({"a": [1, 2, 3, {"x": 4}], "b": {}, "d": [[1, 5], 6]}),
        &["$.b.c Varied"],
        &[
            "$.a[2] nothing",
            "$.a[3].x nothing",
            "$.b nothing",
            "$.d[0][1] nothing",
            "$.d[1] nothing",
        ],
    );
    check(
        &expectation(200, Some(&json!({"a": [1, 2]}))),
        &json!({"a": []}),
        &["$.a[0] Differing", "$.a[1] Differing"],
        &["$.a nothing"],
    );
    check(
        &expectation(200, Some(&json!({"a": {}, "b": []}))),
        &json!({"a": {"c": 1}, "b": []}),
        &["$.a nothing"],
        &["$.a.c Extra"],
    );
}

#[test]
fn where_not_all_is_listed_nothing_is_said_to_be_exact() {
    let page: Value = (0..1_200).collect();
    let store: Value = (0..1_200).map(|at| at * 2).collect();
    let step = step(run(&expectation(200, Some(&page)), &store));
    let compared = step.compared.as_ref().unwrap();
    assert!(!compared.complete);
    let marks = marked(&store, &Marks::of_answer(&step));
    assert!(marks.iter().all(|(_, mark)| *mark != Some(Mark::Exact)));
}

#[test]
fn the_trace_of_developer_mode_is_compared_with_nothing() {
    let page = json!({"message": "no"});
    let store = json!({"message": "no", "trace": "#0 /a.php(1): b()"});
    let mut promise = expectation(400, Some(&page));
    promise.vary.clear();
    let response = crate::check::build::json_response(400, &store);
    let step = step(crate::check::build::hold(&promise, &response).unwrap());
    let marks = marked(&store, &Marks::of_answer(&step));
    let said: Vec<_> = marks.iter().map(|(_, mark)| *mark).collect();
    assert_eq!(said, [Some(Mark::Exact), None]);
}

/// Counts the values that are said to be exact, on both sides.
fn exact(step: &StepOutcome, page: &Value, store: &Value) -> (usize, usize) {
    let count = |value: &Value, marks: &Marks<'_>| {
        let marks = marked(value, marks).into_iter();
        marks.filter(|(_, mark)| *mark == Some(Mark::Exact)).count()
    };
    (
        count(page, &Marks::of_page(step)),
        count(store, &Marks::of_answer(step)),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn as_many_values_are_exact_as_were_counted(
        page in body(),
        other in body(),
        wraps in any::<bool>(),
        shortens in any::<bool>(),
        is_unordered in any::<bool>(),
        turn in 0_usize..5,
    ) {
        // An array of the one beside an array of both, turned: most of it is alike.
        let (page, store) = if wraps {
            let mut items = vec![page.clone(), other.clone(), page.clone(), other];
            items.rotate_left(turn % 4);
            (json!({"a": [page, 1, 2], "b": 1}), json!({"b": 1, "a": items}))
        } else {
            (page, other)
        };
        let mut promise = expectation(200, Some(&page));
        if shortens {
            let documented = promise.alternatives[0].documented.as_mut().unwrap();
            documented.shortened = Shortened::Everywhere;
        }
        if is_unordered {
            promise.vary.push(vary("$..a", &[VaryKind::Unordered]));
        }
        let step = step(run(&promise, &store));
        let count = step.counts.exact;
        prop_assert_eq!(exact(&step, &page, &store), (count, count));
    }
}
