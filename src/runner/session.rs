//! One walk through one tutorial, a step a call.

mod browsers;
mod browsing;
mod elsewhere;
mod failing;
mod judging;
mod own;
mod pending;
mod preview;
mod retry;
mod unseen;

pub use browsers::Browsing;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use crate::hints::{self, Hint};
use crate::mask::Redactor;
use crate::outcome::{
    ErrorKind, HintOutcome, LeftBehind, Origin, Preview, StepError, StepOutcome, Subject,
    UndoOutcome, UseOutcome, Verdict,
};
use crate::runner::exchange;
use crate::runner::journal::Journal;
use crate::runner::kept;
use crate::runner::masking;
use crate::runner::origin;
use crate::runner::plan::{PlannedStep, TutorialPlan};
use crate::runner::secrets;
use crate::runner::send::{SendFailure, Sender};
use crate::runner::session::elsewhere::{ELSEWHERE, Elsewhere, with_request};
use crate::runner::session::failing::{error_kind, fail, template_error};
use crate::runner::session::unseen::Unseen;
use crate::runner::undo::PendingUndo;
use crate::runner::values::Values;
use crate::scenario::expectation::StatusPattern;
use crate::scenario::names;
use crate::scenario::tutorial::{Effect, RequestTemplate, Step};

/// How strict a session is, and what it leaves.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// What is known of the answers of stores in trouble.
    pub hints: Arc<Vec<Hint>>,
    /// Members that the page does not print are mismatches.
    pub strict: bool,
    /// Nothing is taken back.
    pub keep: bool,
    /// After the first step that fails or errs, the rest is skipped.
    pub fail_fast: bool,
    /// Steps may change the shop's configuration; without, they do not apply.
    pub may_configure: bool,
    /// Whether a request of somebody's own may write where the page's does not: what it does to the
    /// shop, and how to take it back, nobody knows.
    pub may_write_otherwise: bool,
    /// Whether there is a browser for the steps that want one.
    pub browser: Browsing,
    /// Whether the user wants the program to end; what is being looked at is then left.
    pub interrupted: Arc<AtomicBool>,
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
    /// What may have to be taken back, oldest first; none in place of what was not sent.
    pending: Vec<Option<PendingUndo>>,
    /// The place of what each step was last sent for.
    newest_pending: HashMap<String, usize>,
    /// How many of them a later step may have used up.
    used_up: usize,
    left_behind: Vec<LeftBehind>,
    /// The steps of which it was said what stays of them.
    told: HashSet<String>,
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
    /// Starts a walk; nothing is sent yet. Without a journal, what is to be taken back is
    /// remembered only in memory.
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
        sender.teach(&mut redactor);
        for step in plan.all() {
            step.requests()
                .for_each(|request| secrets::learn_template(request, &mut redactor));
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
            pending: Vec::new(),
            newest_pending: HashMap::new(),
            used_up: 0,
            left_behind: Vec::new(),
            told: HashSet::new(),
            stopped: None,
        }
    }

    /// Returns the secrets that are known by now.
    pub fn secrets(&self) -> &Redactor {
        &self.redactor
    }

    /// Hides what another session of the same store knows to be secret, too.
    pub fn remember(&mut self, secrets: &Redactor) {
        self.redactor.hide_all_of(secrets);
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

    /// Walks the next step and returns what it found; none when the plan is done. An interruption
    /// ends the repetition of a step, and no request that is on its way.
    pub async fn next(&mut self, interrupted: impl Future<Output = ()>) -> Option<StepOutcome> {
        let at = self.position;
        self.position += 1;
        self.walk_step(at, None, interrupted).await
    }

    /// Walks the step at a place of the plan, from 0, perhaps with a request of somebody's own in
    /// place of the page's; none where the plan has no such place. A step may be walked again: what
    /// it finds last counts for the steps that need it.
    pub async fn walk_step(
        &mut self,
        at: usize,
        own: Option<RequestTemplate>,
        interrupted: impl Future<Output = ()>,
    ) -> Option<StepOutcome> {
        let planned = self.plan.steps.get(at)?.clone();
        let tutorial = Arc::clone(&self.plan.tutorial);
        let of_page = &tutorial.scenarios[planned.scenario].steps[planned.step];
        let obstacle = self.obstacle(&planned, of_page, own.as_ref());
        let elsewhere = own
            .as_ref()
            .and_then(|own| Elsewhere::of(own, &of_page.request));
        let changed = own.map(|request| with_request(of_page, request, elsewhere));
        let step = changed.as_ref().unwrap_or(of_page);
        let began = Instant::now();
        let mut outcome = StepOutcome::pending(planned.number, step);
        self.redactor.forget_passing();
        match obstacle {
            Some((verdict, reason)) => {
                outcome.verdict = verdict;
                outcome.reason = Some(reason);
            }
            None => match &step.browser {
                Some(script) => self.browse(step, script, &mut outcome, interrupted).await,
                None => self.walk(step, &mut outcome, interrupted).await,
            },
        }
        if changed.is_some() && elsewhere.is_none() {
            self.look_for_own(step, &outcome).await;
        }
        outcome.notes = self.sender.take_notes();
        if elsewhere.is_some() && outcome.reason.is_none() {
            outcome.notes.push(ELSEWHERE.to_owned());
        }
        outcome.duration_ms = exchange::milliseconds(began.elapsed());
        masking::step(&self.redactor, &mut outcome);
        self.sender.tell_curl(&mut outcome.exchanges);
        let of_step = if changed.is_none() {
            hint_of_step(of_page, &outcome)
        } else {
            None
        };
        if outcome.verdict.has_failed() && outcome.hints.is_empty() {
            outcome.hints = hints::fitting(&self.rules.hints, &outcome, of_step.is_some());
        }
        outcome.hints.splice(0..0, of_step);
        kept::shorten(&mut outcome);
        if elsewhere == Some(Elsewhere::Writes) {
            self.own_request_stays(&outcome);
        }
        self.verdicts.insert(step.id.clone(), outcome.verdict);
        if self.rules.fail_fast && outcome.verdict.has_failed() {
            self.stop(&format!("`--fail-fast`: step `{}` did not pass", step.id));
        }
        Some(outcome)
    }

    /// Returns why the step at a place of the plan would not be walked now, perhaps with a request of
    /// somebody's own in place of the page's, if so.
    pub fn obstacle_at(
        &self,
        at: usize,
        own: Option<&RequestTemplate>,
    ) -> Option<(Verdict, String)> {
        let planned = self.plan.steps.get(at)?;
        self.obstacle(planned, self.plan.step(planned), own)
    }

    /// Leaves out the step at a place of the plan, for this reason.
    pub fn skip(&mut self, at: usize, reason: &str) -> Option<StepOutcome> {
        let planned = self.plan.steps.get(at)?;
        let step = self.plan.step(planned);
        let mut outcome = StepOutcome::pending(planned.number, step);
        outcome.verdict = Verdict::Skipped;
        outcome.reason = Some(reason.to_owned());
        masking::step(&self.redactor, &mut outcome);
        self.verdicts.insert(step.id.clone(), Verdict::Skipped);
        Some(outcome)
    }

    /// Returns what the step at a place of the plan would send now, perhaps with a request of
    /// somebody's own in place of the page's.
    ///
    /// # Errors
    /// Where it cannot be filled in, or the plan has no such place.
    pub fn preview(
        &mut self,
        at: usize,
        own: Option<&RequestTemplate>,
    ) -> Result<Preview, StepError> {
        let planned = self.plan.steps.get(at).ok_or_else(|| {
            let message = "the plan has no such step".to_owned();
            StepError::new(ErrorKind::Template, message, None)
        })?;
        let step = self.plan.step(planned);
        if let Some(script) = &step.browser {
            return Ok(preview::preview(script, step));
        }
        let request = own.unwrap_or(&step.request);
        let values = Self::values_of_first_attempt(&self.values, step).map_err(template_error)?;
        let shown = self.sender.preview(request, &values, &mut self.redactor);
        Ok(Preview {
            request: shown.map_err(template_error)?,
            origins: origin::origins(request, &values),
        })
    }

    /// Returns where the values come from that the step at a place of the plan would send now.
    pub fn origins(&self, at: usize, own: Option<&RequestTemplate>) -> Vec<Origin> {
        let Some(planned) = self.plan.steps.get(at) else {
            return Vec::new();
        };
        let step = self.plan.step(planned);
        if step.browser.is_some() {
            return Vec::new();
        }
        let values = Self::values_of_first_attempt(&self.values, step);
        values.map_or_else(
            |_| Vec::new(),
            |values| origin::origins(own.unwrap_or(&step.request), &values),
        )
    }

    /// Why a step is not walked, if so.
    fn obstacle(
        &self,
        planned: &PlannedStep,
        step: &Step,
        own: Option<&RequestTemplate>,
    ) -> Option<(Verdict, String)> {
        if let Some(obstacle) = self.unmet(planned) {
            return Some(obstacle);
        }
        for condition in &step.conditions {
            let name = &condition.variable;
            if self.values.is_set(name) != condition.wanted {
                let state = if condition.wanted {
                    self.values.get(name).map_or("is not set", |_| "is false")
                } else {
                    "is set"
                };
                return Some((Verdict::NotApplicable, format!("`{name}` {state}")));
            }
        }
        if step.browser.is_some()
            && let Some(why) = self.rules.browser.obstacle()
        {
            return Some((Verdict::NotApplicable, why));
        }
        if step.effect == Effect::Configuration && !self.rules.may_configure {
            let reason =
                "it changes the shop's configuration, which `--allow configuration` permits";
            return Some((Verdict::NotApplicable, reason.to_owned()));
        }
        let elsewhere = own.and_then(|own| Elsewhere::of(own, &step.request));
        if elsewhere == Some(Elsewhere::Writes) && !self.rules.may_write_otherwise {
            let reason = "nobody knows what your own request does to this shop, which \
                          `--allow permanent` permits";
            return Some((Verdict::NotApplicable, reason.to_owned()));
        }
        let does_not_apply =
            |need: &&String| self.verdicts.get(*need) == Some(&Verdict::NotApplicable);
        if let Some(need) = planned.needs.iter().find(does_not_apply) {
            return Some((
                Verdict::NotApplicable,
                format!("step `{need}` does not apply"),
            ));
        }
        let reason = self.stopped.clone()?;
        Some((Verdict::Skipped, reason))
    }

    /// Why a step is skipped, if one that it needs was walked and did not pass.
    fn unmet(&self, planned: &PlannedStep) -> Option<(Verdict, String)> {
        planned.needs.iter().find_map(|need| {
            let why = match self.verdicts.get(need)? {
                Verdict::Passed | Verdict::NotApplicable => return None,
                Verdict::Failed => "failed",
                Verdict::Errored => "could not be carried out",
                Verdict::Skipped => "was skipped",
            };
            Some(skipped(need, why))
        })
    }

    async fn walk(
        &mut self,
        step: &Step,
        outcome: &mut StepOutcome,
        interrupted: impl Future<Output = ()>,
    ) {
        outcome.uses = self.used(step);
        match self.register(step).await {
            Ok(()) => {}
            // A store that cannot be reached, or signed in to, is told as it would be of the step.
            Err(Unseen::Unsent(failure)) => return self.not_sent(step, failure, outcome),
            Err(Unseen::Said(error, exchanges)) => {
                outcome.exchanges = exchange::exchanges(&exchanges);
                return fail(outcome, error);
            }
        }
        match &step.retry {
            Some(retry) => {
                self.walk_until_it_holds(step, retry, outcome, interrupted)
                    .await;
            }
            None => self.attempt(step, outcome).await,
        }
    }

    /// Sends the request of a step once and judges the answer.
    async fn attempt(&mut self, step: &Step, outcome: &mut StepOutcome) {
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
            Err(failure) => self.not_sent(step, failure, outcome),
        }
    }

    fn used(&self, step: &Step) -> Vec<UseOutcome> {
        let used = names::needed(step).into_iter();
        used.filter_map(|name| {
            let held = self.values.get(name)?;
            Some(UseOutcome {
                name: name.to_owned(),
                captured_in: held.captured_in.clone(),
                is_taken_back: held
                    .captured_in
                    .as_deref()
                    .is_some_and(|by| self.takes_back(by)),
            })
        })
        .collect()
    }

    /// Whether what a step makes is taken back when the run ends.
    fn takes_back(&self, id: &str) -> bool {
        let mut steps = self.plan.all();
        let step = steps.find(|step| step.id == id);
        !self.rules.keep && step.is_some_and(|step| step.undo.is_some())
    }

    /// Says why nothing, or not everything, came back.
    fn send_error(&self, failure: SendFailure, outcome: &mut StepOutcome) -> StepError {
        match failure {
            SendFailure::Template(error) => template_error(error),
            SendFailure::SignIn(error) => {
                if let Some((path, response)) = error.instead.as_deref() {
                    let known = hints::explain(&self.rules.hints, "POST", path, response);
                    outcome.hints.extend(known);
                }
                let kind = error.http.map_or(ErrorKind::SignIn, error_kind);
                StepError::new(kind, error.message, error.hint)
            }
            SendFailure::Http { error, .. } => {
                let error = error.error;
                StepError::new(error_kind(error.kind), error.message, error.hint)
            }
        }
    }

    fn not_sent(&mut self, step: &Step, failure: SendFailure, outcome: &mut StepOutcome) {
        match &failure {
            SendFailure::Template(_) | SendFailure::SignIn(_) => self.discard(&step.id),
            SendFailure::Http { request, error } => {
                outcome.exchanges = exchange::exchanges(&error.exchanges);
                if outcome.exchanges.is_empty() {
                    outcome.exchanges.push(exchange::unanswered(request));
                }
                if error.error.nothing_sent && error.exchanges.is_empty() {
                    self.discard(&step.id);
                } else {
                    self.answered(step, &error.exchanges, outcome);
                }
            }
        }
        let error = self.send_error(failure, outcome);
        fail(outcome, error);
    }
}

/// What the scenario says to do about a step that failed, where the shop itself has answered it: what
/// stands in front of a shop, or a shop that is down, is another matter.
fn hint_of_step(step: &Step, outcome: &StepOutcome) -> Option<HintOutcome> {
    let mut mismatches = outcome.mismatches.iter();
    let is_refused = mismatches.any(|mismatch| mismatch.subject == Subject::Status);
    let last = outcome.exchanges.last();
    let response = last.and_then(|last| last.response.as_ref())?;
    let is_json = response
        .headers
        .iter()
        .any(|(name, value)| name.eq_ignore_ascii_case("content-type") && value.contains("json"));
    let is_of_shop = !is_refused || (response.status < 500 && is_json);
    let advice = step.hint.clone()?;
    (outcome.verdict == Verdict::Failed && is_of_shop).then(|| HintOutcome {
        id: step.id.clone(),
        means: String::new(),
        advice,
    })
}

fn skipped(need: &str, how: &str) -> (Verdict, String) {
    (Verdict::Skipped, format!("step `{need}` {how}"))
}
