//! What the page shows: plain data, already without secrets, with a number that grows with each
//! change.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use tokio::sync::watch;

use crate::report::lesson::{Line, Mark};

/// What the page shows, shared between whoever walks and the server.
#[derive(Clone)]
pub struct StudioState {
    shown: Arc<Mutex<Shown>>,
    version: watch::Sender<u64>,
}

/// All that the page shows.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Shown {
    /// The store that is walked.
    pub store: Store,
    /// What is under way.
    pub busy: Option<Busy>,
    /// What is worth knowing, such as what was taken back; the newest last.
    pub notices: Vec<String>,
    /// How the steps of each tutorial that was opened ended.
    pub walks: BTreeMap<String, Verdicts>,
    /// Counts the changes of steps.
    #[serde(skip)]
    pub clock: u64,
    /// The tutorials.
    #[serde(skip)]
    pub tutorials: Vec<Tutorial>,
    /// The sandbox's faults as lessons.
    #[serde(skip)]
    pub lessons: Vec<Lesson>,
    /// The steps of each tutorial that was opened.
    #[serde(skip)]
    pub steps: BTreeMap<String, Vec<Step>>,
    /// Each tutorial that was opened, as an HTML report and as a script of curl lines.
    #[serde(skip)]
    pub exports: BTreeMap<String, (String, String)>,
}

/// The store that is walked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Store {
    /// Its address.
    pub url: String,
    /// Whether it is the embedded sandbox.
    pub sandbox: bool,
    /// Which Magento the sandbox is.
    pub magento: Option<String>,
    /// Whether its certificates are not checked.
    pub insecure: bool,
    /// How the sandbox breaks.
    pub faults: Vec<String>,
}

/// A fault of the sandbox as a lesson.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lesson {
    /// What it asks.
    pub title: String,
    /// What there is to see.
    pub about: String,
    /// The fault, as `--fault` has it.
    pub fault: String,
    /// The tutorial.
    pub tutorial: String,
    /// The page.
    pub page: String,
    /// The place of the step at which it shows.
    pub at: usize,
}

/// What is under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Busy {
    /// The tutorial.
    pub tutorial: String,
    /// The step.
    pub at: usize,
    /// How many steps are done.
    pub done: usize,
    /// How many there are to do.
    pub of: usize,
}

/// How the steps of a tutorial ended, and the values that they took.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Verdicts {
    /// The verdict of each step; none for one that was not sent.
    pub verdicts: Vec<Option<&'static str>>,
    /// When each step changed last, by the state's clock: what was read of it before is out of date.
    pub revisions: Vec<u64>,
    /// The values that were captured.
    pub values: Vec<Value>,
}

/// A value that was captured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Value {
    /// Its name.
    pub name: String,
    /// What it is; a secret is hidden.
    pub value: String,
    /// The place of the step that captured it.
    pub from: usize,
    /// The places of the steps that use it.
    pub to: Vec<usize>,
}

/// A tutorial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tutorial {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its pages.
    pub pages: Vec<TutorialPage>,
}

/// A page of a tutorial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TutorialPage {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub explain: Option<String>,
    /// Its address.
    pub address: Option<String>,
    /// The place of its first step.
    pub first: usize,
    /// The titles of its steps.
    pub steps: Vec<String>,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it teaches.
    pub explain: Option<String>,
    /// What it does to the shop.
    pub effect: String,
    /// Its request as text, or what somebody made of it.
    pub text: String,
    /// What is wrong with that.
    pub wrong: Option<String>,
    /// Whether it is somebody's own.
    pub is_own: bool,
    /// Whether what it found is the answer to another request than the one that stands there now.
    pub is_stale: bool,
    /// Whether a browser does it; then there is no text to edit.
    pub is_browser: bool,
    /// What would be sent.
    pub request: Vec<Line>,
    /// Why it cannot be sent now.
    pub obstacle: Option<String>,
    /// What it found when it was last sent.
    pub result: Option<StepResult>,
}

/// What a step found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepResult {
    /// Its verdict.
    pub verdict: &'static str,
    /// What it compared, in a line.
    pub summary: String,
    /// What came back.
    pub response: Vec<Line>,
    /// What the page promises.
    pub promise: Option<Promise>,
    /// What differs and must not.
    pub rows: Vec<Row>,
    /// What else is to be said.
    pub remarks: Vec<(Mark, String)>,
    /// A command that repeats the request.
    pub curl: String,
    /// Whether the request was somebody's own.
    pub was_own: bool,
    /// What a browser saw: names, and pictures as PNG in base64.
    pub pictures: Vec<(String, String)>,
}

/// What the page promises.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Promise {
    /// The status, in words.
    pub status: String,
    /// The body.
    pub body: Vec<String>,
    /// The single assertions: what each demands, and how it was.
    pub checks: Vec<(Mark, String)>,
}

/// Something that differs and must not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Where it is.
    pub place: String,
    /// What the page prints, if anything.
    pub page: Option<String>,
    /// What the store answered, if anything.
    pub store: Option<String>,
    /// What is wrong, in words.
    pub message: String,
}

impl Default for StudioState {
    fn default() -> Self {
        Self::new()
    }
}

impl StudioState {
    /// Begins with nothing on it.
    pub fn new() -> Self {
        Self {
            shown: Arc::default(),
            version: watch::Sender::new(1),
        }
    }

    /// Changes what is shown, and lets everybody know.
    pub fn change<T>(&self, change: impl FnOnce(&mut Shown) -> T) -> T {
        let result = change(&mut self.lock());
        self.version.send_modify(|version| *version += 1);
        result
    }

    /// Reads what is shown.
    pub fn read<T>(&self, read: impl FnOnce(&Shown) -> T) -> T {
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
        // Whoever shows the state holds the sender, so this cannot fail.
        let _ = version.wait_for(|version| *version != seen).await;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Shown> {
        // What was half written by somebody who panicked is still only something to look at.
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
