//! A journal that was left behind: what its run has not taken back.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::runner::journal::{FORMAT_VERSION, Line, Sync, write_line};
use crate::runner::undo::Answer;
use crate::runner::values::is_run_id;

/// How large a journal may be, in bytes: no run registers so much.
const MOST: u64 = 64 * 1024 * 1024;

/// A journal that was left behind.
pub struct LeftJournal {
    /// Where it is.
    pub path: PathBuf,
    /// The address of the store; empty where the line that says so is damaged.
    pub target: String,
    /// The name of the run; empty where the line that says so is damaged.
    pub run_id: String,
    /// What is left to do, by number, oldest first.
    pub entries: BTreeMap<usize, Entry>,
    /// The lines that cannot be read, from 1, and what is wrong with each.
    pub damaged: Vec<(usize, String)>,
    file: File,
}

/// An undo of a journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The tutorial of its step.
    pub tutorial: String,
    /// The folder of a tutorial that is not shipped.
    pub folder: Option<String>,
    /// The step.
    pub step: String,
    /// Whether the look before the step was answered with a list.
    pub listed: bool,
    /// The values that the run knew before it sent the step.
    pub values: BTreeMap<String, Value>,
    /// What the store has answered to the step.
    pub answer: Answer,
    /// What the answer said.
    pub answered: BTreeMap<String, Value>,
}

/// Why a journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Its run still goes on.
    #[error("its run still goes on, or another `magewalk cleanup`")]
    Busy,
    /// A link, a pipe, a device.
    #[error("it is no regular file")]
    NoFile,
    /// No run has written so much.
    #[error("it is larger than 64 MiB")]
    TooLarge,
    /// It cannot be read.
    #[error("{0}")]
    Io(#[from] io::Error),
}

impl LeftJournal {
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

    /// Opens and locks a journal. A line that cannot be read is passed over and told; of one that was
    /// cut short at the end nothing was sent.
    ///
    /// # Errors
    /// Where it cannot be read, is no regular file, or is locked by its run.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let about = std::fs::symlink_metadata(path)?;
        if !about.is_file() {
            return Err(JournalError::NoFile);
        }
        if about.len() > MOST {
            return Err(JournalError::TooLarge);
        }
        let file = OpenOptions::new().read(true).append(true).open(path)?;
        if matches!(file.try_lock(), Err(std::fs::TryLockError::WouldBlock)) {
            return Err(JournalError::Busy);
        }
        let mut bytes = std::fs::read(path)?;
        // A line that was cut short is of a run that was killed while it wrote: nothing was sent.
        let whole = bytes
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        if whole < bytes.len() {
            bytes.truncate(whole);
            file.set_len(u64::try_from(whole).unwrap_or(u64::MAX))?;
        }
        let mut journal = Self {
            path: path.to_owned(),
            target: String::new(),
            run_id: String::new(),
            entries: BTreeMap::new(),
            damaged: Vec::new(),
            file,
        };
        for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            if let Err(message) = journal.read_line(line) {
                journal.damaged.push((index + 1, message));
            }
        }
        Ok(journal)
    }

    /// Writes down that an undo is settled.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn done(&mut self, entry: usize) -> io::Result<()> {
        write_line(&mut self.file, &Line::Done { entry }, Sync::Before)
    }

    /// Deletes the file.
    ///
    /// # Errors
    /// Where that is not possible.
    pub fn delete(self) -> io::Result<()> {
        std::fs::remove_file(&self.path)
    }

    fn read_line(&mut self, line: &[u8]) -> Result<(), String> {
        let parsed = serde_json::from_slice(line).map_err(|error| error.to_string())?;
        match parsed {
            Line::Head {
                format_version,
                target,
                run_id,
            } => self.head(format_version, target, run_id)?,
            Line::Pending {
                entry,
                tutorial,
                folder,
                step,
                listed,
                values,
            } => {
                if self.entries.contains_key(&entry) {
                    return Err(format!("number {entry} is there already"));
                }
                let pending = Entry {
                    tutorial,
                    folder,
                    step,
                    listed,
                    values,
                    answer: Answer::None,
                    answered: BTreeMap::new(),
                };
                self.entries.insert(entry, pending);
            }
            Line::Answered {
                entry,
                accepted,
                values,
            } => {
                if let Some(pending) = self.entries.get_mut(&entry) {
                    pending.answered = values;
                    pending.answer = if accepted {
                        Answer::Doubtful
                    } else {
                        Answer::Refused
                    };
                }
            }
            Line::Done { entry } => {
                self.entries.remove(&entry);
            }
        }
        Ok(())
    }

    fn head(&mut self, version: u32, target: String, run_id: String) -> Result<(), String> {
        if version != FORMAT_VERSION {
            return Err(format!(
                "version {version} of the journal is not known, only {FORMAT_VERSION}"
            ));
        }
        if !is_run_id(&run_id) {
            return Err("no run has such a name".to_owned());
        }
        (self.target, self.run_id) = (target, run_id);
        Ok(())
    }
}
