//! Laws of the comparison that hold for every body.

use proptest::prelude::*;
use serde_json::{Map, Value};

use crate::check::build::{expectation, hold_strictly, json_response, run, short, vary};
use crate::check::jsonpath::Query;
use crate::outcome::path::{Segment, show};
use crate::outcome::{Mismatch, MismatchKind};
use crate::scenario::expectation::VaryKind;

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(Value::from),
        // No `$`, which would begin a template.
        "[a-zA-Z0-9 .'\"\\\\é\n]{0,8}".prop_map(Value::from),
    ]
}

pub(super) fn body() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec(("[a-z' ]{1,4}", inner), 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Returns the body with the members of all objects in the opposite order.
fn reversed(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(reversed).collect(),
        Value::Object(members) => {
            let members = members.iter().rev();
            let members: Map<_, _> = members
                .map(|(key, value)| (key.clone(), reversed(value)))
                .collect();
            Value::Object(members)
        }
        scalar => scalar.clone(),
    }
}

/// Returns the places of all members whose value is a scalar.
fn members(value: &Value, path: &mut Vec<Segment>, found: &mut Vec<Vec<Segment>>) {
    let children: Vec<(Segment, &Value)> = match value {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(at, item)| (Segment::Index(at), item))
            .collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, member)| (Segment::Name(name.clone()), member))
            .collect(),
        _ => Vec::new(),
    };
    for (segment, child) in children {
        let is_member = matches!(segment, Segment::Name(_));
        path.push(segment);
        if is_member && !child.is_array() && !child.is_object() {
            found.push(path.clone());
        }
        members(child, path, found);
        path.pop();
    }
}

fn at_mut<'v>(value: &'v mut Value, path: &[Segment]) -> Option<&'v mut Value> {
    path.iter().try_fold(value, |value, segment| match segment {
        Segment::Name(name) => value.get_mut(name),
        Segment::Index(index) => value.get_mut(index),
    })
}

/// Makes of a documented body the actual one, by what is said to differ: values first, then what is
/// gone (the last of a list first), then what came (in order). With every difference written down,
/// the result must be the actual body.
fn applied(documented: &Value, mismatches: &[Mismatch]) -> Value {
    let mut body = documented.clone();
    let parsed = |path: &Option<String>| Query::compile(path.as_deref()?).ok();
    let place = |path: &Option<String>, body: &Value| {
        parsed(path).and_then(|query| query.in_page(body).pop().map(|node| node.path()))
    };
    let mut gone = Vec::new();
    let mut came = Vec::new();
    for mismatch in mismatches {
        let value = mismatch.actual.clone();
        match mismatch.kind {
            MismatchKind::Value | MismatchKind::Type => {
                let at = place(&mismatch.documented_path, documented).unwrap();
                *at_mut(&mut body, &at).unwrap() = value.unwrap();
            }
            MismatchKind::Missing => {
                gone.push(place(&mismatch.documented_path, documented).unwrap());
            }
            MismatchKind::Extra => {
                came.push((mismatch.actual_path.clone().unwrap(), value.unwrap()));
            }
            MismatchKind::Order => {
                gone.push(place(&mismatch.documented_path, documented).unwrap());
                came.push((mismatch.actual_path.clone().unwrap(), value.unwrap()));
            }
        }
    }
    gone.sort();
    for path in gone.iter().rev() {
        let (last, parent) = path.split_last().unwrap();
        match (at_mut(&mut body, parent).unwrap(), last) {
            (Value::Array(items), Segment::Index(at)) => drop(items.remove(*at)),
            (Value::Object(members), Segment::Name(name)) => drop(members.remove(name)),
            _ => unreachable!(),
        }
    }
    came.sort_by_key(|(path, _)| {
        let digits = path.trim_start_matches("$.list[").trim_end_matches(']');
        digits.parse::<usize>().unwrap_or(usize::MAX)
    });
    for (path, value) in came {
        let at = path
            .trim_start_matches("$.list[")
            .trim_end_matches(']')
            .parse::<usize>();
        match at {
            Ok(at) => body["list"].as_array_mut().unwrap().insert(at, value),
            Err(_) => body[path.trim_start_matches("$.")] = value,
        }
    }
    body
}

