//! Promises that nearly every answer would keep: a step that makes no other is green by mistake.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::Value;

use crate::check::validate::{as_written, syntax};
use crate::check::{html, pattern};
use crate::outcome::path::Segment;
use crate::scenario::expectation::{
    Alternative, AssertionKind, Assertions, Check, Documented, DriftPlace, Expectation, HtmlCheck,
    Path, Pattern, Shortened, StatusPattern, StatusRule, TextExpectation, VaryKind, VaryRule,
};
use crate::scenario::problem::Problem;
use crate::scenario::source::Span;
use crate::scenario::template::{JsonTemplate, JsonTemplateKind};
use crate::scenario::tutorial::Step;

/// Finds what a step promises in vain, and whether any answer would keep all of it.
pub(super) fn step(step: &Step, problems: &mut Vec<Problem>) {
    let before = problems.len();
    vain(&step.expect, problems);
    // What is left once these are corrected is not known yet.
    if problems.len() == before {
        problems.extend(weak(step).filter_map(Weak::problem));
    }
}

/// Finds what a step promises that few wrong answers would break: worth a word, and no mistake.
pub(super) fn notes(step: &Step, notes: &mut Vec<Problem>) {
    notes.extend(weak(step).filter_map(Weak::note));
}

/// Finds rules of a tutorial that cannot be broken.
pub(super) fn vary<'r>(rules: impl IntoIterator<Item = &'r VaryRule>, problems: &mut Vec<Problem>) {
    for kind in rules.into_iter().flat_map(|rule| &rule.kinds) {
        if let VaryKind::Matches(expression) = kind {
            found_everywhere(expression, "write `string`, if any text will do", problems);
        }
    }
}

/// An answer that a step allows, of which it promises nothing exactly but the status.
struct Weak<'s> {
    step: &'s Step,
    alternative: &'s Alternative,
}

const SAY_MORE: &str = "add `checks:`, or `headers:`, `html:` or `text:`, or print the response in \
                        `documented:`";

/// Returns the answers that a step allows and promises nothing of but the status.
fn weak(step: &Step) -> impl Iterator<Item = Weak<'_>> {
    let expectation = &step.expect;
    let says_more = has_assertions(expectation);
    let alternatives = expectation.alternatives.iter();
    let weak = alternatives.filter(move |one| !says_more && !is_exact(one, expectation));
    weak.map(move |alternative| Weak { step, alternative })
}

impl Weak<'_> {
    /// What is wrong where no answer, or none that another alternative does not catch, would fail.
    fn problem(self) -> Option<Problem> {
        let status = &self.alternative.status;
        if self.alternative.documented.is_some() && !self.wants_a_body() {
            let message = format!(
                "{} promises nothing of the body: all that its page prints may be missing",
                self.who()
            );
            let hint = format!("{SAY_MORE}; or leave it out: a status alone is a promise");
            return Some(Problem::at(self.place(), message).hint(hint));
        }
        if (2..=5).all(|class| status.allowed.contains(&StatusPattern::Class(class))) {
            let message = format!("{} promises nothing: any answer would pass", self.who());
            return Some(Problem::at(self.place(), message).hint(SAY_MORE));
        }
        let mut others = self.step.expect.alternatives.iter();
        let same = others.find(|other| {
            !std::ptr::eq(*other, self.alternative) && overlap(&other.status, status)
        })?;
        let label = same.label.as_deref().unwrap_or("");
        let message = format!(
            "{} promises a status and nothing else, and the alternative `{label}` has it too",
            self.who()
        );
        let hint = "print in each what tells it from the other: `documented:`";
        Some(Problem::at(self.place(), message).hint(hint))
    }

    /// What is to be known of it.
    fn note(self) -> Option<Problem> {
        let status = &self.alternative.status;
        let class = status.allowed.iter().find_map(|pattern| match pattern {
            StatusPattern::Class(class) => Some(class),
            StatusPattern::Code(_) => None,
        });
        let who = self.who();
        let message = match (&self.alternative.documented, class) {
            (Some(_), _) => format!(
                "{who} compares nothing but the status exactly: all that its page prints may vary"
            ),
            (None, Some(class)) => format!(
                "{who} promises little: any answer from {class}00 to {class}99 passes, whatever is in it"
            ),
            (None, None) => return None,
        };
        let hint = match class {
            Some(class) => format!("write the status itself, such as `{class}00`, or {SAY_MORE}"),
            None => SAY_MORE.to_owned(),
        };
        Some(Problem::at(self.place(), message).hint(hint))
    }

    /// Whether the documented body has a part that has to be there, as it is printed or otherwise.
    fn wants_a_body(&self) -> bool {
        let expectation = &self.step.expect;
        exactness(self.alternative, expectation).is_some_and(|(exactness, body)| {
            let required = Exactness {
                varied: HashSet::new(),
                ..exactness
            };
            required.has_exact_leaf(&body, &mut Vec::new())
        })
    }

    fn is_single(&self) -> bool {
        self.step.expect.alternatives.len() == 1
    }

    fn who(&self) -> String {
        match &self.alternative.label {
            Some(label) if !self.is_single() => {
                format!("the alternative `{label}` of step `{}`", self.step.id)
            }
            _ => format!("step `{}`", self.step.id),
        }
    }

    fn place(&self) -> &Span {
        &self.alternative.status.span
    }
}

/// Whether some status is right by both rules.
fn overlap(a: &StatusRule, b: &StatusRule) -> bool {
    (100..600).any(|status| a.allows(status) && b.allows(status))
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
                    .hint("write what it has to hold; an empty text is `equals: ''`"),
            );
        }
    }
}

fn patterns(assertions: &Assertions, problems: &mut Vec<Problem>) {
    for assertion in &assertions.all {
        if let AssertionKind::Matches(expression) = &assertion.kind {
            let hint = "write what has to be there, or `exists: true` or `is: string`";
            found_everywhere(expression, hint, problems);
        }
    }
}

fn found_everywhere(expression: &Pattern, hint: &str, problems: &mut Vec<Problem>) {
    if pattern::of_scenario(&expression.text).is_ok_and(|regex| pattern::is_everywhere(&regex)) {
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
                .hint("select what only this page has, or say what is in it: `text: …`"),
        );
    }
}

/// Whether a value of the documented body is compared as it is printed.
fn is_exact(alternative: &Alternative, expectation: &Expectation) -> bool {
    exactness(alternative, expectation)
        .is_some_and(|(exactness, body)| exactness.has_exact_leaf(&body, &mut Vec::new()))
}

/// Returns what is compared exactly in the documented body of an alternative, and that body.
fn exactness<'a>(
    alternative: &'a Alternative,
    expectation: &Expectation,
) -> Option<(Exactness, Cow<'a, Value>)> {
    let documented = alternative.documented.as_ref()?;
    let body = documented.body.filled(&as_written).ok()?;
    Some((Exactness::of(expectation, documented, &body), body))
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
