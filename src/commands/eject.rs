//! `magewalk eject`: a shipped tutorial written out, to be edited.

use std::fs;
use std::path::PathBuf;

use crate::cli::EjectArgs;
use crate::commands::{print, scenarios};
use crate::error::Error;

/// Writes a shipped tutorial to a folder that does not exist yet.
pub(super) fn eject(arguments: &EjectArgs) -> Result<u8, Error> {
    let files = scenarios::shipped_files(&arguments.tutorial)?;
    let folder = arguments
        .to
        .clone()
        .unwrap_or_else(|| PathBuf::from(&arguments.tutorial));
    if folder.symlink_metadata().is_ok() {
        let error = Error::usage(format!(
            "`{}` exists already; nothing was written",
            folder.display()
        ));
        return Err(error.hint("choose another folder with `--to`, or move that one away"));
    }
    for (path, bytes) in &files {
        let path = folder.join(path);
        let written = match path.parent() {
            Some(parent) => fs::create_dir_all(parent).and_then(|()| fs::write(&path, bytes)),
            None => fs::write(&path, bytes),
        };
        written.map_err(|error| {
            Error::failed(format!("cannot write `{}`: {error}", path.display()))
        })?;
    }
    let shown = folder.display();
    let run = if folder.is_absolute() {
        format!("{shown}")
    } else {
        format!("./{shown}")
    };
    let count = files.len();
    print(&format!(
        "wrote {count} files to {run}; `magewalk run {run}` walks them\n"
    ))?;
    Ok(0)
}
