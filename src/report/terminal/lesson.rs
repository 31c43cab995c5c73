//! A step as a lesson on a terminal: what it teaches, what is sent, what came back, line by line with
//! a sign and a note.

use crate::outcome::{ScenarioOutcome, StepOutcome, Verdict};
use crate::report::lesson::{self, Line, Mark};
use crate::report::terminal::line::mark as mark_of_verdict;
use crate::report::terminal::style::{Role, Style};
use crate::report::terminal::width::{columns, cut, wrapped};
use crate::report::terminal::{INDENT, number, pretty, visible, visible_lines};

/// Columns of a text that reads well.
const WIDEST: usize = 100;

/// Renders what a page is about.
pub fn chapter(scenario: &ScenarioOutcome, style: Style) -> String {
    let mut text = format!(
        "\n{}\n{}  {}\n",
        rule(style),
        style.paint(Role::Strong, &visible(&scenario.title)),
        style.paint(Role::Faint, &visible(&scenario.full_name()))
    );
    if let Some(page) = &scenario.page {
        text += &format!("{}\n", style.paint(Role::Faint, &visible(page)));
    }
    text + &explanation(scenario.explain.as_deref(), "", style)
}

/// Renders a step before it is sent.
pub fn to_send(
    step: &StepOutcome,
    total: usize,
    lines: &[Line],
    shows_all: bool,
    style: Style,
) -> String {
    let place = format!("{}/{total}", step.number);
    let mut text = format!(
        "\n{} {}  {}\n",
        style.paint(Role::Faint, &place),
        style.paint(Role::Strong, &visible(&step.title)),
        style.paint(Role::Faint, &visible(&step.id)),
    );
    text += &explanation(step.explain.as_deref(), "  ", style);
    if !lines.is_empty() {
        text.push('\n');
    }
    text + &block(">", lines, shows_all, style)
}

/// Renders something that is said in between, such as why a request cannot be sent.
pub fn aside(text: &str, style: Style) -> String {
    let room = style.width.min(WIDEST).saturating_sub(2).max(20);
    let lines = wrapped(&visible(text), room);
    lines.iter().map(|line| format!("  {line}\n")).collect()
}

/// Renders a step after it was sent, or left out.
pub fn to_read(
    step: &StepOutcome,
    lines: &[Line],
    remarks: &[(Mark, String)],
    shows_all: bool,
    style: Style,
) -> String {
    let mut text = String::new();
    if !lines.is_empty() {
        text += &block("<", lines, shows_all, style);
    }
    let (role, sign) = mark_of_verdict(step.verdict);
    let verdict = lesson::verdict(step);
    text += &format!("  {} ", style.paint(role, sign));
    let role = match step.verdict {
        Verdict::Passed => Role::Plain,
        _ => role,
    };
    let room = style.width.min(WIDEST).saturating_sub(4).max(20);
    let verdict: Vec<String> = wrapped(&verdict, room)
        .iter()
        .map(|line| style.paint(role, line))
        .collect();
    text += &format!("{}\n", verdict.join("\n    "));
    for (mark, remark) in remarks {
        let (role, sign) = look(*mark);
        for (at, line) in wrapped(remark, room).iter().enumerate() {
            let sign = if at == 0 { sign } else { " " };
            text += &format!(
                "  {} {}\n",
                style.paint(role, sign),
                paint_note(*mark, line, style)
            );
        }
    }
    text
}

/// Renders lines behind a gutter; a note stands behind its line where there is room, else below.
fn block(gutter: &str, lines: &[Line], shows_all: bool, style: Style) -> String {
    let mut text = String::new();
    let mut left_out = 0;
    for (at, line) in lines.iter().enumerate() {
        if line.is_folded && !shows_all {
            left_out += 1;
            let is_gap = line.is_json && lines.get(at + 1).is_some_and(|next| !next.is_folded);
            if is_gap {
                text += &style.paint(Role::Faint, &format!("  {gutter}   …\n"));
            }
            continue;
        }
        text += &one(gutter, line, shows_all, style);
    }
    if left_out > 0 {
        let count = number::counted(left_out, "more line");
        let note = format!("  {gutter}   … {count} (a shows all)\n");
        text += &style.paint(Role::Faint, &note);
    }
    text
}

fn one(gutter: &str, line: &Line, shows_all: bool, style: Style) -> String {
    let (role, sign) = look(line.mark);
    let room = style.width.saturating_sub(6);
    let content = if shows_all {
        line.text.clone()
    } else {
        cut(&line.text, room)
    };
    let painted = if line.is_json {
        pretty::line(&content, style)
    } else {
        content.clone()
    };
    let head = format!(
        "  {} {} ",
        style.paint(Role::Faint, gutter),
        style.paint(role, sign)
    );
    let start = format!("{head}{painted}");
    if line.note.is_empty() {
        return format!("{}\n", start.trim_end());
    }
    let note = paint_note(line.mark, &line.note, style);
    if 6 + columns(&content) + 3 + columns(&line.note) <= style.width {
        return format!("{start}   {note}\n");
    }
    let indent = " ".repeat(content.len() - content.trim_start().len() + 4);
    let notes = wrapped(&line.note, room.saturating_sub(indent.len()).max(20));
    let below: String = notes
        .iter()
        .map(|part| {
            let gutter = style.paint(Role::Faint, gutter);
            format!(
                "  {gutter}   {indent}{}\n",
                paint_note(line.mark, part, style)
            )
        })
        .collect();
    format!("{start}\n{below}")
}

fn paint_note(mark: Mark, text: &str, style: Style) -> String {
    let role = match mark {
        Mark::Plain | Mark::Exact | Mark::Extra => Role::Faint,
        mark => look(mark).0,
    };
    style.paint(role, text)
}

/// The colour and the sign of a mark; each has a sign of its own, to be told apart without colour.
fn look(mark: Mark) -> (Role, &'static str) {
    match mark {
        Mark::Plain => (Role::Plain, " "),
        Mark::Exact => (Role::Passed, "="),
        Mark::Varied => (Role::Explain, "~"),
        Mark::Drifted => (Role::Drift, "!"),
        Mark::Wrong => (Role::Failed, "✘"),
        Mark::Extra => (Role::Faint, "+"),
        Mark::Filled => (Role::Key, "*"),
    }
}

fn explanation(explain: Option<&str>, indent: &str, style: Style) -> String {
    let text = visible_lines(explain.unwrap_or("").trim());
    let room = style.width.min(WIDEST).saturating_sub(indent.len()).max(20);
    let mut result = String::new();
    for paragraph in text.split("\n\n").filter(|text| !text.trim().is_empty()) {
        result.push('\n');
        for line in wrapped(paragraph, room) {
            result += &format!("{indent}{line}\n");
        }
    }
    result
}

fn rule(style: Style) -> String {
    let sign = "─".repeat(style.width.min(WIDEST));
    style.paint(Role::Faint, &sign)
}

/// What the signs mean, for whoever sees them for the first time.
pub fn legend(style: Style) -> String {
    let marks = [
        (Mark::Filled, "filled in, or captured"),
        (Mark::Exact, "as the page prints it"),
        (Mark::Varied, "differs as it may"),
        (Mark::Wrong, "differs as it must not"),
        (Mark::Drifted, "the page is out of date"),
        (Mark::Extra, "not on the page"),
    ];
    let lines = marks.map(|(mark, words)| {
        let (role, sign) = look(mark);
        format!("{INDENT}{} {words}\n", style.paint(role, sign))
    });
    lines.concat()
}
