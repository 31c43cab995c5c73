//! The journal of what a run has to take back, on disk, so that a killed run can be cleaned up after.
//!
//! One file a run, `journal-RUN.jsonl`, one JSON object a line: a head that binds it to its target,
//! then `pending`, `answered` and `done` lines. It names steps of tutorials and the values with which
//! to look for what they made; what is sent stands in the tutorial alone, so that a journal that
//! somebody else has written makes nobody send anything else. It holds no secret. A `pending` line is
//! on disk before the request that it is about is sent. The file is locked while its run goes on, and
//! deleted when nothing is left to do.

mod left;
mod line;
mod resolve;

pub use left::{Entry, JournalError, LeftJournal};
pub use resolve::resolve;

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde_json::Value;

use crate::runner::journal::line::{FORMAT_VERSION, Line, Sync, write_line};
use crate::runner::undo::{Answer, PendingUndo};
use crate::scenario::names::BUILT_IN;
use crate::scenario::tutorial::Tutorial;

/// The journal of a run that goes on.
pub struct Journal {
    path: PathBuf,
    head: Line,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    file: Option<File>,
    registered: usize,
    done: usize,
}

impl Journal {
    /// Prepares the journal of a run; the file is made with the first undo.
    pub fn new(folder: &Path, target: &str, run_id: &str) -> Self {
        Self {
            path: folder.join(format!("journal-{run_id}.jsonl")),
            head: Line::Head {
                format_version: FORMAT_VERSION,
                target: target.to_owned(),
                run_id: run_id.to_owned(),
            },
            state: Mutex::default(),
        }
    }

    /// Returns where the file is, or will be.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes down an undo before the request of its step is sent, and returns its number.
    ///
    /// # Errors
    /// Where the file cannot be written; the request must not be sent then.
    pub fn register(&self, tutorial: &Tutorial, pending: &PendingUndo) -> io::Result<usize> {
        let mut state = self.state();
        if state.file.is_none() {
            state.file = Some(self.create()?);
        }
        let entry = state.registered;
        let line = Line::Pending {
            entry,
            tutorial: tutorial.name.clone(),
            folder: (!tutorial.is_shipped).then(|| folder_of(tutorial)),
            step: pending.step.clone(),
            listed: pending.was_listed,
            values: plain(pending),
        };
        state.write(&line, Sync::Before)?;
        state.registered += 1;
        Ok(entry)
    }

    /// Writes down what the store has answered, and what of it is no secret.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn answered(
        &self,
        entry: usize,
        answer: Answer,
        values: BTreeMap<String, Value>,
    ) -> io::Result<()> {
        if answer == Answer::None {
            return Ok(());
        }
        let accepted = answer != Answer::Refused;
        let line = Line::Answered {
            entry,
            accepted,
            values,
        };
        self.state().write(&line, Sync::Later)
    }

    /// Writes down that an undo is settled; with the last one, the file goes.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn done(&self, entry: usize) -> io::Result<()> {
        let mut state = self.state();
        state.write(&Line::Done { entry }, Sync::Later)?;
        state.done += 1;
        Ok(())
    }

    /// Deletes the file where nothing is left to do; returns its path where something is.
    pub fn close(&self) -> Option<PathBuf> {
        let mut state = self.state();
        state.file.take()?;
        if state.done == state.registered {
            // An empty journal does no harm; `cleanup` deletes it too.
            let _ = std::fs::remove_file(&self.path);
            return None;
        }
        Some(self.path.clone())
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn create(&self) -> io::Result<File> {
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = OpenOptions::new()
            .create_new(true)
            .append(true)
            .open(&self.path)?;
        // A file system without locks leaves only the risk that `cleanup` runs at the same time.
        let _ = file.try_lock();
        write_line(&mut file, &self.head, Sync::Before)?;
        Ok(file)
    }
}

impl State {
    fn write(&mut self, line: &Line, sync: Sync) -> io::Result<()> {
        match &mut self.file {
            Some(file) => write_line(file, line, sync),
            None => Err(io::Error::other("the journal is closed")),
        }
    }
}

/// The folder of a tutorial, for a person to read.
fn folder_of(tutorial: &Tutorial) -> String {
    let path = Path::new(&tutorial.source.path);
    path.parent().unwrap_or(path).display().to_string()
}

/// What an undo knows that may be written down.
fn plain(pending: &PendingUndo) -> BTreeMap<String, Value> {
    let values = pending.values.all();
    values
        .filter(|(name, held)| !held.secret && !BUILT_IN.contains(name))
        .map(|(name, held)| (name.to_owned(), held.value.clone()))
        .collect()
}
