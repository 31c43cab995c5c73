//! Input that nobody should give and somebody does: each gets words of its own, none a panic.

use std::net::TcpListener;

use crate::support::{Answer, Done, Folder, Proxy, Store, magewalk};

/// A scenario of one step that is right.
const GOOD: &str = "title: A page\nsteps:\n  - id: one\n    title: One\n    \
    request: {GET: /a}\n    expect: {status: 200, text: ok}\n";

/// Holds that nothing ran and that the first line of what was said is this one.
#[track_caller]
fn refused(done: Done, first_line: &str) -> Done {
    let done = done.code(2).without(&["panicked", "RUST_BACKTRACE"]);
    assert_eq!(done.stdout, "", "{done}");
    assert_eq!(done.stderr.lines().next(), Some(first_line), "{done}");
    done
}

/// A folder with a tutorial `t` whose only scenario has this text.
fn tutorial(text: &str) -> Folder {
    let folder = Folder::new();
    folder.write("t/tutorial.yaml", "title: A tutorial\n");
    folder.write("t/01-a.yaml", text);
    folder
}

/// Holds what each command that reads scenarios says of this one.
#[track_caller]
fn told(text: &str, first_line: &str, hint: &str) {
    let folder = tutorial(text);
    for command in ["check", "list", "run"] {
        let done = magewalk(&[command, "./t"]).within(&folder).run();
        refused(done, first_line).says(&[hint]);
    }
}

/// Walks this scenario against a server that answers `ok`.
#[track_caller]
fn works(text: &str) {
    let folder = tutorial(text);
    let proxy = Proxy::alone();
    proxy.give("GET", "/a", Answer::new(200, "text/plain", "ok"));
    let walk = magewalk(&["run", "./t", "--target", &proxy.url()]);
    walk.within(&folder).run().code(0).prints(&["1 passed"]);
    assert_eq!(proxy.requests().len(), 1);
}

#[test]
fn a_file_that_is_not_there() {
    for name in ["./nowhere", "./nowhere/01-a.yaml", "/nowhere.yaml"] {
        let line = format!("error: cannot read `{name}`: there is no such file or folder");
        refused(magewalk(&["run", name]).run(), &line).says(&["magewalk list"]);
    }
    let line = "error: `nowhere` is neither a shipped tutorial nor a file or folder";
    refused(magewalk(&["run", "nowhere"]).run(), line).says(&["magewalk list"]);
}

#[test]
fn a_folder_without_scenarios() {
    let folder = Folder::new();
    folder.write("bare/notes.txt", "nothing to walk");
    folder.write("head/tutorial.yaml", "title: A tutorial\n");
    for name in ["bare", "./bare", "bare/"] {
        let line = format!(
            "error: `{}` is no tutorial: it has no `tutorial.yaml`",
            name.trim_matches(['.', '/'])
        );
        let done = magewalk(&["run", name]).within(&folder).run();
        refused(done, &line).says(&["title: …"]);
    }
    let done = magewalk(&["run", "./head"]).within(&folder).run();
    refused(done, "error: the tutorial `head` has no scenarios").says(&["01-sign-in.yaml"]);
}

#[test]
fn an_empty_file() {
    for text in ["", "\n\n", "# nothing yet\n", "---\n"] {
        told(text, "error: `./t/01-a.yaml` is empty", "`steps:`");
    }
    let folder = tutorial(GOOD);
    folder.write("t/tutorial.yaml", "");
    let done = magewalk(&["run", "./t"]).within(&folder).run();
    refused(done, "error: `./t/tutorial.yaml` is empty").says(&["at least `title: …`"]);
}

#[test]
fn tabs() {
    told(
        "title: A page\nsteps:\n\t- id: one\n",
        "error: a tab cannot indent YAML",
        "indent with spaces",
    );
    works(&GOOD.replace("title: One", "title: \"One\tmore\""));
}

#[test]
fn lines_that_end_as_on_windows() {
    works(&GOOD.replace('\n', "\r\n"));
}

#[test]
fn a_byte_order_mark() {
    works(&format!("\u{feff}{GOOD}"));
}

#[test]
fn a_scenario_of_twenty_megabytes() {
    let text = format!("{GOOD}# {}\n", "x".repeat(20 * 1024 * 1024));
    told(
        &text,
        "error: `./t/01-a.yaml` is larger than 4 MiB",
        "split it",
    );
}

