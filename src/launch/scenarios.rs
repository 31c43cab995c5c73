//! Which scenarios a user means: shipped ones by name, others by path.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, DirEntry, include_dir};

use crate::check;
use crate::error::Error;
use crate::runner::plan::Choice;
use crate::scenario::load::{self, TutorialFiles};
use crate::scenario::problem::{Problem, did_you_mean};
use crate::scenario::source::Source;
use crate::scenario::tutorial::Tutorial;

/// The tutorials that travel inside the binary.
static SHIPPED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/scenarios");

/// The shipped tutorial that is walked where a user names none: the one to begin with.
const FIRST: &str = "orders";

/// Returns what a user wants to walk; the first tutorial where nothing is named.
///
/// # Errors
/// As [`choose`] has them.
pub(crate) fn choose_for_run(names: &[String]) -> Result<Vec<Choice>, Error> {
    if names.is_empty() {
        return choose(&[FIRST.to_owned()]);
    }
    choose(names)
}

/// Returns what a user means; all shipped tutorials where nothing is named.
///
/// # Errors
/// Every problem of every file, or a name that nothing has.
pub(crate) fn choose(names: &[String]) -> Result<Vec<Choice>, Error> {
    let names: Vec<String> = if names.is_empty() {
        shipped_names()
    } else {
        names.to_vec()
    };
    let mut loaded = Loaded::default();
    let mut problems = Vec::new();
    let mut choices = Vec::new();
    for name in &names {
        match loaded.choose(name) {
            Ok(choice) => choices.push(choice),
            Err(mut found) => problems.append(&mut found),
        }
    }
    if problems.is_empty() {
        Ok(choices)
    } else {
        Err(Error::problems(problems))
    }
}

/// Returns the names of the shipped tutorials, in order.
pub(crate) fn shipped_names() -> Vec<String> {
    let mut names: Vec<String> = SHIPPED
        .dirs()
        .map(|folder| folder.path().display().to_string())
        .collect();
    names.sort();
    names
}

/// Returns the files of a shipped tutorial: path inside its folder, and bytes.
///
/// # Errors
/// Where no shipped tutorial has this name.
pub(crate) fn shipped_files(name: &str) -> Result<Vec<(PathBuf, &'static [u8])>, Error> {
    let folder = SHIPPED.get_dir(name).ok_or_else(|| {
        let names = shipped_names();
        let error = Error::usage(format!("no shipped tutorial is called `{name}`"));
        match did_you_mean(name, names.iter().map(String::as_str)) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint("`magewalk list` shows what there is"),
        }
    })?;
    let mut files = Vec::new();
    collect(folder, &mut files);
    let inside = |path: PathBuf| {
        path.strip_prefix(name)
            .map(Path::to_path_buf)
            .unwrap_or(path)
    };
    Ok(files
        .into_iter()
        .map(|(path, bytes)| (inside(path), bytes))
        .collect())
}

fn collect(folder: &Dir<'static>, files: &mut Vec<(PathBuf, &'static [u8])>) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(folder) => collect(folder, files),
            DirEntry::File(file) => files.push((file.path().to_owned(), file.contents())),
        }
    }
}

/// Tutorials that were loaded already, so that two choices of one share it.
#[derive(Default)]
struct Loaded {
    tutorials: BTreeMap<String, Arc<Tutorial>>,
}

impl Loaded {
    fn choose(&mut self, name: &str) -> Result<Choice, Vec<Problem>> {
        if name.is_empty() {
            return Err(vec![Problem::general("a tutorial has no empty name")]);
        }
        if is_path(name) {
            return self.choose_on_disk(Path::new(name));
        }
        let (tutorial, scenario) = match name.split_once('/') {
            Some((tutorial, scenario)) => (tutorial, Some(scenario.to_owned())),
            None => (name, None),
        };
        if Path::new(tutorial).join("tutorial.yaml").is_file() {
            // What a user has ejected and edited must never be passed over in silence.
            let choice = self.choose_on_disk(Path::new(tutorial))?;
            return Ok(Choice { scenario, ..choice });
        }
        if Path::new(name).is_dir() && SHIPPED.get_dir(tutorial).is_none() {
            return self.choose_on_disk(Path::new(name));
        }
        let files = shipped_files(tutorial).map_err(|error| {
            let problem = Problem::general(format!(
                "`{name}` is neither a shipped tutorial nor a file or folder"
            ));
            let mut files = [".yaml", ".yml"].iter().map(|end| format!("{name}{end}"));
            let hint = match files.find(|file| Path::new(file).is_file()) {
                Some(file) => format!("did you mean `{file}`?"),
                None => error.hint.unwrap_or_default(),
            };
            vec![problem.hint(hint)]
        })?;
        let tutorial = self.load(Origin::Shipped(tutorial), || shipped(tutorial, &files))?;
        Ok(Choice { tutorial, scenario })
    }

