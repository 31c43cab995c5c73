//! Single assertions, and which of them make sense where.

use serde_json::Number;

use crate::scenario::expectation::{Assertion, AssertionKind, Assertions, JsonType};
use crate::scenario::lower::Lower;
use crate::scenario::lower::fields::{enumerate, first_key, suggestion};
use crate::scenario::lower::place::{Place, Wanted};
use crate::scenario::lower::synonyms::synonym;
use crate::scenario::lower::template::scalar;
use crate::scenario::lower::value::one_or_list;
use crate::scenario::node::{Key, Node, NodeKind};
use crate::scenario::problem::Problem;
use crate::scenario::template::{JsonTemplate, JsonTemplateKind};

/// All assertions.
pub(super) const ALL: &[&str] = &[
    "equals", "matches", "contains", "length", "at_least", "at_most", "exists", "is", "sum_of",
    "same_set",
];

pub(super) const TYPES: &[(&str, JsonType)] = &[
    ("null", JsonType::Null),
    ("boolean", JsonType::Boolean),
    ("integer", JsonType::Integer),
    ("number", JsonType::Number),
    ("string", JsonType::String),
    ("array", JsonType::Array),
    ("object", JsonType::Object),
];

/// What assertions are about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// What a JSONPath selects.
    Json,
    /// A header of the response.
    Header,
    /// The text (or an attribute) of an HTML element.
    Html,
    /// The body as text.
    Text,
}

impl About {
    fn name(self) -> &'static str {
        match self {
            Self::Json => "a JSON value",
            Self::Header => "a header",
            Self::Html => "the text of an element",
            Self::Text => "the body as text",
        }
    }

    pub(super) fn possible(self) -> &'static [&'static str] {
        match self {
            Self::Json => ALL,
            Self::Header => &["equals", "matches", "contains", "length", "exists"],
            Self::Html => &["equals", "matches", "contains", "length"],
            Self::Text => &["matches", "contains", "length"],
        }
    }
}

impl Lower<'_> {
    /// Reads assertions: a map of them, or (but for JSON) the text that is equal.
    pub(super) fn assertions(&mut self, node: &Node, about: About) -> Option<Assertions> {
        if about != About::Json
            && let Some(text) = scalar(node)
        {
            let equals = JsonTemplate {
                span: node.span.clone(),
                kind: JsonTemplateKind::Text(self.template_of(&text, &node.span)),
            };
            return Some(Assertions {
                all: vec![Assertion {
                    kind: AssertionKind::Equals(equals),
                    span: node.span.clone(),
                }],
                span: node.span.clone(),
            });
        }
        let NodeKind::Map(members) = &node.kind else {
            let message = format!(
                "{} wants a map of assertions, found {}",
                about.name(),
                node.kind.name()
            );
            let value = node.span.text().lines().next().unwrap_or("").trim();
            let hint = match node.kind {
                NodeKind::List(_) | NodeKind::Null => {
                    "write `{equals: …}` with what has to be there".to_owned()
                }
                _ => format!("write `{{equals: {value}}}`"),
            };
            self.report(Problem::at(&first_key(node), message).hint(hint));
            return None;
        };
        if members.is_empty() {
            let message = "nothing is asserted here";
            let hint = format!("write one of {}", enumerate(about.possible()));
            self.report(Problem::at(&node.span, message).hint(hint));
        }
        let read = members
            .iter()
            .map(|(key, value)| self.assertion(key, value, about));
        let all = read.collect::<Vec<_>>().into_iter().flatten().collect();
        let span = node.span.clone();
        Some(Assertions { all, span })
    }

    fn assertion(&mut self, key: &Key, node: &Node, about: About) -> Option<Assertion> {
        if !about.possible().contains(&key.name.as_str()) {
            self.report(impossible(key, about));
            return None;
        }
        let kind = match key.name.as_str() {
            "equals" => AssertionKind::Equals(self.asserted(node, about)),
            "contains" => AssertionKind::Contains(self.asserted(node, about)),
            "matches" => AssertionKind::Matches(self.pattern(node, "matches")),
            "length" => AssertionKind::Length(self.count(node, "length")),
            "at_least" => AssertionKind::AtLeast(self.bound(node, "at_least")?),
            "at_most" => AssertionKind::AtMost(self.bound(node, "at_most")?),
            "exists" => AssertionKind::Exists(self.flag(Some(node), "exists")?),
            "is" => AssertionKind::Is(self.json_type(node)?),
            "sum_of" => {
                let paths = one_or_list(node).iter();
                let paths: Vec<_> = paths.map(|path| self.path(path, "sum_of")).collect();
                if paths.is_empty() {
                    let message = "`sum_of` adds up nothing";
                    let hint = "list the paths: `sum_of: [$.subtotal, $.tax_amount]`";
                    self.report(Problem::at(&node.span, message).hint(hint));
                }
                AssertionKind::SumOf(paths)
            }
            _ => {
                let values = self.list(Some(node), "same_set").iter();
                AssertionKind::SameSet(values.map(|value| self.json(value)).collect())
            }
        };
        let span = key.span.clone();
        Some(Assertion { kind, span })
    }

    /// Reads the value of `equals` or `contains`; outside of JSON it is a text.
    fn asserted(&mut self, node: &Node, about: About) -> JsonTemplate {
        if about == About::Json {
            return self.json(node);
        }
        JsonTemplate {
            span: node.span.clone(),
            kind: JsonTemplateKind::Text(self.template(node, about.name())),
        }
    }

    fn bound(&mut self, node: &Node, name: &str) -> Option<Number> {
        if let NodeKind::Number(number) = &node.kind {
            return Some(number.clone());
        }
        self.wrong_type(node, &format!("`{name}`"), Wanted::Other("a number"));
        None
    }

    fn json_type(&mut self, node: &Node) -> Option<JsonType> {
        if node.kind == NodeKind::Null && !node.span.text().is_empty() {
            return Some(JsonType::Null);
        }
        self.choice(node, "is", Place::Other("is"), TYPES)
    }
}

/// Says that an assertion is unknown, or known and of no use here.
fn impossible(key: &Key, about: About) -> Problem {
    let name = &key.name;
    let hint = format!("possible are {}", enumerate(about.possible()));
    if ALL.contains(&name.as_str()) {
        let problem = Problem::at(
            &key.span,
            format!("`{name}` says nothing about {}", about.name()),
        );
        return match (about, name.as_str()) {
            (About::Text, "equals") => problem.hint("write the whole text itself: `text: …`"),
            (About::Html, "exists") => problem.hint("write `count: 0` or `count: 1` beside it"),
            _ => problem.hint(hint),
        };
    }
    let problem = Problem::at(&key.span, format!("there is no assertion `{name}`"));
    if let Some(foreign) = synonym(Place::Assertion, name) {
        return problem.hint(foreign.hint);
    }
    match suggestion(name, about.possible()) {
        Some(known) => problem.hint(format!("did you mean `{known}`?")),
        None => problem.hint(hint),
    }
}
