//! An outcome as SARIF 2.1.0, for code scanning: a result a difference, at the line that promised it.
//!
//! A rule is a code (`MW113`). What passed is no result. The files of shipped scenarios lie in nobody's
//! checkout, so results in them have a logical place alone. What belongs to no step is told by the
//! invocation, which counts as failed then.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::outcome::{
    Code, Location, Mismatch, RunOutcome, ScenarioOutcome, StepError, StepOutcome,
};
use crate::report::terminal::{advice, cause};
use crate::report::trouble::{self, Trouble};
use crate::visible::visible;

/// Where the schema of the form is.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// How much of a value a message repeats, in characters.
const LONGEST: usize = 400;

/// What a path may hold as it is in a URI.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// Renders an outcome.
pub fn render(outcome: &RunOutcome) -> String {
    let mut codes = BTreeSet::new();
    let mut results = Vec::new();
    for (scenario, step) in outcome.failures() {
        let mut add = |code: Code, place: &Location, message: String, what: &str| {
            codes.insert(code);
            let place = Place {
                outcome,
                scenario,
                step,
                location: place,
            };
            results.push(result(code, &place, &message, what));
        };
        if let Some(error) = &step.error {
            add(error.code, error_place(step, error), cause(step), "");
        }
        for mismatch in &step.mismatches {
            let location = Some(&mismatch.location).filter(|location| location.line > 0);
            let location = location.unwrap_or(&step.location);
            let path = mismatch.path().unwrap_or_default();
            add(mismatch.code, location, message(step, mismatch), path);
        }
    }
    let troubles = trouble::of(outcome);
    codes.extend(troubles.iter().filter_map(|one| one.code));
    let rules: Vec<Value> = codes
        .iter()
        .map(|code| json!({"id": code.to_string()}))
        .collect();
    let mut log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "magewalk",
                "version": visible(&outcome.magewalk_version),
                "rules": rules,
            }},
            "invocations": [invocation(outcome, &troubles)],
            "columnKind": "unicodeCodePoints",
            "automationDetails": {"id": "magewalk/"},
            "results": results,
            "properties": {
                "target": visible(&outcome.target.url),
                "sandbox": outcome.target.sandbox,
                "runId": visible(&outcome.run_id),
            },
        }],
    });
    if let Some(note) = outcome.shard_note() {
        log["runs"][0]["properties"]["shards"] = note.into();
    }
    let mut text = serde_json::to_string_pretty(&log).expect("a log has only texts as keys");
    text.push('\n');
    text
}

/// Where a result belongs.
struct Place<'o> {
    outcome: &'o RunOutcome,
    scenario: &'o ScenarioOutcome,
    step: &'o StepOutcome,
    location: &'o Location,
}

fn error_place<'s>(step: &'s StepOutcome, error: &'s StepError) -> &'s Location {
    error.location.as_deref().unwrap_or(&step.location)
}

