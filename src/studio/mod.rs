//! The studio: tutorials walked from a page on loopback, at the pace of a person.
//!
//! The [`StudioSession`] opens a store, carries out what the user commands on the page and says in the
//! [`StudioState`] what there is to see. The [`Studio`] serves the page, hands [`Command`]s to the
//! session and shows the state. Neither knows the command line or a terminal: options, a listener and a
//! console are handed in.
//!
//! Nobody but the page gets in: the address holds a token, `Host` and `Origin` must be our own, and
//! a Content-Security-Policy lets the page load and ask nothing but this server.

mod access_gate;
mod assets;
mod command;
mod contents;
mod export;
mod lessons;
mod open_tutorial;
mod page_step;
mod server;
mod session;
mod sockets;
mod state;
#[cfg(test)]
mod tests;

pub(crate) use command::Sent;
pub(crate) use contents::tutorial;
pub(crate) use lessons::lessons;
pub(crate) use server::Studio;
pub(crate) use session::StudioSession;
pub(crate) use state::StudioState;
