//! Where an answer is written: the `expect` of a step, and paths in it.

use crate::accept::edit::{Edit, find, tree};
use crate::accept::files::Files;
use crate::accept::{Answer, Choice, Refused};
use crate::outcome::path::{self, Segment};
use crate::outcome::{Mismatch, MismatchKind};
use crate::scenario::node::{Node, NodeKind};

/// What an answer changes.
pub(in crate::accept) struct Target {
    /// The file, by its path in the folder.
    pub file: String,
    /// The changes, one after the other.
    pub edits: Vec<Edit>,
    /// The change in words, such as `vary $.id: integer`.
    pub words: String,
}

/// The `expect` of a step, as it stands in its file.
pub(super) struct Expect {
    /// The file of the scenario, by its path in the folder.
    pub(super) file: String,
    /// The root of that file.
    pub(super) root: Node,
    /// The way to `expect`.
    pub(super) path: Vec<Segment>,
}

impl Expect {
    /// Finds the `expect` of the step that an answer is about, as it is by now or as it was.
    pub(super) fn of(files: &Files, choice: &Choice<'_>, now: bool) -> Result<Self, Refused> {
        let file = inside(choice, &choice.scenario.file).to_owned();
        let source = if now {
            files.now(&file)?
        } else {
            files.before(&file)?
        };
        let root = tree(source)?;
        let steps = find(&root, &[name("steps")]);
        let index = match steps.map(|steps| &steps.kind) {
            Some(NodeKind::List(steps)) => steps.iter().position(|step| {
                let id = find(step, &[name("id")]);
                id.is_some_and(|id| id.kind == NodeKind::String(choice.step.id.clone()))
            }),
            _ => None,
        };
        let index = index.ok_or_else(|| {
            Refused::new(format!(
                "`{}` has no step `{}`: run again",
                choice.scenario.file, choice.step.id
            ))
        })?;
        let path = vec![name("steps"), Segment::Index(index), name("expect")];
        Ok(Self { file, root, path })
    }

    /// Finds something below `expect`.
    pub(super) fn get(&self, below: &[Segment]) -> Option<&Node> {
        find(&self.root, &self.at(below))
    }

    /// Returns the way to something below `expect`.
    pub(super) fn at(&self, below: &[Segment]) -> Vec<Segment> {
        [self.path.as_slice(), below].concat()
    }
}

/// Returns the path of a file in the folder of the tutorial.
pub(in crate::accept) fn inside<'f>(choice: &Choice<'_>, file: &'f str) -> &'f str {
    let folder = choice.scenario.file.rsplit_once('/');
    let rest = folder.and_then(|(folder, _)| file.strip_prefix(folder)?.strip_prefix('/'));
    rest.unwrap_or(file)
}

pub(super) fn name(text: &str) -> Segment {
    Segment::Name(text.to_owned())
}

/// Writes a value as a template that means it.
pub(super) fn as_template(value: &serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    let literal = |text: &str| text.replace("${", "$${");
    match value {
        Value::String(text) => Value::String(literal(text)),
        Value::Array(items) => items.iter().map(as_template).collect(),
        Value::Object(members) => {
            let members = members.iter();
            let members = members.map(|(key, value)| (key.clone(), as_template(value)));
            Value::Object(members.collect())
        }
        other => other.clone(),
    }
}

/// Returns where the page prints what a mismatch is about.
pub(super) fn documented_path(mismatch: &Mismatch) -> Result<Vec<Segment>, Refused> {
    let path = mismatch.documented_path.as_deref();
    path.and_then(path::parse)
        .ok_or_else(|| Refused::new("the page prints nothing there that could vary"))
}

/// Returns the array whose elements get other numbers where a mismatch is accepted as documented.
pub(super) fn renumbered(choice: &Choice<'_>) -> Option<Vec<Segment>> {
    let mismatch = choice.mismatch;
    let path = match mismatch.kind {
        MismatchKind::Missing => mismatch.documented_path.as_deref(),
        MismatchKind::Extra => mismatch.actual_path.as_deref(),
        _ => None,
    };
    let mut path = path::parse(path?)?;
    let last = path.pop();
    let is_answered = choice.answer == Answer::Documented;
    (is_answered && matches!(last, Some(Segment::Index(_)))).then_some(path)
}

/// Whether a path leads through an element of an array; numbers on the way to it do not count, since
/// those of the page and of the answer may differ.
pub(super) fn leads_through(path: &[Segment], array: &[Segment]) -> bool {
    let is_same = |(one, other): (&Segment, &Segment)| match (one, other) {
        (Segment::Index(_), Segment::Index(_)) => true,
        (one, other) => one == other,
    };
    path.len() > array.len()
        && array.iter().zip(path).all(is_same)
        && matches!(path[array.len()], Segment::Index(_))
}

/// Whether a path names an element by its number.
pub(super) fn names_a_number(path: &str) -> bool {
    let parsed = path::parse(path);
    match parsed {
        Some(path) => path.iter().any(|one| matches!(one, Segment::Index(_))),
        None => path
            .as_bytes()
            .windows(2)
            .any(|two| two[0] == b'[' && two[1].is_ascii_digit()),
    }
}

/// Whether two answers are about one step.
pub(super) fn same_step(one: &Choice<'_>, other: &Choice<'_>) -> bool {
    std::ptr::eq(one.step, other.step)
}
