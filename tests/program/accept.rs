//! Differences that are planted in a tutorial: told in each format, and taken back by `accept`.

use std::process::{Command, Stdio};

use crate::support::{Done, Folder, eject, magewalk};

const FILE: &str = "orders/03-create-customer.yaml";

/// What the page prints, what is planted in its place, the code of the mismatch, its path, and the
/// words for it.
const PLANTED: [(&str, &str, &str, &str, &str); 10] = [
    (
        "      status: 200\n",
        "      status: 201\n",
        "MW101",
        "",
        "the status is `200` where the page prints `201`",
    ),
    (
        "        group_id: 1\n",
        "        group_id: 2\n",
        "MW113",
        "$.group_id",
        "is the number `1` where the page prints the number `2`",
    ),
    (
        "        email: ${email}\n        firstname: Jane\n",
        "        email: ${email}\n        firstname: \"0\"  # why\n",
        "MW113",
        "$.firstname",
        "is the string `\"Jane\"` where the page prints the string `\"0\"`",
    ),
    (
        "            postcode: \"10755\"\n            city: Purchase\n            firstname: Jane\n",
        "            postcode: 10755\n            city: Purchase\n            firstname: Jane\n",
        "MW112",
        "$.addresses[0].postcode",
        "is the string `\"10755\"` where the page prints the number `10755`",
    ),
    (
        "        website_id: 1\n",
        "        website_id: 1\n        planted: {a: [5]}\n",
        "MW110",
        "$.planted",
        "is missing",
    ),
    (
        "region_code: NY, region:",
        "region_code: CA, region:",
        "MW113",
        "$.addresses[0].region.region_code",
        "is the string `\"NY\"` where the page prints the string `\"CA\"`",
    ),
    (
        "            country_id: US\n",
        "            country_id: null\n",
        "MW112",
        "$.addresses[0].country_id",
        "is the string `\"US\"` where the page prints ",
    ),
    (
        "            street: [123 Oak Ave]\n            telephone",
        "            street: []\n            telephone",
        "MW111",
        "$.addresses[0].street[0]",
        "the page prints no such element",
    ),
    (
        "            default_shipping: true\n",
        "            default_shipping: false\n",
        "MW113",
        "$.addresses[0].default_shipping",
        "is `true` where the page prints `false`",
    ),
    (
        "        disable_auto_group_change: 0\n",
        "        disable_auto_group_change: 0.5\n",
        "MW113",
        "$.disable_auto_group_change",
        "is the number `0` where the page prints the number `0.5`",
    ),
];

/// An ejected tutorial with the differences, and a saved run of it.
fn planted() -> (Folder, String, Done) {
    let folder = Folder::new();
    eject(&folder, "orders");
    let original = folder.read(FILE);
    let mut text = original.clone();
    for (page, planted, ..) in PLANTED {
        assert!(text.contains(page), "{page}");
        text = text.replacen(page, planted, 1);
    }
    folder.write(FILE, &text);
    let done = run(
        &folder,
        &["terminal", "junit", "json", "markdown", "html", "har"],
    );
    (folder, original, done)
}

fn run(folder: &Folder, reports: &[&str]) -> Done {
    let mut arguments = vec!["run", FILE, "--only", "create-account", "--sandbox"];
    for report in reports {
        arguments.extend(["--report", report]);
    }
    magewalk(&arguments)
        .within(folder)
        .env("GITHUB_ACTIONS", "true")
        .run()
}

fn accept(folder: &Folder, arguments: &[&str]) -> Done {
    let all = [&["accept"], arguments].concat();
    magewalk(&all).within(folder).run()
}

