//! The real binary over real sockets: what a user types, and what a shop and a terminal see.
//!
//! One crate for all subjects, so that the program is linked and the support compiled once.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod accept;
mod bad_input;
mod browser;
mod causes;
mod commands;
mod compare;
mod configured;
mod connection;
mod doctor;
mod documents;
mod editors;
mod examples;
mod export;
mod faults;
mod hostile_text;
mod installer;
mod integration;
mod killed;
mod kubernetes;
mod language;
mod learn;
mod looks;
mod no_false_greens;
mod other_shops;
mod own;
mod page;
mod patch_day;
mod permanent;
mod pipelines;
mod reference;
mod refusals;
mod reports;
mod rerun;
mod retry;
mod run;
mod secrets;
mod shards;
mod sign_in;
mod smoke;
mod storefront;
mod studio;
mod support;
mod terminal;
mod undo;
mod versions;
