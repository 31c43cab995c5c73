//! The reports that a user wants beside what is printed.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::outcome::RunOutcome;
use crate::report::{self, Format, file};

/// A report and where it is written.
pub(super) struct Wanted {
    format: Format,
    path: PathBuf,
}

/// Reads `FORMAT[=PATH]`s and makes sure that all can be written, before anything runs.
///
/// # Errors
/// An unknown format, two reports for one file, a path that cannot be written.
pub(super) fn prepare(options: &[String]) -> Result<Vec<Wanted>, Error> {
    let mut wanted: Vec<Wanted> = Vec::new();
    for option in options {
        let (word, path) = match option.split_once('=') {
            Some((word, path)) => (word, Some(path)),
            None => (option.as_str(), None),
        };
        let format = Format::parse(word).map_err(|error| Error::usage(error.to_string()))?;
        if path == Some("") {
            let error = Error::usage(format!("`--report {option}` has an empty path"));
            return Err(error.hint(format!(
                "write `--report {word}` for `{}`",
                format.default_path()
            )));
        }
        let path = PathBuf::from(path.unwrap_or(format.default_path()));
        // `a` and `./a` are one file, whose first report would be lost.
        let place = |path: &Path| std::path::absolute(path).ok();
        if wanted
            .iter()
            .any(|other| place(&other.path) == place(&path))
        {
            return Err(Error::usage(format!(
                "two reports are to be written to `{}`",
                path.display()
            )));
        }
        file::check_writable(&path).map_err(|error| {
            let message = format!("the report `{}` cannot be written: {error}", path.display());
            Error::usage(message).hint(format!("give another path: `--report {word}=PATH`"))
        })?;
        wanted.push(Wanted { format, path });
    }
    Ok(wanted)
}

/// Writes the reports and returns their paths.
///
/// # Errors
/// Where one cannot be written after all; the others are.
pub(super) fn write(wanted: &[Wanted], outcome: &RunOutcome) -> Result<Vec<PathBuf>, Error> {
    let mut first_error = None;
    let mut written = Vec::new();
    for Wanted { format, path } in wanted {
        match file::write(path, &report::render(*format, outcome)) {
            Ok(()) => written.push(path.clone()),
            Err(error) => {
                let message = format!("the report `{}` cannot be written: {error}", path.display());
                first_error = first_error.or(Some(Error::failed(message)));
            }
        }
    }
    first_error.map_or(Ok(written), Err)
}
