//! A change at one place of a file.

use serde_json::Value;

use crate::outcome::path::Segment;
use crate::scenario::node::{Node, NodeKind};

/// A change at one place of a file.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::accept) struct Edit {
    /// The way from the root of the file to what is changed.
    pub path: Vec<Segment>,
    /// What is done there.
    pub change: Change,
}

/// What is done at a place.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::accept) enum Change {
    /// Another value stands there.
    Replace(Value),
    /// The member or the element goes.
    Remove,
    /// A new member is added, or an element before the one that has this index.
    Insert(Value),
}

impl Change {
    /// Tells which of two changes at one place is made first, where the greater is: what is put in
    /// before an element is put in once that has its own change.
    pub(in crate::accept) fn rank(&self) -> u8 {
        match self {
            Self::Insert(_) => 0,
            Self::Replace(_) | Self::Remove => 1,
        }
    }
}

/// Finds the node at a path.
pub(in crate::accept) fn find<'n>(node: &'n Node, path: &[Segment]) -> Option<&'n Node> {
    path.iter()
        .try_fold(node, |node, segment| match (&node.kind, segment) {
            (NodeKind::Map(members), Segment::Name(name)) => {
                let mut members = members.iter();
                members.find_map(|(key, child)| (key.name == *name).then_some(child))
            }
            (NodeKind::List(items), Segment::Index(index)) => items.get(*index),
            _ => None,
        })
}
