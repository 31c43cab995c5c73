//! Faults of the sandbox, as ordered on the command line.

use crate::error::Error;
use crate::scenario::problem::did_you_mean;
use magewalk_sandbox::{FAULTS, Fault};

/// Reads the faults that a user ordered.
///
/// # Errors
/// Where the sandbox has no such fault, or it is written otherwise.
pub(crate) fn parse(texts: &[String]) -> Result<Vec<Fault>, Error> {
    let read = |text: &String| {
        Fault::parse(text).map_err(|error| {
            let names = FAULTS.iter().map(|known| known.name);
            let meant = error
                .unknown_name
                .and_then(|name| did_you_mean(&name, names));
            let hint = meant.map_or(error.hint, |name| format!("did you mean `{name}`?"));
            Error::usage(format!("--fault `{text}`: {}", error.message)).hint(hint)
        })
    };
    texts.iter().map(read).collect()
}

/// Says what will break.
pub(crate) fn announced(texts: &[String]) -> Option<String> {
    let shown: Vec<_> = texts.iter().map(|text| format!("`{text}`")).collect();
    (!shown.is_empty()).then(|| format!("the sandbox breaks on demand: {}", shown.join(", ")))
}
