//! From a YAML tree to the plain data of the language, with a problem for all that does not fit.
//!
//! Nothing here stops at the first problem: a part that is wrong is reported and stands in the
//! result as something empty, so that the rest (and the names in it) can be looked at too. The
//! result is used only where no problem was found.

mod assertion;
mod browser;
mod capture;
mod context;
mod documented;
mod expectation;
mod fields;
mod hints;
mod place;
mod request;
mod retry;
#[cfg(test)]
mod schema;
mod step;
mod synonyms;
mod template;
mod tutorial;
mod undo;
mod value;
mod vary;

pub(super) use crate::scenario::lower::context::{Files, Lower};
pub(super) use documented::is_inside;
pub use template::parse_template;
pub(super) use tutorial::Head;
