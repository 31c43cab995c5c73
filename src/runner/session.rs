//! One walk through one tutorial, a step a call.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use serde_json::Value;

use crate::check::{self, CheckError, Checked};
use crate::http::client::HttpErrorKind;
use crate::http::exchange::{Exchange, Response};
use crate::outcome::{
    CaptureOutcome, Counts, ErrorKind, LeftBehind, StepError, StepOutcome, Subject, UndoOutcome,
    UseOutcome, Verdict,
};
use crate::runner::exchange;
use crate::runner::journal::Journal;
use crate::runner::plan::{PlannedStep, TutorialPlan};
use crate::runner::redact::{Redactor, is_secret_name};
use crate::runner::send::{SendFailure, Sender};
use crate::runner::undo::{self, Answer, Debt};
use crate::runner::values::{Held, Values};
use crate::scenario::expectation::{StatusPattern, VaryKind, VaryRule};
use crate::scenario::names;
use crate::scenario::template::FillError;
use crate::scenario::tutorial::{Capture, CaptureSource, Effect, Step};

/// How strict a session is, and what it leaves.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rules {
    /// Members that the page does not print are mismatches.
    pub strict: bool,
    /// Nothing is taken back.
    pub keep: bool,
    /// After the first step that fails or errs, the rest is skipped.
    pub fail_fast: bool,
}

/// One walk through one tutorial.
pub struct Session {
    plan: TutorialPlan,
    position: usize,
    values: Values,
    sender: Sender,
    redactor: Redactor,
    rules: Rules,
    journal: Option<Arc<Journal>>,
    verdicts: HashMap<String, Verdict>,
    debts: Vec<Debt>,
    left_behind: Vec<LeftBehind>,
    stopped: Option<String>,
}

/// What a session leaves when it ends.
#[derive(Debug, Default)]
pub struct Leftovers {
    /// What was taken back, or not, newest first.
    pub undos: Vec<UndoOutcome>,
    /// What stays in the shop.
    pub left_behind: Vec<LeftBehind>,
}

impl Session {
    /// Starts a walk; nothing is sent yet. Without a journal, debts are remembered only in memory.
    pub fn new(
        plan: TutorialPlan,
        values: Values,
        sender: Sender,
        rules: Rules,
        journal: Option<Arc<Journal>>,
    ) -> Self {
        let mut redactor = Redactor::new();
        for (name, value) in values.secrets() {
            redactor.hide_value(name, value);
        }
        Self {
            plan,
            position: 0,
            values,
            sender,
            redactor,
            rules,
            journal,
            verdicts: HashMap::new(),
            debts: Vec::new(),
            left_behind: Vec::new(),
            stopped: None,
        }
    }

    /// Returns the step that the next call walks.
    pub fn upcoming(&self) -> Option<(&PlannedStep, &Step)> {
        let planned = self.plan.steps.get(self.position)?;
        Some((planned, self.plan.step(planned)))
    }

    /// Skips all further steps, for this reason.
    pub fn stop(&mut self, reason: &str) {
        self.stopped.get_or_insert_with(|| reason.to_owned());
    }

    /// Walks the next step and returns what it found; none when the plan is done.
    pub async fn next(&mut self) -> Option<StepOutcome> {
        let planned = self.plan.steps.get(self.position)?.clone();
        self.position += 1;
        let step = self.plan.step(&planned).clone();
        let began = Instant::now();
        let mut outcome = blank(&planned, &step);
        match self.obstacle(&planned, &step) {
            Some((verdict, reason)) => {
                outcome.verdict = verdict;
                outcome.reason = Some(reason);
            }
            None => self.walk(&step, &mut outcome).await,
        }
        outcome.duration_ms = exchange::milliseconds(began.elapsed());
        self.redactor.step(&mut outcome);
        exchange::shorten(&mut outcome.exchanges);
        self.verdicts.insert(step.id.clone(), outcome.verdict);
        if self.rules.fail_fast && matches!(outcome.verdict, Verdict::Failed | Verdict::Errored) {
            self.stop(&format!("`--fail-fast`: step `{}` did not pass", step.id));
        }
        Some(outcome)
    }

