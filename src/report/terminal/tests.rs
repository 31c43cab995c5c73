//! The whole look of the terminal report, and that no content can take the terminal over.

use insta::assert_snapshot;

use super::*;
use crate::outcome::Verdict;
use crate::outcome::{MismatchKind, Side, TextLine, UndoResult};
use crate::report::fixture::{HOSTILE, mismatch, of_steps, outcome, step as plain_step};
use crate::visible::is_hidden;
use serde_json::json;

const ALL: [Verbosity; 4] = [
    Verbosity::Quiet,
    Verbosity::Normal,
    Verbosity::Verbose,
    Verbosity::VeryVerbose,
];

fn style(verbosity: Verbosity) -> Style {
    Style {
        verbosity,
        ..Style::PLAIN
    }
}

fn without_color(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut result = parts.next().unwrap().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('m').unwrap();
        assert!(
            !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit()),
            "{code}"
        );
        result += rest;
    }
    result
}

#[test]
fn plain() {
    assert_snapshot!(render(&outcome(), Style::PLAIN));
}

#[test]
fn colour_on_a_terminal_of_100_columns() {
    let style = Style {
        color: true,
        width: 100,
        verbosity: Verbosity::Normal,
    };
    let mut outcome = outcome();
    outcome.scenarios.truncate(1);
    assert_snapshot!(render(&outcome, style).replace('\u{1b}', "␛"));
}

#[test]
fn quiet() {
    let mut outcome = outcome();
    outcome.scenarios.truncate(1);
    assert_snapshot!(render(&outcome, style(Verbosity::Quiet)));
}

#[test]
fn verbose() {
    let mut outcome = outcome();
    outcome.scenarios.truncate(1);
    assert_snapshot!(render(&outcome, style(Verbosity::Verbose)));
}

#[test]
fn very_verbose() {
    assert_snapshot!(render(&outcome(), style(Verbosity::VeryVerbose)));
}

#[test]
fn nothing_hidden_reaches_the_terminal() {
    for verbosity in ALL {
        for color in [false, true] {
            for width in [40, 100, usize::MAX] {
                let text = render(
                    &outcome(),
                    Style {
                        color,
                        width,
                        verbosity,
                    },
                );
                let text = without_color(&text);
                let hidden = text.chars().find(|c| is_hidden(*c) && *c != '\n');
                assert_eq!(hidden, None, "{verbosity:?} {width}");
                // A line that begins with this is a command to a GitHub runner.
                assert!(!text.contains("\n::"), "{verbosity:?}");
            }
        }
    }
    let line = step_begin(1, 2, HOSTILE, HOSTILE, Style::PLAIN);
    assert!(!line.chars().any(is_hidden), "{line}");
}

#[test]
fn colour_changes_nothing_but_the_colour() {
    for verbosity in ALL {
        let plain = style(verbosity);
        let coloured = Style {
            color: true,
            ..plain
        };
        let text = render(&outcome(), coloured);
        assert!(text.contains("\u{1b}["));
        assert_eq!(without_color(&text), render(&outcome(), plain));
    }
}

#[test]
fn a_line_fits_whatever_the_width() {
    for width in 0..150 {
        let style = Style {
            width,
            ..Style::PLAIN
        };
        for scenario in outcome().scenarios {
            for step in scenario.steps {
                let line = line::step_line(&step, 12, style);
                assert!(
                    width::columns(line.trim_end_matches('\n')) <= width,
                    "{width}: {line}"
                );
                let line = step_begin(3, 12, &step.title, &step.request_line, style);
                assert!(width::columns(&line) <= width, "{width}: {line}");
            }
        }
    }
}

fn check_line(width: usize, expected: &str) {
    let step = &outcome().scenarios[0].steps[0];
    let style = Style {
        width,
        ..Style::PLAIN
    };
    assert_eq!(line::step_line(step, 12, style).trim_end(), expected);
}

#[test]
fn a_line_loses_first_what_matters_least() {
    let whole = "✔  1/12 Get the customer's access token  POST …/customer/token → 200  22 B  4 ms";
    check_line(usize::MAX, whole);
    check_line(80, whole);
    check_line(
        79,
        "✔  1/12 Get the customer's access token  POST …/token → 200  22 B  4 ms",
    );
    check_line(
        60,
        "✔  1/12 Get the customer's …  POST …/token → 200  22 B  4 ms",
    );
    check_line(50, "✔  1/12 Get the customer's ac…  POST …/token → 200");
    check_line(35, "✔  1/12 Get the customer's a… → 200");
    check_line(12, "✔  1/12 Get…");
}

