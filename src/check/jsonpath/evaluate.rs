//! A path looked up in a document, segment by segment (RFC 9535, 2.3 to 2.5).
//!
//! What is found is exact (numbers by their digits), what it costs is bounded, and where a path
//! names several and some are not there, that is known.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use jsonpath_rust::parser::model::{Segment, Selector};
use serde_json::Value;

use crate::check::effort::{Effort, Exhausted};
use crate::check::pattern::Regex;
use crate::outcome::path;

/// What keeping a node costs beside looking at it: it bounds the memory, too.
const KEPT: u64 = 8;

/// A node, and where it stands.
#[derive(Clone)]
pub(crate) struct Node<'v> {
    /// The node.
    pub value: &'v Value,
    place: Option<Rc<Place<'v>>>,
}

/// The last step of the way to a node; none for the root.
struct Place<'v> {
    step: Step<'v>,
    parent: Option<Rc<Place<'v>>>,
}

#[derive(Clone, Copy)]
enum Step<'v> {
    Name(&'v str),
    Index(usize),
}

impl<'v> Node<'v> {
    pub(super) fn root(value: &'v Value) -> Self {
        Self { value, place: None }
    }

    /// Returns the way to it from the root.
    pub(crate) fn path(&self) -> Vec<path::Segment> {
        let mut path = Vec::new();
        let mut at = self.place.as_ref();
        while let Some(place) = at {
            path.push(match place.step {
                Step::Name(name) => path::Segment::Name(name.to_owned()),
                Step::Index(index) => path::Segment::Index(index),
            });
            at = place.parent.as_ref();
        }
        path.reverse();
        path
    }

    fn child(&self, step: Step<'v>, value: &'v Value) -> Self {
        let parent = self.place.clone();
        Self {
            value,
            place: Some(Rc::new(Place { step, parent })),
        }
    }

    fn member(&self, name: &str) -> Option<Self> {
        let (name, value) = self.value.as_object()?.get_key_value(name)?;
        Some(self.child(Step::Name(name), value))
    }

    fn element(&self, index: usize) -> Option<Self> {
        let value = self.value.as_array()?.get(index)?;
        Some(self.child(Step::Index(index), value))
    }

    /// Returns an element, counted from the end where the index is negative.
    fn element_at(&self, index: i64) -> Option<Self> {
        let length = self.value.as_array()?.len();
        let index = if index < 0 {
            length.checked_sub(usize::try_from(index.unsigned_abs()).ok()?)?
        } else {
            usize::try_from(index).ok()?
        };
        self.element(index)
    }

