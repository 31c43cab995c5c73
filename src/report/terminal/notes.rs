//! What is worth a word though nothing is wrong with it.

use crate::outcome::StepOutcome;

use super::style::Style;

/// Renders drifts, extra members and, when verbose, the values that travel.
pub(super) fn notes(_step: &StepOutcome, _style: Style) -> String {
    String::new()
}
