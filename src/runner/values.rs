//! The variables of a session: what they hold, where they came from, and templates filled in.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::http::totp;
use crate::random;
use crate::scenario::names::BUILT_IN;
use crate::scenario::source::Span;
use crate::scenario::template::{Expression, FillError, Part, SEED, Template};

/// How long a one-time code lives, in seconds (RFC 6238, 5.2).
const PERIOD: u64 = 30;

/// What RFC 3986 leaves unescaped everywhere in a URL.
pub(super) const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What a variable holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// Its value.
    pub value: Value,
    /// The step that captured it; none for what was known before the first step.
    pub captured_in: Option<String>,
    /// Whether it must not be shown or written anywhere.
    pub secret: bool,
}

/// The variables of a session.
#[derive(Clone)]
pub struct Values {
    run_id: String,
    bindings: BTreeMap<String, Binding>,
}

impl Values {
    /// Starts without any variable, for the run of this name.
    pub fn new(run_id: impl Into<String>) -> Self {
        Self {
            run_id: run_id.into(),
            bindings: BTreeMap::new(),
        }
    }

    /// Gives a variable a value.
    pub fn set(&mut self, name: &str, binding: Binding) {
        self.bindings.insert(name.to_owned(), binding);
    }

    /// Returns what a variable holds.
    pub fn get(&self, name: &str) -> Option<&Binding> {
        self.bindings.get(name)
    }

    /// Returns all variables, in the order of their names.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Binding)> {
        self.bindings
            .iter()
            .map(|(name, binding)| (name.as_str(), binding))
    }

    /// Returns the values of some variables alone, and of those that sign in.
    pub fn only(&self, names: &[&str]) -> Self {
        let names = names.iter().chain(BUILT_IN);
        let bindings = names.filter_map(|name| {
            let binding = self.bindings.get(*name)?;
            Some(((*name).to_owned(), binding.clone()))
        });
        Self {
            run_id: self.run_id.clone(),
            bindings: bindings.collect(),
        }
    }

    /// Returns all variables that must not be shown.
    pub fn secrets(&self) -> impl Iterator<Item = (&str, &Value)> {
        let secret = self.bindings.iter().filter(|(_, binding)| binding.secret);
        secret.map(|(name, binding)| (name.as_str(), &binding.value))
    }

    /// Returns whether a condition on this variable holds: it is set, and not false or empty.
    pub fn is_set(&self, name: &str) -> bool {
        self.get(name).is_some_and(|binding| {
            !matches!(&binding.value, Value::Null | Value::Bool(false))
                && !matches!(binding.value.as_str(), Some("" | "false" | "0"))
        })
    }

    /// Fills in a template: the typed value of a single `${…}`, otherwise a text.
    ///
    /// # Errors
    /// Where a variable has no value, or has one that cannot stand in a text.
    pub fn fill(&self, template: &Template) -> Result<Value, FillError> {
        if let [Part::Value(expression, span)] = template.parts.as_slice() {
            return self.evaluate(expression, span);
        }
        Ok(Value::String(self.text(template)?))
    }

    /// Fills in a template as text.
    ///
    /// # Errors
    /// As [`Values::fill`].
    pub fn text(&self, template: &Template) -> Result<String, FillError> {
        assemble(template, str::to_owned, |expression, span| {
            as_text(&self.evaluate(expression, span)?, expression, span)
        })
    }

    /// Fills in a path and its query: what is filled in is percent-encoded, so that an address
    /// such as `a+b@example.com` arrives as it is, and nothing can leave its place in the path.
    ///
    /// # Errors
    /// As [`Values::fill`].
    pub fn path(&self, template: &Template) -> Result<String, FillError> {
        self.segments(template)?;
        assemble(template, str::to_owned, |expression, span| {
            let value = as_text(&self.evaluate(expression, span)?, expression, span)?;
            Ok(percent_encoded(&value))
        })
    }

    /// Refuses values that are a whole segment of a path and would change what it names: nothing,
    /// `.` and `..` (RFC 3986, 3.3). With them a `DELETE` of one thing would be one of all.
    fn segments(&self, template: &Template) -> Result<(), FillError> {
        let literal = |part: Option<&Part>| match part {
            Some(Part::Text(text)) => text.clone(),
            Some(Part::Value(..)) => "${}".to_owned(),
            None => "/".to_owned(),
        };
        for (at, part) in template.parts.iter().enumerate() {
            match part {
                Part::Text(text) if text.contains('?') => break,
                Part::Text(_) => {}
                Part::Value(expression, span) => {
                    let before = at.checked_sub(1).and_then(|at| template.parts.get(at));
                    let after = literal(template.parts.get(at + 1));
                    let is_whole = literal(before).ends_with('/') && after.starts_with(['/', '?']);
                    let value = as_text(&self.evaluate(expression, span)?, expression, span)?;
                    if is_whole && matches!(value.as_str(), "" | "." | "..") {
                        let message = format!(
                            "`{expression}` is `{value}`, which cannot be a segment of a path"
                        );
                        return Err(unfilled(span, message));
                    }
                }
            }
        }
        Ok(())
    }

    /// Fills in what is known and not secret of a path and its query, and leaves the rest as `${…}`,
    /// to be shown.
    ///
    /// # Errors
    /// As [`Values::fill`].
    pub fn partial_path(&self, template: &Template) -> Result<String, FillError> {
        assemble(template, str::to_owned, |expression, span| {
            let variable = expression.variable();
            if variable.is_some_and(|name| self.get(name).is_none_or(|binding| binding.secret)) {
                return Ok(format!("${{{expression}}}"));
            }
            let value = as_text(&self.evaluate(expression, span)?, expression, span)?;
            Ok(percent_encoded(&value))
        })
    }

    fn evaluate(&self, expression: &Expression, span: &Span) -> Result<Value, FillError> {
        if expression.reads_seed() {
            return Err(unfilled(span, format!("`{SEED}` goes into no request")));
        }
        Ok(match expression {
            Expression::Variable(name) => self.variable(name, span)?.clone(),
            Expression::String(inner) => {
                Value::String(as_text(&self.evaluate(inner, span)?, inner, span)?)
            }
            Expression::Number(inner) => as_number(&self.evaluate(inner, span)?, inner, span)?,
            Expression::RunId => Value::String(self.run_id.clone()),
            Expression::Uuid => Value::String(random::uuid()),
            Expression::Now => Value::String(now()),
            Expression::Totp => Value::String(self.one_time_password(span)?),
        })
    }

    fn variable(&self, name: &str, span: &Span) -> Result<&Value, FillError> {
        match self.get(name) {
            Some(binding) => Ok(&binding.value),
            None => Err(unfilled(span, format!("`{name}` has no value"))),
        }
    }

    /// Returns the one-time codes of now, and those before and after, which a store takes, too; none
    /// where there is no secret to make them of.
    pub fn one_time_codes(&self) -> Vec<String> {
        let secret = self.get(SEED);
        let Some(secret) = secret.and_then(|binding| binding.value.as_str()) else {
            return Vec::new();
        };
        let now = since_the_epoch();
        let moments = [now.saturating_sub(PERIOD), now, now + PERIOD];
        let codes = moments.iter().filter_map(|at| totp::code(secret, *at).ok());
        codes.collect()
    }

    fn one_time_password(&self, span: &Span) -> Result<String, FillError> {
        let secret = as_text(self.variable(SEED, span)?, &Expression::Totp, span)?;
        totp::code(&secret, since_the_epoch()).map_err(|error| unfilled(span, error.to_string()))
    }
}

