//! What did not hold: single promises as lines, the body as a tree of only the branches that
//! differ.
//!
//! `-` stands before what was promised, `+` before what the store answered, each with its word, so
//! that nothing depends on colour.

use crate::outcome::{Mismatch, MismatchKind, Side, Subject, TextLine};
use crate::report::alike;
use crate::report::terminal::path::{self, Branch};
use crate::report::terminal::style::{Role, Style};
use crate::report::terminal::{INDENT, Verbosity, number, pretty, value, visible, width};

/// How many mismatches are shown, unless everything is asked for.
const MISMATCHES: usize = 20;

/// How many lines of a difference between two texts are shown, unless everything is asked for.
const LINES: usize = 40;

/// Equal lines that are shown before and after different ones.
const CONTEXT: usize = 2;

/// Renders what did not hold.
pub(super) fn difference(mismatches: &[Mismatch], style: Style) -> String {
    let limit = match style.verbosity {
        Verbosity::VeryVerbose => usize::MAX,
        _ => MISMATCHES,
    };
    let shown = &mismatches[..mismatches.len().min(limit)];
    let of = |subjects: &'static [Subject]| {
        shown
            .iter()
            .filter(|mismatch| subjects.contains(&mismatch.subject))
    };
    let mut text = String::new();
    for mismatch in of(&[Subject::Status, Subject::Header]) {
        text += &promise(mismatch, style);
    }
    let tree = path::tree(of(&[Subject::Body]));
    for branch in &tree {
        text += &render_branch(branch, INDENT, style);
    }
    for mismatch in of(&[Subject::Check, Subject::Html, Subject::Text]) {
        text += &promise(mismatch, style);
    }
    let more = mismatches.len() - shown.len();
    if more > 0 {
        let more = format!(
            "… {} (-vv shows all)",
            number::counted(more, "more difference")
        );
        text += &format!("{INDENT}{}\n", style.paint(Role::Faint, &more));
    }
    text
}

/// Returns the name of what a mismatch is about, such as `header location` or `$.id`.
fn name(mismatch: &Mismatch) -> String {
    let path = visible(mismatch.path().unwrap_or(""));
    let word = match mismatch.subject {
        Subject::Body => "",
        subject => subject.word(),
    };
    // Some subjects need no path, and some paths are the word itself.
    if path == word {
        return path;
    }
    format!("{word} {path}").trim().to_owned()
}

fn promise(mismatch: &Mismatch, style: Style) -> String {
    let name = style.paint(Role::Strong, &name(mismatch));
    let mut text = format!("{INDENT}{name}{}\n", remark(mismatch));
    text += &sides(mismatch, &format!("{INDENT}  "), style);
    text
}

fn render_branch(branch: &Branch<'_>, indent: &str, style: Style) -> String {
    let name = style.paint(Role::Strong, &visible(&branch.name));
    let below = format!("{indent}  ");
    let mut text = String::new();
    if branch.mismatches.is_empty() {
        text += &format!("{indent}{name}\n");
    }
    for mismatch in &branch.mismatches {
        text += &format!("{indent}{name}{}\n", remark(mismatch));
        text += &sides(mismatch, &below, style);
    }
    for child in &branch.children {
        text += &render_branch(child, &below, style);
    }
    text
}

/// Returns what is wrong as a sentence of its own.
pub(crate) fn sentence(mismatch: &Mismatch) -> String {
    let sentence = plain_sentence(mismatch);
    match alike::note(mismatch) {
        Some(note) => format!("{sentence}: {note}"),
        None => sentence,
    }
}

fn plain_sentence(mismatch: &Mismatch) -> String {
    if mismatch.message.is_empty() {
        return format!("{} {}", name(mismatch), kind_words(mismatch.kind));
    }
    let name = name(mismatch);
    if mismatch.names_place || name.is_empty() {
        return mismatch.message.clone();
    }
    format!("{name}: {}", mismatch.message)
}

/// Returns what is wrong in as few words as say it beside the name and above both values.
fn short_message(mismatch: &Mismatch) -> &str {
    let predicate = mismatch.predicate.as_deref();
    predicate.unwrap_or_else(|| kind_words(mismatch.kind))
}

fn kind_words(kind: MismatchKind) -> &'static str {
    match kind {
        MismatchKind::Missing => "is missing",
        MismatchKind::Extra => "is not expected",
        MismatchKind::Type => "has another type",
        MismatchKind::Value => "has another value",
        MismatchKind::Order => "is in another place",
    }
}

