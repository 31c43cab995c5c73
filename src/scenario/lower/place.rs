//! Where in a file something is, and what it has to be there.

/// Where in a file a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Scenario,
    Tutorial,
    Step,
    Request,
    Expect,
    Check,
    Capture,
    Undo,
    Retry,
    /// A single assertion.
    Assertion,
    /// A kind of `vary`.
    Vary,
    /// A function of `${…}`.
    Function,
    /// A map of which no foreign words are known, as messages call it.
    Other(&'static str),
}

impl Place {
    /// Returns what messages call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Scenario => "a scenario",
            Self::Tutorial => "a tutorial",
            Self::Step => "a step",
            Self::Request => "a request",
            Self::Expect => "`expect`",
            Self::Check => "a check",
            Self::Capture => "a capture",
            Self::Undo => "`undo`",
            Self::Retry => "`retry`",
            Self::Assertion => "an assertion",
            Self::Vary => "a rule of `vary`",
            Self::Function => "a function",
            Self::Other(name) => name,
        }
    }
}

/// What a value has to be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wanted<'w> {
    Text,
    List,
    Map(Place),
    /// Something else, in words.
    Other(&'w str),
}

impl Wanted<'_> {
    /// Returns what messages call it.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Text => "a text",
            Self::List => "a list",
            Self::Map(_) => "a map",
            Self::Other(words) => words,
        }
    }
}
