//! The studio: its server over real sockets, and its page in a real browser.
//!
//! The tests in a browser want Chromium in `/usr/bin`, and the file `axe.min.js` of axe-core named
//! by `AXE_CORE`; they are run by `cargo test --test program -- --ignored`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use magewalk_sandbox::ADMIN_PASSWORD;
use serde_json::{Value, json};

use crate::page::serious;
use crate::support::{Browser, Folder, PATIENCE, Store, magewalk, until};

/// A studio that is open.
struct Studio {
    child: Child,
    address: String,
    folder: Folder,
}

impl Studio {
    fn open(arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let folder = Folder::new();
        let mut child = Command::new(env!("CARGO_BIN_EXE_magewalk"))
            .args(["studio", "--no-open"])
            .args(arguments)
            .current_dir(folder.path())
            .env_clear()
            // Steps for a browser are done where a test says so.
            .env("PATH", "/nonexistent")
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.as_mut().unwrap());
        out.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("the studio is open at ");
        let address = address.unwrap_or_else(|| panic!("{line}")).to_owned();
        Self {
            child,
            address,
            folder,
        }
    }

    /// The host and port, and the path of the page.
    fn parts(&self) -> (&str, &str) {
        let rest = self.address.strip_prefix("http://").unwrap();
        let at = rest.find('/').unwrap();
        (&rest[..at], &rest[at..])
    }

    /// Sends a request with these headers and returns the status, the head and the body.
    fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> (u16, String, String) {
        let mut stream = self.begin(method, path, headers, body);
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, head.to_owned(), body.to_owned())
    }

    /// Sends a request and leaves the answer to come.
    fn begin(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.parts().0).unwrap();
        let length = body.len();
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {length}\r\n"
        );
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        write!(stream, "{request}\r\n{body}").unwrap();
        stream
    }

    fn get(&self, path: &str) -> (u16, String, String) {
        let (host, root) = self.parts();
        self.send("GET", &format!("{root}{path}"), &[("Host", host)], "")
    }

    /// Reads JSON.
    fn read(&self, path: &str) -> Value {
        let (status, _, body) = self.get(path);
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).unwrap_or_else(|_| panic!("{path}: {body}"))
    }

    /// Commands something and returns the status and what was answered.
    fn command(&self, command: &Value) -> (u16, Value) {
        let (host, root) = self.parts();
        let origin = format!("http://{host}");
        let headers = [("Host", host), ("Origin", &origin)];
        let (status, _, body) = self.send(
            "POST",
            &format!("{root}api/command"),
            &headers,
            &command.to_string(),
        );
        (status, serde_json::from_str(&body).unwrap())
    }

    fn commanded(&self, command: &Value) {
        let (status, answer) = self.command(command);
        assert_eq!(status, 200, "{command}: {answer}");
    }

    /// Commands that all steps are sent, and waits for it.
    fn run_all(&self, tutorial: &str, until_step: Option<usize>) -> Vec<Value> {
        self.commanded(&json!({"command": "open", "tutorial": tutorial}));
        self.commanded(
            &json!({"command": "run_all", "tutorial": tutorial, "from": 0, "until": until_step}),
        );
        until("all steps are sent", || {
            self.read("api/state")["shown"]["busy"].is_null()
        });
        let state = self.read("api/state");
        let verdicts = &state["shown"]["walks"][tutorial]["verdicts"];
        verdicts.as_array().unwrap().clone()
    }

    fn step(&self, tutorial: &str, at: usize) -> Value {
        let found = self.read(&format!("api/steps/{tutorial}?from={at}&to={}", at + 1));
        found["steps"][0]["step"].clone()
    }

    /// Ends it as Ctrl-C does; returns the exit code, and all that it said.
    fn end(mut self) -> (Option<i32>, String) {
        let id = self.child.id().to_string();
        let kill = Command::new("kill").args(["-s", "INT", &id]).status();
        assert!(kill.unwrap().success());
        let mut said = String::new();
        self.child
            .stderr
            .as_mut()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        (self.child.wait().unwrap().code(), said)
    }
}

impl Drop for Studio {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one walk, told in its order")]
fn a_whole_tutorial_is_walked_over_http_and_taken_along() {
    let studio = Studio::open(&[], &[]);
    let found = studio.read("api/tutorials");
    let names: Vec<&str> = found["tutorials"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["orders", "orders-guest", "orders-refusals", "smoke"]
    );
    let verdicts = studio.run_all("orders", None);
    assert_eq!(verdicts.len(), 58);
    assert!(
        verdicts
            .iter()
            .all(|one| one == "passed" || one == "not applicable"),
        "{verdicts:?}"
    );
    let step = studio.step("orders", 8);
    assert_eq!(step["id"], "create-account");
    let id = &step["result"]["response"]
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["text"] == "  \"id\": 2,")
        .unwrap()
        .clone();
    assert_eq!(
        (
            &id["mark"],
            id["note"]
                .as_str()
                .unwrap()
                .starts_with("→ customer_id, used in steps 11")
        ),
        (&json!("exact"), true)
    );
    let state = studio.read("api/state");
    let values = state["shown"]["walks"]["orders"]["values"]
        .as_array()
        .unwrap()
        .clone();
    let token = values
        .iter()
        .find(|value| value["name"] == "customer_token")
        .unwrap();
    assert_eq!(
        (&token["value"], &token["from"], &token["to"][0]),
        (&json!("‹customer_token›"), &json!(9), &json!(10))
    );
    let (status, head, page) = studio.get("export/orders.html");
    assert!(
        status == 200
            && head.contains("magewalk-orders.html")
            && page.starts_with("<!doctype html>"),
        "{head}"
    );
    assert_eq!(page.matches("<article ").count(), 58);
    let (_, _, script) = studio.get("export/orders.sh");
    assert!(
        script.starts_with("#!/bin/sh\n")
            && script.contains("MAGEWALK_CUSTOMER_TOKEN=$(tr -d '\"' < \"$answer\")")
            && script.contains("Bearer '\"$MAGEWALK_CUSTOMER_TOKEN\"")
            && script.contains("MAGEWALK_ADMIN_TOKEN=${MAGEWALK_ADMIN_TOKEN:-$(curl")
            && script.contains(": \"${MAGEWALK_ADMIN_PASSWORD:?")
            && !script.contains(": \"${MAGEWALK_CUSTOMER_TOKEN:?"),
        "{script}"
    );
    studio.folder.write("walk.sh", &script);
    let parsed = Command::new("sh")
        .args(["-n", "walk.sh"])
        .current_dir(studio.folder.path())
        .status();
    assert!(parsed.unwrap().success());
    assert!(!page.contains("eyJ") && !script.contains("eyJ"));
    let (code, said) = studio.end();
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("DELETE /rest/default/V1/customers/2 → 200"),
        "{said}"
    );
}

