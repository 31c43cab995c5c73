//! A step as a lesson: the lines of its request with where each value comes from, the lines of its
//! response with what the page says of each value and where it goes.

mod line;
mod marked;
mod note;

use serde_json::Value;

use crate::outcome::path::Child;
use crate::outcome::path_tree::{PathTree, ROOT};
use crate::outcome::{
    BrowsedOutcome, CaptureOutcome, CheckOutcome, Mismatch, Origin, OriginPlace, Preview,
    RequestOutcome, ResponseOutcome, StepOutcome, Subject, ValueFlow,
};
use crate::report::lesson::line::fold;
pub use crate::report::lesson::line::{Line, Mark};
use crate::report::lesson::marked::marked;
use crate::report::lesson::note::{MOST_LINES, cut, to, used_in};
use crate::report::terminal::{short, size, time};
use crate::report::tree;
use crate::visible::visible;

/// Returns the lines of a request that was sent; `origins` says where the values in it came from.
pub fn sent(sent: &RequestOutcome, origins: &[Origin], value_flow: &ValueFlow) -> Vec<Line> {
    let preview = Preview {
        request: sent.clone(),
        origins: origins.to_vec(),
    };
    request(&preview, value_flow)
}

/// Returns the lines of a request before it is sent.
pub fn request(preview: &Preview, value_flow: &ValueFlow) -> Vec<Line> {
    let request = &preview.request;
    let filled = |text: String, is_here: &dyn Fn(&OriginPlace) -> bool| {
        let origins = preview.origins.iter();
        let here: Vec<&Origin> = origins.filter(|origin| is_here(&origin.place)).collect();
        filled(text, &here, value_flow)
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
    if let Some(body) = &request.body {
        lines.push(Line::plain(String::new()));
        let is_field = |origin: &Origin| matches!(origin.place, OriginPlace::Field(_));
        let of_body = match serde_json::from_str(body) {
            Ok(value) => json(&value, &preview.origins, value_flow),
            Err(_) if preview.origins.iter().any(is_field) => form(body, &filled),
            Err(_) => text(body, &filled),
        };
        lines.extend(fold(of_body));
    }
    lines
}

/// Makes a line of its text and of where the values in it come from.
fn filled(text: String, origins: &[&Origin], value_flow: &ValueFlow) -> Line {
    let notes: Vec<String> = origins
        .iter()
        .map(|origin| from(origin, value_flow))
        .collect();
    Line {
        matters: !notes.is_empty(),
        mark: if notes.is_empty() {
            Mark::Plain
        } else {
            Mark::Filled
        },
        note: notes.join(", "),
        ..Line::plain(text)
    }
}

/// Makes a line of its text, and of what says whether a place is in it.
type Filled<'f> = dyn Fn(String, &dyn Fn(&OriginPlace) -> bool) -> Line + 'f;

fn json(value: &Value, origins: &[Origin], value_flow: &ValueFlow) -> Vec<Line> {
    let mut places = PathTree::<Vec<&Origin>>::default();
    for origin in origins {
        if let OriginPlace::Body(path) = &origin.place {
            places.at_mut(path).push(origin);
        }
    }
    let child = |node: Option<usize>, child: Child<'_>| places.child(node?, child);
    let lines = tree::lines(value, Some(ROOT), &child, MOST_LINES).into_iter();
    let line = |line: tree::Line<'_, Option<usize>>| {
        let node = line.place.filter(|_| line.is_leaf());
        let here = node.map_or(&[][..], |node| places.known(node));
        Line {
            is_json: true,
            ..filled(visible(&line.text), here, value_flow)
        }
    };
    lines.map(line).collect()
}

fn form(body: &str, filled: &Filled<'_>) -> Vec<Line> {
    let line = |(at, field): (usize, &str)| {
        let sign = if at > 0 { "&" } else { "" };
        filled(
            format!("{sign}{}", visible(field)),
            &|place| matches!(place, OriginPlace::Field(name) if is_field(field, name)),
        )
    };
    body.split('&').enumerate().map(line).collect()
}

fn text(body: &str, filled: &Filled<'_>) -> Vec<Line> {
    let line = |(at, line): (usize, &str)| {
        filled(visible(line), &|place| {
            *place == OriginPlace::Text && at == 0
        })
    };
    body.lines().enumerate().map(line).collect()
}

/// Whether a part of a form is the field of this name.
fn is_field(part: &str, name: &str) -> bool {
    let written = part.split('=').next().unwrap_or("");
    let decoded = percent_encoding::percent_decode_str(written).decode_utf8_lossy();
    decoded == name
}

