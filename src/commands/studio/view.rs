//! A walk as the page shows it.

use crate::outcome::{Mismatch, StepOutcome, ValueFlow};
use crate::report::lesson;
use crate::report::terminal::{self, visible};
use crate::runner::plan::TutorialPlan;
use crate::runner::stepwise::Stepwise;
use crate::studio::{Promise, Row, Step, StepResult, Tutorial, TutorialPage, Value};

/// How many lines of a promise are told.
const LINES: usize = 3000;

/// How long a value in a row may be, in characters.
const LONGEST: usize = 600;

/// What somebody wrote in place of a request, as it was written.
pub(super) struct Draft {
    /// The text.
    pub(super) text: String,
    /// Why it is no request, if so.
    pub(super) wrong: Option<String>,
}

/// Returns a tutorial and its pages.
pub(super) fn tutorial(plan: &TutorialPlan) -> Tutorial {
    let mut pages: Vec<TutorialPage> = Vec::new();
    let mut current = None;
    for (at, planned) in plan.steps.iter().enumerate() {
        if current.replace(planned.scenario) != Some(planned.scenario) {
            let scenario = plan.pending_scenario(planned.scenario);
            pages.push(TutorialPage {
                name: scenario.name,
                title: scenario.title,
                explain: scenario.explain,
                address: scenario.page,
                first: at,
                steps: Vec::new(),
            });
        }
        if let Some(page) = pages.last_mut() {
            page.steps.push(plan.step(planned).title.clone());
        }
    }
    Tutorial {
        name: plan.tutorial.name.clone(),
        title: plan.tutorial.title.clone(),
        pages,
    }
}

/// Returns a step before it is sent, or once more; `result` is what it found before.
pub(super) fn step(
    walk: &Stepwise,
    at: usize,
    draft: Option<&Draft>,
    result: Option<StepResult>,
) -> Option<Step> {
    let pending = walk.pending(at)?;
    let text = walk.request_text(at);
    let is_browser = text.is_none();
    let wrong = draft.and_then(|draft| draft.wrong.clone());
    let text = text.unwrap_or_default();
    let (request, unfilled) = match walk.preview(at) {
        // What would be sent is not what stands there.
        Ok(_) if wrong.is_some() => (Vec::new(), None),
        Ok(preview) => (lesson::request(&preview, walk.value_flow()), None),
        Err(error) => (Vec::new(), Some(error.message)),
    };
    let obstacle = match walk.missing(at).as_slice() {
        [] => walk
            .obstacle(at)
            .map(|(verdict, reason)| format!("{}: {reason}", verdict.word()))
            .or(unfilled),
        missing => Some(needs(missing)),
    };
    Some(Step {
        id: pending.id,
        title: pending.title,
        explain: pending.explain,
        effect: pending.effect,
        text: draft.map_or(text, |draft| draft.text.clone()),
        is_own: walk.is_changed(at) || wrong.is_some(),
        is_stale: false,
        wrong,
        is_browser,
        request,
        obstacle: obstacle.map(|text| visible(&text)),
        result,
    })
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

/// Returns what a step found.
pub(super) fn result(step: &StepOutcome, value_flow: &ValueFlow, was_own: bool) -> StepResult {
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
    StepResult {
        verdict: step.verdict.word(),
        summary: lesson::verdict(step),
        response: lesson::response(step, value_flow),
        promise,
        rows: step.mismatches.iter().map(row).collect(),
        remarks: lesson::remarks(step, value_flow),
        curl: first.map_or_else(String::new, |request| {
            terminal::pasted(step, request, follow, "")
        }),
        was_own,
        pictures: pictures.collect(),
    }
}

fn row(mismatch: &Mismatch) -> Row {
    let subject = format!("{:?}", mismatch.subject).to_lowercase();
    let value = |value: &serde_json::Value| {
        let text: String = value.to_string().chars().take(LONGEST).collect();
        visible(&text)
    };
    Row {
        place: mismatch.path().map_or(subject, terminal::short),
        page: mismatch.documented.as_ref().map(value),
        store: mismatch.actual.as_ref().map(value),
        message: visible(&mismatch.message),
    }
}

/// Returns the values that were captured so far, the last one of each name.
pub(super) fn values(walk: &Stepwise) -> Vec<Value> {
    let mut values: Vec<Value> = Vec::new();
    let count = walk.plan().steps.len();
    for (at, step) in (0..count).filter_map(|at| Some((at, walk.result(at)?))) {
        for capture in &step.captures {
            let uses = walk.value_flow().uses.get(&capture.name);
            let uses = uses.map_or(&[][..], Vec::as_slice).iter();
            values.retain(|value| value.name != capture.name);
            values.push(Value {
                name: capture.name.clone(),
                value: match &capture.value {
                    serde_json::Value::String(text) => visible(text),
                    value => visible(&value.to_string()),
                },
                from: at,
                to: uses.map(|number| number - 1).collect(),
            });
        }
    }
    values
}
