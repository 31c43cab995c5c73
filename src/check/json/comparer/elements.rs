//! What a comparer does with the elements of two arrays; which of them belong together is decided in
//! [`crate::check::json::array`].

use serde_json::Value;

use crate::check::json::array::Elements;
use crate::check::json::comparer::{Comparer, Difference};
use crate::check::json::comparison::Comparison;
use crate::check::value::describe;
use crate::outcome::path::{Segment, show};
use crate::outcome::{LeftOut, MismatchKind};
use crate::scenario::source::Span;

impl Elements for Comparer<'_> {
    fn element(&mut self, documented: (usize, &Value), actual: (usize, &Value)) {
        self.documented_path.push(Segment::Index(documented.0));
        self.actual_path.push(Segment::Index(actual.0));
        self.node(documented.1, actual.1);
        self.actual_path.pop();
        self.documented_path.pop();
    }

    fn attempt(&mut self, documented: (usize, &Value), actual: (usize, &Value)) -> Comparison {
        self.aside(false, |comparer| comparer.element(documented, actual))
    }

    fn distance(&mut self, documented: (usize, &Value), actual: (usize, &Value)) -> usize {
        self.aside(true, |comparer| comparer.element(documented, actual))
            .distance()
    }

    fn keep(&mut self, comparison: Comparison) {
        self.found.absorb(comparison);
    }

    fn count_empty(&mut self) {
        self.found.counts.exact += 1;
    }

    fn is_probing(&self) -> bool {
        self.probing
    }

    fn note_unaligned(&mut self) {
        self.unaligned |= !self.is_probing();
    }

    fn has_effort(&self) -> bool {
        self.trials > 0
    }

    fn is_shortened(&self) -> bool {
        self.rules.is_shortened(&self.documented_path)
    }

    fn missing_element(&mut self, (index, promised): (usize, &Value)) {
        self.documented_path.push(Segment::Index(index));
        self.missing(promised);
        self.documented_path.pop();
    }

    fn extra_element(&mut self, (index, value): (usize, &Value)) {
        self.actual_path.push(Segment::Index(index));
        let difference = Difference {
            kind: MismatchKind::Extra,
            documented: None,
            actual: Some(value),
            span: None,
        };
        self.mismatch(difference, |comparer| {
            format!(
                "`{}` is {}; the page prints no such element",
                show(&comparer.actual_path),
                describe(value)
            )
        });
        self.actual_path.pop();
    }

    fn left_out(&mut self, places: impl IntoIterator<Item = usize>) {
        if self.probing {
            return;
        }
        let mut ranges: Vec<(usize, usize)> = Vec::new();
        for place in places {
            match ranges.last_mut() {
                Some((_, to)) if *to == place => *to += 1,
                _ => ranges.push((place, place + 1)),
            }
        }
        let left_out = ranges.into_iter().map(|elements| LeftOut {
            documented_path: None,
            actual_path: Some(show(&self.actual_path)),
            elements: Some(elements),
        });
        self.found.left_out.extend(left_out);
    }

    fn one_is_empty(&mut self, is_documented: bool) {
        self.leave_empty(is_documented);
    }

    fn moved_element(&mut self, documented: (usize, &Value), actual: (usize, &Value)) {
        self.documented_path.push(Segment::Index(documented.0));
        self.actual_path.push(Segment::Index(actual.0));
        let difference = Difference {
            kind: MismatchKind::Order,
            documented: Some(documented.1),
            actual: Some(actual.1),
            span: None,
        };
        self.mismatch(difference, |comparer| {
            format!(
                "{} stands at `{}`; the page prints it at `{}`",
                describe(actual.1),
                show(&comparer.actual_path),
                show(&comparer.documented_path)
            )
        });
        self.actual_path.pop();
        self.documented_path.pop();
    }

    fn bad_documented_key(&mut self, at: usize, value: &Value, span: &Span, why: &str) {
        self.documented_path.push(Segment::Index(at));
        let difference = Difference {
            kind: MismatchKind::Value,
            documented: Some(value),
            actual: None,
            span: Some(span),
        };
        self.note(difference, |comparer| {
            let predicate = format!("of the page {why}");
            let path = show(&comparer.documented_path);
            (format!("`{path}` {predicate}"), Some(predicate))
        });
        self.documented_path.pop();
    }

    fn bad_actual_key(&mut self, at: usize, value: &Value, span: &Span, why: &str) {
        self.actual_path.push(Segment::Index(at));
        let difference = Difference {
            kind: MismatchKind::Value,
            documented: None,
            actual: Some(value),
            span: Some(span),
        };
        self.broken_rule(difference, || why.to_owned());
        self.actual_path.pop();
    }
}
