//! Steps that are repeated until they hold, and shops that are waited for.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Answer, Authority, Folder, Front, Proxy, Store, magewalk, until};

/// A tutorial of one step with this `retry`, in a folder.
fn tutorial(retry: &str) -> Folder {
    let folder = Folder::new();
    std::fs::create_dir(folder.path().join("t")).unwrap();
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join("t").join(name), text).unwrap();
    };
    write("tutorial.yaml", "title: Waiting\n");
    let scenario = format!(
        "title: Waiting\nsteps:\n  - id: indexed\n    title: Wait for the index\n    \
         request: {{GET: /rest/V1/indexed}}\n    \
         expect: {{status: 200, checks: [{{$.count: {{equals: 3}}}}]}}\n    \
         retry: {retry}\n    capture: {{count: $.count}}\n"
    );
    write("wait.yaml", &scenario);
    folder
}

/// A store whose index has grown by one each time that it is asked.
fn growing() -> Proxy {
    let proxy = Proxy::alone();
    let asked = std::sync::atomic::AtomicU64::new(0);
    proxy.on("GET", "/rest/V1/indexed", move |_, _| {
        let count = asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
        Some(Answer::json(200, &json!({"count": count})))
    });
    proxy
}

#[test]
fn a_step_is_repeated_until_it_holds() {
    let (folder, proxy) = (tutorial("{every: 10ms, for: 20s}"), growing());
    let run = magewalk(&["run", "./t", "--report", "json"]).at(&proxy.url());
    let done = run.within(&folder).run().code(0);
    done.prints(&["✔ 1/1 Wait for the index", "3 attempts", "PASSED"]);
    assert_eq!(proxy.requests().len(), 3);
    let report: serde_json::Value = serde_json::from_str(&folder.read("reports/run.json")).unwrap();
    let step = &report["scenarios"][0]["steps"][0];
    assert_eq!(step["attempts"], 3);
    assert_eq!(step["gave_up"], json!(null));
    assert_eq!(
        step["captures"],
        json!([{"name": "count", "from": "$.count", "path": "$.count", "value": 3}])
    );
}

#[test]
fn a_step_that_never_holds_fails_as_its_last_attempt_does() {
    let (folder, proxy) = (tutorial("{every: 10ms, times: 2}"), growing());
    let run = magewalk(&["run", "./t", "--report", "junit"]).at(&proxy.url());
    let done = run.within(&folder).run().code(1);
    done.prints(&[
        "gave up after 2 attempts: `times: 2` is reached",
        "2 attempts  ",
    ]);
    assert_eq!(proxy.requests().len(), 2);
    assert!(
        folder
            .read("reports/junit.xml")
            .contains("gave up after 2 attempts")
    );
    let (folder, proxy) = (tutorial("{every: 150ms, for: 200ms}"), growing());
    let run = magewalk(&["run", "./t"])
        .at(&proxy.url())
        .within(&folder)
        .run();
    run.code(1).prints(&["`for: 200ms` is over"]);
    assert_eq!(proxy.requests().len(), 2);
}

#[test]
fn a_named_status_ends_it_at_once() {
    let folder = tutorial("{every: 1m, for: 1h, give_up_on: [404, 5xx]}");
    let proxy = Proxy::alone();
    let run = magewalk(&["run", "./t"])
        .at(&proxy.url())
        .within(&folder)
        .run();
    let done = run
        .code(1)
        .prints(&["gave up after 1 attempt: `give_up_on` names the status 404"]);
    drop(done);
    assert_eq!(proxy.requests().len(), 1);
}

#[test]
fn a_store_that_comes_back_is_met() {
    let (folder, proxy) = (tutorial("{every: 10ms, times: 9}"), growing());
    proxy.once("GET", "indexed", |_, _| None);
    proxy.once("GET", "indexed", |_, _| {
        Some(Answer::html(503, "<html></html>"))
    });
    let run = magewalk(&["run", "./t"])
        .at(&proxy.url())
        .within(&folder)
        .run();
    run.code(0).prints(&["5 attempts"]);
}

