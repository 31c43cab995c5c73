//! Where a checker is easily green by mistake: each of these is walked by the real binary against
//! a server that answers just what would deceive, and none of them may end in exit code 0.

use std::io::{BufReader, Write};
use std::net::{SocketAddr, TcpListener};

use crate::support::{Answer, Done, Folder, Proxy, Request, Store, magewalk};

const JSON: &str = "application/json";
const HTML: &str = "text/html; charset=UTF-8";
const TEXT: &str = "text/plain";

/// A step `one` that reads `/a`; `rest` are its other keys.
fn step(rest: &str) -> String {
    format!("  - id: one\n    title: One\n    request: {{GET: /a}}\n{rest}")
}

/// The `expect` of a step with status 200 and this.
fn expect(promise: &str) -> String {
    let lines: String = promise
        .lines()
        .map(|line| format!("      {line}\n"))
        .collect();
    format!("    expect:\n      status: 200\n{lines}")
}

/// Walks these steps against a server that gives every request this answer.
fn walk(steps: &str, answer: &Answer) -> Done {
    walk_with(steps, answer, "title: A tutorial\n", &[])
}

fn walk_with(steps: &str, answer: &Answer, tutorial: &str, arguments: &[&str]) -> Done {
    let proxy = Proxy::alone();
    for method in ["GET", "POST", "DELETE"] {
        proxy.give(method, "/", answer.clone());
    }
    let folder = Folder::with_steps(steps);
    folder.write("t/tutorial.yaml", tutorial);
    let run = magewalk(&["run", "./t", "--target", &proxy.url()]);
    run.arguments(arguments).within(&folder).run()
}

/// Holds that a step is refused before anything is sent, with these words at this line of it.
#[track_caller]
fn mistake(rest: &str, message: &str, line: usize) {
    let steps = step(rest);
    let folder = Folder::with_steps(&steps);
    let proxy = Proxy::alone();
    let run = magewalk(&["run", "./t", "--target", &proxy.url()]);
    let done = run.within(&folder).run().code(2);
    // The steps begin in the third line of the file.
    let place = format!("t/01-only.yaml:{}:", line + 2);
    done.says(&[&format!("error: {message}"), &place, "= hint: "]);
    assert_eq!(proxy.connections(), 0);
}

/// Holds that a promise is not kept by an answer, and with which words.
#[track_caller]
fn broken(promise: &str, answer: &Answer, code: i32, words: &str) {
    let done = walk(&step(&expect(promise)), answer).code(code);
    done.prints(&[words]).without(&["PASSED"]);
}

/// Holds that the same promise is kept by another answer, so that it can be kept at all.
#[track_caller]
fn kept(promise: &str, answer: &Answer) {
    walk(&step(&expect(promise)), answer).code(0);
}

fn json(body: &str) -> Answer {
    Answer::new(200, JSON, body)
}

/// A server that answers the first connection with these bytes, and then closes it.
fn raw(bytes: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut from = BufReader::new(stream.try_clone().unwrap());
        Request::read(&mut from);
        stream.write_all(bytes).unwrap();
    });
    address
}

#[track_caller]
fn broken_off(promise: &str, bytes: &'static [u8], words: &str) {
    let folder = Folder::with_steps(&step(&expect(promise)));
    let url = format!("http://{}", raw(bytes));
    let run = magewalk(&["run", "./t", "--target", &url]);
    let done = run.within(&folder).run().code(3);
    done.prints(&[words]).without(&["PASSED"]);
}

mod mistakes {
    use super::{expect, json, mistake, step, walk_with};

    #[test]
    fn a_misspelt_key() {
        mistake(
            "    expext: {status: 200}\n",
            "a step has no key `expext`",
            4,
        );
        mistake(
            &expect("documentd: {a: 1}"),
            "`expect` has no key `documentd`",
            6,
        );
        mistake(&expect("checks: [{$.a: {equls: 1}}]"), "", 6);
    }

