//! Lists and maps in brackets.

use crate::scenario::node::{Key, Node, NodeKind};
use crate::scenario::plain::scalar::{begins_text, kind_of};
use crate::scenario::plain::{LONGEST_KEY, Members, Reader};

impl Reader<'_> {
    /// Reads a list or a map in brackets; its further lines are indented more than `column`.
    pub(super) fn flow(&mut self, column: usize) -> Option<Node> {
        self.deeper(|reader| match reader.byte()? {
            b'[' => reader.flow_list(column),
            _ => reader.flow_map(column),
        })
    }

    fn flow_list(&mut self, column: usize) -> Option<Node> {
        let start = self.at;
        let mut items = Vec::new();
        self.at += 1;
        self.skip_space(column)?;
        while self.byte()? != b']' {
            items.push(self.flow_value(column)?);
            self.skip_comma(column, b']')?;
        }
        self.at += 1;
        Some(Node {
            span: self.span(start, start + 1),
            kind: NodeKind::List(items),
        })
    }

    fn flow_map(&mut self, column: usize) -> Option<Node> {
        let start = self.at;
        let mut members = Members::default();
        self.at += 1;
        self.skip_space(column)?;
        while self.byte()? != b'}' {
            let key = self.flow_key()?;
            self.skip_space(column)?;
            let value = self.flow_value(column)?;
            members.add(key, value)?;
            self.skip_comma(column, b'}')?;
        }
        self.at += 1;
        Some(Node {
            span: self.span(start, start + 1),
            kind: NodeKind::Map(members.all),
        })
    }

    /// Goes on to the next element, or to the bracket at the end.
    fn skip_comma(&mut self, column: usize, end: u8) -> Option<()> {
        self.skip_space(column)?;
        match self.byte()? {
            b',' => {
                self.at += 1;
                self.skip_space(column)?;
                (self.byte()? != end).then_some(())
            }
            byte => (byte == end).then_some(()),
        }
    }

    /// Skips blanks and ends of lines; none where a line is empty, a comment, or not indented.
    fn skip_space(&mut self, column: usize) -> Option<()> {
        loop {
            self.skip_blanks();
            match self.byte()? {
                b'#' => return None,
                b'\n' => {
                    self.at += 1;
                    self.line = self.at;
                    self.skip_blanks();
                    if self.column() <= column || self.byte()? == b'\n' {
                        return None;
                    }
                }
                _ => return Some(()),
            }
        }
    }

    /// Reads a key, its colon and what separates that from the value.
    fn flow_key(&mut self) -> Option<Key> {
        let start = self.at;
        let name = if matches!(self.byte()?, b'"' | b'\'') {
            self.quoted()?
        } else {
            let text = self.flow_text(true)?;
            match kind_of(&text)? {
                NodeKind::String(name) => name,
                _ => return None,
            }
        };
        let span = self.span(start, self.at);
        let is_key = self.byte() == Some(b':') && matches!(self.next_byte(), Some(b' ' | b'\n'));
        if !is_key || self.at - start > LONGEST_KEY {
            return None;
        }
        self.at += 1;
        Some(Key { name, span })
    }

    fn flow_value(&mut self, column: usize) -> Option<Node> {
        let start = self.at;
        let kind = match self.byte()? {
            b'[' | b'{' => return self.flow(column),
            b'"' | b'\'' => NodeKind::String(self.quoted()?),
            _ => kind_of(&self.flow_text(false)?)?,
        };
        let span = self.span(start, self.at);
        Some(Node { span, kind })
    }

    /// Reads an unquoted text, up to its colon where it is a key.
    fn flow_text(&mut self, is_key: bool) -> Option<String> {
        begins_text(self.byte()?, self.next_byte()).then_some(())?;
        let start = self.at;
        loop {
            match self.byte()? {
                b',' | b']' | b'}' | b'\n' => break,
                b'[' | b'{' => return None,
                b'#' if self.text[self.at - 1] == b' ' => return None,
                b':' => match self.next_byte()? {
                    b' ' | b'\n' if is_key => break,
                    b' ' | b'\n' | b',' | b'[' | b']' | b'{' | b'}' => return None,
                    _ => self.at += 1,
                },
                _ => self.at += 1,
            }
        }
        let text = self.source.text.get(start..self.at)?;
        let trimmed = text.trim_end_matches(' ');
        if is_key && trimmed.len() < text.len() {
            return None;
        }
        self.at = start + trimmed.len();
        Some(trimmed.to_owned())
    }
}
