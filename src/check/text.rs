//! Texts held against each other, line by line.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use similar::{ChangeTag, TextDiff};

use crate::outcome::{Side, TextLine};

/// How long differences may be looked for, in all texts of an answer together; after that it is right, but longer than it need be.
pub(crate) const DEADLINE: Duration = Duration::from_millis(500);

/// How many lines around a difference are shown.
const CONTEXT: usize = 3;

/// How many lines a difference has at most.
const LONGEST: usize = 400;

/// Returns the difference of two texts, line by line, with a few lines around each change; it is looked
/// for at most that long.
pub(crate) fn lines(documented: &str, actual: &str, time: Duration) -> Vec<TextLine> {
    let deadline = Instant::now() + time;
    let diff = TextDiff::configure()
        .deadline(deadline)
        .diff_lines(documented, actual);
    let mut lines = Vec::new();
    for group in diff.grouped_ops(CONTEXT) {
        let changes = group
            .iter()
            .flat_map(|op| diff.iter_inline_changes_deadline(op, Some(deadline)));
        for change in changes {
            if lines.len() == LONGEST {
                return lines;
            }
            let side = match change.tag() {
                ChangeTag::Equal => Side::Both,
                ChangeTag::Delete => Side::Documented,
                ChangeTag::Insert => Side::Actual,
            };
            let (text, changed) = parts(change.iter_strings_lossy());
            lines.push(TextLine {
                side,
                text,
                changed,
            });
        }
    }
    lines
}

/// Puts the parts of a line together, and says which characters of it are emphasized.
fn parts<'l>(parts: impl Iterator<Item = (bool, Cow<'l, str>)>) -> (String, Vec<(usize, usize)>) {
    let mut text = String::new();
    let mut changed = Vec::new();
    let mut at = 0;
    for (is_changed, part) in parts {
        let part = part.trim_end_matches(['\r', '\n']);
        let end = at + part.chars().count();
        if is_changed && end > at {
            changed.push((at, end));
        }
        text.push_str(part);
        at = end;
    }
    if changed == [(0, at)] {
        changed.clear();
    }
    (text, changed)
}

/// Returns the difference of two string values where one of them has several lines.
pub(crate) fn lines_of_value(documented: &str, actual: &str, time: Duration) -> Vec<TextLine> {
    if documented.contains('\n') || actual.contains('\n') {
        lines(documented, actual, time)
    } else {
        Vec::new()
    }
}

/// Writes all line ends as `\n` and leaves the last one out, so that neither counts as content.
pub(crate) fn normalize(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.strip_suffix('\n').unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_within_a_line_is_known() {
        let found = lines(
            "one\nthe grän car\nend\n",
            "one\nthe red car\nend\n",
            DEADLINE,
        );
        let shown: Vec<_> = found
            .iter()
            .map(|line| (line.text.as_str(), line.changed.as_slice()))
            .collect();
        let expected: [(&str, &[(usize, usize)]); 4] = [
            ("one", &[]),
            ("the grän car", &[(4, 8)]),
            ("the red car", &[(4, 7)]),
            ("end", &[]),
        ];
        assert_eq!(shown, expected);
        let other = lines("abc\n", "xyz\n", DEADLINE);
        assert!(
            other.iter().all(|line| line.changed.is_empty()),
            "{other:?}"
        );
    }
}
