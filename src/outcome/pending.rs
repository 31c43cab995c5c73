//! A step before it is sent.

use crate::outcome::{Counts, StepOutcome, Verdict};
use crate::scenario::tutorial::Step;

impl StepOutcome {
    /// Returns what is known of a step before it is sent.
    pub fn pending(number: usize, step: &Step) -> Self {
        Self {
            number,
            id: step.id.clone(),
            title: step.title.clone(),
            explain: step.explain.clone(),
            effect: step.effect.name().to_owned(),
            request_line: request_line(step),
            location: step.id_span.location(),
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
