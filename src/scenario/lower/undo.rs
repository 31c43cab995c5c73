//! `undo`: how a step is taken back, and how to find what it made.

use serde_json::Value;

use crate::scenario::lower::Lower;
use crate::scenario::lower::fields::Fields;
use crate::scenario::lower::place::Place;
use crate::scenario::names;
use crate::scenario::node::Node;
use crate::scenario::problem::{Problem, did_you_mean};
use crate::scenario::template::Template;
use crate::scenario::tutorial::{Capture, Find, Lookup, Undo, UndoRequest};

pub(super) const KEYS: &[&str] = &[
    "GET",
    "POST",
    "PUT",
    "DELETE",
    "PATCH",
    "HEAD",
    "OPTIONS",
    "find",
    "unfindable",
    "with",
    "stays",
    "as",
    "bearer",
    "json",
    "expect",
];

pub(super) const EXPECT_KEYS: &[&str] = &["status", "documented"];

pub(super) const FIND_KEYS: &[&str] = &["GET", "as", "bearer", "capture", "because"];

/// What stands alone in an `undo`: it says why there is no request.
const ALONE: [&str; 2] = ["with", "stays"];

impl Lower<'_> {
    /// Reads the `undo` of a step that has these captures.
    pub(super) fn undo(&mut self, node: &Node, captures: &[Capture]) -> Option<Undo> {
        let fields = self.fields(node, Place::Undo, KEYS)?;
        let Some((key, value)) = fields.present(&ALONE).into_iter().next() else {
            let request = self.undo_request(&fields, captures)?;
            return Some(Undo::Request(Box::new(request)));
        };
        let others: Vec<&str> = KEYS
            .iter()
            .copied()
            .filter(|one| *one != key.name)
            .collect();
        if let Some((other, _)) = fields.present(&others).first() {
            let message = format!("`{}` and `{}` exclude each other", key.name, other.name);
            let hint = format!("`{}` says why there is no request of its own", key.name);
            self.report(Problem::at(&other.span, message).hint(hint));
        }
        let text = self.text(value, &key.name);
        Some(match key.name.as_str() {
            "with" => Undo::With {
                step: text,
                span: value.span.clone(),
            },
            _ => Undo::Stays(text),
        })
    }

    fn undo_request(&mut self, fields: &Fields<'_>, captures: &[Capture]) -> Option<UndoRequest> {
        let request = self.request_of(fields);
        let used = names::uses_of_request(&request).into_iter();
        let captured = captures.iter().map(|capture| capture.name.as_str());
        let known: Vec<&str> = captured.chain(used.map(|used| used.name)).collect();
        let lookup = self.lookup(fields, &known);
        let expect = self.required(fields, "expect");
        let expect = expect
            .and_then(|node| self.fields(node, Place::Other("`expect` of an undo"), EXPECT_KEYS));
        let documented = expect.as_ref().and_then(|expect| expect.get("documented"));
        let documented = documented.and_then(|node| self.plain_value(node));
        let status = expect.and_then(|expect| self.required(&expect, "status"));
        let status = status.and_then(|node| self.status(node));
        Some(UndoRequest {
            lookup: lookup?,
            request,
            status: status?,
            documented,
            span: fields.span.clone(),
        })
    }

    /// Reads how a run knows what it takes back.
    fn lookup(&mut self, fields: &Fields<'_>, known: &[&str]) -> Option<Lookup> {
        match (fields.get("find"), fields.entry("unfindable")) {
            (Some(_), Some((key, _))) => {
                let problem = Problem::at(&key.span, "`find` and `unfindable` exclude each other");
                self.report(problem.hint("leave one of them out"));
                None
            }
            (Some(node), None) => Some(Lookup::Find(Box::new(self.find(node, known)?))),
            (None, Some((_, node))) => Some(Lookup::Unfindable {
                reason: self.text(node, "unfindable"),
                span: node.span.clone(),
            }),
            (None, None) => {
                if !fields.is_meant(&["find", "unfindable"]) {
                    let message = "`undo` needs `find`: an id alone does not prove that what is \
                                   taken back is the run's own";
                    let hint = "write `find: {GET: …, capture: {…}}`, which looks for it by a value \
                                that the run made, such as its e-mail address, or `unfindable: …` \
                                and why nothing can be asked";
                    self.report(Problem::at(&fields.span, message).hint(hint));
                }
                None
            }
        }
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
        let fields = self.fields(node, Place::Other("`find`"), FIND_KEYS)?;
        let request = self.request_of(&fields);
        let members = match self.required(&fields, "capture") {
            Some(node) => self.members(node, Place::Other("`capture`")).unwrap_or(&[]),
            None => &[],
        };
        let of_request: Vec<String> = names::uses_of_request(&request)
            .iter()
            .map(|used| used.name.to_owned())
            .collect();
        let mut found = Vec::new();
        for (key, node) in members {
            let name = key.name.as_str();
            if !known.contains(&name) && !of_request.iter().any(|used| used == name) {
                let message = format!("neither the step nor its undo knows `{name}`");
                let hint = match did_you_mean(name, known.iter().copied()) {
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
            because: self.optional_text(fields.get("because"), "because"),
            span: fields.span.clone(),
        })
    }
}
