//! What two runs of the same steps found of each other: plain data, made of two outcomes.

use crate::outcome::{Mismatch, Target, Verdict};

/// Two runs beside each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The store of the left run.
    pub left: Target,
    /// The store of the right run.
    pub right: Target,
    /// Whether the left store is in developer mode, and whether the right one is.
    pub developer_mode: [bool; 2],
    /// The steps, in the order of the left run; those of the right run alone come last.
    pub steps: Vec<ComparedStep>,
}

/// A step in two runs.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparedStep {
    /// The tutorial and the scenario, such as `orders/create-customer`.
    pub scenario: String,
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What the left store answered; none where the left run has no such step.
    pub left: Option<Answered>,
    /// What the right store answered.
    pub right: Option<Answered>,
    /// Where the bodies differ: the left one stands for `documented`, the right one for `actual`.
    pub differences: Vec<Mismatch>,
    /// Where amounts differ that follow from one that changed before.
    pub derived: Vec<Derived>,
    /// How many values differ as they may: what the page lets vary, what the runs made, moments.
    pub varied: usize,
    /// How many more differences there are, at which nobody has looked.
    pub unlisted: usize,
    /// Where a secret is hidden on both sides, as normalized JSONPaths of the left body: whether the
    /// two are one, nobody can say.
    pub hidden: Vec<String>,
    /// Why the bodies were not held against each other, though there were some.
    pub not_compared: Option<String>,
    /// Why one of the runs did not walk it, where that comes from what differs before it.
    pub unwalked: Option<String>,
}

/// A difference that follows from another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Derived {
    /// The difference, as one of [`ComparedStep::differences`].
    pub difference: Mismatch,
    /// What it follows from.
    pub cause: Cause,
}

/// The first amount that differs, from which others follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The step in whose answer it stands.
    pub step: String,
    /// Where it stands there, as a normalized JSONPath.
    pub path: String,
}

/// What a store answered in one run, as the page sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// How the step ended.
    pub verdict: Verdict,
    /// The status; none where no answer came.
    pub status: Option<u16>,
    /// Where the answer differs from the page, in sentences, or why there is none.
    pub from_page: Vec<String>,
}

impl ComparedStep {
    /// Whether the stores answered alike, as far as anybody can say.
    pub fn is_alike(&self) -> bool {
        !self.is_different() && self.hidden.is_empty()
    }

    /// Whether the stores answered otherwise than each other.
    pub fn is_different(&self) -> bool {
        let key = |side: &Option<Answered>| side.as_ref().map(|side| (side.verdict, side.status));
        let is_different = !self.differences.is_empty() || !self.derived.is_empty();
        is_different || self.unlisted > 0 || key(&self.left) != key(&self.right)
    }
}

impl Comparison {
    /// Returns the exit code: 2 where no step is in both runs or none was answered in both, 1 where
    /// the stores differ, or something is hidden in what both answered, 0 where they answer alike.
    pub fn exit_code(&self) -> u8 {
        let status =
            |side: &Option<Answered>| side.as_ref().is_some_and(|side| side.status.is_some());
        let is_compared = |step: &&ComparedStep| status(&step.left) && status(&step.right);
        if !self.steps.iter().any(|step| is_compared(&step)) {
            2
        } else {
            u8::from(!self.steps.iter().all(ComparedStep::is_alike))
        }
    }
}
