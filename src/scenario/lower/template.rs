//! Texts with `${…}` in them.

use crate::scenario::lower::fields::{enumerate, suggestion};
use crate::scenario::lower::place::{Place, Wanted};
use crate::scenario::lower::synonyms::synonym;
use crate::scenario::lower::value::{is_name, snake_case};
use crate::scenario::lower::{Files, Lower};
use crate::scenario::node::{Node, NodeKind};
use crate::scenario::problem::Problem;
use crate::scenario::source::{Source, Span};
use crate::scenario::template::{Expression, JsonTemplate, JsonTemplateKind, Part, SEED, Template};

/// The functions, as a user writes them.
const FUNCTIONS: &[&str] = &["string", "number", "uuid", "now", "totp"];

/// How deep functions may stand in each other.
const MAX_NESTING: usize = 4;

/// Reads a text with `${…}` in it that stands in no scenario file.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn parse_template(text: &str) -> Result<Template, Problem> {
    let source = Source::new("a template", text);
    let no_files = Files::new();
    let mut lower = Lower::new(&no_files);
    let template = lower.template_of(text, &Span::new(&source, 0..text.len()));
    lower.problems.into_iter().next().map_or(Ok(template), Err)
}

impl Lower<'_> {
    /// Reads a text that may be anything printed or said: no look at other tools' ways.
    pub(super) fn template(&mut self, node: &Node, name: &str) -> Template {
        match scalar(node) {
            Some(text) => self.template_of(&text, &node.span),
            None => {
                self.wrong_type(node, &format!("`{name}`"), Wanted::Text);
                Template::literal("", &node.span)
            }
        }
    }

    /// Reads a text that is sent, where `{{name}}` and `$name` are surely meant as values.
    pub(super) fn sent(&mut self, node: &Node, name: &str) -> Template {
        if let NodeKind::String(text) = &node.kind {
            self.refuse_foreign(text, &node.span);
        }
        self.template(node, name)
    }

    /// Reads a JSON body that is sent.
    pub(super) fn sent_json(&mut self, node: &Node) -> JsonTemplate {
        let body = self.json(node);
        body.visit(&mut |template| {
            if let Some(text) = template.as_literal() {
                self.refuse_foreign(text, &template.span);
            }
        });
        body
    }

    /// Reads any value as JSON whose texts are templates.
    pub(super) fn json(&mut self, node: &Node) -> JsonTemplate {
        let kind = match &node.kind {
            NodeKind::Null => JsonTemplateKind::Null,
            NodeKind::Bool(value) => JsonTemplateKind::Bool(*value),
            NodeKind::Number(value) => JsonTemplateKind::Number(value.clone()),
            NodeKind::String(text) => JsonTemplateKind::Text(self.template_of(text, &node.span)),
            NodeKind::List(items) => {
                JsonTemplateKind::List(items.iter().map(|item| self.json(item)).collect())
            }
            NodeKind::Map(members) => {
                let mut lowered = Vec::with_capacity(members.len());
                for (key, value) in members {
                    if key.name.contains("${") {
                        let message = "the key of a map is not filled in";
                        let hint = "write the key itself; `${…}` is for values only";
                        self.report(Problem::at(&key.span, message).hint(hint));
                    }
                    lowered.push((key.name.clone(), self.json(value)));
                }
                JsonTemplateKind::Map(lowered)
            }
        };
        JsonTemplate {
            span: node.span.clone(),
            kind,
        }
    }

    /// Reads the `${…}` of a text that stands at a place.
    pub(super) fn template_of(&mut self, text: &str, span: &Span) -> Template {
        let template = self.looked_at(text, span);
        for part in &template.parts {
            if let Part::Value(expression, place) = part
                && expression.reads_seed()
            {
                let message =
                    format!("`{SEED}` goes into no request: every code could be made of it");
                let hint = "write `${totp()}` for the code of now";
                self.report(Problem::at(place, message).hint(hint));
            }
        }
        template
    }

    /// Reads the `${…}` of a text whose values are looked at, and go nowhere.
    pub(super) fn looked_at(&mut self, text: &str, span: &Span) -> Template {
        let places = places(text, span);
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        let mut seen = 0;
        while let Some(at) = rest.find("${") {
            let (before, from_dollar) = rest.split_at(at);
            let place = |written| place(span, places.get(seen), written);
            if let Some(before) = before.strip_suffix('$') {
                literal.push_str(before);
                literal.push_str("${");
                rest = &from_dollar[2..];
            } else if let Some(end) = from_dollar.find('}') {
                literal.push_str(before);
                let (written, after) = from_dollar.split_at(end + 1);
                push_text(&mut parts, &mut literal);
                match expression(&written[2..end], 0) {
                    Ok(expression) => parts.push(Part::Value(expression, place(written))),
                    Err(wrong) => self.report(wrong.at(&place(written))),
                }
                rest = after;
            } else {
                let hint = "close it with `}`; a literal `${` is written `$${`";
                let problem = Problem::at(&place("${"), "this `${` is never closed");
                self.report(problem.hint(hint));
                break;
            }
            seen += 1;
        }
        literal.push_str(rest);
        push_text(&mut parts, &mut literal);
        let span = span.clone();
        Template { parts, span }
    }

    /// Refuses `{{name}}` and `$name`, which other tools fill in and this one would send as it is.
    fn refuse_foreign(&mut self, text: &str, span: &Span) {
        let Some((written, name)) = foreign(text) else {
            return;
        };
        let place = match span.text().find(&written) {
            Some(at) => {
                let start = span.range.start + at;
                Span::new(&span.source, start..start + written.len())
            }
            None => span.clone(),
        };
        let message = format!("`{written}` would be sent as it is written here");
        let hint = format!("write `${{{name}}}` for a value");
        self.report(Problem::at(&place, message).hint(hint));
    }
}

