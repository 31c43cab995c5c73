//! What an answer changes, and where.

mod documented;
mod rule;

use crate::accept::edit::{Edit, find, tree};
use crate::accept::files::Files;
use crate::accept::{Answer, Choice, Refused};
use crate::check::node_path::{self, Segment};
use crate::outcome::{CUT, Mismatch, MismatchKind, Subject};
use crate::scenario::node::{Node, NodeKind};

/// What an answer changes.
pub(super) struct Target {
    /// The file, by its path in the folder.
    pub file: String,
    /// The changes, one after the other.
    pub edits: Vec<Edit>,
    /// The change in words, such as `vary $.id: integer`.
    pub words: String,
}

/// The `expect` of a step, as it stands in its file.
struct Expect {
    /// The file of the scenario, by its path in the folder.
    file: String,
    /// The root of that file.
    root: Node,
    /// The way to `expect`.
    path: Vec<Segment>,
}

impl Expect {
    /// Finds the `expect` of the step that an answer is about, as it is by now or as it was.
    fn of(files: &Files, choice: &Choice<'_>, now: bool) -> Result<Self, Refused> {
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
    fn get(&self, below: &[Segment]) -> Option<&Node> {
        find(&self.root, &self.at(below))
    }

    /// Returns the way to something below `expect`.
    fn at(&self, below: &[Segment]) -> Vec<Segment> {
        [self.path.as_slice(), below].concat()
    }
}

/// Returns what an answer changes.
///
/// # Errors
/// There is no such answer to this mismatch, or it cannot be written there.
pub(super) fn target(
    files: &Files,
    choice: &Choice<'_>,
    all: &[Choice<'_>],
) -> Result<Target, Refused> {
    let mismatch = choice.mismatch;
    if !matches!(mismatch.subject, Subject::Body | Subject::Status) {
        return Err(Refused::new(
            "it is an assertion that somebody wrote, not what the page prints: change it by hand",
        ));
    }
    let is_written = !matches!(choice.answer, Answer::Vary);
    if is_written && mismatch.actual.as_ref().is_some_and(is_hidden) {
        return Err(Refused::new(
            "the store answers a secret, which is written nowhere: accept it as `vary`",
        ));
    }
    if is_written && mismatch.actual.as_ref().is_some_and(is_cut) {
        return Err(Refused::new(
            "the report does not keep all that the store answered there: change it by hand",
        ));
    }
    if is_written && let Some(why) = of_this_run(choice) {
        return Err(Refused::new(format!(
            "{why}, and is another one in the next: accept it as `vary`, or write `${{…}}` there"
        )));
    }
    match &choice.answer {
        Answer::Vary => rule::vary(files, choice, all),
        Answer::Drift { because } => rule::drift(files, choice, because, all),
        Answer::Documented => documented::documented(files, choice),
    }
}

/// Returns in which order answers are written: of the documented values the last one first, so that
/// no place moves before it is used, and then the rules in the order of the mismatches.
pub(super) fn in_order(files: &Files, choices: &[Choice<'_>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..choices.len()).collect();
    let key = |at: &usize| {
        let choice = &choices[*at];
        let Target { file, edits, .. } = match choice.answer {
            Answer::Documented => target(files, choice, choices).ok()?,
            _ => return None,
        };
        let edit = edits.into_iter().next()?;
        Some((file, edit.path, edit.change.rank()))
    };
    order.sort_by_cached_key(|at| std::cmp::Reverse((key(at), *at)));
    let (documented, rules): (Vec<_>, Vec<_>) = order
        .into_iter()
        .partition(|at| choices[*at].answer == Answer::Documented);
    documented
        .into_iter()
        .chain(rules.into_iter().rev())
        .collect()
}

/// Returns the path of a file in the folder of the tutorial.
pub(super) fn inside<'f>(choice: &Choice<'_>, file: &'f str) -> &'f str {
    let folder = choice.scenario.file.rsplit_once('/');
    let rest = folder.and_then(|(folder, _)| file.strip_prefix(folder)?.strip_prefix('/'));
    rest.unwrap_or(file)
}

fn name(text: &str) -> Segment {
    Segment::Name(text.to_owned())
}

/// Whether a value is shown in place of a secret.
fn is_hidden(value: &serde_json::Value) -> bool {
    let text = value.to_string();
    text.contains('‹') && text.contains('›')
}

/// Says what the store's answer has that is of the run alone, if so.
fn of_this_run(choice: &Choice<'_>) -> Option<String> {
    let mismatch = choice.mismatch;
    let (path, actual) = (mismatch.actual_path.as_deref()?, mismatch.actual.as_ref()?);
    choice.own?.in_value(choice.step, path, actual)
}

/// Whether a report keeps only a part of a value.
fn is_cut(value: &serde_json::Value) -> bool {
    value.to_string().contains(CUT)
}

/// Writes a value as a template that means it.
fn as_template(value: &serde_json::Value) -> serde_json::Value {
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
fn documented_path(mismatch: &Mismatch) -> Result<Vec<Segment>, Refused> {
    let path = mismatch.documented_path.as_deref();
    path.and_then(node_path::parse)
        .ok_or_else(|| Refused::new("the page prints nothing there that could vary"))
}

/// Returns the array whose elements get other numbers where a mismatch is accepted as documented.
fn renumbered(choice: &Choice<'_>) -> Option<Vec<Segment>> {
    let mismatch = choice.mismatch;
    let path = match mismatch.kind {
        MismatchKind::Missing => mismatch.documented_path.as_deref(),
        MismatchKind::Extra => mismatch.actual_path.as_deref(),
        _ => None,
    };
    let mut path = node_path::parse(path?)?;
    let last = path.pop();
    let is_answered = choice.answer == Answer::Documented;
    (is_answered && matches!(last, Some(Segment::Index(_)))).then_some(path)
}

/// Whether a path leads through an element of an array; numbers on the way to it do not count, since
/// those of the page and of the answer may differ.
fn leads_through(path: &[Segment], array: &[Segment]) -> bool {
    let is_same = |(one, other): (&Segment, &Segment)| match (one, other) {
        (Segment::Index(_), Segment::Index(_)) => true,
        (one, other) => one == other,
    };
    path.len() > array.len()
        && array.iter().zip(path).all(is_same)
        && matches!(path[array.len()], Segment::Index(_))
}

/// Whether a path names an element by its number.
fn names_a_number(path: &str) -> bool {
    let parsed = node_path::parse(path);
    match parsed {
        Some(path) => path.iter().any(|one| matches!(one, Segment::Index(_))),
        None => path
            .as_bytes()
            .windows(2)
            .any(|two| two[0] == b'[' && two[1].is_ascii_digit()),
    }
}

/// Whether two answers are about one step.
fn same_step(one: &Choice<'_>, other: &Choice<'_>) -> bool {
    std::ptr::eq(one.step, other.step)
}
