//! `magewalk new`: a scenario of one's own, of what a store answers.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::accept::{Answer, Choice as Accepted, Draft, Files};
use crate::check;
use crate::cli::NewArgs;
use crate::commands::options;
use crate::commands::{personal, print, say};
use crate::error::Error;
use crate::launch::target::Store;
use crate::launch::{Environment, Prepared};
use crate::outcome::{ResponseOutcome, ScenarioOutcome, StepOutcome, Verdict};
use crate::runner::plan::{self, Choice, Limits};
use crate::scenario::load::{self, TUTORIAL_FILE, TutorialFiles};
use crate::scenario::parse::parse;
use crate::scenario::source::Source;
use crate::scenario::tutorial::Tutorial;
use crate::visible::visible;

/// How often the store is asked whether the scenario holds, each time with what differed let vary.
const ATTEMPTS: usize = 3;

/// The file that is to be written, and what it will be called.
struct Place {
    path: PathBuf,
    shown: String,
    name: String,
}

/// Asks a store, writes the scenario that its answer makes, and sees that it holds.
pub(super) async fn new(arguments: &NewArgs, environment: &Environment) -> Result<u8, Error> {
    let place = Place::of(&arguments.name)?;
    let draft = Draft {
        file: place.shown.clone(),
        title: arguments
            .title
            .clone()
            .unwrap_or_else(|| title(&place.name)),
        path: arguments.request.clone(),
        as_admin: arguments.as_admin,
    };
    let question = place.tutorial(&draft.question())?;
    let mut prepared = Prepared::new(
        &options::store(&arguments.store),
        &[choice(question)],
        &Limits::default(),
        environment,
    )?;
    let store = prepared.store().await?;
    let written = written(&place, &draft, &mut prepared, &store).await;
    let target = prepared.target(&store);
    store.stop().await;
    let (text, status) = written?;
    place.write(&text)?;
    let shown = visible(&place.shown);
    print(&format!(
        "wrote {shown}: {} answers `GET {}` with {status}, and the scenario holds\n\
         next: edit it, then `magewalk check {shown}` and `magewalk run {shown}`\n",
        visible(&target?.url),
        visible(&draft.path)
    ))?;
    say_what_is_personal(&text, &place.shown);
    if matches!(status, 401 | 403) {
        say(if arguments.as_admin {
            "hint: the store refuses this to who is signed in here: it lacks the right to it"
        } else {
            "hint: the store refuses this without a sign-in; `--as-admin` sends it as an admin"
        });
    }
    Ok(0)
}

/// Asks the store, and asks again whether what was answered holds; returns the scenario and the status.
async fn written(
    place: &Place,
    draft: &Draft,
    prepared: &mut Prepared,
    store: &Store,
) -> Result<(String, u16), Error> {
    let asked = ask(prepared, store).await?;
    let response = answer(&asked.steps)?;
    let status = response.status;
    let mut text = draft.scenario(response);
    for _ in 0..ATTEMPTS {
        let tutorial = place.tutorial(&text)?;
        prepared.plan =
            plan::plan(&[choice(tutorial)], &Limits::default()).map_err(Error::problems)?;
        let outcome = ask(prepared, store).await?;
        let step = step(&outcome.steps)?;
        if step.verdict == Verdict::Passed {
            return Ok((text, status));
        }
        answer(&outcome.steps)?;
        text = place.with_what_varies(&text, &outcome, step)?;
    }
    let error = Error::failed("the store answers the same request otherwise each time");
    Err(error.hint("ask for something that stays, or write the scenario by hand: docs/language.md"))
}

/// Walks the one step of what is prepared.
async fn ask(prepared: &Prepared, store: &Store) -> Result<ScenarioOutcome, Error> {
    let rules = prepared.rules(store)?;
    let nothing = || Error::failed("there was nothing to ask");
    let mut walks = prepared.walks(store, &rules, None)?;
    let walk = walks.first_mut().ok_or_else(nothing)?;
    let mut outcome = walk.plan.pending_scenario(0);
    let step = walk.session.next(std::future::pending()).await;
    outcome.steps.push(step.ok_or_else(nothing)?);
    Ok(outcome)
}

fn step(steps: &[StepOutcome]) -> Result<&StepOutcome, Error> {
    steps
        .first()
        .ok_or_else(|| Error::failed("there was nothing to ask"))
}

/// Returns what the store answered.
fn answer(steps: &[StepOutcome]) -> Result<&ResponseOutcome, Error> {
    let step = step(steps)?;
    if let Some(error) = &step.error {
        let failed = Error::failed(format!("nothing was written: {}", error.message));
        return Err(match &error.hint {
            Some(hint) => failed.hint(hint),
            None => failed,
        });
    }
    let last = step.exchanges.last();
    last.and_then(|exchange| exchange.response.as_ref())
        .ok_or_else(|| Error::failed("the store did not answer, so nothing was written"))
}

