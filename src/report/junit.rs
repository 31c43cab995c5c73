//! An outcome as JUnit XML: a suite a scenario, a case a step.
//!
//! There is no one standard. What is written is what the readers of Jenkins, GitLab and GitHub
//! actions share: `testsuites > testsuite[@name @tests @failures @errors @skipped @time] >
//! testcase[@name @classname @time @file @line]` with at most one of `failure`, `error`, `skipped`
//! inside. Steps that do not apply are skipped ones. What belongs to no step and must not be
//! overlooked (an undo that failed, an interruption, a run in which nothing passed) is an errored
//! case of a suite of its own: most readers look at the cases alone.
//! What was sent and answered is kept of the steps that did not pass; of all where the whole is wanted.

mod document;

use std::time::Duration;

use crate::outcome::finding::{Examination, Finding, State};
use crate::outcome::{ExchangeOutcome, RunOutcome, ScenarioOutcome, StepOutcome, Verdict};
use crate::report::junit::document::{Account, Case, Document, Ending, Suite};
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
    let scenarios = outcome.scenarios.iter();
    let mut suites: Vec<Suite> = scenarios
        .map(|scenario| suite(scenario, outcome, bodies))
        .collect();
    let cases: Vec<Case> = trouble::of(outcome).iter().map(run_case).collect();
    if !cases.is_empty() {
        suites.push(Suite {
            name: "magewalk".to_owned(),
            time: Some(Duration::ZERO),
            cases,
            ..described(outcome)
        });
    }
    let document = Document {
        name: "magewalk",
        time: Some(duration(outcome.duration_ms)),
        suites,
    };
    document.to_xml()
}

