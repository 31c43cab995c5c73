//! Secrets taken out of everything that leaves the runner, in every form in which they may stand.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::outcome::{ExchangeOutcome, Mismatch, RequestOutcome, StepOutcome};
use crate::runner::values::UNRESERVED;

/// Shorter values would hide half of every text; no real password or token is that short.
const SHORTEST: usize = 4;
/// More forms than this are not told apart any more: a store that calls so much a secret wants the
/// time and the memory of whoever asks it.
const MOST_FORMS: usize = 60_000;
/// What an address escapes in its path, and in its query (URL Standard, 1.3 and 4.4).
const PATH: &AsciiSet = &QUERY.add(b'?').add(b'^').add(b'`').add(b'{').add(b'}');
const QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>');
const SPECIAL_QUERY: &AsciiSet = &QUERY.add(b'\'');
/// What many libraries leave unescaped unless they are told otherwise.
const SLASHES: &AsciiSet = &UNRESERVED.remove(b'/');
/// What `encodeURIComponent` leaves unescaped (ECMA-262, section 19.2.6.4).
const SCRIPT: &AsciiSet = &UNRESERVED
    .remove(b'!')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*');
/// The headers whose values are always secret.
const SECRET_HEADERS: [&str; 4] = [
    "authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
];

/// Returns whether something of this name is a secret by its name alone.
pub fn is_secret_name(name: &str) -> bool {
    // Asked of every member of every response, so nothing is allocated here.
    let name = name.as_bytes();
    let stands = |at: usize, word: &str| {
        let part = name.get(at..at + word.len());
        part.is_some_and(|part| part.eq_ignore_ascii_case(word.as_bytes()))
    };
    let is_edge = |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric());
    (0..name.len()).any(|at| match name[at].to_ascii_lowercase() {
        b'p' => stands(at, "password"),
        b's' => stands(at, "secret"),
        b't' => stands(at, "token"),
        b'o' => {
            let is_word = is_edge(name[..at].last()) && is_edge(name.get(at + 3));
            is_word && stands(at, "otp")
        }
        _ => false,
    })
}

/// Returns whether a name says that even a number is secret: `otp`, but not `token_lifetime`.
fn is_secret_word(name: &str) -> bool {
    let last = name.rsplit(|c: char| !c.is_ascii_alphanumeric()).next();
    last.is_some_and(|word| {
        let word = word.to_ascii_lowercase();
        matches!(word.as_str(), "password" | "secret" | "token" | "otp")
    })
}

