//! `magewalk cleanup`: takes back what a killed run has left in a shop.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use url::Url;

use crate::cli::CleanupArgs;
use crate::commands::options;
use crate::commands::{print, say};
use crate::error::Error;
use crate::http::address::is_loopback;
use crate::http::client::Options;
use crate::launch::credentials::{self, Credentials};
use crate::launch::preparation::REPORTS;
use crate::launch::variables::{self, Given};
use crate::launch::{Environment, connection, safety, scenarios, secrets, target};
use crate::outcome::{UndoOutcome, UndoResult};
use crate::report::terminal;
use crate::runner::journal::{Entry, JournalError, LeftJournal, resolve};
use crate::runner::send::Sender;
use crate::runner::undo::PendingUndo;
use crate::scenario::tutorial::{Authorization, Tutorial};
use crate::visible::visible;

/// Takes back what every journal in a folder says is left, and says what became of it.
pub(super) async fn cleanup(
    arguments: &CleanupArgs,
    environment: &Environment,
) -> Result<u8, Error> {
    let given = Given::read(environment, arguments.env_file.as_deref())?;
    let wanted = arguments.target.as_deref().or(given.target());
    let wanted = wanted.map(target::parse).transpose()?;
    let options = connection::options(
        &options::connection(&arguments.connection),
        &given,
        environment.console,
    )?;
    let tutorials = Tutorials::named(&arguments.tutorials)?;
    let cleaning = Cleaning {
        arguments,
        environment,
        given,
        options,
        tutorials,
    };
    let folder = &arguments.folder;
    let paths = LeftJournal::list(folder)
        .map_err(|error| Error::failed(format!("cannot read `{}`: {error}", folder.display())))?;
    let mut seen = Seen::default();
    for path in &paths {
        match LeftJournal::open(path) {
            Ok(journal) => {
                cleaning
                    .journal(journal, wanted.as_ref(), &mut seen)
                    .await?;
            }
            Err(JournalError::Busy) => {
                seen.left_alone += 1;
                note(
                    path,
                    "left alone, its run still goes on, or another `magewalk cleanup`",
                );
            }
            Err(error) => {
                seen.failed += 1;
                note(path, &format!("cannot be read: {error}"));
            }
        }
    }
    seen.say(folder)?;
    Ok(if seen.failed > 0 { 3 } else { 0 })
}

/// Reminds somebody of what an earlier run has left, as one does whose terminal was closed.
pub(super) fn remind() {
    let paths = LeftJournal::list(Path::new(REPORTS)).unwrap_or_default();
    // One that still goes on is none of an earlier run.
    let journals = paths.iter().filter_map(|path| LeftJournal::open(path).ok());
    for journal in journals.filter(|journal| !journal.entries.is_empty()) {
        let undos = terminal::counted(journal.entries.len(), "undo");
        let url = visible(&journal.target);
        say(&format!(
            "an earlier run left {undos} open in {url}; `magewalk cleanup` takes back what is there"
        ));
    }
}

fn note(path: &Path, what: &str) {
    say(&format!("{}: {what}", visible(&path.display().to_string())));
}

/// What was met in a folder.
#[derive(Default)]
struct Seen {
    /// Journals that were worked through.
    cleaned: usize,
    /// Journals of runs that still go on, or of other shops.
    left_alone: usize,
    /// What could not be taken back, or not be read.
    failed: usize,
}

impl Seen {
    fn say(&self, folder: &Path) -> Result<(), Error> {
        let folder = visible(&folder.display().to_string());
        match (self.cleaned + self.failed, self.left_alone) {
            (0, 0) => print(&format!(
                "no run has left a journal in `{folder}`: nothing to take back\n"
            )),
            (0, left) => print(&format!(
                "nothing was done: {} in `{folder}` left alone\n",
                terminal::counted(left, "journal")
            )),
            _ => Ok(()),
        }
    }
}

/// The tutorials in which stands what may be sent: those that are shipped, and those that the user
/// names. A journal alone is believed nothing.
struct Tutorials {
    named: BTreeMap<String, Arc<Tutorial>>,
}

impl Tutorials {
    fn named(paths: &[String]) -> Result<Self, Error> {
        let mut named = BTreeMap::new();
        if !paths.is_empty() {
            for choice in scenarios::choose(paths)? {
                named.insert(choice.tutorial.name.clone(), choice.tutorial);
            }
        }
        Ok(Self { named })
    }

    /// Returns the tutorial of an entry.
    fn of(&self, entry: &Entry) -> Result<Arc<Tutorial>, String> {
        let name = visible(&entry.tutorial);
        let Some(folder) = &entry.folder else {
            let shipped = scenarios::shipped_tutorial(&entry.tutorial);
            let shipped = shipped.map_err(|error| error.message)?;
            return shipped.ok_or_else(|| format!("no shipped tutorial is called `{name}`"));
        };
        let named = self.named.get(&entry.tutorial);
        named.cloned().ok_or_else(|| {
            let folder = visible(folder);
            format!(
                "it is a step of a tutorial in `{folder}`; name it, since what is sent stands there: \
                 `magewalk cleanup --tutorial {folder}`"
            )
        })
    }
}

/// What all journals are cleaned up with.
struct Cleaning<'a> {
    arguments: &'a CleanupArgs,
    environment: &'a Environment,
    given: Given,
    options: Options,
    tutorials: Tutorials,
}

/// An entry of a journal, and the undo that it means, or why there is none.
struct Left {
    number: usize,
    tutorial: String,
    step: String,
    undo: Result<PendingUndo, String>,
}

