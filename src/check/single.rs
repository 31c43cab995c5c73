//! The single assertions of a step: `headers`, `checks`, `html` and `text`.

use serde_json::Value;

use crate::check::assertion::{Asserted, Failure, failure};
use crate::check::capture::headers;
use crate::check::context::Context;
use crate::check::effort::Effort;
use crate::check::error::CheckError;
use crate::check::html::{Found, Page};
use crate::check::jsonpath::{Query, fill_path};
use crate::check::value::{describe, scalar_text};
use crate::check::{body, text};
use crate::outcome::path::show;
use crate::outcome::{CheckOutcome, Code, Mismatch, MismatchKind, Subject};
use crate::scenario::expectation::{
    Assertion, AssertionKind, Assertions, Check, Expectation, HtmlCheck, TextExpectation,
};
use crate::scenario::in_words;
use crate::scenario::source::Span;
use crate::scenario::template::Fill;

/// Headers that come several times because they say several things; one of their values has to hold.
const SEVERAL: [&str; 5] = ["link", "set-cookie", "vary", "via", "www-authenticate"];

/// Of how many places an assertion keeps where it looked.
const PLACES: usize = 50;

/// What the single assertions of a step found.
#[derive(Debug, Default)]
pub(crate) struct Singles {
    /// How many held.
    pub held: usize,
    /// What did not hold.
    pub mismatches: Vec<Mismatch>,
    /// Each of them, as far as somebody looked.
    pub checks: Vec<CheckOutcome>,
    /// How many of these were looked at.
    looked_at: usize,
}

/// Returns the single assertions of a step before anybody looks.
pub(crate) fn demands(
    expectation: &Expectation,
    fill: Fill<'_>,
) -> Result<Vec<CheckOutcome>, CheckError> {
    let mut demands = Vec::new();
    for (header, assertions) in &expectation.headers {
        for one in &assertions.all {
            let words = in_words::assertion(&one.kind, fill)?;
            demands.push(demand(Subject::Header, header, words));
        }
    }
    for check in &expectation.checks {
        let path = fill_path(&check.path, fill)?;
        for one in &check.assertions.all {
            let words = in_words::assertion(&one.kind, fill)?;
            let equals = match &one.kind {
                AssertionKind::Equals(value) => Some(value.filled(fill)?.into_owned()),
                _ => None,
            };
            demands.push(CheckOutcome {
                equals,
                ..demand(Subject::Check, &path, words)
            });
        }
    }
    for check in &expectation.html {
        let words = in_words::html(check, fill)?;
        demands.push(demand(Subject::Html, &check.select.text, words));
    }
    match &expectation.text {
        Some(TextExpectation::Equals(_)) => {
            let words = "is as the page prints it".to_owned();
            demands.push(demand(Subject::Text, "text", words));
        }
        Some(TextExpectation::Holds(assertions)) => {
            for one in &assertions.all {
                let words = in_words::assertion(&one.kind, fill)?;
                demands.push(demand(Subject::Text, "text", words));
            }
        }
        None => {}
    }
    Ok(demands)
}

fn demand(subject: Subject, at: &str, demands: String) -> CheckOutcome {
    CheckOutcome {
        subject,
        at: at.to_owned(),
        demands,
        equals: None,
        paths: Vec::new(),
        held: None,
    }
}

/// Holds all single assertions of a step against its response.
pub(crate) fn check(context: Context<'_>) -> Result<Singles, CheckError> {
    let mut singles = Singles {
        checks: demands(context.expectation, context.fill)?,
        ..Singles::default()
    };
    for (name, assertions) in &context.expectation.headers {
        singles.header(context, name, assertions)?;
    }
    for check in &context.expectation.checks {
        singles.node(context, check)?;
    }
    singles.html(context)?;
    if let Some(expected) = &context.expectation.text {
        singles.text(context, expected)?;
    }
    Ok(singles)
}

/// Holds a check against elements that somebody else found, with their texts; returns how many
/// assertions held, and what did not.
pub(crate) fn elements(
    check: &HtmlCheck,
    elements: usize,
    texts: Vec<String>,
    fill: Fill<'_>,
) -> Result<(usize, Vec<Mismatch>), CheckError> {
    let mut singles = Singles::default();
    singles.elements(check, Found { elements, texts }, fill, &Effort::default())?;
    Ok((singles.held, singles.mismatches))
}

impl Singles {
    /// Writes down whether the next assertion held, and where it looked.
    fn looked(&mut self, held: bool, paths: Vec<String>) {
        if let Some(check) = self.checks.get_mut(self.looked_at) {
            check.held = Some(held);
            check.paths = paths;
        }
        self.looked_at += 1;
    }

