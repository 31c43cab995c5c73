//! Text that a terminal or a CI runner would obey, made visible and harmless.
//!
//! A response may hold escape sequences that clear the screen or paint a forged verdict, and
//! overrides of the writing direction that show a line backwards (Unicode Standard Annex 9,
//! Trojan Source). Characters without a width are shown as well: two values that look the same and
//! differ must not be printed the same.
//!
//! A CI runner reads commands from the log of a job: GitHub Actions `::name::` where a line begins
//! and `##[name]` anywhere in it, Azure Pipelines `##vso[…]`, TeamCity `##teamcity[…]`.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Makes a text harmless and visible; the result is a single line.
///
/// Control characters become their pictures (`␛`, `␊`, `␉`), other invisible characters their
/// number (`\u{202e}`). What is a command only where a line begins stays for [`printed`] and
/// [`without_commands`], which see whole lines.
pub fn visible(text: &str) -> String {
    without_marks(&shown(text, |_| false))
}

/// Makes a text harmless and visible, but keeps its newlines and tabs.
pub fn visible_lines(text: &str) -> String {
    without_marks(&shown(text, |character| matches!(character, '\n' | '\t')))
}

/// Makes all that is printed for a person harmless, whatever was overlooked in its parts.
///
/// Newlines and tabs stay, and colours where `has_colors` says that there may be some.
pub fn printed(text: &str, has_colors: bool) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|character| is_hidden(character) && character != '\n') {
        let (before, from) = rest.split_at(at);
        result += before;
        let kept = match color(from).filter(|_| has_colors) {
            Some(length) => length,
            None => usize::from(from.starts_with('\t')),
        };
        result += &from[..kept];
        rest = &from[kept..];
        if kept == 0
            && let Some(character) = rest.chars().next()
        {
            push_shown(&mut result, character);
            rest = &rest[character.len_utf8()..];
        }
    }
    result += rest;
    without_commands(&result).into_owned()
}

/// Takes their meaning from the commands to a CI runner in a text, and leaves all else.
pub fn without_commands(text: &str) -> Cow<'_, str> {
    if !text.contains("##") && !text.contains("::") {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (before, rest) = line.split_at(beginning(line));
        result += before;
        let begins_command = rest.starts_with("::");
        if begins_command {
            result.extend(':'.escape_unicode());
        }
        result += &without_marks(&rest[usize::from(begins_command)..]);
    }
    Cow::Owned(result)
}

/// Makes JSON harmless without a change of what it says: by escapes, which its strings may hold.
pub fn harmless_json(json: &str) -> String {
    let mut result = String::with_capacity(json.len());
    let mut last = ' ';
    for character in json.chars() {
        if is_hidden(character) && character != '\n' || (last, character) == ('#', '#') {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                _ = write!(result, "\\u{unit:04x}");
            }
            last = ' ';
        } else {
            result.push(character);
            last = character;
        }
    }
    result
}

/// Tells whether a text begins with the mark of a command that is obeyed anywhere in a line, such
/// as `##[` or `##vso[`.
pub(crate) fn begins_with_mark(text: &str) -> bool {
    let Some(name) = text.strip_prefix("##") else {
        return false;
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    name.trim_start_matches(is_name).starts_with('[')
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

/// Returns where a line begins for a runner that passes over blanks.
fn beginning(line: &str) -> usize {
    let mut rest = line;
    loop {
        rest = rest.trim_start();
        match color(rest) {
            Some(length) => rest = &rest[length..],
            None => return line.len() - rest.len(),
        }
    }
}

/// Returns the length of the sequence that sets a colour, where a text begins with one: ECMA-48,
/// 8.3.117 (SGR).
fn color(text: &str) -> Option<usize> {
    let parameters = text.strip_prefix("\u{1b}[")?;
    let is_parameter = |c: char| c.is_ascii_digit() || matches!(c, ';' | ':');
    let end = parameters.find(|c| !is_parameter(c))?;
    let is_color = parameters[end..].starts_with('m');
    is_color.then_some("\u{1b}[".len() + end + "m".len())
}

/// Writes the first `#` of each mark of a command as its number.
fn without_marks(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        if character == '#' && begins_with_mark(&text[at..]) {
            result.extend(character.escape_unicode());
        } else {
            result.push(character);
        }
    }
    result
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

/// Whether a runner would obey a line: the rules of `ActionCommand.cs` of GitHub's runner.
#[cfg(test)]
pub(crate) fn is_obeyed(text: &str) -> bool {
    let marks = ["##[", "##vso[", "##teamcity["];
    let mut lines = text.lines();
    lines.any(|line| {
        line.trim_start().starts_with("::") || marks.iter().any(|mark| line.contains(mark))
    })
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

    #[test]
    fn no_runner_obeys_what_is_printed_and_all_else_stays() {
        let commands = [
            ("##[set-output name=a]b", r"\u{23}#[set-output name=a]b"),
            ("sold out ###[x]", r"sold out #\u{23}#[x]"),
            ("##vso[task.setvariable]y", r"\u{23}#vso[task.setvariable]y"),
            ("a ##TeamCity[testFailed]", r"a \u{23}#TeamCity[testFailed]"),
            ("::set-output name=a::b", r"\u{3a}:set-output name=a::b"),
            ("a\n \t\u{3000}::error::b", "a\n \t\u{3000}\\u{3a}:error::b"),
            ("\u{1b}[1;31m ::error::b", "\u{1b}[1;31m \\u{3a}:error::b"),
            (":::error::b", r"\u{3a}::error::b"),
        ];
        for (text, expected) in commands {
            assert_eq!(printed(text, true), expected);
            let lines = visible_lines(text);
            for text in [
                &printed(text, false),
                &without_commands(&lines).into_owned(),
            ] {
                assert!(!is_obeyed(text), "{text:?}");
            }
        }
        for text in [
            "## Title [a]",
            "a::b ::c",
            "# #[",
            "#[",
            "::".trim_matches(':'),
            "1\n\t2",
        ] {
            assert_eq!(printed(text, true), text);
        }
    }

    #[test]
    fn colours_alone_are_printed_and_only_where_there_are_some() {
        let text = "\u{1b}[1;31mred\u{1b}[0m";
        assert_eq!(printed(text, true), text);
        assert_eq!(printed(text, false), "␛[1;31mred␛[0m");
        for text in [
            "\u{1b}[2J",
            "\u{1b}]0;title\u{7}",
            "\u{1b}[31",
            "\u{1b}",
            "\r",
            "\u{9b}m",
        ] {
            let text = printed(text, true);
            assert!(!text.chars().any(is_hidden), "{text:?}");
        }
    }

    #[test]
    fn json_says_the_same_and_nothing_in_it_is_obeyed() {
        let value = serde_json::json!({
            "##[a]": "x ####[b] \\## \u{9b}2J\u{202e}\u{e0041}\u{a0}\n::error::c",
            "##vso[d]": [1, "##teamcity[e]"],
        });
        let text = harmless_json(&serde_json::to_string_pretty(&value).unwrap());
        assert!(!is_obeyed(&text), "{text}");
        assert!(!text.chars().any(|c| is_hidden(c) && c != '\n'), "{text}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).unwrap(),
            value
        );
    }
}