#[test]
fn ten_planted_differences_are_told_in_each_format() {
    let (folder, _, done) = planted();
    let done = done.code(1);
    let texts = [
        ("the terminal", done.stdout.clone()),
        ("run.txt", folder.read("reports/run.txt")),
        ("junit.xml", folder.read("reports/junit.xml")),
        ("run.json", folder.read("reports/run.json")),
        ("run.md", folder.read("reports/run.md")),
        ("run.html", folder.read("reports/run.html")),
    ];
    for (page, _, code, path, words) in PLANTED {
        for (format, text) in &texts {
            let name = path.rsplit(['.', '[']).next().unwrap();
            assert!(
                text.contains(code) && text.contains(name),
                "{page} in {format}: {text}"
            );
        }
        assert!(
            folder
                .read("reports/run.json")
                .contains(&words.replace('"', "\\\"")),
            "{page}"
        );
    }
    let saved: serde_json::Value = serde_json::from_str(&folder.read("reports/run.json")).unwrap();
    let mismatches = saved["scenarios"][0]["steps"].as_array().unwrap();
    let count: usize = mismatches
        .iter()
        .map(|step| step["mismatches"].as_array().unwrap().len())
        .sum();
    assert_eq!(count, PLANTED.len());
    let annotation = "line=41,title=Create a customer account [MW101]::status: the status is `200`";
    assert!(done.stderr.contains(annotation), "{}", done.stderr);
}

#[test]
fn what_is_accepted_as_documented_is_the_page_again() {
    let (folder, original, _) = planted();
    let before = folder.read(FILE);
    let patch = accept(&folder, &["--all", "documented", "--dry-run"]);
    patch.code(0).prints(&[
        "--- a/orders/03-create-customer.yaml",
        "-        group_id: 2\n+        group_id: 1\n",
    ]);
    assert_eq!(folder.read(FILE), before);
    let done = accept(&folder, &["--all", "documented"]);
    let done = done.code(0).prints(&[
        "accepted  create-account  status: 200\n",
        "accepted  create-account  documented without $.planted\n",
        "wrote orders/03-create-customer.yaml\n",
    ]);
    assert_eq!(done.stdout.matches("accepted").count(), PLANTED.len());
    let expected = original.replacen(
        "${email}\n        firstname: Jane\n",
        "${email}\n        firstname: Jane  # why\n",
        1,
    );
    let found = folder.read(FILE);
    assert_eq!(found, expected, "{found}");
    run(&folder, &[]).code(0);
}

#[test]
fn what_is_accepted_as_vary_is_a_rule_and_the_rest_is_left() {
    let (folder, _, _) = planted();
    let done = accept(&folder, &["--all", "vary"]);
    done.code(1).prints(&[
        "accepted  create-account  vary $.addresses[0].postcode: integer or string\n",
        "accepted  create-account  vary $.planted: optional\n",
        "left      create-account  status: a status does not vary",
        "left      create-account  $.addresses[0].street[0]: what the page does not print",
    ]);
    let text = folder.read(FILE);
    assert!(
        text.contains("$.website_id: integer\n        $.group_id: integer\n"),
        "{text}"
    );
    run(&folder, &["json"]).code(1);
    accept(&folder, &["--all", "documented"]).code(0);
    run(&folder, &[]).code(0);
}

#[test]
fn what_is_accepted_as_drift_has_a_reason() {
    let (folder, _, _) = planted();
    accept(&folder, &["--all", "drift"])
        .code(2)
        .says(&["a drift has a reason"]);
    let because = "since 2.4.6: it is \"so\"";
    let drift = ["--all", "drift", "--because", because];
    let done = accept(&folder, &drift);
    done.code(1).prints(&[
        "accepted  create-account  drift at status\n",
        "left      create-account  $.planted: a `drift` has a value on both sides",
    ]);
    let text = folder.read(FILE);
    let written = "        - at: $.addresses[0].postcode\n          store: \"10755\"\n          because: \"since 2.4.6: it is \\\"so\\\"\"\n";
    assert!(text.contains(written), "{text}");
    run(&folder, &["json"]).code(1);
    accept(&folder, &["--all", "vary"]).code(1);
    run(&folder, &["json"]).code(1);
    accept(
        &folder,
        &["--all", "documented", "--only", "create-account"],
    )
    .code(0);
    run(&folder, &[]).code(0).prints(&["9 known drifts"]);
}

