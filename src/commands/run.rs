//! `magewalk run`: tutorials walked against a store.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use url::Url;

use crate::cli::RunArgs;
use crate::commands::credentials::{self, Credentials};
use crate::commands::environment::Colors;
use crate::commands::progress::Progress;
use crate::commands::target::{self, Store, Wanted};
use crate::commands::variables::{self, Given};
use crate::commands::walk::{self, Interrupt, Walk};
use crate::commands::{
    Environment, connection, faults, hints, print, readiness, reports, safety, say, scenarios,
};
use crate::error::Error;
use crate::hints::Hint;
use crate::http::client;
use crate::outcome::{self, RunOutcome, ScenarioOutcome, Target};
use crate::report::terminal::{self, Style, Verbosity};
use crate::runner::journal::Journal;
use crate::runner::plan::{self, Limits, Plan};
use crate::runner::send::Sender;
use crate::runner::session::{Leftovers, Rules, Session};
use crate::runner::values;
use crate::sandbox::Fault;

/// The folder of journals and reports.
const REPORTS: &str = "reports";

/// Everything that is known before the first request.
struct Prepared {
    plan: Plan,
    given: Given,
    wanted: Wanted,
    connection: client::Options,
    credentials: Credentials,
    reports: Vec<reports::Wanted>,
    hints: Arc<Vec<Hint>>,
    faults: Vec<Fault>,
    run_id: String,
    style: Style,
}

/// How a walk came to its end.
pub(super) enum Walked {
    /// By itself, or because it was interrupted once; everything is taken back.
    Ended(RunOutcome),
    /// At once, because the user insisted.
    Interrupted,
}

/// Walks tutorials, prints what is found, writes the reports and returns the exit code.
pub(super) async fn run(
    arguments: RunArgs,
    environment: &Environment,
    colors: Colors,
) -> Result<u8, Error> {
    let prepared = prepare(&arguments, environment, colors)?;
    let (walked, idle) = walk_store(&arguments, &prepared, environment).await?;
    let Walked::Ended(outcome) = walked else {
        return Ok(130);
    };
    print(&terminal::summary(&outcome, prepared.style))?;
    for path in reports::write(&prepared.reports, &outcome)? {
        say(&format!("wrote {}", path.display()));
    }
    reports::tell_github(environment, &outcome);
    exit_code(&outcome, &idle)
}

/// Walks tutorials and prints what is found while it is found; nothing more.
pub(super) async fn walked(
    arguments: &RunArgs,
    environment: &Environment,
    colors: Colors,
) -> Result<Walked, Error> {
    let prepared = prepare(arguments, environment, colors)?;
    Ok(walk_store(arguments, &prepared, environment).await?.0)
}

/// Walks the store that is wanted; also returns what is to be said of faults that never struck.
async fn walk_store(
    arguments: &RunArgs,
    prepared: &Prepared,
    environment: &Environment,
) -> Result<(Walked, Vec<String>), Error> {
    let store = match &prepared.wanted {
        Wanted::Sandbox => Store::Sandbox(target::start_sandbox(prepared.faults.clone()).await?),
        Wanted::Target(url) => Store::Target(url.clone()),
    };
    let interrupt = Interrupt::listen()?;
    if let Some(limit) = arguments.wait_ready {
        let url = store.url()?;
        let client = connection::client(&url, &prepared.connection)?;
        let mut at_once = interrupt.clone();
        tokio::select! {
            ready = readiness::wait(&client, &url, limit) => ready?,
            () = at_once.wait_for(1) => {
                say("interrupted before the shop was ready; nothing was walked");
                return Ok((Walked::Interrupted, Vec::new()));
            }
        }
    }
    let walking = walk(arguments, prepared, &store, environment, &interrupt);
    let mut at_once = interrupt.clone();
    let ended = tokio::select! {
        ended = walking => ended,
        () = at_once.wait_for(2) => {
            say("ended at once; `magewalk cleanup` takes back what is still owed");
            return Ok((Walked::Interrupted, Vec::new()));
        }
    };
    let idle = store.idle_faults();
    store.stop().await;
    Ok((Walked::Ended(ended?), idle))
}

