//! Single values: texts, flags, numbers, words of a fixed choice, one or a list.

use std::slice;
use std::time::Duration;

use crate::duration;
use crate::scenario::expectation::{Path, Pattern, Selector};
use crate::scenario::lower::Lower;
use crate::scenario::lower::fields::{enumerate, first_key, suggestion};
use crate::scenario::lower::place::{Place, Wanted};
use crate::scenario::lower::synonyms::{in_place_of_a_map, synonym};
use crate::scenario::node::{Node, NodeKind};
use crate::scenario::problem::Problem;
use crate::scenario::source::Span;

/// What YAML 1.1 took for booleans.
const BOOLEAN_WORDS: &[&str] = &["yes", "no", "on", "off", "Yes", "No", "On", "Off", "y", "n"];

impl Lower<'_> {
    /// Reports that a value is of another kind than it must be.
    pub(super) fn wrong_type(&mut self, node: &Node, what: &str, wanted: Wanted<'_>) {
        let message = format!("{what} wants {}, found {}", wanted.name(), node.kind.name());
        let mut problem = Problem::at(&first_key(node), message);
        let hint = match (wanted, &node.kind) {
            (Wanted::Text, NodeKind::Number(_) | NodeKind::Bool(_)) => {
                Some(format!("quote it: \"{}\"", node.span.text()))
            }
            (Wanted::Text, NodeKind::Null) => Some("write one, or leave the key out".to_owned()),
            (Wanted::List, NodeKind::Map(_)) => Some("put `- ` before each element".to_owned()),
            (Wanted::List, _) => {
                Some("write each element in a line of its own, after `- `".to_owned())
            }
            (Wanted::Map(_), NodeKind::List(items)) if items.iter().any(is_pair) => {
                Some("write `NAME: VALUE` for each, without `- `, `name` and `value`".to_owned())
            }
            (Wanted::Map(_), NodeKind::List(_)) => {
                Some("take the `- ` or the brackets away".to_owned())
            }
            (Wanted::Map(place), _) => Some(in_place_of_a_map(place, node.span.text().trim())),
            _ => None,
        };
        if let Some(hint) = hint {
            problem = problem.hint(hint);
        }
        self.report(problem);
    }

    /// Reads a text that stands as it is.
    pub(super) fn text(&mut self, node: &Node, name: &str) -> String {
        if let NodeKind::String(text) = &node.kind {
            if text.trim().is_empty() {
                let problem = Problem::at(&node.span, format!("`{name}` is empty"));
                self.report(problem.hint("write a text"));
            }
            return text.clone();
        }
        self.wrong_type(node, &format!("`{name}`"), Wanted::Text);
        String::new()
    }

    /// Reads a text where there is one.
    pub(super) fn optional_text(&mut self, node: Option<&Node>, name: &str) -> Option<String> {
        node.map(|node| self.text(node, name))
    }

    /// Reads `true` or `false`; nothing where the key is not there.
    pub(super) fn flag(&mut self, node: Option<&Node>, name: &str) -> Option<bool> {
        let node = node?;
        match &node.kind {
            NodeKind::Bool(value) => return Some(*value),
            NodeKind::String(text) if BOOLEAN_WORDS.contains(&text.as_str()) => {
                let message = format!("`{text}` is a text in YAML 1.2");
                let hint = format!("write `{name}: true` or `{name}: false`");
                self.report(Problem::at(&node.span, message).hint(hint));
            }
            _ => self.wrong_type(
                node,
                &format!("`{name}`"),
                Wanted::Other("`true` or `false`"),
            ),
        }
        None
    }

    /// Reads a whole number from 0.
    pub(super) fn count(&mut self, node: &Node, name: &str) -> u64 {
        if let NodeKind::Number(number) = &node.kind
            && let Some(count) = number.as_u64()
        {
            return count;
        }
        if let NodeKind::Number(_) = node.kind {
            let message = format!("`{name}` wants a whole number from 0");
            self.report(Problem::at(&node.span, message));
        } else {
            self.wrong_type(
                node,
                &format!("`{name}`"),
                Wanted::Other("a whole number from 0"),
            );
        }
        0
    }

    /// Reads a length of time, which is more than nothing and at most `most`.
    pub(super) fn duration(&mut self, node: &Node, name: &str, most: Duration) -> Option<Duration> {
        let hint = "write a time such as `30s` or `2m`";
        let problem = match &node.kind {
            NodeKind::String(text) => match duration::parse(text) {
                Some(time) if time > Duration::ZERO && time <= most => return Some(time),
                Some(_) => {
                    let minutes = most.as_secs() / 60;
                    let message = format!("`{name}` is more than 0 and at most {minutes} minutes");
                    Problem::at(&node.span, message).hint(hint)
                }
                None => {
                    let message = format!("`{text}` is no length of time");
                    Problem::at(&node.span, message).hint(hint)
                }
            },
            NodeKind::Number(number) => Problem::at(&node.span, format!("`{name}` wants a unit"))
                .hint(format!("write `{number}s` for seconds")),
            _ => {
                self.wrong_type(
                    node,
                    &format!("`{name}`"),
                    Wanted::Other("a time such as `30s`"),
                );
                return None;
            }
        };
        self.report(problem);
        None
    }

    /// Reads a list.
    pub(super) fn list<'n>(&mut self, node: Option<&'n Node>, name: &str) -> &'n [Node] {
        match node.map(|node| &node.kind) {
            None => &[],
            Some(NodeKind::List(items)) => items,
            Some(_) => {
                if let Some(node) = node {
                    self.wrong_type(node, &format!("`{name}`"), Wanted::List);
                }
                &[]
            }
        }
    }

    /// Reads one of some words.
    pub(super) fn choice<T: Clone>(
        &mut self,
        node: &Node,
        name: &str,
        place: Place,
        choices: &[(&str, T)],
    ) -> Option<T> {
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        let NodeKind::String(text) = &node.kind else {
            let wants = format!("one of {}", enumerate(&words));
            self.wrong_type(node, &format!("`{name}`"), Wanted::Other(&wants));
            return None;
        };
        let found = choices.iter().find(|(word, _)| word == text);
        if found.is_none() {
            let message = format!("`{text}` is nothing that `{name}` knows");
            let hint = match (synonym(place, text), suggestion(text, &words)) {
                (Some(foreign), _) => foreign.hint.to_owned(),
                (None, Some(word)) => format!("did you mean `{word}`?"),
                (None, None) => format!("it knows {}", enumerate(&words)),
            };
            self.report(Problem::at(&node.span, message).hint(hint));
        }
        found.map(|(_, value)| value.clone())
    }

    /// Reads a JSONPath; its syntax is looked at elsewhere.
    pub(super) fn path(&mut self, node: &Node, name: &str) -> Path {
        let NodeKind::String(text) = &node.kind else {
            self.wrong_type(
                node,
                &format!("`{name}`"),
                Wanted::Other("a text with a JSONPath"),
            );
            return Path {
                template: self.template_of("", &node.span),
                span: node.span.clone(),
            };
        };
        self.path_of(text, &node.span)
    }

    /// Makes a JSONPath of a text.
    pub(super) fn path_of(&mut self, text: &str, span: &Span) -> Path {
        Path {
            template: self.template_of(text, span),
            span: span.clone(),
        }
    }

    /// Reads a regular expression; its syntax is looked at elsewhere.
    pub(super) fn pattern(&mut self, node: &Node, name: &str) -> Pattern {
        Pattern {
            text: self.text(node, name),
            span: node.span.clone(),
        }
    }

    /// Reads a CSS selector; its syntax is looked at elsewhere.
    pub(super) fn selector(&mut self, node: &Node, name: &str) -> Selector {
        Selector {
            text: self.text(node, name),
            span: node.span.clone(),
        }
    }
}

