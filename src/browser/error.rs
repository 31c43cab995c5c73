//! Why a browser could not do something.

use thiserror::Error;

/// Why a browser could not do something.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BrowserError {
    /// It cannot be started, or does not answer.
    #[error("{0}")]
    Gone(String),
    /// The page has no such element that can be seen, or not one that can be used like this. Both may change
    /// while the page comes about.
    #[error("{0}")]
    NotThere(String),
    /// It does not answer in time, or a page does not come in time.
    #[error("{0}")]
    TimedOut(String),
    /// It was asked for something that it cannot do.
    #[error("{0}")]
    Refused(String),
}
