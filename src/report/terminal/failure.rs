//! Why a step did not pass, from what the store says down to a command that repeats it.

use crate::outcome::{HintOutcome, Location, Mismatch, StepError, StepOutcome, Subject, Verdict};
use crate::report::terminal::style::{Role, Style};
use crate::report::terminal::{INDENT, Verbosity, body, caret, difference, number, paste, visible};

/// Renders why a step did not pass, in sections with a blank line between them.
pub(crate) fn block(step: &StepOutcome, style: Style) -> String {
    let sections = [
        attempts(step),
        step.error
            .as_ref()
            .map_or_else(String::new, |error| error_lines(error, style)),
        step.store_message
            .as_deref()
            .map_or_else(String::new, |message| store_says(message, style)),
        difference::difference(&step.mismatches, style),
        hints(&step.hints, style),
        caret::carets(locations(step).into_iter(), style),
        sent_and_received(step, style),
        repeat(step),
    ];
    let sections = sections.into_iter().filter(|section| !section.is_empty());
    sections.collect::<Vec<_>>().join("\n")
}

/// Returns the first thing that may be done about a step that did not pass.
pub(crate) fn advice(step: &StepOutcome) -> Option<&str> {
    let of_error = step.error.as_ref().and_then(|error| error.hint.as_deref());
    let known = step.hints.first().map(|hint| hint.advice.as_str());
    of_error.or(known)
}

/// Returns why a step did not pass, in a sentence: the error, or the first mismatch and what the
/// store itself says.
pub(crate) fn cause(step: &StepOutcome) -> String {
    let error = step.error.as_ref().map(|error| error.message.clone());
    let first = step.mismatches.first().filter(|_| error.is_none());
    let first = first.map(|mismatch| {
        let more = match step.mismatches.len() - 1 {
            0 => String::new(),
            more => format!(" (and {})", number::counted(more, "more difference")),
        };
        difference::sentence(mismatch) + &more
    });
    let says = step.store_message.as_ref();
    let is_said = |says: &&String| error.as_ref().is_some_and(|error| error.contains(*says));
    let parts = [
        error.clone(),
        first,
        says.filter(|says| !is_said(says))
            .map(|says| format!("the store says: {says}")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join("; ")
}

/// Says how often a step was tried, where it may be tried more than once, and why no more.
fn attempts(step: &StepOutcome) -> String {
    step.gave_up.as_deref().map_or_else(String::new, |why| {
        let tried = number::counted(
            usize::try_from(step.attempts).unwrap_or(usize::MAX),
            "attempt",
        );
        format!("{INDENT}gave up after {tried}: {}\n", visible(why))
    })
}

fn error_lines(error: &StepError, style: Style) -> String {
    let message = visible(&error.message);
    let word = style.paint(Role::Errored, "error:");
    let mut text = format!("{INDENT}{word} {message}  [{}]\n", error.code);
    if let Some(hint) = &error.hint {
        let word = style.paint(Role::Explain, "hint:");
        text += &format!("{INDENT}{word} {}\n", visible(hint));
    }
    text
}

fn store_says(message: &str, style: Style) -> String {
    let word = style.paint(Role::Strong, "the store says:");
    format!("{INDENT}{word} {}\n", visible(message))
}

/// What is known of such an answer.
fn hints(hints: &[HintOutcome], style: Style) -> String {
    let line = |word: &str, text: &str| {
        let word = style.paint(Role::Explain, word);
        format!("{INDENT}{word} {}\n", visible(text))
    };
    let lines = hints.iter().map(|hint| {
        let means = match hint.means.as_str() {
            "" => String::new(),
            means => line("known:", &format!("{means} ({})", hint.id)),
        };
        means + &line("hint:", &hint.advice)
    });
    lines.collect()
}

/// The lines that promised what did not hold; the step itself where no promise is at fault.
fn locations(step: &StepOutcome) -> Vec<&Location> {
    let of = |mismatch: &'_ Mismatch| mismatch.location.line > 0;
    let promised = step.mismatches.iter().filter(|mismatch| of(mismatch));
    let mut locations: Vec<&Location> = promised.map(|mismatch| &mismatch.location).collect();
    if locations.is_empty() {
        let error = step.error.as_ref();
        let at_fault = error.and_then(|error| error.location.as_deref());
        locations.push(at_fault.unwrap_or(&step.location));
    }
    locations
}

fn sent_and_received(step: &StepOutcome, style: Style) -> String {
    if style.verbosity >= Verbosity::Verbose {
        return body::exchanges(&step.exchanges, style);
    }
    let Some(exchange) = step.exchanges.first() else {
        return String::new();
    };
    let mut text = body::request(&exchange.request, style);
    let last = step
        .exchanges
        .last()
        .and_then(|last| last.response.as_ref());
    if let Some(response) = last.filter(|_| is_answer_unexplained(step)) {
        text += &body::response(response, style);
    }
    text
}

/// Whether only the answer itself can tell what went wrong.
fn is_answer_unexplained(step: &StepOutcome) -> bool {
    let has_other_status = step
        .mismatches
        .iter()
        .any(|mismatch| mismatch.subject == Subject::Status);
    step.store_message.is_none() && (has_other_status || step.verdict == Verdict::Errored)
}

fn repeat(step: &StepOutcome) -> String {
    let follow = step.exchanges.len() > 1;
    step.exchanges.first().map_or_else(String::new, |exchange| {
        paste::pasted(step, &exchange.request, follow, INDENT)
    })
}