#[test]
fn nobody_else_gets_in_and_the_page_may_load_nothing_else() {
    let studio = Studio::open(&["--sandbox"], &[]);
    let (host, root) = studio.parts();
    let state = format!("{root}api/state");
    let refused = |headers: &[(&str, &str)], path: &str| {
        let (status, _, body) = studio.send("GET", path, headers, "");
        assert_eq!(status, 403, "{headers:?} {path}");
        assert!(!body.contains(&root[1..10]), "{body}");
    };
    let rebound = format!("evil.example:{}", host.split(':').nth(1).unwrap());
    refused(&[("Host", &rebound)], &state);
    refused(&[("Host", host), ("Origin", "http://evil.example")], &state);
    refused(&[("Host", host), ("Sec-Fetch-Site", "cross-site")], &state);
    refused(&[("Host", host)], "/api/state");
    refused(&[("Host", host)], "/");
    refused(&[("Host", host)], "/00000000000000000000000000000000/");
    let command = json!({"command": "stop"}).to_string();
    let (status, ..) = studio.send(
        "POST",
        &format!("{root}api/command"),
        &[("Host", host)],
        &command,
    );
    assert_eq!(status, 403, "a command without an origin");
    let (status, head, page) = studio.get("");
    assert_eq!(status, 200);
    for header in [
        "content-security-policy: default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'",
        "referrer-policy: no-referrer",
        "x-content-type-options: nosniff",
        "cache-control: no-store",
    ] {
        assert!(head.to_lowercase().contains(header), "{header}: {head}");
    }
    assert!(
        !page.contains("<style") && !page.contains("onclick"),
        "{page}"
    );
    // So are its modules, which a browser runs as scripts alone.
    let (status, head, module) = studio.get("page/main.js");
    let head = head.to_lowercase();
    assert!(status == 200 && module.contains("import "), "{head}");
    for header in [
        "content-type: text/javascript; charset=utf-8",
        "content-security-policy: default-src 'none'",
        "x-content-type-options: nosniff",
    ] {
        assert!(head.contains(header), "{header}: {head}");
    }
    for path in ["page/none.js", "page/", "page/../page.css", "page.js"] {
        assert_eq!(studio.get(path).0, 404, "{path}");
    }
    // Loopback alone: the port is not to be had under another address of this machine.
    let port = host.split(':').nth(1).unwrap();
    let other = format!("127.0.0.2:{port}").parse().unwrap();
    assert!(TcpStream::connect_timeout(&other, Duration::from_secs(1)).is_err());
}

#[test]
fn a_browser_is_started_with_an_address_that_leads_in_once() {
    let folder = Folder::new();
    folder.write("bin/xdg-open", "#!/bin/sh\necho \"$1\" > opened\n");
    let program = folder.path().join("bin/xdg-open");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", folder.path().join("bin").display());
    let mut child = Command::new(env!("CARGO_BIN_EXE_magewalk"))
        .args(["studio", "smoke"])
        .current_dir(folder.path())
        .env_clear()
        .env("PATH", path)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.as_mut().unwrap());
    out.read_line(&mut line).unwrap();
    let address = line
        .trim()
        .strip_prefix("the studio is open at ")
        .unwrap()
        .to_owned();
    until("a browser is started", || {
        folder.has("opened") && folder.read("opened").ends_with('\n')
    });
    let opened = folder.read("opened").trim().to_owned();
    let studio = Studio {
        child,
        address,
        folder,
    };
    let (host, root) = studio.parts();
    let token = root.trim_matches('/');
    assert!(
        opened.starts_with(&format!("http://{host}/open/")) && !opened.contains(token),
        "{opened}"
    );
    let ticket = &opened["http://".len() + host.len()..];
    let (status, head, _) = studio.send("GET", ticket, &[("Host", host)], "");
    assert_eq!(status, 303, "{head}");
    assert!(
        head.to_lowercase()
            .contains(&format!("location: {}", studio.address)),
        "{head}"
    );
    let (status, ..) = studio.send("GET", ticket, &[("Host", host)], "");
    assert_eq!(status, 403, "a ticket that was used");
}

