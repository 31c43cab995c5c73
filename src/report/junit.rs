//! An outcome as JUnit XML: a suite a scenario, a case a step.
//!
//! There is no one standard. What is written is what the readers of Jenkins, GitLab and GitHub
//! actions share: `testsuites > testsuite[@name @tests @failures @errors @skipped @time] >
//! testcase[@name @classname @time @file @line]` with at most one of `failure`, `error`, `skipped`
//! inside. Steps that do not apply are skipped ones. What belongs to no step and must not be
//! overlooked (an undo that failed, an interruption, a run in which nothing passed) is an errored
//! case of a suite of its own: most readers look at the cases alone.
//! What was sent and answered is kept of the steps that did not pass; of all where the whole is wanted.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};

use crate::outcome::finding::{Examination, Finding, State};
use crate::outcome::{ExchangeOutcome, RunOutcome, ScenarioOutcome, StepOutcome, Verdict};
use crate::report::terminal::{self, Style, Verbosity};
use crate::report::trouble::{self, Trouble};
use crate::visible::{visible, visible_lines};

/// Of which steps the bodies of requests and responses are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bodies {
    /// Of those that did not pass.
    NotPassed,
    /// Of all.
    All,
}

/// Requests and responses go into the report whole.
const STYLE: Style = Style {
    verbosity: Verbosity::VeryVerbose,
    ..Style::PLAIN
};

/// Renders an outcome as JUnit XML.
///
/// All texts are made visible first: XML 1.0 (2.2) has no way to write control characters,
/// U+FFFE and U+FFFF, not even escaped.
pub fn render(outcome: &RunOutcome, bodies: Bodies) -> String {
    let mut report = Report::new("magewalk");
    report.set_time(duration(outcome.duration_ms));
    for scenario in &outcome.scenarios {
        report.add_test_suite(suite(scenario, outcome, bodies));
    }
    let cases: Vec<TestCase> = trouble::of(outcome).iter().map(run_case).collect();
    if !cases.is_empty() {
        let mut suite = TestSuite::new("magewalk");
        suite.set_time(Duration::ZERO);
        suite.add_test_cases(cases);
        describe(&mut suite, outcome);
        report.add_test_suite(suite);
    }
    let mut text = report
        .to_string()
        .expect("writing to memory cannot fail, and texts are characters that XML knows");
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// Renders an examination: a suite for the shop and for each tutorial, a case for each thing looked
/// at. What is to be done is a failure; what could not be told is skipped.
pub fn examination(examination: &Examination) -> String {
    let mut report = Report::new("magewalk doctor");
    let mut names: Vec<Option<&String>> = Vec::new();
    for finding in &examination.findings {
        let name = finding.tutorial.as_ref();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    for name in names {
        let title = name.map_or("shop", String::as_str);
        let mut suite = TestSuite::new(visible(title));
        suite.add_property(property("target", &examination.target.url));
        let findings = examination.findings.iter();
        let own = findings.filter(|one| one.tutorial.as_ref() == name);
        suite.add_test_cases(by_subject(own).map(|findings| subject_case(title, &findings)));
        report.add_test_suite(suite);
    }
    let mut text = report
        .to_string()
        .expect("writing to memory cannot fail, and texts are characters that XML knows");
    text.push('\n');
    text
}

/// Groups findings by what was looked at, so that a case has the same name in every examination.
fn by_subject<'f>(
    findings: impl Iterator<Item = &'f Finding>,
) -> impl Iterator<Item = Vec<&'f Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    for finding in findings {
        let same = |group: &&mut Vec<&Finding>| group[0].subject == finding.subject;
        match groups.iter_mut().find(same) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups.into_iter()
}

