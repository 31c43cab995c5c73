//! Secrets taken out of everything that leaves the runner, in every form in which they may stand.
//!
//! A secret is not written in all the forms that there are; a text is brought to its plainest form
//! instead, layer by layer, and the secret is looked for in each.

use std::collections::BTreeSet;
use std::ops::Range;

use serde_json::Value;

use crate::mask::heads::{self, HEAD, Heads};
use crate::mask::layers::{self, Layer};
use crate::mask::names::{is_label, is_secret_word, label_of};
use crate::mask::web_token;

/// Shorter values would hide half of every text; no real password or token is that short.
const SHORTEST: usize = 4;
/// A store that calls more a secret than this, in bytes, wants the memory of whoever asks it: then
/// everything is one.
const MOST: usize = 1024 * 1024;
/// How many layers of escapes are undone, and how many of base64 among them.
const LAYERS: usize = 4;
const BASE64_LAYERS: usize = 2;
/// How much of a text that was cut is left out at its end, where part of a secret may stand, in bytes.
const UNSURE: usize = 1024;
/// What stands where a text was cut.
const CUT: &str = "…";
/// The headers whose values are always secret.
const SECRET_HEADERS: [&str; 4] = [
    "authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
];
/// What says of a secret what it is like, or that there is none: hidden, these words would be missing
/// everywhere.
const WORDS: [&str; 10] = [
    "basic",
    "bearer",
    "digest",
    "false",
    "none",
    "null",
    "oauth",
    "password",
    "true",
    "undefined",
];

/// What is known of a secret beside how it begins.
#[derive(Clone)]
struct Secret {
    label: String,
    /// How long it is, in bytes.
    length: usize,
    /// Whether it is a single word, which ends where a blank or a quote stands.
    is_word: bool,
}

/// Knows the secrets of a session and writes `‹label›` in their place.
#[derive(Clone)]
pub struct Redactor {
    secrets: Vec<Secret>,
    heads: Heads,
    /// Those that are hidden for now.
    passing: Heads,
    /// How many secrets there were when the last one came that stays.
    kept: usize,
    /// The headers (in lower case) that a user added: their values are hidden, however short.
    headers: BTreeSet<String>,
    /// Whether what is hidden is forgotten again.
    is_for_now: bool,
    /// The shortest secret, in bytes.
    shortest: usize,
    /// Whether there were more secrets than can be told apart: then everything is one.
    is_full: bool,
}

impl Default for Redactor {
    fn default() -> Self {
        Self::new()
    }
}

/// Where a text was cut, so that half a secret may stand there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    Nowhere,
    /// Before each `…`.
    AtMarks,
    AtEnd,
}

/// Part of a text that is to be hidden, and the number of its secret.
type Hit = (Range<usize>, Option<usize>);

impl Redactor {
    /// Starts without any secret.
    pub fn new() -> Self {
        Self {
            secrets: Vec::new(),
            heads: Heads::new(),
            passing: Heads::new(),
            kept: 0,
            headers: BTreeSet::new(),
            is_for_now: false,
            shortest: usize::MAX,
            is_full: false,
        }
    }

    /// Hides a value from now on. The first label that a value gets stays, but one that says only what
    /// sort of secret it is gives way to the name of a variable.
    pub fn hide(&mut self, label: &str, value: &str) {
        if self.is_for_now {
            return self.hide_for_now(label, value);
        }
        if is_plain_word(value) {
            return;
        }
        if let Some(number) = self.heads.get(value.as_bytes()) {
            let known = &mut self.secrets[number];
            known.length = known.length.max(value.len());
            if is_label(&known.label) {
                label.clone_into(&mut known.label);
            }
            return;
        }
        if self.heads.size() > MOST {
            self.is_full = true;
            return;
        }
        let number = self.secret(label, value);
        self.kept = self.secrets.len();
        for form in forms(value) {
            self.shortest = self.shortest.min(form.len());
            self.heads.add(&form, number);
        }
    }

