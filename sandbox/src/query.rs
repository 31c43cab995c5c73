//! Query strings as PHP reads them: `a[b][0]=c` is a nested structure.

use serde_json::{Map, Value};

/// How deep brackets may nest; what goes deeper is dropped, as PHP does past `max_input_nesting_level`.
const MAX_DEPTH: usize = 64;
/// How many variables are read, PHP's `max_input_vars`.
const MAX_VARIABLES: usize = 1000;

/// Returns the variables of a query string.
pub(crate) fn parse(query: &str) -> Map<String, Value> {
    let mut variables = Map::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()).take(MAX_VARIABLES) {
        let path = path(&name);
        if !path[0].is_empty() && path.len() <= MAX_DEPTH {
            insert(&mut variables, &path, value.into_owned());
        }
    }
    variables
}

/// Decodes a segment of a path; what looks like a parameter of a query is only text here.
pub(crate) fn decoded(segment: &str) -> String {
    let escaped = segment
        .replace('+', "%2B")
        .replace('&', "%26")
        .replace('=', "%3D");
    form_urlencoded::parse(escaped.as_bytes())
        .map(|(text, _)| text.into_owned())
        .collect()
}

/// Splits `a[b][]` into `a`, `b` and an empty name.
fn path(name: &str) -> Vec<String> {
    let Some((first, mut rest)) = name.split_once('[').filter(|(_, rest)| rest.contains(']'))
    else {
        return vec![name.to_owned()];
    };
    let mut path = vec![first.to_owned()];
    while let Some((inner, after)) = rest.split_once(']') {
        path.push(inner.to_owned());
        match after.strip_prefix('[') {
            Some(next) => rest = next,
            None => break,
        }
    }
    path
}

fn insert(into: &mut Map<String, Value>, path: &[String], value: String) {
    let [first, rest @ ..] = path else { return };
    let key = if first.is_empty() {
        into.len().to_string()
    } else {
        first.clone()
    };
    if rest.is_empty() {
        into.insert(key, Value::String(value));
        return;
    }
    let entry = into.entry(key).or_insert(Value::Null);
    if !entry.is_object() {
        *entry = Value::Object(Map::new());
    }
    if let Value::Object(inner) = entry {
        insert(inner, rest, value);
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use serde_json::{Value, json};

    fn check(query: &str, expected: &Value) {
        assert_eq!(&Value::Object(parse(query)), expected, "{query}");
    }

    #[test]
    fn brackets_nest() {
        check(
            "a[b][0][c]=x&a[b][0][d]=y%20z",
            &json!({"a": {"b": {"0": {"c": "x", "d": "y z"}}}}),
        );
        check("a%5Bb%5D=x%40y", &json!({"a": {"b": "x@y"}}));
        check("a[]=1&a[]=2", &json!({"a": {"0": "1", "1": "2"}}));
        check("a=1&a[b]=2", &json!({"a": {"b": "2"}}));
        check("a", &json!({"a": ""}));
        check("", &json!({}));
    }

    #[test]
    fn odd_ones_do_no_harm() {
        check("=x", &json!({}));
        check("a[b=x", &json!({"a[b": "x"}));
        check(&format!("a{}=x", "[b]".repeat(100_000)), &json!({}));
    }
}
