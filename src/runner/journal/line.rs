//! The lines of a journal.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};

/// The version of the file's form.
pub(super) const FORMAT_VERSION: u32 = 2;

/// A line of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Line {
    Head {
        format_version: u32,
        target: String,
        run_id: String,
    },
    Pending {
        entry: usize,
        /// The name of the tutorial.
        tutorial: String,
        /// The folder of a tutorial that is not shipped, as its user called it.
        folder: Option<String>,
        step: String,
        /// Whether the look before the step was answered with a list.
        listed: bool,
        values: BTreeMap<String, Value>,
    },
    Answered {
        entry: usize,
        accepted: bool,
        values: BTreeMap<String, Value>,
    },
    Done {
        entry: usize,
    },
}

/// Whether a line has to be on disk before the program goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sync {
    /// It has to: what it is about is sent next.
    Before,
    /// Without it, `cleanup` looks once more in vain.
    Later,
}

pub(super) fn write_line(file: &mut File, line: &Line, sync: Sync) -> io::Result<()> {
    let mut text = serde_json::to_string(line)?;
    text.push('\n');
    file.write_all(text.as_bytes())?;
    match sync {
        Sync::Before => file.sync_data(),
        Sync::Later => Ok(()),
    }
}
