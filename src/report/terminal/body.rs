//! A request and its response as text: `>` before what was sent, `<` before what came back.

use crate::outcome::{BrowsedOutcome, ExchangeOutcome, RequestOutcome, ResponseOutcome};
use crate::report::terminal::style::{Role, Style};
use crate::report::terminal::{INDENT, Verbosity, number, pretty, visible, visible_lines};

/// Returns how many lines of a body are shown.
fn limit(verbosity: Verbosity) -> usize {
    match verbosity {
        Verbosity::Quiet | Verbosity::Normal => 16,
        Verbosity::Verbose => 40,
        Verbosity::VeryVerbose => usize::MAX,
    }
}

/// Renders what was sent and what came back.
pub(crate) fn exchanges(exchanges: &[ExchangeOutcome], style: Style) -> String {
    let mut text = String::new();
    for (at, exchange) in exchanges.iter().enumerate() {
        if at > 0 {
            text += &gutter(" ", "redirected", style);
        }
        text += &request(&exchange.request, style);
        if let Some(outcome) = &exchange.response {
            text += &response(outcome, style);
        }
    }
    text
}

/// Renders what a browser did.
pub(super) fn browsed(actions: &[BrowsedOutcome], style: Style) -> String {
    let lines = actions.iter().map(|action| {
        let (role, mark) = if action.held {
            (Role::Faint, "·")
        } else {
            (Role::Failed, "✘")
        };
        let words = visible(&action.action);
        let time = number::time(action.duration_ms);
        let time = style.paint(Role::Faint, &time);
        format!("{INDENT}{} {words}  {time}\n", style.paint(role, mark))
    });
    lines.collect()
}

/// Renders what was sent.
pub(super) fn request(request: &RequestOutcome, style: Style) -> String {
    let line = format!("{} {}", visible(&request.method), visible(&request.url));
    let mut text = gutter(">", &style.paint(Role::Strong, &line), style);
    text += &headers(">", &request.headers, style);
    if let Some(content) = &request.body {
        text += &body(">", content, style);
    }
    text
}

/// Renders what came back.
pub(super) fn response(response: &ResponseOutcome, style: Style) -> String {
    let line = format!(
        "{}  {}  {}",
        style.paint(Role::Strong, &response.status.to_string()),
        number::size(response.body_size),
        number::time(response.duration_ms)
    );
    let mut text = gutter("<", &line, style);
    text += &headers("<", &response.headers, style);
    text += &body("<", &response.body, style);
    if response.body_shortened {
        text += &gutter(
            "<",
            &style.paint(Role::Faint, "… the rest was not kept"),
            style,
        );
    }
    text
}

fn headers(mark: &str, headers: &[(String, String)], style: Style) -> String {
    let lines = headers.iter().map(|(name, value)| {
        let name = style.paint(Role::Key, &visible(name));
        gutter(mark, &format!("{name}: {}", visible(value)), style)
    });
    lines.collect()
}

fn body(mark: &str, content: &str, style: Style) -> String {
    if content.is_empty() {
        return String::new();
    }
    let lines = pretty::lines(content, style).unwrap_or_else(|| text_lines(content, style));
    let limit = limit(style.verbosity);
    // A note in place of a single line would save nothing.
    let shown = if lines.len() <= limit.saturating_add(1) {
        lines.len()
    } else {
        limit
    };
    let mut text = gutter(mark, "", style);
    for line in &lines[..shown] {
        text += &gutter(mark, line, style);
    }
    if shown < lines.len() {
        let more = number::counted(lines.len() - shown, "more line");
        let more = format!("… {more} (-vv shows all)");
        text += &gutter(mark, &style.paint(Role::Faint, &more), style);
    }
    text
}

fn gutter(mark: &str, line: &str, style: Style) -> String {
    let mark = style.paint(Role::Faint, mark);
    if line.is_empty() {
        format!("{INDENT}{mark}\n")
    } else {
        format!("{INDENT}{mark} {line}\n")
    }
}

fn text_lines(content: &str, style: Style) -> Vec<String> {
    let lines = content.lines();
    lines
        .map(|line| pretty::shortened(&visible_lines(line), style))
        .collect()
}
