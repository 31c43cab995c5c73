//! What others wrote, wherever it is printed: no terminal and no runner of a pipeline obeys it.

use magewalk::visible::harmless_json;
use serde_json::json;

use crate::support::{Answer, Done, Folder, Proxy, Store, magewalk};

/// What a terminal and the runners of pipelines obey, at the beginning of a line and inside it.
const HOSTILE: &str = "::error::forged\n  ::add-mask::a ##[group]b ##vso[task.complete]c \
     ##teamcity[testFailed] \u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}\u{9b}31m\rend";

/// Holds that nothing of it is obeyed.
#[track_caller]
fn harmless(done: Done) -> Done {
    for (name, text) in [("stdout", &done.stdout), ("stderr", &done.stderr)] {
        let is_obeyed = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert_eq!(text.find(is_obeyed), None, "{name} of\n{done}");
        for line in text.lines() {
            let commands = ["##[", "##vso[", "##teamcity["];
            let holds = commands.iter().any(|command| line.contains(command));
            let begins = line.trim_start().starts_with("::");
            assert!(!holds && !begins, "{name}: {line}");
        }
    }
    done
}

/// A tutorial whose every text is hostile; its name is that of a folder.
fn tutorial() -> Folder {
    let text = harmless_json(&json!(HOSTILE).to_string());
    let folder = Folder::new();
    folder.write(
        "t/tutorial.yaml",
        &format!("title: {text}\nvars: {{a: {{value: {text}, explain: {text}}}}}\n"),
    );
    let step = format!(
        "{{id: one, title: {text}, explain: {text}, effect: read, request: {{GET: /a}}, \
         expect: {{status: 200, documented: {{a: {text}, c: 1}}, checks: [$.b: {{equals: {text}}}]}}}}"
    );
    folder.write(
        "t/01-s.yaml",
        &format!("title: {text}\nexplain: {text}\nsteps: [{step}]\n"),
    );
    folder
}

#[test]
fn what_a_store_and_a_tutorial_say_is_obeyed_by_nobody() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    let answer = Answer::json(
        400,
        &json!({"message": HOSTILE, "a": HOSTILE, HOSTILE: [HOSTILE]}),
    );
    proxy.give("GET", "/a", answer);
    let folder = tutorial();
    let formats = ["terminal", "json", "junit", "markdown", "html", "har"];
    for amount in ["-q", "-v", "-vv"] {
        let run = magewalk(&["run", "./t", amount, "--report", "json"]).within(&folder);
        harmless(run.at(&proxy.url()).run().code(1)).prints(&["forged"]);
    }
    for format in formats {
        let report = format!("{format}=/dev/stdout");
        let done = magewalk(&["report", "--from", "reports/run.json", "--report", &report]);
        harmless(done.within(&folder).run().code(0)).prints(&["forged"]);
    }
    let from = ["--from", "reports/run.json"];
    for command in [&["report"][..], &["accept", "--all", "documented"]] {
        let done = magewalk(command).arguments(&from).within(&folder);
        harmless(done.env("CI", "true").run());
    }
    harmless(magewalk(&["list", "./t"]).within(&folder).run().code(0)).prints(&["forged"]);
    harmless(magewalk(&["check", "./t"]).within(&folder).run().code(0));
}

#[test]
fn two_shops_and_one_that_is_looked_at_say_nothing_that_is_obeyed() {
    let answers = [
        Answer::json(200, &json!({"a": HOSTILE, "c": HOSTILE, HOSTILE: HOSTILE})),
        Answer::html(503, &format!("<title>{HOSTILE}</title>{HOSTILE}")),
        Answer::json(
            200,
            &json!([{"code": HOSTILE, "base_currency_code": HOSTILE}]),
        ),
    ];
    let other = Proxy::alone();
    other.give("GET", "/", Answer::json(400, &json!({"message": "other"})));
    for answer in answers {
        let proxy = Proxy::alone();
        for method in ["GET", "POST"] {
            proxy.give(method, "/", answer.clone());
        }
        let folder = tutorial();
        let (left, right) = (proxy.url(), other.url());
        let compare = ["compare", "--left", &left, "--right", &right, "./t"];
        harmless(magewalk(&compare).within(&folder).run()).prints(&["forged"]);
        harmless(magewalk(&["doctor"]).at(&proxy.url()).run().code(1));
    }
}

#[test]
fn a_mistake_is_shown_with_the_words_of_whoever_made_it_and_obeyed_by_nobody() {
    let folder = Folder::new();
    folder.write("t/tutorial.yaml", "title: t\n");
    // A file that holds control characters is refused as a whole.
    let line = HOSTILE.replace(char::is_control, " ");
    let text = harmless_json(&json!(HOSTILE).to_string());
    folder.write(
        "t/01-s.yaml",
        &format!("title: s\n{text}: 1\nsteps: '{line}'\n"),
    );
    harmless(magewalk(&["check", "./t"]).within(&folder).run().code(2)).says(&["forged"]);
    let name = format!("./{}", HOSTILE.replace('/', "-"));
    for arguments in [
        &["check", &name][..],
        &["run", "--only", HOSTILE],
        &["explain", HOSTILE],
        &[HOSTILE],
        &["report", "--from", &name],
    ] {
        harmless(magewalk(arguments).within(&folder).run().code(2)).says(&["forged"]);
    }
}

#[test]
fn the_marks_of_our_own_are_still_obeyed() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    proxy.give("GET", "/a", Answer::json(200, &json!({"a": 1})));
    let folder = tutorial();
    let run = magewalk(&["run", "./t"]).within(&folder);
    let done = run
        .at(&proxy.url())
        .env("GITHUB_ACTIONS", "true")
        .run()
        .code(1);
    let marks = done.stderr.lines().filter(|line| line.starts_with("::"));
    let marks: Vec<&str> = marks.collect();
    assert_eq!(marks.len(), 1, "{done}");
    assert!(marks[0].starts_with("::error file="), "{done}");
    assert!(!marks[0].contains("##["), "{done}");
}