#[test]
fn a_binary_file() {
    let line = "error: `./t/01-a.yaml` is not a text file in UTF-8: it is";
    for (bytes, what) in [
        (b"\x7fELF\x02\x01\0\0\xff\xfe".as_slice(), "binary"),
        (b"title: a\0b\n", "binary"),
        (b"\xff\xfet\0i\0t\0", "UTF-16"),
    ] {
        let folder = tutorial(GOOD);
        std::fs::write(folder.path().join("t/01-a.yaml"), bytes).unwrap();
        let done = magewalk(&["run", "./t"]).within(&folder).run();
        refused(done, &format!("{line} {what}"));
    }
    let folder = tutorial(GOOD);
    std::fs::write(folder.path().join("t/01-a.yaml"), b"title: caf\xe9\n").unwrap();
    let done = magewalk(&["run", "./t"]).within(&folder).run();
    let line = "error: `./t/01-a.yaml` is not a text file in UTF-8: line 1 is something else";
    refused(done, line).says(&["save it as UTF-8"]);
}

/// Texts that would fill a machine: refused with no more memory than a small one has.
#[cfg(target_os = "linux")]
mod bombs {
    use std::fmt::Write;

    use super::{Folder, refused, tutorial};
    use crate::support::magewalk_within;

    /// What a good file of the usual size needs, doubled; the system refuses more.
    const MEBIBYTES: u32 = 128;

    #[track_caller]
    fn refused_in_bounds(folder: &Folder, first_line: &str) {
        let done = magewalk_within(MEBIBYTES, &["check", "./t"]);
        refused(done.within(folder).run(), first_line);
    }

    #[test]
    fn the_limit_holds() {
        // The stack on which files are read is larger than this.
        let done = magewalk_within(24, &["check"]).run();
        refused(done, "error: no thread can be started to read files");
        magewalk_within(MEBIBYTES, &["check"]).run().code(0);
    }

    #[test]
    fn an_alias_bomb() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for at in 1..10 {
            let list = vec![format!("*a{}", at - 1); 9].join(", ");
            writeln!(text, "a{at}: &a{at} [{list}]").unwrap();
        }
        refused_in_bounds(&tutorial(&text), "error: too much is anchored with `&`");
    }

    #[test]
    fn a_hundred_thousand_levels() {
        let line = "error: lists and maps are nested deeper than 64 levels";
        for level in ["[", "{a: ", "- ", "? "] {
            refused_in_bounds(&tutorial(&level.repeat(100_000)), line);
        }
    }

    #[test]
    fn a_hundred_thousand_levels_of_a_documented_body() {
        let folder =
            tutorial(&super::GOOD.replace("text: ok", "documented_file: responses/a.json"));
        folder.write("t/responses/a.json", &"[".repeat(100_000));
        refused_in_bounds(
            &folder,
            "error: lists and maps are nested deeper than 64 levels",
        );
    }
}

#[test]
fn a_target_that_is_no_url() {
    for (target, line, hint) in [
        (
            "shop.example",
            "does not begin with `https://` or `http://`",
            "`https://shop.example`",
        ),
        (
            "localhost:8080",
            "does not begin with `https://` or `http://`",
            "`http://localhost:8080`",
        ),
        (
            "ftp://shop.example",
            "does not begin with `https://` or `http://`",
            "`https://shop.example`",
        ),
        (
            "https://",
            "is no URL: empty host",
            "`https://shop.example`",
        ),
        (
            "https://my shop",
            "is no URL: invalid international domain name",
            "`https://shop.example`",
        ),
        (
            "https://shop.example:99999",
            "is no URL: invalid port number",
            "`https://shop.example`",
        ),
    ] {
        let done = magewalk(&["run", "--yes", "--target", target]).run();
        refused(done, &format!("magewalk: the target {line}")).says(&[hint]);
    }
}

#[test]
fn an_empty_target() {
    let line = "magewalk: the target is empty";
    for target in ["", " "] {
        refused(magewalk(&["run", "--target", target]).run(), line).says(&["for the sandbox"]);
        refused(
            magewalk(&["run"]).env("MAGEWALK_TARGET", target).run(),
            line,
        );
    }
}

