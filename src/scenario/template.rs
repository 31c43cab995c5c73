//! Texts with `${…}` in them, and JSON trees of such texts.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Number, Value};

use crate::scenario::json::Literal;
use crate::scenario::source::Span;

/// The one of them that is a seed: one-time passwords are made of it, and nothing else reads it.
pub const SEED: &str = "admin_otp_secret";

/// A text with `${…}` in it; `$${` stands for a literal `${`.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// Its parts, in order.
    pub parts: Vec<Part>,
    /// Where it stands.
    pub span: Span,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Text as it is.
    Text(String),
    /// A `${…}`.
    Value(Expression, Span),
}

/// What may stand inside `${…}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// `name`: a variable, with its JSON type.
    Variable(String),
    /// `string(…)`: the value as text.
    String(Box<Expression>),
    /// `number(…)`: the value as a number.
    Number(Box<Expression>),
    /// `run.id`: the name of this run, eight characters of `0-9a-z`.
    RunId,
    /// `uuid()`: a new random UUID at every use.
    Uuid,
    /// `now()`: the time in UTC, as `2026-11-23T19:06:32Z`.
    Now,
    /// `totp()`: the six digits that `admin_otp_secret` gives at this moment (RFC 6238).
    Totp,
}

impl Expression {
    /// Returns the variable that it reads, if any.
    pub fn variable(&self) -> Option<&str> {
        match self {
            Self::Variable(name) => Some(name),
            Self::String(inner) | Self::Number(inner) => inner.variable(),
            Self::Totp => Some(SEED),
            Self::RunId | Self::Uuid | Self::Now => None,
        }
    }

    /// Whether it reads the seed of the one-time passwords itself, which goes nowhere.
    pub fn reads_seed(&self) -> bool {
        match self {
            Self::Variable(name) => name == SEED,
            Self::String(inner) | Self::Number(inner) => inner.reads_seed(),
            Self::RunId | Self::Uuid | Self::Now | Self::Totp => false,
        }
    }
}

impl std::fmt::Display for Expression {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Variable(name) => formatter.write_str(name),
            Self::String(inner) => write!(formatter, "string({inner})"),
            Self::Number(inner) => write!(formatter, "number({inner})"),
            Self::RunId => formatter.write_str("run.id"),
            Self::Uuid => formatter.write_str("uuid()"),
            Self::Now => formatter.write_str("now()"),
            Self::Totp => formatter.write_str("totp()"),
        }
    }
}

/// Writes the template as the language has it, with `${…}`.
impl std::fmt::Display for Template {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            Part::Text(text) => formatter.write_str(&text.replace("${", "$${")),
            Part::Value(expression, _) => write!(formatter, "${{{expression}}}"),
        })
    }
}

impl Template {
    /// Makes a template of one literal text.
    pub fn literal(text: impl Into<String>, span: &Span) -> Self {
        Self {
            parts: vec![Part::Text(text.into())],
            span: span.clone(),
        }
    }

    /// Returns the text where there is no `${…}` in it.
    pub fn as_literal(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Returns the expression where the template is a single `${…}` and nothing else.
    pub fn as_expression(&self) -> Option<&Expression> {
        match self.parts.as_slice() {
            [Part::Value(expression, _)] => Some(expression),
            _ => None,
        }
    }
}

/// A JSON value whose texts are templates, and where each part of it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct JsonTemplate {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: JsonTemplateKind,
}

/// What a [`JsonTemplate`] is.
#[derive(Debug, Clone, PartialEq)]
pub enum JsonTemplateKind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A text; one that is only `${…}` takes the type of the value.
    Text(Template),
    /// An array.
    List(Vec<JsonTemplate>),
    /// An object, in order.
    Map(Vec<(String, JsonTemplate)>),
    /// JSON in which nothing is filled in.
    Literal(Arc<Literal>),
}

/// A `${…}` that cannot be filled in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FillError {
    /// What is wrong, lower case, no full stop.
    pub message: String,
    /// Where the template stands.
    pub span: Span,
}

/// Gives the value of a template: a text, or the typed value where it is a single `${…}`.
pub type Fill<'a> = &'a dyn Fn(&Template) -> Result<Value, FillError>;

impl JsonTemplate {
    /// Returns the JSON value with all templates filled in.
    pub fn fill(&self, fill: Fill<'_>) -> Result<Value, FillError> {
        Ok(match &self.kind {
            JsonTemplateKind::Null => Value::Null,
            JsonTemplateKind::Bool(value) => Value::Bool(*value),
            JsonTemplateKind::Number(value) => Value::Number(value.clone()),
            JsonTemplateKind::Text(template) => fill(template)?,
            JsonTemplateKind::List(items) => {
                let items: Result<_, _> = items.iter().map(|item| item.fill(fill)).collect();
                Value::Array(items?)
            }
            JsonTemplateKind::Map(members) => {
                let members: Result<_, FillError> = members
                    .iter()
                    .map(|(key, value)| Ok((key.clone(), value.fill(fill)?)))
                    .collect();
                Value::Object(members?)
            }
            JsonTemplateKind::Literal(literal) => literal.value.clone(),
        })
    }

    /// Returns the JSON value with all templates filled in, as it stands where there are none.
    pub fn filled(&self, fill: Fill<'_>) -> Result<Cow<'_, Value>, FillError> {
        match &self.kind {
            JsonTemplateKind::Literal(literal) => Ok(Cow::Borrowed(&literal.value)),
            _ => self.fill(fill).map(Cow::Owned),
        }
    }

    /// Calls `visit` with every template in it.
    pub fn visit<'a>(&'a self, visit: &mut dyn FnMut(&'a Template)) {
        match &self.kind {
            JsonTemplateKind::Text(template) => visit(template),
            JsonTemplateKind::List(items) => items.iter().for_each(|item| item.visit(visit)),
            JsonTemplateKind::Map(members) => {
                members.iter().for_each(|(_, value)| value.visit(visit));
            }
            JsonTemplateKind::Null
            | JsonTemplateKind::Bool(_)
            | JsonTemplateKind::Number(_)
            | JsonTemplateKind::Literal(_) => {}
        }
    }
}
