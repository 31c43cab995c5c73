//! Promises that nearly every answer would keep: a step that makes no other is green by mistake.

use std::collections::HashSet;

use serde_json::Value;

use crate::check::node_path::Segment;
use crate::check::validate::{as_written, syntax};
use crate::check::{html, pattern};
use crate::scenario::expectation::{
    Alternative, AssertionKind, Assertions, Check, Documented, DriftPlace, Expectation, HtmlCheck,
    Path, Pattern, Shortened, TextExpectation, VaryKind, VaryRule,
};
use crate::scenario::problem::Problem;
use crate::scenario::source::Span;
use crate::scenario::template::{JsonTemplate, JsonTemplateKind};
use crate::scenario::tutorial::Step;

/// Finds what a step promises in vain, and whether there is nothing else.
pub(super) fn step(step: &Step, problems: &mut Vec<Problem>) {
    let expectation = &step.expect;
    let before = problems.len();
    vain(expectation, problems);
    // What is left once these are corrected is not known yet.
    if problems.len() == before && !has_assertions(expectation) {
        nothing_else(step, problems);
    }
}

/// Finds rules of a tutorial that cannot be broken.
pub(super) fn vary<'r>(rules: impl IntoIterator<Item = &'r VaryRule>, problems: &mut Vec<Problem>) {
    for kind in rules.into_iter().flat_map(|rule| &rule.kinds) {
        if let VaryKind::Matches(expression) = kind {
            found_everywhere(expression, "write `string`, if any text will do", problems);
        }
    }
}

/// Says of a step, or of each answer that it allows, that it promises too little.
fn nothing_else(step: &Step, problems: &mut Vec<Problem>) {
    let expectation = &step.expect;
    let single = expectation.alternatives.len() == 1;
    for alternative in &expectation.alternatives {
        if is_exact(alternative, expectation) {
            continue;
        }
        let (who, place) = match &alternative.label {
            Some(label) if !single => (
                format!("the alternative `{label}` of step `{}`", step.id),
                &alternative.status.span,
            ),
            _ => (format!("step `{}`", step.id), &expectation.span),
        };
        let message = if alternative.documented.is_some() {
            format!("{who} compares nothing exactly: all that its page prints may vary")
        } else if expectation.checks.is_empty() && expectation.html.is_empty() {
            format!("{who} promises a status and nothing else")
        } else {
            format!("{who} promises only what is not there, as most wrong answers have it")
        };
        problems.push(Problem::at(place, message).hint(
            "add `checks:`, or `headers:`, `html:` or `text:`, or print the response in `documented:`",
        ));
    }
}

/// Whether something beside the documented body has to be there.
fn has_assertions(expectation: &Expectation) -> bool {
    let demands = |assertions: &Assertions| {
        let mut all = assertions.all.iter();
        all.any(|assertion| assertion.kind != AssertionKind::Exists(false))
    };
    let mut headers = expectation.headers.iter();
    let mut checks = expectation.checks.iter();
    let mut html = expectation.html.iter();
    expectation.text.is_some()
        || headers.any(|(_, assertions)| demands(assertions))
        || checks.any(|check| demands(&check.assertions))
        || html.any(|check| check.count != Some(0))
}

/// Finds single promises that cannot be broken.
fn vain(expectation: &Expectation, problems: &mut Vec<Problem>) {
    let own = expectation.vary.iter().filter(|rule| !rule.of_tutorial);
    vary(own, problems);
    for drift in &expectation.drift {
        if let DriftPlace::Value { store, .. } = &drift.at {
            drift_to_nothing(store, &drift.span, problems);
        }
    }
    for (_, assertions) in &expectation.headers {
        of_text(assertions, problems);
    }
    for check in &expectation.checks {
        patterns(&check.assertions, problems);
        root_exists(check, problems);
        sum_of_itself(check, problems);
    }
    for check in &expectation.html {
        on_every_page(check, problems);
        check.text.iter().for_each(|text| of_text(text, problems));
    }
    if let Some(TextExpectation::Holds(assertions)) = &expectation.text {
        of_text(assertions, problems);
    }
}

fn of_text(assertions: &Assertions, problems: &mut Vec<Problem>) {
    patterns(assertions, problems);
    for assertion in &assertions.all {
        let AssertionKind::Contains(part) = &assertion.kind else {
            continue;
        };
        let is_empty =
            matches!(&part.kind, JsonTemplateKind::Text(text) if text.as_literal() == Some(""));
        if is_empty {
            problems.push(
                Problem::at(&assertion.span, "every text contains an empty one")
                    .hint("write what has to stand in it; an empty text is `equals: ''`"),
            );
        }
    }
}

fn patterns(assertions: &Assertions, problems: &mut Vec<Problem>) {
    for assertion in &assertions.all {
        if let AssertionKind::Matches(expression) = &assertion.kind {
            let hint = "write what has to stand there, or `exists: true` or `is: string`";
            found_everywhere(expression, hint, problems);
        }
    }
}

fn found_everywhere(expression: &Pattern, hint: &str, problems: &mut Vec<Problem>) {
    if pattern::compile(&expression.text).is_ok_and(|regex| pattern::is_everywhere(&regex)) {
        let message = format!("`{}` is found in every text", expression.text);
        problems.push(Problem::at(&expression.span, message).hint(hint));
    }
}

