//! Differences that follow from an earlier one: what a changed price makes of all sums after it.

use std::collections::HashMap;

use rust_decimal::Decimal;
use serde_json::Value;

use crate::outcome::Mismatch;
use crate::outcome::comparison::{Cause, ComparedStep, Derived};
use crate::outcome::path::{self, Segment};

/// How many times a difference may stand in a sum.
const MOST: i64 = 10_000;

/// Moves the differences that follow from an earlier amount to it.
///
/// An amount follows from one that changed before where it is the same in both runs, or changed by
/// as much or a whole multiple of it. It stays in the comparison, below its cause.
pub(super) fn fold(steps: &mut [ComparedStep]) {
    let mut causes: Vec<(Cause, Decimal, Decimal)> = Vec::new();
    for step in steps {
        let differences = std::mem::take(&mut step.differences);
        for difference in differences {
            let Some((left, right)) = amounts(&difference) else {
                step.differences.push(difference);
                continue;
            };
            let follows = |(_, from, to): &&(Cause, Decimal, Decimal)| {
                (*from, *to) == (left, right) || is_multiple(right - left, to - from)
            };
            if let Some((cause, ..)) = causes.iter().find(follows) {
                step.derived.push(Derived {
                    difference,
                    cause: cause.clone(),
                });
                continue;
            }
            let cause = Cause {
                step: step.id.clone(),
                path: difference.path().unwrap_or("$").to_owned(),
            };
            causes.push((cause, left, right));
            step.differences.push(difference);
        }
    }
}

/// Returns both sides of a difference between two amounts.
fn amounts(difference: &Mismatch) -> Option<(Decimal, Decimal)> {
    let path = path::parse(difference.path()?)?;
    let name = path.iter().rev().find_map(|segment| match segment {
        Segment::Name(name) => Some(name.as_str()),
        Segment::Index(_) => None,
    })?;
    let is_count = ["id", "ids", "qty", "count", "number", "position", "status"];
    if name.split('_').any(|word| is_count.contains(&word)) {
        return None;
    }
    let amount = |value: Option<&Value>| match value? {
        Value::Number(number) => number.to_string().parse::<Decimal>().ok(),
        Value::String(text) if text.contains('.') => text.parse().ok(),
        _ => None,
    };
    Some((
        amount(difference.documented.as_ref())?,
        amount(difference.actual.as_ref())?,
    ))
}

fn is_multiple(of: Decimal, unit: Decimal) -> bool {
    let times = of.checked_div(unit).map(|times| times.normalize());
    times.is_some_and(|times| {
        times.scale() == 0 && !times.is_zero() && times.abs() <= Decimal::from(MOST)
    })
}

/// Marks the steps that were not walked in one run, because of what differs before them.
pub(super) fn mark_unwalked(steps: &mut [ComparedStep]) {
    use crate::outcome::Verdict::Skipped;
    let mut failed: HashMap<bool, bool> = HashMap::new();
    for step in steps {
        for (is_left, side, other) in [
            (true, &step.left, &step.right),
            (false, &step.right, &step.left),
        ] {
            let (Some(side), Some(other)) = (side, other) else {
                continue;
            };
            if side.verdict.has_failed() && !other.verdict.has_failed() {
                failed.insert(is_left, true);
            }
            if side.verdict == Skipped && other.verdict != Skipped && failed.contains_key(&is_left)
            {
                step.unwalked = side.from_page.last().cloned();
            }
        }
    }
}
