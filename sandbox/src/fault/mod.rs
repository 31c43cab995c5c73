//! Faults: how the sandbox breaks on demand, so that a checker can be seen to cope.
//!
//! Reading order: `known` (what there is), `spec` (how a fault is written), `plan` (which request
//! it strikes), `inject` (what is done to that request's answer), `pages` (answers of what stands
//! in front of a shop, or of a shop that is down), `broken` (answers that are no HTTP), `wire` (the
//! socket beneath HTTP).

mod broken;
mod error;
mod inject;
mod known;
mod pages;
mod place;
mod plan;
mod quantity;
mod spec;
mod wire;

pub use error::FaultError;
pub(crate) use inject::before;
pub use known::{FAULTS, KnownFault};
pub(crate) use plan::Plan;
pub use spec::Fault;
pub(crate) use wire::{Incoming, Wire};