#[test]
fn an_interruption_ends_the_pause() {
    let (folder, proxy) = (tutorial("{every: 9m, for: 50m}"), growing());
    let run = magewalk(&["run", "./t"])
        .at(&proxy.url())
        .within(&folder)
        .start();
    until("it has tried once", || proxy.requests().len() == 1);
    // The pause begins right after the answer.
    std::thread::sleep(Duration::from_millis(50));
    let began = Instant::now();
    run.signal("INT");
    run.wait()
        .code(130)
        .prints(&["gave up after 1 attempt: the run was interrupted"]);
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_refused_admin_is_not_tried_again() {
    let (store, folder) = (Store::start(), tutorial("{every: 10ms, times: 9}"));
    let path = folder.path().join("t/wait.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    let text = text.replace("/rest/V1/indexed}", "/rest/V1/customers/1, as: admin}");
    std::fs::write(&path, text).unwrap();
    let proxy = Proxy::before(&store);
    let run = magewalk(&["run", "./t"]).at(&proxy.url()).within(&folder);
    let done = run.env("MAGEWALK_ADMIN_PASSWORD", "wrong").run().code(3);
    done.prints(&["another attempt would end in the same way"]);
    assert_eq!(proxy.count("POST", "/admin/token"), 1);
}

/// Lets a store answer as one that comes up: down, in maintenance, without PHP, and then well.
fn coming_up(store: &Store) -> Proxy {
    let proxy = Proxy::before(store);
    let probe = "/rest/V1/directory/currency";
    proxy.once("GET", probe, |_, _| {
        Some(Answer::html(200, "<html>Welcome</html>"))
    });
    proxy.once("GET", probe, |_, _| {
        Some(Answer::html(502, "<html>Bad Gateway</html>"))
    });
    proxy.once("GET", probe, |_, _| {
        Some(Answer::html(503, "<html>Back soon</html>"))
    });
    proxy.once("GET", probe, |_, _| None);
    proxy
}

#[test]
fn a_shop_that_comes_up_is_waited_for() {
    let store = Store::start();
    let proxy = coming_up(&store);
    let run = magewalk(&["run", "orders", "--wait-ready", "20s"]).at(&proxy.url());
    let done = run.run().code(0).prints(&["PASSED"]);
    done.says(&[
        "waiting up to 20s for ",
        "not ready: `127.0.0.1",
        "closed the connection without an answer",
        "not ready: it answers 503 and an HTML page",
        "not ready: it answers 502 and an HTML page",
        "not ready: it answers 200 and an HTML page",
        "ready after ",
    ]);
    assert_eq!(proxy.count("GET", "/directory/currency"), 5);
}

#[test]
fn a_shop_that_never_comes_up_is_given_up() {
    let proxy = Proxy::alone();
    proxy.give("GET", "/directory", Answer::html(503, "<html></html>"));
    let run = magewalk(&["run", "orders", "--wait-ready", "1500ms"]).at(&proxy.url());
    let done = run.run().code(3).says(&[
        "is not ready after 1s 500ms: it answers 503 and an HTML page",
        "maintenance",
    ]);
    drop(done);
    assert_eq!(proxy.count("POST", ""), 0);
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let run = magewalk(&["run", "orders", "--wait-ready", "100ms"]).at(&format!("http://{nobody}"));
    run.run()
        .code(3)
        .says(&["is not ready after 100ms", "connection refused"]);
    for wrong in ["0s", "2h", "soon", "60"] {
        magewalk(&["run", "orders", "--wait-ready", wrong])
            .run()
            .code(2);
    }
}

#[test]
fn what_waiting_does_not_mend_is_not_waited_for() {
    let (store, authority) = (Store::start(), Authority::new());
    let front = Front::before(&store, authority.server("127.0.0.1"));
    let began = Instant::now();
    let run = magewalk(&["run", "orders", "--wait-ready", "50m"]).at(&front.url());
    run.run()
        .code(3)
        .says(&["an authority that this machine does not know"]);
    assert!(began.elapsed() < Duration::from_secs(15));
}