impl Cleaning<'_> {
    async fn journal(
        &self,
        journal: LeftJournal,
        wanted: Option<&Url>,
        seen: &mut Seen,
    ) -> Result<(), Error> {
        for (line, why) in &journal.damaged {
            seen.failed += 1;
            let why = visible(why);
            note(
                &journal.path,
                &format!("line {line} is damaged, what it says may still be in the shop: {why}"),
            );
        }
        if journal.entries.is_empty() {
            return if journal.damaged.is_empty() {
                remove(journal)
            } else {
                Ok(())
            };
        }
        let Ok(url) = target::parse(&journal.target) else {
            seen.failed += 1;
            let why = "left alone, it does not say to which shop it belongs";
            note(&journal.path, why);
            return Ok(());
        };
        if wanted.is_some_and(|wanted| *wanted != url) {
            seen.left_alone += 1;
            note(&journal.path, &format!("left alone, it belongs to {url}"));
            return Ok(());
        }
        if self.arguments.yes && wanted.is_none() && !is_loopback(&url) {
            // What a journal names alone gets nobody's credentials unasked.
            seen.failed += 1;
            let why = format!(
                "left alone: to agree without being asked, name the shop, `--target {url}`"
            );
            note(&journal.path, &why);
            return Ok(());
        }
        seen.cleaned += 1;
        seen.failed += self.take_back(journal, &url).await?;
        Ok(())
    }

    /// Takes back what one journal says is left, newest first, and returns how much still is.
    async fn take_back(&self, mut journal: LeftJournal, url: &Url) -> Result<usize, Error> {
        let undos = terminal::counted(journal.entries.len(), "undo");
        print(&format!(
            "run {} left {undos} open in {url}\n",
            journal.run_id
        ))?;
        safety::confirm(
            &format!("{url} will be written to"),
            self.arguments.yes,
            self.environment,
        )?;
        let mut known = credentials::given(&self.given)?;
        let mut left = self.resolve(&journal, &known)?;
        let signs_in = left.iter().any(|left| match &left.undo {
            Ok(pending) => pending.undo.request.authorization == Authorization::Admin,
            Err(_) => false,
        });
        if signs_in {
            credentials::complete(&mut known, self.environment, url.as_str())?;
            left = self.resolve(&journal, &known)?;
        }
        let client = connection::client(url, &self.options)?;
        let sign_in = credentials::for_sign_in(&known);
        let timeout = self.arguments.connection.timeout;
        let mut sender = Sender::new(client, url.clone(), timeout, sign_in);
        let mut redactor = secrets::given(&self.given, &self.options, self.environment);
        sender.teach(&mut redactor);
        let mut still_left = 0;
        for left in left.into_iter().rev() {
            let outcome = match left.undo {
                Ok(pending) => {
                    for (name, value) in pending.values.secrets() {
                        redactor.hide_value(name, value);
                    }
                    pending.take_back(&mut sender, &mut redactor).await
                }
                Err(reason) => unresolved(&left.step, redactor.sentence(&reason)),
            };
            print(&line(&left.tutorial, &outcome))?;
            if outcome.result == UndoResult::Failed {
                still_left += 1;
            } else {
                journal
                    .done(left.number)
                    .map_err(|error| cannot_write(&journal.path, &error))?;
            }
        }
        if still_left == 0 && journal.damaged.is_empty() {
            remove(journal)?;
        }
        Ok(still_left)
    }

    /// Holds the entries of a journal against their tutorials.
    fn resolve(&self, journal: &LeftJournal, known: &Credentials) -> Result<Vec<Left>, Error> {
        let mut found = Vec::new();
        // A tutorial is read once, however many of its steps are left.
        let mut read = BTreeMap::new();
        for (number, entry) in &journal.entries {
            let key = (entry.folder.is_some(), &entry.tutorial);
            let of = match read.get(&key) {
                Some(of) => of,
                None => {
                    let of = match self.tutorials.of(entry) {
                        Ok(tutorial) => {
                            let (given, account) = (&self.given, &known.account);
                            let run_id = &journal.run_id;
                            let values = variables::initial(&tutorial, given, account, run_id)?;
                            Ok((tutorial, values))
                        }
                        Err(reason) => Err(reason),
                    };
                    read.entry(key).or_insert(of)
                }
            };
            let undo = match of {
                Ok((tutorial, values)) => resolve(*number, entry, tutorial, values),
                Err(reason) => Err(reason.clone()),
            };
            found.push(Left {
                number: *number,
                tutorial: entry.tutorial.clone(),
                step: entry.step.clone(),
                undo,
            });
        }
        Ok(found)
    }
}

fn unresolved(step: &str, reason: String) -> UndoOutcome {
    UndoOutcome {
        tutorial: String::new(),
        step: step.to_owned(),
        action: "nothing was sent".to_owned(),
        result: UndoResult::Failed,
        reason: Some(reason),
    }
}

fn line(tutorial: &str, outcome: &UndoOutcome) -> String {
    let (mark, words) = match outcome.result {
        UndoResult::Done => ("✔", "taken back"),
        UndoResult::NothingThere => ("–", "nothing to take back"),
        UndoResult::Stays => ("–", "cannot be taken back"),
        UndoResult::Failed => ("✘", "still pending"),
    };
    let reason = outcome
        .reason
        .as_ref()
        .map(|reason| format!(": {reason}"))
        .unwrap_or_default();
    let line = format!(
        "{mark} {tutorial}/{}  {}  {words}{reason}",
        outcome.step, outcome.action
    );
    format!("{}\n", visible(&line))
}

fn remove(journal: LeftJournal) -> Result<(), Error> {
    let path = journal.path.clone();
    journal
        .delete()
        .map_err(|error| cannot_write(&path, &error))
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Error {
    Error::failed(format!("cannot write `{}`: {error}", path.display()))
}
