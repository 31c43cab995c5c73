//! Every mistake that the language refuses, and the words that it gets.
//!
//! Each `bad_*.yaml` is loaded as a scenario of the tutorial beside it, and the `.err` of the same
//! name holds all that is said. `UPDATE=1 cargo test --test bad_scenarios` writes what is said
//! now; read it before it is committed.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::Path;

use magewalk::scenario::load::{TutorialFiles, load};
use magewalk::scenario::source::Source;

/// Loads one file as a scenario of the test tutorial; `None` where it is good.
fn refusal(file: &str) -> Option<String> {
    let folder = Path::new("tests/scenarios");
    let read = |name: &str| Source::new(name, fs::read_to_string(folder.join(name)).unwrap());
    let mut names = vec![
        "tutorial.yaml",
        file,
        "responses/me.json",
        "responses/bad.json",
    ];
    names.sort_unstable();
    let files = names.into_iter().map(read).collect();
    let name = "scenarios".to_owned();
    let problems = load(&TutorialFiles { name, files }).err()?;
    let rendered: Vec<_> = problems.iter().map(|one| one.render(false)).collect();
    Some(format!("{}\n", rendered.join("\n\n")))
}

#[test]
fn a_good_scenario_is_read() {
    let refused = refusal("good.yaml");
    assert!(refused.is_none(), "{}", refused.unwrap());
}
