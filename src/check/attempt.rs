//! One right answer, status and documented body, held against a response.

use serde_json::Value;

use crate::check::context::Context;
use crate::check::error::CheckError;
use crate::check::json::{self, comparison::Comparison};
use crate::check::value::scalar_text;
use crate::check::{body, media_type, status};
use crate::outcome::{Code, Compared, DriftOutcome, Mismatch, MismatchKind, Promised, Subject};
use crate::scenario::expectation::{
    Alternative, Documented, DriftPlace, Expectation, StatusRule, TextExpectation, VaryKind,
};

/// What holding one alternative against a response found.
pub(crate) struct Attempt<'c> {
    /// The alternative.
    pub alternative: &'c Alternative,
    /// Whether the status is right, or is what every store answers.
    pub status_is_right: bool,
    /// Whether the answer is of another sort altogether, so that only the status is told.
    pub is_other_answer: bool,
    /// What was found.
    pub found: Comparison,
    /// What the page promises.
    pub promised: Promised,
    /// What of the body was compared.
    pub compared: Option<Compared>,
    /// Why the body could not be compared.
    pub error: Option<CheckError>,
}

impl Attempt<'_> {
    /// Whether all of the alternative holds.
    pub(crate) fn holds(&self) -> bool {
        self.found.mismatches.is_empty() && self.error.is_none()
    }
}

/// Holds one alternative against a response.
pub(crate) fn attempt<'c>(
    context: Context<'c>,
    alternative: &'c Alternative,
) -> Result<Attempt<'c>, CheckError> {
    let mut attempt = Attempt {
        alternative,
        status_is_right: false,
        is_other_answer: false,
        found: Comparison::default(),
        promised: promised(context, alternative)?,
        compared: None,
        error: None,
    };
    hold(context, &mut attempt)?;
    attempt.promised.rules = std::mem::take(&mut attempt.found.rules);
    let is_compared = context.body.is_ok() && !attempt.is_other_answer;
    if let Some(documented) = alternative.documented.as_ref().filter(|_| !is_compared) {
        let rules = json::rules(documented, context.expectation, context.fill);
        attempt.promised.rules = rules.unwrap_or_default();
    }
    Ok(attempt)
}

fn hold(context: Context<'_>, attempt: &mut Attempt<'_>) -> Result<(), CheckError> {
    check_status(context, attempt)?;
    // An answer of another class (an error in place of a customer) is another thing altogether:
    // that each member of the customer is missing in it would only hide its message.
    if attempt.is_other_answer {
        return Ok(());
    }
    if let Some(documented) = &attempt.alternative.documented {
        return check_body(context, documented, attempt);
    }
    attempt
        .found
        .mismatches
        .extend(media_type::mismatch(context, None)?);
    if let Err(cause) = context.body
        && body::is_declared_json(context.response)
        && !is_rightly_empty(context)?
    {
        fail_body(context, cause, attempt);
    }
    Ok(())
}

/// Whether there is no body where there should be none: the request, the status or the step says so.
fn is_rightly_empty(context: Context<'_>) -> Result<bool, CheckError> {
    if !context.response.body.is_empty() {
        return Ok(false);
    }
    let Some(TextExpectation::Equals(text)) = &context.expectation.text else {
        return Ok(context.is_bodiless);
    };
    Ok(context.is_bodiless || (context.fill)(text)? == "")
}

/// Returns what the page promises, filled in.
fn promised(context: Context<'_>, alternative: &Alternative) -> Result<Promised, CheckError> {
    let documented = alternative.documented.as_ref();
    Ok(Promised {
        status: status::describe(&alternative.status),
        documented: documented
            .map(|documented| documented.body.filled(context.fill))
            .transpose()?
            .map(std::borrow::Cow::into_owned),
        rules: Vec::new(),
        checks: Vec::new(),
    })
}

fn check_status(context: Context<'_>, attempt: &mut Attempt<'_>) -> Result<(), CheckError> {
    let rule = &attempt.alternative.status;
    let actual = context.response.status;
    let drift = context.expectation.drift.iter().rev().find_map(|drift| {
        let DriftPlace::Status { store } = &drift.at else {
            return None;
        };
        Some((drift, store))
    });
    let page_was_right = rule.allows(actual);
    if let Some((drift, store)) = drift {
        attempt.status_is_right = page_was_right || store.allows(actual);
        if attempt.status_is_right {
            attempt.found.counts.drifted += usize::from(!page_was_right);
            attempt.found.drifts.push(DriftOutcome {
                at: "status".to_owned(),
                actual_path: None,
                documented: Some(status::value(rule)),
                store: status::value(store),
                because: scalar_text(&(context.fill)(&drift.because)?).unwrap_or_default(),
                page_was_right,
            });
        }
    } else {
        attempt.status_is_right = page_was_right;
    }
    if page_was_right {
        attempt.found.counts.checked += 1;
    }
    if attempt.status_is_right {
        return Ok(());
    }
    let drifted = drift.map(|(_, store)| store);
    let mismatch = wrong_status(context, rule, drifted);
    attempt.found.mismatches.push(mismatch);
    attempt.is_other_answer = !status::has_class(rule, actual)
        && !drifted.is_some_and(|store| status::has_class(store, actual));
    Ok(())
}

