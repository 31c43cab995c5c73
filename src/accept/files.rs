//! The files of a tutorial while answers are written into them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::accept::Refused;
use crate::accept::edit::tree;
use crate::scenario::load::TutorialFiles;
use crate::scenario::node::{Node, NodeKind};
use crate::scenario::source::Source;

/// The files of a tutorial: as they were read, and as the answers change them.
#[derive(Clone)]
pub struct Files {
    pub(super) name: String,
    /// The path of the scenario file that is the whole tutorial.
    pub(super) alone: Option<String>,
    /// By the path in the folder.
    pub(super) read: BTreeMap<String, Arc<Source>>,
    /// Those that are changed.
    pub(super) changed: BTreeMap<String, Arc<Source>>,
}

impl Files {
    /// Takes the files of a tutorial.
    pub fn new(files: TutorialFiles) -> Self {
        let folder = files.head().map_or("", |(folder, _)| folder).to_owned();
        let inside = |source: Arc<Source>| {
            let path = source.path.strip_prefix(&folder)?.to_owned();
            Some((path, source))
        };
        Self {
            name: files.name,
            alone: files.alone,
            read: files.files.into_iter().filter_map(inside).collect(),
            changed: BTreeMap::new(),
        }
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
        let trees = scenarios.filter_map(|(_, source)| tree(source).ok());
        trees.map(|tree| names_of(&tree, body)).sum()
    }
}

/// Counts the `documented_file`s below a node that name this file.
fn names_of(node: &Node, body: &str) -> usize {
    match &node.kind {
        NodeKind::List(items) => items.iter().map(|item| names_of(item, body)).sum(),
        NodeKind::Map(members) => members
            .iter()
            .map(|(key, value)| match &value.kind {
                NodeKind::String(path) => {
                    usize::from(key.name == "documented_file" && path == body)
                }
                _ => names_of(value, body),
            })
            .sum(),
        _ => 0,
    }
}
