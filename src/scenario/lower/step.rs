//! Steps: what is sent, what is promised, what is taken, how it is taken back.

use std::sync::Arc;

use crate::scenario::expectation::VaryRule;
use crate::scenario::lower::Lower;
use crate::scenario::lower::expectation::nothing as no_expectation;
use crate::scenario::lower::fields::Fields;
use crate::scenario::lower::place::{Place, Wanted};
use crate::scenario::lower::request::nothing as no_request;
use crate::scenario::lower::value::one_or_list;
use crate::scenario::node::{Node, NodeKind};
use crate::scenario::problem::Problem;
use crate::scenario::source::{Source, Span};
use crate::scenario::template::Expression;
use crate::scenario::tutorial::{Condition, Effect, Step};

pub(super) const KEYS: &[&str] = &[
    "id", "title", "explain", "hint", "needs", "effect", "when", "unless", "request", "expect",
    "browser", "retry", "capture", "undo",
];

pub(super) const EFFECTS: &[(&str, Effect)] = &[
    ("read", Effect::Read),
    ("reversible", Effect::Reversible),
    ("permanent", Effect::Permanent),
    ("configuration", Effect::Configuration),
];

impl Lower<'_> {
    /// Reads a step; `shared` are the rules of the whole tutorial.
    pub(super) fn step(
        &mut self,
        node: &Node,
        shared: &[VaryRule],
        source: &Arc<Source>,
    ) -> Option<Step> {
        let fields = self.fields(node, Place::Step, KEYS)?;
        let (id, id_span) = self.id(&fields);
        let title = self.required(&fields, "title");
        let title = title.map_or_else(String::new, |node| self.text(node, "title"));
        let explain = self.optional_text(fields.get("explain"), "explain");
        let hint = self.optional_text(fields.get("hint"), "hint");
        let needs = self.names(fields.get("needs"), "needs");
        let browser = fields.get("browser");
        let browser = browser.map(|node| self.browser(&fields, node));
        let (browser, seen, first) = match browser {
            Some((script, seen, first)) => (Some(script), Some(seen), Some(first)),
            None => (None, None, None),
        };
        let request = match first {
            Some(first) => first,
            None => match self.required(&fields, "request") {
                Some(node) => self.request(node),
                None => no_request(&fields.span),
            },
        };
        let has_request = browser.is_none() && fields.get("request").is_some();
        let effect = self.effect(&fields, has_request.then_some(request.method.as_str()));
        let mut conditions = self.conditions(&fields, "when", true);
        conditions.extend(self.conditions(&fields, "unless", false));
        let mut expect = match seen {
            Some(seen) => seen,
            None => match self.required(&fields, "expect") {
                Some(node) => self.expectation(node, source),
                None => no_expectation(&fields.span),
            },
        };
        let own = std::mem::take(&mut expect.vary);
        expect.vary = shared.iter().cloned().chain(own).collect();
        let retry = fields.entry("retry");
        let retry = retry.and_then(|entry| self.retry(entry, effect, &expect));
        let captures = fields.get("capture").map(|node| self.captures(node));
        let captures = captures.unwrap_or_default();
        let undo = match fields.get("undo") {
            Some(node) => self.undo(node, &captures),
            None => {
                self.without_undo(&fields, &id, &id_span, effect);
                None
            }
        };
        Some(Step {
            id,
            id_span,
            title,
            explain,
            hint,
            needs,
            effect,
            conditions,
            request,
            expect,
            browser,
            retry,
            captures,
            undo,
        })
    }

    fn id(&mut self, fields: &Fields<'_>) -> (String, Span) {
        let Some(node) = self.required(fields, "id") else {
            return (String::new(), fields.span.clone());
        };
        let id = self.text(node, "id");
        if !id.trim().is_empty() && !is_id(&id) {
            let message = format!("`{id}` cannot be the id of a step");
            let hint = format!(
                "write small letters, digits and `-`, such as `{}`",
                slug(&id)
            );
            self.report(Problem::at(&node.span, message).hint(hint));
        }
        (id, node.span.clone())
    }

    fn effect(&mut self, fields: &Fields<'_>, method: Option<&str>) -> Effect {
        match (fields.get("effect"), method) {
            (Some(node), _) => {
                let effect = self.choice(node, "effect", Place::Other("effect"), EFFECTS);
                effect.unwrap_or(Effect::Read)
            }
            (None, Some("GET" | "HEAD") | None) => Effect::Read,
            (None, Some(method)) => {
                let message = format!("a step with `{method}` needs `effect`");
                let hint = "say what it does to the shop: `effect: read`, `reversible`, \
                            `permanent` or `configuration`";
                self.report(Problem::at(&fields.span, message).hint(hint));
                Effect::Read
            }
        }
    }

    /// A step that writes says how it is taken back.
    fn without_undo(&mut self, fields: &Fields<'_>, id: &str, span: &Span, effect: Effect) {
        let writes = matches!(effect, Effect::Reversible | Effect::Configuration);
        if !writes || fields.is_meant(&["undo"]) {
            return;
        }
        let message = format!(
            "step `{id}` has the effect `{}` and does not say how it is taken back",
            effect.name()
        );
        let hint = "add `undo` with a request, `undo: {with: STEP}` where the undo of an earlier step \
                    takes it along, or `undo: {stays: …}` with what stays; what nothing takes back is \
                    `effect: permanent`";
        self.report(Problem::at(span, message).hint(hint));
    }

    fn conditions(&mut self, fields: &Fields<'_>, name: &str, wanted: bool) -> Vec<Condition> {
        let nodes = fields.get(name).map_or(&[][..], one_or_list);
        let read = nodes.iter().map(|node| self.condition(node, name, wanted));
        read.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    fn condition(&mut self, node: &Node, name: &str, wanted: bool) -> Option<Condition> {
        let NodeKind::String(text) = &node.kind else {
            self.wrong_type(
                node,
                &format!("`{name}`"),
                Wanted::Other("a variable such as `${name}`"),
            );
            return None;
        };
        let before = self.problems.len();
        let template = self.looked_at(text, &node.span);
        if let Some(Expression::Variable(variable)) = template.as_expression() {
            return Some(Condition {
                variable: variable.clone(),
                wanted,
                span: node.span.clone(),
            });
        }
        if self.problems.len() == before {
            let message = format!("`{name}` looks at one variable and nothing else");
            let hint = format!("write `{name}: ${{name}}`, or a list of such variables");
            self.report(Problem::at(&node.span, message).hint(hint));
        }
        None
    }

    /// Reads a name or a list of names and their places.
    pub(super) fn names(&mut self, node: Option<&Node>, name: &str) -> Vec<(String, Span)> {
        let nodes = node.map_or(&[][..], one_or_list);
        nodes
            .iter()
            .map(|node| (self.text(node, name), node.span.clone()))
            .collect()
    }
}

/// Whether a text can be the id of a step: `[a-z][a-z0-9-]*`.
fn is_id(text: &str) -> bool {
    let tail = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    text.starts_with(|first: char| first.is_ascii_lowercase()) && text.bytes().all(tail)
}

/// Makes an id of a text, for a hint.
fn slug(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    let slug = words.join("-").to_ascii_lowercase();
    let slug = slug.trim_start_matches(|c: char| !c.is_ascii_lowercase());
    if slug.is_empty() {
        "create-account".to_owned()
    } else {
        slug.to_owned()
    }
}
