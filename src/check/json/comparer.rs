//! Two JSON trees, walked together.

mod elements;

use std::time::{Duration, Instant};

use serde_json::{Map, Value};

use crate::check::effort::{Effort, Exhausted};
use crate::check::json::array;
use crate::check::json::comparison::Comparison;
use crate::check::json::kind::ValueKind;
use crate::check::json::rules::{DriftRule, NodeRules, Rules, ValueRule};
use crate::check::text;
use crate::check::value::{describe, equal, same_type};
use crate::outcome::path::{Segment, show};
use crate::outcome::{
    Code, Counts, DriftOutcome, Extra, LeftOut, MOST_EXTRAS, Mismatch, MismatchKind, Subject,
    Varied,
};
use crate::scenario::source::Span;
use crate::scenario::template::{JsonTemplate, JsonTemplateKind};

/// How many nodes may be looked at before arrays are compared index by index. It bounds what a
/// hostile body can cost; no printed response comes near it.
const TRIALS: usize = 1_000_000;

/// How many mismatches are written down; a body that has nothing to do with the printed one would
/// else fill the memory.
const WRITTEN: usize = 1000;

/// What is said where it was.
const UNALIGNED: &str = "; an array differs in too many places, so its elements were compared place by \
    place, and more may be told than differs";

/// Compares a documented body with the actual one, node by node.
pub(crate) struct Comparer<'w> {
    rules: &'w Rules<'w>,
    template: &'w JsonTemplate,
    strict: bool,
    documented_path: Vec<Segment>,
    actual_path: Vec<Segment>,
    found: Comparison,
    /// While elements are tried against each other, only the differences are counted.
    probing: bool,
    /// How many nodes may still be looked at before arrays are compared index by index.
    trials: usize,
    effort: &'w Effort<'w>,
    /// Why it came to no end, if it did not.
    exhausted: Option<Exhausted>,
    /// How long the differences within texts may still be looked for.
    text_time: Duration,
    /// Whether an array was too long to be aligned.
    unaligned: bool,
}

/// A mismatch before it is written down.
#[derive(Clone, Copy)]
struct Difference<'d> {
    kind: MismatchKind,
    documented: Option<&'d Value>,
    actual: Option<&'d Value>,
    /// Where the broken promise stands; the documented node itself where none is given.
    span: Option<&'d Span>,
}

impl<'w> Comparer<'w> {
    /// Starts at the roots.
    pub(crate) fn new(
        rules: &'w Rules<'w>,
        template: &'w JsonTemplate,
        strict: bool,
        effort: &'w Effort<'w>,
    ) -> Self {
        Self {
            rules,
            template,
            strict,
            documented_path: Vec::new(),
            actual_path: Vec::new(),
            found: Comparison::default(),
            probing: false,
            trials: TRIALS,
            effort,
            exhausted: None,
            text_time: text::DEADLINE,
            unaligned: false,
        }
    }

    /// Returns what was found.
    ///
    /// # Errors
    ///
    /// It was stopped before its end.
    pub(crate) fn finish(mut self) -> Result<Comparison, Exhausted> {
        if let Some(exhausted) = self.exhausted {
            return Err(exhausted);
        }
        self.found.mismatches.truncate(WRITTEN);
        if let (true, Some(first)) = (self.unaligned, self.found.mismatches.first_mut()) {
            first.add(UNALIGNED);
        }
        let unwritten = self.found.differences - self.found.mismatches.len();
        if let (1.., Some(last)) = (unwritten, self.found.mismatches.last_mut()) {
            let more = format!("; {unwritten} further differences are not listed");
            last.add(&more);
        }
        Ok(self.found)
    }

    /// Compares two nodes.
    pub(crate) fn node(&mut self, documented: &Value, actual: &Value) {
        self.trials = self.trials.saturating_sub(1);
        if self.exhausted.is_some() {
            return;
        }
        if let Err(exhausted) = self.effort.spend(1) {
            self.exhausted = Some(exhausted);
            return;
        }
        let rules = self.node_rules();
        if let Some(drift) = rules.and_then(|rules| rules.drift.as_ref()) {
            self.drift(drift, documented, actual);
        } else if let Some(rule) = rules.and_then(|rules| rules.value.as_ref()) {
            self.vary(rule, documented, actual);
        } else {
            self.content(documented, actual);
        }
    }

    fn node_rules(&self) -> Option<&'w NodeRules<'w>> {
        let rules: &'w Rules<'w> = self.rules;
        rules.at(&self.documented_path)
    }

    /// Compares two nodes by what is in them.
    fn content(&mut self, documented: &Value, actual: &Value) {
        match (documented, actual) {
            (Value::Object(documented), Value::Object(actual)) => self.object(documented, actual),
            (Value::Array(documented), Value::Array(actual)) => {
                let alignment = self.node_rules().and_then(|rules| rules.alignment.as_ref());
                array::compare(self, alignment, documented, actual);
            }
            _ if equal(documented, actual) => self.found.counts.exact += 1,
            _ => self.differ(documented, actual),
        }
    }