#[test]
#[expect(clippy::too_many_lines, reason = "one walk, told in its order")]
fn a_request_is_edited_and_what_is_none_is_kept_and_not_sent() {
    let studio = Studio::open(&["orders"], &[]);
    studio.run_all("orders", Some(8));
    let text = studio.step("orders", 9)["text"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(text.contains("\"password\": \"${password}\""), "{text}");
    let change = |text: &str| {
        studio
            .commanded(&json!({"command": "change", "tutorial": "orders", "at": 9, "text": text}));
    };
    change(&text.replace("${password}", "wrong-${run.id}"));
    studio.commanded(&json!({"command": "send", "tutorial": "orders", "at": 9}));
    until("it is sent", || {
        !studio.step("orders", 9)["result"].is_null()
    });
    let step = studio.step("orders", 9);
    assert_eq!(
        (&step["result"]["verdict"], &step["result"]["was_own"]),
        (&json!("failed"), &json!(true))
    );
    let answer = step["result"].to_string();
    assert!(
        answer.contains("The account sign-in was incorrect"),
        "{answer}"
    );
    // What was typed stays as it was typed, also where it says the same otherwise.
    let typed = "POST  /rest/${store_code}/V1/integration/customer/token\nContent-Type: application/json\n\n{ \"username\":\"${email}\" , \"password\": \"half-typed\" }";
    change(typed);
    assert_eq!(studio.step("orders", 9)["text"], typed);
    change("post /x");
    let step = studio.step("orders", 9);
    assert_eq!(step["text"], "post /x");
    assert!(step["wrong"].as_str().unwrap().contains("capitals"));
    let (status, answer) =
        studio.command(&json!({"command": "send", "tutorial": "orders", "at": 9}));
    assert_eq!(
        (status, answer["message"].as_str().unwrap()),
        (
            409,
            "what stands in step 10 is no request: `post` is no method; write it in capitals, such as `GET`"
        )
    );
    // Nor is it sent with others, or what stood there before in its place.
    let step = studio.step("orders", 9);
    assert!(step["request"].as_array().unwrap().is_empty(), "{step}");
    assert_eq!(step["is_stale"], true);
    let run = json!({"command": "run_all", "tutorial": "orders", "from": 9, "until": 10});
    let (status, answer) = studio.command(&run);
    assert_eq!(status, 409, "{answer}");
    studio.commanded(&json!({"command": "restore", "tutorial": "orders", "at": 9}));
    assert_eq!(studio.step("orders", 9)["text"], text);
    // The answer is still the one to somebody's own request, and says so until it is sent again.
    assert_eq!(studio.step("orders", 9)["is_stale"], true);
    studio.commanded(&json!({"command": "send", "tutorial": "orders", "at": 9}));
    until("it passes", || {
        studio.step("orders", 9)["result"]["verdict"] == "passed"
    });
    assert_eq!(studio.step("orders", 9)["is_stale"], false);
    // What was changed since it passed is sent once more with the others; what was not is not.
    change(&text.replace("${password}", "wrong-again"));
    let run = json!({"command": "run_all", "tutorial": "orders", "from": 8, "until": 9});
    studio.commanded(&run);
    until("it is sent", || {
        studio.step("orders", 9)["result"]["verdict"] == "failed"
    });
    assert_eq!(
        studio.read("api/state")["shown"]["walks"]["orders"]["verdicts"][8],
        "passed"
    );
    studio.commanded(&json!({"command": "restore", "tutorial": "orders", "at": 9}));
    studio.commanded(&run);
    until("it passes", || {
        studio.step("orders", 9)["result"]["verdict"] == "passed"
    });
    // And what was not sent is no secret elsewhere.
    change(&typed.replace("half-typed", "Jane"));
    studio.commanded(&json!({"command": "send", "tutorial": "orders", "at": 10}));
    until("it is sent", || {
        !studio.step("orders", 10)["result"].is_null()
    });
    assert!(
        studio.step("orders", 10)["result"]
            .to_string()
            .contains("\\\"Jane\\\"")
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "a list of commands")]
fn a_step_that_builds_on_others_says_so_and_what_nobody_understands_is_refused() {
    let studio = Studio::open(&["orders"], &[]);
    studio.commanded(&json!({"command": "open", "tutorial": "orders"}));
    let (status, answer) =
        studio.command(&json!({"command": "send", "tutorial": "orders", "at": 10}));
    assert_eq!(status, 409);
    assert_eq!(
        answer["message"],
        "it builds on steps 9, 10: send those first"
    );
    for (command, words) in [
        (
            json!({"command": "send", "tutorial": "nobody", "at": 0}),
            "`nobody` is not open",
        ),
        (
            json!({"command": "open", "tutorial": "nobody"}),
            "no tutorial `nobody`",
        ),
        (
            json!({"command": "change", "tutorial": "orders", "at": 1000, "text": "GET /"}),
            "no such step",
        ),
        (
            json!({"command": "send", "tutorial": "orders", "at": 1000}),
            "no such step",
        ),
        (
            json!({"command": "restore", "tutorial": "orders", "at": u64::MAX}),
            "no such step",
        ),
        (
            json!({"command": "run_all", "tutorial": "orders", "from": 5, "until": 3}),
            "passed already",
        ),
        (
            json!({"command": "target", "url": "http://127.0.0.1:1", "yes": true, "permanent": true, "configuration": false}),
            "cannot be reached",
        ),
        (
            json!({"command": "sandbox", "magento": "2.4.6"}),
            "there is no sandbox `2.4.6`",
        ),
        (
            json!({"command": "sandbox", "faults": ["nonsense"]}),
            "nonsense",
        ),
        (
            json!({"command": "target", "url": "ftp://x", "yes": true, "permanent": false, "configuration": false}),
            "does not begin with",
        ),
        (
            json!({"command": "target", "url": "https://me:secret@shop.example", "yes": true, "permanent": false, "configuration": false}),
            "user name or a password",
        ),
        (json!({"command": "fly"}), "is not understood"),
    ] {
        let (status, answer) = studio.command(&command);
        assert!(status >= 400, "{command}");
        let message = answer["message"].as_str().unwrap();
        assert!(
            message.contains(words) && !message.contains("secret@"),
            "{command}: {message}"
        );
    }
    // Nothing is lost by any of it.
    let state = studio.read("api/state");
    assert_eq!(state["shown"]["store"]["sandbox"], true);
    assert!(state["shown"]["walks"]["orders"].is_object(), "{state}");
    for path in [
        "api/steps/nobody?from=0&to=1",
        "api/steps/orders?from=5&to=2",
        "api/steps/orders?from=0&to=999",
        "api/steps/orders",
        "export/../x",
        "export/orders.exe",
        "nothing",
    ] {
        assert_eq!(studio.get(path).0, 404, "{path}");
    }
}

#[test]
fn a_shop_is_walked_only_as_far_as_it_may_be_and_left_clean() {
    let store = Store::start();
    let before = store.customers().len();
    let credentials = [
        ("MAGEWALK_ADMIN_USERNAME", "admin"),
        ("MAGEWALK_ADMIN_PASSWORD", ADMIN_PASSWORD),
    ];
    let studio = Studio::open(&["orders", "smoke"], &credentials);
    studio.run_all("orders", Some(8));
    // A shop somewhere else: the rules are those of `magewalk run`.
    let target = |url: &str, yes: bool, permanent: bool| json!({"command": "target", "url": url, "yes": yes, "permanent": permanent, "configuration": false});
    let elsewhere = store.url().replace("127.0.0.1", "0.0.0.0");
    studio.commanded(&target(&elsewhere, false, false));
    assert_eq!(studio.read("api/state")["shown"]["walks"], json!({}));
    let open = json!({"command": "open", "tutorial": "orders"});
    let (status, answer) = studio.command(&open);
    assert!(
        status == 409
            && answer["message"]
                .as_str()
                .unwrap()
                .contains("these steps are `permanent`"),
        "{answer}"
    );
    studio.commanded(&target(&elsewhere, false, true));
    let (status, answer) = studio.command(&open);
    assert!(
        status == 409
            && answer["message"]
                .as_str()
                .unwrap()
                .contains("will be written to")
            && answer["hint"] == "tick under `Change store` that it may be written to",
        "{answer}"
    );
    studio.commanded(&target(&store.url(), true, true));
    let verdicts = studio.run_all("orders", Some(11));
    assert!(
        verdicts[..12]
            .iter()
            .all(|one| one == "passed" || one == "not applicable"),
        "{verdicts:?}"
    );
    assert_eq!(store.customers().len(), before + 2);
    let everything = studio.read("api/steps/orders?from=0&to=58").to_string()
        + &studio.get("export/orders.html").2
        + &studio.get("export/orders.sh").2;
    assert!(!everything.contains(ADMIN_PASSWORD) && !everything.contains("eyJ"));
    studio.commanded(&json!({"command": "restart", "tutorial": "orders"}));
    assert_eq!(store.customers().len(), before);
    studio.run_all("orders", Some(8));
    assert_eq!(store.customers().len(), before + 1);
    let (code, said) = studio.end();
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(store.customers().len(), before, "{said}");
}

#[test]
fn what_nobody_knows_is_not_written_to_a_shop_that_did_not_allow_it() {
    let credentials = [("MAGEWALK_ADMIN_TOKEN", "abcdefgh12345678")];
    let studio = Studio::open(&["smoke"], &credentials);
    // No loopback address to the program, and yet this machine.
    let store = Store::start();
    let elsewhere = store.url().replace("127.0.0.1", "0.0.0.0");
    let target = |permanent: bool| json!({"command": "target", "url": elsewhere, "yes": true, "permanent": permanent, "configuration": false});
    let obstacle = |text: &str| {
        studio.commanded(&json!({"command": "change", "tutorial": "smoke", "at": 0, "text": text}));
        let step = studio.step("smoke", 0);
        assert!(step["wrong"].is_null(), "{step}");
        step["obstacle"].as_str().unwrap_or("").to_owned()
    };
    let open = json!({"command": "open", "tutorial": "smoke"});
    let other = [
        "DELETE /rest/V1/customers/5",
        "POST /rest/V1/orders/3/cancel",
        "PATCH /rest/V1/x",
    ];
    studio.commanded(&target(false));
    studio.commanded(&open);
    for text in other {
        let words = obstacle(text);
        assert!(words.contains("`--allow permanent`"), "{text}: {words}");
    }
    studio.commanded(&json!({"command": "send", "tutorial": "smoke", "at": 0}));
    until("it is not sent", || {
        studio.step("smoke", 0)["result"]["verdict"] == "not applicable"
    });
    assert_eq!(obstacle("GET /rest/V1/customers/5"), "");
    studio.commanded(&target(true));
    studio.commanded(&open);
    for text in other {
        assert_eq!(obstacle(text), "", "{text}");
    }
}

#[test]
fn the_sandbox_is_the_magento_that_was_chosen_until_another_is() {
    let studio = Studio::open(&["smoke", "--sandbox=2.4.8"], &[]);
    let magento = || studio.read("api/state")["shown"]["store"]["magento"].clone();
    assert_eq!(magento(), "2.4.8");
    studio.commanded(&json!({"command": "sandbox", "magento": "2.4.7,developer-mode"}));
    assert_eq!(magento(), "2.4.7 in developer mode");
    studio.commanded(&json!({"command": "sandbox", "faults": ["delay=1ms"]}));
    assert_eq!(magento(), "2.4.7 in developer mode");
}

#[test]
fn a_lesson_breaks_a_fresh_sandbox_and_a_long_walk_is_stopped() {
    let studio = Studio::open(&["orders"], &[]);
    studio.commanded(
        &json!({"command": "sandbox", "faults": ["expired-token@GET */customers/me#1"]}),
    );
    let verdicts = studio.run_all("orders", Some(10));
    assert_eq!(verdicts[10], "failed");
    let step = studio.step("orders", 10).to_string();
    assert!(
        step.contains("The consumer isn't authorized to access %resources."),
        "{step}"
    );
    studio.commanded(&json!({"command": "sandbox", "faults": ["delay=300ms"]}));
    studio.commanded(&json!({"command": "open", "tutorial": "orders"}));
    studio
        .commanded(&json!({"command": "run_all", "tutorial": "orders", "from": 0, "until": null}));
    until("it goes on", || {
        studio.read("api/state")["shown"]["busy"]["done"].as_u64() > Some(0)
    });
    studio.commanded(&json!({"command": "stop"}));
    until("it ends", || {
        studio.read("api/state")["shown"]["busy"].is_null()
    });
    let state = studio.read("api/state");
    let taken = state["shown"]["walks"]["orders"]["verdicts"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| !one.is_null())
        .count();
    assert!(0 < taken && taken < 58, "{taken}");
}

#[test]
fn a_stop_holds_for_all_that_was_commanded_before_it_however_much_waits() {
    let studio = Studio::open(&["orders", "--fault", "delay=2s"], &[]);
    studio.commanded(&json!({"command": "open", "tutorial": "orders"}));
    studio.commanded(&json!({"command": "send", "tutorial": "orders", "at": 0}));
    let (host, root) = studio.parts();
    let (origin, path) = (format!("http://{host}"), format!("{root}api/command"));
    let headers = [("Host", host), ("Origin", origin.as_str())];
    // Commands that wait, and whose answers nobody waits for.
    let waiting: Vec<TcpStream> = (0..40)
        .map(|_| {
            let command =
                json!({"command": "run_all", "tutorial": "orders", "from": 0, "until": null});
            studio.begin("POST", &path, &headers, &command.to_string())
        })
        .collect();
    until("they wait", || {
        let (status, answer) = studio.command(&json!({"command": "restart", "tutorial": "nobody"}));
        status == 400
            && answer["message"]
                .as_str()
                .unwrap()
                .contains("too many orders wait")
    });
    // It is answered at once, or more would be sent before it.
    studio.commanded(&json!({"command": "stop"}));
    drop(waiting);
    let sent = |studio: &Studio| {
        let state = studio.read("api/state");
        let verdicts = state["shown"]["walks"]["orders"]["verdicts"]
            .as_array()
            .unwrap()
            .clone();
        verdicts.iter().filter(|one| !one.is_null()).count()
    };
    until("nothing waits", || {
        studio
            .command(&json!({"command": "open", "tutorial": "orders"}))
            .0
            == 200
    });
    assert!(sent(&studio) <= 2, "{}", sent(&studio));
}

#[test]
fn whoever_connects_and_says_nothing_keeps_nobody_out() {
    let studio = Studio::open(&["smoke"], &[]);
    let (host, root) = studio.parts();
    let connect = |count| -> Vec<TcpStream> {
        let silent = |_| {
            let mut stream = TcpStream::connect(host).unwrap();
            write!(stream, "GET / HT").unwrap();
            stream
        };
        (0..count).map(silent).collect()
    };
    let is_open = |stream: &TcpStream| {
        stream.set_nonblocking(true).unwrap();
        let read = stream.peek(&mut [0]);
        read.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock)
    };
    let page_is_served = || {
        let (status, _, page) = studio.get("");
        assert_eq!((status, page.contains("Magewalk studio")), (200, true));
    };
    // The page does not wait until one of them is sent away.
    let silent = connect(64);
    page_is_served();
    assert!(silent.iter().all(is_open));
    // Of very many, the oldest go.
    let many = connect(400);
    page_is_served();
    assert!(!is_open(&silent[0]) && is_open(many.last().unwrap()));
    // A body that never comes is not waited for, either.
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "POST {root}api/command HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Length: 400000\r\n\r\n{{").unwrap();
    let mut answer = String::new();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    BufReader::new(stream).read_line(&mut answer).unwrap();
    assert!(answer.contains("400"), "{answer}");
    drop((silent, many));
}

