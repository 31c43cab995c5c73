//! The reports that a user wants beside what is printed.

use std::path::{Path, PathBuf};

use crate::commands::{Environment, say, say_raw};
use crate::error::Error;
use crate::outcome::RunOutcome;
use crate::outcome::finding::Examination;
use crate::report::{self, Format, annotation, file, findings};

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
        let path = PathBuf::from(path.unwrap_or(default_path));
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

/// Makes sure that no report is written over the file that it is made of.
///
/// # Errors
/// One is.
pub(super) fn spare(wanted: &[Wanted], from: &Path) -> Result<(), Error> {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let is_source = |one: &&Wanted| real(&one.path).is_some() && real(&one.path) == real(from);
    match wanted.iter().find(is_source) {
        Some(one) => Err(Error::usage(format!(
            "the report would be written over `{}`, of which it is made",
            one.path.display()
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

/// Writes the reports and returns their paths.
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
