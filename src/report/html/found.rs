//! What a reader has to know first: what is wrong, a sentence each, linked to its step.

use crate::outcome::{RunOutcome, StepOutcome, UndoResult, Verdict};
use crate::report::html::words::{with_code, words};
use crate::report::terminal::{advice, counted, sentence};

/// How many steps are listed.
const STEPS: usize = 12;

/// How many differences of each are told where few steps are wrong, with what to do; of many, each has
/// one difference.
const SENTENCES: usize = 3;
const FEW: usize = 3;

/// How long a sentence may be, in characters: the whole stands at the step.
const LONGEST: usize = 240;

/// Renders what is wrong; nothing where nothing is.
pub(super) fn found(outcome: &RunOutcome) -> String {
    let wrong: Vec<&StepOutcome> = outcome
        .steps()
        .filter(|step| step.verdict.has_failed())
        .collect();
    let owed = outcome
        .undos
        .iter()
        .filter(|undo| undo.result == UndoResult::Failed)
        .count();
    if wrong.is_empty() && owed == 0 {
        return String::new();
    }
    let most = if wrong.len() > FEW { 1 } else { SENTENCES };
    let listed = wrong.iter().take(STEPS);
    let mut items: String = listed.map(|step| item(step, most)).collect();
    if let Some(more) = wrong.len().checked_sub(STEPS).filter(|more| *more > 0) {
        items += &format!("<li>… and {} that did not pass", counted(more, "more step"));
    }
    if owed > 0 {
        items += &format!(
            "<li class=errored><a href=#left>‼ {} could not be taken back</a>",
            counted(owed, "change")
        );
    }
    let skipped = match outcome.count(Verdict::Skipped) {
        0 => String::new(),
        count => format!(
            "<p class=dim>{} not walked because of that.</p>",
            if count == 1 {
                "1 step was".to_owned()
            } else {
                format!("{count} steps were")
            }
        ),
    };
    let steps = counted(outcome.steps().count(), "step");
    let counts: Vec<String> = [Verdict::Failed, Verdict::Errored]
        .into_iter()
        .filter(|verdict| outcome.count(*verdict) > 0)
        .map(|verdict| format!("{} {}", outcome.count(verdict), words(verdict).1))
        .collect();
    let counts = match counts.as_slice() {
        [] => String::new(),
        counts => format!("<p><strong>{}</strong> of {steps}</p>", counts.join(", ")),
    };
    format!(
        "<section class=found aria-label=\"What is wrong\">{counts}<ul>{items}</ul>{skipped}</section>\n"
    )
}

fn item(step: &StepOutcome, most: usize) -> String {
    let (_, word, class, mark) = words(step.verdict);
    let mut sentences = Vec::new();
    if let Some(error) = &step.error {
        sentences.push(cut(&error.message));
    }
    sentences.extend(
        step.mismatches
            .iter()
            .take(most)
            .map(|one| cut(&sentence(one))),
    );
    let more = step.mismatches.len().saturating_sub(most);
    if let Some(last) = sentences.last_mut().filter(|_| more > 0) {
        *last = format!("{last} (and {})", counted(more, "more difference"));
    }
    if let Some(message) = &step.store_message {
        sentences.push(cut(&format!("the store says: {message}")));
    }
    if let Some(advice) = advice(step).filter(|_| most > 1) {
        sentences.push(cut(&format!("hint: {advice}")));
    }
    let sentences: String = sentences
        .iter()
        .map(|sentence| format!("<br>{}", with_code(sentence)))
        .collect();
    format!(
        "<li class={class}><a href=#s{0}><span aria-label=\"{word}\" role=img>{mark}</span> {0} {1}</a>{sentences}</li>",
        step.number,
        with_code(&step.title)
    )
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
