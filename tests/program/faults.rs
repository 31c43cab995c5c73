//! A store that breaks: for each way, the verdict, the first line that a user sees, the exit code,
//! and how much time and memory it may take.

use std::fs::File;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Done, Folder, Request, Store, magewalk};

/// No fault may take longer; the time-out of a request is 2 s here.
const LONGEST: Duration = Duration::from_secs(15);

/// The most memory that a walk may take, the sandbox in the same process included.
const MOST_MEMORY: u64 = 85 * 1000 * 1000;

/// What a fault leads to.
struct Case {
    fault: &'static str,
    /// The exit code, and with it the verdict.
    code: i32,
    mark: &'static str,
    /// The first line below that of the step, with `PORT` in the place of the port; empty where
    /// there is none.
    line: &'static str,
}

const fn case(fault: &'static str, code: i32, line: &'static str) -> Case {
    let mark = match code {
        0 => "✔",
        1 => "✘",
        _ => "‼",
    };
    Case {
        fault,
        code,
        mark,
        line,
    }
}

const CASES: &[Case] = &[
    case(
        "delay=300ms",
        0,
        "~ 1 known drift: words · 1 member not on the page",
    ),
    case(
        "delay=1m",
        3,
        "error: no answer from `127.0.0.1:PORT` within 2 s",
    ),
    case(
        "close",
        3,
        "error: `127.0.0.1:PORT` closed the connection without an answer",
    ),
    case(
        "cut",
        3,
        "error: the body that `127.0.0.1:PORT` sent was cut short: the connection closed before its end",
    ),
    case(
        "drip",
        3,
        "error: the answer of `127.0.0.1:PORT` was not complete within 2 s",
    ),
    case(
        "maintenance",
        1,
        "the store says: the store sent an HTML page: Error 503: Service Unavailable",
    ),
    case(
        "bad-gateway",
        1,
        "the store says: the store sent an HTML page: 502 Bad Gateway",
    ),
    case(
        "gateway-timeout",
        1,
        "the store says: the store sent an HTML page: 504 Gateway Time-out",
    ),
    case(
        "too-many-requests",
        1,
        "the store says: the store sent an HTML page: 429 Too Many Requests; it asks to wait (`Retry-After: 30`)",
    ),
    case(
        "login-wall",
        1,
        "the store says: a login in front of the shop refuses the request, not the shop itself: set `MAGEWALK_BASIC=user:password`; a request with a token of the API has no room for them, so let the login leave `/rest` alone, or pass it by `--header` or `--cert`",
    ),
    case(
        "no-database",
        1,
        "the store says: An error has happened during application run. See exception log for details.",
    ),
    case(
        "blank",
        1,
        "the store says: nothing: PHP died early, perhaps, and its log says why",
    ),
    case(
        "not-installed",
        1,
        "the store says: a redirect to `/setup/`",
    ),
    case(
        "html",
        1,
        "header content-type  the header `content-type` is `text/html` where the body should be `application/json`",
    ),
    case(
        "truncated",
        3,
        "error: the body is declared as JSON, but it is cut off after 330 bytes",
    ),
    case(
        "doubled",
        1,
        "$  the body is declared as JSON, but it is not valid at line 1, column 661",
    ),
    case(
        "invalid-utf8",
        1,
        "$  the body is declared as JSON, but it is not valid UTF-8",
    ),
    case(
        "bom",
        1,
        "$  the body is declared as JSON, but it begins with a byte order mark, which JSON must not have",
    ),
    case(
        "php-notice",
        1,
        "$  the body is declared as JSON, but a message of PHP comes before it: `Notice: Undefined index: sku in /var/www/html/app/code/Acme/Shop/Plugin.php on line 42`",
    ),
    case(
        "huge=100MB",
        3,
        "error: the body is larger than 32 MiB: `127.0.0.1:PORT` sends more than is read",
    ),
    case(
        "gzip-bomb=1GB",
        3,
        "error: the body is larger than 32 MiB: `127.0.0.1:PORT` sends more than is read",
    ),
    case(
        "length-too-long",
        3,
        "error: the answer of `127.0.0.1:PORT` was not complete within 2 s",
    ),
    case(
        "length-too-short",
        3,
        "error: the body is declared as JSON, but it is cut off after 330 bytes",
    ),
    // The first answer is whole and right; the second one is never taken for that of a later request.
    case(
        "glued",
        0,
        "~ 1 known drift: words · 1 member not on the page",
    ),
    case(
        "redirect-loop",
        1,
        "the store says: a redirect to `/redirected/1`",
    ),
    case(
        "redirect=http://elsewhere.example/",
        1,
        "the store says: a redirect to `http://elsewhere.example/`",
    ),
];

