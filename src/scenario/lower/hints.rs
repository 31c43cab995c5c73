//! A file of hints.

use crate::scenario::expectation::Pattern;
use crate::scenario::hints::HintRule;
use crate::scenario::lower::Lower;
use crate::scenario::lower::fields::Fields;
use crate::scenario::lower::place::Place;
use crate::scenario::node::Node;
use crate::scenario::problem::Problem;

const KEYS: &[&str] = &[
    "id",
    "status",
    "method",
    "path",
    "headers",
    "body",
    "elsewhere",
    "means",
    "advice",
];

impl Lower<'_> {
    /// Reads `hints:` and the list below it.
    pub(in crate::scenario) fn hints(&mut self, root: &Node) -> Vec<HintRule> {
        let Some(fields) = self.fields(root, Place::Other("a file of hints"), &["hints"]) else {
            return Vec::new();
        };
        let nodes = self.list(fields.get("hints"), "hints");
        nodes.iter().filter_map(|node| self.hint(node)).collect()
    }

    fn hint(&mut self, node: &Node) -> Option<HintRule> {
        let fields = self.fields(node, Place::Other("a hint"), KEYS)?;
        let demands = fields.present(&["status", "path", "headers", "body", "elsewhere"]);
        if demands.is_empty() {
            let message = "this hint would fit every answer";
            let hint = "say which: `status`, `path`, `headers` or `body`";
            self.report(Problem::at(&fields.span, message).hint(hint));
        }
        let required = ["id", "means", "advice"].map(|name| {
            let node = self.required(&fields, name);
            node.map(|node| self.text(node, name))
        });
        let [id, means, advice] = required;
        let status = fields.get("status").and_then(|node| self.status(node));
        let method = self.optional_text(fields.get("method"), "method");
        let members = match fields.get("headers") {
            Some(node) => self.members(node, Place::Other("`headers`")).unwrap_or(&[]),
            None => &[],
        };
        let mut headers = Vec::new();
        for (key, node) in members {
            headers.push((key.name.to_lowercase(), self.pattern(node, &key.name)));
        }
        Some(HintRule {
            status,
            method: method.map(|method| method.to_uppercase()),
            path: self.optional_pattern(&fields, "path"),
            headers,
            body: self.optional_pattern(&fields, "body"),
            is_elsewhere: self.flag(fields.get("elsewhere"), "elsewhere") == Some(true),
            id: id?,
            means: means?,
            advice: advice?,
            span: fields.span.clone(),
        })
    }

    fn optional_pattern(&mut self, fields: &Fields<'_>, name: &str) -> Option<Pattern> {
        fields.get(name).map(|node| self.pattern(node, name))
    }
}
