//! A walk whose steps are sent one by one, at the reader's own pace: looked at before they are sent,
//! changed, skipped, sent again.

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
    results: Vec<Option<StepOutcome>>,
    origins: Vec<Vec<Origin>>,
    own: Vec<Option<RequestTemplate>>,
}

impl Stepwise {
    /// Begins before the first step.
    pub fn new(plan: TutorialPlan, session: Session) -> Self {
        Self {
            value_flow: plan.value_flow(),
            results: vec![None; plan.steps.len()],
            origins: vec![Vec::new(); plan.steps.len()],
            own: vec![None; plan.steps.len()],
            plan,
            session,
        }
    }

    /// Returns the secrets that are known by now.
    pub fn secrets(&self) -> &Redactor {
        self.session.secrets()
    }

    /// Hides what another walk of the same store knows to be secret, too.
    pub fn remember(&mut self, secrets: &Redactor) {
        self.session.remember(secrets);
    }

    /// Returns what is walked.
    pub fn plan(&self) -> &TutorialPlan {
        &self.plan
    }

    /// Returns how values flow from step to step.
    pub fn value_flow(&self) -> &ValueFlow {
        &self.value_flow
    }

    /// Returns what a step found when it was last sent.
    pub fn result(&self, at: usize) -> Option<&StepOutcome> {
        self.results.get(at)?.as_ref()
    }

    /// Returns where the values of a request came from when it was sent last.
    pub fn origins(&self, at: usize) -> &[Origin] {
        self.origins.get(at).map_or(&[], Vec::as_slice)
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
        let own = self.own.get(at).and_then(Option::as_ref);
        self.session.obstacle_at(at, own)
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
        places.retain(|place| self.results.get(*place).is_some_and(Option::is_none));
        places
    }

    /// Returns the request of a step as text to be edited: somebody's own, or the page's; none of a
    /// step for a browser.
    pub fn request_text(&self, at: usize) -> Option<String> {
        let planned = self.plan.steps.get(at)?;
        if self.plan.step(planned).browser.is_some() {
            return None;
        }
        self.request(at).map(request_text::show)
    }

    /// Whether a step has somebody's own request in place of the page's.
    pub fn is_changed(&self, at: usize) -> bool {
        self.own.get(at).is_some_and(Option::is_some)
    }

    /// Gives a step a request of somebody's own; one that is the page's again is no own one.
    ///
    /// # Errors
    /// What cannot be read, in words; the request stays as it was.
    pub fn change(&mut self, at: usize, text: &str) -> Result<(), String> {
        let planned = self.plan.steps.get(at).ok_or("there is no such step")?;
        let step = self.plan.step(planned);
        if step.browser.is_some() {
            return Err("what a browser does is changed in the scenario".to_owned());
        }
        let of_page = &step.request;
        let own = request_text::parse(text, of_page)?;
        let is_own = request_text::show(&own) != request_text::show(of_page);
        self.own[at] = is_own.then_some(own);
        Ok(())
    }

    /// Gives a step the page's request again.
    pub fn restore(&mut self, at: usize) {
        if let Some(own) = self.own.get_mut(at) {
            *own = None;
        }
    }

    /// Returns what a step would send now.
    ///
    /// # Errors
    /// Where a value is not known yet, or cannot stand where it should.
    pub fn preview(&self, at: usize) -> Result<Preview, StepError> {
        let own = self.own.get(at).and_then(Option::as_ref);
        self.session.preview(at, own)
    }

    /// Sends a step, or finds out why not, and returns what was found.
    pub async fn send(
        &mut self,
        at: usize,
        interrupted: impl Future<Output = ()>,
    ) -> Option<&StepOutcome> {
        let own = self.own.get(at)?.clone();
        let preview = self.preview(at).ok();
        self.origins[at] = preview.map_or_else(Vec::new, |preview| preview.origins);
        let outcome = self.session.walk_step(at, own, interrupted).await?;
        Some(self.results[at].insert(outcome))
    }

    /// Leaves a step out.
    pub fn skip(&mut self, at: usize, reason: &str) -> Option<&StepOutcome> {
        let outcome = self.session.skip(at, reason)?;
        Some(self.results[at].insert(outcome))
    }

    /// Returns what the steps that were sent found, by their scenarios.
    pub fn scenarios(&self) -> Vec<ScenarioOutcome> {
        let mut scenarios: Vec<ScenarioOutcome> = Vec::new();
        let mut current = None;
        for (planned, result) in self.plan.steps.iter().zip(&self.results) {
            let Some(result) = result else { continue };
            if current.replace(planned.scenario) != Some(planned.scenario) {
                scenarios.push(self.plan.pending_scenario(planned.scenario));
            }
            if let Some(scenario) = scenarios.last_mut() {
                scenario.steps.push(result.clone());
            }
        }
        scenarios
    }

    /// Takes back what was made.
    pub async fn finish(self) -> Leftovers {
        self.session.finish().await
    }

    fn request(&self, at: usize) -> Option<&RequestTemplate> {
        let planned = self.plan.steps.get(at)?;
        let own = self.own.get(at)?.as_ref();
        Some(own.unwrap_or(&self.plan.step(planned).request))
    }
}