    #[test]
    fn a_misspelt_section() {
        let done = walk_with(
            &step(&expect("documented: {a: 1}")),
            &json("{\"a\":1}"),
            "title: A tutorial\nvariables: {a: 1}\n",
            &[],
        );
        done.code(2).says(&["a tutorial has no key `variables`"]);
    }

    #[test]
    fn an_undefined_variable() {
        mistake(
            &expect("documented: {a: \"${nope}\"}"),
            "there is no variable `nope`",
            6,
        );
        let path = step(&expect("documented: {a: 1}")).replace("/a}", "\"/a/{{nope}}\"}");
        let done = walk_with(&path, &json("{\"a\":1}"), "title: A tutorial\n", &[]);
        done.code(2).says(&["{{nope}}", "${nope}"]);
    }

    #[test]
    fn a_body_that_may_be_missing_altogether() {
        let message = "step `one` promises nothing of the body";
        for promise in [
            "documented: {a: 1}\nvary: {$.a: optional}",
            "documented: {a: {b: 2}}\nvary: {$.a: optional}",
            "documented: [1, 2]\nvary: {'$[*]': optional}",
            "documented: {a: []}\nshortened: true",
            "documented: {a: []}\nshortened: [$.a]",
            "documented: {a: {}}",
        ] {
            mistake(&expect(promise), message, 5);
        }
    }

    #[test]
    fn a_text_that_every_text_contains() {
        let message = "every text contains an empty one";
        for promise in [
            "text: {contains: ''}",
            "headers: {content-type: {contains: ''}}",
            "html: [{select: p, text: {contains: ''}}]",
        ] {
            mistake(&expect(promise), message, 6);
        }
    }

    #[test]
    fn an_expression_that_is_found_everywhere() {
        for promise in [
            "text: {matches: '.*'}",
            "text: {matches: '(ok)?'}",
            "checks: [{$.a: {matches: '^'}}]",
            "headers: {content-type: {matches: '^.*$'}}",
            "html: [{select: p, text: {matches: '\\s*'}}]",
        ] {
            mistake(&expect(promise), "`", 6);
        }
        let rule = "documented: {a: x, b: 1}\nvary: {$.a: {matches: '.*'}}";
        mistake(&expect(rule), "`.*` is found in every text", 7);
        mistake(&expect("text: {matches: ''}"), "`matches` is empty", 6);
    }

    #[test]
    fn a_drift_to_anything() {
        let message = "the drift says nothing of the store";
        for store in ["{}", "{b: {}}"] {
            let drift = format!("drift: [{{at: $.a, store: {store}, because: x}}]");
            mistake(
                &expect(&format!("documented: {{a: 1, b: 2}}\n{drift}")),
                message,
                7,
            );
        }
    }

    #[test]
    fn an_alternative_that_promises_nothing() {
        let one_of = |other: &str| {
            let good = "{label: good, status: 200, documented: {m: No}}";
            format!("    expect:\n      one_of:\n        - {good}\n        - {other}\n")
        };
        let message = "the alternative `weak` of step `one`";
        mistake(&one_of("{label: weak, status: 200}"), message, 7);
        mistake(
            &one_of("{label: weak, status: 200, documented: {}}"),
            message,
            7,
        );
    }

    #[test]
    fn a_status_that_any_answer_has() {
        let message = "step `one` promises nothing: any answer would pass";
        for rest in [
            "",
            "checks: []",
            "checks: [{$.message: {exists: false}}]",
            "html: [{select: .error, count: 0}]",
        ] {
            let promise = expect(rest).replace("200", "[2xx, 3xx, 4xx, 5xx]");
            mistake(&promise, message, 5);
        }
    }

