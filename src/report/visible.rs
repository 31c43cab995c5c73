//! Characters that a reader cannot see, or that would take over a terminal, made visible.
//!
//! A response may hold escape sequences that clear the screen or paint a forged verdict, and
//! overrides of the writing direction that show a line backwards (Unicode Standard Annex 9,
//! Trojan Source). Characters without a width are shown as well: two values that look the same and
//! differ must not be printed the same.

/// Makes a text harmless and visible; the result is a single line.
///
/// Control characters become their pictures (`␛`, `␊`, `␉`), other invisible characters their
/// number (`\u{202e}`).
pub fn visible(text: &str) -> String {
    shown(text, |_| false)
}

/// Makes a text harmless and visible, but keeps its newlines and tabs.
pub fn visible_lines(text: &str) -> String {
    shown(text, |character| matches!(character, '\n' | '\t'))
}

/// Tells whether a character cannot be seen, or does something instead of being seen.
pub(crate) fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{a0}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}'
            | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202f}'
            | '\u{205f}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
        // The two last places of every plane are no characters; XML refuses the first two of them.
        || u32::from(character) & 0xfffe == 0xfffe
}

fn shown(text: &str, is_kept: impl Fn(char) -> bool) -> String {
    let mut result = String::with_capacity(text.len());
    for character in text.chars() {
        if is_kept(character) || !is_hidden(character) {
            result.push(character);
        } else {
            push_shown(&mut result, character);
        }
    }
    result
}

fn push_shown(result: &mut String, character: char) {
    let picture = match u32::from(character) {
        code @ 0..=0x1f => char::from_u32(0x2400 + code),
        0x7f => Some('␡'),
        _ => None,
    };
    match picture {
        Some(picture) => result.push(picture),
        None => result.extend(character.escape_unicode()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, one_line: &str, lines: &str) {
        assert_eq!(visible(text), one_line, "{text:?}");
        assert_eq!(visible_lines(text), lines, "{text:?}");
    }

    #[test]
    fn what_can_be_seen_stays() {
        check("", "", "");
        check(
            "größe 北京 👍 ‹token› �",
            "größe 北京 👍 ‹token› �",
            "größe 北京 👍 ‹token› �",
        );
    }

    #[test]
    fn control_characters_become_pictures() {
        check("a\u{1b}[31mb\0\u{7f}", "a␛[31mb␀␡", "a␛[31mb␀␡");
        check("a\r\n\tb", "a␍␊␉b", "a␍\n\tb");
        check("\u{9b}31m", r"\u{9b}31m", r"\u{9b}31m");
    }

    #[test]
    fn what_has_no_width_or_turns_the_line_becomes_its_number() {
        let hidden = "\u{202e}\u{2066}\u{feff}\u{200b}\u{fffe}\u{a0}\u{e0041}";
        let shown = r"\u{202e}\u{2066}\u{feff}\u{200b}\u{fffe}\u{a0}\u{e0041}";
        check(hidden, shown, shown);
    }

    #[test]
    fn the_result_hides_nothing_and_is_shown_the_same_again() {
        let all: String = (0..=0x10_ffff).filter_map(char::from_u32).collect();
        let once = visible(&all);
        assert!(!once.chars().any(is_hidden));
        assert_eq!(visible(&once), once);
    }
}
