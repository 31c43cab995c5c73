//! A tree of the beginnings of secrets: found at any place of a text in time that is bounded by their
//! length, and grown by one more in time that is bounded by that one's.

use std::collections::HashMap;

/// How much of a secret is looked for, in bytes: what begins like it is taken for it.
pub(super) const HEAD: usize = 128;

/// The beginnings of secrets, each with the number of its secret.
#[derive(Clone)]
pub(super) struct Tree {
    next: HashMap<(u32, u8), u32>,
    ends: HashMap<u32, usize>,
    /// Whether some beginning begins with a byte: most places of a text are done with then.
    first: [bool; 256],
}

impl Tree {
    pub(super) fn new() -> Self {
        Self {
            next: HashMap::new(),
            ends: HashMap::new(),
            first: [false; 256],
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Returns how many places the tree has: what it costs.
    pub(super) fn size(&self) -> usize {
        self.next.len()
    }

    /// Adds the beginning of a secret; the first of two that begin alike stays.
    pub(super) fn add(&mut self, secret: &[u8], number: usize) {
        let head = &secret[..secret.len().min(HEAD)];
        let mut node = 0;
        for byte in head {
            let new = u32::try_from(self.next.len() + 1).unwrap_or(u32::MAX);
            node = *self.next.entry((node, plain(*byte))).or_insert(new);
        }
        if let Some(byte) = head.first() {
            self.first[usize::from(plain(*byte))] = true;
            self.ends.entry(node).or_insert(number);
        }
    }

    /// Returns the number of the secret that begins exactly like this one.
    pub(super) fn get(&self, secret: &[u8]) -> Option<usize> {
        let head = &secret[..secret.len().min(HEAD)];
        let (length, node) = self.walk(head);
        let is_whole = length == head.len() && length > 0;
        is_whole.then(|| self.ends.get(&node).copied()).flatten()
    }

    /// Returns the longest beginning with which a text begins: its length, and its secret.
    pub(super) fn longest(&self, text: &[u8]) -> Option<(usize, usize)> {
        if !self.first[usize::from(plain(*text.first()?))] {
            return None;
        }
        let (mut node, mut longest) = (0, None);
        for (at, byte) in text.iter().enumerate() {
            let Some(next) = self.next.get(&(node, plain(*byte))) else {
                break;
            };
            node = *next;
            if let Some(number) = self.ends.get(&node) {
                longest = Some((at + 1, *number));
            }
        }
        longest
    }

    /// Returns the secret that a text is only the beginning of.
    pub(super) fn begun(&self, text: &[u8]) -> Option<usize> {
        let (length, mut node) = self.walk(text);
        if length < text.len() {
            return None;
        }
        while !self.ends.contains_key(&node) {
            node = *(0..=u8::MAX).find_map(|byte| self.next.get(&(node, byte)))?;
        }
        self.ends.get(&node).copied()
    }

    fn walk(&self, text: &[u8]) -> (usize, u32) {
        let mut node = 0;
        for (at, byte) in text.iter().enumerate() {
            match self.next.get(&(node, plain(*byte))) {
                Some(next) => node = *next,
                None => return (at, node),
            }
        }
        (text.len(), node)
    }
}

/// In a form, a blank is written as `+`: the two are the same here.
fn plain(byte: u8) -> u8 {
    if byte == b'+' { b' ' } else { byte }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_of_what_stands_there_is_found() {
        let mut tree = Tree::new();
        assert_eq!(tree.longest(b"abcd"), None);
        tree.add(b"abcd", 0);
        tree.add(b"abcdef gh", 1);
        tree.add(b"abcd", 2);
        assert_eq!(tree.longest(b"abcdefgh"), Some((4, 0)));
        assert_eq!(tree.longest(b"abcdef+gh!"), Some((9, 1)));
        assert_eq!(tree.longest(b"abc"), None);
        assert_eq!((tree.get(b"abcd"), tree.get(b"abcde")), (Some(0), None));
        assert_eq!((tree.begun(b"abcde"), tree.begun(b"b")), (Some(1), None));
    }

    #[test]
    fn of_a_long_secret_the_beginning_is_kept() {
        let mut tree = Tree::new();
        tree.add(&[b'v'; 2_000_000], 0);
        assert_eq!(tree.size(), HEAD);
        assert_eq!(tree.longest(&[b'v'; 60_000]), Some((HEAD, 0)));
    }
}
