//! The values that a user gives: `--var`, `MAGEWALK_…`, `--env-file`, and the tutorial's own.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde_json::Value;

use crate::error::Error;
use crate::launch::Environment;
use crate::launch::env_file::{self, BadLine};
use crate::launch::environment::PREFIX;
use crate::mask::is_secret_name;
use crate::runner::values::{Binding, Values};
use crate::scenario::names::BUILT_IN;
use crate::scenario::problem::{Problem, did_you_mean};
use crate::scenario::template::JsonTemplate;
use crate::scenario::tutorial::{Tutorial, Variable};

/// The options that may stand in the environment.
const OPTIONS: [&str; 3] = ["target", "basic", "header"];

/// What an integration signs with, in the order of [`Keys`](crate::http::oauth::Keys).
pub(crate) const INTEGRATION: [&str; 4] = [
    "consumer_key",
    "consumer_secret",
    "access_token",
    "access_token_secret",
];

/// The largest file of variables that is read, in bytes.
const MOST_BYTES: u64 = 1024 * 1024;

/// What a user gives.
#[derive(Default)]
pub(crate) struct Given {
    /// For the variables of tutorials: name in lower case, without the prefix.
    pub variables: BTreeMap<String, String>,
    /// From `--var`.
    pub options: BTreeMap<String, String>,
    /// For the program itself, so that no scenario can read it: how the shop is reached, and with
    /// what an admin signs in.
    own: BTreeMap<String, String>,
}

impl Given {
    /// Reads the environment and, behind it, a file.
    ///
    /// # Errors
    /// Where the file cannot be read, or a value is not text. No value is ever quoted: they are
    /// secrets.
    pub(crate) fn read(environment: &Environment, file: Option<&Path>) -> Result<Self, Error> {
        if let Some(error) = environment.unreadable() {
            return Err(error);
        }
        let mut given = Self::default();
        if let Some(path) = file {
            for (name, value) in read_file(path)? {
                given.add(&name, &value)?;
            }
        }
        for (name, value) in &environment.variables {
            given.add(name, value)?;
        }
        Ok(given)
    }

    /// Returns what is given for the program itself under this name.
    pub(crate) fn own(&self, name: &str) -> Option<&str> {
        self.own.get(name).map(String::as_str)
    }

    /// Returns what must not be shown, with the names of its variables.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = (&str, &str)> {
        // A target and a user name are no secrets; a header and a login are hidden part by part.
        let shown = ["target", "admin_username", "basic", "header"];
        let own = self
            .own
            .iter()
            .filter(move |(name, _)| !shown.contains(&name.as_str()));
        let variables = self.variables.iter();
        let named = variables.filter(|(name, _)| is_secret_name(name));
        own.chain(named)
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns the target that the file names, where the environment has none.
    pub(crate) fn target(&self) -> Option<&str> {
        self.own("target")
    }

    /// Takes the `NAME=VALUE`s of `--var`, which the tutorials must declare.
    ///
    /// # Errors
    /// A value without a name, an unknown name, a secret, an empty value.
    pub(crate) fn add_options(
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
    pub(crate) fn check_names(&self, tutorials: &[&Tutorial]) -> Result<(), Error> {
        let declared = tutorials.iter().flat_map(|tutorial| &tutorial.variables);
        let mut known: Vec<&str> = declared.map(|variable| variable.name.as_str()).collect();
        known.extend(BUILT_IN);
        known.extend(OPTIONS);
        known.extend(INTEGRATION);
        let given = self.variables.keys().chain(self.own.keys());
        let unknown = given.filter(|name| !known.contains(&name.as_str()));
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

    fn add(&mut self, name: &str, value: &str) -> Result<(), Error> {
        let Some(name) = name.strip_prefix(PREFIX) else {
            return Ok(());
        };
        let name = name.to_ascii_lowercase();
        // What was saved by an editor begins with a mark, and what `echo` wrote ends in a line break.
        let value = value.trim_start_matches('\u{feff}');
        let value = value.trim_end_matches(['\r', '\n']);
        if !is_own(&name) {
            self.variables.insert(name, value.to_owned());
            return Ok(());
        }
        if name != "header" && value.contains(['\r', '\n']) {
            let error = Error::usage(format!("`{}` has a line break in it", variable(&name)));
            return Err(error.hint("give the value alone, in one line"));
        }
        self.own.insert(name, value.to_owned());
        Ok(())
    }
}

/// Whether a value is for the program itself.
fn is_own(name: &str) -> bool {
    OPTIONS.contains(&name) || INTEGRATION.contains(&name) || BUILT_IN.contains(&name)
}

fn read_file(path: &Path) -> Result<Vec<(String, String)>, Error> {
    let shown = path.display();
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes));
    read.map_err(|error| Error::usage(format!("cannot read `{shown}`: {error}")))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Error::usage(format!("`{shown}` is larger than 1 MiB"))
            .hint("name the file with the `MAGEWALK_…` variables"));
    }
    let text = String::from_utf8(bytes).map_err(|_| {
        Error::usage(format!("`{shown}` is not a text file in UTF-8")).hint("save it as UTF-8")
    })?;
    env_file::read(&text, PREFIX).map_err(|BadLine { number, what, hint }| {
        Error::usage(format!("`{shown}`: line {number} {what}")).hint(hint)
    })
}

