//! One change of a YAML or JSON text; outside of it, every byte stays as it is.
//!
//! A change is made in the text and, for itself, in the tree of values that the text stands for. It
//! is good only where the new text reads as the changed tree, so that no layout that this file does
//! not know (an anchor, a folded text) can be broken in silence.

mod change;
mod layout;
pub(super) mod spell;

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::accept::Refused;
pub(super) use crate::accept::edit::change::{Change, Edit, find};
use crate::accept::edit::layout::Layout;
use crate::outcome::path::Segment;
use crate::scenario::node::{Node, NodeKind};
use crate::scenario::parse::parse;
use crate::scenario::source::Source;

/// Makes a change and returns the new text.
///
/// # Errors
/// The place is not there, or cannot be changed without touching more.
pub(super) fn apply(source: &Arc<Source>, edit: &Edit) -> Result<String, Refused> {
    let tree = tree(source)?;
    let mut wanted = value_of(&tree);
    carry_out(&mut wanted, &edit.path, &edit.change).ok_or_else(|| untouchable(source))?;
    let (range, new) = Layout::of(source)
        .change(&tree, edit)
        .ok_or_else(|| untouchable(source))?;
    let mut text = source.text.clone();
    text.replace_range(range, &new);
    let read = parse(&Source::new(source.path.as_str(), text.as_str()));
    match read {
        Ok(tree) if value_of(&tree) == wanted => Ok(text),
        _ => Err(untouchable(source)),
    }
}

/// Parses a file; the tree is the one that the language reads.
pub(super) fn tree(source: &Arc<Source>) -> Result<Node, Refused> {
    parse(source).map_err(|_| Refused::new(format!("`{}` cannot be read any more", source.path)))
}

fn untouchable(source: &Source) -> Refused {
    Refused::new(format!(
        "`{}` cannot be changed there without touching more: change it by hand",
        source.path
    ))
}

/// Returns the value that a tree stands for; texts as they are written, with `${…}`.
pub(super) fn value_of(node: &Node) -> Value {
    match &node.kind {
        NodeKind::Null => Value::Null,
        NodeKind::Bool(value) => Value::Bool(*value),
        NodeKind::Number(number) => Value::Number(number.clone()),
        NodeKind::String(text) => Value::String(text.clone()),
        NodeKind::List(items) => items.iter().map(value_of).collect(),
        NodeKind::Map(members) => {
            let members = members.iter();
            let members = members.map(|(key, node)| (key.name.clone(), value_of(node)));
            Value::Object(members.collect::<Map<_, _>>())
        }
    }
}

/// Makes a change in a tree of values; none where its place is not there.
fn carry_out(value: &mut Value, path: &[Segment], change: &Change) -> Option<()> {
    let Some((last, parents)) = path.split_last() else {
        if let Change::Replace(new) = change {
            *value = new.clone();
            return Some(());
        }
        return None;
    };
    let mut parent = value;
    for segment in parents {
        parent = match segment {
            Segment::Name(name) => parent.get_mut(name)?,
            Segment::Index(index) => parent.get_mut(index)?,
        };
    }
    match (parent, last, change) {
        (Value::Object(members), Segment::Name(name), Change::Replace(new)) => {
            *members.get_mut(name)? = new.clone();
        }
        (Value::Object(members), Segment::Name(name), Change::Remove) => {
            members.shift_remove(name)?;
        }
        (Value::Object(members), Segment::Name(name), Change::Insert(new)) => {
            if members.insert(name.clone(), new.clone()).is_some() {
                return None;
            }
        }
        (Value::Array(items), Segment::Index(index), Change::Replace(new)) => {
            *items.get_mut(*index)? = new.clone();
        }
        (Value::Array(items), Segment::Index(index), Change::Remove) if *index < items.len() => {
            items.remove(*index);
        }
        (Value::Array(items), Segment::Index(index), Change::Insert(new))
            if *index <= items.len() =>
        {
            items.insert(*index, new.clone());
        }
        _ => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests;
