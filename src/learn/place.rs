//! Where somebody is in a tutorial, kept beside the reports for `--resume`.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::report::file;

/// The version of the file's form.
const FORMAT_VERSION: u32 = 1;

/// Where somebody is in a tutorial. It holds no value of any step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    format_version: u32,
    /// What is learnt, as it was typed.
    pub(super) tutorial: String,
    /// The store; `sandbox` for the embedded one.
    pub(super) store: String,
    /// The step that comes next.
    pub(super) next: String,
    /// The steps that were skipped.
    pub(super) skipped: Vec<String>,
}

impl Place {
    /// Makes the place before a step.
    pub(super) fn new(tutorial: &str, store: &str, next: &str, skipped: &[String]) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            tutorial: tutorial.to_owned(),
            store: store.to_owned(),
            next: next.to_owned(),
            skipped: skipped.to_vec(),
        }
    }

    /// Reads where somebody was; none where nothing is kept.
    ///
    /// # Errors
    /// A file that cannot be read, or is none of ours.
    pub(super) fn read(folder: &Path, tutorial: &str) -> Result<Option<Self>, Error> {
        let path = path(folder, tutorial);
        let shown = path.display();
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::usage(format!("cannot read `{shown}`: {error}"))),
        };
        let place = serde_json::from_str::<Self>(&text).ok();
        match place.filter(|place| place.format_version == FORMAT_VERSION) {
            Some(place) => Ok(Some(place)),
            None => Err(
                Error::usage(format!("`{shown}` does not say where you were"))
                    .hint("delete it, and begin without `--resume`"),
            ),
        }
    }

    /// Keeps it.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub(super) fn write(&self, folder: &Path) -> Result<(), Error> {
        let path = path(folder, &self.tutorial);
        let text =
            serde_json::to_string_pretty(self).map_err(|error| Error::failed(error.to_string()))?;
        file::write(&path, &format!("{text}\n")).map_err(|error| {
            let shown = path.display();
            Error::failed(format!(
                "where you are cannot be kept in `{shown}`: {error}"
            ))
        })
    }

    /// Forgets where somebody was: the tutorial is through.
    pub(super) fn forget(folder: &Path, tutorial: &str) {
        // What is not there any more is forgotten.
        let _ = fs::remove_file(path(folder, tutorial));
    }
}

/// Whether somebody can go on in a tutorial.
pub(super) fn is_kept(folder: &Path, tutorial: &str) -> bool {
    path(folder, tutorial).is_file()
}

fn path(folder: &Path, tutorial: &str) -> PathBuf {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let parts = tutorial
        .split(|c| !is_word(c))
        .filter(|part| !part.is_empty());
    let name = parts.collect::<Vec<_>>().join("-");
    folder.join(format!("learn-{name}.json"))
}
