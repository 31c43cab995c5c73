//! Text for terminals and logs that show nothing but ASCII.

use std::fmt::Write as _;

/// By how many columns a line may grow at most that was cut to the width of a terminal: each sign
/// that stands for what is left out becomes three dots.
pub const GROWTH: usize = 6;

/// Writes a text in ASCII: our own signs become ASCII ones, any other character its number.
pub fn ascii(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\0'..='\x7f' => result.push(character),
            '✔' => result.push('v'),
            '✘' => result.push('x'),
            '‼' => result.push('!'),
            '↷' | '›' => result.push('>'),
            '‹' => result.push('<'),
            '–' | '·' => result.push('-'),
            '│' => result.push('|'),
            '─' => result.push('-'),
            '→' => result.push_str("->"),
            '←' => result.push_str("<-"),
            '≠' => result.push_str("!="),
            '…' => result.push_str("..."),
            '\u{2400}'..='\u{241f}' => {
                _ = write!(result, "\\x{:02x}", u32::from(character) - 0x2400);
            }
            other => _ = write!(result, "\\u{{{:x}}}", u32::from(other)),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_signs_become_ascii_and_others_their_number() {
        let shown = ascii("\u{1b}[1m✔ 1/2 größe ‹token› → 200 … ␛ 北\u{1b}[0m\n");
        let expected =
            "\u{1b}[1mv 1/2 gr\\u{f6}\\u{df}e <token> -> 200 ... \\x1b \\u{5317}\u{1b}[0m\n";
        assert_eq!(shown, expected);
        assert!(shown.is_ascii());
    }
}
