//! A real headless browser, by the WebDriver protocol (W3C), spoken to the chromedriver that is
//! found on the machine.
//!
//! It knows nothing of steps and promises: it opens, types, clicks, and says what can be seen. It
//! looks up no name but that of the target, so that no page leads it elsewhere.

mod driver;
mod error;
mod scratch;
mod window;

pub use driver::Launcher;
pub use error::BrowserError;
pub use window::{Seen, Window};