/// Returns a scalar as the text that is sent for it; a number as it was written.
pub(super) fn scalar(node: &Node) -> Option<String> {
    match &node.kind {
        NodeKind::String(text) => Some(text.clone()),
        NodeKind::Bool(value) => Some(value.to_string()),
        NodeKind::Number(value) => {
            let written = node.span.text();
            let plain = written.starts_with(|first: char| !"\"'!".contains(first));
            Some(if plain {
                written.to_owned()
            } else {
                value.to_string()
            })
        }
        NodeKind::Null | NodeKind::List(_) | NodeKind::Map(_) => None,
    }
}

/// Finds the first `{{name}}`, or a `$name` that is the whole text or a whole part of a path.
fn foreign(text: &str) -> Option<(String, String)> {
    for (at, _) in text.match_indices("{{") {
        let inner = text[at + 2..].trim_start();
        let is_end = |c: char| !c.is_ascii_alphanumeric() && !"_-.".contains(c);
        let (name, after) = inner.split_at(inner.find(is_end).unwrap_or(inner.len()));
        let after = after.trim_start();
        if !name.is_empty() && after.starts_with("}}") {
            let end = text.len() - after.len() + 2;
            return Some((text[at..end].to_owned(), name.to_owned()));
        }
    }
    let part = text.split(['/', '?', '&']).find(|part| {
        let name = part.strip_prefix('$');
        name.is_some_and(is_name)
    })?;
    let is_alone = part == text || text.starts_with('/') && text.contains(&format!("/{part}"));
    is_alone.then(|| (part.to_owned(), part[1..].to_owned()))
}

fn push_text(parts: &mut Vec<Part>, literal: &mut String) {
    if !literal.is_empty() {
        parts.push(Part::Text(std::mem::take(literal)));
    }
}

/// Finds where in the file each `${` of a text stands; nothing where escapes hide some of them.
fn places(text: &str, span: &Span) -> Vec<usize> {
    let found = span.text().match_indices("${");
    let places: Vec<usize> = found.map(|(at, _)| span.range.start + at).collect();
    let count = text.matches("${").count();
    if places.len() == count {
        places
    } else {
        Vec::new()
    }
}

/// Returns the place of a `${…}`, or that of its whole text where it is folded over lines.
fn place(span: &Span, start: Option<&usize>, written: &str) -> Span {
    let found = start.map(|start| Span::new(&span.source, *start..start + written.len()));
    found
        .filter(|found| found.text() == written)
        .unwrap_or_else(|| span.clone())
}

/// What is wrong inside of a `${…}`.
struct Wrong {
    message: String,
    hint: Option<String>,
}

impl Wrong {
    fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: Some(hint.into()),
        }
    }

    fn at(self, span: &Span) -> Problem {
        let problem = Problem::at(span, self.message);
        match self.hint {
            Some(hint) => problem.hint(hint),
            None => problem,
        }
    }
}

