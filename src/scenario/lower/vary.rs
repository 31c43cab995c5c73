//! `vary` and `drift`: where a correct store may differ, and where the page is out of date.

use crate::scenario::expectation::{Drift, DriftPlace, VaryKind, VaryRule};
use crate::scenario::lower::Lower;
use crate::scenario::lower::fields::Fields;
use crate::scenario::lower::place::{Place, Wanted};
use crate::scenario::lower::value::one_or_list;
use crate::scenario::node::{Node, NodeKind};
use crate::scenario::problem::Problem;

/// The keys of a rule of `vary` that is more than a word.
pub(super) const RULE_KEYS: &[&str] = &["matches", "match_by"];

/// The keys of a drift.
pub(super) const DRIFT_KEYS: &[&str] = &["at", "store", "because"];

pub(super) const KINDS: &[(&str, VaryKind)] = &[
    ("integer", VaryKind::Integer),
    ("number", VaryKind::Number),
    ("string", VaryKind::String),
    ("boolean", VaryKind::Boolean),
    ("datetime", VaryKind::Datetime),
    ("token", VaryKind::Token),
    ("any", VaryKind::Any),
    ("optional", VaryKind::Optional),
    ("unordered", VaryKind::Unordered),
];

impl Lower<'_> {
    /// Reads the rules of a step or of the whole tutorial.
    pub(super) fn vary(&mut self, node: Option<&Node>, of_tutorial: bool) -> Vec<VaryRule> {
        let members = node.and_then(|node| self.members(node, Place::Other("`vary`")));
        let mut rules = Vec::new();
        for (key, node) in members.unwrap_or(&[]) {
            let kinds = one_or_list(node).iter().map(|kind| self.vary_kind(kind));
            let kinds: Vec<_> = kinds.collect::<Vec<_>>().into_iter().flatten().collect();
            if matches!(&node.kind, NodeKind::List(items) if items.is_empty()) {
                let message = format!("the rule for `{}` says nothing", key.name);
                self.report(Problem::at(&node.span, message).hint("write a kind such as `any`"));
            }
            rules.push(VaryRule {
                path: self.path_of(&key.name, &key.span),
                kinds,
                span: node.span.clone(),
                of_tutorial,
            });
        }
        rules
    }

    fn vary_kind(&mut self, node: &Node) -> Option<VaryKind> {
        match &node.kind {
            NodeKind::String(_) => self.choice(node, "vary", Place::Vary, KINDS),
            NodeKind::Map(members) => {
                let fields = self.fields(node, Place::Other("a rule of `vary`"), RULE_KEYS)?;
                if members.len() != 1 {
                    let message = "a rule has one kind, `matches` or `match_by`";
                    let hint = "write several kinds as a list";
                    self.report(Problem::at(&fields.span, message).hint(hint));
                }
                if let Some(node) = fields.get("matches") {
                    return Some(VaryKind::Matches(self.pattern(node, "matches")));
                }
                let key = fields.get("match_by")?;
                Some(VaryKind::MatchBy(self.text(key, "match_by")))
            }
            _ => {
                let wants = "a kind such as `integer`, `{matches: …}`, or a list of kinds";
                self.wrong_type(node, "a rule of `vary`", Wanted::Other(wants));
                None
            }
        }
    }

    /// Reads where the page is out of date.
    pub(super) fn drift(&mut self, node: Option<&Node>) -> Vec<Drift> {
        let items = self.list(node, "drift");
        let read = items.iter().map(|item| self.one_drift(item));
        read.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    fn one_drift(&mut self, node: &Node) -> Option<Drift> {
        let fields = self.fields(node, Place::Other("a drift"), DRIFT_KEYS)?;
        let at = self.drift_place(&fields);
        let because = self.required(&fields, "because");
        let because = because.map(|node| self.template(node, "because"));
        Some(Drift {
            at: at?,
            because: because?,
            span: fields.span.clone(),
        })
    }

    fn drift_place(&mut self, fields: &Fields<'_>) -> Option<DriftPlace> {
        let at = self.required(fields, "at");
        let store = self.required(fields, "store");
        let (at, store) = (at?, store?);
        let NodeKind::String(word) = &at.kind else {
            let wants = "a text: a path, `status`, `request` or `words`";
            self.wrong_type(at, "`at`", Wanted::Other(wants));
            return None;
        };
        Some(match word.as_str() {
            "status" => DriftPlace::Status {
                store: self.status(store)?,
            },
            "request" => DriftPlace::Request {
                store: self.template(store, "store"),
            },
            "words" => DriftPlace::Words {
                store: self.template(store, "store"),
            },
            path if path.starts_with('$') => DriftPlace::Value {
                path: self.path(at, "at"),
                store: self.json(store),
            },
            other => {
                let message = format!("`{other}` is nothing that a drift can be at");
                let hint = "write a path such as `$.price`, or `status`, `request`, `words`";
                self.report(Problem::at(&at.span, message).hint(hint));
                return None;
            }
        })
    }
}