    fn header(
        &mut self,
        context: Context<'_>,
        name: &str,
        assertions: &Assertions,
    ) -> Result<(), CheckError> {
        let found: Vec<Value> = headers(context.response, name).map(Value::from).collect();
        let results = if SEVERAL.contains(&name) {
            of_one(assertions, &found, context.fill, context.effort)?
        } else {
            // Clients differ in which of several values they heed.
            of_all(assertions, &found, context.fill, context.effort)?
        };
        for (assertion, failed) in results {
            self.looked(failed.is_none(), Vec::new());
            self.note(failed, assertion, Subject::Header, name, |_| {
                name.to_owned()
            });
        }
        Ok(())
    }

    fn node(&mut self, context: Context<'_>, check: &Check) -> Result<(), CheckError> {
        let query = Query::of(&check.path, context.fill)?;
        let document = context
            .body
            .map_err(|cause| body::error(context.response, cause))?;
        let found = query.find(document, context.effort)?;
        let asserted = Asserted {
            values: found.nodes.iter().map(|node| node.value).collect(),
            textual: false,
            body: Some(document),
            absent: "selects nothing in the body",
            gap: found.gap,
            effort: context.effort,
        };
        let located = found.nodes;
        for assertion in &check.assertions.all {
            let failed = failure(&assertion.kind, &asserted, context.fill)?;
            let paths = located.iter().take(PLACES).map(|node| show(&node.path()));
            self.looked(failed.is_none(), paths.collect());
            self.note(failed, assertion, Subject::Check, query.text(), |index| {
                located
                    .get(index)
                    .map_or_else(|| query.text().to_owned(), |node| show(&node.path()))
            });
        }
        Ok(())
    }

    /// Notes whether an assertion held.
    fn note(
        &mut self,
        failed: Option<Failure>,
        assertion: &Assertion,
        subject: Subject,
        name: &str,
        place: impl Fn(usize) -> String,
    ) {
        let Some(failed) = failed else {
            self.held += 1;
            return;
        };
        let at = failed.found.as_ref().map(|(index, _)| place(*index));
        let shown = at.as_deref().unwrap_or(name);
        let subject_name = match subject {
            Subject::Header => format!("the header `{shown}`"),
            Subject::Html => format!("what `{shown}` selects"),
            Subject::Text => "the body".to_owned(),
            Subject::Status | Subject::Body | Subject::Check => format!("`{shown}`"),
        };
        let message = format!("{subject_name} {}", failed.message);
        let (_, actual) = failed.found.unzip();
        self.mismatches.push(Mismatch {
            code: Code::of_mismatch(subject, failed.kind),
            subject,
            kind: failed.kind,
            documented_path: Some(name.to_owned()),
            actual_path: at,
            documented: (!failed.demanded.is_null()).then_some(failed.demanded),
            actual,
            predicate: Some(match subject {
                Subject::Check => failed.message,
                _ => message.clone(),
            }),
            message,
            names_place: subject != Subject::Text,
            location: assertion.span.location(),
            lines: Vec::new(),
        });
    }

    fn html(&mut self, context: Context<'_>) -> Result<(), CheckError> {
        if context.expectation.html.is_empty() {
            return Ok(());
        }
        let page = Page::parse(body::html(context.response)?)?;
        for check in &context.expectation.html {
            let found = page.find(&check.select, check.attribute.as_deref(), context.effort)?;
            let before = self.mismatches.len();
            self.elements(check, found, context.fill, context.effort)?;
            self.looked(self.mismatches.len() == before, Vec::new());
        }
        Ok(())
    }

    fn elements(
        &mut self,
        check: &HtmlCheck,
        found: Found,
        fill: Fill<'_>,
        effort: &Effort<'_>,
    ) -> Result<(), CheckError> {
        let selector = &check.select.text;
        let right = match check.count {
            Some(count) => u64::try_from(found.elements) == Ok(count),
            None => found.elements > 0,
        };
        if !right {
            self.mismatches.push(wrong_count(check, found.elements));
            return Ok(());
        }
        self.held += 1;
        let lacks_attribute = check
            .attribute
            .as_ref()
            .filter(|_| found.elements > 0 && found.texts.is_empty() && check.text.is_none());
        if let Some(attribute) = lacks_attribute {
            let message = format!("what `{selector}` selects has no attribute `{attribute}`");
            let kind = MismatchKind::Missing;
            self.mismatches
                .push(plain(Subject::Html, kind, selector, message, &check.span));
        }
        let Some(assertions) = &check.text else {
            return Ok(());
        };
        let texts: Vec<Value> = found.texts.into_iter().map(Value::from).collect();
        for (assertion, failed) in of_one(assertions, &texts, fill, effort)? {
            self.note(failed, assertion, Subject::Html, selector, |_| {
                selector.clone()
            });
        }
        Ok(())
    }