#[test]
fn a_live_line_tells_what_is_under_way() {
    let line = |width| {
        let style = Style {
            width,
            ..Style::PLAIN
        };
        step_begin(
            2,
            12,
            "Log in",
            "POST /rest/${store_code}/V1/customers?a=b",
            style,
        )
    };
    assert_eq!(line(usize::MAX), "·  2/12 Log in  POST …/V1/customers?…");
    assert_eq!(line(30), "·  2/12 Log in");
    assert_eq!(step_begin(1, 1, "a", "GET /a", style(Verbosity::Quiet)), "");
}

fn check_verdict(outcome: &RunOutcome, expected: &[&str]) {
    let text = summary(outcome, Style::PLAIN);
    let lines: Vec<_> = text.lines().collect();
    for line in expected {
        assert!(lines.contains(line), "{line}\n{text}");
    }
    assert_eq!(lines.last(), expected.last(), "{text}");
}

#[test]
fn the_last_line_is_the_verdict() {
    use Verdict::{Errored, Failed, NotApplicable, Passed, Skipped};
    let time = "1.2 s";
    check_verdict(
        &of_steps(&[Passed, Passed, NotApplicable]),
        &[&format!(
            "PASSED  3 steps: 2 passed, 1 not applicable  {time}"
        )],
    );
    check_verdict(
        &of_steps(&[Passed, Failed]),
        &[&format!("FAILED  2 steps: 1 passed, 1 failed  {time}")],
    );
    check_verdict(
        &of_steps(&[Failed, Errored]),
        &[&format!("ERRORED  2 steps: 1 failed, 1 errored  {time}")],
    );
    check_verdict(
        &of_steps(&[Passed, Skipped]),
        &[&format!("INCOMPLETE  2 steps: 1 passed, 1 skipped  {time}")],
    );
    let why = "no step passed, so nothing is confirmed: this is not a pass";
    check_verdict(
        &of_steps(&[NotApplicable, NotApplicable]),
        &[
            &format!("{why} (no browser is configured)"),
            &format!("NOTHING PASSED  2 steps: 2 not applicable  {time}"),
        ],
    );
    check_verdict(
        &of_steps(&[]),
        &[&format!("NOTHING PASSED  0 steps  {time}")],
    );
}

#[test]
fn a_green_run_that_leaves_something_behind_is_not_called_passed() {
    let mut left = of_steps(&[Verdict::Passed]);
    left.undos = outcome().undos;
    check_verdict(&left, &["NOT UNDONE  1 step: 1 passed  1.2 s"]);
    left.undos.retain(|undo| undo.result != UndoResult::Failed);
    check_verdict(&left, &["PASSED  1 step: 1 passed  1.2 s"]);
    left.interrupted = true;
    check_verdict(
        &left,
        &[
            "the run was interrupted: the steps after that did not run",
            "INTERRUPTED  1 step: 1 passed  1.2 s",
        ],
    );
}

#[test]
fn a_run_is_no_pass_where_what_was_asked_for_does_not_apply() {
    let mut run = of_steps(&[Verdict::Passed, Verdict::NotApplicable]);
    let passed = "PASSED  2 steps: 1 passed, 1 not applicable  1.2 s";
    check_verdict(&run, &[passed]);
    run.asked_for = vec!["step-1".to_owned()];
    check_verdict(&run, &[passed]);
    run.asked_for.push("step-2".to_owned());
    check_verdict(
        &run,
        &[
            "step `step-2` was asked for and does not apply here: this is not a pass",
            "INCOMPLETE  2 steps: 1 passed, 1 not applicable  1.2 s",
        ],
    );
}

fn check_difference(mismatches: &[crate::outcome::Mismatch], expected: &str) {
    let text = difference::difference(mismatches, Style::PLAIN);
    let codes = crate::outcome::Code::ALL.map(|code| format!("  [{code}]"));
    let plain = codes
        .iter()
        .fold(text.clone(), |text, code| text.replace(code, ""));
    assert_eq!(plain, expected, "\n{text}");
}

#[test]
fn mismatches_are_merged_into_a_tree_of_what_differs() {
    let value = |path| mismatch(MismatchKind::Value, path, Some(json!(1)), Some(json!(2)));
    check_difference(
        &[
            value("$['a']['b'][0]['c']"),
            value("$['a']['b'][0]['d']"),
            value("$['e']['f']"),
        ],
        "    a.b[0]
      c  has another value
        - page   1
        + store  2
      d  has another value
        - page   1
        + store  2
    e.f  has another value
      - page   1
      + store  2
",
    );
    check_difference(
        &[mismatch(
            MismatchKind::Type,
            "$",
            Some(json!("4")),
            Some(json!(4)),
        )],
        "    $  has another type
      - page   \"4\"  a string
      + store  4  a number
",
    );
    check_difference(&[], "");
}

