//! What is to be said of each value of a response: as the page prints it or not, checked, captured.

use std::cmp::Ordering;
use std::collections::HashMap;

use serde_json::Value;

use crate::outcome::{CheckOutcome, Promised, StepOutcome, Subject, ValueFlow, compare_numbers};
use crate::report::lesson::line::{Line, Mark};
use crate::report::lesson::note::{MOST_LINES, cut, rooted, to};
use crate::report::tree;
use crate::visible::visible;

/// Knows what is to be said of each value of a response.
pub(super) struct Marker<'a> {
    marks: HashMap<String, (Mark, String)>,
    captured: HashMap<String, String>,
    checked: HashMap<String, String>,
    documented: HashMap<String, &'a Value>,
    /// How many values the comparison found as they are printed.
    exact: usize,
}

impl<'a> Marker<'a> {
    pub(super) fn of(step: &'a StepOutcome, value_flow: &ValueFlow, body: &Value) -> Self {
        let promised = step.promised.as_ref();
        let documented = promised.and_then(|promised| promised.documented.as_ref());
        let mut leaves = HashMap::new();
        if let Some(documented) = documented {
            collect("", documented, &mut leaves);
        }
        let mut actual = HashMap::new();
        collect("", body, &mut actual);
        let mut marks = HashMap::new();
        for drift in &step.drifts {
            let place = rooted(&drift.at);
            // Of an array that was aligned otherwise, the place is another one.
            if actual
                .get(&place)
                .is_some_and(|value| **value == drift.store)
            {
                let page = drift.documented.as_ref().map(cut);
                let note = page.map_or(String::new(), |page| {
                    format!("known: the page prints {page}")
                });
                marks.insert(place, (Mark::Drifted, note));
            }
        }
        for extra in &step.extras {
            let note = "not on the page".to_owned();
            marks.insert(rooted(&extra.path), (Mark::Extra, note));
        }
        for varied in &step.varied {
            let Some(path) = &varied.actual_path else {
                continue;
            };
            let page = leaves.get(&rooted(&varied.documented_path));
            let note = page.map_or(String::new(), |page| {
                format!("may differ: the page prints {}", cut(page))
            });
            marks.insert(rooted(path), (Mark::Varied, note));
        }
        for mismatch in &step.mismatches {
            let of_body = mismatch.subject == Subject::Body;
            if let Some(path) = mismatch.actual_path.as_ref().filter(|_| of_body) {
                let note = match &mismatch.documented {
                    Some(page) => format!("must not differ: the page prints {}", cut(page)),
                    None => mismatch.message.clone(),
                };
                marks.insert(rooted(path), (Mark::Wrong, note));
            }
        }
        let captured = step.captures.iter();
        let captured =
            captured.filter_map(|one| Some((rooted(one.path.as_ref()?), to(one, value_flow))));
        Self {
            marks,
            captured: captured.collect(),
            checked: promised.map(checked).unwrap_or_default(),
            documented: leaves,
            exact: step.counts.exact,
        }
    }

    pub(super) fn lines(&self, body: &Value) -> Vec<Line> {
        let mut actual = HashMap::new();
        collect("", body, &mut actual);
        let mark = |path: &str, above: Mark| self.marks.get(path).map_or(above, |(mark, _)| *mark);
        let lines = tree::lines(body, Mark::Plain, &mark, MOST_LINES);
        let unmarked = lines
            .iter()
            .filter(|line| line.is_leaf && line.mark == Mark::Plain);
        // Where elements stand in another order than the page has them, paths do not tell; but where
        // nothing is left that the comparison did not count as exact, all of it is.
        let is_all_exact = self.exact > 0 && unmarked.count() == self.exact;
        lines
            .into_iter()
            .map(|line| {
                let place = line.path.as_ref();
                let own = place.and_then(|place| self.marks.get(place));
                let captured = place.and_then(|place| self.captured.get(place));
                let checked = place.and_then(|place| self.checked.get(place));
                let note = own.map(|(_, note)| note).into_iter();
                let note = note.chain(captured).chain(checked);
                let note: Vec<&str> = note
                    .map(String::as_str)
                    .filter(|note| !note.is_empty())
                    .collect();
                let page = place.and_then(|place| self.documented.get(place));
                let store = place.and_then(|place| actual.get(place)).copied();
                let is_exact = line.mark == Mark::Plain
                    && (checked.is_some()
                        || line.is_leaf
                            && (is_all_exact || page.is_some_and(|page| is_same(page, store))));
                Line {
                    mark: if is_exact { Mark::Exact } else { line.mark },
                    note: visible(&note.join(" · ")),
                    is_json: true,
                    ..Line::plain(visible(&line.text))
                }
            })
            .collect()
    }
}

/// Returns what was checked and held, by its place.
fn checked(promised: &Promised) -> HashMap<String, String> {
    let mut checked: HashMap<String, String> = HashMap::new();
    let held = |check: &&CheckOutcome| check.held == Some(true);
    for check in promised.checks.iter().filter(held) {
        for path in &check.paths {
            let demands = &check.demands;
            let told = checked.entry(rooted(path));
            told.and_modify(|told| *told = format!("{told}, {demands}"))
                .or_insert_with(|| format!("checked: {demands}"));
        }
    }
    checked
}

/// Collects the values without members or elements, by their places.
fn collect<'v>(path: &str, value: &'v Value, leaves: &mut HashMap<String, &'v Value>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, child) in members {
                let dot = if path.is_empty() || name.starts_with('[') {
                    ""
                } else {
                    "."
                };
                collect(&format!("{path}{dot}{}", visible(name)), child, leaves);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (at, child) in items.iter().enumerate() {
                collect(&format!("{path}[{at}]"), child, leaves);
            }
        }
        _ => {
            leaves.insert(path.to_owned(), value);
        }
    }
}

/// Whether two values are one, numbers as numbers.
fn is_same(page: &Value, store: Option<&Value>) -> bool {
    match (page, store) {
        (Value::Number(page), Some(Value::Number(store))) => {
            compare_numbers(page, store) == Some(Ordering::Equal)
        }
        (page, store) => Some(page) == store,
    }
}
