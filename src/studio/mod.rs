//! The studio's rim: a page on loopback, and what it asks for and orders over HTTP.
//!
//! What a walk is, who opens a store and what may be done to it, is not known here: the page sees a
//! [`Board`], and what somebody orders goes as an [`Order`] to whoever keeps it.
//!
//! Nobody but the page gets in: the address holds a token, `Host` and `Origin` must be our own, and
//! a Content-Security-Policy lets the page load and ask nothing but this server.

mod board;
mod door;
mod order;
mod server;
mod sockets;

pub use board::{
    Board, Busy, Lesson, Promise, Row, Shown, Step, Store, Taken, Tutorial, TutorialPage, Value,
    Verdicts,
};
pub use order::{Order, Refusal, Sent};
pub use server::Studio;
