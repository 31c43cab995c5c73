//! JavaScript, made of what a scenario says.

use crate::scenario::expectation::Path;
use crate::scenario::template::{Expression, JsonTemplate, JsonTemplateKind, Part, Template};

/// Writes a text as a literal that holds nothing but ASCII, so that no text of a scenario is more than
/// a text, whatever shows the script.
pub(super) fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('\'');
    for character in text.chars() {
        match character {
            '\'' | '\\' => {
                literal.push('\\');
                literal.push(character);
            }
            '\n' => literal.push_str("\\n"),
            ' '..='~' => literal.push(character),
            _ => literal.push_str(&format!("\\u{{{:x}}}", u32::from(character))),
        }
    }
    literal.push('\'');
    literal
}

/// How a value is put into a text.
#[derive(Clone, Copy)]
pub(super) enum Into {
    /// As it is.
    Text,
    /// Percent-encoded, into a path.
    Path,
    /// Escaped, into a quoted part of a JSONPath.
    Quoted,
}

impl Into {
    fn function(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Path => "encoded",
            Self::Quoted => "quotedIn",
        }
    }
}

/// Writes a function of the walk that makes the text of a template.
pub(super) fn text(template: &Template, into: Into) -> String {
    if let Some(text) = template.as_literal() {
        return format!("() => {}", literal(text));
    }
    let parts = template.parts.iter().map(|part| match part {
        Part::Text(text) => literal(text),
        Part::Value(value, _) => format!("{}({})", into.function(), expression(value)),
    });
    let parts: Vec<String> = parts.collect();
    // An empty text first: a number and a number are not added.
    format!("(walk) => '' + {}", parts.join(" + "))
}

/// Writes a function of the walk that makes a JSONPath.
pub(super) fn path(path: &Path) -> String {
    text(&path.template, Into::Quoted)
}

/// Writes a function of the walk that makes a JSON value.
pub(super) fn json(template: &JsonTemplate) -> String {
    format!("(walk) => ({})", value(template))
}

/// Writes the expression that makes a JSON value.
pub(super) fn value(template: &JsonTemplate) -> String {
    match &template.kind {
        JsonTemplateKind::Null => "null".to_owned(),
        JsonTemplateKind::Bool(value) => value.to_string(),
        JsonTemplateKind::Number(number) => number.to_string(),
        JsonTemplateKind::Text(template) => match template.as_expression() {
            Some(single) => expression(single),
            None => format!("({})(walk)", text(template, Into::Text)),
        },
        JsonTemplateKind::List(items) => {
            let items: Vec<String> = items.iter().map(value).collect();
            format!("[{}]", items.join(", "))
        }
        JsonTemplateKind::Map(members) => {
            let members = members.iter();
            // In brackets, or `__proto__` would be none.
            let members: Vec<String> = members
                .map(|(key, one)| format!("[{}]: {}", literal(key), value(one)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
        JsonTemplateKind::Literal(json) => {
            format!("JSON.parse({})", literal(&json.value.to_string()))
        }
    }
}

/// Writes what a `${…}` gives.
pub(super) fn expression(expression: &Expression) -> String {
    match expression {
        Expression::Variable(name) => format!("get(walk, {})", literal(name)),
        Expression::String(inner) => format!("text({})", self::expression(inner)),
        Expression::Number(inner) => format!("number({})", self::expression(inner)),
        Expression::RunId => "walk.id".to_owned(),
        Expression::Uuid => "uuid()".to_owned(),
        Expression::Now => "now()".to_owned(),
        // Only in steps that never apply in a script; all others are refused.
        Expression::Totp => "noPassword()".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_a_literal_whatever_is_in_it() {
        let check = |text: &str, expected: &str| assert_eq!(literal(text), expected);
        check("a 'b' \\", r"'a \'b\' \\'");
        check("a\nb\r\u{2028}ü\u{1b}", r"'a\nb\u{d}\u{2028}\u{fc}\u{1b}'");
        check("</script>${x}`", "'</script>${x}`'");
    }
}