    fn children(&self) -> Vec<Self> {
        match self.value {
            Value::Array(items) => (0..items.len()).filter_map(|at| self.element(at)).collect(),
            Value::Object(members) => members
                .iter()
                .map(|(name, value)| self.child(Step::Name(name), value))
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// What a path found.
#[derive(Default)]
pub(super) struct Selected<'v> {
    pub nodes: Vec<Node<'v>>,
    /// Where some of what the path names is not there; none where nothing at all was found.
    pub gap: Option<Gap>,
}

/// A segment that does not find all that it names in each node that it is applied to.
pub(super) struct Gap {
    /// Its place in the path.
    pub segment: usize,
    /// To how many nodes it is applied.
    pub of: usize,
    /// In how many of them it finds all.
    pub complete: usize,
}

/// One look-up in one document.
pub(super) struct Lookup<'v, 'e> {
    pub root: &'v Value,
    pub effort: &'e Effort<'e>,
    /// The expressions of `match()` and `search()`; none where a text is no expression.
    pub(super) expressions: RefCell<HashMap<String, Option<Regex>>>,
}

impl<'v, 'e> Lookup<'v, 'e> {
    pub(super) fn new(root: &'v Value, effort: &'e Effort<'e>) -> Self {
        Self {
            root,
            effort,
            expressions: RefCell::default(),
        }
    }

    /// Applies segments, one after the other, to what the one before found.
    pub(super) fn select(
        &self,
        segments: &[Segment],
        start: Node<'v>,
    ) -> Result<Selected<'v>, Exhausted> {
        let mut selected = Selected {
            nodes: vec![start],
            gap: None,
        };
        let mut names_several = false;
        for (at, segment) in segments.iter().enumerate() {
            let mut found = Vec::new();
            let mut complete = 0;
            for node in &selected.nodes {
                complete += usize::from(self.segment(segment, node, &mut found)?);
            }
            let of = selected.nodes.len();
            if complete < of && (names_several || !is_one(segment)) {
                selected.gap.get_or_insert(Gap {
                    segment: at,
                    of,
                    complete,
                });
            }
            names_several = match segment {
                // What descends looks everywhere, and is meant to find something here and there.
                Segment::Descendant(_) => false,
                segment => names_several || !is_one(segment),
            };
            selected.nodes = found;
        }
        if selected.nodes.is_empty() {
            selected.gap = None;
        }
        Ok(selected)
    }

    /// Applies a segment to a node; says whether all that the segment names is there.
    fn segment(
        &self,
        segment: &Segment,
        node: &Node<'v>,
        found: &mut Vec<Node<'v>>,
    ) -> Result<bool, Exhausted> {
        match segment {
            Segment::Selector(selector) => self.selector(selector, node, found),
            Segment::Selectors(selectors) => {
                let mut complete = true;
                for selector in selectors {
                    complete &= self.selector(selector, node, found)?;
                }
                Ok(complete)
            }
            Segment::Descendant(inner) => {
                self.segment(inner, node, found)?;
                for child in node.children() {
                    self.effort.spend(1)?;
                    self.segment(segment, &child, found)?;
                }
                Ok(true)
            }
        }
    }

    fn selector(
        &self,
        selector: &Selector,
        node: &Node<'v>,
        found: &mut Vec<Node<'v>>,
    ) -> Result<bool, Exhausted> {
        self.effort.spend(1)?;
        let before = found.len();
        let named = match selector {
            Selector::Name(name) => {
                found.extend(node.member(name));
                1
            }
            Selector::Index(index) => {
                found.extend(node.element_at(*index));
                1
            }
            Selector::Wildcard => {
                found.extend(node.children());
                1
            }
            Selector::Slice(start, end, step) => {
                let length = node.value.as_array().map_or(0, Vec::len);
                let places = slice(*start, *end, step.unwrap_or(1), length);
                found.extend(places.into_iter().filter_map(|at| node.element(at)));
                named_by_slice(*start, *end, step.unwrap_or(1))
            }
            Selector::Filter(filter) => {
                for child in node.children() {
                    self.effort.spend(1)?;
                    if self.holds(filter, &child)? {
                        found.push(child);
                    }
                }
                // What looks for something may find nothing.
                0
            }
        };
        let count = (found.len() - before) as u64;
        self.effort.spend(KEPT * count)?;
        Ok(count >= named)
    }
}

/// Whether a segment names one node at most.
pub(super) fn is_one(segment: &Segment) -> bool {
    matches!(
        segment,
        Segment::Selector(Selector::Name(_) | Selector::Index(_))
    )
}

/// Returns the places of a slice in an array of this length (RFC 9535, 2.3.4.2.2).
fn slice(start: Option<i64>, end: Option<i64>, step: i64, length: usize) -> Vec<usize> {
    let length = i128::try_from(length).unwrap_or(0);
    let step = i128::from(step);
    let place = |bound: i64| match i128::from(bound) {
        bound @ 0.. => bound,
        bound => length + bound,
    };
    let (mut at, last) = if step >= 0 {
        let start = start.map_or(0, place).clamp(0, length);
        (start, end.map_or(length, place).clamp(0, length))
    } else {
        let start = start.map_or(length - 1, place).clamp(-1, length - 1);
        (start, end.map_or(-1, place).clamp(-1, length - 1))
    };
    let mut places = Vec::new();
    while (step > 0 && at < last) || (step < 0 && at > last) {
        places.extend(usize::try_from(at));
        at += step;
    }
    places
}

/// How many elements a slice names: as many as its bounds say, or one at least where it is open.
fn named_by_slice(start: Option<i64>, end: Option<i64>, step: i64) -> u64 {
    let (start, end, step) = match (start, end, step) {
        (_, _, 0) => return 1,
        (Some(start @ ..0), None, 1..) => (start, 0, step),
        (start, Some(end), 1..) => (start.unwrap_or(0), end, step),
        (Some(start), Some(end), _) => (end, start, -step),
        _ => return 1,
    };
    let is_measured = (start < 0) == (end < 0) || (start < 0 && end == 0);
    let width = end.saturating_sub(start).max(0).unsigned_abs();
    if is_measured {
        width.div_ceil(step.unsigned_abs()).max(1)
    } else {
        1
    }
}
