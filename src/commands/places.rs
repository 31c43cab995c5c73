//! Where the files of scenarios lie, for whoever shows a report beside them.

use std::path::{Component, Path, PathBuf};

use crate::launch::Environment;
use crate::outcome::{FilePlace, RunOutcome};

/// The variables in which pipelines (GitHub, GitLab) say where the root of the checkout is.
const ROOTS: [&str; 2] = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"];

/// Returns where the files lie that an outcome names: from the root of the checkout where one is
/// known, else as whole paths. Those of shipped scenarios lie nowhere.
pub(super) fn of(outcome: &RunOutcome, environment: &Environment) -> Vec<FilePlace> {
    let roots = ROOTS
        .iter()
        .filter_map(|name| environment.variables.get(*name));
    let roots: Vec<PathBuf> = roots.filter_map(|root| real(Path::new(root))).collect();
    let mut places: Vec<FilePlace> = Vec::new();
    for step in outcome.steps() {
        let mismatches = step.mismatches.iter().map(|mismatch| &mismatch.location);
        for location in mismatches.chain([&step.location]) {
            let is_known = places.iter().any(|known| known.file == location.file);
            if !is_known && let Some(whole) = real(Path::new(&location.file)) {
                places.push(FilePlace {
                    file: location.file.clone(),
                    place: place(&whole, &roots),
                });
            }
        }
    }
    places
}

/// Returns the whole path of a file or folder that is there.
fn real(path: &Path) -> Option<PathBuf> {
    std::fs::canonicalize(path).ok()
}

fn place(whole: &Path, roots: &[PathBuf]) -> String {
    let inside = roots.iter().find_map(|root| whole.strip_prefix(root).ok());
    let Some(inside) = inside else {
        return whole.display().to_string();
    };
    let parts = inside.components().map(Component::as_os_str);
    let parts: Vec<_> = parts.map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_from_the_root_that_it_lies_in() {
        let roots = [PathBuf::from("/work/repo")];
        let place = |whole: &str| place(Path::new(whole), &roots);
        assert_eq!(place("/work/repo/api/t/01-a.yaml"), "api/t/01-a.yaml");
        assert_eq!(place("/work/repository/a.yaml"), "/work/repository/a.yaml");
    }
}
