//! Where a correct store may differ from the page, as the step says.

use serde::{Deserialize, Serialize};

/// The path of a rule that holds for every array of a body.
pub const EVERYWHERE: &str = "$..*";

/// What the rules of a step let differ at one place of the documented body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PromisedRule {
    /// Where it is in the documented body, as a normalized JSONPath; `$..*` where it holds for every
    /// array.
    pub at: String,
    /// What may differ; of several sorts of values, one has to hold.
    pub kinds: Vec<RuleKind>,
}

/// How a value may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// Any JSON integer.
    Integer,
    /// Any JSON number.
    Number,
    /// Any text.
    String,
    /// `true` or `false`.
    Boolean,
    /// A text that is a date with a time.
    Datetime,
    /// A text that can be a token.
    Token,
    /// Anything at all.
    Any,
    /// A text or a number that a regular expression finds.
    Matches,
    /// It may be missing.
    Optional,
    /// An array whose elements stand in any order, or are found by a member.
    Unordered,
    /// An array that goes on after what the page prints.
    Shortened,
}

impl RuleKind {
    /// Whether it says which value may stand there instead.
    pub fn is_of_value(self) -> bool {
        !matches!(self, Self::Optional | Self::Unordered | Self::Shortened)
    }
}
