//! Every mistake that the language refuses, and the words that it gets.
//!
//! Each `bad_*.yaml` is loaded as a scenario of the tutorial beside it (a `bad_alone_*.yaml` as a whole
//! tutorial), and the `.err` of the same name holds all that is said. `UPDATE=1 cargo test --test scenarios bad` writes what is said
//! now; read it before it is committed.

use std::fs;
use std::path::Path;

use magewalk::check;
use magewalk::scenario::load::{TutorialFiles, load};
use magewalk::scenario::source::Source;

const FOLDER: &str = "tests/scenarios";

/// Loads one file as a scenario of the test tutorial; `None` where it is good.
fn refusal(file: &str) -> Option<String> {
    let read = |name: &str| {
        let bytes = fs::read(Path::new(FOLDER).join(name)).unwrap();
        Source::new(name, String::from_utf8(bytes).unwrap())
    };
    let files = [
        "tutorial.yaml",
        "elsewhere.yaml",
        "responses/me.json",
        "responses/bad.json",
        file,
    ];
    let mut files = TutorialFiles::of_folder("scenarios", files.into_iter().map(read).collect());
    if file.starts_with("bad_alone_") {
        files.files.remove(0);
        files.alone = Some(file.to_owned());
    }
    let problems = match load(&files) {
        Ok(tutorial) => check::validate(&tutorial),
        Err(problems) => problems,
    };
    if problems.is_empty() {
        return None;
    }
    let rendered: Vec<_> = problems.iter().map(|one| one.render(false)).collect();
    Some(format!("{}\n", rendered.join("\n\n")))
}

#[test]
fn every_bad_scenario_is_refused_with_its_words() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for entry in fs::read_dir(FOLDER).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.starts_with("bad_") || !name.ends_with(".yaml") {
            continue;
        }
        seen += 1;
        let said = refusal(&name).unwrap_or_else(|| "nothing is refused\n".to_owned());
        let expected = path.with_extension("err");
        if update {
            fs::write(&expected, &said).unwrap();
        }
        let expected = fs::read_to_string(&expected).unwrap_or_default();
        if said != expected || said == "nothing is refused\n" {
            wrong.push(format!("{name} is told:\n{said}\nand not:\n{expected}"));
        }
    }
    assert!(seen > 0, "no bad scenarios found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_good_scenario_is_read() {
    let refused = refusal("good.yaml");
    assert!(refused.is_none(), "{}", refused.unwrap());
}