#[test]
fn a_pipeline_that_names_no_store() {
    let line = "magewalk: `CI` is set, and no store is named";
    let pipeline = magewalk(&["run"]).env("CI", "1").run();
    refused(pipeline, line).says(&["--target", "--sandbox"]);
    for name in ["TF_BUILD", "TEAMCITY_VERSION", "JENKINS_URL", "BUILDKITE"] {
        for command in ["run", "studio", "doctor"] {
            let done = magewalk(&[command]).env(name, "True").run();
            refused(
                done,
                &format!("magewalk: `{name}` is set, and no store is named"),
            );
        }
    }
    magewalk(&["run", "--sandbox"]).env("CI", "1").run().code(0);
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_no_text() {
    use std::os::unix::ffi::OsStringExt;
    let value = std::ffi::OsString::from_vec(b"p\xfcblic".to_vec());
    for command in ["run", "doctor", "cleanup"] {
        for name in ["MAGEWALK_PASSWORD", "MAGEWALK_TARGET"] {
            let done = magewalk(&[command]).env_os(name, &value).run();
            let line = format!("magewalk: the value of `{name}` is not UTF-8");
            refused(done, &line);
        }
    }
}

/// Walks the shipped page against a store that is none, and holds what its first step is told.
#[track_caller]
fn told_of_store(url: &str, code: i32, words: &[&str]) {
    let done = magewalk(&["run", "orders/create-customer", "--yes"]).at(url);
    let done = done.run().code(code);
    let error = done
        .stdout
        .lines()
        .find(|line| line.starts_with("    error: "));
    let (message, code) = error.and_then(|line| line.rsplit_once("  [")).unwrap();
    assert_eq!(message.trim(), words[0], "{done}");
    assert!(["MW201]", "MW208]"].contains(&code), "{done}");
    done.prints(words)
        .without(&["PASSED", "panicked", "magewalk-admin-1"]);
}

#[test]
fn a_target_that_does_not_resolve() {
    // A name that no question can be put about, so that none leaves this machine.
    let host = format!("{}.invalid", "x".repeat(64));
    told_of_store(
        &format!("http://{host}"),
        3,
        &[
            &format!("error: cannot sign in as an admin: `{host}` does not resolve"),
            "hint: check the spelling of the target",
        ],
    );
}

#[test]
fn a_target_that_refuses() {
    // The port was free a moment ago and is not given to others so soon.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    told_of_store(
        &format!("http://{address}"),
        3,
        &[
            &format!(
                "error: cannot sign in as an admin: cannot connect to `{address}`: connection refused"
            ),
            "hint: is the shop running, and is this its port?",
        ],
    );
}

#[test]
fn a_target_that_is_no_magento() {
    let hint = "hint: check the target: is it a Magento, and is its path right?";
    let page = "<!doctype html><h1>Welcome to nginx</h1>";
    let other = serde_json::json!({"error": "no such route"});
    for (answer, what) in [
        (Answer::html(200, page), "200 and an HTML page"),
        (
            Answer::html(404, page),
            "404 and an HTML page, `Welcome to nginx`",
        ),
        (
            Answer::json(404, &other),
            "404 and JSON, `{\"error\":\"no such route\"}`",
        ),
        (Answer::new(200, "text/plain", ""), "200 and no body"),
    ] {
        let proxy = Proxy::alone();
        proxy.give("POST", "/", answer);
        let line = format!("error: the store answers the sign-in with {what}");
        told_of_store(&proxy.url(), 3, &[&line, hint]);
    }
    let proxy = Proxy::alone();
    proxy.give("POST", "/", Answer::json(200, &other));
    told_of_store(
        &proxy.url(),
        3,
        &[
            "error: the store answers the sign-in with something that is no token",
            "hint: is the target a Magento? its answer to a sign-in is one string",
        ],
    );
}

#[test]
fn a_report_that_cannot_be_written_is_refused_before_anything_runs() {
    let (store, folder) = (Store::start(), Folder::new());
    let proxy = Proxy::before(&store);
    folder.write("file", "not a folder");
    for (path, line) in [
        (
            "file/a.json",
            "the report `file/a.json` cannot be written: `file` is not a folder",
        ),
        (
            ".",
            "the report `.` cannot be written: it is a folder, not a file",
        ),
        ("", "`--report json=` has an empty path"),
    ] {
        let option = format!("json={path}");
        let run = magewalk(&["run", "--report", &option]).at(&proxy.url());
        let done = run.within(&folder).run();
        refused(done, &format!("magewalk: {line}")).says(&["`--report json"]);
    }
    for same in ["a", "./a"] {
        let junit = format!("junit={same}");
        let twice = ["run", "--report", "json=a", "--report", &junit];
        let line = format!("magewalk: two reports are to be written to `{same}`");
        refused(magewalk(&twice).at(&proxy.url()).run(), &line);
    }
    assert_eq!(proxy.connections(), 0);
}

#[test]
fn a_choice_that_nothing_matches() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    for option in ["--only", "--until"] {
        let line = format!("error: `{option} nope`: no chosen scenario has such a step");
        let done = magewalk(&["run", option, "nope"]).at(&proxy.url()).run();
        refused(done, &line).says(&["the steps are `sample-data`"]);
        let done = magewalk(&["run", option, ""]).at(&proxy.url()).run();
        refused(done, &line.replace("nope", ""));
    }
    let line = "error: tutorial `orders` has no scenario `nope`";
    let done = magewalk(&["run", "orders/nope"]).at(&proxy.url()).run();
    refused(done, line);
    assert_eq!(proxy.connections(), 0);
}
