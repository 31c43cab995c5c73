//! What a step promises of a JSON body, in a form that `jq` can hold against an answer.
//!
//! Objects and scalars stand as they are; an array says what else is promised: `["any"]`, `["kinds",
//! […]]`, `["optional", …]`, `["is", …]`, and `["list", elements, in order?, nothing more?]`.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use crate::outcome::{
    CheckOutcome, DriftOutcome, EVERYWHERE, RuleKind, StepOutcome, Subject, Verdict,
};

/// Says where a body differs from what is promised: a line a place. It reads all that the body holds,
/// and the promise as `$want`.
pub(super) const JQ: &str = r#"def of_kind($kind):
    if $kind == "any" then true
    elif $kind == "integer" then type == "number" and . == floor
    elif $kind == "datetime" then type == "string" and length >= 19 and .[4:5] == "-"
    elif $kind == "token" then type == "string" and length >= 16
    elif $kind == "matches" then type == "string" or type == "number"
    else type == $kind end;
  def differs($want; $at):
    if ($want | type) == "array" then $want[0] as $tag
      | if $tag == "any" then empty
        elif $tag == "optional" then differs($want[1]; $at)
        elif $tag == "is" then
          if . == $want[1] then empty else "\($at) is \(tojson), not \($want[1] | tojson)" end
        elif $tag == "kinds" then . as $one
          | if any($want[1][]; . as $kind | $one | of_kind($kind)) then empty
            else "\($at) is \(tojson), which is not of the kind \($want[1] | join(" or "))" end
        elif type != "array" then "\($at) is no array"
        else . as $body | $want[1] as $items
          | if $want[3] and length != ($items | length) then
              "\($at) has \(length) elements, not \($items | length)"
            elif $want[2] then $items | to_entries[] | . as $one
              | if $one.key < ($body | length) then
                  $body[$one.key] | differs($one.value; "\($at)[\($one.key)]")
                else "\($at)[\($one.key)] is missing" end
            else ($items | unique[] | . as $one
                | if [$body[] | select([differs($one; "")] | length == 0)] | length
                    >= ([$items[] | select(. == $one)] | length)
                  then empty
                  else "\($at)[\([$items[] | . == $one] | index(true))] is not there as promised" end),
              (if $want[3] then $body | to_entries[] | . as $one
                | if any($items[]; . as $item | [$one.value | differs($item; "")] | length == 0)
                  then empty else "\($at)[\($one.key)] is not promised" end
               else empty end)
            end
        end
    elif ($want | type) == "object" then
      if type != "object" then "\($at) is no object"
      else . as $body | $want | to_entries[] | . as $one
        | if $body | has($one.key) then $body[$one.key] | differs($one.value; "\($at).\($one.key)")
          elif ($one.value | type) == "array" and $one.value[0] == "optional" then empty
          else "\($at).\($one.key) is missing" end
      end
    elif . == $want then empty
    else "\($at) is \(tojson), not \($want | tojson)" end;
  def below($path): reduce $path[] as $key ([.];
    if length == 1 and (.[0] | type) == "object" and ($key | type) == "string" and (.[0] | has($key))
      or length == 1 and (.[0] | type) == "array" and ($key | type) == "number" and $key < (.[0] | length)
    then [.[0][$key]] else [] end);
  if length != 1 then "it is not one JSON value"
  else .[0] as $body | $want[0]
    | (.documented // empty | .[0] as $page | $body | differs($page; "$")),
      (.checks[] as $check | "$ at \($check[0] | tojson)" as $at | $body | below($check[0])
        | if length == 0 then "\($at) is missing" else .[0] | differs($check[1]; $at) end)
  end"#;

/// What a step promises, as far as the script can hold it against an answer.
pub(super) struct Promise {
    /// What `jq` holds against the body; none where that is nothing, or no JSON.
    pub(super) json: Option<Value>,
    /// The assertions that the script cannot hold, in words.
    pub(super) unheld: Vec<String>,
}

/// Returns what a step promises. `captured` are the values that the walk gave names, and that this
/// step uses: the next walk has others.
pub(super) fn promise(step: &StepOutcome, captured: &HashSet<&str>) -> Promise {
    let Some(promised) = &step.promised else {
        return Promise {
            json: None,
            unheld: Vec::new(),
        };
    };
    let reader = Reader::of(step, captured);
    let page = promised.documented.as_ref();
    let page = page.map(|page| reader.node("$", page));
    let page = page.filter(|page| *page != any());
    let mut checks: Vec<Value> = Vec::new();
    let mut unheld = Vec::new();
    for check in &promised.checks {
        match reader.check(check) {
            Some(places) => checks.extend(places),
            None => unheld.push(format!("{} {}", check.at, check.demands)),
        }
    }
    let json = (page.is_some() || !checks.is_empty()).then(|| {
        let documented = page.map_or(Value::Null, |page| json!([page]));
        json!({"documented": documented, "checks": checks})
    });
    Promise { json, unheld }
}

fn any() -> Value {
    json!(["any"])
}

struct Reader<'s> {
    rules: HashMap<&'s str, &'s [RuleKind]>,
    /// Where the answer of the walk varied, and whether something was there.
    varied: HashMap<&'s str, bool>,
    drifts: HashMap<&'s str, &'s DriftOutcome>,
    captured: &'s HashSet<&'s str>,
    /// Whether the report is one of old, that does not say which lists the page shortens.
    is_of_old: bool,
}

