//! Two runs beside each other, on a terminal.

use crate::outcome::comparison::{Answered, Cause, ComparedStep, Comparison};
use crate::report::terminal::style::{Role, Style};
use crate::report::terminal::{INDENT, counted, path, target_name, value, visible};

/// How many differences of a step are listed.
const MOST_OF_A_STEP: usize = 20;

/// How many differences from the page are listed of a step on each side.
const MOST_FROM_PAGE: usize = 1;

/// Renders what two runs found of each other: the steps that differ, and a count of all.
pub fn comparison(comparison: &Comparison, style: Style) -> String {
    let mut text = format!(
        "left   {}\nright  {}\n",
        target_name(&comparison.left, style),
        target_name(&comparison.right, style)
    );
    for (side, is_so) in ["left", "right"].iter().zip(comparison.developer_mode) {
        if is_so {
            text += &format!(
                "note   the {side} store is in developer mode; where its errors come from (`trace`) is not compared\n"
            );
        }
    }
    let mut scenario = "";
    for step in &comparison.steps {
        let is_shown = !step.is_alike() || differs_from_page(step);
        if !is_shown || step.unwalked.is_some() {
            continue;
        }
        if step.scenario != scenario {
            scenario = &step.scenario;
            text += &format!("\n{}\n", style.paint(Role::Strong, &visible(scenario)));
        }
        text += &rendered(step, style);
    }
    text += &unwalked(comparison, style);
    text + "\n" + &summary(comparison, style)
}

/// Whether a store did not hold what the page promises.
fn differs_from_page(step: &ComparedStep) -> bool {
    let fails = |side: &Option<Answered>| {
        let mut sides = side.iter();
        sides.any(|side| side.verdict.has_failed())
    };
    fails(&step.left) || fails(&step.right)
}

fn rendered(step: &ComparedStep, style: Style) -> String {
    let title = visible(&format!("{} ({})", step.title, step.id));
    let mark = match (step.is_different(), step.is_alike()) {
        (true, _) => "≠",
        (false, true) => "=",
        (false, false) => "?",
    };
    let mut text = format!(
        "{mark} {title}  {} | {}\n",
        status(&step.left),
        status(&step.right)
    );
    for difference in step.differences.iter().take(MOST_OF_A_STEP) {
        let name = difference.path().map_or_else(String::new, path::short);
        text += &format!("{INDENT}{}\n", style.paint(Role::Strong, &visible(&name)));
        let (left, right) = (difference.documented.as_ref(), difference.actual.as_ref());
        let sides = [
            ("- left ", Role::Page, left, right),
            ("+ right", Role::Store, right, left),
        ];
        for (word, role, side, other) in sides {
            let shown = match side {
                Some(side) => value::shown(side, other, style),
                None => "nothing".to_owned(),
            };
            let line = style.paint(role, &format!("{word}  {shown}"));
            text += &format!("{INDENT}  {line}\n");
        }
    }
    if let Some(more) = step.differences.len().checked_sub(MOST_OF_A_STEP + 1) {
        let more = counted(more + 1, "more difference");
        text += &format!("{INDENT}… and {more} in this answer\n");
    }
    text += &derived(step, style);
    if step.unlisted > 0 {
        let more = counted(step.unlisted, "further difference");
        text += &format!("{INDENT}… {more}, not looked at\n");
    }
    for path in &step.hidden {
        let name = style.paint(Role::Strong, &visible(&path::short(path)));
        text += &format!("{INDENT}{name}  hidden, not compared\n");
    }
    if let Some(why) = &step.not_compared {
        text += &format!("{INDENT}the bodies were not compared: {why}\n");
    }
    for (word, side) in [("left", &step.left), ("right", &step.right)] {
        let lines: Vec<&String> = side.iter().flat_map(|side| &side.from_page).collect();
        for line in lines.iter().take(MOST_FROM_PAGE) {
            let line = format!("{word} and the page: {}", visible(line));
            text += &format!("{INDENT}{}\n", style.paint(Role::Faint, &line));
        }
        if let Some(more) = lines.len().checked_sub(MOST_FROM_PAGE + 1) {
            let line = format!(
                "{word} and the page: {}",
                counted(more + 1, "more difference")
            );
            text += &format!("{INDENT}{}\n", style.paint(Role::Faint, &line));
        }
    }
    text
}