fn wrong_status(context: Context<'_>, rule: &StatusRule, drifted: Option<&StatusRule>) -> Mismatch {
    let actual = context.response.status;
    let mut message = format!(
        "the status is `{actual}` where the page prints `{}`",
        status::describe(rule)
    );
    if let Some(store) = drifted {
        message.push_str(&format!(
            " and every store is said to answer `{}`",
            status::describe(store)
        ));
    }
    if let Err(cause) = context.body {
        let promised = context
            .expectation
            .alternatives
            .iter()
            .any(|alternative| alternative.documented.is_some());
        if promised || (body::is_declared_json(context.response) && !context.is_bodiless) {
            message.push_str(&format!(", and the body is no JSON: {cause}"));
        }
    }
    Mismatch {
        code: Code::Mw101,
        subject: Subject::Status,
        kind: MismatchKind::Value,
        documented_path: None,
        actual_path: None,
        documented: Some(status::value(rule)),
        actual: Some(Value::from(actual)),
        message,
        predicate: None,
        names_place: false,
        location: rule.span.location(),
        lines: Vec::new(),
    }
}

fn check_body(
    context: Context<'_>,
    documented: &Documented,
    attempt: &mut Attempt<'_>,
) -> Result<(), CheckError> {
    let declared = body::is_declared_json(context.response);
    if context.response.body.is_empty() && (!declared || context.is_bodiless) {
        let mismatch = no_body(context.response.status, documented);
        attempt.found.mismatches.push(mismatch);
        return Ok(());
    }
    let mismatch = media_type::mismatch(context, Some(&documented.body.span))?;
    attempt.found.mismatches.extend(mismatch);
    match context.body {
        Ok(actual) => {
            let mut found = json::compare(
                documented,
                actual,
                context.expectation,
                context.fill,
                context.strict,
                context.effort,
            )?;
            attempt.compared = Some(found.take_compared());
            attempt.found.absorb(found);
        }
        Err(cause) => {
            if is_token_body(context.expectation) {
                let text = String::from_utf8_lossy(&context.response.body);
                attempt.found.tokens.push(text.trim().to_owned());
            }
            fail_body(context, cause, attempt);
        }
    }
    Ok(())
}

/// Notes a body that is no JSON: one that was cut short is an error, unless the step failed anyway;
/// one whose type lies about what it is does not hold.
fn fail_body(context: Context<'_>, cause: &str, attempt: &mut Attempt<'_>) {
    let error = body::error(context.response, cause);
    if attempt.found.mismatches.is_empty() && !body::is_something_else(context.response) {
        attempt.error = Some(error);
        return;
    }
    let span = attempt
        .alternative
        .documented
        .as_ref()
        .map_or(&attempt.alternative.status.span, |body| &body.body.span);
    attempt.found.mismatches.push(Mismatch {
        code: Code::Mw104,
        subject: Subject::Body,
        kind: MismatchKind::Type,
        documented_path: None,
        actual_path: None,
        documented: None,
        actual: None,
        predicate: Some(error.message.clone()),
        message: error.message,
        names_place: true,
        location: span.location(),
        lines: Vec::new(),
    });
}

/// Whether the documented body as a whole is a token.
fn is_token_body(expectation: &Expectation) -> bool {
    expectation.vary.iter().any(|rule| {
        rule.path.template.as_literal() == Some("$") && rule.kinds.contains(&VaryKind::Token)
    })
}

fn no_body(status: u16, documented: &Documented) -> Mismatch {
    Mismatch {
        code: Code::Mw110,
        subject: Subject::Body,
        kind: MismatchKind::Missing,
        documented_path: Some("$".to_owned()),
        actual_path: None,
        documented: None,
        actual: None,
        message: format!(
            "the response with status `{status}` has no body where the page prints one"
        ),
        predicate: None,
        names_place: false,
        location: documented.body.span.location(),
        lines: Vec::new(),
    }
}
