//! YAML in the form in which scenarios are written, read in one pass.
//!
//! What this knows it reads some thirty times as fast as the YAML crate does. All else is left to
//! that: anchors, tags, tabs, several documents, and every text with a mistake in it, so that its
//! message is the crate's. Whoever reads here says what a text means for sure, or nothing at all;
//! a test holds both readers to the same trees.

mod block_text;
mod flow;
mod scalar;

use std::collections::HashSet;
use std::sync::Arc;

use crate::scenario::node::{Key, Node, NodeKind};
use crate::scenario::source::{Source, Span};

/// How deep lists and maps may be nested here; no scenario comes near it.
const MAX_DEPTH: usize = 32;

/// In maps of more keys, a key is looked up by its hash.
const FEW_KEYS: usize = 16;

/// The longest key: a reader of YAML need not look further for its colon.
const LONGEST_KEY: usize = 1000;

/// Reads a text as one YAML document; none where it is not written in the plain form.
pub(super) fn read(source: &Arc<Source>) -> Option<Node> {
    if !source
        .text
        .bytes()
        .all(|byte| byte != b'\t' && byte != b'\r')
    {
        return None;
    }
    if !source.text.is_ascii() && !source.text.chars().all(is_settled) {
        return None;
    }
    let mut reader = Reader {
        source,
        text: source.text.as_bytes(),
        at: 0,
        line: 0,
        depth: 0,
        has_content: true,
    };
    reader.find_content();
    let node = reader.block()?;
    (!reader.has_content).then_some(node)
}

/// Whether a character is printable, and no break of a line in any version of YAML.
fn is_settled(character: char) -> bool {
    match character {
        '\n' | ' '..='~' => true,
        '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => false,
        character => character >= '\u{a0}',
    }
}

/// Reads a text from its beginning to its end. Between two nodes of a block it is at the first
/// character of a line that is neither blank nor a comment, or at the end of the text.
#[derive(Clone, Copy)]
struct Reader<'s> {
    source: &'s Arc<Source>,
    text: &'s [u8],
    at: usize,
    /// Where the line begins.
    line: usize,
    depth: usize,
    /// Whether the text goes on.
    has_content: bool,
}

