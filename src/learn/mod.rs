//! A tutorial learnt step by step, each explained, sent at a key.
//!
//! Neither the command line nor a terminal is known here: what is prepared, the store and a [`Screen`]
//! are handed in.

mod lesson;
mod place;
mod screen;
#[cfg(test)]
mod tests;

use std::path::Path;

use crate::error::Error;
use crate::launch::target::Store;
use crate::launch::{Console, Interrupt, Prepared, Walk, faults};
use crate::learn::lesson::{End, Lesson};
use crate::learn::place::Place;
use crate::outcome::{RunOutcome, Target, UndoResult};
use crate::report::terminal;
use crate::runner::stepwise::Stepwise;

pub(crate) use screen::{Key, Screen};

/// What is learnt, and how.
pub(crate) struct Course<'a> {
    /// The tutorial, as it was typed.
    pub(crate) name: &'a str,
    /// Whether to go on where somebody was.
    pub(crate) is_resumed: bool,
    /// How the sandbox breaks.
    pub(crate) faults: &'a [String],
    /// The folder in which it is kept where somebody is.
    pub(crate) folder: &'a Path,
    /// How a person is spoken to beside the lesson.
    pub(crate) console: Console,
    /// Whether the user wants the program to end.
    pub(crate) interrupt: &'a Interrupt,
}

/// Walks a tutorial with somebody and returns the exit code.
///
/// # Errors
/// A place that cannot be gone on from, a screen that cannot be written to or read.
pub(crate) async fn learn(
    course: &Course<'_>,
    prepared: &Prepared,
    store: &Store,
    screen: &mut impl Screen,
) -> Result<u8, Error> {
    let target = prepared.target(store)?;
    let resumed = resumed(course, &target)?;
    let say = course.console.say;
    if let Some(announced) = faults::announced(course.faults) {
        say(&announced);
    }
    let journal = prepared.journal(store)?;
    let rules = prepared.rules_until(store, course.interrupt)?;
    let walk = prepared.walks(store, &rules, journal.as_ref())?.pop();
    let Walk { plan, session } = walk.ok_or_else(|| Error::usage("there is nothing to learn"))?;
    let lesson = Lesson {
        name: course.name,
        store: store_of(&target),
        folder: course.folder,
        walk: Stepwise::new(plan, session),
        skipped: Vec::new(),
        screen: &mut *screen,
        console: course.console,
        interrupt: course.interrupt.clone(),
    };
    let (end, scenarios, leftovers) = lesson.give(&target, resumed).await;
    if let Some(path) = journal.and_then(|journal| journal.close()) {
        let path = path.display();
        say(&format!("what is still to be taken back is kept in {path}"));
    }
    let mut outcome = prepared.outcome(target, scenarios, vec![leftovers]);
    let end = end?;
    outcome.interrupted = end == End::Interrupted;
    let style = screen.style();
    screen.print(&terminal::leavings(&outcome, style))?;
    let name = course.name;
    if end != End::Done && place::is_kept(course.folder, name) {
        say(&format!("`magewalk learn {name} --resume` goes on here"));
    }
    Ok(exit_code(&outcome))
}

/// What somebody learns with is no verdict about the store; but what is left in it counts.
fn exit_code(outcome: &RunOutcome) -> u8 {
    let mut undos = outcome.undos.iter();
    if outcome.interrupted {
        130
    } else if undos.any(|undo| undo.result == UndoResult::Failed) {
        3
    } else {
        0
    }
}

fn store_of(target: &Target) -> String {
    if target.sandbox {
        "sandbox".to_owned()
    } else {
        target.url.clone()
    }
}

/// Returns where somebody was who wants to go on there.
fn resumed(course: &Course<'_>, target: &Target) -> Result<Option<Place>, Error> {
    let (name, wanted) = (course.name, course.is_resumed);
    let known = match Place::read(course.folder, name) {
        Err(_) if !wanted => None,
        known => known?,
    };
    let store = store_of(target);
    match known {
        Some(place) if !wanted => {
            if place.store == store {
                (course.console.say)(&format!(
                    "this begins anew; `--resume` goes on at the step `{}`",
                    place.next
                ));
            }
            Ok(None)
        }
        Some(place) if place.store != store => {
            let error = Error::usage(format!("you were walking {}, not {store}", place.store));
            Err(error.hint("name that store, or begin without `--resume`"))
        }
        Some(place) => Ok(Some(place)),
        None if wanted => {
            let error = Error::usage(format!("there is no unfinished lesson of `{name}` here"));
            Err(error.hint(format!(
                "begin with `magewalk learn {name}`, in the folder that you will go on in"
            )))
        }
        None => Ok(None),
    }
}
