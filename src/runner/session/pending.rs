//! What a session has to take back, from before a request is sent until that is done.

use std::collections::{BTreeMap, HashSet};
use std::time::Instant;

use serde_json::Value;

use crate::http::exchange::Exchange;
use crate::outcome::{CaptureOutcome, LeftBehind, StepOutcome, UndoResult, Verdict};
use crate::runner::find::{self, Found};
use crate::runner::masking;
use crate::runner::session::unseen::Unseen;
use crate::runner::session::{Leftovers, Session};
use crate::runner::tie::Tie;
use crate::runner::undo::{self, Answer, PendingUndo};
use crate::scenario::tutorial::{Effect, Step, Undo};

impl Session {
    /// Takes back what was made, newest first, and returns what was and what was not.
    pub async fn finish(mut self) -> Leftovers {
        let mut undos = Vec::new();
        let pending = std::mem::take(&mut self.pending);
        let mut used_up = self.used_up;
        let mut taken_back = HashSet::new();
        for (at, pending) in pending.into_iter().enumerate().rev() {
            let Some(mut pending) = pending else {
                continue;
            };
            if self.rules.keep {
                self.kept(&pending);
                continue;
            }
            // Of a step that was sent twice, the same thing may be found for both.
            pending.may_be_gone |= at < used_up || taken_back.contains(&pending.step);
            let pending = &pending;
            let mut undo = pending
                .take_back(&mut self.sender, &mut self.redactor)
                .await;
            if undo.result == UndoResult::NothingThere && pending.answer == Answer::None {
                let what = "perhaps: it was never answered, and nothing is there so far";
                self.leave(&pending.step, what.to_owned());
            }
            undo.tutorial.clone_from(&self.plan.tutorial.name);
            if undo.result != UndoResult::Failed {
                self.settle(pending);
            }
            if matches!(undo.result, UndoResult::Done | UndoResult::Stays) {
                taken_back.insert(pending.step.clone());
                if pending.undo.request.method != "DELETE" {
                    // What was not deleted has used up what came before, as an order does.
                    used_up = used_up.max(at);
                }
            }
            undos.push(undo);
        }
        let mut left_behind = self.left_behind;
        for left in &mut left_behind {
            masking::left_behind(&self.redactor, left);
        }
        Leftovers { undos, left_behind }
    }

    fn kept(&mut self, pending: &PendingUndo) {
        let what = match pending.entry {
            Some(_) if pending.is_for_cleanup() => "kept; `magewalk cleanup` takes it back",
            Some(_) => {
                "kept; `magewalk cleanup` lists it, and you take it back: once the run is over, \
                 nothing proves that it is the run's own"
            }
            None => "kept, until the store ends",
        };
        self.leave(&pending.step, what.to_owned());
    }

    /// Writes down that an undo is settled. One that stays in the journal is only looked at once more
    /// by `cleanup`.
    fn settle(&self, pending: &PendingUndo) {
        if let (Some(journal), Some(entry)) = (&self.journal, pending.entry) {
            let _ = journal.done(entry);
        }
    }

    pub(super) fn leave(&mut self, step: &str, what: String) {
        self.left_behind.push(LeftBehind {
            tutorial: self.plan.tutorial.name.clone(),
            step: step.to_owned(),
            what,
        });
    }

    /// Registers, before anything is sent, that a step may have to be taken back. What was in the shop
    /// before the run is never taken back; where that cannot be seen, nothing is sent.
    pub(super) async fn register(&mut self, step: &Step) -> Result<(), Unseen> {
        let Some(undo) = step.undo_request() else {
            return Ok(());
        };
        // What is there since the step was sent before is the run's own.
        let was_sent = self.newest_pending.contains_key(&step.id);
        let mut was_listed = false;
        if !was_sent && let Some(find) = undo.find() {
            let (sender, redactor) = (&mut self.sender, &mut self.redactor);
            let found = find::look(find, sender, &self.values, redactor).await;
            match found {
                Ok(Found::Absent) => was_listed = true,
                Ok(Found::Nowhere) => {}
                Ok(Found::There(_)) => {
                    self.leave_once(step, "was there before the run, so nothing is taken back");
                    return Ok(());
                }
                Err(_) if self.rules.keep => {
                    self.leave_once(
                        step,
                        "what was there before could not be seen, so it is kept",
                    );
                    return Ok(());
                }
                Err(failure) => return Err(Unseen::from(failure)),
            }
        }
        let tie = Tie::of(undo, &self.plan.tutorial, &self.values);
        let mut pending = PendingUndo::new(&step.id, undo, &self.values, tie);
        pending.was_listed = was_listed;
        if let Some(journal) = &self.journal {
            let entry = journal.register(&self.plan.tutorial, &pending);
            pending.entry = Some(entry.map_err(|error| Unseen::unwritten(&error))?);
        }
        self.newest_pending
            .insert(step.id.clone(), self.pending.len());
        self.pending.push(Some(pending));
        Ok(())
    }

    /// Says once of a step what stays of it, however often it is sent.
    fn leave_once(&mut self, step: &Step, what: &str) {
        if self.told.insert(step.id.clone()) {
            self.leave(&step.id, what.to_owned());
        }
    }

