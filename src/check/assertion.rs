//! Single assertions: on nodes of the body, on headers, on texts of elements.

use std::cmp::Ordering;
use std::collections::HashMap;

use rust_decimal::Decimal;
use serde_json::{Number, Value};

use crate::check::effort::Effort;
use crate::check::error::CheckError;
use crate::check::jsonpath::{Found, Query};
use crate::check::pattern::{Regex, compile_pattern};
use crate::check::value::{canonical, describe, equal, is_integer, same_type, scalar_text};
use crate::outcome::MismatchKind;
use crate::scenario::expectation::{AssertionKind, JsonType};
use crate::scenario::in_words;
use crate::scenario::number;
use crate::scenario::template::{Fill, JsonTemplate};

/// What an assertion is about.
pub(crate) struct Asserted<'a> {
    /// What was found; several where a path selects several nodes.
    pub values: Vec<&'a Value>,
    /// Whether the values are texts by nature (headers, elements), so that `5` and `"5"` are the
    /// same in them.
    pub textual: bool,
    /// The whole body, for sums.
    pub body: Option<&'a Value>,
    /// What to say where nothing was found.
    pub absent: &'static str,
    /// What to say where some of what the path names is not there.
    pub gap: Option<String>,
    /// What looking at the body may cost.
    pub effort: &'a Effort<'a>,
}

impl<'a> Asserted<'a> {
    /// What is asserted of texts that are no part of a JSON body.
    pub(crate) fn texts(values: Vec<&'a Value>, effort: &'a Effort<'a>) -> Self {
        Self {
            values,
            textual: true,
            body: None,
            absent: "is not there",
            gap: None,
            effort,
        }
    }
}

/// Why an assertion does not hold.
pub(crate) struct Failure {
    /// In which way.
    pub kind: MismatchKind,
    /// What was demanded.
    pub demanded: Value,
    /// What was found, by its place in [`Asserted::values`].
    pub found: Option<(usize, Value)>,
    /// To stand after the name of what the assertion is about.
    pub message: String,
}

impl Failure {
    fn new(kind: MismatchKind, demanded: impl Into<Value>, message: impl Into<String>) -> Self {
        Self {
            kind,
            demanded: demanded.into(),
            found: None,
            message: message.into(),
        }
    }

    fn value(demanded: impl Into<Value>, message: impl Into<String>) -> Self {
        Self::new(MismatchKind::Value, demanded, message)
    }

    fn of_type(demanded: impl Into<Value>, message: impl Into<String>) -> Self {
        Self::new(MismatchKind::Type, demanded, message)
    }
}

/// Holds an assertion against what was found; none where it holds.
pub(crate) fn failure(
    kind: &AssertionKind,
    asserted: &Asserted<'_>,
    fill: Fill<'_>,
) -> Result<Option<Failure>, CheckError> {
    let missing = |message: &str| Failure::new(MismatchKind::Missing, Value::Null, message);
    match (kind, &asserted.gap) {
        (AssertionKind::Exists(false), _) => return Ok(unwanted(asserted)),
        _ if asserted.values.is_empty() => return Ok(Some(missing(asserted.absent))),
        (_, Some(gap)) => return Ok(Some(missing(gap))),
        (AssertionKind::Exists(true), None) => return Ok(None),
        (AssertionKind::SameSet(expected), None) => return same_set(expected, asserted, fill),
        _ => {}
    }
    let demand = Demand::of(kind, asserted, fill)?;
    for (index, value) in asserted.values.iter().enumerate() {
        if let Some(mut failure) = demand.failure(value, asserted.textual) {
            failure.found = Some((index, (*value).clone()));
            return Ok(Some(failure));
        }
    }
    Ok(None)
}

fn unwanted(asserted: &Asserted<'_>) -> Option<Failure> {
    let first = asserted.values.first()?;
    let message = format!("is {} and should not be there", describe(first));
    let mut failure = Failure::new(MismatchKind::Extra, Value::Null, message);
    failure.found = Some((0, (*first).clone()));
    Some(failure)
}