#[test]
fn the_wait_can_be_interrupted() {
    let proxy = Proxy::alone();
    proxy.give("GET", "/directory", Answer::html(503, "<html></html>"));
    let run = magewalk(&["run", "orders", "--wait-ready", "50m"])
        .at(&proxy.url())
        .start();
    until("it has asked once", || !proxy.requests().is_empty());
    run.signal("INT");
    run.wait()
        .code(130)
        .says(&["interrupted before the shop was ready"]);
}

#[test]
fn an_interruption_ends_a_check_that_is_busy() {
    const DEPTH: usize = 120;
    let body = "{\"a\":".repeat(DEPTH) + "1" + &"}".repeat(DEPTH);
    let folder = tutorial("{every: 10ms, times: 2}");
    let path = folder.path().join("t/wait.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    // Each looks at hundreds of thousands of nodes, so all of them take long.
    let busy = "{$..a..a..a: {at_least: 1}}, ".repeat(600);
    let text = text.replace("checks: [{", &format!("checks: [{busy}{{"));
    std::fs::write(&path, text).unwrap();
    let proxy = Proxy::alone();
    proxy.give(
        "GET",
        "/rest/V1/indexed",
        Answer::new(200, "application/json", &body),
    );
    let run = magewalk(&["run", "./t"])
        .at(&proxy.url())
        .within(&folder)
        .start();
    until("it has the answer", || proxy.requests().len() == 1);
    std::thread::sleep(Duration::from_millis(200));
    run.signal("TERM");
    run.wait()
        .code(130)
        .prints(&["was not looked up to its end: the run was interrupted"]);
}

/// A tutorial that tries the elements of a list in turn.
fn choosing(retry: &str) -> Folder {
    let folder = Folder::new();
    std::fs::create_dir(folder.path().join("t")).unwrap();
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join("t").join(name), text).unwrap();
    };
    write("tutorial.yaml", "title: Choosing\n");
    let scenario = format!(
        "title: Choosing\nsteps:\n  - id: all\n    title: Read what there is\n    \
         request: {{GET: /rest/V1/things}}\n    \
         expect: {{status: 200, checks: [{{'$[0].name': {{is: string}}}}]}}\n    \
         capture: {{names: {{jsonpath: '$[*].name', all: true}}}}\n  \
         - id: good\n    title: Find a good one\n    \
         request: {{GET: \"/rest/V1/things/${{name}}\"}}\n    \
         expect: {{status: 200, checks: [{{$.good: {{equals: true}}}}]}}\n    \
         retry: {retry}\n    capture: {{late: {{jsonpath: $.late, default: false}}}}\n  \
         - id: use\n    title: Use it\n    unless: ${{late}}\n    \
         request: {{GET: \"/rest/V1/use/${{name}}\"}}\n    \
         expect: {{status: 200, checks: [{{$.name: {{equals: \"${{name}}\"}}}}]}}\n"
    );
    write("choose.yaml", &scenario);
    folder
}

/// A store of things, of which this one is good.
fn things(good: &'static str) -> Proxy {
    let proxy = Proxy::alone();
    let all = json!([{"name": "a"}, {"name": "b"}, {"name": "c"}]);
    proxy.give("GET", "/rest/V1/things", Answer::json(200, &all));
    for name in ["a", "b", "c"] {
        let thing = json!({"name": name, "good": name == good});
        let path = format!("/rest/V1/things/{name}");
        proxy.give("GET", &path, Answer::json(200, &thing));
        proxy.give(
            "GET",
            &format!("/rest/V1/use/{name}"),
            Answer::json(200, &thing),
        );
    }
    proxy
}

