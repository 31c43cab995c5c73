//! The values that a user gives: `--var`, `MAGEWALK_…`, `--env-file`, and the tutorial's own.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::commands::Environment;
use crate::error::Error;
use crate::runner::redact::is_secret_name;
use crate::runner::values::{Held, Values};
use crate::scenario::names::BUILT_IN;
use crate::scenario::problem::{Problem, did_you_mean};
use crate::scenario::template::JsonTemplate;
use crate::scenario::tutorial::{Tutorial, Variable};

/// The prefix of every environment variable that is read; no other ever is.
const PREFIX: &str = "MAGEWALK_";

/// The options that may stand in the environment.
const OPTIONS: [&str; 3] = ["target", "basic", "header"];

/// What an integration signs with, in the order of [`Keys`](crate::http::oauth::Keys).
pub(super) const INTEGRATION: [&str; 4] = [
    "consumer_key",
    "consumer_secret",
    "access_token",
    "access_token_secret",
];

/// What a user gives.
#[derive(Default)]
pub(super) struct Given {
    /// From the environment and the file: name in lower case, without the prefix.
    pub environment: BTreeMap<String, String>,
    /// From `--var`.
    pub options: BTreeMap<String, String>,
}

impl Given {
    /// Reads the environment and, behind it, a file.
    ///
    /// # Errors
    /// Where the file cannot be read. No line of it is ever quoted: it holds secrets.
    pub(super) fn read(environment: &Environment, file: Option<&Path>) -> Result<Self, Error> {
        let mut given = Self::default();
        if let Some(path) = file {
            given.read_file(path)?;
        }
        for (name, value) in &environment.variables {
            given.add(name, value);
        }
        Ok(given)
    }

    /// Returns the target that the file names, where the environment has none.
    pub(super) fn target(&self) -> Option<&str> {
        self.environment.get("target").map(String::as_str)
    }

    /// Takes the `NAME=VALUE`s of `--var`, which the tutorials must declare.
    ///
    /// # Errors
    /// A value without a name, an unknown name, a secret, an empty value.
    pub(super) fn add_options(
        &mut self,
        options: &[String],
        tutorials: &[&Tutorial],
    ) -> Result<(), Error> {
        for option in options {
            let Some((name, value)) = option.split_once('=') else {
                let error = Error::usage("`--var` wants a name and a value");
                return Err(error.hint("write `--var name=value`"));
            };
            let declared = tutorials.iter().flat_map(|tutorial| &tutorial.variables);
            let known: Vec<&Variable> = declared.collect();
            let variable = known.iter().find(|variable| variable.name == name);
            if is_secret_name(name) || variable.is_some_and(|variable| variable.secret) {
                let error = Error::usage(format!(
                    "`{name}` is a secret, and `ps` shows what `--var` says"
                ));
                return Err(error.hint(format!(
                    "set `{}` in the environment, or in a file for `--env-file`",
                    self::variable(name)
                )));
            }
            if variable.is_none() && !BUILT_IN.contains(&name) {
                let error = Error::usage(format!("no chosen tutorial has a variable `{name}`"));
                let names = known.iter().map(|variable| variable.name.as_str());
                return Err(match did_you_mean(name, names.clone()) {
                    Some(near) => error.hint(format!("did you mean `{near}`?")),
                    None => error.hint(format!("it has {}", names.collect::<Vec<_>>().join(", "))),
                });
            }
            if value.is_empty() {
                let error = Error::usage(format!("`--var {name}=` gives no value"));
                return Err(error.hint(format!(
                    "write `--var {name}=VALUE`, or leave it out for the tutorial's own"
                )));
            }
            self.options.insert(name.to_owned(), value.to_owned());
        }
        Ok(())
    }

