//! The JSON Schemas of the language, held against what Magewalk itself reads and refuses.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use boon::{Compiler, Draft, SchemaIndex, Schemas};
use magewalk::scenario::node::{Node, NodeKind};
use magewalk::scenario::parse::parse;
use magewalk::scenario::schema;
use magewalk::scenario::source::Source;
use serde_json::Value;

/// The mistakes that the shape of one file does not show, by what they are about.
const BEYOND_A_SCHEMA: &[(&str, &[&str])] = &[
    (
        "what refers to another place",
        &[
            "capture_elsewhere",
            "capture_twice",
            "duplicate_id",
            "head_beside_tutorial",
            "needs_once",
            "scenario_needs",
            "tie",
            "scenario_needs_itself",
            "step_needs",
            "unknown_variable",
            "used_before_capture",
        ],
    ),
    (
        "a text in a syntax of its own",
        &[
            "dollar_in_path",
            "foreign_values",
            "jsonpath",
            "postman_variable",
            "regex",
            "selector",
            "browser_selectors",
            "template_bad_name",
            "template_empty",
            "template_in_block",
            "template_in_key",
            "template_unclosed",
            "template_unknown_function",
        ],
    ),
    (
        "what a step comes to in all",
        &["compares_nothing", "vary_hits_nothing"],
    ),
];

/// A schema that was compiled, which fails where it is none of draft 7.
struct Validator {
    schemas: Schemas,
    root: SchemaIndex,
}

impl Validator {
    fn is_valid(&self, value: &Value) -> bool {
        self.schemas.validate(value, self.root).is_ok()
    }
}

fn validator(text: &str) -> Validator {
    let mut compiler = Compiler::new();
    compiler.set_default_draft(Draft::V7);
    let schema = serde_json::from_str(text).unwrap();
    compiler.add_resource("schema.json", schema).unwrap();
    let mut schemas = Schemas::new();
    let root = compiler.compile("schema.json", &mut schemas).unwrap();
    Validator { schemas, root }
}

/// Returns a file as Magewalk sees it; `None` where it is no YAML.
fn read(path: &Path) -> Option<Value> {
    let text = fs::read_to_string(path).ok()?;
    let node = parse(&Source::new(path.to_str().unwrap(), text)).ok()?;
    Some(value(&node))
}

fn value(node: &Node) -> Value {
    match &node.kind {
        NodeKind::Null => Value::Null,
        NodeKind::Bool(flag) => Value::Bool(*flag),
        NodeKind::Number(number) => Value::Number(number.clone()),
        NodeKind::String(text) => Value::String(text.clone()),
        NodeKind::List(items) => items.iter().map(value).collect(),
        NodeKind::Map(members) => members
            .iter()
            .map(|(key, node)| (key.name.clone(), value(node)))
            .collect(),
    }
}

fn yaml_files(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries
        .filter(|path| path.extension().is_some_and(|end| end == "yaml"))
        .collect();
    files.sort();
    files
}

fn shipped() -> Vec<PathBuf> {
    let folders = fs::read_dir("scenarios").unwrap();
    let files = folders.flat_map(|folder| yaml_files(folder.unwrap().path().to_str().unwrap()));
    let files: Vec<_> = files.collect();
    assert!(files.len() > 2);
    files
}

fn is_tutorial(path: &Path) -> bool {
    path.ends_with("tutorial.yaml")
}

fn assert_valid(validator: &Validator, path: &Path) {
    let read = read(path).unwrap();
    let held = validator.schemas.validate(&read, validator.root);
    let wrong = held.err().map(|wrong| wrong.to_string());
    assert_eq!(wrong, None, "{}", path.display());
}

#[test]
fn what_is_shipped_and_all_of_the_language_is_valid() {
    let (scenario, tutorial) = (validator(schema::SCENARIO), validator(schema::TUTORIAL));
    for path in shipped() {
        let by = if is_tutorial(&path) {
            &tutorial
        } else {
            &scenario
        };
        assert_valid(by, &path);
    }
    assert_valid(&tutorial, Path::new("tests/scenarios/tutorial.yaml"));
    assert_valid(&scenario, Path::new("tests/scenarios/good.yaml"));
    assert_valid(&scenario, Path::new("tests/scenarios/elsewhere.yaml"));
}

#[test]
fn every_shipped_file_names_its_schema() {
    for path in shipped() {
        let text = fs::read_to_string(&path).unwrap();
        let kind = if is_tutorial(&path) {
            "tutorial"
        } else {
            "scenario"
        };
        let wanted = format!("# yaml-language-server: $schema=../../schema/{kind}.schema.json");
        let shown = path.display();
        assert_eq!(text.lines().next(), Some(wanted.as_str()), "{shown}");
        let named = format!("../../schema/{kind}.schema.json");
        assert!(path.parent().unwrap().join(named).is_file(), "{shown}");
    }
}

#[test]
fn what_is_badly_formed_is_not_valid() {
    let scenario = validator(schema::SCENARIO);
    let bad = yaml_files("tests/scenarios").into_iter();
    let bad = bad.filter(|path| {
        path.file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .starts_with("bad_")
    });
    let (mut seen, mut passed) = (0, BTreeSet::new());
    for path in bad {
        let Some(read) = read(&path) else { continue };
        seen += 1;
        if scenario.is_valid(&read) {
            let name = path.file_stem().unwrap().to_str().unwrap();
            passed.insert(name.trim_start_matches("bad_").to_owned());
        }
    }
    assert!(seen > 20, "only {seen} bad scenarios were found");
    let beyond = BEYOND_A_SCHEMA.iter().flat_map(|(_, names)| *names);
    let beyond: BTreeSet<_> = beyond.map(ToString::to_string).collect();
    assert_eq!(passed, beyond);
}
