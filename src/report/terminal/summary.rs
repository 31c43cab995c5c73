//! What the whole run comes to.

use crate::outcome::{
    Code, RunOutcome, ScenarioOutcome, StepOutcome, UndoOutcome, UndoResult, Verdict,
};
use crate::report::terminal::style::{Role, Style, Verbosity};
use crate::report::terminal::{line, number, target_name, visible};

/// Columns of the words on the left.
const LEFT: usize = 8;

/// How many steps are named whose undos found nothing.
const NAMED: usize = 4;

/// How many reasons are named where nothing passed.
const REASONS: usize = 3;

/// Renders what the run comes to; its last line is the verdict.
pub fn summary(outcome: &RunOutcome, style: Style) -> String {
    let mut text = "\n".to_owned();
    text += &row("target", &target_name(&outcome.target, style), style);
    text += &row("walked", &values(outcome), style);
    if let Some(note) = outcome.shard_note() {
        text += &row("shards", &note, style);
    }
    if let Some(note) = outcome.mode_note() {
        text += &row("note", note, style);
    }
    text += &leavings(outcome, style);
    text += &problems(outcome, style);
    text += "\n";
    text + &verdict(outcome, style)
}

/// Renders what was taken back and what stays; nothing where nothing was made.
pub fn leavings(outcome: &RunOutcome, style: Style) -> String {
    let mut text = String::new();
    for (at, line) in undo_lines(outcome, style).iter().enumerate() {
        text += &row(if at == 0 { "undo" } else { "" }, line, style);
    }
    for (at, left) in outcome.left_behind.iter().enumerate() {
        let from = format!("{}/{}", left.tutorial, left.step);
        let from = style.paint(Role::Faint, &format!("by {}", visible(&from)));
        let line = format!("{}  {from}", visible(&left.what));
        text += &row(if at == 0 { "left" } else { "" }, &line, style);
    }
    text
}

fn row(word: &str, content: &str, style: Style) -> String {
    let word = style.paint(Role::Faint, &format!("{word:LEFT$}"));
    format!("{word}{content}\n")
}

fn values(outcome: &RunOutcome) -> String {
    let scenarios = &outcome.scenarios;
    let is_page = |scenario: &ScenarioOutcome| scenario.page.is_some();
    let kind = if scenarios.iter().all(is_page) {
        "page"
    } else {
        "scenario"
    };
    format!(
        "{}, {}; {}",
        number::counted(scenarios.len(), kind),
        number::counted(outcome.steps().count(), "step"),
        number::compared(outcome.counts()),
    )
}

/// Says how the undos ended. Those that found nothing, for the same reason, are one line, but for
/// whoever wants to see everything: a tutorial of refusals has a hundred of them.
fn undo_lines(outcome: &RunOutcome, style: Style) -> Vec<String> {
    let mut lines = Vec::new();
    let mut told: Vec<&Option<String>> = Vec::new();
    for undo in &outcome.undos {
        let is_like = |other: &&UndoOutcome| {
            other.result == UndoResult::NothingThere && other.reason == undo.reason
        };
        let alike: Vec<&UndoOutcome> = outcome.undos.iter().filter(is_like).collect();
        let is_one_of_several = alike.len() > 1 && is_like(&undo);
        if !is_one_of_several || style.verbosity >= Verbosity::Verbose {
            lines.push(undo_line(undo, outcome.target.sandbox, style));
        } else if !told.contains(&&undo.reason) {
            told.push(&undo.reason);
            lines.push(nothing_there(&alike, style));
        }
    }
    lines
}

/// Says in a line which undos found nothing.
fn nothing_there(undos: &[&UndoOutcome], style: Style) -> String {
    let reason = undos.first().and_then(|undo| undo.reason.as_deref());
    let named = undos.iter().take(NAMED);
    let names = named.map(|undo| visible(&format!("{}/{}", undo.tutorial, undo.step)));
    let mut of = format!("of {}", names.collect::<Vec<_>>().join(", "));
    if let Some(more) = undos.len().checked_sub(NAMED).filter(|more| *more > 0) {
        of += &format!(" and {more} more (-v lists them)");
    }
    format!(
        "{} {}: {}  {}",
        style.paint(Role::Faint, "–"),
        number::counted(undos.len(), "undo"),
        visible(reason.unwrap_or("nothing there")),
        style.paint(Role::Faint, &of)
    )
}