    /// Finds variables of the environment that are misspelt: what they should set, they would not.
    ///
    /// # Errors
    /// A name that nothing has, beside one that something has.
    pub(super) fn check_names(&self, tutorials: &[&Tutorial]) -> Result<(), Error> {
        let declared = tutorials.iter().flat_map(|tutorial| &tutorial.variables);
        let mut known: Vec<&str> = declared.map(|variable| variable.name.as_str()).collect();
        known.extend(BUILT_IN);
        known.extend(OPTIONS);
        known.extend(INTEGRATION);
        let unknown = self
            .environment
            .keys()
            .filter(|name| !known.contains(&name.as_str()));
        for name in unknown {
            if let Some(near) = did_you_mean(name, known.iter().copied()) {
                let [name, near] = [name.as_str(), near].map(|name| name.to_ascii_uppercase());
                let error = Error::usage(format!(
                    "`{PREFIX}{name}` is set, and no variable has this name"
                ));
                return Err(error.hint(format!("did you mean `{PREFIX}{near}`?")));
            }
        }
        Ok(())
    }

    fn read_file(&mut self, path: &Path) -> Result<(), Error> {
        let shown = path.display();
        let lines = dotenvy::from_path_iter(path).map_err(|error| match error {
            dotenvy::Error::Io(error) => Error::usage(format!("cannot read `{shown}`: {error}")),
            _ => malformed(path),
        })?;
        for line in lines {
            let (name, value) = line.map_err(|_| malformed(path))?;
            self.add(&name, &value);
        }
        Ok(())
    }

    fn add(&mut self, name: &str, value: &str) {
        if let Some(name) = name.strip_prefix(PREFIX) {
            self.environment
                .insert(name.to_ascii_lowercase(), value.to_owned());
        }
    }
}

fn malformed(path: &Path) -> Error {
    let error = Error::usage(format!(
        "`{}` has a line that is not `NAME=value`",
        path.display()
    ));
    error.hint("put a value with blanks or `#` in it in single quotes")
}

/// Returns the variables of a tutorial before its first step.
///
/// # Errors
/// A variable that is set but empty, and a default that cannot be filled in.
pub(super) fn initial(
    tutorial: &Tutorial,
    given: &Given,
    credentials: &[(String, String)],
    run_id: &str,
) -> Result<Values, Error> {
    let mut values = Values::new(run_id);
    for (name, text) in credentials {
        let held = Held {
            value: Value::String(text.clone()),
            captured_in: None,
            secret: is_secret_name(name),
        };
        values.set(name, held);
    }
    for variable in &tutorial.variables {
        if let Some(value) = value_of(variable, given, &values)? {
            let held = Held {
                value,
                captured_in: None,
                secret: variable.secret,
            };
            values.set(&variable.name, held);
        }
    }
    Ok(values)
}

fn value_of(variable: &Variable, given: &Given, values: &Values) -> Result<Option<Value>, Error> {
    let name = &variable.name;
    if let Some(text) = given.options.get(name) {
        return Ok(Some(like_default(text, variable.value.as_ref(), values)));
    }
    match given.environment.get(name) {
        Some(text) if text.is_empty() => Err(empty(name)),
        Some(text) => Ok(Some(like_default(text, variable.value.as_ref(), values))),
        None => variable
            .value
            .as_ref()
            .map(|value| fill(value, values))
            .transpose(),
    }
}

/// A text that a user gave, with the JSON type that the tutorial's own value has.
fn like_default(text: &str, default: Option<&JsonTemplate>, values: &Values) -> Value {
    let default = default.and_then(|default| fill(default, values).ok());
    let parsed = serde_json::from_str::<Value>(text).ok();
    match (default, parsed) {
        (Some(Value::Number(_)), Some(number @ Value::Number(_))) => number,
        (Some(Value::Bool(_)), Some(truth @ Value::Bool(_))) => truth,
        (Some(Value::Array(_)), Some(list @ Value::Array(_))) => list,
        _ => Value::String(text.to_owned()),
    }
}

fn fill(value: &JsonTemplate, values: &Values) -> Result<Value, Error> {
    value
        .fill(&|template| values.fill(template))
        .map_err(|error| Error::problems(vec![Problem::at(&error.span, error.message)]))
}

/// The error for a variable that is set but empty: in a pipeline, a secret that got lost.
pub(super) fn empty(name: &str) -> Error {
    let error = Error::usage(format!("`{}` is set, but empty", variable(name)));
    error.hint("give it a value, or unset it")
}

/// Returns the name of a variable in the environment.
pub(super) fn variable(name: &str) -> String {
    format!("{PREFIX}{}", name.to_ascii_uppercase())
}
