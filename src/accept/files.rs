//! The files of a tutorial while answers are written into them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::accept::choice::{self, Target};
use crate::accept::edit::{self, tree};
use crate::accept::{Choice, Refused};
use crate::check;
use crate::outcome::Location;
use crate::scenario::load::{self, TutorialFiles};
use crate::scenario::node::{Node, NodeKind};
use crate::scenario::source::{Source, Span};

/// The files of a tutorial: as they were read, and as the answers change them.
#[derive(Clone)]
pub struct Files {
    name: String,
    /// The path of the scenario file that is the whole tutorial.
    alone: Option<String>,
    /// By the path in the folder.
    read: BTreeMap<String, Arc<Source>>,
    /// Those that are changed.
    changed: BTreeMap<String, Arc<Source>>,
}

impl Files {
    /// Takes the files of a tutorial.
    pub fn new(files: TutorialFiles) -> Self {
        let folder = files.head().map_or("", |(folder, _)| folder).to_owned();
        let inside = |source: Arc<Source>| {
            let path = source.path.strip_prefix(&folder)?.to_owned();
            Some((path, source))
        };
        Self {
            name: files.name,
            alone: files.alone,
            read: files.files.into_iter().filter_map(inside).collect(),
            changed: BTreeMap::new(),
        }
    }

    /// Writes the answers, as far as each can be written, and says of each in its place what was
    /// written in which file, or why nothing was.
    pub fn accept(&mut self, choices: &[Choice<'_>]) -> Vec<Result<String, Refused>> {
        // To load the tutorial costs the most, and it nearly always loads: only where it does not,
        // the answer at fault is looked for.
        let mut tried = self.clone();
        let told = tried.write(choices, |_, _| Ok(()));
        if tried.still_means_something("the tutorial").is_ok() {
            *self = tried;
            return told;
        }
        self.write(choices, Self::still_means_something)
    }

    /// Writes the answers one by one, each only where the files hold the check afterwards.
    fn write(
        &mut self,
        choices: &[Choice<'_>],
        holds: impl Fn(&Self, &str) -> Result<(), Refused>,
    ) -> Vec<Result<String, Refused>> {
        let mut told = vec![Err(Refused::new("it was not looked at")); choices.len()];
        for at in choice::in_order(self, choices) {
            let before = self.changed.clone();
            told[at] = self.write_one(&choices[at], choices, &holds);
            if told[at].is_err() {
                self.changed = before;
            }
        }
        told
    }

    /// Returns why one of these answers cannot be written; none where all can. Nothing changes.
    pub fn refusal(&self, choices: &[Choice<'_>]) -> Option<Refused> {
        let mut tried = self.clone();
        tried.accept(choices).into_iter().find_map(Result::err)
    }

    fn write_one(
        &mut self,
        choice: &Choice<'_>,
        all: &[Choice<'_>],
        holds: impl Fn(&Self, &str) -> Result<(), Refused>,
    ) -> Result<String, Refused> {
        self.is_as_it_was(choice)?;
        let Target { file, edits, words } = choice::target(self, choice, all)?;
        for edit in &edits {
            let source = self.now(&file)?;
            let text = edit::apply(source, edit)?;
            let new = Source::new(source.path.as_str(), text);
            self.changed.insert(file.clone(), new);
        }
        holds(self, &file)?;
        Ok(words)
    }

    /// Returns the files that are changed, each as it was and as it is.
    pub fn changes(&self) -> impl Iterator<Item = (&Arc<Source>, &Arc<Source>)> {
        self.changed
            .iter()
            .filter_map(|(path, new)| Some((self.read.get(path)?, new)))
    }

    /// Returns a file as it was read.
    pub(super) fn before(&self, path: &str) -> Result<&Arc<Source>, Refused> {
        self.read.get(path).ok_or_else(|| {
            Refused::new(format!("the tutorial `{}` has no file `{path}`", self.name))
        })
    }

    /// Returns a file as it is by now.
    pub(super) fn now(&self, path: &str) -> Result<&Arc<Source>, Refused> {
        match self.changed.get(path) {
            Some(source) => Ok(source),
            None => self.before(path),
        }
    }

    /// Counts in how many places the scenarios name a file as a documented body.
    pub(super) fn uses_of(&self, body: &str) -> usize {
        let scenarios = self.read.iter().filter(|(path, _)| *path != body);
        let trees = scenarios.filter_map(|(_, source)| tree(source).ok());
        trees.map(|tree| names_of(&tree, body)).sum()
    }

    fn is_as_it_was(&self, choice: &Choice<'_>) -> Result<(), Refused> {
        for location in [&choice.step.location, &choice.mismatch.location] {
            let path = choice::inside(choice, &location.file);
            let holds = self.before(path).is_ok_and(|source| has(source, location));
            if !holds {
                let (file, line) = (&location.file, location.line);
                return Err(Refused::new(format!(
                    "`{file}` has another line {line} than when the run was made: run again"
                )));
            }
        }
        Ok(())
    }

    /// Loads the tutorial as it is by now.
    fn still_means_something(&self, file: &str) -> Result<(), Refused> {
        let current = |(path, source): (&String, &Arc<Source>)| {
            Arc::clone(self.changed.get(path).unwrap_or(source))
        };
        let files = TutorialFiles {
            name: self.name.clone(),
            alone: self.alone.clone(),
            files: self.read.iter().map(current).collect(),
        };
        let problems = match load::load(&files) {
            Ok(tutorial) => check::validate(&tutorial),
            Err(problems) => problems,
        };
        match problems.first() {
            None => Ok(()),
            Some(problem) => Err(Refused::new(format!(
                "`{file}` would be wrong then: {}",
                problem.message
            ))),
        }
    }
}

/// Counts the `documented_file`s below a node that name this file.
fn names_of(node: &Node, body: &str) -> usize {
    match &node.kind {
        NodeKind::List(items) => items.iter().map(|item| names_of(item, body)).sum(),
        NodeKind::Map(members) => members
            .iter()
            .map(|(key, value)| match &value.kind {
                NodeKind::String(path) => {
                    usize::from(key.name == "documented_file" && path == body)
                }
                _ => names_of(value, body),
            })
            .sum(),
        _ => 0,
    }
}

/// Whether a text still has the line of a location.
fn has(source: &Arc<Source>, location: &Location) -> bool {
    let at = source.offset_of(location.line, location.column);
    let now = Span::new(source, at..at).location();
    (now.line, now.left_out, now.text) == (location.line, location.left_out, location.text.clone())
}
