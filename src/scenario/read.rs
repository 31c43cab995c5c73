//! Reads the files of a tutorial: the only I/O of the language.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::scenario::load::{TUTORIAL_FILE, TutorialFiles, is_scenario_file, scenario_name};
use crate::scenario::lower::is_inside;
use crate::scenario::node::{Node, NodeKind};
use crate::scenario::parse::{MAX_BYTES, MAX_JSON_BYTES, parse, too_large};
use crate::scenario::problem::Problem;
use crate::scenario::source::Source;

/// Reads what a user names: the folder of a tutorial, one scenario file in it, or one that is alone.
///
/// Of a file beside a `tutorial.yaml`, the whole folder is read, and the name of the scenario is
/// returned too. A file without one is the whole tutorial; what else lies in its folder is no part of it.
///
/// # Errors
///
/// As [`read_folder`].
pub fn read_path(path: &Path) -> Result<(TutorialFiles, Option<String>), Vec<Problem>> {
    if path.is_dir() {
        return Ok((read_folder(path)?, None));
    }
    let folder = folder_of(path).map_err(|problem| vec![problem])?;
    let file = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or("");
    if file == TUTORIAL_FILE {
        return Ok((read_folder(path)?, None));
    }
    if !is_scenario_file(file) {
        return Err(vec![no_scenario(path)]);
    }
    // A link that leads nowhere is there, too: what it should have said must not be passed over.
    if folder.join(TUTORIAL_FILE).symlink_metadata().is_err() {
        return Ok((read_alone(folder, path, file)?, None));
    }
    Ok((read_folder(path)?, Some(scenario_name(file).to_owned())))
}

fn no_scenario(path: &Path) -> Problem {
    let why = if is_hidden(path) {
        "its name begins with a dot"
    } else {
        "its name does not end with `.yaml` or `.yml`, in small letters"
    };
    let message = format!("`{}` is no scenario: {why}", path.display());
    Problem::general(message).hint("give it another name")
}

/// Reads a scenario file that is the whole tutorial, and the documented bodies that it names.
fn read_alone(folder: PathBuf, path: &Path, name: &str) -> Result<TutorialFiles, Vec<Problem>> {
    let mut reading = Reading::of(folder);
    reading.file(path, name);
    let alone = reading.files.first().map(|source| source.path.clone());
    reading.documented();
    Ok(TutorialFiles {
        name: scenario_name(name).to_owned(),
        alone,
        files: reading.done()?,
    })
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
    let mut reading = Reading::of(folder);
    reading.scenarios();
    reading.documented();
    Ok(TutorialFiles::of_folder(name, reading.done()?))
}

/// Returns the folder that is meant by a path.
fn folder_of(path: &Path) -> Result<PathBuf, Problem> {
    let found = fs::metadata(path).map_err(|error| cannot_read(path, &error))?;
    if found.is_dir() {
        return Ok(path.to_owned());
    }
    if !is_yaml(path) {
        let message = format!("`{}` is neither a folder nor a YAML file", path.display());
        let hint = "name the folder of a tutorial, or one of its scenario files";
        return Err(Problem::general(message).hint(hint));
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let is_here = folder.as_os_str().is_empty();
    let folder = if is_here { Path::new(".") } else { folder };
    Ok(folder.to_owned())
}

/// Whether a file is YAML by its ending, however that is written.
fn is_yaml(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ending == "yaml" || ending == "yml")
}

/// Whether a name begins with a dot: what editors and people put out of sight.
fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    name.as_encoded_bytes().starts_with(b".")
}

/// Returns the YAML files of a folder, unless that is a tutorial of its own.
fn scenarios_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut paths: Vec<PathBuf> = paths
        .filter(|path| is_yaml(path) && !is_hidden(path))
        .collect();
    if paths.iter().any(|path| path.ends_with(TUTORIAL_FILE)) {
        paths.clear();
    }
    paths.sort_unstable();
    paths
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
    let problem = Problem::general(format!("cannot read `{}`: {cause}", path.display()));
    match error.kind() {
        std::io::ErrorKind::NotFound => {
            problem.hint("check the path; `magewalk list` shows the tutorials that need none")
        }
        _ => problem,
    }
}

/// The files of a folder as they are read.
struct Reading {
    folder: PathBuf,
    files: Vec<Arc<Source>>,
    /// YAML files in folders of the folder.
    below: Vec<PathBuf>,
    problems: Vec<Problem>,
}

impl Reading {
    fn of(folder: PathBuf) -> Self {
        Self {
            folder,
            files: Vec::new(),
            below: Vec::new(),
            problems: Vec::new(),
        }
    }

