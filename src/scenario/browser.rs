//! What a browser does in a step, as plain data.

use crate::scenario::expectation::Selector;
use crate::scenario::source::Span;
use crate::scenario::template::Template;

/// What a browser does, in order, with no cookie from before.
#[derive(Debug, Clone, PartialEq)]
pub struct BrowserScript {
    /// The actions; the first opens a page.
    pub actions: Vec<Action>,
    /// Where it stands.
    pub span: Span,
}

/// One thing that a browser does.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// What it does.
    pub kind: ActionKind,
    /// Where it stands.
    pub span: Span,
}

/// What a browser can do.
#[derive(Debug, Clone, PartialEq)]
pub enum ActionKind {
    /// Open a path of the target.
    Open(Template),
    /// Type into the first field that a selector finds and that can be seen, in place of what is
    /// there.
    Fill(Selector, Template),
    /// Click the first element that a selector finds and that can be seen.
    Click(Selector),
    /// Wait until a check of the step's expectation holds: its place in `expect.html`.
    Expect(usize),
    /// Keep a picture of what can be seen, under this name.
    Screenshot(String),
}

impl std::fmt::Display for Action {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.kind {
            ActionKind::Open(path) => write!(formatter, "open {path}"),
            ActionKind::Fill(select, value) => {
                write!(formatter, "fill {} with {value}", select.text)
            }
            ActionKind::Click(select) => write!(formatter, "click {}", select.text),
            ActionKind::Expect(_) => formatter.write_str("expect"),
            ActionKind::Screenshot(name) => write!(formatter, "screenshot {name}"),
        }
    }
}
