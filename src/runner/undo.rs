//! Taking back what a step made.

use std::time::Duration;

use serde_json::Value;

use crate::check;
use crate::http::exchange::Exchange;
use crate::mask::Redactor;
use crate::outcome::{UndoOutcome, UndoResult};
use crate::runner::masking;
use crate::runner::send::{SendFailure, Sender};
use crate::runner::values::{Held, Values};
use crate::scenario::names;
use crate::scenario::tutorial::{Find, RequestTemplate, Undo};

/// How often a thing is looked for whose making was never answered: the store may still be at it.
const LOOKS: u32 = 3;
/// How much of an answer is shown that should have been another one, in characters.
const ANSWER_SHOWN: usize = 80;
/// How long to wait between two looks.
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

/// Something that a step made, or may have made.
#[derive(Debug, Clone)]
pub struct Debt {
    /// The step.
    pub step: String,
    /// How to take it back.
    pub undo: Undo,
    /// Its number in the journal.
    pub entry: Option<usize>,
    /// What the store said to the step's request.
    pub answer: Answer,
    /// What the step took from that answer: a step that is sent again makes another thing.
    pub known: Vec<(String, Held)>,
}

/// What the store said to the request that made a debt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Nothing: time-out, lost connection, or nobody knows any more.
    None,
    /// Something; a refusal, which rules the debt out, strikes it from the books.
    Given,
}

/// Pays a debt. With `look_first`, what is to be taken back is found again, even where its id is
/// known, so that nothing of somebody else's is ever deleted. What is found is known to this undo
/// alone.
pub async fn pay(
    debt: &Debt,
    sender: &mut Sender,
    values: &Values,
    redactor: &mut Redactor,
    look_first: bool,
) -> UndoOutcome {
    let mut values = values.clone();
    for (name, held) in &debt.known {
        values.set(name, held.clone());
    }
    let request = &debt.undo.request;
    let path = values.partial_path(&request.path);
    let path = path.unwrap_or_else(|_| request.path.to_string());
    let mut outcome = UndoOutcome {
        tutorial: String::new(),
        step: debt.step.clone(),
        action: format!("{} {path}", request.method),
        result: UndoResult::Failed,
        reason: None,
    };
    let ended = match look(debt, sender, &mut values, redactor, look_first).await {
        Ok(None) => send_undo(debt, sender, &values, redactor, &mut outcome.action).await,
        Ok(Some(nothing)) => Ok((UndoResult::NothingThere, Some(nothing))),
        Err(reason) => Err(reason),
    };
    match ended {
        Ok((result, reason)) => (outcome.result, outcome.reason) = (result, reason),
        Err(reason) => {
            let reasons = [vec![reason], sender.take_notes()];
            outcome.reason = Some(reasons.concat().join("; "));
        }
    }
    masking::undo(redactor, &mut outcome);
    outcome
}

