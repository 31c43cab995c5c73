//! What is known of the places of a JSON document, to be looked up on the way through it.

use std::collections::HashMap;

use crate::outcome::path::{Child, Segment};

/// What is known of the places of a document. The nodes lie in one list, so that a path of any depth
/// (of a saved run that somebody else wrote) is built and dropped without recursion.
#[derive(Debug, Clone)]
pub struct PathTree<T> {
    nodes: Vec<Node<T>>,
}

#[derive(Debug, Clone)]
struct Node<T> {
    known: T,
    members: HashMap<String, usize>,
    elements: HashMap<usize, usize>,
}

impl<T: Default> Default for Node<T> {
    fn default() -> Self {
        Self {
            known: T::default(),
            members: HashMap::new(),
            elements: HashMap::new(),
        }
    }
}

/// The node of the root.
pub const ROOT: usize = 0;

impl<T: Default> Default for PathTree<T> {
    fn default() -> Self {
        Self {
            nodes: vec![Node::default()],
        }
    }
}

impl<T: Default> PathTree<T> {
    /// Returns what is known of a place, to be changed.
    pub fn at_mut(&mut self, path: &[Segment]) -> &mut T {
        let mut at = ROOT;
        for segment in path {
            let next = self.nodes.len();
            let node = &mut self.nodes[at];
            at = match segment {
                Segment::Name(name) => match node.members.get(name) {
                    Some(known) => *known,
                    None => *node.members.entry(name.clone()).or_insert(next),
                },
                Segment::Index(index) => *node.elements.entry(*index).or_insert(next),
            };
            if at == next {
                self.nodes.push(Node::default());
            }
        }
        &mut self.nodes[at].known
    }

    /// Returns the node of a child; none where nothing is known of it, nor of anything in it.
    pub fn child(&self, node: usize, child: Child<'_>) -> Option<usize> {
        let node = &self.nodes[node];
        match child {
            Child::Member(name) => node.members.get(name).copied(),
            Child::Element(index) => node.elements.get(&index).copied(),
        }
    }

    /// Returns what is known of a node.
    pub fn known(&self, node: usize) -> &T {
        &self.nodes[node].known
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::path::parse;

    #[test]
    fn what_is_known_of_a_place_is_found_on_the_way_to_it() {
        let mut tree = PathTree::<Vec<u8>>::default();
        tree.at_mut(&parse("$.a[1]").unwrap()).push(1);
        tree.at_mut(&parse("$.a[1]").unwrap()).push(2);
        tree.at_mut(&parse("$.a['1']").unwrap()).push(3);
        let a = tree.child(ROOT, Child::Member("a")).unwrap();
        let element = tree.child(a, Child::Element(1)).unwrap();
        assert_eq!(tree.known(element), &[1, 2]);
        let member = tree.child(a, Child::Member("1")).unwrap();
        assert_eq!(tree.known(member), &[3]);
        assert_eq!(tree.child(a, Child::Element(0)), None);
        assert_eq!(tree.child(ROOT, Child::Member("b")), None);
    }

    #[test]
    fn a_path_of_any_depth_is_kept() {
        let mut tree = PathTree::<bool>::default();
        *tree.at_mut(&vec![Segment::Index(0); 1_000_000]) = true;
        let mut node = ROOT;
        while let Some(child) = tree.child(node, Child::Element(0)) {
            node = child;
        }
        assert!(tree.known(node));
    }
}
