//! What in a body may be a handle: a number or a text of digits by which a store names a thing.

use serde_json::Value;

use crate::check::value::is_integer;
use crate::outcome::path::{self, Segment};

/// How a handle stands in a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It names the object that it is a member of, as `id` does.
    Own,
    /// It names something else, as `order_id` does.
    Reference,
}

/// Returns the digits of a value that can be a handle; none of anything else, and of zero.
pub(super) fn digits(value: &Value) -> Option<String> {
    let text = match value {
        Value::Number(number) if is_integer(value) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return None,
    };
    let is_number = text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && text.bytes().any(|byte| byte != b'0')).then_some(text)
}

/// Whether two handles are written alike, so that one can stand for the other: both with leading
/// zeros and of one length, or both without.
pub(super) fn are_written_alike(left: &str, right: &str) -> bool {
    let is_padded = |text: &str| text.starts_with('0');
    match (is_padded(left), is_padded(right)) {
        (false, false) => true,
        _ => left.len() == right.len(),
    }
}

/// Returns how a value at this place would be a handle; none where it is an amount or a quantity.
///
/// A number is one only where its name says so. A text of digits may be one under any name
/// (`default_billing`), and so may what is filled into a message (`parameters`).
pub(super) fn role(request: &str, path: &[Segment], value: &Value) -> Option<Role> {
    let names: Vec<&str> = names(path).collect();
    let Some(name) = names.last() else {
        return Some(Role::Reference);
    };
    let parent = names.len().checked_sub(2).map(|at| names[at]);
    let parent = parent.unwrap_or_else(|| collection(request));
    if is_own(name, parent) {
        return Some(Role::Own);
    }
    let is_named = ["_id", "_ids", "Id", "Ids"]
        .iter()
        .any(|end| name.ends_with(end));
    let is_parameter = names.contains(&"parameters");
    (is_named || is_parameter || value.is_string()).then_some(Role::Reference)
}

/// Whether a member names its object: `id`, and `item_id` in `items` or in `stock_item`.
fn is_own(name: &str, parent: &str) -> bool {
    if matches!(name, "id" | "entity_id" | "increment_id") {
        return true;
    }
    let Some(kind) = name.strip_suffix("_id") else {
        return false;
    };
    let one = parent.strip_suffix("es").filter(|_| kind.ends_with('s'));
    let one = one.or(parent.strip_suffix('s')).unwrap_or(parent);
    one == kind || one.ends_with(&format!("_{kind}"))
}

/// Returns the last part of the path of a request that is no value: `items` of `…/mine/items`.
fn collection(request: &str) -> &str {
    let path = request.split('?').next().unwrap_or_default();
    let mut parts = path.rsplit('/');
    parts.find(|part| !part.contains('$')).unwrap_or_default()
}

/// Returns what handles of one sort share: the place in the answers to one request, and the name
/// where it says of what it is one.
pub(super) fn sorts(request: &str, path: &[Segment], role: Role) -> Vec<String> {
    let names: Vec<&str> = names(path).collect();
    // What is filled into a message has a place of its own.
    let place = if names.contains(&"parameters") {
        path::show(path)
    } else {
        names.join(".")
    };
    let mut sorts = vec![format!("{request} {place}")];
    if let Some(name) = names.last()
        && role == Role::Reference
        && *name != "parent_id"
        && !names.contains(&"parameters")
    {
        sorts.push((*name).to_owned());
        sorts.push(format!("{} {name}", resource(request)));
    }
    if let [.., Segment::Name(whole), Segment::Name(own)] = path
        && matches!(own.as_str(), "id" | "entity_id")
    {
        // `billing_address.id` is what `billing_address_id` refers to.
        sorts.push(format!("{} {whole}_id", resource(request)));
    }
    if path.len() <= 1 && matches!(names.last(), None | Some(&("id" | "entity_id"))) {
        // What a write answers with is what a look at the same address finds.
        let (_, address) = request.split_once(' ').unwrap_or_default();
        sorts.push(format!("at {address}"));
    }
    sorts
}

/// Returns the first part of the path of a request that says what it is about, such as `carts`.
pub(super) fn resource(request: &str) -> &str {
    let path = request.split_once(' ').map_or(request, |(_, path)| path);
    let path = path.split('?').next().unwrap_or_default();
    let after = path.split_once("/V1/").map_or(path, |(_, after)| after);
    after
        .trim_start_matches('/')
        .split('/')
        .next()
        .unwrap_or_default()
}

fn names(path: &[Segment]) -> impl Iterator<Item = &str> {
    path.iter().filter_map(|segment| match segment {
        Segment::Name(name) => Some(name.as_str()),
        Segment::Index(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_name_says_whether_a_number_is_a_handle() {
        for (path, value, expected) in [
            ("$", json!(3), Some(Role::Reference)),
            ("$.id", json!(3), Some(Role::Own)),
            ("$.items[0].item_id", json!(3), Some(Role::Own)),
            ("$.addresses[0].address_id", json!(3), Some(Role::Own)),
            ("$.stock_item.item_id", json!(3), Some(Role::Own)),
            ("$.items[0].product_id", json!(3), Some(Role::Reference)),
            ("$.default_billing", json!("3"), Some(Role::Reference)),
            ("$.parameters.fieldValue", json!(3), Some(Role::Reference)),
            ("$.order_ids[1]", json!(3), Some(Role::Reference)),
            ("$.items[0].qty", json!(3), None),
            ("$.grand_total", json!(3), None),
        ] {
            let place = path::parse(path).unwrap();
            assert_eq!(role("GET /V1/a", &place, &value), expected, "{path}");
        }
        let place = path::parse("$.item_id").unwrap();
        let request = "PUT /V1/carts/mine/items/${item_id}";
        assert_eq!(role(request, &place, &json!(3)), Some(Role::Own));
    }

    #[test]
    fn a_handle_has_digits_alone() {
        for (value, expected) in [
            (json!(3), Some("3")),
            (json!("000000003"), Some("000000003")),
            (json!(0), None),
            (json!(-3), None),
            (json!(3.5), None),
            (json!("3.0000"), None),
            (json!(""), None),
            (json!(true), None),
        ] {
            assert_eq!(digits(&value).as_deref(), expected, "{value}");
        }
        assert!(are_written_alike("9", "10"));
        assert!(are_written_alike("000000009", "000000010"));
        assert!(!are_written_alike("000000009", "9"));
    }
}
