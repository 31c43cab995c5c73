//! What was found of a shop, as text: for a terminal, a CI server, a pull request, a program.

use crate::outcome::finding::{Examination, Finding, State};
use crate::report::terminal::counted;
use crate::report::{Format, junit};
use crate::visible::{harmless_json, visible, without_commands};

/// The formats that an examination can take, each with where it is written when no path is given.
pub const FORMATS: [(Format, &str); 3] = [
    (Format::Json, "reports/doctor.json"),
    (Format::Junit, "reports/doctor.xml"),
    (Format::Markdown, "reports/doctor.md"),
];

/// Renders an examination; none in a format of runs alone.
pub fn render(format: Format, examination: &Examination) -> Option<String> {
    Some(match format {
        Format::Json => {
            let text = serde_json::to_string_pretty(examination)
                .expect("an examination has no map whose keys are not strings");
            harmless_json(&(text + "\n"))
        }
        Format::Junit => without_commands(&junit::examination(examination)).into_owned(),
        Format::Markdown => without_commands(&markdown(examination)).into_owned(),
        Format::Terminal
        | Format::JunitFull
        | Format::Html
        | Format::Har
        | Format::Sarif
        | Format::Ctrf => return None,
    })
}

/// Renders an examination for a terminal.
pub fn terminal(examination: &Examination) -> String {
    let mut text = String::new();
    let mut tutorial = None;
    for finding in &examination.findings {
        if finding.tutorial != tutorial {
            tutorial.clone_from(&finding.tutorial);
            let name = tutorial.as_deref().unwrap_or("the shop");
            text += &format!("\n{}\n", visible(name));
        }
        let mark = mark(finding, ["✔", "✘", "?"]);
        let subject = visible(&finding.subject);
        text += &format!("{mark} {subject:18} {}\n", visible(&finding.found));
        if let Some(advice) = &finding.advice {
            text += &format!("  {:18} → {}\n", "", visible(advice));
        }
    }
    format!("{text}\n{}\n", verdict(examination))
}

fn mark<'m>(finding: &Finding, [fine, to_do, unknown]: [&'m str; 3]) -> &'m str {
    match finding.state {
        State::Fine => fine,
        State::ToDo => to_do,
        State::Unknown => unknown,
    }
}

fn verdict(examination: &Examination) -> String {
    let to_do = match examination.to_do() {
        0 => "nothing to do".to_owned(),
        count => counted(count, "thing") + " to do",
    };
    let findings = examination.findings.iter();
    match findings.filter(|one| one.state == State::Unknown).count() {
        0 => to_do,
        count => format!(
            "{to_do}; {} to look at yourself (?)",
            counted(count, "thing")
        ),
    }
}

fn markdown(examination: &Examination) -> String {
    let mark_of_all = if examination.to_do() == 0 {
        "✅"
    } else {
        "❌"
    };
    let mut text = format!(
        "## {mark_of_all} Magewalk doctor: {}\n\n| | for | what | found | what to do |\n|---|---|---|---|---|\n",
        verdict(examination)
    );
    for finding in &examination.findings {
        let mark = mark(finding, ["✅", "❌", "❔"]);
        let cells = [
            finding.tutorial.as_deref().unwrap_or(""),
            &finding.subject,
            &finding.found,
            finding.advice.as_deref().unwrap_or(""),
        ];
        let cells = cells.map(cell).join(" | ");
        text += &format!("| {mark} | {cells} |\n");
    }
    text
}

/// Makes a text harmless in a cell of a table: it comes from the network.
fn cell(text: &str) -> String {
    let mut cell = String::new();
    for character in visible(text).chars() {
        match character {
            '<' => cell.push_str("&lt;"),
            '&' => cell.push_str("&amp;"),
            '|' | '*' | '_' | '[' | ']' | '\\' | '!' | '#' | '~' | '@' => {
                cell.push('\\');
                cell.push(character);
            }
            _ => cell.push(character),
        }
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::{HOSTILE, outcome};

    fn examination() -> Examination {
        Examination {
            target: outcome().target,
            tutorials: vec!["orders".to_owned()],
            findings: vec![
                Finding::fine("reachable", "it answers"),
                Finding {
                    tutorial: Some("orders".to_owned()),
                    ..Finding::to_do("products", HOSTILE, HOSTILE)
                },
                Finding::unknown("payment", "not told", "look"),
            ],
        }
    }

    #[test]
    fn what_is_to_do_is_a_failure_and_what_is_not_known_is_none() {
        let text = render(Format::Junit, &examination()).unwrap();
        assert_eq!(text.matches("<failure").count(), 1, "{text}");
        assert_eq!(text.matches("<skipped").count(), 1, "{text}");
        assert_eq!(text.matches("<testcase").count(), 3, "{text}");
        assert!(!text.contains('\u{1b}'), "{text}");
    }

    /// A CI server knows a case again by its name.
    #[test]
    fn a_case_is_named_by_what_was_looked_at_and_by_nothing_that_was_found() {
        let mut examination = examination();
        let second = Finding {
            found: "another".to_owned(),
            ..examination.findings[1].clone()
        };
        examination.findings.push(second);
        let text = render(Format::Junit, &examination).unwrap();
        assert!(text.contains("<testcase name=\"reachable\""), "{text}");
        assert_eq!(text.matches("name=\"products\"").count(), 1, "{text}");
        assert_eq!(text.matches("<failure").count(), 1, "{text}");
        assert!(text.contains("another"), "{text}");
    }

    #[test]
    fn an_examination_is_read_back() {
        let text = render(Format::Json, &examination()).unwrap();
        let read: Examination = serde_json::from_str(&text).unwrap();
        assert_eq!(read, examination());
    }

    #[test]
    fn a_shop_can_write_nothing_but_text() {
        let text = render(Format::Markdown, &examination()).unwrap();
        assert!(!text.contains("<script"), "{text}");
        assert_eq!(text.lines().count(), 7, "{text}");
        let verdict = "1 thing to do; 1 thing to look at yourself (?)";
        assert!(terminal(&examination()).contains(verdict));
        assert_eq!(render(Format::Html, &examination()), None);
    }
}
