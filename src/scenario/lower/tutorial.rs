//! `tutorial.yaml` and the heads of scenario files.

use std::sync::Arc;

use crate::mask::is_secret_name;
use crate::scenario::expectation::VaryRule;
use crate::scenario::lower::Lower;
use crate::scenario::lower::fields::{Fields, first_key};
use crate::scenario::lower::place::Place;
use crate::scenario::node::{Key, Node, NodeKind};
use crate::scenario::problem::Problem;
use crate::scenario::source::Source;
use crate::scenario::tutorial::{Scenario, Variable};

/// The keys of `tutorial.yaml`.
pub(super) const TUTORIAL_KEYS: &[&str] = &["title", "pages", "vars", "vary"];

/// Those of them that a scenario file has only where it is the whole tutorial.
const HEAD_KEYS: &[&str] = &["pages", "vars", "vary"];

/// The keys of a variable with more than a value.
pub(super) const VARIABLE_KEYS: &[&str] = &["value", "secret", "explain"];

/// The keys of a scenario file, with those of a tutorial, which it may be alone.
pub(super) const SCENARIO_KEYS: &[&str] = &[
    "title", "pages", "vars", "vary", "page", "explain", "needs", "steps",
];

/// What all scenarios of a tutorial share.
pub(in crate::scenario) struct Head {
    pub(in crate::scenario) title: String,
    pub(in crate::scenario) pages: Option<String>,
    pub(in crate::scenario) variables: Vec<Variable>,
    pub(in crate::scenario) vary: Vec<VaryRule>,
}

impl Lower<'_> {
    /// Reads `tutorial.yaml`.
    pub(in crate::scenario) fn tutorial(&mut self, node: &Node) -> Option<Head> {
        let fields = self.fields(node, Place::Tutorial, TUTORIAL_KEYS)?;
        Some(self.head(&fields))
    }

    fn head(&mut self, fields: &Fields<'_>) -> Head {
        let title = self.title(fields);
        let pages = fields.get("pages").map(|node| self.pages(node));
        let variables = fields.get("vars").map(|node| self.variables(node));
        Head {
            title,
            pages,
            variables: variables.unwrap_or_default(),
            vary: self.vary(fields.get("vary"), true),
        }
    }

    fn title(&mut self, fields: &Fields<'_>) -> String {
        let title = self.required(fields, "title");
        title.map_or_else(String::new, |node| self.text(node, "title"))
    }

    fn pages(&mut self, node: &Node) -> String {
        let address = self.text(node, "pages");
        let is_web = address.starts_with("https://") || address.starts_with("http://");
        if !address.trim().is_empty() && !is_web {
            let message = format!("`{address}` is no address of the web");
            let hint = "write the address below which the pages are: `https://…/`";
            self.report(Problem::at(&node.span, message).hint(hint));
        }
        if address.ends_with('/') {
            address
        } else {
            format!("{address}/")
        }
    }

    fn variables(&mut self, node: &Node) -> Vec<Variable> {
        let members = self.members(node, Place::Other("`vars`")).unwrap_or(&[]);
        members
            .iter()
            .map(|(key, node)| self.variable(key, node))
            .collect()
    }

    fn variable(&mut self, key: &Key, node: &Node) -> Variable {
        self.variable_name(key);
        let mut variable = Variable {
            name: key.name.clone(),
            value: None,
            secret: is_secret_name(&key.name),
            explain: None,
            span: key.span.clone(),
        };
        match &node.kind {
            NodeKind::Null => {}
            NodeKind::Map(_) => {
                if let Some(fields) = self.fields(node, Place::Other("a variable"), VARIABLE_KEYS) {
                    let value = fields
                        .get("value")
                        .filter(|node| node.kind != NodeKind::Null);
                    variable.value = value.map(|node| self.sent_json(node));
                    variable.explain = self.optional_text(fields.get("explain"), "explain");
                    let secret = self.flag(fields.get("secret"), "secret");
                    variable.secret = secret.unwrap_or(variable.secret);
                }
            }
            _ => variable.value = Some(self.sent_json(node)),
        }
        variable
    }

    /// Reads a scenario file that is the whole tutorial.
    pub(in crate::scenario) fn alone(
        &mut self,
        node: &Node,
        name: &str,
        source: &Arc<Source>,
    ) -> Option<(Head, Scenario)> {
        let fields = self.fields(node, Place::Scenario, SCENARIO_KEYS)?;
        let head = self.head(&fields);
        let scenario = self.scenario_of(&fields, name, &head.vary, source);
        Some((head, scenario))
    }

    /// Reads a scenario file of a folder; `shared` are the rules of the whole tutorial.
    pub(in crate::scenario) fn scenario(
        &mut self,
        node: &Node,
        name: &str,
        shared: &[VaryRule],
        source: &Arc<Source>,
    ) -> Option<Scenario> {
        let fields = self.fields(node, Place::Scenario, SCENARIO_KEYS)?;
        for (key, _) in fields.present(HEAD_KEYS) {
            let name = &key.name;
            let message =
                format!("`{name}` counts in `tutorial.yaml` alone, which is beside this file");
            let hint = format!(
                "move it into `tutorial.yaml`; a scenario has `{name}` only where no such file is"
            );
            self.report(Problem::at(&key.span, message).hint(hint));
        }
        Some(self.scenario_of(&fields, name, shared, source))
    }

    fn scenario_of(
        &mut self,
        fields: &Fields<'_>,
        name: &str,
        shared: &[VaryRule],
        source: &Arc<Source>,
    ) -> Scenario {
        let title = self.title(fields);
        let page = self.optional_text(fields.get("page"), "page");
        let explain = self.optional_text(fields.get("explain"), "explain");
        let needs = self.names(fields.get("needs"), "needs");
        let nodes = self.required(fields, "steps");
        let items = self.list(nodes, "steps");
        if let Some(node) = nodes
            && matches!(&node.kind, NodeKind::List(items) if items.is_empty())
        {
            let message = "a scenario without steps walks nothing";
            let hint = "write a list of steps, each with `id`, `title`, `request` and `expect`";
            self.report(Problem::at(&first_key(node), message).hint(hint));
        }
        let steps = items.iter().map(|item| self.step(item, shared, source));
        let steps = steps.collect::<Vec<_>>().into_iter().flatten().collect();
        Scenario {
            name: name.to_owned(),
            title,
            page,
            explain,
            needs,
            steps,
            source: Arc::clone(source),
        }
    }
}
