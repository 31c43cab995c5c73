//! A step as a lesson: the lines of its request with where each value comes from, the lines of its
//! response with what the page says of each value and where it goes.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;

use crate::outcome::{
    BrowsedOutcome, CaptureOutcome, Mismatch, Origin, OriginPlace, Preview, RequestOutcome,
    ResponseOutcome, StepOutcome, Subject, Ways,
};
use crate::report::terminal::{short, size, time};
use crate::report::tree;
use crate::report::visible::visible;

/// How many lines of a body are told.
const LINES: usize = 3000;

/// How long a value in a note may be, in characters.
const LONGEST: usize = 120;

/// What is to be said of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Nothing.
    Plain,
    /// It is as the page prints it.
    Exact,
    /// It differs from the page, as it may.
    Varied,
    /// The page is known to be out of date here.
    Drifted,
    /// It differs from the page, and must not.
    Wrong,
    /// The page does not print it.
    Extra,
    /// A value is filled in here.
    Filled,
}

/// A line of a request or a response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What is to be said of it.
    pub mark: Mark,
    /// The line.
    pub text: String,
    /// That, in words; empty where there is nothing to add.
    pub note: String,
    /// Whether it may be left out at first.
    pub is_minor: bool,
    /// Whether it is a part of a JSON body.
    pub is_json: bool,
}

impl Line {
    fn plain(text: String) -> Self {
        Self {
            mark: Mark::Plain,
            text,
            note: String::new(),
            is_minor: false,
            is_json: false,
        }
    }
}

/// Returns the lines of a request that was sent.
pub fn sent(sent: &RequestOutcome) -> Vec<Line> {
    let preview = Preview {
        request: sent.clone(),
        origins: Vec::new(),
    };
    request(&preview, &Ways::default())
}

/// Returns the lines of a request before it is sent.
pub fn request(preview: &Preview, ways: &Ways) -> Vec<Line> {
    let request = &preview.request;
    let filled = |text: String, place: &dyn Fn(&OriginPlace) -> bool| {
        let here = preview.origins.iter().filter(|origin| place(&origin.place));
        let notes: Vec<String> = here.map(|origin| from(origin, ways)).collect();
        let mark = if notes.is_empty() {
            Mark::Plain
        } else {
            Mark::Filled
        };
        Line {
            mark,
            note: notes.join(", "),
            ..Line::plain(text)
        }
    };
    let line = format!("{} {}", visible(&request.method), visible(&request.url));
    let mut lines = vec![filled(line, &|place| *place == OriginPlace::Url)];
    for (name, value) in &request.headers {
        let text = format!("{}: {}", visible(name), visible(value));
        lines.push(filled(
            text,
            &|place| matches!(place, OriginPlace::Header(known) if known == name),
        ));
    }
    let Some(body) = &request.body else {
        return lines;
    };
    lines.push(Line::plain(String::new()));
    if let Ok(value) = serde_json::from_str::<Value>(body) {
        for line in tree::lines(&value, (), &|_, ()| (), LINES) {
            let is_here = |place: &OriginPlace| match place {
                OriginPlace::Body(path) => line.is_leaf && Some(rooted(path)) == line.path,
                _ => false,
            };
            lines.push(Line {
                is_json: true,
                ..filled(visible(&line.text), &is_here)
            });
        }
        return lines;
    }
    let is_form = preview
        .origins
        .iter()
        .any(|origin| matches!(origin.place, OriginPlace::Field(_)));
    let parts: Vec<&str> = if is_form {
        body.split('&').collect()
    } else {
        body.lines().collect()
    };
    for (at, part) in parts.iter().enumerate() {
        let is_here = |place: &OriginPlace| match place {
            OriginPlace::Field(name) => is_field(part, name),
            OriginPlace::Text => at == 0,
            _ => false,
        };
        let sign = if is_form && at > 0 { "&" } else { "" };
        lines.push(filled(format!("{sign}{}", visible(part)), &is_here));
    }
    lines
}

