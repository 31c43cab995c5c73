//! What an answer says of itself that is none of a REST API: a page, a message of PHP, a text.
//!
//! Whoever reads it learns more from its own words than from any of ours. They are a store's: they
//! are to be masked and escaped as everything else of it.

use crate::http::exchange::Response;

/// How much of a body is looked at, in bytes.
const READ: usize = 64 * 1024;

/// How much of it is repeated, in characters and lines.
const SHOWN: usize = 200;
const LINES: usize = 3;

/// What PHP calls its messages where it prints them (`display_errors`); they are never translated.
const PHP: [&str; 7] = [
    "Notice",
    "Warning",
    "Deprecated",
    "Fatal error",
    "Parse error",
    "Recoverable fatal error",
    "Strict Standards",
];

/// What a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Nothing,
    Php,
    Page,
    Json,
    Other,
}

/// Says what a body is, without a word of its own.
pub fn kind(response: &Response) -> &'static str {
    match kind_of(response, &beginning(&response.body)) {
        Kind::Nothing => "no body",
        Kind::Php => "a message of PHP",
        Kind::Page => "an HTML page",
        Kind::Json => "JSON",
        Kind::Other => "something that is no JSON",
    }
}

/// Says what a body is, with its title, its message or its first lines.
pub fn in_words(response: &Response) -> String {
    let text = beginning(&response.body);
    let said = match kind_of(response, &text) {
        Kind::Nothing => None,
        Kind::Php => php_message(&text),
        Kind::Page => return html_page(&text),
        Kind::Json | Kind::Other => Some(first_lines(&text)),
    };
    let kind = kind(response);
    said.map_or_else(|| kind.to_owned(), |said| format!("{kind}, `{said}`"))
}

fn kind_of(response: &Response, text: &str) -> Kind {
    if text.trim().is_empty() {
        Kind::Nothing
    } else if php_message(text).is_some() {
        Kind::Php
    } else if is_html(text) || response.media_type().contains("html") {
        Kind::Page
    } else if response.json().is_some() {
        Kind::Json
    } else {
        Kind::Other
    }
}

/// Says of an HTML page what its title is, or how its text begins.
pub fn html_page(text: &str) -> String {
    match title(text).or_else(|| visible_lines(text)) {
        Some(words) => format!("an HTML page, `{words}`"),
        None => "an HTML page".to_owned(),
    }
}

/// Returns the first lines of a text or a page without its tags, if there are any.
pub fn visible_lines(text: &str) -> Option<String> {
    let lines = first_lines(&without_tags(text));
    (!lines.is_empty()).then_some(lines)
}

/// Whether a text looks like an HTML page.
pub fn is_html(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(200).collect();
    let start = start.to_ascii_lowercase();
    start.starts_with("<!doctype html")
        || start.starts_with("<html")
        || (start.starts_with('<') && start.contains("<html"))
        || (start.starts_with("<!--") && text.to_ascii_lowercase().contains("<html"))
}

/// Returns the first message of PHP in a text, such as `Notice: … in /x.php on line 3`.
pub fn php_message(text: &str) -> Option<String> {
    let mut lines = text.lines().map(|line| line.trim_start());
    let line = lines.find(|line| is_php(line))?;
    let end = line.find("<br").filter(|end| *end > 0);
    Some(shortened(&without_tags(&line[..end.unwrap_or(line.len())])))
}

/// Whether a text begins with a message of PHP.
pub fn begins_with_php(text: &str) -> bool {
    let first = text.lines().map(str::trim_start).find(|line| {
        let line = without_tags(line);
        !line.is_empty()
    });
    first.is_some_and(is_php)
}

fn is_php(line: &str) -> bool {
    if !line.starts_with(['<', 'P']) && !PHP.iter().any(|kind| line.starts_with(kind)) {
        return false;
    }
    let start: String = line.chars().take(100).collect();
    let start = without_tags(&start);
    let start = start.strip_prefix("PHP ").unwrap_or(&start);
    let mut kinds = PHP.iter();
    kinds.any(|kind| {
        let rest = start.strip_prefix(kind);
        rest.is_some_and(|rest| rest.starts_with(": "))
    })
}

