//! What may have to be taken back: the undo of a step, and what is known of it.

use std::time::Instant;

use crate::runner::find::is_usable;
use crate::runner::tie::Tie;
use crate::runner::values::Values;
use crate::scenario::names;
use crate::scenario::tutorial::{Authorization, UndoRequest};

/// The undo of a step that was sent, or is about to be.
#[derive(Clone)]
pub struct PendingUndo {
    /// The step.
    pub step: String,
    /// How to take it back.
    pub undo: UndoRequest,
    /// Its number in the journal.
    pub entry: Option<usize>,
    /// What the store said to the step's request.
    pub answer: Answer,
    /// What is known to the undo.
    pub values: Values,
    /// How the thing is tied to the run.
    pub tie: Tie,
    /// Whether the look before the step was answered with a list, so that no list is no answer later.
    pub was_listed: bool,
    /// When the store answered, or was asked last.
    pub answered_at: Instant,
    /// Whether the step passed: it was answered as the page promises, be that a refusal.
    pub has_passed: bool,
    /// Whether a later step may have used it up, as an order does the items of a cart.
    pub may_be_gone: bool,
    /// Whether a journal says so, which anybody can have written.
    pub is_of_journal: bool,
}

/// What the store said to the request of a step, from nothing to all that was promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// Nothing that tells, or not yet: a time-out, a lost connection, a gateway that gave up.
    None,
    /// That it refuses, which not every store means.
    Refused,
    /// That it has done it; but something of the answer did not hold.
    Doubtful,
    /// That it has done it, as the page promises.
    Accepted,
}

impl PendingUndo {
    /// Makes the undo of a step that nobody has answered yet. Of all values it keeps those that it
    /// uses.
    pub fn new(step: &str, undo: &UndoRequest, values: &Values, tie: Tie) -> Self {
        Self {
            step: step.to_owned(),
            undo: undo.clone(),
            entry: None,
            answer: Answer::None,
            values: values.only(&uses(undo)),
            tie,
            was_listed: false,
            answered_at: Instant::now(),
            has_passed: false,
            may_be_gone: false,
            is_of_journal: false,
        }
    }
}

impl PendingUndo {
    /// Whether the undo is sent without any rights: it does no more than whoever knows the address
    /// could do.
    pub(super) fn is_open(&self) -> bool {
        self.undo.request.authorization == Authorization::None
    }

    /// Whether it can still be proven to be the run's own once the run is over, by what a journal
    /// holds.
    pub(super) fn is_for_cleanup(&self) -> bool {
        let is_told = self.answer != Answer::Refused;
        match self.tie {
            _ if self.undo.find().is_none() => false,
            Tie::Own => true,
            Tie::Given(_) => false,
            Tie::Claimed => self.is_open() && is_told,
        }
    }

    /// The ids that the store gave for what `find` looks for, in words.
    pub(super) fn ids(&self) -> String {
        let names = self.undo.find().into_iter().flat_map(|find| &find.captures);
        let ids = names.filter_map(|(name, _)| {
            let held = self.values.get(name)?;
            let is_id = held.captured_in.is_some() && is_usable(&held.value);
            is_id.then(|| format!("{name} {}", held.value))
        });
        ids.collect::<Vec<_>>().join(", ")
    }
}

/// Returns the variables that an undo uses, and its `find`.
pub fn uses(undo: &UndoRequest) -> Vec<&str> {
    let find = undo.find();
    let requests = find.map(|find| &find.request).into_iter();
    let used = requests
        .chain([&undo.request])
        .flat_map(names::uses_of_request);
    let mut found: Vec<&str> = used.map(|used| used.name).collect();
    for (name, path) in find.into_iter().flat_map(|find| &find.captures) {
        found.push(name);
        found.extend(names::uses_of_template(&path.template));
    }
    found
}