/// Returns the seconds since 1970.
fn since_the_epoch() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

/// Puts a template together from its literal texts and its values.
fn assemble(
    template: &Template,
    literal: impl Fn(&str) -> String,
    value: impl Fn(&Expression, &Span) -> Result<String, FillError>,
) -> Result<String, FillError> {
    let mut text = String::new();
    for part in &template.parts {
        match part {
            Part::Text(part) => text.push_str(&literal(part)),
            Part::Value(expression, span) => text.push_str(&value(expression, span)?),
        }
    }
    Ok(text)
}

/// Encodes a text as one part of a path or of a query.
pub fn percent_encoded(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// Returns this moment in UTC, to the second, as RFC 3339 writes it.
pub fn now() -> String {
    let now = jiff::Timestamp::now();
    jiff::Timestamp::from_second(now.as_second())
        .map_or_else(|_| now.to_string(), |t| t.to_string())
}

/// Whether a text is the name of a run.
pub fn is_run_id(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_lowercase();
    text.len() == 8 && text.bytes().all(is_digit)
}

/// Returns a new name for a run: eight characters of `0-9a-z`.
pub fn new_run_id() -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let digit = |byte: &u8| char::from(DIGITS[usize::from(*byte) % DIGITS.len()]);
    random::bytes::<8>().iter().map(digit).collect()
}

fn as_text(value: &Value, expression: &Expression, span: &Span) -> Result<String, FillError> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(truth) => Ok(truth.to_string()),
        Value::Null => Err(unfilled(span, format!("`{expression}` is null"))),
        Value::Array(_) | Value::Object(_) => Err(unfilled(
            span,
            format!("`{expression}` is a list or an object and cannot be put into a text"),
        )),
    }
}

fn as_number(value: &Value, expression: &Expression, span: &Span) -> Result<Value, FillError> {
    let text = as_text(value, expression, span)?;
    match serde_json::from_str::<serde_json::Number>(text.trim()) {
        Ok(number) => Ok(Value::Number(number)),
        Err(_) => Err(unfilled(span, format!("`{expression}` is not a number"))),
    }
}

