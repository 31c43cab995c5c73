//! What each value of a body is: exactly as printed, varied, drifted, differing, extra; checked,
//! captured.
//!
//! The check finds that out while it compares, and writes it into the outcome with both paths. It
//! lists what is not exact: a body has up to a million values, and nearly all of them are as the page
//! prints them, so a list of those would be larger than the body. What stands in no list is exact
//! where [`Compared`] says that bodies were compared and all else is listed, but for its `left_out`.
//! A value within one that is listed is what that one is, unless it is listed itself.
//!
//! Whoever shows a body walks down [`Marks`] beside it, and compares nothing again. Paths are looked
//! up on the side of the document that is shown, so an element that stands elsewhere in the answer
//! than on the page is marked in both places.

use serde::{Deserialize, Serialize};

use crate::outcome::path::{Child, Segment, parse};
use crate::outcome::path_tree::{PathTree, ROOT};
use crate::outcome::{
    CaptureOutcome, CheckOutcome, DriftOutcome, Extra, Mismatch, StepOutcome, Subject, Varied,
};

/// What of a body was compared with the one that the page prints.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compared {
    /// Whether all that is not exact is listed; else no value is known to be exact.
    pub complete: bool,
    /// Values that nothing was compared with.
    pub left_out: Vec<LeftOut>,
}

/// Values that nothing was compared with: elements that follow where the page shortens a list, an empty
/// list or object where the other side's is none, what the mode of the store adds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// Where it is in the documented body, as a normalized JSONPath; none where it is in the actual one.
    pub documented_path: Option<String>,
    /// Where it is in the actual body; none where it is in the documented one.
    pub actual_path: Option<String>,
    /// Which elements of it: from and to, counted from 0; the value itself where none are named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elements: Option<(usize, usize)>,
}

/// What a value is, beside the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It is as the page prints it, or as a check demands.
    Exact,
    /// It differs as it may.
    Varied,
    /// The page is known to be out of date here.
    Drifted,
    /// It differs and must not.
    Differing,
    /// The page does not print it.
    Extra,
}

/// What was found at a place.
#[derive(Debug, Clone, Copy)]
pub enum Fact<'o> {
    /// It differs as it may.
    Varied(&'o Varied),
    /// The page is known to be out of date here.
    Drifted(&'o DriftOutcome),
    /// It differs and must not.
    Differing(&'o Mismatch),
    /// The page does not print it.
    Extra(&'o Extra),
}

impl Fact<'_> {
    /// Returns what the value is.
    pub fn mark(&self) -> Mark {
        match self {
            Self::Varied(_) => Mark::Varied,
            Self::Drifted(_) => Mark::Drifted,
            Self::Differing(_) => Mark::Differing,
            Self::Extra(_) => Mark::Extra,
        }
    }
}

/// What is known of a place.
#[derive(Debug, Default)]
pub struct Known<'o> {
    /// What was found there.
    pub fact: Option<Fact<'o>>,
    /// The assertions that looked at it and held.
    pub checks: Vec<&'o CheckOutcome>,
    /// The values that were taken from it.
    pub captures: Vec<&'o CaptureOutcome>,
    is_left_out: bool,
    elements_left_out: Vec<(usize, usize)>,
}

/// What is known of the places of one of two bodies.
#[derive(Debug, Default)]
pub struct Marks<'o> {
    places: PathTree<Known<'o>>,
    /// Whether a value of which nothing is known is exact.
    is_complete: bool,
}

impl<'o> Marks<'o> {
    /// Returns what the values of the body are that the page prints.
    pub fn of_page(step: &'o StepOutcome) -> Self {
        let mut marks = Self::of(step);
        for drift in known_drifts(step) {
            marks.note(Some(&drift.at), Fact::Drifted(drift));
        }
        for varied in &step.varied {
            marks.note(Some(&varied.documented_path), Fact::Varied(varied));
        }
        for mismatch in of_body(step) {
            marks.note(
                mismatch.documented_path.as_deref(),
                Fact::Differing(mismatch),
            );
        }
        for left in left_out(step) {
            marks.leave_out(left.documented_path.as_deref(), left.elements);
        }
        marks
    }

