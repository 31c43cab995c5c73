//! The session behind the page: a store, a walk for each tutorial that was opened, and what the page
//! shows of them. Commands are carried out one after the other.
//!
//! A command costs what it changes: a step that was sent is shown anew with those that it affects,
//! and nothing is rendered before the page asks for it.

use std::collections::BTreeMap;

use tokio::sync::{mpsc, watch};

use crate::error::{Error, Lack};
use crate::launch::preparation::{self, Prepared};
use crate::launch::target::{self, Store, Wanted};
use crate::launch::variables::Given;
use crate::launch::{
    Allow, Environment, Interrupt, SandboxKind, StoreOptions, Walk, connection, faults, readiness,
    secrets,
};
use crate::mask::Redactor;
use crate::outcome::{UndoOutcome, UndoResult};
use crate::report::terminal::{self, Style};
use crate::runner::plan::{Choice, Limits};
use crate::runner::stepwise::Stepwise;
use crate::studio::command::{Command, Refusal, Sent};
use crate::studio::open_tutorial::OpenTutorial;
use crate::studio::state::{self, Busy, StudioState};

/// How many notices are kept.
const NOTICES: usize = 50;

/// The session behind the page.
pub(crate) struct StudioSession {
    /// What was wanted when the studio was opened.
    wanted: StoreOptions,
    /// Which sandbox was walked last, and is walked where nothing else is said.
    sandbox: SandboxKind,
    /// What is wanted of the store that is walked now.
    options: StoreOptions,
    /// What the program finds around it; nobody is asked anything in a terminal.
    environment: Environment,
    choices: Vec<Choice>,
    store: Store,
    tutorials: BTreeMap<String, OpenTutorial>,
    state: StudioState,
    interrupt: Interrupt,
    /// How often a stop was commanded.
    stops: watch::Receiver<u64>,
    /// What the walks that are over knew to be secret: their store may still tell it.
    secrets: Redactor,
    has_pending_undos: bool,
}

impl StudioSession {
    /// Opens the store that is wanted.
    ///
    /// # Errors
    /// As `magewalk run` has them for the store.
    pub(crate) async fn open(
        options: &StoreOptions,
        choices: Vec<Choice>,
        environment: &Environment,
        state: StudioState,
        interrupt: Interrupt,
        stops: watch::Receiver<u64>,
    ) -> Result<Self, Error> {
        let environment = Environment {
            stdin_is_terminal: false,
            ..environment.clone()
        };
        let store = open_store(options, &environment).await?;
        let session = Self {
            wanted: options.clone(),
            sandbox: options.sandbox.unwrap_or_default(),
            options: options.clone(),
            environment,
            choices,
            store,
            tutorials: BTreeMap::new(),
            state,
            interrupt,
            stops,
            secrets: Redactor::new(),
            has_pending_undos: false,
        };
        session.show_store()?;
        Ok(session)
    }

    /// Carries out commands until the program is to end, then takes back what was made; returns
    /// whether something is still to be taken back.
    pub(crate) async fn keep(mut self, mut commands: mpsc::Receiver<Sent>) -> bool {
        let mut ended = self.interrupt.clone();
        loop {
            let sent = tokio::select! {
                sent = commands.recv() => sent,
                () = ended.wait_for(1) => None,
            };
            let Some(Sent {
                command,
                stops,
                answer,
            }) = sent
            else {
                break;
            };
            // A walk of several steps is answered when it begins; the state tells the rest.
            match self.begin(&command) {
                Ok(false) => {
                    let done = self.carry_out(command, stops).await;
                    let _ = answer.send(done.map_err(refusal));
                }
                Ok(true) => {
                    let _ = answer.send(Ok(()));
                    if let Err(error) = self.carry_out(command, stops).await {
                        self.notice(error.message);
                    }
                }
                Err(error) => {
                    let _ = answer.send(Err(refusal(error)));
                }
            }
        }
        self.finish_all().await;
        self.store.stop().await;
        self.has_pending_undos
    }

