//! How much of what a store answered an outcome keeps, once its secrets are hidden: a report is read
//! by people.

use serde_json::{Map, Value};

use crate::outcome::{CUT, StepOutcome};

/// How much of a body is kept, in bytes; also of a value, and of all members that the page does not
/// print together.
pub(super) const KEPT: usize = 256 * 1024;

/// How much of a body is looked through for secrets: more than is kept, since some stand across
/// the end of what is kept, and since what takes their place is often shorter.
pub(super) const READ: usize = 2 * KEPT;

/// How much is kept of all values that differ and must not, in bytes.
const DIFFERING: usize = 4 * KEPT;

/// How long a path or a sentence may be, in bytes; the name of a member is part of it.
const LONGEST: usize = 16 * 1024;

/// Cuts what is long.
pub(super) fn shorten(step: &mut StepOutcome) {
    let responses = step.exchanges.iter_mut();
    for response in responses.filter_map(|exchange| exchange.response.as_mut()) {
        let end = boundary(&response.body, KEPT);
        response.body_shortened |= end < response.body.len();
        response.body.truncate(end);
    }
    let mut room = KEPT;
    for extra in &mut step.extras {
        shorten_text(&mut extra.path);
        shorten_value(&mut extra.value, &mut room);
    }
    let mut room = DIFFERING;
    for mismatch in &mut step.mismatches {
        let paths = mismatch.documented_path.iter_mut();
        let texts = paths.chain(&mut mismatch.actual_path);
        let words = [&mut mismatch.message].into_iter();
        texts
            .chain(words.chain(&mut mismatch.predicate))
            .for_each(shorten_text);
        for value in mismatch.documented.iter_mut().chain(&mut mismatch.actual) {
            let mut here = room.min(KEPT);
            let before = here;
            shorten_value(value, &mut here);
            room -= before - here;
        }
    }
    let mut room = KEPT;
    for capture in &mut step.captures {
        shorten_value(&mut capture.value, &mut room);
    }
}

fn shorten_text(text: &mut String) {
    if text.len() > LONGEST {
        let left = text.chars().count();
        text.truncate(boundary(text, LONGEST));
        *text += &format!("{CUT} {left} characters)");
    }
}

/// Cuts a value to the room that there is, and takes from the room what it needs.
fn shorten_value(value: &mut Value, room: &mut usize) {
    match value {
        Value::String(text) if text.len() > *room => {
            let all = text.chars().count();
            text.truncate(boundary(text, *room));
            *text += &format!("{CUT} {all} characters)");
            *room = 0;
        }
        Value::String(text) => *room -= text.len(),
        Value::Array(items) => shorten_items(items, room),
        Value::Object(members) => shorten_members(members, room),
        // A number may have millions of digits.
        Value::Number(number) if number.as_str().len() > *room => {
            *value = Value::from(number.to_string());
            return shorten_value(value, room);
        }
        Value::Number(number) => *room -= number.as_str().len(),
        Value::Null | Value::Bool(_) => {}
    }
    *room = room.saturating_sub(SCALAR);
}

/// What a value needs beside its text, in bytes.
const SCALAR: usize = 8;

fn shorten_items(items: &mut Vec<Value>, room: &mut usize) {
    let mut kept = 0;
    while kept < items.len() && *room > 0 {
        shorten_value(&mut items[kept], room);
        kept += 1;
    }
    let all = items.len();
    if kept < all {
        items.truncate(kept);
        items.push(format!("{CUT} {all} elements)").into());
    }
}

fn shorten_members(members: &mut Map<String, Value>, room: &mut usize) {
    let all = members.len();
    members.retain(|name, value| {
        let fits = name.len() < *room;
        if fits {
            *room -= name.len();
            shorten_value(value, room);
        } else {
            // What comes behind is cut, too, or the rest would have gaps.
            *room = 0;
        }
        fits
    });
    if members.len() < all {
        let note = format!("{CUT} {all} members)");
        members.insert("…".to_owned(), note.into());
    }
}

/// Returns the last place up to this byte at which a character begins.
fn boundary(text: &str, byte: usize) -> usize {
    let mut at = byte.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(mut value: Value, mut room: usize, expected: &Value) {
        shorten_value(&mut value, &mut room);
        assert_eq!(value, *expected);
    }

    #[test]
    fn what_fits_stays_and_what_is_long_is_cut_where_the_room_ends() {
        let whole = json!({"a": [1, "größe", null], "b": {}});
        check(whole.clone(), 1000, &whole);
        check(json!("größe"), 3, &json!("gr… (cut: of 5 characters)"));
        check(
            json!([1, 2, 3]),
            10,
            &json!([1, 2, "… (cut: of 3 elements)"]),
        );
        let members = json!({"a": 1, "a long name": 2, "b": 3});
        check(members, 16, &json!({"a": 1, "…": "… (cut: of 3 members)"}));
        check(
            json!({"a": ["xyz", "x"]}),
            3,
            &json!({"a": ["xy… (cut: of 3 characters)", "… (cut: of 2 elements)"]}),
        );
    }

    #[test]
    fn many_small_values_are_cut_as_one_large_is() {
        let many: Value = (0..1_000_000).map(|_| json!({})).collect();
        let mut room = KEPT;
        let mut value = many;
        shorten_value(&mut value, &mut room);
        assert!(value.to_string().len() < KEPT);
    }
}
