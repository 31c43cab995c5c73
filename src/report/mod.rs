//! An outcome as text: for a terminal, for a CI server, for a program.
//!
//! Every report is a function of a [`RunOutcome`] alone, so that a saved one can be rendered later.
//! Secrets were hidden before an outcome came into being; nothing here could bring one back.
//! What came from the network is still hostile, and every report makes it harmless in its own way.

use std::fmt;

use crate::outcome::RunOutcome;
use crate::report::junit::Bodies;
use crate::visible::{harmless_json, visible, without_commands};

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod schema;

mod alike;
pub mod annotation;
pub mod ascii;
pub mod ctrf;
pub mod file;
pub mod findings;
pub mod har;
pub mod html;
pub mod json;
pub mod junit;
pub mod lesson;
pub mod markdown;
pub mod sarif;
pub mod script;
pub mod terminal;
mod tree;
mod trouble;

/// A form that an outcome can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text without colour, as a pipe gets it.
    Terminal,
    /// JUnit XML: a suite a scenario, a case a step.
    Junit,
    /// The same, with the bodies of the steps that passed, too.
    JunitFull,
    /// The outcome itself, complete and versioned.
    Json,
    /// Markdown, for a pull request or the summary of a job.
    Markdown,
    /// A page to read, in one file that needs no network.
    Html,
    /// HTTP Archive 1.2: every exchange, for the network view of a browser.
    Har,
    /// SARIF 2.1.0, for code scanning: a result a difference.
    Sarif,
    /// Common Test Report Format: a test a step.
    Ctrf,
}

impl Format {
    /// All formats, in the order in which help lists them.
    pub const ALL: [Self; 9] = [
        Self::Terminal,
        Self::Junit,
        Self::JunitFull,
        Self::Json,
        Self::Markdown,
        Self::Html,
        Self::Har,
        Self::Sarif,
        Self::Ctrf,
    ];

    /// Returns the word for it on a command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Junit => "junit",
            Self::JunitFull => "junit-full",
            Self::Json => "json",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Har => "har",
            Self::Sarif => "sarif",
            Self::Ctrf => "ctrf",
        }
    }

    /// Returns where it is written when no path is given, relative to the working directory.
    pub fn default_path(self) -> &'static str {
        match self {
            Self::Terminal => "reports/run.txt",
            Self::Junit | Self::JunitFull => "reports/junit.xml",
            Self::Json => "reports/run.json",
            Self::Markdown => "reports/run.md",
            Self::Html => "reports/run.html",
            Self::Har => "reports/run.har",
            Self::Sarif => "reports/run.sarif",
            Self::Ctrf => "reports/ctrf.json",
        }
    }

    /// Reads the word of a command line, in capitals or not.
    ///
    /// # Errors
    /// The word is no format; the error names all that there are, and the one that was probably
    /// meant.
    pub fn parse(word: &str) -> Result<Self, UnknownFormat> {
        let lower = word.to_lowercase();
        Self::ALL
            .into_iter()
            .find(|format| format.name() == lower)
            .ok_or_else(|| UnknownFormat {
                word: word.to_owned(),
                meant: meant(&lower),
            })
    }
}

impl std::str::FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::parse(word)
    }
}

/// A word that names no format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFormat {
    /// What was typed.
    pub word: String,
    /// What was probably meant.
    pub meant: Option<Format>,
}

impl UnknownFormat {
    /// Returns what to type instead.
    pub fn hint(&self) -> String {
        match self.meant {
            Some(format) => format!("did you mean `{}`?", format.name()),
            None => {
                let names = Format::ALL.map(|format| format!("`{}`", format.name()));
                format!("use one of {}", names.join(", "))
            }
        }
    }
}

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = visible(&self.word);
        write!(f, "unknown report format `{word}`: {}", self.hint())
    }
}

impl std::error::Error for UnknownFormat {}