/// Says how an undo ended; of the sandbox nothing is left that `cleanup` could look at.
fn undo_line(undo: &UndoOutcome, sandbox: bool, style: Style) -> String {
    let from = visible(&format!("{}/{}", undo.tutorial, undo.step));
    let from = style.paint(Role::Faint, &format!("of {from}"));
    let action = visible(&undo.action);
    let reason = undo.reason.as_deref().map(visible);
    match undo.result {
        UndoResult::Done => format!("{} {action}  {from}", style.paint(Role::Passed, "✔")),
        UndoResult::NothingThere | UndoResult::Stays => {
            let reason = reason.unwrap_or_else(|| "nothing there".to_owned());
            format!(
                "{} {action}: {reason}  {from}",
                style.paint(Role::Faint, "–")
            )
        }
        UndoResult::Failed => {
            let reason = reason.unwrap_or_else(|| "no reason given".to_owned());
            let failed = style.paint(
                Role::Errored,
                &format!("‼ not undone: {action}: {reason}  [{}]", Code::Mw301),
            );
            if sandbox {
                return format!("{failed}  {from}");
            }
            let hint = style.paint(Role::Explain, "hint:");
            let indent = " ".repeat(LEFT + 2);
            format!("{failed}  {from}\n{indent}{hint} `magewalk cleanup` tries it again")
        }
    }
}

/// Lists the steps that failed or could not be carried out, each with its place.
fn problems(outcome: &RunOutcome, style: Style) -> String {
    let lines: String = outcome
        .failures()
        .map(|(scenario, step)| problem(scenario, step, style))
        .collect();
    if lines.is_empty() {
        return lines;
    }
    format!("\n{lines}")
}

fn problem(scenario: &ScenarioOutcome, step: &StepOutcome, style: Style) -> String {
    let (role, mark) = line::mark(step.verdict);
    let name = visible(&scenario.full_name());
    let place = visible(&format!("{}:{}", step.location.file, step.location.line));
    format!(
        "{} {name}  {}  {}\n",
        style.paint(role, mark),
        visible(&step.title),
        style.paint(Role::Faint, &place)
    )
}

fn verdict(outcome: &RunOutcome, style: Style) -> String {
    let is_left = outcome
        .undos
        .iter()
        .any(|undo| undo.result == UndoResult::Failed);
    let passed = outcome.count(Verdict::Passed);
    let (role, word) = match outcome.exit_code() {
        0 if outcome.is_empty_shard() => (Role::Passed, "EMPTY SHARD"),
        0 => (Role::Passed, "PASSED"),
        1 => (Role::Failed, "FAILED"),
        130 => (Role::Errored, "INTERRUPTED"),
        3 if is_left && outcome.count(Verdict::Errored) == 0 => (Role::Errored, "NOT UNDONE"),
        3 => (Role::Errored, "ERRORED"),
        _ if passed == 0 && outcome.missing_shards().is_empty() => {
            (Role::Skipped, "NOTHING PASSED")
        }
        _ => (Role::Skipped, "INCOMPLETE"),
    };
    let word = style.paint(role, word);
    let time = number::time(outcome.duration_ms);
    let mut text = String::new();
    if passed == 0 && !outcome.is_empty_shard() {
        text += &nothing_passed(outcome);
    }
    for step in outcome.in_vain() {
        text += &format!("{}\n", did_not_apply(step));
    }
    if outcome.interrupted {
        text += "the run was interrupted: the steps after that did not run\n";
    }
    text + &format!("{word}  {}  {time}\n", tally(outcome))
}

/// Counts the steps by how they ended.
fn tally(outcome: &RunOutcome) -> String {
    let steps = number::counted(outcome.steps().count(), "step");
    let ended = ended(outcome.steps());
    if ended.is_empty() {
        return steps;
    }
    format!("{steps}: {ended}")
}

/// Counts steps by how they ended, such as `52 passed, 5 not applicable`.
pub fn ended<'s>(steps: impl Iterator<Item = &'s StepOutcome>) -> String {
    let verdicts: Vec<Verdict> = steps.map(|step| step.verdict).collect();
    let counts = Verdict::ALL.iter().filter_map(|verdict| {
        let count = verdicts.iter().filter(|one| *one == verdict).count();
        (count > 0).then(|| format!("{count} {}", verdict.word()))
    });
    counts.collect::<Vec<_>>().join(", ")
}

/// Says why a run in which no step passed is no success, whatever else it is.
/// Says that a step which was asked for by name did not apply.
pub(crate) fn did_not_apply(step: &str) -> String {
    let step = visible(step);
    format!("step `{step}` was asked for and does not apply here: this is not a pass")
}

fn nothing_passed(outcome: &RunOutcome) -> String {
    if outcome.steps().next().is_none() {
        return "no step was run, so nothing is confirmed: this is not a pass\n".to_owned();
    }
    let mut reasons: Vec<String> = Vec::new();
    for reason in outcome.steps().filter_map(|step| step.reason.as_deref()) {
        let reason = visible(reason);
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    let more = if reasons.len() > REASONS { "; …" } else { "" };
    reasons.truncate(REASONS);
    let why = if reasons.is_empty() {
        String::new()
    } else {
        format!(" ({}{more})", reasons.join("; "))
    };
    format!("no step passed, so nothing is confirmed: this is not a pass{why}\n")
}
