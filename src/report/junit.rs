//! An outcome as JUnit XML.

use crate::outcome::RunOutcome;

/// Renders an outcome as JUnit XML.
pub fn render(_outcome: &RunOutcome) -> String {
    String::new()
}
