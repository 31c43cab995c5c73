//! What was found of a shop without walking it.

use serde::{Deserialize, Serialize};

use crate::outcome::Target;

/// How a finding bears on walking the tutorials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// As it should be.
    Fine,
    /// A run would fail: somebody has something to do.
    ToDo,
    /// It could not be told; that is no fault of the shop.
    Unknown,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The tutorial that needs it; none where every tutorial does.
    pub tutorial: Option<String>,
    /// What was looked at, in a word or three.
    pub subject: String,
    /// How it is.
    pub state: State,
    /// What was found.
    pub found: String,
    /// What to do about it; none where nothing is to be done.
    pub advice: Option<String>,
}

impl Finding {
    /// It is as it should be.
    pub fn fine(subject: impl Into<String>, found: impl Into<String>) -> Self {
        Self {
            tutorial: None,
            subject: subject.into(),
            state: State::Fine,
            found: found.into(),
            advice: None,
        }
    }

    /// Somebody has something to do.
    pub fn to_do(
        subject: impl Into<String>,
        found: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            state: State::ToDo,
            advice: Some(advice.into()),
            ..Self::fine(subject, found)
        }
    }

    /// It could not be told.
    pub fn unknown(
        subject: impl Into<String>,
        found: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            state: State::Unknown,
            ..Self::to_do(subject, found, advice)
        }
    }
}

/// All that was found of a shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Examination {
    /// The shop.
    pub target: Target,
    /// The tutorials for which it was looked at.
    pub tutorials: Vec<String>,
    /// What was found, in order.
    pub findings: Vec<Finding>,
}

impl Examination {
    /// Returns how many things somebody has to do.
    pub fn to_do(&self) -> usize {
        let mut findings = self.findings.iter();
        findings
            .by_ref()
            .filter(|one| one.state == State::ToDo)
            .count()
    }
}
