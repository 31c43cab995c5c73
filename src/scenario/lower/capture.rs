//! Captures: a value of the response that gets a name.

use serde_json::Value;

use crate::mask::is_secret_name;
use crate::scenario::lower::Lower;
use crate::scenario::lower::fields::{Fields, enumerate};
use crate::scenario::lower::place::{Place, Wanted};
use crate::scenario::lower::value::{is_name, snake_case};
use crate::scenario::node::{Key, Node, NodeKind};
use crate::scenario::problem::Problem;
use crate::scenario::tutorial::{Capture, CaptureSource};

pub(super) const KEYS: &[&str] = &[
    "jsonpath",
    "header",
    "cookie",
    "select",
    "regex",
    "all",
    "default",
    "secret",
    "attribute",
    "matches",
];

/// From where a value can be taken.
const SOURCES: &[&str] = &["jsonpath", "header", "cookie", "select", "regex"];

/// Whether a value is taken from a cookie: it may well be the session of somebody.
fn is_cookie(source: &CaptureSource) -> bool {
    match source {
        CaptureSource::Cookie(_) => true,
        CaptureSource::Header(name, _) => name == "set-cookie",
        _ => false,
    }
}

impl Lower<'_> {
    /// Reads the `capture` of a step.
    pub(super) fn captures(&mut self, node: &Node) -> Vec<Capture> {
        let members = self.members(node, Place::Other("`capture`")).unwrap_or(&[]);
        let read = members.iter().map(|(key, node)| self.capture(key, node));
        read.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    fn capture(&mut self, key: &Key, node: &Node) -> Option<Capture> {
        self.variable_name(key);
        let mut capture = Capture {
            name: key.name.clone(),
            from: CaptureSource::JsonPath(self.path_of("$", &node.span)),
            all: false,
            default: None,
            secret: is_secret_name(&key.name),
            span: key.span.clone(),
        };
        if let NodeKind::String(_) = node.kind {
            capture.from = CaptureSource::JsonPath(self.path(node, &key.name));
            return Some(capture);
        }
        let NodeKind::Map(_) = node.kind else {
            let wants = "a JSONPath such as `$.id`, or a map";
            self.wrong_type(node, &format!("`{}`", key.name), Wanted::Other(wants));
            return Some(capture);
        };
        let fields = self.fields(node, Place::Capture, KEYS)?;
        capture.all = self.flag(fields.get("all"), "all").unwrap_or(false);
        capture.default = fields.get("default").and_then(|node| self.literal(node));
        if let (true, Some((key, _))) = (capture.all, fields.entry("default")) {
            self.not_beside(
                key,
                "all",
                "a list is taken where something is found, and nothing is an error",
            );
        }
        if let Some(from) = self.capture_source(&fields) {
            capture.secret |= is_cookie(&from);
            capture.from = from;
        }
        if let Some(secret) = self.flag(fields.get("secret"), "secret") {
            capture.secret = secret;
        }
        Some(capture)
    }

    /// Reads what is taken where nothing is found: a plain value.
    fn literal(&mut self, node: &Node) -> Option<Value> {
        match &node.kind {
            NodeKind::Bool(value) => Some((*value).into()),
            NodeKind::Number(value) => Some(value.clone().into()),
            NodeKind::String(text) if !text.contains("${") => Some(text.as_str().into()),
            _ => {
                let wants = "`true`, `false`, a number or a text without `${…}`";
                self.wrong_type(node, "`default`", Wanted::Other(wants));
                None
            }
        }
    }

    fn capture_source(&mut self, fields: &Fields<'_>) -> Option<CaptureSource> {
        let found = fields.present(SOURCES);
        let Some(((key, node), others)) = found.split_first() else {
            if fields.is_meant(SOURCES) {
                return None;
            }
            let message = "it is not said from where the value is taken";
            let hint = format!("write one of {}", enumerate(SOURCES));
            self.report(Problem::at(&fields.span, message).hint(hint));
            return None;
        };
        for (other, _) in others {
            self.not_beside(other, &key.name, "a value is taken from one place");
        }
        for (extra, of) in [("attribute", "select"), ("matches", "header")] {
            if let Some((extra_key, _)) = fields.entry(extra)
                && key.name != of
            {
                let hint = format!("`{extra}` belongs to `{of}`");
                self.not_beside(extra_key, &key.name, &hint);
            }
        }
        let attribute = self.optional_text(fields.get("attribute"), "attribute");
        let matches = fields.get("matches");
        let matches = matches.map(|node| self.pattern(node, "matches"));
        Some(match key.name.as_str() {
            "jsonpath" => CaptureSource::JsonPath(self.path(node, "jsonpath")),
            "header" => {
                let name = self.text(node, "header").to_ascii_lowercase();
                CaptureSource::Header(name, matches)
            }
            "cookie" => CaptureSource::Cookie(self.text(node, "cookie")),
            "select" => CaptureSource::Css(self.selector(node, "select"), attribute),
            _ => CaptureSource::Regex(self.pattern(node, "regex")),
        })
    }

    /// Looks at the name of a variable or a capture.
    pub(super) fn variable_name(&mut self, key: &Key) {
        if is_name(&key.name) {
            return;
        }
        let message = format!("`{}` cannot be the name of a variable", key.name);
        let snake = snake_case(&key.name);
        let hint = if is_name(&snake) {
            format!("write `{snake}`: small letters, digits and `_`")
        } else {
            "write small letters, digits and `_`, such as `customer_id`".to_owned()
        };
        self.report(Problem::at(&key.span, message).hint(hint));
    }
}