/// Returns the title of a page, where it stands near its beginning.
fn title(text: &str) -> Option<String> {
    let mut end = text.len().min(READ);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let lower = text[..end].to_ascii_lowercase();
    let start = lower.find("<title")?;
    let start = start + lower[start..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    let title = shortened(&text[start..end]);
    (!title.is_empty()).then_some(title)
}

/// Returns the first lines of a text, on one line.
pub fn first_lines(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    shortened(&lines.take(LINES).collect::<Vec<_>>().join(" "))
}

/// Returns the text between the tags of a piece of HTML.
fn without_tags(text: &str) -> String {
    let mut parts = text.split('<');
    let mut plain = parts.next().unwrap_or("").to_owned();
    for part in parts {
        plain += part.split_once('>').map_or("", |(_, rest)| rest);
    }
    plain.trim().to_owned()
}

/// Cuts a text between two words: half a secret would not be known for one.
fn shortened(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words = words.filter(|word| !word.is_empty());
    let text = words.collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..text[..end].rfind(' ').unwrap_or(0)]),
        None => text,
    }
}

fn beginning(body: &[u8]) -> String {
    String::from_utf8_lossy(&body[..body.len().min(READ)]).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(media_type: &str, body: &str, expected: &str) {
        let response = Response {
            status: 200,
            headers: vec![("content-type".to_owned(), media_type.to_owned())],
            body: body.as_bytes().to_vec(),
            timing: crate::http::exchange::Timing::default(),
            parsed: std::sync::OnceLock::new(),
        };
        assert_eq!(in_words(&response), expected, "{body}");
    }

    #[test]
    fn an_answer_speaks_for_itself() {
        check("text/html", "", "no body");
        check(
            "text/html; charset=UTF-8",
            "<!DOCTYPE html><html><head><TITLE a=b> Just a\n moment... </TITLE>",
            "an HTML page, `Just a moment...`",
        );
        check(
            "text/html",
            "<h1>Closed</h1>\n<p>for now",
            "an HTML page, `Closed for now`",
        );
        check(
            "application/json",
            "<br />\n<b>Warning</b>:  Undefined variable $x in <b>/var/www/a.php</b> on line <b>3</b><br />\n\"token\"",
            "a message of PHP, `Warning: Undefined variable $x in /var/www/a.php on line 3`",
        );
        check(
            "application/json",
            "{\"a\": 1}\nPHP Deprecated:  f() is old in /a.php on line 4\n",
            "a message of PHP, `PHP Deprecated: f() is old in /a.php on line 4`",
        );
        check("application/json", "{\"a\": 1}", "JSON, `{\"a\": 1}`");
        check(
            "",
            "one\n\n two\nthree\nfour",
            "something that is no JSON, `one two three`",
        );
    }

    #[test]
    fn a_message_of_php_is_known_wherever_it_stands() {
        for (text, begins) in [
            ("Notice: a in b on line 1\n{}", true),
            ("<br />\n<b>Fatal error</b>: a\n", true),
            ("\n\nPHP Parse error: a", true),
            ("{}\nNotice: a in b on line 1", false),
        ] {
            assert!(php_message(text).is_some(), "{text}");
            assert_eq!(begins_with_php(text), begins, "{text}");
        }
        for text in [
            "{\"message\": \"Warning: low\"}",
            "Warnings: 3",
            "Notice",
            "",
        ] {
            assert_eq!(php_message(text), None, "{text}");
        }
    }

    #[test]
    fn a_long_answer_is_cut() {
        let words = first_lines(&"äöü ".repeat(100));
        assert_eq!(words.chars().count(), SHOWN);
        assert!(words.ends_with("äöü…"), "{words}");
        assert_eq!(first_lines(&"ä".repeat(1000)), "…");
    }
}
