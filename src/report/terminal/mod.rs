//! An outcome on a terminal, piece by piece as it comes into being, or whole.
//!
//! Every function returns text; none prints. All but [`step_begin`] end in a newline, or return
//! nothing at all where the verbosity leaves the piece out. Nothing here looks at the environment,
//! at a stream or at a clock: [`Style`] says all there is to know.

mod body;
mod caret;
mod comparison;
mod curl;
mod difference;
mod failure;
mod layout;
mod lesson;
mod line;
mod notes;
mod number;
mod paste;
mod path;
mod pretty;
mod style;
mod summary;
mod value;
mod width;

#[cfg(test)]
mod tests;

use crate::outcome::{Mismatch, RunOutcome, ScenarioOutcome, StepOutcome, Target};

pub use crate::visible::{visible, visible_lines};
pub(crate) use body::exchanges;
pub use comparison::comparison;
pub(crate) use curl::{CurlCommand, variable_of};
pub(crate) use difference::sentence;
pub(crate) use failure::{advice, block as failure, cause};
pub use lesson::{aside, chapter, legend, to_read, to_send};
pub use line::step_begin;
pub(crate) use number::{compared, counted, size, time};
pub(crate) use paste::{ADMIN_TOKEN, pasted, sign_in};
pub(crate) use path::short;
pub use style::{Style, Verbosity};
pub(crate) use summary::did_not_apply;
pub use summary::{ended, leavings, summary};

use crate::report::terminal::layout::{INDENT, target_name};
use crate::report::terminal::style::Role;

/// Renders the whole outcome.
pub fn render(outcome: &RunOutcome, style: Style) -> String {
    let total = outcome.steps().count();
    let mut text = header(&outcome.target, total, style);
    for scenario in &outcome.scenarios {
        text += &scenario_heading(scenario, style);
        for step_outcome in &scenario.steps {
            text += &step(step_outcome, total, style);
        }
    }
    text + &summary(outcome, style)
}

/// Says which store is walked, in how many steps; nothing when quiet.
pub fn header(target: &Target, steps: usize, style: Style) -> String {
    if style.verbosity == Verbosity::Quiet {
        return String::new();
    }
    format!(
        "walking {} in {}\n",
        target_name(target, style),
        number::counted(steps, "step")
    )
}

/// Says which scenario begins; nothing when quiet.
pub fn scenario_heading(scenario: &ScenarioOutcome, style: Style) -> String {
    if style.verbosity == Verbosity::Quiet {
        return String::new();
    }
    let name = visible(&scenario.full_name());
    let mut text = format!(
        "\n{}  {}\n",
        style.paint(Role::Strong, &name),
        visible(&scenario.title)
    );
    if style.verbosity >= Verbosity::Verbose {
        let page = scenario.page.iter().map(String::as_str);
        for place in std::iter::once(scenario.file.as_str()).chain(page) {
            text += &format!("{INDENT}{}\n", style.paint(Role::Faint, &visible(place)));
        }
    }
    text + &explanation(scenario.explain.as_deref(), style)
}

/// Says how a step ended: a line; when verbose what was sent and what came back; where it did not
/// hold, why.
pub fn step(step: &StepOutcome, total: usize, style: Style) -> String {
    let has_failed = step.verdict.has_failed();
    if style.verbosity == Verbosity::Quiet && !has_failed {
        return String::new();
    }
    let mut text = line::step_line(step, total, style);
    text += &explanation(step.explain.as_deref(), style);
    if has_failed || style.verbosity >= Verbosity::Verbose {
        text += &body::browsed(&step.browsed, style);
    }
    if has_failed {
        text += &failure(step, style);
    } else if style.verbosity >= Verbosity::Verbose {
        text += &exchanges(&step.exchanges, style);
    }
    let notes = notes::notes(step, style);
    // What stands below a command line would look like a part of it.
    if has_failed && !notes.is_empty() {
        text += "\n";
    }
    text + &notes
}

/// Renders what a scenario or a step teaches, where that is asked for.
fn explanation(explain: Option<&str>, style: Style) -> String {
    let Some(explain) = explain.filter(|_| style.verbosity >= Verbosity::VeryVerbose) else {
        return String::new();
    };
    visible_lines(explain.trim_end())
        .lines()
        .map(|line| format!("{INDENT}{}\n", style.paint(Role::Explain, line)))
        .collect()
}

/// Says what did not hold, and where that was promised.
pub fn mismatch(mismatch: &Mismatch, style: Style) -> String {
    let place = format!("{}:{}", mismatch.location.file, mismatch.location.line);
    let place = style.paint(Role::Faint, &visible(&place));
    let difference = difference::difference(std::slice::from_ref(mismatch), style);
    format!("{difference}{INDENT}promised at {place}\n")
}
