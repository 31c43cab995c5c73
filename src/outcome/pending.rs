//! A step before it is sent.

use crate::outcome::{Counts, PlannedStep, StepOutcome, Verdict};
use crate::scenario::tutorial::Step;

impl StepOutcome {
    /// Returns what is known of a step before it is sent.
    pub fn pending(number: usize, step: &Step) -> Self {
        Self {
            explain: step.explain.clone(),
            ..PlannedStep::of(step).pending(number)
        }
    }
}

impl PlannedStep {
    /// Returns what a plan says of a step.
    pub fn of(step: &Step) -> Self {
        Self {
            id: step.id.clone(),
            title: step.title.clone(),
            effect: step.effect.name().to_owned(),
            request_line: request_line(step),
            location: step.id_span.location(),
        }
    }

    /// Returns the outcome of the step before anybody has walked it.
    pub(crate) fn pending(&self, number: usize) -> StepOutcome {
        StepOutcome {
            number,
            id: self.id.clone(),
            title: self.title.clone(),
            explain: None,
            effect: self.effect.clone(),
            request_line: self.request_line.clone(),
            location: self.location.clone(),
            verdict: Verdict::Errored,
            reason: None,
            error: None,
            exchanges: Vec::new(),
            browsed: Vec::new(),
            store_message: None,
            label: None,
            notes: Vec::new(),
            promised: None,
            mismatches: Vec::new(),
            hints: Vec::new(),
            varied: Vec::new(),
            drifts: Vec::new(),
            extras: Vec::new(),
            compared: None,
            counts: Counts::default(),
            captures: Vec::new(),
            uses: Vec::new(),
            attempts: 1,
            gave_up: None,
            developer_mode: false,
            duration_ms: 0.0,
        }
    }
}

/// The method and the path of a step; of one for a browser, its first page.
fn request_line(step: &Step) -> String {
    let method = match step.browser {
        Some(_) => "browser",
        None => step.request.method.as_str(),
    };
    format!("{method} {}", step.request.path)
}
