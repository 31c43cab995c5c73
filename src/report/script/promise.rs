//! What a step promises of a JSON body, in a form that `jq` can hold against an answer.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use crate::outcome::{DriftOutcome, StepOutcome, Verdict};

/// Stands for a value that may be any.
const ANY: &str = "*any*";
/// The promised elements of an array, in any order, and how many there are.
const ITEMS: &str = "*items*";
const LENGTH: &str = "*length*";

/// Says where a body differs from what is promised: a line a place.
///
/// Objects may have further members, and elements may stand in any order: the page's own rules about
/// arrays are not known here.
pub(super) const JQ: &str = r#"def differs($want; $at):
    if ($want | type) == "object" and ($want | has("*any*")) then empty
    elif ($want | type) == "object" and ($want | has("*items*")) then
      if type != "array" then "\($at) is no array"
      elif $want["*length*"] != null and length != $want["*length*"] then
        "\($at) has \(length) elements, not \($want["*length*"])"
      else . as $body | $want["*items*"] | to_entries[] | . as $one
        | if any($body[]; [differs($one.value; "")] | length == 0) then empty
          else "\($at)[\($one.key)] is not there as promised" end
      end
    elif ($want | type) == "object" then
      if type != "object" then "\($at) is no object"
      else . as $body | $want | to_entries[] | . as $one
        | if $body | has($one.key) then $body[$one.key] | differs($one.value; "\($at).\($one.key)")
          else "\($at).\($one.key) is missing" end
      end
    elif . == $want then empty
    else "\($at) is \(tojson), not \($want | tojson)" end;
  . as $body
  | ($want.documented // empty | .[0] as $page | $body | differs($page; "$")),
    ($want.checks[] as $check | $body
      | (try getpath($check[0]) catch null)
      | differs($check[1]; "$ at \($check[0] | tojson)"))"#;

/// Returns what a step promises of its body; none where that is nothing, or no JSON. `captured` are
/// the values that the walk gave names: the next one has others.
pub(super) fn promise(step: &StepOutcome, captured: &HashSet<String>) -> Option<Value> {
    let promised = step.promised.as_ref()?;
    let response = step.exchanges.last()?.response.as_ref()?;
    let body: Option<Value> = serde_json::from_str(&response.body).ok();
    let reader = Reader {
        varied: step
            .varied
            .iter()
            .map(|one| (one.documented_path.as_str(), one.actual_path.as_deref()))
            .collect(),
        drifts: step
            .drifts
            .iter()
            .map(|one| (one.at.as_str(), one))
            .collect(),
        captured,
        has_passed: step.verdict == Verdict::Passed,
    };
    let documented = promised.documented.as_ref();
    let page = documented.and_then(|page| reader.node("$", page, body.as_ref()));
    let page = page.filter(|page| page.get(ANY).is_none());
    let checks = promised.checks.iter().filter(|check| check.held.is_some());
    let checks: Vec<Value> = checks
        .filter_map(|check| Some((check.equals.as_ref()?, &check.paths)))
        .flat_map(|(value, paths)| paths.iter().map(move |path| (value, path)))
        .filter_map(|(value, path)| Some(json!([place(path)?, reader.node("", value, None)?])))
        .collect();
    if page.is_none() && checks.is_empty() {
        return None;
    }
    let documented = page.map_or(Value::Null, |page| json!([page]));
    Some(json!({"documented": documented, "checks": checks}))
}

struct Reader<'s> {
    varied: HashMap<&'s str, Option<&'s str>>,
    drifts: HashMap<&'s str, &'s DriftOutcome>,
    captured: &'s HashSet<String>,
    has_passed: bool,
}

impl Reader<'_> {
    /// Returns what is promised of a node; none where it may be left out.
    fn node(&self, path: &str, page: &Value, body: Option<&Value>) -> Option<Value> {
        match self.varied.get(path) {
            Some(None) => return None,
            Some(Some(_)) => return Some(json!({ANY: null})),
            None => {}
        }
        if let Some(drift) = self.drifts.get(path)
            && drift.documented.is_some()
            && !drift.page_was_right
        {
            return Some(self.scalar(&drift.store));
        }
        Some(match page {
            Value::Array(items) => {
                let bodies = body.and_then(Value::as_array);
                let at = |at: usize| bodies.and_then(|bodies| bodies.get(at));
                let wanted = items.iter().enumerate().filter_map(|(index, item)| {
                    self.node(&format!("{path}[{index}]"), item, at(index))
                });
                let wanted: Vec<Value> = wanted.collect();
                // A list that the page shortens has more; where it did not pass, it is the page's.
                let is_whole = bodies.is_none_or(|bodies| bodies.len() == items.len());
                let length = (is_whole || !self.has_passed) && wanted.len() == items.len();
                json!({ITEMS: wanted, LENGTH: length.then_some(items.len())})
            }
            Value::Object(members) => {
                let wanted = members.iter().filter_map(|(name, value)| {
                    let below = body.and_then(|body| body.get(name));
                    let value = self.node(&member(path, name), value, below)?;
                    Some((name.clone(), value))
                });
                Value::Object(wanted.collect())
            }
            scalar => self.scalar(scalar),
        })
    }

    /// A secret is not known here, and what the walk captured is another one in the next.
    fn scalar(&self, value: &Value) -> Value {
        let is_hidden = value.to_string().contains('‹');
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        if is_hidden || self.captured.contains(&text) {
            return json!({ANY: null});
        }
        value.clone()
    }
}

/// Writes the way to a member as the paths of an outcome do.
fn member(path: &str, name: &str) -> String {
    let is_word = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty();
    if is_word {
        format!("{path}.{name}")
    } else {
        format!("{path}['{name}']")
    }
}

/// Reads a path of words and numbers as `jq` wants it; none of any other one.
fn place(path: &str) -> Option<Vec<Value>> {
    let mut place = Vec::new();
    for part in path.strip_prefix('$')?.split('.') {
        let (name, indices) = part.split_once('[').unwrap_or((part, ""));
        if name.contains(['\'', ']']) {
            return None;
        }
        if !name.is_empty() {
            place.push(Value::from(name));
        }
        for index in indices.split('[').filter(|index| !index.is_empty()) {
            place.push(index.strip_suffix(']')?.parse::<usize>().ok()?.into());
        }
    }
    Some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_as_jq_wants_it() {
        for (path, expected) in [
            ("$", Some(json!([]))),
            ("$.a.b_c", Some(json!(["a", "b_c"]))),
            (
                "$[0].items[1][2].sku",
                Some(json!([0, "items", 1, 2, "sku"])),
            ),
            ("$['a b']", None),
        ] {
            assert_eq!(place(path).map(Value::from), expected, "{path}");
        }
    }
}