/// Renders an examination: a suite for the shop and for each tutorial, a case for each thing looked
/// at. What is to be done is a failure; what could not be told is skipped.
pub fn examination(examination: &Examination) -> String {
    let mut names: Vec<Option<&String>> = Vec::new();
    for finding in &examination.findings {
        let name = finding.tutorial.as_ref();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let suites = names.into_iter().map(|name| {
        let title = name.map_or("shop", String::as_str);
        let findings = examination.findings.iter();
        let own = findings.filter(|one| one.tutorial.as_ref() == name);
        Suite {
            name: visible(title),
            properties: vec![property("target", &examination.target.url)],
            cases: by_subject(own)
                .map(|findings| subject_case(title, &findings))
                .collect(),
            ..Suite::default()
        }
    });
    let document = Document {
        name: "magewalk doctor",
        time: None,
        suites: suites.collect(),
    };
    document.to_xml()
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

fn subject_case(title: &str, findings: &[&Finding]) -> Case {
    let said = |state: State| {
        let findings = findings.iter().filter(|finding| finding.state == state);
        let lines = findings.map(|finding| match &finding.advice {
            Some(advice) => visible(&format!("{} → {advice}", finding.found)),
            None => visible(&finding.found),
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    let is = |state: State| findings.iter().any(|finding| finding.state == state);
    let ending = if is(State::ToDo) {
        Ending::Failure(Account {
            message: said(State::ToDo),
            kind: None,
            description: None,
        })
    } else if is(State::Unknown) {
        Ending::Skipped(said(State::Unknown))
    } else {
        Ending::Success
    };
    Case {
        name: visible(&findings[0].subject),
        class_name: visible(&format!("doctor.{title}")),
        assertions: None,
        time: None,
        place: None,
        ending,
        output: is(State::Fine).then(|| said(State::Fine)),
    }
}

fn suite(scenario: &ScenarioOutcome, outcome: &RunOutcome, bodies: Bodies) -> Suite {
    let time: f64 = scenario.steps.iter().map(|step| step.duration_ms).sum();
    let steps = scenario.steps.iter();
    let mut suite = Suite {
        name: visible(&class_name(scenario)),
        time: Some(duration(time)),
        cases: steps
            .map(|step| case(scenario, step, outcome, bodies))
            .collect(),
        ..described(outcome)
    };
    suite.properties.push(property("title", &scenario.title));
    if let Some(page) = &scenario.page {
        suite.properties.push(property("page", page));
    }
    suite
}

/// Returns a suite that holds only what is known of the run.
fn described(outcome: &RunOutcome) -> Suite {
    let store = if outcome.target.sandbox {
        "sandbox"
    } else {
        "live"
    };
    let mut properties = vec![
        property("target", &outcome.target.url),
        property("store", store),
        property("run_id", &outcome.run_id),
        property("magewalk_version", &outcome.magewalk_version),
    ];
    if let Some(magento) = &outcome.target.magento {
        properties.push(property("magento", magento));
    }
    if let Some(note) = outcome.shard_note() {
        properties.push(property("shards", &note));
    }
    if let Some(note) = outcome.mode_note() {
        properties.push(property("note", note));
    }
    if outcome.target.insecure {
        properties.push(property("certificates", "not checked"));
    }
    Suite {
        timestamp: Some(visible(&outcome.started_at)),
        properties,
        ..Suite::default()
    }
}

fn property(name: &'static str, value: &str) -> (&'static str, String) {
    (name, visible(value))
}

fn class_name(scenario: &ScenarioOutcome) -> String {
    format!("{}.{}", scenario.tutorial, scenario.name)
}

fn case(
    scenario: &ScenarioOutcome,
    step: &StepOutcome,
    outcome: &RunOutcome,
    bodies: Bodies,
) -> Case {
    let place = &step.location;
    // Whoever shows the report looks for the file from the root of a checkout.
    let file = outcome.place_of(&place.file);
    let counts = &step.counts;
    Case {
        // Readers tell a case from its namesakes of other runs by class and name; a title alone
        // may come twice in a scenario.
        name: visible(&format!("{}: {}", step.id, step.title)),
        class_name: visible(&class_name(scenario)),
        assertions: Some(counts.exact + counts.varied + counts.checked + step.mismatches.len()),
        time: Some(duration(step.duration_ms)),
        place: file.map(|file| (visible(file), place.line)),
        ending: ending(step),
        output: output(step, bodies),
    }
}

/// Returns what was sent and answered, and what was noted on the way.
fn output(step: &StepOutcome, bodies: Bodies) -> Option<String> {
    let notes = step.notes.iter();
    let notes: String = notes.map(|note| format!("{}\n", visible(note))).collect();
    if step.exchanges.is_empty() && notes.is_empty() {
        return None;
    }
    let exchanges = match (step.verdict, bodies) {
        (Verdict::Passed, Bodies::NotPassed) => step.exchanges.iter().map(line).collect(),
        _ => visible_lines(&terminal::exchanges(&step.exchanges, STYLE)),
    };
    Some(exchanges + &notes)
}

fn ending(step: &StepOutcome) -> Ending {
    let reason = step.reason.as_deref().unwrap_or("no reason given");
    match step.verdict {
        Verdict::Passed => Ending::Success,
        Verdict::Skipped => Ending::Skipped(format!("skipped: {}", visible(reason))),
        Verdict::NotApplicable => Ending::Skipped(format!("not applicable: {}", visible(reason))),
        Verdict::Failed => Ending::Failure(account(step, "failed")),
        Verdict::Errored => Ending::Error(account(step, "errored")),
    }
}

fn account(step: &StepOutcome, word: &str) -> Account {
    let first = step.mismatches.first().map(|mismatch| mismatch.code);
    let code = step.error.as_ref().map(|error| error.code).or(first);
    Account {
        message: visible(&terminal::cause(step)),
        kind: Some(code.map_or_else(|| word.to_owned(), |code| code.to_string())),
        description: Some(visible_lines(&terminal::failure(step, Style::PLAIN))),
    }
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

fn run_case(trouble: &Trouble) -> Case {
    let code = trouble.code.map(|code| code.to_string());
    Case {
        name: visible(&trouble.name),
        class_name: "magewalk".to_owned(),
        assertions: None,
        time: Some(Duration::ZERO),
        place: None,
        ending: Ending::Error(Account {
            message: visible(&trouble.message),
            kind: Some(code.unwrap_or_else(|| "errored".to_owned())),
            description: None,
        }),
        output: None,
    }
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
