//! A walk whose steps are sent one by one, at the pace of a person: looked at before they are sent,
//! changed, skipped, sent again.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::mask::Redactor;
use crate::outcome::{
    Origin, Preview, ScenarioOutcome, StepError, StepOutcome, ValueFlow, Verdict,
};
use crate::runner::masking;
use crate::runner::plan::TutorialPlan;
use crate::runner::session::{Leftovers, Session};
use crate::scenario::request_text;
use crate::scenario::tutorial::RequestTemplate;

/// A walk whose steps are sent one by one. Steps are meant by their places in the plan, from 0.
pub struct Stepwise {
    plan: TutorialPlan,
    session: Session,
    value_flow: ValueFlow,
    steps: Vec<StepState>,
}

/// All that is known of a step of the walk beside the plan.
#[derive(Debug, Clone, Default)]
pub struct StepState {
    /// The user's request in place of the page's.
    own: Option<RequestTemplate>,
    /// What the user wrote, as it was written.
    pub draft: Option<Draft>,
    /// What the step found when it was last sent, or left out.
    pub result: Option<StepResult>,
}

/// What the user wrote in place of a request, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The text.
    pub text: String,
    /// Why it is no request, if so.
    pub wrong: Option<String>,
}

/// What a step found.
#[derive(Debug, Clone)]
pub struct StepResult {
    /// The outcome, which is shared with what shows it.
    pub outcome: Arc<StepOutcome>,
    /// Where the values of the request came from.
    pub origins: Vec<Origin>,
    /// The request as text, before values were filled in; none of a step for a browser.
    pub request_text: Option<String>,
    /// Whether the request was the user's own.
    pub was_own: bool,
}

impl Stepwise {
    /// Begins before the first step.
    pub fn new(plan: TutorialPlan, session: Session) -> Self {
        Self {
            value_flow: plan.value_flow(),
            steps: vec![StepState::default(); plan.steps.len()],
            plan,
            session,
        }
    }

    /// Returns the secrets that are known by now.
    pub fn secrets(&self) -> &Redactor {
        self.session.secrets()
    }

    /// Returns what is walked.
    pub fn plan(&self) -> &TutorialPlan {
        &self.plan
    }

    /// Returns how values flow from step to step.
    pub fn value_flow(&self) -> &ValueFlow {
        &self.value_flow
    }

    /// Returns all that is known of a step beside the plan.
    pub fn state(&self, at: usize) -> Option<&StepState> {
        self.steps.get(at)
    }

    /// Returns what a step found when it was last sent.
    pub fn result(&self, at: usize) -> Option<&StepOutcome> {
        let result = self.state(at)?.result.as_ref()?;
        Some(&result.outcome)
    }

    /// Returns where the values of a request came from when it was sent last.
    pub fn origins(&self, at: usize) -> &[Origin] {
        let result = self.state(at).and_then(|state| state.result.as_ref());
        result.map_or(&[], |result| &result.origins)
    }

    /// Returns what is known of a step before it is sent.
    pub fn pending(&self, at: usize) -> Option<StepOutcome> {
        let planned = self.plan.steps.get(at)?;
        let mut outcome = StepOutcome::pending(planned.number, self.plan.step(planned));
        masking::step(self.session.secrets(), &mut outcome);
        Some(outcome)
    }

    /// Returns why a step would not be sent now, if so.
    pub fn obstacle(&self, at: usize) -> Option<(Verdict, String)> {
        self.session.obstacle_at(at, self.own(at))
    }

    /// Returns the places of the steps that a step builds on and that have no result yet.
    pub fn missing(&self, at: usize) -> Vec<usize> {
        let Some(planned) = self.plan.steps.get(at) else {
            return Vec::new();
        };
        let numbers = planned
            .needs
            .iter()
            .filter_map(|need| self.value_flow.numbers.get(need));
        let mut places: Vec<usize> = numbers.map(|number| number - 1).collect();
        places.retain(|place| self.result(*place).is_none());
        places
    }

    /// Returns the places of the steps that look otherwise once this one has found something else:
    /// those that build on it, use a value that it captures, or have a request of the user's, which
    /// may use any.
    pub fn affected(&self, at: usize) -> BTreeSet<usize> {
        let Some(planned) = self.plan.steps.get(at) else {
            return BTreeSet::new();
        };
        let step = self.plan.step(planned);
        let names = step.captures.iter().map(|capture| &capture.name);
        let uses = names.filter_map(|name| self.value_flow.uses.get(name));
        let using = uses.flatten().map(|number| number - 1);
        let steps = self.plan.steps.iter().enumerate();
        let building = steps.filter(|(_, other)| other.needs.contains(&step.id));
        let own = (0..self.steps.len()).filter(|place| self.is_changed(*place));
        using
            .chain(building.map(|(place, _)| place))
            .chain(own)
            .collect()
    }

    /// Returns the request of a step as text to be edited: the user's own, or the page's; none of a
    /// step for a browser.
    pub fn request_text(&self, at: usize) -> Option<String> {
        let planned = self.plan.steps.get(at)?;
        let step = self.plan.step(planned);
        if step.browser.is_some() {
            return None;
        }
        Some(request_text::show(self.own(at).unwrap_or(&step.request)))
    }

