//! `magewalk compare`: two stores, or two saved runs, held against each other.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Parser;

use crate::check;
use crate::cli::{Cli, Command, CompareArgs, RunArgs, StoreArgs};
use crate::commands::colors::Colors;
use crate::commands::run::{self, Walked};
use crate::commands::{print, saved, say};
use crate::error::Error;
use crate::launch::{Environment, SandboxKind};
use crate::outcome::{RunOutcome, UndoResult};
use crate::report::terminal::{self, Verbosity};
use crate::visible::visible;

/// Holds two runs against each other; walks both stores first where stores are named.
pub(super) async fn compare(
    arguments: &CompareArgs,
    environment: &Environment,
    colors: Colors,
) -> Result<u8, Error> {
    let style = colors.style(environment, Verbosity::Normal);
    let (left, right) = match (&arguments.left, &arguments.right) {
        (Some(left), Some(right)) => {
            let left = run_of(arguments, left, arguments.left_env_file.as_ref())?;
            let right = run_of(arguments, right, arguments.right_env_file.as_ref())?;
            let mut outcomes = Vec::new();
            for (side, run) in [("left", &left), ("right", &right)] {
                say(&format!("the {side} store:"));
                let Walked::Ended(outcome) = run::walked(run, environment, colors).await? else {
                    return Ok(130);
                };
                // What stays in a shop is said, whatever becomes of the comparison.
                print(&format!("{}\n", terminal::summary(&outcome, style)))?;
                if outcome.interrupted {
                    return Ok(130);
                }
                outcomes.push(*outcome);
            }
            let right = outcomes.pop();
            match (outcomes.pop(), right) {
                (Some(left), Some(right)) => (left, right),
                _ => return Err(Error::failed("a store was not walked")),
            }
        }
        _ => saved(&arguments.names)?,
    };
    of_one_tutorial(&left, &right)?;
    let compared = check::compare_runs(&left, &right);
    print(&terminal::comparison(&compared, style))?;
    let is_walked = arguments.left.is_some();
    let leaves = |run: &RunOutcome| {
        run.undos
            .iter()
            .any(|undo| undo.result == UndoResult::Failed)
    };
    if is_walked && (leaves(&left) || leaves(&right)) {
        return Ok(3);
    }
    Ok(compared.exit_code())
}

/// Refuses runs that have no tutorial in common: nothing of them could be alike.
fn of_one_tutorial(left: &RunOutcome, right: &RunOutcome) -> Result<(), Error> {
    let names = |run: &RunOutcome| -> BTreeSet<String> {
        let scenarios = run.scenarios.iter();
        scenarios.map(|one| one.tutorial.clone()).collect()
    };
    let (left, right) = (names(left), names(right));
    if left.is_empty() || right.is_empty() || !left.is_disjoint(&right) {
        return Ok(());
    }
    let shown = |names: BTreeSet<String>| {
        let names = names
            .into_iter()
            .map(|name| format!("`{}`", visible(&name)));
        names.collect::<Vec<_>>().join(", ")
    };
    let message = format!(
        "these are runs of different tutorials: {} on the left, {} on the right",
        shown(left),
        shown(right)
    );
    Err(Error::usage(message).hint("compare two runs of one tutorial"))
}

fn saved(names: &[String]) -> Result<(RunOutcome, RunOutcome), Error> {
    let [left, right] = names else {
        let error = Error::usage("two saved runs are compared, or two stores");
        return Err(error
            .hint("write `magewalk compare before.json after.json`, or `--left URL --right URL`"));
    };
    Ok((saved::run(Path::new(left))?, saved::run(Path::new(right))?))
}

/// Makes what `magewalk run` would take for one of the stores.
fn run_of(
    arguments: &CompareArgs,
    url: &str,
    env_file: Option<&PathBuf>,
) -> Result<RunArgs, Error> {
    let cli = Cli::try_parse_from(["magewalk", "run"]).map(|cli| cli.command);
    let Ok(Command::Run(run)) = cli else {
        return Err(Error::failed("`run` has no defaults"));
    };
    let sandbox = sandbox(url)?;
    Ok(RunArgs {
        tutorials: arguments.names.clone(),
        quiet: true,
        store: StoreArgs {
            target: sandbox.is_none().then(|| url.to_owned()),
            sandbox,
            env_file: env_file.cloned(),
            yes: arguments.yes,
            allow: arguments.allow.clone(),
            connection: arguments.connection.clone(),
            ..run.store
        },
        ..*run
    })
}

/// Returns which sandbox a side names, if it names one: `sandbox`, `sandbox=2.4.8`.
fn sandbox(side: &str) -> Result<Option<SandboxKind>, Error> {
    let (word, kind) = side.split_once('=').unwrap_or((side, ""));
    if word != "sandbox" {
        return Ok(None);
    }
    let kind = kind.parse().map(Some);
    kind.map_err(|hint: String| Error::usage(format!("there is no `{side}`")).hint(hint))
}