    #[test]
    fn what_every_page_has() {
        for selector in ["body", "html", "'*'", "':root'"] {
            let promise = format!("html: [{{select: {selector}}}]");
            mistake(&expect(&promise), "every text has a `", 6);
        }
        mistake(
            &expect("html: [{select: body, count: 1}]"),
            "every text has a `body`",
            6,
        );
        mistake(
            &expect("checks: [{$: {exists: true}}]"),
            "every JSON body has a `$`",
            6,
        );
    }

    #[test]
    fn assertions_that_assert_nothing() {
        mistake(&expect("text: {}"), "nothing is asserted here", 6);
        mistake(
            &expect("checks: [{}]"),
            "a check without a path checks nothing",
            6,
        );
        mistake(
            &expect("checks: [{$.a: {sum_of: []}}]"),
            "`sum_of` adds up nothing",
            6,
        );
    }

    #[test]
    fn a_sum_of_itself() {
        let sum = "checks: [{$.a: {sum_of: [$.a]}}]";
        mistake(&expect(sum), "`$.a` is a part of its own sum", 6);
    }

    #[test]
    fn two_of_a_name() {
        let again = format!(
            "{}{}",
            expect("documented: {a: 1}"),
            step(&expect("documented: {a: 1}"))
        );
        mistake(&again, "two steps have the id `one`", 7);
        let twice = expect("documented: {a: 1}\ndocumented: {a: 2}");
        mistake(&twice, "`documented` is twice", 7);
    }
}

mod nothing_ran {
    use super::{Folder, Proxy, expect, json, magewalk, step, walk_with};

    #[test]
    fn a_file_that_is_skipped() {
        let good = format!(
            "title: A page\nsteps:\n{}",
            step(&expect("documented: {a: 1}"))
        );
        for name in ["02-b.YAML", "02-b.yml/", "carts/02-b.yaml"] {
            let folder = Folder::with_steps(&step(&expect("documented: {a: 1}")));
            let name = name
                .strip_suffix('/')
                .map_or(name.to_owned(), |name| format!("{name}/x"));
            folder.write(&format!("t/{name}"), &good.replace("one", "two"));
            let proxy = Proxy::alone();
            proxy.give("GET", "/a", json("{\"a\":1}"));
            let run = magewalk(&["run", "./t", "--target", &proxy.url()]);
            run.within(&folder).run().code(2).says(&["02-b"]);
            assert_eq!(proxy.connections(), 0);
        }
    }

    #[test]
    fn no_steps() {
        for (steps, words) in [
            ("", "`steps` wants a list, found nothing"),
            ("  []\n", "a scenario without steps walks nothing"),
        ] {
            let done = walk_with(steps, &json("{}"), "title: A tutorial\n", &[]);
            done.code(2).says(&[words]);
        }
    }

    #[test]
    fn only_steps_that_do_not_apply() {
        let steps = step(&format!(
            "    when: ${{maybe}}\n{}",
            expect("documented: {a: 1}")
        ));
        let tutorial = "title: A tutorial\nvars: {maybe: }\n";
        let answer = json("{\"a\":1}");
        let done = walk_with(&steps, &answer, tutorial, &[]).code(2);
        done.prints(&["1 not applicable", "this is not a pass"]);
        walk_with(&steps, &answer, tutorial, &["--var", "maybe=yes"]).code(0);
    }

    #[test]
    fn a_choice_of_what_does_not_apply() {
        let promise = expect("documented: {a: 1}");
        let one = step(&promise);
        let rest = format!("    needs: [one]\n    when: ${{maybe}}\n{promise}");
        let two = step(&rest)
            .replace("one\n", "two\n")
            .replace("needs: [two]", "needs: [one]");
        let steps = format!("{one}{}", two.trim_start_matches("steps:\n"));
        let tutorial = "title: A tutorial\nvars: {maybe: {value: false}}\n";
        let answer = json("{\"a\":1}");
        for option in ["--only", "--until"] {
            let done = walk_with(&steps, &answer, tutorial, &[option, "two"]).code(2);
            done.prints(&["`two` was asked for and does not apply", "INCOMPLETE"]);
            walk_with(&steps, &answer, tutorial, &[option, "one"]).code(0);
        }
    }

