//! What is noted beside a line.

use serde_json::Value;

use crate::outcome::{CaptureOutcome, ValueFlow};

/// How many lines of a body are looked at.
pub(super) const MOST_LINES: usize = 100_000;

/// How long a value in a note may be, in characters.
const LONGEST: usize = 120;

/// Says where a captured value goes.
pub(super) fn to(capture: &CaptureOutcome, value_flow: &ValueFlow) -> String {
    let name = &capture.name;
    format!("→ {name}{}", used_in(name, value_flow))
}

pub(super) fn used_in(name: &str, value_flow: &ValueFlow) -> String {
    let steps = value_flow.uses.get(name).map_or(&[][..], Vec::as_slice);
    match steps {
        [] => String::new(),
        [one] => format!(", used in step {one}"),
        many => {
            let shown: Vec<String> = many.iter().take(6).map(ToString::to_string).collect();
            let more = match many.len().saturating_sub(6) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!(", used in steps {}{more}", shown.join(", "))
        }
    }
}

pub(super) fn cut(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
