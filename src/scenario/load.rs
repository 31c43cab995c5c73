//! From the files of a folder to a tutorial, or to all that is wrong with them.

use std::sync::Arc;

use crate::scenario::lower::{Files, Head, Lower};
use crate::scenario::names;
use crate::scenario::natural::natural;
use crate::scenario::needs::{self, Missing};
use crate::scenario::node::{Node, NodeKind};
use crate::scenario::parse::parse;
use crate::scenario::problem::{Problem, in_order};
use crate::scenario::source::Source;
use crate::scenario::tutorial::{Scenario, Tutorial};
use crate::scenario::undo;

pub use crate::scenario::read::{read_folder, read_path, read_text};

/// The name of the file that makes a folder a tutorial.
pub const TUTORIAL_FILE: &str = "tutorial.yaml";

/// The files of one tutorial, read and not looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TutorialFiles {
    /// The name of the folder, such as `orders`, or of the scenario that is the whole tutorial.
    pub name: String,
    /// The path of the scenario file that is the whole tutorial; none where a folder is one, with
    /// its `tutorial.yaml`.
    pub alone: Option<String>,
    /// `tutorial.yaml`, the scenario files and the documented bodies. Their paths are those that
    /// a user would write; all begin with the path of the folder (which may be nothing at all).
    pub files: Vec<Arc<Source>>,
}

impl TutorialFiles {
    /// Takes the files of a folder.
    pub fn of_folder(name: impl Into<String>, files: Vec<Arc<Source>>) -> Self {
        Self {
            name: name.into(),
            alone: None,
            files,
        }
    }

    /// Returns the file that has the keys of the tutorial, and the path of the folder that holds it:
    /// nothing, or with a `/` at its end.
    pub fn head(&self) -> Option<(&str, &Arc<Source>)> {
        if let Some(path) = &self.alone {
            let source = self.files.iter().find(|source| source.path == *path)?;
            let folder = path.rfind('/').map_or("", |slash| &path[..=slash]);
            return Some((folder, source));
        }
        let heads = self.files.iter().filter_map(|source| {
            let folder = source.path.strip_suffix(TUTORIAL_FILE)?;
            (folder.is_empty() || folder.ends_with('/')).then_some((folder, source))
        });
        heads.min_by_key(|(folder, _)| folder.len())
    }
}

/// The files of a tutorial, sorted by what they are.
struct Sorted<'a> {
    head: &'a Arc<Source>,
    /// The scenario files by the name of the file.
    scenarios: Vec<(&'a str, &'a Arc<Source>)>,
    /// All files by their path in the folder.
    by_path: Files<'a>,
}

/// Makes a tutorial of its files: no I/O, so files of the binary itself serve as well.
///
/// # Errors
///
/// All problems of all files, sorted by file and place (of more than a hundred, the first).
pub fn load(files: &TutorialFiles) -> Result<Tutorial, Vec<Problem>> {
    let sorted = sort(files).map_err(|problem| vec![problem])?;
    let mut lower = Lower::new(&sorted.by_path);
    let (head, scenarios) = match &files.alone {
        Some(_) => alone(&sorted, &mut lower),
        None => folder(&sorted, &mut lower),
    };
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
        source: Arc::clone(sorted.head),
        is_shipped: false,
    };
    if is_whole {
        let mut missing = Missing::default();
        problems.extend(names::check(&tutorial, &mut missing));
        problems.extend(needs::check(&tutorial, &mut missing));
        problems.extend(missing.problems(&tutorial));
        problems.extend(undo::check(&tutorial));
    }
    if !problems.is_empty() {
        return Err(in_order(problems));
    }
    names::mark_bearers(&mut tutorial);
    Ok(tutorial)
}