    #[test]
    fn a_choice_of_nothing() {
        let steps = step(&expect("documented: {a: 1}"));
        let answer = json("{\"a\":1}");
        for (option, value) in [("--only", ""), ("--only", "two"), ("--until", "")] {
            walk_with(&steps, &answer, "title: A tutorial\n", &[option, value]).code(2);
        }
    }

    #[test]
    fn an_empty_variable() {
        let steps = step(&expect("documented: {a: 1}")).replace("/a}", "\"/a?size=${size}\"}");
        let folder = Folder::with_steps(&steps);
        folder.write("t/tutorial.yaml", "title: A tutorial\nvars: {size: 3}\n");
        folder.write("env", "MAGEWALK_SIZE=\n");
        let proxy = Proxy::alone();
        proxy.give("GET", "/a", json("{\"a\":1}"));
        let url = proxy.url();
        let run = || magewalk(&["run", "./t", "--target", &url]).within(&folder);
        let lost = "`MAGEWALK_SIZE` is set, but empty";
        run().env("MAGEWALK_SIZE", "").run().code(2).says(&[lost]);
        run()
            .arguments(&["--env-file", "env"])
            .run()
            .code(2)
            .says(&[lost]);
        let option = run().arguments(&["--var", "size="]).run();
        option.code(2).says(&["`--var size=` gives no value"]);
        let misspelt = run().env("MAGEWALK_SIZ", "5").run();
        misspelt.code(2).says(&["did you mean `MAGEWALK_SIZE`?"]);
        let misspelt = magewalk(&["run"]).env("MAGEWALK_TARGTE", &url).run();
        misspelt.code(2).says(&["did you mean `MAGEWALK_TARGET`?"]);
        for name in [
            "MAGEWALK_ADMIN_PASSWORD",
            "MAGEWALK_ADMIN_TOKEN",
            "MAGEWALK_TARGET",
        ] {
            let run = magewalk(&["run"]).at(&url);
            run.env(name, "").run().code(2).says(&["empty"]);
        }
        assert_eq!(proxy.connections(), 0);
        run().env("MAGEWALK_SIZE", "5").run().code(0);
        assert_eq!(proxy.count("GET", "/a?size=5"), 1);
    }

    #[test]
    fn an_empty_token() {
        let steps = step(&expect("documented: {a: 1}")).replace("/a}", "/a, bearer: \"${mine}\"}");
        let tutorial = "title: A tutorial\nvars: {mine: \"\"}\n";
        let done = walk_with(&steps, &json("{\"a\":1}"), tutorial, &[]).code(3);
        done.prints(&["the token in `bearer` is empty"]);
    }
}

mod answers {
    use super::{Answer, HTML, TEXT, broken, expect, json, kept, step, walk, walk_with};

    const ONE: &str = "documented: {a: 1}";

    #[test]
    fn html_in_json() {
        let page = "<!doctype html><html><h1>Sorry</h1></html>";
        broken(
            ONE,
            &json(page),
            1,
            "the body is declared as JSON, but it is an HTML page",
        );
        broken(
            "text: {contains: Sorry}",
            &json(page),
            1,
            "it is an HTML page",
        );
        broken("html: [{select: h1}]", &json(page), 1, "it is an HTML page");
        broken(ONE, &Answer::html(200, page), 1, "an HTML page");
        broken(
            "html: [{select: p, count: 0}, {select: h1}]",
            &json("{}"),
            3,
            "declared as JSON",
        );
    }

