//! What ends a command: a message, a hint, and an exit code.

use crate::scenario::problem::Problem;
use crate::visible::visible;

/// What ends a command without a result.
#[derive(Debug)]
pub struct Error {
    /// What is wrong, lower case, no full stop; several lines only for located problems.
    pub message: String,
    /// What to type instead.
    pub hint: Option<String>,
    /// Problems in files, shown instead of the message's own line.
    pub problems: Vec<Problem>,
    /// What the user has to give first, where that is what is wrong.
    pub lack: Option<Lack>,
    /// The exit code.
    pub exit_code: u8,
}

/// What a user has to give before something is done to a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// That the shop may be written to.
    Agreement,
    /// That something may stay in the shop.
    Permanence,
    /// Credentials to sign in with.
    Credentials,
}

impl Error {
    /// Wrong usage, or nothing to do: exit code 2.
    pub fn usage(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
            problems: Vec::new(),
            lack: None,
            exit_code: 2,
        }
    }

    /// Problems in what the user wrote: exit code 2.
    pub fn problems(problems: Vec<Problem>) -> Self {
        let message = match problems.len() {
            1 => "1 problem was found; nothing was sent".to_owned(),
            count => format!("{count} problems were found; nothing was sent"),
        };
        Self {
            problems,
            ..Self::usage(message)
        }
    }

    /// Something that could not be carried out: exit code 3.
    pub fn failed(message: impl Into<String>) -> Self {
        Self {
            exit_code: 3,
            ..Self::usage(message)
        }
    }

    /// Adds what to type instead.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says what the user has to give first.
    #[must_use]
    pub fn lacks(mut self, lack: Lack) -> Self {
        self.lack = Some(lack);
        self
    }

    /// Renders the error for a person.
    pub fn render(&self, colored: bool) -> String {
        let mut text = String::new();
        for problem in &self.problems {
            text += &problem.render(colored);
            text += "\n\n";
        }
        text += &format!("magewalk: {}\n", visible(&self.message));
        if let Some(hint) = &self.hint {
            text += &format!("hint: {}\n", visible(hint));
        }
        text
    }
}