    /// Notes what the store has answered to a step that may have to be taken back, and what stays
    /// of one that is not.
    pub(super) fn answered(&mut self, step: &Step, exchanges: &[Exchange], outcome: &StepOutcome) {
        let mut answer = answer_to(step, exchanges, outcome);
        let repeats = |capture: &CaptureOutcome| is_repeated(&capture.value, exchanges);
        let is_unfindable = step
            .undo_request()
            .is_some_and(|undo| undo.find().is_none());
        if is_unfindable && outcome.captures.iter().any(repeats) {
            // A name of one's own choice may be that of what was there before.
            answer = answer.min(Answer::Doubtful);
        }
        self.stays(step, answer, outcome);
        if answer != Answer::Refused {
            self.used_up_by(step);
        }
        let Some(pending) = self.newest(&step.id) else {
            return;
        };
        pending.answer = answer;
        pending.has_passed = outcome.verdict == Verdict::Passed;
        pending.answered_at = Instant::now();
        let entry = pending.entry;
        let used = undo::uses(&pending.undo);
        let captures = outcome.captures.iter();
        let taken: Vec<String> = captures
            .filter(|capture| used.contains(&capture.name.as_str()))
            .map(|capture| capture.name.clone())
            .collect();
        let mut plain = BTreeMap::new();
        for name in taken {
            let Some(held) = self.values.get(&name).cloned() else {
                continue;
            };
            // A secret need not be called one: what varies as a token is known by its value.
            if !held.secret && self.redactor.value(&held.value) == held.value {
                plain.insert(name.clone(), held.value.clone());
            }
            if let Some(pending) = self.newest(&step.id) {
                pending.values.set(&name, held);
            }
        }
        if let (Some(journal), Some(entry)) = (&self.journal, entry) {
            // Without this line, `cleanup` looks a little longer.
            let _ = journal.answered(entry, answer, plain);
        }
    }

    /// Notes what a step that was done may have used up of what earlier ones made: an order the items
    /// of a cart, a `DELETE` whatever it deletes; and what it was made of, where its own undo takes
    /// back what that has become.
    fn used_up_by(&mut self, step: &Step) {
        if step.effect == Effect::Permanent || step.request.method == "DELETE" {
            self.used_up = self.pending.len();
        }
        for (need, _) in step.needs.iter().filter(|_| step.undo_request().is_some()) {
            if let Some(pending) = self.newest(need) {
                pending.may_be_gone = true;
            }
        }
    }

    /// Lists what a step leaves that is not taken back. Whether one that has a request to undo is
    /// there, although nobody says so, its undo finds out.
    fn stays(&mut self, step: &Step, answer: Answer, outcome: &StepOutcome) {
        let what = match &step.undo {
            Some(Undo::Stays(what)) => format!("{}: {what}", step.title),
            _ if step.effect == Effect::Permanent => step.title.clone(),
            _ => return,
        };
        match answer {
            Answer::Accepted | Answer::Doubtful => {
                let what = self.with_ids(what, outcome);
                self.leave(&step.id, what);
            }
            // What was to be refused, and was.
            Answer::Refused if outcome.verdict == Verdict::Passed => {}
            Answer::None | Answer::Refused if step.undo_request().is_none() => {
                let what = format!("{what}: perhaps, the store has not said that it is done");
                self.leave(&step.id, what);
            }
            Answer::None | Answer::Refused => {}
        }
    }

    pub(super) fn with_ids(&self, what: String, outcome: &StepOutcome) -> String {
        let ids = outcome
            .captures
            .iter()
            .map(|capture| format!("{} {}", capture.name, self.redactor.value(&capture.value)));
        let ids: Vec<String> = ids.collect();
        if ids.is_empty() {
            what
        } else {
            format!("{what}: {}", ids.join(", "))
        }
    }

    /// Returns the pending undo of what a step was last sent for.
    pub(super) fn newest(&mut self, step: &str) -> Option<&mut PendingUndo> {
        let at = *self.newest_pending.get(step)?;
        self.pending.get_mut(at)?.as_mut()
    }

    /// Discards the undo of a step that was not sent.
    pub(super) fn discard(&mut self, step: &str) {
        let Some(at) = self.newest_pending.remove(step) else {
            return;
        };
        if let Some(pending) = self.pending.get_mut(at).and_then(Option::take) {
            self.settle(&pending);
        }
    }
}

/// Whether an answer only repeats a text that was sent.
fn is_repeated(value: &Value, exchanges: &[Exchange]) -> bool {
    let (Value::String(text), Some(first)) = (value, exchanges.first()) else {
        return false;
    };
    let body = first.request.body.as_deref().unwrap_or_default();
    let sent = [
        String::from_utf8_lossy(body).into_owned(),
        first.request.url.to_string(),
    ];
    sent.iter().any(|sent| sent.contains(text.as_str()))
}

/// What the answer to a step's own request means. A page to which the store redirected after it had
/// done its work says nothing; nor does a gateway that gave up (RFC 9110, 15.6.3 to 15.6.5, and the
/// 52x of a CDN), since the store behind it may go on.
fn answer_to(step: &Step, exchanges: &[Exchange], outcome: &StepOutcome) -> Answer {
    let own = |exchange: &&Exchange| exchange.request.method == step.request.method;
    let Some(exchange) = exchanges.iter().rfind(own) else {
        return Answer::None;
    };
    match exchange.response.status {
        200..=299 if outcome.verdict == Verdict::Passed => Answer::Accepted,
        200..=399 => Answer::Doubtful,
        408 | 502..=504 | 520..=599 => Answer::None,
        _ => Answer::Refused,
    }
}
