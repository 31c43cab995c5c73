//! What is fuzzed: a function a target, each of which panics where something does not hold that
//! has to hold for every input. The tests of the program call them too, with what was found.

mod language;
mod responses;

pub use language::{jsonpath, scenario, template};
pub use responses::{comparison, reports};