    /// Looks whether steps can be sent; returns whether the command sends any.
    fn begin(&mut self, command: &Command) -> Result<bool, Error> {
        match command {
            Command::Send { tutorial, at } => self.tutorial(tutorial)?.ready(*at).map(|()| true),
            Command::RunAll {
                tutorial,
                from,
                until,
            } => {
                let tutorial = self.tutorial(tutorial)?;
                tutorial.known(*from)?;
                until.map_or(Ok(()), |until| tutorial.known(until))?;
                let due = tutorial.due(*from, *until);
                if due.is_empty() {
                    let error = Error::usage("all these steps passed already");
                    return Err(error.hint("`Begin anew` walks them once more"));
                }
                due.into_iter().try_for_each(|at| tutorial.readable(at))?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    async fn carry_out(&mut self, command: Command, stops: u64) -> Result<(), Error> {
        match command {
            Command::Open { tutorial } => self.open_tutorial(&tutorial),
            Command::Change { tutorial, at, text } => {
                let open = self.tutorial(&tutorial)?;
                open.known(at)?;
                open.walk.write(at, text);
                self.refresh(&tutorial, at)
            }
            Command::Restore { tutorial, at } => {
                let open = self.tutorial(&tutorial)?;
                open.known(at)?;
                open.walk.restore(at);
                self.refresh(&tutorial, at)
            }
            Command::Send { tutorial, at } => self.send(&tutorial, &[at], stops).await,
            Command::RunAll {
                tutorial,
                from,
                until,
            } => {
                let due = self.tutorial(&tutorial)?.due(from, until);
                self.send(&tutorial, &due, stops).await
            }
            // The server counts it at once; nothing is left to do.
            Command::Stop => Ok(()),
            Command::Restart { tutorial } => {
                self.finish(&tutorial).await;
                self.open_tutorial(&tutorial)
            }
            Command::Sandbox { faults, magento } => self.take_sandbox(faults, magento).await,
            Command::Target {
                url,
                yes,
                permanent,
                configuration,
            } => {
                let options = StoreOptions {
                    target: Some(url),
                    sandbox: None,
                    yes,
                    allow: allowed(permanent, configuration),
                    faults: Vec::new(),
                    ..self.wanted.clone()
                };
                self.change_store(options).await
            }
        }
    }

    /// Takes a fresh sandbox: the one that is named, or else the last one.
    async fn take_sandbox(
        &mut self,
        faults: Vec<String>,
        magento: Option<String>,
    ) -> Result<(), Error> {
        let kind = match magento {
            Some(magento) => magento.parse().map_err(|hint: String| {
                Error::usage(format!("there is no sandbox `{magento}`")).hint(hint)
            })?,
            None => self.sandbox,
        };
        let options = StoreOptions {
            target: None,
            sandbox: Some(kind),
            faults,
            ..self.wanted.clone()
        };
        self.change_store(options).await?;
        self.sandbox = kind;
        Ok(())
    }

    fn tutorial(&mut self, name: &str) -> Result<&mut OpenTutorial, Error> {
        let open = self.tutorials.get_mut(name);
        open.ok_or_else(|| Error::usage(format!("`{name}` is not open")))
    }

    /// Begins a tutorial before its first step; one that is open stays as it is.
    fn open_tutorial(&mut self, tutorial: &str) -> Result<(), Error> {
        if self.tutorials.contains_key(tutorial) {
            return Ok(());
        }
        let is_meant = |choice: &&Choice| choice.tutorial.name == tutorial;
        let choices: Vec<Choice> = self.choices.iter().filter(is_meant).cloned().collect();
        if choices.is_empty() {
            return Err(Error::usage(format!("there is no tutorial `{tutorial}`")));
        }
        let limits = Limits::default();
        let prepared = Prepared::new(&self.options, &choices, &limits, &self.environment)?;
        let journal = prepared.journal(&self.store)?;
        let rules = prepared.rules_until(&self.store, &self.interrupt)?;
        let walks = prepared.walks(&self.store, &rules, journal.as_ref())?;
        let Some(Walk { plan, mut session }) = walks.into_iter().next() else {
            return Err(Error::usage(format!("`{tutorial}` has no steps")));
        };
        session.remember(&self.secrets);
        for other in self.tutorials.values() {
            session.remember(other.walk.secrets());
        }
        let mut open = OpenTutorial {
            target: prepared.target(&self.store)?,
            walk: Stepwise::new(plan, session),
            journal,
            prepared,
        };
        let shown = open.shown();
        self.tutorials.insert(tutorial.to_owned(), open);
        self.state.change(|all| all.open(tutorial, shown));
        Ok(())
    }

    /// Sends steps one after the other, until more stops are commanded than there were.
    async fn send(&mut self, tutorial: &str, steps: &[usize], stops: u64) -> Result<(), Error> {
        let busy = |done: usize| {
            steps.get(done).map(|at| Busy {
                tutorial: tutorial.to_owned(),
                at: *at,
                done,
                of: steps.len(),
            })
        };
        self.state.change(|shown| shown.busy = busy(0));
        for (done, at) in steps.iter().enumerate() {
            if *self.stops.borrow() > stops || self.interrupt.is_raised() {
                break;
            }
            let (mut stop, mut ended) = (self.stops.clone(), self.interrupt.clone());
            let stopped = async move {
                tokio::select! {
                    _ = stop.wait_for(|count| *count > stops) => {}
                    () = ended.wait_for(1) => {}
                }
            };
            let walk = &mut self.tutorial(tutorial)?.walk;
            walk.send(*at, stopped).await;
            self.refresh_sent(tutorial, *at, busy(done + 1))?;
        }
        self.state.change(|shown| shown.busy = None);
        Ok(())
    }

    /// Takes another store, once everything is known to be right about it.
    async fn change_store(&mut self, options: StoreOptions) -> Result<(), Error> {
        let store = open_store(&options, &self.environment).await?;
        if let Store::Target(url) = &store {
            let given = Given::read(&self.environment, options.env_file.as_deref())?;
            let console = self.environment.console;
            let reached = connection::options(&options.connection, &given, console)?;
            let mut redactor = secrets::given(&given, &reached, &self.environment);
            let client = connection::client(url, &reached)?;
            readiness::reached(&client, url, &mut redactor).await?;
        }
        self.finish_all().await;
        std::mem::replace(&mut self.store, store).stop().await;
        self.options = options;
        self.state.change(|shown| shown.walks.clear());
        self.show_store()
    }

    async fn finish_all(&mut self) {
        let names: Vec<String> = self.tutorials.keys().cloned().collect();
        for name in names {
            self.finish(&name).await;
        }
    }

    /// Takes back what a tutorial made, and says so.
    async fn finish(&mut self, tutorial: &str) {
        let Some(open) = self.tutorials.remove(tutorial) else {
            return;
        };
        self.secrets.hide_all_of(open.walk.secrets());
        let scenarios = open.walk.scenarios();
        let leftovers = open.walk.finish().await;
        let kept = open.journal.and_then(|journal| journal.close());
        let outcome = open
            .prepared
            .outcome(open.target, scenarios, vec![leftovers]);
        let failed = |undo: &UndoOutcome| undo.result == UndoResult::Failed;
        self.has_pending_undos |= outcome.undos.iter().any(failed);
        for line in terminal::leavings(&outcome, Style::PLAIN).lines() {
            self.notice(line.to_owned());
        }
        if let Some(path) = kept {
            let path = path.display();
            self.notice(format!("what is still to be taken back is kept in {path}"));
        }
    }

    /// Notes something on the page and in the terminal.
    fn notice(&mut self, text: String) {
        (self.environment.console.say)(&text);
        self.state.change(|shown| {
            shown.notices.push(text);
            let excess = shown.notices.len().saturating_sub(NOTICES);
            shown.notices.drain(..excess);
        });
    }

    fn show_store(&self) -> Result<(), Error> {
        let kind = match &self.store {
            Store::Sandbox(_, kind) => Some(kind.to_string()),
            Store::Target(_) => None,
        };
        let store = state::Store {
            url: self.store.url()?.to_string(),
            sandbox: kind.is_some(),
            magento: self.store.magento(),
            kind,
            insecure: self.options.connection.insecure,
            faults: self.options.faults.clone(),
        };
        self.state.change(|shown| shown.store = store);
        Ok(())
    }

    /// Shows a step of a tutorial as it is now, before it is sent.
    fn refresh(&mut self, tutorial: &str, at: usize) -> Result<(), Error> {
        let steps = self.tutorial(tutorial)?.shown_steps([at]);
        self.state
            .change(|shown| shown.refresh(tutorial, steps, None));
        Ok(())
    }

    /// Shows a step that was sent, those that it affects, the values that it captures, and what is
    /// under way after it.
    fn refresh_sent(&mut self, tutorial: &str, at: usize, busy: Option<Busy>) -> Result<(), Error> {
        let open = self.tutorial(tutorial)?;
        let mut affected = open.walk.affected(at);
        affected.insert(at);
        let steps = open.shown_steps(affected);
        let values = open.captures(at).then(|| open.values());
        self.state.change(|shown| {
            shown.refresh(tutorial, steps, values);
            shown.busy = busy;
        });
        Ok(())
    }
}

async fn open_store(options: &StoreOptions, environment: &Environment) -> Result<Store, Error> {
    Ok(match preparation::wanted(options, environment)? {
        Wanted::Target(url) => Store::Target(url),
        Wanted::Sandbox(kind) => {
            target::start_sandbox(kind, faults::parse(&options.faults)?).await?
        }
    })
}

fn allowed(permanent: bool, configuration: bool) -> Vec<Allow> {
    let mut allowed = Vec::new();
    if permanent {
        allowed.push(Allow::Permanent);
    }
    if configuration {
        allowed.push(Allow::Configuration);
    }
    allowed
}

/// Writes an error for the page, with the first of its problems. What is given on the command line
/// elsewhere is given on the page here.
fn refusal(error: Error) -> Refusal {
    let hint = match error.lack {
        Some(Lack::Agreement) => Some("tick under `Change store` that it may be written to"),
        Some(Lack::Permanence) => {
            Some("tick under `Change store` what may stay, or walk another tutorial")
        }
        Some(Lack::Credentials) => Some(
            "close the studio, set MAGEWALK_ADMIN_USERNAME and MAGEWALK_ADMIN_PASSWORD (or what \
             else your shop wants), and open it again",
        ),
        None => None,
    };
    let problem = error.problems.first();
    Refusal {
        message: problem.map_or(error.message, |problem| problem.message.clone()),
        hint: hint.map(str::to_owned).or(error.hint),
    }
}
