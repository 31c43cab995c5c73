//! What is done with the elements of two arrays once it is known which belong together.

use serde_json::Value;

use crate::check::json::comparison::Comparison;
use crate::scenario::source::Span;

/// How many pairs of elements may be tried against each other in one array.
pub(crate) const CELLS: usize = 10_000;

/// Two arrays at which a comparison stands, and what can be done with their elements.
pub(crate) trait Elements {
    /// Compares two elements of the arrays at which the comparison stands.
    fn element(&mut self, documented: (usize, &Value), actual: (usize, &Value));

    /// Compares two elements, to be kept with [`Elements::keep`] if they belong together.
    fn attempt(&mut self, documented: (usize, &Value), actual: (usize, &Value)) -> Comparison;

    /// Returns how far two elements are apart, from 0 to 100.
    fn distance(&mut self, documented: (usize, &Value), actual: (usize, &Value)) -> usize;

    /// Adds what an attempt found.
    fn keep(&mut self, comparison: Comparison);

    /// Counts two empty arrays as a value that is as printed.
    fn count_empty(&mut self);

    /// Whether elements are only tried against each other.
    fn is_probing(&self) -> bool;

    /// Notes that an array is compared place by place.
    fn note_unaligned(&mut self);

    /// Whether elements may still be tried against each other.
    fn has_effort(&self) -> bool;

    /// Whether the array at which the comparison stands goes on after what the page prints.
    fn is_shortened(&self) -> bool;

    /// A documented element has no counterpart.
    fn missing_element(&mut self, promised: (usize, &Value));

    /// An actual element has no counterpart.
    fn extra_element(&mut self, value: (usize, &Value));

    /// Nothing is compared with these elements (their places, ascending): they follow where the page
    /// leaves out the rest of an array.
    fn left_out(&mut self, places: impl IntoIterator<Item = usize>);

    /// One of the two arrays is empty and the other one is not, so nothing is compared with it.
    fn one_is_empty(&mut self, is_documented: bool);

    /// An element is in another place.
    fn moved_element(&mut self, documented: (usize, &Value), actual: (usize, &Value));

    /// An element of the documented array cannot be compared by its key.
    fn bad_documented_key(&mut self, at: usize, value: &Value, span: &Span, why: &str);

    /// An element of the actual array cannot be compared by its key.
    fn bad_actual_key(&mut self, at: usize, value: &Value, span: &Span, why: &str);
}
