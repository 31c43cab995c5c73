//! Requests and responses as they are kept in an outcome.

use crate::http::exchange::{Exchange, Request, Response, Timing};
use crate::outcome::{ExchangeOutcome, RequestOutcome, ResponseOutcome, Timings};

/// How much of a body an outcome keeps, in bytes; a report is read by people.
const BODY_KEPT: usize = 256 * 1024;

/// How much of a body is looked through for secrets: more than is kept, since some stand across
/// the end of what is kept, and since what takes their place is often shorter.
const BODY_READ: usize = 2 * BODY_KEPT;

/// Returns what was sent and what came back, still with its secrets.
pub(super) fn exchanges(exchanges: &[Exchange]) -> Vec<ExchangeOutcome> {
    exchanges
        .iter()
        .map(|exchange| ExchangeOutcome {
            request: request(&exchange.request),
            response: Some(response(&exchange.response)),
        })
        .collect()
}

/// Returns a request to which nothing came back.
pub(super) fn unanswered(sent: &Request) -> ExchangeOutcome {
    ExchangeOutcome {
        request: request(sent),
        response: None,
    }
}

/// Returns a request, still with its secrets.
pub(super) fn request(request: &Request) -> RequestOutcome {
    let body = request.body.as_deref().map(String::from_utf8_lossy);
    RequestOutcome {
        method: request.method.clone(),
        url: request.url.to_string(),
        headers: request.headers.clone(),
        body: body.map(|body| body.into_owned()),
    }
}

fn response(response: &Response) -> ResponseOutcome {
    let read = &response.body[..response.body.len().min(BODY_READ)];
    ResponseOutcome {
        status: response.status,
        headers: response.headers.clone(),
        // Secrets are hidden before the body is shortened further, or half a secret could stay.
        body: String::from_utf8_lossy(read).into_owned(),
        body_size: response.body.len(),
        body_shortened: read.len() < response.body.len(),
        started_at: response.timing.started_at.to_string(),
        timings: timings(&response.timing),
        duration_ms: milliseconds(response.timing.total),
    }
}

fn timings(timing: &Timing) -> Timings {
    let opening = timing.lookup.unwrap_or_default() + timing.connect.unwrap_or_default();
    Timings {
        lookup_ms: timing.lookup.map(milliseconds),
        connect_ms: timing.connect.map(milliseconds),
        first_byte_ms: milliseconds(timing.headers.saturating_sub(opening)),
        body_ms: milliseconds(timing.total.saturating_sub(timing.headers)),
    }
}

/// Cuts long bodies, once their secrets are hidden.
pub(super) fn shorten(exchanges: &mut [ExchangeOutcome]) {
    for response in exchanges
        .iter_mut()
        .filter_map(|exchange| exchange.response.as_mut())
    {
        if response.body.len() > BODY_KEPT {
            let mut end = BODY_KEPT;
            while !response.body.is_char_boundary(end) {
                end -= 1;
            }
            response.body.truncate(end);
            response.body_shortened = true;
        }
    }
}

/// Returns a duration in milliseconds, to the microsecond.
pub(super) fn milliseconds(duration: std::time::Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}
