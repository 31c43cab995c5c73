//! An expectation held against a response: pure, no I/O.
//!
//! What does not hold is a value (a [`Mismatch`]); a [`CheckError`] means that the check itself
//! could not be carried out, so that the step is neither right nor wrong.

mod assertion;
mod attempt;
mod body;
#[cfg(test)]
mod build;
mod capture;
mod context;
mod effort;
mod error;
mod html;
mod json;
mod jsonpath;
mod known;
mod media_type;
mod pattern;
mod runs;
mod single;
mod status;
mod store_message;
mod text;
mod validate;
mod value;

use serde_json::Value;

use crate::check::attempt::{Attempt, attempt};
use crate::check::context::Context;
use crate::check::jsonpath::Query;
use crate::http::developer_mode;
use crate::http::exchange::Response;
use crate::outcome::path::{self, Segment};
use crate::outcome::{
    Compared, Counts, DriftOutcome, ErrorKind, Extra, LeftOut, Mismatch, Promised, Varied,
};
use crate::scenario::expectation::{DriftPlace, Expectation, VaryKind};
use crate::scenario::template::Fill;
use crate::scenario::tutorial::Capture;

pub use crate::check::capture::{Captured, capture, select_one};
pub use crate::check::effort::{Effort, Stop};
pub use crate::check::error::CheckError;
pub(crate) use crate::check::json::kind::is_datetime;
pub use crate::check::runs::{Own, compare as compare_runs};
pub(crate) use crate::check::single::elements;
pub use crate::check::validate::{notes, validate};
pub(crate) use crate::http::page::is_html;

/// What holding an expectation against a response found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Checked {
    /// The label of the alternative that held; none where no alternative held or has one.
    pub label: Option<String>,
    /// What was compared.
    pub counts: Counts,
    /// What did not hold.
    pub mismatches: Vec<Mismatch>,
    /// Where the page is known to be out of date, and what was found there.
    pub drifts: Vec<DriftOutcome>,
    /// Members that the page does not print.
    pub extras: Vec<Extra>,
    /// Values that differ as they may.
    pub varied: Vec<Varied>,
    /// What of the body was compared with the page's.
    pub compared: Option<Compared>,
    /// What the page promises.
    pub promised: Option<Promised>,
    /// What stands where the page prints a token: secrets, which must be hidden.
    pub tokens: Vec<String>,
    /// What the store itself says is wrong.
    pub store_message: Option<String>,
    /// Whether the answer shows that the store is in developer mode.
    pub developer_mode: bool,
}

/// What an answer is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'q> {
    /// What it has to hold.
    pub expectation: &'q Expectation,
    /// What is taken from it afterwards.
    pub captures: &'q [Capture],
    /// The method of the request that it answers.
    pub method: &'q str,
    /// Whether members that the page does not print are mismatches.
    pub strict: bool,
}

impl<'q> Question<'q> {
    /// Asks nothing but what is expected of the answer to a GET.
    pub fn of(expectation: &'q Expectation) -> Self {
        Self {
            expectation,
            captures: &[],
            method: "GET",
            strict: false,
        }
    }
}

/// Holds an expectation against a response.
///
/// What a store answers in developer mode alone is read as another mode answers it, unless the
/// expectation holds of it as it is: the mode of a store is no fault of its answers.
///
/// # Errors
/// It cannot be judged: the body did not arrive, or looking at it took too much effort.
pub fn check(
    question: &Question<'_>,
    response: &Response,
    fill: Fill<'_>,
    effort: &Effort<'_>,
) -> Result<Checked, CheckError> {
    let Some(plain) = developer_mode::in_production(response) else {
        return as_it_is(question, response, fill, effort);
    };
    let strict = Question {
        strict: true,
        ..*question
    };
    let checked = match as_it_is(&strict, response, fill, effort) {
        Ok(checked) if checked.mismatches.is_empty() => checked,
        _ => {
            let mut checked = as_it_is(question, &plain, fill, effort)?;
            let compared = checked.compared.iter_mut();
            compared.for_each(|one| one.left_out.extend(read_otherwise(response, &plain)));
            checked
        }
    };
    Ok(Checked {
        developer_mode: true,
        ..checked
    })
}

/// Returns the members of an answer that were not compared as they are.
fn read_otherwise(response: &Response, plain: &Response) -> Vec<LeftOut> {
    let (Some(Value::Object(members)), Some(read)) = (response.json(), plain.json()) else {
        return Vec::new();
    };
    let changed = members
        .iter()
        .filter(|(name, value)| read.get(name) != Some(value));
    let left_out = changed.map(|(name, _)| LeftOut {
        documented_path: None,
        actual_path: Some(path::show(&[Segment::Name(name.clone())])),
        elements: None,
    });
    left_out.collect()
}

