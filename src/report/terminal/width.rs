//! How many columns a text takes, and cutting it to fewer.
//!
//! The only file that names `unicode-width`: a CJK character takes two columns, an accent none.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Returns how many columns a text without escape sequences takes.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// Cuts a text to a number of columns; what was cut ends in `…`.
pub(super) fn cut(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let Some(room) = width.checked_sub(1) else {
        return String::new();
    };
    let mut result = String::new();
    let mut taken = 0;
    for character in text.chars() {
        // Counted one by one, an emoji of several parts takes more than it does as a whole; that
        // cuts early, never late.
        taken += character.width().unwrap_or(0);
        if taken > room {
            break;
        }
        result.push(character);
    }
    result + "…"
}

/// Breaks a text at its blanks into lines of at most so many columns; a longer word has a line of
/// its own.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && columns(&line) + 1 + columns(word) > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, width: usize, expected: &str) {
        assert_eq!(cut(text, width), expected);
        assert!(columns(&cut(text, width)) <= width);
    }

    #[test]
    fn a_text_is_cut_by_columns() {
        check("abc", 3, "abc");
        check("abcd", 3, "ab…");
        check("abcd", usize::MAX, "abcd");
        check("北京市", 5, "北京…");
        check("北京市", 4, "北…");
        check("abc", 1, "…");
        check("abc", 0, "");
        check("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…");
    }
}
