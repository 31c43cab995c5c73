//! Everything that is fixed for one check.

use serde_json::Value;

use crate::check::effort::Effort;
use crate::http::exchange::Response;
use crate::scenario::expectation::Expectation;
use crate::scenario::template::Fill;
use crate::scenario::tutorial::Capture;

/// Everything that is fixed for one check.
#[derive(Clone, Copy)]
pub(crate) struct Context<'c> {
    /// What is promised.
    pub expectation: &'c Expectation,
    /// What came.
    pub response: &'c Response,
    /// The body as JSON, or what it is instead.
    pub body: Result<&'c Value, &'c str>,
    /// What is taken from it.
    pub captures: &'c [Capture],
    /// Whether an answer to this request, with this status, never has a body.
    pub is_bodiless: bool,
    /// The values of templates.
    pub fill: Fill<'c>,
    /// Whether members that the page does not print are mismatches.
    pub strict: bool,
    /// What looking at it may cost.
    pub effort: &'c Effort<'c>,
}