#[test]
fn what_was_in_a_shop_before_is_not_taken_back_for_a_request_of_somebodys_own() {
    let store = Store::start();
    store.create("vip@example.com");
    let before = store.customers();
    let (made, _) = before[0];
    let credentials = [
        ("MAGEWALK_ADMIN_USERNAME", "admin"),
        ("MAGEWALK_ADMIN_PASSWORD", ADMIN_PASSWORD),
    ];
    let url = store.url();
    let studio = Studio::open(
        &[
            "orders/create-customer",
            "--yes",
            "--allow",
            "permanent",
            "--target",
            &url,
        ],
        &credentials,
    );
    studio.commanded(&json!({"command": "open", "tutorial": "orders"}));
    let own = |text: &str| {
        studio
            .commanded(&json!({"command": "change", "tutorial": "orders", "at": 0, "text": text}));
        studio.commanded(&json!({"command": "send", "tutorial": "orders", "at": 0}));
        until("it is sent", || {
            let step = studio.step("orders", 0);
            !step["result"].is_null() && step["is_stale"] == false
        });
        studio.step("orders", 0)["result"].to_string()
    };
    // The page's step makes a customer and deletes whom the answer names.
    let answer = own(&format!(
        "GET /rest/default/V1/customers/{made}\nAuthorization: as admin\n"
    ));
    assert!(answer.contains("goes elsewhere"), "{answer}");
    let state = studio.read("api/state");
    assert_eq!(
        state["shown"]["walks"]["orders"]["values"],
        json!([]),
        "{state}"
    );
    studio.commanded(&json!({"command": "restart", "tutorial": "orders"}));
    assert_eq!(store.customers(), before);
    // And what stays is told.
    own("POST /rest/default/V1/guest-carts\n");
    let (_, said) = studio.end();
    assert!(said.contains("your own request: POST"), "{said}");
    assert_eq!(store.customers(), before);
}

