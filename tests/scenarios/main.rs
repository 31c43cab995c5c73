//! Texts that others write: scenarios with mistakes, hostile ones, the schemas of the language, hints,
//! and what fuzzing found.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod bad;
mod fuzz;
mod hints;
mod hostile;
mod schema;
