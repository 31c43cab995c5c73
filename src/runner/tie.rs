//! What ties a thing in a shop to a run: values that no other run has.

use regex::Regex;
use serde_json::Value;

use crate::runner::values::Values;
use crate::scenario::names;
use crate::scenario::template::{Expression, JsonTemplateKind, Part, Template};
use crate::scenario::tutorial::{Find, Tutorial, UndoRequest, Variable};
use crate::scenario::undo::own_variables;

/// A UUID as [`uuid`] writes it.
const UUID: &str = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
/// A moment as the language writes it.
const MOMENT: &str = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z";

/// How what a step made is tied to the run that made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tie {
    /// By a value that is new in this run.
    Own,
    /// By a variable whose value a user gave the run, which others may have, too.
    Given(String),
    /// By nothing but what the tutorial claims.
    Claimed,
}

impl Tie {
    /// Returns how an undo of a tutorial ties what it takes back to the run of these values.
    pub fn of(undo: &UndoRequest, tutorial: &Tutorial, values: &Values) -> Self {
        // What cannot be looked for is known by the id that the store gave this run.
        let Some(find) = undo.find() else {
            return Self::Own;
        };
        if is_tied_by_name(find) {
            return Self::Own;
        }
        let tying = tying(find, tutorial);
        let given = tying
            .iter()
            .find(|variable| !is_made_by_run(variable, values));
        match given {
            Some(given) => Self::Given(given.name.clone()),
            None if tying.is_empty() => Self::Claimed,
            None => Self::Own,
        }
    }
}

/// Returns the variables of a tutorial that tie what a `find` finds to the run.
fn tying<'t>(find: &Find, tutorial: &'t Tutorial) -> Vec<&'t Variable> {
    let own = own_variables(tutorial);
    let used: Vec<&str> = find
        .captures
        .iter()
        .flat_map(|(name, path)| {
            let used = names::uses_of_template(&path.template);
            used.into_iter().chain([name.as_str()])
        })
        .collect();
    let variables = tutorial.variables.iter();
    variables
        .filter(|variable| own.contains(variable.name.as_str()))
        .filter(|variable| used.contains(&variable.name.as_str()))
        .collect()
}

/// Returns whether the name of the run itself ties what a `find` finds to it.
fn is_tied_by_name(find: &Find) -> bool {
    let mut parts = find
        .captures
        .iter()
        .flat_map(|(_, path)| &path.template.parts);
    parts.any(|part| matches!(part, Part::Value(Expression::RunId, _)))
}

/// Returns whether the run of these values made the value of a variable itself, as the tutorial says;
/// otherwise a user gave it, and others may have it, too.
fn is_made_by_run(variable: &Variable, values: &Values) -> bool {
    let held = values.get(&variable.name).map(|held| &held.value);
    let Some(Value::String(value)) = held else {
        return false;
    };
    let template = variable.value.as_ref().map(|value| &value.kind);
    let Some(JsonTemplateKind::Text(template)) = template else {
        return false;
    };
    let pattern = pattern(template, values);
    Regex::new(&format!("^(?:{pattern})$")).is_ok_and(|pattern| pattern.is_match(value))
}

/// What a template can have been filled in to.
fn pattern(template: &Template, values: &Values) -> String {
    let parts = template.parts.iter().map(|part| match part {
        Part::Text(text) => regex::escape(text),
        Part::Value(expression, span) => match expression {
            Expression::Uuid => UUID.to_owned(),
            Expression::Now => MOMENT.to_owned(),
            _ => {
                let one = Template {
                    parts: vec![Part::Value(expression.clone(), span.clone())],
                    span: span.clone(),
                };
                // What has no value now can have been anything, which proves nothing.
                let text = values.text(&one);
                text.map_or_else(|_| "[^\\s\\S]".to_owned(), |text| regex::escape(&text))
            }
        },
    });
    parts.collect()
}
