//! From the files of a folder to a tutorial, or to all that is wrong with them.

use std::sync::Arc;

use crate::scenario::lower::{Files, Lower};
use crate::scenario::names;
use crate::scenario::needs;
use crate::scenario::node::{Node, NodeKind};
use crate::scenario::parse::parse;
use crate::scenario::problem::Problem;
use crate::scenario::source::Source;
use crate::scenario::tutorial::Tutorial;

pub use crate::scenario::read::{read_folder, read_path};

/// The name of the file that makes a folder a tutorial.
const TUTORIAL_FILE: &str = "tutorial.yaml";

/// The files of one tutorial, read and not looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TutorialFiles {
    /// The name of the folder, such as `orders`.
    pub name: String,
    /// `tutorial.yaml`, the scenario files and the documented bodies. Their paths are those that
    /// a user would write; all begin with the path of the folder (which may be nothing at all).
    pub files: Vec<Arc<Source>>,
}

/// The files of a folder, sorted by what they are.
struct Sorted<'a> {
    tutorial: &'a Arc<Source>,
    /// The scenario files by the name of the file.
    scenarios: Vec<(&'a str, &'a Arc<Source>)>,
    /// All files by their path in the folder.
    by_path: Files<'a>,
}

/// Makes a tutorial of its files: no I/O, so files of the binary itself serve as well.
///
/// # Errors
///
/// All problems of all files, sorted by file and place.
pub fn load(files: &TutorialFiles) -> Result<Tutorial, Vec<Problem>> {
    let sorted = sort(files).map_err(|problem| vec![problem])?;
    let mut lower = Lower::new(&sorted.by_path);
    let head_node = tree(sorted.tutorial, &mut lower);
    let head = head_node.and_then(|node| lower.tutorial(&node));
    let shared = head.as_ref().map_or(&[][..], |head| &head.vary);
    let mut scenarios = Vec::new();
    for (file, source) in &sorted.scenarios {
        let node = tree(source, &mut lower);
        let name = scenario_name(file);
        scenarios.extend(node.and_then(|node| lower.scenario(&node, name, shared, source)));
    }
    let mut problems = lower.problems;
    problems.extend(same_names(&sorted.scenarios));
    let is_whole = scenarios.len() == sorted.scenarios.len();
    let Some(head) = head else {
        return Err(in_order(problems));
    };
    let mut tutorial = Tutorial {
        name: files.name.clone(),
        title: head.title,
        pages: head.pages,
        variables: head.variables,
        vary: head.vary,
        scenarios,
        source: Arc::clone(sorted.tutorial),
    };
    if is_whole {
        problems.extend(names::check(&tutorial));
        problems.extend(needs::check(&tutorial));
    }
    if !problems.is_empty() {
        return Err(in_order(problems));
    }
    names::mark_bearers(&mut tutorial);
    Ok(tutorial)
}

fn sort(files: &TutorialFiles) -> Result<Sorted<'_>, Problem> {
    let folder = files.files.iter().filter_map(|source| {
        let folder = source.path.strip_suffix(TUTORIAL_FILE)?;
        (folder.is_empty() || folder.ends_with('/')).then_some((folder, source))
    });
    let Some((folder, tutorial)) = folder.min_by_key(|(folder, _)| folder.len()) else {
        return Err(no_tutorial(&files.name));
    };
    let inside = files.files.iter().filter_map(|source| {
        let path = source.path.strip_prefix(folder)?;
        Some((path, source))
    });
    let by_path: Files<'_> = inside.collect();
    let mut scenarios: Vec<_> = by_path
        .iter()
        .filter(|(path, _)| is_scenario_file(path))
        .map(|(path, source)| (*path, *source))
        .collect();
    scenarios.sort_by_key(|(path, _)| *path);
    if scenarios.is_empty() {
        let message = format!("the tutorial `{}` has no scenarios", files.name);
        let hint = "write one beside `tutorial.yaml`, such as `01-sign-in.yaml`";
        return Err(Problem::general(message).hint(hint));
    }
    Ok(Sorted {
        tutorial,
        scenarios,
        by_path,
    })
}

/// Says that a folder is no tutorial.
pub(super) fn no_tutorial(folder: &str) -> Problem {
    Problem::general(format!(
        "`{folder}` is no tutorial: it has no `{TUTORIAL_FILE}`"
    ))
    .hint("write one with `title: …` in it, beside the scenarios")
}

/// Whether a file of this path in the folder is a scenario.
pub(super) fn is_scenario_file(path: &str) -> bool {
    let is_yaml = path.ends_with(".yaml") || path.ends_with(".yml");
    is_yaml && !path.contains('/') && path != TUTORIAL_FILE && !path.starts_with('.')
}

/// Returns the name of a scenario: that of its file without number and ending.
pub(super) fn scenario_name(file: &str) -> &str {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    match stem.split_once('-') {
        Some((number, name)) if !name.is_empty() && is_number(number) => name,
        _ => stem,
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn same_names(scenarios: &[(&str, &Arc<Source>)]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (index, (file, _)) in scenarios.iter().enumerate() {
        let name = scenario_name(file);
        let before = scenarios[..index].iter();
        if let Some((other, _)) = before.rev().find(|(other, _)| scenario_name(other) == name) {
            let message = format!("`{other}` and `{file}` are both the scenario `{name}`");
            let problem = Problem::general(message);
            problems.push(problem.hint("the number before the name does not count: rename one"));
        }
    }
    problems
}

/// Parses a file that has to hold a map.
fn tree(source: &Arc<Source>, lower: &mut Lower<'_>) -> Option<Node> {
    match parse(source) {
        Ok(node) if node.kind == NodeKind::Null => {
            let problem = Problem::general(format!("`{}` is empty", source.path));
            lower
                .problems
                .push(problem.hint("write at least `title: …`"));
            None
        }
        Ok(node) => Some(node),
        Err(problems) => {
            lower.problems.extend(problems);
            None
        }
    }
}

/// Sorts problems by file and place, those of whole files first, each said once.
fn in_order(problems: Vec<Problem>) -> Vec<Problem> {
    let mut sorted = problems;
    sorted.sort_by(|a, b| place(a).cmp(&place(b)));
    let mut once: Vec<Problem> = Vec::with_capacity(sorted.len());
    for problem in sorted {
        if once.last() != Some(&problem) {
            once.push(problem);
        }
    }
    once
}

fn place(problem: &Problem) -> Option<(&str, usize, &str)> {
    let span = problem.span.as_ref()?;
    Some((&span.source.path, span.range.start, &problem.message))
}
