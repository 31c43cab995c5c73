//! What a store answered, written into the scenario that promised something else, or into a new one.
//!
//! Pure: the files of a tutorial in, changed files out. What a user chooses is an [`Answer`];
//! `choice` decides what that changes where, `edit` changes it.

mod choice;
mod draft;
mod edit;
mod files;
mod patch;
mod writing;

use crate::check::Own;
use crate::outcome::{Mismatch, ScenarioOutcome, StepOutcome};

pub use crate::accept::draft::Draft;
pub use crate::accept::files::Files;
pub use crate::accept::patch::patch;

/// What a user wants a mismatch to be from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The value may differ: a `vary` rule for its place.
    Vary,
    /// The page is out of date: a `drift`, and why.
    Drift {
        /// Why the page is out of date.
        because: String,
    },
    /// The page prints what the store answers: a new documented value.
    Documented,
}

/// A mismatch of a run and the answer to it.
#[derive(Clone)]
pub struct Choice<'o> {
    /// The scenario.
    pub scenario: &'o ScenarioOutcome,
    /// The step.
    pub step: &'o StepOutcome,
    /// What did not hold.
    pub mismatch: &'o Mismatch,
    /// The answer.
    pub answer: Answer,
    /// What is of the run alone; none where rules are written, and no values.
    pub own: Option<&'o Own<'o>>,
}

/// Why an answer is not written, in a sentence without a full stop.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(String);

impl Refused {
    fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}
