//! `magewalk accept`: what a store answered, written into the scenarios.

use std::path::{Path, PathBuf};

use crate::accept::{Answer, Choice, Files, patch};
use crate::check::Own;
use crate::cli::{AcceptArgs, AcceptAs};
use crate::commands::answers::{self, Wish};
use crate::commands::colors::Colors;
use crate::commands::{eject, print, print_raw, saved, say};
use crate::error::Error;
use crate::launch::{Environment, scenarios};
use crate::outcome::{Mismatch, RunOutcome, ScenarioOutcome, StepOutcome, Verdict};
use crate::report::file;
use crate::report::terminal::{Style, Verbosity, counted};
use crate::scenario::load::{self, TutorialFiles};
use crate::scenario::source::Source;
use crate::visible::visible;

/// A mismatch and where it was found.
#[derive(Clone, Copy)]
struct Found<'o> {
    scenario: &'o ScenarioOutcome,
    step: &'o StepOutcome,
    mismatch: &'o Mismatch,
    own: &'o Own<'o>,
}

/// The files of one tutorial, and whether they have yet to be ejected.
struct Opened {
    files: Files,
    ejected: Option<(PathBuf, Vec<eject::Ejected>)>,
}

/// Goes through the mismatches of a saved run and writes the answers to them.
pub(super) fn accept(
    arguments: &AcceptArgs,
    environment: &Environment,
    colors: Colors,
) -> Result<u8, Error> {
    let answer = answer_to_all(arguments, environment)?;
    let outcome = saved::run(&arguments.from)?;
    let own = Own::of(&outcome);
    let found = find(&outcome, &own, arguments)?;
    let style = colors.style(environment, Verbosity::Normal);
    let mut left = 0;
    let mut at = 0;
    let mut rest = found.as_slice();
    while let Some(first) = rest.first() {
        let place = place_of(first.scenario);
        let here = rest.partition_point(|one| place_of(one.scenario) == place);
        let (these, others) = rest.split_at(here);
        let opened = open(&first.scenario.tutorial, place)?;
        let choices = match &answer {
            Some(answer) => Some(these.iter().map(|one| one.choice(answer)).collect()),
            None => ask(&opened.files, these, (at, found.len()), style)?,
        };
        let Some(choices) = choices else {
            say("nothing more was written");
            return Ok(130);
        };
        left += these.len() - write(opened, &choices, arguments.dry_run, environment)?;
        at += these.len();
        rest = others;
    }
    let errored = outcome.count(Verdict::Errored);
    if errored > 0 {
        let steps = counted(errored, "step");
        say(&format!(
            "{steps} could not be carried out, and an error cannot be accepted"
        ));
    }
    Ok(u8::from(left > 0))
}

impl<'o> Found<'o> {
    fn choice(self, answer: &Answer) -> Choice<'o> {
        Choice {
            scenario: self.scenario,
            step: self.step,
            mismatch: self.mismatch,
            answer: answer.clone(),
            own: Some(self.own),
        }
    }
}

/// Returns the answer to every mismatch; none where each is asked for.
fn answer_to_all(
    arguments: &AcceptArgs,
    environment: &Environment,
) -> Result<Option<Answer>, Error> {
    let because = arguments.because.as_deref().map(str::trim);
    let because = because.filter(|because| !because.is_empty());
    match (arguments.all, because) {
        (Some(AcceptAs::Drift), Some(because)) => Ok(Some(Answer::Drift {
            because: because.to_owned(),
        })),
        (Some(AcceptAs::Drift), None) => {
            Err(Error::usage("a drift has a reason, and none is given")
                .hint("say why the page is out of date: `--because TEXT`"))
        }
        (_, Some(_)) => Err(Error::usage("`--because` is the reason of a drift")
            .hint("write `--all drift` beside it, or leave it out")),
        (Some(AcceptAs::Vary), None) => Ok(Some(Answer::Vary)),
        (Some(AcceptAs::Documented), None) => Ok(Some(Answer::Documented)),
        (None, None) if environment.stdin_is_terminal => Ok(None),
        (None, None) => Err(Error::usage("there is no terminal in which to ask")
            .hint("say `--all vary`, `--all drift --because TEXT` or `--all documented`")),
    }
}

/// Returns the mismatches that are meant.
fn find<'o>(
    outcome: &'o RunOutcome,
    own: &'o Own<'o>,
    arguments: &AcceptArgs,
) -> Result<Vec<Found<'o>>, Error> {
    let mut found = Vec::new();
    for scenario in &outcome.scenarios {
        for step in &scenario.steps {
            found.extend(step.mismatches.iter().map(|mismatch| Found {
                scenario,
                step,
                mismatch,
                own,
            }));
        }
    }
    let from = arguments.from.display();
    if found.is_empty() {
        let error = Error::usage(format!(
            "`{from}` has no mismatch, so nothing is to be accepted"
        ));
        return Err(error.hint("`magewalk run --report json` saves a run"));
    }
    for step in &arguments.only {
        if !found.iter().any(|one| one.step.id == *step) {
            let error = Error::usage(format!("no mismatch in `{from}` is one of a step `{step}`"));
            return Err(error.hint(format!(
                "`magewalk report --from {from}` shows what there is"
            )));
        }
    }
    let steps = &arguments.only;
    found.retain(|one| steps.is_empty() || steps.contains(&one.step.id));
    for path in &arguments.paths {
        if !found.iter().any(|one| is_at(one.mismatch, path)) {
            let error = Error::usage(format!("no mismatch in `{from}` is at `{path}`"));
            return Err(error.hint("write the path as the report does, such as `$.items[0].sku`"));
        }
    }
    let paths = &arguments.paths;
    found.retain(|one| paths.is_empty() || paths.iter().any(|path| is_at(one.mismatch, path)));
    Ok(found)
}

