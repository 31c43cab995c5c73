//! Texts held against each other, line by line.

use std::time::Duration;

use similar::{ChangeTag, TextDiff};

use crate::outcome::{Side, TextLine};

/// How long a difference may be looked for; after that it is right, but longer than it need be.
const DEADLINE: Duration = Duration::from_millis(500);

/// How many lines around a difference are shown.
const CONTEXT: usize = 3;

/// How many lines a difference has at most.
const LONGEST: usize = 400;

/// Returns the difference of two texts, line by line, with a few lines around each change.
pub(crate) fn lines(documented: &str, actual: &str) -> Vec<TextLine> {
    let diff = TextDiff::configure()
        .timeout(DEADLINE)
        .diff_lines(documented, actual);
    let mut lines = Vec::new();
    for group in diff.grouped_ops(CONTEXT) {
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            if lines.len() == LONGEST {
                return lines;
            }
            let side = match change.tag() {
                ChangeTag::Equal => Side::Both,
                ChangeTag::Delete => Side::Documented,
                ChangeTag::Insert => Side::Actual,
            };
            let text = change.value().trim_end_matches(['\r', '\n']).to_owned();
            lines.push(TextLine { side, text });
        }
    }
    lines
}

/// Returns the difference of two string values where one of them has several lines.
pub(crate) fn lines_of_value(documented: &str, actual: &str) -> Vec<TextLine> {
    if documented.contains('\n') || actual.contains('\n') {
        lines(documented, actual)
    } else {
        Vec::new()
    }
}

/// Writes all line ends as `\n` and leaves the last one out, so that neither counts as content.
pub(crate) fn normalize(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.strip_suffix('\n').unwrap_or(&text).to_owned()
}
