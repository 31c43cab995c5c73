//! A request that goes elsewhere than the page's.

use crate::scenario::tutorial::{Effect, RequestTemplate, Step};

/// What is said of a request that goes elsewhere than the page's.
pub(super) const ELSEWHERE: &str = "your own request goes elsewhere than the page's: no value is \
     captured from its answer, and what it makes is not taken back";

/// A request that goes elsewhere than the page's: by another method, or to another path. How to take
/// back what it makes, nobody knows; what its answer holds may be somebody else's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Elsewhere {
    /// It only reads.
    Reads,
    /// It writes.
    Writes,
}

impl Elsewhere {
    /// Returns how a request goes elsewhere, if it does.
    pub(super) fn of(own: &RequestTemplate, of_page: &RequestTemplate) -> Option<Self> {
        let place = |request: &RequestTemplate| {
            let path = request.path.to_string();
            path.split('?').next().map(str::to_owned)
        };
        if own.method == of_page.method && place(own) == place(of_page) {
            None
        } else if ["GET", "HEAD"].contains(&own.method.as_str()) {
            Some(Self::Reads)
        } else {
            Some(Self::Writes)
        }
    }
}

/// Returns a step with another request. Where that goes elsewhere, the step registers no undo for it and
/// takes nothing from its answer: the page's `undo` would delete what was in the shop before.
pub(super) fn with_request(
    of_page: &Step,
    request: RequestTemplate,
    elsewhere: Option<Elsewhere>,
) -> Step {
    let mut step = of_page.clone();
    step.request = request;
    if elsewhere.is_some() {
        step.undo = None;
        step.captures.clear();
        step.retry = None;
        step.effect = Effect::Read;
    }
    step
}
