//! The map of the folders, held against the source: arrows point down, crates stay in their place.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Which modules each module may name, from the top to the bottom.
const ARROWS: &[(&str, &[&str])] = &[
    ("main", &["cli", "commands", "error", "visible"]),
    (
        "commands",
        &[
            "accept", "cli", "doctor", "browser", "error", "runner", "report", "check", "hints",
            "mask", "outcome", "http", "scenario", "studio", "visible",
        ],
    ),
    ("accept", &["check", "outcome", "scenario"]),
    ("cli", &[]),
    ("doctor", &["http", "outcome"]),
    ("error", &["scenario", "visible"]),
    (
        "runner",
        &[
            "browser", "check", "hints", "mask", "outcome", "http", "scenario",
        ],
    ),
    ("browser", &["http"]),
    ("hints", &["outcome", "http", "scenario"]),
    ("check", &["outcome", "http", "scenario"]),
    ("report", &["outcome", "visible"]),
    ("outcome", &["scenario"]),
    ("http", &[]),
    ("mask", &[]),
    ("scenario", &["mask", "visible"]),
    ("studio", &["report"]),
    ("visible", &[]),
    ("lib", &[]),
];

/// Where each third-party crate may be named.
const CRATES: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["src/scenario/problem.rs"]),
    ("axum", &["sandbox/src/", "src/studio/"]),
    (
        "clap",
        &[
            "src/cli/",
            "src/commands/compare.rs",
            "src/commands/each_step.rs",
            "src/main.rs",
        ],
    ),
    ("base32", &["src/http/totp.rs", "sandbox/src/totp.rs"]),
    ("clap_complete", &["src/cli/shells.rs"]),
    ("clap_mangen", &["src/cli/shells.rs"]),
    ("colored", &["src/report/terminal/"]),
    ("cookie_store", &["src/http/cookies.rs"]),
    ("crossterm", &["src/commands/learn/keys.rs"]),
    ("encoding_rs", &["src/http/client/charset.rs"]),
    (
        "hmac",
        &["src/http/oauth", "src/http/totp.rs", "sandbox/src/"],
    ),
    ("hyper", &["src/http/client/", "src/studio/sockets.rs"]),
    (
        "hyper_util",
        &["src/http/client/proxies.rs", "src/studio/sockets.rs"],
    ),
    ("include_dir", &["src/commands/scenarios.rs"]),
    ("indicatif", &["src/commands/progress.rs"]),
    ("jsonpath_rust", &["src/check/jsonpath"]),
    ("markup5ever", &["src/mask/layers.rs"]),
    ("quick_junit", &["src/report/junit"]),
    ("reqwest", &["src/http/"]),
    ("rpassword", &["src/commands/credentials.rs"]),
    ("rust_decimal", &["src/check/", "sandbox/src/"]),
    ("rustls", &["src/http/"]),
    ("rustls_platform_verifier", &["src/http/client/tls.rs"]),
    ("scraper", &["src/check/html"]),
    ("serde_saphyr", &["src/scenario/parse"]),
    ("sha1", &["src/http/totp.rs", "sandbox/src/totp.rs"]),
    (
        "sha2",
        &["src/http/oauth", "src/report/html", "sandbox/src/"],
    ),
    (
        "shlex",
        &[
            "src/commands/learn/editor.rs",
            "src/report/terminal/curl.rs",
        ],
    ),
    ("similar", &["src/accept/patch.rs", "src/check/text"]),
    ("strsim", &["src/scenario/problem.rs", "src/report/"]),
    (
        "tempfile",
        &["src/commands/learn/editor.rs", "src/report/file.rs"],
    ),
    ("tower_layer", &["src/http/client/timing.rs"]),
    ("tower_service", &["src/http/client/timing.rs"]),
    ("webpki", &["src/http/client/tls.rs"]),
];

/// Names that hide what a module is about.
const VAGUE: [&str; 6] = ["util", "utils", "helpers", "common", "types", "manager"];

fn sources() -> BTreeMap<PathBuf, String> {
    fn collect(folder: &Path, files: &mut BTreeMap<PathBuf, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, files);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                files.insert(path.clone(), fs::read_to_string(&path).unwrap());
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = BTreeMap::new();
    collect(&root.join("src"), &mut files);
    collect(&root.join("sandbox/src"), &mut files);
    files
        .into_iter()
        .map(|(path, text)| (path.strip_prefix(root).unwrap().to_owned(), text))
        .collect()
}

