//! What there is where a path finds nothing, for whoever wrote it.

use serde_json::Value;

use crate::scenario::problem;

/// The most members that are named.
const NAMED: usize = 8;

/// Says what a value has in place of what was looked for, to stand in a sentence.
pub(super) fn describe(path: &str, value: &Value, missed: &str) -> Option<String> {
    Some(match value {
        Value::Object(members) if members.is_empty() => format!("`{path}` is an empty object"),
        Value::Object(members) => {
            let names = members.keys().map(String::as_str).collect();
            format!("`{path}` has {}", names_like(names, missed))
        }
        Value::Array(items) if items.is_empty() => format!("`{path}` is an empty list"),
        Value::Array(items) => {
            let word = if items.len() == 1 {
                "element"
            } else {
                "elements"
            };
            let count = items.len();
            format!("`{path}` is a list of {count} {word}, such as `{path}[0]`")
        }
        Value::String(_) => format!("`{path}` is a text"),
        Value::Number(_) => format!("`{path}` is a number"),
        Value::Bool(_) => format!("`{path}` is a boolean"),
        Value::Null => format!("`{path}` is `null`"),
    })
}

/// Returns names as a list for a sentence, the most alike first, and how many more there are.
pub(crate) fn names_like(mut names: Vec<&str>, missed: &str) -> String {
    names.sort_by_key(|name| unlikeness(name, missed));
    let more = names.len().saturating_sub(NAMED);
    let named: Vec<String> = names
        .iter()
        .take(NAMED)
        .map(|name| format!("`{name}`"))
        .collect();
    let rest = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    named.join(", ") + &rest
}

/// How far a name is from another one: near where one holds the other, or few letters differ. All that
/// are not near are equally far, and keep their order.
fn unlikeness(name: &str, missed: &str) -> usize {
    let (name, missed) = (name.to_lowercase(), missed.to_lowercase());
    let holds = |long: &str, short: &str| short.len() > 1 && long.contains(short);
    if holds(&name, &missed) {
        return 1;
    }
    // A word of a long name is further away than a slip in it.
    if holds(&missed, &name) {
        return missed.len() - name.len();
    }
    let near = (missed.len() / 2).max(1);
    if name.len().abs_diff(missed.len()) > near {
        return usize::MAX;
    }
    let distance = problem::distance(&name, &missed);
    if distance > near {
        usize::MAX
    } else {
        distance
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn near_misses_come_first_and_the_rest_is_counted() {
        let value = json!({"a": 1, "b": 2, "c": 3, "q": 4, "e": 5, "f": 6, "g": 7, "customer_id": 8, "i_d": 9});
        let said = describe("$", &value, "id").unwrap();
        assert!(
            said.starts_with("`$` has `customer_id`, `i_d`, `a`"),
            "{said}"
        );
        assert!(said.ends_with(" and 1 more"), "{said}");
        let said = describe(
            "$",
            &json!({"code": 1, "base_currency_code": 2}),
            "base_curency_code",
        );
        assert_eq!(said.unwrap(), "`$` has `base_currency_code`, `code`");
        let list = describe("$.items", &json!([1]), "id").unwrap();
        assert_eq!(
            list,
            "`$.items` is a list of 1 element, such as `$.items[0]`"
        );
    }
}
