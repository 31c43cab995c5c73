//! Two saved runs of the same steps held against each other.

use std::collections::HashMap;

use serde_json::Value;

use crate::check::json;
use crate::check::json::kind::is_datetime;
use crate::check::node_path::{self, Segment};
use crate::outcome::comparison::{Answered, ComparedStep, Comparison};
use crate::outcome::{Mismatch, ResponseOutcome, RunOutcome, ScenarioOutcome, StepOutcome};

/// Compares two runs, step by step.
///
/// A difference between two bodies is one only where the page has a say: what it lets vary, what
/// each run captured for itself (ids, tokens), the names of the runs, the addresses of the stores,
/// moments, and random marks are counted as varied. Bodies that differ in more places than are listed
/// are not alike, since nobody has looked at the rest.
pub fn compare(left: &RunOutcome, right: &RunOutcome) -> Comparison {
    let both = Both {
        left: captured(left),
        right: captured(right),
        names: vec![
            (right.run_id.clone(), left.run_id.clone()),
            (address(right), address(left)),
            (escaped(&address(right)), escaped(&address(left))),
        ],
    };
    let of_right: HashMap<_, _> = steps(right).map(|(key, _, step)| (key, step)).collect();
    let of_left: HashMap<_, _> = steps(left).map(|(key, _, step)| (key, step)).collect();
    let mut compared: Vec<ComparedStep> = steps(left)
        .map(|(key, scenario, step)| both.step(scenario, Some(step), of_right.get(&key).copied()))
        .collect();
    let only_right = steps(right).filter(|(key, ..)| !of_left.contains_key(key));
    compared.extend(only_right.map(|(_, scenario, step)| both.step(scenario, None, Some(step))));
    Comparison {
        left: left.target.clone(),
        right: right.target.clone(),
        steps: compared,
    }
}

type Key<'o> = (&'o str, &'o str, &'o str);

fn steps(run: &RunOutcome) -> impl Iterator<Item = (Key<'_>, &ScenarioOutcome, &StepOutcome)> {
    run.scenarios.iter().flat_map(|scenario| {
        scenario.steps.iter().map(move |step| {
            let key = (
                scenario.tutorial.as_str(),
                scenario.name.as_str(),
                step.id.as_str(),
            );
            (key, scenario, step)
        })
    })
}

/// Returns the captured values of a run by name, as texts.
fn captured(run: &RunOutcome) -> HashMap<(&str, &str), String> {
    let captures = steps(run).flat_map(|((tutorial, ..), _, step)| {
        let captures = step.captures.iter();
        captures.map(move |one| ((tutorial, one.name.as_str()), text(&one.value)))
    });
    captures.collect()
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// What is known of both runs.
struct Both<'o> {
    left: HashMap<(&'o str, &'o str), String>,
    right: HashMap<(&'o str, &'o str), String>,
    /// What is written otherwise on the right, and how on the left: the names of the runs, and the
    /// addresses of the stores.
    names: Vec<(String, String)>,
}

