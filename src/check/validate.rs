//! What only the engines can know to be wrong in a tutorial, found before anything is sent.
//!
//! [`syntax`] looks at each path, expression and selector for itself; [`rules`] holds the rules of
//! a step against the body that its page prints; [`promise`] asks whether a wrong answer would be
//! noticed. A `${…}` has no value yet: it stands as the text
//! that it is written as, and its type is not judged.

mod promise;
mod rules;
mod syntax;
mod written;

use std::collections::HashSet;

use crate::check::validate::written::{as_written, is_settled, source_text};
use crate::scenario::problem::{Problem, in_order};
use crate::scenario::tutorial::Tutorial;

/// Finds what only the engines can know to be wrong in a tutorial, all of it.
pub fn validate(tutorial: &Tutorial) -> Vec<Problem> {
    let mut problems = Vec::new();
    syntax::vary(&tutorial.vary, &mut problems);
    promise::vary(&tutorial.vary, &mut problems);
    let mut hit = HashSet::new();
    let steps = tutorial
        .scenarios
        .iter()
        .flat_map(|scenario| &scenario.steps);
    for step in steps.clone() {
        syntax::step(step, &mut problems);
        rules::step(step, &mut hit, &mut problems);
        promise::step(step, &mut problems);
    }
    let has_bodies = steps
        .flat_map(|step| &step.expect.alternatives)
        .any(|alternative| alternative.documented.is_some());
    for rule in &tutorial.vary {
        let unhit = !hit.contains(&rule.path.span.range.start);
        if unhit
            && has_bodies
            && syntax::query(&rule.path).is_some()
            && is_settled(&rule.path.template)
        {
            problems.push(
                Problem::at(
                    &rule.path.span,
                    format!(
                        "`{}` selects nothing in any documented body of the tutorial",
                        source_text(&rule.path.template)
                    ),
                )
                .hint("correct the path, or remove the rule"),
            );
        }
    }
    in_order(problems)
}

/// Finds what is worth a word in a tutorial and is no mistake: a step that few answers would fail.
pub fn notes(tutorial: &Tutorial) -> Vec<Problem> {
    let mut notes = Vec::new();
    for step in tutorial.scenarios.iter().flat_map(|one| &one.steps) {
        promise::notes(step, &mut notes);
    }
    in_order(notes)
}

#[cfg(test)]
mod tests;
