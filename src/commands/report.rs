//! `magewalk report`: a saved run as another report.

use std::path::Path;

use crate::cli::{ReportArgs, ReportCommand};
use crate::commands::colors::Colors;
use crate::commands::{merge, print, reports, saved, say};
use crate::error::Error;
use crate::launch::Environment;
use crate::report::terminal::{self, Verbosity};

/// Reads a saved run and renders it: to the terminal, or to files. Nothing is sent.
pub(super) fn report(
    arguments: &ReportArgs,
    environment: &Environment,
    colors: Colors,
) -> Result<u8, Error> {
    if let Some(ReportCommand::Merge(arguments)) = &arguments.command {
        return merge::merged(arguments, environment, colors);
    }
    // The command line without a file to read is refused before.
    let from = arguments.from.as_deref().unwrap_or(Path::new(""));
    let outcome = saved::run(from)?;
    if arguments.reports.is_empty() {
        let style = colors.style(environment, Verbosity::Normal);
        print(&terminal::render(&outcome, style))?;
        return Ok(0);
    }
    let wanted = reports::prepare(&arguments.reports)?;
    reports::spare(&wanted, from)?;
    for path in reports::write(&wanted, &outcome)? {
        say(&format!("wrote {}", path.display()));
    }
    Ok(0)
}
