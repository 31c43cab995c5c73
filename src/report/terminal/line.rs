//! The one line of a step, and how it is made to fit.
//!
//! `✔ 2/12 Get the customer's access token  POST …/customer/token → 200  133 B  4 ms`

use crate::outcome::{StepOutcome, Verdict};
use crate::report::terminal::style::{Role, Style};
use crate::report::terminal::width::{columns, cut};
use crate::report::terminal::{Verbosity, number, visible};

/// Columns below which a title says too little; other parts are left out first.
const SHORTEST_TITLE: usize = 16;

/// Returns the line of a step that is under way, without a newline, so that the elapsed time can
/// be added; nothing when quiet.
pub fn step_begin(
    number: usize,
    total: usize,
    title: &str,
    request_line: &str,
    style: Style,
) -> String {
    if style.verbosity == Verbosity::Quiet {
        return String::new();
    }
    let line = Line {
        mark: (Role::Faint, "·"),
        place: place(number, total),
        title: visible(title),
        request: Some(Request::parse(request_line)),
        result: Vec::new(),
        measure: String::new(),
    };
    line.fit(style)
}

/// Returns the line of a step that has ended.
pub(super) fn step_line(step: &StepOutcome, total: usize, style: Style) -> String {
    let was_tried = !matches!(step.verdict, Verdict::Skipped | Verdict::NotApplicable);
    let line = Line {
        mark: mark(step.verdict),
        place: place(step.number, total),
        title: visible(&step.title),
        request: was_tried.then(|| request(step)),
        result: result(step),
        measure: if was_tried {
            measure(step)
        } else {
            String::new()
        },
    };
    line.fit(style) + "\n"
}

/// Returns the mark of a verdict; each has a shape of its own, to be told apart without colour.
pub(super) fn mark(verdict: Verdict) -> (Role, &'static str) {
    match verdict {
        Verdict::Passed => (Role::Passed, "✔"),
        Verdict::Failed => (Role::Failed, "✘"),
        Verdict::Errored => (Role::Errored, "‼"),
        Verdict::Skipped => (Role::Skipped, "↷"),
        Verdict::NotApplicable => (Role::Faint, "–"),
    }
}

fn place(number: usize, total: usize) -> String {
    let total = total.to_string();
    format!("{number:>width$}/{total}", width = total.len())
}

/// What was sent, as it was sent; else as the scenario writes it.
fn request(step: &StepOutcome) -> Request {
    match step.exchanges.first() {
        Some(exchange) => Request::parse(&format!(
            "{} {}",
            exchange.request.method, exchange.request.url
        )),
        None => Request::parse(&step.request_line),
    }
}

fn result(step: &StepOutcome) -> Vec<(Role, String)> {
    let reason = visible(step.reason.as_deref().unwrap_or("no reason given"));
    let (role, mut text) = match step.verdict {
        Verdict::Skipped => return vec![(Role::Skipped, format!("skipped: {reason}"))],
        Verdict::NotApplicable => return vec![(Role::Faint, format!("not applicable: {reason}"))],
        Verdict::Passed => (Role::Passed, String::new()),
        Verdict::Failed => (Role::Failed, String::new()),
        Verdict::Errored => (Role::Errored, String::new()),
    };
    let response = step
        .exchanges
        .last()
        .and_then(|last| last.response.as_ref());
    match response {
        Some(response) => text += &response.status.to_string(),
        None if !step.browsed.is_empty() => {
            text += &number::counted(step.browsed.len(), "action");
        }
        None if step.exchanges.is_empty() => text += "not sent",
        None => text += "no answer",
    }
    vec![(Role::Faint, "→ ".to_owned()), (role, text)]
}

fn measure(step: &StepOutcome) -> String {
    let response = step
        .exchanges
        .last()
        .and_then(|last| last.response.as_ref());
    let size = response.map(|response| format!("{}  ", number::size(response.body_size)));
    let attempts = match step.attempts {
        0 | 1 => String::new(),
        attempts => format!("{attempts} attempts  "),
    };
    size.unwrap_or_default() + &attempts + &number::time(step.duration_ms)
}

