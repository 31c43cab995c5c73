//! The session behind the page: a store, a walk for each tutorial that was opened, and the state that
//! the page shows. Orders are carried out one after the other.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::{mpsc, watch};

use crate::commands::say;
use crate::commands::studio::view::{self, Draft};
use crate::error::Error;
use crate::launch::preparation::{self, Prepared};
use crate::launch::target::{Store, Wanted};
use crate::launch::variables::Given;
use crate::launch::{
    self, Allow, Environment, Interrupt, SandboxKind, StoreOptions, connection, faults, readiness,
    secrets, target,
};
use crate::mask::Redactor;
use crate::outcome::{RunOutcome, Target, UndoResult, Verdict};
use crate::report::terminal::{self, Style};
use crate::report::{html, script};
use crate::runner::journal::Journal;
use crate::runner::plan::{Choice, Limits};
use crate::runner::stepwise::Stepwise;
use crate::studio::{self, Busy, Command, Refusal, Sent, StepResult, StudioState, Verdicts};

/// How many notices are kept.
const NOTICES: usize = 50;

/// The session behind the page.
pub(super) struct StudioSession {
    /// What was said on the command line.
    said: StoreOptions,
    /// Which sandbox was walked last, and is walked where nothing else is said.
    sandbox: SandboxKind,
    /// What is said of the store that is walked now.
    arguments: StoreOptions,
    /// What the program finds around it; nobody is asked anything in a terminal.
    environment: Environment,
    choices: Vec<Choice>,
    store: Store,
    walks: BTreeMap<String, Walk>,
    state: StudioState,
    interrupt: Interrupt,
    /// How often a stop was commanded.
    stops: watch::Receiver<u64>,
    /// What the walks that are over knew to be secret: their store may still tell it.
    secrets: Redactor,
    has_pending_undos: bool,
}

/// A tutorial that is walked.
struct Walk {
    prepared: Prepared,
    steps: Stepwise,
    target: Target,
    journal: Option<Arc<Journal>>,
    /// What the steps found, as the page shows it.
    results: Vec<Option<StepResult>>,
    /// What somebody wrote, and why it is no request.
    drafts: BTreeMap<usize, Draft>,
    /// What stood in the editor when a step was sent last.
    sent: BTreeMap<usize, Option<String>>,
}

impl Walk {
    /// Returns the places of the steps from one to another that did not pass yet as they stand now.
    fn due(&self, from: usize, until: Option<usize>) -> Vec<usize> {
        let last = self.results.len().saturating_sub(1);
        let until = until.unwrap_or(last).min(last);
        let is_due = |at: &usize| {
            let verdict = self.steps.result(*at).map(|result| result.verdict);
            self.is_stale(*at) || !matches!(verdict, Some(Verdict::Passed | Verdict::NotApplicable))
        };
        (from..=until).filter(is_due).collect()
    }

    /// Whether what a step found is the answer to another request than the one that stands there now.
    fn is_stale(&self, at: usize) -> bool {
        let is_wrong = self.readable(at).is_err();
        let is_other = |sent: &Option<String>| is_wrong || *sent != self.steps.request_text(at);
        self.sent.get(&at).is_some_and(is_other)
    }

    /// Finds a step, and that it can be sent.
    fn ready(&self, at: usize) -> Result<(), Error> {
        self.known(at)?;
        let missing = self.steps.missing(at);
        if !missing.is_empty() {
            return Err(Error::usage(view::needs(&missing)));
        }
        self.readable(at)
    }

    fn known(&self, at: usize) -> Result<(), Error> {
        if at < self.results.len() {
            Ok(())
        } else {
            Err(Error::usage("there is no such step"))
        }
    }

    fn readable(&self, at: usize) -> Result<(), Error> {
        match self.drafts.get(&at).and_then(|draft| draft.wrong.as_ref()) {
            Some(wrong) => Err(Error::usage(format!(
                "what stands in step {} is no request: {wrong}",
                at + 1
            ))),
            None => Ok(()),
        }
    }
}