/// Whether a part of a form is the field of this name.
fn is_field(part: &str, name: &str) -> bool {
    let written = part.split('=').next().unwrap_or("");
    let decoded = percent_encoding::percent_decode_str(written).decode_utf8_lossy();
    decoded == name
}

/// Returns the lines of the last response to a step; none where nothing came back.
pub fn response(step: &StepOutcome, ways: &Ways) -> Vec<Line> {
    let response = step
        .exchanges
        .last()
        .and_then(|last| last.response.as_ref());
    let Some(response) = response else {
        return step.browsed.iter().map(browsed).collect();
    };
    let mut lines = vec![status(step, response)];
    for (name, value) in &response.headers {
        let text = format!("{}: {}", visible(name), visible(value));
        lines.push(header(step, ways, name, text));
    }
    if response.body.is_empty() {
        return lines;
    }
    lines.push(Line::plain(String::new()));
    match serde_json::from_str::<Value>(&response.body) {
        Ok(value) => lines.extend(Marker::of(step, ways, &value).lines(&value)),
        Err(_) => {
            let text = response.body.lines().take(LINES);
            lines.extend(text.map(|line| Line::plain(visible(line))));
        }
    }
    if response.body_shortened {
        lines.push(Line::plain("… the rest was not kept".to_owned()));
    }
    lines
}

fn browsed(action: &BrowsedOutcome) -> Line {
    Line {
        mark: if action.held {
            Mark::Exact
        } else {
            Mark::Wrong
        },
        note: time(action.duration_ms),
        ..Line::plain(visible(&action.action))
    }
}

fn status(step: &StepOutcome, response: &ResponseOutcome) -> Line {
    let text = format!(
        "{}  {}  {}",
        response.status,
        size(response.body_size),
        time(response.duration_ms)
    );
    let is_wrong = |mismatch: &&Mismatch| mismatch.subject == Subject::Status;
    let promised = step.promised.as_ref().map(|promised| &promised.status);
    let (mark, note) = match (step.mismatches.iter().find(is_wrong), promised) {
        (Some(_), Some(promised)) => (Mark::Wrong, format!("the page promises {promised}")),
        (Some(mismatch), None) => (Mark::Wrong, mismatch.message.clone()),
        (None, Some(_)) => (Mark::Exact, String::new()),
        (None, None) => (Mark::Plain, String::new()),
    };
    Line {
        mark,
        note,
        ..Line::plain(text)
    }
}

fn header(step: &StepOutcome, ways: &Ways, name: &str, text: String) -> Line {
    let wrong = step.mismatches.iter().find(|mismatch| {
        mismatch.subject == Subject::Header
            && mismatch
                .path()
                .is_some_and(|path| path.eq_ignore_ascii_case(name))
    });
    let from = format!("header {name}");
    let captured = step
        .captures
        .iter()
        .filter(|capture| capture.from.eq_ignore_ascii_case(&from));
    let note: Vec<String> = (wrong.map(|mismatch| mismatch.message.clone()).into_iter())
        .chain(captured.map(|capture| to(capture, ways)))
        .collect();
    Line {
        mark: if wrong.is_some() {
            Mark::Wrong
        } else {
            Mark::Plain
        },
        is_minor: note.is_empty() && name != "content-type" && name != "location",
        note: note.join(" · "),
        ..Line::plain(text)
    }
}

