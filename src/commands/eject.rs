//! `magewalk eject`: a shipped tutorial written out, to be edited.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::EjectArgs;
use crate::commands::print;
use crate::error::Error;
use crate::launch::scenarios;
use crate::scenario::schema;
use crate::visible::visible;

/// How the first line of a shipped file names the folder of its schema.
const SHIPPED_SCHEMAS: &str = "$schema=../../schema/";

/// The folder of the schemas in an ejected tutorial.
const SCHEMAS: &str = "schema";

/// Writes a shipped tutorial to a folder that does not exist yet.
pub(super) fn eject(arguments: &EjectArgs) -> Result<u8, Error> {
    let files = files(&arguments.tutorial)?;
    let folder = arguments
        .to
        .clone()
        .unwrap_or_else(|| PathBuf::from(&arguments.tutorial));
    let shown = visible(&write(&folder, &files)?);
    let count = files.len();
    print(&format!(
        "wrote {count} files to {shown}; `magewalk run {shown}` walks them\n"
    ))?;
    Ok(0)
}

/// A file of an ejected tutorial: its path in the folder, and what is in it.
pub(super) type Ejected = (PathBuf, Cow<'static, [u8]>);

/// Returns the files of a shipped tutorial as they are ejected.
///
/// # Errors
/// Where no shipped tutorial has this name.
pub(super) fn files(tutorial: &str) -> Result<Vec<Ejected>, Error> {
    let mut files: Vec<_> = scenarios::shipped_files(tutorial)?
        .into_iter()
        .map(|(path, bytes)| (path, with_schema_beside(bytes)))
        .collect();
    for (name, schema) in [
        (schema::SCENARIO_FILE, schema::SCENARIO),
        (schema::TUTORIAL_FILE, schema::TUTORIAL),
    ] {
        let path = PathBuf::from(SCHEMAS).join(name);
        files.push((path, Cow::Borrowed(schema.as_bytes())));
    }
    Ok(files)
}

/// Writes an ejected tutorial and returns how `magewalk run` names it.
///
/// # Errors
/// The folder is there already, or cannot be written.
pub(super) fn write(folder: &Path, files: &[Ejected]) -> Result<String, Error> {
    if folder.symlink_metadata().is_ok() {
        let error = Error::usage(format!(
            "`{}` exists already; nothing was written",
            folder.display()
        ));
        return Err(error.hint("choose another folder with `--to`, or move that one away"));
    }
    for (path, bytes) in files {
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
    Ok(if folder.is_absolute() {
        format!("{shown}")
    } else {
        format!("./{shown}")
    })
}

/// Lets a shipped file, whose first line tells an editor where its schema is, name the copy beside
/// it.
fn with_schema_beside(bytes: &'static [u8]) -> Cow<'static, [u8]> {
    match str::from_utf8(bytes).map(|text| text.split_once(SHIPPED_SCHEMAS)) {
        Ok(Some((before, after))) if !before.contains('\n') => {
            Cow::Owned(format!("{before}$schema={SCHEMAS}/{after}").into_bytes())
        }
        _ => Cow::Borrowed(bytes),
    }
}
