//! Files of hints: which answers of a store in trouble mean what.

use std::collections::HashMap;
use std::sync::Arc;

use crate::scenario::expectation::{Pattern, StatusRule};
use crate::scenario::lower::Lower;
use crate::scenario::parse::parse;
use crate::scenario::problem::{Problem, in_order};
use crate::scenario::source::{Source, Span};

/// What a file says of one kind of answer. All that it demands must hold.
#[derive(Debug, Clone, PartialEq)]
pub struct HintRule {
    /// Its name, once in a file.
    pub id: String,
    /// The statuses of the answer.
    pub status: Option<StatusRule>,
    /// The method of the request, in capitals.
    pub method: Option<String>,
    /// What finds something in the path of the request, its query included.
    pub path: Option<Pattern>,
    /// Headers, in lower case, and what finds something in their value.
    pub headers: Vec<(String, Pattern)>,
    /// What finds something in the body.
    pub body: Option<Pattern>,
    /// Whether the answer has to lead to another scheme, host or port than the one that was asked.
    pub is_elsewhere: bool,
    /// What the answer means.
    pub means: String,
    /// What to do about it.
    pub advice: String,
    /// Where it stands.
    pub span: Span,
}

/// Reads a file of hints.
///
/// # Errors
/// All that is wrong with it: no YAML, unknown keys, a hint that would fit every answer, a name
/// that stands twice.
pub fn read(source: &Arc<Source>) -> Result<Vec<HintRule>, Vec<Problem>> {
    let root = parse(source)?;
    let files = HashMap::new();
    let mut lower = Lower::new(&files);
    let rules = lower.hints(&root);
    let mut problems = std::mem::take(&mut lower.problems);
    for (at, rule) in rules.iter().enumerate() {
        if rules[..at].iter().any(|before| before.id == rule.id) {
            let problem = Problem::at(
                &rule.span,
                format!("the hint `{}` is written twice", rule.id),
            );
            problems.push(problem.hint("give one of them another id"));
        }
    }
    if rules.is_empty() && problems.is_empty() {
        let problem = Problem::general(format!("`{}` has no hints", source.path));
        problems.push(problem.hint("write a list below `hints:`"));
    }
    if problems.is_empty() {
        Ok(rules)
    } else {
        Err(in_order(problems))
    }
}
