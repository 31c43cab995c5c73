//! `browser`: what a real browser does in place of a request.

use crate::scenario::browser::{Action, ActionKind, BrowserScript};
use crate::scenario::expectation::Expectation;
use crate::scenario::lower::Lower;
use crate::scenario::lower::expectation::nothing;
use crate::scenario::lower::fields::{Fields, enumerate};
use crate::scenario::lower::place::Place;
use crate::scenario::node::Node;
use crate::scenario::problem::Problem;
use crate::scenario::source::Span;
use crate::scenario::template::Template;
use crate::scenario::tutorial::RequestTemplate;

/// What a browser can do.
pub(super) const ACTIONS: &[&str] = &["open", "fill", "click", "expect", "screenshot"];

/// All keys of an action.
pub(super) const KEYS: &[&str] = &["open", "fill", "with", "click", "expect", "screenshot"];

/// The keys of a step that say something of a request, and nothing of a browser.
const OF_REQUESTS: &[&str] = &["request", "expect", "retry", "capture", "undo"];

impl Lower<'_> {
    /// Reads the `browser` of a step, with what is expected on its pages and the request for its
    /// first page.
    pub(super) fn browser(
        &mut self,
        fields: &Fields<'_>,
        node: &Node,
    ) -> (BrowserScript, Expectation, RequestTemplate) {
        for (key, _) in fields.present(OF_REQUESTS) {
            let hint = "a step is a request or what a browser does, not both";
            self.not_beside(key, "browser", hint);
        }
        let mut expectation = nothing(&node.span);
        let mut actions = Vec::new();
        let items = self.list(Some(node), "browser");
        for item in items {
            if let Some(kind) = self.action(item, &mut expectation) {
                let span = item.span.clone();
                actions.push(Action { kind, span });
            }
        }
        let span = fields
            .entry("browser")
            .map_or(&fields.span, |(key, _)| &key.span);
        let mut request = super::request::nothing(span);
        match actions.first().map(|action| &action.kind) {
            Some(ActionKind::Open(path)) => request.path = path.clone(),
            Some(_) => self.report(first_opens(span)),
            // What could not be read is reported already.
            None if items.is_empty() => self.report(first_opens(span)),
            None => {}
        }
        let looks = expectation.html.iter().any(|check| check.count != Some(0));
        if !looks && !actions.is_empty() {
            let message = "a browser that looks at nothing proves nothing";
            let hint = "add `- expect: {select: CSS, text: {contains: …}}`";
            self.report(Problem::at(span, message).hint(hint));
        }
        let script = BrowserScript {
            actions,
            span: span.clone(),
        };
        (script, expectation, request)
    }

    fn action(&mut self, node: &Node, expectation: &mut Expectation) -> Option<ActionKind> {
        let fields = self.fields(node, Place::Other("an action of `browser`"), KEYS)?;
        let found = fields.present(ACTIONS);
        let Some(((key, value), others)) = found.split_first() else {
            if !fields.is_meant(ACTIONS) {
                let message = "there is no action here";
                let hint = format!("write one of {}", enumerate(ACTIONS));
                self.report(Problem::at(&fields.span, message).hint(hint));
            }
            return None;
        };
        for (other, _) in others {
            self.not_beside(
                other,
                &key.name,
                "an action does one thing: begin a new one with `-`",
            );
        }
        if let (Some((with, _)), false) = (fields.entry("with"), key.name == "fill") {
            self.not_beside(with, &key.name, "`with` is what `fill` types");
        }
        Some(match key.name.as_str() {
            "open" => ActionKind::Open(self.target_path("open", value)),
            "fill" => {
                let select = self.selector(value, "fill");
                let with = self.required(&fields, "with");
                let with = with.map(|node| self.sent(node, "with"));
                ActionKind::Fill(
                    select,
                    with.unwrap_or_else(|| Template::literal("", &value.span)),
                )
            }
            "click" => ActionKind::Click(self.selector(value, "click")),
            "expect" => {
                expectation.html.push(self.html_check(value)?);
                ActionKind::Expect(expectation.html.len() - 1)
            }
            _ => ActionKind::Screenshot(self.text(value, "screenshot")),
        })
    }
}

fn first_opens(span: &Span) -> Problem {
    let message = "a browser begins with a page";
    Problem::at(span, message).hint("write `- open: /customer/account/login/` as the first action")
}
