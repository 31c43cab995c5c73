//! Requests and responses as they are kept in an outcome.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::http::exchange::{Exchange, Request, Response, Timing};
use crate::outcome::{ExchangeOutcome, RequestOutcome, ResponseOutcome, Timings};
use crate::runner::kept::{KEPT, READ};

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
        curl_options: Vec::new(),
    }
}

fn response(response: &Response) -> ResponseOutcome {
    let read = &response.body[..response.body.len().min(READ)];
    ResponseOutcome {
        status: response.status,
        headers: response.headers.clone(),
        // Secrets are hidden before the body is shortened further, or half a secret could stay.
        body: String::from_utf8_lossy(read).into_owned(),
        body_base64: bytes(&response.body),
        body_size: response.body.len(),
        body_shortened: read.len() < response.body.len(),
        started_at: response.timing.started_at.to_string(),
        timings: timings(&response.timing),
        duration_ms: milliseconds(response.timing.total),
    }
}

/// Returns the bytes of a body that is no text, if they are not too many to be kept.
fn bytes(body: &[u8]) -> Option<String> {
    let is_kept = body.len() <= KEPT && std::str::from_utf8(body).is_err();
    is_kept.then(|| STANDARD.encode(body))
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

/// Returns a duration in milliseconds, to the microsecond.
pub(super) fn milliseconds(duration: std::time::Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}