/// Knows the secrets of a session and writes `‹name›` in their place.
#[derive(Clone)]
pub struct Redactor {
    /// Every form of every secret, and the name that takes its place.
    forms: BTreeMap<String, String>,
    /// Finds all forms at once; made when it is needed after a new secret, none where it cannot be.
    searcher: OnceLock<Option<AhoCorasick>>,
    /// The forms that are hidden for now.
    passing: Vec<String>,
    /// The headers (in lower case) that a user added: their values are hidden, however short.
    headers: BTreeSet<String>,
    /// Whether there were more secrets than can be told apart: then everything is one.
    is_full: bool,
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
            searcher: OnceLock::new(),
            passing: Vec::new(),
            headers: BTreeSet::new(),
            is_full: false,
        }
    }

    /// Hides a value from now on; the first name that a value gets stays.
    pub fn hide(&mut self, name: &str, value: &str) {
        if value.chars().count() < SHORTEST || self.forms.contains_key(value) {
            return;
        }
        if self.forms.len() > MOST_FORMS {
            self.is_full = true;
            return;
        }
        for form in forms(value) {
            self.forms
                .entry(form)
                .or_insert_with(|| format!("‹{name}›"));
        }
        self.searcher = OnceLock::new();
    }

    /// Hides all that another one hides.
    pub fn hide_all_of(&mut self, other: &Self) {
        for (form, mask) in &other.forms {
            let known = self.forms.entry(form.clone());
            known.or_insert_with(|| mask.clone());
        }
        self.headers.extend(other.headers.iter().cloned());
        self.is_full |= other.is_full;
        self.searcher = OnceLock::new();
    }

    /// Hides a value until [`Redactor::forget_passing`]: what is new in every request would fill
    /// the memory.
    pub fn hide_for_now(&mut self, name: &str, value: &str) {
        let is_new = |form: &String| !self.forms.contains_key(form);
        let new: Vec<String> = forms(value).into_iter().filter(is_new).collect();
        self.passing.extend(new);
        self.hide(name, value);
    }

    /// Forgets what was hidden for now.
    pub fn forget_passing(&mut self) {
        for form in std::mem::take(&mut self.passing) {
            self.forms.remove(&form);
            self.searcher = OnceLock::new();
        }
    }

    fn searcher(&self) -> Option<&AhoCorasick> {
        let mut builder = AhoCorasick::builder();
        let builder = builder.match_kind(MatchKind::LeftmostLongest);
        let build = || builder.build(self.forms.keys()).ok();
        self.searcher.get_or_init(build).as_ref()
    }

    /// Hides the value of a header, wherever it stands.
    pub fn hide_header(&mut self, name: &str, value: &str) {
        let name = name.to_ascii_lowercase();
        self.hide(&name, value);
        self.headers.insert(name);
    }

    /// Hides a value, under this name even where it has one already.
    pub fn rename(&mut self, name: &str, value: &str) {
        if self
            .forms
            .get(value)
            .is_some_and(|mask| *mask == format!("‹{name}›"))
        {
            return;
        }
        for form in forms(value) {
            self.forms.remove(&form);
        }
        self.searcher = OnceLock::new();
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
                    if value.is_string() && is_secret_name(name)
                        || value.is_number() && is_secret_word(name)
                    {
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
        self.hidden(text).unwrap_or_else(|| text.to_owned())
    }

    /// Returns a text without its secrets; none where it has none.
    fn hidden(&self, text: &str) -> Option<String> {
        if self.is_full {
            return Some("‹hidden›".to_owned());
        }
        let known = if self.forms.is_empty() {
            None
        } else {
            match self.searcher() {
                // No searcher could be made of the forms: better nothing than a secret.
                None => return Some("‹hidden›".to_owned()),
                Some(searcher) if searcher.is_match(text) => {
                    let masks: Vec<&str> = self.forms.values().map(String::as_str).collect();
                    Some(searcher.replace_all(text, &masks))
                }
                Some(_) => None,
            }
        };
        let tokens = without_json_web_tokens(known.as_deref().unwrap_or(text));
        tokens.or(known)
    }

    /// Returns the beginning of a longer text without secrets. What stands at its end may be the
    /// beginning of one: it is left out.
    fn beginning(&self, text: &str) -> String {
        let last = text.trim_end_matches(is_part_of_token).len();
        let end = text[last..].find("eyJ").map_or(text.len(), |at| last + at);
        let mut clean = self.text(&text[..end]);
        let longest = self.forms.keys().map(String::len).max().unwrap_or(0);
        let mut sure = clean.len().saturating_sub(longest);
        while !clean.is_char_boundary(sure) {
            sure -= 1;
        }
        clean.truncate(sure);
        clean
    }

    /// Returns a sentence without secrets, and without the halves of secrets that quoting part of a
    /// text leaves before a `…`.
    pub fn sentence(&self, text: &str) -> String {
        let text = self.text(text);
        let mut clean = String::new();
        let mut rest = text.as_str();
        while let Some(at) = rest.find('…') {
            let (before, from) = rest.split_at(at);
            let half = self.half_at_the_end(before);
            clean.push_str(half.map_or(before, |(start, _)| &before[..start]));
            clean.push_str(half.map_or("", |(_, mask)| mask));
            let (mark, after) = from.split_at('…'.len_utf8());
            clean.push_str(mark);
            rest = after;
        }
        clean + rest
    }

    /// Where the longest beginning of a secret stands at the end of a text, and its mask.
    fn half_at_the_end(&self, text: &str) -> Option<(usize, &str)> {
        let halves = self.forms.iter().filter_map(|(form, mask)| {
            let ends = form.char_indices().skip(SHORTEST).map(|(end, _)| end);
            let longest = ends.filter(|end| text.ends_with(&form[..*end])).max()?;
            Some((text.len() - longest, mask.as_str()))
        });
        halves.min_by_key(|(start, _)| *start)
    }

    /// Returns a value without secrets, in its keys and texts.
    pub fn value(&self, value: &Value) -> Value {
        let mut value = value.clone();
        self.hide_in(&mut value);
        value
    }

    fn hide_in(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some(hidden) = self.hidden(text) {
                    *text = hidden;
                }
            }
            Value::Number(number) if !self.forms.is_empty() => {
                let hidden = self.hidden(&number.to_string());
                if let Some(text) = hidden.filter(|text| text.starts_with('‹')) {
                    *value = Value::String(text);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.hide_in(item)),
            Value::Object(members) => {
                members.values_mut().for_each(|value| self.hide_in(value));
                if members.keys().any(|key| self.hidden(key).is_some()) {
                    let renamed = std::mem::take(members).into_iter();
                    *members = renamed
                        .map(|(key, value)| (self.text(&key), value))
                        .collect();
                }
            }
            Value::Number(_) | Value::Null | Value::Bool(_) => {}
        }
    }

    /// Takes the secrets out of all that a step found.
    pub fn step(&self, step: &mut StepOutcome) {
        step.reason = step.reason.as_deref().map(|text| self.text(text));
        if let Some(error) = &mut step.error {
            error.message = self.sentence(&error.message);
            error.hint = error.hint.as_deref().map(|text| self.text(text));
        }
        for note in &mut step.notes {
            *note = self.text(note);
        }
        step.store_message = step
            .store_message
            .as_deref()
            .map(|text| self.sentence(text));
        for exchange in &mut step.exchanges {
            self.exchange(exchange);
        }
        for browsed in &mut step.browsed {
            browsed.action = self.text(&browsed.action);
        }
        if let Some(promised) = &mut step.promised {
            promised
                .documented
                .iter_mut()
                .for_each(|value| self.hide_in(value));
            for check in &mut promised.checks {
                check.at = self.text(&check.at);
                check.demands = self.text(&check.demands);
                check
                    .paths
                    .iter_mut()
                    .for_each(|path| *path = self.text(path));
            }
        }
        for varied in &mut step.varied {
            varied.documented_path = self.text(&varied.documented_path);
            varied.actual_path = varied.actual_path.as_deref().map(|path| self.text(path));
        }
        for mismatch in &mut step.mismatches {
            self.mismatch(mismatch);
        }
        for drift in &mut step.drifts {
            drift
                .documented
                .iter_mut()
                .for_each(|value| self.hide_in(value));
            self.hide_in(&mut drift.store);
            drift.because = self.text(&drift.because);
        }
        for extra in &mut step.extras {
            extra.path = self.text(&extra.path);
            self.hide_in(&mut extra.value);
        }
        for capture in &mut step.captures {
            capture.path = capture.path.as_deref().map(|path| self.text(path));
            self.hide_in(&mut capture.value);
        }
    }

    fn mismatch(&self, mismatch: &mut Mismatch) {
        for path in [&mut mismatch.documented_path, &mut mismatch.actual_path] {
            *path = path.as_deref().map(|text| self.text(text));
        }
        for value in [&mut mismatch.documented, &mut mismatch.actual] {
            value.iter_mut().for_each(|value| self.hide_in(value));
        }
        mismatch.message = self.sentence(&mismatch.message);
        mismatch.location.text = self.text(&mismatch.location.text);
        for line in &mut mismatch.lines {
            let hidden = self.text(&line.text);
            // Of a line in which something is hidden, the places are other ones.
            if hidden != line.text {
                line.changed.clear();
            }
            line.text = hidden;
        }
    }

    /// Takes the secrets out of a request.
    pub fn request(&self, request: &mut RequestOutcome) {
        request.url = self.text(&request.url);
        request.body = request.body.as_deref().map(|text| self.body(text));
        self.headers(&mut request.headers);
    }

    fn exchange(&self, exchange: &mut ExchangeOutcome) {
        self.request(&mut exchange.request);
        if let Some(response) = &mut exchange.response {
            response.body = if response.body_shortened {
                self.beginning(&response.body)
            } else {
                self.body(&response.body)
            };
            self.headers(&mut response.headers);
        }
    }

    /// Returns a whole body without secrets, also where JSON spells one with escapes that nobody
    /// needs (`\\u0032` for `2`): a reader of the JSON would find it again.
    fn body(&self, text: &str) -> String {
        let clean = self.text(text);
        if !clean.contains('\\') {
            return clean;
        }
        let Ok(value) = serde_json::from_str::<Value>(&clean) else {
            return clean;
        };
        let hidden = self.value(&value);
        if hidden == value {
            clean
        } else {
            hidden.to_string()
        }
    }

    fn headers(&self, headers: &mut [(String, String)]) {
        for (name, value) in headers {
            *value = self.text(value);
            let name = name.to_ascii_lowercase();
            let is_secret = SECRET_HEADERS.contains(&name.as_str())
                || is_secret_name(&name)
                || self.headers.contains(&name);
            if is_secret {
                *value = masked_header(&name, value);
            }
        }
    }
}

