//! An entry of a journal, held against the tutorial that it names: what is sent stands there.

use crate::runner::journal::Entry;
use crate::runner::tie::Tie;
use crate::runner::undo::{PendingUndo, uses};
use crate::runner::values::{Binding, Values};
use crate::scenario::tutorial::{Lookup, Tutorial};

/// Returns the undo that an entry means. `initial` are the values of the tutorial for the run.
///
/// # Errors
/// Where the tutorial has no such undo any more, and where what would tie the thing to the run is a
/// value that the run did not make: others have it, too, and anybody can have written it down.
pub fn resolve(
    number: usize,
    entry: &Entry,
    tutorial: &Tutorial,
    initial: &Values,
) -> Result<PendingUndo, String> {
    let steps = tutorial.scenarios.iter().flat_map(|one| &one.steps);
    let step = steps.into_iter().find(|step| step.id == entry.step);
    let found = step.and_then(|step| Some((step, step.undo_request()?)));
    let (step, undo) = found.ok_or("the tutorial has no such step to take back any more")?;
    let mut values = initial.clone();
    let used = uses(undo);
    for (name, value) in &entry.values {
        let variable = tutorial.variables.iter().find(|one| one.name == *name);
        if variable.is_some_and(|variable| variable.secret) || !used.contains(&name.as_str()) {
            continue;
        }
        let held = Binding {
            value: value.clone(),
            captured_in: variable.is_none().then(|| "the journal".to_owned()),
            secret: false,
        };
        values.set(name, held);
    }
    let tie = Tie::of(undo, tutorial, &values);
    if let Tie::Given(variable) = tie {
        return Err(format!(
            "the run was given a `{variable}` of its own, so nothing proves that what is there is the \
             run's: look at it yourself"
        ));
    }
    let mut pending = PendingUndo::new(&step.id, undo, &values, tie);
    pending.entry = Some(number);
    pending.answer = entry.answer;
    pending.was_listed = entry.listed;
    pending.is_of_journal = true;
    if let Lookup::Unfindable { reason, .. } = &undo.lookup {
        let answered = entry.answered.iter();
        let ids: Vec<String> = answered
            .map(|(name, value)| format!("{name} {value}"))
            .collect();
        return Err(format!(
            "it cannot be looked for ({reason}), so nothing proves that it is still the run's own; \
             look at it yourself: {}",
            ids.join(", ")
        ));
    }
    Ok(pending)
}
