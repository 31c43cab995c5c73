//! Secrets taken out of everything that leaves the runner, in every form in which they may stand.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::outcome::{ExchangeOutcome, Mismatch, StepOutcome};
use crate::runner::values::UNRESERVED;

/// Shorter values would hide half of every text; no real password or token is that short.
const SHORTEST: usize = 4;
/// The headers whose values are always secret.
const SECRET_HEADERS: [&str; 4] = [
    "authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
];

/// Returns whether something of this name is a secret by its name alone.
pub fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["password", "secret", "token"]
        .iter()
        .any(|word| name.contains(word))
        || name
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| word == "otp")
}

/// Knows the secrets of a session and writes `‹name›` in their place.
pub struct Redactor {
    /// Every form of every secret, and the name that takes its place.
    forms: BTreeMap<String, String>,
    searcher: Option<AhoCorasick>,
}

impl Default for Redactor {
    fn default() -> Self {
        Self::new()
    }
}

impl Redactor {
    /// Starts without any secret.
    pub fn new() -> Self {
        Self {
            forms: BTreeMap::new(),
            searcher: None,
        }
    }

    /// Hides a value from now on; the first name that a value gets stays.
    pub fn hide(&mut self, name: &str, value: &str) {
        if value.chars().count() < SHORTEST || self.forms.contains_key(value) {
            return;
        }
        for form in forms(value) {
            self.forms
                .entry(form)
                .or_insert_with(|| format!("‹{name}›"));
        }
        self.searcher = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(self.forms.keys())
            .ok();
    }

    /// Hides a value, under this name even where it has one already.
    pub fn rename(&mut self, name: &str, value: &str) {
        for form in forms(value) {
            self.forms.remove(&form);
        }
        self.hide(name, value);
    }

    /// Hides every text in a value.
    pub fn hide_value(&mut self, name: &str, value: &Value) {
        match value {
            Value::String(text) => self.hide(name, text),
            Value::Number(number) => self.hide(name, &number.to_string()),
            Value::Array(items) => items.iter().for_each(|item| self.hide_value(name, item)),
            Value::Object(members) => members
                .values()
                .for_each(|value| self.hide_value(name, value)),
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// Hides what a JSON body calls a password, a secret, a token or an OTP.
    pub fn hide_named(&mut self, value: &Value) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    if is_secret_name(name) && value.is_string() {
                        self.hide_value(name, value);
                    }
                    self.hide_named(value);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.hide_named(item)),
            _ => {}
        }
    }

    /// Returns a text without secrets.
    pub fn text(&self, text: &str) -> String {
        let text = match &self.searcher {
            Some(searcher) => {
                let masks: Vec<&str> = self.forms.values().map(String::as_str).collect();
                searcher.replace_all(text, &masks)
            }
            None => text.to_owned(),
        };
        without_json_web_tokens(&text)
    }

    /// Returns a value without secrets, in its keys and texts.
    pub fn value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(text)),
            Value::Number(number) => {
                let text = self.text(&number.to_string());
                if text.starts_with('‹') {
                    Value::String(text)
                } else {
                    value.clone()
                }
            }
            Value::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            Value::Object(members) => members
                .iter()
                .map(|(key, value)| (self.text(key), self.value(value)))
                .collect(),
            Value::Null | Value::Bool(_) => value.clone(),
        }
    }

    /// Takes the secrets out of all that a step found.
    pub fn step(&self, step: &mut StepOutcome) {
        step.reason = step.reason.as_deref().map(|text| self.text(text));
        if let Some(error) = &mut step.error {
            error.message = self.text(&error.message);
            error.hint = error.hint.as_deref().map(|text| self.text(text));
        }
        step.store_message = step.store_message.as_deref().map(|text| self.text(text));
        for exchange in &mut step.exchanges {
            self.exchange(exchange);
        }
        for mismatch in &mut step.mismatches {
            self.mismatch(mismatch);
        }
        for drift in &mut step.drifts {
            drift.documented = drift.documented.as_ref().map(|value| self.value(value));
            drift.store = self.value(&drift.store);
            drift.because = self.text(&drift.because);
        }
        for extra in &mut step.extras {
            extra.path = self.text(&extra.path);
            extra.value = self.value(&extra.value);
        }
        for capture in &mut step.captures {
            capture.value = self.value(&capture.value);
        }
    }

    fn mismatch(&self, mismatch: &mut Mismatch) {
        for path in [&mut mismatch.documented_path, &mut mismatch.actual_path] {
            *path = path.as_deref().map(|text| self.text(text));
        }
        for value in [&mut mismatch.documented, &mut mismatch.actual] {
            *value = value.as_ref().map(|value| self.value(value));
        }
        mismatch.message = self.text(&mismatch.message);
        mismatch.location.text = self.text(&mismatch.location.text);
        for line in &mut mismatch.lines {
            line.text = self.text(&line.text);
        }
    }

    fn exchange(&self, exchange: &mut ExchangeOutcome) {
        let request = &mut exchange.request;
        request.url = self.text(&request.url);
        request.body = request.body.as_deref().map(|text| self.text(text));
        self.headers(&mut request.headers);
        if let Some(response) = &mut exchange.response {
            response.body = self.text(&response.body);
            self.headers(&mut response.headers);
        }
    }

    fn headers(&self, headers: &mut [(String, String)]) {
        for (name, value) in headers {
            *value = self.text(value);
            let name = name.to_ascii_lowercase();
            if SECRET_HEADERS.contains(&name.as_str()) || is_secret_name(&name) {
                *value = masked_header(&name, value);
            }
        }
    }
}