    fn secret(&mut self, label: &str, value: &str) -> usize {
        self.secrets.push(Secret {
            label: label.to_owned(),
            length: value.len(),
            is_word: !value.bytes().any(ends_a_word),
        });
        self.secrets.len() - 1
    }

    /// Hides all that another one hides.
    pub fn hide_all_of(&mut self, other: &Self) {
        for (head, number) in other.heads.iter() {
            if self.heads.get(head).is_none() {
                self.heads.add(head, self.secrets.len());
                self.secrets.push(other.secrets[number].clone());
            }
        }
        self.kept = self.secrets.len();
        self.shortest = self.shortest.min(other.shortest);
        self.headers.extend(other.headers.iter().cloned());
        self.is_full |= other.is_full;
    }

    /// Hides a value until [`Redactor::forget_passing`]: what is new in every request would fill
    /// the memory.
    pub fn hide_for_now(&mut self, label: &str, value: &str) {
        if is_plain_word(value) {
            return;
        }
        if let Some(number) = self.heads.get(value.as_bytes()) {
            let known = &mut self.secrets[number];
            known.length = known.length.max(value.len());
            return;
        }
        let number = self.secret(label, value);
        for form in forms(value) {
            self.shortest = self.shortest.min(form.len());
            self.passing.add(&form, number);
        }
    }

    /// Hides what is learnt by this until [`Redactor::forget_passing`]: of a request that is looked at
    /// and not sent, nothing is kept.
    pub fn learn_for_now(&mut self, learn: impl FnOnce(&mut Self)) {
        self.is_for_now = true;
        learn(self);
        self.is_for_now = false;
    }

    /// Forgets what was hidden for now.
    pub fn forget_passing(&mut self) {
        if !self.passing.is_empty() {
            self.passing = Heads::new();
            self.secrets.truncate(self.kept);
        }
    }

    /// Hides the value of a header, wherever it stands.
    pub fn hide_header(&mut self, name: &str, value: &str) {
        let name = name.to_ascii_lowercase();
        self.hide(&name, value);
        self.headers.insert(name);
    }

    /// Hides a value, under this label even where it has one already.
    pub fn rename(&mut self, label: &str, value: &str) {
        match self.heads.get(value.as_bytes()) {
            Some(number) => label.clone_into(&mut self.secrets[number].label),
            None => self.hide(label, value),
        }
    }