#[test]
fn what_cannot_be_opened_is_said() {
    magewalk(&["studio", "nobody", "--no-open"])
        .run()
        .code(2)
        .says(&["nobody"]);
    magewalk(&["studio", "--no-open"])
        .env("CI", "true")
        .run()
        .code(2)
        .says(&["no store is named"]);
    let studio = Studio::open(&[], &[]);
    let port = studio.parts().0.split(':').nth(1).unwrap().to_owned();
    magewalk(&["studio", "--sandbox", "--no-open", "--port", &port])
        .run()
        .code(3)
        .says(&["cannot serve on port"]);
}

/// Presses the button with these words, in a part of the page.
fn press(browser: &mut Browser, part: &str, words: &str) {
    let button = format!(
        "[...document.querySelectorAll('{part} button, {part} a')].find((one) => one.textContent.startsWith('{words}') && one.getAttribute('aria-disabled') !== 'true')"
    );
    // Found and pressed in one go: the page may change in between.
    browser.wait_for(&format!(
        "(() => {{ const button = {button}; button?.click(); return button; }})()"
    ));
}

fn verdict(at: usize) -> String {
    format!("document.querySelector('#step-{at}')?.dataset.verdict")
}

#[test]
#[ignore = "wants Chromium and axe-core"]
#[expect(clippy::too_many_lines, reason = "one walk, told in its order")]
fn a_newcomer_walks_from_an_empty_page_to_the_refund() {
    let path = std::env::vars().find(|(name, _)| name == "PATH").unwrap().1;
    let studio = Studio::open(&[], &[("PATH", &path)]);
    let mut browser = Browser::start();
    browser.show_as(1280, "light");
    browser.open_address(&studio.address);
    browser.wait_for("document.querySelectorAll('.cards li').length >= 10");
    assert_eq!(serious(&mut browser), Vec::<String>::new());
    press(&mut browser, ".cards", "Begin");
    browser.wait_for("document.querySelectorAll('#steps article').length === 6");
    // Each page by its own button, each step of the third by hand.
    for (page, count) in [("Configure the store", 6), ("Get the admin token", 2)] {
        browser.wait_for(&format!(
            "document.querySelector('h1').textContent === '{page}'"
        ));
        browser.wait_for(&format!(
            "document.querySelectorAll('#steps article').length === {count}"
        ));
        press(
            &mut browser,
            "main",
            if count == 6 {
                "Run this page"
            } else {
                "Run all up to here"
            },
        );
        browser.wait_for("document.querySelectorAll('#steps article:not([data-verdict=\"\"])').length === document.querySelectorAll('#steps article').length");
        press(&mut browser, "main", "Next");
    }
    browser.wait_for("document.querySelector('h1').textContent === 'Create a customer'");
    for at in 8..21 {
        browser.wait_for(&format!(
            "document.querySelector('#step-{at} button.primary')"
        ));
        browser.wait_for("document.getElementById('busy').hidden");
        // By keyboard: the button has the focus, and Enter presses it.
        browser.evaluate(&format!(
            "document.querySelector('#step-{at} button.primary').focus()"
        ));
        browser.press("Enter");
        browser.wait_for(&format!("{} === 'passed'", verdict(at)));
        assert_eq!(
            browser.evaluate("document.activeElement.closest('article')?.id"),
            format!("step-{at}")
        );
    }
    assert_eq!(serious(&mut browser), Vec::<String>::new());
    browser.wait_for("[...document.querySelectorAll('#values dt')].some((one) => one.textContent === 'customer_token')");
    press(&mut browser, "main", "Run the whole tutorial");
    browser.wait_for("!document.getElementById('busy').hidden || document.querySelector('nav').innerText.includes('✔')");
    browser.wait_for("document.getElementById('busy').hidden && [...document.querySelectorAll('nav section:first-child li')].every((one) => one.textContent.includes('✔'))");
    browser.evaluate("location.hash = [...document.querySelectorAll('nav section:first-child a')].pop().getAttribute('href')");
    browser.wait_for(&format!("{} === 'passed'", verdict(57)));
    // A browser has done what the page says, and shows what it saw.
    browser.evaluate("location.hash = '#/orders/create-order'");
    browser.wait_for("document.querySelector('figure img[alt=\"the order\"]')?.naturalWidth > 500");
    // What was done is there after a reload, and in another page.
    let address = studio.address.clone() + "#/orders/create-customer";
    browser.open_address("about:blank");
    browser.open_address(&address);
    browser.wait_for(&format!("{} === 'passed'", verdict(9)));
    assert_eq!(browser.complaints, Vec::<String>::new());
    for (width, scheme) in [
        (390, "dark"),
        (390, "light"),
        (1280, "dark"),
        (1920, "light"),
    ] {
        browser.show_as(width, scheme);
        browser.wait_for(&format!("{} === 'passed'", verdict(9)));
        assert_eq!(
            serious(&mut browser),
            Vec::<String>::new(),
            "{width} {scheme}"
        );
        let wide = browser.evaluate("document.documentElement.scrollWidth - innerWidth");
        assert!(wide.as_i64().unwrap() <= 0, "{width} scrolls sideways");
    }
    assert_eq!(browser.complaints, Vec::<String>::new());
}