/// Returns the variables of a tutorial before its first step.
///
/// # Errors
/// A variable that is set but empty, and a default that cannot be filled in.
pub(crate) fn initial(
    tutorial: &Tutorial,
    given: &Given,
    credentials: &[(String, String)],
    run_id: &str,
) -> Result<Values, Error> {
    let mut values = Values::new(run_id);
    for (name, text) in credentials {
        let held = Binding {
            value: Value::String(text.clone()),
            captured_in: None,
            secret: is_secret_name(name),
        };
        values.set(name, held);
    }
    for variable in &tutorial.variables {
        if let Some(value) = value_of(variable, given, &values)? {
            // A tutorial may show a password that it prints itself, and none that a user gave.
            let is_of_user = given.variables.contains_key(&variable.name);
            let held = Binding {
                value,
                captured_in: None,
                secret: variable.secret || is_of_user && is_secret_name(&variable.name),
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
    match given.variables.get(name) {
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
pub(crate) fn empty(name: &str) -> Error {
    let error = Error::usage(format!("`{}` is set, but empty", variable(name)));
    error.hint("give it a value, or unset it")
}

/// Returns the name of a variable in the environment.
pub(crate) fn variable(name: &str) -> String {
    format!("{PREFIX}{}", name.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::names::RESERVED;

    fn given(pairs: &[(&str, &str)]) -> Result<Given, Error> {
        let mut given = Given::default();
        for (name, value) in pairs {
            given.add(name, value)?;
        }
        Ok(given)
    }

    #[test]
    fn what_the_program_itself_reads_is_no_variable_of_a_tutorial() {
        for name in OPTIONS.into_iter().chain(INTEGRATION) {
            assert!(RESERVED.contains(&name), "{name}");
            let given = given(&[(&variable(name), "hunter2")]).unwrap();
            assert!(given.variables.is_empty(), "{name}");
            assert_eq!(given.own(name), Some("hunter2"));
        }
        assert_eq!(RESERVED.len(), OPTIONS.len() + INTEGRATION.len());
    }

    #[test]
    fn a_mark_before_and_a_line_break_behind_a_value_are_left_out() {
        let given = given(&[
            ("MAGEWALK_ADMIN_PASSWORD", "\u{feff}pa ss \r\n"),
            ("MAGEWALK_NAME", "x\n"),
            ("OTHER", "y"),
        ])
        .unwrap();
        assert_eq!(given.own("admin_password"), Some("pa ss "));
        assert_eq!(given.variables.get("name").unwrap(), "x");
        assert_eq!(given.variables.len(), 1);
    }

    #[test]
    fn a_line_break_inside_is_refused_but_where_lines_are_wanted() {
        let error = given(&[("MAGEWALK_ADMIN_PASSWORD", "hunter\n2")])
            .err()
            .unwrap();
        assert!(
            error
                .message
                .contains("`MAGEWALK_ADMIN_PASSWORD` has a line break")
        );
        assert!(!error.render(false).contains("hunter"));
        assert!(given(&[("MAGEWALK_HEADER", "A: b\nC: d")]).is_ok());
    }
}
