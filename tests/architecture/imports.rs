//! What a file of Rust names: its code without comments, texts and tests, and the paths in it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

/// A comment, a text or a character.
static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r##"(?s)//[^\n]*|/\*.*?\*/|b?r"[^"]*"|b?r#".*?"#|b?"(?:\\.|[^"\\])*"|b?'(?:\\(?:u\{[^}]*\}|x..|.)|[^\\'])'"##,
    )
    .unwrap()
});
static USE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?s)(pub(?:\([^)]*\))?\s+)?\buse\s+([^;]+);").unwrap());
static IN_FULL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:\bin\s+)?\b(?:crate|super|self)(?:\s*::\s*\w+)+").unwrap());

/// A path to an item, such as `["check", "json", "compare"]`, from the root of the crate.
pub(crate) type Path = Vec<String>;

/// What stands in a file.
pub(crate) struct Names {
    /// What it imports for itself, or names in full.
    pub(crate) used: BTreeSet<Path>,
    /// What it imports, by the name under which modules below it, and with `pub use` others, can have it.
    pub(crate) handed_on: BTreeMap<String, Path>,
}

/// Returns a text without comments, and without what stands in texts and characters.
pub(crate) fn code(text: &str) -> String {
    let blank = |found: &regex::Captures<'_>| {
        let is_comment = found[0].starts_with('/');
        if is_comment { "" } else { "0" }.to_owned()
    };
    TOKEN.replace_all(text, blank).into_owned()
}

/// Returns code without the items that stand under `#[cfg(test)]`, wherever they are.
pub(crate) fn without_tests(code: &str) -> String {
    let mut kept = String::new();
    let mut rest = code;
    while let Some((before, item)) = rest.split_once("#[cfg(test)]") {
        kept += before;
        rest = &item[end_of_item(item)..];
    }
    kept + rest
}

/// Returns where an item ends: with a `;`, or with the bracket that closes its first one.
fn end_of_item(item: &str) -> usize {
    let mut depth = 0;
    for (at, character) in item.char_indices() {
        match character {
            ';' if depth == 0 => return at + 1,
            '{' => depth += 1,
            '}' if depth == 1 => return at + 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    item.len()
}

/// Returns what code names that stands in this module of its crate.
pub(crate) fn names(code: &str, module: &[String]) -> Names {
    let mut names = Names {
        used: BTreeSet::new(),
        handed_on: BTreeMap::new(),
    };
    for found in USE.captures_iter(code) {
        for (path, name) in expanded(&found[2]) {
            let path = absolute(&path, module);
            names.handed_on.insert(name, path.clone());
            if found.get(1).is_none() {
                names.used.insert(path);
            }
        }
    }
    let rest = USE.replace_all(code, "");
    // `pub(in crate::a)` names who may see something.
    let named = IN_FULL.find_iter(&rest);
    for found in named.filter(|found| !found.as_str().starts_with("in")) {
        names.used.insert(absolute(found.as_str(), module));
    }
    names
}

/// Takes the tree of a `use` apart: each path with the name that it gets.
fn expanded(tree: &str) -> Vec<(String, String)> {
    let tree = tree.trim();
    if let Some((prefix, inside)) = tree.strip_suffix('}').and_then(|tree| tree.split_once('{')) {
        let parts = split(inside).into_iter().flat_map(expanded);
        return parts
            .map(|(path, name)| match path.as_str() {
                "self" => {
                    let prefix = prefix.trim_end_matches(':');
                    (prefix.to_owned(), last(prefix))
                }
                path => (format!("{prefix}{path}"), name),
            })
            .collect();
    }
    match tree.split_once(" as ") {
        Some((path, name)) => vec![(path.trim().to_owned(), name.trim().to_owned())],
        None => vec![(tree.to_owned(), last(tree))],
    }
}

/// Splits at the commas that stand in no brackets.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

fn last(path: &str) -> String {
    path.rsplit("::").next().unwrap_or(path).trim().to_owned()
}

/// Returns a path from the root of the crate, or from that of another crate as `["::", "serde", …]`.
fn absolute(path: &str, module: &[String]) -> Path {
    let mut segments = path.split("::").map(|part| part.trim().to_owned());
    let mut base = module.to_vec();
    let mut absolute = Vec::new();
    match segments.next().unwrap_or_default().as_str() {
        "crate" | "magewalk" => {}
        "self" => absolute = base,
        "super" => {
            base.pop();
            absolute = base;
        }
        other => absolute = vec!["::".to_owned(), other.to_owned()],
    }
    for segment in segments {
        if segment == "super" {
            absolute.pop();
        } else {
            absolute.push(segment);
        }
    }
    absolute
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(text: &str) -> Vec<String> {
        let module = ["a".to_owned(), "b".to_owned()];
        let names = names(&without_tests(&code(text)), &module);
        names.used.iter().map(|path| path.join("::")).collect()
    }

    #[test]
    fn groups_are_taken_apart() {
        assert_eq!(
            used("use crate::{c, d::{self, E as F, g::H}};\nuse serde::Serialize;"),
            [
                ":::: serde::Serialize".replace(":::: ", "::::"),
                "c".into(),
                "d".into(),
                "d::E".into(),
                "d::g::H".into()
            ]
        );
    }

    #[test]
    fn what_is_named_in_full_and_from_below_counts() {
        assert_eq!(
            used("fn x() { crate::c::d(super::e(self::f)) }"),
            ["a::b::f", "a::e", "c::d"]
        );
    }

    #[test]
    fn comments_texts_and_tests_do_not_count_and_what_follows_them_does() {
        let text = "// crate::no\nconst C: &str = \"crate::no; {\";\n#[cfg(test)]\nmod tests {\n use crate::no; fn f() { '{'; }\n}\n\
                    #[cfg(test)]\nmod more;\nuse crate::yes;";
        assert_eq!(used(text), ["yes"]);
    }
}