impl Reader<'_> {
    fn byte(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn next_byte(&self) -> Option<u8> {
        self.text.get(self.at + 1).copied()
    }

    fn column(&self) -> usize {
        self.at - self.line
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, start..end)
    }

    fn skip_blanks(&mut self) {
        while self.byte() == Some(b' ') {
            self.at += 1;
        }
    }

    /// Goes from the beginning of a line to the next content.
    fn find_content(&mut self) {
        loop {
            self.line = self.at;
            self.skip_blanks();
            match self.byte() {
                None => {
                    self.has_content = false;
                    return;
                }
                Some(b'\n') => self.at += 1,
                Some(b'#') => self.skip_line(),
                Some(_) => return,
            }
        }
    }

    fn skip_line(&mut self) {
        let rest = self.text[self.at..].iter();
        let length = rest.take_while(|byte| **byte != b'\n').count();
        self.at = (self.at + length + 1).min(self.text.len());
    }

    /// Goes on to the next content from the end of a node; none where anything but a comment is in
    /// between.
    fn end_line(&mut self) -> Option<()> {
        let end = self.at;
        self.skip_blanks();
        match self.byte() {
            None | Some(b'\n') => {}
            Some(b'#') if self.at > end => {}
            Some(_) => return None,
        }
        self.skip_line();
        self.find_content();
        Some(())
    }

    /// Whether a list goes on here.
    fn is_at_dash(&self) -> bool {
        self.byte() == Some(b'-') && matches!(self.next_byte(), None | Some(b' ' | b'\n'))
    }

    /// Reads the map or the list that begins here.
    fn block(&mut self) -> Option<Node> {
        self.has_content.then_some(())?;
        if self.is_at_dash() {
            self.list()
        } else {
            self.map()
        }
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth == MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn list(&mut self) -> Option<Node> {
        let (start, column) = (self.at, self.column());
        let mut items = Vec::new();
        while self.has_content && self.column() == column && self.is_at_dash() {
            self.at += 1;
            items.push(self.deeper(|reader| reader.item(column))?);
        }
        if self.has_content && self.column() > column {
            return None;
        }
        Some(Node {
            span: self.span(start, start),
            kind: NodeKind::List(items),
        })
    }

    /// Reads what is behind a dash.
    fn item(&mut self, column: usize) -> Option<Node> {
        self.skip_blanks();
        if matches!(self.byte(), None | Some(b'\n' | b'#')) {
            self.end_line()?;
            return if self.has_content && self.column() > column {
                self.block()
            } else {
                None
            };
        }
        if self.is_at_dash() {
            return self.list();
        }
        if self.is_at_key() {
            return self.map();
        }
        self.inline(column)
    }

    fn map(&mut self) -> Option<Node> {
        let (start, column) = (self.at, self.column());
        let mut members = Members::default();
        loop {
            let key = self.key()?;
            let value = self.deeper(|reader| reader.value(column))?;
            members.add(key, value)?;
            if !self.has_content || self.column() < column {
                break;
            }
            if self.column() > column {
                return None;
            }
            if self.is_at_dash() {
                // The list to which this belongs is at the column of its key.
                break;
            }
        }
        Some(Node {
            span: self.span(start, start),
            kind: NodeKind::Map(members.all),
        })
    }

    /// Reads what is behind the colon of a key.
    fn value(&mut self, column: usize) -> Option<Node> {
        let end = self.at;
        self.skip_blanks();
        if !matches!(self.byte(), None | Some(b'\n' | b'#')) {
            if self.is_at_dash() {
                return None;
            }
            return self.inline(column);
        }
        self.at = end;
        self.end_line()?;
        if self.has_content {
            if self.column() > column {
                return self.block();
            }
            if self.column() == column && self.is_at_dash() {
                // Where its first element is, as the crate has it.
                let mut ahead = *self;
                ahead.at += 1;
                ahead.skip_blanks();
                if !matches!(ahead.byte(), None | Some(b'\n' | b'#')) {
                    let start = ahead.at;
                    let list = self.list()?;
                    let span = self.span(start, start);
                    return Some(Node { span, ..list });
                }
                return None;
            }
        }
        Some(Node {
            // At its colon, as the crate has it.
            span: self.span(end - 1, end - 1),
            kind: NodeKind::Null,
        })
    }

    /// Reads a value that begins in the line of its key or its dash.
    fn inline(&mut self, column: usize) -> Option<Node> {
        match self.byte()? {
            b'|' | b'>' => self.block_text(column),
            b'[' | b'{' => {
                let node = self.flow(column)?;
                self.end_line()?;
                Some(node)
            }
            b'"' | b'\'' => {
                let start = self.at;
                let text = self.quoted()?;
                let span = self.span(start, self.at);
                self.end_line()?;
                let kind = NodeKind::String(text);
                Some(Node { span, kind })
            }
            _ => self.unquoted(column),
        }
    }

    /// Whether the line goes on with a key of a map.
    fn is_at_key(&self) -> bool {
        let mut ahead = *self;
        ahead.key().is_some()
    }

    /// Reads a key and its colon.
    fn key(&mut self) -> Option<Key> {
        let start = self.at;
        let name = if matches!(self.byte()?, b'"' | b'\'') {
            self.quoted()?
        } else {
            self.plain_key()?
        };
        let span = self.span(start, self.at);
        let is_colon = self.byte() == Some(b':');
        if !is_colon || !matches!(self.next_byte(), None | Some(b' ' | b'\n')) {
            return None;
        }
        if self.at - start > LONGEST_KEY {
            return None;
        }
        self.at += 1;
        Some(Key { name, span })
    }
}

/// The members of a map, each key once.
#[derive(Default)]
struct Members {
    all: Vec<(Key, Node)>,
    /// The names, once there are many.
    names: HashSet<String>,
}

impl Members {
    /// Adds a member; none where its key is there already.
    fn add(&mut self, key: Key, value: Node) -> Option<()> {
        if self.all.len() < FEW_KEYS {
            if self.all.iter().any(|(known, _)| known.name == key.name) {
                return None;
            }
        } else {
            if self.names.is_empty() {
                let known = self.all.iter().map(|(key, _)| key.name.clone());
                self.names = known.collect();
            }
            if !self.names.insert(key.name.clone()) {
                return None;
            }
        }
        self.all.push((key, value));
        Some(())
    }
}
