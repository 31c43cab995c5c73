//! `undo`: how a step is taken back, and how to find what it made.

use serde_json::Value;

use crate::scenario::lower::Lower;
use crate::scenario::names;
use crate::scenario::node::Node;
use crate::scenario::problem::{Problem, did_you_mean};
use crate::scenario::template::Template;
use crate::scenario::tutorial::{Capture, Find, Undo};

pub(super) const KEYS: &[&str] = &[
    "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "find", "as", "bearer", "json",
    "expect",
];

pub(super) const EXPECT_KEYS: &[&str] = &["status", "documented"];

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
        let expect = expect.and_then(|node| self.fields(node, "`expect` of an undo", EXPECT_KEYS));
        let documented = expect.as_ref().and_then(|expect| expect.get("documented"));
        let documented = documented.and_then(|node| self.plain_value(node));
        let status = expect.and_then(|expect| self.required(&expect, "status"));
        let status = status.and_then(|node| self.status(node));
        Some(Undo {
            find: find.flatten(),
            request,
            status: status?,
            documented,
            span: fields.span.clone(),
        })
    }

    /// Reads a value without variables.
    fn plain_value(&mut self, node: &Node) -> Option<Value> {
        let json = self.json(node);
        let mut is_plain = true;
        json.visit(&mut |template| is_plain &= template.as_literal().is_some());
        if !is_plain {
            let message = "what an undo expects is a plain value, without `${…}`";
            self.report(Problem::at(&node.span, message).hint("write it out, such as `true`"));
            return None;
        }
        let fill = |template: &Template| Ok(template.as_literal().unwrap_or_default().into());
        json.fill(&fill).ok()
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
