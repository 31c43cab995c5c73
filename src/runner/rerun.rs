//! Which steps of a saved run are walked again: those that did not pass, and those of scenarios that
//! say something else by now, of which no earlier pass proves anything.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::outcome::{RunOutcome, ScenarioOutcome, Verdict};
use crate::runner::digest;
use crate::runner::plan::Choice;
use crate::scenario::tutorial::{Scenario, Tutorial};

/// What is walked again.
#[derive(Debug, Default)]
pub struct Again {
    /// The scenarios with such steps.
    pub choices: Vec<Choice>,
    /// The steps: name of the tutorial → their names.
    pub steps: BTreeMap<String, Vec<String>>,
    /// The scenarios that have changed since, and are walked whole.
    pub changed: Vec<String>,
    /// The scenarios that are not there any more, and of which a step did not pass.
    pub gone: Vec<String>,
}

/// Chooses what of a saved run is walked again. A step that does not apply is not: it never failed.
pub fn again(saved: &RunOutcome, tutorials: &[Arc<Tutorial>]) -> Again {
    let mut again = Again::default();
    for was in &saved.scenarios {
        let tutorial = tutorials.iter().find(|one| one.name == was.tutorial);
        let scenario = tutorial.and_then(|tutorial| {
            let mut scenarios = tutorial.scenarios.iter();
            scenarios.find(|scenario| scenario.name == was.name)
        });
        let (Some(tutorial), Some(scenario)) = (tutorial, scenario) else {
            if not_passed(was).next().is_some() {
                again.gone.push(was.full_name());
            }
            continue;
        };
        let steps: Vec<String> = if is_changed(was, tutorial, scenario) {
            again.changed.push(was.full_name());
            scenario.steps.iter().map(|step| step.id.clone()).collect()
        } else {
            not_passed(was).map(str::to_owned).collect()
        };
        if !steps.is_empty() {
            let wanted = again.steps.entry(tutorial.name.clone()).or_default();
            wanted.extend(steps);
            again.choices.push(Choice {
                tutorial: Arc::clone(tutorial),
                scenario: Some(scenario.name.clone()),
            });
        }
    }
    again
}

fn not_passed(scenario: &ScenarioOutcome) -> impl Iterator<Item = &str> {
    let steps = scenario.steps.iter();
    let again = steps.filter(|step| match step.verdict {
        Verdict::Passed | Verdict::NotApplicable => false,
        Verdict::Failed | Verdict::Errored | Verdict::Skipped => true,
    });
    again.map(|step| step.id.as_str())
}

/// Whether a scenario says something else than when it was walked; a report of before tells that by the
/// names of its steps alone.
fn is_changed(was: &ScenarioOutcome, tutorial: &Tutorial, scenario: &Scenario) -> bool {
    let is_there = |id: &str| scenario.steps.iter().any(|step| step.id == id);
    match &was.digest {
        Some(digest) => *digest != digest::of_scenario(tutorial, scenario),
        None => !was.steps.iter().all(|step| is_there(&step.id)),
    }
}