/// A list in which elements are taken out, put in, changed and moved.
fn shuffled(items: &[i64], edits: &[(u8, prop::sample::Index, prop::sample::Index)]) -> Vec<i64> {
    let mut items = items.to_vec();
    for (number, (edit, from, to)) in edits.iter().enumerate() {
        if items.is_empty() {
            break;
        }
        let at = from.index(items.len());
        let fresh = 1_000_000 + i64::try_from(number).unwrap();
        match edit % 4 {
            0 => drop(items.remove(at)),
            1 => items.insert(at, fresh),
            2 => items[at] = fresh,
            _ => {
                let item = items.remove(at);
                items.insert(to.index(items.len() + 1), item);
            }
        }
    }
    items
}

fn strictly(documented: &Value, actual: &Value) -> Vec<Mismatch> {
    let promise = expectation(200, Some(documented));
    let response = json_response(200, actual);
    hold_strictly(&promise, &response).unwrap().mismatches
}

#[test]
fn a_hundred_edits_in_ten_thousand_elements_are_told_as_such() {
    let element = |at: usize| serde_json::json!({"id": at, "name": format!("n{at}")});
    let documented: Vec<Value> = (0..10_000).map(element).collect();
    let mut actual = documented.clone();
    for at in 0..25 {
        actual[at * 100 + 7]["name"] = "changed".into();
        actual.remove(9_000 - at * 97);
        actual.insert(5 + at * 211, element(20_000 + at));
        let moved = actual.remove(6_001 + at * 3);
        actual.insert(300 + at * 13, moved);
    }
    let checked = run(&expectation(200, Some(&documented.into())), &actual.into());
    let count = |kind| {
        checked
            .mismatches
            .iter()
            .filter(|one| one.kind == kind)
            .count()
    };
    assert_eq!(count(MismatchKind::Order), 25);
    assert_eq!(count(MismatchKind::Missing), 25);
    assert_eq!(count(MismatchKind::Extra), 25);
    assert_eq!(count(MismatchKind::Value), 25);
}

