//! What the page shows, already without secrets, with a number that grows with each change.
//!
//! Of a step there are the facts; its lines are made of them when the page asks for the step.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use tokio::sync::watch;

use crate::outcome::{Preview, StepOutcome, Target, ValueFlow, Verdict};
use crate::runner::plan::TutorialPlan;
use crate::runner::stepwise::StepResult;
use crate::studio::contents::Tutorial;
use crate::studio::lessons::Lesson;

/// What the page shows, shared between the session and the server.
#[derive(Clone)]
pub(crate) struct StudioState {
    shown: Arc<Mutex<Shown>>,
    version: watch::Sender<u64>,
}

/// All that the page shows.
#[derive(Default)]
pub(crate) struct Shown {
    /// The tutorials.
    pub(crate) tutorials: Vec<Tutorial>,
    /// The sandbox's faults as lessons.
    pub(crate) lessons: Vec<Lesson>,
    /// The store that is walked.
    pub(super) store: Store,
    /// What is under way.
    pub(super) busy: Option<Busy>,
    /// What is worth knowing, such as what was taken back; the newest last.
    pub(super) notices: Vec<String>,
    /// The tutorials that were opened.
    pub(super) walks: BTreeMap<String, ShownWalk>,
    /// Counts the changes of steps.
    clock: u64,
}

/// The store that is walked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Store {
    /// Its address.
    pub(super) url: String,
    /// Whether it is the embedded sandbox.
    pub(super) sandbox: bool,
    /// Which Magento the sandbox is, in words.
    pub(super) magento: Option<String>,
    /// The same as a command takes it.
    pub(super) kind: Option<String>,
    /// Whether its certificates are not checked.
    pub(super) insecure: bool,
    /// How the sandbox breaks.
    pub(super) faults: Vec<String>,
}

/// What is under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Busy {
    /// The tutorial.
    pub(super) tutorial: String,
    /// The step.
    pub(super) at: usize,
    /// How many steps are done.
    pub(super) done: usize,
    /// How many there are to do.
    pub(super) of: usize,
}

/// A tutorial that was opened.
pub(super) struct ShownWalk {
    /// What is walked.
    pub(super) plan: TutorialPlan,
    /// How values flow from step to step.
    pub(super) value_flow: ValueFlow,
    /// The name of the run.
    pub(super) run_id: String,
    /// The store.
    pub(super) target: Target,
    /// Its steps.
    pub(super) steps: Vec<ShownStep>,
    /// The values that were captured.
    pub(super) values: Vec<Value>,
}

/// A step: the one place with all that the page shows of it.
#[derive(Debug, Clone)]
pub(super) struct ShownStep {
    /// When it changed last, by the state's clock: what was read of it before is out of date.
    pub(super) revision: u64,
    /// What is known of it before it is sent.
    pub(super) pending: StepOutcome,
    /// Its request as text, or what the user made of it; none of a step for a browser.
    pub(super) text: Option<String>,
    /// What is wrong with that.
    pub(super) wrong: Option<String>,
    /// Whether it is the user's own.
    pub(super) is_own: bool,
    /// Whether the result is the answer to another request than the one in the editor now.
    pub(super) is_stale: bool,
    /// What would be sent.
    pub(super) preview: Option<Preview>,
    /// Why it cannot be sent now.
    pub(super) obstacle: Option<Obstacle>,
    /// What it found when it was last sent.
    pub(super) result: Option<StepResult>,
}

/// Why a step cannot be sent now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// The steps at these places have to be sent before.
    Missing(Vec<usize>),
    /// It would be left out, for this reason.
    KeptBack(Verdict, String),
    /// The request cannot be made.
    Unfilled(String),
}

/// A value that was captured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Value {
    /// Its name.
    pub(super) name: String,
    /// What it is; a secret is hidden.
    pub(super) value: String,
    /// The place of the step that captured it.
    pub(super) from: usize,
    /// The places of the steps that use it.
    pub(super) to: Vec<usize>,
}