    /// Whether a step has a request of the user's in place of the page's.
    pub fn is_changed(&self, at: usize) -> bool {
        self.own(at).is_some()
    }

    /// Whether what a step found is the answer to another request than the one that it has now.
    pub fn is_stale(&self, at: usize) -> bool {
        let Some(state) = self.state(at) else {
            return false;
        };
        let is_wrong = state.wrong().is_some();
        let is_other = |sent: &StepResult| is_wrong || sent.request_text != self.request_text(at);
        state.result.as_ref().is_some_and(is_other)
    }

    /// Gives a step a request of the user's; one that is the page's again is no own one.
    ///
    /// # Errors
    /// What cannot be read, in words; the request stays as it was.
    pub fn change(&mut self, at: usize, text: &str) -> Result<(), String> {
        self.steps[at].own = self.read(at, text)?;
        Ok(())
    }

    /// Gives a step what the user wrote, and keeps that as it was written, also where it is no
    /// request: then the request stays as it was.
    pub fn write(&mut self, at: usize, text: String) {
        let wrong = self.change(at, &text).err();
        if let Some(state) = self.steps.get_mut(at) {
            state.draft = Some(Draft { text, wrong });
        }
    }

    /// Gives a step the page's request again.
    pub fn restore(&mut self, at: usize) {
        if let Some(state) = self.steps.get_mut(at) {
            state.own = None;
            state.draft = None;
        }
    }

    /// Returns what a step would send now.
    ///
    /// # Errors
    /// Where a value is not known yet, or cannot stand where it should.
    pub fn preview(&mut self, at: usize) -> Result<Preview, StepError> {
        let own = self.steps.get(at).and_then(|state| state.own.as_ref());
        self.session.preview(at, own)
    }

    /// Sends a step, or finds out why not, and returns what was found.
    pub async fn send(
        &mut self,
        at: usize,
        interrupted: impl Future<Output = ()>,
    ) -> Option<&StepOutcome> {
        let own = self.steps.get(at)?.own.clone();
        let origins = self.session.origins(at, own.as_ref());
        let request_text = self.request_text(at);
        let was_own = own.is_some();
        let outcome = self.session.walk_step(at, own, interrupted).await?;
        let result = StepResult {
            outcome: Arc::new(outcome),
            origins,
            request_text,
            was_own,
        };
        Some(&self.steps[at].result.insert(result).outcome)
    }

    /// Leaves a step out.
    pub fn skip(&mut self, at: usize, reason: &str) -> Option<&StepOutcome> {
        let outcome = self.session.skip(at, reason)?;
        let result = StepResult {
            outcome: Arc::new(outcome),
            origins: Vec::new(),
            request_text: self.request_text(at),
            was_own: false,
        };
        Some(&self.steps[at].result.insert(result).outcome)
    }

    /// Returns what the steps that were sent found, by their scenarios.
    pub fn scenarios(&self) -> Vec<ScenarioOutcome> {
        let results = self.steps.iter().map(|state| state.result.as_ref());
        by_scenarios(
            &self.plan,
            results.map(|result| result.map(|found| &*found.outcome)),
        )
    }

    /// Takes back what was made.
    pub async fn finish(self) -> Leftovers {
        self.session.finish().await
    }

    fn own(&self, at: usize) -> Option<&RequestTemplate> {
        self.state(at)?.own.as_ref()
    }

    /// Reads the request of a step; none where it is the page's.
    fn read(&self, at: usize, text: &str) -> Result<Option<RequestTemplate>, String> {
        let planned = self.plan.steps.get(at).ok_or("there is no such step")?;
        let step = self.plan.step(planned);
        if step.browser.is_some() {
            return Err("what a browser does is changed in the scenario".to_owned());
        }
        let of_page = &step.request;
        let own = request_text::parse(text, of_page)?;
        let is_own = request_text::show(&own) != request_text::show(of_page);
        Ok(is_own.then_some(own))
    }
}

impl StepState {
    /// Returns why what the user wrote is no request, if so.
    pub fn wrong(&self) -> Option<&str> {
        self.draft.as_ref()?.wrong.as_deref()
    }
}

/// Puts what the steps of a plan found, where they found something, into their scenarios.
pub fn by_scenarios<'a>(
    plan: &TutorialPlan,
    results: impl Iterator<Item = Option<&'a StepOutcome>>,
) -> Vec<ScenarioOutcome> {
    let mut scenarios: Vec<ScenarioOutcome> = Vec::new();
    let mut current = None;
    for (planned, result) in plan.steps.iter().zip(results) {
        let Some(result) = result else { continue };
        if current.replace(planned.scenario) != Some(planned.scenario) {
            scenarios.push(plan.pending_scenario(planned.scenario));
        }
        if let Some(scenario) = scenarios.last_mut() {
            scenario.steps.push(result.clone());
        }
    }
    scenarios
}
