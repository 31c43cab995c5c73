//! A summary in Markdown, for a pull request or a job: what did not hold first, then the counts.
//!
//! GitHub renders HTML inside Markdown; what came from the network stands in code alone, in fences
//! or backticks longer than any inside it, and `<` and `|` outside of code are escaped.

use crate::outcome::{Mismatch, RunOutcome, ScenarioOutcome, StepOutcome, UndoResult, Verdict};
use crate::report::alike;
use crate::report::terminal::{cause, compared};
use crate::visible::visible;

/// How many steps that did not pass are shown in full: GitHub takes no more than 1 MiB.
const STEPS: usize = 50;

/// How many mismatches of a step are shown.
const MISMATCHES: usize = 20;

/// How long a value may be, in characters.
const LONGEST: usize = 200;

/// Renders an outcome.
pub fn render(outcome: &RunOutcome) -> String {
    let mut text = heading(outcome);
    let bad: Vec<_> = outcome.failures().collect();
    for (scenario, step) in bad.iter().take(STEPS) {
        text += &failure(scenario, step);
    }
    if bad.len() > STEPS {
        text += &format!("\n… and {} more that did not pass.\n", bad.len() - STEPS);
    }
    text += &table(outcome);
    text += &leftovers(outcome);
    text
}

fn heading(outcome: &RunOutcome) -> String {
    let (mark, word) = match outcome.exit_code() {
        0 if outcome.is_empty_shard() => ("✅", "had nothing to walk"),
        0 => ("✅", "passed"),
        1 => ("❌", "failed"),
        130 => ("⏹", "was interrupted"),
        2 => ("⚠️", "did not run whole"),
        _ => ("⚠️", "could not be carried out"),
    };
    let target = &outcome.target;
    let name = target.sandbox_name();
    let name = name.map(|name| escaped(&visible(&name)));
    let store = name.unwrap_or_else(|| code(&target.url));
    let note = outcome
        .mode_note()
        .map(|note| format!("\nNote: {}.\n", escaped(note)));
    let shards = outcome.shard_note();
    let shards = shards.map(|note| format!("\nShards: {}.\n", escaped(&note)));
    let note = shards.unwrap_or_default() + &note.unwrap_or_default();
    format!(
        "## {mark} Magewalk {word}: {store}\n\n{} of {} steps passed; {}.\n{note}",
        outcome.count(Verdict::Passed),
        outcome.steps().count(),
        compared(outcome.counts()),
    )
}

fn failure(scenario: &ScenarioOutcome, step: &StepOutcome) -> String {
    let place = format!("{}/{} › {}", scenario.tutorial, scenario.name, step.id);
    let line = format!("{}:{}", step.location.file, step.location.line);
    let mut text = format!(
        "\n### {} {}\n\n{} in {}: {}\n",
        mark(step.verdict),
        escaped(&step.title),
        code(&place),
        code(&line),
        code(&visible(&cause(step)))
    );
    if let Some(error) = &step.error {
        text += &format!("\nCode {}.", error.code);
        if let Some(hint) = &error.hint {
            text += &format!(" Hint: {}", escaped(&visible(hint)));
        }
        text.push('\n');
    }
    if !step.mismatches.is_empty() {
        text += "\n| code | where | the page prints | the store answered |\n|---|---|---|---|\n";
        for mismatch in step.mismatches.iter().take(MISMATCHES) {
            text += &row(mismatch);
        }
        let more = step.mismatches.len().saturating_sub(MISMATCHES);
        if more > 0 {
            text += &format!("\n… and {more} more differences.\n");
        }
    }
    for hint in &step.hints {
        let means = match hint.means.as_str() {
            "" => String::new(),
            means => format!("**Known:** {}. ", escaped(&visible(means))),
        };
        let advice = escaped(&visible(&hint.advice));
        text += &format!("\n> {means}**Hint:** {advice}\n");
    }
    text
}

