//! Which rules apply to which node of a documented body.

use std::collections::HashMap;

use serde_json::Value;

use crate::check::error::CheckError;
use crate::check::json::kind::ValueKind;
use crate::check::jsonpath::Query;
use crate::check::value::scalar_text;
use crate::outcome::path::{Segment, show};
use crate::outcome::{EVERYWHERE, PromisedRule, RuleKind};
use crate::scenario::expectation::{
    Documented, DriftPlace, Expectation, Shortened, VaryKind, VaryRule,
};
use crate::scenario::source::Span;
use crate::scenario::template::Fill;

/// All rules of one comparison, by the place of the documented node.
#[derive(Debug, Default)]
pub(crate) struct Rules<'e> {
    nodes: HashMap<Vec<Segment>, NodeRules<'e>>,
    everywhere_shortened: bool,
}

/// The rules of one node. Each aspect is resolved for itself: a later rule about the order of an
/// array does not take back that it may be missing.
#[derive(Debug, Default)]
pub(crate) struct NodeRules<'e> {
    /// What may stand here instead.
    pub value: Option<ValueRule<'e>>,
    /// Whether it may be missing.
    pub optional: bool,
    /// How the elements of an array find each other.
    pub alignment: Option<Alignment<'e>>,
    /// What every store answers here instead.
    pub drift: Option<DriftRule<'e>>,
    /// Whether the array goes on after what the page prints.
    pub shortened: bool,
}

/// What may stand at a node instead; one of the kinds must hold.
#[derive(Debug)]
pub(crate) struct ValueRule<'e> {
    /// The kinds.
    pub kinds: Vec<ValueKind>,
    /// Where the rule stands.
    pub span: &'e Span,
}

/// How the elements of an array find each other.
#[derive(Debug)]
pub(crate) enum Alignment<'e> {
    /// By the value of this member.
    MatchBy(&'e str, &'e Span),
    /// In any order.
    Unordered,
}

/// What every store answers at a node instead.
#[derive(Debug)]
pub(crate) struct DriftRule<'e> {
    /// What every store answers.
    pub store: Value,
    /// Why.
    pub because: String,
    /// Where it stands.
    pub span: &'e Span,
}

impl<'e> Rules<'e> {
    /// Finds the nodes of a documented body to which each rule applies.
    pub(crate) fn resolve(
        body: &Value,
        documented: &Documented,
        expectation: &'e Expectation,
        fill: Fill<'_>,
    ) -> Result<Self, CheckError> {
        let mut rules = Self::default();
        for rule in &expectation.vary {
            for node in Query::of(&rule.path, fill)?.in_page(body) {
                rules.nodes.entry(node.path()).or_default().add(rule)?;
            }
        }
        for drift in &expectation.drift {
            let DriftPlace::Value { path, store } = &drift.at else {
                continue;
            };
            for node in Query::of(path, fill)?.in_page(body) {
                rules.nodes.entry(node.path()).or_default().drift = Some(DriftRule {
                    store: store.fill(fill)?,
                    because: scalar_text(&fill(&drift.because)?).unwrap_or_default(),
                    span: &drift.span,
                });
            }
        }
        match &documented.shortened {
            Shortened::No => {}
            Shortened::Everywhere => rules.everywhere_shortened = true,
            Shortened::At(paths) => {
                for path in paths {
                    for node in Query::of(path, fill)?.in_page(body) {
                        rules.nodes.entry(node.path()).or_default().shortened = true;
                    }
                }
            }
        }
        Ok(rules)
    }

    /// Returns the rules of a node.
    pub(crate) fn at(&self, path: &[Segment]) -> Option<&NodeRules<'e>> {
        if self.nodes.is_empty() {
            return None;
        }
        self.nodes.get(path)
    }

    /// Whether the array at a node goes on after what the page prints.
    pub(crate) fn is_shortened(&self, path: &[Segment]) -> bool {
        self.everywhere_shortened || self.at(path).is_some_and(|rules| rules.shortened)
    }

    /// Returns the rules as an outcome names them, in the order of the body's places.
    pub(crate) fn promised(&self) -> Vec<PromisedRule> {
        let everywhere = self.everywhere_shortened.then(|| PromisedRule {
            at: EVERYWHERE.to_owned(),
            kinds: vec![RuleKind::Shortened],
        });
        let mut nodes: Vec<_> = self.nodes.iter().collect();
        nodes.sort_unstable_by_key(|(path, _)| *path);
        let nodes = nodes.into_iter().map(|(path, rules)| PromisedRule {
            at: show(path),
            kinds: rules.kinds(),
        });
        let nodes = nodes.filter(|rule| !rule.kinds.is_empty());
        everywhere.into_iter().chain(nodes).collect()
    }

    /// Whether the node may be missing.
    pub(crate) fn is_optional(&self, path: &[Segment]) -> bool {
        self.at(path).is_some_and(|rules| rules.optional)
    }
}

impl<'e> NodeRules<'e> {
    fn kinds(&self) -> Vec<RuleKind> {
        let values = self.value.iter().flat_map(|value| &value.kinds);
        let mut kinds: Vec<RuleKind> = values.map(ValueKind::rule).collect();
        let of_places = [
            (self.optional, RuleKind::Optional),
            (self.alignment.is_some(), RuleKind::Unordered),
            (self.shortened, RuleKind::Shortened),
        ];
        let present = of_places.iter().filter(|(is_there, _)| *is_there);
        kinds.extend(present.map(|(_, kind)| kind));
        kinds
    }

    fn add(&mut self, rule: &'e VaryRule) -> Result<(), CheckError> {
        let mut kinds = Vec::new();
        for kind in &rule.kinds {
            match kind {
                VaryKind::Optional => self.optional = true,
                VaryKind::MatchBy(key) => {
                    self.alignment = Some(Alignment::MatchBy(key, &rule.span));
                }
                VaryKind::Unordered => self.alignment = Some(Alignment::Unordered),
                _ => kinds.extend(ValueKind::of(kind)?),
            }
        }
        if !kinds.is_empty() {
            self.value = Some(ValueRule {
                kinds,
                span: &rule.span,
            });
        }
        Ok(())
    }
}