/// A method and a path, and what may be left out of it.
struct Request {
    method: String,
    /// The segments of the path.
    segments: Vec<String>,
    /// Whether it ends with a slash.
    has_slash: bool,
    has_query: bool,
}

impl Request {
    /// Reads `METHOD ADDRESS`, where the address is whole or a path.
    fn parse(line: &str) -> Self {
        let (method, address) = line.split_once(' ').unwrap_or(("", line));
        let path = match address.split_once("://") {
            Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
            None => address,
        };
        let path = path.split('#').next().unwrap_or("");
        let (path, has_query) = path
            .split_once('?')
            .map_or((path, false), |(path, _)| (path, true));
        Self {
            method: visible(method),
            segments: path.trim_matches('/').split('/').map(visible).collect(),
            has_slash: path.len() > 1 && path.ends_with('/'),
            has_query,
        }
    }

    /// Returns it with no more than this many segments.
    fn shown(&self, segments: usize) -> String {
        let left_out = self.segments.len().saturating_sub(segments);
        let start = if left_out > 0 { "…/" } else { "/" };
        let query = if self.has_query { "?…" } else { "" };
        let path = self.segments[left_out..].join("/");
        let end = if self.has_slash { "/" } else { "" };
        format!("{} {start}{path}{end}{query}", self.method)
    }
}

/// The parts of a line.
struct Line {
    mark: (Role, &'static str),
    place: String,
    title: String,
    request: Option<Request>,
    result: Vec<(Role, String)>,
    measure: String,
}

impl Line {
    /// Puts the parts together, leaving out no more than the width makes needful: first the path
    /// but for its last segment, then the end of the title, then size and time, then the path.
    fn fit(&self, style: Style) -> String {
        let layouts = [(2, true), (1, true), (1, false), (0, false)];
        let mut shortest = Vec::new();
        for (at, (segments, has_measure)) in layouts.into_iter().enumerate() {
            let whole = self.parts(&self.title, segments, has_measure);
            let excess = columns_of(&whole).saturating_sub(style.width);
            if excess == 0 {
                return painted(&whole, style);
            }
            // A title is not cut as long as the first thing can still be left out.
            let room = columns(&self.title).saturating_sub(excess);
            if at > 0 && room >= SHORTEST_TITLE {
                let title = cut(&self.title, room);
                return painted(&self.parts(&title, segments, has_measure), style);
            }
            shortest = whole;
        }
        painted(&cut_parts(&shortest, style.width), style)
    }

    fn parts(&self, title: &str, segments: usize, has_measure: bool) -> Vec<(Role, String)> {
        let mut parts = vec![
            (self.mark.0, self.mark.1.to_owned()),
            (Role::Faint, format!(" {} ", self.place)),
            (Role::Plain, title.to_owned()),
        ];
        if let Some(request) = self.request.as_ref().filter(|_| segments > 0) {
            parts.push((Role::Faint, format!("  {}", request.shown(segments))));
        }
        if !self.result.is_empty() {
            let gap = if self.request.is_some() { " " } else { "  " };
            parts.push((Role::Plain, gap.to_owned()));
            parts.extend(self.result.iter().cloned());
        }
        if has_measure && !self.measure.is_empty() {
            parts.push((Role::Faint, format!("  {}", self.measure)));
        }
        parts
    }
}

fn columns_of(parts: &[(Role, String)]) -> usize {
    parts.iter().map(|(_, text)| columns(text)).sum()
}

fn cut_parts(parts: &[(Role, String)], width: usize) -> Vec<(Role, String)> {
    let mut room = width;
    let mut result = Vec::new();
    for (role, text) in parts {
        let text = cut(text, room);
        room -= columns(&text);
        result.push((*role, text));
    }
    result
}

fn painted(parts: &[(Role, String)], style: Style) -> String {
    let painted = parts.iter().map(|(role, text)| style.paint(*role, text));
    painted.collect()
}
