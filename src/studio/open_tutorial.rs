//! A tutorial that was opened in the studio: its walk, and what may be sent of it.

use std::sync::Arc;

use crate::error::Error;
use crate::launch::Prepared;
use crate::outcome::{Target, Verdict};
use crate::report::terminal::visible;
use crate::runner::journal::Journal;
use crate::runner::stepwise::Stepwise;
use crate::studio::page_step::needs;
use crate::studio::state::{Obstacle, ShownStep, ShownWalk, Value};

/// A tutorial that was opened.
pub(super) struct OpenTutorial {
    pub(super) prepared: Prepared,
    pub(super) walk: Stepwise,
    pub(super) target: Target,
    pub(super) journal: Option<Arc<Journal>>,
}

impl OpenTutorial {
    /// Returns all that the page shows of it.
    pub(super) fn shown(&mut self) -> ShownWalk {
        let count = self.walk.plan().steps.len();
        ShownWalk {
            steps: (0..count).filter_map(|at| self.shown_step(at)).collect(),
            values: self.values(),
            plan: self.walk.plan().clone(),
            value_flow: self.walk.value_flow().clone(),
            run_id: self.prepared.run_id.clone(),
            target: self.target.clone(),
        }
    }

    /// Returns what the page shows of these steps.
    pub(super) fn shown_steps(
        &mut self,
        places: impl IntoIterator<Item = usize>,
    ) -> Vec<(usize, ShownStep)> {
        let places = places.into_iter();
        places
            .filter_map(|at| Some((at, self.shown_step(at)?)))
            .collect()
    }

    fn shown_step(&mut self, at: usize) -> Option<ShownStep> {
        let pending = self.walk.pending(at)?;
        let state = self.walk.state(at)?;
        let (draft, result) = (state.draft.clone(), state.result.clone());
        let wrong = draft.as_ref().and_then(|draft| draft.wrong.clone());
        let own_text = self.walk.request_text(at);
        let (preview, unfilled) = match self.walk.preview(at) {
            // What would be sent is not what the editor shows.
            Ok(_) if wrong.is_some() => (None, None),
            Ok(preview) => (Some(preview), None),
            Err(error) => (None, Some(error.message)),
        };
        let missing = self.walk.missing(at);
        let obstacle = if missing.is_empty() {
            let kept_back = self.walk.obstacle(at);
            kept_back
                .map(|(verdict, reason)| Obstacle::KeptBack(verdict, reason))
                .or(unfilled.map(Obstacle::Unfilled))
        } else {
            Some(Obstacle::Missing(missing))
        };
        Some(ShownStep {
            revision: 0,
            pending,
            text: own_text.map(|text| draft.map_or(text, |draft| draft.text)),
            is_own: self.walk.is_changed(at) || wrong.is_some(),
            is_stale: self.walk.is_stale(at),
            wrong,
            preview,
            obstacle,
            result,
        })
    }

    /// Whether a step captures values.
    pub(super) fn captures(&self, at: usize) -> bool {
        let plan = self.walk.plan();
        let planned = plan.steps.get(at);
        planned.is_some_and(|planned| !plan.step(planned).captures.is_empty())
    }

    /// Returns the values that were captured so far, the last one of each name.
    pub(super) fn values(&self) -> Vec<Value> {
        let mut values: Vec<Value> = Vec::new();
        let count = self.walk.plan().steps.len();
        for (at, step) in (0..count).filter_map(|at| Some((at, self.walk.result(at)?))) {
            for capture in &step.captures {
                let uses = self.walk.value_flow().uses.get(&capture.name);
                let uses = uses.map_or(&[][..], Vec::as_slice).iter();
                values.retain(|value| value.name != capture.name);
                values.push(Value {
                    name: capture.name.clone(),
                    value: match &capture.value {
                        serde_json::Value::String(text) => visible(text),
                        value => visible(&value.to_string()),
                    },
                    from: at,
                    to: uses.map(|number| number - 1).collect(),
                });
            }
        }
        values
    }

    /// Returns the places of the steps from one to another that did not pass yet as they are now.
    pub(super) fn due(&self, from: usize, until: Option<usize>) -> Vec<usize> {
        let last = self.walk.plan().steps.len().saturating_sub(1);
        let until = until.unwrap_or(last).min(last);
        let is_due = |at: &usize| {
            let verdict = self.walk.result(*at).map(|result| result.verdict);
            let is_done = matches!(verdict, Some(Verdict::Passed | Verdict::NotApplicable));
            !is_done || self.walk.is_stale(*at)
        };
        (from..=until).filter(is_due).collect()
    }

    /// Finds a step, and that it can be sent.
    pub(super) fn ready(&self, at: usize) -> Result<(), Error> {
        self.known(at)?;
        let missing = self.walk.missing(at);
        if !missing.is_empty() {
            return Err(Error::usage(needs(&missing)));
        }
        self.readable(at)
    }

    /// Finds a step.
    pub(super) fn known(&self, at: usize) -> Result<(), Error> {
        match self.walk.state(at) {
            Some(_) => Ok(()),
            None => Err(Error::usage("there is no such step")),
        }
    }

    /// Finds that what the user wrote in a step is a request.
    pub(super) fn readable(&self, at: usize) -> Result<(), Error> {
        match self.walk.state(at).and_then(|state| state.wrong()) {
            Some(wrong) => Err(Error::usage(format!(
                "what stands in step {} is no request: {wrong}",
                at + 1
            ))),
            None => Ok(()),
        }
    }
}
