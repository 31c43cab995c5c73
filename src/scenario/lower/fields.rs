//! The keys of a map: the known, the unknown and the missing ones.

use std::collections::HashSet;

use crate::scenario::lower::Lower;
use crate::scenario::lower::place::{Place, Wanted};
use crate::scenario::lower::synonyms::synonym;
use crate::scenario::node::{Key, Node, NodeKind};
use crate::scenario::problem::{Problem, did_you_mean};
use crate::scenario::source::Span;

/// A map whose keys are all known.
pub(super) struct Fields<'n> {
    /// What the map is, such as `a step`.
    what: &'static str,
    /// Where its first key stands.
    pub(super) span: Span,
    members: &'n [(Key, Node)],
    /// The keys that the unknown ones were probably meant to be.
    meant: Vec<String>,
}

impl<'n> Fields<'n> {
    /// Returns the value of a key.
    pub(super) fn get(&self, name: &str) -> Option<&'n Node> {
        self.entry(name).map(|(_, value)| value)
    }

    /// Returns a key and its value.
    pub(super) fn entry(&self, name: &str) -> Option<(&'n Key, &'n Node)> {
        let found = self.members.iter().find(|(key, _)| key.name == name);
        found.map(|(key, value)| (key, value))
    }

    /// Returns those of some keys that are there.
    pub(super) fn present(&self, names: &[&str]) -> Vec<(&'n Key, &'n Node)> {
        let of_these = |key: &Key| names.contains(&key.name.as_str());
        let found = self.members.iter().filter(|(key, _)| of_these(key));
        found.map(|(key, value)| (key, value)).collect()
    }
}

impl Fields<'_> {
    /// Whether a mistyped key was probably meant to be one of these.
    pub(super) fn is_meant(&self, names: &[&str]) -> bool {
        self.meant
            .iter()
            .any(|meant| names.contains(&meant.as_str()))
    }
}

impl Lower<'_> {
    /// Reads a map that may have some keys, and reports all others.
    pub(super) fn fields<'n>(
        &mut self,
        node: &'n Node,
        place: Place,
        allowed: &[&str],
    ) -> Option<Fields<'n>> {
        let what = place.name();
        let members = self.members(node, place)?;
        let mut meant = Vec::new();
        let mut said = HashSet::new();
        for (key, _) in members {
            if allowed.contains(&key.name.as_str()) {
                continue;
            }
            match synonym(place, &key.name) {
                // `method` and `url` are one mistake, and so are two assertions outside of `checks`.
                Some(foreign) if !said.insert(foreign.hint) => {}
                Some(foreign) => self.report(no_key(key, what).hint(foreign.hint)),
                None => self.report(unknown_key(key, what, allowed)),
            }
            meant.extend(meant_by(&key.name, place, allowed));
        }
        Some(Fields {
            what,
            span: first_key(node),
            members,
            meant,
        })
    }

    /// Reads a map with any keys.
    pub(super) fn members<'n>(
        &mut self,
        node: &'n Node,
        place: Place,
    ) -> Option<&'n [(Key, Node)]> {
        if let NodeKind::Map(members) = &node.kind {
            return Some(members);
        }
        self.wrong_type(node, place.name(), Wanted::Map(place));
        None
    }

    /// Returns the value of a key that must be there.
    pub(super) fn required<'n>(&mut self, fields: &Fields<'n>, name: &str) -> Option<&'n Node> {
        let found = fields.get(name);
        if found.is_none() && !fields.is_meant(&[name]) {
            let message = format!("{} needs `{name}`", fields.what);
            let hint = format!("write {}", example(name));
            self.report(Problem::at(&fields.span, message).hint(hint));
        }
        found
    }

    /// Reports a key that something beside it forbids.
    pub(super) fn not_beside(&mut self, key: &Key, other: &str, hint: &str) {
        let message = format!("`{}` cannot be used beside `{other}`", key.name);
        self.report(Problem::at(&key.span, message).hint(hint));
    }
}

/// Returns the place that stands for a whole map: a block map has none of its own.
pub(super) fn first_key(node: &Node) -> Span {
    match &node.kind {
        NodeKind::Map(members) => match members.first() {
            Some((key, _)) if node.span.text().is_empty() => key.span.clone(),
            _ => node.span.clone(),
        },
        _ => node.span.clone(),
    }
}

/// Returns the keys that an unknown one was probably meant to be.
fn meant_by(name: &str, place: Place, allowed: &[&str]) -> Vec<String> {
    match synonym(place, name) {
        Some(foreign) => foreign.meant.iter().map(ToString::to_string).collect(),
        None => suggestion(name, allowed)
            .map(str::to_owned)
            .into_iter()
            .collect(),
    }
}

fn no_key(key: &Key, what: &str) -> Problem {
    Problem::at(&key.span, format!("{what} has no key `{}`", key.name))
}

fn unknown_key(key: &Key, what: &str, allowed: &[&str]) -> Problem {
    let hint = match suggestion(&key.name, allowed) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("it knows {}", enumerate(allowed)),
    };
    no_key(key, what).hint(hint)
}

/// Shows how a key that must be there is written.
fn example(name: &str) -> &'static str {
    match name {
        "id" => "a short name such as `id: create-account`",
        "title" => "`title: Create a customer account`",
        "steps" => "`steps:` and a list of steps below it",
        "request" => "`request:` and below it a method and a path, such as `GET: /rest/V1/store`",
        "expect" => "`expect: {status: 200, documented: …}`",
        "status" => "`status: 200`, or a class such as `2xx`",
        "select" => "a CSS selector such as `select: form#login-form`",
        "label" => "a name such as `label: \"2.4.8\"`",
        "capture" => "what is found, such as `capture: {customer_id: $.items[0].id}`",
        "means" => "what the answer means, in a sentence: `means: …`",
        "advice" => "what to do about it: `advice: …`",
        "every" => "the pause between two attempts, such as `every: 2s`",
        "with" => "what is typed: `with: ${email}`",
        "at" => "a path, `status`, `request` or `words`, such as `at: $.price`",
        "store" => "what every store answers instead, such as `store: 22`",
        _ => "why the page is out of date: `because: …`",
    }
}

/// Returns the known word that is meant: the same in other letters, or one much like it.
pub(super) fn suggestion<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let same = |name: &&&'k str| name.eq_ignore_ascii_case(word);
    let found = known.iter().find(same).copied();
    let longer = |name: &&&'k str| word.len() >= 3 && name.starts_with(word);
    found
        .or_else(|| did_you_mean(word, known.iter().copied()))
        .or_else(|| known.iter().find(longer).copied())
}

/// Returns words as a list for a sentence.
pub(super) fn enumerate(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}
