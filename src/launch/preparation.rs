//! Everything that is known, and everything that is wrong, before the first request is sent.

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::browser::Launcher;
use crate::error::Error;
use crate::hints::Hint;
use crate::http::client;
use crate::launch::credentials::{self, Credentials};
use crate::launch::interrupt::Interrupt;
use crate::launch::options::{Allow, StoreOptions};
use crate::launch::target::{self, Store, Wanted};
use crate::launch::variables::{self, Given};
use crate::launch::{Environment, connection, faults, hints, safety, secrets};
use crate::mask::Redactor;
use crate::outcome::{FORMAT_VERSION, RunOutcome, ScenarioOutcome, Shards, Target};
use crate::runner::journal::Journal;
use crate::runner::plan::{self, Choice, Limits, Plan, TutorialPlan};
use crate::runner::send::Sender;
use crate::runner::session::{Browsing, Leftovers, Rules, Session};
use crate::runner::values;
use magewalk_sandbox::Fault;

/// The folder of journals and reports.
pub(crate) const REPORTS: &str = "reports";

/// A tutorial that is walked: its plan, and its session.
pub(crate) struct Walk {
    /// The plan.
    pub(crate) plan: TutorialPlan,
    /// The session.
    pub(crate) session: Session,
}

/// A walk that could begin at once.
pub(crate) struct Prepared {
    /// What is walked.
    pub(crate) plan: Plan,
    /// How the store is reached.
    pub(crate) connection: client::Options,
    /// The name of the run.
    pub(crate) run_id: String,
    /// Which part of a whole plan it is; none of a plan that is not cut.
    pub(crate) shards: Option<Shards>,
    /// What the user gave, hidden before anything is sent.
    pub(crate) secrets: Redactor,
    given: Given,
    wanted: Wanted,
    credentials: Credentials,
    hints: Arc<Vec<Hint>>,
    faults: Vec<Fault>,
    allowed: Vec<Allow>,
    timeout: Duration,
    keep: bool,
    insecure: bool,
    browser: Option<OsString>,
}

impl Prepared {
    /// Finds everything that is wrong before anything is sent.
    ///
    /// # Errors
    /// Wrong usage, problems in scenarios, something that is not allowed or not agreed to.
    pub(crate) fn new(
        options: &StoreOptions,
        choices: &[Choice],
        limits: &Limits,
        environment: &Environment,
    ) -> Result<Self, Error> {
        let mut given = Given::read(environment, options.env_file.as_deref())?;
        let wanted = wanted_of(options, &given, environment)?;
        let faults = faults_of(options, &wanted)?;
        let plan = plan::plan(choices, limits).map_err(Error::problems)?;
        let tutorials: Vec<_> = plan
            .tutorials
            .iter()
            .map(|tutorial| tutorial.tutorial.as_ref())
            .collect();
        given.add_options(&options.variables, &tutorials)?;
        given.check_names(&tutorials)?;
        if let Some(email) = &options.email {
            given.options.insert("email".to_owned(), email.clone());
        }
        let run_id = values::new_run_id();
        let credentials = admin(&plan, &given, &wanted, environment, &run_id)?;
        all_set(&plan, &given, &credentials, &run_id)?;
        let hints = Arc::new(hints::read(&options.hints)?);
        let connection = connection::options(&options.connection, &given, environment.console)?;
        if let Wanted::Target(url) = &wanted {
            safety::agree(&plan, url, &options.allow, options.yes, environment)?;
        }
        let secrets = secrets::given(&given, &connection, environment);
        Ok(Self {
            plan,
            connection,
            secrets,
            run_id,
            shards: None,
            given,
            wanted,
            credentials,
            hints,
            faults,
            allowed: options.allow.clone(),
            timeout: options.connection.timeout,
            keep: options.keep,
            insecure: options.connection.insecure,
            browser: options.browser.then(|| path_of(environment)),
        })
    }

    /// Returns whether the user gives this variable a value.
    pub(crate) fn gives(&self, variable: &str) -> bool {
        let Given {
            variables, options, ..
        } = &self.given;
        options.contains_key(variable) || variables.contains_key(variable)
    }

    /// Returns what decides about a run beside its plan: the store, and what may be done to it.
    pub(crate) fn decides(&self) -> Vec<String> {
        let store = match &self.wanted {
            Wanted::Sandbox(kind) => format!("sandbox: {kind:?}"),
            Wanted::Target(url) => format!("target: {url}"),
        };
        let may = |what| self.allowed.contains(&what);
        vec![
            store,
            format!("permanent: {}", may(Allow::Permanent)),
            format!("configuration: {}", may(Allow::Configuration)),
            format!("browser: {}", self.browser.is_some()),
        ]
    }

    /// Opens the store that is wanted.
    ///
    /// # Errors
    /// Where no port can be had for the sandbox.
    pub(crate) async fn store(&self) -> Result<Store, Error> {
        Ok(match &self.wanted {
            Wanted::Sandbox(kind) => target::start_sandbox(*kind, self.faults.clone()).await?,
            Wanted::Target(url) => Store::Target(url.clone()),
        })
    }

    /// Says which store is walked.
    pub(crate) fn target(&self, store: &Store) -> Result<Target, Error> {
        Ok(Target {
            url: store.url()?.to_string(),
            sandbox: matches!(store, Store::Sandbox(..)),
            magento: store.magento(),
            insecure: self.insecure,
        })
    }

    /// Prepares the undo journal of a real store; the sandbox ends with the program.
    pub(crate) fn journal(&self, store: &Store) -> Result<Option<Arc<Journal>>, Error> {
        if matches!(store, Store::Sandbox(..)) {
            return Ok(None);
        }
        let journal = Journal::new(Path::new(REPORTS), store.url()?.as_str(), &self.run_id);
        Ok(Some(Arc::new(journal)))
    }

