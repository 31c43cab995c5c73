//! `magewalk run`: tutorials walked against a store.

use std::convert::Infallible;
use std::time::Instant;

use crate::cli::RunArgs;
use crate::commands::colors::Colors;
use crate::commands::options;
use crate::commands::progress::Progress;
use crate::commands::rerun::{self, Rerun};
use crate::commands::{places, print, reports, say, shards};
use crate::duration;
use crate::error::Error;
use crate::launch::target::Store;
use crate::launch::{
    Environment, Interrupt, Prepared, connection, faults, readiness, scenarios, side_by_side,
};
use crate::outcome::RunOutcome;
use crate::report::terminal::{self, Style, Verbosity};
use crate::runner::plan::{Limits, TutorialPlan};
use crate::runner::session::Rules;
use crate::runner::values;

/// Everything that is known before the first request.
struct Ready {
    walk: Prepared,
    reports: Vec<reports::Wanted>,
    style: Style,
}

/// How a walk came to its end.
pub(super) enum Walked {
    /// By itself, or because it was interrupted once; everything is taken back.
    Ended(Box<RunOutcome>),
    /// At once, because the user insisted.
    Interrupted,
}

/// Walks tutorials, prints what is found, writes the reports and returns the exit code.
pub(super) async fn run(
    arguments: RunArgs,
    environment: &Environment,
    colors: Colors,
) -> Result<u8, Error> {
    let Some(ready) = prepare(&arguments, environment, colors)? else {
        return Ok(0);
    };
    let (walked, untriggered) = walk_store(&arguments, &ready, environment).await?;
    let Walked::Ended(mut outcome) = walked else {
        return Ok(130);
    };
    outcome.files = places::of(&outcome, environment);
    print(&terminal::summary(&outcome, ready.style))?;
    for path in reports::write(&ready.reports, &outcome)? {
        say(&format!("wrote {}", path.display()));
    }
    reports::tell_github(environment, &outcome);
    exit_code(&outcome, &untriggered)
}

/// Walks tutorials and prints what is found while it is found; nothing more.
pub(super) async fn walked(
    arguments: &RunArgs,
    environment: &Environment,
    colors: Colors,
) -> Result<Walked, Error> {
    let Some(ready) = prepare(arguments, environment, colors)? else {
        return Err(Error::usage("there is nothing to walk again"));
    };
    Ok(walk_store(arguments, &ready, environment).await?.0)
}

/// Walks the store that is wanted; also returns what is to be said of faults that were never triggered.
async fn walk_store(
    arguments: &RunArgs,
    ready: &Ready,
    environment: &Environment,
) -> Result<(Walked, Vec<String>), Error> {
    let store = ready.walk.store().await?;
    let interrupt = Interrupt::listen()?;
    let walks = !ready.walk.plan.is_empty();
    if let Some(limit) = arguments.wait_ready.filter(|_| walks) {
        let url = store.url()?;
        let client = connection::client(&url, &ready.walk.connection)?;
        let mut at_once = interrupt.clone();
        let mut redactor = ready.walk.secrets.clone();
        tokio::select! {
            ready = readiness::wait(&client, &url, limit, &mut redactor, environment.console) => ready?,
            () = at_once.wait_for(1) => {
                say("interrupted before the shop was ready; nothing was walked");
                return Ok((Walked::Interrupted, Vec::new()));
            }
        }
    }
    reports::clear(&ready.reports)?;
    let walking = walk(arguments, ready, &store, environment, &interrupt);
    let mut at_once = interrupt.clone();
    let ended = tokio::select! {
        ended = walking => ended,
        never = told(interrupt.clone(), arguments) => match never {},
        () = at_once.wait_for(2) => {
            say("ended at once; `magewalk cleanup` takes back what is left");
            return Ok((Walked::Interrupted, Vec::new()));
        }
    };
    let untriggered = store.untriggered_faults();
    store.stop().await;
    Ok((Walked::Ended(Box::new(ended?)), untriggered))
}

/// Says, as soon as the user wants the program to end, what happens until it does.
async fn told(mut interrupt: Interrupt, arguments: &RunArgs) -> Infallible {
    interrupt.wait_for(1).await;
    let limit = duration::show(arguments.store.connection.timeout);
    let then = if arguments.store.keep {
        "nothing is taken back"
    } else {
        "what was made is taken back, which takes two or three requests for each thing"
    };
    say(&format!(
        "interrupted: no further step begins; the answer that is on its way is waited for, up to {limit}; \
         then {then}. Once more (Ctrl-C) ends at once, and `magewalk cleanup` does the rest"
    ));
    std::future::pending().await
}

