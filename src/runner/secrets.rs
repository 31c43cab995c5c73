//! Which parts of a request and of a response are secret, by the names that they have there.

use serde_json::Value;

use crate::http::admin::Admin;
use crate::http::client::Added;
use crate::http::exchange::{Exchange, Request, Response};
use crate::http::oauth;
use crate::outcome::RequestOutcome;
use crate::runner::redact::{Redactor, is_secret_name};
use crate::runner::values::Values;

/// Shorter cookies are settings, not sessions.
const SHORTEST_SESSION: usize = 16;

/// Hides what a user adds to every request, for what stands before the shop.
pub(super) fn learn_added(added: &Added, redactor: &mut Redactor) {
    for (name, value) in added.headers() {
        redactor.hide_header(name, value);
    }
    if let Some(basic) = added.basic() {
        redactor.hide("basic_password", basic.password());
        redactor.hide("basic", basic.pair());
    }
}

/// Hides the one-time codes of now, wherever a request may hold them.
pub(super) fn learn_codes(values: &Values, redactor: &mut Redactor) {
    for code in values.one_time_codes() {
        redactor.hide_for_now("otp", &code);
    }
}

/// Hides those of them that a request holds.
pub(super) fn learn_codes_in(request: &RequestOutcome, values: &Values, redactor: &mut Redactor) {
    let texts = request.headers.iter().map(|(_, value)| value);
    let texts: Vec<&String> = texts
        .chain([&request.url])
        .chain(request.body.as_ref())
        .collect();
    for code in values.one_time_codes() {
        if texts.iter().any(|text| text.contains(&code)) {
            redactor.hide_for_now("otp", &code);
        }
    }
}

/// Hides what a request sends as a password, a token, a secret or an OTP.
pub(super) fn learn_request(request: &Request, redactor: &mut Redactor) {
    for (name, value) in request.url.query_pairs() {
        learn_pair(&name, &value, redactor);
    }
    for (name, value) in &request.headers {
        if name.eq_ignore_ascii_case("authorization") {
            let credentials = value
                .split_once(' ')
                .map_or(value.as_str(), |(_, rest)| rest);
            redactor.hide("authorization", credentials);
        }
        learn_pair(name, value, redactor);
    }
    let Some(body) = &request.body else { return };
    if let Ok(json) = serde_json::from_slice::<Value>(body) {
        redactor.hide_named(&json);
    } else {
        for (name, value) in url::form_urlencoded::parse(body) {
            learn_pair(&name, &value, redactor);
        }
    }
}

/// Hides with what an admin signs in. A step may have captured the same token; the name that a user
/// can set is of more use.
pub(super) fn learn_admin(admin: &Admin, redactor: &mut Redactor) {
    for (name, value) in admin.secrets() {
        redactor.rename(name, value);
    }
}

/// Hides the signature of a request, which holds for as long as the store has not seen it, and what
/// the response to it holds.
pub(super) fn learn_exchange(exchange: &Exchange, redactor: &mut Redactor) {
    for (_, value) in &exchange.request.headers {
        if let Some(signature) = oauth::signature_in(value) {
            redactor.hide_for_now("signature", &signature);
            redactor.hide_for_now("authorization", &value[oauth::SCHEME.len()..]);
        }
    }
    learn_response(&exchange.response, redactor);
}

/// Hides what a response calls a password, a token, a secret or an OTP, and its session cookies.
fn learn_response(response: &Response, redactor: &mut Redactor) {
    if let Some(json) = response.json() {
        redactor.hide_named(json);
    }
    for (name, value) in &response.headers {
        if name == "set-cookie" {
            let pair = value.split(';').next().unwrap_or("");
            if let Some((_, cookie)) = pair.split_once('=')
                && cookie.len() >= SHORTEST_SESSION
            {
                redactor.hide("cookie", cookie);
            }
        } else {
            learn_pair(name, value, redactor);
        }
    }
}

fn learn_pair(name: &str, value: &str, redactor: &mut Redactor) {
    // `login[password]` is called `password`.
    let name = name
        .rsplit('[')
        .next()
        .unwrap_or(name)
        .trim_end_matches(']');
    if is_secret_name(name) {
        redactor.hide(name, value);
    }
}