/// What the page polls: everything but the steps themselves.
#[derive(Serialize)]
pub(super) struct Overview<'s> {
    store: &'s Store,
    busy: &'s Option<Busy>,
    notices: &'s [String],
    walks: BTreeMap<&'s str, Progress<'s>>,
}

/// How the steps of a tutorial ended, and the values that they captured.
#[derive(Serialize)]
struct Progress<'s> {
    /// The verdict of each step; none for one that was not sent.
    verdicts: Vec<Option<&'static str>>,
    /// When each step changed last.
    revisions: Vec<u64>,
    values: &'s [Value],
}

impl StudioState {
    /// Begins with nothing to show.
    pub(crate) fn new() -> Self {
        Self {
            shown: Arc::default(),
            version: watch::Sender::new(1),
        }
    }

    /// Changes what is shown, and wakes whoever waits for a change.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Shown) -> T) -> T {
        let result = change(&mut self.lock());
        self.version.send_modify(|version| *version += 1);
        result
    }

    /// Reads what is shown.
    pub(super) fn read<T>(&self, read: impl FnOnce(&Shown) -> T) -> T {
        read(&self.lock())
    }

    /// Returns the number of the last change.
    pub(super) fn version(&self) -> u64 {
        *self.version.borrow()
    }

    /// Waits until there was a change after the one of this number; one of a studio before this one
    /// is none that can be waited for.
    pub(super) async fn after(&self, seen: u64) {
        let mut version = self.version.subscribe();
        // This holds the sender, so it cannot fail.
        let _ = version.wait_for(|version| *version != seen).await;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Shown> {
        // What a panic left half written is still only something to look at.
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shown {
    /// Returns all but the steps themselves.
    pub(super) fn overview(&self) -> Overview<'_> {
        let walks = self.walks.iter();
        Overview {
            store: &self.store,
            busy: &self.busy,
            notices: &self.notices,
            walks: walks
                .map(|(name, walk)| (name.as_str(), walk.progress()))
                .collect(),
        }
    }

    /// Shows a tutorial that was opened.
    pub(super) fn open(&mut self, tutorial: &str, mut walk: ShownWalk) {
        // Never the same number again, also of a walk that was begun anew.
        self.clock += 1;
        for step in &mut walk.steps {
            step.revision = self.clock;
        }
        self.walks.insert(tutorial.to_owned(), walk);
    }

    /// Shows steps of a tutorial as they are now, and the values where they are others.
    pub(super) fn refresh(
        &mut self,
        tutorial: &str,
        steps: Vec<(usize, ShownStep)>,
        values: Option<Vec<Value>>,
    ) {
        self.clock += 1;
        let Some(walk) = self.walks.get_mut(tutorial) else {
            return;
        };
        if let Some(values) = values {
            walk.values = values;
        }
        for (at, step) in steps {
            if let Some(place) = walk.steps.get_mut(at)
                && !place.looks_like(&step)
            {
                *place = ShownStep {
                    revision: self.clock,
                    ..step
                };
            }
        }
    }
}

impl ShownWalk {
    fn progress(&self) -> Progress<'_> {
        let results = self.steps.iter().map(|step| step.result.as_ref());
        Progress {
            verdicts: results
                .map(|result| result.map(|found| found.outcome.verdict.word()))
                .collect(),
            revisions: self.steps.iter().map(|step| step.revision).collect(),
            values: &self.values,
        }
    }
}

impl ShownStep {
    /// Whether the page shows both alike.
    fn looks_like(&self, other: &Self) -> bool {
        let Self {
            revision: _,
            pending,
            text,
            wrong,
            is_own,
            is_stale,
            preview,
            obstacle,
            result,
        } = self;
        let is_same_result = match (result, &other.result) {
            (Some(one), Some(other)) => Arc::ptr_eq(&one.outcome, &other.outcome),
            (None, None) => true,
            _ => false,
        };
        is_same_result
            && *pending == other.pending
            && *text == other.text
            && *wrong == other.wrong
            && *is_own == other.is_own
            && *is_stale == other.is_stale
            && *preview == other.preview
            && *obstacle == other.obstacle
    }
}