/// Lowers the `tutorial.yaml` and the scenarios of a folder.
fn folder(sorted: &Sorted<'_>, lower: &mut Lower<'_>) -> (Option<Head>, Vec<Scenario>) {
    let head = tree(sorted.head, lower).and_then(|node| lower.tutorial(&node));
    let shared = head.as_ref().map_or(&[][..], |head| &head.vary);
    let mut scenarios = Vec::new();
    for (file, source) in &sorted.scenarios {
        let node = tree(source, lower);
        let name = scenario_name(file);
        scenarios.extend(node.and_then(|node| lower.scenario(&node, name, shared, source)));
    }
    (head, scenarios)
}

/// Lowers the one file that is the whole tutorial.
fn alone(sorted: &Sorted<'_>, lower: &mut Lower<'_>) -> (Option<Head>, Vec<Scenario>) {
    let file = sorted.scenarios.first();
    let lowered = file.and_then(|(file, source)| {
        let node = tree(source, lower)?;
        lower.alone(&node, scenario_name(file), source)
    });
    match lowered {
        Some((head, scenario)) => (Some(head), vec![scenario]),
        None => (None, Vec::new()),
    }
}

fn sort(files: &TutorialFiles) -> Result<Sorted<'_>, Problem> {
    let Some((folder, head)) = files.head() else {
        return Err(no_tutorial(&files.name));
    };
    let inside = files.files.iter().filter_map(|source| {
        let path = source.path.strip_prefix(folder)?;
        Some((path, source))
    });
    let by_path: Files<'_> = inside.collect();
    let is_alone = files.alone.is_some();
    let mut scenarios: Vec<_> = by_path
        .iter()
        .filter(|(path, source)| is_scenario_file(path) && (!is_alone || **source == head))
        .map(|(path, source)| (*path, *source))
        .collect();
    scenarios.sort_by(|(a, _), (b, _)| natural(a, b));
    if scenarios.is_empty() {
        let message = format!("the tutorial `{}` has no scenarios", files.name);
        let hint = "write one beside `tutorial.yaml`, such as `01-sign-in.yaml`";
        return Err(Problem::general(message).hint(hint));
    }
    Ok(Sorted {
        head,
        scenarios,
        by_path,
    })
}

