//! A JSON value on one line, cut so that what differs stays in sight.

use serde_json::Value;

use crate::report::terminal::style::Style;
use crate::report::terminal::{Verbosity, visible};

/// Characters of a value that are shown, unless everything is asked for.
const LONGEST: usize = 160;

/// Characters of a value that are shown on the narrowest terminal.
const SHORTEST: usize = 40;

/// Columns that stand beside a value: indentation, sign, word, and how long it is.
const BESIDE: usize = 40;

/// Characters before the first difference that are shown.
const LEAD: usize = 40;

/// Returns a value on one line; of a long one the part where it begins to differ from another.
pub(super) fn shown(value: &Value, other: Option<&Value>, style: Style) -> String {
    let text = visible(&value.to_string());
    let characters: Vec<char> = text.chars().collect();
    let longest = style.width.saturating_sub(BESIDE).clamp(SHORTEST, LONGEST);
    if characters.len() <= longest || style.verbosity == Verbosity::VeryVerbose {
        return text;
    }
    let other = other.map(|other| visible(&other.to_string()));
    let common = other.map_or(0, |other| {
        let pairs = other.chars().zip(&characters);
        pairs.take_while(|(a, b)| a == *b).count()
    });
    let lead = LEAD.min(longest / 4);
    // With room after the difference where there is any, and never past the end.
    let last = characters.len() - longest;
    let start = common.saturating_sub(lead).min(last);
    let part: String = characters[start..start + longest].iter().collect();
    let before = if start > 0 { "…" } else { "" };
    let after = if start < last { "…" } else { "" };
    format!("{before}{part}{after} ({} characters)", characters.len())
}

/// Returns the word for the type of a value, such as `a string`.
pub(super) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_is_harmless_and_on_one_line() {
        let value = json!({"a": ["\u{1b}[2J", "\u{202e}", "x\ny"]});
        let expected = r#"{"a":["\u001b[2J","\u{202e}","x\ny"]}"#;
        assert_eq!(shown(&value, None, Style::PLAIN), expected);
    }

    #[test]
    fn a_long_value_shows_where_it_begins_to_differ() {
        let [page, store] = ["b", "c"].map(|end| json!("a".repeat(5_000) + end + &"d".repeat(500)));
        let text = shown(&page, Some(&store), Style::PLAIN);
        assert!(
            text.starts_with(&format!("…{}bd", "a".repeat(LEAD))),
            "{text}"
        );
        assert!(text.ends_with("d… (5503 characters)"), "{text}");
        let text = shown(&page, None, Style::PLAIN);
        assert!(text.starts_with("\"aaa"), "{text}");
        // Where the difference is the end, the whole room is used.
        let longer = json!("a".repeat(1_000));
        let text = shown(&longer, Some(&json!("a".repeat(999))), Style::PLAIN);
        let expected = format!("…{}\" (1002 characters)", "a".repeat(LONGEST - 1));
        assert_eq!(text, expected);
        let narrow = Style {
            width: 80,
            ..Style::PLAIN
        };
        let text = shown(&page, Some(&store), narrow);
        assert!(text.starts_with("…aaaaaaaaaabd"), "{text}");
        assert!(text.chars().count() < 80 - 16, "{text}");
    }
}
