//! Text as HTML.

use crate::visible::visible;

/// Escapes a text for HTML, between tags and in quoted attributes; what cannot be seen is shown.
pub(in crate::report) fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for character in visible(text).chars() {
        match character {
            '"' => result += "&quot;",
            '\'' => result += "&#39;",
            character => push(&mut result, character),
        }
    }
    result
}

/// Escapes a text for HTML between tags, where quotes may stand: a body of JSON is full of them.
pub(in crate::report) fn between_tags(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for character in visible(text).chars() {
        push(&mut result, character);
    }
    result
}

fn push(result: &mut String, character: char) {
    match character {
        '&' => *result += "&amp;",
        '<' => *result += "&lt;",
        '>' => *result += "&gt;",
        character => result.push(character),
    }
}
