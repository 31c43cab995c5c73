//! A step that only reads, repeated until its expectations hold: with a pause in between, or with the
//! values of a list in turn; or as long as they hold, with each of them.

use std::borrow::Cow;
use std::pin::pin;
use std::time::Instant;

use serde_json::Value;

use crate::duration;
use crate::outcome::{CaptureOutcome, ErrorKind, StepOutcome, Verdict};
use crate::runner::session::{Session, fail, template_error};
use crate::runner::values::{Binding, Values};
use crate::scenario::names;
use crate::scenario::template::FillError;
use crate::scenario::tutorial::{Candidates, Retry, Step};

impl Session {
    /// Tries a step until it passes, or there is no point in trying it again. The last attempt is
    /// the one that counts.
    pub(super) async fn walk_until_it_holds(
        &mut self,
        step: &Step,
        retry: &Retry,
        outcome: &mut StepOutcome,
        interrupted: impl Future<Output = ()>,
    ) {
        let blank = outcome.clone();
        let began = Instant::now();
        let tried = match retry
            .candidates
            .as_ref()
            .map(|tried| Tried::of(tried, &self.values))
        {
            Some(Err(error)) => return fail(outcome, template_error(error)),
            Some(Ok(tried)) => Some(tried),
            None => None,
        };
        let mut interrupted = pin!(interrupted);
        for attempt in 1.. {
            *outcome = blank.clone();
            outcome.attempts = attempt;
            if let Some(tried) = &tried {
                self.values.set(tried.name, tried.held(attempt, &step.id));
                outcome.uses = self.used(step);
            }
            self.attempt(step, outcome).await;
            if let Some(tried) = &tried {
                outcome.captures.extend(tried.shown(&self.values));
            }
            let of_each = tried.as_ref().filter(|tried| tried.each);
            match of_each {
                Some(each) if outcome.verdict != Verdict::Passed || each.is_done(attempt) => return,
                Some(_) => {}
                None if outcome.verdict == Verdict::Passed => return,
                None => {
                    outcome.gave_up = reason_to_give_up(retry, outcome, began)
                        .or_else(|| tried.as_ref()?.reason_to_give_up(outcome));
                    if outcome.gave_up.is_some() {
                        return;
                    }
                }
            }
            tokio::select! {
                biased;
                () = &mut interrupted => {
                    outcome.gave_up = Some("the run was interrupted".to_owned());
                    // What holds with some of the values is not known to hold with each.
                    if outcome.verdict == Verdict::Passed {
                        outcome.verdict = Verdict::Skipped;
                        outcome.reason = outcome.gave_up.clone();
                    }
                    return;
                }
                () = tokio::time::sleep(retry.every) => {}
            }
        }
    }

    /// Returns the values that the first attempt of a step is made with.
    pub(super) fn values_of_first_attempt<'v>(
        values: &'v Values,
        step: &Step,
    ) -> Result<Cow<'v, Values>, FillError> {
        let Some(candidates) = step.candidates() else {
            return Ok(Cow::Borrowed(values));
        };
        let tried = Tried::of(candidates, values)?;
        let mut values = values.clone();
        values.set(tried.name, tried.held(1, &step.id));
        Ok(Cow::Owned(values))
    }
}

/// What a step tries in turn, as it is known when the step begins.
struct Tried<'a> {
    name: &'a str,
    each: bool,
    /// The list as the scenario writes it.
    from: String,
    values: Vec<Value>,
    secret: bool,
}

impl<'a> Tried<'a> {
    /// Reads the list; what is no list is tried alone.
    ///
    /// # Errors
    /// It cannot be filled in, or there is nothing to try.
    fn of(candidates: &'a Candidates, values: &Values) -> Result<Self, FillError> {
        let secret = names::uses_of_template(&candidates.list)
            .iter()
            .any(|name| values.get(name).is_some_and(|held| held.secret));
        let from = candidates.list.to_string();
        let values = match values.fill(&candidates.list)? {
            Value::Array(values) if values.is_empty() => {
                return Err(FillError {
                    message: format!("`{from}` is an empty list: there is nothing to try"),
                    span: candidates.span.clone(),
                });
            }
            Value::Array(values) => values,
            single => vec![single],
        };
        Ok(Self {
            name: &candidates.name,
            each: candidates.each,
            from,
            values,
            secret,
        })
    }

    /// Returns what the variable holds in an attempt, from 1.
    fn held(&self, attempt: u64, step: &str) -> Binding {
        let at = usize::try_from(attempt - 1).unwrap_or(usize::MAX);
        Binding {
            value: self.values.get(at).cloned().unwrap_or_default(),
            captured_in: Some(step.to_owned()),
            secret: self.secret,
        }
    }

    /// Shows which value the attempt was made with.
    fn shown(&self, values: &Values) -> Option<CaptureOutcome> {
        Some(CaptureOutcome {
            name: self.name.to_owned(),
            from: self.from.clone(),
            header: None,
            path: None,
            value: values.get(self.name)?.value.clone(),
        })
    }

    /// Whether an attempt, from 1, is the one with the last value.
    fn is_done(&self, attempt: u64) -> bool {
        usize::try_from(attempt).is_ok_and(|tried| tried >= self.values.len())
    }

    /// Why the next value is not tried, if so: there is none, or the store was not reached with this one.
    fn reason_to_give_up(&self, outcome: &StepOutcome) -> Option<String> {
        let error = outcome.error.as_ref().map(|error| error.kind);
        if matches!(error, Some(ErrorKind::Connection | ErrorKind::Timeout)) {
            return Some("the next value would meet the same".to_owned());
        }
        let count = self.values.len();
        self.is_done(outcome.attempts).then(|| match count {
            1 => format!("the only value of `{}` was tried", self.from),
            _ => format!("all {count} values of `{}` were tried", self.from),
        })
    }
}

/// Why a step that has not passed is not tried again, if so.
fn reason_to_give_up(retry: &Retry, outcome: &StepOutcome, began: Instant) -> Option<String> {
    let error = outcome.error.as_ref().map(|error| error.kind);
    // A value that cannot stand where it is used says nothing about the next one.
    let is_of_value = retry.candidates.is_some() && error == Some(ErrorKind::Template);
    if matches!(
        error,
        Some(ErrorKind::SignIn | ErrorKind::Template | ErrorKind::Tls | ErrorKind::Journal)
    ) && !is_of_value
    {
        return Some("another attempt would end in the same way".to_owned());
    }
    let last = outcome.exchanges.last();
    let status = last
        .and_then(|last| last.response.as_ref())
        .map(|response| response.status);
    if let (Some(rule), Some(status)) = (&retry.give_up_on, status)
        && rule.allows(status)
    {
        return Some(format!("`give_up_on` names the status {status}"));
    }
    if let Some(times) = retry.times
        && outcome.attempts >= times
    {
        return Some(format!("`times: {times}` is reached"));
    }
    let within = retry.within?;
    (began.elapsed() + retry.every >= within)
        .then(|| format!("`for: {}` is over", duration::show(within)))
}
