//! Why a step did not pass.

use crate::outcome::StepOutcome;

use super::style::Style;

/// Renders why a step did not pass.
pub(crate) fn block(_step: &StepOutcome, _style: Style) -> String {
    String::new()
}
