//! What needs what: scenarios each other, steps the steps before them, also of other scenarios.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::scenario::problem::{Problem, did_you_mean};
use crate::scenario::source::Span;
use crate::scenario::tutorial::{Scenario, Tutorial};

/// Returns the scenarios that run before one of them, needed directly or by those it needs.
pub(super) fn reachable(tutorial: &Tutorial, of: usize) -> HashSet<usize> {
    let mut found = HashSet::new();
    let mut open = vec![of];
    while let Some(index) = open.pop() {
        for (name, _) in &tutorial.scenarios[index].needs {
            if let Some(next) = position(tutorial, name)
                && found.insert(next)
            {
                open.push(next);
            }
        }
    }
    found
}

/// Scenarios that are not named in `needs` and have to be, each said once a file: at the first place
/// that rests on them.
#[derive(Default)]
pub(super) struct Missing(BTreeMap<(usize, usize), (Span, String, usize)>);

impl Missing {
    /// Notes that something in a scenario rests on another one.
    pub(super) fn note(&mut self, (of, needed): (usize, usize), span: &Span, message: String) {
        let (first, said, count) = self
            .0
            .entry((of, needed))
            .or_insert_with(|| (span.clone(), message.clone(), 0));
        *count += 1;
        if span.range.start < first.range.start {
            *first = span.clone();
            *said = message;
        }
    }

    /// Says each of them once.
    pub(super) fn problems(self, tutorial: &Tutorial) -> Vec<Problem> {
        let said = self
            .0
            .into_iter()
            .map(|((_, needed), (span, message, count))| {
                let name = &tutorial.scenarios[needed].name;
                let more = match count - 1 {
                    0 => String::new(),
                    more => format!("; {more} more places of this file rest on it"),
                };
                let hint = format!("add `needs: [{name}]` to the head of this file{more}");
                Problem::at(&span, message).hint(hint)
            });
        said.collect()
    }
}

/// Finds `needs` that name nothing, what comes later or themselves, and ids that stand twice.
pub(super) fn check(tutorial: &Tutorial, missing: &mut Missing) -> Vec<Problem> {
    let mut problems = Vec::new();
    same_ids(tutorial, &mut problems);
    for (index, scenario) in tutorial.scenarios.iter().enumerate() {
        for (name, span) in &scenario.needs {
            problems.extend(scenario_need(tutorial, index, name, span));
        }
        let reachable = reachable(tutorial, index);
        for (at, step) in scenario.steps.iter().enumerate() {
            let needs = step.needs.iter();
            problems
                .extend(needs.filter_map(|need| {
                    step_need(tutorial, (index, at), &reachable, need, missing)
                }));
        }
    }
    problems
}

fn position(tutorial: &Tutorial, name: &str) -> Option<usize> {
    let mut scenarios = tutorial.scenarios.iter();
    scenarios.position(|scenario| scenario.name == name)
}

fn scenario_need(tutorial: &Tutorial, of: usize, name: &str, span: &Span) -> Option<Problem> {
    if name.is_empty() {
        return None;
    }
    let Some(needed) = position(tutorial, name) else {
        let message = format!("there is no scenario `{name}` in this tutorial");
        let names = tutorial.scenarios.iter().map(|one| one.name.as_str());
        let hint = match did_you_mean(name, names.clone()) {
            _ if tutorial.is_alone() => {
                "the file is walked alone: take `needs` out, or write a `tutorial.yaml` with \
                 `title: …` beside the files that belong together"
                    .to_owned()
            }
            Some(near) => format!("did you mean `{near}`?"),
            None => match number_left_out(&tutorial.scenarios, name) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => {
                    "`needs` of a scenario names other files, without number and ending".to_owned()
                }
            },
        };
        return Some(Problem::at(span, message).hint(hint));
    };
    let path = way(tutorial, needed, of)?;
    let names = [of].into_iter().chain(path);
    let names: Vec<_> = names
        .map(|index| tutorial.scenarios[index].name.as_str())
        .collect();
    let message = format!("these scenarios need each other: {}", names.join(" → "));
    let hint = if needed == of {
        "take it out of its own `needs`"
    } else {
        "one of them has to run first: move the steps that it needs into it"
    };
    Some(Problem::at(span, message).hint(hint))
}