#[test]
fn a_shipped_tutorial_is_ejected_first() {
    let folder = Folder::new();
    let run = [
        "run",
        "orders/create-customer",
        "--sandbox",
        "--strict",
        "--report",
        "json",
    ];
    let strict = magewalk(&run).within(&folder).run();
    strict.code(1);
    let dry = accept(&folder, &["--all", "documented", "--dry-run"]);
    assert!(
        dry.stdout.contains("+++ b/orders/03-create-customer.yaml"),
        "{dry}"
    );
    assert!(!folder.has("orders"));
    accept(&folder, &["--all", "documented"]).prints(&["ejected to ./orders"]);
    assert!(folder.has("orders/tutorial.yaml"));
    accept(&folder, &["--all", "documented"])
        .code(2)
        .says(&["`./orders` is there already"]);
}

#[test]
fn nothing_is_written_where_the_file_is_another_one_or_nobody_can_be_asked() {
    let (folder, _, _) = planted();
    accept(&folder, &[])
        .code(2)
        .says(&["there is no terminal in which to ask"]);
    accept(&folder, &["--all", "vary", "--because", "x"])
        .code(2)
        .says(&["reason of a drift"]);
    accept(&folder, &["--all", "vary", "--only", "nowhere"])
        .code(2)
        .says(&["a step `nowhere`"]);
    accept(&folder, &["--all", "vary", "--path", "$.nowhere"])
        .code(2)
        .says(&["is at `$.nowhere`"]);
    accept(&folder, &["--all", "vary", "--from", "none.json"])
        .code(2)
        .says(&["cannot read `none.json`"]);
    let moved = format!("# one line more\n{}", folder.read(FILE));
    folder.write(FILE, &moved);
    accept(&folder, &["--all", "documented"])
        .code(1)
        .prints(&["than when the run was made: run again"]);
    assert_eq!(folder.read(FILE), moved);
    let green = [
        "run",
        FILE,
        "--only",
        "customer-token",
        "--sandbox",
        "--report",
        "json",
    ];
    folder.write(FILE, &moved.replace("status: 201", "status: 200"));
    magewalk(&green).within(&folder).run();
    std::fs::remove_dir_all(folder.path().join("orders")).unwrap();
    accept(&folder, &["--all", "documented"])
        .code(2)
        .says(&["there is no tutorial"]);
}

