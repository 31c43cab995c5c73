//! An outcome in the Common Test Report Format (CTRF 0.0.0): a test a step.
//!
//! Steps that do not apply are skipped ones, steps that could not be carried out failed ones; `rawStatus`
//! keeps the word. What belongs to no step is a failed test of the suite `magewalk`, so that whoever
//! counts the tests alone overlooks nothing.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::outcome::{RunOutcome, ScenarioOutcome, StepOutcome, Verdict};
use crate::report::terminal::{self, Style};
use crate::report::trouble::{self, Trouble};
use crate::visible::{visible, visible_lines};

/// Renders an outcome.
pub fn render(outcome: &RunOutcome) -> String {
    let mut tests = Vec::new();
    for scenario in &outcome.scenarios {
        let steps = scenario.steps.iter();
        tests.extend(steps.map(|step| test(outcome, scenario, step)));
    }
    let troubles = trouble::of(outcome);
    tests.extend(troubles.iter().map(of_run));
    let mut environment = json!({
        "appName": visible(&outcome.target.url),
        "testEnvironment": if outcome.target.sandbox { "sandbox" } else { "live" },
        "healthy": outcome.exit_code() == 0,
    });
    if let Some(magento) = &outcome.target.magento {
        environment["appVersion"] = visible(magento).into();
    }
    if let Some(note) = outcome.shard_note() {
        environment["shardId"] = note.into();
    }
    let report = json!({
        "reportFormat": "CTRF",
        "specVersion": "0.0.0",
        "runId": visible(&outcome.run_id),
        "generatedBy": "magewalk",
        "results": {
            "tool": {"name": "magewalk", "version": visible(&outcome.magewalk_version)},
            "summary": summary(outcome, troubles.len()),
            "tests": tests,
            "environment": environment,
        },
    });
    let mut text = serde_json::to_string_pretty(&report).expect("a report has only texts as keys");
    text.push('\n');
    text
}

fn summary(outcome: &RunOutcome, troubles: usize) -> Value {
    let count = |verdict| outcome.count(verdict);
    let start = outcome.started_at.parse::<Timestamp>();
    let start = start.map_or(0, Timestamp::as_millisecond);
    let duration = milliseconds(outcome.duration_ms);
    let mut suites: Vec<&str> = Vec::new();
    for scenario in &outcome.scenarios {
        if !suites.contains(&scenario.tutorial.as_str()) {
            suites.push(&scenario.tutorial);
        }
    }
    json!({
        "tests": outcome.steps().count() + troubles,
        "passed": count(Verdict::Passed),
        "failed": count(Verdict::Failed) + count(Verdict::Errored) + troubles,
        "skipped": count(Verdict::Skipped) + count(Verdict::NotApplicable),
        "pending": 0,
        "other": 0,
        "suites": suites.len(),
        "start": start,
        "stop": start.saturating_add(duration),
        "duration": duration,
        "extra": {"exitCode": outcome.exit_code()},
    })
}

fn test(outcome: &RunOutcome, scenario: &ScenarioOutcome, step: &StepOutcome) -> Value {
    let status = match step.verdict {
        Verdict::Passed => "passed",
        Verdict::Failed | Verdict::Errored => "failed",
        Verdict::Skipped | Verdict::NotApplicable => "skipped",
    };
    let mut test = json!({
        "name": visible(&format!("{}: {}", step.id, step.title)),
        "testId": visible(&format!("{}/{}", scenario.full_name(), step.id)),
        "status": status,
        "duration": milliseconds(step.duration_ms),
        "rawStatus": step.verdict.word(),
        "suite": [visible(&scenario.tutorial), visible(&scenario.name)],
        "tags": [step.effect],
        "retries": step.attempts.saturating_sub(1),
    });
    if let Some(file) = outcome.place_of(&step.location.file) {
        test["filePath"] = visible(file).into();
        test["line"] = step.location.line.into();
    }
    if step.verdict.has_failed() {
        test["message"] = visible(&terminal::cause(step)).into();
        test["trace"] = visible_lines(&terminal::failure(step, Style::PLAIN)).into();
        let error = step.error.iter().map(|error| error.code);
        let codes = error.chain(step.mismatches.iter().map(|one| one.code));
        let mut codes: Vec<String> = codes.map(|code| code.to_string()).collect();
        codes.dedup();
        if !codes.is_empty() {
            test["labels"] = json!({ "codes": codes });
        }
    } else if let Some(reason) = &step.reason {
        test["message"] = visible(reason).into();
    }
    test
}

fn of_run(trouble: &Trouble) -> Value {
    let mut test = json!({
        "name": visible(&trouble.name),
        "testId": visible(&format!("magewalk/{}", trouble.name)),
        "status": "failed",
        "duration": 0,
        "rawStatus": "errored",
        "suite": ["magewalk"],
        "message": visible(&trouble.message),
    });
    if let Some(code) = trouble.code {
        test["labels"] = json!({ "codes": [code.to_string()] });
    }
    test
}

/// Whole milliseconds; a saved report may hold any number, and what is no time becomes none.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a float that is too large becomes the largest number, one that is none 0"
)]
fn milliseconds(time: f64) -> i64 {
    time.max(0.0).round() as i64
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::report::fixture::{of_steps, outcome};
    use crate::report::schema::held_by;

    const SCHEMA: &str = include_str!("../../tests/ctrf-0.0.schema.json");

    fn check_rules(outcome: &RunOutcome) -> Value {
        let report: Value = serde_json::from_str(&render(outcome)).unwrap();
        assert_eq!(held_by(SCHEMA, &report), Vec::<String>::new());
        let summary = &report["results"]["summary"];
        let tests = report["results"]["tests"].as_array().unwrap();
        assert_eq!(summary["tests"], tests.len());
        for status in ["passed", "failed", "skipped", "pending", "other"] {
            let count = tests.iter().filter(|test| test["status"] == status);
            assert_eq!(summary[status], count.count(), "{status}");
        }
        let healthy = &report["results"]["environment"]["healthy"];
        let is_green = summary["failed"] == 0 && summary["passed"] != 0;
        assert!(is_green || *healthy == false);
        report
    }

    #[test]
    fn a_report_keeps_the_rules_and_its_look() {
        let mut outcome = outcome();
        check_rules(&outcome);
        outcome.scenarios.truncate(1);
        assert_snapshot!(render(&outcome));
    }

    #[test]
    fn what_belongs_to_no_step_is_a_failed_test() {
        let mut run = of_steps(&[Verdict::Passed]);
        let report = check_rules(&run);
        assert_eq!(report["results"]["environment"]["healthy"], true);
        run.interrupted = true;
        let report = check_rules(&run);
        assert_eq!(report["results"]["tests"][1]["name"], "interrupted");
        let report = check_rules(&of_steps(&[]));
        assert_eq!(report["results"]["tests"][0]["name"], "nothing passed");
    }

    #[test]
    fn a_time_that_is_none_is_no_crash() {
        let mut run = of_steps(&[Verdict::Passed]);
        run.started_at = "yesterday".to_owned();
        for time in [f64::NAN, -1.0, f64::INFINITY, 1e300] {
            run.duration_ms = time;
            run.scenarios[0].steps[0].duration_ms = time;
            check_rules(&run);
        }
    }
}