fn drift_to_nothing(store: &JsonTemplate, place: &Span, problems: &mut Vec<Problem>) {
    let Ok(value) = store.fill(&as_written) else {
        return;
    };
    if !Exactness::default().has_exact_leaf(&value, &mut Vec::new()) {
        problems.push(
            Problem::at(
                place,
                "the drift says nothing of the store: any object will do",
            )
            .hint(
                "print what every store answers; an empty object is a check, `- $.a: {length: 0}`",
            ),
        );
    }
}

fn root_exists(check: &Check, problems: &mut Vec<Problem>) {
    if check.path.template.as_literal() != Some("$") {
        return;
    }
    for assertion in &check.assertions.all {
        if assertion.kind == AssertionKind::Exists(true) {
            problems.push(
                Problem::at(&assertion.span, "every JSON body has a `$`")
                    .hint("name a member, or say what it is: `is: object`"),
            );
        }
    }
}

fn sum_of_itself(check: &Check, problems: &mut Vec<Problem>) {
    for assertion in &check.assertions.all {
        let AssertionKind::SumOf(paths) = &assertion.kind else {
            continue;
        };
        let sum = syntax::query(&check.path);
        let is_sum = |part: &&Path| {
            let part = syntax::query(part);
            part.zip(sum.as_ref())
                .is_some_and(|(part, sum)| part.is_same(sum))
        };
        if let Some(part) = paths.iter().find(is_sum) {
            let message = format!("`{}` is a part of its own sum", part.template);
            let hint = "name the parts that it is the sum of, without the sum itself";
            problems.push(Problem::at(&part.span, message).hint(hint));
        }
    }
}

fn on_every_page(check: &HtmlCheck, problems: &mut Vec<Problem>) {
    let says_more = check.text.is_some() || check.attribute.is_some();
    if !says_more && check.count != Some(0) && html::is_everywhere(&check.select.text) {
        let message = format!(
            "every text has a `{}` when it is read as HTML",
            check.select.text
        );
        problems.push(
            Problem::at(&check.select.span, message)
                .hint("select what only this page has, or say what stands in it: `text: …`"),
        );
    }
}

/// Whether a value of the documented body is compared as it is printed.
fn is_exact(alternative: &Alternative, expectation: &Expectation) -> bool {
    let Some(documented) = &alternative.documented else {
        return false;
    };
    let Ok(body) = documented.body.filled(&as_written) else {
        return false;
    };
    Exactness::of(expectation, documented, &body).has_exact_leaf(&body, &mut Vec::new())
}

/// Which nodes of a documented body are compared as they are printed.
#[derive(Default)]
struct Exactness {
    varied: HashSet<Vec<Segment>>,
    optional: HashSet<Vec<Segment>>,
    drifted: HashSet<Vec<Segment>>,
    shortened: HashSet<Vec<Segment>>,
    everywhere_shortened: bool,
}

impl Exactness {
    fn of(expectation: &Expectation, documented: &Documented, body: &Value) -> Self {
        let nodes = |path| {
            let query = syntax::query(path);
            let found = query.iter().flat_map(|query| query.in_page(body));
            found.map(|node| node.path()).collect::<Vec<_>>()
        };
        let mut exactness = Self::default();
        for rule in &expectation.vary {
            if rule.kinds.contains(&VaryKind::Optional) {
                exactness.optional.extend(nodes(&rule.path));
            }
            if rule.kinds.iter().any(super::rules::is_value_kind) {
                exactness.varied.extend(nodes(&rule.path));
            }
        }
        for drift in &expectation.drift {
            if let DriftPlace::Value { path, .. } = &drift.at {
                exactness.drifted.extend(nodes(path));
            }
        }
        match &documented.shortened {
            Shortened::No => {}
            Shortened::Everywhere => exactness.everywhere_shortened = true,
            Shortened::At(paths) => {
                exactness.shortened = paths.iter().flat_map(nodes).collect();
            }
        }
        exactness
    }

    /// Whether a value has a part that is compared as it is printed, or as drift says.
    fn has_exact_leaf(&self, value: &Value, path: &mut Vec<Segment>) -> bool {
        if self.optional.contains(path.as_slice()) {
            return false;
        }
        if self.drifted.contains(path.as_slice()) {
            return true;
        }
        if self.varied.contains(path.as_slice()) {
            return false;
        }
        let mut child = |segment: Segment, value: &Value| {
            path.push(segment);
            let found = self.has_exact_leaf(value, path);
            path.pop();
            found
        };
        match value {
            // Members that the page does not print are allowed: `{}` promises next to nothing.
            Value::Object(members) => members
                .iter()
                .any(|(name, value)| child(Segment::Name(name.clone()), value)),
            Value::Array(items) if items.is_empty() => {
                !self.everywhere_shortened && !self.shortened.contains(path.as_slice())
            }
            Value::Array(items) => items
                .iter()
                .enumerate()
                .any(|(index, value)| child(Segment::Index(index), value)),
            _ => true,
        }
    }
}