    /// Hides every text and number in a value.
    pub fn hide_value(&mut self, label: &str, value: &Value) {
        match value {
            Value::String(text) => self.hide(label, text),
            Value::Number(number) => self.hide(label, &number.to_string()),
            Value::Array(items) => items.iter().for_each(|item| self.hide_value(label, item)),
            Value::Object(members) => members
                .values()
                .for_each(|value| self.hide_value(label, value)),
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// Hides what a JSON body calls a secret, and all that stands below it.
    pub fn hide_named(&mut self, value: &Value) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    match label_of(name) {
                        Some(_) if value.is_number() && !is_secret_word(name) => {}
                        Some(label) => self.hide_value(label, value),
                        None => self.hide_named(value),
                    }
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
        self.masked(text, Cut::Nowhere, text.len())
    }

    /// Returns the beginning of a longer text without secrets. What stands at its end may be the
    /// beginning of one: it is left out.
    pub fn beginning(&self, text: &str) -> String {
        let mut sure = text.len().saturating_sub(UNSURE.min(text.len() / 2));
        while !text.is_char_boundary(sure) {
            sure -= 1;
        }
        self.masked(text, Cut::AtEnd, sure)
            .unwrap_or_else(|| text[..sure].to_owned())
    }

    /// Returns the first characters of a text without secrets: it is hidden first, and cut then.
    pub fn excerpt(&self, text: &str, most: usize) -> String {
        let clean = self.text(text);
        match clean.char_indices().nth(most) {
            Some((at, _)) => format!("{}{CUT}", &clean[..at]),
            None => clean,
        }
    }

    /// Returns a sentence without secrets, and without the halves of secrets that quoting part of a
    /// text leaves before a `…`.
    pub fn sentence(&self, text: &str) -> String {
        let masked = self.masked(text, Cut::AtMarks, text.len());
        masked.unwrap_or_else(|| text.to_owned())
    }

    /// Returns a text without its secrets, up to this place, or to the end of one that begins before;
    /// none where it has none.
    fn masked(&self, text: &str, cut: Cut, end: usize) -> Option<String> {
        if self.is_full {
            return Some("‹hidden›".to_owned());
        }
        let tokens = web_token::places(text, cut == Cut::AtEnd);
        let mut hits: Vec<Hit> = tokens.into_iter().map(|place| (place, None)).collect();
        if !(self.heads.is_empty() && self.passing.is_empty()) {
            self.find(
                text.as_bytes(),
                (LAYERS, BASE64_LAYERS),
                cut,
                &mut |place, number| {
                    hits.push((place, Some(number)));
                },
            );
        }
        if hits.is_empty() && end == text.len() {
            return None;
        }
        Some(self.replaced(text, hits, end))
    }

    fn replaced(&self, text: &str, mut hits: Vec<Hit>, end: usize) -> String {
        // A named secret goes before a nameless token, and a longer one before its parts.
        hits.sort_by_key(|(place, number)| (place.start, number.is_none(), usize::MAX - place.end));
        let mut clean = String::new();
        let mut at = 0;
        for (place, number) in hits {
            if place.start >= end {
                break;
            }
            if place.start >= at {
                clean.push_str(&text[at..floor(text, place.start).max(at)]);
                let label = number.map_or("token", |number| self.secrets[number].label.as_str());
                clean.push('‹');
                clean.push_str(label);
                clean.push('›');
            }
            at = at.max(ceiling(text, place.end));
        }
        if at < end {
            clean.push_str(&text[at..end]);
        }
        clean
    }

    /// Finds the secrets in a text and in all that it holds in another form.
    fn find(
        &self,
        text: &[u8],
        (layers, base64_layers): (usize, usize),
        cut: Cut,
        found: &mut dyn FnMut(Range<usize>, usize),
    ) {
        if self.find_plain(text, cut, found) {
            return;
        }
        let mut within = |layer: &Layer<'_>, left: (usize, usize), cut: Cut| {
            self.find(&layer.bytes, left, cut, &mut |place, number| {
                found(layer.origin(place), number);
            });
        };
        if layers > 0
            && let Some(layer) = layers::unescaped(text)
        {
            within(&layer, (layers - 1, base64_layers), cut);
        }
        if base64_layers > 0 {
            // What is no base64, such as the mark of a cut, ends it.
            let (cut, shortest) = match cut {
                Cut::Nowhere => (cut, self.shortest),
                Cut::AtMarks | Cut::AtEnd => (Cut::AtEnd, SHORTEST),
            };
            layers::base64(text, shortest, &mut |layer| {
                within(layer, (layers, base64_layers - 1), cut);
            });
        }
    }

    /// Finds the secrets that stand in a text as it is; returns whether it holds nothing else.
    fn find_plain(
        &self,
        text: &[u8],
        cut: Cut,
        found: &mut dyn FnMut(Range<usize>, usize),
    ) -> bool {
        let plain = heads::plain(text);
        let (mut at, mut seen) = (0, 0);
        while at < text.len() {
            let rest = &plain[at..];
            if !(self.heads.may_begin(rest) || self.passing.may_begin(rest)) {
                at += 1;
                continue;
            }
            let hit = self.heads.longest(rest).max(self.passing.longest(rest));
            let Some((length, number)) = hit else {
                at += 1;
                continue;
            };
            let end = at + self.whole(rest, length, number);
            found(at..end, number);
            seen += end - at;
            at = end;
        }
        self.find_halves(&plain, cut, found);
        seen == text.len()
    }