    fn object(&mut self, documented: &Map<String, Value>, actual: &Map<String, Value>) {
        match (documented.is_empty(), actual.is_empty()) {
            (true, true) => self.found.counts.exact += 1,
            (false, false) => {}
            (is_documented, _) => self.leave_empty(is_documented),
        }
        for (key, promised) in documented {
            self.documented_path.push(Segment::Name(key.clone()));
            if let Some(found) = actual.get(key) {
                self.actual_path.push(Segment::Name(key.clone()));
                self.node(promised, found);
                self.actual_path.pop();
            } else {
                self.missing(promised);
            }
            self.documented_path.pop();
        }
        for (key, value) in actual {
            if !documented.contains_key(key) {
                self.actual_path.push(Segment::Name(key.clone()));
                self.extra_member(value);
                self.actual_path.pop();
            }
        }
    }

    /// The documented node, at whose path the comparer stands, has no counterpart.
    pub(crate) fn missing(&mut self, promised: &Value) {
        if self.rules.is_optional(&self.documented_path) {
            self.varied(false);
            return;
        }
        let difference = Difference {
            kind: MismatchKind::Missing,
            documented: Some(promised),
            actual: None,
            span: None,
        };
        self.mismatch(difference, |comparer| {
            format!(
                "`{}` is missing; the page prints {}",
                show(&comparer.documented_path),
                describe(promised)
            )
        });
    }

    /// Notes that nothing is compared with the node at which the comparer stands, on the side on which
    /// it is empty.
    fn leave_empty(&mut self, is_documented: bool) {
        if !self.probing {
            self.found.left_out.push(LeftOut {
                documented_path: is_documented.then(|| show(&self.documented_path)),
                actual_path: (!is_documented).then(|| show(&self.actual_path)),
                elements: None,
            });
        }
    }

    /// Notes that the node at which the comparer stands differs as it may.
    fn varied(&mut self, is_there: bool) {
        self.found.counts.varied += 1;
        if !self.probing {
            self.found.varied.push(Varied {
                documented_path: show(&self.documented_path),
                actual_path: is_there.then(|| show(&self.actual_path)),
            });
        }
    }

    fn extra_member(&mut self, value: &Value) {
        if self.strict {
            let difference = Difference {
                kind: MismatchKind::Extra,
                documented: None,
                actual: Some(value),
                span: None,
            };
            self.mismatch(difference, |comparer| {
                format!(
                    "`{}` is {}; the page prints no such member",
                    show(&comparer.actual_path),
                    describe(value)
                )
            });
        } else if !self.probing && self.found.extras.len() < MOST_EXTRAS {
            self.found.extras.push(Extra {
                path: show(&self.actual_path),
                value: value.clone(),
            });
        }
    }

    fn differ(&mut self, documented: &Value, actual: &Value) {
        let kind = if same_type(documented, actual) {
            MismatchKind::Value
        } else {
            MismatchKind::Type
        };
        let difference = Difference {
            kind,
            documented: Some(documented),
            actual: Some(actual),
            span: None,
        };
        self.mismatch(difference, |comparer| {
            format!(
                "`{}` is {} where the page prints {}",
                show(&comparer.actual_path),
                describe(actual),
                describe(documented)
            )
        });
    }

    fn vary(&mut self, rule: &ValueRule<'_>, documented: &Value, actual: &Value) {
        let is_token = |kind: &ValueKind| matches!(kind, ValueKind::Token);
        if let (Value::String(token), true) = (actual, rule.kinds.iter().any(is_token)) {
            self.found.tokens.push(token.clone());
        }
        if rule.kinds.iter().any(|kind| kind.holds(actual)) {
            if equal(documented, actual) {
                self.found.counts.exact += 1;
            } else {
                self.varied(true);
            }
            return;
        }
        let typed = rule.kinds.iter().any(|kind| kind.has_type(actual));
        let difference = Difference {
            kind: if typed {
                MismatchKind::Value
            } else {
                MismatchKind::Type
            },
            documented: Some(documented),
            actual: Some(actual),
            span: Some(rule.span),
        };
        self.broken_rule(difference, || {
            let kinds: Vec<_> = rule.kinds.iter().map(ValueKind::describe).collect();
            format!(
                "is {}, which is not {}",
                describe(actual),
                kinds.join(" or ")
            )
        });
    }

    fn drift(&mut self, drift: &DriftRule<'_>, documented: &Value, actual: &Value) {
        let page_was_right = if equal(documented, actual) {
            true
        } else if self.is_inside(&drift.store, actual) {
            false
        } else if let Some(within) = self.within(documented, actual) {
            // What is within counts as the one value that the drift is about.
            self.found.absorb(Comparison {
                counts: Counts::default(),
                ..within
            });
            true
        } else {
            let difference = Difference {
                kind: if same_type(documented, actual) {
                    MismatchKind::Value
                } else {
                    MismatchKind::Type
                },
                documented: Some(documented),
                actual: Some(actual),
                span: Some(drift.span),
            };
            self.broken_rule(difference, || {
                format!(
                    "is {}, neither what the page prints ({}) nor what every store is said \
                     to answer ({})",
                    describe(actual),
                    describe(documented),
                    describe(&drift.store)
                )
            });
            return;
        };
        if page_was_right {
            self.found.counts.exact += 1;
        } else {
            self.found.counts.drifted += 1;
        }
        if !self.probing {
            self.found.drifts.push(DriftOutcome {
                at: show(&self.documented_path),
                actual_path: Some(show(&self.actual_path)),
                documented: Some(documented.clone()),
                store: drift.store.clone(),
                because: drift.because.clone(),
                page_was_right,
            });
        }
    }

