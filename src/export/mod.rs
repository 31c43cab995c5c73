//! Tutorials in the form of other programs.

pub mod k6;