    fn done(self) -> Result<Vec<Arc<Source>>, Vec<Problem>> {
        if self.problems.is_empty() {
            Ok(self.files)
        } else {
            Err(self.problems)
        }
    }

    /// Reads `tutorial.yaml` and the scenarios beside it.
    fn scenarios(&mut self) {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) => return self.problems.push(cannot_read(&self.folder, &error)),
        };
        let mut paths: Vec<PathBuf> = entries.filter_map(|one| Some(one.ok()?.path())).collect();
        paths.sort_unstable();
        for path in paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if is_scenario_file(&name) || name == TUTORIAL_FILE {
                self.file(&path, &name);
            } else if is_hidden(&path) {
                // Swap files of editors, folders of version control.
            } else if is_yaml(&path) {
                let message = format!("`{}` would be passed over", path.display());
                let hint = "the ending of a scenario is `.yaml` or `.yml`, in small letters";
                self.problems.push(Problem::general(message).hint(hint));
            } else if is_folder(&path) {
                self.below.extend(scenarios_below(&path));
            }
        }
    }

    /// Says of each YAML file in a folder of the folder that nobody would ever walk it.
    fn passed_over(&mut self, named: &[String]) {
        for path in std::mem::take(&mut self.below) {
            if named.iter().any(|name| self.folder.join(name) == path) {
                continue;
            }
            let message = format!("`{}` would be passed over", path.display());
            let hint = "a scenario belongs beside `tutorial.yaml`, not in a folder below it";
            self.problems.push(Problem::general(message).hint(hint));
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
        self.passed_over(&names);
        for name in names {
            let path = self.folder.join(&name);
            if is_inside(&name) && !is_scenario_file(&name) && fs::symlink_metadata(&path).is_ok() {
                self.file(&path, &name);
            }
        }
    }

    /// Returns the first part of a path below the folder that is a link: what it leads to is
    /// somebody's own, and would be printed where it is no scenario.
    fn link(&self, name: &str) -> Option<PathBuf> {
        let mut path = self.folder.clone();
        Path::new(name).components().find_map(|part| {
            path.push(part);
            path.is_symlink().then(|| path.clone())
        })
    }

    fn file(&mut self, path: &Path, name: &str) {
        let shown = match self.folder.to_str() {
            Some(folder) if folder != "." => {
                format!("{}/{name}", folder.trim_end_matches(['/', '\\']))
            }
            _ => name.to_owned(),
        };
        let text = match self.link(name) {
            Some(link) => match mounted(&self.folder, name) {
                Some(real) => read_text(&real, &shown),
                None => Err(is_link(&link)),
            },
            None => read_text(path, &shown),
        };
        match text {
            Ok(text) => self.files.push(Source::new(shown, text)),
            Err(problem) => self.problems.push(problem),
        }
    }
}

fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir())
}

/// Returns the file to which a link leads in a folder that Kubernetes mounts of a `ConfigMap`: each file
/// is a link there to the same name below a folder called `..` and a moment, beside it. No other link
/// is followed, and none that ends outside of the folder.
fn mounted(folder: &Path, name: &str) -> Option<PathBuf> {
    let real = fs::canonicalize(folder.join(name)).ok()?;
    let inside = real.strip_prefix(fs::canonicalize(folder).ok()?).ok()?;
    let mut parts = inside.components();
    let first = parts.next()?.as_os_str();
    let is_mount = first.as_encoded_bytes().starts_with(b"..");
    (is_mount && parts.as_path() == Path::new(name)).then(|| real.clone())
}

fn is_link(path: &Path) -> Problem {
    let message = format!("`{}` is a link, and links are not followed", path.display());
    Problem::general(message).hint("put the file itself there in place of the link")
}

