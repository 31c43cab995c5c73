//! The terminal in which somebody learns.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::commands::colors::Colors;
use crate::commands::learn::editor;
use crate::commands::learn::keys::{self, Keyboard};
use crate::commands::{print, print_raw};
use crate::error::Error;
use crate::launch::{Environment, Interrupt};
use crate::learn::{Key, Screen};
use crate::report::terminal::{Style, Verbosity};

/// The terminal in which somebody learns.
pub(super) struct Terminal<'e> {
    /// What the program finds around it.
    pub(super) environment: &'e Environment,
    /// Whether there is colour.
    pub(super) colors: Colors,
    /// Whether the user wants the program to end.
    pub(super) interrupt: Interrupt,
}

impl Terminal<'_> {
    /// Whether the terminal knows nothing but text.
    fn is_dumb(&self) -> bool {
        let term = self.environment.get("TERM");
        term.is_none_or(|term| term == "dumb")
    }
}

impl Screen for Terminal<'_> {
    fn print(&mut self, text: &str) -> Result<(), Error> {
        print(text)
    }

    fn show_sending(&mut self, is_sending: bool) -> Result<(), Error> {
        if is_sending {
            print("  sending …")
        } else {
            // Two columns more than that: in ASCII, the dots are three.
            print_raw("\r             \r")
        }
    }

    /// Asks for a key, on a line that goes when it is pressed.
    async fn key(&mut self, offered: &str) -> Result<Key, Error> {
        let keyboard = Keyboard::open(self.is_dumb())?;
        print_raw(&format!("\r\n{offered} "))?;
        let key = keyboard.key(&self.interrupt).await;
        // By blanks, since not every terminal knows how to clear a line; one more for what was pressed.
        print_raw(&format!("\r{}\r", " ".repeat(offered.len() + 2)))?;
        key
    }

    fn edit(&mut self, text: &str) -> Result<String, Error> {
        editor::edit(text, self.environment)
    }

    /// By OSC 52, which works over ssh too, where the terminal lets it.
    fn copy(&mut self, text: &str) -> Result<bool, Error> {
        if self.is_dumb() {
            return Ok(false);
        }
        let packed = STANDARD.encode(text);
        print_raw(&format!("\u{1b}]52;c;{packed}\u{7}"))?;
        Ok(true)
    }

    /// How things look, in a terminal that may have got another size.
    fn style(&self) -> Style {
        let environment = Environment {
            columns: keys::columns().or(self.environment.columns),
            ..self.environment.clone()
        };
        self.colors.style(&environment, Verbosity::Normal)
    }
}