/// Returns how the run ended. A fault that never struck is said, and proves nothing: a run that
/// passed without it is no pass.
fn exit_code(outcome: &RunOutcome, idle: &[String]) -> Result<u8, Error> {
    match (outcome.exit_code(), idle) {
        (0, [first, ..]) => {
            let hint = "`magewalk run -v` shows the requests; look at the fault's place and number";
            Err(Error::usage(first).hint(hint))
        }
        (code, idle) => {
            for fault in idle {
                say(fault);
            }
            Ok(code)
        }
    }
}

/// Finds everything that is wrong before anything is sent.
fn prepare(
    arguments: &RunArgs,
    environment: &Environment,
    colors: Colors,
) -> Result<Prepared, Error> {
    let mut given = Given::read(environment, arguments.env_file.as_deref())?;
    let named = arguments.target.as_deref();
    let in_file = given
        .target()
        .filter(|_| !arguments.sandbox)
        .map(str::to_owned);
    let wanted = target::decide(named.or(in_file.as_deref()), arguments.sandbox, environment)?;
    let faults = faults_of(arguments, &wanted)?;
    let choices = scenarios::choose_for_run(&arguments.tutorials)?;
    let limits = Limits {
        only: arguments.only.clone(),
        until: arguments.until.clone(),
    };
    let plan = plan::plan(&choices, &limits).map_err(Error::problems)?;
    let tutorials: Vec<_> = plan
        .tutorials
        .iter()
        .map(|tutorial| tutorial.tutorial.as_ref())
        .collect();
    given.add_options(&arguments.variables, &tutorials)?;
    given.check_names(&tutorials)?;
    if let Some(email) = &arguments.email {
        given.options.insert("email".to_owned(), email.clone());
    }
    let run_id = values::new_run_id();
    let credentials = admin(&plan, &given, &wanted, environment, &run_id)?;
    all_set(&plan, &given, &credentials, &run_id)?;
    let reports = reports::prepare(&arguments.reports)?;
    let hints = Arc::new(hints::read(&arguments.hints)?);
    let connection = connection::options(&arguments.connection, &given)?;
    if let Wanted::Target(url) = &wanted {
        safety::agree(&plan, url, &arguments.allow, arguments.yes, environment)?;
    }
    let style = environment.style(colors, verbosity(arguments));
    Ok(Prepared {
        plan,
        given,
        wanted,
        connection,
        credentials,
        reports,
        hints,
        faults,
        run_id,
        style,
    })
}

/// Reads the faults; a real store is never broken.
fn faults_of(arguments: &RunArgs, wanted: &Wanted) -> Result<Vec<Fault>, Error> {
    let faults = faults::parse(&arguments.faults)?;
    match wanted {
        Wanted::Target(url) if !faults.is_empty() => {
            let error = Error::usage(format!("`--fault` breaks the sandbox, and `{url}` is none"));
            Err(error.hint("leave the target out, or say `--sandbox`"))
        }
        _ => Ok(faults),
    }
}

/// The credentials of the admin, asked for where they are needed and missing.
fn admin(
    plan: &Plan,
    given: &Given,
    wanted: &Wanted,
    environment: &Environment,
    run_id: &str,
) -> Result<Credentials, Error> {
    let Wanted::Target(url) = wanted else {
        return Ok(credentials::of_sandbox());
    };
    let mut known = credentials::given(given)?;
    for tutorial in &plan.tutorials {
        let values = variables::initial(&tutorial.tutorial, given, &known.account, run_id)?;
        if tutorial.signs_in_as_admin(&values) {
            credentials::complete(&mut known, environment, url.as_str())?;
        }
    }
    Ok(known)
}

