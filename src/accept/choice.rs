//! What an answer changes, and where.

mod documented;
mod place;
mod rule;

use crate::accept::choice::place::{
    Expect, as_template, documented_path, leads_through, name, names_a_number, renumbered,
    same_step,
};
pub(super) use crate::accept::choice::place::{Target, inside};
use crate::accept::files::Files;
use crate::accept::{Answer, Choice, Refused};
use crate::outcome::{CUT, Subject};

/// Returns what an answer changes.
///
/// # Errors
/// There is no such answer to this mismatch, or it cannot be written there.
pub(super) fn target(
    files: &Files,
    choice: &Choice<'_>,
    all: &[Choice<'_>],
) -> Result<Target, Refused> {
    let mismatch = choice.mismatch;
    if !matches!(mismatch.subject, Subject::Body | Subject::Status) {
        return Err(Refused::new(
            "it is an assertion written by hand, not what the page prints: change it by hand",
        ));
    }
    let is_written = !matches!(choice.answer, Answer::Vary);
    if is_written && mismatch.actual.as_ref().is_some_and(is_hidden) {
        return Err(Refused::new(
            "the store answers a secret, which is written nowhere: accept it as `vary`",
        ));
    }
    if is_written && mismatch.actual.as_ref().is_some_and(is_cut) {
        return Err(Refused::new(
            "the report does not keep all that the store answered there: change it by hand",
        ));
    }
    if is_written && let Some(why) = of_this_run(choice) {
        return Err(Refused::new(format!(
            "{why}, and is another one in the next: accept it as `vary`, or write `${{…}}` there"
        )));
    }
    match &choice.answer {
        Answer::Vary => rule::vary(files, choice, all),
        Answer::Drift { because } => rule::drift(files, choice, because, all),
        Answer::Documented => documented::documented(files, choice),
    }
}

/// Returns in which order answers are written: of the documented values the last one first, so that
/// no place moves before it is used, and then the rules in the order of the mismatches.
pub(super) fn in_order(files: &Files, choices: &[Choice<'_>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..choices.len()).collect();
    let key = |at: &usize| {
        let choice = &choices[*at];
        let Target { file, edits, .. } = match choice.answer {
            Answer::Documented => target(files, choice, choices).ok()?,
            _ => return None,
        };
        let edit = edits.into_iter().next()?;
        Some((file, edit.path, edit.change.rank()))
    };
    order.sort_by_cached_key(|at| std::cmp::Reverse((key(at), *at)));
    let (documented, rules): (Vec<_>, Vec<_>) = order
        .into_iter()
        .partition(|at| choices[*at].answer == Answer::Documented);
    documented
        .into_iter()
        .chain(rules.into_iter().rev())
        .collect()
}

/// Whether a value is shown in place of a secret.
fn is_hidden(value: &serde_json::Value) -> bool {
    let text = value.to_string();
    text.contains('‹') && text.contains('›')
}

/// Says what the store's answer has that is of the run alone, if so.
fn of_this_run(choice: &Choice<'_>) -> Option<String> {
    let mismatch = choice.mismatch;
    let (path, actual) = (mismatch.actual_path.as_deref()?, mismatch.actual.as_ref()?);
    choice.own?.in_value(choice.step, path, actual)
}

/// Whether a report keeps only a part of a value.
fn is_cut(value: &serde_json::Value) -> bool {
    value.to_string().contains(CUT)
}
