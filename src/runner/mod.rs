//! Walks a plan: fills in, sends, checks, captures, hides secrets, and takes back what was made.
//!
//! The engine is pulled: [`Session::next`](session::Session::next) walks one step a call and
//! returns what it found. Nothing here prints.

pub mod demands;
pub mod digest;
pub mod journal;
pub mod masking;
pub mod plan;
pub mod rerun;
pub mod session;
pub mod shard;
pub mod stepwise;
mod take_back;
pub mod tie;
pub mod undo;
pub mod values;

mod exchange;
mod find;
mod kept;
mod origin;
pub mod secrets;
pub mod send;