/// A header that is secret by its name, with its scheme and known names left readable.
fn masked_header(name: &str, value: &str) -> String {
    if let Some(known) = value
        .strip_prefix("Bearer ")
        .filter(|rest| rest.starts_with('‹') && rest.ends_with('›'))
    {
        return format!("Bearer {known}");
    }
    match name {
        "authorization" | "proxy-authorization" => {
            let scheme = value.split(' ').next().unwrap_or("");
            format!("{scheme} ‹authorization›")
        }
        "cookie" => masked_cookies(value, "; "),
        "set-cookie" => {
            let (cookie, rest) = value
                .split_once(';')
                .map_or((value, None), |(a, b)| (a, Some(b)));
            let rest = rest.map(|rest| format!(";{rest}")).unwrap_or_default();
            masked_cookies(cookie, "; ") + &rest
        }
        _ => format!("‹{name}›"),
    }
}

fn masked_cookies(value: &str, separator: &str) -> String {
    let masked = value
        .split(';')
        .map(|pair| match pair.trim().split_once('=') {
            Some((name, _)) => format!("{name}=‹cookie›"),
            None => "‹cookie›".to_owned(),
        });
    masked.collect::<Vec<_>>().join(separator)
}

/// Every form in which a value may stand in a text: escaped as JSON (also as PHP does it, and
/// twice), in a URL, in a form, in HTML, in base64.
fn forms(value: &str) -> Vec<String> {
    let json = json_escaped(value);
    let slashed = json.replace('/', "\\/");
    let ascii = ascii_escaped(&json);
    let percent = utf8_percent_encode(value, NON_ALPHANUMERIC).to_string();
    let unreserved = utf8_percent_encode(value, UNRESERVED).to_string();
    let mut all = vec![
        value.to_owned(),
        json_escaped(&json),
        ascii_escaped(&slashed),
        lower_hexadecimal(&percent),
        lower_hexadecimal(&unreserved),
        unreserved.replace("%20", "+"),
        percent.replace("%20", "+"),
        html_escaped(value),
        base64::engine::general_purpose::STANDARD.encode(value),
        url::form_urlencoded::byte_serialize(value.as_bytes()).collect(),
        json,
        slashed,
        ascii,
        percent,
        unreserved,
    ];
    all.sort();
    all.dedup();
    all
}

