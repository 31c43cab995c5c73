//! Text as HTML.

use crate::visible::visible;

/// Escapes a text for HTML, between tags and in quoted attributes; what cannot be seen is shown.
pub(in crate::report) fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for character in visible(text).chars() {
        match character {
            '&' => result += "&amp;",
            '<' => result += "&lt;",
            '>' => result += "&gt;",
            '"' => result += "&quot;",
            '\'' => result += "&#39;",
            character => result.push(character),
        }
    }
    result
}