    /// Returns how much of a text belongs to a secret that begins there, of which so much was found.
    fn whole(&self, text: &[u8], length: usize, number: usize) -> usize {
        let secret = &self.secrets[number];
        if length < HEAD || secret.length <= HEAD {
            return length;
        }
        let whole = secret.length.min(text.len());
        let rest = text[length..whole].iter();
        let end = rest
            .copied()
            .position(|byte| secret.is_word && ends_a_word(byte));
        end.map_or(whole, |end| length + end)
    }

    /// Finds the beginnings of secrets where a text was cut.
    fn find_halves(&self, text: &[u8], cut: Cut, found: &mut dyn FnMut(Range<usize>, usize)) {
        let mark = CUT.as_bytes();
        let ends: Vec<usize> = match cut {
            Cut::Nowhere => return,
            Cut::AtEnd => vec![text.len()],
            Cut::AtMarks => {
                let parts = text.windows(mark.len()).enumerate();
                let marks = parts.filter(|(_, part)| *part == mark);
                marks.map(|(at, _)| at).collect()
            }
        };
        for end in ends {
            let starts = end.saturating_sub(HEAD)..end.saturating_sub(SHORTEST);
            let half = starts.into_iter().find_map(|start| {
                let part = &text[start..end];
                let number = self
                    .heads
                    .begun(part)
                    .or_else(|| self.passing.begun(part))?;
                Some((start..end, number))
            });
            if let Some((place, number)) = half {
                found(place, number);
            }
        }
    }

    /// Returns a value without secrets, in its keys and texts.
    pub fn value(&self, value: &Value) -> Value {
        let mut value = value.clone();
        self.hide_in(&mut value);
        value
    }

    /// Takes the secrets out of a value, out of its keys and texts.
    pub fn hide_in(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some(hidden) = self.hidden(text) {
                    *text = hidden;
                }
            }
            Value::Number(number) if !self.heads.is_empty() || !self.passing.is_empty() => {
                if let Some(text) = self.hidden(&number.to_string()) {
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

    /// Returns a whole body without secrets. What was JSON still is, also where a number is hidden.
    pub fn body(&self, text: &str) -> String {
        let Some(clean) = self.hidden(text) else {
            return text.to_owned();
        };
        let is_json = |text: &str| serde_json::from_str::<Value>(text);
        if is_json(&clean).is_ok() {
            return clean;
        }
        is_json(text).map_or(clean, |value| self.value(&value).to_string())
    }

    /// Takes the secrets out of headers.
    pub fn headers(&self, headers: &mut [(String, String)]) {
        for (name, value) in headers {
            *value = self.text(value);
            let name = name.to_ascii_lowercase();
            if self.headers.contains(&name) || SECRET_HEADERS.contains(&name.as_str()) {
                *value = masked_header(&name, value);
            } else if let Some(label) = label_of(&name) {
                *value = format!("‹{label}›");
            }
        }
    }
}

/// Whether a value is too short to be a secret, or one of those words.
fn is_plain_word(value: &str) -> bool {
    value.chars().count() < SHORTEST || WORDS.iter().any(|word| word.eq_ignore_ascii_case(value))
}

/// Returns what is looked for of a value: itself, without blanks around it, and in its plainest form.
fn forms(value: &str) -> Vec<Vec<u8>> {
    let trimmed = value.trim();
    let plain = layers::plainest(trimmed.as_bytes(), LAYERS);
    let all = [
        value.as_bytes().to_vec(),
        trimmed.as_bytes().to_vec(),
        plain,
    ];
    let mut forms: Vec<Vec<u8>> = Vec::new();
    for mut form in all {
        form.truncate(HEAD);
        if form.len() >= SHORTEST && !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

/// Whether a byte ends a word; the one with which `…` begins does, too.
fn ends_a_word(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'<' | b'`' | 0xe2)
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceiling(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
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

#[cfg(test)]
mod tests;