/// Returns what else is to be said of a step: what does not stand at a line of its response.
pub fn remarks(step: &StepOutcome, ways: &Ways) -> Vec<(Mark, String)> {
    let mut remarks = Vec::new();
    if let Some(error) = &step.error {
        remarks.push((Mark::Wrong, error.message.clone()));
        remarks.extend(error.hint.iter().map(|hint| (Mark::Plain, hint.clone())));
    }
    if let Some(message) = &step.store_message {
        remarks.push((Mark::Wrong, format!("the store says: {message}")));
    }
    let elsewhere = |mismatch: &&Mismatch| {
        !matches!(mismatch.subject, Subject::Status | Subject::Header)
            && (mismatch.subject != Subject::Body || mismatch.actual_path.is_none())
    };
    for mismatch in step.mismatches.iter().filter(elsewhere) {
        let place = mismatch
            .path()
            .map_or(String::new(), |path| format!("{}: ", short(path)));
        remarks.push((Mark::Wrong, format!("{place}{}", mismatch.message)));
    }
    for hint in &step.hints {
        remarks.push((Mark::Plain, format!("{}: {}", hint.means, hint.advice)));
    }
    for drift in &step.drifts {
        let store = match &drift.store {
            Value::String(words) => words.trim_end().to_owned(),
            value => cut(value),
        };
        let because = drift.because.trim_end();
        let known = if drift.page_was_right {
            "the page is right after all; known was"
        } else {
            "the page is out of date:"
        };
        let place = match drift.at.as_str() {
            "words" => String::new(),
            at => format!("{}: ", short(at)),
        };
        remarks.push((
            Mark::Drifted,
            format!("{place}{known} {store}; because {because}"),
        ));
    }
    for capture in &step.captures {
        let CaptureOutcome { name, from, value } = capture;
        let value = cut(value);
        let way = used_in(name, ways);
        remarks.push((Mark::Filled, format!("{name} = {value} from {from}{way}")));
    }
    for note in &step.notes {
        remarks.push((Mark::Plain, note.clone()));
    }
    remarks
        .iter_mut()
        .for_each(|(_, text)| *text = visible(text));
    remarks
}

/// Says how a step ended, in a line.
pub fn verdict(step: &StepOutcome) -> String {
    let counts = step.counts;
    let reason = step.reason.as_deref();
    let word = step.verdict.word();
    if let Some(reason) = reason {
        return format!("{word}: {}", visible(reason));
    }
    let varied = if counts.varied == 1 {
        "varied as it may"
    } else {
        "varied as they may"
    };
    let parts = [
        (counts.exact, "exactly as printed"),
        (counts.varied, varied),
        (counts.drifted, "where the page is out of date"),
        (counts.checked, "checked"),
        (step.mismatches.len(), "not as promised"),
    ];
    let told: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{count} {words}"))
        .collect();
    if told.is_empty() {
        word.to_owned()
    } else {
        format!("{word}: {}", told.join(", "))
    }
}

/// Says where a value comes from.
fn from(origin: &Origin, ways: &Ways) -> String {
    let step = origin.captured_in.as_ref().map(|step| {
        let number = ways.numbers.get(step);
        number.map_or_else(|| step.clone(), |number| format!("step {number}"))
    });
    match step {
        Some(step) => format!("← {} of {step}", origin.name),
        None => format!("← {}", origin.name),
    }
}

/// Says where a captured value goes.
fn to(capture: &CaptureOutcome, ways: &Ways) -> String {
    let name = &capture.name;
    format!("→ {name}{}", used_in(name, ways))
}

fn used_in(name: &str, ways: &Ways) -> String {
    let steps = ways.uses.get(name).map_or(&[][..], Vec::as_slice);
    match steps {
        [] => String::new(),
        [one] => format!(", used in step {one}"),
        many => {
            let shown: Vec<String> = many.iter().take(6).map(ToString::to_string).collect();
            let more = match many.len().saturating_sub(6) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!(", used in steps {}{more}", shown.join(", "))
        }
    }
}

/// Knows what is to be said of each value of a response.
struct Marker<'a> {
    marks: HashMap<String, (Mark, String)>,
    captured: HashMap<String, String>,
    documented: HashMap<String, &'a Value>,
}

