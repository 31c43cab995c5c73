//! The documented body held against the actual one: both trees are walked together.
//!
//! [`rules`] finds out which `vary`, `drift` and `shortened` apply to which documented node,
//! [`comparer`] compares node by node, [`array`] decides which elements belong together.

pub(crate) mod array;
pub(crate) mod comparer;
pub(crate) mod comparison;
pub(crate) mod kind;
pub(crate) mod rules;

use std::sync::Arc;

use serde_json::Value;

use crate::check::effort::{Effort, Exhausted};
use crate::check::error::CheckError;
use crate::check::json::comparer::Comparer;
use crate::check::json::comparison::Comparison;
use crate::check::json::rules::Rules;
use crate::outcome::PromisedRule;
use crate::scenario::expectation::{Documented, Expectation};
use crate::scenario::json;
use crate::scenario::source::{Source, Span};
use crate::scenario::template::{Fill, JsonTemplate, JsonTemplateKind};

/// Compares a documented body with the actual one.
pub(crate) fn compare(
    documented: &Documented,
    actual: &Value,
    expectation: &Expectation,
    fill: Fill<'_>,
    strict: bool,
    effort: &Effort<'_>,
) -> Result<Comparison, CheckError> {
    effort.begin().map_err(Exhausted::of_comparison)?;
    let body = documented.body.filled(fill)?;
    let rules = Rules::resolve(&body, documented, expectation, fill)?;
    let mut comparer = Comparer::new(&rules, &documented.body, strict, effort);
    comparer.node(&body, actual);
    let found = comparer.finish().map_err(Exhausted::of_comparison)?;
    Ok(Comparison {
        rules: rules.promised(),
        ..found
    })
}

/// Returns the rules of a documented body that is not compared with any other.
pub(crate) fn rules(
    documented: &Documented,
    expectation: &Expectation,
    fill: Fill<'_>,
) -> Result<Vec<PromisedRule>, CheckError> {
    let body = documented.body.filled(fill)?;
    Ok(Rules::resolve(&body, documented, expectation, fill)?.promised())
}

/// Returns how two bodies differ, with no rule at all.
///
/// `text` is what the documented one was read from; the places of the differences are those in it.
pub(crate) fn difference(
    documented: &Value,
    text: &str,
    actual: &Value,
) -> Result<Comparison, CheckError> {
    let source = Source::new("left", text);
    let template = JsonTemplate {
        span: Span::new(&source, 0..0),
        kind: match json::read(&source) {
            Ok(literal) => JsonTemplateKind::Literal(Arc::new(literal)),
            Err(_) => JsonTemplateKind::Null,
        },
    };
    let rules = Rules::default();
    let effort = Effort::default();
    let mut comparer = Comparer::new(&rules, &template, true, &effort);
    comparer.node(documented, actual);
    comparer.finish().map_err(Exhausted::of_comparison)
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod marks;
#[cfg(test)]
mod tests;
