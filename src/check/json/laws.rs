//! Laws of the comparison that hold for every body.

use proptest::prelude::*;
use serde_json::{Map, Value};

use crate::check::build::{expectation, run, short};
use crate::check::node_path::{Segment, show};

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

fn body() -> impl Strategy<Value = Value> {
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