#[test]
fn beside_a_name_a_message_says_only_what_is_not_seen() {
    let path = "$['id']";
    let with = |kind, predicate: Option<&str>, message: &str| crate::outcome::Mismatch {
        message: message.to_owned(),
        predicate: predicate.map(str::to_owned),
        names_place: message.contains(path),
        ..mismatch(kind, path, Some(json!(1)), Some(json!(2)))
    };
    let check = |kind, predicate, message, expected: &str| {
        let mismatch = with(kind, predicate, message);
        let code = format!("  [{}]", mismatch.code);
        let text = difference::difference(&[mismatch], Style::PLAIN);
        let first = text.lines().next().unwrap();
        assert_eq!(first.replace(&code, ""), format!("    id  {expected}"));
        assert!(first.contains(&code), "{first}");
    };
    let plain = "`$['id']` is `2` where the page prints `1`";
    check(MismatchKind::Value, None, plain, "has another value");
    check(MismatchKind::Type, None, plain, "has another type");
    let (rule, predicate) = (
        "`$['id']` is `2`, which is not a boolean",
        "is `2`, which is not a boolean",
    );
    check(MismatchKind::Type, Some(predicate), rule, predicate);
    check(
        MismatchKind::Order,
        None,
        "`2` stands at `$['id']`",
        "is in another place",
    );
    let own = "a sentence of its own";
    check(MismatchKind::Value, Some(own), own, own);
    // Alone, in a list of failures, the sentence keeps its subject.
    let mismatch = with(MismatchKind::Type, Some(predicate), rule);
    assert_eq!(difference::sentence(&mismatch), rule);
    let short = with(MismatchKind::Value, Some("is odd"), "is odd");
    assert_eq!(difference::sentence(&short), "$['id']: is odd");
}

#[test]
fn many_mismatches_are_counted_after_the_first() {
    let value = |at| {
        mismatch(
            MismatchKind::Extra,
            &format!("$[{at}]"),
            None,
            Some(json!(at)),
        )
    };
    let many: Vec<_> = (0..1_000).map(value).collect();
    let text = difference::difference(&many, Style::PLAIN);
    assert!(
        text.ends_with("    … 980 more differences (-vv shows all)\n"),
        "{text}"
    );
    let all = difference::difference(&many, style(Verbosity::VeryVerbose));
    assert_eq!(all.lines().count(), 2_000);
}

#[test]
fn of_two_texts_the_lines_around_a_difference_are_shown() {
    let line = |(at, side)| TextLine {
        side,
        text: format!("line {at}"),
        changed: Vec::new(),
    };
    let mut sides = vec![Side::Both; 20];
    sides[9] = Side::Documented;
    sides[10] = Side::Actual;
    let mut text = mismatch(MismatchKind::Value, "$", Some(json!("")), Some(json!("")));
    text.lines = sides.into_iter().enumerate().map(line).collect();
    check_difference(
        &[text],
        "    $  has another value
      … 7 same lines
        line 7
        line 8
      - line 9
      + line 10
        line 11
        line 12
      … 7 same lines
",
    );
}

#[test]
fn a_long_body_is_cut_and_told() {
    let mut step = plain_step(1, "one", "One");
    let body = "a\n".repeat(100);
    step.exchanges[0].response.as_mut().unwrap().body = body;
    let text = exchanges(&step.exchanges, style(Verbosity::Verbose));
    assert!(
        text.ends_with("    < a\n    < … 60 more lines (-vv shows all)\n"),
        "{text}"
    );
    let text = exchanges(&step.exchanges, style(Verbosity::VeryVerbose));
    assert!(text.ends_with("    < a\n    < a\n"), "{text}");
}

/// A tutorial of refusals has a hundred of them.
#[test]
fn undos_that_found_nothing_for_the_same_reason_are_one_line() {
    let mut outcome = outcome();
    let nothing = outcome.undos[1].clone();
    assert_eq!(nothing.result, UndoResult::NothingThere);
    outcome.undos.extend(vec![nothing; 5]);
    let text = summary(&outcome, Style::PLAIN);
    let line = "– 6 undos: no customer has this e-mail  of orders/create-second, orders/create-second, \
                orders/create-second, orders/create-second and 2 more (-v lists them)\n";
    assert!(text.contains(line), "{text}");
    assert_eq!(text.matches("no customer has this e-mail").count(), 1);
    let text = summary(&outcome, style(Verbosity::Verbose));
    assert_eq!(text.matches("no customer has this e-mail").count(), 6);
}
