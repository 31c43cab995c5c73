//! Which elements of two arrays belong together.
//!
//! Without a rule the order counts, and one element put in or taken out is one mismatch, not one
//! for each element after it. That is the problem of sequence alignment, and two known answers to it
//! are combined. Equal elements at both ends are settled first: most answers differ in few places,
//! and the ends cost linear time. What is left is aligned by dynamic programming (Needleman and
//! Wunsch), which finds the cheapest way of all; a diff of lines would not do, because elements are
//! not only equal or different: an object of twenty members of which one differs is the same object,
//! changed, and should be one mismatch within it. So the distance of two elements is a percentage, and
//! the cost of a gap (60) lies between a small change and two elements that have nothing in common.
//! An element that is missing here and extra there is then told as moved.
//!
//! Trying elements against each other is quadratic, so it is bounded ([`CELLS`], and the effort of the
//! whole comparison). Longer arrays are first cut at elements that are equal and unique on both sides
//! (the idea of a patience diff); the longest ascending run of those holds the rest in place, and only
//! the gaps between are aligned. Where that is not enough, arrays are compared index by index, which
//! finds no fewer differences, but may tell them less shortly.
//!
//! Without an order, elements find each other by a key, or as a maximum matching in a bipartite graph:
//! a greedy choice could give the only partner of a strict element to one that fits many.

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
