//! Sessions walked side by side, and what they find handed on in the order of the plan.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinError;

use crate::error::Error;
use crate::launch::interrupt::Interrupt;
use crate::launch::preparation::Walk;
use crate::outcome::{ScenarioOutcome, StepOutcome};
use crate::runner::plan::{PlannedStep, TutorialPlan};
use crate::runner::session::{Leftovers, Session};

/// What a session says while it walks.
enum Event {
    Begin {
        number: usize,
        title: String,
        request_line: String,
    },
    End {
        scenario: usize,
        step: Box<StepOutcome>,
    },
}

/// What is found while tutorials are walked, in the order of the plan.
pub(crate) enum Found<'a> {
    /// A scenario begins.
    Scenario(&'a ScenarioOutcome),
    /// A step is sent.
    Sending {
        /// Its number.
        number: usize,
        /// Its title.
        title: &'a str,
        /// Its method and path.
        request_line: &'a str,
    },
    /// A step has ended.
    Step(&'a StepOutcome),
}

/// Walks all tutorials, at most `jobs` side by side, shows what is found while it is found, and
/// returns what they found and left.
///
/// # Errors
/// Where nothing can be shown. The sessions are walked to their end, undo included, all the same.
pub(crate) async fn walk_all(
    walks: Vec<Walk>,
    jobs: usize,
    fail_fast: bool,
    interrupt: &Interrupt,
    mut show: impl FnMut(Found<'_>) -> Result<(), Error>,
) -> Result<(Vec<ScenarioOutcome>, Vec<Leftovers>), Error> {
    let places = Arc::new(Semaphore::new(jobs));
    let failed = Arc::new(AtomicBool::new(false));
    let mut waiting = Vec::new();
    let mut sessions = Vec::new();
    for Walk { plan, session } in walks {
        let (sender, receiver) = mpsc::unbounded_channel();
        waiting.push((plan, receiver));
        sessions.push((session, sender));
    }
    let driver = tokio::spawn(drive(
        sessions,
        places,
        fail_fast.then_some(failed),
        interrupt.clone(),
    ));
    let mut scenarios = Vec::new();
    let mut unshown = Ok(());
    for (plan, mut events) in waiting {
        let mut outcomes = Collected::new(&plan);
        while let Some(event) = events.recv().await {
            let shown = outcomes.take(event, &mut show);
            unshown = unshown.and(shown);
        }
        scenarios.append(&mut outcomes.scenarios);
    }
    let leftovers = driver.await.and_then(|leftovers| leftovers);
    let leftovers =
        leftovers.map_err(|error| Error::failed(format!("the walk broke off: {error}")))?;
    unshown.map(|()| (scenarios, leftovers))
}

/// Starts the sessions in order, each as soon as there is a place for it.
async fn drive(
    sessions: Vec<(Session, mpsc::UnboundedSender<Event>)>,
    places: Arc<Semaphore>,
    failed: Option<Arc<AtomicBool>>,
    interrupt: Interrupt,
) -> Result<Vec<Leftovers>, JoinError> {
    let mut running = Vec::new();
    for (session, events) in sessions {
        let place = Arc::clone(&places).acquire_owned().await;
        let (failed, interrupt) = (failed.clone(), interrupt.clone());
        running.push(tokio::spawn(async move {
            let leftovers = walk(session, &events, failed.as_deref(), &interrupt).await;
            drop(place);
            leftovers
        }));
    }
    let mut leftovers = Vec::new();
    let mut broken = Ok(());
    for session in running {
        // What the other sessions made is taken back before this one's end is told.
        match session.await {
            Ok(left) => leftovers.push(left),
            Err(error) => broken = Err(error),
        }
    }
    broken.map(|()| leftovers)
}

async fn walk(
    mut session: Session,
    events: &mpsc::UnboundedSender<Event>,
    failed: Option<&AtomicBool>,
    interrupt: &Interrupt,
) -> Leftovers {
    loop {
        if interrupt.is_raised() {
            session.stop("the run was interrupted");
        }
        if failed.is_some_and(|failed| failed.load(Ordering::Relaxed)) {
            session.stop("`--fail-fast`: another tutorial did not pass");
        }
        let Some((
            PlannedStep {
                number, scenario, ..
            },
            step,
        )) = session.upcoming()
        else {
            break;
        };
        let scenario = *scenario;
        let begin = Event::Begin {
            number: *number,
            title: session.secrets().text(&step.title),
            request_line: (session.secrets())
                .text(&format!("{} {}", step.request.method, step.request.path)),
        };
        // Whoever listens may have gone away; the walk and its undo go on.
        let _ = events.send(begin);
        let mut at_once = interrupt.clone();
        let Some(outcome) = session.next(at_once.wait_for(1)).await else {
            break;
        };
        if let Some(failed) = failed
            && outcome.verdict.has_failed()
        {
            failed.store(true, Ordering::Relaxed);
        }
        let _ = events.send(Event::End {
            scenario,
            step: Box::new(outcome),
        });
    }
    session.finish().await
}

/// The scenarios of a tutorial, filled step by step.
struct Collected<'a> {
    plan: &'a TutorialPlan,
    scenarios: Vec<ScenarioOutcome>,
    current: Option<usize>,
}

impl<'a> Collected<'a> {
    fn new(plan: &'a TutorialPlan) -> Self {
        Self {
            plan,
            scenarios: Vec::new(),
            current: None,
        }
    }

    fn take(
        &mut self,
        event: Event,
        show: &mut impl FnMut(Found<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        match event {
            Event::Begin {
                number,
                title,
                request_line,
            } => show(Found::Sending {
                number,
                title: &title,
                request_line: &request_line,
            }),
            Event::End { scenario, step } => {
                if self.current.replace(scenario) != Some(scenario) {
                    self.scenarios.push(self.plan.pending_scenario(scenario));
                    if let Some(begun) = self.scenarios.last() {
                        show(Found::Scenario(begun))?;
                    }
                }
                let shown = show(Found::Step(&step));
                if let Some(last) = self.scenarios.last_mut() {
                    last.steps.push(*step);
                }
                shown
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::launch::environment::Environment;
    use crate::launch::options::StoreOptions;
    use crate::launch::preparation::Prepared;
    use crate::launch::scenarios;
    use crate::outcome::Verdict;
    use crate::runner::plan::Limits;

    /// Walks two tutorials side by side, raises an interruption where wanted, and returns what was
    /// shown and found.
    async fn walk(interrupts: u32) -> (Vec<String>, Vec<ScenarioOutcome>) {
        let names = ["smoke".to_owned(), "orders/create-customer".to_owned()];
        let choices = scenarios::choose(&names).unwrap();
        let options = StoreOptions::of_sandbox();
        let environment = Environment::bare();
        let prepared = Prepared::new(&options, &choices, &Limits::default(), &environment).unwrap();
        let store = prepared.store().await.unwrap();
        let (raise, interrupt) = Interrupt::by_hand();
        raise.send_replace(interrupts);
        let rules = prepared.rules_until(&store, &interrupt).unwrap();
        let walks = prepared.walks(&store, &rules, None).unwrap();
        let mut shown = Vec::new();
        let walked = walk_all(walks, 2, false, &interrupt, |found| {
            shown.push(match found {
                Found::Scenario(scenario) => scenario.name.clone(),
                Found::Sending { number, .. } => format!("sending {number}"),
                Found::Step(step) => format!("step {}", step.number),
            });
            Ok(())
        });
        let (scenarios, leftovers) = walked.await.unwrap();
        store.stop().await;
        assert_eq!(leftovers.len(), 2);
        (shown, scenarios)
    }

    #[tokio::test]
    async fn what_is_found_side_by_side_is_shown_in_the_order_of_the_plan() {
        let (shown, scenarios) = walk(0).await;
        let steps: Vec<&StepOutcome> = scenarios.iter().flat_map(|one| &one.steps).collect();
        let mut numbers = steps.iter().map(|step| step.number);
        assert!((1..).take(steps.len()).eq(numbers.by_ref()), "{shown:?}");
        let ends = shown.iter().filter(|line| line.starts_with("step "));
        assert_eq!(ends.count(), steps.len());
        assert_eq!(shown[0], "sending 1");
        let right = [Verdict::Passed, Verdict::NotApplicable];
        assert!(steps.iter().all(|step| right.contains(&step.verdict)));
    }

    #[tokio::test]
    async fn an_interruption_sends_no_further_step() {
        let (_, scenarios) = walk(1).await;
        let mut steps = scenarios.iter().flat_map(|one| &one.steps);
        assert!(steps.all(|step| step.verdict == Verdict::Skipped && step.exchanges.is_empty()));
    }
}
