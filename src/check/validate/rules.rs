//! The rules of a step against the body that its page prints.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::check::json::kind::ValueKind;
use crate::check::validate::{as_written, is_settled, source_text, syntax};
use crate::check::value::{canonical, describe, equal};
use crate::outcome::path::{Segment, show};
use crate::scenario::expectation::{
    Documented, Drift, DriftPlace, Path, Shortened, StatusRule, VaryKind, VaryRule,
};
use crate::scenario::problem::Problem;
use crate::scenario::template::{JsonTemplate, JsonTemplateKind};
use crate::scenario::tutorial::Step;

/// A documented body, as it is written.
struct Printed<'s> {
    documented: &'s Documented,
    value: Cow<'s, Value>,
}

/// Finds rules that hit nothing or do not fit; notes which rules of the tutorial hit something,
/// by where their path begins.
pub(super) fn step(step: &Step, hit: &mut HashSet<usize>, problems: &mut Vec<Problem>) {
    let expectation = &step.expect;
    let bodies: Vec<Printed<'_>> = expectation
        .alternatives
        .iter()
        .filter_map(|alternative| alternative.documented.as_ref())
        .filter_map(|documented| {
            let value = documented.body.filled(&as_written).ok()?;
            Some(Printed { documented, value })
        })
        .collect();
    for rule in &expectation.vary {
        let found = hits(&rule.path, &bodies, "vary", rule.of_tutorial, problems);
        if rule.of_tutorial && found {
            hit.insert(rule.path.span.range.start);
        }
    }
    for printed in &bodies {
        fit(&step.id, &expectation.vary, printed, problems);
        if let Shortened::At(paths) = &printed.documented.shortened {
            for path in paths {
                shortened(path, printed, problems);
            }
        }
    }
    for drift in &expectation.drift {
        match &drift.at {
            DriftPlace::Value { path, store } => {
                hits(path, &bodies, "drift", false, problems);
                for printed in &bodies {
                    drift_of_value(drift, path, store, printed, problems);
                }
            }
            DriftPlace::Status { store } => {
                let rules = expectation.alternatives.iter().map(|one| &one.status);
                drift_of_status(drift, store, rules, problems);
            }
            DriftPlace::Request { .. } | DriftPlace::Words { .. } => {}
        }
    }
}