#[test]
fn the_values_of_a_list_are_tried_until_one_holds_and_that_one_is_kept() {
    let (folder, proxy) = (choosing("{with: {name: \"${names}\"}}"), things("b"));
    let run = magewalk(&["run", "./t", "--report", "json"]).at(&proxy.url());
    let done = run.within(&folder).run().code(0);
    done.prints(&["2 attempts", "PASSED  3 steps: 3 passed"]);
    let paths = proxy.requests();
    let paths: Vec<&str> = paths.iter().map(|request| request.path.as_str()).collect();
    let expected = [
        "/rest/V1/things",
        "/rest/V1/things/a",
        "/rest/V1/things/b",
        "/rest/V1/use/b",
    ];
    assert_eq!(paths, expected);
    let report: serde_json::Value = serde_json::from_str(&folder.read("reports/run.json")).unwrap();
    let captures = &report["scenarios"][0]["steps"][1]["captures"];
    assert_eq!(
        *captures,
        json!([
            {"name": "late", "from": "$.late", "path": null, "value": false},
            {"name": "name", "from": "${names}", "path": null, "value": "b"},
        ])
    );
}

#[test]
fn where_no_value_of_a_list_holds_the_step_fails_and_says_how_many_were_tried() {
    let (folder, proxy) = (choosing("{with: {name: \"${names}\"}}"), things("none"));
    let run = magewalk(&["run", "./t"]).at(&proxy.url()).within(&folder);
    run.run().code(1).prints(&[
        "gave up after 3 attempts: all 3 values of `${names}` were tried",
        "skipped: step `good` failed",
    ]);
    let limited = choosing("{with: {name: \"${names}\"}, times: 2}");
    let run = magewalk(&["run", "./t"]).at(&proxy.url()).within(&limited);
    run.run().code(1).prints(&["`times: 2` is reached"]);
}

#[test]
fn each_value_of_a_list_has_to_hold_and_the_first_that_does_not_ends_it() {
    let each = "{each: {name: \"${names}\"}}";
    let (folder, proxy) = (choosing(each), things("none"));
    for name in ["a", "b", "c"] {
        let thing = json!({"name": name, "good": true});
        proxy.give(
            "GET",
            &format!("/rest/V1/things/{name}"),
            Answer::json(200, &thing),
        );
    }
    let run = || {
        magewalk(&["run", "./t"])
            .at(&proxy.url())
            .within(&folder)
            .run()
    };
    run().code(0).prints(&["3 attempts", "3 passed"]);
    assert_eq!(proxy.count("GET", "/rest/V1/things/c"), 1);
    let bad = json!({"name": "b", "good": false});
    proxy.give("GET", "/rest/V1/things/b", Answer::json(200, &bad));
    run().code(1).prints(&[
        "GET …/things/b → 200",
        "check $.good",
        "skipped: step `good` failed",
    ]);
    assert_eq!(proxy.count("GET", "/rest/V1/things/c"), 1);
}

#[test]
fn a_list_of_nothing_is_no_value_to_try_and_a_wrong_value_does_not_hide_the_next() {
    let folder = Folder::new();
    let scenario = |list: &str| {
        format!(
            "title: T\nvars: {{names: {{value: {list}}}}}\nsteps:\n\
             - id: one\n  title: O\n  request: {{GET: \"/rest/V1/things/a?of=${{name}}\"}}\n  \
             expect: {{status: 200}}\n  retry: {{with: {{name: \"${{names}}\"}}}}\n"
        )
    };
    let proxy = things("a");
    for (list, code, said) in [
        (
            "[]",
            3,
            "`${names}` is an empty list: there is nothing to try",
        ),
        ("[{x: 1}, a]", 0, "2 attempts"),
        ("[{x: 1}, null]", 3, "all 2 values of `${names}` were tried"),
    ] {
        folder.write("t.yaml", &scenario(list));
        let run = magewalk(&["run", "./t.yaml"])
            .at(&proxy.url())
            .within(&folder);
        run.run().code(code).prints(&[said]);
    }
    let asked = proxy.requests();
    let asked = asked.iter().filter(|one| one.path.contains("/things/a"));
    assert_eq!(asked.count(), 1);
}
