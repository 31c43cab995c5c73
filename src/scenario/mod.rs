//! The language: plain data, YAML in, located problems out.
//!
//! A tutorial is a folder, a scenario one file of it (one page), a step one request of the page.
//! No network and no clock here; the only input is files.

pub mod expectation;
pub mod node;
pub mod problem;
pub mod source;
pub mod template;
pub mod tutorial;
