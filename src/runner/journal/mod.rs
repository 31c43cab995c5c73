//! The books of what a run owes a shop, on disk, so that a killed run can be cleaned up after.
//!
//! One file a run, `journal-RUN.jsonl`, one JSON object a line: a head that binds it to its
//! target, then `owed`, `known` and `paid` lines. It holds no secret: a secret stays a `${…}`.
//! Each line is on disk before the request that it is about is sent. The file is locked while its
//! run goes on, and deleted when nothing is owed any more.

mod written;

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::runner::journal::written::Owed;
use crate::runner::undo::Debt;
use crate::runner::values::Values;
use crate::scenario::tutorial::Undo;

/// The version of the file's form.
const FORMAT_VERSION: u32 = 1;

/// A line of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Line {
    Head {
        format_version: u32,
        target: String,
        run_id: String,
    },
    Owed(Box<Owed>),
    Known {
        entry: usize,
        name: String,
        value: Value,
    },
    Paid {
        entry: usize,
    },
}

/// The journal of a run that goes on.
pub struct Journal {
    path: PathBuf,
    head: Line,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    file: Option<File>,
    owed: usize,
    paid: usize,
}

impl Journal {
    /// Prepares the journal of a run; the file is made with the first debt.
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

    /// Writes down a debt before its request is sent, and returns its number.
    ///
    /// # Errors
    /// Where the file cannot be written; the request must not be sent then.
    pub fn owe(
        &self,
        tutorial: &str,
        step: &str,
        undo: &Undo,
        values: &Values,
    ) -> io::Result<usize> {
        let mut state = self.state();
        if state.file.is_none() {
            state.file = Some(self.create()?);
        }
        let entry = state.owed;
        let owed = Owed::write(entry, tutorial, step, undo, values)?;
        state.write(&Line::Owed(Box::new(owed)))?;
        state.owed += 1;
        Ok(entry)
    }

    /// Writes down what the store answered, so that `cleanup` knows the id.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn know(&self, entry: usize, name: &str, value: &Value) -> io::Result<()> {
        let (name, value) = (name.to_owned(), value.clone());
        self.state().write(&Line::Known { entry, name, value })
    }

    /// Strikes out a debt; with the last one, the file goes.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn paid(&self, entry: usize) -> io::Result<()> {
        let mut state = self.state();
        state.write(&Line::Paid { entry })?;
        state.paid += 1;
        Ok(())
    }

    /// Deletes the file where nothing is owed any more; returns its path where something is.
    pub fn close(&self) -> Option<PathBuf> {
        let mut state = self.state();
        state.file.take()?;
        if state.paid == state.owed {
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
        write_line(&mut file, &self.head)?;
        Ok(file)
    }
}

impl State {
    fn write(&mut self, line: &Line) -> io::Result<()> {
        match &mut self.file {
            Some(file) => write_line(file, line),
            None => Err(io::Error::other("the journal is closed")),
        }
    }
}

fn write_line(file: &mut File, line: &Line) -> io::Result<()> {
    let mut text = serde_json::to_string(line)?;
    text.push('\n');
    file.write_all(text.as_bytes())?;
    file.sync_data()
}

/// A journal that was left behind.
pub struct OpenJournal {
    /// Where it is.
    pub path: PathBuf,
    /// The address of the store that is owed.
    pub target: String,
    /// The name of the run.
    pub run_id: String,
    /// What is still owed, oldest first, with the values that were known.
    pub debts: Vec<OpenDebt>,
    file: File,
}

/// A debt of a journal that was left behind.
pub struct OpenDebt {
    /// The tutorial of its step.
    pub tutorial: String,
    /// The debt.
    pub debt: Debt,
    /// The values that the store had answered.
    pub known: BTreeMap<String, Value>,
}

/// Why a journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Its run still goes on.
    #[error("its run still goes on")]
    Busy,
    /// It cannot be read.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It is no journal, or one of another version.
    #[error("line {line}: {message}")]
    Malformed {
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
}

impl OpenJournal {
    /// Returns the journals in a folder, oldest name first; none where the folder does not exist.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn list(folder: &Path) -> io::Result<Vec<PathBuf>> {
        let entries = match std::fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut paths = Vec::new();
        for entry in entries {
            let name = entry?.file_name();
            if let Some(text) = name.to_str()
                && text.starts_with("journal-")
                && text.ends_with(".jsonl")
            {
                paths.push(folder.join(text));
            }
        }
        paths.sort();
        Ok(paths)
    }

    /// Opens and locks a journal. A last line that was cut short is left out: what it is about was
    /// never sent.
    ///
    /// # Errors
    /// Where it cannot be read, is locked by its run, or is no journal.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let file = OpenOptions::new().read(true).append(true).open(path)?;
        if matches!(file.try_lock(), Err(std::fs::TryLockError::WouldBlock)) {
            return Err(JournalError::Busy);
        }
        let text = std::fs::read_to_string(path)?;
        let mut journal = Self {
            path: path.to_owned(),
            target: String::new(),
            run_id: String::new(),
            debts: Vec::new(),
            file,
        };
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let Some(line) = line.strip_suffix('\n') else {
                break;
            };
            journal
                .read_line(line)
                .map_err(|message| JournalError::Malformed {
                    line: index + 1,
                    message,
                })?;
        }
        Ok(journal)
    }

    /// Strikes out a debt.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn paid(&mut self, entry: usize) -> io::Result<()> {
        write_line(&mut self.file, &Line::Paid { entry })
    }

    /// Deletes the file.
    ///
    /// # Errors
    /// Where that is not possible.
    pub fn delete(self) -> io::Result<()> {
        std::fs::remove_file(&self.path)
    }

    fn read_line(&mut self, line: &str) -> Result<(), String> {
        let parsed: Line = serde_json::from_str(line).map_err(|error| error.to_string())?;
        match parsed {
            Line::Head {
                format_version,
                target,
                run_id,
            } => {
                if format_version != FORMAT_VERSION {
                    return Err(format!(
                        "version {format_version} of the journal is not known"
                    ));
                }
                (self.target, self.run_id) = (target, run_id);
            }
            Line::Owed(owed) => self.debts.push(owed.read()?),
            Line::Known { entry, name, value } => {
                if let Some(open) = self
                    .debts
                    .iter_mut()
                    .find(|open| open.debt.entry == Some(entry))
                {
                    open.known.insert(name, value);
                }
            }
            Line::Paid { entry } => self.debts.retain(|open| open.debt.entry != Some(entry)),
        }
        Ok(())
    }
}