    #[test]
    fn something_before_or_after_the_json() {
        for (body, code) in [
            ("", 3),
            (" ", 3),
            ("{\"a\":1", 3),
            ("{\"a\":1}{\"a\":1}", 1),
            ("Notice: x {\"a\":1}", 1),
            ("\u{feff}{\"a\":1}", 1),
        ] {
            broken(ONE, &json(body), code, "the body is declared as JSON, but ");
        }
        kept(ONE, &json(" {\"a\":1}\n"));
    }

    #[test]
    fn a_check_on_a_missing_path() {
        let answer = json("{\"b\":1}");
        for check in [
            "exists: true",
            "is: 'null'",
            "at_least: 0",
            "length: 0",
            "matches: x",
            "same_set: []",
            "equals: null",
            "contains: x",
        ] {
            let promise = format!("checks: [{{$.a: {{{check}}}}}]");
            broken(
                &promise,
                &answer,
                1,
                "check $.a  selects nothing in the body",
            );
        }
        let promise = "checks: ['$.a[*]': {at_least: 0}]";
        broken(promise, &json("{\"a\":[]}"), 1, "selects nothing");
        broken("headers: {x-none: {exists: true}}", &answer, 1, "x-none");
        broken(
            "html: [{select: p}]",
            &Answer::html(200, "<h1>x</h1>"),
            1,
            "selects no element",
        );
    }

    #[test]
    fn a_check_on_a_part_of_the_elements() {
        let part = json("{\"i\":[{\"a\":1},{\"b\":2}],\"t\":1}");
        let words = "is in only 1 of the 2 that `$.i[*]` selects";
        for check in [
            "at_least: 1",
            "exists: true",
            "is: integer",
            "same_set: [1]",
            "equals: 1",
        ] {
            broken(
                &format!("checks: ['$.i[*].a': {{{check}}}]"),
                &part,
                1,
                words,
            );
        }
        broken("checks: [$.t: {sum_of: ['$.i[*].a']}]", &part, 1, words);
        for promise in [
            "checks: ['$.i[?@.a].a': {equals: 1}]",
            "checks: ['$..a': {equals: 1}]",
        ] {
            kept(promise, &part);
        }
        kept(
            "checks: ['$.i[*].c': {exists: false}, $.t: {equals: 1}]",
            &part,
        );
    }

    #[test]
    fn a_search_for_nothing() {
        let tutorial = "title: A tutorial\nvars: {part: \"\"}\n";
        for (promise, answer) in [
            (
                "text: {contains: \"${part}\"}",
                Answer::new(200, TEXT, "oops"),
            ),
            (
                "checks: [$.a: {contains: \"${part}\"}]",
                json("{\"a\":\"oops\"}"),
            ),
        ] {
            let done = walk_with(&step(&expect(promise)), &answer, tutorial, &[]).code(1);
            done.prints(&["cannot be searched for an empty text"]);
        }
    }

    #[test]
    fn a_text_that_only_a_script_holds() {
        let page = "<html><body><script>var name = 'Jane'</script><p>Error</p></body></html>";
        let promise = "html: [{select: body, text: {contains: Jane}}]";
        broken(promise, &Answer::html(200, page), 1, "does not contain");
        kept(
            promise,
            &Answer::html(200, "<body><p><b>Jane</b></p></body>"),
        );
        let comment = "html: [{select: p.ok}]";
        broken(
            comment,
            &Answer::html(200, "<!-- <p class=ok> --><h1>x</h1>"),
            1,
            "selects no",
        );
    }

    #[test]
    fn what_looks_the_same() {
        for (body, words) in [
            ("{\"a\":\"1\"}", "another type"),
            ("{\"a\":true}", "another type"),
            ("{\"a\":null}", "another type"),
            ("{\"A\":1}", "missing"),
            ("[{\"a\":1}]", "another type"),
            ("{\"a\":1.0000001}", "another value"),
        ] {
            broken(ONE, &json(body), 1, words);
        }
        let big = "documented: {a: 9007199254740993}";
        broken(big, &json("{\"a\":9007199254740992}"), 1, "another value");
        let twice = "documented: [1, 1, 2]\nvary: {$: unordered}";
        broken(twice, &json("[1,2,2]"), 1, "another value");
        let empty = "documented: {a: [], b: 1}";
        broken(
            empty,
            &json("{\"a\":[{\"message\":\"no\"}],\"b\":1}"),
            1,
            "a[0]",
        );
        broken(empty, &json("{\"a\":{},\"b\":1}"), 1, "another type");
    }

