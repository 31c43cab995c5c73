//! A line with what is to be said of it, and how many of them are shown at first.

use serde::Serialize;

/// How many lines of a body are told, beside those that matter.
const LINES: usize = 3000;

/// How many lines are shown at first, beside those that matter.
const SHOWN: usize = 14;

/// How many lines are not worth leaving out.
const FEW: usize = 2;

/// What is to be said of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Nothing.
    Plain,
    /// It is as the page prints it.
    Exact,
    /// It differs from the page, as it may.
    Varied,
    /// The page is known to be out of date here.
    Drifted,
    /// It differs from the page, and must not.
    Wrong,
    /// The page does not print it.
    Extra,
    /// A value is filled in here.
    Filled,
}

/// A line of a request or a response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What is to be said of it.
    pub mark: Mark,
    /// The line.
    pub text: String,
    /// That, in words; empty where there is nothing to add.
    pub note: String,
    /// Whether it is left out, unless all are asked for.
    pub is_folded: bool,
    /// Whether it is a part of a JSON body.
    pub is_json: bool,
    /// Whether it is shown however long the whole is: what is wrong, where a value comes from or goes,
    /// what was checked.
    #[serde(skip)]
    pub matters: bool,
}

impl Line {
    pub(super) fn plain(text: String) -> Self {
        Self {
            mark: Mark::Plain,
            text,
            note: String::new(),
            is_folded: false,
            is_json: false,
            matters: false,
        }
    }
}

/// Leaves out what of a body is too long to be read at once: all behind its first lines, but for the
/// lines that matter, and those around them that say where they stand.
pub(super) fn fold(mut body: Vec<Line>) -> Vec<Line> {
    let mut is_kept: Vec<bool> = (0..body.len()).map(|at| at < SHOWN).collect();
    let mut around: Vec<(usize, usize)> = Vec::new();
    for (at, line) in body.iter().enumerate() {
        let indent = line.text.len() - line.text.trim_start().len();
        while around.last().is_some_and(|(outer, _)| *outer >= indent) {
            around.pop();
        }
        if line.matters {
            is_kept[at] = true;
            for (_, outer) in around.iter().filter(|_| line.is_json) {
                is_kept[*outer] = true;
            }
        }
        around.push((indent, at));
    }
    let kept = is_kept.iter().filter(|kept| **kept).count();
    if body.len() > kept + FEW {
        for (line, is_kept) in body.iter_mut().zip(&is_kept) {
            line.is_folded = !is_kept;
        }
    }
    let mut at = 0;
    body.retain(|line| {
        at += 1;
        at <= LINES || !line.is_folded
    });
    body
}
