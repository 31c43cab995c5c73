//! The edge: sockets and axum on one side, plain requests and answers on the other.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, PRAGMA, SET_COOKIE, X_FRAME_OPTIONS};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

use crate::fault::{self, Plan};
use crate::state::{Store, session};
use crate::{clock, front, http, random, rest};

/// The largest body that is read.
const MAX_BODY: usize = 10 * 1024 * 1024;

/// Returns the application that answers for a store, and breaks as planned.
pub(crate) fn app(store: Store, plan: Arc<Plan>) -> Router {
    let store = Arc::new(Mutex::new(store));
    let asked = Arc::clone(&store);
    let is_admin = move |authorization: &str| {
        let store = asked.lock().unwrap_or_else(PoisonError::into_inner);
        rest::is_admin(&store, authorization, clock::now())
    };
    let app = Router::new().fallback(handle).with_state(store);
    fault::before(app, plan, is_admin)
}

async fn handle(State(store): State<Arc<Mutex<Store>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return written(http::error_page(413, "413 Request Entity Too Large"), None);
    };
    let request = plain(&parts, body.to_vec());
    let answer = {
        // A panic in a service leaves the store as usable as a failed PHP process leaves the database.
        let mut store = store.lock().unwrap_or_else(PoisonError::into_inner);
        front::answer(&mut store, &request, clock::now())
    };
    let session = answer.has_session.then(|| session(&request));
    written(answer, session)
}

fn plain(parts: &Parts, body: Vec<u8>) -> http::Request {
    let headers = parts
        .headers
        .iter()
        .map(|(name, value)| {
            (
                name.as_str().to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect();
    http::Request {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers,
        body,
    }
}

/// Returns the session that a request names, or a new one.
fn session(request: &http::Request) -> String {
    request
        .cookie(session::COOKIE)
        .filter(|session| {
            (22..=128).contains(&session.len())
                && session.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
        .map_or_else(random::word::<26>, str::to_owned)
}

fn written(answer: http::Response, session: Option<String>) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
    headers.insert(
        CACHE_CONTROL,
        HeaderValue::from_static("max-age=0, must-revalidate, no-cache, no-store"),
    );
    headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    let cookie =
        session.map(|session| format!("PHPSESSID={session}; path=/; HttpOnly; SameSite=Lax"));
    if let Some(Ok(cookie)) = cookie.map(|cookie| HeaderValue::from_str(&cookie)) {
        headers.insert(SET_COOKIE, cookie);
    }
    for (name, value) in answer.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.append(name, value);
        }
    }
    response
}
