//! What is done to the answer of a request that a fault hits.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use tokio::net::tcp::OwnedWriteHalf;
use tokio::time::sleep;

use crate::fault::broken::Answer;
use crate::fault::known::{Kind, Spoiled};
use crate::fault::pages::with;
use crate::fault::plan::{Listening, Look, Plan};
use crate::fault::spec::{Fault, Which};
use crate::fault::wire::Wire;

/// The header with which an admin orders a fault for one request.
const HEADER: &str = "x-sandbox-fault";

/// Where an endless redirect leads through.
const ELSEWHERE: &str = "/redirected/";

/// Says of the value of an `Authorization` header whether it is that of an admin.
type IsAdmin = dyn Fn(&str) -> bool + Send + Sync;

#[derive(Clone)]
struct Guard {
    plan: Arc<Plan>,
    is_admin: Arc<IsAdmin>,
}

/// Puts the faults of a plan before an application.
pub(crate) fn before(
    app: Router,
    plan: Arc<Plan>,
    is_admin: impl Fn(&str) -> bool + Send + Sync + 'static,
) -> Router {
    let is_admin = Arc::new(is_admin);
    app.layer(from_fn_with_state(Guard { plan, is_admin }, guard))
}

async fn guard(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let Guard { plan, is_admin } = guard;
    match plan.count() {
        Listening::On => answer(&plan, &*is_admin, request, next).await,
        Listening::LastAnswer => {
            let answer = answer(&plan, &*is_admin, request, next).await;
            plan.shut().await;
            with(answer, CONNECTION, "close")
        }
        Listening::Ended => {
            closed(&request);
            Response::default()
        }
    }
}

async fn answer(plan: &Plan, is_admin: &IsAdmin, mut request: Request, next: Next) -> Response {
    let hop = request.uri().path().strip_prefix(ELSEWHERE);
    if let Some(hop) = hop.and_then(|hop| hop.parse::<u64>().ok()) {
        return onward(hop);
    }
    let token = bearer(request.headers()).map(str::to_owned);
    let kind = match ordered(request.headers(), is_admin) {
        Some(Ok(kind)) => Some(kind),
        Some(Err(refusal)) => return refusal,
        None => plan.choose(Look {
            method: request.method().as_str(),
            path: request.uri().path(),
            has_token: token.is_some(),
        }),
    };
    if let Some(token) = &token {
        if kind == Some(Kind::ExpiredToken) {
            plan.expire(token);
            // A token of the same second would be the same bytes.
            sleep(to_the_next_second()).await;
        }
        if plan.is_expired(token) {
            // As with Magento, a token that has run out is as good as none.
            request.headers_mut().remove(AUTHORIZATION);
        }
    }
    match kind {
        None => next.run(request).await,
        Some(kind) => inject(kind, request, next).await,
    }
}

/// Returns what the request itself orders, or why it may not.
fn ordered(headers: &HeaderMap, is_admin: &IsAdmin) -> Option<Result<Kind, Response>> {
    let text = headers.get(HEADER)?.to_str().unwrap_or_default();
    let authorization = headers.get(AUTHORIZATION);
    let authorization = authorization.and_then(|value| value.to_str().ok());
    if !authorization.is_some_and(is_admin) {
        let message = "X-Sandbox-Fault is for admins: send the token of one in Authorization";
        return Some(Err(refusal(StatusCode::FORBIDDEN, message)));
    }
    Some(match Fault::parse(text) {
        Ok(fault) if fault.kind == Kind::Refuse => {
            let message = "a single request cannot be refused: order `close`";
            Err(refusal(StatusCode::BAD_REQUEST, message))
        }
        Ok(fault) if !fault.place.is_everywhere() || fault.which != Which::ALL => {
            let message = "X-Sandbox-Fault hits the request that carries it: leave `@` and `#` out";
            Err(refusal(StatusCode::BAD_REQUEST, message))
        }
        Ok(fault) => Ok(fault.kind),
        Err(error) => {
            let message = format!("{} ({})", error.message, error.hint);
            Err(refusal(StatusCode::BAD_REQUEST, &message))
        }
    })
}

fn refusal(status: StatusCode, message: &str) -> Response {
    let body = serde_json::json!({ "message": message });
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    with(response, CONTENT_TYPE, "application/json; charset=utf-8")
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

async fn inject(kind: Kind, request: Request, next: Next) -> Response {
    match kind {
        Kind::Delay(time) => {
            let answer = next.run(request).await;
            sleep(time).await;
            answer
        }
        Kind::Refuse | Kind::ExpiredToken => next.run(request).await,
        Kind::Page(page) => {
            if page.comes_after_the_work() {
                next.run(request).await;
            }
            page.response()
        }
        Kind::Redirect(url) => redirect(&url),
        Kind::RedirectLoop => onward(0),
        Kind::Body(spoiled) => {
            let (mut parts, body) = next.run(request).await.into_parts();
            parts.headers.remove(CONTENT_LENGTH);
            let body = spoil(&whole(body).await, spoiled);
            Response::from_parts(parts, Body::from(body))
        }
        Kind::Wire(broken) => {
            let write_half = take(&request);
            let (parts, body) = next.run(request).await.into_parts();
            if let Some(write_half) = write_half {
                let answer = Answer {
                    status: parts.status,
                    headers: parts.headers,
                    body: whole(body).await,
                };
                // A client that has gone is past all faults.
                let _ = answer.write(broken, write_half).await;
            }
            Response::default()
        }
    }
}

/// Takes the write half of the request's connection; whatever the server then answers is not written.
fn take(request: &Request) -> Option<OwnedWriteHalf> {
    let wire = request.extensions().get::<ConnectInfo<Wire>>()?;
    wire.0.take()
}

/// Closes the request's connection.
fn closed(request: &Request) {
    drop(take(request));
}

fn redirect(url: &str) -> Response {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::FOUND;
    if let Ok(url) = HeaderValue::from_str(url) {
        response.headers_mut().insert(LOCATION, url);
    }
    response
}

fn onward(hop: u64) -> Response {
    redirect(&format!("{ELSEWHERE}{}", hop.saturating_add(1)))
}

fn to_the_next_second() -> Duration {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let past = now.map_or(0, |now| now.subsec_millis());
    Duration::from_millis(u64::from(1000 - past))
}

async fn whole(body: Body) -> Bytes {
    // The store's own bodies are in memory and whole.
    to_bytes(body, usize::MAX).await.unwrap_or_default()
}

fn spoil(body: &[u8], spoiled: Spoiled) -> Vec<u8> {
    match spoiled {
        Spoiled::Truncated => body[..body.len() / 2].to_vec(),
        Spoiled::Doubled => [body, body].concat(),
        Spoiled::Bom => [b"\xef\xbb\xbf", body].concat(),
        Spoiled::PhpNotice => {
            let notice = b"<br />\n<b>Notice</b>:  Undefined index: sku in <b>/var/www/html/app/code/Acme/Shop/Plugin.php</b> on line <b>42</b><br />\n";
            [notice, body].concat()
        }
        Spoiled::InvalidUtf8 => {
            // An `é` in Latin-1, inside of the first text where there is one.
            let at = body.iter().position(|byte| *byte == b'"');
            let at = at.map_or(body.len(), |at| at + 1);
            [&body[..at], b"\xe9", &body[at..]].concat()
        }
    }
}