fn json_escaped(text: &str) -> String {
    let quoted = Value::String(text.to_owned()).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

fn ascii_escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        if character.is_ascii() {
            escaped.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    escaped
}

fn lower_hexadecimal(text: &str) -> String {
    let mut characters = text.chars();
    let mut lower = String::new();
    while let Some(character) = characters.next() {
        lower.push(character);
        if character == '%' {
            lower.extend(characters.by_ref().take(2).map(|c| c.to_ascii_lowercase()));
        }
    }
    lower
}

fn html_escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#039;")
}

/// Takes out whatever looks like a signed JSON Web Token (RFC 7519), should nobody have named it.
fn without_json_web_tokens(text: &str) -> String {
    let mut clean = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("eyJ") {
        let (before, from) = rest.split_at(at);
        clean.push_str(before);
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let token = &from[..from.find(|c| !is_part(c)).unwrap_or(from.len())];
        let parts: Vec<&str> = token.split('.').collect();
        if parts.len() == 3 && parts.iter().all(|part| part.len() >= 8) {
            clean.push_str("‹token›");
        } else {
            clean.push_str(token);
        }
        rest = &from[token.len()..];
    }
    clean + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(secret: &str, text: &str, expected: &str) {
        let mut redactor = Redactor::new();
        redactor.hide("password", secret);
        assert_eq!(redactor.text(text), expected);
    }

    #[test]
    fn a_secret_is_hidden_in_every_form() {
        let secret = "pä/ss \"w&rd'";
        check(secret, secret, "‹password›");
        check(
            secret,
            &json!({ "a": secret }).to_string(),
            r#"{"a":"‹password›"}"#,
        );
        check(secret, r#"p\u00e4\/ss \"w&rd'"#, "‹password›");
        check(secret, "a?b=p%C3%A4%2Fss%20%22w%26rd%27", "a?b=‹password›");
        check(secret, "a?b=p%c3%a4%2fss%20%22w%26rd%27", "a?b=‹password›");
        check(secret, "b=p%C3%A4%2Fss+%22w%26rd%27", "b=‹password›");
        check(secret, "pä/ss &quot;w&amp;rd&#039;", "‹password›");
        check("hunter22", "aHVudGVyMjI=", "‹password›");
    }

    #[test]
    fn the_longer_of_two_secrets_wins() {
        let mut redactor = Redactor::new();
        redactor.hide("short", "abcd");
        redactor.hide("long", "abcdefgh");
        assert_eq!(redactor.text("abcdefgh abcd"), "‹long› ‹short›");
    }

    #[test]
    fn names_tell_a_secret() {
        for name in [
            "password",
            "newPassword",
            "admin_otp_secret",
            "resetToken",
            "otp",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in ["email", "potpourri", "id", "username"] {
            assert!(!is_secret_name(name), "{name}");
        }
        let mut redactor = Redactor::new();
        redactor.hide_named(&json!({"a": [{"resetToken": "abcdef"}]}));
        assert_eq!(
            redactor.value(&json!(["abcdef", 1])),
            json!(["‹resetToken›", 1])
        );
    }

    #[test]
    fn a_token_that_nobody_named_is_hidden_all_the_same() {
        let token = "eyJhbGciOi.eyJ1aWQiOjF9.c2lnbmF0dXJl";
        check(
            "none-here",
            &format!("\"{token}\" eyJ eyJa.b"),
            "\"‹token›\" eyJ eyJa.b",
        );
    }

    #[test]
    fn headers_keep_their_shape() {
        let redactor = Redactor::new();
        let mut headers: Vec<(String, String)> = [
            ("Authorization", "Bearer abc"),
            ("Set-Cookie", "PHPSESSID=abc; path=/"),
            ("Cookie", "a=b; c=d"),
            ("X-Api-Token", "abc"),
            ("Accept", "*/*"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        redactor.headers(&mut headers);
        let values: Vec<&str> = headers.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(
            values,
            [
                "Bearer ‹authorization›",
                "PHPSESSID=‹cookie›; path=/",
                "a=‹cookie›; c=‹cookie›",
                "‹x-api-token›",
                "*/*"
            ]
        );
    }
}
