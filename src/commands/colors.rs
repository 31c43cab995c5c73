//! Which streams take colours, and how what is printed looks.

use crate::cli::Color;
use crate::commands::shown;
use crate::launch::Environment;
use crate::report::terminal::{Style, Verbosity};

/// Whether there is colour, per stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colors {
    /// On the standard output.
    pub stdout: bool,
    /// On the standard error.
    pub stderr: bool,
}

impl Colors {
    /// Decides about colour once: `--color`, then `NO_COLOR`, then `CLICOLOR_FORCE` and
    /// `FORCE_COLOR`, then whether the stream is a terminal that is not dumb.
    pub fn of(environment: &Environment, wanted: Color) -> Self {
        let both = |on| Self {
            stdout: on,
            stderr: on,
        };
        let forced = |name| environment.get(name).is_some_and(|value| value != "0");
        match wanted {
            Color::Always => both(true),
            Color::Never => both(false),
            Color::Auto if environment.get("NO_COLOR").is_some() => both(false),
            Color::Auto if forced("CLICOLOR_FORCE") || forced("FORCE_COLOR") => both(true),
            Color::Auto => {
                let able = environment.get("TERM") != Some("dumb");
                Self {
                    stdout: able && environment.stdout_is_terminal,
                    stderr: able && environment.stderr_is_terminal,
                }
            }
        }
    }

    /// Returns how what is printed looks, and how much of it there is.
    pub(super) fn style(self, environment: &Environment, verbosity: Verbosity) -> Style {
        Style {
            color: if shown::is_diverted() {
                self.stderr
            } else {
                self.stdout
            },
            width: columns_of_stdout(environment),
            verbosity,
        }
    }
}

/// Returns how many columns the standard output has; as many as you like where it is no terminal.
fn columns_of_stdout(environment: &Environment) -> usize {
    let columns = environment.columns;
    let columns = columns.filter(|_| environment.stdout_is_terminal && !shown::is_diverted());
    shown::columns(columns.map_or(usize::MAX, usize::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(variables: &[(&str, &str)], wanted: Color, expected: (bool, bool)) {
        let pairs = variables.iter();
        let variables_of = pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let environment = Environment {
            variables: variables_of.collect(),
            stderr_is_terminal: true,
            ..Environment::bare()
        };
        let colors = Colors::of(&environment, wanted);
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
