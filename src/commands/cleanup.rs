//! `magewalk cleanup`: pays what a killed run still owes a shop.

use std::path::Path;

use url::Url;

use crate::cli::CleanupArgs;
use crate::commands::credentials::{self, Credentials};
use crate::commands::preparation::REPORTS;
use crate::commands::variables::Given;
use crate::commands::{Environment, connection, print, safety, say, secrets, target};
use crate::error::Error;
use crate::http::client::Options;
use crate::mask::is_secret_name;
use crate::outcome::{UndoOutcome, UndoResult};
use crate::report::terminal;
use crate::runner::journal::{JournalError, OpenJournal};
use crate::runner::send::Sender;
use crate::runner::undo;
use crate::runner::values::{Held, Values};
use crate::scenario::tutorial::Authorization;

/// Pays every debt of every journal in a folder, and says what became of each.
pub(super) async fn cleanup(
    arguments: &CleanupArgs,
    environment: &Environment,
) -> Result<u8, Error> {
    let given = Given::read(environment, arguments.env_file.as_deref())?;
    let wanted = arguments.target.as_deref().map(target::parse).transpose()?;
    let options = connection::options(&arguments.connection, &given)?;
    let folder = &arguments.folder;
    let paths = OpenJournal::list(folder)
        .map_err(|error| Error::failed(format!("cannot read `{}`: {error}", folder.display())))?;
    let mut failed = 0;
    let mut seen = 0;
    for path in &paths {
        let journal = match OpenJournal::open(path) {
            Ok(journal) => journal,
            Err(JournalError::Busy) => {
                say(&format!(
                    "{}: left alone, its run still goes on",
                    path.display()
                ));
                continue;
            }
            Err(error) => {
                say(&format!("{}: cannot be read: {error}", path.display()));
                failed += 1;
                continue;
            }
        };
        if journal.debts.is_empty() {
            remove(journal)?;
            continue;
        }
        let url = target::parse(&journal.target)?;
        if wanted.as_ref().is_some_and(|wanted| *wanted != url) {
            say(&format!(
                "{}: left alone, it belongs to {url}",
                path.display()
            ));
            continue;
        }
        seen += 1;
        failed += pay_all(journal, &url, arguments, &options, &given, environment).await?;
    }
    if seen == 0 && failed == 0 {
        print(&format!(
            "nothing is owed to any shop in `{}`\n",
            folder.display()
        ))?;
    }
    Ok(if failed > 0 { 3 } else { 0 })
}

/// Reminds somebody of what an earlier run still owes, as one does whose terminal was closed.
pub(super) fn remind() {
    let paths = OpenJournal::list(Path::new(REPORTS)).unwrap_or_default();
    // One that still goes on is none of an earlier run.
    let journals = paths.iter().filter_map(|path| OpenJournal::open(path).ok());
    for journal in journals.filter(|journal| !journal.debts.is_empty()) {
        let undos = terminal::counted(journal.debts.len(), "undo");
        let url = &journal.target;
        say(&format!(
            "an earlier run owes {url} {undos}; `magewalk cleanup` takes back what is there"
        ));
    }
}

/// Pays the debts of one journal and returns how many are still owed.
async fn pay_all(
    mut journal: OpenJournal,
    url: &Url,
    arguments: &CleanupArgs,
    options: &Options,
    given: &Given,
    environment: &Environment,
) -> Result<usize, Error> {
    let undos = terminal::counted(journal.debts.len(), "undo");
    let run_id = &journal.run_id;
    print(&format!("run {run_id} owes {url} {undos}\n"))?;
    if !target::is_loopback(url) {
        safety::confirm(
            &format!("{url} will be written to"),
            arguments.yes,
            environment,
        )?;
    }
    let mut known = credentials::given(given)?;
    if journal
        .debts
        .iter()
        .any(|open| open.debt.undo.request.authorization == Authorization::Admin)
    {
        credentials::complete(&mut known, environment, url.as_str())?;
    }
    let client = connection::client(url, options)?;
    let sign_in = credentials::for_sign_in(&known);
    let timeout = arguments.connection.timeout;
    let mut sender = Sender::new(client, url.clone(), timeout, sign_in);
    let mut redactor = secrets::given(given, options, environment);
    sender.teach(&mut redactor);
    let mut still_owed = 0;
    for open in std::mem::take(&mut journal.debts).into_iter().rev() {
        let mut values = values(&journal.run_id, &known, given);
        for (name, value) in values.secrets() {
            redactor.hide_value(name, value);
        }
        for (name, value) in open.known {
            values.set(
                &name,
                Held {
                    value,
                    captured_in: None,
                    secret: false,
                },
            );
        }
        // Between the run and now the id may have gone to somebody else: it is found again first.
        let mut outcome = undo::pay(&open.debt, &mut sender, &values, &mut redactor, true).await;
        outcome.tutorial = open.tutorial;
        print(&line(&outcome))?;
        if outcome.result == UndoResult::Failed {
            still_owed += 1;
        } else if let Some(entry) = open.debt.entry {
            journal
                .paid(entry)
                .map_err(|error| cannot_write(&journal.path, &error))?;
        }
    }
    if still_owed == 0 {
        remove(journal)?;
    }
    Ok(still_owed)
}

fn values(run_id: &str, known: &Credentials, given: &Given) -> Values {
    let mut values = Values::new(run_id);
    for (name, text) in given
        .variables
        .iter()
        .chain(known.account.iter().map(|(name, text)| (name, text)))
    {
        let held = Held {
            value: text.clone().into(),
            captured_in: None,
            secret: is_secret_name(name),
        };
        values.set(name, held);
    }
    values
}

fn line(outcome: &UndoOutcome) -> String {
    let (mark, words) = match outcome.result {
        UndoResult::Done => ("✔", "taken back"),
        UndoResult::NothingThere => ("–", "nothing to take back"),
        UndoResult::Stays => ("–", "cannot be taken back"),
        UndoResult::Failed => ("✘", "still owed"),
    };
    let reason = outcome
        .reason
        .as_ref()
        .map(|reason| format!(": {reason}"))
        .unwrap_or_default();
    format!(
        "{mark} {}/{}  {}  {words}{reason}\n",
        outcome.tutorial, outcome.step, outcome.action
    )
}

fn remove(journal: OpenJournal) -> Result<(), Error> {
    let path = journal.path.clone();
    journal
        .delete()
        .map_err(|error| cannot_write(&path, &error))
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Error {
    Error::failed(format!("cannot write `{}`: {error}", path.display()))
}
