//! What somebody probably meant where a text stops being YAML.

use crate::scenario::problem::Problem;
use crate::scenario::source::Span;

/// Says what is wrong at the place where the YAML reader gave up, and what to type instead.
///
/// `words` are the reader's own; they are used where nothing better is known.
pub(super) fn explain(span: &Span, words: &str) -> Problem {
    unquoted_template(span)
        .or_else(|| double_braces(span))
        .or_else(|| bracket_in_text(span))
        .or_else(|| tab(span))
        .or_else(|| reserved_character(span))
        .or_else(|| colon_in_text(span, words))
        .or_else(|| missing_colon(span, words))
        .unwrap_or_else(|| {
            let problem = Problem::at(span, format!("this is not YAML: {}", words.trim()));
            match general_hint(words) {
                Some(hint) => problem.hint(hint),
                None => problem,
            }
        })
}

/// `{a: ${x}}`: inside of `{…}` and `[…]` the brace after the dollar opens a map.
fn unquoted_template(span: &Span) -> Option<Problem> {
    let (before, after) = around(span);
    if !before.ends_with('$') || !after.starts_with('{') {
        return None;
    }
    let breaks = ['{', '[', ',', ' ', '\n', '"', '\''];
    let start = before.rfind(breaks).map_or(0, |at| at + 1);
    let closed = after.find(['}', '\n']).map_or(after.len(), |at| at + 1);
    let rest = after.get(closed..).unwrap_or("");
    let end = closed + rest.find(['}', ']', ',', ' ', '\n', '\r']).unwrap_or(0);
    let token = format!("{}{}", &before[start..], after.get(..end).unwrap_or(""));
    let place = Span::new(&span.source, start..before.len() + end);
    let message = "inside of `{…}` and `[…]`, YAML reads the brace of `${…}` as a map";
    Some(Problem::at(&place, message).hint(format!("quote it: \"{}\"", token.trim())))
}

/// `{{x}}`, as Postman and Hurl write it, is a map in a map for YAML.
fn double_braces(span: &Span) -> Option<Problem> {
    let (before, after) = around(span);
    let inner = match (before.ends_with('{'), after.strip_prefix("{{")) {
        (_, Some(inner)) => inner,
        (true, None) => after.strip_prefix('{')?,
        (false, None) => return None,
    };
    let name = inner.split(['}', '\n']).next().unwrap_or("").trim();
    let start = before.trim_end_matches('{').len();
    let place = Span::new(&span.source, start..before.len() + 1);
    let message = "two braces are a map in a map for YAML";
    Some(Problem::at(&place, message).hint(format!("a value is written \"${{{name}}}\"")))
}

/// `{id: $.items[0].id}`: inside of `{…}` and `[…]` the bracket ends the text.
fn bracket_in_text(span: &Span) -> Option<Problem> {
    let (before, after) = around(span);
    let start = before.rfind(['{', '[', ',', ' ', '\n', '"', '\'']);
    let start = start.map_or(0, |at| at + 1);
    if !before[start..].starts_with('$') || !after.starts_with('[') {
        return None;
    }
    let mut depth = 0_usize;
    let end = after.char_indices().find(|(_, character)| {
        match character {
            '[' => depth += 1,
            ']' if depth > 0 => depth -= 1,
            ',' | '}' | ']' | ':' | ' ' if depth == 0 => return true,
            '\n' => return true,
            _ => {}
        }
        false
    });
    let end = before.len() + end.map_or(after.len(), |(at, _)| at);
    let place = Span::new(&span.source, start..end);
    let message = "inside of `{…}` and `[…]`, YAML ends a text at its first bracket";
    let hint = format!("quote it: \"{}\"", place.text());
    Some(Problem::at(&place, message).hint(hint))
}

fn tab(span: &Span) -> Option<Problem> {
    let (before, after) = around(span);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = span.source.text.get(start..)?;
    let blank = line.len() - line.trim_start_matches([' ', '\t']).len();
    let indentation = line.get(..blank)?;
    let at = match indentation.find('\t') {
        Some(at) => start + at,
        None if after.starts_with('\t') => span.range.start,
        None => return None,
    };
    let place = Span::new(&span.source, at..at + 1);
    Some(Problem::at(&place, "a tab cannot indent YAML").hint("indent with spaces"))
}

fn reserved_character(span: &Span) -> Option<Problem> {
    let (_, after) = around(span);
    let character = after.chars().next().filter(|c| "@`%".contains(*c))?;
    let message = format!("a text cannot begin with `{character}` in YAML");
    let line = after.lines().next().unwrap_or("").trim_end();
    Some(Problem::at(span, message).hint(format!("quote it: \"{line}\"")))
}

/// `title: Part 2: the cart`: the second colon would make a map of the text.
fn colon_in_text(span: &Span, words: &str) -> Option<Problem> {
    let (before, after) = around(span);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let (_, text) = before[start..].split_once(": ")?;
    if !words.contains("mapping values are not allowed") || !after.starts_with(':') {
        return None;
    }
    let end = after.lines().next().unwrap_or("").trim_end();
    let message = "a text with a colon and a blank in it needs quotes";
    let hint = format!("quote it: \"{}{end}\"", text.trim_start());
    Some(Problem::at(span, message).hint(hint))
}

fn missing_colon(span: &Span, words: &str) -> Option<Problem> {
    let (_, after) = around(span);
    if !words.contains("simple key expected ':'") {
        return None;
    }
    let line = after.lines().next().unwrap_or("").trim_end();
    let place = Span::new(
        &span.source,
        span.range.start..span.range.start + line.len(),
    );
    let problem = Problem::at(&place, "this line has no colon after its key");
    Some(problem.hint(format!("write `{line}:`")))
}

fn general_hint(words: &str) -> Option<&'static str> {
    let hints = [
        (
            "mapping values are not allowed",
            "check how far this line is indented, and whether the line before lacks its colon",
        ),
        ("unclosed quote", "close the quote"),
        (
            "trailing content",
            "one pair of quotes holds the whole text",
        ),
        (
            "unknown escape",
            "a backslash is written `\\\\` inside of \"…\"; inside of '…' it means itself",
        ),
        (
            "did not find expected '-'",
            "each line of a list begins with `- `, all in the same column",
        ),
        (
            "illegal placement of ':'",
            "close the `[` or `{` that is still open",
        ),
        (
            "did not find expected ',' or '}'",
            "put a comma between two members and a `}` at the end",
        ),
        (
            "expected ',' or ']'",
            "put a comma between two elements and a `]` at the end",
        ),
    ];
    let hint = hints.iter().find(|(part, _)| words.contains(part))?;
    Some(hint.1)
}

/// Returns the text before and after the start of a span.
fn around(span: &Span) -> (&str, &str) {
    span.source.text.split_at(span.range.start)
}
