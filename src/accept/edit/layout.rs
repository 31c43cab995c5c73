//! Where the parts of a text begin and end, and which bytes a change takes.

use std::ops::Range;

use serde_json::{Value, json};

use crate::accept::edit::change::{Change, Edit, find};
use crate::accept::edit::spell::{STEP, Spelling};
use crate::outcome::path::Segment;
use crate::scenario::node::{Key, Node, NodeKind};
use crate::scenario::source::Source;

/// A text and how it is laid out.
pub(super) struct Layout<'t> {
    text: &'t str,
    is_json: bool,
    newline: &'static str,
}

/// A child of a list or a map.
#[derive(Clone, Copy)]
struct Child<'n> {
    key: Option<&'n Key>,
    node: &'n Node,
}

impl<'t> Layout<'t> {
    /// Looks at a text.
    pub(super) fn of(source: &'t Source) -> Self {
        Self {
            text: &source.text,
            is_json: source.path.ends_with(".json"),
            newline: if source.text.contains("\r\n") {
                "\r\n"
            } else {
                "\n"
            },
        }
    }

    /// Returns the bytes that a change takes, and what stands there afterwards.
    pub(super) fn change(&self, tree: &Node, edit: &Edit) -> Option<(Range<usize>, String)> {
        let Some((last, parents)) = edit.path.split_last() else {
            let Change::Replace(value) = &edit.change else {
                return None;
            };
            let root = Child {
                key: None,
                node: tree,
            };
            return self.replace(root, true, value);
        };
        let parent = find(tree, parents)?;
        let mut around = (0..=parents.len()).filter_map(|depth| find(tree, &parents[..depth]));
        let in_flow = around.any(|node| self.is_flow(node));
        let children = children(parent);
        let at = children.iter().position(|child| match last {
            Segment::Name(name) => child.key.is_some_and(|key| key.name == *name),
            Segment::Index(_) => false,
        });
        let at = match last {
            Segment::Index(index) => Some(*index),
            Segment::Name(_) => at,
        };
        match &edit.change {
            Change::Replace(value) => self.replace(*children.get(at?)?, in_flow, value),
            Change::Remove if children.len() == 1 => {
                let (grandparents, holder) = parents
                    .split_last()
                    .map_or((parents, None), |split| (split.1, Some(split.0)));
                self.empty(tree, parent, grandparents, holder)
            }
            Change::Remove => self.remove(&children, at?, self.is_flow(parent)),
            Change::Insert(value) => self.insert(parent, &children, last, in_flow, value),
        }
    }

    /// Leaves nothing in a list or a map.
    fn empty(
        &self,
        tree: &Node,
        parent: &Node,
        grandparents: &[Segment],
        holder: Option<&Segment>,
    ) -> Option<(Range<usize>, String)> {
        let nothing = match parent.kind {
            NodeKind::Map(_) => json!({}),
            _ => json!([]),
        };
        let key = match (holder, &find(tree, grandparents)?.kind) {
            (Some(Segment::Name(name)), NodeKind::Map(members)) => members
                .iter()
                .find_map(|(key, _)| (key.name == *name).then_some(key)),
            _ => None,
        };
        self.replace(Child { key, node: parent }, self.is_flow(parent), &nothing)
    }

    fn replace(
        &self,
        child: Child<'_>,
        in_flow: bool,
        value: &Value,
    ) -> Option<(Range<usize>, String)> {
        let spelling = self.spelling(in_flow);
        let (start, end) = (self.start(child.node), self.end(child)?);
        let key = child.key.filter(|_| !in_flow);
        let Some(key) = key else {
            return Some((start..end, spelling.line(value)));
        };
        let after_key = self.colon(key)?;
        let is_written = !child.node.span.range.is_empty();
        let start = if is_written { start } else { end };
        let between = self.text.get(after_key..start).unwrap_or("");
        let is_inline = !is_nested(value);
        let is_marked = between.contains(['|', '>', '&', '!']);
        if is_inline && !is_marked && start < end && !between.contains('\n') {
            return Some((start..end, spelling.line(value)));
        }
        let comment = between.lines().next().unwrap_or("").trim();
        let comment = if comment.starts_with('#') {
            format!("  {comment}")
        } else {
            String::new()
        };
        let indent = self.column(key.span.range.start);
        let spelt = spelling.member(&key.name, value, indent);
        let value =
            &spelt[spelling.member(&key.name, &Value::Null, indent).len() - "null".len() - 1..];
        let (first, rest) = match value.find(self.newline) {
            Some(at) => value.split_at(at),
            None => (value, ""),
        };
        Some((after_key..end, format!("{first}{comment}{rest}")))
    }

