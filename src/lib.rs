//! Magewalk walks a REST tutorial against a real shop and says where shop and page agree.
//!
//! The modules, in reading order:
//!
//! - [`scenario`]: the language, from YAML to plain data
//! - [`http`]: requests and responses as plain data, the client, the ways of signing in
//! - [`browser`]: a real browser, driven by WebDriver
//! - [`mask`]: the secrets of a run, and how they are hidden in text
//! - [`outcome`]: what a run found, as plain data
//! - [`check`]: an expectation held against a response
//! - [`hints`]: what the answers of a store in trouble mean
//! - [`accept`]: what a store answered, written into the scenario that promised something else
//! - [`runner`]: the plan, the session that walks it, undo and its journal
//! - [`launch`]: from plain options to sessions that could begin at once
//! - [`report`]: an outcome as text
//! - [`export`]: a tutorial in the form of another program
//! - [`duration`]: lengths of time as people write them
//! - [`random`]: random bytes, words and UUIDs
//! - [`visible`]: what a terminal or the runner of a pipeline would obey, made harmless
//! - `learn`: a tutorial learnt step by step, each step sent at a key
//! - `studio`: a page on loopback that shows a walk, and what the user commands on it
//! - [`doctor`]: what the answers of a shop say about it
//! - [`cli`] and [`commands`]: what a user types, and what it does; [`error`] ends a command

pub mod accept;
pub mod browser;
pub mod check;
pub mod cli;
pub mod commands;
pub mod doctor;
pub mod duration;
pub mod error;
pub mod export;
pub mod hints;
pub mod http;
pub mod launch;
mod learn;
pub mod mask;
pub mod outcome;
pub mod random;
pub mod report;
pub mod runner;
pub mod scenario;
mod studio;
pub mod visible;
