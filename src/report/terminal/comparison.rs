//! Two runs beside each other, on a terminal.

use crate::outcome::comparison::{Answered, ComparedStep, Comparison};
use crate::report::terminal::style::{Role, Style};
use crate::report::terminal::{INDENT, counted, path, target_name, value, visible};

/// Renders what two runs found of each other: the steps that differ, and a count of all.
pub fn comparison(comparison: &Comparison, style: Style) -> String {
    let mut text = format!(
        "left   {}\nright  {}\n",
        target_name(&comparison.left, style),
        target_name(&comparison.right, style)
    );
    let mut scenario = "";
    for step in &comparison.steps {
        if step.is_alike() && !differs_from_page(step) {
            continue;
        }
        if step.scenario != scenario {
            scenario = &step.scenario;
            text += &format!("\n{}\n", style.paint(Role::Strong, &visible(scenario)));
        }
        text += &rendered(step, style);
    }
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
    for difference in &step.differences {
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
        let lines = side.iter().flat_map(|side| &side.from_page);
        for line in lines {
            let line = format!("{word} and the page: {}", visible(line));
            text += &format!("{INDENT}{}\n", style.paint(Role::Faint, &line));
        }
    }
    text
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
    let differing = steps.iter().filter(|step| step.is_different()).count();
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
        "{}  {}: {differing} different, {from_page} not as the page promises, {} as they may be{unread}{hidden}\n",
        style.paint(role, word),
        counted(steps.len(), "step"),
        counted(varied, "other value")
    )
}