/// Renders an outcome; the text ends in a newline.
///
/// A report may end up in the log of a pipeline (`--report html=/dev/stdout`), so nothing in it is a
/// command to its runner.
pub fn render(format: Format, outcome: &RunOutcome) -> String {
    let text = match format {
        Format::Json => return harmless_json(&json::render(outcome)),
        Format::Har => return harmless_json(&har::render(outcome)),
        Format::Sarif => return harmless_json(&sarif::render(outcome)),
        Format::Ctrf => return harmless_json(&ctrf::render(outcome)),
        Format::Terminal => terminal::render(outcome, terminal::Style::PLAIN),
        Format::Junit => junit::render(outcome, Bodies::NotPassed),
        Format::JunitFull => junit::render(outcome, Bodies::All),
        Format::Markdown => markdown::render(outcome),
        Format::Html => html::render(outcome),
    };
    without_commands(&text).into_owned()
}

/// Returns the format that a mistyped or related word means.
///
/// Few and short names need no edit distance: a slip of the finger leaves the beginning and the
/// end of the word in place.
fn meant(word: &str) -> Option<Format> {
    match word {
        "xml" => return Some(Format::Junit),
        "md" => return Some(Format::Markdown),
        "text" | "txt" | "plain" | "console" => return Some(Format::Terminal),
        _ => {}
    }
    Format::ALL.into_iter().find(|format| {
        let name = format.name();
        let common = |a: &mut dyn Iterator<Item = char>, b: &mut dyn Iterator<Item = char>| {
            a.zip(b).take_while(|(a, b)| a == b).count()
        };
        let begin = common(&mut word.chars(), &mut name.chars());
        let end = common(&mut word.chars().rev(), &mut name.chars().rev());
        begin > 0 && begin + end + 2 >= name.len() && word.chars().count().abs_diff(name.len()) <= 2
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::visible::is_obeyed;

    fn check(word: &str, expected: Result<Format, &str>) {
        let found = Format::parse(word).map_err(|error| error.to_string());
        assert_eq!(found, expected.map_err(str::to_owned), "{word}");
    }

    #[test]
    fn a_format_is_read_and_a_mistyped_one_is_guessed() {
        check("junit", Ok(Format::Junit));
        check("JSON", Ok(Format::Json));
        check("terminal", Ok(Format::Terminal));
        for word in ["junt", "jnuit", "junits", "junit=", "xml"] {
            let expected = format!("unknown report format `{word}`: did you mean `junit`?");
            check(word, Err(&expected));
        }
        check(
            "jsno",
            Err("unknown report format `jsno`: did you mean `json`?"),
        );
        check(
            "termnal",
            Err("unknown report format `termnal`: did you mean `terminal`?"),
        );
    }

    #[test]
    fn a_word_that_is_like_nothing_gets_the_list() {
        for word in ["", "pdf", "j", "nosj"] {
            let list = "use one of `terminal`, `junit`, `junit-full`, `json`, `markdown`, `html`, `har`, `sarif`, `ctrf`";
            check(
                word,
                Err(&format!("unknown report format `{word}`: {list}")),
            );
        }
        check(
            "\u{1b}[2J",
            Err(
                "unknown report format `␛[2J`: use one of `terminal`, `junit`, `junit-full`, `json`, `markdown`, `html`, `har`, `sarif`, `ctrf`",
            ),
        );
    }

    #[test]
    fn no_report_commands_a_runner_and_json_says_the_same() {
        let outcome = fixture::outcome();
        for format in Format::ALL {
            let text = render(format, &outcome);
            assert!(
                text.contains("task") || text.contains("forged"),
                "{format:?}"
            );
            let mut lines = text.lines();
            let obeyed = lines.find(|line| is_obeyed(line));
            assert_eq!(obeyed, None, "{format:?}");
        }
        assert_eq!(
            json::parse(&render(Format::Json, &outcome)).unwrap(),
            outcome
        );
    }
}
