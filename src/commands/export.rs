//! `magewalk export`: a tutorial in the form of another program.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use crate::cli::{Allow, ExportArgs, ExportKind, K6Args};
use crate::commands::{output, say};
use crate::error::Error;
use crate::export::k6;
use crate::launch::scenarios;
use crate::runner::plan::{self, Limits};
use crate::scenario::tutorial::Effect;

/// Writes a tutorial in the form of another program; nothing is sent.
pub(super) fn export(arguments: &ExportArgs) -> Result<u8, Error> {
    match &arguments.kind {
        ExportKind::K6(arguments) => k6_script(arguments),
    }
}

fn k6_script(arguments: &K6Args) -> Result<u8, Error> {
    let choices = scenarios::choose(std::slice::from_ref(&arguments.tutorial))?;
    let plan = plan::plan(&choices, &Limits::default()).map_err(Error::problems)?;
    if arguments.allow.contains(&Allow::Configuration) {
        let error = Error::usage("no script changes the configuration of a shop");
        return Err(error.hint("many users at once would change it under each other"));
    }
    let steps = plan.steps_with(Effect::Permanent);
    if !steps.is_empty() && !arguments.allow.contains(&Allow::Permanent) {
        let message = format!("these steps are `permanent`: {}", steps.join(", "));
        return Err(Error::usage(message).hint(
            "add `--allow permanent` where every user may do that in every walk, or choose another tutorial",
        ));
    }
    let mut script = String::new();
    for tutorial in &plan.tutorials {
        let written = k6::render(tutorial, env!("CARGO_PKG_VERSION"));
        script += &written.map_err(Error::problems)?;
    }
    match &arguments.to {
        Some(path) => {
            write_new(path, &script)?;
            say(&format!("wrote {}", path.display()));
        }
        // Another program reads it.
        None => output::write(&script)?,
    }
    Ok(0)
}

/// Writes a file that is not there yet.
fn write_new(path: &Path, text: &str) -> Result<(), Error> {
    let made = OpenOptions::new().write(true).create_new(true).open(path);
    let written = made.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| {
        Error::usage(format!("cannot write `{}`: {error}", path.display()))
            .hint("name a file that is not there yet")
    })
}