/// Says which members of what was written are perhaps a person's.
fn say_what_is_personal(text: &str, shown: &str) {
    let Ok(node) = parse(&Source::new(shown, text)) else {
        return;
    };
    let members = personal::members(&node);
    if members.is_empty() {
        return;
    }
    let names: Vec<String> = members.iter().map(|name| format!("`{name}`")).collect();
    say(&format!(
        "hint: the file holds {} as the store answered: where that is a person's, write something else in its \
         place and let it vary (`vary: {{$.email: string}}`) before you share the file",
        visible(&names.join(", "))
    ));
}

fn choice(tutorial: Tutorial) -> Choice {
    Choice {
        tutorial: Arc::new(tutorial),
        scenario: None,
    }
}

/// Makes a title of a name: `our-shop` is `Our shop`.
fn title(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.trim().chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

impl Place {
    /// Finds out whether a file can be written there.
    ///
    /// # Errors
    /// It is there already, cannot be a scenario, or would be part of another tutorial.
    fn of(name: &str) -> Result<Self, Error> {
        let has_ending = name.ends_with(".yaml") || name.ends_with(".yml");
        let path = if has_ending {
            PathBuf::from(name)
        } else {
            PathBuf::from(format!("{name}.yaml"))
        };
        let shown = path.display().to_string();
        let file = path
            .file_name()
            .and_then(|file| file.to_str())
            .unwrap_or("");
        let stem = file.rsplit_once('.').map_or("", |(stem, _)| stem);
        // What nobody sees in a name would be a line of its own in the file.
        let is_hidden = visible(name) != name;
        if stem.trim().is_empty() || file.starts_with('.') || file == TUTORIAL_FILE || is_hidden {
            let error = Error::usage(format!("`{name}` cannot be the name of a scenario"));
            return Err(error.hint("write a name such as `shop`, for ./shop.yaml"));
        }
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        if !folder.is_dir() {
            let error = Error::usage(format!("there is no folder `{}`", folder.display()));
            return Err(error.hint("make it first, or choose another one"));
        }
        if path.symlink_metadata().is_ok() {
            return Err(exists(&shown));
        }
        if folder.join(TUTORIAL_FILE).symlink_metadata().is_ok() {
            let error = Error::usage(format!(
                "`{}` is a tutorial of its own, of which `{shown}` would be a part",
                folder.display()
            ));
            return Err(error.hint(
                "choose a folder without `tutorial.yaml`; a part begins as a copy of another file",
            ));
        }
        Ok(Self {
            name: stem.to_owned(),
            shown,
            path,
        })
    }

    fn files(&self, text: &str) -> TutorialFiles {
        TutorialFiles {
            name: self.name.clone(),
            alone: Some(self.shown.clone()),
            files: vec![Source::new(self.shown.as_str(), text)],
        }
    }

    /// Loads the scenario as it would be read from the file.
    fn tutorial(&self, text: &str) -> Result<Tutorial, Error> {
        load::load(&self.files(text)).map_err(Error::problems)
    }

    /// Lets vary what a second answer has otherwise than the first.
    fn with_what_varies(
        &self,
        text: &str,
        scenario: &ScenarioOutcome,
        step: &StepOutcome,
    ) -> Result<String, Error> {
        let choices = step.mismatches.iter().map(|mismatch| Accepted {
            scenario,
            step,
            mismatch,
            answer: Answer::Vary,
            own: None,
        });
        let mut files = Files::new(self.files(text));
        let told = files.accept(&choices.collect::<Vec<_>>());
        if let Some(why) = told.into_iter().find_map(Result::err) {
            let error = Error::failed(format!(
                "the store answers the same request otherwise each time, and {why}"
            ));
            return Err(error.hint("ask for something that stays"));
        }
        let changed = files.changes().next().map(|(_, new)| new.text.clone());
        Ok(changed.unwrap_or_else(|| text.to_owned()))
    }

    /// Writes the file, and never over another one.
    fn write(&self, text: &str) -> Result<(), Error> {
        let problems = check::validate(&self.tutorial(text)?);
        if !problems.is_empty() {
            return Err(Error::problems(problems));
        }
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&self.path);
        let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => exists(&self.shown),
            _ => Error::failed(format!("cannot write `{}`: {error}", self.shown)),
        })
    }
}

fn exists(shown: &str) -> Error {
    let error = Error::usage(format!("`{shown}` exists already; nothing was written"));
    error.hint("choose another name, or move that file away")
}
