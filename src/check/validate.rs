//! What only the engines can know to be wrong in a tutorial, found before anything is sent.
//!
//! [`syntax`] looks at each path, expression and selector for itself; [`rules`] holds the rules of
//! a step against the body that its page prints. A `${…}` has no value yet: it stands as the text
//! that it is written as, and its type is not judged.

mod rules;
mod syntax;

use std::collections::HashSet;

use serde_json::Value;

use crate::scenario::expectation::{Alternative, DriftPlace, Expectation};
use crate::scenario::problem::{Problem, in_order};
use crate::scenario::template::{FillError, Part, Template};
use crate::scenario::tutorial::{Step, Tutorial};

/// Finds what only the engines can know to be wrong in a tutorial, all of it.
pub fn validate(tutorial: &Tutorial) -> Vec<Problem> {
    let mut problems = Vec::new();
    syntax::vary(&tutorial.vary, &mut problems);
    let mut hit = HashSet::new();
    let steps = tutorial
        .scenarios
        .iter()
        .flat_map(|scenario| &scenario.steps);
    for step in steps.clone() {
        syntax::step(step, &mut problems);
        rules::step(step, &mut hit, &mut problems);
        nothing_compared(step, &mut problems);
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

/// A step that would pass whatever the store answers, if only the status is right.
fn nothing_compared(step: &Step, problems: &mut Vec<Problem>) {
    let expectation = &step.expect;
    let has_assertions = !expectation.headers.is_empty()
        || !expectation.checks.is_empty()
        || !expectation.html.is_empty()
        || expectation.text.is_some();
    if has_assertions
        || expectation
            .alternatives
            .iter()
            .any(|one| is_exact(one, expectation))
    {
        return;
    }
    let printed = expectation
        .alternatives
        .iter()
        .any(|alternative| alternative.documented.is_some());
    let message = if printed {
        format!(
            "step `{}` compares nothing exactly: all that its page prints may vary",
            step.id
        )
    } else {
        format!("step `{}` promises a status and nothing else", step.id)
    };
    problems.push(Problem::at(&expectation.span, message).hint(
        "add `checks:`, or `headers:`, `html:` or `text:`, or print the response in `documented:`",
    ));
}

/// Whether a value of the documented body is compared as it is printed.
fn is_exact(alternative: &Alternative, expectation: &Expectation) -> bool {
    let Some(documented) = &alternative.documented else {
        return false;
    };
    let Ok(body) = documented.body.filled(&as_written) else {
        return false;
    };
    let varied: HashSet<_> = expectation
        .vary
        .iter()
        .filter(|rule| rule.kinds.iter().any(rules::is_value_kind))
        .filter_map(|rule| syntax::query(&rule.path))
        .flat_map(|query| {
            query
                .locate(&body)
                .into_iter()
                .map(|node| node.path)
                .collect::<Vec<_>>()
        })
        .collect();
    let drifted: HashSet<_> = expectation
        .drift
        .iter()
        .filter_map(|drift| match &drift.at {
            DriftPlace::Value { path, .. } => syntax::query(path),
            _ => None,
        })
        .flat_map(|query| {
            query
                .locate(&body)
                .into_iter()
                .map(|node| node.path)
                .collect::<Vec<_>>()
        })
        .collect();
    rules::has_exact_leaf(&body, &mut Vec::new(), &varied, &drifted)
}

/// Fills a template with the text that it is written as.
fn as_written(template: &Template) -> Result<Value, FillError> {
    Ok(Value::from(source_text(template)))
}

/// Returns a template as it is written.
fn source_text(template: &Template) -> String {
    template
        .parts
        .iter()
        .map(|part| match part {
            Part::Text(text) => text.as_str(),
            Part::Value(_, span) => span.text(),
        })
        .collect()
}

/// Whether a template has no `${…}`, so that what it selects is known.
fn is_settled(template: &Template) -> bool {
    template.as_literal().is_some()
}

#[cfg(test)]
mod tests;
