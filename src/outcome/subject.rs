//! What part of a response something is about, and in which way it differs.

use serde::{Deserialize, Serialize};

/// What part of a response a mismatch is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The status.
    Status,
    /// A header.
    Header,
    /// The documented body.
    Body,
    /// A single assertion on the body.
    Check,
    /// An assertion on HTML.
    Html,
    /// The body as text.
    Text,
}

impl Subject {
    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Header => "header",
            Self::Body => "body",
            Self::Check => "check",
            Self::Html => "html",
            Self::Text => "text",
        }
    }
}

/// In which way something differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MismatchKind {
    /// It is not there.
    Missing,
    /// It should not be there.
    Extra,
    /// It has another JSON type.
    Type,
    /// It has another value.
    Value,
    /// It is in another place of the array.
    Order,
}