    /// Whether all of `promised` is in `actual`, which may have further members.
    fn is_inside(&mut self, promised: &Value, actual: &Value) -> bool {
        let rules = Rules::default();
        let mut comparer = Comparer::new(&rules, self.template, self.strict, self.effort);
        comparer.probing = true;
        comparer.node(promised, actual);
        // What came to no end has found nothing, and proves nothing.
        self.exhausted = self.exhausted.take().or(comparer.exhausted);
        comparer.found.differences == 0
    }

    /// Compares two nodes by what is in them; returns what was found where nothing differs.
    fn within(&mut self, documented: &Value, actual: &Value) -> Option<Comparison> {
        let tried = self.aside(true, |comparer| comparer.content(documented, actual));
        let holds = tried.differences == 0;
        holds.then(|| self.aside(false, |comparer| comparer.content(documented, actual)))
    }

    /// Walks without touching what was found so far; returns what this part found.
    fn aside(&mut self, probing: bool, part: impl FnOnce(&mut Self)) -> Comparison {
        let outer = std::mem::take(&mut self.found);
        let was_probing = self.probing;
        self.probing |= probing;
        part(self);
        self.probing = was_probing;
        std::mem::replace(&mut self.found, outer)
    }

    /// Notes that a rule does not hold of the node at which the comparer stands: only words say why.
    fn broken_rule(&mut self, difference: Difference<'_>, predicate: impl FnOnce() -> String) {
        self.note(difference, |comparer| {
            let predicate = predicate();
            let message = format!("`{}` {predicate}", show(&comparer.actual_path));
            (message, Some(predicate))
        });
    }

    /// Notes a difference of which the kind and both values say all.
    fn mismatch(&mut self, difference: Difference<'_>, message: impl FnOnce(&Self) -> String) {
        self.note(difference, |comparer| (message(comparer), None));
    }

    fn note(
        &mut self,
        difference: Difference<'_>,
        words: impl FnOnce(&Self) -> (String, Option<String>),
    ) {
        self.found.differences += 1;
        if self.probing || self.found.mismatches.len() >= WRITTEN {
            return;
        }
        let (message, predicate) = words(self);
        let span = difference
            .span
            .cloned()
            .unwrap_or_else(|| documented_span(self.template, &self.documented_path));
        let lines = match (difference.documented, difference.actual) {
            (Some(Value::String(documented)), Some(Value::String(actual)))
                if difference.kind == MismatchKind::Value =>
            {
                let began = Instant::now();
                let lines = text::lines_of_value(documented, actual, self.text_time);
                self.text_time = self.text_time.saturating_sub(began.elapsed());
                lines
            }
            _ => Vec::new(),
        };
        let mismatch = Mismatch {
            code: Code::of_mismatch(Subject::Body, difference.kind),
            subject: Subject::Body,
            kind: difference.kind,
            documented_path: difference.documented.map(|_| show(&self.documented_path)),
            actual_path: difference.actual.map(|_| show(&self.actual_path)),
            documented: difference.documented.cloned(),
            actual: difference.actual.cloned(),
            message,
            predicate,
            names_place: true,
            location: span.location(),
            lines,
        };
        self.found.mismatches.push(mismatch);
    }
}

/// Returns where a documented node stands; what a `${…}` brings along stands where it does.
fn documented_span(template: &JsonTemplate, path: &[Segment]) -> Span {
    let mut node = template;
    for (depth, segment) in path.iter().enumerate() {
        if let JsonTemplateKind::Literal(literal) = &node.kind {
            let way = way_through(&literal.value, &path[depth..]);
            return Span::new(&node.span.source, literal.range(&way));
        }
        let child = match (&node.kind, segment) {
            (JsonTemplateKind::Map(members), Segment::Name(name)) => members
                .iter()
                .rev()
                .find_map(|(key, child)| (key == name).then_some(child)),
            (JsonTemplateKind::List(items), Segment::Index(index)) => items.get(*index),
            _ => None,
        };
        let Some(child) = child else { break };
        node = child;
    }
    node.span.clone()
}

/// Returns which of the elements or members a path names at each level.
fn way_through(value: &Value, path: &[Segment]) -> Vec<usize> {
    let mut way = Vec::new();
    let mut value = value;
    for segment in path {
        let child = match (value, segment) {
            (Value::Object(members), Segment::Name(name)) => {
                let mut named = members.iter().enumerate();
                named.find_map(|(at, (key, child))| (key == name).then_some((at, child)))
            }
            (Value::Array(items), Segment::Index(at)) => items.get(*at).map(|child| (*at, child)),
            _ => None,
        };
        let Some((at, child)) = child else { break };
        way.push(at);
        value = child;
    }
    way
}
