//! Paths of JSON values merged into a tree.

use crate::outcome::Mismatch;
use crate::report::terminal::visible;

/// The deepest tree that is built; what lies deeper becomes part of the last name. A saved report
/// may have been made by anyone, and a tree is walked by recursion.
const DEEPEST: usize = 100;

/// A part of a body, with what differs in it.
#[derive(Debug)]
pub(super) struct Branch<'a> {
    /// Its name; of several branches without a fork between them, all names: `addresses[0].region`.
    pub name: String,
    /// What differs right here.
    pub mismatches: Vec<&'a Mismatch>,
    /// What differs below, in order of appearance.
    pub children: Vec<Branch<'a>>,
}

/// Merges mismatches into a tree by their documented path, or by the actual one where the page
/// has nothing there.
pub(super) fn tree<'a>(mismatches: impl Iterator<Item = &'a Mismatch>) -> Vec<Branch<'a>> {
    let mut root = Branch::new(String::new());
    for mismatch in mismatches {
        let path = mismatch.documented_path.as_deref();
        let path = path.or(mismatch.actual_path.as_deref()).unwrap_or("$");
        let mut branch = &mut root;
        for name in names(path) {
            branch = branch.child(name);
        }
        branch.mismatches.push(mismatch);
    }
    root.merge();
    if root.mismatches.is_empty() {
        return root.children;
    }
    root.name = "$".to_owned();
    vec![root]
}

impl<'a> Branch<'a> {
    fn new(name: String) -> Self {
        Self {
            name,
            mismatches: Vec::new(),
            children: Vec::new(),
        }
    }

    fn child(&mut self, name: String) -> &mut Self {
        let at = self.children.iter().position(|child| child.name == name);
        let at = at.unwrap_or_else(|| {
            self.children.push(Self::new(name));
            self.children.len() - 1
        });
        &mut self.children[at]
    }

    /// Joins each branch that only leads to a single other one with it.
    fn merge(&mut self) {
        for child in &mut self.children {
            child.merge();
            if child.mismatches.is_empty() && child.children.len() == 1 {
                let mut only = child.children.remove(0);
                only.name = joined(&[std::mem::take(&mut child.name), only.name]);
                *child = only;
            }
        }
    }
}

fn joined(names: &[String]) -> String {
    let mut path = String::new();
    for name in names {
        if !path.is_empty() && !name.starts_with('[') {
            path.push('.');
        }
        path += name;
    }
    path
}

/// Returns a path as it is written in the tree: `$['items'][0]['name']` as `items[0].name`.
pub(crate) fn short(path: &str) -> String {
    let names = names(path);
    if names.is_empty() {
        return "$".to_owned();
    }
    visible(&joined(&names))
}

/// Returns the names of a path; the whole path as one name if it cannot be read.
fn names(path: &str) -> Vec<String> {
    let Some(mut names) = read(path) else {
        return vec![path.to_owned()];
    };
    if names.len() > DEEPEST {
        let rest = names.split_off(DEEPEST);
        names.push(joined(&rest));
    }
    names
}

/// Reads a normalized path (RFC 9535, 2.7) or one with `.name`; nothing if it is neither.
fn read(path: &str) -> Option<Vec<String>> {
    let mut rest = path.strip_prefix('$')?;
    let mut names = Vec::new();
    while !rest.is_empty() {
        let length = if let Some(quoted) = rest.strip_prefix("['") {
            quoted_length(quoted)? + 4
        } else if rest.starts_with('[') {
            rest.find(']')? + 1
        } else {
            let name = rest.strip_prefix('.')?;
            name.find(['.', '[']).unwrap_or(name.len()) + 1
        };
        let (part, after) = rest.split_at_checked(length)?;
        names.push(name(part)?);
        rest = after;
    }
    Some(names)
}

/// Returns how many bytes stand before the closing `']`.
fn quoted_length(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    let end = text.bytes().position(|byte| {
        let is_end = byte == b'\'' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    })?;
    text[end..].starts_with("']").then_some(end)
}

/// Returns how a part of a path is written in the tree: names that need no quotes without them.
fn name(part: &str) -> Option<String> {
    let bare = match part.strip_prefix("['") {
        Some(quoted) => quoted.strip_suffix("']")?,
        None => part.strip_prefix('.').unwrap_or(part),
    };
    if bare.is_empty() {
        return part.starts_with('[').then(|| part.to_owned());
    }
    let is_plain = bare
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    Some(if is_plain { bare } else { part }.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: &[&str]) {
        assert_eq!(names(path), expected, "{path}");
    }

    #[test]
    fn paths_become_names() {
        check("$", &[]);
        check(
            "$['addresses'][0]['region']",
            &["addresses", "[0]", "region"],
        );
        check("$.price", &["price"]);
        check("$.a[2].b-c", &["a", "[2]", "b-c"]);
        check("$['a.b']['it\\'s']['']", &["['a.b']", "['it\\'s']", "['']"]);
        check("$['größe']", &["größe"]);
    }

    #[test]
    fn what_is_no_path_is_a_name() {
        for path in [
            "", "price", "$[", "$['a", "$['a'x]", "$.", "$..a", "$ä", "$['ä",
        ] {
            check(path, &[path]);
        }
    }

    #[test]
    fn a_path_that_goes_too_deep_ends_in_a_long_name() {
        let path = format!("${}", "[0]".repeat(100_000));
        let names = names(&path);
        assert_eq!(names.len(), DEEPEST + 1);
        assert_eq!(names.concat(), path[1..]);
    }
}
