//! `magewalk report merge`: the saved runs of shards as one.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::MergeArgs;
use crate::commands::colors::Colors;
use crate::commands::{print, reports, saved, say};
use crate::error::Error;
use crate::launch::Environment;
use crate::outcome::merge::{Saved, merge};
use crate::report::terminal::{self, Verbosity};

/// Merges saved runs and renders the whole; returns the exit code that it would have had. Nothing is sent.
pub(super) fn merged(
    arguments: &MergeArgs,
    environment: &Environment,
    colors: Colors,
) -> Result<u8, Error> {
    let wanted = reports::prepare(&arguments.reports)?;
    let mut saved = Vec::new();
    for path in files(&arguments.runs)? {
        reports::spare(&wanted, &path)?;
        let run = saved::run(&path)?;
        let name = path.display().to_string();
        saved.push(Saved { name, run });
    }
    let outcome = merge(saved, arguments.partial)
        .map_err(|refused| Error::usage(refused.to_string()).hint(refused.hint()))?;
    if wanted.is_empty() {
        let style = colors.style(environment, Verbosity::Normal);
        print(&terminal::render(&outcome, style))?;
        return Ok(outcome.exit_code());
    }
    let style = colors.style(environment, Verbosity::Quiet);
    print(&terminal::summary(&outcome, style))?;
    for path in reports::write(&wanted, &outcome)? {
        say(&format!("wrote {}", path.display()));
    }
    Ok(outcome.exit_code())
}

/// Returns the files that are meant: of a folder, those called `….json` in it and below it.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let before = files.len();
        collect(path, &mut files)
            .map_err(|error| Error::usage(format!("cannot read `{}`: {error}", path.display())))?;
        if files.len() == before {
            let error = Error::usage(format!("no `….json` is in `{}`", path.display()));
            return Err(error.hint("`magewalk run --shard I/N --report json=FILE` writes one"));
        }
    }
    Ok(files)
}

/// Collects the files of a folder in the order of their names; no link is followed.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (kind, path) = (entry.file_type()?, entry.path());
        if kind.is_dir() {
            collect(&path, files)?;
        } else if kind.is_file() && path.extension().is_some_and(|end| end == "json") {
            files.push(path);
        }
    }
    Ok(())
}
