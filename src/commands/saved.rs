//! Runs that were saved.

use std::path::Path;

use crate::error::Error;
use crate::outcome::RunOutcome;
use crate::report::json;

/// Reads a saved run.
///
/// # Errors
/// It cannot be read, or is none.
pub(super) fn run(path: &Path) -> Result<RunOutcome, Error> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| {
        let error = Error::usage(format!("cannot read `{shown}`: {error}"));
        error.hint("`magewalk run --report json` writes one")
    })?;
    json::parse(&text)
        .map_err(|error| Error::usage(format!("`{shown}`: {error}")).hint(error.hint()))
}
