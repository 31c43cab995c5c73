//! The reference of the language, `docs/language.md`: every example is walked, and its headings are
//! the keys of the schemas.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::Value;

use crate::support::{Folder, magewalk};

static REFERENCE: LazyLock<String> =
    LazyLock::new(|| std::fs::read_to_string("docs/language.md").unwrap());

/// The head of a file that holds an example of steps.
const HEAD: &str = "title: An example\nvars:\n  email: reader-${run.id}@example.com\n  \
                    password: Mw1-${uuid()}\nsteps:\n";

/// The part of the reference that each map of a schema has, and where the schema has it.
const PARTS: &[(&str, &[&str])] = &[
    ("A scenario", &[""]),
    ("A variable", &["/definitions/variable/anyOf/1"]),
    ("A step", &["/definitions/step"]),
    ("A request", &["/definitions/request"]),
    ("Expect", &["/definitions/expect"]),
    ("An alternative", &["/definitions/alternative"]),
    ("A drift", &["/definitions/drift"]),
    (
        "Assertions",
        &[
            "/definitions/json_assertions",
            "/definitions/header_assertions/anyOf/1",
            "/definitions/html_assertions/anyOf/1",
            "/definitions/text_assertions",
        ],
    ),
    ("A check of HTML", &["/definitions/html_check"]),
    ("A capture", &["/definitions/capture/anyOf/1"]),
    ("Retry", &["/definitions/retry"]),
    ("Undo", &["/definitions/undo"]),
    ("Find", &["/definitions/find"]),
    ("Browser", &["/definitions/browser_action"]),
];

/// A part of the reference: its heading, and all below it.
struct Part<'r> {
    heading: &'r str,
    text: &'r str,
}

/// An example: what it is, the part that it stands in, and its text.
struct Example<'r> {
    kind: &'r str,
    part: &'r str,
    text: String,
}

fn parts() -> Vec<Part<'static>> {
    let parts = REFERENCE.split("\n## ").skip(1);
    let parts = parts.map(|part| part.split_once('\n').unwrap());
    parts
        .map(|(heading, text)| Part { heading, text })
        .collect()
}

/// The keys that the headings of a part name.
fn keys(part: &Part<'_>) -> BTreeSet<String> {
    let headings = part
        .text
        .lines()
        .filter_map(|line| line.strip_prefix("### "));
    headings
        .flat_map(|line| line.split(", "))
        .map(|key| key.trim_matches('`').to_owned())
        .collect()
}

/// The examples between fences, in order.
fn examples() -> Vec<Example<'static>> {
    let mut examples: Vec<Example<'_>> = Vec::new();
    let (mut part, mut open) = ("", false);
    for line in REFERENCE.lines() {
        match line.strip_prefix("```") {
            Some(kind) if !open => {
                let text = String::new();
                examples.push(Example { kind, part, text });
                open = true;
            }
            Some(_) => open = false,
            None if open => {
                let example = examples.last_mut().unwrap();
                example.text += line;
                example.text.push('\n');
            }
            None => part = line.strip_prefix("## ").unwrap_or(part),
        }
    }
    examples
}

/// Writes the files of an example and returns what names it.
fn written(folder: &Folder, example: &Example<'_>) -> &'static str {
    if example.kind != "tutorial" {
        let text = if example.text.starts_with("- id:") {
            HEAD.to_owned() + &example.text
        } else {
            example.text.clone()
        };
        folder.write("example.yaml", &text);
        return "example.yaml";
    }
    for file in example.text.split("=== ").skip(1) {
        let (name, text) = file.split_once('\n').unwrap();
        folder.write(&format!("t/{name}"), text);
    }
    "./t"
}

#[test]
fn every_example_is_right_and_green() {
    let examples = examples();
    assert!(examples.len() > 20, "{}", examples.len());
    for example in &examples {
        let folder = Folder::new();
        let name = written(&folder, example);
        eprintln!("{}:\n{}", example.part, example.text);
        let checked = magewalk(&["check", name]).within(&folder).run().code(0);
        assert_eq!(checked.stderr, "");
        match example.kind {
            "yaml" | "tutorial" => {
                let run = ["run", name, "--sandbox", "--allow", "permanent"];
                magewalk(&run).within(&folder).run().code(0);
            }
            kind => assert_eq!(kind, "yaml check"),
        }
    }
}

#[test]
fn the_headings_are_the_keys_of_the_schemas() {
    let read = |file: &str| -> Value {
        let text = std::fs::read_to_string(format!("schema/{file}.schema.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let (scenario, tutorial) = (read("scenario"), read("tutorial"));
    let of = |schema: &Value, places: &[&str]| -> BTreeSet<String> {
        let maps = places
            .iter()
            .map(|place| schema.pointer(&format!("{place}/properties")));
        let maps = maps.map(|map| map.unwrap().as_object().unwrap());
        maps.flat_map(|map| map.keys().cloned()).collect()
    };
    let parts = parts();
    let part = |heading: &str| parts.iter().find(|part| part.heading == heading).unwrap();
    for (heading, places) in PARTS {
        assert_eq!(keys(part(heading)), of(&scenario, places), "{heading}");
    }
    assert_eq!(keys(part("A tutorial")), of(&tutorial, &[""]));
    let rule = "/definitions/vary_rule/anyOf/0/anyOf";
    let words = scenario.pointer(&format!("{rule}/0/enum")).unwrap();
    let words = words.as_array().unwrap().iter();
    let mut kinds: BTreeSet<_> = words
        .map(|word| word.as_str().unwrap().to_owned())
        .collect();
    kinds.extend(of(&scenario, &[&format!("{rule}/1")]));
    assert_eq!(keys(part("Kinds of vary")), kinds);
    let named = PARTS.iter().map(|(heading, _)| *heading);
    let named: BTreeSet<_> = named
        .chain(["Values", "A tutorial", "Kinds of vary"])
        .collect();
    assert_eq!(
        parts
            .iter()
            .map(|part| part.heading)
            .collect::<BTreeSet<_>>(),
        named
    );
}

#[test]
fn every_key_stands_in_an_example_of_its_part() {
    let examples = examples();
    for part in parts() {
        let of_part = examples
            .iter()
            .filter(|example| example.part == part.heading);
        let text: String = of_part.map(|example| example.text.as_str()).collect();
        for key in keys(&part) {
            let is_there = [
                format!("{key}:"),
                format!(": {key}"),
                format!("[{key}"),
                format!(", {key}]"),
            ];
            // In an undo any method does; one is enough.
            let is_method = key.bytes().all(|byte| byte.is_ascii_uppercase());
            let is_shown = is_there.iter().any(|shape| text.contains(shape.as_str()));
            assert!(
                is_shown || (is_method && part.heading == "Undo"),
                "{}: `{key}`",
                part.heading
            );
        }
    }
}
