//! Steps that a real browser does.
//!
//! Those that want Chromium and chromedriver are run by `cargo test --test program -- --ignored`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use magewalk_sandbox::ADMIN_PASSWORD;
use serde_json::Value;

use crate::support::{Answer, Authority, Folder, Proxy, magewalk, until};

/// A tutorial of one step that looks at a heading, after these actions.
fn looking(actions: &str) -> Folder {
    Folder::with_steps(&format!(
        "  - id: look\n    title: Look\n    browser:\n      - open: /a\n{actions}      - expect: {{select: h1, text: {{contains: Hello}}}}\n"
    ))
}

fn store_with(page: &str) -> Proxy {
    let store = Proxy::alone();
    store.give("GET", "/a", Answer::html(200, page));
    store
}

#[test]
fn without_a_browser_such_steps_do_not_apply_and_are_no_pass() {
    let folder = looking("");
    let store = store_with("<h1>Hello</h1>");
    let run = ["run", "./t", "--yes", "--target", &store.url()];
    magewalk(&run)
        .within(&folder)
        .run()
        .code(2)
        .prints(&["not applicable: it is done in a browser, with `--browser`"]);
    let with_browser = [&run[..], &["--browser"]].concat();
    magewalk(&with_browser)
        .within(&folder)
        .env("PATH", "/nonexistent")
        .run()
        .code(2)
        .prints(&["not applicable: no `chromedriver` is in `PATH`"]);
    let walled = [&with_browser[..], &["--header", "X-Key: abcdef"]].concat();
    magewalk(&walled)
        .within(&folder)
        .run()
        .code(2)
        .prints(&["not applicable: a browser cannot send what `--header`"]);
    folder.write("ca.pem", &Authority::new().pem());
    let trusting = [&with_browser[..], &["--cacert", "ca.pem"]].concat();
    magewalk(&trusting)
        .within(&folder)
        .run()
        .code(2)
        .prints(&["not applicable: a browser knows neither `--cacert`"]);
}

#[test]
fn a_driver_that_is_none_is_an_error() {
    let folder = looking("");
    let store = store_with("<h1>Hello</h1>");
    for (script, words) in [
        ("#!/bin/sh\nexit 1\n", "it names no port"),
        (
            "#!/bin/sh\necho was started successfully on port 1.\nsleep 5\n",
            "the browser does not start",
        ),
    ] {
        folder.write("bin/chromedriver", script);
        let program = folder.path().join("bin/chromedriver");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let path = format!("{}:/usr/bin:/bin", folder.path().join("bin").display());
        magewalk(&["run", "./t", "--browser", "--yes", "--target", &store.url()])
            .within(&folder)
            .env("PATH", &path)
            .run()
            .code(3)
            .prints(&["MW210", words]);
    }
}

#[test]
#[ignore = "wants Chromium and chromedriver"]
fn the_tutorial_is_verified_in_a_browser_and_its_pictures_are_kept() {
    let folder = Folder::new();
    let run = [
        "run",
        "orders",
        "--sandbox",
        "--browser",
        "--report",
        "html",
        "--report",
        "json",
    ];
    magewalk(&run)
        .within(&folder)
        .run()
        .code(0)
        .prints(&["58 steps: 56 passed, 2 not applicable", "→ 12 actions"]);
    let page = folder.read("reports/run.html");
    for name in ["the address book", "the cart", "the order"] {
        assert!(
            page.contains(&format!("<img alt=\"{name}\" src=\"data:image/png;base64,")),
            "{name}"
        );
    }
    let saved: Value = serde_json::from_str(&folder.read("reports/run.json")).unwrap();
    let steps = saved["scenarios"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|one| one["steps"].as_array().unwrap());
    let browsed: Vec<&Value> = steps
        .flat_map(|step| step["browsed"].as_array().unwrap())
        .collect();
    let pictures: Vec<Vec<u8>> = browsed
        .iter()
        .filter_map(|one| Some(STANDARD.decode(one["picture"].as_str()?).unwrap()))
        .collect();
    assert_eq!(pictures.len(), 3);
    assert!(
        pictures
            .iter()
            .all(|picture| picture.starts_with(b"\x89PNG") && picture.len() > 5_000)
    );
    assert!(browsed.iter().any(|one| {
        one["action"]
            .as_str()
            .unwrap()
            .ends_with("with ${password}")
    }));
    assert!(!page.contains(ADMIN_PASSWORD) && !page.contains("Mw1-"));
    // From the saved run the same page is made again.
    let again = [
        "report",
        "--from",
        "reports/run.json",
        "--report",
        "html=again.html",
    ];
    magewalk(&again).within(&folder).run().code(0);
    assert!(folder.read("again.html").contains("<img alt=\"the order\""));
}

