//! The map of the folders, held against the source: arrows point down, crates stay in their place.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod circles;
mod imports;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use imports::{code, names, without_tests};

/// Which modules each module may name, from the top to the bottom.
const ARROWS: &[(&str, &[&str])] = &[
    ("main", &["cli", "commands", "error", "visible"]),
    (
        "commands",
        &[
            "accept", "cli", "doctor", "error", "export", "launch", "learn", "runner", "report",
            "check", "hints", "mask", "outcome", "http", "scenario", "studio", "visible",
            "duration",
        ],
    ),
    ("accept", &["check", "outcome", "scenario"]),
    ("cli", &["duration", "launch"]),
    (
        "launch",
        &[
            "browser", "check", "duration", "error", "hints", "http", "mask", "outcome", "runner",
            "scenario",
        ],
    ),
    ("doctor", &["http", "outcome"]),
    ("duration", &[]),
    ("error", &["scenario", "visible"]),
    ("export", &["runner", "scenario", "visible"]),
    (
        "runner",
        &[
            "browser", "check", "duration", "hints", "mask", "outcome", "http", "random",
            "scenario",
        ],
    ),
    ("browser", &["duration", "http", "random"]),
    ("hints", &["outcome", "http", "scenario"]),
    ("check", &["outcome", "http", "scenario"]),
    ("report", &["outcome", "visible"]),
    ("outcome", &["scenario"]),
    ("http", &["random"]),
    ("mask", &[]),
    ("scenario", &["duration", "mask", "visible"]),
    (
        "studio",
        &[
            "error", "launch", "mask", "outcome", "random", "report", "runner",
        ],
    ),
    ("random", &[]),
    ("visible", &[]),
    ("learn", &["error", "launch", "outcome", "report", "runner"]),
    ("lib", &[]),
];

/// Where each third-party crate may be named.
const CRATES: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["src/scenario/problem.rs"]),
    ("axum", &["sandbox/src/", "src/studio/"]),
    (
        "clap",
        &["src/cli/", "src/commands/compare.rs", "src/main.rs"],
    ),
    ("base32", &["src/http/totp.rs", "sandbox/src/totp.rs"]),
    ("clap_complete", &["src/cli/shells.rs"]),
    ("clap_mangen", &["src/cli/shells.rs"]),
    ("colored", &["src/report/terminal/"]),
    ("cookie_store", &["src/http/cookies.rs"]),
    ("crossterm", &["src/commands/learn/keys.rs", "src/main.rs"]),
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
    ("include_dir", &["src/launch/scenarios.rs"]),
    ("indicatif", &["src/commands/progress.rs"]),
    ("jsonpath_rust", &["src/check/jsonpath"]),
    ("markup5ever", &["src/mask/layers.rs"]),
    (
        "quick_xml",
        &["sandbox/src/xml_body.rs", "src/report/junit"],
    ),
    ("reqwest", &["src/http/"]),
    ("rpassword", &["src/commands/output.rs"]),
    ("rust_decimal", &["src/check/", "sandbox/src/"]),
    ("rustls", &["src/http/"]),
    ("rustls_platform_verifier", &["src/http/client/tls.rs"]),
    ("scraper", &["src/check/html"]),
    ("serde_saphyr", &["src/scenario/parse"]),
    ("sha1", &["src/http/totp.rs", "sandbox/src/totp.rs"]),
    (
        "sha2",
        &[
            "src/http/oauth",
            "src/report/html",
            "src/runner/digest.rs",
            "sandbox/src/",
        ],
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
    ("base64", &["src/", "sandbox/src/"]),
    ("brotli_decompressor", &["src/http/client/"]),
    (
        "flate2",
        &["src/http/client/", "src/report/html/", "sandbox/src/"],
    ),
    ("form_urlencoded", &["sandbox/src/"]),
    ("getrandom", &["sandbox/src/random.rs", "src/random.rs"]),
    ("jiff", &["src/", "sandbox/src/"]),
    ("magewalk_sandbox", &["src/commands/", "src/launch/"]),
    ("open", &["src/commands/studio.rs"]),
    ("percent_encoding", &["src/", "sandbox/src/"]),
    (
        "regex",
        &[
            "src/check/pattern.rs",
            "src/hints/mod.rs",
            "src/mask/",
            "src/runner/tie.rs",
            "sandbox/src/",
        ],
    ),
    ("serde", &["src/", "sandbox/src/"]),
    ("serde_json", &["src/", "sandbox/src/"]),
    ("thiserror", &["src/"]),
    ("tokio", &["src/", "sandbox/src/"]),
    ("unicode_width", &["src/report/terminal/"]),
    ("url", &["src/"]),
];

