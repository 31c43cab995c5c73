//! What the program finds around it: variables and terminals, read once in `main`.

use std::collections::BTreeMap;

use crate::cli::Color;
use crate::commands::shown;
use crate::report::terminal::{Style, Verbosity};

/// What the program finds around it.
#[derive(Clone)]
pub struct Environment {
    /// The environment variables that are text.
    pub variables: BTreeMap<String, String>,
    /// Whether the standard input is a terminal.
    pub stdin_is_terminal: bool,
    /// Whether the standard output is a terminal.
    pub stdout_is_terminal: bool,
    /// Whether the standard error is a terminal.
    pub stderr_is_terminal: bool,
    /// How many columns the terminal has.
    pub columns: Option<u16>,
}

/// Whether there is colour, per stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colors {
    /// On the standard output.
    pub stdout: bool,
    /// On the standard error.
    pub stderr: bool,
}

impl Environment {
    /// Returns how many columns the standard output has; as many as you like where it is no
    /// terminal.
    fn columns_of_stdout(&self) -> usize {
        let columns = self.columns.filter(|_| self.stdout_is_terminal);
        shown::columns(columns.map_or(usize::MAX, usize::from))
    }

    /// Returns how what is printed looks, and how much of it there is.
    pub fn style(&self, colors: Colors, verbosity: Verbosity) -> Style {
        Style {
            color: colors.stdout,
            width: self.columns_of_stdout(),
            verbosity,
        }
    }

    /// Returns a variable that is set and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// Returns whether this is a pipeline: `CI` is set, and not to `false` or `0`.
    pub fn is_pipeline(&self) -> bool {
        self.get("CI")
            .is_some_and(|value| !matches!(value, "false" | "0"))
    }

    /// Decides about colour once: `--color`, then `NO_COLOR`, then `CLICOLOR_FORCE` and
    /// `FORCE_COLOR`, then whether the stream is a terminal that is not dumb.
    pub fn colors(&self, wanted: Color) -> Colors {
        let both = |on| Colors {
            stdout: on,
            stderr: on,
        };
        let forced = |name| self.get(name).is_some_and(|value| value != "0");
        match wanted {
            Color::Always => both(true),
            Color::Never => both(false),
            Color::Auto if self.get("NO_COLOR").is_some() => both(false),
            Color::Auto if forced("CLICOLOR_FORCE") || forced("FORCE_COLOR") => both(true),
            Color::Auto => {
                let able = self.get("TERM") != Some("dumb");
                Colors {
                    stdout: able && self.stdout_is_terminal,
                    stderr: able && self.stderr_is_terminal,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(variables: &[(&str, &str)], wanted: Color, expected: (bool, bool)) {
        let environment = Environment {
            variables: variables
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect(),
            stdin_is_terminal: false,
            stdout_is_terminal: false,
            stderr_is_terminal: true,
            columns: None,
        };
        let colors = environment.colors(wanted);
        assert_eq!((colors.stdout, colors.stderr), expected, "{variables:?}");
    }

    #[test]
    fn colour_is_decided_per_stream_and_in_this_order() {
        check(&[], Color::Auto, (false, true));
        check(&[("TERM", "dumb")], Color::Auto, (false, false));
        check(&[("FORCE_COLOR", "1")], Color::Auto, (true, true));
        check(&[("CLICOLOR_FORCE", "0")], Color::Auto, (false, true));
        check(
            &[("NO_COLOR", "1"), ("FORCE_COLOR", "1")],
            Color::Auto,
            (false, false),
        );
        check(&[("NO_COLOR", "")], Color::Auto, (false, true));
        check(&[("NO_COLOR", "1")], Color::Always, (true, true));
        check(&[("FORCE_COLOR", "1")], Color::Never, (false, false));
    }
}
