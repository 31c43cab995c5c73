//! `magewalk report`: a saved run as another report.

use std::path::Path;

use crate::cli::ReportArgs;
use crate::commands::colors::Colors;
use crate::commands::{print, reports, say};
use crate::error::Error;
use crate::launch::Environment;
use crate::outcome::RunOutcome;
use crate::report::json;
use crate::report::terminal::{self, Verbosity};

/// Reads a saved run and renders it: to the terminal, or to files. Nothing is sent.
pub(super) fn report(
    arguments: &ReportArgs,
    environment: &Environment,
    colors: Colors,
) -> Result<u8, Error> {
    let outcome = saved(&arguments.from)?;
    if arguments.reports.is_empty() {
        let style = colors.style(environment, Verbosity::Normal);
        print(&terminal::render(&outcome, style))?;
        return Ok(0);
    }
    let wanted = reports::prepare(&arguments.reports)?;
    reports::spare(&wanted, &arguments.from)?;
    for path in reports::write(&wanted, &outcome)? {
        say(&format!("wrote {}", path.display()));
    }
    Ok(0)
}

/// Reads a saved run.
///
/// # Errors
/// It cannot be read, or is none.
pub(super) fn saved(path: &Path) -> Result<RunOutcome, Error> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| {
        let error = Error::usage(format!("cannot read `{shown}`: {error}"));
        error.hint("`magewalk run --report json` writes one")
    })?;
    json::parse(&text)
        .map_err(|error| Error::usage(format!("`{shown}`: {error}")).hint(error.hint()))
}