/// Returns the lines of the last response to a step; none where nothing came back.
pub fn response(step: &StepOutcome, value_flow: &ValueFlow) -> Vec<Line> {
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
        lines.push(header(step, value_flow, name, text));
    }
    if response.body.is_empty() {
        return lines;
    }
    lines.push(Line::plain(String::new()));
    match serde_json::from_str::<Value>(&response.body) {
        Ok(value) => lines.extend(fold(marked(step, value_flow, &value))),
        Err(_) => {
            let text = response.body.lines().take(MOST_LINES);
            let text = text.map(|line| Line::plain(visible(line)));
            lines.extend(fold(text.collect()));
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

fn header(step: &StepOutcome, value_flow: &ValueFlow, name: &str, text: String) -> Line {
    let wrong = step.mismatches.iter().find(|mismatch| {
        mismatch.subject == Subject::Header
            && mismatch
                .path()
                .is_some_and(|path| path.eq_ignore_ascii_case(name))
    });
    let captures = step.captures.iter();
    let captured = captures.filter(|capture| {
        let header = capture.header.as_deref();
        header.is_some_and(|header| header.eq_ignore_ascii_case(name))
    });
    let note: Vec<String> = (wrong.map(|mismatch| mismatch.message.clone()).into_iter())
        .chain(captured.map(|capture| to(capture, value_flow)))
        .collect();
    Line {
        mark: if wrong.is_some() {
            Mark::Wrong
        } else {
            Mark::Plain
        },
        is_folded: note.is_empty() && name != "content-type" && name != "location",
        note: note.join(" · "),
        ..Line::plain(text)
    }
}

/// Returns what else is to be said of a step: what does not stand at a line of its response.
pub fn remarks(step: &StepOutcome, value_flow: &ValueFlow) -> Vec<(Mark, String)> {
    let mut remarks = failure(step);
    remarks.extend(elsewhere(step));
    remarks.extend(knowledge(step, value_flow));
    seen(remarks)
}

/// Returns the same without what differs, for what shows that beside.
pub fn remarks_beside_mismatches(
    step: &StepOutcome,
    value_flow: &ValueFlow,
) -> Vec<(Mark, String)> {
    let mut remarks = failure(step);
    remarks.extend(knowledge(step, value_flow));
    seen(remarks)
}

/// Makes remarks harmless.
fn seen(mut remarks: Vec<(Mark, String)>) -> Vec<(Mark, String)> {
    remarks
        .iter_mut()
        .for_each(|(_, text)| *text = visible(text));
    remarks
}

/// Why a step could not be carried out, and what the store says.
fn failure(step: &StepOutcome) -> Vec<(Mark, String)> {
    let mut remarks = Vec::new();
    if let Some(error) = &step.error {
        remarks.push((Mark::Wrong, error.message.clone()));
        remarks.extend(error.hint.iter().map(|hint| (Mark::Plain, hint.clone())));
    }
    if let Some(message) = &step.store_message {
        remarks.push((Mark::Wrong, format!("the store says: {message}")));
    }
    remarks
}

/// What differs and stands at no line of the response.
fn elsewhere(step: &StepOutcome) -> Vec<(Mark, String)> {
    let mut remarks = Vec::new();
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
    remarks
}

/// What is known of a step beside what differs.
fn knowledge(step: &StepOutcome, value_flow: &ValueFlow) -> Vec<(Mark, String)> {
    let mut remarks = Vec::new();
    for hint in &step.hints {
        let said = [hint.means.as_str(), hint.advice.as_str()];
        let said = said.into_iter().filter(|text| !text.is_empty());
        let said = said.collect::<Vec<_>>().join(": ");
        remarks.push((Mark::Plain, said));
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
    // What stands in a line of the body is told there.
    for capture in step.captures.iter().filter(|one| one.path.is_none()) {
        let CaptureOutcome {
            name, from, value, ..
        } = capture;
        let value = cut(value);
        let way = used_in(name, value_flow);
        remarks.push((Mark::Filled, format!("{name} = {value} from {from}{way}")));
    }
    for note in &step.notes {
        remarks.push((Mark::Plain, note.clone()));
    }
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
fn from(origin: &Origin, value_flow: &ValueFlow) -> String {
    let step = origin.captured_in.as_ref().map(|step| {
        let number = value_flow.numbers.get(step);
        number.map_or_else(|| step.clone(), |number| format!("step {number}"))
    });
    match step {
        Some(step) => format!("← {} of {step}", origin.name),
        None => format!("← {}", origin.name),
    }
}

/// Says what a single assertion demands, and how it was.
pub fn check(check: &CheckOutcome) -> (Mark, String) {
    let mark = match check.held {
        Some(true) => Mark::Exact,
        Some(false) => Mark::Wrong,
        None => Mark::Plain,
    };
    let at = match check.subject {
        Subject::Header => format!("header {}", check.at),
        Subject::Text => "the text".to_owned(),
        _ => short(&check.at),
    };
    (mark, visible(&format!("{at} {}", check.demands)))
}

#[cfg(test)]
mod tests;
