//! Taking back what a step made, and nothing else: what is taken back is looked for first, and gone
//! is what cannot be found any more.

use std::time::Duration;

use serde_json::Value;

use crate::check;
use crate::http::exchange::Exchange;
use crate::mask::Redactor;
use crate::outcome::{UndoOutcome, UndoResult};
use crate::runner::find::{self, Found, LookFailure, answer_of, is_usable};
use crate::runner::masking;
use crate::runner::send::Sender;
use crate::runner::tie::Tie;
use crate::runner::undo::{Answer, PendingUndo};
use crate::runner::values::Values;
use crate::scenario::names;
use crate::scenario::tutorial::{Find, Lookup};

/// How long after an answer a thing may yet come: the store may still be at it.
const SETTLED: Duration = Duration::from_secs(2);
/// How often it is looked whether a thing is gone.
const LOOKS: u32 = 3;
/// How long to wait between two looks.
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);
/// How much of an answer is repeated, in characters.
const SHOWN: usize = 80;

impl PendingUndo {
    /// Takes back what the step made, and says how that ended.
    pub async fn take_back(&self, sender: &mut Sender, redactor: &mut Redactor) -> UndoOutcome {
        let request = &self.undo.request;
        let path = self.values.partial_path(&request.path);
        let path = path.unwrap_or_else(|_| request.path.to_string());
        let path = without_templates(&path);
        let mut attempt = Attempt {
            pending: self,
            action: format!("{} {path}", request.method),
            sender,
            redactor,
        };
        let ended = match &self.undo.lookup {
            Lookup::Find(find) => attempt.find_and_take_back(find).await,
            Lookup::Unfindable { reason, .. } => attempt.take_back_unseen(reason).await,
        };
        let action = attempt.action;
        let (result, reason) = match ended {
            Ok(ended) => ended,
            Err(reason) => {
                let reasons = [vec![reason], sender.take_notes()];
                (UndoResult::Failed, Some(reasons.concat().join("; ")))
            }
        };
        let mut outcome = UndoOutcome {
            tutorial: String::new(),
            step: self.step.clone(),
            action,
            result,
            reason,
        };
        masking::undo(redactor, &mut outcome);
        outcome
    }
}

/// Shows a path without the `${…}` that only a look fills in.
fn without_templates(path: &str) -> String {
    let mut parts = path.split("${");
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        shown.push('…');
        shown += part.split_once('}').map_or("", |(_, rest)| rest);
    }
    shown
}

type Ended = Result<(UndoResult, Option<String>), String>;

/// An undo on its way.
struct Attempt<'a> {
    pending: &'a PendingUndo,
    action: String,
    sender: &'a mut Sender,
    redactor: &'a mut Redactor,
}

