//! A JSON value as indented lines, each with what is known of its place.

use serde_json::Value;

use crate::outcome::path::Child;

/// Levels below which the indentation stays as it is.
const DEEPEST_INDENT: usize = 40;

/// A line.
pub(super) struct Line<'v, P> {
    /// What is known of the place of the value that begins on it, or ends.
    pub(super) place: P,
    /// The line, indented, as it is in the JSON.
    pub(super) text: String,
    /// The value that begins on it; none on a line where one ends.
    pub(super) value: Option<&'v Value>,
}

impl<P> Line<'_, P> {
    /// Whether its value stands on it alone.
    pub(super) fn is_leaf(&self) -> bool {
        self.value.is_some_and(is_leaf)
    }
}

/// Whether a value has no members or elements.
pub(super) fn is_leaf(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => true,
    }
}

/// Writes a value as at most `limit` lines. `child` goes from a place to that of a member or an
/// element.
pub(super) fn lines<'v, P: Copy>(
    value: &'v Value,
    root: P,
    child: &dyn Fn(P, Child<'_>) -> P,
    limit: usize,
) -> Vec<Line<'v, P>> {
    let mut writer = Writer {
        child,
        limit,
        lines: Vec::new(),
    };
    writer.node(value, root, "", 0, "");
    writer.lines
}

struct Writer<'c, 'v, P> {
    child: &'c dyn Fn(P, Child<'_>) -> P,
    limit: usize,
    lines: Vec<Line<'v, P>>,
}

impl<'v, P: Copy> Writer<'_, 'v, P> {
    fn node(&mut self, value: &'v Value, place: P, key: &str, depth: usize, end: &str) {
        if self.lines.len() >= self.limit {
            return;
        }
        let indent = "  ".repeat(depth.min(DEEPEST_INDENT));
        if is_leaf(value) {
            self.push(place, format!("{indent}{key}{value}{end}"), Some(value));
            return;
        }
        let (open, close) = if value.is_array() {
            ('[', ']')
        } else {
            ('{', '}')
        };
        self.push(place, format!("{indent}{key}{open}"), Some(value));
        let end_of = |at: usize, count: usize| if at + 1 == count { "" } else { "," };
        match value {
            Value::Object(members) => {
                for (at, (name, child)) in members.iter().enumerate() {
                    let place = (self.child)(place, Child::Member(name));
                    let key = format!("{}: ", Value::from(name.as_str()));
                    self.node(child, place, &key, depth + 1, end_of(at, members.len()));
                }
            }
            Value::Array(items) => {
                for (at, child) in items.iter().enumerate() {
                    let place = (self.child)(place, Child::Element(at));
                    self.node(child, place, "", depth + 1, end_of(at, items.len()));
                }
            }
            _ => {}
        }
        self.push(place, format!("{indent}{close}{end}"), None);
    }

    fn push(&mut self, place: P, text: String, value: Option<&'v Value>) {
        if self.lines.len() < self.limit {
            self.lines.push(Line { place, text, value });
        }
    }
}