fn unfilled(span: &Span, message: impl Into<String>) -> FillError {
    FillError {
        message: message.into(),
        span: span.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::source::Source;
    use serde_json::json;

    fn span(text: &str) -> Span {
        let source = Source::new("t.yaml", text);
        Span::new(&source, 0..text.len())
    }

    fn template(parts: Vec<Part>) -> Template {
        Template {
            parts,
            span: span("x"),
        }
    }

    fn variable(name: &str) -> Part {
        Part::Value(
            Expression::Variable(name.into()),
            span(&format!("${{{name}}}")),
        )
    }

    fn values() -> Values {
        let mut values = Values::new("abcd1234");
        for (name, value, secret) in [
            ("id", json!(7), false),
            ("email", json!("a@example.com"), false),
            ("password", json!("hunter22"), true),
            ("list", json!([1]), false),
            ("off", json!(false), false),
        ] {
            let binding = Binding {
                value,
                captured_in: None,
                secret,
            };
            values.set(name, binding);
        }
        values
    }

    #[test]
    fn a_single_value_keeps_its_type_and_a_text_takes_its_words() {
        let values = values();
        assert_eq!(
            values.fill(&template(vec![variable("id")])).unwrap(),
            json!(7)
        );
        let text = template(vec![Part::Text("id-".into()), variable("id")]);
        assert_eq!(values.fill(&text).unwrap(), json!("id-7"));
    }

    #[test]
    fn functions_change_the_type() {
        let values = values();
        let call = |expression| values.fill(&template(vec![Part::Value(expression, span("f"))]));
        let id = || Box::new(Expression::Variable("id".into()));
        assert_eq!(call(Expression::String(id())).unwrap(), json!("7"));
        assert_eq!(
            call(Expression::Number(Box::new(Expression::String(id())))).unwrap(),
            json!(7)
        );
        let email = Box::new(Expression::Variable("email".into()));
        assert!(call(Expression::Number(email)).is_err());
        assert_eq!(call(Expression::RunId).unwrap(), json!("abcd1234"));
    }

    #[test]
    fn what_cannot_stand_in_a_text_is_an_error() {
        let values = values();
        let list = template(vec![Part::Text("a".into()), variable("list")]);
        assert!(values.fill(&list).unwrap_err().message.contains("list"));
        let none = template(vec![variable("nobody")]);
        assert_eq!(
            values.fill(&none).unwrap_err().message,
            "`nobody` has no value"
        );
    }

    #[test]
    fn what_is_filled_into_a_path_stays_in_its_place() {
        let mut values = values();
        let binding = Binding {
            value: json!("a+b/../c?d#e@x.y"),
            captured_in: None,
            secret: false,
        };
        values.set("email", binding);
        let path = template(vec![Part::Text("/V1/x?e=".into()), variable("email")]);
        assert_eq!(
            values.path(&path).unwrap(),
            "/V1/x?e=a%2Bb%2F..%2Fc%3Fd%23e%40x.y"
        );
    }

    #[test]
    fn what_would_name_something_else_is_not_filled_into_a_path() {
        let text = |text: &str| Part::Text(text.into());
        let check = |value: &str, parts: Vec<Part>| {
            let mut values = values();
            let binding = Binding {
                value: json!(value),
                captured_in: None,
                secret: false,
            };
            values.set("id", binding);
            values.path(&template(parts)).map_err(|error| error.message)
        };
        for value in ["", ".", ".."] {
            let refusal = Err(format!(
                "`id` is `{value}`, which cannot be a segment of a path"
            ));
            assert_eq!(check(value, vec![text("/c/"), variable("id")]), refusal);
            let inside = vec![text("/c/"), variable("id"), text("/d")];
            assert_eq!(check(value, inside), refusal);
            let query = vec![text("/c?e="), variable("id")];
            assert_eq!(check(value, query), Ok(format!("/c?e={value}")));
            let suffix = vec![text("/c"), variable("id")];
            assert_eq!(check(value, suffix), Ok(format!("/c{value}")));
        }
    }

    #[test]
    fn a_partial_path_leaves_secrets_and_unknown_values_open() {
        let values = values();
        let parts = vec![
            Part::Text("/".into()),
            variable("id"),
            Part::Text("/".into()),
            variable("email"),
            variable("password"),
            variable("later"),
        ];
        let text = values.partial_path(&template(parts)).unwrap();
        assert_eq!(text, "/7/a%40example.com${password}${later}");
    }

    #[test]
    fn unset_false_and_empty_are_all_not_set() {
        let values = values();
        assert!(values.is_set("id") && !values.is_set("off") && !values.is_set("nobody"));
    }

    #[test]
    fn run_ids_are_eight_lower_case_characters_and_differ() {
        let (one, two) = (new_run_id(), new_run_id());
        assert!(is_run_id(&one) && is_run_id(&two));
        assert_ne!(one, two);
    }
}