/// Says in a line for each cause which amounts follow from it.
fn derived(step: &ComparedStep, style: Style) -> String {
    let mut causes: Vec<&Cause> = step.derived.iter().map(|one| &one.cause).collect();
    causes.dedup();
    let mut text = String::new();
    for (at, cause) in causes.iter().enumerate() {
        if causes[..at].contains(cause) {
            continue;
        }
        let of_cause = step.derived.iter().filter(|one| one.cause == **cause);
        let mut changes: Vec<(String, Vec<String>)> = Vec::new();
        for one in of_cause {
            let side = |value: Option<&serde_json::Value>| {
                value.map_or_else(|| "nothing".to_owned(), ToString::to_string)
            };
            let difference = &one.difference;
            let change = format!(
                "{} → {}",
                side(difference.documented.as_ref()),
                side(difference.actual.as_ref())
            );
            let name = difference.path().map_or_else(String::new, path::short);
            match changes.iter_mut().find(|(known, _)| *known == change) {
                Some((_, names)) => names.push(name),
                None => changes.push((change, vec![name])),
            }
        }
        let source = if cause.step == step.id {
            path::short(&cause.path)
        } else {
            format!("{} of {}", path::short(&cause.path), cause.step)
        };
        let changes: Vec<String> = changes
            .iter()
            .map(|(change, names)| format!("{change} in {}", names.join(", ")))
            .collect();
        let line = format!("follows from {source}: {}", changes.join("; "));
        text += &format!("{INDENT}{}\n", style.paint(Role::Faint, &visible(&line)));
    }
    text
}

/// Names the steps that one run did not walk because of what differs before them.
fn unwalked(comparison: &Comparison, style: Style) -> String {
    let steps = comparison.steps.iter();
    let steps = steps.filter_map(|step| Some((step, step.unwalked.as_ref()?)));
    let lines = steps.map(|(step, why)| format!("  {} ({})", visible(&step.id), visible(why)));
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        return String::new();
    }
    let head = style.paint(Role::Strong, "walked in one run alone");
    format!("\n{head}\n{}\n", lines.join("\n"))
}

/// Says how a step ended on one side, such as `passed 200`.
fn status(side: &Option<Answered>) -> String {
    let Some(side) = side else {
        return "not in this run".to_owned();
    };
    let word = side.verdict.word();
    match side.status {
        Some(status) => format!("{word} {status}"),
        None => word.to_owned(),
    }
}

fn summary(comparison: &Comparison, style: Style) -> String {
    let steps = &comparison.steps;
    let unwalked = steps.iter().filter(|step| step.unwalked.is_some()).count();
    let differing = steps.iter().filter(|step| step.is_different()).count() - unwalked;
    let alone = match unwalked {
        0 => String::new(),
        count => format!(", {count} walked in one run alone"),
    };
    let hidden: usize = steps.iter().map(|step| step.hidden.len()).sum();
    let from_page = steps.iter().filter(|step| differs_from_page(step)).count();
    let varied: usize = steps.iter().map(|step| step.varied).sum();
    let unread = steps
        .iter()
        .filter(|step| step.not_compared.is_some())
        .count();
    let unread = match unread {
        0 => String::new(),
        count => format!(
            "; of {} only the status was compared",
            counted(count, "step")
        ),
    };
    let hidden = match hidden {
        0 => String::new(),
        count => format!("; {} hidden, not compared", counted(count, "value")),
    };
    let (role, word) = match comparison.exit_code() {
        0 => (Role::Passed, "ALIKE"),
        1 if differing == 0 => (Role::Failed, "NOT ALL COMPARED"),
        1 => (Role::Failed, "DIFFERENT"),
        _ => (Role::Skipped, "NOTHING COMPARED"),
    };
    format!(
        "{}  {}: {differing} different{alone}, {from_page} not as the page promises, {} as they may be{unread}{hidden}\n",
        style.paint(role, word),
        counted(steps.len(), "step"),
        counted(varied, "other value")
    )
}