impl<'s> Reader<'s> {
    fn of(step: &'s StepOutcome, captured: &'s HashSet<&'s str>) -> Self {
        let rules = step.promised.iter().flat_map(|promised| &promised.rules);
        let varied = step.varied.iter();
        let drifts = step.drifts.iter();
        Self {
            rules: rules
                .map(|rule| (rule.at.as_str(), rule.kinds.as_slice()))
                .collect(),
            varied: varied
                .map(|one| (one.documented_path.as_str(), one.actual_path.is_some()))
                .collect(),
            drifts: drifts.map(|one| (one.at.as_str(), one)).collect(),
            captured,
            is_of_old: step.verdict == Verdict::Passed && step.compared.is_none(),
        }
    }

    fn has(&self, path: &str, kind: RuleKind) -> bool {
        let mut places = [path, EVERYWHERE].into_iter();
        places.any(|path| {
            self.rules
                .get(path)
                .is_some_and(|kinds| kinds.contains(&kind))
        })
    }

    /// Returns what is promised of a node.
    fn node(&self, path: &str, page: &Value) -> Value {
        let value = self.value(path, page);
        if self.has(path, RuleKind::Optional) || self.varied.get(path) == Some(&false) {
            return json!(["optional", value]);
        }
        value
    }

    fn value(&self, path: &str, page: &Value) -> Value {
        if let Some(drift) = self.drifts.get(path)
            && drift.documented.is_some()
            && !drift.page_was_right
        {
            return self.exactly(&drift.store);
        }
        let kinds = self.rules.get(path).copied().unwrap_or_default().iter();
        let kinds: Vec<_> = kinds.filter(|kind| kind.is_of_value()).collect();
        if !kinds.is_empty() {
            return json!(["kinds", kinds]);
        }
        if self.varied.get(path) == Some(&true) {
            return any();
        }
        match page {
            Value::Array(items) => self.list(path, items),
            Value::Object(members) => {
                let wanted = members
                    .iter()
                    .map(|(name, value)| (name.clone(), self.node(&member(path, name), value)));
                Value::Object(wanted.collect())
            }
            scalar => self.exactly(scalar),
        }
    }

    fn list(&self, path: &str, items: &[Value]) -> Value {
        let wanted = items.iter().enumerate();
        let mut wanted: Vec<Value> = wanted
            .map(|(index, item)| self.node(&format!("{path}[{index}]"), item))
            .collect();
        wanted.retain(|item| item.get(0) != Some(&json!("optional")));
        let is_whole = wanted.len() == items.len();
        let is_shortened = self.has(path, RuleKind::Shortened) || self.is_of_old;
        let in_order = is_whole && !self.has(path, RuleKind::Unordered);
        json!(["list", wanted, in_order, is_whole && !is_shortened])
    }

    /// Returns which value it has to be. A secret is not known here, and what the walk captured is
    /// another one in the next.
    fn exactly(&self, value: &Value) -> Value {
        let text = value.to_string();
        let bare = value.as_str().unwrap_or(&text);
        if text.contains('‹') || self.captured.contains(bare) {
            return any();
        }
        match value {
            Value::Array(_) | Value::Object(_) => json!(["is", value]),
            scalar => scalar.clone(),
        }
    }

    /// Returns the places at which a check wants a value, with that; none where the script cannot
    /// hold it.
    fn check(&self, check: &CheckOutcome) -> Option<Vec<Value>> {
        let wanted = self.exactly(check.equals.as_ref()?);
        if check.subject != Subject::Check || check.paths.is_empty() {
            return None;
        }
        let places = check.paths.iter();
        places
            .map(|path| Some(json!([place(path)?, wanted])))
            .collect()
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
