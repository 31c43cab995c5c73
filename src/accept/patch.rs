//! What changes, as a patch that `git apply` and `patch -p1` take.

use similar::TextDiff;

use crate::scenario::source::Source;

/// Lines around a change that stay.
const CONTEXT: usize = 3;

/// Returns the difference of a file to its new text as a unified diff.
pub fn patch(old: &Source, new: &Source) -> String {
    let path = old.path.trim_start_matches("./");
    TextDiff::from_lines(&old.text, &new.text)
        .unified_diff()
        .context_radius(CONTEXT)
        .header(&format!("a/{path}"), &format!("b/{path}"))
        .to_string()
}
