//! Walks exported as scripts for k6, run under a small stand-in of its API in Node.

use std::process::{Command, Output};

use magewalk_sandbox::{ADMIN_PASSWORD, ADMIN_USERNAME, Fault, Options};
use serde_json::Value;

use crate::support::{Folder, Store, magewalk};

/// The files of the stand-in.
const FILES: [(&str, &str); 5] = [
    (
        "node_modules/k6/package.json",
        include_str!("k6/package.json"),
    ),
    ("node_modules/k6/k6.js", include_str!("k6/k6.js")),
    ("node_modules/k6/http.js", include_str!("k6/http.js")),
    ("node_modules/k6/metrics.js", include_str!("k6/metrics.js")),
    ("run.mjs", include_str!("k6/run.mjs")),
];

/// A folder with a script in it.
fn exported(arguments: &[&str]) -> Folder {
    let folder = Folder::new();
    for (name, text) in FILES {
        folder.write(name, text);
    }
    let export = magewalk(&["export", "k6", "--to", "walk.mjs"]).arguments(arguments);
    export.within(&folder).run().code(0);
    folder
}

fn run(folder: &Folder, url: &str, users: &str, variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new("node");
    command
        .args(["run.mjs", "./walk.mjs", users, "2"])
        .current_dir(folder.path())
        .env_clear()
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("MAGEWALK_TARGET", url)
        .env("MAGEWALK_STOREFRONT", "false")
        .envs(variables.iter().copied());
    command.output().expect("node is installed")
}

const ACCOUNT: [(&str, &str); 2] = [
    ("MAGEWALK_ADMIN_USERNAME", ADMIN_USERNAME),
    ("MAGEWALK_ADMIN_PASSWORD", ADMIN_PASSWORD),
];

/// Runs a script with an account, and returns what came of it.
fn walked(folder: &Folder, store: &Store, users: &str) -> (Option<i32>, Value) {
    let done = run(folder, &store.url(), users, &ACCOUNT);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    let summary = serde_json::from_slice(&done.stdout);
    (
        done.status.code(),
        summary.unwrap_or_else(|_| panic!("{said}")),
    )
}

fn sent(summary: &Value, part: &str) -> usize {
    let sent = summary["sent"].as_array().unwrap().iter();
    sent.filter(|one| one["name"].as_str().unwrap().contains(part))
        .count()
}

#[test]
#[ignore = "wants Node"]
fn every_shipped_tutorial_walks_as_a_script_and_leaves_nothing() {
    for tutorial in ["smoke", "orders-guest", "orders", "orders-refusals"] {
        let folder = exported(&[tutorial, "--allow", "permanent"]);
        let store = Store::start();
        let (code, summary) = walked(&folder, &store, "2");
        assert_eq!(
            code,
            Some(0),
            "{tutorial}: {} {}",
            summary["crossed"],
            summary["failed"]
        );
        assert_eq!(summary["rates"]["magewalk_walks_passed"], 1, "{tutorial}");
        assert!(
            summary["checks"].as_object().unwrap().len() > 8,
            "{tutorial}"
        );
        // A token of an admin for each user, and one that setup tries.
        assert!(sent(&summary, "sign in as an admin") <= 3, "{tutorial}");
        let customers = store.customers();
        assert!(customers.is_empty(), "{tutorial}: {customers:?}");
    }
}

#[test]
#[ignore = "wants Node"]
fn a_shop_that_breaks_crosses_the_thresholds_and_is_cleaned_up_after() {
    let folder = exported(&["orders/create-customer"]);
    let fault = Fault::parse("html@GET */customers/me").unwrap();
    let store = Store::with(&Options {
        faults: vec![fault],
        ..Options::default()
    });
    let (code, summary) = walked(&folder, &store, "1");
    assert_eq!(code, Some(99));
    assert_eq!(summary["rates"]["magewalk_walks_passed"], 0);
    let failed = summary["failed"].to_string();
    assert!(failed.contains("create-customer > customer-me"), "{failed}");
    assert!(sent(&summary, "create-account (undo)") == 2, "{summary}");
    assert!(store.customers().is_empty());
}

