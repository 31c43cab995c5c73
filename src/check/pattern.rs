//! Regular expressions, bounded in size and memory.

use regex::RegexBuilder;

pub(crate) use regex::Regex;

use crate::check::error::CheckError;
use crate::check::known::Known;
use crate::outcome::ErrorKind;
use crate::scenario::expectation::Pattern;

/// How long an expression may be, in bytes.
const LONGEST: usize = 4096;

/// How much memory a compiled expression may take, in bytes.
const LARGEST: usize = 1 << 20;

/// The expressions of the scenarios.
static KNOWN: Known<Regex> = Known::new();

/// Compiles an expression of a scenario, once; the error says in one line what is wrong with it.
pub(crate) fn of_scenario(text: &str) -> Result<Regex, String> {
    KNOWN.get(text, compile)
}

/// Compiles an expression; the error says in one line what is wrong with it.
pub(crate) fn compile(text: &str) -> Result<Regex, String> {
    if text.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes"));
    }
    RegexBuilder::new(text)
        .size_limit(LARGEST)
        .dfa_size_limit(LARGEST)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => "it becomes too large".to_owned(),
            error => {
                let text = error.to_string();
                let last = text.lines().last().unwrap_or("it cannot be read").trim();
                last.strip_prefix("error: ").unwrap_or(last).to_owned()
            }
        })
}

/// Compiles the expression of a scenario.
pub(crate) fn compile_pattern(pattern: &Pattern) -> Result<Regex, CheckError> {
    of_scenario(&pattern.text).map_err(|cause| {
        CheckError::new(
            ErrorKind::Template,
            format!(
                "the regular expression `{}` is not valid: {cause}",
                pattern.text
            ),
        )
    })
}

/// Whether an expression finds something in every text, so that holding it says nothing: in these,
/// which have nothing in common, and in none of which a person would look for all of them.
pub(crate) fn is_everywhere(regex: &Regex) -> bool {
    let texts = ["", "a", "7", "-", " ", "\u{e9}\u{1f600}"];
    let long = || (' '..='~').collect::<String>().repeat(1_000);
    texts.iter().all(|text| regex.is_match(text)) && regex.is_match(&long())
}

/// Returns what a match is about: its first group, or all of it where there is no group.
pub(crate) fn meant<'t>(found: &regex::Captures<'t>) -> Option<&'t str> {
    let meant = if found.len() > 1 {
        found.get(1)
    } else {
        found.get(0)
    };
    meant.map(|part| part.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, cause: &str) {
        assert_eq!(compile(text).unwrap_err(), cause);
    }

    #[test]
    fn an_expression_that_is_found_everywhere_is_known() {
        for (text, expected) in [
            (".*", true),
            ("^", true),
            ("$|x", true),
            ("(?s)^.*$", true),
            ("^.*$", true),
            ("a?", true),
            ("^[^{]*$", false),
            (".", false),
            ("^$", false),
            (r"^\d*$", false),
            ("^.{0,255}$", false),
        ] {
            assert_eq!(is_everywhere(&compile(text).unwrap()), expected, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_in_one_line() {
        check("(", "unclosed group");
        check("a{1000}{1000}{1000}", "it becomes too large");
        check(&"a".repeat(5000), "it is longer than 4096 bytes");
        check(
            "(?=a)",
            "look-around, including look-ahead and look-behind, is not supported",
        );
    }
}