    fn text(&mut self, context: Context<'_>, expected: &TextExpectation) -> Result<(), CheckError> {
        let actual = body::text(context.response)?;
        match expected {
            TextExpectation::Equals(template) => {
                let filled = (context.fill)(template)?;
                let documented = text::normalize(&scalar_text(&filled).unwrap_or_default());
                let actual = text::normalize(actual);
                self.looked(documented == actual, Vec::new());
                if documented == actual {
                    self.held += 1;
                } else {
                    let message = format!(
                        "the body is {} and should be {}",
                        describe(&Value::from(actual.as_str())),
                        describe(&Value::from(documented.as_str()))
                    );
                    let kind = MismatchKind::Value;
                    let mut mismatch = plain(Subject::Text, kind, "text", message, &template.span);
                    mismatch.lines = text::lines(&documented, &actual, text::DEADLINE);
                    mismatch.documented = Some(documented.into());
                    mismatch.actual = Some(actual.into());
                    self.mismatches.push(mismatch);
                }
            }
            TextExpectation::Holds(assertions) => {
                let actual = [Value::from(actual)];
                for (assertion, failed) in
                    of_all(assertions, &actual, context.fill, context.effort)?
                {
                    self.looked(failed.is_none(), Vec::new());
                    self.note(failed, assertion, Subject::Text, "text", |_| {
                        "text".to_owned()
                    });
                }
            }
        }
        Ok(())
    }
}

/// An assertion, and why it does not hold.
type Held<'a> = (&'a Assertion, Option<Failure>);

/// Holds assertions against texts, each of which has to hold all of them.
fn of_all<'a>(
    assertions: &'a Assertions,
    texts: &[Value],
    fill: Fill<'_>,
    effort: &Effort<'_>,
) -> Result<Vec<Held<'a>>, CheckError> {
    let values = texts.iter().collect();
    let asserted = Asserted::texts(values, effort);
    let held = assertions.all.iter().map(|assertion| {
        let failed = failure(&assertion.kind, &asserted, fill)?;
        Ok((assertion, failed))
    });
    held.collect()
}

/// Holds assertions against texts, one of which has to hold all of them; returns what is so of the
/// one that holds most.
fn of_one<'a>(
    assertions: &'a Assertions,
    texts: &[Value],
    fill: Fill<'_>,
    effort: &Effort<'_>,
) -> Result<Vec<Held<'a>>, CheckError> {
    let count = |held: &[Held<'_>]| held.iter().filter(|(_, failed)| failed.is_some()).count();
    let mut best: Option<Vec<Held<'a>>> = None;
    for text in texts {
        effort.pause().map_err(|stopped| stopped.error("text"))?;
        let held = of_all(assertions, std::slice::from_ref(text), fill, effort)?;
        if best.as_ref().is_none_or(|best| count(&held) < count(best)) {
            best = Some(held);
        }
    }
    let all = of_all(assertions, texts, fill, effort)?;
    let Some(mut best) = best else {
        return Ok(all);
    };
    for (one, all) in best.iter_mut().zip(all) {
        // These two are about all of them together.
        if matches!(
            one.0.kind,
            AssertionKind::Exists(_) | AssertionKind::SameSet(_)
        ) {
            *one = all;
        }
    }
    Ok(best)
}

fn wrong_count(check: &HtmlCheck, found: usize) -> Mismatch {
    let selector = &check.select.text;
    let kind = match check.count {
        Some(count) if found > usize::try_from(count).unwrap_or(usize::MAX) => MismatchKind::Extra,
        _ => MismatchKind::Missing,
    };
    let message = match check.count {
        Some(count) => {
            let noun = if found == 1 { "element" } else { "elements" };
            format!("`{selector}` selects {found} {noun} and should select {count}")
        }
        None => format!("`{selector}` selects no element of the page"),
    };
    let mut mismatch = plain(Subject::Html, kind, selector, message, &check.select.span);
    mismatch.documented = check.count.map(Value::from);
    mismatch.actual = Some(Value::from(found));
    mismatch
}

fn plain(
    subject: Subject,
    kind: MismatchKind,
    name: &str,
    message: String,
    span: &Span,
) -> Mismatch {
    Mismatch {
        code: Code::of_mismatch(subject, kind),
        subject,
        kind,
        documented_path: Some(name.to_owned()),
        actual_path: None,
        documented: None,
        actual: None,
        predicate: Some(message.clone()),
        message,
        names_place: subject != Subject::Text,
        location: span.location(),
        lines: Vec::new(),
    }
}