/// A header that is secret by its name, with its scheme and known names left readable.
fn masked_header(name: &str, value: &str) -> String {
    for scheme in ["Bearer ", "Basic "] {
        let known = value.strip_prefix(scheme);
        if known.is_some_and(|rest| rest.starts_with('‹') && rest.ends_with('›')) {
            return value.to_owned();
        }
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

/// Every form in which a value may stand in a text: in a URL, in a form, in HTML, in base64, and
/// each of them escaped as JSON, also as PHP does it, and twice.
fn forms(value: &str) -> Vec<String> {
    let mut all = plain_forms(value);
    for _ in 0..2 {
        for form in all.clone() {
            let json = json_escaped(&form);
            let slashed = json.replace('/', "\\/");
            all.extend([ascii_escaped(&slashed), ascii_escaped(&json), slashed, json]);
        }
        all.sort();
        all.dedup();
    }
    all
}

fn plain_forms(value: &str) -> Vec<String> {
    let percent = utf8_percent_encode(value, NON_ALPHANUMERIC).to_string();
    let unreserved = utf8_percent_encode(value, UNRESERVED).to_string();
    let script = utf8_percent_encode(value, SCRIPT).to_string();
    let looser = [PATH, QUERY, SPECIAL_QUERY, SLASHES]
        .map(|set| utf8_percent_encode(value, set).to_string());
    let html = html_escaped(value);
    let mut all = vec![
        value.to_owned(),
        lower_hexadecimal(&percent),
        lower_hexadecimal(&unreserved),
        lower_hexadecimal(&script),
        unreserved.replace("%20", "+"),
        percent.replace("%20", "+"),
        url::form_urlencoded::byte_serialize(value.as_bytes()).collect(),
        percent,
        unreserved,
        script,
        html.replace('\'', "&#039;"),
        html.replace('\'', "&#39;"),
        html.replace('\'', "&#x27;"),
        html.replace('\'', "&apos;"),
        html,
    ];
    for form in looser {
        all.extend([lower_hexadecimal(&form), form.replace("%20", "+"), form]);
    }
    for engine in [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD] {
        all.push(engine.encode(value));
    }
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
}

fn is_part_of_token(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.')
}

/// Takes out whatever looks like a signed JSON Web Token (RFC 7519), should nobody have named it;
/// none where nothing does.
fn without_json_web_tokens(text: &str) -> Option<String> {
    text.contains("eyJ").then(|| masked_json_web_tokens(text))
}

fn masked_json_web_tokens(text: &str) -> String {
    let mut clean = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("eyJ") {
        let (before, from) = rest.split_at(at);
        clean.push_str(before);
        let token = &from[..from.find(|c| !is_part_of_token(c)).unwrap_or(from.len())];
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
    fn a_secret_that_json_spells_with_escapes_is_hidden_too() {
        let mut redactor = Redactor::new();
        redactor.hide("password", "hunter22");
        let body = r#"{"name": "hunter\u00322", "h\u0075nter22": 1}"#;
        let hidden = redactor.body(body);
        assert_eq!(hidden, r#"{"name":"‹password›","‹password›":1}"#);
        let plain = r#"{"a": "\u0032 \n", "b":  1.0}"#;
        assert_eq!(redactor.body(plain), plain);
    }

    #[test]
    fn what_passes_is_hidden_until_it_is_forgotten() {
        let mut redactor = Redactor::new();
        redactor.hide("password", "hunter2");
        redactor.hide_for_now("signature", "a+b/c=");
        redactor.hide_for_now("other", "hunter2");
        let text = "a+b/c= a%2Bb%2Fc%3D hunter2";
        assert_eq!(redactor.text(text), "‹signature› ‹signature› ‹password›");
        redactor.forget_passing();
        assert_eq!(redactor.text(text), "a+b/c= a%2Bb%2Fc%3D ‹password›");
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
    fn a_secret_is_hidden_where_a_store_escapes_it_again() {
        let secret = "a/b\\'ü\"?>";
        let json = json!([secret]).to_string();
        check(secret, &json!(json).to_string(), r#""[\"‹password›\"]""#);
        let php = r#"a\/b\\'\u00fc\"?>"#;
        check(secret, php, "‹password›");
        check(secret, &json!(php).to_string(), "\"‹password›\"");
        check("ab?>cd~~", "YWI_PmNkfn4", "‹password›");
        check(
            "it's me",
            "it%27s%20me it's%20me it&#39;s me",
            "‹password› ‹password› ‹password›",
        );
    }

    #[test]
    fn half_a_secret_before_an_ellipsis_is_hidden() {
        let mut redactor = Redactor::new();
        redactor.hide("password", "hunter22");
        for (text, expected) in [
            ("it is hunter2…", "it is ‹password›…"),
            ("it is hun…", "it is hun…"),
            ("hunte… and hunter22 …", "‹password›… and ‹password› …"),
            ("no secret…", "no secret…"),
        ] {
            assert_eq!(redactor.sentence(text), expected);
        }
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
        redactor.hide_named(&json!({"otp": 887_766, "token_lifetime": 3600}));
        assert_eq!(
            redactor.value(&json!([887_766, 3600])),
            json!(["‹otp›", 3600])
        );
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

    #[test]
    fn the_beginning_of_a_long_text_ends_before_half_a_secret() {
        let mut redactor = Redactor::new();
        redactor.hide("password", "hunter2-hunter2");
        let text = "see hunter2-hunter2, then much more, and at last hunter2-hun";
        for end in 0..text.len() {
            let clean = redactor.beginning(&text[..end]);
            assert!(!clean.contains("hunter"), "{end}: {clean}");
        }
        assert!(redactor.beginning(text).starts_with("see ‹password›, then"));
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.SflKxwRJSMeKKF2QT4fwpM";
        for end in 0..token.len() {
            let clean = redactor.beginning(&format!("before it {}", &token[..end]));
            assert!(!clean.contains("eyJ"), "{end}: {clean}");
        }
    }

    #[test]
    fn a_new_secret_is_hidden_after_texts_were_written() {
        let mut redactor = Redactor::new();
        redactor.hide("password", "correct horse");
        assert_eq!(redactor.text("correct horse"), "‹password›");
        redactor.rename("phrase", "correct horse");
        redactor.hide("token", "abcdefgh");
        assert_eq!(redactor.text("correct horse abcdefgh"), "‹phrase› ‹token›");
        redactor.rename("again", "a");
        assert_eq!(redactor.text("correct horse abcdefgh"), "‹phrase› ‹token›");
    }

    #[test]
    fn an_address_leaves_some_characters_of_a_secret_as_they_are() {
        let mut redactor = Redactor::new();
        redactor.hide("password", "P\u{e4}=12345/x +'y");
        for text in [
            "/a/P%C3%A4=12345/x%20+'y/b",
            "?a=P%C3%A4=12345/x%20+%27y",
            "P%c3%a4%3d12345/x%20%2b%27y",
        ] {
            let shown = redactor.text(text);
            assert!(shown.contains("‹password›"), "{text}: {shown}");
        }
    }

    #[test]
    fn more_secrets_than_can_be_told_apart_hide_everything() {
        let mut redactor = Redactor::new();
        let many = (0..20_000).map(|at| serde_json::json!({"token": format!("t/\"{at:06}")}));
        redactor.hide_named(&Value::Array(many.collect()));
        assert!(redactor.forms.len() < MOST_FORMS + 100);
        assert_eq!(redactor.text("t/\"019999"), "‹hidden›");
        let mut other = Redactor::new();
        other.hide_all_of(&redactor);
        assert_eq!(other.text("anything"), "‹hidden›");
    }
}
