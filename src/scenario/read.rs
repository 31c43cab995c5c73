//! Reads the files of a tutorial: the only I/O of the language.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::scenario::load::{TutorialFiles, is_scenario_file, no_tutorial, scenario_name};
use crate::scenario::lower::is_inside;
use crate::scenario::node::{Node, NodeKind};
use crate::scenario::parse::{MAX_BYTES, MAX_JSON_BYTES, parse, too_large};
use crate::scenario::problem::Problem;
use crate::scenario::source::Source;

/// Reads what a user names: the folder of a tutorial, or one scenario file in it.
///
/// Of a file, the whole folder is read, and the name of the scenario is returned too.
///
/// # Errors
///
/// As [`read_folder`].
pub fn read_path(path: &Path) -> Result<(TutorialFiles, Option<String>), Vec<Problem>> {
    if path.is_dir() {
        return Ok((read_folder(path)?, None));
    }
    let files = read_folder(path)?;
    let file = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or("");
    let scenario = is_scenario_file(file).then(|| scenario_name(file).to_owned());
    Ok((files, scenario))
}

/// Reads the folder of a tutorial; of a YAML file, the folder that holds it.
///
/// # Errors
///
/// What cannot be read (not there, not allowed, not a text, larger than [`MAX_BYTES`]), and a
/// folder that is no tutorial.
pub fn read_folder(path: &Path) -> Result<TutorialFiles, Vec<Problem>> {
    let folder = folder_of(path).map_err(|problem| vec![problem])?;
    let name = folder_name(&folder);
    let mut reading = Reading {
        folder,
        files: Vec::new(),
        problems: Vec::new(),
    };
    reading.scenarios();
    reading.documented();
    if !reading.problems.is_empty() {
        return Err(reading.problems);
    }
    let files = reading.files;
    Ok(TutorialFiles { name, files })
}

/// Returns the folder that is meant by a path.
fn folder_of(path: &Path) -> Result<PathBuf, Problem> {
    let found = fs::metadata(path).map_err(|error| cannot_read(path, &error))?;
    if found.is_dir() {
        return Ok(path.to_owned());
    }
    let is_yaml = path
        .extension()
        .is_some_and(|end| end == "yaml" || end == "yml");
    if !is_yaml {
        let message = format!("`{}` is neither a folder nor a YAML file", path.display());
        let hint = "name the folder of a tutorial, or one of its scenario files";
        return Err(Problem::general(message).hint(hint));
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let is_here = folder.as_os_str().is_empty();
    let folder = if is_here { Path::new(".") } else { folder };
    if !folder.join("tutorial.yaml").is_file() {
        return Err(no_tutorial(&folder.display().to_string()));
    }
    Ok(folder.to_owned())
}

/// Returns the name of a folder, also of `.` and `..`.
fn folder_name(folder: &Path) -> String {
    let real = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let name = real.file_name().unwrap_or(real.as_os_str());
    name.to_string_lossy().into_owned()
}

fn cannot_read(path: &Path, error: &std::io::Error) -> Problem {
    let cause = match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    };
    Problem::general(format!("cannot read `{}`: {cause}", path.display()))
}

/// The files of a folder as they are read.
struct Reading {
    folder: PathBuf,
    files: Vec<Arc<Source>>,
    problems: Vec<Problem>,
}

impl Reading {
    /// Reads `tutorial.yaml` and the scenarios beside it.
    fn scenarios(&mut self) {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) => return self.problems.push(cannot_read(&self.folder, &error)),
        };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names
            .filter(|name| is_scenario_file(name) || name == "tutorial.yaml")
            .collect();
        names.sort_unstable();
        for name in names {
            let path = self.folder.join(&name);
            if path.is_file() {
                self.file(&path, &name);
            }
        }
    }

    /// Reads the files that the scenarios name in `documented_file`.
    fn documented(&mut self) {
        let mut names = Vec::new();
        // Whoever loads the files parses them all; here, only those that may name another one.
        let naming = |source: &&Arc<Source>| source.text.contains("documented_file");
        for source in self.files.iter().filter(naming) {
            if let Ok(node) = parse(source) {
                documented_files(&node, &mut names);
            }
        }
        names.sort_unstable();
        names.dedup();
        for name in names {
            let path = self.folder.join(&name);
            if !is_inside(&name) || is_scenario_file(&name) || !path.is_file() {
                continue;
            }
            if self.leads_outside(&path) {
                let message = format!("`{}` leads out of the folder", path.display());
                let hint = "put the file itself there in place of the link";
                self.problems.push(Problem::general(message).hint(hint));
            } else {
                self.file(&path, &name);
            }
        }
    }

    /// Whether a path that looks as if it stayed inside is a link to somewhere else.
    fn leads_outside(&self, path: &Path) -> bool {
        let folder = fs::canonicalize(&self.folder);
        let real = fs::canonicalize(path);
        match (folder, real) {
            (Ok(folder), Ok(real)) => !real.starts_with(folder),
            _ => true,
        }
    }

    fn file(&mut self, path: &Path, name: &str) {
        let shown = match self.folder.to_str() {
            Some(folder) if folder != "." => {
                format!("{}/{name}", folder.trim_end_matches(['/', '\\']))
            }
            _ => name.to_owned(),
        };
        match text_of(path, &shown) {
            Ok(text) => self.files.push(Source::new(shown, text)),
            Err(problem) => self.problems.push(problem),
        }
    }
}