/// The modules of the sandbox, layer by layer: each may name those of its own layer and of the
/// layers below.
#[rustfmt::skip]
const LAYERS: &[&[&str]] = &[
    &["lib"],
    &["server"],
    &["front", "fault"],
    &["rest", "storefront"],
    &["routes", "swagger"],
    // Services.
    &[
        "admin", "bulk", "carts", "catalog", "customers", "directory", "login", "modules", "oauth",
        "promotions", "sales", "stores", "taxes", "two_factor",
    ],
    // How requests are read and answers written.
    &[
        "criteria", "developer_mode", "error", "http", "input", "negotiate", "php_date", "query",
        "render", "schema", "service", "xml_body",
    ],
    &["state"],
    &["amount", "caller", "clock", "configuration", "random", "token", "totp", "version"],
];

/// Names that hide what a module is about.
const VAGUE: [&str; 6] = ["util", "utils", "helpers", "common", "types", "manager"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

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
    let mut files = BTreeMap::new();
    collect(&root().join("src"), &mut files);
    collect(&root().join("sandbox/src"), &mut files);
    files
        .into_iter()
        .map(|(path, text)| (path.strip_prefix(root()).unwrap().to_owned(), text))
        .collect()
}

/// The module of a file in its crate, such as `["check", "json"]` for `src/check/json/mod.rs`.
fn module(path: &Path) -> Vec<String> {
    let inside = path.strip_prefix("sandbox").unwrap_or(path);
    let inside = inside.strip_prefix("src").unwrap().with_extension("");
    let mut module: Vec<String> = inside
        .iter()
        .map(|part| part.to_str().unwrap().to_owned())
        .collect();
    if ["mod", "lib"].contains(&module.last().unwrap().as_str()) {
        module.pop();
    }
    module
}

/// The top-level module of a file of the checker, such as `check` for `src/check/json.rs`. What the
/// sandbox may name, Cargo holds.
fn top(path: &Path) -> Option<String> {
    if path.starts_with("sandbox") {
        return None;
    }
    let module = module(path);
    Some(module.first().map_or("lib".to_owned(), Clone::clone))
}

fn shown(path: &Path) -> String {
    path.to_str().unwrap().replace('\\', "/")
}

