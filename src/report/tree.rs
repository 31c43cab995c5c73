//! A JSON value as indented lines, each with the place of its value and a mark.

use serde_json::Value;

use crate::visible::visible;

/// Levels below which the indentation stays as it is.
const DEEPEST_INDENT: usize = 40;

/// A line.
pub(super) struct Line<M> {
    /// The place of the value that begins on it, such as `items[0].sku`; empty for the root.
    pub(super) path: Option<String>,
    /// What marks it.
    pub(super) mark: M,
    /// The line, indented, as it is in the JSON.
    pub(super) text: String,
    /// Whether its value stands on it alone.
    pub(super) is_leaf: bool,
}

/// Writes a value as at most `limit` lines. `mark` says what marks a place, given what marks the
/// value around it.
pub(super) fn lines<M: Copy>(
    value: &Value,
    first: M,
    mark: &dyn Fn(&str, M) -> M,
    limit: usize,
) -> Vec<Line<M>> {
    let mut writer = Writer {
        mark,
        limit,
        lines: Vec::new(),
    };
    writer.node("", value, "", 0, first, "");
    writer.lines
}

struct Writer<'m, M> {
    mark: &'m dyn Fn(&str, M) -> M,
    limit: usize,
    lines: Vec<Line<M>>,
}

impl<M: Copy> Writer<'_, M> {
    fn node(&mut self, path: &str, value: &Value, key: &str, depth: usize, above: M, end: &str) {
        let mark = (self.mark)(path, above);
        let indent = "  ".repeat(depth.min(DEEPEST_INDENT));
        let children: Vec<(String, String, &Value)> = match value {
            Value::Object(members) if !members.is_empty() => members
                .iter()
                .map(|(name, child)| {
                    let dot = if path.is_empty() || name.starts_with('[') {
                        ""
                    } else {
                        "."
                    };
                    let key = format!("{}: ", Value::from(name.as_str()));
                    (format!("{path}{dot}{}", visible(name)), key, child)
                })
                .collect(),
            Value::Array(items) if !items.is_empty() => items
                .iter()
                .enumerate()
                .map(|(at, child)| (format!("{path}[{at}]"), String::new(), child))
                .collect(),
            _ => {
                self.push(Some(path), mark, format!("{indent}{key}{value}{end}"), true);
                return;
            }
        };
        let (open, close) = if value.is_array() {
            ('[', ']')
        } else {
            ('{', '}')
        };
        self.push(Some(path), mark, format!("{indent}{key}{open}"), false);
        let last = children.len() - 1;
        for (at, (path, key, child)) in children.iter().enumerate() {
            let end = if at == last { "" } else { "," };
            self.node(path, child, key, depth + 1, mark, end);
        }
        self.push(None, mark, format!("{indent}{close}{end}"), false);
    }

    fn push(&mut self, path: Option<&str>, mark: M, text: String, is_leaf: bool) {
        if self.lines.len() < self.limit {
            self.lines.push(Line {
                path: path.map(str::to_owned),
                mark,
                text,
                is_leaf,
            });
        }
    }
}
