//! Which elements of two arrays belong together.
//!
//! Without a rule the order counts, and one element put in or taken out is one mismatch, not one
//! for each element after it. Trying elements against each other is quadratic, so it is bounded
//! ([`CELLS`], and the walk's own effort); beyond that, arrays are compared index by index, which
//! finds no fewer differences, but may tell them less shortly.

mod any_order;
mod by_key;
mod in_order;

use serde_json::Value;

use crate::check::json::rules::Alignment;
use crate::check::json::walk::Walk;

/// How many pairs of elements may be tried against each other in one array.
const CELLS: usize = 10_000;

/// Compares the arrays at which a walk stands.
pub(crate) fn compare(
    walk: &mut Walk<'_>,
    alignment: Option<&Alignment<'_>>,
    documented: &[Value],
    actual: &[Value],
) {
    if documented.is_empty() && actual.is_empty() {
        walk.count_empty();
        return;
    }
    match alignment {
        Some(Alignment::MatchBy(key, span)) => {
            by_key::compare(walk, key, span, documented, actual);
        }
        Some(Alignment::Unordered) => any_order::compare(walk, documented, actual),
        None => in_order::compare(walk, documented, actual),
    }
}