/// An assertion on one value, with everything filled in.
enum Demand<'k> {
    Equals(Value),
    Matches(Regex),
    Contains(Value),
    Length(u64),
    AtLeast(&'k Number),
    AtMost(&'k Number),
    Is(JsonType),
    Sum(Result<Decimal, String>),
    Nothing,
}

impl<'k> Demand<'k> {
    fn of(
        kind: &'k AssertionKind,
        asserted: &Asserted<'_>,
        fill: Fill<'_>,
    ) -> Result<Self, CheckError> {
        Ok(match kind {
            AssertionKind::Equals(expected) => Self::Equals(expected.fill(fill)?),
            AssertionKind::Matches(pattern) => Self::Matches(compile_pattern(pattern)?),
            AssertionKind::Contains(part) => Self::Contains(part.fill(fill)?),
            AssertionKind::Length(length) => Self::Length(*length),
            AssertionKind::AtLeast(least) => Self::AtLeast(least),
            AssertionKind::AtMost(most) => Self::AtMost(most),
            AssertionKind::Is(json_type) => Self::Is(*json_type),
            AssertionKind::SumOf(paths) => {
                let queries: Result<Vec<_>, _> =
                    paths.iter().map(|path| Query::of(path, fill)).collect();
                Self::Sum(sum(&queries?, asserted)?)
            }
            AssertionKind::Exists(_) | AssertionKind::SameSet(_) => Self::Nothing,
        })
    }

    fn failure(&self, value: &Value, textual: bool) -> Option<Failure> {
        match self {
            Self::Equals(expected) => equals(expected, value, textual),
            Self::Matches(regex) => matches(regex, value),
            Self::Contains(part) => contains(part, value),
            Self::Length(length) => has_length(*length, value),
            Self::AtLeast(least) => bound(least, value, textual, Ordering::Less, "less than"),
            Self::AtMost(most) => bound(most, value, textual, Ordering::Greater, "more than"),
            Self::Is(json_type) => is(*json_type, value),
            Self::Sum(sum) => is_sum(sum, value),
            Self::Nothing => None,
        }
    }
}

fn equals(expected: &Value, value: &Value, textual: bool) -> Option<Failure> {
    let same = if textual {
        scalar_text(expected).is_some_and(|expected| value.as_str() == Some(&expected))
    } else {
        equal(expected, value)
    };
    let message = || {
        format!(
            "is {} and should be {}",
            describe(value),
            describe(expected)
        )
    };
    if same {
        None
    } else if textual || same_type(expected, value) {
        Some(Failure::value(expected.clone(), message()))
    } else {
        Some(Failure::of_type(expected.clone(), message()))
    }
}

fn matches(regex: &Regex, value: &Value) -> Option<Failure> {
    match value {
        Value::String(_) | Value::Number(_) => {
            let found = scalar_text(value).is_some_and(|text| regex.is_match(&text));
            (!found).then(|| {
                let message = format!("is {}, which `{regex}` does not find", describe(value));
                Failure::value(regex.as_str(), message)
            })
        }
        _ => {
            let message = format!("is {}, and `{regex}` looks for a text", describe(value));
            Some(Failure::of_type(regex.as_str(), message))
        }
    }
}

fn contains(part: &Value, value: &Value) -> Option<Failure> {
    let found = match value {
        Value::String(_) if part.as_str() == Some("") => {
            let message = "cannot be searched for an empty text, which every text contains";
            return Some(Failure::value(part.clone(), message));
        }
        Value::String(text) => scalar_text(part).is_some_and(|part| text.contains(&part)),
        Value::Array(items) => items.iter().any(|item| equal(item, part)),
        _ => {
            let message = format!("is {}, which contains nothing", describe(value));
            return Some(Failure::of_type(part.clone(), message));
        }
    };
    (!found).then(|| {
        let message = format!(
            "is {} and does not contain {}",
            describe(value),
            describe(part)
        );
        Failure::value(part.clone(), message)
    })
}

fn has_length(length: u64, value: &Value) -> Option<Failure> {
    let (found, unit) = match value {
        Value::String(text) => (text.chars().count(), "characters"),
        Value::Array(items) => (items.len(), "elements"),
        Value::Object(members) => (members.len(), "members"),
        _ => {
            let message = format!("is {}, which has no length", describe(value));
            return Some(Failure::of_type(length, message));
        }
    };
    (u64::try_from(found) != Ok(length)).then(|| {
        Failure::value(
            length,
            format!("has {found} {unit} and should have {length}"),
        )
    })
}

fn bound(
    limit: &Number,
    value: &Value,
    textual: bool,
    wrong: Ordering,
    words: &str,
) -> Option<Failure> {
    let number = match value {
        Value::Number(number) => Some(number.clone()),
        Value::String(text) if textual => text.trim().parse().ok(),
        _ => None,
    };
    let Some(number) = number else {
        let message = format!("is {}, which is not a number", describe(value));
        return Some(Failure::of_type(limit.clone(), message));
    };
    match number::compare(&number, limit) {
        Some(order) if order != wrong => None,
        _ => Some(Failure::value(
            limit.clone(),
            format!("is `{number}`, {words} `{limit}`"),
        )),
    }
}

fn is(json_type: JsonType, value: &Value) -> Option<Failure> {
    let holds = match json_type {
        JsonType::Null => value.is_null(),
        JsonType::Boolean => value.is_boolean(),
        JsonType::Integer => is_integer(value),
        JsonType::Number => value.is_number(),
        JsonType::String => value.is_string(),
        JsonType::Array => value.is_array(),
        JsonType::Object => value.is_object(),
    };
    let name = in_words::name(json_type);
    (!holds).then(|| {
        let message = format!("is {} and should be of type `{name}`", describe(value));
        Failure::of_type(name, message)
    })
}

/// Adds all numbers that some paths select; the error within says which path gives none.
fn sum(queries: &[Query], asserted: &Asserted<'_>) -> Result<Result<Decimal, String>, CheckError> {
    let Some(body) = asserted.body else {
        return Ok(Err("there is no JSON body to add up".to_owned()));
    };
    let mut sum = Decimal::ZERO;
    for query in queries {
        let found = query.find(body, asserted.effort)?;
        match added(sum, &found, asserted) {
            Ok(next) => sum = next,
            Err(cause) => return Ok(Err(format!("`{}` {cause}", query.text()))),
        }
    }
    Ok(Ok(sum))
}

/// Adds the parts that one path found; the error says, to stand after the path, what is wrong.
fn added(sum: Decimal, found: &Found<'_>, asserted: &Asserted<'_>) -> Result<Decimal, String> {
    if found.nodes.is_empty() {
        return Err("selects nothing to add up".to_owned());
    }
    if let Some(gap) = &found.gap {
        return Err(gap.clone());
    }
    let is_sum = |part: &Value| asserted.values.iter().any(|sum| std::ptr::eq(*sum, part));
    found.nodes.iter().try_fold(sum, |sum, part| {
        if is_sum(part.value) {
            return Err("selects the sum itself".to_owned());
        }
        let number = decimal(part.value)
            .ok_or_else(|| format!("selects {}, which cannot be added up", describe(part.value)))?;
        sum.checked_add(number)
            .ok_or_else(|| "makes the sum too large".to_owned())
    })
}

fn is_sum(sum: &Result<Decimal, String>, value: &Value) -> Option<Failure> {
    let sum = match sum {
        Ok(sum) => sum,
        Err(cause) => {
            let message = format!("cannot be held against the sum: {cause}");
            return Some(Failure::new(MismatchKind::Missing, Value::Null, message));
        }
    };
    let demanded = Value::from(sum.normalize().to_string());
    match decimal(value) {
        Some(number) if number == *sum => None,
        Some(number) => {
            let message = format!("is `{number}` and the sum is `{}`", sum.normalize());
            Some(Failure::value(demanded, message))
        }
        None => {
            let message = format!("is {}, which is not a number", describe(value));
            Some(Failure::of_type(demanded, message))
        }
    }
}

/// Reads a number, or a text that is one (`"22.0000"` is how Magento writes some amounts), as the
/// decimal that it is written as; none where it has more digits than can be added up exactly.
fn decimal(value: &Value) -> Option<Decimal> {
    let text = match value {
        Value::Number(number) => number.as_str(),
        Value::String(text) => text.trim(),
        _ => return None,
    };
    let read = Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text));
    let written = number::Decimal::of(text)?;
    read.ok()
        .filter(|read| number::Decimal::of(&read.to_string()) == Some(written))
}

