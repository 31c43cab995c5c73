//! `--env-file`: `NAME=value` lines, each value as it is written. Nothing is filled in, so that a `$`
//! in a password stays one.

/// A line that cannot be read. What stands in it is a secret, so only its number is said.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BadLine {
    /// Its number, from 1.
    pub number: usize,
    /// What is wrong with it.
    pub what: &'static str,
    /// What to write instead.
    pub hint: &'static str,
}

/// What is wrong with a line, and what to write instead.
type Wrong = (&'static str, &'static str);

const NO_PAIR: Wrong = (
    "is not `NAME=value`",
    "write `NAME=value`, or a `#` before a comment",
);
const TWICE: Wrong = (
    "gives a variable a value that has one already",
    "leave one of the two lines out",
);
const QUOTE_IT: &str = "put the value in single quotes";
const ESCAPES: &str = "in double quotes write `\\\\`, `\\\"`, `\\$`, `\\n`, or use single quotes";

/// Reads the variables of a file whose names begin in this way, in their order. Of the others nothing
/// is looked at but where their quotes end.
///
/// # Errors
/// The first line that cannot be read.
pub(crate) fn read(text: &str, prefix: &str) -> Result<Vec<(String, String)>, BadLine> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut rest = text.trim_start_matches('\u{feff}');
    let mut number = 1;
    while !rest.is_empty() {
        let bad = |(what, hint)| BadLine { number, what, hint };
        let (pair, end) = entry(rest, prefix).map_err(bad)?;
        if let Some(pair) = pair {
            if pairs.iter().any(|known| known.0 == pair.0) {
                return Err(bad(TWICE));
            }
            pairs.push(pair);
        }
        number += rest[..end].matches('\n').count();
        rest = &rest[end..];
    }
    Ok(pairs)
}

/// Reads what a text begins with: a line, or the lines over which a quoted value goes. Returns the
/// variable, if it is one that is wanted, and where the text goes on.
fn entry(text: &str, prefix: &str) -> Result<(Option<(String, String)>, usize), Wrong> {
    let end = end_of_line(text);
    let line = text[..end].trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok((None, end));
    }
    let sign = text[..end].find('=').ok_or(NO_PAIR)?;
    let name = text[..sign].trim();
    let name = name.strip_prefix("export ").unwrap_or(name).trim();
    if !is_name(name) {
        return Err(NO_PAIR);
    }
    let is_wanted = name.starts_with(prefix);
    let pair = |value| is_wanted.then(|| (name.to_owned(), value));
    let value = text[sign + 1..end].trim();
    let Some(quote @ ('\'' | '"')) = value.chars().next() else {
        let value = if is_wanted {
            bare(value)?
        } else {
            String::new()
        };
        return Ok((pair(value), end));
    };
    // From here on the value may go on over lines.
    let opened = text[sign + 1..]
        .find(quote)
        .map_or(end, |at| sign + 1 + at + 1);
    let (value, length) = quoted(&text[opened..], quote)?;
    let closed = opened + length;
    let end = closed + end_of_line(&text[closed..]);
    let behind = text[closed..end].trim();
    if is_wanted && !behind.is_empty() && !behind.starts_with('#') {
        return Err(("goes on after the closing quote", QUOTE_IT));
    }
    Ok((pair(value), end))
}

fn end_of_line(text: &str) -> usize {
    text.find('\n').map_or(text.len(), |at| at + 1)
}

fn is_name(name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    !name.is_empty() && name.chars().all(is_part)
}

/// Reads a value without quotes: up to a comment, which begins after a blank.
fn bare(value: &str) -> Result<String, Wrong> {
    let comment = value.find(" #").or(value.find("\t#"));
    let value = value[..comment.unwrap_or(value.len())].trim_end();
    if value.starts_with('#') {
        return Ok(String::new());
    }
    if value.contains(char::is_whitespace) {
        return Err(("has a blank in its value", QUOTE_IT));
    }
    if value.contains('\\') {
        return Err(("has a backslash in its value", QUOTE_IT));
    }
    Ok(value.to_owned())
}

/// Reads up to the closing quote; returns the value, and where the text goes on.
fn quoted(text: &str, quote: char) -> Result<(String, usize), Wrong> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            _ if character == quote => return Ok((value.replace("\r\n", "\n"), at + 1)),
            '\\' if quote == '"' => match characters.next().map(|(_, escaped)| escaped) {
                Some('n') => value.push('\n'),
                Some(escaped @ ('\\' | '"' | '$' | '\'' | '`')) => value.push(escaped),
                _ => return Err(("has an escape that is none", ESCAPES)),
            },
            other => value.push(other),
        }
    }
    Err(("opens a quote that is never closed", QUOTE_IT))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let pairs = read(text, "M_").unwrap_or_else(|bad| panic!("{text}: {bad:?}"));
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        assert_eq!(pairs, expected, "{text}");
    }

    #[test]
    fn a_value_is_taken_as_it_is_written() {
        check("M_A=pa$word1", &[("M_A", "pa$word1")]);
        check("M_A=\"q$word2\"", &[("M_A", "q$word2")]);
        check("M_A=a${HOME}b$$", &[("M_A", "a${HOME}b$$")]);
        check("M_A='a\\b \"$x\" #y'", &[("M_A", "a\\b \"$x\" #y")]);
        check("M_A=\"a\\\"\\\\\\$\\n'\"", &[("M_A", "a\"\\$\n'")]);
        check("M_A=a#b # a comment", &[("M_A", "a#b")]);
        check("M_A=a=b==", &[("M_A", "a=b==")]);
        check("M_A=", &[("M_A", "")]);
        check("M_A= # a comment", &[("M_A", "")]);
    }

    #[test]
    fn lines_are_read_whoever_wrote_them() {
        check(
            "\u{feff}# of a shop\r\n\r\nexport M_A = 'x'\r\n  M_B=y\r\nOTHER=any thing\\\r\n",
            &[("M_A", "x"), ("M_B", "y")],
        );
        check(
            "M_A='one\r\ntwo'\nM_B=\"3\"",
            &[("M_A", "one\ntwo"), ("M_B", "3")],
        );
        check("OTHER='\nM_A=x\n'\nM_B=y", &[("M_B", "y")]);
    }

    #[test]
    fn what_cannot_be_read_is_said_by_its_number() {
        for (text, number, what) in [
            ("M_A=x\nM_B y", 2, "`NAME=value`"),
            ("M_A: x", 1, "`NAME=value`"),
            ("M_A=x y", 1, "blank"),
            ("M_A=x\\$y", 1, "backslash"),
            ("M_A='x\ny'\nM_B='x'y", 3, "after the closing quote"),
            ("M_A=\"\\q\"", 1, "escape"),
            ("\nOTHER='x\nM_A=y", 2, "never closed"),
            ("M_A=x\nM_A=y", 2, "already"),
        ] {
            let bad = read(text, "M_").unwrap_err();
            assert_eq!(bad.number, number, "{text}");
            assert!(bad.what.contains(what), "{text}: {}", bad.what);
        }
    }
}
