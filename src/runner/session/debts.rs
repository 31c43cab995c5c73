//! What a session owes the shop, from before a request is sent until it is taken back.

use crate::http::exchange::Exchange;
use crate::outcome::{ErrorKind, LeftBehind, StepError, StepOutcome, UndoResult};
use crate::runner::masking;
use crate::runner::session::{Leftovers, Session};
use crate::runner::undo::{self, Answer, Debt};
use crate::scenario::tutorial::Step;

impl Session {
    /// Takes back what is owed, newest first, and returns what was and what was not.
    pub async fn finish(mut self) -> Leftovers {
        let mut undos = Vec::new();
        for debt in self.debts.iter().rev().filter(|_| !self.rules.keep) {
            let mut undo = undo::pay(
                debt,
                &mut self.sender,
                &self.values,
                &mut self.redactor,
                false,
            )
            .await;
            undo.tutorial.clone_from(&self.plan.tutorial.name);
            if let (Some(journal), Some(entry)) = (&self.journal, debt.entry)
                && undo.result != UndoResult::Failed
            {
                // A debt that stays on the books is only looked at once more by `cleanup`.
                let _ = journal.paid(entry);
            }
            undos.push(undo);
        }
        if self.rules.keep {
            for debt in &self.debts {
                let what = match debt.entry {
                    Some(_) => "kept; `magewalk cleanup` takes it back",
                    None => "kept, until the store ends",
                };
                self.left_behind.push(LeftBehind {
                    tutorial: self.plan.tutorial.name.clone(),
                    step: debt.step.clone(),
                    what: what.to_owned(),
                });
            }
        }
        let mut left_behind = self.left_behind;
        for left in &mut left_behind {
            masking::left_behind(&self.redactor, left);
        }
        Leftovers { undos, left_behind }
    }

    /// Remembers, before anything is sent, that a step may have to be taken back; but what was in
    /// the store before the run is never the run's to take back.
    pub(super) async fn owe(&mut self, step: &Step) -> Result<(), StepError> {
        let Some(undo) = &step.undo else {
            return Ok(());
        };
        // What is there since the step was sent before is the run's own.
        let was_sent = self.debts.iter().any(|debt| debt.step == step.id);
        let (sender, redactor) = (&mut self.sender, &mut self.redactor);
        if !was_sent && undo::is_there_already(undo, sender, &self.values, redactor).await {
            let left = LeftBehind {
                tutorial: self.plan.tutorial.name.clone(),
                step: step.id.clone(),
                what: "was there before the run, so nothing is taken back".to_owned(),
            };
            if !self.left_behind.contains(&left) {
                self.left_behind.push(left);
            }
            return Ok(());
        }
        let entry = match &self.journal {
            None => None,
            Some(journal) => {
                let owed = journal
                    .owe(&self.plan.tutorial.name, &step.id, undo, &self.values)
                    .map_err(|error| {
                        let message =
                            format!("the journal cannot be written, so nothing was sent: {error}");
                        let hint = "make the folder `reports` writable".to_owned();
                        StepError::new(ErrorKind::Journal, message, Some(hint))
                    })?;
                Some(owed)
            }
        };
        self.debts.push(Debt {
            step: step.id.clone(),
            undo: undo.clone(),
            entry,
            answer: Answer::None,
            known: Vec::new(),
        });
        Ok(())
    }

    /// Notes on the debt of a step that the store has answered. A refusal strikes it from the books
    /// unless the step took a value from it: nothing was made, and what a `find` would find (a
    /// customer who had the e-mail address already) is somebody else's.
    pub(super) fn answered(&mut self, step: &Step, exchange: &Exchange, outcome: &StepOutcome) {
        if outcome.captures.is_empty() && is_refused(step, exchange) {
            self.forgive(outcome);
        } else if let Some(at) = self.newest_debt(&step.id) {
            let known = outcome.captures.iter().filter_map(|capture| {
                let held = self.values.get(&capture.name)?;
                Some((capture.name.clone(), held.clone()))
            });
            self.debts[at].known = known.collect();
            self.debts[at].answer = Answer::Given;
        }
    }

    pub(super) fn journal_captures(&self, outcome: &StepOutcome) {
        let debt = self.newest_debt(&outcome.id).map(|at| &self.debts[at]);
        if let (Some(journal), Some(entry)) = (&self.journal, debt.and_then(|debt| debt.entry)) {
            for capture in &outcome.captures {
                let held = self.values.get(&capture.name);
                // A secret need not be called one: what varies as a token is known by its value.
                let is_plain = self.redactor.value(&capture.value) == capture.value;
                if is_plain && held.is_some_and(|held| !held.secret) {
                    // Without the id, `cleanup` looks for the thing by `find`.
                    let _ = journal.know(entry, &capture.name, &capture.value);
                }
            }
        }
    }

    /// Returns the debt of what a step was last sent for.
    fn newest_debt(&self, step: &str) -> Option<usize> {
        self.debts.iter().rposition(|debt| debt.step == step)
    }

    /// Strikes a debt from the books: nothing was made.
    pub(super) fn forgive(&mut self, outcome: &StepOutcome) {
        if let Some(at) = self.newest_debt(&outcome.id) {
            let debt = self.debts.remove(at);
            if let (Some(journal), Some(entry)) = (&self.journal, debt.entry) {
                let _ = journal.paid(entry);
            }
        }
    }
}

/// Whether the step's own request was refused. A page to which the store redirected after it had
/// done its work may be missing; a gateway's time-out (408) says nothing about the store.
fn is_refused(step: &Step, exchange: &Exchange) -> bool {
    exchange.request.method == step.request.method
        && exchange.response.status != 408
        && (400..500).contains(&exchange.response.status)
}