#[test]
fn a_list_that_cannot_be_aligned_is_told_place_by_place_and_says_so() {
    let list = |from: usize| {
        (0..3_000)
            .map(|at| Value::from((at + from) % 2))
            .collect::<Vec<_>>()
    };
    let different: Vec<Value> = (0..3_000).map(|at| Value::from(format!("x{at}"))).collect();
    let promise = expectation(200, Some(&list(0).into()));
    let checked = run(&promise, &different.into());
    assert!(
        checked.mismatches[0].message.contains("place by place"),
        "{:?}",
        checked.mismatches[0]
    );
    assert!(run(&promise, &list(0).into()).mismatches.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn equal_bodies_never_differ_in_whatever_order_their_members_stand(body in body()) {
        let promise = expectation(200, Some(&body));
        for actual in [body.clone(), reversed(&body)] {
            let checked = run(&promise, &actual);
            prop_assert_eq!(short(&checked), Vec::<String>::new());
            prop_assert_eq!(checked.extras, vec![]);
            prop_assert_eq!((checked.counts.varied, checked.counts.drifted), (0, 0));
        }
    }

    #[test]
    fn a_change_in_a_member_is_found_once_at_its_place(
        members_of in prop::collection::vec(("[a-z]{1,4}", body()), 1..4),
        choice in any::<prop::sample::Index>(),
    ) {
        // Objects only on the way: elements of arrays that resemble each other may be told
        // otherwise, as moved.
        let body = Value::Object(members_of.into_iter().collect());
        let mut places = Vec::new();
        members(&body, &mut Vec::new(), &mut places);
        places.retain(|path| path.iter().all(|segment| matches!(segment, Segment::Name(_))));
        prop_assume!(!places.is_empty());
        let path = &places[choice.index(places.len())];
        let mut changed = body.clone();
        *at_mut(&mut changed, path).unwrap() = Value::from("planted");
        let checked = run(&expectation(200, Some(&body)), &changed);
        prop_assert_eq!(checked.mismatches.len(), 1);
        let place = show(path);
        prop_assert_eq!(checked.mismatches[0].documented_path.as_ref(), Some(&place));
        prop_assert_eq!(checked.mismatches[0].actual_path.as_ref(), Some(&place));
    }

    #[test]
    fn different_bodies_always_differ(documented in body(), actual in body()) {
        let checked = run(&expectation(200, Some(&documented)), &actual);
        let same = crate::check::value::equal(&documented, &actual);
        prop_assert!(same || !checked.mismatches.is_empty() || !checked.extras.is_empty());
    }

    #[test]
    fn the_documented_body_and_the_difference_make_the_actual_one(
        items in prop::collection::vec(0_i64..1_000, 0..150),
        edits in prop::collection::vec((any::<u8>(), any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..12),
        members in prop::collection::btree_map("[a-k]", scalar(), 0..4),
        others in prop::collection::btree_map("[a-k]", scalar(), 0..4),
    ) {
        let body = |members: std::collections::BTreeMap<String, Value>, list: Vec<i64>| {
            let mut body: Map<String, Value> = members.into_iter().collect();
            body.insert("list".to_owned(), list.into());
            Value::Object(body)
        };
        let actual = body(others, shuffled(&items, &edits));
        let documented = body(members, items);
        let made = applied(&documented, &strictly(&documented, &actual));
        prop_assert!(crate::check::value::equal(&made, &actual), "{} is not {}", made, actual);
    }

    #[test]
    fn a_change_in_an_array_matched_by_key_is_found_once_wherever_it_stands(
        count in 1_usize..30,
        choice in any::<prop::sample::Index>(),
        turn in any::<prop::sample::Index>(),
    ) {
        let element = |at: usize| serde_json::json!({"id": at, "name": "same"});
        let documented: Vec<Value> = (0..count).map(element).collect();
        let mut actual = documented.clone();
        actual.rotate_left(turn.index(count));
        let changed = choice.index(count);
        actual[changed]["name"] = "planted".into();
        let id = actual[changed]["id"].clone();
        let mut promise = expectation(200, Some(&documented.into()));
        promise.vary.push(vary("$", &[VaryKind::MatchBy("id".to_owned())]));
        let checked = run(&promise, &actual.into());
        prop_assert_eq!(checked.mismatches.len(), 1);
        prop_assert_eq!(checked.mismatches[0].documented_path.clone(), Some(format!("$[{id}].name")));
        prop_assert_eq!(checked.mismatches[0].actual_path.clone(), Some(format!("$[{changed}].name")));
    }

    #[test]
    fn the_order_of_an_unordered_array_never_matters(
        items in prop::collection::vec(body(), 1..12),
        turn in any::<prop::sample::Index>(),
    ) {
        let mut actual = items.clone();
        actual.rotate_left(turn.index(items.len()));
        actual.reverse();
        let mut promise = expectation(200, Some(&items.into()));
        promise.vary.push(vary("$", &[VaryKind::Unordered]));
        prop_assert_eq!(short(&run(&promise, &actual.into())), Vec::<String>::new());
    }

    #[test]
    fn a_planted_element_is_found_once(
        items in prop::collection::vec(body(), 0..8),
        at in any::<prop::sample::Index>(),
    ) {
        let mut longer = items.clone();
        longer.insert(at.index(items.len() + 1), Value::from("planted"));
        let checked = run(&expectation(200, Some(&items.into())), &longer.into());
        prop_assert_eq!(checked.mismatches.len(), 1);
    }
}
