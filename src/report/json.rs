//! The outcome itself as JSON: complete, versioned, and read back.
//!
//! `docs/json-report.md` documents every member.

use serde::Deserialize;

use crate::outcome::{FORMAT_VERSION, OLDEST_VERSION, RunOutcome};

/// Why a saved outcome cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ParseError {
    /// It was saved in another version of the form.
    #[error(
        "the report has `format_version` {found}, this program reads {OLDEST_VERSION} and {FORMAT_VERSION}"
    )]
    OtherVersion {
        /// The version that it has.
        found: u64,
    },
    /// It is no JSON, or no outcome.
    #[error("not a saved report: {0}")]
    Malformed(#[from] serde_json::Error),
}

impl ParseError {
    /// Returns what to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::OtherVersion { .. } => {
                "run again with `--report json`, or read it with the version of magewalk that wrote it"
            }
            Self::Malformed(_) => "give a file that `magewalk run --report json` wrote",
        }
    }
}

/// Renders an outcome as indented JSON that ends in a newline.
pub fn render(outcome: &RunOutcome) -> String {
    let mut text = serde_json::to_string_pretty(outcome)
        .expect("an outcome has no map whose keys are not strings");
    text.push('\n');
    text
}

/// Reads an outcome that [`render`] wrote, in this version or an older one; it is of this version then.
///
/// # Errors
/// The text is of another version (told by its number, whatever else it holds), is no JSON, nests
/// deeper than 127 levels, or lacks or adds a member.
pub fn parse(text: &str) -> Result<RunOutcome, ParseError> {
    // The version is read first and alone: of another version, nothing else can be trusted.
    #[derive(Deserialize)]
    struct Versioned {
        format_version: u64,
    }
    let found = serde_json::from_str::<Versioned>(text)?.format_version;
    if !(u64::from(OLDEST_VERSION)..=u64::from(FORMAT_VERSION)).contains(&found) {
        return Err(ParseError::OtherVersion { found });
    }
    let mut outcome: RunOutcome = serde_json::from_str(text)?;
    if found < u64::from(FORMAT_VERSION) {
        outcome.format_version = FORMAT_VERSION;
        let steps = outcome.scenarios.iter_mut().flat_map(|one| &mut one.steps);
        for mismatch in steps.flat_map(|step| &mut step.mismatches) {
            // How much of its message the kind and the values say, it does not tell.
            mismatch.predicate = Some(mismatch.message.clone());
        }
    }
    Ok(outcome)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use insta::assert_snapshot;
    use serde_json::{Value, json};

    use super::*;
    use crate::outcome::{PlannedScenario, Shards};
    use crate::report::fixture::{mismatch, outcome};

    #[test]
    fn the_whole_outcome_is_written() {
        let mut outcome = outcome();
        outcome.scenarios.truncate(1);
        assert_snapshot!(render(&outcome));
    }

    #[test]
    fn what_is_written_is_read_back_the_same() {
        let outcome = outcome();
        assert_eq!(parse(&render(&outcome)).unwrap(), outcome);
    }

    fn check_refused(text: &str, expected: &str) {
        let message = parse(text).unwrap_err().to_string();
        assert!(message.starts_with(expected), "{message}");
    }

    #[test]
    fn another_version_is_refused_by_its_number() {
        let known = format!("\"format_version\": {FORMAT_VERSION}");
        let text = render(&outcome()).replacen(&known, "\"format_version\": 99, \"new\": 1", 1);
        let message = "the report has `format_version` 99, this program reads 2 and 3";
        check_refused(&text, message);
        check_refused(r#"{"format_version": 99}"#, message);
        check_refused(
            r#"{"format_version": 1}"#,
            "the report has `format_version` 1",
        );
    }

    #[test]
    fn a_report_of_the_version_before_is_read_and_says_no_more_than_it_knew() {
        let mut written = serde_json::to_value(outcome()).unwrap();
        written["format_version"] = json!(2);
        for scenario in written["scenarios"].as_array_mut().unwrap() {
            for step in scenario["steps"].as_array_mut().unwrap() {
                step.as_object_mut().unwrap().remove("compared").unwrap();
                for mismatch in step["mismatches"].as_array_mut().unwrap() {
                    let members = mismatch.as_object_mut().unwrap();
                    members.remove("names_place").unwrap();
                    members.remove("predicate");
                }
                for drift in step["drifts"].as_array_mut().unwrap() {
                    drift.as_object_mut().unwrap().remove("actual_path");
                }
            }
        }
        let mut known = outcome();
        let steps = known.scenarios.iter_mut().flat_map(|one| &mut one.steps);
        for step in steps {
            step.compared = None;
            let drifts = step.drifts.iter_mut();
            drifts.for_each(|drift| drift.actual_path = None);
            for mismatch in &mut step.mismatches {
                mismatch.predicate = Some(mismatch.message.clone());
                mismatch.names_place = true;
            }
        }
        assert_eq!(parse(&written.to_string()).unwrap(), known);
    }

    #[test]
    fn what_is_no_report_is_refused() {
        let texts = [
            "",
            "[]",
            "{}",
            "<xml>",
            r#"{"format_version": -1}"#,
            r#"{"format_version": 2}"#,
        ];
        for text in texts {
            check_refused(text, "not a saved report: ");
        }
        let text = render(&outcome()).replacen("\"run_id\"", "\"added\": 1, \"run_id\"", 1);
        check_refused(&text, "not a saved report: unknown field `added`");
        let text = render(&outcome());
        check_refused(&text[..text.len() / 2], "not a saved report: EOF");
        check_refused(&"[".repeat(1_000_000), "not a saved report: ");
    }

    /// A value of a response may be as deep as the parser of responses allows; the report around
    /// it makes it deeper.
    #[test]
    fn a_value_that_is_too_deep_is_refused_and_not_a_crash() {
        let deep = (0..126).fold(json!(1), |inner, _| json!([inner]));
        let mut outcome = outcome();
        let step = &mut outcome.scenarios[0].steps[0];
        step.mismatches = vec![mismatch(
            crate::outcome::MismatchKind::Value,
            "$",
            Some(deep),
            None,
        )];
        check_refused(
            &render(&outcome),
            "not a saved report: recursion limit exceeded",
        );
    }

    /// Collects the names of all members, but for those of values that come from elsewhere.
    fn members(value: &Value, names: &mut BTreeSet<String>) {
        match value {
            Value::Object(object) => {
                for (name, value) in object {
                    names.insert(name.clone());
                    if !matches!(name.as_str(), "documented" | "actual" | "value" | "store") {
                        members(value, names);
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| members(item, names)),
            _ => {}
        }
    }

    #[test]
    fn every_member_is_documented() {
        let page = include_str!("../../docs/json-report.md");
        let mut names = BTreeSet::new();
        let mut outcome = outcome();
        outcome.shards = Some(Box::new(Shards {
            fingerprint: "f".to_owned(),
            count: 2,
            walked: vec![1],
            missing: Vec::new(),
            partial: false,
            plan: vec![PlannedScenario::of(1, outcome.scenarios[0].clone())],
        }));
        members(&serde_json::to_value(outcome).unwrap(), &mut names);
        assert!(names.len() > 60, "{names:?}");
        for name in names {
            assert!(
                page.contains(&format!("| `{name}` |")),
                "`{name}` is not documented"
            );
        }
    }

    #[test]
    fn every_word_is_documented() {
        let page = include_str!("../../docs/json-report.md");
        let words = "passed failed errored skipped not_applicable connection timeout tls body \
            redirect capture template sign_in status header check html text missing extra type \
            value order both documented actual done nothing_there stays read reversible permanent \
            configuration";
        for word in words.split_whitespace() {
            assert!(
                page.contains(&format!("`{word}`")),
                "`{word}` is not documented"
            );
        }
        assert!(page.contains(&format!("`format_version` is {FORMAT_VERSION}")));
    }
}
