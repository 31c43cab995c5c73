//! The reports that a user wants beside what is printed, or in its place: `FORMAT=-` is the standard
//! output, and what is printed otherwise goes to the standard error.

use std::path::{Path, PathBuf};

use crate::commands::{output, say, say_raw, shown};
use crate::error::Error;
use crate::launch::Environment;
use crate::outcome::RunOutcome;
use crate::outcome::finding::Examination;
use crate::report::{self, Format, annotation, file, findings};

/// How the standard output is written in place of a path.
const STDOUT: &str = "-";

/// A report and where it is written.
pub(super) struct Wanted {
    format: Format,
    /// None where it goes to the standard output.
    path: Option<PathBuf>,
}

/// Reads `FORMAT[=PATH]`s and makes sure that all can be written, before anything runs.
///
/// # Errors
/// An unknown format, two reports for one file, a path that cannot be written.
pub(super) fn prepare(options: &[String]) -> Result<Vec<Wanted>, Error> {
    prepare_at(options, |format| Some(format.default_path()))
}

/// Reads the same for what `doctor` finds.
///
/// # Errors
/// As [`prepare`], and a format of runs alone.
pub(super) fn prepare_examination(options: &[String]) -> Result<Vec<Wanted>, Error> {
    prepare_at(options, |format| {
        let mut known = findings::FORMATS.iter();
        known.find_map(|(known, path)| (*known == format).then_some(*path))
    })
}

/// Writes what `doctor` found and returns the paths.
///
/// # Errors
/// As [`write`].
pub(super) fn write_examination(
    wanted: &[Wanted],
    examination: &Examination,
) -> Result<Vec<PathBuf>, Error> {
    write_texts(wanted, |format| {
        findings::render(format, examination).unwrap_or_default()
    })
}

fn prepare_at(
    options: &[String],
    default_path: impl Fn(Format) -> Option<&'static str>,
) -> Result<Vec<Wanted>, Error> {
    let mut wanted: Vec<Wanted> = Vec::new();
    for option in options {
        let (word, path) = match option.split_once('=') {
            Some((word, path)) => (word, Some(path)),
            None => (option.as_str(), None),
        };
        let format = Format::parse(word).map_err(|error| Error::usage(error.to_string()))?;
        let Some(default_path) = default_path(format) else {
            let error = Error::usage(format!("there is no {word} report of this"));
            return Err(error.hint("use one of `json`, `junit`, `markdown`"));
        };
        if path == Some("") {
            let error = Error::usage(format!("`--report {option}` has an empty path"));
            return Err(error.hint(format!("write `--report {word}` for `{default_path}`")));
        }
        if path == Some(STDOUT) {
            if wanted.iter().any(|other| other.path.is_none()) {
                let error = Error::usage("two reports are to go to the standard output");
                return Err(error.hint(format!("give one of them a path: `--report {word}=PATH`")));
            }
            shown::divert();
            wanted.push(Wanted { format, path: None });
            continue;
        }
        let path = PathBuf::from(path.unwrap_or(default_path));
        // `a` and `./a` are one file, whose first report would be lost.
        let place = |path: &Path| std::path::absolute(path).ok();
        let mut others = wanted.iter().filter_map(|other| other.path.as_deref());
        if others.any(|other| place(other) == place(&path)) {
            return Err(Error::usage(format!(
                "two reports are to be written to `{}`",
                path.display()
            )));
        }
        file::check_writable(&path).map_err(|error| {
            let message = format!("the report `{}` cannot be written: {error}", path.display());
            Error::usage(message).hint(format!("give another path: `--report {word}=PATH`"))
        })?;
        wanted.push(Wanted {
            format,
            path: Some(path),
        });
    }
    Ok(wanted)
}

/// Makes sure that no report is written over the file that it is made of.
///
/// # Errors
/// One is.
pub(super) fn spare(wanted: &[Wanted], from: &Path) -> Result<(), Error> {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let is_source = |path: &&Path| real(path).is_some() && real(path) == real(from);
    let mut paths = wanted.iter().filter_map(|one| one.path.as_deref());
    match paths.find(is_source) {
        Some(path) => Err(Error::usage(format!(
            "the report would be written over `{}`, of which it is made",
            path.display()
        ))
        .hint("give another path: `--report json=PATH`")),
        None => Ok(()),
    }
}

/// Tells GitHub, where a run is a step of its job: the summary of the job gets the Markdown report,
/// and the lines that did not hold get annotations.
pub(super) fn tell_github(environment: &Environment, outcome: &RunOutcome) {
    let variable = |name: &str| environment.variables.get(name).map(String::as_str);
    if variable("GITHUB_ACTIONS") == Some("true") {
        for line in annotation::render(outcome).lines() {
            say_raw(line);
        }
    }
    let Some(path) = variable("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        return;
    };
    let text = report::render(Format::Markdown, outcome);
    let mut options = std::fs::OpenOptions::new();
    let appended = options
        .append(true)
        .create(true)
        .open(path)
        .and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()));
    if let Err(error) = appended {
        say(&format!(
            "the job summary `{path}` cannot be written: {error}"
        ));
    }
}

/// Takes away what an earlier run has written to the same paths: where this one is killed, nobody must
/// take the report of that one for its own. What is no ordinary file stays.
///
/// # Errors
/// Where one cannot be taken away.
pub(super) fn clear(wanted: &[Wanted]) -> Result<(), Error> {
    for path in wanted.iter().filter_map(|one| one.path.as_deref()) {
        file::remove(path).map_err(|error| {
            let message = format!("the old report `{}` stays: {error}", path.display());
            Error::usage(message).hint("remove it: it would be taken for that of this run")
        })?;
    }
    Ok(())
}

/// Writes the reports and returns the paths of those that are files.
///
/// # Errors
/// Where one cannot be written after all; the others are.
pub(super) fn write(wanted: &[Wanted], outcome: &RunOutcome) -> Result<Vec<PathBuf>, Error> {
    write_texts(wanted, |format| report::render(format, outcome))
}

fn write_texts(wanted: &[Wanted], text: impl Fn(Format) -> String) -> Result<Vec<PathBuf>, Error> {
    let mut first_error = None;
    let mut written = Vec::new();
    for Wanted { format, path } in wanted {
        let Some(path) = path else {
            // Another program reads it: not even `--ascii` changes it.
            first_error = output::write(&text(*format)).err().or(first_error);
            continue;
        };
        match file::write(path, &text(*format)) {
            Ok(()) => written.push(path.clone()),
            Err(error) => {
                let message = format!("the report `{}` cannot be written: {error}", path.display());
                first_error = first_error.or(Some(Error::failed(message)));
            }
        }
    }
    first_error.map_or(Ok(written), Err)
}