impl StudioSession {
    /// Opens the store that the command line names.
    ///
    /// # Errors
    /// As `magewalk run` has them for the store.
    pub(super) async fn open(
        arguments: &StoreOptions,
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
        let store = open_store(arguments, &environment).await?;
        let session = Self {
            said: arguments.clone(),
            sandbox: arguments.sandbox.unwrap_or_default(),
            arguments: arguments.clone(),
            environment,
            choices,
            store,
            walks: BTreeMap::new(),
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
    /// whether something is still to be undone.
    pub(super) async fn keep(mut self, mut commands: mpsc::Receiver<Sent>) -> bool {
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
            Command::Send { tutorial, at } => self.walk(tutorial)?.ready(*at).map(|()| true),
            Command::RunAll {
                tutorial,
                from,
                until,
            } => {
                let walk = self.walk(tutorial)?;
                walk.known(*from)?;
                until.map_or(Ok(()), |until| walk.known(until))?;
                let due = walk.due(*from, *until);
                if due.is_empty() {
                    let error = Error::usage("all these steps passed already");
                    return Err(error.hint("`Begin anew` walks them once more"));
                }
                due.into_iter().try_for_each(|at| walk.readable(at))?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    async fn carry_out(&mut self, command: Command, stops: u64) -> Result<(), Error> {
        match command {
            Command::Open { tutorial } => self.open_tutorial(&tutorial),
            Command::Change { tutorial, at, text } => self.change(&tutorial, at, text),
            Command::Restore { tutorial, at } => {
                let walk = self.walk(&tutorial)?;
                walk.known(at)?;
                walk.drafts.remove(&at);
                walk.steps.restore(at);
                self.show(&tutorial)
            }
            Command::Send { tutorial, at } => self.send(&tutorial, &[at], stops).await,
            Command::RunAll {
                tutorial,
                from,
                until,
            } => {
                let due = self.walk(&tutorial)?.due(from, until);
                self.send(&tutorial, &due, stops).await
            }
            // The server counts it at once; nothing is left to do.
            Command::Stop => Ok(()),
            Command::Restart { tutorial } => {
                self.finish(&tutorial).await;
                self.open_tutorial(&tutorial)
            }
            Command::Sandbox { faults, magento } => {
                let kind = match magento {
                    Some(magento) => magento.parse().map_err(|hint: String| {
                        Error::usage(format!("there is no sandbox `{magento}`")).hint(hint)
                    })?,
                    None => self.sandbox,
                };
                let arguments = StoreOptions {
                    target: None,
                    sandbox: Some(kind),
                    faults,
                    ..self.said.clone()
                };
                self.change_store(arguments).await?;
                self.sandbox = kind;
                Ok(())
            }
            Command::Target {
                url,
                yes,
                permanent,
                configuration,
            } => {
                let arguments = StoreOptions {
                    target: Some(url),
                    sandbox: None,
                    yes,
                    allow: allowed(permanent, configuration),
                    faults: Vec::new(),
                    ..self.said.clone()
                };
                self.change_store(arguments).await
            }
        }
    }

    /// Gives a step a request of somebody's own; one that cannot be read is kept as it stands.
    fn change(&mut self, tutorial: &str, at: usize, text: String) -> Result<(), Error> {
        let walk = self.walk(tutorial)?;
        walk.known(at)?;
        let wrong = walk.steps.change(at, &text).err();
        walk.drafts.insert(at, Draft { text, wrong });
        self.show(tutorial)
    }

    fn walk(&mut self, tutorial: &str) -> Result<&mut Walk, Error> {
        let walk = self.walks.get_mut(tutorial);
        walk.ok_or_else(|| Error::usage(format!("`{tutorial}` is not open")))
    }

    /// Begins a tutorial before its first step; one that is open stays as it is.
    fn open_tutorial(&mut self, tutorial: &str) -> Result<(), Error> {
        if self.walks.contains_key(tutorial) {
            return Ok(());
        }
        let is_meant = |choice: &&Choice| choice.tutorial.name == tutorial;
        let choices: Vec<Choice> = self.choices.iter().filter(is_meant).cloned().collect();
        if choices.is_empty() {
            return Err(Error::usage(format!("there is no tutorial `{tutorial}`")));
        }
        let arguments = &self.arguments;
        let prepared = Prepared::new(arguments, &choices, &Limits::default(), &self.environment)?;
        let journal = prepared.journal(&self.store)?;
        let rules = prepared.rules_until(&self.store, &self.interrupt)?;
        let walks = prepared.walks(&self.store, &rules, journal.as_ref())?;
        let Some(launch::Walk { plan, mut session }) = walks.into_iter().next() else {
            return Err(Error::usage(format!("`{tutorial}` has no steps")));
        };
        session.remember(&self.secrets);
        for other in self.walks.values() {
            session.remember(other.steps.secrets());
        }
        let count = plan.steps.len();
        let walk = Walk {
            target: prepared.target(&self.store)?,
            steps: Stepwise::new(plan, session),
            journal,
            results: vec![None; count],
            drafts: BTreeMap::new(),
            sent: BTreeMap::new(),
            prepared,
        };
        self.walks.insert(tutorial.to_owned(), walk);
        self.show(tutorial)?;
        self.show_exports(tutorial)
    }

    /// Sends steps one after the other, until more stops are commanded than there were.
    async fn send(&mut self, tutorial: &str, steps: &[usize], stops: u64) -> Result<(), Error> {
        for (done, at) in steps.iter().enumerate() {
            if *self.stops.borrow() > stops || self.interrupt.is_raised() {
                break;
            }
            let busy = Busy {
                tutorial: tutorial.to_owned(),
                at: *at,
                done,
                of: steps.len(),
            };
            self.state.change(|shown| shown.busy = Some(busy));
            let (mut stop, mut ended) = (self.stops.clone(), self.interrupt.clone());
            let stopped = async move {
                tokio::select! {
                    _ = stop.wait_for(|count| *count > stops) => {}
                    () = ended.wait_for(1) => {}
                }
            };
            let walk = self.walk(tutorial)?;
            let was_own = walk.steps.is_changed(*at);
            walk.sent.insert(*at, walk.steps.request_text(*at));
            walk.steps.send(*at, stopped).await;
            let result = walk.steps.result(*at);
            let result =
                result.map(|result| view::result(result, walk.steps.value_flow(), was_own));
            if let Some(place) = walk.results.get_mut(*at) {
                *place = result;
            }
            self.show(tutorial)?;
        }
        self.state.change(|shown| shown.busy = None);
        self.show_exports(tutorial)
    }

    /// Takes another store, once everything is known to be right about it.
    async fn change_store(&mut self, arguments: StoreOptions) -> Result<(), Error> {
        let store = open_store(&arguments, &self.environment).await?;
        if let Store::Target(url) = &store {
            let given = Given::read(&self.environment, arguments.env_file.as_deref())?;
            let options =
                connection::options(&arguments.connection, &given, self.environment.console)?;
            let mut redactor = secrets::given(&given, &options, &self.environment);
            let client = connection::client(url, &options)?;
            readiness::reached(&client, url, &mut redactor).await?;
        }
        self.finish_all().await;
        std::mem::replace(&mut self.store, store).stop().await;
        self.arguments = arguments;
        self.state.change(|shown| {
            shown.walks.clear();
            shown.steps.clear();
            shown.exports.clear();
        });
        self.show_store()
    }

    async fn finish_all(&mut self) {
        let names: Vec<String> = self.walks.keys().cloned().collect();
        for name in names {
            self.finish(&name).await;
        }
    }

    /// Takes back what a tutorial made, and says so.
    async fn finish(&mut self, tutorial: &str) {
        let Some(walk) = self.walks.remove(tutorial) else {
            return;
        };
        self.secrets.hide_all_of(walk.steps.secrets());
        let scenarios = walk.steps.scenarios();
        let leftovers = walk.steps.finish().await;
        let kept = walk.journal.and_then(|journal| journal.close());
        let outcome = walk
            .prepared
            .outcome(walk.target, scenarios, vec![leftovers]);
        let failed = |undo: &crate::outcome::UndoOutcome| undo.result == UndoResult::Failed;
        self.has_pending_undos |= outcome.undos.iter().any(failed);
        for line in terminal::leavings(&outcome, Style::PLAIN).lines() {
            self.notice(line.to_owned());
        }
        if let Some(path) = kept {
            self.notice(format!(
                "what is still to be taken back is kept in {}",
                path.display()
            ));
        }
    }

    /// Notes something on the state and in the terminal.
    fn notice(&mut self, text: String) {
        say(&text);
        self.state.change(|shown| {
            shown.notices.push(text);
            let excess = shown.notices.len().saturating_sub(NOTICES);
            shown.notices.drain(..excess);
        });
    }

    fn show_store(&self) -> Result<(), Error> {
        let store = studio::Store {
            url: self.store.url()?.to_string(),
            sandbox: matches!(self.store, Store::Sandbox(..)),
            magento: self.store.magento(),
            insecure: self.arguments.connection.insecure,
            faults: self.arguments.faults.clone(),
        };
        self.state.change(|shown| shown.store = store);
        Ok(())
    }

    /// Shows the steps of a tutorial as they are now.
    fn show(&mut self, tutorial: &str) -> Result<(), Error> {
        let state = self.state.clone();
        let walk = self.walk(tutorial)?;
        let count = walk.results.len();
        let steps = (0..count).filter_map(|at| {
            let draft = walk.drafts.get(&at);
            let mut step = view::step(&walk.steps, at, draft, walk.results[at].clone())?;
            step.is_stale = walk.is_stale(at);
            Some(step)
        });
        let steps: Vec<studio::Step> = steps.collect();
        let verdicts = walk.results.iter();
        let verdicts = verdicts.map(|result| result.as_ref().map(|result| result.verdict));
        let (verdicts, values) = (verdicts.collect(), view::values(&walk.steps));
        state.change(|shown| {
            // Never the same number again, also of a walk that was begun anew.
            shown.clock += 1;
            let now = shown.clock;
            let before = shown.steps.get(tutorial);
            let known = shown.walks.get(tutorial);
            let revisions = (0..count).map(|at| {
                let revision = known.and_then(|walk| walk.revisions.get(at)).copied();
                let is_same = before.and_then(|steps| steps.get(at)) == steps.get(at);
                revision.filter(|_| is_same).unwrap_or(now)
            });
            let walk = Verdicts {
                verdicts,
                revisions: revisions.collect(),
                values,
            };
            shown.walks.insert(tutorial.to_owned(), walk);
            shown.steps.insert(tutorial.to_owned(), steps);
        });
        Ok(())
    }

    /// Renders a tutorial to take along.
    fn show_exports(&mut self, tutorial: &str) -> Result<(), Error> {
        let state = self.state.clone();
        let walk = self.walk(tutorial)?;
        let scenarios = walk.steps.scenarios();
        let outcome: RunOutcome = walk
            .prepared
            .outcome(walk.target.clone(), scenarios, Vec::new());
        let script = script::render(&outcome.target, outcome.steps());
        let exports = (html::render(&outcome), script);
        state.change(|shown| shown.exports.insert(tutorial.to_owned(), exports));
        Ok(())
    }
}

async fn open_store(arguments: &StoreOptions, environment: &Environment) -> Result<Store, Error> {
    Ok(match preparation::wanted(arguments, environment)? {
        Wanted::Target(url) => Store::Target(url),
        Wanted::Sandbox(kind) => {
            target::start_sandbox(kind, faults::parse(&arguments.faults)?).await?
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

/// What hints of the command line are on the page, by how they begin.
const ON_THE_PAGE: [(&str, &str); 3] = [
    (
        "add `--yes`",
        "tick under `Change store` that it may be written to",
    ),
    (
        "add `--allow permanent`",
        "tick under `Change store` what may stay, or walk another tutorial",
    ),
    (
        "set MAGEWALK_ADMIN_USERNAME",
        "close the studio, set MAGEWALK_ADMIN_USERNAME and MAGEWALK_ADMIN_PASSWORD (or what else \
         your shop wants), and open it again",
    ),
];

/// Writes an error for the page, with the first of its problems.
fn refusal(error: Error) -> Refusal {
    let problem = error.problems.first();
    let on_the_page = |hint: String| {
        let mut known = ON_THE_PAGE.iter();
        let known = known.find(|(begin, _)| hint.starts_with(begin));
        known.map_or(hint, |(_, words)| (*words).to_owned())
    };
    Refusal {
        message: problem.map_or(error.message, |problem| problem.message.clone()),
        hint: error.hint.map(on_the_page),
    }
}
