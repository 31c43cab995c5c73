//! An expectation held against a response: pure, no I/O.
//!
//! What does not hold is a value (a [`Mismatch`]); a [`CheckError`] means that the check itself
//! could not be carried out, so that the step is neither right nor wrong.

use serde_json::Value;

use crate::http::exchange::Response;
use crate::outcome::{Counts, DriftOutcome, ErrorKind, Extra, Mismatch};
use crate::scenario::expectation::{Expectation, Path};
use crate::scenario::problem::Problem;
use crate::scenario::template::{Fill, FillError};
use crate::scenario::tutorial::{Capture, Tutorial};

/// What holding an expectation against a response found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Checked {
    /// The label of the alternative that held; none where no alternative held or has one.
    pub label: Option<String>,
    /// What was compared.
    pub counts: Counts,
    /// What did not hold.
    pub mismatches: Vec<Mismatch>,
    /// Where the page is known to be out of date, and what was found there.
    pub drifts: Vec<DriftOutcome>,
    /// Members that the page does not print.
    pub extras: Vec<Extra>,
    /// What stands where the page prints a token: secrets, which must be hidden.
    pub tokens: Vec<String>,
    /// What the store itself says is wrong.
    pub store_message: Option<String>,
}

/// Why a check could not be carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct CheckError {
    /// What sort of thing it was: `Body`, `Template` or `Capture`.
    pub kind: ErrorKind,
    /// What happened, lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl CheckError {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            hint: None,
        }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl From<FillError> for CheckError {
    fn from(error: FillError) -> Self {
        Self::new(ErrorKind::Template, error.message)
    }
}

/// Holds an expectation against a response; `strict` makes members that the page does not print
/// mismatches.
pub fn check(
    expectation: &Expectation,
    _response: &Response,
    _fill: Fill<'_>,
    _strict: bool,
) -> Result<Checked, CheckError> {
    let _ = expectation;
    Err(CheckError::new(ErrorKind::Body, "nothing was compared").hint("not in place yet"))
}

/// Takes a value from a response: exactly one, or the list of all where the capture says so.
pub fn capture(
    capture: &Capture,
    _response: &Response,
    _fill: Fill<'_>,
) -> Result<Value, CheckError> {
    let message = format!("`{}` cannot be captured", capture.name);
    Err(CheckError::new(ErrorKind::Capture, message))
}

/// Selects the one node that a path means; none where it selects nothing.
pub fn select_one(
    path: &Path,
    _body: &Value,
    _fill: Fill<'_>,
) -> Result<Option<Value>, CheckError> {
    let message = format!("`{}` cannot be selected", path.span.text());
    Err(CheckError::new(ErrorKind::Capture, message))
}

/// Finds what only the engines can know to be wrong in a tutorial, all of it.
pub fn validate(_tutorial: &Tutorial) -> Vec<Problem> {
    Vec::new()
}

/// Returns what the store itself says is wrong.
pub fn store_message(_response: &Response) -> Option<String> {
    None
}