#[test]
#[ignore = "wants Chromium and axe-core"]
fn a_failing_step_is_understood_and_mended() {
    let studio = Studio::open(&[], &[]);
    let mut browser = Browser::start();
    browser.show_as(1280, "dark");
    browser.open_address(&studio.address);
    browser.wait_for("document.querySelectorAll('.cards li').length >= 10");
    // The first lesson: the steps before are sent, the step waits to be sent.
    press(&mut browser, ".cards li:has(#l-0)", "Try it");
    browser.wait_for("document.getElementById('busy').hidden && document.querySelector('#step-10 button.primary')");
    browser.wait_for("document.getElementById('store').textContent.includes('expired-token')");
    browser.wait_for("document.activeElement.id === 'step-10'");
    press(&mut browser, "#step-10", "Send");
    browser.wait_for(&format!("{} === 'failed'", verdict(10)));
    let text = browser.evaluate("document.querySelector('#step-10').innerText");
    for words in ["the page promises 200", "isn't authorized", "401"] {
        assert!(text.as_str().unwrap().contains(words), "{words}: {text}");
    }
    assert_eq!(serious(&mut browser), Vec::<String>::new());
    browser.wait_for("document.getElementById('status').textContent.includes('failed')");
    // A new token mends it.
    browser.evaluate("document.querySelector('#step-9 section').dataset.old = ''");
    press(&mut browser, "#step-9", "Send again");
    browser.wait_for(
        "document.querySelector('#step-9 section:not([data-old])')?.textContent.includes('passed')",
    );
    press(&mut browser, "#step-10", "Send again");
    browser.wait_for(&format!("{} === 'passed'", verdict(10)));
    // A wrong password, typed into the editor.
    browser.evaluate("(() => { const editor = document.querySelector('#step-9 textarea'); editor.focus(); editor.value = editor.value.replace('${password}', 'wrong-${password}'); editor.dispatchEvent(new Event('input')); })()");
    browser.wait_for("document.querySelector('#step-9').innerText.includes('your own request')");
    press(&mut browser, "#step-9", "Send again");
    browser.wait_for(&format!("{} === 'failed'", verdict(9)));
    assert_eq!(
        browser.evaluate(
            "document.querySelector('#step-9 textarea').value.includes('wrong-${password}')"
        ),
        true
    );
    press(&mut browser, "#step-9", "The page");
    browser.wait_for("!document.querySelector('#step-9 textarea').value.includes('wrong')");
    // What is no request is said, and not sent.
    browser.evaluate("(() => { const editor = document.querySelector('#step-9 textarea'); editor.value = 'get /'; editor.dispatchEvent(new Event('input')); })()");
    browser.wait_for(
        "document.querySelector('#step-9 .wrong[role=alert]').textContent.includes('capitals')",
    );
    press(&mut browser, "#step-9", "Send again");
    browser.wait_for(
        "document.querySelector('#step-9 .wrong[role=alert]').textContent.includes('no request')",
    );
    assert_eq!(
        browser
            .complaints
            .iter()
            .filter(|one| !one.contains("409"))
            .collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
}

#[test]
#[ignore = "wants Chromium"]
fn what_is_typed_is_what_is_sent_survives_a_reload_and_stands_in_the_way_of_nothing() {
    // None of the steps needs another one, so one that fails keeps none from being sent.
    let six = (1..=6).map(|number| {
        let request = "{GET: /rest/default/V1/directory/currency}";
        format!("  - {{id: step-{number}, title: Step {number}, request: {request}, expect: {{status: 200}}}}\n")
    });
    let own = Folder::new();
    own.write(
        "six.yaml",
        &format!("title: Six\nsteps:\n{}", six.collect::<String>()),
    );
    let file = own.path().join("six.yaml");
    let studio = Studio::open(&[file.to_str().unwrap(), "--fault", "delay=400ms"], &[]);
    let mut browser = Browser::start();
    browser.show_as(1280, "light");
    let page = studio.address.clone() + "#/six/six";
    browser.open_address(&page);
    browser.wait_for("document.querySelectorAll('#steps article').length === 6");
    let text = |at: usize| format!("document.querySelector('#step-{at} textarea')");
    let typed = |browser: &mut Browser, at: usize, words: &str| {
        let editor = text(at);
        browser.evaluate(&format!("{editor}.value = {editor}.value.replace('/V1/', '/V1/{words}/'); {editor}.dispatchEvent(new Event('input'))"));
    };
    // A run at once after typing sends what was typed, not what stood there before.
    typed(&mut browser, 0, "typed");
    press(&mut browser, "main", "Run this page");
    browser.wait_for(&format!("{} === 'failed'", verdict(0)));
    // While it runs, what is typed waits, and a stop does not.
    for at in 1..6 {
        typed(&mut browser, at, "later");
    }
    browser.evaluate("document.getElementById('stop').focus()");
    browser.press("Enter");
    browser.wait_for("document.getElementById('busy').hidden");
    let verdicts = studio.read("api/state")["shown"]["walks"]["six"]["verdicts"].clone();
    let sent = verdicts
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| !one.is_null());
    assert!(sent.count() < 6, "{verdicts}");
    browser.wait_for("document.getElementById('status').textContent.includes('failed')");
    assert_eq!(browser.evaluate("document.activeElement.id"), "main");
    // A page that is left in the moment of typing takes nothing along.
    typed(&mut browser, 5, "last");
    browser.open_address(&page.replace("/#", "/?again#"));
    browser.wait_for(&format!("{}?.value.includes('/V1/last/later/')", text(5)));
    assert_eq!(studio.step("six", 0)["is_stale"], false);
    typed(&mut browser, 0, "again");
    browser.wait_for("document.querySelector('#step-0').innerText.includes('before your change')");
    assert_eq!(browser.complaints, Vec::<String>::new());
}

