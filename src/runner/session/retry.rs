//! A step that only reads, repeated until its expectations hold.

use std::pin::pin;
use std::time::Instant;

use crate::outcome::{ErrorKind, StepOutcome, Verdict};
use crate::runner::session::Session;
use crate::scenario::tutorial::{Retry, Step};

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
        let mut interrupted = pin!(interrupted);
        for attempt in 1.. {
            *outcome = blank.clone();
            outcome.attempts = attempt;
            self.attempt(step, outcome).await;
            if outcome.verdict == Verdict::Passed {
                return;
            }
            outcome.gave_up = reason_to_give_up(retry, outcome, began);
            if outcome.gave_up.is_some() {
                return;
            }
            tokio::select! {
                biased;
                () = &mut interrupted => {
                    outcome.gave_up = Some("the run was interrupted".to_owned());
                    return;
                }
                () = tokio::time::sleep(retry.every) => {}
            }
        }
    }
}

/// Why a step that has not passed is not tried again, if so.
fn reason_to_give_up(retry: &Retry, outcome: &StepOutcome, began: Instant) -> Option<String> {
    let error = outcome.error.as_ref().map(|error| error.kind);
    if matches!(
        error,
        Some(ErrorKind::SignIn | ErrorKind::Template | ErrorKind::Tls | ErrorKind::Journal)
    ) {
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
        .then(|| format!("`for: {}` is over", humantime::format_duration(within)))
}
