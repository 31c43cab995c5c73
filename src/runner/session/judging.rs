//! A response held against what its step promises, and its values taken.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crate::check::{self, Captured, CheckError, Checked, Effort, Question};
use crate::duration;
use crate::http::exchange::{Exchange, Response};
use crate::mask::is_secret_name;
use crate::outcome::{CaptureOutcome, StepError, StepOutcome, Subject, Verdict};
use crate::runner::exchange;
use crate::runner::session::{Session, fail};
use crate::runner::values::Binding;
use crate::scenario::expectation::{VaryKind, VaryRule};
use crate::scenario::source::Span;
use crate::scenario::tutorial::{Capture, CaptureSource, Step};

/// How long an answer that came is looked at although the run was interrupted.
const PATIENCE: Duration = Duration::from_millis(250);

impl Session {
    /// Holds the last response against the expectation and takes its values.
    pub(super) fn judge(&mut self, step: &Step, exchanges: &[Exchange], outcome: &mut StepOutcome) {
        outcome.exchanges = exchange::exchanges(exchanges);
        if let Some(last) = exchanges.last() {
            self.judge_response(step, last, outcome);
        }
        // Only now is it known whether the answer can be trusted, and which values are tokens.
        self.answered(step, exchanges, outcome);
    }

    fn judge_response(&mut self, step: &Step, last: &Exchange, outcome: &mut StepOutcome) {
        let response = &last.response;
        let began = Instant::now();
        let (interrupted, limit) = (Arc::clone(&self.rules.interrupted), last.request.timeout);
        let stop = || {
            if interrupted.load(Ordering::Relaxed) && began.elapsed() > PATIENCE {
                return Some("the run was interrupted".to_owned());
            }
            let limit = (began.elapsed() > limit).then(|| duration::show(limit));
            limit.map(|limit| format!("it takes longer than a request may ({limit})"))
        };
        let effort = Effort::until(&stop);
        let checked = self.check(step, last, &effort);
        let captured = if is_refusal(response, &checked) {
            None
        } else {
            self.capture_all(step, response, outcome, &effort)
        };
        match checked {
            Err(error) => {
                self.hide_unread_token(step, response);
                return fail(outcome, checked_error(error));
            }
            Ok(checked) => self.note(step, checked, outcome),
        }
        if !outcome.mismatches.is_empty() {
            outcome.verdict = Verdict::Failed;
        } else if let Some((error, place)) = captured {
            let error = checked_error(error);
            let hint = step.hint.clone().or(error.hint);
            let location = Some(Box::new(place.location()));
            let error = StepError {
                hint,
                location,
                ..error
            };
            fail(outcome, error);
        } else {
            outcome.verdict = Verdict::Passed;
        }
    }

    fn check(
        &self,
        step: &Step,
        Exchange { request, response }: &Exchange,
        effort: &Effort<'_>,
    ) -> Result<Checked, CheckError> {
        let fill = |template: &_| self.values.fill(template);
        let question = Question {
            expectation: &step.expect,
            captures: &step.captures,
            method: &request.method,
            strict: self.rules.strict,
        };
        check::check(&question, response, &fill, effort)
    }

    /// Notes what the comparison found, and hides the tokens that it met.
    fn note(&mut self, step: &Step, checked: Checked, outcome: &mut StepOutcome) {
        for token in &checked.tokens {
            let name = name_of_token(step, outcome, token);
            self.redactor.hide(&name, token);
            if let Some(held) = self.values.get(&name).cloned() {
                self.values.set(
                    &name,
                    Binding {
                        secret: true,
                        ..held
                    },
                );
            }
        }
        let is_wrong = !checked.mismatches.is_empty();
        outcome.label = checked.label;
        outcome.counts = checked.counts;
        outcome.drifts = checked.drifts;
        outcome.extras = checked.extras;
        outcome.varied = checked.varied;
        outcome.compared = checked.compared;
        outcome.promised = checked.promised;
        outcome.developer_mode = checked.developer_mode;
        outcome.store_message = checked.store_message.filter(|_| is_wrong);
        outcome.mismatches = checked.mismatches;
    }

    /// Hides a body that should have been a token, but could not be read as what it says it is.
    fn hide_unread_token(&mut self, step: &Step, response: &Response) {
        let is_token = |rule: &VaryRule| rule.kinds.contains(&VaryKind::Token);
        if step.expect.vary.iter().any(is_token) {
            let body = String::from_utf8_lossy(&response.body);
            let word = body.trim().trim_matches('"');
            if !word.contains(char::is_whitespace) {
                self.redactor.hide(&format!("token of {}", step.id), word);
            }
        }
    }

    /// Takes all captures of a step, also where its body has mismatches: an undo may need them. Of what
    /// cannot be taken, the first is returned, and its place.
    fn capture_all<'s>(
        &mut self,
        step: &'s Step,
        response: &Response,
        outcome: &mut StepOutcome,
        effort: &Effort<'_>,
    ) -> Option<(CheckError, &'s Span)> {
        let mut first_error = None;
        for capture in &step.captures {
            let values = &self.values;
            let fill = |template: &_| values.fill(template);
            match check::capture(capture, response, &fill, effort) {
                Ok(taken) => self.hold(step, capture, taken, outcome),
                Err(error) => first_error = first_error.or(Some((error, &capture.span))),
            }
        }
        first_error
    }

    fn hold(&mut self, step: &Step, capture: &Capture, taken: Captured, outcome: &mut StepOutcome) {
        let Captured { value, path } = taken;
        let secret = capture.secret || is_secret_name(&capture.name);
        if secret {
            self.redactor.hide_value(&capture.name, &value);
        }
        outcome.captures.push(CaptureOutcome {
            name: capture.name.clone(),
            from: source_of(&capture.from),
            header: match &capture.from {
                CaptureSource::Header(name, _) => Some(name.clone()),
                _ => None,
            },
            path,
            value: value.clone(),
        });
        let captured_in = Some(step.id.clone());
        self.values.set(
            &capture.name,
            Binding {
                value,
                captured_in,
                secret,
            },
        );
    }
}

/// Whether the store refused what should have worked: its message holds nothing to capture.
fn is_refusal(response: &Response, checked: &Result<Checked, CheckError>) -> bool {
    let is_unwanted = |checked: &Checked| {
        let mut mismatches = checked.mismatches.iter();
        mismatches.any(|mismatch| mismatch.subject == Subject::Status)
    };
    response.status >= 400 && checked.as_ref().is_ok_and(is_unwanted)
}

/// The name under which a token is hidden: that of the capture which takes it.
fn name_of_token(step: &Step, outcome: &StepOutcome, token: &str) -> String {
    let taken = outcome
        .captures
        .iter()
        .find(|capture| capture.value.as_str() == Some(token));
    taken.map_or_else(
        || format!("token of {}", step.id),
        |capture| capture.name.clone(),
    )
}

fn source_of(source: &CaptureSource) -> String {
    match source {
        CaptureSource::JsonPath(path) => path.template.to_string(),
        CaptureSource::Header(name, _) => format!("header {name}"),
        CaptureSource::Cookie(name) => format!("cookie {name}"),
        CaptureSource::Css(selector, None) => format!("text of {}", selector.text),
        CaptureSource::Css(selector, Some(name)) => {
            format!("attribute {name} of {}", selector.text)
        }
        CaptureSource::Regex(pattern) => format!("regex {}", pattern.text),
    }
}

fn checked_error(error: CheckError) -> StepError {
    StepError::new(error.kind, error.message, error.hint)
}
