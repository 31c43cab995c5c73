//! What is worth a word though nothing is wrong with it: drifts, members that the page does not
//! print, and the values that travel from step to step.

use crate::outcome::{CaptureOutcome, DriftOutcome, MOST_EXTRAS, StepOutcome, UseOutcome};
use crate::report::terminal::style::{Role, Style};
use crate::report::terminal::{INDENT, Verbosity, number, path, value, visible};

/// How many places of drifts are named on a line.
const PLACES: usize = 3;

/// Renders the notes of a step: one line, or each thing in full when verbose.
pub(super) fn notes(step: &StepOutcome, style: Style) -> String {
    let mut text: String = (step.notes.iter())
        .map(|note| format!("{INDENT}{}\n", style.paint(Role::Faint, &visible(note))))
        .collect();
    if style.verbosity < Verbosity::Verbose {
        return text + &brief(step, style);
    }
    for outcome in &step.drifts {
        text += &drift(outcome, style);
    }
    if let Some(label) = &step.label {
        text += &format!("{INDENT}answered as in {}\n", visible(label));
    }
    if style.verbosity == Verbosity::VeryVerbose {
        for extra in &step.extras {
            let shown = value::shown(&extra.value, None, style);
            text += &format!(
                "{INDENT}not on the page: {} = {shown}\n",
                path::short(&extra.path)
            );
        }
    } else if !step.extras.is_empty() {
        text += &format!("{INDENT}{} (-vv lists them)\n", extras(step));
    }
    if !step.uses.is_empty() {
        let used: Vec<String> = step.uses.iter().map(used).collect();
        text += &format!("{INDENT}used {}\n", used.join(", "));
    }
    for capture in &step.captures {
        text += &captured(capture, style);
    }
    text
}

fn brief(step: &StepOutcome, style: Style) -> String {
    let (right, known): (Vec<_>, Vec<_>) =
        step.drifts.iter().partition(|drift| drift.page_was_right);
    let mut parts = Vec::new();
    if !known.is_empty() {
        let count = number::counted(known.len(), "known drift");
        parts.push(style.paint(Role::Drift, &format!("~ {count}: {}", places(&known))));
    }
    if !right.is_empty() {
        let note = format!("~ the page is right after all: {}", places(&right));
        parts.push(style.paint(Role::Drift, &note));
    }
    if let Some(label) = &step.label {
        parts.push(style.paint(Role::Faint, &format!("as in {}", visible(label))));
    }
    if !step.extras.is_empty() {
        parts.push(style.paint(Role::Faint, &extras(step)));
    }
    if parts.is_empty() {
        return String::new();
    }
    format!("{INDENT}{}\n", parts.join(&style.paint(Role::Faint, " · ")))
}

fn places(drifts: &[&DriftOutcome]) -> String {
    let named = drifts
        .iter()
        .take(PLACES)
        .map(|drift| path::short(&drift.at));
    let mut text = named.collect::<Vec<_>>().join(", ");
    if drifts.len() > PLACES {
        text += ", …";
    }
    text
}

fn extras(step: &StepOutcome) -> String {
    let least = if step.extras.len() < MOST_EXTRAS {
        ""
    } else {
        "at least "
    };
    let count = number::counted(step.extras.len(), "member");
    format!("{least}{count} not on the page")
}

fn drift(drift: &DriftOutcome, style: Style) -> String {
    let store = words(&drift.store, style);
    let page = drift.documented.as_ref().map(|page| words(page, style));
    let what = match (page, drift.page_was_right) {
        (Some(page), true) => format!("the page is right after all with {page}; known was {store}"),
        (None, true) => format!("the page is right after all; known was {store}"),
        (Some(page), false) => format!("the page prints {page}, every store answers {store}"),
        (None, false) => store,
    };
    let at = style.paint(Role::Drift, &format!("~ {}:", path::short(&drift.at)));
    let because = visible(drift.because.trim_end());
    format!("{INDENT}{at} {what}\n{INDENT}  because {because}\n")
}

/// A statement in words stands as it is, a value as JSON.
fn words(value: &serde_json::Value, style: Style) -> String {
    match value.as_str() {
        Some(words) if words.contains(' ') => visible(words.trim_end()),
        _ => value::shown(value, None, style),
    }
}

fn used(used: &UseOutcome) -> String {
    let name = visible(&used.name);
    match &used.captured_in {
        Some(step) => format!("{name} (from {})", visible(step)),
        None => name,
    }
}

fn captured(capture: &CaptureOutcome, style: Style) -> String {
    let name = style.paint(Role::Key, &visible(&capture.name));
    let shown = value::shown(&capture.value, None, style);
    format!(
        "{INDENT}captured {name} = {shown} from {}\n",
        visible(&capture.from)
    )
}