fn is_at(mismatch: &Mismatch, path: &str) -> bool {
    let paths = [&mismatch.documented_path, &mismatch.actual_path];
    paths.into_iter().flatten().any(|known| known == path)
}

/// Returns what a run walked: the folder of a tutorial, or the scenario file that is alone.
fn place_of(scenario: &ScenarioOutcome) -> &Path {
    let file = Path::new(&scenario.file);
    let folder = file.parent().unwrap_or(Path::new(""));
    let has_tutorial = folder.join(load::TUTORIAL_FILE).is_file();
    if file.is_file() && !has_tutorial {
        file
    } else {
        folder
    }
}

/// Reads the files of a tutorial where the run found them; a shipped one is ejected first.
fn open(tutorial: &str, found: &Path) -> Result<Opened, Error> {
    let shown = found.display();
    let place = if found.as_os_str().is_empty() {
        Path::new(".")
    } else {
        found
    };
    if place.is_file() || place.join(load::TUTORIAL_FILE).is_file() {
        let (files, _) = load::read_path(place).map_err(Error::problems)?;
        return Ok(Opened {
            files: Files::new(files),
            ejected: None,
        });
    }
    let is_shipped = found == Path::new("scenarios").join(tutorial)
        && scenarios::shipped_names()
            .iter()
            .any(|name| name == tutorial);
    if !is_shipped {
        let error = Error::usage(format!(
            "the run walked `{shown}`, and there is no tutorial"
        ));
        return Err(error.hint("say `magewalk accept` in the folder in which the run was made"));
    }
    let to = PathBuf::from(tutorial);
    if to.symlink_metadata().is_ok() {
        let error = Error::usage(format!(
            "the run walked the shipped `{tutorial}`, and `./{tutorial}` is there already"
        ));
        return Err(error.hint(format!(
            "walk that one: `magewalk run ./{tutorial} --report json`"
        )));
    }
    let ejected = eject::files(tutorial)?;
    let source = |(path, bytes): &eject::Ejected| {
        let path = to.join(path).display().to_string();
        Source::new(path, String::from_utf8_lossy(bytes))
    };
    let files = TutorialFiles::of_folder(tutorial, ejected.iter().map(source).collect());
    Ok(Opened {
        files: Files::new(files),
        ejected: Some((to, ejected)),
    })
}

/// Asks for an answer to each mismatch; none where nothing is to be written.
fn ask<'o>(
    files: &Files,
    these: &[Found<'o>],
    place: (usize, usize),
    style: Style,
) -> Result<Option<Vec<Choice<'o>>>, Error> {
    let mut choices: Vec<Choice<'o>> = Vec::new();
    for (index, one) in these.iter().enumerate() {
        let place = (place.0 + index + 1, place.1);
        loop {
            match answers::ask(place, one.step, one.mismatch, style)? {
                Wish::Answer(answer) => {
                    let mut tried = choices.clone();
                    tried.push(one.choice(&answer));
                    match files.refusal(&tried) {
                        Some(why) => answers::refuse(&why.to_string())?,
                        None => {
                            choices = tried;
                            break;
                        }
                    }
                }
                Wish::Skip => break,
                Wish::Done => return Ok(Some(choices)),
                Wish::Quit => return Ok(None),
            }
        }
    }
    Ok(Some(choices))
}

/// Writes answers into the files of a tutorial, or prints the patch; returns how many were written.
fn write(
    mut opened: Opened,
    choices: &[Choice<'_>],
    dry_run: bool,
    environment: &Environment,
) -> Result<usize, Error> {
    let told = opened.files.accept(choices);
    let mut accepted = 0;
    let mut lines = String::new();
    for (choice, told) in choices.iter().zip(told) {
        let step = visible(&choice.step.id);
        match told {
            Ok(words) => {
                accepted += 1;
                lines += &format!("accepted  {step}  {words}\n");
            }
            Err(why) => {
                let place = choice.mismatch.path().unwrap_or("status");
                let line = visible(&format!("{place}: {why}"));
                lines += &format!("left      {step}  {line}\n");
            }
        }
    }
    if dry_run {
        let patches = opened.files.changes().map(|(old, new)| patch(old, new));
        print_patch(&patches.collect::<String>(), environment)?;
        lines.lines().for_each(say);
        return Ok(accepted);
    }
    if accepted > 0
        && let Some((folder, files)) = &opened.ejected
    {
        let run = visible(&eject::write(folder, files)?);
        lines += &format!("ejected to {run}; from now on, walk `magewalk run {run}`\n");
    }
    for (_, new) in opened.files.changes() {
        file::write(Path::new(&new.path), &new.text)
            .map_err(|error| Error::failed(format!("cannot write `{}`: {error}", new.path)))?;
        lines += &format!("wrote {}\n", visible(&new.path));
    }
    print(&lines)?;
    Ok(accepted)
}

/// Prints a patch: one that is read harmless, and one that may be applied unchanged.
fn print_patch(patch: &str, environment: &Environment) -> Result<(), Error> {
    if environment.stdout_is_terminal || environment.is_pipeline() {
        print(patch)
    } else {
        print_raw(patch)
    }
}