#[test]
#[ignore = "wants Chromium"]
fn a_window_that_gets_wide_has_its_lists_and_a_way_back_leads_to_where_one_was() {
    let studio = Studio::open(&["--sandbox"], &[]);
    let mut browser = Browser::start();
    browser.show_as(390, "light");
    browser.open_address(&studio.address);
    browser.wait_for("document.querySelectorAll('.cards li').length >= 10");
    let is_open = "document.querySelector('nav > details').open";
    assert_eq!(browser.evaluate(is_open), false);
    browser.show_as(1280, "light");
    browser.wait_for(is_open);
    browser.show_as(390, "light");
    browser.wait_for(&format!("!{is_open}"));
    browser.show_as(1280, "light");
    // A lesson says at its step what it is about.
    press(&mut browser, ".cards li:has(#l-1)", "Try it");
    browser.wait_for(
        "document.querySelector('#step-10 .lesson')?.textContent.includes('maintenance')",
    );
    browser.wait_for("document.activeElement.id === 'step-10' && scrollY > 500");
    browser.wait_for("history.state?.y > 500");
    browser.evaluate("location.hash = '#/orders/create-quote'");
    browser
        .wait_for("document.querySelector('h1').textContent === 'Create a quote' && scrollY === 0");
    browser.evaluate("history.back()");
    browser.wait_for(
        "document.querySelector('h1').textContent === 'Create a customer' && scrollY > 500",
    );
    // The way past the lists is no address of its own.
    browser.evaluate("document.querySelector('.skip').click()");
    assert_eq!(
        browser.evaluate("location.hash"),
        "#/orders/create-customer"
    );
    assert_eq!(browser.evaluate("document.activeElement.id"), "main");
    browser.evaluate("location.hash = '#/orders/nowhere'");
    browser.wait_for(
        "document.getElementById('status').textContent.includes('no page orders/nowhere')",
    );
    assert_eq!(browser.complaints, Vec::<String>::new());
}

#[test]
#[ignore = "wants Chromium and axe-core"]
fn a_lost_studio_is_shown_and_found_again() {
    let studio = Studio::open(&["--sandbox"], &[]);
    let mut browser = Browser::start();
    browser.show_as(1280, "light");
    browser.open_address(&(studio.address.clone() + "#/orders/create-customer"));
    browser.wait_for("document.querySelectorAll('#steps article').length === 14");
    let id = studio.child.id().to_string();
    let signal = |name: &str| {
        let kill = Command::new("kill").args(["-s", name, &id]).status();
        assert!(kill.unwrap().success());
    };
    // Connections are taken, and nothing comes back: that is shown. Then it answers again.
    signal("STOP");
    browser.wait_for("!document.getElementById('lost').hidden");
    signal("CONT");
    browser.wait_for("document.getElementById('lost').hidden");
    press(&mut browser, "#step-8", "Send");
    browser.wait_for(&format!("{} === 'passed'", verdict(8)));
    let (code, _) = studio.end();
    assert_eq!(code, Some(0));
    browser.wait_for("!document.getElementById('lost').hidden");
    let text = browser.evaluate("document.getElementById('lost').textContent");
    assert!(text.as_str().unwrap().contains("does not answer"), "{text}");
    assert_eq!(serious(&mut browser), Vec::<String>::new());
    // What was read is still there to be read.
    assert_eq!(
        browser.evaluate("document.querySelectorAll('#steps article').length"),
        14
    );
}