fn subject_case(title: &str, findings: &[&Finding]) -> TestCase {
    let said = |state: State| {
        let findings = findings.iter().filter(|finding| finding.state == state);
        let lines = findings.map(|finding| match &finding.advice {
            Some(advice) => visible(&format!("{} → {advice}", finding.found)),
            None => visible(&finding.found),
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    let is = |state: State| findings.iter().any(|finding| finding.state == state);
    let status = if is(State::ToDo) {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message(said(State::ToDo));
        status
    } else if is(State::Unknown) {
        let mut status = TestCaseStatus::skipped();
        status.set_message(said(State::Unknown));
        status
    } else {
        TestCaseStatus::success()
    };
    let mut case = TestCase::new(visible(&findings[0].subject), status);
    case.set_classname(visible(&format!("doctor.{title}")));
    if is(State::Fine) {
        case.set_system_out(said(State::Fine));
    }
    case
}

fn suite(scenario: &ScenarioOutcome, outcome: &RunOutcome, bodies: Bodies) -> TestSuite {
    let mut suite = TestSuite::new(visible(&class_name(scenario)));
    let time: f64 = scenario.steps.iter().map(|step| step.duration_ms).sum();
    suite.set_time(duration(time));
    suite.add_test_cases(
        scenario
            .steps
            .iter()
            .map(|step| case(scenario, step, outcome, bodies)),
    );
    describe(&mut suite, outcome);
    suite.add_property(property("title", &scenario.title));
    if let Some(page) = &scenario.page {
        suite.add_property(property("page", page));
    }
    suite
}

/// Adds what is known of the run.
fn describe(suite: &mut TestSuite, outcome: &RunOutcome) {
    let started_at = visible(&outcome.started_at);
    suite.extra.insert("timestamp".into(), started_at.into());
    let store = if outcome.target.sandbox {
        "sandbox"
    } else {
        "live"
    };
    suite.add_properties([
        property("target", &outcome.target.url),
        property("store", store),
        property("run_id", &outcome.run_id),
        property("magewalk_version", &outcome.magewalk_version),
    ]);
    if let Some(magento) = &outcome.target.magento {
        suite.add_property(property("magento", magento));
    }
    if let Some(note) = outcome.mode_note() {
        suite.add_property(property("note", note));
    }
    if outcome.target.insecure {
        suite.add_property(property("certificates", "not checked"));
    }
}

fn property(name: &str, value: &str) -> Property {
    Property::new(name, visible(value))
}

fn class_name(scenario: &ScenarioOutcome) -> String {
    format!("{}.{}", scenario.tutorial, scenario.name)
}

fn case(
    scenario: &ScenarioOutcome,
    step: &StepOutcome,
    outcome: &RunOutcome,
    bodies: Bodies,
) -> TestCase {
    // Readers tell a case from its namesakes of other runs by class and name; a title alone may
    // stand twice in a scenario.
    let name = visible(&format!("{}: {}", step.id, step.title));
    let mut case = TestCase::new(name, status(step));
    case.set_classname(visible(&class_name(scenario)));
    case.set_time(duration(step.duration_ms));
    case.set_assertions(
        step.counts.exact + step.counts.varied + step.counts.checked + step.mismatches.len(),
    );
    let place = &step.location;
    // Whoever shows the report looks for the file from the root of a checkout.
    if let Some(file) = outcome.place_of(&place.file) {
        case.extra.insert("file".into(), visible(file).into());
        case.extra
            .insert("line".into(), place.line.to_string().into());
    }
    let notes: String = (step.notes.iter())
        .map(|note| format!("{}\n", visible(note)))
        .collect();
    if !step.exchanges.is_empty() || !notes.is_empty() {
        let exchanges = match (step.verdict, bodies) {
            (Verdict::Passed, Bodies::NotPassed) => step.exchanges.iter().map(line).collect(),
            _ => visible_lines(&terminal::exchanges(&step.exchanges, STYLE)),
        };
        case.set_system_out(exchanges + &notes);
    }
    case
}

fn status(step: &StepOutcome) -> TestCaseStatus {
    let reason = step.reason.as_deref().unwrap_or("no reason given");
    match step.verdict {
        Verdict::Passed => TestCaseStatus::success(),
        Verdict::Skipped => skipped("skipped", reason),
        Verdict::NotApplicable => skipped("not applicable", reason),
        Verdict::Failed => non_success(NonSuccessKind::Failure, "failed", step),
        Verdict::Errored => non_success(NonSuccessKind::Error, "errored", step),
    }
}

fn skipped(kind: &str, reason: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(format!("{kind}: {}", visible(reason)));
    status
}

fn non_success(kind: NonSuccessKind, word: &str, step: &StepOutcome) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    let first = step.mismatches.first().map(|mismatch| mismatch.code);
    let code = step.error.as_ref().map(|error| error.code).or(first);
    status.set_type(code.map_or_else(|| word.to_owned(), |code| code.to_string()));
    status.set_message(visible(&terminal::cause(step)));
    status.set_description(visible_lines(&terminal::failure(step, Style::PLAIN)));
    status
}

/// Says in a line what was sent and which status came.
fn line(exchange: &ExchangeOutcome) -> String {
    let request = &exchange.request;
    let response = exchange.response.as_ref();
    let status = response.map_or("no answer".to_owned(), |response| {
        response.status.to_string()
    });
    format!(
        "{}\n",
        visible(&format!("{} {} → {status}", request.method, request.url))
    )
}

fn run_case(trouble: &Trouble) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    let code = trouble.code.map(|code| code.to_string());
    status.set_type(code.unwrap_or_else(|| "errored".to_owned()));
    status.set_message(visible(&trouble.message));
    let mut case = TestCase::new(visible(&trouble.name), status);
    case.set_classname("magewalk");
    case.set_time(Duration::ZERO);
    case
}

/// A saved report may hold any number; what is no time becomes none.
fn duration(milliseconds: f64) -> Duration {
    Duration::try_from_secs_f64(milliseconds / 1e3).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use quick_xml::XmlVersion;
    use quick_xml::events::{BytesStart, Event};
    use quick_xml::reader::Reader;

    use super::*;
    use crate::report::fixture::{HOSTILE, of_steps, outcome};
    use crate::visible::is_hidden;

    /// An element as a reader of reports sees it.
    #[derive(Debug, Default)]
    struct Element {
        name: String,
        attributes: Vec<(String, String)>,
        children: Vec<Element>,
        text: String,
    }

    impl Element {
        fn get(&self, name: &str) -> Option<&str> {
            let mut found = self.attributes.iter().filter(|(key, _)| key == name);
            found.next().map(|(_, value)| value.as_str())
        }

        fn number(&self, name: &str) -> usize {
            self.get(name).unwrap().parse().unwrap()
        }

        fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
            self.children.iter().filter(move |child| child.name == name)
        }

        fn has(&self, name: &str) -> bool {
            self.all(name).next().is_some()
        }

        fn of(start: &BytesStart<'_>) -> Self {
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
            let attributes = start.attributes().map(|attribute| {
                let attribute = attribute.unwrap();
                let value = attribute.normalized_value(XmlVersion::Implicit1_0).unwrap();
                (text(attribute.key.as_ref()), value.into_owned())
            });
            Self {
                name: text(start.name().as_ref()),
                attributes: attributes.collect(),
                ..Self::default()
            }
        }
    }

    fn parse(xml: &str) -> Element {
        // XML 1.0, 2.2: the characters that there are, whichever way they are written.
        let is_xml = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
        assert!(xml.chars().all(is_xml), "{xml:?}");
        let mut reader = Reader::from_str(xml);
        reader.config_mut().check_end_names = true;
        let mut open = vec![Element::default()];
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) => open.push(Element::of(&start)),
                Event::Empty(start) => open.last_mut().unwrap().children.push(Element::of(&start)),
                Event::End(_) => {
                    let element = open.pop().unwrap();
                    open.last_mut().unwrap().children.push(element);
                }
                Event::Text(text) => open.last_mut().unwrap().text += &text.decode().unwrap(),
                Event::GeneralRef(name) => {
                    let name = name.decode().unwrap();
                    let known = quick_xml::escape::unescape(&format!("&{name};"))
                        .unwrap()
                        .into_owned();
                    open.last_mut().unwrap().text += &known;
                }
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(open.len(), 1);
        let root = open.remove(0);
        assert_eq!(root.children.len(), 1);
        root.children.into_iter().next().unwrap()
    }

    /// What the readers of Jenkins, GitLab and GitHub actions share.
    fn check_rules(outcome: &RunOutcome) -> Element {
        let root = parse(&render(outcome, Bodies::All));
        assert_eq!(root.name, "testsuites");
        let mut sums = [0; 4];
        let words = ["tests", "failures", "errors", "skipped"];
        for suite in &root.children {
            assert_eq!(suite.name, "testsuite");
            assert!(!suite.get("name").unwrap().is_empty());
            suite.get("time").unwrap().parse::<f64>().unwrap();
            let cases: Vec<_> = suite.all("testcase").collect();
            let count = |name: &str| cases.iter().filter(|case| case.has(name)).count();
            let counts = [
                cases.len(),
                count("failure"),
                count("error"),
                count("skipped"),
            ];
            assert_eq!(words.map(|word| suite.number(word)), counts);
            for (sum, count) in sums.iter_mut().zip(counts) {
                *sum += count;
            }
            let mut names = std::collections::BTreeSet::new();
            for case in cases {
                check_case(case);
                assert!(
                    names.insert((case.get("classname"), case.get("name"))),
                    "{case:?}"
                );
            }
        }
        assert_eq!(words.map(|word| root.number(word)), sums);
        root
    }

    fn check_case(case: &Element) {
        assert!(!case.get("name").unwrap().is_empty());
        assert!(!case.get("classname").unwrap().is_empty());
        assert!(case.get("time").unwrap().parse::<f64>().unwrap() >= 0.0);
        let endings = ["failure", "error", "skipped"].map(|name| case.all(name).count());
        assert!(endings.iter().sum::<usize>() <= 1);
        for ending in case
            .children
            .iter()
            .filter(|child| child.name != "system-out")
        {
            assert!(!ending.get("message").unwrap().is_empty(), "{ending:?}");
        }
    }

    #[test]
    fn a_report_keeps_the_rules_and_its_look() {
        let outcome = outcome();
        let root = check_rules(&outcome);
        assert_eq!(root.number("tests"), 7);
        assert_eq!(root.number("skipped"), 2);
        assert_snapshot!(render(&outcome, Bodies::NotPassed));
    }

    #[test]
    fn a_case_is_a_step() {
        let root = check_rules(&outcome());
        let cases: Vec<_> = root.children[0].all("testcase").collect();
        assert_eq!(cases[1].get("classname"), Some("orders.create-customer"));
        assert_eq!(
            cases[1].get("name"),
            Some("read-me: Read the customer with the token of the customer")
        );
        assert_eq!(cases[1].get("line"), Some("12"));
        let message = cases[1].children[0].get("message").unwrap();
        assert!(message.starts_with("the store answers with another status (and 8 more"));
        assert!(
            cases[0].children[0]
                .text
                .contains("> authorization: Bearer ‹customer_token›")
        );
        let [skipped, other] = [cases[3], cases[4]].map(|case| case.children[0].get("message"));
        assert!(
            skipped
                .unwrap()
                .starts_with("skipped: it needs `customer_id`")
        );
        assert_eq!(other, Some("not applicable: `otp_secret` is not set"));
    }

    #[test]
    fn of_a_step_that_passed_the_bodies_are_kept_only_where_they_are_wanted() {
        let outcome = outcome();
        let of_first = |bodies| {
            let root = parse(&render(&outcome, bodies));
            let case = root.children[0].all("testcase").next().unwrap();
            case.children[0].text.trim().to_owned()
        };
        let line = of_first(Bodies::NotPassed);
        let first = line.lines().next().unwrap();
        assert!(
            first.starts_with("POST http") && first.ends_with("→ 200"),
            "{line}"
        );
        assert!(
            !line.contains("> ") && line.contains("signed in anew"),
            "{line}"
        );
        assert!(
            of_first(Bodies::All).contains("> authorization: "),
            "{}",
            of_first(Bodies::All)
        );
        let root = parse(&render(&outcome, Bodies::NotPassed));
        let failed = root.children[0].all("testcase").nth(1).unwrap();
        assert!(failed.all("system-out").next().unwrap().text.contains("> "));
    }

    #[test]
    fn hostile_texts_stay_texts() {
        fn check(element: &Element) {
            let values = element.attributes.iter().map(|(_, value)| value);
            for text in values.chain([&element.text]) {
                let hidden = text.chars().find(|c| is_hidden(*c) && *c != '\n');
                assert_eq!(hidden, None, "{text}");
            }
            assert_ne!(element.name, "script");
            element.children.iter().for_each(check);
        }
        let root = check_rules(&outcome());
        check(&root);
        let name = root.children[1].get("name").unwrap();
        assert_eq!(name, visible(&format!("{HOSTILE}.{HOSTILE}")));
    }

    #[test]
    fn what_belongs_to_no_step_is_an_error_of_its_own() {
        let last = |outcome: &RunOutcome| {
            let root = check_rules(outcome);
            let suite = root.children.last().unwrap();
            let cases = suite.all("testcase").filter(|case| case.has("error"));
            let names = cases.map(|case| case.get("name").unwrap().to_owned());
            names.collect::<Vec<_>>()
        };
        assert_eq!(last(&outcome()), ["undo orders/create-third"]);
        let mut run = of_steps(&[Verdict::Passed]);
        assert_eq!(last(&run), Vec::<String>::new());
        run.interrupted = true;
        assert_eq!(last(&run), ["interrupted"]);
        assert_eq!(
            last(&of_steps(&[Verdict::NotApplicable])),
            ["nothing passed"]
        );
        assert_eq!(last(&of_steps(&[])), ["nothing passed"]);
    }

    #[test]
    fn a_time_that_is_none_is_no_crash() {
        let mut run = of_steps(&[Verdict::Passed]);
        for time in [f64::NAN, -1.0, f64::INFINITY, 1e300] {
            run.duration_ms = time;
            run.scenarios[0].steps[0].duration_ms = time;
            check_rules(&run);
        }
    }
}
