//! Answers that are rules: `vary` and `drift`.

use serde_json::{Value, json};

use crate::accept::choice::{
    Expect, Target, as_template, documented, documented_path, leads_through, name, renumbered,
    same_step,
};
use crate::accept::edit::{Change, Edit, value_of};
use crate::accept::files::Files;
use crate::accept::{Choice, Refused};
use crate::check::is_datetime;
use crate::outcome::path::{self, Segment};
use crate::outcome::{MismatchKind, Subject};
use crate::scenario::node::NodeKind;

/// Returns what makes a `vary` rule of a mismatch.
pub(super) fn vary(
    files: &Files,
    choice: &Choice<'_>,
    all: &[Choice<'_>],
) -> Result<Target, Refused> {
    let mismatch = choice.mismatch;
    if mismatch.subject == Subject::Status {
        return Err(Refused::new(
            "a status does not vary: accept it as `drift` or as `documented`",
        ));
    }
    let (path, kinds) = match (mismatch.kind, &mismatch.documented, &mismatch.actual) {
        (MismatchKind::Missing, ..) => (documented_path(mismatch)?, vec!["optional"]),
        (MismatchKind::Order, ..) => {
            let mut path = documented_path(mismatch)?;
            path.pop();
            (path, vec!["unordered"])
        }
        (MismatchKind::Type | MismatchKind::Value, Some(documented), Some(actual)) => {
            (documented_path(mismatch)?, kinds(documented, actual))
        }
        (MismatchKind::Extra, ..) => {
            return Err(Refused::new(
                "what the page does not print cannot vary: accept it as `documented`",
            ));
        }
        _ => return Err(by_hand()),
    };
    let expect = Expect::of(files, choice, true)?;
    if drift_at(&expect, &path).is_some() {
        return Err(Refused::new(
            "a `drift` says what is there, and goes before `vary`: change it by hand",
        ));
    }
    let path = path::show(&path);
    places_stay(&path, choice, all)?;
    let key = [name("vary"), name(&path)];
    let (below, change) = match (expect.get(&key[..1]), expect.get(&key)) {
        (_, Some(known)) => (&key[..], Change::Replace(joined(value_of(known), &kinds))),
        (Some(_), None) => (&key[..], Change::Insert(one_or_all(kinds))),
        (None, None) => (
            &key[..1],
            Change::Insert(json!({path.as_str(): one_or_all(kinds)})),
        ),
    };
    let rule = match &change {
        Change::Insert(Value::Object(rules)) => rules.get(&path).cloned().unwrap_or_default(),
        Change::Insert(kinds) | Change::Replace(kinds) => kinds.clone(),
        Change::Remove => Value::Null,
    };
    Ok(Target {
        words: format!("vary {path}: {}", in_words(&rule)),
        edits: vec![Edit {
            path: expect.at(below),
            change,
        }],
        file: expect.file,
    })
}

/// Returns what makes a `drift` of a mismatch.
pub(super) fn drift(
    files: &Files,
    choice: &Choice<'_>,
    because: &str,
    all: &[Choice<'_>],
) -> Result<Target, Refused> {
    let mismatch = choice.mismatch;
    let (at, path) = match (mismatch.subject, &mismatch.documented, &mismatch.actual) {
        (Subject::Status, ..) => ("status".to_owned(), None),
        (_, Some(_), Some(_)) if mismatch.kind != MismatchKind::Order => {
            let path = documented_path(mismatch)?;
            documented::has_no_variable(files, choice, &path)?;
            (path::show(&path), Some(path))
        }
        _ => {
            return Err(Refused::new(
                "a `drift` has a value on both sides: accept it as `vary` or as `documented`",
            ));
        }
    };
    places_stay(&at, choice, all)?;
    let store = as_template(&mismatch.actual.clone().unwrap_or_default());
    let expect = Expect::of(files, choice, true)?;
    let known = match &path {
        Some(path) => drift_at(&expect, path),
        None => drift_of_status(&expect),
    };
    let because = Value::from(because.replace("${", "$${"));
    let list = name("drift");
    let changes = match (known, expect.get(std::slice::from_ref(&list))) {
        // What else stands there, such as a comment, stays.
        (Some(index), _) => {
            let member = |key: &str| vec![list.clone(), Segment::Index(index), name(key)];
            vec![
                (member("store"), Change::Replace(store)),
                (member("because"), Change::Replace(because)),
            ]
        }
        (None, drifts) => {
            let new = json!({"at": at, "store": store, "because": because});
            match drifts.map(|node| &node.kind) {
                Some(NodeKind::List(drifts)) => {
                    let end = Segment::Index(drifts.len());
                    vec![(vec![list, end], Change::Insert(new))]
                }
                _ => vec![(vec![list], Change::Insert(json!([new])))],
            }
        }
    };
    let edit = |(below, change): (Vec<Segment>, Change)| Edit {
        path: expect.at(&below),
        change,
    };
    Ok(Target {
        words: format!("drift at {at}"),
        edits: changes.into_iter().map(edit).collect(),
        file: expect.file,
    })
}

/// Finds the drift of this place, by its number.
fn drift_at(expect: &Expect, path: &[Segment]) -> Option<usize> {
    drift_where(expect, |at| path::parse(at).as_deref() == Some(path))
}

fn drift_of_status(expect: &Expect) -> Option<usize> {
    drift_where(expect, |at| at == "status")
}

fn drift_where(expect: &Expect, is_it: impl Fn(&str) -> bool) -> Option<usize> {
    let drifts = value_of(expect.get(&[name("drift")])?);
    let mut drifts = drifts.as_array()?.iter();
    drifts.position(|drift| drift["at"].as_str().is_some_and(&is_it))
}

/// Makes sure that a rule that names an element by its number means the same one afterwards.
fn places_stay(path: &str, choice: &Choice<'_>, all: &[Choice<'_>]) -> Result<(), Refused> {
    let path = path::parse(path).unwrap_or_default();
    let others = all.iter().filter(|other| same_step(choice, other));
    let mut arrays = others.filter_map(renumbered);
    if arrays.any(|array| leads_through(&path, &array)) {
        return Err(Refused::new(
            "elements of an array of this step come or go, so its number may be another one \
             afterwards: run again, and accept it then",
        ));
    }
    Ok(())
}

fn by_hand() -> Refused {
    Refused::new("there is no rule that would hold here: change it by hand")
}

/// Returns the kinds that what the page prints and what the store answers both are.
fn kinds(documented: &Value, actual: &Value) -> Vec<&'static str> {
    let both = [kind(documented), kind(actual)];
    match both {
        [one, other] if one == other => vec![one],
        ["integer", "number"] | ["number", "integer"] => vec!["number"],
        ["datetime", "string"] | ["string", "datetime"] => vec!["string"],
        both if both.contains(&"any") => vec!["any"],
        both => both.to_vec(),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(text) if is_datetime(text) => "datetime",
        Value::String(_) => "string",
        Value::Null | Value::Array(_) | Value::Object(_) => "any",
    }
}

fn one_or_all(kinds: Vec<&str>) -> Value {
    match kinds.as_slice() {
        [one] => Value::from(*one),
        _ => kinds.into(),
    }
}

/// Adds kinds to those that a rule has already.
fn joined(known: Value, kinds: &[&str]) -> Value {
    let mut all = match known {
        Value::Array(all) => all,
        one => vec![one],
    };
    for kind in kinds {
        if !all.iter().any(|known| known == kind) {
            all.push(Value::from(*kind));
        }
    }
    Value::from(all)
}

fn in_words(rule: &Value) -> String {
    let words = |one: &Value| one.as_str().map_or_else(|| one.to_string(), str::to_owned);
    match rule {
        Value::Array(all) => all.iter().map(words).collect::<Vec<_>>().join(" or "),
        one => words(one),
    }
}