/// Returns the name that is meant by one with a number or an ending, such as `03-cart.yaml`.
fn number_left_out<'a>(scenarios: &'a [Scenario], name: &str) -> Option<&'a str> {
    let bare = name.trim_end_matches(".yaml").trim_end_matches(".yml");
    let found = scenarios.iter().map(|scenario| scenario.name.as_str());
    found
        .into_iter()
        .find(|known| bare == *known || bare.ends_with(&format!("-{known}")))
}

/// Returns the shortest way of needs from one scenario to another, both ends included.
fn way(tutorial: &Tutorial, from: usize, to: usize) -> Option<Vec<usize>> {
    let mut came_from = HashMap::from([(from, from)]);
    let mut open = std::collections::VecDeque::from([from]);
    while let Some(index) = open.pop_front() {
        if index == to {
            let mut path = vec![index];
            let mut at = index;
            while at != from {
                at = came_from[&at];
                path.push(at);
            }
            path.reverse();
            return Some(path);
        }
        for (name, _) in &tutorial.scenarios[index].needs {
            if let Some(next) = position(tutorial, name)
                && !came_from.contains_key(&next)
            {
                came_from.insert(next, index);
                open.push_back(next);
            }
        }
    }
    None
}

/// Finds what is wrong with the need of a step, the one at `at` of the scenario `of`.
fn step_need(
    tutorial: &Tutorial,
    (of, at): (usize, usize),
    reachable: &HashSet<usize>,
    (id, span): &(String, Span),
    missing: &mut Missing,
) -> Option<Problem> {
    if id.is_empty() {
        return None;
    }
    let (message, hint) = match place_of(tutorial, of, id) {
        Some((scenario, needed)) if scenario == of && needed == at => (
            format!("step `{id}` needs itself"),
            "take it out of `needs`".to_owned(),
        ),
        Some((scenario, needed)) if scenario == of && needed > at => (
            format!("step `{id}` comes later than the step that needs it"),
            "move it before this step".to_owned(),
        ),
        Some((scenario, _)) if scenario == of || reachable.contains(&scenario) => return None,
        Some((scenario, _)) => {
            let name = &tutorial.scenarios[scenario].name;
            let message = format!("step `{id}` is one of `{name}`, which does not run before");
            missing.note((of, scenario), span, message);
            return None;
        }
        None => {
            let others = (0..tutorial.scenarios.len()).filter(|one| reachable.contains(one));
            let before = others.flat_map(|one| &tutorial.scenarios[one].steps);
            let before = before.chain(&tutorial.scenarios[of].steps[..at]);
            let hint = match did_you_mean(id, before.map(|step| step.id.as_str())) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`needs` of a step names steps that stand above, in the same file or in \
                         one that it needs"
                    .to_owned(),
            };
            (format!("there is no step `{id}` before this one"), hint)
        }
    };
    Some(Problem::at(span, message).hint(hint))
}

/// Returns the scenario that has a step, and the place of the step in it; its own scenario first.
fn place_of(tutorial: &Tutorial, of: usize, id: &str) -> Option<(usize, usize)> {
    let others = (0..tutorial.scenarios.len()).filter(|one| *one != of);
    std::iter::once(of).chain(others).find_map(|scenario| {
        let mut steps = tutorial.scenarios[scenario].steps.iter();
        Some((scenario, steps.position(|step| step.id == id)?))
    })
}

fn same_ids(tutorial: &Tutorial, problems: &mut Vec<Problem>) {
    let mut first: HashMap<&str, &Span> = HashMap::new();
    let steps = tutorial
        .scenarios
        .iter()
        .flat_map(|scenario| &scenario.steps);
    for step in steps.filter(|step| !step.id.is_empty()) {
        if let Some(span) = first.get(step.id.as_str()) {
            let place = span.location();
            let message = format!("two steps have the id `{}`", step.id);
            let hint = format!(
                "the other one is in {}, line {}: an id may be used once in a tutorial",
                place.file, place.line
            );
            problems.push(Problem::at(&step.id_span, message).hint(hint));
        } else {
            first.insert(&step.id, &step.id_span);
        }
    }
}
