//! All steps of a run, and the bodies with which they were answered.

use crate::outcome::{RunOutcome, ScenarioOutcome, StepOutcome};

pub(super) type Key<'o> = (&'o str, &'o str, &'o str);

pub(super) fn steps(
    run: &RunOutcome,
) -> impl Iterator<Item = (Key<'_>, &ScenarioOutcome, &StepOutcome)> {
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
