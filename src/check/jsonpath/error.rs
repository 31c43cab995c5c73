//! Why a text is no JSONPath.

/// What is wrong with a JSONPath.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PathError {
    /// What is wrong with it, to stand after `is not a JSONPath: `.
    pub cause: String,
    /// What to write instead.
    pub hint: Option<String>,
}

impl PathError {
    pub(super) fn new(cause: impl Into<String>, hint: &str) -> Self {
        Self {
            cause: cause.into(),
            hint: Some(hint.to_owned()),
        }
    }
}