/// Whether a path selects something in one of the bodies; says so where it must and does not.
fn hits(
    path: &Path,
    bodies: &[Printed<'_>],
    word: &str,
    may_miss: bool,
    problems: &mut Vec<Problem>,
) -> bool {
    let Some(query) = syntax::query(path) else {
        return false;
    };
    if bodies
        .iter()
        .any(|printed| !query.in_page(&printed.value).is_empty())
    {
        return true;
    }
    if may_miss {
        return false;
    }
    let text = source_text(&path.template);
    if bodies.is_empty() {
        problems.push(
            Problem::at(
                &path.span,
                format!("`{word}` has no documented body to select in"),
            )
            .hint("print the response in `documented:`, or remove the rule"),
        );
    } else if is_settled(&path.template) {
        problems.push(
            Problem::at(
                &path.span,
                format!("`{text}` selects nothing in the documented body"),
            )
            .hint("correct the path, or remove the rule"),
        );
    }
    false
}

/// Whether a kind is about a value, and not about presence or order.
pub(super) fn is_value_kind(kind: &VaryKind) -> bool {
    !matches!(
        kind,
        VaryKind::Optional | VaryKind::MatchBy(_) | VaryKind::Unordered
    )
}

/// Finds kinds that the printed values are not of. Only the last rule of a node counts.
fn fit(id: &str, rules: &[VaryRule], printed: &Printed<'_>, problems: &mut Vec<Problem>) {
    let mut last: HashMap<Vec<Segment>, (&VaryRule, &Value)> = HashMap::new();
    let mut order = Vec::new();
    for rule in rules {
        let Some(query) = syntax::query(&rule.path) else {
            continue;
        };
        let has_value_kind = rule.kinds.iter().any(is_value_kind);
        for node in query.in_page(&printed.value) {
            let path = node.path();
            alignment(id, rule, &path, node.value, problems);
            if has_value_kind && last.insert(path.clone(), (rule, node.value)).is_none() {
                order.push(path);
            }
        }
    }
    for path in order {
        if let Some((rule, value)) = last.get(&path) {
            value_fits(id, rule, &path, value, printed, problems);
        }
    }
}

fn value_fits(
    id: &str,
    rule: &VaryRule,
    path: &[Segment],
    value: &Value,
    printed: &Printed<'_>,
    problems: &mut Vec<Problem>,
) {
    let template = node_at(&printed.documented.body, path);
    let text = template.and_then(|node| match &node.kind {
        JsonTemplateKind::Text(text) => Some(text),
        _ => None,
    });
    // What a lone `${…}` will be is not known.
    if text.is_some_and(|text| text.as_expression().is_some()) {
        return;
    }
    let has_template = text.is_some_and(|text| !is_settled(text));
    let mut kinds = Vec::new();
    for kind in &rule.kinds {
        match ValueKind::of(kind) {
            Ok(Some(kind)) => kinds.push(kind),
            Ok(None) => {}
            // An expression that cannot be read is told elsewhere.
            Err(_) => return,
        }
    }
    // The pages print shortened and invented tokens: a text is enough.
    let fits = kinds.iter().any(|kind| match kind {
        ValueKind::Token => kind.has_type(value),
        _ if has_template => kind.has_type(value),
        _ => kind.holds(value),
    });
    if fits {
        return;
    }
    let words: Vec<String> = kinds.iter().map(ValueKind::describe).collect();
    problems.push(
        Problem::at(
            &rule.span,
            format!(
                "`{}` of step `{id}` is printed as {}, which is not {}",
                show(path),
                describe(value),
                words.join(" or ")
            ),
        )
        .hint(fitting(value)),
    );
}

/// Returns a kind that fits a printed value.
fn fitting(value: &Value) -> String {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match value {
        Value::String(text) if is_digits(text) => r"write `{matches: '^\d+$'}`".to_owned(),
        Value::String(_) => "write `string` or `{matches: …}`".to_owned(),
        Value::Number(number) if number.is_f64() => "write `number`".to_owned(),
        Value::Number(_) => "write `integer`".to_owned(),
        Value::Bool(_) => "write `boolean`".to_owned(),
        Value::Null | Value::Array(_) | Value::Object(_) => "write `any`".to_owned(),
    }
}

fn alignment(
    id: &str,
    rule: &VaryRule,
    path: &[Segment],
    value: &Value,
    problems: &mut Vec<Problem>,
) {
    for kind in &rule.kinds {
        let (word, key) = match kind {
            VaryKind::MatchBy(key) => ("match_by", Some(key)),
            VaryKind::Unordered => ("unordered", None),
            _ => continue,
        };
        let place = show(path);
        let Some(items) = value.as_array() else {
            problems.push(
                Problem::at(
                    &rule.span,
                    format!(
                        "`{word}` is for arrays, and `{place}` of step `{id}` is printed as {}",
                        describe(value)
                    ),
                )
                .hint("name the path of the array, without `[*]` at its end"),
            );
            continue;
        };
        let mut seen = HashSet::new();
        for (index, item) in items.iter().enumerate() {
            let Some(key) = key else { continue };
            let message = match item.get(key) {
                None => format!("`{place}[{index}]` of step `{id}` has no member `{key}`"),
                Some(value) if !seen.insert(canonical(value)) => format!(
                    "`{place}[{index}]` of step `{id}` has {} as `{key}`, as an element before it has",
                    describe(value)
                ),
                Some(_) => continue,
            };
            problems
                .push(Problem::at(&rule.span, message).hint(
                    "match by a member that every element has, each with a value of its own",
                ));
            break;
        }
    }
}

fn shortened(path: &Path, printed: &Printed<'_>, problems: &mut Vec<Problem>) {
    let Some(query) = syntax::query(path) else {
        return;
    };
    let found = query.in_page(&printed.value);
    let message = if found.is_empty() && is_settled(&path.template) {
        "selects nothing in the documented body"
    } else if found.iter().any(|node| !node.value.is_array()) {
        "does not select an array, and only arrays can be shortened"
    } else {
        return;
    };
    let text = source_text(&path.template);
    problems.push(
        Problem::at(&path.span, format!("`{text}` {message}"))
            .hint("name the array that the page ends with `…`"),
    );
}

fn drift_of_value(
    drift: &Drift,
    path: &Path,
    store: &JsonTemplate,
    printed: &Printed<'_>,
    problems: &mut Vec<Problem>,
) {
    let (Some(query), Ok(store)) = (syntax::query(path), store.fill(&as_written)) else {
        return;
    };
    for node in query.in_page(&printed.value) {
        if equal(node.value, &store) {
            problems.push(
                Problem::at(
                    &drift.span,
                    format!(
                        "the page prints {} at `{}`, and that is what the drift says of the store",
                        describe(node.value),
                        show(&node.path())
                    ),
                )
                .hint("remove the drift, or correct `store`"),
            );
        }
    }
}

fn drift_of_status<'r>(
    drift: &Drift,
    store: &StatusRule,
    rules: impl Iterator<Item = &'r StatusRule>,
    problems: &mut Vec<Problem>,
) {
    let says_the_same = |rule: &StatusRule| {
        let allowed = |status| rule.allowed.contains(status);
        store.allowed.iter().all(allowed)
    };
    if rules.into_iter().any(says_the_same) {
        problems.push(
            Problem::at(
                &drift.span,
                "the status that the drift says of the store is right anyway",
            )
            .hint("remove the drift, or correct `store`"),
        );
    }
}

/// Returns the documented node at a path.
fn node_at<'t>(template: &'t JsonTemplate, path: &[Segment]) -> Option<&'t JsonTemplate> {
    path.iter()
        .try_fold(template, |node, segment| match (&node.kind, segment) {
            (JsonTemplateKind::Map(members), Segment::Name(name)) => members
                .iter()
                .rev()
                .find_map(|(key, child)| (key == name).then_some(child)),
            (JsonTemplateKind::List(items), Segment::Index(index)) => items.get(*index),
            _ => None,
        })
}