/// Finds what is to be taken back where its id is not known; `Some` says why nothing is owed.
async fn look(
    debt: &Debt,
    sender: &mut Sender,
    values: &mut Values,
    redactor: &mut Redactor,
    look_first: bool,
) -> Result<Option<String>, String> {
    let used = names::uses_of_request(&debt.undo.request);
    let missing = used
        .iter()
        .map(|used| used.name)
        .find(|name| values.get(name).is_none_or(|held| !is_usable(&held.value)));
    let Some(find) = &debt.undo.find else {
        return match missing {
            None => Ok(None),
            Some(name) => Err(format!("`{name}` is not known, and the step has no `find`")),
        };
    };
    if missing.is_none() && !look_first {
        return Ok(None);
    }
    let looks = if debt.answer == Answer::None {
        LOOKS
    } else {
        1
    };
    for look in 1..=looks {
        if find_again(find, sender, values, redactor).await? {
            return Ok(None);
        }
        if look < looks {
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }
    Ok(Some("the store has nothing of it".to_owned()))
}

/// Whether a value can name a thing: what a broken answer gave in place of an id cannot.
fn is_usable(value: &Value) -> bool {
    match value {
        Value::String(text) => !matches!(text.as_str(), "" | "." | ".."),
        Value::Number(_) | Value::Bool(_) => true,
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}

/// Returns whether what an undo would find is in the store already, before anything was made: it is
/// somebody else's then. Where that cannot be told, the answer is no.
pub(super) async fn is_there_already(
    undo: &Undo,
    sender: &mut Sender,
    values: &Values,
    redactor: &mut Redactor,
) -> bool {
    let Some(find) = &undo.find else {
        return false;
    };
    let mut values = values.clone();
    let found = find_again(find, sender, &mut values, redactor).await;
    found.unwrap_or(false)
}

/// Looks once; true when all that is captured there was found, and is now known.
async fn find_again(
    find: &Find,
    sender: &mut Sender,
    values: &mut Values,
    redactor: &mut Redactor,
) -> Result<bool, String> {
    let exchanges = send(sender, &find.request, values, redactor).await?;
    let response = &exchanges.last().ok_or("nothing came back")?.response;
    let line = format!("GET {}", find.request.path);
    if !(200..300).contains(&response.status) {
        return Err(format!("{line} → {}", answer_of(&exchanges)));
    }
    let not_json = || format!("{line} answered something that is no JSON");
    let body = response.json().ok_or_else(not_json)?;
    let mut found = Vec::new();
    for (name, path) in &find.captures {
        let fill = |template: &_| values.fill(template);
        match check::select_one(path, body, &fill) {
            Ok(Some(value)) => found.push((name, value)),
            Ok(None) => return Ok(false),
            Err(error) => return Err(error.message),
        }
    }
    for (name, value) in found {
        let held = Held {
            value,
            captured_in: None,
            secret: false,
        };
        values.set(name, held);
    }
    Ok(true)
}

async fn send_undo(
    debt: &Debt,
    sender: &mut Sender,
    values: &Values,
    redactor: &mut Redactor,
    action: &mut String,
) -> Result<(UndoResult, Option<String>), String> {
    let request = &debt.undo.request;
    let path = values.path(&request.path).map_err(|error| error.message)?;
    *action = format!("{} {path}", request.method);
    let exchanges = send(sender, request, values, redactor).await?;
    let status = exchanges
        .last()
        .map_or(0, |exchange| exchange.response.status);
    *action = format!("{action} → {status}");
    if exchanges.last().is_some_and(is_page) {
        Err(format!("the store answered {status} and an HTML page"))
    } else if debt.undo.status.allows(status) {
        Ok(accepted(debt, &exchanges, redactor))
    } else {
        Err(format!("the store answered {}", answer_of(&exchanges)))
    }
}

/// What it means that the store has taken the request of an undo: that the thing is gone, or, where
/// the answer is not the one that says so, that it stays.
fn accepted(
    debt: &Debt,
    exchanges: &[Exchange],
    redactor: &Redactor,
) -> (UndoResult, Option<String>) {
    let response = exchanges.last().map(|exchange| &exchange.response);
    let wanted = debt.undo.documented.as_ref();
    let Some((response, wanted)) = response.zip(wanted) else {
        return (UndoResult::Done, None);
    };
    if !(200..300).contains(&response.status) || response.json() == Some(wanted) {
        return (UndoResult::Done, None);
    }
    let answer = redactor.excerpt(&String::from_utf8_lossy(&response.body), ANSWER_SHOWN);
    let reason = format!("it stays: the store answered `{answer}`, not `{wanted}`");
    (UndoResult::Stays, Some(reason))
}

async fn send(
    sender: &mut Sender,
    request: &RequestTemplate,
    values: &Values,
    redactor: &mut Redactor,
) -> Result<Vec<Exchange>, String> {
    let sent = sender.send(request, values, redactor, false).await;
    sent.map_err(|failure| match failure {
        SendFailure::Template(error) => error.message,
        SendFailure::SignIn(error) => error.message,
        SendFailure::Http { error, .. } => error.error.message,
    })
}

/// Whether an answer is a page for people: whoever sent it, the API did not.
fn is_page(exchange: &Exchange) -> bool {
    let body = String::from_utf8_lossy(&exchange.response.body);
    check::is_html(&body)
}

/// The last status, and what the store says about it.
fn answer_of(exchanges: &[Exchange]) -> String {
    let Some(Exchange { response, .. }) = exchanges.last() else {
        return "nothing".to_owned();
    };
    match check::store_message(response) {
        Some(message) => format!("{}: {message}", response.status),
        None => response.status.to_string(),
    }
}
