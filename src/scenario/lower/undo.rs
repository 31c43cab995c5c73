//! `undo`: how a step is taken back, and how to find what it made.

use crate::scenario::lower::Lower;
use crate::scenario::names;
use crate::scenario::node::Node;
use crate::scenario::problem::{Problem, did_you_mean};
use crate::scenario::tutorial::{Capture, Find, Undo};

pub(super) const KEYS: &[&str] = &[
    "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "find", "as", "bearer", "json",
    "expect",
];

pub(super) const FIND_KEYS: &[&str] = &["GET", "as", "bearer", "capture"];

impl Lower<'_> {
    /// Reads the `undo` of a step that has these captures.
    pub(super) fn undo(&mut self, node: &Node, captures: &[Capture]) -> Option<Undo> {
        let fields = self.fields(node, "`undo`", KEYS)?;
        let request = self.request_of(&fields);
        let used = names::uses_of_request(&request).into_iter();
        let captured = captures.iter().map(|capture| capture.name.as_str());
        let known: Vec<&str> = captured.chain(used.map(|used| used.name)).collect();
        let find = fields.get("find").map(|node| self.find(node, &known));
        let expect = self.required(&fields, "expect");
        let expect = expect.and_then(|node| self.fields(node, "`expect` of an undo", &["status"]));
        let status = expect.and_then(|expect| self.required(&expect, "status"));
        let status = status.and_then(|node| self.status(node));
        Some(Undo {
            find: find.flatten(),
            request,
            status: status?,
            span: fields.span.clone(),
        })
    }

    /// Reads a `find`, which looks for what the step captures or its undo uses.
    fn find(&mut self, node: &Node, known: &[&str]) -> Option<Find> {
        let fields = self.fields(node, "`find`", FIND_KEYS)?;
        let request = self.request_of(&fields);
        let members = match self.required(&fields, "capture") {
            Some(node) => self.members(node, "`capture`").unwrap_or(&[]),
            None => &[],
        };
        let mut found = Vec::new();
        for (key, node) in members {
            if !known.contains(&key.name.as_str()) {
                let message = format!("neither the step nor its undo knows `{}`", key.name);
                let hint = match did_you_mean(&key.name, known.iter().copied()) {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => "`find` looks for what the undo uses".to_owned(),
                };
                self.report(Problem::at(&key.span, message).hint(hint));
            }
            found.push((key.name.clone(), self.path(node, &key.name)));
        }
        Some(Find {
            request,
            captures: found,
            span: fields.span.clone(),
        })
    }
}