#[test]
fn a_secret_and_a_variable_are_never_written_over() {
    let folder = Folder::with_steps(
        "  - id: made
    title: A customer
    effect: permanent
    request:
      POST: /rest/default/V1/customers
      json: {customer: {email: \"${customer_email}\", firstname: \"${name}\", lastname: Doe}}
    expect: {status: 200, documented: {firstname: Jane, lastname: \"${name}\"}}
",
    );
    let variables =
        "vars: {name: {value: hunter22x, secret: true}, customer_email: \"a@example.com\"}";
    folder.write(
        "t/tutorial.yaml",
        &format!("title: A tutorial\n{variables}\n"),
    );
    let run = ["run", "./t", "--sandbox", "--report", "json"];
    magewalk(&run).within(&folder).run().code(1);
    let before = folder.read("t/01-only.yaml");
    let done = accept(&folder, &["--all", "documented"]);
    done.code(1).prints(&[
        "a secret, which is written nowhere",
        "is written as `${name}`",
    ]);
    assert_eq!(folder.read("t/01-only.yaml"), before);
}

#[test]
fn what_is_of_one_run_alone_is_never_written() {
    let folder = Folder::with_steps(
        "  - id: made
    title: A customer
    effect: permanent
    request:
      POST: /rest/default/V1/customers
      json: {customer: {email: \"${customer_email}\", firstname: Jane, lastname: Doe}}
    expect:
      status: 200
      documented:
        id: 77777
        group_id: 8
        created_at: 2017-01-31 01:18:13
        email: \"${customer_email}\"
        firstname: [\"${customer_email}\"]
    capture: {customer_id: $.id}
",
    );
    folder.write(
        "t/tutorial.yaml",
        "title: A tutorial\nvars: {customer_email: \"a-${run.id}@example.com\"}\n",
    );
    let run = ["run", "./t", "--sandbox", "--report", "json"];
    magewalk(&run).within(&folder).run().code(1);
    let before = folder.read("t/01-only.yaml");
    for all in [
        &["--all", "documented", "--dry-run"][..],
        &["--all", "drift", "--because", "x", "--dry-run"],
    ] {
        let done = accept(&folder, all).code(1);
        assert_eq!(done.stderr.matches("left ").count(), 3, "{done}");
        done.says(&[
            "`$.id` is a running number, and is another one in the next: accept it as `vary`",
            "`$.created_at` is a moment of the run",
            "is written as `${customer_email}`",
            "accepted  made",
        ]);
    }
    assert_eq!(folder.read("t/01-only.yaml"), before);
    let done = accept(&folder, &["--all", "documented"]).code(1);
    done.prints(&["accepted  made  documented $.group_id"]);
    let text = folder.read("t/01-only.yaml");
    assert_eq!(text, before.replace("group_id: 8", "group_id: 1"));
    let done = accept(&folder, &["--all", "vary"]);
    done.prints(&[
        "accepted  made  vary $.id: integer",
        "vary $.created_at: datetime",
    ]);
}

#[test]
fn a_question_mark_explains_the_answers() {
    let (folder, _, _) = planted();
    let seen = answered(&folder, "?\nq\n");
    assert!(seen.contains("the page is out of date"), "{seen}");
    assert!(seen.contains("nothing at all is written"), "{seen}");
}

/// Types these answers in a terminal.
fn answered(folder: &Folder, answers: &str) -> String {
    let command = format!("{} accept", env!("CARGO_BIN_EXE_magewalk"));
    let mut script = Command::new("script")
        .args(["-qec", &command, "/dev/null"])
        .current_dir(folder.path())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(script.stdin.as_mut().unwrap(), answers.as_bytes()).unwrap();
    let output = script.wait_with_output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn mismatches_are_answered_one_by_one() {
    let (folder, _, _) = planted();
    let before = folder.read(FILE);
    let shown = answered(&folder, "v\nx\nq\n");
    assert!(
        shown.contains("that cannot be written: a status does not vary"),
        "{shown}"
    );
    assert_eq!(folder.read(FILE), before);
    let shown = answered(&folder, "o\nd\nthe page is old\nv\ns\nw\n");
    assert!(
        shown.contains("promised at orders/03-create-customer.yaml:"),
        "{shown}"
    );
    assert!(
        shown.contains("wrote orders/03-create-customer.yaml"),
        "{shown}"
    );
    let text = folder.read(FILE);
    assert!(text.contains("because: the page is old\n"), "{text}");
    assert!(text.contains("      status: 200\n"), "{text}");
    assert!(text.contains("        $.firstname: string\n"), "{text}");
}

/// A tutorial whose one step documents these customer groups.
fn groups(folder: &Folder, items: &[serde_json::Value], whole: &serde_json::Value) {
    let mut body = whole.clone();
    body["items"] = items.into();
    folder.write("t/tutorial.yaml", "title: A tutorial\n");
    folder.write("t/responses/groups.json", &format!("{body:#}\n"));
    folder.write(
        "t/01-only.yaml",
        "title: A page\nsteps:\n  - id: groups\n    title: Groups\n    request: {GET: /rest/default/V1/customerGroups/search?searchCriteria, as: admin}\n    expect: {status: 200, documented_file: responses/groups.json}\n",
    );
}

#[test]
fn elements_that_came_went_and_changed_are_written_where_they_belong() {
    let folder = Folder::new();
    groups(&folder, &[], &serde_json::json!({}));
    let run = |folder: &Folder| {
        let arguments = ["run", "./t", "--sandbox", "--strict", "--report", "json"];
        magewalk(&arguments).within(folder).run()
    };
    run(&folder).code(1);
    let saved: serde_json::Value = serde_json::from_str(&folder.read("reports/run.json")).unwrap();
    let exchanges = &saved["scenarios"][0]["steps"][0]["exchanges"];
    let response = exchanges.as_array().unwrap().last().unwrap()["response"]["body"].clone();
    let whole: serde_json::Value = serde_json::from_str(response.as_str().unwrap()).unwrap();
    let items = whole["items"].as_array().unwrap().clone();
    assert!(items.len() > 3, "{whole}");
    let new = |at: u32| serde_json::json!({"id": 900 + at, "code": format!("New {at}"), "tax_class_id": 9, "tax_class_name": "New"});
    type Change<'c> = &'c dyn Fn(&mut Vec<serde_json::Value>);
    let changes: [Change<'_>; 7] = [
        &|items| drop(items.remove(0)),
        &|items| drop(items.pop()),
        &|items| drop(items.drain(1..3)),
        &|items| items.insert(0, new(1)),
        &|items| items.extend([new(1), new(2)]),
        &|items| {
            items[0]["code"] = "changed".into();
            items.remove(2);
            items.insert(1, new(3));
        },
        &|items| {
            items[1].as_object_mut().unwrap().remove("code");
            items.insert(1, new(1));
            items.insert(4, new(2));
            items.pop();
        },
    ];
    for (number, change) in changes.iter().enumerate() {
        let mut documented = items.clone();
        change(&mut documented);
        groups(&folder, &documented, &whole);
        run(&folder).code(1);
        let done = accept(&folder, &["--all", "documented"]);
        assert_eq!(done.code, Some(0), "{number}: {done}");
        run(&folder).code(0);
        let text = folder.read("t/responses/groups.json");
        let found: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(found, whole, "{number}");
    }
}

#[test]
fn a_drift_that_is_there_already_is_brought_up_to_date_and_keeps_its_comments() {
    let folder = Folder::with_steps(
        "  - id: nowhere\n    title: No route\n    request: {GET: /rest/default/V1/nowhere}\n    expect:\n      status: 404\n      documented: {message: printed}\n      drift:\n        - at: $.message  # of the place\n          store: other\n          # of the reason\n          because: it was so\n",
    );
    let run = ["run", "./t", "--sandbox", "--report", "json"];
    magewalk(&run).within(&folder).run().code(1);
    let before = folder.read("t/01-only.yaml");
    accept(&folder, &["--all", "drift", "--because", "it is so"]).code(0);
    let expected = before
        .replace("store: other", "store: Request does not match any route.")
        .replace("it was so", "it is so");
    assert_eq!(folder.read("t/01-only.yaml"), expected);
    magewalk(&run).within(&folder).run().code(0);
}

#[test]
fn a_body_that_two_steps_share_and_a_line_that_goes_on_are_left() {
    let step = |id: &str, key: &str| {
        format!(
            "  - id: {id}\n    title: No route\n    request: {{GET: /rest/default/V1/nowhere}}\n    expect:\n      status: 404\n      {key}\n"
        )
    };
    let shared = step("one", "documented_file: r/a.json")
        + &step("two", "documented_file:\n        r/a.json")
        + &step("three", "documented: {message: printed}");
    let folder = Folder::with_steps(&shared);
    folder.write("t/r/a.json", "{\"message\": \"printed\"}\n");
    let run = ["run", "./t", "--sandbox", "--report", "json"];
    magewalk(&run).within(&folder).run().code(1);
    let text = folder.read("t/01-only.yaml");
    folder.write(
        "t/01-only.yaml",
        &text.replace("{message: printed}", "{message: printed}  # new"),
    );
    let before = folder.read("t/01-only.yaml");
    let done = accept(&folder, &["--all", "documented"]).code(1);
    done.prints(&[
        "is what 2 steps document",
        "than when the run was made: run again",
    ]);
    assert_eq!(folder.read("t/01-only.yaml"), before);
    assert_eq!(folder.read("t/r/a.json"), "{\"message\": \"printed\"}\n");
}
