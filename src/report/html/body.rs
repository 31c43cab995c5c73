//! A body as lines: a JSON value with a mark at each line that is not simply as printed, or text.

use std::cell::RefCell;
use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::outcome::marks::{Mark, Marks, Place};
use crate::report::html::escape::between_tags;
use crate::report::terminal::counted;
use crate::report::tree;
use crate::visible::visible;

/// How many lines are shown at once; the rest is packed, and unpacked on demand.
const SHOWN: usize = 8;

/// How long a line may be, in characters.
const LONGEST: usize = 400;

/// How many lines are kept; the JSON report has all that was kept of a body.
const KEPT: usize = 3000;

/// A line, and its mark: a blank, or `w` (wrong), `v` (varied), `d` (drifted), `e` (not printed).
type Line = (char, String);

/// What is shown on demand alone. All of it is packed together, since answers are much alike.
#[derive(Default)]
pub(super) struct Parts {
    texts: RefCell<Vec<String>>,
}

impl Parts {
    /// Adds a part and returns its number.
    pub(super) fn add(&self, text: String) -> usize {
        let mut texts = self.texts.borrow_mut();
        texts.push(text);
        texts.len() - 1
    }

    /// Returns all parts, compressed, as base64. No text holds the separator, which is invisible.
    pub(super) fn packed(&self) -> String {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        // Writing to memory cannot fail; an empty part would do no harm.
        let _ = encoder.write_all(self.texts.borrow().join("\u{1e}").as_bytes());
        STANDARD.encode(encoder.finish().unwrap_or_default())
    }
}

/// Renders the text of a body, as JSON where it is.
pub(super) fn text(body: &str, marks: &Marks<'_>, parts: &Parts) -> String {
    if body.is_empty() {
        return "<p class=dim>no body</p>".to_owned();
    }
    match serde_json::from_str(body) {
        Ok(parsed) => value(&parsed, marks, parts),
        Err(_) => {
            let lines = body.lines().map(|line| (' ', line.to_owned()));
            block(&lines.collect::<Vec<_>>(), 't', parts)
        }
    }
}

/// Renders a JSON value.
pub(super) fn value(value: &Value, marks: &Marks<'_>, parts: &Parts) -> String {
    let lines = tree::lines(value, marks.root(), &Place::child, KEPT).into_iter();
    let lines: Vec<Line> = lines
        .map(|line| (letter(line.place.mark(line.is_leaf())), line.text))
        .collect();
    block(&lines, 'j', parts)
}

/// Returns the letter under which the page knows a mark; what is as printed needs none.
fn letter(mark: Option<Mark>) -> char {
    match mark {
        None | Some(Mark::Exact) => ' ',
        Some(Mark::Differing) => 'w',
        Some(Mark::Varied) => 'v',
        Some(Mark::Drifted) => 'd',
        Some(Mark::Extra) => 'e',
    }
}

/// Renders lines of JSON (`j`) or of text (`t`); many of them only in part, with a button for all.
fn block(lines: &[Line], kind: char, parts: &Parts) -> String {
    let lines: Vec<Line> = lines.iter().take(KEPT).map(shortened).collect();
    let shown = if lines.len() <= SHOWN + 2 {
        lines.len()
    } else {
        SHOWN
    };
    let mut text = String::from("<pre tabindex=0>");
    for (mark, line) in &lines[..shown] {
        match mark {
            ' ' => text += &format!("{}\n", between_tags(line)),
            mark => text += &format!("<b class={mark}>{}</b>", between_tags(line)),
        }
    }
    if shown == lines.len() {
        return text + "</pre>";
    }
    let rest = counted(lines.len() - shown, "more line");
    text += &format!("… {rest}</pre>");
    let mut all = String::from(kind);
    for (mark, line) in &lines {
        // The script indents JSON again.
        let line = if kind == 'j' { line.trim_start() } else { line };
        all += &format!("\n{mark}{line}");
    }
    let part = parts.add(all);
    text + &format!(
        "<button class=js-only data-part={part}>show all {} lines</button>",
        lines.len()
    )
}

fn shortened((mark, line): &Line) -> Line {
    let line = visible(line);
    let line = match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}… ({})", &line[..at], counted(line.len(), "byte")),
        None => line,
    };
    (*mark, line)
}
