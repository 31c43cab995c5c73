//! `expect`: what a step promises about the response.

use std::sync::Arc;

use crate::scenario::expectation::{
    Alternative, Assertions, Check, Expectation, HtmlCheck, StatusPattern, StatusRule,
    TextExpectation,
};
use crate::scenario::lower::Lower;
use crate::scenario::lower::assertion::About;
use crate::scenario::lower::fields::{Fields, first_key};
use crate::scenario::lower::place::{Place, Wanted};
use crate::scenario::lower::template::scalar;
use crate::scenario::lower::value::one_or_list;
use crate::scenario::node::{Node, NodeKind};
use crate::scenario::problem::Problem;
use crate::scenario::source::{Source, Span};

pub(super) const KEYS: &[&str] = &[
    "status",
    "headers",
    "documented",
    "documented_file",
    "shortened",
    "vary",
    "drift",
    "one_of",
    "checks",
    "html",
    "text",
];

/// What an alternative of `one_of` says for itself.
pub(super) const ALTERNATIVE_KEYS: &[&str] = &[
    "label",
    "status",
    "documented",
    "documented_file",
    "shortened",
];

/// The keys of a check of `html`.
pub(super) const HTML_KEYS: &[&str] = &["select", "count", "text", "attribute"];

impl Lower<'_> {
    /// Reads the `expect` of a step in a file.
    pub(super) fn expectation(&mut self, node: &Node, source: &Arc<Source>) -> Expectation {
        let Some(fields) = self.fields(node, Place::Expect, KEYS) else {
            return nothing(&node.span);
        };
        Expectation {
            alternatives: self.alternatives(&fields, source),
            headers: self.expected_headers(fields.get("headers")),
            vary: self.vary(fields.get("vary"), false),
            drift: self.drift(fields.get("drift")),
            checks: self.checks(fields.get("checks")),
            html: self.html(fields.get("html")),
            text: fields.get("text").and_then(|node| self.text_body(node)),
            span: fields.span,
        }
    }

    fn alternatives(&mut self, fields: &Fields<'_>, source: &Arc<Source>) -> Vec<Alternative> {
        let Some(node) = fields.get("one_of") else {
            let only = self.alternative(fields, None, source);
            return only.into_iter().collect();
        };
        for (key, _) in fields.present(ALTERNATIVE_KEYS) {
            let hint = format!("`{}` belongs inside of each alternative", key.name);
            self.not_beside(key, "one_of", &hint);
        }
        let items = self.list(Some(node), "one_of");
        if matches!(node.kind, NodeKind::List(_)) && items.len() < 2 {
            let message = "`one_of` wants two alternatives or more";
            let hint = "with one answer, write `status` and `documented` without `one_of`";
            self.report(Problem::at(&first_key(node), message).hint(hint));
        }
        let mut alternatives = Vec::new();
        for item in items {
            alternatives.extend(self.labelled(item, &alternatives, source));
        }
        alternatives
    }

    fn labelled(
        &mut self,
        node: &Node,
        before: &[Alternative],
        source: &Arc<Source>,
    ) -> Option<Alternative> {
        let fields = self.fields(
            node,
            Place::Other("an alternative of `one_of`"),
            ALTERNATIVE_KEYS,
        )?;
        let label = self.required(&fields, "label");
        let text = label.map(|node| self.text(node, "label"));
        if let (Some(node), Some(text)) = (label, &text)
            && before
                .iter()
                .any(|other| other.label.as_ref() == Some(text))
        {
            let message = format!("two alternatives have the label `{text}`");
            let hint = "the label says in the report which one held: give each its own";
            self.report(Problem::at(&node.span, message).hint(hint));
        }
        self.alternative(&fields, text, source)
    }

    fn alternative(
        &mut self,
        fields: &Fields<'_>,
        label: Option<String>,
        source: &Arc<Source>,
    ) -> Option<Alternative> {
        let documented = self.documented(fields, source);
        let status = self.required(fields, "status");
        let status = status.and_then(|node| self.status(node));
        Some(Alternative {
            label,
            status: status.unwrap_or_else(|| any_status(&fields.span)),
            documented,
        })
    }

    /// Reads a status, a class of them, or a list.
    pub(super) fn status(&mut self, node: &Node) -> Option<StatusRule> {
        let items = one_or_list(node);
        if items.is_empty() {
            let message = "`status` allows none at all";
            self.report(Problem::at(&node.span, message).hint("write a status such as `200`"));
        }
        let read = items.iter().map(|item| self.status_pattern(item));
        let allowed: Vec<_> = read.collect::<Vec<_>>().into_iter().flatten().collect();
        let span = node.span.clone();
        (!allowed.is_empty()).then_some(StatusRule { allowed, span })
    }

    fn status_pattern(&mut self, node: &Node) -> Option<StatusPattern> {
        let problem = match &node.kind {
            NodeKind::Number(number) => {
                let code = number.as_u64().and_then(|code| u16::try_from(code).ok());
                match code {
                    Some(code @ 100..=599) => return Some(StatusPattern::Code(code)),
                    _ => Problem::at(&node.span, format!("`{number}` is no status of HTTP"))
                        .hint("a status is a whole number from 100 to 599"),
                }
            }
            NodeKind::String(text) => match text.as_bytes() {
                [class @ b'1'..=b'5', b'x', b'x'] => {
                    return Some(StatusPattern::Class(u16::from(class - b'0')));
                }
                [b'1'..=b'5', b'X', b'X'] => {
                    Problem::at(&node.span, format!("`{text}` is no status of HTTP"))
                        .hint(format!("write `{}`", text.to_ascii_lowercase()))
                }
                digits if digits.len() == 3 && digits.iter().all(u8::is_ascii_digit) => {
                    Problem::at(&node.span, "`status` wants a number, found a text")
                        .hint(format!("write {text} without quotes"))
                }
                _ => Problem::at(&node.span, format!("`{text}` is no status of HTTP"))
                    .hint("write a number such as `200`, or a class such as `2xx`"),
            },
            _ => {
                let wants = "a number, a list or a class such as `2xx`";
                self.wrong_type(node, "`status`", Wanted::Other(wants));
                return None;
            }
        };
        self.report(problem);
        None
    }

    fn expected_headers(&mut self, node: Option<&Node>) -> Vec<(String, Assertions)> {
        let members = node.and_then(|node| self.members(node, Place::Other("`headers`")));
        let mut headers = Vec::new();
        for (key, value) in members.unwrap_or(&[]) {
            self.header_name(key);
            if let Some(assertions) = self.assertions(value, About::Header) {
                headers.push((key.name.to_ascii_lowercase(), assertions));
            }
        }
        headers
    }

    fn checks(&mut self, node: Option<&Node>) -> Vec<Check> {
        let mut checks = Vec::new();
        for item in self.list(node, "checks") {
            let members = self.members(item, Place::Check).unwrap_or(&[]);
            if members.is_empty() && matches!(item.kind, NodeKind::Map(_)) {
                let message = "a check without a path checks nothing";
                let hint = "write `- $.id: {at_least: 1}`";
                self.report(Problem::at(&item.span, message).hint(hint));
            }
            for (key, value) in members {
                let path = self.path_of(&key.name, &key.span);
                if let Some(assertions) = self.assertions(value, About::Json) {
                    checks.push(Check { path, assertions });
                }
            }
        }
        checks
    }

    fn html(&mut self, node: Option<&Node>) -> Vec<HtmlCheck> {
        let items = self.list(node, "html");
        let read = items.iter().map(|item| self.html_check(item));
        read.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    /// Reads a check of elements.
    pub(super) fn html_check(&mut self, node: &Node) -> Option<HtmlCheck> {
        let fields = self.fields(node, Place::Other("a check of `html`"), HTML_KEYS)?;
        let select = self.required(&fields, "select");
        let select = select.map(|node| self.selector(node, "select"));
        let text = fields.get("text");
        let text = text.and_then(|node| self.assertions(node, About::Html));
        if let (Some((key, _)), None) = (fields.entry("attribute"), fields.get("text")) {
            let message = "`attribute` says of what `text` is said, and there is no `text`";
            let hint = "write `text: {contains: …}` beside it";
            self.report(Problem::at(&key.span, message).hint(hint));
        }
        Some(HtmlCheck {
            select: select?,
            count: fields.get("count").map(|node| self.count(node, "count")),
            text,
            attribute: self.optional_text(fields.get("attribute"), "attribute"),
            span: fields.span.clone(),
        })
    }

    fn text_body(&mut self, node: &Node) -> Option<TextExpectation> {
        if scalar(node).is_some() {
            return Some(TextExpectation::Equals(self.template(node, "text")));
        }
        self.assertions(node, About::Text)
            .map(TextExpectation::Holds)
    }
}

/// An expectation that stands for one that could not be read.
pub(super) fn nothing(span: &Span) -> Expectation {
    Expectation {
        alternatives: Vec::new(),
        headers: Vec::new(),
        vary: Vec::new(),
        drift: Vec::new(),
        checks: Vec::new(),
        html: Vec::new(),
        text: None,
        span: span.clone(),
    }
}

/// A status that stands for one that could not be read.
fn any_status(span: &Span) -> StatusRule {
    StatusRule {
        allowed: vec![StatusPattern::Class(2)],
        span: span.clone(),
    }
}
