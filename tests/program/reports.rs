//! A run with differences in each format, and saved runs rendered later.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Answer, Folder, Proxy, magewalk};

/// Ten ways in which the sandbox breaks: the fault, the code, and words that each format shows.
const FAULTS: [(&str, &str, &str); 10] = [
    ("close", "MW201", "closed the connection without an answer"),
    ("cut", "MW204", "was cut short"),
    ("delay=1m", "MW202", "no answer from"),
    ("truncated", "MW204", "it is cut off after"),
    ("maintenance", "MW101", "Error 503: Service Unavailable"),
    ("bad-gateway", "MW101", "502 Bad Gateway"),
    ("gateway-timeout", "MW101", "504 Gateway Time-out"),
    ("too-many-requests", "MW101", "429 Too Many Requests"),
    (
        "no-database",
        "MW101",
        "An error has happened during application run",
    ),
    ("html", "MW104", "content-type"),
];

#[test]
fn ten_faults_are_told_with_code_and_cause_in_each_format() {
    for (fault, code, words) in FAULTS {
        let folder = Folder::new();
        let fault = format!("{fault}@POST */customers");
        let formats = ["terminal", "junit", "json", "markdown", "har"];
        let mut arguments = vec![
            "run",
            "orders/create-customer",
            "--only",
            "create-account",
            "--sandbox",
            "--timeout",
            "1s",
            "--fault",
            &fault,
        ];
        for format in formats {
            arguments.extend(["--report", format]);
        }
        let summary = folder.path().join("summary.md");
        let done = magewalk(&arguments)
            .within(&folder)
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_STEP_SUMMARY", summary.to_str().unwrap())
            .run();
        assert!(matches!(done.code, Some(1 | 3)), "{done}");
        let read =
            |name: &str| fs::read_to_string(folder.path().join("reports").join(name)).unwrap();
        let told = |text: &str, format: &str| {
            assert!(
                text.contains(code) && text.contains(words),
                "{fault} in {format}: {text}"
            );
        };
        told(&done.stdout, "the terminal");
        told(&read("run.txt"), "run.txt");
        told(&read("junit.xml"), "junit.xml");
        told(&read("run.json"), "run.json");
        told(&read("run.md"), "run.md");
        assert_eq!(fs::read_to_string(&summary).unwrap(), read("run.md"));
        let annotation = done
            .stderr
            .lines()
            .find(|line| line.starts_with("::error "));
        let annotation = annotation.unwrap_or_else(|| panic!("{done}"));
        // A shipped scenario is in nobody's checkout.
        assert!(annotation.starts_with("::error title="), "{annotation}");
        told(annotation, "the annotation");
        let archive: serde_json::Value = serde_json::from_str(&read("run.har")).unwrap();
        assert_eq!(archive["log"]["entries"][0]["request"]["method"], "POST");
    }
}

#[test]
fn a_saved_run_renders_as_the_run_itself_did() {
    let folder = Folder::new();
    let formats = ["terminal", "junit", "json", "markdown", "har"];
    let mut arguments = vec!["run", "orders/create-customer", "--sandbox"];
    for format in formats {
        arguments.extend(["--report", format]);
    }
    magewalk(&arguments).within(&folder).run().code(0);
    let names = ["run.txt", "junit.xml", "run.md", "run.har"];
    let read = |name: &str| fs::read_to_string(folder.path().join("reports").join(name)).unwrap();
    let before = names.map(read);
    for name in names {
        fs::remove_file(folder.path().join("reports").join(name)).unwrap();
    }
    let mut again = vec!["report", "--from", "reports/run.json"];
    for format in ["terminal", "junit", "markdown", "har"] {
        again.extend(["--report", format]);
    }
    magewalk(&again).within(&folder).run().code(0);
    assert_eq!(names.map(read), before);
    let shown = magewalk(&["report", "--from", "reports/run.json"])
        .within(&folder)
        .run();
    assert_eq!(shown.code(0).stdout, read("run.txt"));
}

#[test]
fn a_saved_run_is_never_lost_and_what_is_none_is_refused() {
    let folder = Folder::new();
    let file = folder.path().join("run.json");
    fs::write(&file, "{}").unwrap();
    let report = |arguments: &[&str]| {
        let mut all = vec!["report"];
        all.extend(arguments);
        magewalk(&all).within(&folder).run()
    };
    report(&["--from", "run.json"])
        .code(2)
        .says(&["`run.json`: not a saved report"]);
    report(&["--from", "nowhere.json"])
        .code(2)
        .says(&["cannot read `nowhere.json`"]);
    let run = [
        "run",
        "orders/create-customer",
        "--sandbox",
        "--report",
        "json=run.json",
    ];
    magewalk(&run).within(&folder).run().code(0);
    let saved = fs::read_to_string(&file).unwrap();
    report(&["--from", "run.json", "--report", "har=./run.json"])
        .code(2)
        .says(&["would be written over"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), saved);
}