/// The top-level module of a file, such as `check` for `src/check/json.rs`. The sandbox is one: what
/// its crate may name, Cargo holds.
fn module(path: &Path) -> String {
    let Ok(inside) = path.strip_prefix("src") else {
        return "sandbox".to_owned();
    };
    let first = inside
        .components()
        .next()
        .unwrap()
        .as_os_str()
        .to_str()
        .unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// The lines that are code, without comments.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .map(|line| line.split("//").next().unwrap_or(""))
        .filter(|line| !line.trim().is_empty())
}

/// The word that follows each `prefix` in a line.
fn names_after<'a>(line: &'a str, prefix: &'a str) -> impl Iterator<Item = &'a str> {
    line.match_indices(prefix).filter_map(move |(at, _)| {
        let before = line[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
            return None;
        }
        let rest = &line[at + prefix.len()..];
        let end = rest
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        Some(&rest[..end])
    })
}

#[test]
fn arrows_point_down() {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        if path.starts_with("sandbox") {
            continue;
        }
        let module = module(&path);
        let below = allowed
            .get(module.as_str())
            .unwrap_or_else(|| panic!("{module} is not on the map"));
        for line in code(&text) {
            for prefix in ["crate::", "magewalk::"] {
                for named in names_after(line, prefix) {
                    if named != module && !named.is_empty() && !below.contains(&named) {
                        wrong.push(format!("{}: {module} names {named}", path.display()));
                    }
                }
            }
            assert!(!line.contains("super::super"), "{}: {line}", path.display());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_crate_is_named_in_one_place() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let shown = path.to_str().unwrap().replace('\\', "/");
        // A test may take a temporary folder or a second opinion from anywhere.
        for line in code(text.split("#[cfg(test)]").next().unwrap()) {
            for (krate, places) in CRATES {
                let named =
                    line.contains(&format!("{krate}::")) || line.contains(&format!("use {krate};"));
                let other_name = line.contains(&format!("_{krate}::"));
                if named && !other_name && !places.iter().any(|place| shown.starts_with(place)) {
                    wrong.push(format!("{shown}: {krate} belongs to {places:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_crate_on_the_map_is_used_at_its_place() {
    let sources = sources();
    for (krate, places) in CRATES {
        let used = sources.iter().any(|(path, text)| {
            let shown = path.to_str().unwrap().replace('\\', "/");
            places.iter().any(|place| shown.starts_with(place)) && text.contains(krate)
        });
        assert!(used, "{krate} is named nowhere in {places:?}");
    }
}

#[test]
fn every_file_says_what_it_is_for_and_stays_readable() {
    for (path, text) in sources() {
        let shown = path.display();
        assert!(
            text.starts_with("//!"),
            "{shown} does not say what it is for"
        );
        let own = text.split("#[cfg(test)]").next().unwrap();
        assert!(own.lines().count() <= 600, "{shown} has over 600 lines");
        let stem = path.file_stem().unwrap().to_str().unwrap();
        assert!(!VAGUE.contains(&stem), "{shown}: a vague name");
    }
}

#[test]
fn nothing_prints_below_the_commands() {
    for (path, text) in sources() {
        if module(&path) == "main" || module(&path) == "commands" {
            continue;
        }
        for line in code(text.split("#[cfg(test)]").next().unwrap()) {
            for call in [
                "println!",
                "eprintln!",
                "print!(",
                "io::stdout()",
                "io::stderr()",
            ] {
                assert!(!line.contains(call), "{}: {line}", path.display());
            }
        }
    }
}

#[test]
fn the_rules_can_fail() {
    assert_eq!(
        names_after("use crate::runner::x;", "crate::").collect::<Vec<_>>(),
        ["runner"]
    );
    assert_eq!(names_after("othercrate::runner", "crate::").count(), 0);
    assert_eq!(module(Path::new("src/check/json.rs")), "check");
    assert_eq!(
        code("// a\nlet b; // crate::c\n").collect::<Vec<_>>(),
        ["let b; "]
    );
}
