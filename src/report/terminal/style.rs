//! How a text looks on one stream: colour, width, and how much is told.
//!
//! The only file that names `colored`. Its `ColoredString` asks one global switch on every `fmt`,
//! and that switch follows stdout, `NO_COLOR` and `CLICOLOR` of the process: it cannot colour
//! stdout and stderr apart, and a test that turned it would turn it for all threads. So only its
//! table of colours is used ([`Color::to_fg_str`], which asks nothing for the plain colours), and
//! [`Style::color`] alone decides whether an escape is written.

use colored::Color;

/// How a text looks on one stream. Whoever knows the stream decides, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether escape sequences of colour are written.
    pub color: bool,
    /// How many columns there are; `usize::MAX` for a pipe, where nothing is cut to a width.
    pub width: usize,
    /// How much is told.
    pub verbosity: Verbosity,
}

impl Style {
    /// For a file or a pipe: no colour, no width, the ordinary amount.
    pub const PLAIN: Self = Self {
        color: false,
        width: usize::MAX,
        verbosity: Verbosity::Normal,
    };

    /// Paints a text that holds no escape sequence of its own.
    pub(super) fn paint(self, role: Role, text: &str) -> String {
        if !self.color || text.is_empty() {
            return text.to_owned();
        }
        // ECMA-48, 8.3.117 (SGR): 1 is bold, 2 is faint, 0 ends both and the colour.
        let code = match role {
            Role::Plain => return text.to_owned(),
            Role::Strong => "1".into(),
            Role::Faint => "2".into(),
            Role::Passed | Role::Store | Role::Text => Color::Green.to_fg_str(),
            Role::Failed | Role::Page => Color::Red.to_fg_str(),
            Role::Errored => Color::Magenta.to_fg_str(),
            Role::Skipped | Role::Drift | Role::Caret => Color::Yellow.to_fg_str(),
            // Plain blue cannot be read on black.
            Role::Key => Color::BrightBlue.to_fg_str(),
            Role::Number | Role::Explain => Color::Cyan.to_fg_str(),
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verbosity {
    /// Failures and the summary (`-q`).
    Quiet,
    /// A line a step.
    Normal,
    /// Every request and response (`-v`).
    Verbose,
    /// Nothing shortened, and what each step teaches (`-vv`).
    VeryVerbose,
}

/// What a piece of text is, from which follows how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Ordinary text.
    Plain,
    /// What the eye should find first.
    Strong,
    /// What the eye should skip.
    Faint,
    /// The mark of a step that passed.
    Passed,
    /// The mark of a step that failed.
    Failed,
    /// The mark of a step that could not be carried out.
    Errored,
    /// The mark of a step that was skipped.
    Skipped,
    /// What the page prints, or the scenario demands.
    Page,
    /// What the store answered.
    Store,
    /// Where the page is known to be out of date.
    Drift,
    /// The carets below a line of a scenario.
    Caret,
    /// What a scenario or a step teaches.
    Explain,
    /// A key of a JSON object.
    Key,
    /// A JSON string.
    Text,
    /// A JSON number, `true`, `false` or `null`.
    Number,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_alone_decides_about_colour() {
        let plain = Style::PLAIN;
        let coloured = Style {
            color: true,
            ..plain
        };
        // Whatever another thread or the environment says to the global switch of the crate.
        for switch in [true, false] {
            colored::control::set_override(switch);
            assert_eq!(plain.paint(Role::Failed, "x"), "x");
            assert_eq!(coloured.paint(Role::Failed, "x"), "\u{1b}[31mx\u{1b}[0m");
        }
        colored::control::unset_override();
        assert_eq!(coloured.paint(Role::Failed, ""), "");
        assert_eq!(coloured.paint(Role::Plain, "x"), "x");
    }
}