/// Creates a customer in a sandbox with this fault, and measures the memory of it all.
fn walk(fault: &str) -> (Done, u64) {
    let folder = Folder::new();
    let file = |name: &str| File::create(folder.path().join(name)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_magewalk"));
    let only = "orders/create-customer --sandbox --only create-account --timeout 2s --fault";
    command.arg("run").args(only.split(' ')).arg(fault);
    command
        .env_clear()
        .current_dir(folder.path())
        .stdin(Stdio::null());
    command.stdout(file("stdout")).stderr(file("stderr"));
    let mut child = command.spawn().unwrap();
    let mut memory = 0;
    let status = loop {
        memory = peak_memory(child.id()).unwrap_or(memory);
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None => thread::sleep(Duration::from_millis(1)),
        }
    };
    let done = Done {
        stdout: folder.read("stdout"),
        stderr: folder.read("stderr"),
        code: status.code(),
    };
    assert!(memory > 0, "its memory was never seen: {done}");
    (done, memory)
}

/// Returns the peak of a running program's memory, in bytes. What the system says of one that has ended
/// counts the memory of the test that started it.
fn peak_memory(id: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}

/// Returns the first line below that of the step, with `PORT` in the place of the port.
fn first_line(done: &Done, mark: &str) -> String {
    let mut lines = done.stdout.lines();
    let step = format!("{mark} 1/1 Create a customer account");
    assert!(
        lines.any(|line| line.starts_with(&step)),
        "no `{step}` in {done}"
    );
    let port = done.stdout.split("127.0.0.1:").nth(1).unwrap();
    let port = port.split('/').next().unwrap();
    let line = lines.next().unwrap_or("").trim();
    line.replace(&format!("127.0.0.1:{port}"), "127.0.0.1:PORT")
}

