//! What did not pass in a saved run, walked again.

use serde_json::Value;

use crate::support::{Answer, Done, Folder, Proxy, magewalk};

/// A tutorial of two pages: the second step of the first needs what its first step finds.
fn tutorial() -> Folder {
    let folder = Folder::new();
    folder.write("t/tutorial.yaml", "title: T\n");
    folder.write(
        "t/01-a.yaml",
        "title: A\nsteps:\n  - {id: list, title: L, request: {GET: /list}, expect: {status: 200, \
         checks: [{$.id: {exists: true}}]}, capture: {id: $.id}}\n  - {id: one, title: O, request: \
         {GET: \"/one/${id}\"}, expect: {status: 200}}\n  - {id: last, title: X, request: {GET: /last}, \
         expect: {status: 200}}\n",
    );
    folder.write(
        "t/02-b.yaml",
        "title: B\nsteps:\n  - {id: other, title: B, request: {GET: /other}, expect: {status: 200}}\n",
    );
    folder
}

fn server() -> Proxy {
    let proxy = Proxy::alone();
    for path in ["/list", "/last", "/other"] {
        proxy.give(
            "GET",
            path,
            Answer::json(200, &serde_json::json!({"id": 7})),
        );
    }
    proxy.give("GET", "/one", Answer::json(500, &serde_json::json!({})));
    proxy
}

fn run(folder: &Folder, proxy: &Proxy, arguments: &[&str]) -> Done {
    let run = magewalk(&["run"]).arguments(arguments);
    run.at(&proxy.url()).within(folder).run()
}

fn ids(folder: &Folder, name: &str) -> Vec<String> {
    let run: Value = serde_json::from_str(&folder.read(name)).unwrap();
    let scenarios = run["scenarios"].as_array().unwrap().iter();
    let steps = scenarios.flat_map(|one| one["steps"].as_array().unwrap());
    steps
        .map(|step| step["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn only_what_did_not_pass_is_walked_again_with_what_it_needs() {
    let (folder, proxy) = (tutorial(), server());
    run(&folder, &proxy, &["./t", "--report", "json=saved.json"]).code(1);
    let again = ["--rerun", "saved.json", "--report", "json=again.json"];
    run(&folder, &proxy, &again).code(1);
    assert_eq!(ids(&folder, "again.json"), ["list", "one"]);
    proxy.give("GET", "/one", Answer::json(200, &serde_json::json!({})));
    run(&folder, &proxy, &again).code(0);
    assert_eq!(ids(&folder, "again.json"), ["list", "one"]);
    // What is walked again is a saved run like any other.
    let asked = proxy.count("GET", "/");
    let done = run(&folder, &proxy, &["--rerun", "again.json"]).code(0);
    done.says(&["there is nothing to walk again: all steps that applied passed"]);
    assert_eq!(proxy.count("GET", "/"), asked);
    let over = ["--rerun", "saved.json", "--report", "json=saved.json"];
    run(&folder, &proxy, &over)
        .code(2)
        .says(&["would be written over"]);
}

#[test]
fn a_scenario_that_has_changed_is_walked_whole_and_none_is_lost() {
    let (folder, proxy) = (tutorial(), server());
    run(&folder, &proxy, &["./t", "--report", "json=saved.json"]).code(1);
    // The step that failed has another name now.
    let text = folder.read("t/01-a.yaml");
    folder.write("t/01-a.yaml", &text.replace("id: one,", "id: renamed,"));
    let again = ["--rerun", "saved.json", "--report", "json=again.json"];
    let done = run(&folder, &proxy, &again).code(1);
    done.says(&["`t/a` has changed since `saved.json` was saved: it is walked whole"]);
    assert_eq!(ids(&folder, "again.json"), ["list", "renamed", "last"]);
    // A pass of another text proves nothing.
    folder.write("t/01-a.yaml", &text);
    let other = folder.read("t/02-b.yaml");
    folder.write(
        "t/02-b.yaml",
        &other.replace("title: B\nsteps", "title: C\nsteps"),
    );
    run(&folder, &proxy, &again)
        .code(1)
        .says(&["`t/b` has changed"]);
    assert_eq!(ids(&folder, "again.json"), ["list", "one", "other"]);
    // A scenario that is gone is not passed over.
    std::fs::rename(
        folder.path().join("t/01-a.yaml"),
        folder.path().join("t/01-z.yaml"),
    )
    .unwrap();
    let done = run(&folder, &proxy, &again).code(2);
    done.says(&["`t/a` did not pass in `saved.json`, and is not there any more"]);
}

#[test]
fn a_saved_run_that_is_no_pass_is_none_because_nothing_is_left_to_walk() {
    let (folder, proxy) = (tutorial(), server());
    proxy.give("GET", "/one", Answer::json(200, &serde_json::json!({})));
    run(&folder, &proxy, &["./t", "--report", "json=saved.json"]).code(0);
    let text = folder.read("saved.json");
    folder.write(
        "cut.json",
        &text.replace("\"interrupted\": false", "\"interrupted\": true"),
    );
    let done = run(&folder, &proxy, &["--rerun", "cut.json"]).code(2);
    done.says(&["there is nothing to walk again, and `cut.json` is no pass all the same"]);
    run(&folder, &proxy, &["--rerun", "none.json"])
        .code(2)
        .says(&["cannot read `none.json`"]);
    run(&folder, &proxy, &["--rerun", "saved.json", "--only", "one"])
        .code(2)
        .says(&["--only"]);
}

#[test]
fn what_a_missing_shard_did_not_walk_is_walked_again() {
    let folder = Folder::new();
    for index in ["1", "2"] {
        let (shard, report) = (format!("{index}/2"), format!("json={index}.json"));
        let run = [
            "run",
            "orders-guest",
            "smoke",
            "--sandbox",
            "-q",
            "--shard",
            &shard,
        ];
        let run = magewalk(&run).arguments(&["--report", &report]);
        run.within(&folder).run().code(0);
    }
    let merge = ["report", "merge", "1.json", "--report", "json=whole.json"];
    magewalk(&merge).within(&folder).run().code(3);
    let again = ["run", "--rerun", "whole.json", "--sandbox", "-q"];
    let again = magewalk(&again).arguments(&["--report", "json=again.json"]);
    again.within(&folder).run().code(0);
    let again = ids(&folder, "again.json");
    assert!(!again.is_empty());
    assert_eq!(again, ids(&folder, "2.json"));
}
