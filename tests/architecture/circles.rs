//! Files that import each other in a circle, however long.
//!
//! Whoever imports a name that another module has imported itself imports the file that has it: a
//! folder's `mod.rs` that only gathers names stands in no circle.

use std::collections::{BTreeMap, BTreeSet};

use crate::imports::{Names, Path, names};

/// Returns the circles among files, each given by its module and its code.
pub(crate) fn circles(files: &BTreeMap<Path, String>) -> Vec<String> {
    let named: BTreeMap<&Path, Names> = files
        .iter()
        .map(|(module, code)| (module, names(code, module)))
        .collect();
    let arrows: BTreeMap<&Path, BTreeSet<&Path>> = files
        .iter()
        .map(|(module, code)| (module, imported(module, code, &named)))
        .collect();
    let below = |from| reached(from, &arrows);
    let mut found = BTreeSet::new();
    for module in files.keys() {
        let down = below(module);
        if down.contains(module) {
            let circle = down
                .into_iter()
                .filter(|other| below(other).contains(module));
            let shown = circle.map(|module| module.join("::"));
            found.insert(shown.collect::<Vec<_>>().join(" ↔ "));
        }
    }
    found.into_iter().collect()
}

/// Returns the files that a file imports.
fn imported<'f>(
    module: &Path,
    code: &str,
    files: &BTreeMap<&'f Path, Names>,
) -> BTreeSet<&'f Path> {
    let children = files.keys().filter(|other| is_child(other, module));
    let called = children.filter(|child| calls(code, child.last().unwrap()));
    let used = files[module].used.iter();
    let mut imported: BTreeSet<&Path> = used
        .filter_map(|path| home(path, module, files, 0))
        .chain(called.copied())
        .collect();
    imported.remove(module);
    imported
}

/// Whether code names something in a module below it, as `below::name`.
fn calls(code: &str, below: &str) -> bool {
    let path = format!("{below}::");
    code.match_indices(&path).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        before.is_none_or(|before| !before.is_alphanumeric() && before != '_' && before != ':')
    })
}

fn is_child(other: &Path, module: &Path) -> bool {
    other.len() == module.len() + 1 && other.starts_with(module)
}

/// Returns the file in which what a path names is written.
fn home<'f>(
    path: &Path,
    from: &Path,
    files: &BTreeMap<&'f Path, Names>,
    hops: usize,
) -> Option<&'f Path> {
    let absolute = match path.split_first() {
        Some((first, rest)) if first == "::" => [from.as_slice(), rest].concat(),
        _ => path.clone(),
    };
    let lowest = if path.first().is_some_and(|first| first == "::") {
        from.len() + 1
    } else {
        0
    };
    let (module, names) = (lowest..=absolute.len())
        .rev()
        .find_map(|length| files.get_key_value(&absolute[..length].to_vec()))?;
    let rest = &absolute[module.len()..];
    let handed_on = rest.first().and_then(|name| names.handed_on.get(name));
    match handed_on {
        Some(target) if hops < 8 => home(target, module, files, hops + 1),
        _ => Some(module),
    }
}

/// Returns all files to which the arrows lead from here.
fn reached<'f>(from: &Path, arrows: &BTreeMap<&'f Path, BTreeSet<&'f Path>>) -> BTreeSet<&'f Path> {
    let mut found = BTreeSet::new();
    let mut open = vec![from];
    while let Some(module) = open.pop() {
        for next in &arrows[module] {
            if found.insert(*next) {
                open.push(next);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let path = |name: &str| {
            name.split("::")
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect()
        };
        circles(
            &files
                .iter()
                .map(|(name, code)| (path(name), (*code).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn two_files_and_longer_ways_are_circles() {
        let files = [
            ("a", "use crate::b::B;"),
            ("b", "use crate::c::{self, C};"),
            ("c", "use crate::a;"),
            ("d", "use crate::a;"),
        ];
        assert_eq!(found(&files), ["a ↔ b ↔ c"]);
    }

    #[test]
    fn names_handed_on_lead_to_the_file_that_has_them() {
        let facade = ("a", "mod b; mod c; pub use crate::a::b::B; pub use c::C;");
        assert_eq!(
            found(&[facade, ("a::b", "use crate::a::C;"), ("a::c", "")]),
            [""; 0]
        );
        assert_eq!(
            found(&[
                facade,
                ("a::b", "use crate::a::C;"),
                ("a::c", "use super::B;")
            ]),
            ["a::b ↔ a::c"]
        );
    }

    #[test]
    fn what_a_parent_calls_below_it_counts() {
        let files = [
            ("a", "mod b; fn f() { b::g() }"),
            ("a::b", "fn g() { super::f() }"),
        ];
        assert_eq!(found(&files), ["a ↔ a::b"]);
    }
}