#[test]
fn a_code_is_explained_and_an_unknown_one_is_refused() {
    let done = magewalk(&["explain", "mw113"]).run();
    done.code(0)
        .prints(&["MW113: a value is another one", "What to do: "]);
    magewalk(&["explain"])
        .run()
        .code(0)
        .prints(&["MW101  the status", "MW301  "]);
    magewalk(&["explain", "MW999"])
        .run()
        .code(2)
        .says(&["there is no code `MW999`"]);
}

#[test]
fn hints_of_the_user_come_first_and_a_bad_file_stops_the_run() {
    let folder = Folder::new();
    let hints = "hints:\n  - id: mine\n    status: 503\n    means: the usual Tuesday\n    advice: have a coffee\n";
    fs::write(folder.path().join("mine.yaml"), hints).unwrap();
    let run = |file: &str| {
        let fault = ["--fault", "maintenance@POST */customers", "--hints", file];
        let mut all = vec![
            "run",
            "orders/create-customer",
            "--only",
            "create-account",
            "--sandbox",
        ];
        all.extend(fault);
        magewalk(&all).within(&folder).run()
    };
    let done = run("mine.yaml");
    done.code(1)
        .prints(&["known: the usual Tuesday (mine)", "hint: have a coffee"]);
    fs::write(
        folder.path().join("bad.yaml"),
        hints.replace("advice", "advise"),
    )
    .unwrap();
    run("bad.yaml")
        .code(2)
        .says(&["bad.yaml:5", "has no key `advise`"])
        .without(&["walking"]);
    run("none.yaml").code(2).says(&["cannot read `none.yaml`"]);
}

#[test]
fn what_is_kept_of_a_long_answer_is_cut_and_not_accepted() {
    let folder = Folder::with_steps(
        "  - {id: one, title: A step, effect: read, request: {GET: /a}, \
         expect: {status: 200, documented: {a: 1, b: 2}}}\n",
    );
    let long = "x".repeat(3_000_000);
    let members = (0..50_000).map(|at| (format!("m{at}"), json!([at, {}])));
    let mut answer: serde_json::Map<String, Value> = members.collect();
    answer.insert("a".to_owned(), json!(long));
    answer.insert("b".to_owned(), json!([1, long]));
    answer.insert(long.clone(), json!({long.clone(): long}));
    let proxy = Proxy::alone();
    proxy.give("GET", "/a", Answer::json(200, &Value::Object(answer)));
    let run = magewalk(&["run", "./t", "--report", "json"]).within(&folder);
    let done = run.at(&proxy.url()).run().code(1);
    done.prints(&["at least 1000 members not on the page"]);
    let report = folder.read("reports/run.json");
    assert!(report.len() < 2_000_000, "{}", report.len());
    assert!(report.contains("… (cut: of 3000000 characters)"));
    let accept = [
        "accept",
        "--from",
        "reports/run.json",
        "--all",
        "documented",
    ];
    let done = magewalk(&accept).within(&folder).run().code(1);
    done.prints(&["does not keep all that the store answered"]);
    assert!(folder.read("t/01-only.yaml").contains("{a: 1, b: 2}"));
}

/// What a run writes into an archive of answers that are no text.
fn archived(body: &[u8], password: &str) -> serde_json::Value {
    let proxy = Proxy::alone();
    let bytes = body.to_vec();
    proxy.on("GET", "/a", move |_, _| {
        let mut answer = Answer::new(200, "application/pdf", "");
        answer.body.clone_from(&bytes);
        Some(answer)
    });
    let folder = Folder::with_steps(
        "  - {id: a, title: A, request: {GET: /a}, expect: {status: 200, headers: {content-type: application/pdf}}}\n",
    );
    let run = magewalk(&["run", "./t", "--report", "har=x.har"]);
    let run = run.at(&proxy.url()).env("MAGEWALK_BASIC", password);
    run.within(&folder).run().code(0);
    let archive: serde_json::Value = serde_json::from_str(&folder.read("x.har")).unwrap();
    archive["log"]["entries"][0]["response"]["content"].clone()
}