/// Says what a difference is, as one text: readers show nothing else.
fn message(step: &StepOutcome, mismatch: &Mismatch) -> String {
    let value = |value: &Option<Value>| value.as_ref().map(|value| shortened(&value.to_string()));
    let values = match (value(&mismatch.documented), value(&mismatch.actual)) {
        (Some(page), Some(store)) => format!("the page prints {page}, the store answered {store}"),
        (Some(page), None) => format!("the page prints {page}, the store answered nothing"),
        (None, Some(store)) => format!("the store answered {store}"),
        (None, None) => String::new(),
    };
    let parts = [
        step.title.clone(),
        mismatch.path().unwrap_or_default().to_owned(),
        mismatch.message.clone(),
        values,
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let to_do = advice(step).map_or_else(String::new, |advice| format!(". Hint: {advice}"));
    parts.join(": ") + &to_do
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

fn result(code: Code, place: &Place<'_>, message: &str, what: &str) -> Value {
    let step = format!("{}/{}", place.scenario.full_name(), place.step.id);
    let mut location = json!({"logicalLocations": [{
        "name": visible(&place.step.id),
        "fullyQualifiedName": visible(&step),
        "kind": "function",
    }]});
    if let Some(file) = place.outcome.place_of(&place.location.file) {
        location["physicalLocation"] = json!({
            "artifactLocation": {"uri": uri(file)},
            "region": {
                "startLine": place.location.line.max(1),
                "startColumn": place.location.column.max(1),
                "endColumn": place.location.column.max(1) + place.location.width.max(1),
            },
        });
    }
    json!({
        "ruleId": code.to_string(),
        "level": "error",
        "message": {"text": visible(message)},
        "locations": [location],
        // Not the line: whoever edits the file above it has the same result.
        "partialFingerprints": {"step/v1": visible(&format!("{step}/{code}/{what}"))},
    })
}

/// A path as a reference that readers resolve from the root of a checkout; a whole one as it is.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let encoded = utf8_percent_encode(&path, PATH);
    match path.starts_with('/') {
        true => format!("file://{encoded}"),
        false => encoded.to_string(),
    }
}

fn invocation(outcome: &RunOutcome, troubles: &[Trouble]) -> Value {
    let exit_code = outcome.exit_code();
    let notifications: Vec<Value> = troubles.iter().map(notification).collect();
    let mut invocation = json!({
        // A run that found differences did its work.
        "executionSuccessful": exit_code <= 1,
        "exitCode": exit_code,
        "toolExecutionNotifications": notifications,
    });
    if let Ok(start) = outcome.started_at.parse::<Timestamp>() {
        invocation["startTimeUtc"] = start.to_string().into();
        let took = SignedDuration::try_from_secs_f64(outcome.duration_ms / 1e3);
        let end = took.ok().and_then(|took| start.checked_add(took).ok());
        if let Some(end) = end {
            invocation["endTimeUtc"] = end.to_string().into();
        }
    }
    invocation
}

fn notification(trouble: &Trouble) -> Value {
    let mut notification = json!({
        "level": "error",
        "message": {"text": visible(&format!("{}: {}", trouble.name, trouble.message))},
    });
    if let Some(code) = trouble.code {
        notification["associatedRule"] = json!({"id": code.to_string()});
    }
    notification
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::outcome::Verdict;
    use crate::report::fixture::{of_steps, outcome};
    use crate::report::schema::held_by;

    const SCHEMA: &str = include_str!("../../tests/sarif-2.1.0.schema.json");

    fn check_rules(outcome: &RunOutcome) -> Value {
        let log: Value = serde_json::from_str(&render(outcome)).unwrap();
        assert_eq!(held_by(SCHEMA, &log), Vec::<String>::new());
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        for result in run["results"].as_array().unwrap() {
            let known = |rule: &Value| rule["id"] == result["ruleId"];
            assert!(rules.iter().any(known), "{result}");
        }
        log
    }

    #[test]
    fn a_log_keeps_the_rules_and_its_look() {
        let mut outcome = outcome();
        check_rules(&outcome);
        outcome.scenarios.truncate(1);
        assert_snapshot!(render(&outcome));
    }

    #[test]
    fn each_difference_is_a_result_at_its_line() {
        let outcome = outcome();
        let log = check_rules(&outcome);
        let results = log["runs"][0]["results"].as_array().unwrap();
        let failures = outcome.failures().map(|(_, step)| step);
        let expected = failures.map(|step| step.mismatches.len() + step.error.iter().len());
        assert_eq!(results.len(), expected.sum::<usize>());
        let first = &results[0]["locations"][0]["physicalLocation"];
        assert_eq!(
            first["artifactLocation"]["uri"],
            "api/scenarios/orders/03-create-customer.yaml"
        );
        let mut shipped = outcome;
        shipped.files.clear();
        let log = check_rules(&shipped);
        let place = &log["runs"][0]["results"][0]["locations"][0];
        assert_eq!(place["physicalLocation"], Value::Null);
    }

    #[test]
    fn a_run_that_is_no_pass_is_no_success() {
        let successful = |outcome: &RunOutcome| {
            let log = check_rules(outcome);
            let invocation = log["runs"][0]["invocations"][0].clone();
            let said = invocation["toolExecutionNotifications"].as_array().unwrap();
            (invocation["executionSuccessful"] == true, said.len())
        };
        assert_eq!(successful(&of_steps(&[Verdict::Passed])), (true, 0));
        assert_eq!(successful(&of_steps(&[Verdict::Failed])), (true, 0));
        assert_eq!(successful(&of_steps(&[])), (false, 1));
        let mut run = of_steps(&[Verdict::Passed]);
        run.interrupted = true;
        assert_eq!(successful(&run), (false, 1));
        run.duration_ms = f64::INFINITY;
        run.started_at = "yesterday".to_owned();
        assert_eq!(successful(&run), (false, 1));
    }

    #[test]
    fn a_path_is_a_reference() {
        assert_eq!(uri("api/a b#c.yaml"), "api/a%20b%23c.yaml");
        assert_eq!(uri("/work/a:b.yaml"), "file:///work/a%3Ab.yaml");
    }
}
