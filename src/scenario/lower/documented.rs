//! The body as the page prints it: in the scenario itself, or in a file beside it.

use std::sync::Arc;

use crate::scenario::expectation::{Documented, Shortened};
use crate::scenario::json;
use crate::scenario::lower::Lower;
use crate::scenario::lower::fields::Fields;
use crate::scenario::lower::place::Wanted;
use crate::scenario::node::{Node, NodeKind};
use crate::scenario::parse::{MAX_BYTES, parse};
use crate::scenario::problem::{Problem, did_you_mean};
use crate::scenario::source::{Source, Span};
use crate::scenario::template::{JsonTemplate, JsonTemplateKind};

impl Lower<'_> {
    /// Reads `documented` or `documented_file`, and `shortened`.
    pub(super) fn documented(
        &mut self,
        fields: &Fields<'_>,
        source: &Arc<Source>,
    ) -> Option<Documented> {
        let shortened = self.shortened(fields.get("shortened"));
        if let Some((key, node)) = fields.entry("documented") {
            if let Some((other, _)) = fields.entry("documented_file") {
                self.not_beside(other, &key.name, "keep one of them");
            }
            if node.kind == NodeKind::Null && node.span.text().is_empty() {
                let message = "`documented` has no body";
                let hint = "write the body below it; a page that prints null is `documented: null`";
                self.report(Problem::at(&key.span, message).hint(hint));
            }
            return Some(Documented {
                body: self.json(node),
                shortened,
                source: Arc::clone(source),
            });
        }
        if let Some(node) = fields.get("documented_file") {
            let (body, source) = self.documented_file(node)?;
            return Some(Documented {
                body,
                shortened,
                source,
            });
        }
        if let Some((key, _)) = fields.entry("shortened") {
            let message = "`shortened` is about a documented body, and there is none";
            self.report(Problem::at(&key.span, message).hint("write `documented` beside it"));
        }
        None
    }

    fn documented_file(&mut self, node: &Node) -> Option<(JsonTemplate, Arc<Source>)> {
        let path = self.text(node, "documented_file");
        if path.trim().is_empty() {
            return None;
        }
        if !is_inside(&path) {
            let message = format!("`{path}` lies outside of the folder of the tutorial");
            let hint = "write a path inside of it, such as `responses/customer.json`";
            self.report(Problem::at(&node.span, message).hint(hint));
            return None;
        }
        if ![".json", ".yaml", ".yml"]
            .iter()
            .any(|end| path.ends_with(end))
        {
            let message = format!("`{path}` is neither a JSON nor a YAML file");
            let hint = "its name ends with `.json`, `.yaml` or `.yml`";
            self.report(Problem::at(&node.span, message).hint(hint));
            return None;
        }
        if !path.contains('/') && !path.ends_with(".json") {
            let message = format!("`{path}` would be read as a scenario too");
            let hint = format!("put it into a folder: `responses/{path}`");
            self.report(Problem::at(&node.span, message).hint(hint));
            return None;
        }
        let Some(source) = self.files.get(path.as_str()) else {
            let message = format!("there is no file `{path}` in the folder of the tutorial");
            let problem = Problem::at(&node.span, message);
            self.report(match did_you_mean(&path, self.files.keys().copied()) {
                Some(known) => problem.hint(format!("did you mean `{known}`?")),
                None => problem.hint("the path begins at the folder that holds the scenario"),
            });
            return None;
        };
        match self.body_of(source) {
            Ok(body) => Some((body, Arc::clone(source))),
            Err(problems) => {
                self.problems.extend(problems);
                None
            }
        }
    }

    /// Reads a documented body. What is not quite JSON may still be YAML, whose reader has the words
    /// for what is wrong.
    fn body_of(&mut self, source: &Arc<Source>) -> Result<JsonTemplate, Vec<Problem>> {
        match json::read(source) {
            Ok(literal) => Ok(JsonTemplate {
                span: Span::new(source, literal.range(&[])),
                kind: JsonTemplateKind::Literal(Arc::new(literal)),
            }),
            Err(at) if source.text.len() > MAX_BYTES => {
                let place = Span::new(source, at..at);
                let message = "so large a body has to be JSON without `${…}`, and here it is not";
                let hint = "shorten it to 4 MiB, or mend it here";
                Err(vec![Problem::at(&place, message).hint(hint)])
            }
            Err(_) => parse(source).map(|node| self.json(&node)),
        }
    }

    fn shortened(&mut self, node: Option<&Node>) -> Shortened {
        let Some(node) = node else {
            return Shortened::No;
        };
        match &node.kind {
            NodeKind::Bool(true) => Shortened::Everywhere,
            NodeKind::Bool(false) => Shortened::No,
            NodeKind::List(paths) => Shortened::At(
                paths
                    .iter()
                    .map(|path| self.path(path, "shortened"))
                    .collect(),
            ),
            _ => {
                let wants = "`true`, `false` or a list of paths such as `[$.items]`";
                self.wrong_type(node, "`shortened`", Wanted::Other(wants));
                Shortened::No
            }
        }
    }
}

/// Whether a path stays inside of the folder, on any system.
pub(in crate::scenario) fn is_inside(path: &str) -> bool {
    let mut parts = path.split('/');
    !path.contains(['\\', ':']) && parts.all(|part| !part.is_empty() && part != "..")
}