    #[test]
    fn a_status_and_nothing_else() {
        for (promise, status) in [
            ("204", 200),
            ("204", 404),
            ("200", 201),
            ("2xx", 302),
            ("[200, 404]", 500),
        ] {
            let step = step(&expect("").replace("200", promise));
            let answer = Answer::new(status, "application/json", "{}");
            walk(&step, &answer).code(1).prints(&["status"]);
        }
    }

    #[test]
    fn a_drift_of_the_status_alone() {
        let promise = "documented: {a: 1}\ndrift: [{at: status, store: 404, because: x}]";
        let gone = Answer::new(404, "application/json", "{\"message\":\"no\"}");
        broken(promise, &gone, 1, "missing");
    }

    #[test]
    fn a_capture_that_finds_nothing() {
        for (capture, words) in [
            ("$.none", "`$.none` finds nothing"),
            ("{jsonpath: '$.l[*]', all: true}", "`$.l[*]` finds nothing"),
            (
                "{jsonpath: '$.i[*].x', all: true}",
                "is in only 1 of the 2 that `$.i[*]` selects",
            ),
            ("$.e", "`$.e` finds an empty text"),
            ("{regex: 'z*$'}", "`z*$` finds an empty text"),
            ("{header: X-None}", "x-none"),
            ("{cookie: none}", "the cookie `none` finds nothing"),
        ] {
            let steps = step(&format!(
                "{}    capture: {{it: {capture}}}\n",
                expect("documented: {a: 1}")
            ));
            let answer = json("{\"a\":1,\"l\":[],\"e\":\"\",\"i\":[{\"x\":1},{}]}");
            walk(&steps, &answer)
                .code(3)
                .prints(&["`it` cannot be captured", words]);
        }
        let answer = Answer::new(200, HTML, "<p></p><h1>x</h1>");
        let capture = "    capture: {it: {select: p}}\n";
        let steps = step(&format!("{}{capture}", expect("html: [{select: h1}]")));
        walk(&steps, &answer)
            .code(3)
            .prints(&["finds an empty text"]);
    }
}

mod connections {
    use super::broken_off;

    #[test]
    fn a_truncated_body() {
        let words = "was cut short";
        // What came is whole JSON, and holds all that is promised.
        broken_off(
            "documented: {a: 1}",
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{\"a\":1}",
            words,
        );
        broken_off(
            "text: {contains: ok}",
            b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 20\r\n\r\nok",
            words,
        );
        broken_off(
            "documented: {a: 1}",
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{\"a\":1}\r\n",
            words,
        );
    }

    #[test]
    fn an_assertion_after_the_connection_died() {
        let words = "closed the connection without an answer";
        for promise in [
            "checks: [{$.error: {exists: false}}, {$.a: {exists: true}}]",
            "html: [{select: .error, count: 0}, {select: p}]",
            "text: {length: 0}",
        ] {
            broken_off(promise, b"", words);
            broken_off(promise, b"HTTP/1.1 200 OK\r\nContent-", words);
        }
    }
}

mod reports {
    use super::{Store, magewalk};

    #[cfg(target_os = "linux")]
    #[test]
    fn a_report_that_cannot_be_written_at_the_end() {
        let store = Store::start();
        let run = magewalk(&["run", "--report", "junit=/dev/full"]).at(&store.url());
        let done = run.run().code(3);
        done.says(&["magewalk: the report `/dev/full` cannot be written"]);
    }
}