fn same_set(
    expected: &[JsonTemplate],
    asserted: &Asserted<'_>,
    fill: Fill<'_>,
) -> Result<Option<Failure>, CheckError> {
    let expected: Result<Vec<Value>, _> = expected.iter().map(|item| item.fill(fill)).collect();
    let expected = expected?;
    let found: Vec<&Value> = match asserted.values.as_slice() {
        [Value::Array(items)] => items.iter().collect(),
        values => values.to_vec(),
    };
    let key = |item: &Value| match scalar_text(item).filter(|_| asserted.textual) {
        Some(text) => text,
        None => canonical(item),
    };
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, item) in found.iter().enumerate().rev() {
        places.entry(key(item)).or_default().push(place);
    }
    let mut is_absent = |item: &&Value| places.get_mut(&key(item)).and_then(Vec::pop).is_none();
    let absent: Vec<&Value> = expected.iter().filter(|item| is_absent(item)).collect();
    let mut left: Vec<usize> = places.into_values().flatten().collect();
    left.sort_unstable();
    let left: Vec<&Value> = left.into_iter().map(|place| found[place]).collect();
    let words = |values: &[&Value]| {
        let shown: Vec<String> = values.iter().take(5).map(|value| describe(value)).collect();
        shown.join(", ")
    };
    let message = match (absent.is_empty(), left.is_empty()) {
        (true, true) => return Ok(None),
        (false, true) => format!("lacks {}", words(&absent)),
        (true, false) => format!("has {}, which should not be there", words(&left)),
        (false, false) => format!("lacks {} and has {} instead", words(&absent), words(&left)),
    };
    let actual = Value::Array(found.into_iter().cloned().collect());
    let mut failure = Failure::value(expected, message);
    failure.found = Some((0, actual));
    Ok(Some(failure))
}

#[cfg(test)]
mod tests;
