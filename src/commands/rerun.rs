//! What a saved run leaves to be walked again.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::commands::{saved, say};
use crate::error::Error;
use crate::launch::scenarios;
use crate::outcome::RunOutcome;
use crate::runner::plan::{Choice, Limits};
use crate::runner::rerun::{Again, again};
use crate::scenario::load::TUTORIAL_FILE;
use crate::visible::visible;

/// What is to be walked again.
pub(super) enum Rerun {
    /// These steps of these scenarios.
    Steps(Vec<Choice>, Limits),
    /// Nothing: everything passed.
    Nothing,
}

/// Reads a saved run and chooses what of it is walked again; of the tutorials that are named, or of all
/// that it walked.
///
/// # Errors
/// It cannot be read, a scenario of it is not there any more, or it is no pass although nothing of it
/// can be walked again.
pub(super) fn read(path: &Path, named: &[String]) -> Result<Rerun, Error> {
    let saved = saved::run(path)?;
    let names = match named {
        [] => names(&saved),
        named => named.to_vec(),
    };
    let chosen = match names.as_slice() {
        // Without a name, all shipped tutorials would be meant.
        [] => Vec::new(),
        names => scenarios::choose(names)?,
    };
    let tutorials: Vec<_> = chosen.iter().map(|one| Arc::clone(&one.tutorial)).collect();
    let Again {
        choices,
        steps,
        changed,
        gone,
    } = again(&saved, &tutorials);
    let shown = visible(&path.display().to_string());
    if !gone.is_empty() && named.is_empty() {
        let gone = gone.join("`, `");
        let error = Error::usage(format!(
            "`{gone}` did not pass in `{shown}`, and is not there any more"
        ));
        return Err(error.hint("name the tutorial that has it now, or walk the whole again"));
    }
    for scenario in changed {
        say(&format!(
            "`{scenario}` has changed since `{shown}` was saved: it is walked whole"
        ));
    }
    if !choices.is_empty() {
        let again = Some(steps);
        let limits = Limits {
            again,
            ..Limits::default()
        };
        return Ok(Rerun::Steps(choices, limits));
    }
    if saved.exit_code() != 0 && named.is_empty() {
        let error = Error::usage(format!(
            "there is nothing to walk again, and `{shown}` is no pass all the same"
        ));
        return Err(error.hint(format!("`magewalk report --from {shown}` says why")));
    }
    say(&format!(
        "there is nothing to walk again: all steps that applied passed in `{shown}`"
    ));
    Ok(Rerun::Nothing)
}

/// Names the tutorials of a saved run as a user would: shipped ones by name, others by path.
fn names(saved: &RunOutcome) -> Vec<String> {
    let shipped = scenarios::shipped_names();
    let mut names = BTreeSet::new();
    for scenario in &saved.scenarios {
        let is_shipped = saved.place_of(&scenario.file).is_none()
            && shipped.contains(&scenario.tutorial)
            && scenario
                .file
                .starts_with(&format!("scenarios/{}/", scenario.tutorial));
        names.insert(if is_shipped {
            scenario.tutorial.clone()
        } else {
            place_of(Path::new(&scenario.file))
        });
    }
    names.into_iter().collect()
}

/// The folder of a scenario, or the file where it is alone.
fn place_of(file: &Path) -> String {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let place = if folder.join(TUTORIAL_FILE).is_file() {
        folder
    } else {
        file
    };
    let place = place.display().to_string();
    // What a user calls a folder may be the name of a shipped tutorial, too.
    match place.starts_with(['.', '/']) || Path::new(&place).is_absolute() {
        true => place,
        false => format!("./{place}"),
    }
}
