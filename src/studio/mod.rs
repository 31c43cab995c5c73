//! The studio's server: a page on loopback, and what it asks for and commands over HTTP.
//!
//! What a walk is, who opens a store and what may be done to it, is not known here: the page sees a
//! [`StudioState`], and what the user commands goes as a [`Command`] to whoever keeps it.
//!
//! Nobody but the page gets in: the address holds a token, `Host` and `Origin` must be our own, and
//! a Content-Security-Policy lets the page load and ask nothing but this server.

mod access_gate;
mod command;
mod server;
mod sockets;
mod state;

pub use command::{Command, Refusal, Sent};
pub use server::Studio;
pub use state::{
    Busy, Lesson, Promise, Row, Shown, Step, StepResult, Store, StudioState, Tutorial,
    TutorialPage, Value, Verdicts,
};
