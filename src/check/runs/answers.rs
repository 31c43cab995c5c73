//! The bodies with which two runs were answered.

use serde_json::Value;

use crate::check::runs::made::Answers;
use crate::http::developer_mode;
use crate::outcome::{ResponseOutcome, StepOutcome};

/// Reads the bodies with which both runs were answered; none where they are not whole, or no JSON.
pub(super) fn read<'o>(
    left: &'o StepOutcome,
    right: &'o StepOutcome,
    names: &[(String, String)],
) -> Option<Answers<'o>> {
    let (one, other) = (response(left)?, response(right)?);
    if one.body_shortened || other.body_shortened {
        return None;
    }
    let as_left = |body: String, (right, left): &(String, String)| body.replace(right, left);
    let body = names.iter().fold(other.body.clone(), as_left);
    // The mode of a store is said once, and is no difference of its answers.
    let plain = |body: &str| {
        let body: Value = serde_json::from_str(body).ok()?;
        Some(developer_mode::error_in_production(&body).unwrap_or(body))
    };
    Some(Answers {
        left,
        right,
        left_body: plain(&one.body)?,
        right_body: plain(&body)?,
    })
}

pub(super) fn response(step: &StepOutcome) -> Option<&ResponseOutcome> {
    step.exchanges.last()?.response.as_ref()
}
