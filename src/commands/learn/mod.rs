//! `magewalk learn`: a tutorial step by step in the terminal, each explained, sent at a key.

mod editor;
mod keys;
mod lesson;
mod place;

use crate::cli::LearnArgs;
use crate::commands::colors::Colors;
use crate::commands::learn::lesson::{End, Lesson};
use crate::commands::learn::place::Place;
use crate::commands::options;
use crate::commands::{cleanup, print, say};
use crate::error::Error;
use crate::launch::target::Store;
use crate::launch::{Environment, Interrupt, Prepared, Walk, faults, scenarios};
use crate::outcome::{RunOutcome, Target, UndoResult};
use crate::report::terminal::{self, Verbosity};
use crate::runner::plan::Limits;
use crate::runner::stepwise::Stepwise;

/// What is learnt where nothing is named.
const FIRST: &str = "orders";

/// Walks a tutorial with somebody and returns the exit code.
pub(super) async fn learn(
    arguments: &LearnArgs,
    environment: &Environment,
    colors: Colors,
) -> Result<u8, Error> {
    let name = arguments.tutorial.as_deref().unwrap_or(FIRST);
    let choices = scenarios::choose(&[name.to_owned()])?;
    wants_terminal(name, environment)?;
    let prepared = Prepared::new(
        &options::store(&arguments.store),
        &choices,
        &Limits::default(),
        environment,
    )?;
    let store = prepared.store().await?;
    cleanup::remind();
    let resumed = resumed(name, &prepared.target(&store)?, arguments.resume)?;
    let interrupt = Interrupt::listen()?;
    let target = prepared.target(&store)?;
    let mut at_once = interrupt.clone();
    let learning = async {
        if let Some(announced) = faults::announced(&arguments.store.faults) {
            say(&announced);
        }
        let journal = prepared.journal(&store)?;
        let rules = prepared.rules_until(&store, &interrupt)?;
        let walk = prepared.walks(&store, &rules, journal.as_ref())?.pop();
        let Walk { plan, session } =
            walk.ok_or_else(|| Error::usage("there is nothing to learn"))?;
        let lesson = Lesson {
            name: name.to_owned(),
            store: store_of(&target),
            walk: Stepwise::new(plan, session),
            skipped: Vec::new(),
            environment,
            colors,
            interrupt: interrupt.clone(),
        };
        let (end, scenarios, leftovers) = lesson.give(&target, resumed).await;
        if let Some(path) = journal.and_then(|journal| journal.close()) {
            say(&format!(
                "what is still to be taken back is kept in {}",
                path.display()
            ));
        }
        let mut outcome = prepared.outcome(target.clone(), scenarios, vec![leftovers]);
        let end = end?;
        outcome.interrupted = end == End::Interrupted;
        print(&terminal::leavings(
            &outcome,
            colors.style(environment, Verbosity::Normal),
        ))?;
        if end != End::Done && place::is_kept(name) {
            say(&format!("`magewalk learn {name} --resume` goes on here"));
        }
        Ok(exit_code(&outcome))
    };
    let ended = tokio::select! {
        ended = learning => ended,
        // The first ends the lesson, and what was made is taken back.
        () = at_once.wait_for(2) => {
            say(ended_at_once(&store));
            return Ok(130);
        }
    };
    store.stop().await;
    ended
}

fn wants_terminal(name: &str, environment: &Environment) -> Result<(), Error> {
    if environment.stdin_is_terminal && environment.stdout_is_terminal {
        return Ok(());
    }
    let error = Error::usage("there is no terminal to learn in");
    Err(error.hint(format!(
        "`magewalk run -v {name}` prints every request and response, `-vv` explains them too"
    )))
}

fn ended_at_once(store: &Store) -> &'static str {
    match store {
        Store::Sandbox(..) => "ended at once, and the sandbox with it",
        Store::Target(_) => "ended at once; `magewalk cleanup` takes back what is left",
    }
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
fn resumed(name: &str, target: &Target, wanted: bool) -> Result<Option<Place>, Error> {
    let known = match Place::read(name) {
        Err(_) if !wanted => None,
        known => known?,
    };
    let store = store_of(target);
    match known {
        Some(place) if !wanted => {
            if place.store == store {
                say(&format!(
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
