//! The files of a tutorial while answers are written into them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::accept::choice::{self, Target};
use crate::accept::edit;
use crate::accept::{Choice, Refused};
use crate::check;
use crate::outcome::Location;
use crate::scenario::load::{self, TUTORIAL_FILE, TutorialFiles};
use crate::scenario::node::Node;
use crate::scenario::parse::parse;
use crate::scenario::source::Source;

/// The files of a tutorial: as they were read, and as the answers change them.
#[derive(Clone)]
pub struct Files {
    name: String,
    /// By the path in the folder.
    read: BTreeMap<String, Arc<Source>>,
    /// Those that are changed.
    changed: BTreeMap<String, Arc<Source>>,
}

impl Files {
    /// Takes the files of a tutorial.
    pub fn new(files: TutorialFiles) -> Self {
        let paths = files.files.iter().map(|source| source.path.as_str());
        let heads = paths.filter_map(|path| path.strip_suffix(TUTORIAL_FILE));
        let folder = heads.min_by_key(|head| head.len()).unwrap_or("").to_owned();
        let inside = |source: Arc<Source>| {
            let path = source.path.strip_prefix(&folder)?.to_owned();
            Some((path, source))
        };
        Self {
            name: files.name,
            read: files.files.into_iter().filter_map(inside).collect(),
            changed: BTreeMap::new(),
        }
    }

    /// Writes the answers, as far as each can be written, and says of each in its place what was
    /// written in which file, or why nothing was.
    pub fn accept(&mut self, choices: &[Choice<'_>]) -> Vec<Result<String, Refused>> {
        let mut told = vec![Err(Refused::new("it was not looked at")); choices.len()];
        for at in choice::in_order(self, choices) {
            told[at] = self.accept_one(&choices[at], choices);
        }
        told
    }

    /// Returns why one of these answers cannot be written; none where all can. Nothing changes.
    pub fn refusal(&self, choices: &[Choice<'_>]) -> Option<Refused> {
        let mut tried = self.clone();
        tried.accept(choices).into_iter().find_map(Result::err)
    }

    fn accept_one(&mut self, choice: &Choice<'_>, all: &[Choice<'_>]) -> Result<String, Refused> {
        self.is_as_it_was(choice)?;
        let Target { file, edit, words } = choice::target(self, choice, all)?;
        let source = self.now(&file)?;
        let text = edit::apply(source, &edit)?;
        let new = Source::new(source.path.as_str(), text);
        let before = self.changed.insert(file.clone(), new);
        if let Err(refused) = self.still_means_something(&file) {
            match before {
                Some(source) => self.changed.insert(file, source),
                None => self.changed.remove(&file),
            };
            return Err(refused);
        }
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
        let texts = scenarios.map(|(_, source)| source.text.as_str());
        let of_file = |text: &str| {
            let lines = text.lines().filter(|line| line.contains("documented_file"));
            lines.filter(|line| line.contains(body)).count()
        };
        texts.map(of_file).sum()
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

/// Parses a file; the tree is the one that the language reads.
pub(super) fn tree(source: &Arc<Source>) -> Result<Node, Refused> {
    parse(source).map_err(|_| Refused::new(format!("`{}` cannot be read any more", source.path)))
}

/// Whether a text still has the line of a location.
fn has(source: &Source, location: &Location) -> bool {
    let line = source.text.lines().nth(location.line.saturating_sub(1));
    line.is_some_and(|line| {
        let shown: String = line.chars().skip(location.left_out).collect();
        shown == location.text
            || (location.left_out > 0 || line.len() > location.text.len())
                && shown.starts_with(&location.text)
    })
}