fn row(mismatch: &Mismatch) -> String {
    let value = |value: &Option<serde_json::Value>| match value {
        Some(value) => code(&shortened(&value.to_string())),
        None => "nothing".to_owned(),
    };
    let note = alike::note(mismatch).map(|note| format!(" {}", escaped(&format!("({note})"))));
    // Where there is no value, as of a body that is a page, the words alone say what came.
    let store = match (&mismatch.documented, &mismatch.actual) {
        (None, None) => code(&shortened(&mismatch.message)),
        (_, actual) => value(actual) + &note.unwrap_or_default(),
    };
    format!(
        "| {} | {} | {} | {store} |\n",
        mismatch.code,
        code(mismatch.path().unwrap_or(mismatch.subject.word())),
        value(&mismatch.documented),
    )
}

fn table(outcome: &RunOutcome) -> String {
    let mut text = String::from(
        "\n| page | passed | failed | errored | skipped | not applicable | known drifts |\n|---|--:|--:|--:|--:|--:|--:|\n",
    );
    for scenario in &outcome.scenarios {
        let count = |verdict| {
            scenario
                .steps
                .iter()
                .filter(|step| step.verdict == verdict)
                .count()
        };
        let drifts: usize = scenario.steps.iter().map(|step| step.drifts.len()).sum();
        text += &format!(
            "| {} | {} | {} | {} | {} | {} | {} |\n",
            escaped(&scenario.title),
            count(Verdict::Passed),
            count(Verdict::Failed),
            count(Verdict::Errored),
            count(Verdict::Skipped),
            count(Verdict::NotApplicable),
            drifts
        );
    }
    text
}

fn leftovers(outcome: &RunOutcome) -> String {
    let mut text = String::new();
    for undo in &outcome.undos {
        if undo.result == UndoResult::Failed {
            let reason = visible(undo.reason.as_deref().unwrap_or(""));
            text += &format!("- not undone: {} {}\n", code(&undo.action), code(&reason));
        }
    }
    for left in &outcome.left_behind {
        text += &format!("- {}\n", code(&visible(&left.what)));
    }
    if text.is_empty() {
        return text;
    }
    format!("\n<details><summary>What stays in the shop</summary>\n\n{text}\n</details>\n")
}

fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "✅",
        Verdict::Failed => "❌",
        Verdict::Errored => "⚠️",
        Verdict::Skipped | Verdict::NotApplicable => "➖",
    }
}

/// A text as code: between more backticks than it holds, on one line, safe in a table.
fn code(text: &str) -> String {
    let text = visible(&shortened(text)).replace('|', "\\|");
    let longest = text.split(|character| character != '`').map(str::len).max();
    let fence = "`".repeat(longest.unwrap_or(0) + 1);
    format!("{fence} {text} {fence}")
}

/// A text outside of code: nothing in it is Markdown or HTML.
fn escaped(text: &str) -> String {
    let mut result = String::new();
    for character in visible(&shortened(text)).chars() {
        if "\\`*_{}[]<>()#+-!|~&@".contains(character) {
            result.push('\\');
        }
        result.push(character);
    }
    result
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::report::fixture::{HOSTILE, outcome};

    #[test]
    fn the_whole_outcome() {
        let mut outcome = outcome();
        outcome.scenarios.truncate(1);
        assert_snapshot!(render(&outcome));
    }

    #[test]
    fn nothing_from_outside_is_markup() {
        let text = render(&outcome());
        assert!(text.contains("script"), "{text}");
        for line in text.lines() {
            assert!(!line.trim_start().starts_with("::"), "{line}");
        }
        let shown = escaped(HOSTILE);
        assert!(!shown.replace("\\<", "").contains('<'), "{shown}");
        assert_eq!(code("a ``b` | c"), "``` a ``b` \\| c ```");
        assert!(!code("a\nb").contains('\n'));
    }
}
