//! Two saved runs of the same steps held against each other.

mod answers;
mod cause;
mod handle;
mod made;
mod moment;
mod own;
mod steps;
mod wording;

use std::collections::HashMap;

pub use own::Own;
use serde_json::Value;

use crate::check::json;
use crate::check::json::kind::is_datetime;
use crate::check::runs::answers::{read, response};
use crate::check::runs::made::{Answers, Made};
use crate::check::runs::moment::Period;
use crate::check::runs::steps::steps;
use crate::outcome::comparison::{Answered, ComparedStep, Comparison};
use crate::outcome::path::{self, Segment};
use crate::outcome::{Mismatch, RunOutcome, ScenarioOutcome, StepOutcome};

/// Compares two runs, step by step.
///
/// What the page lets vary, the numbers of what each run made (`made`), the names of the runs, the
/// addresses of the stores, the moments of the runs, random marks and the numbers of reports are
/// counted as varied; everything else is a difference. An amount that follows from one that changed
/// before stands below it. Bodies that differ in more places than are listed are not alike, since
/// nobody has looked at the rest.
pub fn compare(left: &RunOutcome, right: &RunOutcome) -> Comparison {
    let names = [
        (right.run_id.clone(), left.run_id.clone()),
        (address(right), address(left)),
        (escaped(&address(right)), escaped(&address(left))),
    ];
    let of_right: HashMap<_, _> = steps(right).map(|(key, _, step)| (key, step)).collect();
    let of_left: HashMap<_, _> = steps(left).map(|(key, _, step)| (key, step)).collect();
    let pairs = steps(left).filter_map(|(key, _, step)| Some((step, *of_right.get(&key)?)));
    let answers: Vec<Answers<'_>> = pairs
        .filter_map(|(left, right)| read(left, right, &names))
        .collect();
    let both = Both {
        made: Made::of(left, right, &answers),
        periods: (Period::of(left), Period::of(right)),
        is_one_store: left.target.url == right.target.url,
        captured: captured(left),
    };
    let mut answers = answers.iter().peekable();
    let mut compared = Vec::new();
    for (key, scenario, step) in steps(left) {
        let other = of_right.get(&key).copied();
        let mut one = beside(scenario, Some(step), other);
        if let Some(other) = other {
            let answers = answers.next_if(|answers| std::ptr::eq(answers.left, step));
            both.bodies(step, other, answers, &mut one);
        }
        compared.push(one);
    }
    let only_right = steps(right).filter(|(key, ..)| !of_left.contains_key(key));
    compared.extend(only_right.map(|(_, scenario, step)| beside(scenario, None, Some(step))));
    cause::fold(&mut compared);
    cause::mark_unwalked(&mut compared);
    Comparison {
        left: left.target.clone(),
        right: right.target.clone(),
        developer_mode: [left, right].map(|run| run.mode_note().is_some()),
        steps: compared,
    }
}

/// Returns the texts that a run captured, as they stand in its report.
fn captured(run: &RunOutcome) -> Vec<&Value> {
    let captures = steps(run).flat_map(|(_, _, step)| &step.captures);
    captures.map(|one| &one.value).collect()
}

fn beside(
    scenario: &ScenarioOutcome,
    left: Option<&StepOutcome>,
    right: Option<&StepOutcome>,
) -> ComparedStep {
    let shown = left.or(right);
    ComparedStep {
        scenario: scenario.full_name(),
        id: shown.map_or_else(String::new, |step| step.id.clone()),
        title: shown.map_or_else(String::new, |step| step.title.clone()),
        left: left.map(answered),
        right: right.map(answered),
        differences: Vec::new(),
        derived: Vec::new(),
        varied: 0,
        unlisted: 0,
        hidden: Vec::new(),
        not_compared: None,
        unwalked: None,
    }
}

/// What is known of both runs.
struct Both<'o> {
    made: Made,
    periods: (Period, Period),
    /// Whether both walked the store at one address.
    is_one_store: bool,
    /// What the left run captured.
    captured: Vec<&'o Value>,
}

impl Both<'_> {
    fn bodies(
        &self,
        left: &StepOutcome,
        right: &StepOutcome,
        answers: Option<&Answers<'_>>,
        compared: &mut ComparedStep,
    ) {
        let (Some(one), Some(other)) = (response(left), response(right)) else {
            return;
        };
        if one.body.is_empty() && other.body.is_empty() {
            return;
        }
        let Some(answers) = answers else {
            let is_shortened = one.body_shortened || other.body_shortened;
            let why = if is_shortened {
                "the saved bodies are shortened"
            } else {
                "they are no JSON"
            };
            compared.not_compared = Some(why.to_owned());
            return;
        };
        let (actual, renamed) = self.made.as_left(answers);
        let found = match json::difference(&answers.left_body, &one.body, &actual) {
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
        compared.varied = varied.len() + renamed;
        let differences = differences.into_iter();
        compared.differences = differences
            .map(|difference| as_answered(difference, &answers.right_body))
            .collect();
        let mut hidden = Vec::new();
        masked(&answers.left_body, &mut Vec::new(), &mut hidden);
        let is_promised = |(path, value): &(Vec<Segment>, &Value)| {
            varies(left, path) || self.captured.contains(value)
        };
        hidden.retain(|found| !is_promised(found));
        compared.hidden = hidden.iter().map(|(path, _)| path::show(path)).collect();
    }

    fn may_vary(&self, left: &StepOutcome, right: &StepOutcome, difference: &Mismatch) -> bool {
        let may = |step: &StepOutcome, path: Option<&String>| {
            let path = path.and_then(|path| path::parse(path));
            path.is_some_and(|path| varies(step, &path))
        };
        if may(left, difference.documented_path.as_ref())
            || may(right, difference.actual_path.as_ref())
        {
            return true;
        }
        let (Some(Value::String(one)), Some(Value::String(other))) =
            (&difference.documented, &difference.actual)
        else {
            return false;
        };
        self.are_moments(one, other)
            || (is_random(one) && is_random(other) && one.len() == other.len())
            || self.made.is_captured(one, other)
            || wording::is_same(one, other, |left, right| self.made.is_made(left, right))
    }

    /// Whether two texts are moments that each run has of its own. Two stores have all of theirs.
    fn are_moments(&self, left: &str, right: &str) -> bool {
        let are_of_runs = self.periods.0.holds(left) && self.periods.1.holds(right);
        is_datetime(left) && is_datetime(right) && (!self.is_one_store || are_of_runs)
    }
}

/// Gives a difference the value that the right store answered, with its own numbers.
fn as_answered(mut difference: Mismatch, body: &Value) -> Mismatch {
    let path = difference.actual_path.as_deref().and_then(path::parse);
    let found = path.and_then(|path| path::find(body, &path));
    if let (Some(actual), Some(found)) = (&mut difference.actual, found) {
        actual.clone_from(found);
    }
    difference
}

/// Whether the page lets a value of the answer vary.
fn varies(step: &StepOutcome, path: &[Segment]) -> bool {
    let places = step
        .varied
        .iter()
        .filter_map(|one| one.actual_path.as_deref());
    let mut known = places.filter_map(path::parse);
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

#[cfg(test)]
mod tests;
