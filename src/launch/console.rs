//! How a person is spoken to and asked, beside the result of a command.

use std::io;

/// How a person is spoken to and asked. The functions are those of the program's own terminal, or of
/// a test.
#[derive(Clone, Copy)]
pub struct Console {
    /// Says something in one line.
    pub say: fn(&str),
    /// Prints a question and reads a line.
    pub ask: fn(&str) -> io::Result<String>,
    /// Prints a question and reads a line that is not shown while it is typed.
    pub ask_hidden: fn(&str) -> io::Result<String>,
}

#[cfg(test)]
impl Console {
    /// Says nothing, and nobody answers.
    pub(crate) fn silent() -> Self {
        let nobody = |_: &str| Err(io::ErrorKind::Unsupported.into());
        Self {
            say: |_| {},
            ask: nobody,
            ask_hidden: nobody,
        }
    }
}
