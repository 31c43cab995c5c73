//! The documented body held against the actual one: both trees are walked together.
//!
//! [`rules`] finds out which `vary`, `drift` and `shortened` apply to which documented node,
//! [`walk`] compares node by node, [`array`] decides which elements belong together.

pub(crate) mod array;
pub(crate) mod kind;
pub(crate) mod rules;
pub(crate) mod walk;

use serde_json::Value;

use crate::check::CheckError;
use crate::check::json::rules::Rules;
use crate::check::json::walk::{Comparison, Walk};
use crate::scenario::expectation::{Documented, Expectation};
use crate::scenario::template::Fill;

/// Compares a documented body with the actual one.
pub(crate) fn compare(
    documented: &Documented,
    actual: &Value,
    expectation: &Expectation,
    fill: Fill<'_>,
    strict: bool,
) -> Result<Comparison, CheckError> {
    let body = documented.body.filled(fill)?;
    let rules = Rules::resolve(&body, documented, expectation, fill)?;
    let mut walk = Walk::new(&rules, &documented.body, strict);
    walk.node(&body, actual);
    Ok(walk.finish())
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