#[test]
fn an_archive_keeps_the_bytes_of_a_body_unless_they_hold_a_secret() {
    let body = b"%PDF\xff\xfe hunter2-hunter2 \x00";
    let content = archived(body, "me:other-password");
    assert_eq!(content["encoding"], "base64");
    assert_eq!(content["text"], "JVBERv/+IGh1bnRlcjItaHVudGVyMiAA");
    let content = archived(body, "me:hunter2-hunter2");
    assert!(!content.to_string().contains("hunter2"), "{content}");
    assert!(!content.to_string().contains("aHVudGVy"), "{content}");
    assert_eq!(content["encoding"], serde_json::Value::Null);
}

#[test]
fn an_annotation_names_the_file_from_the_root_of_the_checkout() {
    let proxy = Proxy::alone();
    proxy.give("GET", "/", Answer::new(404, "text/plain", ""));
    let folder = Folder::with_steps(
        "  - {id: a, title: A, request: {GET: /a}, expect: {status: 200, headers: {x-a: b}}}\n",
    );
    let root = fs::canonicalize(folder.path()).unwrap();
    let whole = root.join("t/01-only.yaml");
    for (workspace, name, file) in [
        (root.to_str(), "./t", "t/01-only.yaml"),
        (root.to_str(), "t/01-only.yaml", "t/01-only.yaml"),
        (root.join("t").to_str(), "./t", "01-only.yaml"),
        (root.join("other").to_str(), "./t", whole.to_str().unwrap()),
        (None, "./t", whole.to_str().unwrap()),
    ] {
        let mut run = magewalk(&["run", name, "--report", "junit=j.xml"])
            .at(&proxy.url())
            .env("GITHUB_ACTIONS", "true");
        if let Some(workspace) = workspace {
            run = run.env("GITHUB_WORKSPACE", workspace);
        }
        let done = run.within(&folder).run().code(1);
        let annotation = format!("::error file={file},line=");
        assert!(
            done.to_string().contains(&annotation),
            "{annotation} in {done}"
        );
        let junit = folder.read("j.xml");
        assert!(junit.contains(&format!("file=\"{file}\"")), "{junit}");
    }
    let run = magewalk(&["run", "smoke"]).at(&proxy.url());
    let done = run.env("GITHUB_ACTIONS", "true").within(&folder).run();
    let shown = done.to_string();
    assert!(
        shown.contains("::error title=") && !shown.contains("::error file="),
        "{done}"
    );
}

#[test]
fn a_report_on_the_standard_output_stands_there_alone() {
    let folder = Folder::new();
    let run = |format: &str| {
        let report = format!("{format}=-");
        let run = ["run", "smoke", "--sandbox", "--report", &report];
        let done = magewalk(&run).within(&folder).run().code(0);
        assert!(done.stderr.contains("PASSED"), "{done}");
        assert!(!done.stderr.contains("wrote"), "{done}");
        done.stdout
    };
    for format in ["json", "har", "sarif", "ctrf"] {
        serde_json::from_str::<Value>(&run(format)).unwrap();
    }
    assert!(run("junit").starts_with("<?xml"));
    assert!(run("markdown").starts_with("## "));
    assert!(run("html").starts_with("<!"));
    assert!(!folder.has("-"), "a file is called `-`");
    let both = ["run", "smoke", "--sandbox", "--report", "json=-"];
    magewalk(&both)
        .arguments(&["--report", "junit=-"])
        .run()
        .code(2)
        .says(&["two reports are to go to the standard output"])
        .without(&["walking"]);
    // Who means the file names its folder.
    magewalk(&[
        "run",
        "smoke",
        "--sandbox",
        "--report",
        "json=./-",
        "--report",
        "junit=x.xml",
    ])
    .within(&folder)
    .run()
    .code(0);
    assert!(folder.has("-") && folder.has("x.xml"));
    let report = ["report", "--from", "./-", "--report", "ctrf=-"];
    let done = magewalk(&report).within(&folder).run().code(0);
    serde_json::from_str::<Value>(&done.stdout).unwrap();
}

#[test]
fn a_run_that_is_killed_leaves_no_report_of_an_earlier_one() {
    let folder = Folder::new();
    let run = ["run", "smoke", "--report", "junit"];
    magewalk(&run)
        .arguments(&["--sandbox"])
        .within(&folder)
        .run()
        .code(0);
    assert!(folder.has("reports/junit.xml"));
    let proxy = Proxy::alone();
    let (asked, was_asked) = std::sync::mpsc::channel();
    proxy.on("POST", "/", move |_, _| {
        let _ = asked.send(());
        std::thread::park();
        None
    });
    let running = magewalk(&run).at(&proxy.url()).within(&folder).start();
    was_asked
        .recv_timeout(crate::support::PATIENCE)
        .expect("it asks");
    running.signal("KILL");
    running.wait();
    assert!(!folder.has("reports/junit.xml"));
}
