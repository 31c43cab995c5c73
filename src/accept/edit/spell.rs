//! Values as YAML or JSON text.

use serde_json::Value;

/// How values are spelt at a place of a file.
#[derive(Debug, Clone, Copy)]
pub(in crate::accept) struct Spelling {
    /// Whether the file is JSON, which knows no plain texts.
    pub is_json: bool,
    /// Whether brackets stand around the place.
    pub in_flow: bool,
    /// How lines end.
    pub newline: &'static str,
}

/// The longest list of scalars that is put on one line where no brackets stand around it, in bytes.
const SHORT: usize = 80;

/// By how much what belongs to a key is indented.
pub(super) const STEP: usize = 2;

impl Spelling {
    /// Spells a value on one line.
    pub(super) fn line(self, value: &Value) -> String {
        let inner = Self {
            in_flow: true,
            ..self
        };
        match value {
            Value::String(text) => self.text(text),
            Value::Array(items) => {
                let items: Vec<_> = items.iter().map(|item| inner.line(item)).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Object(members) => {
                let members = members.iter();
                let members: Vec<_> = members
                    .map(|(key, value)| format!("{}: {}", inner.text(key), inner.line(value)))
                    .collect();
                format!("{{{}}}", members.join(", "))
            }
            scalar => scalar.to_string(),
        }
    }

    /// Spells a member of a map that stands at this indentation; lines after the first begin with it.
    pub(in crate::accept) fn member(self, key: &str, value: &Value, indent: usize) -> String {
        let key = self.text(key);
        if self.fits_line(value) {
            return format!("{key}: {}", self.line(value));
        }
        let inner = indent + STEP;
        let lead = " ".repeat(inner);
        let newline = self.newline;
        match value {
            Value::Object(members) => {
                members
                    .iter()
                    .fold(format!("{key}:"), |text, (key, value)| {
                        text + &format!("{newline}{lead}{}", self.member(key, value, inner))
                    })
            }
            Value::Array(items) => items.iter().fold(format!("{key}:"), |text, item| {
                text + &format!("{newline}{lead}- {}", self.item(item, inner + STEP))
            }),
            _ => format!("{key}: {}", self.line(value)),
        }
    }

    /// Spells an element of a list whose content stands at this indentation.
    pub(super) fn item(self, value: &Value, indent: usize) -> String {
        match value {
            Value::Object(members) if !self.fits_line(value) => {
                let lead = format!("{}{}", self.newline, " ".repeat(indent));
                let members = members.iter();
                let members: Vec<_> = members
                    .map(|(key, value)| self.member(key, value, indent))
                    .collect();
                members.join(&lead)
            }
            _ => self.line(value),
        }
    }

    fn fits_line(self, value: &Value) -> bool {
        let is_scalar = |value: &Value| !value.is_array() && !value.is_object();
        self.in_flow
            || match value {
                Value::Array(items) => {
                    items.iter().all(is_scalar) && self.line(value).len() <= SHORT
                }
                Value::Object(members) => members.is_empty(),
                _ => true,
            }
    }

    fn text(self, text: &str) -> String {
        if !self.is_json && is_plain(text, self.in_flow) {
            text.to_owned()
        } else {
            Value::from(text).to_string()
        }
    }
}

/// Whether a text surely means itself without quotes; many a text that is quoted would do too.
fn is_plain(text: &str, in_flow: bool) -> bool {
    // A text with a blank in it is no number (YAML 1.2, section 10.3.2).
    let is_no_number = text.contains(' ');
    let may_begin = |first: char| {
        first.is_alphabetic()
            || matches!(first, '$' | '_')
            || (first.is_ascii_digit() && is_no_number)
    };
    let may_follow = |other: char| {
        let everywhere = other.is_alphanumeric() || " _.$-/@()*".contains(other);
        everywhere || (!in_flow && "[]',;+=<>?".contains(other))
    };
    let is_word = ["null", "true", "false"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word));
    text.starts_with(may_begin) && text.chars().all(may_follow) && !text.ends_with(' ') && !is_word
}
