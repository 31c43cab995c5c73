//! Which elements of two arrays belong together.
//!
//! Without a rule the order counts, and one element put in or taken out is one mismatch, not one
//! for each element after it. Trying elements against each other is quadratic, so it is bounded
//! ([`CELLS`], and the effort of the whole comparison); beyond that, arrays are compared index by index, which
//! finds no fewer differences, but may tell them less shortly.

mod any_order;
mod by_key;
mod elements;
mod in_order;

use serde_json::Value;

use crate::check::json::rules::Alignment;

pub(crate) use crate::check::json::array::elements::{CELLS, Elements};

/// Compares the arrays at which a comparison stands.
pub(crate) fn compare(
    arrays: &mut impl Elements,
    alignment: Option<&Alignment<'_>>,
    documented: &[Value],
    actual: &[Value],
) {
    if documented.is_empty() && actual.is_empty() {
        arrays.count_empty();
        return;
    }
    if documented.is_empty() || actual.is_empty() {
        arrays.one_is_empty(documented.is_empty());
    }
    match alignment {
        Some(Alignment::MatchBy(key, span)) => {
            by_key::compare(arrays, key, span, documented, actual);
        }
        Some(Alignment::Unordered) => any_order::compare(arrays, documented, actual),
        None => in_order::compare(arrays, documented, actual),
    }
}
