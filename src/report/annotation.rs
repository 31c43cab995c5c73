//! Annotations of GitHub Actions: a mark at the line of the scenario that did not hold.
//!
//! The form is that of "Workflow commands for GitHub Actions".

use crate::outcome::{RunOutcome, StepOutcome};
use crate::report::terminal::{advice, cause};
use crate::visible::visible;

/// How many annotations GitHub shows of one step of a job.
const MOST: usize = 10;

/// Returns a line for each step that did not pass.
pub fn render(outcome: &RunOutcome) -> String {
    let bad = outcome.failures().map(|(_, step)| step);
    bad.take(MOST)
        .map(|step| annotation(outcome, step))
        .collect()
}

fn annotation(outcome: &RunOutcome, step: &StepOutcome) -> String {
    let promised = step.mismatches.first().map(|mismatch| &mismatch.location);
    let location = promised
        .filter(|location| location.line > 0)
        .or_else(|| {
            step.error
                .as_ref()
                .and_then(|error| error.location.as_deref())
        })
        .unwrap_or(&step.location);
    let code = match (&step.error, step.mismatches.first()) {
        (Some(error), _) => format!(" [{}]", error.code),
        (None, Some(mismatch)) => format!(" [{}]", mismatch.code),
        (None, None) => String::new(),
    };
    let to_do = advice(step).map_or_else(String::new, |advice| format!(" Hint: {advice}"));
    // The files of shipped scenarios are in nobody's checkout.
    let place = outcome.place_of(&location.file).map(|file| {
        let line = location.line;
        format!("file={},line={line},", property(file))
    });
    format!(
        "::error {}title={}::{}\n",
        place.unwrap_or_default(),
        property(&format!("{}{code}", step.title)),
        message(&visible(&(cause(step) + &to_do)))
    )
}

fn message(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(&visible(text))
        .replace(':', "%3A")
        .replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::outcome;

    #[test]
    fn each_line_is_one_annotation_at_a_line_of_a_scenario() {
        let text = render(&outcome());
        assert!(text.lines().count() > 1);
        for line in text.lines() {
            assert!(line.starts_with("::error "), "{line}");
            assert!(line.contains("title="), "{line}");
        }
        let first = text.lines().next().unwrap();
        assert!(
            first.contains("file=api/scenarios/orders/03-create-customer.yaml,"),
            "{first}"
        );
        assert!(first.contains("[MW101]::"), "{first}");
        assert!(text.contains(" Hint: "), "{text}");
    }

    #[test]
    fn a_shipped_scenario_is_at_no_line_of_a_checkout() {
        let mut outcome = outcome();
        outcome.files.clear();
        for line in render(&outcome).lines() {
            assert!(line.starts_with("::error title="), "{line}");
        }
    }

    #[test]
    fn what_a_command_means_is_escaped() {
        assert_eq!(property("a:b,c%d\n"), "a%3Ab%2Cc%25d␊");
    }
}
