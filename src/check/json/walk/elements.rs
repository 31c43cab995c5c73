//! What a walk does with the elements of two arrays; which of them belong together is decided in
//! [`crate::check::json::array`].

use serde_json::Value;

use crate::check::json::walk::{Comparison, Difference, Walk};
use crate::check::node_path::{Segment, show};
use crate::check::value::describe;
use crate::outcome::MismatchKind;
use crate::scenario::source::Span;

impl Walk<'_> {
    /// Compares two elements of the arrays at which the walk stands.
    pub(crate) fn element(&mut self, documented: (usize, &Value), actual: (usize, &Value)) {
        self.documented_path.push(Segment::Index(documented.0));
        self.actual_path.push(Segment::Index(actual.0));
        self.node(documented.1, actual.1);
        self.actual_path.pop();
        self.documented_path.pop();
    }

    /// Compares two elements, to be kept with [`Walk::keep`] if they belong together.
    pub(crate) fn attempt(
        &mut self,
        documented: (usize, &Value),
        actual: (usize, &Value),
    ) -> Comparison {
        self.aside(false, |walk| walk.element(documented, actual))
    }

    /// Returns how far two elements are apart, from 0 to 100.
    pub(crate) fn distance(
        &mut self,
        documented: (usize, &Value),
        actual: (usize, &Value),
    ) -> usize {
        self.aside(true, |walk| walk.element(documented, actual))
            .distance()
    }

    /// Adds what an attempt found.
    pub(crate) fn keep(&mut self, comparison: Comparison) {
        self.found.absorb(comparison);
    }

    /// Counts two empty arrays as a value that is as printed.
    pub(crate) fn count_empty(&mut self) {
        self.found.counts.exact += 1;
    }

    /// Whether elements are only tried against each other.
    pub(crate) fn is_probing(&self) -> bool {
        self.probing
    }

    /// Notes that an array is compared place by place.
    pub(crate) fn note_unaligned(&mut self) {
        self.unaligned |= !self.is_probing();
    }

    /// Whether elements may still be tried against each other.
    pub(crate) fn has_effort(&self) -> bool {
        self.trials > 0
    }

    /// Whether the array at which the walk stands goes on after what the page prints.
    pub(crate) fn is_shortened(&self) -> bool {
        self.rules.is_shortened(&self.documented_path)
    }

    /// A documented element has no counterpart.
    pub(crate) fn missing_element(&mut self, (index, promised): (usize, &Value)) {
        self.documented_path.push(Segment::Index(index));
        self.missing(promised);
        self.documented_path.pop();
    }

    /// An actual element has no counterpart.
    pub(crate) fn extra_element(&mut self, (index, value): (usize, &Value)) {
        self.actual_path.push(Segment::Index(index));
        let difference = Difference {
            kind: MismatchKind::Extra,
            documented: None,
            actual: Some(value),
            span: None,
        };
        self.mismatch(difference, |walk| {
            format!(
                "`{}` is {}; the page prints no such element",
                show(&walk.actual_path),
                describe(value)
            )
        });
        self.actual_path.pop();
    }

    /// An element stands in another place.
    pub(crate) fn moved_element(&mut self, documented: (usize, &Value), actual: (usize, &Value)) {
        self.documented_path.push(Segment::Index(documented.0));
        self.actual_path.push(Segment::Index(actual.0));
        let difference = Difference {
            kind: MismatchKind::Order,
            documented: Some(documented.1),
            actual: Some(actual.1),
            span: None,
        };
        self.mismatch(difference, |walk| {
            format!(
                "{} stands at `{}`; the page prints it at `{}`",
                describe(actual.1),
                show(&walk.actual_path),
                show(&walk.documented_path)
            )
        });
        self.actual_path.pop();
        self.documented_path.pop();
    }

    /// An element of the documented array cannot be compared by its key.
    pub(crate) fn bad_documented_key(&mut self, at: usize, value: &Value, span: &Span, why: &str) {
        self.documented_path.push(Segment::Index(at));
        let difference = Difference {
            kind: MismatchKind::Value,
            documented: Some(value),
            actual: None,
            span: Some(span),
        };
        self.mismatch(difference, |walk| {
            format!("`{}` of the page {why}", show(&walk.documented_path))
        });
        self.documented_path.pop();
    }

    /// An element of the actual array cannot be compared by its key.
    pub(crate) fn bad_actual_key(&mut self, at: usize, value: &Value, span: &Span, why: &str) {
        self.actual_path.push(Segment::Index(at));
        let difference = Difference {
            kind: MismatchKind::Value,
            documented: None,
            actual: Some(value),
            span: Some(span),
        };
        self.mismatch(difference, |walk| {
            format!("`{}` {why}", show(&walk.actual_path))
        });
        self.actual_path.pop();
    }
}
