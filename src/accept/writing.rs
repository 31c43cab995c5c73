//! Answers written into the files of a tutorial.

use std::sync::Arc;

use crate::accept::choice::{self, Target};
use crate::accept::edit;
use crate::accept::files::Files;
use crate::accept::{Choice, Refused};
use crate::check;
use crate::outcome::Location;
use crate::scenario::load::{self, TutorialFiles};
use crate::scenario::source::{Source, Span};

impl Files {
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

/// Whether a text still has the line of a location.
fn has(source: &Arc<Source>, location: &Location) -> bool {
    let at = source.offset_of(location.line, location.column);
    let now = Span::new(source, at..at).location();
    (now.line, now.left_out, now.text) == (location.line, location.left_out, location.text.clone())
}