#[test]
#[ignore = "wants Chromium and axe-core"]
fn a_store_is_chosen_in_the_dialog_by_keyboard_and_the_first_page_is_quick_and_small() {
    let store = Store::start();
    let before = store.customers().len();
    let credentials = [
        ("MAGEWALK_ADMIN_USERNAME", "admin"),
        ("MAGEWALK_ADMIN_PASSWORD", ADMIN_PASSWORD),
    ];
    let studio = Studio::open(&["orders/create-customer"], &credentials);
    let whole = Studio::open(&["--sandbox"], &[]);
    let page = whole.get("").2;
    let modules = page.split("href=\"").skip(1);
    let modules = modules.filter_map(|link| link.split('"').next());
    let modules: Vec<&str> = modules.filter(|path| path.starts_with("page/")).collect();
    assert!(modules.len() > 5, "{page}");
    let others = ["", "page.css", "page/main.js", "api/tutorials", "api/state"];
    let paths = others.iter().chain(&modules);
    let size: usize = paths.map(|path| whole.get(path).2.len()).sum();
    assert!(size < 100_000, "{size} bytes");
    let mut browser = Browser::start();
    browser.show_as(390, "light");
    browser.open_address(&studio.address);
    browser.wait_for("document.querySelectorAll('.cards li').length >= 1");
    browser.evaluate("document.getElementById('change-store').focus()");
    browser.press("Enter");
    browser.wait_for("document.getElementById('dialog').open");
    assert_eq!(serious(&mut browser), Vec::<String>::new());
    browser.press("Escape");
    browser.wait_for(
        "!document.getElementById('dialog').open && document.activeElement.id === 'change-store'",
    );
    press(&mut browser, "header", "Change store");
    browser.evaluate("document.querySelector('[value=target]').click()");
    press(&mut browser, "dialog", "Walk this store");
    browser.wait_for("document.getElementById('refused').textContent.includes('empty')");
    browser.evaluate(&format!(
        "url.value = '{}'; document.getElementById('yes').click()",
        store.url()
    ));
    press(&mut browser, "dialog", "Walk this store");
    browser.wait_for(&format!(
        "document.getElementById('store').textContent.includes('{}')",
        store.address()
    ));
    press(&mut browser, ".cards", "Begin");
    browser.wait_for("document.querySelectorAll('#steps article').length === 14");
    press(&mut browser, "main", "Run this page");
    browser.wait_for(&format!("{} === 'passed'", verdict(12)));
    assert_eq!(store.customers().len(), before + 2);
    press(&mut browser, "header", "Fresh sandbox");
    browser.wait_for("document.getElementById('store').textContent.includes('the sandbox')");
    browser.wait_for(&format!("{} === ''", verdict(12)));
    assert_eq!(store.customers().len(), before);
    assert_eq!(
        browser
            .complaints
            .iter()
            .filter(|one| !one.contains("409"))
            .collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
}

/// Not a test of anything: the pictures of the documents, and those that somebody looks at.
#[test]
#[ignore = "wants Chromium, and a folder named by `PICTURES`"]
fn pictures() {
    let Some((_, folder)) = std::env::vars().find(|(name, _)| name == "PICTURES") else {
        return;
    };
    let folder = Path::new(&folder);
    let mut browser = Browser::start();
    let studio = Studio::open(&["orders"], &[]);
    studio.run_all("orders", Some(10));
    browser.show_as(1280, "light");
    browser.open_address(&(studio.address.clone() + "#/orders/create-customer"));
    browser.wait_for(&format!("{} === 'passed'", verdict(10)));
    browser.evaluate("document.getElementById('step-9').scrollIntoView({behavior: 'instant'})");
    browser.picture(&folder.join("studio.png"), 1280, 1200);
    drop(studio);
    let studio = Studio::open(&["--fault", "html@GET */customers/me#1"], &[]);
    for (width, height) in [(390, 1600), (1280, 2400), (1920, 2000)] {
        for scheme in ["light", "dark"] {
            browser.show_as(width, scheme);
            browser.open_address("about:blank");
            browser.open_address(&studio.address);
            browser.wait_for("document.querySelectorAll('.cards li').length >= 10");
            browser.picture(
                &folder.join(format!("home-{width}-{scheme}.png")),
                width,
                height,
            );
            browser.open_address(&(studio.address.clone() + "#/orders/create-customer"));
            browser.wait_for("document.querySelectorAll('#steps article').length === 14");
            if width == 390 && scheme == "light" {
                press(&mut browser, "main", "Run all up to here");
                browser.wait_for("document.getElementById('busy').hidden");
                browser.wait_for(&format!("{} !== ''", verdict(11)));
            }
            browser.wait_for(&format!("{} === 'passed'", verdict(9)));
            browser.picture(
                &folder.join(format!("page-{width}-{scheme}.png")),
                width,
                height,
            );
            browser.evaluate(
                "document.getElementById('step-10').scrollIntoView({behavior: 'instant'})",
            );
            browser.picture(
                &folder.join(format!("step-{width}-{scheme}.png")),
                width,
                1200,
            );
        }
    }
}

/// How long the first page takes; said, not held, since machines are noisy.
#[test]
#[ignore = "a measurement"]
fn measure_the_first_page() {
    let studio = Studio::open(&["--sandbox"], &[]);
    let mut browser = Browser::start();
    browser.show_as(1280, "light");
    let mut times = Vec::new();
    for _ in 0..11 {
        browser.open_address("about:blank");
        let began = Instant::now();
        browser.open_address(&studio.address);
        browser.wait_for("document.querySelectorAll('.cards li').length >= 10");
        times.push(began.elapsed());
    }
    times.sort();
    let told = format!(
        "the first page: median {:?}, slowest {:?}\n",
        times[5], times[10]
    );
    std::io::stderr().write_all(told.as_bytes()).unwrap();
}