    /// Takes back what is owed, newest first, and returns what was and what was not.
    pub async fn finish(mut self) -> Leftovers {
        let mut undos = Vec::new();
        for debt in self.debts.iter().rev().filter(|_| !self.rules.keep) {
            let mut undo = undo::pay(
                debt,
                &mut self.sender,
                &mut self.values,
                &mut self.redactor,
                false,
            )
            .await;
            undo.tutorial.clone_from(&self.plan.tutorial.name);
            if let (Some(journal), Some(entry)) = (&self.journal, debt.entry)
                && undo.result != crate::outcome::UndoResult::Failed
            {
                // A debt that stays on the books is only looked at once more by `cleanup`.
                let _ = journal.paid(entry);
            }
            undos.push(undo);
        }
        if self.rules.keep {
            for debt in &self.debts {
                let what = "kept; `magewalk cleanup` takes it back".to_owned();
                self.left_behind.push(LeftBehind {
                    tutorial: self.plan.tutorial.name.clone(),
                    step: debt.step.clone(),
                    what,
                });
            }
        }
        Leftovers {
            undos,
            left_behind: self.left_behind,
        }
    }

    /// Why a step is not walked, if so.
    fn obstacle(&self, planned: &PlannedStep, step: &Step) -> Option<(Verdict, String)> {
        for condition in &step.conditions {
            let name = &condition.variable;
            if self.values.is_set(name) != condition.wanted {
                let state = if condition.wanted {
                    "is not set"
                } else {
                    "is set"
                };
                return Some((Verdict::NotApplicable, format!("`{name}` {state}")));
            }
        }
        for need in &planned.needs {
            match self.verdicts.get(need) {
                None | Some(Verdict::Passed) => {}
                Some(Verdict::NotApplicable) => {
                    return Some((
                        Verdict::NotApplicable,
                        format!("step `{need}` does not apply"),
                    ));
                }
                Some(Verdict::Failed) => return Some(skipped(need, "failed")),
                Some(Verdict::Errored) => return Some(skipped(need, "could not be carried out")),
                Some(Verdict::Skipped) => return Some(skipped(need, "was skipped")),
            }
        }
        let reason = self.stopped.clone()?;
        Some((Verdict::Skipped, reason))
    }

    async fn walk(&mut self, step: &Step, outcome: &mut StepOutcome) {
        outcome.uses = self.used(step);
        if let Err(error) = self.owe(step) {
            return fail(outcome, error);
        }
        let wants_401 = step.expect.alternatives.iter().any(|alternative| {
            alternative.status.allowed.iter().any(|pattern| {
                matches!(pattern, StatusPattern::Code(401) | StatusPattern::Class(4))
            })
        });
        let sent = self
            .sender
            .send(&step.request, &self.values, &mut self.redactor, wants_401)
            .await;
        match sent {
            Ok(exchanges) => self.judge(step, &exchanges, outcome),
            Err(failure) => self.not_sent(failure, outcome),
        }
    }

    /// Holds the last response against the expectation and takes its values.
    fn judge(&mut self, step: &Step, exchanges: &[Exchange], outcome: &mut StepOutcome) {
        outcome.exchanges = exchange::exchanges(exchanges);
        let Some(Exchange { response, .. }) = exchanges.last() else {
            return;
        };
        self.answered(step, response);
        let checked = self.check(step, response);
        let captured = if is_refusal(response, &checked) {
            None
        } else {
            self.capture_all(step, response, outcome)
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
        } else if let Some(error) = captured {
            fail(outcome, checked_error(error));
        } else {
            outcome.verdict = Verdict::Passed;
        }
        if step.effect == Effect::Permanent && (200..300).contains(&response.status) {
            self.leave_behind(step, outcome);
        }
    }