    /// Returns what a session may do, and how it looks at what it gets.
    pub(crate) fn rules(&self, store: &Store) -> Result<Rules, Error> {
        Ok(Rules {
            hints: Arc::clone(&self.hints),
            keep: self.keep,
            browser: self.browsing(store)?,
            may_configure: self.may(store, Allow::Configuration),
            may_write_otherwise: self.may(store, Allow::Permanent),
            ..Rules::default()
        })
    }

    /// Whether this may be done: to the sandbox always, to a shop where it is allowed.
    fn may(&self, store: &Store, what: Allow) -> bool {
        matches!(store, Store::Sandbox(..)) || self.allowed.contains(&what)
    }

    /// Returns the same for a session that looks at no answer for long once the user wants to end.
    pub(crate) fn rules_until(&self, store: &Store, interrupt: &Interrupt) -> Result<Rules, Error> {
        Ok(Rules {
            interrupted: interrupt.flag(),
            ..self.rules(store)?
        })
    }

    /// Looks for a browser, where one is wanted.
    fn browsing(&self, store: &Store) -> Result<Browsing, Error> {
        let Some(folders) = &self.browser else {
            return Ok(Browsing::Off);
        };
        let added = &self.connection.added;
        if added.basic().is_some() || !added.headers().is_empty() {
            let why = "a browser cannot send what `--header` and `MAGEWALK_BASIC` add";
            return Ok(Browsing::Missing(why.to_owned()));
        }
        if self.connection.trust.is_our_own() {
            let why = "a browser knows neither `--cacert` nor `--cert`";
            return Ok(Browsing::Missing(why.to_owned()));
        }
        let launcher = Launcher::find(folders, &store.url()?, self.insecure);
        Ok(launcher.map_or_else(
            || {
                Browsing::Missing(
                    "no `chromedriver` is in `PATH`, so there is no browser".to_owned(),
                )
            },
            |launcher| Browsing::With(Arc::new(launcher)),
        ))
    }

    /// Puts together what a walk found and left, as [`outcome`] does.
    pub(crate) fn outcome(
        &self,
        target: Target,
        scenarios: Vec<ScenarioOutcome>,
        leftovers: Vec<Leftovers>,
    ) -> RunOutcome {
        RunOutcome {
            shards: self.shards.clone().map(Box::new),
            ..outcome(&self.run_id, target, scenarios, leftovers)
        }
    }

    /// Makes the session of every tutorial.
    ///
    /// # Errors
    /// Where the machine cannot give what a client needs, or a variable cannot be filled in.
    pub(crate) fn walks(
        &self,
        store: &Store,
        rules: &Rules,
        journal: Option<&Arc<Journal>>,
    ) -> Result<Vec<Walk>, Error> {
        let url = store.url()?;
        let client = connection::client(&url, &self.connection)?;
        let mut walks = Vec::new();
        for plan in &self.plan.tutorials {
            let account = &self.credentials.account;
            let values = variables::initial(&plan.tutorial, &self.given, account, &self.run_id)?;
            let sign_in = credentials::for_sign_in(&self.credentials);
            let sender = Sender::new(client.clone(), url.clone(), self.timeout, sign_in);
            let mut session = Session::new(
                plan.clone(),
                values,
                sender,
                rules.clone(),
                journal.cloned(),
            );
            session.remember(&self.secrets);
            walks.push(Walk {
                plan: plan.clone(),
                session,
            });
        }
        Ok(walks)
    }
}

/// Puts together what a walk found and left. It took as long as its steps, and began just now, unless
/// the caller knows better.
pub(crate) fn outcome(
    run_id: &str,
    target: Target,
    scenarios: Vec<ScenarioOutcome>,
    leftovers: Vec<Leftovers>,
) -> RunOutcome {
    let steps = scenarios.iter().flat_map(|scenario| &scenario.steps);
    let duration_ms = steps.map(|step| step.duration_ms).sum();
    let mut outcome = RunOutcome {
        format_version: FORMAT_VERSION,
        magewalk_version: env!("CARGO_PKG_VERSION").to_owned(),
        run_id: run_id.to_owned(),
        target,
        started_at: values::now(),
        duration_ms,
        interrupted: false,
        asked_for: Vec::new(),
        scenarios,
        undos: Vec::new(),
        left_behind: Vec::new(),
        files: Vec::new(),
        shards: None,
    };
    for mut left in leftovers.into_iter().rev() {
        outcome.undos.append(&mut left.undos);
        outcome.left_behind.append(&mut left.left_behind);
    }
    outcome
}

/// The folders in which programs are looked for.
fn path_of(environment: &Environment) -> OsString {
    environment.get("PATH").unwrap_or_default().into()
}

/// Decides which store is meant.
///
/// # Errors
/// As [`target::decide`] has them, and a file that cannot be read.
pub(crate) fn wanted(options: &StoreOptions, environment: &Environment) -> Result<Wanted, Error> {
    let given = Given::read(environment, options.env_file.as_deref())?;
    wanted_of(options, &given, environment)
}

fn wanted_of(
    options: &StoreOptions,
    given: &Given,
    environment: &Environment,
) -> Result<Wanted, Error> {
    let in_file = given.target().filter(|_| options.sandbox.is_none());
    let named = options.target.as_deref().or(in_file);
    target::decide(named, options.sandbox, environment)
}

/// Reads the faults; a real store is never broken.
fn faults_of(options: &StoreOptions, wanted: &Wanted) -> Result<Vec<Fault>, Error> {
    let faults = faults::parse(&options.faults)?;
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