    fn remove(
        &self,
        children: &[Child<'_>],
        at: usize,
        in_flow: bool,
    ) -> Option<(Range<usize>, String)> {
        let child = *children.get(at)?;
        let next = children.get(at + 1);
        let (begin, end) = (self.begin(child, in_flow)?, self.end(child)?);
        let nothing = |range| Some((range, String::new()));
        if in_flow {
            return match next {
                Some(next) => nothing(begin..self.begin(*next, true)?),
                None => nothing(self.end(children[at.checked_sub(1)?])?..end),
            };
        }
        let line = self.line_start(begin);
        if self.text[line..begin].trim().is_empty() {
            return nothing(line..self.line_end(end)?);
        }
        // The first member of an element stands beside its dash.
        let next = self.begin(*next?, false)?;
        (!self.text.get(end..next)?.contains('#')).then_some((begin..next, String::new()))
    }

    fn insert(
        &self,
        parent: &Node,
        children: &[Child<'_>],
        place: &Segment,
        in_flow: bool,
        value: &Value,
    ) -> Option<(Range<usize>, String)> {
        let at = match place {
            Segment::Index(index) => *index,
            Segment::Name(_) => children.len(),
        };
        let spelling = self.spelling(in_flow);
        let Some(last) = children.last() else {
            let new = self.spelt(spelling, place, value, 0);
            let inside = self.start(parent) + 1;
            return self.is_flow(parent).then_some((inside..inside, new));
        };
        if self.is_flow(parent) {
            return self.insert_in_flow(children, at, &self.spelt(spelling, place, value, 0));
        }
        if let Some(next) = children.get(at) {
            let dash = self.begin(*next, false)?;
            let line = self.line_start(dash);
            let indent = self.text.get(line..dash)?;
            let new = self.spelt(spelling, place, value, self.column(dash));
            let is_free = indent.trim().is_empty();
            return is_free.then(|| (line..line, format!("{indent}{new}{}", self.newline)));
        }
        let column = self.column(self.begin(children[0], false)?);
        let new = self.spelt(spelling, place, value, column);
        let line_end = self.line_end(self.end(*last)?)?;
        let lead = " ".repeat(column);
        let newline = self.newline;
        let text = if self.text[..line_end].ends_with('\n') {
            format!("{lead}{new}{newline}")
        } else {
            format!("{newline}{lead}{new}")
        };
        Some((line_end..line_end, text))
    }

    fn insert_in_flow(
        &self,
        children: &[Child<'_>],
        at: usize,
        new: &str,
    ) -> Option<(Range<usize>, String)> {
        let last = *children.last()?;
        let begin = self.begin(last, true)?;
        let lead = &self.text[self.line_start(begin)..begin];
        let gap = if lead.trim().is_empty() {
            format!("{}{lead}", self.newline)
        } else {
            " ".to_owned()
        };
        if let Some(next) = children.get(at) {
            let begin = self.begin(*next, true)?;
            return Some((begin..begin, format!("{new},{gap}")));
        }
        let end = self.end(last)?;
        Some((end..end, format!(",{gap}{new}")))
    }

    fn spelt(&self, spelling: Spelling, place: &Segment, value: &Value, column: usize) -> String {
        match place {
            Segment::Name(key) => spelling.member(key, value, column),
            Segment::Index(_) if spelling.in_flow => spelling.line(value),
            Segment::Index(_) => format!("- {}", spelling.item(value, column + STEP)),
        }
    }

    fn spelling(&self, in_flow: bool) -> Spelling {
        Spelling {
            is_json: self.is_json,
            in_flow: in_flow || self.is_json,
            newline: self.newline,
        }
    }

    /// Whether a list or a map stands in brackets.
    fn is_flow(&self, node: &Node) -> bool {
        let is_container = matches!(node.kind, NodeKind::List(_) | NodeKind::Map(_));
        is_container && self.text[self.start(node)..].starts_with(['{', '['])
    }

    fn start(&self, node: &Node) -> usize {
        node.span.range.start
    }

    /// Returns where a child begins: at its key, or at its dash.
    fn begin(&self, child: Child<'_>, in_flow: bool) -> Option<usize> {
        if let Some(key) = child.key {
            return Some(key.span.range.start);
        }
        let start = self.start(child.node);
        if in_flow {
            return Some(start);
        }
        let before = self.text[..start].trim_end();
        before.ends_with('-').then(|| before.len() - 1)
    }

    /// Returns where a child ends: after its last value, or the bracket that closes it.
    fn end(&self, child: Child<'_>) -> Option<usize> {
        let range = &child.node.span.range;
        let children = children(child.node);
        if !matches!(child.node.kind, NodeKind::List(_) | NodeKind::Map(_)) {
            return if range.is_empty() {
                self.colon(child.key?)
            } else {
                Some(range.end)
            };
        }
        let inside = match children.last() {
            // What an alias stands for is written elsewhere.
            Some(last) if self.start(last.node) < range.start => return None,
            Some(last) => self.end(*last)?,
            None => range.start + 1,
        };
        if self.is_flow(child.node) {
            self.bracket(inside)
        } else {
            Some(inside)
        }
    }

    /// Returns where the bracket ends that closes what has ended.
    fn bracket(&self, from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            let rest = &self.text[at..];
            match rest.chars().next()? {
                ']' | '}' => return Some(at + 1),
                '#' => at += rest.find('\n')?,
                ',' => at += 1,
                blank if blank.is_whitespace() => at += blank.len_utf8(),
                _ => return None,
            }
        }
    }

    /// Returns where the colon after a key ends.
    fn colon(&self, key: &Key) -> Option<usize> {
        let end = key.span.range.end;
        let rest = &self.text[end..];
        let blanks = rest.len() - rest.trim_start().len();
        rest.trim_start()
            .starts_with(':')
            .then_some(end + blanks + 1)
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// Returns where the next line begins; none where more than a comment follows on this one.
    fn line_end(&self, at: usize) -> Option<usize> {
        let rest = &self.text[at..];
        let end = rest.find('\n').map_or(rest.len(), |newline| newline + 1);
        let rest = rest[..end].trim();
        (rest.is_empty() || rest.starts_with('#')).then_some(at + end)
    }

    fn column(&self, at: usize) -> usize {
        self.text[self.line_start(at)..at].chars().count()
    }
}

fn children(node: &Node) -> Vec<Child<'_>> {
    match &node.kind {
        NodeKind::List(items) => items.iter().map(|node| Child { key: None, node }).collect(),
        NodeKind::Map(members) => members
            .iter()
            .map(|(key, node)| Child {
                key: Some(key),
                node,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Whether a value has something in it.
fn is_nested(value: &Value) -> bool {
    match value {
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => false,
    }
}