impl Both<'_> {
    fn step(
        &self,
        scenario: &ScenarioOutcome,
        left: Option<&StepOutcome>,
        right: Option<&StepOutcome>,
    ) -> ComparedStep {
        let shown = left.or(right);
        let mut compared = ComparedStep {
            scenario: scenario.full_name(),
            id: shown.map_or_else(String::new, |step| step.id.clone()),
            title: shown.map_or_else(String::new, |step| step.title.clone()),
            left: left.map(answered),
            right: right.map(answered),
            differences: Vec::new(),
            varied: 0,
            unlisted: 0,
            hidden: Vec::new(),
            not_compared: None,
        };
        if let (Some(left), Some(right)) = (left, right) {
            self.bodies(left, right, &mut compared);
        }
        compared
    }

    fn bodies(&self, left: &StepOutcome, right: &StepOutcome, compared: &mut ComparedStep) {
        let (Some(one), Some(other)) = (response(left), response(right)) else {
            return;
        };
        if one.body.is_empty() && other.body.is_empty() {
            return;
        }
        if one.body_shortened || other.body_shortened {
            compared.not_compared = Some("the saved bodies are shortened".to_owned());
            return;
        }
        let as_left = |body: String, (right, left): &(String, String)| body.replace(right, left);
        let body = self.names.iter().fold(other.body.clone(), as_left);
        let values = serde_json::from_str(&one.body).ok();
        let Some((documented, actual)) = values.zip(serde_json::from_str(&body).ok()) else {
            compared.not_compared = Some("they are no JSON".to_owned());
            return;
        };
        let found = match json::difference(&documented, &one.body, &actual) {
            Ok(found) => found,
            Err(error) => {
                compared.not_compared = Some(error.message);
                return;
            }
        };
        compared.unlisted = found.differences - found.mismatches.len();
        let (varied, differences): (Vec<_>, Vec<_>) = found
            .mismatches
            .into_iter()
            .partition(|difference| self.may_vary(left, right, difference));
        compared.varied = varied.len();
        compared.differences = differences;
        let mut hidden = Vec::new();
        masked(&documented, &mut Vec::new(), &mut hidden);
        let is_promised = |(path, value): &(Vec<Segment>, &Value)| {
            varies(left, path) || self.left.values().any(|captured| *captured == text(value))
        };
        hidden.retain(|found| !is_promised(found));
        compared.hidden = hidden
            .iter()
            .map(|(path, _)| node_path::show(path))
            .collect();
    }

    fn may_vary(&self, left: &StepOutcome, right: &StepOutcome, difference: &Mismatch) -> bool {
        let may = |step: &StepOutcome, path: Option<&String>| {
            let path = path.and_then(|path| node_path::parse(path));
            path.is_some_and(|path| varies(step, &path))
        };
        if may(left, difference.documented_path.as_ref())
            || may(right, difference.actual_path.as_ref())
        {
            return true;
        }
        let (Some(one), Some(other)) = (&difference.documented, &difference.actual) else {
            return false;
        };
        let (one, other) = (text(one), text(other));
        let is_captured = |(name, value): (&(&str, &str), &String)| {
            *value == one && self.right.get(name).is_some_and(|value| *value == other)
        };
        (is_datetime(&one) && is_datetime(&other))
            || (is_random(&one) && is_random(&other) && one.len() == other.len())
            || self.left.iter().any(is_captured)
    }
}

/// Whether the page lets a value of the answer vary.
fn varies(step: &StepOutcome, path: &[Segment]) -> bool {
    let places = step
        .varied
        .iter()
        .filter_map(|one| one.actual_path.as_deref());
    let mut known = places.filter_map(node_path::parse);
    known.any(|known| path.starts_with(&known))
}

/// Collects the texts in which something is hidden.
fn masked<'v>(
    value: &'v Value,
    path: &mut Vec<Segment>,
    found: &mut Vec<(Vec<Segment>, &'v Value)>,
) {
    let mut within = |segment: Segment, value: &'v Value| {
        path.push(segment);
        masked(value, path, found);
        path.pop();
    };
    match value {
        Value::String(text) if text.contains('‹') && text.contains('›') => {
            found.push((path.clone(), value));
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(at, item)| within(Segment::Index(at), item));
        }
        Value::Object(members) => {
            let members = members.iter();
            members.for_each(|(name, value)| within(Segment::Name(name.clone()), value));
        }
        _ => {}
    }
}

/// Returns the address of a store as it stands in bodies, without the slash at its end.
fn address(run: &RunOutcome) -> String {
    run.target.url.trim_end_matches('/').to_owned()
}

/// Spells an address as PHP writes it into JSON.
fn escaped(address: &str) -> String {
    address.replace('/', "\\/")
}

/// Whether a text looks like a random mark: 16 or more hexadecimal digits, such as `protect_code`.
fn is_random(text: &str) -> bool {
    text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn response(step: &StepOutcome) -> Option<&ResponseOutcome> {
    step.exchanges.last()?.response.as_ref()
}

fn answered(step: &StepOutcome) -> Answered {
    let error = step.error.iter().map(|error| error.message.clone());
    let mismatches = step
        .mismatches
        .iter()
        .map(|mismatch| mismatch.message.clone());
    Answered {
        verdict: step.verdict,
        status: response(step).map(|response| response.status),
        from_page: error.chain(mismatches).chain(step.reason.clone()).collect(),
    }
}
