//! The terminal as a lesson sees it.

use crate::error::Error;
use crate::report::terminal::Style;

/// What somebody pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    /// Enter.
    Enter,
    /// A character, in lower case.
    Char(char),
    /// Ctrl-C, or a signal that ends programs.
    Interrupt,
    /// Ctrl-D: nothing more will be pressed.
    End,
}

/// Where a lesson is shown and keys are pressed: a terminal, or the script of a test.
pub(crate) trait Screen {
    /// Shows a text.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn print(&mut self, text: &str) -> Result<(), Error>;

    /// Shows that a request is under way, or that it no longer is.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn show_sending(&mut self, is_sending: bool) -> Result<(), Error>;

    /// Offers keys and waits for one.
    ///
    /// # Errors
    /// Where nothing can be read.
    async fn key(&mut self, offered: &str) -> Result<Key, Error>;

    /// Lets somebody edit a text and returns what it became.
    ///
    /// # Errors
    /// Where it cannot be edited.
    fn edit(&mut self, text: &str) -> Result<String, Error>;

    /// Hands a text to the clipboard; returns whether there may be one.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn copy(&mut self, text: &str) -> Result<bool, Error>;

    /// Returns how things look now.
    fn style(&self) -> Style;
}
