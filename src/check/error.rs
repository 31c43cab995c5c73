//! Why a check could not be carried out.

use crate::outcome::ErrorKind;
use crate::scenario::template::FillError;

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
