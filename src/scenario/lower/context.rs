//! What is known while files are lowered, and what is wrong so far.

use crate::scenario::problem::Problem;
use crate::scenario::source::Source;
use std::collections::HashMap;
use std::sync::Arc;

/// The files beside the scenarios, by their path in the folder.
pub(in crate::scenario) type Files<'a> = HashMap<&'a str, &'a Arc<Source>>;

/// Lowers the files of one folder and collects what is wrong with them.
pub(in crate::scenario) struct Lower<'a> {
    pub(super) files: &'a Files<'a>,
    /// What is wrong so far.
    pub(in crate::scenario) problems: Vec<Problem>,
}

impl<'a> Lower<'a> {
    /// Begins with nothing wrong.
    pub(in crate::scenario) fn new(files: &'a Files<'a>) -> Self {
        Self {
            files,
            problems: Vec::new(),
        }
    }

    pub(super) fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
}
