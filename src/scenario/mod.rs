//! The language: plain data, YAML in, located problems out.
//!
//! A tutorial is a folder, a scenario one file of it (one page), a step one request of the page. A
//! scenario file alone may be a whole tutorial, too.
//! No network and no clock here; the only input is files.

pub mod browser;
pub mod expectation;
pub mod hints;
pub mod in_words;
pub mod json;
pub mod load;
mod lower;
pub mod names;
mod natural;
mod needs;
pub mod node;
pub(crate) mod number;
pub mod parse;
mod plain;
pub mod problem;
pub mod reach;
mod read;
pub mod request_text;
pub mod schema;
pub mod source;
mod syntax_error;
pub mod template;
pub mod tutorial;
pub mod undo;

pub use crate::scenario::lower::parse_template;