/// Reads a text file that is not too large.
fn text_of(path: &Path, shown: &str) -> Result<String, Problem> {
    let is_json = path.extension().is_some_and(|end| end == "json");
    let most = if is_json { MAX_JSON_BYTES } else { MAX_BYTES };
    let limit = u64::try_from(most).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes));
    read.map_err(|error| cannot_read(path, &error))?;
    if bytes.len() > most {
        return Err(too_large(shown, most));
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..good).unwrap_or(&[]);
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let message = format!("`{shown}` is not a text file: line {line} is not UTF-8");
        Problem::general(message).hint("save it as UTF-8")
    })
}

/// Collects the values of all keys `documented_file`.
fn documented_files(node: &Node, names: &mut Vec<String>) {
    match &node.kind {
        NodeKind::List(items) => items.iter().for_each(|item| documented_files(item, names)),
        NodeKind::Map(members) => {
            for (key, value) in members {
                match &value.kind {
                    NodeKind::String(path) if key.name == "documented_file" => {
                        names.push(path.clone());
                    }
                    _ => documented_files(value, names),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::scenario::load::load;

    const SCENARIO: &str = "title: A page\nsteps:\n  - id: one\n    title: A step\n    \
        request: {GET: /V1/x}\n    expect: {status: 200, documented_file: responses/a.json}\n";

    fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        folder
    }

    fn good() -> tempfile::TempDir {
        folder(&[
            ("tutorial.yaml", b"title: Orders\n"),
            ("01-a.yaml", SCENARIO.as_bytes()),
            ("responses/a.json", b"{}"),
            ("responses/unused.json", b"{}"),
            ("notes.txt", b"\xff"),
            (".hidden.yaml", b"\xff"),
        ])
    }

    /// Reads a folder and expects one problem whose message holds this part.
    fn check(path: &Path, part: &str) {
        let problems = read_path(path).unwrap_err();
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(
            problems[0].message.contains(part),
            "{}",
            problems[0].message
        );
    }

    #[test]
    fn a_folder_is_read_with_what_its_scenarios_name() {
        let folder = good();
        let (files, scenario) = read_path(folder.path()).unwrap();
        assert_eq!(scenario, None);
        let shown = folder.path().display();
        let paths: Vec<_> = files.files.iter().map(|file| file.path.clone()).collect();
        let expected = ["01-a.yaml", "tutorial.yaml", "responses/a.json"];
        assert_eq!(paths, expected.map(|path| format!("{shown}/{path}")));
        assert!(load(&files).is_ok());
    }

    #[test]
    fn a_file_stands_for_its_scenario() {
        let folder = good();
        let (files, scenario) = read_path(&folder.path().join("01-a.yaml")).unwrap();
        assert_eq!(scenario.as_deref(), Some("a"));
        assert_eq!(files.files.len(), 3);
        let (_, scenario) = read_path(&folder.path().join("tutorial.yaml")).unwrap();
        assert_eq!(scenario, None);
    }

    #[test]
    fn what_is_no_tutorial_is_told_so() {
        let folder = good();
        check(&folder.path().join("nowhere"), "there is no such file");
        check(
            &folder.path().join("notes.txt"),
            "is neither a folder nor a YAML file",
        );
        fs::remove_file(folder.path().join("tutorial.yaml")).unwrap();
        check(&folder.path().join("01-a.yaml"), "is no tutorial");
        let (files, _) = read_path(folder.path()).unwrap();
        assert!(load(&files).is_err());
    }

    #[test]
    fn a_file_that_is_no_text_or_too_large_is_told_so() {
        let folder = good();
        fs::write(folder.path().join("02-b.yaml"), b"title: x\n\xff\xfe").unwrap();
        check(folder.path(), "line 2 is not UTF-8");
        fs::write(folder.path().join("02-b.yaml"), vec![b'#'; MAX_BYTES + 1]).unwrap();
        check(folder.path(), "is larger than 4 MiB");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_somewhere_else_is_not_followed() {
        let folder = good();
        let elsewhere = tempfile::NamedTempFile::new().unwrap();
        let link = folder.path().join("responses/a.json");
        fs::remove_file(&link).unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), &link).unwrap();
        check(folder.path(), "leads out of the folder");
    }
}
