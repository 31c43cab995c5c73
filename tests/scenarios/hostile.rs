//! Files that somebody wrote to do harm, or that are no scenarios at all: refused, never a panic.

use std::fmt::Write;
use std::fs;

use magewalk::scenario::load::{TutorialFiles, load};
use magewalk::scenario::parse::parse;
use magewalk::scenario::problem::Problem;
use magewalk::scenario::source::Source;
use proptest::prelude::{ProptestConfig, any, prop, proptest};

/// Loads a text as the only scenario of a tutorial, and renders what is wrong with it.
fn walk(text: &str) -> Result<(), Vec<Problem>> {
    let tutorial = fs::read_to_string("tests/scenarios/tutorial.yaml").unwrap();
    let response = fs::read_to_string("tests/scenarios/responses/me.json").unwrap();
    let files = vec![
        Source::new("tutorial.yaml", tutorial),
        Source::new("01-a.yaml", text),
        Source::new("responses/me.json", response),
    ];
    let name = "hostile".to_owned();
    let result = load(&TutorialFiles::of_folder(name, files));
    for problem in result.as_ref().err().into_iter().flatten() {
        assert!(!problem.message.is_empty());
        problem.render(true);
    }
    result.map(drop)
}

/// Expects one problem whose message holds this part.
fn check(text: &str, part: &str) {
    let problems = walk(text).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0].message.contains(part),
        "{}",
        problems[0].message
    );
}

#[test]
fn nesting_without_end_is_refused() {
    let depth = 100_000;
    check(&"[".repeat(depth), "nested deeper than");
    check(&"{a: ".repeat(depth), "nested deeper than");
    check(&"- ".repeat(depth), "nested deeper than");
    check(&"? ".repeat(depth), "");
    let steps: String = (0..2000).map(|at| format!("{:at$}a:\n", "")).collect();
    check(&steps, "nested deeper than");
}

#[test]
fn alias_bombs_are_refused() {
    let mut doubling = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for at in 1..10 {
        let list = vec![format!("*a{}", at - 1); 9].join(", ");
        writeln!(doubling, "a{at}: &a{at} [{list}]").unwrap();
    }
    check(&doubling, "anchored");
    let wide = format!(
        "a: &a [{}]\nb: [{}]\n",
        "x, ".repeat(10_000),
        "*a, ".repeat(10_000)
    );
    check(&wide, "alias");
    let long = format!(
        "a: &a {}\nb: [{}]\n",
        "x".repeat(1_000_000),
        "*a, ".repeat(400)
    );
    check(&long, "");
    let merges = format!("a: &a {{x: 1}}\nb: {{{}}}\n", "<<: *a, ".repeat(10_000));
    assert!(walk(&merges).is_err());
}

#[test]
fn large_files_are_refused_or_read() {
    check(
        &format!("title: {}", "x".repeat(5_000_000)),
        "larger than 4 MiB",
    );
    let many = format!("title: A page\nsteps: [{}]", "1, ".repeat(20_000));
    assert!(!walk(&many).unwrap_err().is_empty());
    let template = format!("title: A page\nsteps: \"{}\"", "${".repeat(500_000));
    assert!(walk(&template).is_err());
}

#[test]
fn a_template_full_of_braces_is_refused_in_bounded_time() {
    let scenario = |path: &str| {
        format!(
            "title: A page\nsteps:\n  - id: one\n    title: A step\n    \
             request: {{GET: '{path}'}}\n    expect: {{status: 200}}\n"
        )
    };
    check(&scenario(&format!("/{}", "${".repeat(20_000))), "");
    check(
        &scenario(&format!("/${{{}x}}", "string(".repeat(20_000))),
        "",
    );
    assert!(walk(&scenario(&format!("/{}", "{{".repeat(500_000)))).is_ok());
    assert!(walk(&scenario(&format!("/{}}}}}", "{{ ".repeat(200_000)))).is_ok());
    let unknown = scenario(&format!("/{}", "${x}".repeat(20_000)));
    assert_eq!(walk(&unknown).unwrap_err().len(), 101);
}

#[test]
fn binary_files_are_told_so() {
    check("\u{0}\u{1}\u{2}", "is not a text file");
    check("title: a\u{1b}[31mred", "is not a text file");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
        let _ = walk(&text);
    }

    #[test]
    fn yaml_like_text_is_read_or_refused(
        text in "([a-z$]{1,3}|: |- |\n|\n  |\n    |\\{|\\}|\\[|\\]|\"|'|#|&a |\\*a|\\$\\{|<<: |\\||>|!|ü|\t|\r\n|, ){0,60}",
    ) {
        let _ = walk(&text);
        let source = Source::new("a.yaml", text);
        let _ = parse(&source);
    }

    #[test]
    fn a_changed_scenario_is_read_or_refused(
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..40_usize), 1..6),
        piece in "([a-z_]{1,8}|: |\n|  |\\$\\{|\\}|\"|'|\\[|\\{|-|[0-9.]{1,6}|ü|null){0,4}",
    ) {
        let good = fs::read_to_string("tests/scenarios/good.yaml").unwrap();
        let mut characters: Vec<char> = good.chars().collect();
        for (index, length) in cuts {
            let start = index.index(characters.len());
            let end = (start + length).min(characters.len());
            characters.splice(start..end, piece.chars());
        }
        let _ = walk(&characters.into_iter().collect::<String>());
    }
}