impl<'a> Marker<'a> {
    fn of(step: &'a StepOutcome, ways: &Ways, body: &Value) -> Self {
        let promised = step.promised.as_ref();
        let documented = promised.and_then(|promised| promised.documented.as_ref());
        let mut leaves = HashMap::new();
        if let Some(documented) = documented {
            collect("", documented, &mut leaves);
        }
        let mut actual = HashMap::new();
        collect("", body, &mut actual);
        let mut marks = HashMap::new();
        for drift in &step.drifts {
            let place = rooted(&drift.at);
            // Of an array that was aligned otherwise, the place is another one.
            if actual
                .get(&place)
                .is_some_and(|value| **value == drift.store)
            {
                let page = drift.documented.as_ref().map(cut);
                let note = page.map_or(String::new(), |page| {
                    format!("known: the page prints {page}")
                });
                marks.insert(place, (Mark::Drifted, note));
            }
        }
        for extra in &step.extras {
            let note = "not on the page".to_owned();
            marks.insert(rooted(&extra.path), (Mark::Extra, note));
        }
        for varied in &step.varied {
            let Some(path) = &varied.actual_path else {
                continue;
            };
            let page = leaves.get(&rooted(&varied.documented_path));
            let note = page.map_or(String::new(), |page| {
                format!("may differ: the page prints {}", cut(page))
            });
            marks.insert(rooted(path), (Mark::Varied, note));
        }
        for mismatch in &step.mismatches {
            let of_body = mismatch.subject == Subject::Body;
            if let Some(path) = mismatch.actual_path.as_ref().filter(|_| of_body) {
                let note = match &mismatch.documented {
                    Some(page) => format!("must not differ: the page prints {}", cut(page)),
                    None => mismatch.message.clone(),
                };
                marks.insert(rooted(path), (Mark::Wrong, note));
            }
        }
        let captured = step.captures.iter();
        Self {
            marks,
            captured: captured
                .map(|capture| (rooted(&capture.from), to(capture, ways)))
                .collect(),
            documented: leaves,
        }
    }

    fn lines(&self, body: &Value) -> Vec<Line> {
        let mut actual = HashMap::new();
        collect("", body, &mut actual);
        let mark = |path: &str, above: Mark| self.marks.get(path).map_or(above, |(mark, _)| *mark);
        let lines = tree::lines(body, Mark::Plain, &mark, LINES).into_iter();
        lines
            .map(|line| {
                let place = line.path.as_ref();
                let own = place.and_then(|place| self.marks.get(place));
                let captured = place.and_then(|place| self.captured.get(place));
                let note = own.map(|(_, note)| note).into_iter().chain(captured);
                let note: Vec<&str> = note
                    .map(String::as_str)
                    .filter(|note| !note.is_empty())
                    .collect();
                let page = place.and_then(|place| self.documented.get(place));
                let store = place.and_then(|place| actual.get(place)).copied();
                let is_exact = line.is_leaf
                    && line.mark == Mark::Plain
                    && page.is_some_and(|page| is_same(page, store));
                Line {
                    mark: if is_exact { Mark::Exact } else { line.mark },
                    text: visible(&line.text),
                    note: visible(&note.join(" · ")),
                    is_minor: false,
                    is_json: true,
                }
            })
            .collect()
    }
}

/// Collects the values without members or elements, by their places.
fn collect<'v>(path: &str, value: &'v Value, leaves: &mut HashMap<String, &'v Value>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, child) in members {
                let dot = if path.is_empty() || name.starts_with('[') {
                    ""
                } else {
                    "."
                };
                collect(&format!("{path}{dot}{}", visible(name)), child, leaves);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (at, child) in items.iter().enumerate() {
                collect(&format!("{path}[{at}]"), child, leaves);
            }
        }
        _ => {
            leaves.insert(path.to_owned(), value);
        }
    }
}

/// Whether two values are one, numbers as numbers.
fn is_same(page: &Value, store: Option<&Value>) -> bool {
    match (page, store) {
        (Value::Number(page), Some(Value::Number(store))) => page.as_f64() == store.as_f64(),
        (page, store) => Some(page) == store,
    }
}

/// The place of a path as lines have it.
fn rooted(path: &str) -> String {
    if path == "$" {
        String::new()
    } else {
        short(path)
    }
}

fn cut(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