/// Whether a value is `{name: …, value: …}`, as Postman and HAR write each header.
fn is_pair(node: &Node) -> bool {
    let NodeKind::Map(members) = &node.kind else {
        return false;
    };
    let has = |names: &[&str]| {
        members
            .iter()
            .any(|(key, _)| names.contains(&key.name.as_str()))
    };
    has(&["name", "key"]) && has(&["value"])
}

/// Returns the elements of a list, or the one value that stands there without a list.
pub(super) fn one_or_list(node: &Node) -> &[Node] {
    match &node.kind {
        NodeKind::List(items) => items,
        _ => slice::from_ref(node),
    }
}

/// Makes a name of words in any other style, for a hint: `customerId` is `customer_id`.
pub(super) fn snake_case(text: &str) -> String {
    let mut name = String::new();
    let mut after_small = false;
    for character in text.chars() {
        if character.is_ascii_uppercase() && after_small {
            name.push('_');
        }
        after_small = character.is_ascii_lowercase() || character.is_ascii_digit();
        let is_part = character.is_ascii_alphanumeric();
        name.push(if is_part {
            character.to_ascii_lowercase()
        } else {
            '_'
        });
    }
    name
}

/// Whether a text can name a variable: `[a-z][a-z0-9_]*`.
pub(super) fn is_name(text: &str) -> bool {
    let tail = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    text.starts_with(|first: char| first.is_ascii_lowercase()) && text.bytes().all(tail)
}