    /// Returns what the values of the body are that the store answered.
    pub fn of_answer(step: &'o StepOutcome) -> Self {
        let mut marks = Self::of(step);
        for drift in known_drifts(step) {
            marks.note(drift.actual_path.as_deref(), Fact::Drifted(drift));
        }
        for extra in &step.extras {
            marks.note(Some(&extra.path), Fact::Extra(extra));
        }
        for varied in &step.varied {
            marks.note(varied.actual_path.as_deref(), Fact::Varied(varied));
        }
        for mismatch in of_body(step) {
            marks.note(mismatch.actual_path.as_deref(), Fact::Differing(mismatch));
        }
        for capture in &step.captures {
            if let Some(path) = segments(capture.path.as_deref()) {
                marks.places.at_mut(&path).captures.push(capture);
            }
        }
        let checks = step.promised.iter().flat_map(|promised| &promised.checks);
        for check in checks.filter(|check| check.held == Some(true)) {
            for path in check.paths.iter().filter_map(|path| parse(path)) {
                marks.places.at_mut(&path).checks.push(check);
            }
        }
        for left in left_out(step) {
            marks.leave_out(left.actual_path.as_deref(), left.elements);
        }
        marks
    }

    fn of(step: &StepOutcome) -> Self {
        let compared = step.compared.as_ref();
        Self {
            places: PathTree::default(),
            is_complete: compared.is_some_and(|compared| compared.complete),
        }
    }

    fn note(&mut self, path: Option<&str>, fact: Fact<'o>) {
        if let Some(path) = segments(path) {
            self.places.at_mut(&path).fact = Some(fact);
        }
    }

    fn leave_out(&mut self, path: Option<&str>, elements: Option<(usize, usize)>) {
        let Some(path) = segments(path) else { return };
        let known = self.places.at_mut(&path);
        match elements {
            Some(elements) => known.elements_left_out.push(elements),
            None => known.is_left_out = true,
        }
    }

    /// Returns the place of the whole body.
    pub fn root(&self) -> Place<'_, 'o> {
        let around = Place {
            marks: self,
            node: None,
            around: None,
            is_left_out: false,
        };
        around.enter(Some(ROOT), false)
    }
}

/// Returns the drifts that are none where the page was right: there its value is exact.
fn known_drifts(step: &StepOutcome) -> impl Iterator<Item = &DriftOutcome> {
    step.drifts.iter().filter(|drift| !drift.page_was_right)
}

fn of_body(step: &StepOutcome) -> impl Iterator<Item = &Mismatch> {
    let mismatches = step.mismatches.iter();
    mismatches.filter(|mismatch| mismatch.subject == Subject::Body)
}

fn left_out(step: &StepOutcome) -> impl Iterator<Item = &LeftOut> {
    let compared = step.compared.iter();
    compared.flat_map(|compared| &compared.left_out)
}

fn segments(path: Option<&str>) -> Option<Vec<Segment>> {
    path.and_then(parse)
}

/// A place of a body, on the way from its root.
#[derive(Debug, Clone, Copy)]
pub struct Place<'m, 'o> {
    marks: &'m Marks<'o>,
    node: Option<usize>,
    /// What the nearest value is that is listed, this one or one around it.
    around: Option<Mark>,
    is_left_out: bool,
}

impl<'m, 'o> Place<'m, 'o> {
    /// Goes to a member or an element.
    #[must_use]
    pub fn child(self, child: Child<'_>) -> Self {
        let node = self.node;
        let found = node.and_then(|node| self.marks.places.child(node, child));
        let ranges = self.known().map(|known| known.elements_left_out.as_slice());
        let is_left_out = match (child, ranges) {
            (Child::Element(at), Some(ranges)) => {
                let next = ranges.partition_point(|(_, to)| *to <= at);
                ranges.get(next).is_some_and(|(from, _)| *from <= at)
            }
            _ => false,
        };
        self.enter(found, is_left_out)
    }

    fn enter(self, node: Option<usize>, is_left_out: bool) -> Self {
        let mut place = Self { node, ..self };
        let known = place.known();
        let own = known.and_then(|known| known.fact.as_ref());
        place.around = own.map(Fact::mark).or(place.around);
        place.is_left_out |= is_left_out || known.is_some_and(|known| known.is_left_out);
        place
    }

    /// Returns what the nearest value is that is listed: this one, or one around it.
    pub fn around(self) -> Option<Mark> {
        self.around
    }

    /// Returns what is known of just this place.
    pub fn known(self) -> Option<&'m Known<'o>> {
        self.node.map(|node| self.marks.places.known(node))
    }

    /// Returns what the value is; none where nobody can say. `is_leaf` says whether it is a scalar, or
    /// has no members or elements: a value that has some is only what they are.
    pub fn mark(self, is_leaf: bool) -> Option<Mark> {
        let is_checked = self.known().is_some_and(|known| !known.checks.is_empty());
        let is_exact = is_leaf && self.marks.is_complete && !self.is_left_out;
        let exact = (is_checked || is_exact).then_some(Mark::Exact);
        self.around.or(exact)
    }
}