fn all_set(plan: &Plan, given: &Given, known: &Credentials, run_id: &str) -> Result<(), Error> {
    let mut problems = Vec::new();
    for tutorial in &plan.tutorials {
        let values = variables::initial(&tutorial.tutorial, given, &known.account, run_id)?;
        problems.extend(tutorial.unset_variables(&values));
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Error::problems(problems))
    }
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
    prepared: &Prepared,
    store: &Store,
    environment: &Environment,
    interrupt: &Interrupt,
) -> Result<RunOutcome, Error> {
    let url = store.url()?;
    let sandbox = matches!(store, Store::Sandbox(_));
    let target = Target {
        url: url.to_string(),
        sandbox,
        insecure: arguments.connection.insecure,
    };
    let total = prepared.plan.len();
    if let Some(announced) = faults::announced(&arguments.faults) {
        say(&announced);
    }
    print(&terminal::header(&target, total, prepared.style))?;
    let journal = (!sandbox).then(|| {
        Arc::new(Journal::new(
            Path::new(REPORTS),
            url.as_str(),
            &prepared.run_id,
        ))
    });
    let walks = sessions(arguments, prepared, &url, journal.as_ref())?;
    let live = environment.stdout_is_terminal && environment.stderr_is_terminal && !arguments.quiet;
    let mut progress = Progress::new(prepared.style, total, live);
    let (started_at, began) = (values::now(), Instant::now());
    let jobs = usize::from(arguments.jobs);
    let walked = walk::walk_all(walks, jobs, arguments.fail_fast, &mut progress, interrupt).await;
    progress.finish();
    if let Some(path) = journal.and_then(|journal| journal.close()) {
        say(&format!("what is still owed is kept in {}", path.display()));
    }
    let (scenarios, leftovers) = walked?;
    Ok(RunOutcome {
        started_at,
        duration_ms: (began.elapsed().as_secs_f64() * 1e6).round() / 1e3,
        interrupted: interrupt.is_raised(),
        ..collected(target, &prepared.run_id, scenarios, leftovers)
    })
}

fn sessions(
    arguments: &RunArgs,
    prepared: &Prepared,
    url: &Url,
    journal: Option<&Arc<Journal>>,
) -> Result<Vec<Walk>, Error> {
    let client = connection::client(url, &prepared.connection)?;
    let rules = Rules {
        hints: Arc::clone(&prepared.hints),
        strict: arguments.strict,
        keep: arguments.keep,
        fail_fast: arguments.fail_fast,
        may_configure: safety::may_configure(url, &arguments.allow),
    };
    let timeout = arguments.connection.timeout;
    let mut walks = Vec::new();
    for plan in &prepared.plan.tutorials {
        let credentials = &prepared.credentials;
        let values = variables::initial(
            &plan.tutorial,
            &prepared.given,
            &credentials.account,
            &prepared.run_id,
        )?;
        let sign_in = credentials::for_sign_in(credentials);
        let sender = Sender::new(client.clone(), url.clone(), timeout, sign_in);
        let session = Session::new(
            plan.clone(),
            values,
            sender,
            rules.clone(),
            journal.cloned(),
        );
        walks.push(Walk {
            plan: plan.clone(),
            session,
        });
    }
    Ok(walks)
}

fn collected(
    target: Target,
    run_id: &str,
    scenarios: Vec<ScenarioOutcome>,
    leftovers: Vec<Leftovers>,
) -> RunOutcome {
    let mut outcome = RunOutcome {
        format_version: outcome::FORMAT_VERSION,
        magewalk_version: env!("CARGO_PKG_VERSION").to_owned(),
        run_id: run_id.to_owned(),
        target,
        started_at: String::new(),
        duration_ms: 0.0,
        interrupted: false,
        scenarios,
        undos: Vec::new(),
        left_behind: Vec::new(),
    };
    for mut left in leftovers.into_iter().rev() {
        outcome.undos.append(&mut left.undos);
        outcome.left_behind.append(&mut left.left_behind);
    }
    outcome
}