/// Reads a text file that is not too large: a regular file, through no link but that of a mount.
///
/// # Errors
///
/// What cannot be read; nothing of it is repeated.
pub fn read_text(path: &Path, shown: &str) -> Result<String, Problem> {
    let found = fs::symlink_metadata(path).map_err(|error| cannot_read(path, &error))?;
    if found.is_symlink() {
        let name = path.file_name().and_then(|name| name.to_str());
        let folder = path.parent().unwrap_or(Path::new(""));
        let folder = Some(folder).filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        return match name.and_then(|name| mounted(folder, name)) {
            Some(real) => read_text(&real, shown),
            None => Err(is_link(path)),
        };
    }
    if !found.is_file() {
        let what = if found.is_dir() {
            "a folder"
        } else {
            "no regular file"
        };
        let message = format!("cannot read `{}`: it is {what}", path.display());
        return Err(Problem::general(message).hint("name a file that holds text"));
    }
    let is_json = path.extension().is_some_and(|end| end == "json");
    let most = if is_json { MAX_JSON_BYTES } else { MAX_BYTES };
    let limit = u64::try_from(most).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes));
    read.map_err(|error| cannot_read(path, &error))?;
    if bytes.len() > most {
        return Err(too_large(shown, most));
    }
    let other = match bytes.as_slice() {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some(("it is UTF-16", "save it as UTF-8")),
        bytes if bytes.contains(&0) => Some(("it is binary", "name the YAML file that is meant")),
        _ => None,
    };
    if let Some((what, hint)) = other {
        let message = format!("`{shown}` is not a text file in UTF-8: {what}");
        return Err(Problem::general(message).hint(hint));
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..good).unwrap_or(&[]);
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let message =
            format!("`{shown}` is not a text file in UTF-8: line {line} is something else");
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
    fn a_file_without_a_tutorial_beside_it_is_read_alone() {
        let folder = good();
        fs::remove_file(folder.path().join("tutorial.yaml")).unwrap();
        fs::write(folder.path().join("02-b.yaml"), b"\xff").unwrap();
        fs::create_dir_all(folder.path().join("more")).unwrap();
        fs::write(folder.path().join("more/01-a.yaml"), "").unwrap();
        let (files, scenario) = read_path(&folder.path().join("01-a.yaml")).unwrap();
        assert_eq!((files.name.as_str(), scenario), ("a", None));
        let shown = folder.path().display();
        let paths: Vec<_> = files.files.iter().map(|file| file.path.clone()).collect();
        let expected = ["01-a.yaml", "responses/a.json"];
        assert_eq!(paths, expected.map(|path| format!("{shown}/{path}")));
        assert!(load(&files).unwrap().is_alone());
        fs::write(folder.path().join("03-c.YAML"), SCENARIO).unwrap();
        check(&folder.path().join("03-c.YAML"), "in small letters");
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
        let (files, _) = read_path(folder.path()).unwrap();
        assert!(load(&files).is_err());
    }

    #[test]
    fn a_file_that_is_no_text_or_too_large_is_told_so() {
        let folder = good();
        fs::write(folder.path().join("02-b.yaml"), b"title: x\n\xff\xfe").unwrap();
        check(folder.path(), "UTF-8: line 2 is something else");
        fs::write(folder.path().join("02-b.yaml"), b"\xff\xfet\0i\0").unwrap();
        check(folder.path(), "UTF-8: it is UTF-16");
        fs::write(folder.path().join("02-b.yaml"), b"\x7fELF\0\xff").unwrap();
        check(folder.path(), "UTF-8: it is binary");
        fs::write(folder.path().join("02-b.yaml"), vec![b'#'; MAX_BYTES + 1]).unwrap();
        check(folder.path(), "is larger than 4 MiB");
    }

    #[test]
    fn no_scenario_is_passed_over_in_silence() {
        for name in ["02-b.YAML", "carts/02-b.yaml", "responses/02-b.yml"] {
            let folder = good();
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, SCENARIO).unwrap();
            check(folder.path(), "would be passed over");
            check(&folder.path().join("01-a.yaml"), "would be passed over");
        }
        let folder = good();
        fs::create_dir_all(folder.path().join("02-b.yaml")).unwrap();
        check(folder.path(), "cannot read");
        let folder = good();
        check(&folder.path().join(".hidden.yaml"), "begins with a dot");
        fs::create_dir_all(folder.path().join("more")).unwrap();
        fs::write(folder.path().join("more/tutorial.yaml"), "").unwrap();
        fs::write(folder.path().join("more/01-a.yaml"), "").unwrap();
        fs::write(folder.path().join("02-b.yaml.off"), "").unwrap();
        assert!(read_folder(folder.path()).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn no_file_is_read_through_a_link() {
        let elsewhere = tempfile::tempdir().unwrap();
        let private = elsewhere.path().join("private.yaml");
        fs::write(&private, "hunter2: hunter2\n").unwrap();
        fs::write(elsewhere.path().join("a.json"), "hunter2").unwrap();
        for (name, target) in [
            ("02-b.yaml", Path::new("nowhere")),
            ("02-b.yaml", private.as_path()),
            ("02-b.yaml", Path::new("01-a.yaml")),
            ("tutorial.yaml", private.as_path()),
            ("responses", elsewhere.path()),
        ] {
            let folder = good();
            let link = folder.path().join(name);
            if link.is_dir() {
                fs::remove_dir_all(&link).unwrap();
            } else if link.exists() {
                fs::remove_file(&link).unwrap();
            }
            std::os::unix::fs::symlink(target, &link).unwrap();
            check(folder.path(), "is a link");
        }
        let folder = good();
        std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("more")).unwrap();
        assert!(read_folder(folder.path()).is_ok());
    }

    /// Lays files out as the kubelet does where it mounts a `ConfigMap`.
    #[cfg(unix)]
    fn mount(files: &[(&str, &str)]) -> tempfile::TempDir {
        use std::os::unix::fs::symlink;
        let moment = "..2026_11_30_12_00_00.123456789";
        let below: Vec<(String, &[u8])> = files
            .iter()
            .map(|(name, text)| (format!("{moment}/{name}"), text.as_bytes()))
            .collect();
        let below: Vec<(&str, &[u8])> = below.iter().map(|(name, text)| (&**name, *text)).collect();
        let folder = folder(&below);
        symlink(moment, folder.path().join("..data")).unwrap();
        for (name, _) in files {
            let first = name.split('/').next().unwrap();
            let link = folder.path().join(first);
            if link.symlink_metadata().is_err() {
                symlink(Path::new("..data").join(first), link).unwrap();
            }
        }
        folder
    }

    #[cfg(unix)]
    #[test]
    fn a_mounted_config_map_is_read() {
        let folder = mount(&[
            ("tutorial.yaml", "title: Orders\n"),
            ("01-a.yaml", SCENARIO),
            ("responses/a.json", "{}"),
        ]);
        let (files, _) = read_path(folder.path()).unwrap();
        let paths: Vec<_> = files.files.iter().map(|file| file.path.clone()).collect();
        let shown = folder.path().display();
        let expected = ["01-a.yaml", "tutorial.yaml", "responses/a.json"];
        assert_eq!(paths, expected.map(|path| format!("{shown}/{path}")));
        assert!(load(&files).is_ok());
        let (_, scenario) = read_path(&folder.path().join("01-a.yaml")).unwrap();
        assert_eq!(scenario.as_deref(), Some("a"));
        let alone = mount(&[("shop.yaml", SCENARIO), ("responses/a.json", "{}")]);
        assert!(read_path(&alone.path().join("shop.yaml")).is_ok());
        let text = read_text(&folder.path().join("responses/a.json"), "a.json");
        assert!(text.is_ok(), "not a link itself");
        assert!(read_text(&alone.path().join("shop.yaml"), "shop.yaml").is_ok());
    }

    /// What looks like a mount and leads elsewhere is none.
    #[cfg(unix)]
    #[test]
    fn no_other_link_of_a_mount_is_followed() {
        use std::os::unix::fs::symlink;
        let elsewhere = tempfile::tempdir().unwrap();
        fs::write(elsewhere.path().join("02-b.yaml"), "hunter2: hunter2\n").unwrap();
        let mounted = || mount(&[("tutorial.yaml", "title: O\n"), ("01-a.yaml", "title: A\n")]);
        // A folder of the mount that lies elsewhere, also if it is called like one.
        let folder = mounted();
        symlink(elsewhere.path(), folder.path().join("..more")).unwrap();
        symlink("..more/02-b.yaml", folder.path().join("02-b.yaml")).unwrap();
        check(folder.path(), "is a link");
        // Another name, a hidden folder, a file that is itself a link out of the mount.
        for (link, target) in [
            ("02-b.yaml", "..data/01-a.yaml"),
            ("02-b.yaml", ".git/02-b.yaml"),
        ] {
            let folder = mounted();
            fs::create_dir_all(folder.path().join(".git")).unwrap();
            fs::write(folder.path().join(".git/02-b.yaml"), "token: hunter2\n").unwrap();
            symlink(target, folder.path().join(link)).unwrap();
            check(folder.path(), "is a link");
        }
        let folder = mounted();
        let real = fs::canonicalize(folder.path().join("..data")).unwrap();
        symlink(elsewhere.path().join("02-b.yaml"), real.join("02-b.yaml")).unwrap();
        symlink("..data/02-b.yaml", folder.path().join("02-b.yaml")).unwrap();
        check(folder.path(), "is a link");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_regular_file_is_not_opened() {
        let folder = good();
        let _listener =
            std::os::unix::net::UnixListener::bind(folder.path().join("02-b.yaml")).unwrap();
        check(folder.path(), "no regular file");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_somewhere_else_is_not_followed() {
        let folder = good();
        let elsewhere = tempfile::NamedTempFile::new().unwrap();
        let link = folder.path().join("responses/a.json");
        fs::remove_file(&link).unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), &link).unwrap();
        check(folder.path(), "is a link");
    }
}
