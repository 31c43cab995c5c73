//! The way of each value through the steps.

use crate::outcome::{RunOutcome, ScenarioOutcome, StepOutcome};
use std::collections::HashMap;

/// The way of each value: the step that captured it, and those that used it, by their numbers.
pub(super) struct Flows {
    pub(super) ways: HashMap<(String, String, String), Vec<usize>>,
}

impl Flows {
    pub(super) fn of(outcome: &RunOutcome) -> Self {
        let mut ways: HashMap<_, Vec<usize>> = HashMap::new();
        let key = |tutorial: &str, step: &str, name: &str| {
            (tutorial.to_owned(), step.to_owned(), name.to_owned())
        };
        for scenario in &outcome.scenarios {
            for step in &scenario.steps {
                for used in &step.uses {
                    let captured_in = used.captured_in.as_deref().unwrap_or("");
                    let way = ways.entry(key(&scenario.tutorial, captured_in, &used.name));
                    way.or_default().push(step.number);
                }
            }
        }
        for scenario in &outcome.scenarios {
            for step in &scenario.steps {
                for capture in &step.captures {
                    let way = ways.entry(key(&scenario.tutorial, &step.id, &capture.name));
                    way.or_default().insert(0, step.number);
                }
            }
        }
        Self { ways }
    }

    /// Returns the numbers of the steps on the way of a value, the one that captured it first.
    pub(super) fn way(&self, tutorial: &str, step: &str, name: &str) -> &[usize] {
        let key = (tutorial.to_owned(), step.to_owned(), name.to_owned());
        self.ways.get(&key).map_or(&[], Vec::as_slice)
    }

    pub(super) fn of_capture(
        &self,
        scenario: &ScenarioOutcome,
        step: &StepOutcome,
        name: &str,
    ) -> &[usize] {
        self.way(&scenario.tutorial, &step.id, name)
    }
}
