//! Why a step could not be carried out.

use serde::{Deserialize, Serialize};

use crate::outcome::{Code, ErrorKind, Location};

/// Why a step could not be carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepError {
    /// What sort of thing it was, as a code to look up.
    pub code: Code,
    /// What sort of thing it was.
    pub kind: ErrorKind,
    /// What happened, lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The line at fault, where it is another one than the step's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Box<Location>>,
}

impl StepError {
    /// Makes an error of this kind.
    pub fn new(kind: ErrorKind, message: String, hint: Option<String>) -> Self {
        Self {
            code: Code::of_error(kind),
            kind,
            message,
            hint,
            location: None,
        }
    }
}