fn expression(text: &str, depth: usize) -> Result<Expression, Wrong> {
    let text = text.trim();
    if let Some(name) = of_environment(text) {
        return Err(environment(text, name));
    }
    if calculates(text) {
        return Err(Wrong::new(
            format!("`${{{text}}}` would have to be calculated, and values are only filled in"),
            "fill in one value, such as `${a}`; that something is a sum is a check: \
             `$.total: {sum_of: [$.a, $.b]}`",
        ));
    }
    if let Some((name, arguments)) = text.split_once('(') {
        let Some(inner) = arguments.strip_suffix(')') else {
            let message = format!("the `(` in `{text}` is never closed");
            return Err(Wrong::new(message, format!("write `${{{text})}}`")));
        };
        return function(name.trim(), inner.trim(), depth);
    }
    match text {
        "" => Err(Wrong::new(
            "there is no name between the braces",
            "name a variable: `${name}`; a literal `${` is written `$${`",
        )),
        "run.id" => Ok(Expression::RunId),
        name if is_name(name) => Ok(Expression::Variable(name.to_owned())),
        other => Err(no_name(other)),
    }
}

/// Returns the variable of the environment that is meant: `env.HOME`, `env('HOME')`, `process.env.HOME`.
fn of_environment(text: &str) -> Option<&str> {
    let text = text.strip_prefix("process.").unwrap_or(text);
    let name = ["env.", "ENV.", "__ENV.", "env(", "ENV(", "env:", "env["]
        .iter()
        .find_map(|start| text.strip_prefix(start))?;
    Some(name.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_'))
}

fn environment(text: &str, name: &str) -> Wrong {
    let plain = name.strip_prefix("MAGEWALK_").unwrap_or(name);
    let snake = snake_case(plain);
    let name = if is_name(&snake) {
        snake.as_str()
    } else {
        "name"
    };
    let message = format!("`{text}` is not read: a scenario sees no variable of the environment");
    let hint = format!(
        "write `${{{name}}}`, put `{name}:` under `vars`, and set `MAGEWALK_{}` (or `--var {name}=…`)",
        name.to_ascii_uppercase()
    );
    Wrong::new(message, hint)
}

/// Whether a text between braces has an operator outside of quotes, as other tools calculate.
fn calculates(text: &str) -> bool {
    let after_call = text.find(')').map_or("", |at| text[at + 1..].trim());
    let has_operator =
        text.contains(['+', '*', '/', '%', '<', '>', '=', '?', '|', '&']) || text.contains(" - ");
    has_operator || (!after_call.is_empty() && !after_call.starts_with([')', ',']))
}

fn no_name(text: &str) -> Wrong {
    let message = format!("`{text}` is not the name of a variable");
    let snake = snake_case(text);
    if text.starts_with("run.") {
        return Wrong::new(message, "the name of the run is `${run.id}`");
    }
    let is_plain = text
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
    if is_plain && is_name(&snake) {
        return Wrong::new(message, format!("did you mean `${{{snake}}}`?"));
    }
    Wrong::new(
        message,
        "a name has small letters, digits and `_`; a literal `${` is written `$${`",
    )
}

fn function(name: &str, inner: &str, depth: usize) -> Result<Expression, Wrong> {
    if depth >= MAX_NESTING {
        let message = "functions are nested too deeply";
        return Err(Wrong::new(
            message,
            "`string(…)` or `number(…)` once is enough",
        ));
    }
    let plain = |expression| {
        if inner.is_empty() {
            return Ok(expression);
        }
        let message = format!("`{name}()` takes nothing between its parentheses");
        Err(Wrong::new(message, format!("write `${{{name}()}}`")))
    };
    match name {
        "uuid" => plain(Expression::Uuid),
        "now" => plain(Expression::Now),
        "totp" => plain(Expression::Totp),
        "string" | "number" if inner.is_empty() => {
            let message = format!("`{name}()` wants a variable");
            Err(Wrong::new(message, format!("write `${{{name}(name)}}`")))
        }
        "string" => Ok(Expression::String(Box::new(expression(inner, depth + 1)?))),
        "number" => Ok(Expression::Number(Box::new(expression(inner, depth + 1)?))),
        _ => {
            let message = format!("there is no function `{name}()`");
            let hint = match (synonym(Place::Function, name), suggestion(name, FUNCTIONS)) {
                (Some(foreign), _) => foreign.hint.to_owned(),
                (None, Some(known)) => format!("did you mean `{known}()`?"),
                (None, None) => format!("there are {}, and `run.id`", enumerate(FUNCTIONS)),
            };
            Err(Wrong::new(message, hint))
        }
    }
}