#[test]
fn arrows_point_down() {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let Some(top) = top(&path) else { continue };
        let below = allowed
            .get(top.as_str())
            .unwrap_or_else(|| panic!("{top} is not on the map"));
        let code = code(&text);
        assert!(!code.contains("super::super"), "{}", path.display());
        let names = names(&code, &module(&path));
        for named in names.used.iter().chain(names.handed_on.values()) {
            let named = named.first().map_or("", String::as_str);
            let is_own = named == top || named == "::";
            if !is_own && allowed.contains_key(named) && !below.contains(&named) {
                wrong.push(format!("{}: {top} names {named}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let files = sources();
    for package in ["src", "sandbox/src"] {
        let files = files.iter().filter(|(path, _)| path.starts_with(package));
        let files = files.map(|(path, text)| (module(path), without_tests(&code(text))));
        let found = circles::circles(&files.collect());
        assert!(found.is_empty(), "{package}: {}", found.join("\n"));
    }
}

#[test]
fn the_layers_of_the_sandbox_point_down() {
    let layer = |module: &str| LAYERS.iter().position(|layer| layer.contains(&module));
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        if !path.starts_with("sandbox/src") {
            continue;
        }
        let module = module(&path);
        let top = module.first().map_or("lib", String::as_str);
        let own = layer(top).unwrap_or_else(|| panic!("{top} is in no layer"));
        let names = names(&without_tests(&code(&text)), &module);
        for named in names.used.iter().chain(names.handed_on.values()) {
            let named = named.first().map_or("", String::as_str);
            if layer(named).is_some_and(|named| named < own) {
                wrong.push(format!("{}: {top} names {named}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_crate_is_named_in_one_place() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let shown = shown(&path);
        // A test may take a temporary folder or a second opinion from anywhere.
        if shown.ends_with("/tests.rs") {
            continue;
        }
        let code = without_tests(&code(&text));
        let named = named_crates(&code);
        for (krate, places) in CRATES.iter().filter(|(krate, _)| named.contains(krate)) {
            if !places.iter().any(|place| shown.starts_with(place)) {
                wrong.push(format!("{shown}: {krate} belongs to {places:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The first words of the paths in code: among them are the crates that it names.
fn named_crates(code: &str) -> BTreeSet<&str> {
    let paths = regex::Regex::new(r"(^|[^:\w])(\w+)\s*(::|;)").unwrap();
    let found = paths.captures_iter(code);
    found.map(|found| found.get(2).unwrap().as_str()).collect()
}

#[test]
fn every_dependency_is_on_the_map_and_used_at_its_place() {
    let sources = sources();
    for (krate, places) in CRATES {
        let used = sources.iter().any(|(path, text)| {
            let shown = shown(path);
            places.iter().any(|place| shown.starts_with(place)) && text.contains(krate)
        });
        assert!(used, "{krate} is named nowhere in {places:?}");
    }
    for manifest in ["Cargo.toml", "sandbox/Cargo.toml"] {
        for name in dependencies(&fs::read_to_string(root().join(manifest)).unwrap()) {
            let on_map = CRATES.iter().any(|(krate, _)| *krate == name);
            assert!(on_map, "{manifest}: {name} is not on the map");
        }
    }
}

/// The dependencies of a manifest, as code names them.
fn dependencies(manifest: &str) -> Vec<String> {
    let section = manifest.split("\n[dependencies]\n").nth(1).unwrap();
    let section = section.split("\n[").next().unwrap();
    let lines = section.lines().filter(|line| !line.starts_with('#'));
    let names = lines.filter_map(|line| line.split(['.', ' ', '=']).next());
    let names = names.filter(|name| !name.is_empty());
    // The one crate whose library has another name than its package.
    names
        .map(|name| {
            if name == "rustls-webpki" {
                "webpki"
            } else {
                name
            }
        })
        .map(|name| name.replace('-', "_"))
        .collect()
}

#[test]
fn every_file_says_what_it_is_for_and_stays_readable() {
    for (path, text) in sources() {
        let shown = path.display();
        assert!(
            text.starts_with("//!"),
            "{shown} does not say what it is for"
        );
        let own = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        assert!(own.lines().count() <= 600, "{shown} has over 600 lines");
        let stem = path.file_stem().unwrap().to_str().unwrap();
        assert!(!VAGUE.contains(&stem), "{shown}: a vague name");
    }
}

#[test]
fn nothing_prints_below_the_commands() {
    for (path, text) in sources() {
        if top(&path).is_some_and(|top| top == "main" || top == "commands") {
            continue;
        }
        for line in without_tests(&code(&text)).lines() {
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
    assert_eq!(module(Path::new("src/check/json.rs")), ["check", "json"]);
    assert_eq!(module(Path::new("sandbox/src/lib.rs")), [""; 0]);
    assert_eq!(top(Path::new("src/lib.rs")).unwrap(), "lib");
    let named = named_crates("use {serde::Value}; x(regex::Regex::new, a::jiff::now, url);");
    assert_eq!(Vec::from_iter(named), ["a", "regex", "serde"]);
    let manifest = "[package]\n[dependencies]\na-b.workspace = true\n# why\nrustls-webpki = \"1\"\n\n[lints]\nx = 1\n";
    assert_eq!(dependencies(&format!("\n{manifest}")), ["a_b", "webpki"]);
}

#[test]
fn every_dependency_has_its_reason() {
    let reasons = fs::read_to_string("docs/dependencies.md").unwrap();
    let mut seen = 0;
    for manifest in ["Cargo.toml", "sandbox/Cargo.toml"] {
        let text = fs::read_to_string(manifest).unwrap();
        let (_, table) = text.split_once("\n[dependencies]\n").unwrap();
        let table = table.split("\n[").next().unwrap();
        let names = table
            .lines()
            .filter(|line| line.starts_with(char::is_alphabetic));
        for name in names.map(|line| line.split(['.', ' ', '=']).next().unwrap()) {
            seen += 1;
            let is_ours = name == "magewalk-sandbox";
            let words = &mut reasons.split(|it: char| !(it.is_alphanumeric() || "-_".contains(it)));
            assert!(
                is_ours || words.any(|word| word == name),
                "{manifest}: `{name}`"
            );
        }
    }
    assert!(seen > 50, "{seen}");
}
