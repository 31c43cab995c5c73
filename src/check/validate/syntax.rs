//! Paths, regular expressions and selectors that cannot be read.

use crate::check::jsonpath::{Query, fill_path, unquoted_template};
use crate::check::validate::{as_written, source_text};
use crate::check::{html, pattern};
use crate::scenario::browser::ActionKind;
use crate::scenario::expectation::{
    AssertionKind, Assertions, DriftPlace, Expectation, Path, Pattern, Selector, Shortened,
    TextExpectation, VaryKind, VaryRule,
};
use crate::scenario::problem::Problem;
use crate::scenario::template::Part;
use crate::scenario::tutorial::{CaptureSource, Step};

/// Reads a path as it is written; none where it cannot be read.
pub(super) fn query(path: &Path) -> Option<Query> {
    let text = fill_path(path, &as_written).ok()?;
    Query::compile(&text).ok()
}

/// Finds what cannot be read in a step, but for the rules of its tutorial.
pub(super) fn step(step: &Step, problems: &mut Vec<Problem>) {
    expectation(&step.expect, problems);
    let actions = step.browser.iter().flat_map(|script| &script.actions);
    for action in actions {
        if let ActionKind::Fill(select, _) | ActionKind::Click(select) = &action.kind {
            selector(select, problems);
        }
    }
    for capture in &step.captures {
        match &capture.from {
            CaptureSource::JsonPath(at) => path(at, problems),
            CaptureSource::Header(_, Some(expression)) | CaptureSource::Regex(expression) => {
                regex(expression, problems);
            }
            CaptureSource::Css(select, _) => selector(select, problems),
            CaptureSource::Header(_, None) | CaptureSource::Cookie(_) => {}
        }
    }
    for (_, at) in step.find().iter().flat_map(|find| &find.captures) {
        path(at, problems);
    }
}

/// Finds what cannot be read in rules.
pub(super) fn vary<'r>(rules: impl IntoIterator<Item = &'r VaryRule>, problems: &mut Vec<Problem>) {
    for rule in rules {
        path(&rule.path, problems);
        for kind in &rule.kinds {
            if let VaryKind::Matches(expression) = kind {
                regex(expression, problems);
            }
        }
    }
}

fn expectation(expectation: &Expectation, problems: &mut Vec<Problem>) {
    vary(
        expectation.vary.iter().filter(|rule| !rule.of_tutorial),
        problems,
    );
    for drift in &expectation.drift {
        if let DriftPlace::Value { path: at, .. } = &drift.at {
            path(at, problems);
        }
    }
    for alternative in &expectation.alternatives {
        let shortened = alternative.documented.as_ref().map(|body| &body.shortened);
        if let Some(Shortened::At(paths)) = shortened {
            paths.iter().for_each(|at| path(at, problems));
        }
    }
    for (_, header) in &expectation.headers {
        assertions(header, problems);
    }
    for check in &expectation.checks {
        path(&check.path, problems);
        assertions(&check.assertions, problems);
    }
    for check in &expectation.html {
        selector(&check.select, problems);
        if let Some(text) = &check.text {
            assertions(text, problems);
        }
    }
    if let Some(TextExpectation::Holds(text)) = &expectation.text {
        assertions(text, problems);
    }
}

fn assertions(assertions: &Assertions, problems: &mut Vec<Problem>) {
    for assertion in &assertions.all {
        match &assertion.kind {
            AssertionKind::Matches(expression) => regex(expression, problems),
            AssertionKind::SumOf(paths) if paths.is_empty() => problems.push(
                Problem::at(&assertion.span, "`sum_of` has nothing to add up")
                    .hint("name the paths: `sum_of: [$.subtotal, $.tax_amount]`"),
            ),
            AssertionKind::SumOf(paths) => paths.iter().for_each(|at| path(at, problems)),
            _ => {}
        }
    }
}

fn path(path: &Path, problems: &mut Vec<Problem>) {
    if let Some(Part::Value(_, span)) = unquoted_template(&path.template) {
        problems.push(
            Problem::at(
                span,
                format!("`{}` is outside of quotes in a JSONPath", span.text()),
            )
            .hint(format!(
                "write it inside a quoted literal, such as `[?@.sku=='{}']`",
                span.text()
            )),
        );
        return;
    }
    let Ok(text) = fill_path(path, &as_written) else {
        return;
    };
    if let Err(error) = Query::compile(&text) {
        let text = source_text(&path.template);
        let mut problem = Problem::at(
            &path.span,
            format!("`{text}` is not a JSONPath: {}", error.cause),
        );
        let example = "paths are as RFC 9535 has them, such as `$.items[?@.sku=='A'].id`";
        problem.hint = error.hint.or_else(|| Some(example.to_owned()));
        problems.push(problem);
    }
}

fn regex(expression: &Pattern, problems: &mut Vec<Problem>) {
    if let Err(cause) = pattern::of_scenario(&expression.text) {
        let text = &expression.text;
        let message = format!("the regular expression `{text}` is not valid: {cause}");
        let hint = "a special character is escaped with `\\`; look-around and back-references are \
                    not known";
        problems.push(Problem::at(&expression.span, message).hint(hint));
    }
}

fn selector(selector: &Selector, problems: &mut Vec<Problem>) {
    if let Some(cause) = html::problem(&selector.text) {
        let message = format!("`{}` is not a CSS selector: {cause}", selector.text);
        let hint = "write it as for `document.querySelector`, such as `form#login-form input`";
        problems.push(Problem::at(&selector.span, message).hint(hint));
    }
}
