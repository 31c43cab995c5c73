//! The beginnings of secrets, found at any place of a text.
//!
//! One more costs what it is long, so that a run may learn a token a step; a look costs no more where
//! there are many, or where a text nearly holds one again and again.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::ops::Bound;

/// How much of a secret is looked for, in bytes: what begins like it is taken for it.
pub(super) const HEAD: usize = 128;
/// How much of it tells that there is none, in bytes.
const START: usize = 4;
/// How many words the bits of all pairs of bytes take.
const PAIRS: usize = 1 << 10;
/// How often a shorter one is looked for at one place. Then what agrees with the beginning of a
/// secret is taken for it, or a store could have every place of a text looked at again and again.
const LOOKS: usize = 8;

/// The beginnings of secrets, each with the number of its secret.
#[derive(Clone)]
pub(super) struct Heads {
    known: BTreeMap<Vec<u8>, usize>,
    starts: HashSet<[u8; START]>,
    /// A bit for each pair of bytes with which some beginning begins: most places of a text are done
    /// with then.
    pairs: Vec<u64>,
    size: usize,
}

impl Heads {
    pub(super) fn new() -> Self {
        Self {
            known: BTreeMap::new(),
            starts: HashSet::new(),
            pairs: Vec::new(),
            size: 0,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Returns how many bytes all of them have: what they cost.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// Returns them with the numbers of their secrets.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&[u8], usize)> {
        let known = self.known.iter();
        known.map(|(head, number)| (head.as_slice(), *number))
    }

    /// Adds the beginning of a secret; the first of two that begin alike stays.
    pub(super) fn add(&mut self, secret: &[u8], number: usize) {
        let head = head(secret);
        let Some(start) = head.first_chunk::<START>() else {
            return;
        };
        self.pairs.resize(PAIRS, 0);
        let (word, bit) = pair([start[0], start[1]]);
        self.pairs[word] |= bit;
        self.starts.insert(*start);
        self.size += head.len();
        self.known.entry(head).or_insert(number);
    }

    /// Returns the number of the secret that begins exactly like this one.
    pub(super) fn get(&self, secret: &[u8]) -> Option<usize> {
        self.known.get(&head(secret)).copied()
    }

    /// Whether a plain text may begin like a secret, by its first two bytes.
    #[inline]
    pub(super) fn may_begin(&self, text: &[u8]) -> bool {
        let [first, second, ..] = *text else {
            return false;
        };
        let (word, bit) = pair([first, second]);
        self.pairs.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// Returns the longest beginning with which a plain text begins: its length, and its secret.
    pub(super) fn longest(&self, text: &[u8]) -> Option<(usize, usize)> {
        let start = text.first_chunk::<START>()?;
        if !self.may_begin(text) || !self.starts.contains(start) {
            return None;
        }
        let mut text = &text[..text.len().min(HEAD)];
        for look in 1..=LOOKS {
            // The greatest up to the text is what it begins with, or agrees with that up to somewhere.
            let range = (Bound::Unbounded, Bound::Included(text));
            let (head, number) = self.known.range::<[u8], _>(range).next_back()?;
            let agreed = agreed(head, text);
            if agreed == head.len() || look == LOOKS && agreed >= START {
                return Some((agreed, *number));
            }
            text = &text[..agreed];
        }
        None
    }

    /// Returns the secret that a plain text is only the beginning of.
    pub(super) fn begun(&self, text: &[u8]) -> Option<usize> {
        let range = (Bound::Included(text), Bound::Unbounded);
        let (head, number) = self.known.range::<[u8], _>(range).next()?;
        head.starts_with(text).then_some(*number)
    }
}

/// Brings a text to the form in which beginnings are looked for: in a form, a blank is written as `+`.
pub(super) fn plain(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.contains(&b'+') {
        return text.into();
    }
    let plain = |byte: &u8| if *byte == b'+' { b' ' } else { *byte };
    text.iter().map(plain).collect()
}

/// Returns where the bit of the first two bytes is: the number of a word, and the bit in it.
fn pair(start: [u8; 2]) -> (usize, u64) {
    let pair = u16::from_le_bytes(start);
    (usize::from(pair >> 6), 1 << (pair & 63))
}

fn head(secret: &[u8]) -> Vec<u8> {
    plain(&secret[..secret.len().min(HEAD)]).into_owned()
}

/// Returns up to where two texts agree.
fn agreed(one: &[u8], other: &[u8]) -> usize {
    let pairs = one.iter().zip(other);
    pairs.take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_of_what_stands_there_is_found() {
        let mut heads = Heads::new();
        assert_eq!(heads.longest(b"abcd"), None);
        heads.add(b"abcd", 0);
        heads.add(b"abcdef gh", 1);
        heads.add(b"abcd", 2);
        heads.add(b"abcdef+0", 3);
        assert_eq!(heads.longest(b"abcdefgh"), Some((4, 0)));
        assert_eq!(heads.longest(&plain(b"abcdef+gh!")), Some((9, 1)));
        assert_eq!(heads.longest(b"abc"), None);
        assert_eq!((heads.get(b"abcd"), heads.get(b"abcde")), (Some(0), None));
        assert_eq!((heads.begun(b"abcde"), heads.begun(b"b")), (Some(3), None));
    }

    #[test]
    fn of_a_long_secret_the_beginning_is_kept() {
        let mut heads = Heads::new();
        heads.add(&[b'v'; 2_000_000], 0);
        assert_eq!(heads.size(), HEAD);
        assert_eq!(heads.longest(&[b'v'; 60_000]), Some((HEAD, 0)));
    }

    #[test]
    fn secrets_that_are_made_to_be_looked_for_in_vain_are_hidden_too_much() {
        let mut heads = Heads::new();
        for length in START..HEAD {
            heads.add(&[vec![b'b'; length], vec![b'a']].concat(), length);
        }
        let text = [b'b'; 1_000];
        let (length, _) = heads.longest(&text).unwrap();
        assert!(length >= HEAD - LOOKS, "{length}");
    }
}