#[test]
fn every_fault_is_told_in_its_own_words_in_time_and_in_little_memory() {
    let mut wrong = Vec::new();
    for case in CASES {
        let began = Instant::now();
        let (done, memory) = walk(&format!("{}@POST */customers", case.fault));
        let fault = case.fault;
        assert!(
            began.elapsed() < LONGEST,
            "{fault} took {:?}",
            began.elapsed()
        );
        assert!(memory < MOST_MEMORY, "{fault} took {memory} bytes");
        assert!(!done.stdout.contains("was never triggered"), "{done}");
        assert_eq!(done.code, Some(case.code), "{fault}: {done}");
        let line = first_line(&done, case.mark);
        let (message, code) = line.rsplit_once("  [").unwrap_or((&line, ""));
        if message != case.line {
            wrong.push(format!("{fault}:\n  is   {message}\n  want {}", case.line));
        }
        let has_code = ["error:", "header content-type", "$  the body"]
            .iter()
            .any(|start| line.starts_with(start));
        assert_eq!(code.starts_with("MW"), has_code, "{fault}: {line}");
        let undone = [
            "undo    ✔",
            "it is not there",
            "nothing of it is in the store",
        ];
        let undone = undone.iter().any(|said| done.stdout.contains(said));
        let refused = matches!(fault, "login-wall" | "too-many-requests");
        assert!(undone || refused, "{fault} leaves a customer: {done}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_fault_of_the_help_is_tried() {
    let help = magewalk(&["sandbox", "--help"]).run().code(0).stdout;
    for known in magewalk_sandbox::FAULTS {
        let line = format!("  {}{}", known.name, known.value);
        assert!(
            help.contains(&line) && help.contains(known.summary),
            "{}",
            known.name
        );
        let of_others = ["refuse", "expired-token"];
        let name = |case: &Case| case.fault.split('=').next().unwrap() == known.name;
        let is_tried = CASES.iter().any(name) || of_others.contains(&known.name);
        assert!(is_tried, "{} is tried by no test", known.name);
    }
}

#[test]
fn every_setting_of_the_sandbox_is_in_the_help() {
    let help = magewalk(&["sandbox", "--help"]).run().code(0).stdout;
    for setting in magewalk_sandbox::SETTINGS {
        let line = format!("  {}={} ", setting.path, setting.default);
        assert!(help.contains(&line), "{line}");
        assert!(help.contains(setting.about), "{}", setting.about);
    }
    let unknown = ["sandbox", "--config", "checkout/options/guest_chekout=0"];
    magewalk(&unknown)
        .run()
        .code(2)
        .says(&["did you mean `checkout/options/guest_checkout`?"]);
}

#[test]
fn a_store_that_refuses_connections_is_told() {
    let done = magewalk(&["run", "orders", "--sandbox", "--fault", "refuse"]).run();
    done.code(3)
        .prints(&["error: cannot connect to `127.0.0.1:", "connection refused"]);
    let done = magewalk(&["run", "orders", "--sandbox", "--fault", "refuse#3-"]).run();
    done.code(3).prints(&["1 passed", "connection refused"]);
}

#[test]
fn two_refusals_and_then_well_pass_with_patience() {
    let fault = ["run", "orders", "--sandbox", "--fault", "maintenance#1-2"];
    let done = magewalk(&fault).arguments(&["--wait-ready", "15s"]).run();
    done.code(0)
        .prints(&["PASSED"])
        .says(&["it answers 503 and an HTML page"]);
    magewalk(&fault).run().code(3).prints(&["503"]);
}

#[test]
fn a_token_that_runs_out_is_replaced_where_it_is_the_admins() {
    let of_admin = [
        "run",
        "orders",
        "--sandbox",
        "--fault",
        "expired-token@POST */customers",
    ];
    let done = magewalk(&of_admin).run().code(0);
    let note = "the admin's token had run out: signed in anew, and sent the request again";
    done.prints(&["PASSED", "✔ DELETE /rest/default/V1/customers/2", note]);
    let of_customer = [
        "run",
        "orders",
        "--sandbox",
        "--fault",
        "expired-token@*/customers/me",
    ];
    let done = magewalk(&of_customer).run().code(1);
    done.prints(&["the store says: The consumer isn't authorized to access"]);
}

#[test]
fn glued_answers_are_never_taken_for_those_of_later_requests() {
    let done = magewalk(&["run", "orders", "--sandbox", "--fault", "glued"]).run();
    done.code(0)
        .prints(&["PASSED", "✔ DELETE /rest/default/V1/customers/2"]);
}

#[test]
fn a_fault_that_never_strikes_is_no_pass() {
    let run = |fault: &str| magewalk(&["run", "orders", "--sandbox", "--fault", fault]).run();
    let done = run("html@/nowhere").code(2);
    done.says(&["the fault `html@/nowhere` was never triggered: no request was like that"]);
    run("htlm")
        .code(2)
        .says(&["the sandbox has no fault `htlm`", "did you mean `html`?"]);
    run("delay=soon").code(2).says(&["`soon`", "5s"]);
    run("html=1").code(2).says(&["html"]);
    run("cut#0")
        .code(2)
        .says(&["`#0` does not say which requests a fault hits"]);
    let at = magewalk(&["run", "orders", "--fault", "html"]).at("http://127.0.0.1:1");
    at.run().code(2).says(&["`--fault` breaks the sandbox"]);
}

#[test]
fn an_admin_orders_a_fault_for_one_request() {
    let store = Store::start();
    let ask = |token: Option<&str>, fault: &str| {
        let mut request = Request::new("GET", "/rest/V1/customers/1");
        let order = ("x-sandbox-fault".to_owned(), fault.to_owned());
        request.headers.push(order);
        store.send(&match token {
            Some(token) => request.bearer(token),
            None => request,
        })
    };
    let admin = store.admin_token();
    assert_eq!(ask(Some(&admin), "maintenance").status, 503);
    assert_eq!(ask(None, "maintenance").status, 403);
    assert_eq!(ask(Some("wrong"), "maintenance").status, 403);
    let wrong = ask(Some(&admin), "maintenence");
    assert_eq!(wrong.status, 400);
    assert!(
        wrong.value()["message"]
            .as_str()
            .unwrap()
            .contains("no fault `maintenence`")
    );
    let well = Request::new("GET", "/rest/V1/customers/1").bearer(&admin);
    assert_eq!(store.send(&well).value()["id"], json!(1));
}

/// A tutorial of one step that follows redirects, with a token and a header of its own.
fn following() -> Folder {
    let folder = Folder::new();
    std::fs::create_dir(folder.path().join("t")).unwrap();
    std::fs::write(folder.path().join("t/tutorial.yaml"), "title: Following\n").unwrap();
    let scenario = "title: Following\nsteps:\n  - id: follow\n    title: Follow\n    request:\n      \
         GET: /rest/V1/customers/1\n      as: admin\n      headers: {X-Api-Key: hunter2hunter2}\n      \
         follow: true\n    expect: {status: 200, checks: [{$.id: {equals: 1}}]}\n";
    std::fs::write(folder.path().join("t/follow.yaml"), scenario).unwrap();
    folder
}

#[test]
fn credentials_follow_no_redirect_to_another_origin() {
    let folder = following();
    let elsewhere = crate::support::Proxy::alone();
    let fault = format!("redirect={}/there@*/customers/1", elsewhere.url());
    let run = magewalk(&["run", "./t", "--sandbox", "--fault", &fault]);
    let run = run
        .arguments(&["--header", "X-Wall: hunter2hunter2"])
        .within(&folder)
        .run();
    run.code(1).without(&["hunter2"]);
    let seen = elsewhere.requests();
    assert_eq!(
        seen.len(),
        1,
        "the redirect was followed, without credentials"
    );
    for name in ["authorization", "x-api-key", "x-wall", "cookie"] {
        assert_eq!(seen[0].header(name), "", "{name}");
    }
    let fault = "redirect=http://elsewhere.example/@*/customers/1";
    let run = magewalk(&["run", "./t", "--sandbox", "--fault", fault])
        .within(&folder)
        .run();
    run.code(3).prints(&[
        "redirects to another host, `elsewhere.example`",
        "--allow-host",
    ]);
    let fault = "redirect-loop@*/customers/1";
    let run = magewalk(&["run", "./t", "--sandbox", "--fault", fault])
        .within(&folder)
        .run();
    run.code(3).prints(&["redirects more than 10 times"]);
}

#[test]
fn the_time_of_a_step_itself_is_to_blame_where_it_ends_the_wait() {
    let folder = Folder::with_steps(
        "  - {id: a, title: A, request: {GET: /rest/V1/directory/currency, timeout: 200ms}, \
         expect: {status: 200, headers: {content-type: application/json}}}\n",
    );
    let arguments = ["run", "./t", "--sandbox", "--fault", "delay=1m@GET *"];
    let done = magewalk(&arguments).within(&folder).run().code(3);
    done.prints(&[
        "no answer from",
        "within 200 ms",
        "the step's own `timeout: 200ms` ended it",
    ])
    .without(&["give it more time with `--timeout`"]);
}