/// Holds an expectation against a response as it came.
fn as_it_is(
    question: &Question<'_>,
    response: &Response,
    fill: Fill<'_>,
    effort: &Effort<'_>,
) -> Result<Checked, CheckError> {
    let body = body::parse(response);
    let expectation = question.expectation;
    let context = Context {
        expectation,
        captures: question.captures,
        response,
        body: body.as_ref().copied().map_err(String::as_str),
        is_bodiless: question.method == "HEAD" || body::is_bodiless(response.status),
        fill,
        strict: question.strict,
        effort,
    };
    let attempts: Result<Vec<_>, _> = expectation
        .alternatives
        .iter()
        .map(|alternative| attempt(context, alternative))
        .collect();
    let mut chosen = choose(attempts?, response.status)?;
    let label = chosen.alternative.label.clone().filter(|_| chosen.holds());
    if let Some(error) = chosen.error {
        return Err(error);
    }
    if chosen.is_other_answer {
        chosen.promised.checks = single::demands(expectation, fill)?;
    } else {
        match single::check(context) {
            Ok(singles) => {
                chosen.promised.checks = singles.checks;
                chosen.found.counts.checked += singles.held;
                chosen.found.mismatches.extend(singles.mismatches);
            }
            // That the step failed is known by now; an error would hide it.
            Err(error) if error.kind == ErrorKind::Body && !chosen.found.mismatches.is_empty() => {}
            Err(error) => return Err(error),
        }
    }
    let in_words = drifts_in_words(expectation, fill)?;
    chosen.found.counts.drifted += in_words.len();
    let mut drifts = chosen.found.drifts;
    drifts.extend(in_words);
    let mut tokens = chosen.found.tokens;
    tokens.extend(tokens_of(expectation, context)?);
    tokens.retain(|token| !token.is_empty());
    tokens.sort_unstable();
    tokens.dedup();
    Ok(Checked {
        label,
        counts: chosen.found.counts,
        mismatches: chosen.found.mismatches,
        drifts,
        extras: chosen.found.extras,
        varied: chosen.found.varied,
        compared: chosen.compared,
        promised: Some(chosen.promised),
        tokens,
        store_message: store_message::find(response),
        developer_mode: false,
    })
}

/// Chooses the first alternative that holds; else the one whose status is right, else the one
/// with the fewest mismatches, which then says what else was tried.
fn choose(mut attempts: Vec<Attempt<'_>>, status: u16) -> Result<Attempt<'_>, CheckError> {
    if let Some(at) = attempts.iter().position(Attempt::holds) {
        return Ok(attempts.swap_remove(at));
    }
    let tried: Vec<String> = attempts
        .iter()
        .filter_map(|attempt| {
            let label = attempt.alternative.label.as_ref()?;
            let statuses = status::describe(&attempt.alternative.status);
            Some(format!("`{label}` ({statuses})"))
        })
        .collect();
    let best = (0..attempts.len()).min_by_key(|&at| {
        let attempt = &attempts[at];
        let differences = attempt.found.mismatches.len();
        (
            !attempt.status_is_right,
            attempt.is_other_answer,
            differences,
        )
    });
    let Some(best) = best else {
        let message = format!("nothing is expected of the response with status `{status}`");
        return Err(CheckError::new(ErrorKind::Template, message));
    };
    let mut chosen = attempts.swap_remove(best);
    if let ([_, _, ..], Some(first)) = (tried.as_slice(), chosen.found.mismatches.first_mut()) {
        first.add(&format!("; none of {} holds", tried.join(", ")));
    }
    Ok(chosen)
}

/// Returns where the page's request or its prose is out of date.
fn drifts_in_words(
    expectation: &Expectation,
    fill: Fill<'_>,
) -> Result<Vec<DriftOutcome>, CheckError> {
    let mut drifts = Vec::new();
    for drift in &expectation.drift {
        let (at, store) = match &drift.at {
            DriftPlace::Request { store } => ("request", store),
            DriftPlace::Words { store } => ("words", store),
            DriftPlace::Value { .. } | DriftPlace::Status { .. } => continue,
        };
        drifts.push(DriftOutcome {
            at: at.to_owned(),
            actual_path: None,
            documented: None,
            store: fill(store)?,
            because: value::scalar_text(&fill(&drift.because)?).unwrap_or_default(),
            page_was_right: false,
        });
    }
    Ok(drifts)
}

/// Returns what stands in the actual body where the page prints a token, whatever else is wrong
/// with the body: it is a secret also where nothing was compared.
fn tokens_of(expectation: &Expectation, context: Context<'_>) -> Result<Vec<String>, CheckError> {
    let mut tokens = Vec::new();
    let Ok(body) = context.body else {
        return Ok(tokens);
    };
    for rule in &expectation.vary {
        if rule.kinds.contains(&VaryKind::Token) {
            let query = Query::of(&rule.path, context.fill)?;
            let found = query.find(body, context.effort)?.nodes;
            let found = found.iter().filter_map(|node| node.value.as_str());
            tokens.extend(found.map(str::to_owned));
        }
    }
    Ok(tokens)
}

/// Returns what the store itself says is wrong.
pub fn store_message(response: &Response) -> Option<String> {
    store_message::find(response)
}

#[cfg(test)]
mod tests;
