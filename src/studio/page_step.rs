//! A step as the page reads it: made of what is known when the page asks for it.

use serde::Serialize;

use crate::outcome::{Mismatch, ValueFlow};
use crate::report::lesson::{self, Line, Mark};
use crate::report::terminal::{self, visible};
use crate::runner::stepwise::StepResult;
use crate::studio::state::{Obstacle, ShownStep};

/// How many lines of a promise are shown.
const LINES: usize = 3000;

/// How long a value in a row may be, in characters.
const LONGEST: usize = 600;

/// A step.
#[derive(Debug, Serialize)]
pub(super) struct PageStep {
    /// Its name.
    id: String,
    /// Its title.
    title: String,
    /// What it teaches.
    explain: Option<String>,
    /// What it does to the shop.
    effect: String,
    /// Its request as text, or what the user made of it.
    text: String,
    /// What is wrong with that.
    wrong: Option<String>,
    /// Whether it is the user's own.
    is_own: bool,
    /// Whether the result is the answer to another request than the one in the editor now.
    is_stale: bool,
    /// Whether a browser does it; then there is no text to edit.
    is_browser: bool,
    /// What would be sent.
    request: Vec<Line>,
    /// Why it cannot be sent now, in words; none where the result says so already.
    obstacle: Option<String>,
    /// The places of the steps that have to be sent before.
    missing: Vec<usize>,
    /// What it found when it was last sent.
    result: Option<PageResult>,
}

/// What a step found.
#[derive(Debug, Serialize)]
struct PageResult {
    /// Its verdict.
    verdict: &'static str,
    /// What it compared, in a line.
    summary: String,
    /// What came back.
    response: Vec<Line>,
    /// What the page promises.
    promise: Option<Promise>,
    /// What differs and must not.
    rows: Vec<Row>,
    /// What else is to be said.
    remarks: Vec<(Mark, String)>,
    /// A command that repeats the request.
    curl: String,
    /// Whether the request was the user's own.
    was_own: bool,
    /// What a browser saw: names, and pictures as PNG in base64.
    pictures: Vec<(String, String)>,
}

/// What the page promises.
#[derive(Debug, Serialize)]
struct Promise {
    /// The status, in words.
    status: String,
    /// The body.
    body: Vec<String>,
    /// The single assertions: what each demands, and how it was.
    checks: Vec<(Mark, String)>,
}

/// Something that differs and must not.
#[derive(Debug, Serialize)]
struct Row {
    /// Where it is.
    place: String,
    /// What the page prints, if anything.
    page: Option<String>,
    /// What the store answered, if anything.
    store: Option<String>,
    /// What is wrong, in words.
    message: String,
}

/// Returns a step as it is now.
pub(super) fn page_step(step: &ShownStep, value_flow: &ValueFlow) -> PageStep {
    let preview = step.preview.as_ref();
    let missing = match &step.obstacle {
        Some(Obstacle::Missing(places)) => places.clone(),
        _ => Vec::new(),
    };
    PageStep {
        id: step.pending.id.clone(),
        title: step.pending.title.clone(),
        explain: step.pending.explain.clone(),
        effect: step.pending.effect.clone(),
        text: step.text.clone().unwrap_or_default(),
        wrong: step.wrong.clone(),
        is_own: step.is_own,
        is_stale: step.is_stale,
        is_browser: step.text.is_none(),
        request: preview.map_or_else(Vec::new, |preview| lesson::request(preview, value_flow)),
        obstacle: obstacle(step),
        missing,
        result: step.result.as_ref().map(|found| result(found, value_flow)),
    }
}

/// Says why a step cannot be sent, unless its result says the same.
fn obstacle(step: &ShownStep) -> Option<String> {
    let result = step.result.as_ref().map(|result| &result.outcome);
    let text = match step.obstacle.as_ref()? {
        Obstacle::Missing(places) => needs(places),
        Obstacle::KeptBack(verdict, reason) => {
            let is_said = result.is_some_and(|outcome| {
                outcome.verdict == *verdict && outcome.reason.as_ref() == Some(reason)
            });
            if is_said {
                return None;
            }
            format!("{}: {reason}", verdict.word())
        }
        Obstacle::Unfilled(why) => why.clone(),
    };
    Some(visible(&text))
}

/// Says which steps have to be sent before.
pub(super) fn needs(missing: &[usize]) -> String {
    let numbers: Vec<String> = missing.iter().map(|at| (at + 1).to_string()).collect();
    let (steps, that) = match numbers.len() {
        1 => ("step", "that"),
        _ => ("steps", "those"),
    };
    format!(
        "it builds on {steps} {}: send {that} first",
        numbers.join(", ")
    )
}

fn result(found: &StepResult, value_flow: &ValueFlow) -> PageResult {
    let step = &*found.outcome;
    let first = step.exchanges.first().map(|exchange| &exchange.request);
    let follow = step.exchanges.len() > 1;
    let promise = step.promised.as_ref().map(|promised| {
        let body = promised.documented.as_ref();
        let body = body.and_then(|body| serde_json::to_string_pretty(body).ok());
        let lines = body.unwrap_or_default();
        Promise {
            status: visible(&promised.status),
            body: lines.lines().take(LINES).map(visible).collect(),
            checks: promised.checks.iter().map(lesson::check).collect(),
        }
    });
    let pictures = step
        .browsed
        .iter()
        .filter_map(|action| Some((action.picture_name.clone()?, action.picture.clone()?)));
    PageResult {
        verdict: step.verdict.word(),
        summary: lesson::verdict(step),
        response: lesson::response(step, value_flow),
        promise,
        rows: step.mismatches.iter().map(row).collect(),
        // The rows say what differs.
        remarks: lesson::remarks_beside_mismatches(step, value_flow),
        curl: first.map_or_else(String::new, |request| {
            terminal::pasted(step, request, follow, "")
        }),
        was_own: found.was_own,
        pictures: pictures.collect(),
    }
}

fn row(mismatch: &Mismatch) -> Row {
    let subject = || mismatch.subject.word().to_owned();
    let value = |value: &serde_json::Value| {
        let text: String = value.to_string().chars().take(LONGEST).collect();
        visible(&text)
    };
    Row {
        place: mismatch.path().map_or_else(subject, terminal::short),
        page: mismatch.documented.as_ref().map(value),
        store: mismatch.actual.as_ref().map(value),
        message: visible(&mismatch.message),
    }
}