/// Says that a folder is no tutorial.
pub(super) fn no_tutorial(folder: &str) -> Problem {
    Problem::general(format!(
        "`{folder}` is no tutorial: it has no `{TUTORIAL_FILE}`"
    ))
    .hint(
        "write one with `title: …` in it, beside the scenarios; or name one of its files, such as \
         `shop.yaml`, which may be walked alone",
    )
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
            let is_tutorial = source.path.ends_with(TUTORIAL_FILE);
            lower.problems.push(problem.hint(if is_tutorial {
                "write at least `title: …`"
            } else {
                "write `title: …` and `steps:` with a step, or remove the file"
            }));
            None
        }
        Ok(node) => Some(node),
        Err(problems) => {
            lower.problems.extend(problems);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "title: A page\nsteps:\n  - id: NAME\n    title: A step\n    \
                        request: {GET: /V1/x}\n    expect: {status: 200}\n";

    fn files(files: &[(&str, &str)]) -> TutorialFiles {
        let sources = files.iter().map(|(path, text)| Source::new(*path, *text));
        TutorialFiles::of_folder("orders", sources.collect())
    }

    /// Loads files and expects these messages, and only these.
    fn check(given: &[(&str, &str)], expected: &[&str]) {
        let messages: Vec<String> = match load(&files(given)) {
            Ok(_) => Vec::new(),
            Err(problems) => problems.into_iter().map(|one| one.message).collect(),
        };
        assert_eq!(messages, expected, "{given:?}");
    }

    fn step(id: &str) -> String {
        GOOD.replace("NAME", id)
    }

    #[test]
    fn a_folder_without_the_files_of_a_tutorial_is_refused() {
        check(&[], &["`orders` is no tutorial: it has no `tutorial.yaml`"]);
        let alone = [("tutorial.yaml", "title: Orders\n")];
        check(&alone, &["the tutorial `orders` has no scenarios"]);
        let scenario = step("one");
        let without = [("01-a.yaml", scenario.as_str())];
        check(
            &without,
            &["`orders` is no tutorial: it has no `tutorial.yaml`"],
        );
        let empty = [("tutorial.yaml", ""), ("01-a.yaml", scenario.as_str())];
        check(&empty, &["`tutorial.yaml` is empty"]);
    }

    #[test]
    fn files_may_have_the_path_of_their_folder() {
        let (one, two) = (step("one"), step("two"));
        let given = files(&[
            ("scenarios/orders/10-b.yml", &two),
            ("scenarios/orders/02-a-b.yaml", &one),
            ("scenarios/orders/tutorial.yaml", "title: Orders\n"),
            (
                "scenarios/orders/responses/tutorial.yaml",
                "- no tutorial\n",
            ),
        ]);
        let tutorial = load(&given).unwrap();
        let names: Vec<_> = tutorial
            .scenarios
            .iter()
            .map(|one| one.name.as_str())
            .collect();
        assert_eq!(names, ["a-b", "b"]);
        assert_eq!(tutorial.name, "orders");
    }

    #[test]
    fn files_stand_in_the_order_of_their_numbers() {
        let steps = ["one", "two", "three"].map(step);
        let given = files(&[
            ("tutorial.yaml", "title: Orders\n"),
            ("10-c.yaml", &steps[2]),
            ("2-b.yaml", &steps[1]),
            ("01-a.yaml", &steps[0]),
        ]);
        let scenarios = load(&given).unwrap().scenarios;
        let names: Vec<_> = scenarios.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["a", "b", "c"]);
    }

    #[test]
    fn a_file_alone_has_the_keys_of_the_tutorial_too() {
        let text = format!("vars: {{size: 3}}\nvary: {{}}\n{}", step("one"));
        let mut given = files(&[("mine/01-shop.yaml", &text), ("mine/02-b.yaml", "- x\n")]);
        given.alone = Some("mine/01-shop.yaml".to_owned());
        let tutorial = load(&given).unwrap();
        assert_eq!(tutorial.title, "A page");
        assert_eq!(tutorial.variables[0].name, "size");
        let names: Vec<_> = tutorial.scenarios.iter().map(|one| &one.name).collect();
        assert_eq!(names, ["shop"]);
        let beside = [
            ("tutorial.yaml", "title: Orders\n"),
            ("01-shop.yaml", text.as_str()),
        ];
        check(
            &beside,
            &[
                "`vars` counts in `tutorial.yaml` alone, which is beside this file",
                "`vary` counts in `tutorial.yaml` alone, which is beside this file",
            ],
        );
    }

    #[test]
    fn the_number_of_a_file_is_no_part_of_the_name() {
        let check = |file: &str, expected: &str| assert_eq!(scenario_name(file), expected);
        check("03-create-customer.yaml", "create-customer");
        check("create-customer.yml", "create-customer");
        check("2fa-sign-in.yaml", "2fa-sign-in");
        check("03-.yaml", "03-");
        check("03.yaml", "03");
        let (one, two) = (step("one"), step("two"));
        let both = [
            ("tutorial.yaml", "title: Orders\n"),
            ("01-a.yaml", one.as_str()),
            ("02-a.yaml", two.as_str()),
        ];
        super::tests::check(
            &both,
            &["`01-a.yaml` and `02-a.yaml` are both the scenario `a`"],
        );
    }

    #[test]
    fn scenarios_that_need_each_other_are_told_the_circle() {
        let needs = |id: &str, need: &str| format!("needs: [{need}]\n{}", step(id));
        let (a, b, c) = (needs("one", "c"), needs("two", "a"), needs("three", "b"));
        let given = [
            ("tutorial.yaml", "title: Orders\n"),
            ("01-a.yaml", a.as_str()),
            ("02-b.yaml", b.as_str()),
            ("03-c.yaml", c.as_str()),
        ];
        check(
            &given,
            &[
                "these scenarios need each other: a → c → b → a",
                "these scenarios need each other: b → a → c → b",
                "these scenarios need each other: c → b → a → c",
            ],
        );
    }

    #[test]
    fn a_capture_is_known_to_those_that_need_its_scenario_directly_or_not() {
        let capture = format!("{}    capture: {{customer_id: $.id}}\n", step("one"));
        let between = format!("needs: [a]\n{}", step("two"));
        let uses = step("three").replace("{GET: /V1/x}", "{GET: \"/V1/${customer_id}\"}");
        let tutorial = ("tutorial.yaml", "title: Orders\n");
        let needing = format!("needs: [b]\n{uses}");
        let others = [tutorial, ("1-a.yaml", &capture), ("2-b.yaml", &between)];
        let last = |text| [&others[..], &[("3-c.yaml", text)]].concat();
        check(&last(needing.as_str()), &[]);
        let message = "`customer_id` is captured in another scenario, by step `one` of `a`";
        check(&last(uses.as_str()), &[message]);
    }

    #[test]
    fn all_problems_of_all_files_come_at_once_and_in_order() {
        let bad = step("one").replace("expect", "expext");
        let worse = "title: [\n";
        let given = [
            ("tutorial.yaml", "titel: Orders\nvars: {a: \"${b}\"}\n"),
            ("01-a.yaml", bad.as_str()),
            ("02-b.yaml", worse),
        ];
        let problems = load(&files(&given)).unwrap_err();
        let places = problems.iter().map(|one| one.span.as_ref().unwrap());
        let places: Vec<_> = places.map(|span| span.source.path.as_str()).collect();
        assert_eq!(places, ["01-a.yaml", "02-b.yaml", "tutorial.yaml"]);
    }

    #[test]
    fn variables_are_made_of_those_above_them() {
        let scenario = format!("{}    capture: {{order_id: $.id}}\n", step("one"));
        let with = |vars: &str, expected: &[&str]| {
            let tutorial = format!("title: Orders\nvars:\n{vars}");
            check(
                &[("tutorial.yaml", &tutorial), ("1-a.yaml", &scenario)],
                expected,
            );
        };
        with("  a: x\n  b: ${a}-${run.id}-${admin_username}\n", &[]);
        with("  b: ${a}\n  a: x\n", &["`a` has no value yet here"]);
        with("  a: ${a}\n", &["`a` has no value yet here"]);
        with("  a: ${c}\n", &["there is no variable `c`"]);
        let late = "`order_id` has no value before step `one` captures it";
        with("  a: ${order_id}\n", &[late]);
        with(
            "  admin_token:\n",
            &["`admin_token` has its value from the user already"],
        );
        with("  order_id: 5\n", &["`order_id` has a value already"]);
        with(
            "  aB: {vale: 1}\n",
            &[
                "`aB` cannot be the name of a variable",
                "a variable has no key `vale`",
            ],
        );
    }

    #[test]
    fn secrets_are_known_by_their_name_and_by_their_use() {
        let scenario = "title: A page\nsteps:\n  - id: one\n    title: A step\n    \
            request: {GET: /V1/x}\n    expect: {status: 200}\n    \
            capture: {key: $.key, otp_code: $.otp, plain: $.x, \
            open_token: {jsonpath: $.y, secret: false}}\n  - id: two\n    title: A step\n    \
            request: {GET: /V1/x, bearer: \"${key}\"}\n    expect: {status: 200}\n";
        let tutorial = "title: Orders\nvars: {password: x, size: 3, code: {secret: true}}\n";
        let given = files(&[("tutorial.yaml", tutorial), ("1-a.yaml", scenario)]);
        let tutorial = load(&given).unwrap();
        let variables = tutorial
            .variables
            .iter()
            .map(|one| (one.name.as_str(), one.secret));
        let captures = &tutorial.scenarios[0].steps[0].captures;
        let captures = captures.iter().map(|one| (one.name.as_str(), one.secret));
        let found: Vec<_> = variables.chain(captures).collect();
        let expected = [
            ("password", true),
            ("size", false),
            ("code", true),
            ("key", true),
            ("otp_code", true),
            ("plain", false),
            ("open_token", false),
        ];
        assert_eq!(found, expected);
    }
}
