//! A temporary folder: where a program runs, and what it finds there.

use std::fs;
use std::path::{Path, PathBuf};

/// A folder that goes when it is dropped.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A folder with a tutorial `t` of one scenario, `t/01-only.yaml`, with these steps.
    pub(crate) fn with_steps(steps: &str) -> Self {
        let folder = Self::new();
        folder.write("t/tutorial.yaml", "title: A tutorial\n");
        folder.write("t/01-only.yaml", &format!("title: A page\nsteps:\n{steps}"));
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        let path = self.path().join(name);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.path().join(name).exists()
    }

    /// The journals in `reports/`.
    pub(crate) fn journals(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.path().join("reports")) else {
            return Vec::new();
        };
        let paths = entries.map(|entry| entry.unwrap().path());
        let mut paths: Vec<_> = paths
            .filter(|path| path.extension().is_some_and(|ending| ending == "jsonl"))
            .collect();
        paths.sort();
        paths
    }

    /// The texts of all files, with their paths, at any depth.
    pub(crate) fn texts(&self) -> Vec<(PathBuf, String)> {
        fn collect(folder: &Path, texts: &mut Vec<(PathBuf, String)>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    collect(&path, texts);
                } else {
                    let bytes = fs::read(&path).unwrap();
                    texts.push((path, String::from_utf8_lossy(&bytes).into_owned()));
                }
            }
        }
        let mut texts = Vec::new();
        collect(self.path(), &mut texts);
        texts
    }
}