#[test]
#[ignore = "wants Chromium and chromedriver"]
fn what_only_a_script_shows_is_seen_and_what_is_hidden_is_not() {
    let page = "<h1 hidden>Hello</h1><button onclick=\"setTimeout(() => document.querySelector('h1').hidden = false, 700)\">go</button>";
    for (actions, code, words) in [
        ("      - click: button\n", 0, "1 passed"),
        ("", 1, "MW130"),
        (
            "      - click: .nobody\n",
            1,
            "nothing that can be seen fits `.nobody`",
        ),
        ("      - {fill: button, with: x}\n", 1, "MW130"),
    ] {
        let folder = looking(actions);
        let store = store_with(page);
        let run = [
            "run",
            "./t",
            "--browser",
            "--yes",
            "--report",
            "html",
            "--target",
            &store.url(),
        ];
        magewalk(&run)
            .within(&folder)
            .run()
            .code(code)
            .prints(&[words]);
        let has_picture = folder
            .read("reports/run.html")
            .contains("alt=\"where it ended\"");
        assert_eq!(has_picture, code != 0, "{actions}");
    }
}

#[test]
#[ignore = "wants Chromium and chromedriver"]
fn a_button_is_not_clicked_before_a_script_that_loads_late_has_bound_it() {
    let folder = looking("      - click: button\n");
    let store =
        store_with("<h1 hidden>Hello</h1><button>go</button><script src=/first.js></script>");
    let script = |milliseconds: u64, text: &'static str| {
        move |_: &_, _: &dyn Fn() -> Answer| {
            std::thread::sleep(Duration::from_millis(milliseconds));
            Some(Answer::new(200, "text/javascript", text))
        }
    };
    store.on("GET", "/first.js", script(100, "addEventListener('load', () => { const next = document.createElement('script'); next.src = '/second.js'; document.head.append(next); });"));
    store.on("GET", "/second.js", script(250, "document.querySelector('button').onclick = () => { document.querySelector('h1').hidden = false; };"));
    let run = ["run", "./t", "--browser", "--yes", "--target", &store.url()];
    magewalk(&run)
        .within(&folder)
        .run()
        .code(0)
        .prints(&["1 passed"]);
}

#[test]
#[ignore = "wants Chromium and chromedriver"]
fn what_the_storefront_of_the_sandbox_leaves_to_its_script_is_seen_in_a_browser_alone() {
    let refused = "  - id: refused\n    title: Be refused\n    browser:\n      - open: /customer/account/login/\n      - {fill: '#login-form input[name=\"login[username]\"]', with: nobody@example.com}\n      - {fill: '#login-form input[name=\"login[password]\"]', with: Wrong12345}\n      - click: \"#login-form #send2\"\n      - expect: {select: .page.messages .message-error, count: 1, text: {contains: sign-in was incorrect}}\n      - expect: {select: .greet .not-logged-in, text: {contains: welcome}}\n      - open: /customer/account/login/\n      - expect: {select: .greet .not-logged-in, text: {contains: welcome}}\n      - expect: {select: .page.messages .message-error, count: 0}\n";
    let folder = Folder::with_steps(refused);
    magewalk(&["run", "./t", "--sandbox", "--browser"])
        .within(&folder)
        .run()
        .code(0)
        .prints(&["1 passed"]);
    let read = "  - id: read\n    title: Read\n    effect: read\n    request: {GET: /customer/account/login/}\n    expect:\n      status: 200\n      html: [{select: .greet .not-logged-in, text: {contains: welcome}}]\n";
    let folder = Folder::with_steps(read);
    magewalk(&["run", "./t", "--sandbox"])
        .within(&folder)
        .run()
        .code(1)
        .prints(&["MW13"]);
}

