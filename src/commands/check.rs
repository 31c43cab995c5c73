//! `magewalk check`: every mistake in scenarios, without a request.

use crate::check;
use crate::cli::CheckArgs;
use crate::commands::colors::Colors;
use crate::commands::{print, say_raw, shown};
use crate::error::Error;
use crate::launch::scenarios;
use crate::report::terminal::counted;
use crate::runner::plan::{self, Limits};
use crate::visible::visible;

/// Finds every mistake, says what was looked at, and what in it is weak.
pub(super) fn check(arguments: &CheckArgs, colors: Colors) -> Result<u8, Error> {
    let choices = scenarios::choose(&arguments.tutorials)?;
    let plan = plan::plan(&choices, &Limits::default()).map_err(Error::problems)?;
    let mut text = String::new();
    for tutorial in &plan.tutorials {
        let name = visible(&tutorial.tutorial.name);
        let scenarios = tutorial.tutorial.scenarios.len();
        let steps = tutorial.steps.len();
        let notes = check::notes(&tutorial.tutorial);
        for note in &notes {
            say_raw(&shown::said(&format!(
                "{}\n",
                note.render_note(colors.stderr)
            )));
        }
        let noted = match notes.len() {
            0 => String::new(),
            count => format!("; {}", counted(count, "note")),
        };
        let scenarios = counted(scenarios, "scenario");
        let steps = counted(steps, "step");
        text += &format!("{name}: no mistakes in {scenarios}, {steps}{noted}\n");
    }
    print(&text)?;
    Ok(0)
}
