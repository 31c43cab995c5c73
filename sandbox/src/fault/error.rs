//! Why a fault cannot be understood.

/// Why a fault cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultError {
    /// What is wrong with it.
    pub message: String,
    /// What to write instead.
    pub hint: String,
    /// The name, where the sandbox knows no such fault.
    pub unknown_name: Option<String>,
}

impl FaultError {
    pub(crate) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: hint.into(),
            unknown_name: None,
        }
    }
}