#[test]
#[ignore = "wants Chromium and chromedriver"]
fn a_page_that_does_not_come_is_an_error_and_no_page_leads_elsewhere() {
    let folder = looking("");
    // A port that nobody listens on, and one that no browser asks.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = closed.local_addr().unwrap().to_string();
    drop(closed);
    for (address, words) in [
        (address.as_str(), "ERR_CONNECTION_REFUSED"),
        ("127.0.0.1:1", "cannot open"),
    ] {
        let target = format!("http://{address}");
        let run = ["run", "./t", "--browser", "--yes", "--target", &target];
        magewalk(&run)
            .within(&folder)
            .run()
            .code(3)
            .prints(&["MW210", words]);
    }
    // Another host on this machine, to which the page would lead.
    let elsewhere = store_with("<h1>Hello</h1>");
    let port = elsewhere.url().rsplit(':').next().unwrap().to_owned();
    let leads = format!(
        "<iframe src='http://localhost:{port}/a'></iframe><img src='http://localhost:{port}/b'>"
    );
    let store = store_with(&leads);
    let run = ["run", "./t", "--browser", "--yes", "--target", &store.url()];
    magewalk(&run).within(&folder).run().code(1);
    assert!(
        elsewhere.requests().is_empty(),
        "{:?}",
        elsewhere.requests()
    );
}

#[test]
fn a_driver_that_hangs_is_a_time_out() {
    let folder = looking("");
    let store = store_with("<h1>Hello</h1>");
    // It takes connections, and answers nothing.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let script =
        format!("#!/bin/sh\necho was started successfully on port {port}.\nexec sleep 60\n");
    folder.write("bin/chromedriver", &script);
    let program = folder.path().join("bin/chromedriver");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", folder.path().join("bin").display());
    let temporary = folder.path().join("tmp");
    fs::create_dir(&temporary).unwrap();
    let run = ["run", "./t", "--browser", "--timeout", "1s"];
    magewalk(&run)
        .within(&folder)
        .env("PATH", &path)
        .env("TMPDIR", temporary.to_str().unwrap())
        .at(&store.url())
        .run()
        .code(3)
        .prints(&["the browser does not start", "did not answer within 1s"]);
    assert!(is_empty(&temporary));
}

#[test]
#[ignore = "wants Chromium and chromedriver"]
fn nothing_is_left_in_the_temporary_folder_also_after_a_kill() {
    let folder = looking("      - screenshot: it\n");
    let temporary = folder.path().join("tmp");
    fs::create_dir(&temporary).unwrap();
    let program = |store: &Proxy| {
        magewalk(&["run", "./t", "--browser"])
            .within(&folder)
            .env("TMPDIR", temporary.to_str().unwrap())
            .at(&store.url())
    };
    program(&store_with("<h1>Hello</h1>")).run().code(0);
    assert!(is_empty(&temporary));
    for signal in ["KILL", "INT", "TERM"] {
        let store = store_with("<h1>Hello</h1>");
        let gate = store.hold("GET", "/a");
        let running = program(&store).start();
        until("the page is asked for", || store.count("GET", "/a") > 0);
        assert!(!is_empty(&temporary));
        running.signal(signal);
        running.wait();
        gate.open();
        until("the folder is gone", || is_empty(&temporary));
    }
}

#[test]
#[ignore = "wants Chromium and chromedriver"]
fn a_picture_is_taken_when_the_page_is_quiet() {
    let folder = looking("      - screenshot: it\n");
    let store = store_with(
        "<body style='margin:0'><h1>Hello</h1><img id=late><script>addEventListener('load', () => { late.src = '/late.svg'; });</script>",
    );
    store.on("GET", "/late.svg", |_, _| {
        std::thread::sleep(Duration::from_millis(300));
        let picture = "<svg xmlns='http://www.w3.org/2000/svg' width='800' height='800'><rect width='800' height='800' fill='#f00'/></svg>";
        Some(Answer::new(200, "image/svg+xml", picture))
    });
    let run = ["run", "./t", "--browser", "--report", "json"];
    magewalk(&run)
        .within(&folder)
        .at(&store.url())
        .run()
        .code(0);
    let saved: Value = serde_json::from_str(&folder.read("reports/run.json")).unwrap();
    let browsed = &saved["scenarios"][0]["steps"][0]["browsed"];
    assert!(browsed[1]["picture"].is_string());
    assert_eq!(store.count("GET", "/late.svg"), 1);
    assert!(
        browsed[1]["duration_ms"].as_f64().unwrap() > 300.0,
        "{}",
        browsed[1]["duration_ms"]
    );
}

fn is_empty(folder: &std::path::Path) -> bool {
    fs::read_dir(folder).unwrap().next().is_none()
}
