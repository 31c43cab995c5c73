//! `magewalk check`: every mistake in scenarios, without a request.

use crate::cli::CheckArgs;
use crate::commands::{print, scenarios};
use crate::error::Error;
use crate::runner::plan::{self, Limits};
use crate::visible::visible;

/// Finds every mistake and says what was looked at.
pub(super) fn check(arguments: &CheckArgs) -> Result<u8, Error> {
    let choices = scenarios::choose(&arguments.tutorials)?;
    let plan = plan::plan(&choices, &Limits::default()).map_err(Error::problems)?;
    let mut text = String::new();
    for tutorial in &plan.tutorials {
        let name = visible(&tutorial.tutorial.name);
        let scenarios = tutorial.tutorial.scenarios.len();
        let steps = tutorial.steps.len();
        text += &format!("{name}: no mistakes in {scenarios} scenarios, {steps} steps\n");
    }
    print(&text)?;
    Ok(0)
}