    fn check(&self, step: &Step, response: &Response) -> Result<Checked, CheckError> {
        let fill = |template: &_| self.values.fill(template);
        check::check(&step.expect, response, &fill, self.rules.strict)
    }

    /// Notes what the comparison found, and hides the tokens that it met.
    fn note(&mut self, step: &Step, checked: Checked, outcome: &mut StepOutcome) {
        for token in &checked.tokens {
            let name = name_of_token(step, outcome, token);
            self.redactor.hide(&name, token);
        }
        let is_wrong = !checked.mismatches.is_empty();
        outcome.label = checked.label;
        outcome.counts = checked.counts;
        outcome.drifts = checked.drifts;
        outcome.extras = checked.extras;
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

    /// Takes all captures of a step, also where its body has mismatches: an undo may need them.
    fn capture_all(
        &mut self,
        step: &Step,
        response: &Response,
        outcome: &mut StepOutcome,
    ) -> Option<CheckError> {
        let mut first_error = None;
        for capture in &step.captures {
            let values = &self.values;
            let fill = |template: &_| values.fill(template);
            match check::capture(capture, response, &fill) {
                Ok(value) => self.hold(step, capture, value, outcome),
                Err(error) => first_error = first_error.or(Some(error)),
            }
        }
        self.journal_captures(outcome);
        first_error
    }

    fn hold(&mut self, step: &Step, capture: &Capture, value: Value, outcome: &mut StepOutcome) {
        let secret = capture.secret || is_secret_name(&capture.name);
        if secret {
            self.redactor.hide_value(&capture.name, &value);
        }
        outcome.captures.push(CaptureOutcome {
            name: capture.name.clone(),
            from: source_of(&capture.from),
            value: value.clone(),
        });
        let captured_in = Some(step.id.clone());
        self.values.set(
            &capture.name,
            Held {
                value,
                captured_in,
                secret,
            },
        );
    }

    /// Remembers, before anything is sent, that a step may have to be taken back.
    fn owe(&mut self, step: &Step) -> Result<(), StepError> {
        let Some(undo) = &step.undo else {
            return Ok(());
        };
        let entry = match &self.journal {
            None => None,
            Some(journal) => {
                let owed = journal
                    .owe(&self.plan.tutorial.name, &step.id, undo, &self.values)
                    .map_err(|error| StepError {
                        kind: ErrorKind::Journal,
                        message: format!(
                            "the journal cannot be written, so nothing was sent: {error}"
                        ),
                        hint: Some("make the folder `reports` writable".to_owned()),
                    })?;
                Some(owed)
            }
        };
        self.debts.push(Debt {
            step: step.id.clone(),
            undo: undo.clone(),
            entry,
            answer: Answer::None,
        });
        Ok(())
    }

    /// Notes on the debt of a step that the store has answered.
    fn answered(&mut self, step: &Step, response: &Response) {
        if let Some(debt) = self.debts.iter_mut().find(|debt| debt.step == step.id) {
            debt.answer = match response.status {
                400..500 => Answer::Refused,
                _ => Answer::Given,
            };
        }
    }

    fn journal_captures(&self, outcome: &StepOutcome) {
        let debt = self.debts.iter().find(|debt| debt.step == outcome.id);
        if let (Some(journal), Some(entry)) = (&self.journal, debt.and_then(|debt| debt.entry)) {
            for capture in &outcome.captures {
                let held = self.values.get(&capture.name);
                if held.is_some_and(|held| !held.secret) {
                    // Without the id, `cleanup` looks for the thing by `find`.
                    let _ = journal.know(entry, &capture.name, &capture.value);
                }
            }
        }
    }

    fn leave_behind(&mut self, step: &Step, outcome: &StepOutcome) {
        let ids = outcome
            .captures
            .iter()
            .map(|capture| format!("{} {}", capture.name, self.redactor.value(&capture.value)));
        let ids: Vec<String> = ids.collect();
        let what = if ids.is_empty() {
            step.title.clone()
        } else {
            format!("{}: {}", step.title, ids.join(", "))
        };
        self.left_behind.push(LeftBehind {
            tutorial: self.plan.tutorial.name.clone(),
            step: step.id.clone(),
            what,
        });
    }

    fn used(&self, step: &Step) -> Vec<UseOutcome> {
        let used = names::needed(step).into_iter();
        used.filter_map(|name| {
            let held = self.values.get(name)?;
            Some(UseOutcome {
                name: name.to_owned(),
                captured_in: held.captured_in.clone(),
            })
        })
        .collect()
    }

    fn not_sent(&mut self, failure: SendFailure, outcome: &mut StepOutcome) {
        let error = match failure {
            SendFailure::Template(error) => {
                self.forgive(outcome);
                template_error(error)
            }
            SendFailure::SignIn(error) => {
                self.forgive(outcome);
                StepError {
                    kind: error.http.map_or(ErrorKind::SignIn, error_kind),
                    message: error.message,
                    hint: error.hint,
                }
            }
            SendFailure::Http { request, error } => {
                if error.error.nothing_sent && error.exchanges.is_empty() {
                    self.forgive(outcome);
                }
                outcome.exchanges = exchange::exchanges(&error.exchanges);
                if outcome.exchanges.is_empty() {
                    outcome.exchanges.push(exchange::unanswered(&request));
                }
                StepError {
                    kind: error_kind(error.error.kind),
                    message: error.error.message,
                    hint: error.error.hint,
                }
            }
        };
        fail(outcome, error);
    }

    /// Strikes a debt from the books: nothing was sent.
    fn forgive(&mut self, outcome: &StepOutcome) {
        if let Some(at) = self.debts.iter().position(|debt| debt.step == outcome.id) {
            let debt = self.debts.remove(at);
            if let (Some(journal), Some(entry)) = (&self.journal, debt.entry) {
                let _ = journal.paid(entry);
            }
        }
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

fn skipped(need: &str, how: &str) -> (Verdict, String) {
    (Verdict::Skipped, format!("step `{need}` {how}"))
}

fn fail(outcome: &mut StepOutcome, error: StepError) {
    outcome.verdict = Verdict::Errored;
    outcome.error = Some(error);
}

fn blank(planned: &PlannedStep, step: &Step) -> StepOutcome {
    StepOutcome {
        number: planned.number,
        id: step.id.clone(),
        title: step.title.clone(),
        explain: step.explain.clone(),
        effect: step.effect.name().to_owned(),
        request_line: format!("{} {}", step.request.method, step.request.path),
        location: step.id_span.location(),
        verdict: Verdict::Errored,
        reason: None,
        error: None,
        exchanges: Vec::new(),
        store_message: None,
        label: None,
        mismatches: Vec::new(),
        drifts: Vec::new(),
        extras: Vec::new(),
        counts: Counts::default(),
        captures: Vec::new(),
        uses: Vec::new(),
        duration_ms: 0.0,
    }
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
    StepError {
        kind: error.kind,
        message: error.message,
        hint: error.hint,
    }
}

fn template_error(error: FillError) -> StepError {
    let location = error.span.location();
    StepError {
        kind: ErrorKind::Template,
        message: error.message,
        hint: Some(format!(
            "see {}:{}:{}",
            location.file, location.line, location.column
        )),
    }
}

fn error_kind(kind: HttpErrorKind) -> ErrorKind {
    match kind {
        HttpErrorKind::Connection => ErrorKind::Connection,
        HttpErrorKind::Timeout => ErrorKind::Timeout,
        HttpErrorKind::Tls => ErrorKind::Tls,
        HttpErrorKind::Body => ErrorKind::Body,
        HttpErrorKind::Redirect => ErrorKind::Redirect,
    }
}
