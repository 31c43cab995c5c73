//! What the answers of a store in trouble mean, and what to do about them.
//!
//! `known.yaml` has what is known of Magento stores; users add files of their own, which are asked
//! first. Only what may be shown is looked at: the answer as it stands in the outcome.

use std::sync::{Arc, LazyLock};

use regex::{Regex, RegexBuilder};

use crate::http::exchange::Response;
use crate::outcome::{ExchangeOutcome, HintOutcome, StepOutcome};
use crate::scenario::expectation::Pattern;
use crate::scenario::hints::{self, HintRule};
use crate::scenario::problem::Problem;
use crate::scenario::source::Source;

/// How much of a body is looked at, in bytes, where it is part of no step.
const READ: usize = 64 * 1024;

/// How much memory a compiled expression may take, in bytes.
const LARGEST: usize = 1 << 20;

/// A hint whose expressions are compiled.
#[derive(Debug, Clone)]
pub struct Hint {
    rule: HintRule,
    path: Option<Regex>,
    headers: Vec<(String, Regex)>,
    body: Option<Regex>,
}

/// What is known of Magento stores, read when something is wrong for the first time.
static KNOWN: LazyLock<Vec<Hint>> = LazyLock::new(|| {
    let source = Source::new("src/hints/known.yaml", include_str!("known.yaml"));
    // A test holds that it can be read.
    read(&source).unwrap_or_default()
});

/// Returns what is known of Magento stores.
#[must_use]
pub fn known() -> &'static [Hint] {
    &KNOWN
}

/// Reads a file of hints.
///
/// # Errors
/// All that is wrong with it, expressions included.
pub fn read(source: &Arc<Source>) -> Result<Vec<Hint>, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut compiled = Vec::new();
    for rule in hints::read(source)? {
        let mut compile = |pattern: &Pattern| match regex(&pattern.text) {
            Ok(regex) => Some(regex),
            Err(cause) => {
                let message = format!("the regular expression is not valid: {cause}");
                problems.push(Problem::at(&pattern.span, message).hint("see docs.rs/regex"));
                None
            }
        };
        let headers = rule.headers.iter();
        compiled.push(Hint {
            path: rule.path.as_ref().and_then(&mut compile),
            body: rule.body.as_ref().and_then(&mut compile),
            headers: headers
                .filter_map(|(name, pattern)| Some((name.clone(), compile(pattern)?)))
                .collect(),
            rule,
        });
    }
    if problems.is_empty() {
        Ok(compiled)
    } else {
        Err(problems)
    }
}

fn regex(text: &str) -> Result<Regex, String> {
    RegexBuilder::new(text)
        .size_limit(LARGEST)
        .dfa_size_limit(LARGEST)
        .build()
        .map_err(|error| {
            let text = error.to_string();
            text.lines().last().unwrap_or("").trim().to_owned()
        })
}

/// Returns what is known of the last answer of a step; the user's own hints come first, and are the only
/// ones where the step has advice of its own: what holds of any shop could contradict it.
pub fn fitting(own: &[Hint], step: &StepOutcome, has_advice: bool) -> Vec<HintOutcome> {
    let last = step.exchanges.last();
    let Some(ExchangeOutcome {
        request,
        response: Some(response),
    }) = last
    else {
        return Vec::new();
    };
    let answer = Answer {
        method: &request.method,
        path: path_of(&request.url),
        origin: origin_of(&request.url),
        status: response.status,
        headers: &response.headers,
        body: &response.body,
    };
    let known = if has_advice { &[] } else { known() };
    answer.explained(own, known).into_iter().collect()
}

/// Returns what is known of an answer that is part of no step; the user's own hints come first. None of
/// it is repeated.
pub fn explain(own: &[Hint], method: &str, path: &str, response: &Response) -> Option<HintOutcome> {
    let read = &response.body[..response.body.len().min(READ)];
    let answer = Answer {
        method,
        path,
        origin: None,
        status: response.status,
        headers: &response.headers,
        body: &String::from_utf8_lossy(read),
    };
    answer.explained(own, known())
}

/// What hints look at.
struct Answer<'a> {
    method: &'a str,
    /// With the query.
    path: &'a str,
    /// Scheme, host and port that were asked, where they are known.
    origin: Option<&'a str>,
    status: u16,
    headers: &'a [(String, String)],
    body: &'a str,
}

impl Answer<'_> {
    /// Whether the answer leads to another scheme, host or port than the one that was asked.
    fn leads_elsewhere(&self) -> bool {
        let mut headers = self.headers.iter();
        let location = headers.find(|(name, _)| name.eq_ignore_ascii_case("location"));
        let target = location.and_then(|(_, location)| origin_of(location));
        target.is_some_and(|target| {
            self.origin
                .is_none_or(|origin| !origin.eq_ignore_ascii_case(target))
        })
    }

    /// Returns the first hint that fits: it says the most, and a wider one only less.
    fn explained(&self, own: &[Hint], known: &[Hint]) -> Option<HintOutcome> {
        let fits = |hint: &&Hint| hint.fits(self);
        let own = own.iter().find(fits);
        let hint = own.or_else(|| known.iter().find(fits))?;
        Some(HintOutcome {
            id: hint.rule.id.clone(),
            means: hint.rule.means.trim_end().to_owned(),
            advice: hint.rule.advice.trim_end().to_owned(),
        })
    }
}

impl Hint {
    /// Whether all that the hint demands holds.
    fn fits(&self, answer: &Answer<'_>) -> bool {
        let rule = &self.rule;
        let has_header = |(name, regex): &(String, Regex)| {
            let mut headers = answer.headers.iter();
            headers.any(|(key, value)| key.eq_ignore_ascii_case(name) && regex.is_match(value))
        };
        let is_of = |regex: &Option<Regex>, text: &str| {
            regex.as_ref().is_none_or(|regex| regex.is_match(text))
        };
        let allows = rule.status.as_ref();
        allows.is_none_or(|status| status.allows(answer.status))
            && (rule.method.as_ref()).is_none_or(|method| method == answer.method)
            && is_of(&self.path, answer.path)
            && self.headers.iter().all(has_header)
            && (!rule.is_elsewhere || answer.leads_elsewhere())
            && is_of(&self.body, answer.body)
    }
}

/// Returns scheme, host and port of an address as it is written, if it has them.
fn origin_of(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    Some(&url[..scheme.len() + 3 + end])
}

/// Returns the path of an address, its query included.
fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("", |at| &rest[at..])
}