    fn choose_on_disk(&mut self, path: &Path) -> Result<Choice, Vec<Problem>> {
        let (files, scenario) = load::read_path(path)?;
        let folder = if path.is_dir() {
            path
        } else {
            path.parent().unwrap_or(path)
        };
        let place = if files.alone.is_some() { path } else { folder };
        let tutorial = self.load(Origin::Disk(place), || files)?;
        Ok(Choice { tutorial, scenario })
    }

    fn load(
        &mut self,
        origin: Origin<'_>,
        files: impl FnOnce() -> TutorialFiles,
    ) -> Result<Arc<Tutorial>, Vec<Problem>> {
        let key = match origin {
            Origin::Shipped(name) => format!("shipped {name}"),
            Origin::Disk(place) => place.display().to_string(),
        };
        if let Some(tutorial) = self.tutorials.get(&key) {
            return Ok(Arc::clone(tutorial));
        }
        let mut tutorial = load::load(&files())?;
        tutorial.is_shipped = matches!(origin, Origin::Shipped(_));
        let problems = check::validate(&tutorial);
        if !problems.is_empty() {
            return Err(problems);
        }
        let tutorial = Arc::new(tutorial);
        self.tutorials.insert(key, Arc::clone(&tutorial));
        Ok(tutorial)
    }
}

/// Where a tutorial comes from.
#[derive(Clone, Copy)]
enum Origin<'a> {
    /// It travels inside the binary.
    Shipped(&'a str),
    /// A folder, or a scenario file that is alone.
    Disk(&'a Path),
}

/// Returns a shipped tutorial, whatever lies in the folder of the program; none where there is no such
/// tutorial.
///
/// # Errors
/// Every problem of its files.
pub(crate) fn shipped_tutorial(name: &str) -> Result<Option<Arc<Tutorial>>, Error> {
    let Ok(files) = shipped_files(name) else {
        return Ok(None);
    };
    let mut loaded = Loaded::default();
    let tutorial = loaded.load(Origin::Shipped(name), || shipped(name, &files));
    tutorial.map(Some).map_err(Error::problems)
}

/// Whether a user wrote a path: it says so by its form, or it is a file.
fn is_path(name: &str) -> bool {
    let path = Path::new(name);
    let form = [".", "/", "~"].iter().any(|start| name.starts_with(start))
        || [".yaml", ".yml", "/"].iter().any(|end| name.ends_with(end));
    form || path.is_absolute() || path.is_file() || path.join("tutorial.yaml").is_file()
}

fn shipped(name: &str, files: &[(PathBuf, &'static [u8])]) -> TutorialFiles {
    let source = |(path, bytes): &(PathBuf, &'static [u8])| {
        let shown = format!("scenarios/{name}/{}", path.display());
        Source::new(shown, String::from_utf8_lossy(bytes))
    };
    TutorialFiles::of_folder(name, files.iter().map(source).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::request_text;

    #[test]
    fn every_request_that_travels_can_be_edited_and_is_the_same_if_nothing_was() {
        let mut count = 0;
        for choice in choose(&[]).unwrap() {
            let steps = choice.tutorial.scenarios.iter().flat_map(|one| &one.steps);
            for step in steps.filter(|step| step.browser.is_none()) {
                let text = request_text::show(&step.request);
                let read = request_text::parse(&text, &step.request);
                let read = read.unwrap_or_else(|wrong| panic!("{}: {wrong}\n{text}", step.id));
                assert_eq!(request_text::show(&read), text, "{}", step.id);
                count += 1;
            }
        }
        assert!(count > 200, "{count}");
    }
}