/// What is said beside the name: what is wrong, and where it is in the answer if elsewhere.
fn remark(mismatch: &Mismatch) -> String {
    let mut text = format!(
        "  {}  [{}]",
        width::cut(&visible(short_message(mismatch)), pretty::LONGEST),
        mismatch.code
    );
    if let (Some(page), Some(store)) = (&mismatch.documented_path, &mismatch.actual_path)
        && page != store
    {
        text += &format!("  (in the answer: {})", path::short(store));
    }
    text
}

/// The two sides, one below the other.
fn sides(mismatch: &Mismatch, indent: &str, style: Style) -> String {
    let note = alike::note(mismatch).map(|note| {
        let note = style.paint(Role::Explain, &format!("({note})"));
        format!("{indent}{note}\n")
    });
    both_sides(mismatch, indent, style) + &note.unwrap_or_default()
}

fn both_sides(mismatch: &Mismatch, indent: &str, style: Style) -> String {
    if !mismatch.lines.is_empty() {
        return line_sides(&mismatch.lines, indent, style);
    }
    let (page, store) = (mismatch.documented.as_ref(), mismatch.actual.as_ref());
    let differs_in_type = match (page, store) {
        (Some(page), Some(store)) => value::type_name(page) != value::type_name(store),
        _ => false,
    };
    let word = match mismatch.subject {
        Subject::Status | Subject::Body | Subject::Text => "page ",
        Subject::Header | Subject::Check | Subject::Html => "wants",
    };
    let mut text = String::new();
    let sides = [
        ("-", word, Role::Page, page, store),
        ("+", "store", Role::Store, store, page),
    ];
    for (sign, word, role, side, other) in sides {
        let Some(side) = side else { continue };
        let shown = value::shown(side, other, style);
        let line = style.paint(role, &format!("{sign} {word}  {shown}"));
        let type_name = if differs_in_type && !side.is_null() {
            format!("  {}", style.paint(Role::Faint, value::type_name(side)))
        } else {
            String::new()
        };
        text += &format!("{indent}{line}{type_name}\n");
    }
    text
}

/// Two texts, line by line; equal lines far from a difference are left out.
fn line_sides(lines: &[TextLine], indent: &str, style: Style) -> String {
    let is_near = |at: usize| {
        let from = at.saturating_sub(CONTEXT);
        let to = (at + CONTEXT + 1).min(lines.len());
        lines[from..to].iter().any(|line| line.side != Side::Both)
    };
    let limit = match style.verbosity {
        Verbosity::VeryVerbose => usize::MAX,
        _ => LINES,
    };
    let mut text = String::new();
    let mut left_out = 0;
    let mut shown = 0;
    for (at, line) in lines.iter().enumerate() {
        if shown >= limit || !is_near(at) {
            left_out += 1;
            continue;
        }
        text += &gap(&mut left_out, "same line", indent, style);
        let (sign, role) = match line.side {
            Side::Both => (" ", Role::Plain),
            Side::Documented => ("-", Role::Page),
            Side::Actual => ("+", Role::Store),
        };
        let visible_line = pretty::shortened(&visible(&line.text), style);
        let painted = style.paint(role, format!("{sign} {visible_line}").trim_end());
        text += &format!("{indent}{painted}\n");
        if visible_line == line.text {
            text += &carets(line, indent, style);
        }
        shown += 1;
    }
    let word = if shown >= limit {
        "more line"
    } else {
        "same line"
    };
    text + &gap(&mut left_out, word, indent, style)
}

/// Points at what differs within a line; nothing where the whole line does.
fn carets(line: &TextLine, indent: &str, style: Style) -> String {
    // Where characters are wider than a column, a caret would point at another one.
    let parts = line.parts();
    if !line.text.is_ascii() || parts.iter().all(|(is_changed, _)| !is_changed) {
        return String::new();
    }
    let row: String = parts
        .iter()
        .map(|(is_changed, part)| if *is_changed { "^" } else { " " }.repeat(part.len()))
        .collect();
    let row = style.paint(Role::Caret, &format!("  {}", row.trim_end()));
    format!("{indent}{row}\n")
}

fn gap(left_out: &mut usize, word: &str, indent: &str, style: Style) -> String {
    match std::mem::take(left_out) {
        0 => String::new(),
        count => {
            let gap = format!("… {}", number::counted(count, word));
            format!("{indent}{}\n", style.paint(Role::Faint, &gap))
        }
    }
}
