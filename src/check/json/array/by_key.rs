//! Arrays whose elements are compared by the value of a member.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::check::json::array::elements::Elements;
use crate::check::value::{canonical, describe};
use crate::scenario::source::Span;

/// Compares two arrays; elements with the same key belong together, wherever they stand.
pub(super) fn compare(
    arrays: &mut impl Elements,
    key: &str,
    span: &Span,
    documented: &[Value],
    actual: &[Value],
) {
    let mut by_key: HashMap<String, usize> = HashMap::new();
    let mut extra = vec![true; actual.len()];
    let printed: HashSet<String> = documented
        .iter()
        .filter_map(|one| key_of(one, key))
        .collect();
    let is_printed =
        |element: &Value| key_of(element, key).is_some_and(|key| printed.contains(&key));
    // Of what the page leaves out nothing is known, not even that it has a key of its own.
    let goes_on = arrays.is_shortened();
    let known = |(_, element): &(usize, &Value)| !goes_on || is_printed(element);
    for (at, element) in actual.iter().enumerate().filter(known) {
        match keyed(element, key, &mut by_key, at) {
            Ok(()) => {}
            Err(why) => {
                extra[at] = false;
                arrays.bad_actual_key(at, element, span, &why);
            }
        }
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (at, element) in documented.iter().enumerate() {
        if let Err(why) = keyed(element, key, &mut seen, at) {
            arrays.bad_documented_key(at, element, span, &why);
            continue;
        }
        let place = key_of(element, key).and_then(|key| by_key.get(&key));
        if let Some(&place) = place {
            extra[place] = false;
            arrays.element((at, element), (place, &actual[place]));
        } else {
            arrays.missing_element((at, element));
        }
    }
    if goes_on {
        arrays.left_out((0..actual.len()).filter(|at| extra[*at]));
        return;
    }
    for (at, element) in actual.iter().enumerate().filter(|(at, _)| extra[*at]) {
        arrays.extra_element((at, element));
    }
}

/// Returns the key of an element, in a form that equal values share.
fn key_of(element: &Value, key: &str) -> Option<String> {
    element.get(key).map(canonical)
}

/// Notes the key of an element; the error says why it has none of its own.
fn keyed(
    element: &Value,
    key: &str,
    by_key: &mut HashMap<String, usize>,
    at: usize,
) -> Result<(), String> {
    let Some(value) = element.get(key) else {
        return Err(format!(
            "has no member `{key}`, by which the elements are compared"
        ));
    };
    if by_key.contains_key(&canonical(value)) {
        return Err(format!(
            "has {} as `{key}`, as an element before it has",
            describe(value)
        ));
    }
    by_key.insert(canonical(value), at);
    Ok(())
}
