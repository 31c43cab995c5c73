//! Which parts of a request and of a response are secret, by the names that they have there.

use serde_json::Value;
use url::Url;

use crate::http::admin::Admin;
use crate::http::client::Added;
use crate::http::exchange::{Exchange, Request, Response};
use crate::http::oauth;
use crate::mask::{Redactor, is_secret_name, label_of, named_in_text};
use crate::outcome::RequestOutcome;
use crate::runner::values::Values;
use crate::scenario::template::Template;
use crate::scenario::tutorial::{BodyTemplate, RequestTemplate};

/// Shorter cookies are settings, not sessions.
const SHORTEST_SESSION: usize = 16;
/// Shorter parts of a path are names, not tokens.
const SHORTEST_TOKEN: usize = 16;
/// How much of a text is looked through for what it calls a secret, in bytes.
const MOST_READ: usize = 1024 * 1024;

/// Hides what a user adds to every request, for what is in front of the shop.
pub fn learn_added(added: &Added, redactor: &mut Redactor) {
    for (name, value) in added.headers() {
        redactor.hide_header(name, value);
    }
    if let Some(basic) = added.basic() {
        redactor.hide("basic_password", basic.password());
        redactor.hide("basic", basic.pair());
    }
}

/// Hides the one-time codes of now, wherever a request may hold them.
pub fn learn_codes(values: &Values, redactor: &mut Redactor) {
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

/// Hides what a scenario itself spells out as a secret, before any of it is shown or sent.
pub(super) fn learn_template(request: &RequestTemplate, redactor: &mut Redactor) {
    let literal = |template: &Template| template.as_literal().map_or(Value::Null, Value::from);
    let mut pairs: Vec<_> = request.query.iter().chain(&request.headers).collect();
    match &request.body {
        Some(BodyTemplate::Form(fields)) => pairs.extend(fields),
        Some(BodyTemplate::Json(json)) => {
            if let Ok(body) = json.fill(&|template| Ok(literal(template))) {
                redactor.hide_named(&body);
            }
        }
        Some(BodyTemplate::Text(text)) => learn_text(&text.to_string(), redactor),
        None => {}
    }
    for (name, value) in pairs {
        learn_pair(name, value.as_literal().unwrap_or(""), redactor);
    }
    learn_text(&request.path.to_string(), redactor);
}

/// Hides what a request sends as a secret.
pub(super) fn learn_request(request: &Request, redactor: &mut Redactor) {
    for (name, value) in request.url.query_pairs() {
        learn_pair(&name, &value, redactor);
    }
    learn_segments(&request.url, redactor);
    for (name, value) in &request.headers {
        if name.eq_ignore_ascii_case("authorization") {
            let credentials = value
                .split_once(' ')
                .map_or(value.as_str(), |(_, rest)| rest);
            redactor.hide("authorization", credentials);
        }
        learn_pair(name, value, redactor);
        learn_text(value, redactor);
    }
    let Some(body) = &request.body else { return };
    if let Ok(json) = serde_json::from_slice::<Value>(body) {
        redactor.hide_named(&json);
    } else {
        for (name, value) in url::form_urlencoded::parse(body) {
            learn_pair(&name, &value, redactor);
        }
    }
    learn_text(&String::from_utf8_lossy(body), redactor);
}

/// Hides the part of a path that stands behind the name of a secret, as in
/// `…/resetLinkToken/Vkj3…`.
fn learn_segments(url: &Url, redactor: &mut Redactor) {
    let segments: Vec<&str> = url.path_segments().into_iter().flatten().collect();
    for pair in segments.windows(2) {
        if let Some(label) = label_of(pair[0])
            && pair[1].len() >= SHORTEST_TOKEN
        {
            redactor.hide(label, pair[1]);
        }
    }
}

/// Hides with what an admin signs in. A step may have captured the same token; the name that a user
/// can set is of more use.
pub fn learn_admin(admin: &Admin, redactor: &mut Redactor) {
    for (name, value) in admin.secrets() {
        redactor.rename(name, value);
    }
}

/// Hides the signature of a request, which holds for as long as the store has not seen it, and what
/// the response to it holds.
pub fn learn_exchange(exchange: &Exchange, redactor: &mut Redactor) {
    for (_, value) in &exchange.request.headers {
        if let Some(signature) = oauth::signature_in(value) {
            redactor.hide_for_now("signature", &signature);
            redactor.hide_for_now("authorization", &value[oauth::SCHEME.len()..]);
        }
    }
    learn_response(&exchange.request.url, &exchange.response, redactor);
}

/// Hides what a response calls a secret, its session cookies, and the token that it is where the
/// path says so.
fn learn_response(url: &Url, response: &Response, redactor: &mut Redactor) {
    let text = String::from_utf8_lossy(&response.body[..response.body.len().min(MOST_READ)]);
    match response.json() {
        Some(Value::String(text)) if gives_a_token(url) => redactor.hide("token", text),
        Some(json) => redactor.hide_named(json),
        None if gives_a_token(url) && is_word(text.trim()) => redactor.hide("token", text.trim()),
        None => {}
    }
    // JSON, too, holds addresses and JSON in its texts, and perhaps a name twice.
    learn_text(&text, redactor);
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
            learn_text(value, redactor);
        }
    }
}

/// Whether what stands at an address answers with a token and nothing else, as signing in does.
fn gives_a_token(url: &Url) -> bool {
    let mut segments = url.path_segments().into_iter().flatten();
    segments.any(|segment| is_secret_name(segment) || segment == "authenticate")
}

fn is_word(text: &str) -> bool {
    text.len() >= SHORTEST_TOKEN && !text.contains(|c: char| c.is_whitespace() || c == '<')
}

/// Hides what a text calls a secret.
fn learn_text(text: &str, redactor: &mut Redactor) {
    named_in_text(text, &mut |label, value| {
        // What is filled in is no value yet.
        if !value.contains("${") {
            redactor.hide(label, value);
        }
    });
}

fn learn_pair(name: &str, value: &str, redactor: &mut Redactor) {
    // `login[password]` is called `password`.
    let name = name
        .rsplit('[')
        .next()
        .unwrap_or(name)
        .trim_end_matches(']');
    if let Some(label) = label_of(name) {
        redactor.hide(label, value);
    }
}
