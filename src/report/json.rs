//! The outcome itself as JSON: complete, versioned, and read back.
//!
//! `docs/json-report.md` documents every member.

use serde::Deserialize;

use crate::outcome::{FORMAT_VERSION, RunOutcome};

/// Why a saved outcome cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ParseError {
    /// It was saved in another version of the form.
    #[error("the report has `format_version` {found}, this program reads {FORMAT_VERSION}")]
    OtherVersion {
        /// The version that it has.
        found: u64,
    },
    /// It is no JSON, or no outcome.
    #[error("not a saved report: {0}")]
    Malformed(#[from] serde_json::Error),
}

impl ParseError {
    /// Returns what to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::OtherVersion { .. } => {
                "run again with `--report json`, or read it with the version of magewalk that wrote it"
            }
            Self::Malformed(_) => "give a file that `magewalk run --report json` wrote",
        }
    }
}

/// Renders an outcome as indented JSON that ends in a newline.
pub fn render(outcome: &RunOutcome) -> String {
    let mut text = serde_json::to_string_pretty(outcome)
        .expect("an outcome has no map whose keys are not strings");
    text.push('\n');
    text
}

/// Reads an outcome that [`render`] wrote.
///
/// # Errors
/// The text is of another version (told by its number, whatever else it holds), is no JSON, nests
/// deeper than 127 levels, or lacks or adds a member.
pub fn parse(text: &str) -> Result<RunOutcome, ParseError> {
    // The version is read first and alone: of another version, nothing else can be trusted.
    #[derive(Deserialize)]
    struct Versioned {
        format_version: u64,
    }
    let found = serde_json::from_str::<Versioned>(text)?.format_version;
    if found != u64::from(FORMAT_VERSION) {
        return Err(ParseError::OtherVersion { found });
    }
    Ok(serde_json::from_str(text)?)
}
