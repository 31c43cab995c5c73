//! From a YAML tree to the plain data of the language, with a problem for all that does not fit.
//!
//! Nothing here stops at the first problem: a part that is wrong is reported and stands in the
//! result as something empty, so that the rest (and the names in it) can be looked at too. The
//! result is used only where no problem was found.

mod assertion;
mod browser;
mod capture;
mod documented;
mod expectation;
mod fields;
mod hints;
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

use std::collections::HashMap;
use std::sync::Arc;

use crate::scenario::problem::Problem;
use crate::scenario::source::Source;

pub(super) use documented::is_inside;
pub use template::parse_template;
pub(super) use tutorial::Head;

/// The files beside the scenarios, by their path in the folder.
pub(super) type Files<'a> = HashMap<&'a str, &'a Arc<Source>>;

/// Lowers the files of one folder and collects what is wrong with them.
pub(super) struct Lower<'a> {
    files: &'a Files<'a>,
    /// What is wrong so far.
    pub(super) problems: Vec<Problem>,
}

impl<'a> Lower<'a> {
    /// Begins with nothing wrong.
    pub(super) fn new(files: &'a Files<'a>) -> Self {
        Self {
            files,
            problems: Vec::new(),
        }
    }

    fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
}
