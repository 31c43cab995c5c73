//! From plain options to sessions that could begin at once: which scenarios are meant, which store is
//! walked, how it is reached, who signs in, what may be done to it, and that it is ready.
//!
//! What a user types, and how anything is printed, is not known here: commands hand in plain options,
//! and a [`Console`] where a person has to be asked or warned.

pub(crate) mod connection;
mod console;
pub(crate) mod credentials;
#[cfg(test)]
mod each_step;
mod env_file;
mod environment;
pub(crate) mod faults;
pub(crate) mod hints;
mod interrupt;
mod options;
pub(crate) mod preparation;
pub(crate) mod readiness;
pub(crate) mod safety;
pub(crate) mod scenarios;
pub(crate) mod secrets;
pub(crate) mod side_by_side;
pub(crate) mod target;
pub(crate) mod variables;

pub use console::Console;
pub use environment::Environment;
pub use options::SandboxKind;

pub(crate) use interrupt::Interrupt;
pub(crate) use options::{Allow, ConnectionOptions, StoreOptions};
pub(crate) use preparation::{Prepared, Walk};
