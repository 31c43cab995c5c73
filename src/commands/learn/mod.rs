//! `magewalk learn`: a tutorial step by step in the terminal, each explained, sent at a key.

mod editor;
mod keys;
mod terminal;

use std::path::Path;

use crate::cli::LearnArgs;
use crate::commands::colors::Colors;
use crate::commands::learn::terminal::Terminal;
use crate::commands::{cleanup, options, say};
use crate::error::Error;
use crate::launch::preparation::REPORTS;
use crate::launch::target::Store;
use crate::launch::{Environment, Interrupt, Prepared, scenarios};
use crate::learn::{self, Course};
use crate::runner::plan::Limits;

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
    let options = options::store(&arguments.store);
    let prepared = Prepared::new(&options, &choices, &Limits::default(), environment)?;
    let store = prepared.store().await?;
    cleanup::remind();
    let interrupt = Interrupt::listen()?;
    let mut terminal = Terminal {
        environment,
        colors,
        interrupt: interrupt.clone(),
    };
    let course = Course {
        name,
        is_resumed: arguments.resume,
        faults: &options.faults,
        folder: Path::new(REPORTS),
        console: environment.console,
        interrupt: &interrupt,
    };
    let mut at_once = interrupt.clone();
    let ended = tokio::select! {
        ended = learn::learn(&course, &prepared, &store, &mut terminal) => ended,
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
