//! What is wrong in a file, where, and what to do about it.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::scenario::source::Span;
use crate::visible::{visible, visible_lines};

/// How many problems are told at once.
const MAX_PROBLEMS: usize = 100;

/// One thing that is wrong with what a user wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, lower case, no full stop.
    pub message: String,
    /// Where it stands; none where a whole file or folder is meant.
    pub span: Option<Span>,
    /// What to type instead.
    pub hint: Option<String>,
}

impl Problem {
    /// Makes a problem at a place.
    pub fn at(span: &Span, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            span: Some(span.clone()),
            hint: None,
        }
    }

    /// Makes a problem of a whole file or folder.
    pub fn general(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            span: None,
            hint: None,
        }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Renders the problem with its line and a caret, with colour where `colored` says so.
    pub fn render(&self, colored: bool) -> String {
        self.render_as(Level::ERROR, colored)
    }

    /// Renders it as something that is worth a word, and no mistake.
    pub fn render_note(&self, colored: bool) -> String {
        self.render_as(Level::NOTE, colored)
    }

    fn render_as(&self, level: Level<'_>, colored: bool) -> String {
        let renderer = if colored {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let title = level.primary_title(visible_lines(&self.message));
        let hint = self.hint.as_deref().map(visible_lines);
        let Some(span) = &self.span else {
            let title = renderer.render(&[Group::with_title(title)]);
            let hint = hint.map(|hint| format!("\n  = hint: {hint}"));
            return title + &hint.unwrap_or_default();
        };
        let mut group = title.element(
            Snippet::source(&span.source.text)
                .path(visible(&span.source.path))
                .annotation(AnnotationKind::Primary.span(caret(span))),
        );
        if let Some(hint) = hint {
            group = group.element(Level::HELP.with_name("hint").message(hint));
        }
        renderer.render(&[group])
    }
}

/// The part of a span that a caret marks: its first line, and at least one place.
fn caret(span: &Span) -> std::ops::Range<usize> {
    let first = span.text().lines().next().unwrap_or("").trim_end();
    span.range.start..span.range.start + first.len()
}

/// Sorts problems by file and place, those of whole files first, each said once.
pub fn in_order(problems: Vec<Problem>) -> Vec<Problem> {
    let mut sorted = problems;
    sorted.sort_by(|a, b| place(a).cmp(&place(b)));
    let mut once: Vec<Problem> = Vec::with_capacity(sorted.len());
    for problem in sorted {
        if once.last() != Some(&problem) {
            once.push(problem);
        }
    }
    let more = once.len().saturating_sub(MAX_PROBLEMS);
    once.truncate(MAX_PROBLEMS);
    if more > 0 {
        let message = format!("there are {more} problems more");
        once.push(Problem::general(message).hint("mend these first"));
    }
    once
}

fn place(problem: &Problem) -> Option<(&str, usize, &str)> {
    let span = problem.span.as_ref()?;
    Some((&span.source.path, span.range.start, &problem.message))
}

/// Returns the known word that a mistyped one probably meant.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 2.min(candidate.len() / 2).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters are other ones, too many, missing, or in the wrong place.
pub(crate) fn distance(word: &str, candidate: &str) -> usize {
    strsim::damerau_levenshtein(word, candidate)
}