#[test]
#[ignore = "wants Node"]
fn nothing_begins_without_what_the_script_does_not_hold() {
    let folder = exported(&["smoke"]);
    let store = Store::start();
    let said = |variables: &[(&str, &str)]| {
        let done = run(&folder, &store.url(), "1", variables);
        assert_eq!(done.status.code(), Some(107));
        String::from_utf8_lossy(&done.stderr).into_owned()
    };
    assert!(said(&[]).contains("set MAGEWALK_ADMIN_USERNAME"));
    let wrong = [ACCOUNT[0], ("MAGEWALK_ADMIN_PASSWORD", "wrong-0000")];
    let said = said(&wrong);
    assert!(said.contains("the admin cannot sign in"), "{said}");
    assert!(!said.contains("wrong-0000"), "{said}");
}

#[test]
#[ignore = "wants Node"]
fn what_is_found_that_is_not_the_walks_own_stays() {
    let folder = exported(&["orders/create-customer"]);
    let store = Store::start();
    store.create("jane@shop.example");
    // A walk that is given somebody's address cannot make the customer, and must not delete her.
    let mut variables = ACCOUNT.to_vec();
    variables.push(("MAGEWALK_EMAIL", "jane@shop.example"));
    let done = run(&folder, &store.url(), "1", &variables);
    assert_eq!(done.status.code(), Some(99), "{done:?}");
    let emails: Vec<String> = store
        .customers()
        .into_iter()
        .map(|(_, email)| email)
        .collect();
    assert_eq!(emails, ["jane@shop.example"]);
}

#[test]
fn steps_that_stay_need_consent_and_configuration_is_left_out() {
    let export = |arguments: &[&str]| magewalk(&["export", "k6"]).arguments(arguments).run();
    let done = export(&["orders"]).code(2);
    done.says(&[
        "these steps are `permanent`: orders/create-order",
        "--allow permanent",
    ]);
    export(&["orders", "--allow", "configuration"])
        .code(2)
        .says(&["no script changes"]);
    let script = export(&["orders", "--allow", "permanent"]).code(0).stdout;
    assert!(script.contains("// Left out"), "{script}");
    assert!(script.is_ascii());
    export(&["nowhere"])
        .code(2)
        .says(&["neither a shipped tutorial"]);
    let folder = Folder::new();
    folder.write("x.js", "mine");
    let over = ["export", "k6", "smoke", "--to", "x.js"];
    magewalk(&over)
        .within(&folder)
        .run()
        .code(2)
        .says(&["cannot write `x.js`"]);
    assert_eq!(folder.read("x.js"), "mine");
}

#[test]
fn no_secret_is_in_a_script_and_no_text_of_a_scenario_is_code() {
    let folder = Folder::new();
    let hostile = "'); process.exit(0); (' `$${1}` </script> \\u2028 ##vso[a] \\n::error::x";
    folder.write(
        "t/tutorial.yaml",
        &format!(
            "title: \"{hostile}\"\nvars:\n  api_key: hunter2-hunter2\n  plain: \"{hostile}\"\n  \
             admin_note: {{secret: true}}\n"
        ),
    );
    folder.write(
        "t/01-a.yaml",
        "title: A\nsteps:\n  - {id: one, title: O, request: {GET: \"/a/${plain}\", headers: {x-key: \
         \"${api_key}\", x-note: \"${admin_note}\"}}, expect: {status: 200}}\n",
    );
    let done = magewalk(&["export", "k6", "./t"])
        .within(&folder)
        .run()
        .code(0);
    let script = done.stdout;
    assert!(!script.contains("hunter2"), "{script}");
    assert!(script.contains("'MAGEWALK_API_KEY'") && script.contains("'MAGEWALK_ADMIN_NOTE'"));
    for line in script.lines().filter(|line| !line.starts_with("//")) {
        assert_eq!(
            line.matches("'); process").count(),
            line.matches("\\'); process").count(),
            "{line}"
        );
        assert!(!line.starts_with("::error"), "{line}");
    }
    assert!(!script.contains("##vso"), "{script}");
}

#[test]
fn what_a_script_cannot_read_is_refused_with_its_place() {
    let folder = Folder::with_steps(
        "  - {id: one, title: O, request: {GET: /a}, expect: {status: 200, checks: [{$.b: {matches: \
         \"(?i)x\"}}]}}\n",
    );
    let done = magewalk(&["export", "k6", "./t"])
        .within(&folder)
        .run()
        .code(2);
    done.says(&[
        "t/01-only.yaml:3",
        "`(?i` of this expression means nothing in JavaScript",
    ]);
}
