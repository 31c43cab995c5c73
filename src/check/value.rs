//! JSON values: when two are equal, in which order numbers stand, and how a value is said in words.

use std::cmp::Ordering;
use std::fmt::Write as _;

use serde_json::Value;

use crate::scenario::number::{self, Decimal};

/// The characters of a text that a message shows.
const SHOWN: usize = 120;

/// Whether two values are the same: numbers by their value, objects in any order of members.
pub(crate) fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            number::compare(left, right) == Some(Ordering::Equal)
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(a, b)| equal(a, b))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(key, a)| right.get(key).is_some_and(|b| equal(a, b)))
        }
        _ => left == right,
    }
}

/// Whether a value is a number without a fraction, also where it is written as `22.0`.
pub(crate) fn is_integer(value: &Value) -> bool {
    match value {
        Value::Number(number) => Decimal::of(number.as_str()).is_some_and(|it| it.is_integer()),
        _ => false,
    }
}

/// Returns one text for all values that are equal.
pub(crate) fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write_canonical(value, &mut text);
    text
}

fn write_canonical(value: &Value, text: &mut String) {
    match value {
        Value::Number(number) => match Decimal::of(number.as_str()) {
            Some(decimal) => _ = write!(text, "{decimal}"),
            None => _ = write!(text, "{number}"),
        },
        Value::Array(items) => {
            text.push('[');
            for item in items {
                write_canonical(item, text);
                text.push(',');
            }
            text.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(key, _)| *key);
            text.push('{');
            for (key, member) in members {
                _ = write!(text, "{key:?}:");
                write_canonical(member, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::Null | Value::Bool(_) | Value::String(_) => _ = write!(text, "{value}"),
    }
}

/// Returns a scalar as text, as a header or a template would hold it.
pub(crate) fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Whether both values have the same JSON type.
pub(crate) fn same_type(left: &Value, right: &Value) -> bool {
    std::mem::discriminant(left) == std::mem::discriminant(right)
}

/// Says a value and its type in words, such as ``the string `"4"` ``.
pub(crate) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "`null`".to_owned(),
        Value::Bool(value) => format!("`{value}`"),
        Value::Number(number) => format!("the number `{}`", shorten(number.as_str())),
        Value::String(text) => format!("the string `{}`", Value::from(shorten(text))),
        Value::Array(items) => match items.len() {
            0 => "an empty array".to_owned(),
            1 => "an array of 1 element".to_owned(),
            count => format!("an array of {count} elements"),
        },
        Value::Object(members) => match members.len() {
            0 => "an empty object".to_owned(),
            1 => "an object of 1 member".to_owned(),
            count => format!("an object of {count} members"),
        },
    }
}

/// Cuts a text that is too long for a message.
pub(crate) fn shorten(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_equal_by_their_digits() {
        assert!(equal(&json!(22), &json!(22.0)));
        assert!(equal(&json!(-0.0), &json!(0)));
        assert!(!equal(&json!(22), &json!("22")));
        assert!(!equal(
            &json!(9_007_199_254_740_993_u64),
            &json!(9_007_199_254_740_992_u64)
        ));
        assert!(!equal(
            &json!(9_007_199_254_740_993_u64),
            &json!(9_007_199_254_740_992.0)
        ));
        assert!(!equal(&json!(0.1), &json!(0)));
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert!(!equal(&read("1.0000000000000001"), &json!(1)));
        assert!(!equal(&read("1e-400"), &json!(0)));
        assert!(!equal(&read("0.30000000000000001"), &json!(0.3)));
        assert!(equal(&read("1.50e2"), &json!(150)));
        assert!(equal(
            &read("1e99999999999999999999"),
            &read("1e99999999999999999999")
        ));
        assert!(!equal(&read("1e99999999999999999999"), &json!(1)));
        assert!(equal(&json!(u64::MAX), &json!(u64::MAX)));
    }

    #[test]
    fn null_is_neither_zero_nor_nothing() {
        assert!(!equal(&json!(null), &json!(0)));
        assert!(!equal(&json!({"a": null}), &json!({})));
    }

    #[test]
    fn equal_values_have_one_canonical_text() {
        let left = json!({"a": [1, "1"], "b": null});
        let right = json!({"b": null, "a": [1.0, "1"]});
        assert_eq!(canonical(&left), canonical(&right));
        assert_ne!(canonical(&json!([1])), canonical(&json!(["1"])));
        assert_ne!(canonical(&json!("a\",\"b")), canonical(&json!(["a", "b"])));
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let described = describe(&json!("é".repeat(500)));
        assert!(described.ends_with("…\"`"), "{described}");
        assert!(described.chars().count() < 150);
    }
}