impl Attempt<'_> {
    async fn find_and_take_back(&mut self, find: &Find) -> Ended {
        let found = match self.look_before(find).await? {
            Found::There(found) => found,
            Found::Nowhere if self.was_accepted() => {
                return Err(format!(
                    "the store has done the step, and answers 404 to {}: is that the way to it?",
                    find::line(find)
                ));
            }
            Found::Nowhere if self.pending.was_listed => {
                return Err(format!(
                    "{} answers 404 now, which says nothing",
                    find::line(find)
                ));
            }
            Found::Absent | Found::Nowhere => return self.absent(),
        };
        if !self.is_proven(&found) {
            let reason = "nothing that is new in this run ties what is there to it: it may be somebody \
                          else's, so look at it yourself";
            return if self.pending.is_of_journal {
                Err(reason.to_owned())
            } else {
                Ok((UndoResult::Stays, Some(format!("it stays: {reason}"))))
            };
        }
        let mut values = self.pending.values.clone();
        find::know(&mut values, found);
        let sent = self.send(&values).await;
        let stays = sent.as_ref().ok();
        let stays = stays.and_then(|exchanges| self.says_that_it_stays(exchanges));
        let looked = self.look_after(find, &sent, stays.is_some()).await;
        self.judge(sent, looked, stays)
    }

    /// What it means that nothing is found, before anything was taken back.
    fn absent(&self) -> Ended {
        let pending = self.pending;
        let made = self.was_accepted() && !pending.is_of_journal && !pending.may_be_gone;
        let ids = pending.ids();
        if made && !ids.is_empty() {
            return Err(format!(
                "the store has done the step ({ids}), and what it made is not found again"
            ));
        }
        let nothing = match pending.answer {
            Answer::None => "the step was never answered, and nothing of it is in the store so far",
            _ => "it is not there",
        };
        Ok((UndoResult::NothingThere, Some(nothing.to_owned())))
    }

    /// Whether what was found is the run's own: by a value that no other run has; else by the id that
    /// the store gave when it did the step, or where the undo needs no rights.
    fn is_proven(&self, found: &[(String, Value)]) -> bool {
        let pending = self.pending;
        if pending.tie == Tie::Own {
            return true;
        }
        let is_same = found.iter().all(|(name, value)| {
            let held = pending.values.get(name);
            held.is_none_or(|held| held.captured_in.is_none() || held.value == *value)
        });
        match pending.answer {
            Answer::Accepted => is_same,
            Answer::Refused => false,
            Answer::None | Answer::Doubtful => pending.is_open(),
        }
    }

    /// Looks for what is to be taken back. What was not promised to be refused may yet be made.
    async fn look_before(&mut self, find: &Find) -> Result<Found, String> {
        let pending = self.pending;
        let may_come = match pending.answer {
            Answer::None => true,
            Answer::Refused => !pending.has_passed && !pending.is_of_journal,
            Answer::Doubtful | Answer::Accepted => !pending.may_be_gone && !pending.is_of_journal,
        };
        loop {
            let found = self.look(find).await?;
            let left = SETTLED.saturating_sub(pending.answered_at.elapsed());
            if matches!(found, Found::There(_)) || !may_come || left.is_zero() {
                return Ok(found);
            }
            tokio::time::sleep(left.min(BETWEEN_LOOKS)).await;
        }
    }

    /// Looks whether what was taken back is gone. Of what the store refused to take back, one look
    /// that finds nothing is not enough; of what stays, as the store says, one that finds it is.
    async fn look_after(
        &mut self,
        find: &Find,
        sent: &Result<Vec<Exchange>, String>,
        stays: bool,
    ) -> Result<Found, String> {
        let status = status_of(sent);
        let is_refused = (400..500).contains(&status) && status != 404;
        let looks = if sent.is_ok() { LOOKS } else { 1 };
        let mut at = 1;
        loop {
            let found = self.look(find).await?;
            let is_enough = match found {
                Found::There(_) => is_refused || stays,
                Found::Absent | Found::Nowhere => !is_refused,
            };
            if at >= looks || is_enough {
                return Ok(found);
            }
            at += 1;
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }

    async fn look(&mut self, find: &Find) -> Result<Found, String> {
        let values = &self.pending.values;
        let found = find::look(find, self.sender, values, self.redactor).await;
        found.map_err(LookFailure::into_words)
    }

    fn was_accepted(&self) -> bool {
        matches!(self.pending.answer, Answer::Accepted | Answer::Doubtful)
    }

    async fn send(&mut self, values: &Values) -> Result<Vec<Exchange>, String> {
        let request = &self.pending.undo.request;
        let path = values.path(&request.path).map_err(|error| error.message)?;
        self.action = format!("{} {path}", request.method);
        let sent = self
            .sender
            .send(request, values, self.redactor, false)
            .await;
        let exchanges = sent.map_err(find::in_words)?;
        let status = exchanges.last().map_or(0, |last| last.response.status);
        self.action = format!("{} → {status}", self.action);
        Ok(exchanges)
    }

    /// Says how an undo ended that was sent: what cannot be found any more is gone, whatever the
    /// store answered; what is still there is not, whatever it answered.
    fn judge(
        &mut self,
        sent: Result<Vec<Exchange>, String>,
        looked: Result<Found, String>,
        stays: Option<String>,
    ) -> Ended {
        let status = status_of(&sent);
        let is_gone = match &looked {
            Ok(Found::Absent) => true,
            // A 404 where there was a list, or after a refusal, is nobody's answer.
            Ok(Found::Nowhere) => {
                !self.pending.was_listed && ((200..300).contains(&status) || status == 404)
            }
            _ => false,
        };
        match (sent, looked) {
            (_, Ok(_)) if is_gone => Ok((UndoResult::Done, None)),
            (Err(reason), _) => Err(reason),
            (Ok(exchanges), Err(why)) => Err(format!(
                "the store answered {}, and whether it is gone cannot be seen: {why}",
                self.shown(&exchanges)
            )),
            (Ok(exchanges), Ok(Found::Nowhere)) => Err(format!(
                "the store answered {}, and a 404 to the look whether it is gone",
                self.shown(&exchanges)
            )),
            (Ok(exchanges), Ok(_)) => match stays {
                Some(reason) => Ok((UndoResult::Stays, Some(reason))),
                None => Err(format!(
                    "the store answered {}, and it is still there",
                    self.shown(&exchanges)
                )),
            },
        }
    }

    /// What a store answers that takes a request, and says that the thing stays; a `DELETE` that does
    /// not delete has failed.
    fn says_that_it_stays(&mut self, exchanges: &[Exchange]) -> Option<String> {
        let undo = &self.pending.undo;
        let response = &exchanges.last()?.response;
        let is_refused = (400..500).contains(&response.status) && response.status != 404;
        if is_refused && undo.status.allows(response.status) {
            let shown = self.shown(exchanges);
            return Some(format!("it stays: the store refuses that with {shown}"));
        }
        let undo = &self.pending.undo;
        let wanted = undo.documented.as_ref()?;
        let is_taken = (200..300).contains(&response.status) && undo.status.allows(response.status);
        let body = response.json()?;
        if undo.request.method == "DELETE" || !is_taken || body == wanted {
            return None;
        }
        let answer = self.shown_body(exchanges);
        let path = undo.request.path.to_string();
        let meaning = if path.ends_with("/cancel") {
            "an order that is complete, closed or shipped in part can no longer be cancelled"
        } else {
            "the store takes the request, and leaves it as it is"
        };
        Some(format!(
            "it stays: {meaning} (the answer is `{answer}`, not `{wanted}`)"
        ))
    }

    /// Takes back what nothing can be asked for: only where the store itself has just named it.
    async fn take_back_unseen(&mut self, reason: &str) -> Ended {
        let used = names::uses_of_request(&self.pending.undo.request);
        let values = self.pending.values.clone();
        let names_nothing = used.iter().find(|used| {
            let held = values.get(used.name);
            held.is_none_or(|held| !is_usable(&held.value))
        });
        match (self.pending.answer, names_nothing) {
            (Answer::Accepted, None) => {}
            (Answer::Refused, _) => {
                let reason =
                    format!("the store refused the step, and nothing can be asked: {reason}");
                return Ok((UndoResult::NothingThere, Some(reason)));
            }
            (_, Some(used)) => {
                return Err(format!(
                    "`{}` is not known, and nothing can be asked: {reason}",
                    used.name
                ));
            }
            (Answer::None | Answer::Doubtful, None) => {
                return Err(format!(
                    "whether it is this run's is not proven, and nothing can be asked: {reason}"
                ));
            }
        }
        let exchanges = self.send(&values).await?;
        let undo = &self.pending.undo;
        let response = exchanges.last().map(|exchange| &exchange.response);
        let is_taken = response.is_some_and(|response| {
            (200..300).contains(&response.status)
                && undo.status.allows(response.status)
                && !check::is_html(&String::from_utf8_lossy(&response.body))
        });
        if let Some(reason) = self.says_that_it_stays(&exchanges) {
            return Ok((UndoResult::Stays, Some(reason)));
        }
        let wanted = undo.documented.as_ref();
        let says_so = response.is_some_and(|response| match wanted {
            Some(wanted) => response.json() == Some(wanted),
            None => is_plain_success(&response.body),
        });
        if is_taken && says_so {
            return Ok((UndoResult::Done, None));
        }
        Err(format!("the store answered {}", self.shown(&exchanges)))
    }

    /// What a store answered, with the beginning of a body that says no more than it should.
    fn shown(&mut self, exchanges: &[Exchange]) -> String {
        let Some(Exchange { response, .. }) = exchanges.last() else {
            return "nothing".to_owned();
        };
        if check::is_html(&String::from_utf8_lossy(&response.body)) {
            return format!("{} and an HTML page", response.status);
        }
        if check::store_message(response).is_some() || response.body.is_empty() {
            return answer_of(exchanges);
        }
        format!("{} and `{}`", response.status, self.shown_body(exchanges))
    }

    /// The beginning of a body: what is secret in it is hidden before it is cut.
    fn shown_body(&mut self, exchanges: &[Exchange]) -> String {
        let body = exchanges.last().map(|exchange| &exchange.response.body);
        let body = String::from_utf8_lossy(body.map_or(&[], Vec::as_slice)).into_owned();
        self.redactor.excerpt(&body, SHOWN)
    }
}

/// The status of the last answer; 0 where there is none.
fn status_of(sent: &Result<Vec<Exchange>, String>) -> u16 {
    let last = sent.as_ref().ok().and_then(|exchanges| exchanges.last());
    last.map_or(0, |exchange| exchange.response.status)
}

/// Whether a body says no more than that it was done: `true`, or nothing.
fn is_plain_success(body: &[u8]) -> bool {
    matches!(body.trim_ascii(), b"" | b"true" | b"null" | b"[]" | b"{}")
}