/// Returns how the run ended. A fault that was never triggered is reported, and proves nothing: a run that
/// passed without it is no pass.
fn exit_code(outcome: &RunOutcome, untriggered: &[String]) -> Result<u8, Error> {
    match (outcome.exit_code(), untriggered) {
        (0, [first, ..]) => {
            let hint = "`magewalk run -v` shows the requests; look at the fault's place and number";
            Err(Error::usage(first).hint(hint))
        }
        (code, untriggered) => {
            for fault in untriggered {
                say(fault);
            }
            Ok(code)
        }
    }
}

/// Returns the steps that are named on the command line; of those, a shard asks for its own.
fn asked_for(arguments: &RunArgs, prepared: &Prepared) -> Vec<String> {
    let named = arguments.only.iter().chain(&arguments.until).cloned();
    let mut own = prepared.plan.tutorials.iter().flat_map(TutorialPlan::all);
    let is_own = |id: &String| own.any(|step| step.id == *id);
    match prepared.shards {
        Some(_) => named.filter(is_own).collect(),
        None => named.collect(),
    }
}

/// Finds everything that is wrong before anything is sent; nothing where a saved run leaves nothing to
/// walk again.
fn prepare(
    arguments: &RunArgs,
    environment: &Environment,
    colors: Colors,
) -> Result<Option<Ready>, Error> {
    let (choices, limits) = match &arguments.rerun {
        Some(saved) => match rerun::read(saved, &arguments.tutorials)? {
            Rerun::Steps(choices, limits) => (choices, limits),
            Rerun::Nothing => return Ok(None),
        },
        None => {
            let choices = scenarios::choose_for_run(&arguments.tutorials)?;
            let limits = Limits {
                only: arguments.only.clone(),
                until: arguments.until.clone(),
                again: None,
            };
            (choices, limits)
        }
    };
    let reports = reports::prepare(&arguments.reports)?;
    if let Some(saved) = &arguments.rerun {
        reports::spare(&reports, saved)?;
    }
    let store = options::store(&arguments.store);
    let mut walk = Prepared::new(&store, &choices, &limits, environment)?;
    shards::keep(&mut walk, &arguments.shard, arguments.strict)?;
    let style = colors.style(environment, verbosity(arguments));
    Ok(Some(Ready {
        walk,
        reports,
        style,
    }))
}

fn verbosity(arguments: &RunArgs) -> Verbosity {
    match (arguments.quiet, arguments.verbose) {
        (true, _) => Verbosity::Quiet,
        (false, 0) => Verbosity::Normal,
        (false, 1) => Verbosity::Verbose,
        (false, _) => Verbosity::VeryVerbose,
    }
}

async fn walk(
    arguments: &RunArgs,
    ready: &Ready,
    store: &Store,
    environment: &Environment,
    interrupt: &Interrupt,
) -> Result<RunOutcome, Error> {
    let prepared = &ready.walk;
    let target = prepared.target(store)?;
    let total = prepared.plan.len();
    if let Some(announced) = faults::announced(&arguments.store.faults) {
        say(&announced);
    }
    print(&terminal::header(&target, total, ready.style))?;
    let journal = prepared.journal(store)?;
    let rules = Rules {
        strict: arguments.strict,
        fail_fast: arguments.fail_fast,
        ..prepared.rules_until(store, interrupt)?
    };
    let walks = prepared.walks(store, &rules, journal.as_ref())?;
    let live = environment.stdout_is_terminal && environment.stderr_is_terminal && !arguments.quiet;
    let mut progress = Progress::new(ready.style, total, live);
    let (started_at, began) = (values::now(), Instant::now());
    let jobs = usize::from(arguments.jobs);
    let walked = side_by_side::walk_all(walks, jobs, arguments.fail_fast, interrupt, |found| {
        progress.show(&found)
    })
    .await;
    progress.finish();
    if let Some(path) = journal.and_then(|journal| journal.close()) {
        say(&format!(
            "what is still to be taken back is kept in {}",
            path.display()
        ));
    }
    let (scenarios, leftovers) = walked?;
    Ok(RunOutcome {
        started_at,
        duration_ms: (began.elapsed().as_secs_f64() * 1e6).round() / 1e3,
        interrupted: interrupt.is_raised(),
        asked_for: asked_for(arguments, prepared),
        ..prepared.outcome(target, scenarios, leftovers)
    })
}
