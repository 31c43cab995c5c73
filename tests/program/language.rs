//! The language, for real: what a scenario says is what goes over the wire, and what is judged.

use serde_json::{Value, json};

use crate::support::{Answer, Folder, Proxy, magewalk};

/// A server, and a tutorial `t` that is walked against it.
struct Walk {
    proxy: Proxy,
    folder: Folder,
}

/// What came out: the exit code, what was printed, and the steps of the JSON report.
struct Outcome {
    code: i32,
    printed: String,
    steps: Vec<Value>,
}

impl Walk {
    fn new(steps: &str) -> Self {
        let folder = Folder::with_steps(steps);
        folder.write("t/tutorial.yaml", "title: A tutorial\nvars:\n  size: 3\n  name: {value: \"Jane & Joe/ü\"}\n  maybe:\n  off: false\n");
        Self {
            proxy: Proxy::alone(),
            folder,
        }
    }

    fn give(self, path: &str, answer: Answer) -> Self {
        self.proxy.give("GET", path, answer);
        self
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        let url = self.proxy.url();
        let all = ["run", "./t", "--report", "json", "--target", &url];
        let program = magewalk(&all)
            .agreed()
            .arguments(arguments)
            .within(&self.folder);
        let done = program.run();
        let said = done.to_string();
        assert!(self.folder.has("reports/run.json"), "{said}");
        let report: Value = serde_json::from_str(&self.folder.read("reports/run.json")).unwrap();
        let scenarios = report["scenarios"].as_array().unwrap().iter();
        let steps = scenarios.flat_map(|scenario| scenario["steps"].as_array().unwrap().clone());
        Outcome {
            code: done.code.unwrap(),
            printed: said,
            steps: steps.collect(),
        }
    }
}

impl Outcome {
    /// Holds the exit code and the verdicts of all steps.
    #[track_caller]
    fn is(self, code: i32, verdicts: &[&str]) -> Self {
        let found: Vec<_> = self
            .steps
            .iter()
            .map(|step| step["verdict"].clone())
            .collect();
        assert_eq!(
            (self.code, found),
            (code, verdicts.iter().map(|v| json!(v)).collect()),
            "{}",
            self.printed
        );
        self
    }

    #[track_caller]
    fn prints(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(
                self.printed.contains(part),
                "no `{part}` in\n{}",
                self.printed
            );
        }
        self
    }
}

/// A step that reads `path` and expects this.
fn step(id: &str, path: &str, rest: &str) -> String {
    format!("  - id: {id}\n    title: Step {id}\n    request: {{GET: \"{path}\"}}\n{rest}")
}

/// A walk of one step that reads one answer and promises this about it.
#[track_caller]
fn judged(answer: Answer, expect: &str, code: i32, words: &[&str]) -> Outcome {
    let walk = Walk::new(&step("one", "/a", &format!("    expect:\n{expect}"))).give("/a", answer);
    let outcome = walk.run(&[]);
    assert_eq!(outcome.code, code, "{expect}\n{}", outcome.printed);
    outcome.prints(words)
}

const OK: &str = "    expect: {status: 200, text: ok}\n";

fn ok() -> Answer {
    Answer::new(200, "text/plain", "ok")
}

#[test]
fn query_headers_and_bodies_are_sent_as_they_are_written() {
    let walk = Walk::new(
        r#"  - id: json
    title: JSON
    effect: permanent
    request:
      POST: /a/${name}
      query: {q: "${name}", "tag[]": [one, 2]}
      headers: {X-Size: "n${size}", X-Price: 10.50}
      json: {size: "${size}", text: "${string(size)}", number: "${number(size)}", mixed: "a${size}", price: 10.5, none: null, literal: "$${size}"}
    expect: {status: 200, text: ok}
  - id: form
    title: A form
    effect: permanent
    request: {POST: /form, form: {"login[name]": "${name}", a: [1, 2]}}
    expect: {status: 200, text: ok}
  - id: text
    title: A text
    effect: permanent
    request: {PUT: /text, text: "size=${size}\n", headers: {Content-Type: text/x-own}}
    expect: {status: 200, text: ok}
"#,
    );
    walk.proxy.give("POST", "/", ok()).give("PUT", "/", ok());
    walk.run(&[]).is(0, &["passed", "passed", "passed"]);
    let requests = walk.proxy.requests();
    let query = "q=Jane+%26+Joe%2F%C3%BC&tag%5B%5D=one&tag%5B%5D=2";
    assert_eq!(
        requests[0].path,
        format!("/a/Jane%20%26%20Joe%2F%C3%BC?{query}")
    );
    assert_eq!(requests[0].header("x-size"), "n3");
    assert_eq!(requests[0].header("x-price"), "10.50");
    assert_eq!(
        requests[0].text(),
        r#"{"size":3,"text":"3","number":3,"mixed":"a3","price":10.5,"none":null,"literal":"${size}"}"#
    );
    let form = "login%5Bname%5D=Jane+%26+Joe%2F%C3%BC&a=1&a=2";
    assert_eq!(requests[1].text(), form);
    assert_eq!(
        requests[1].header("content-type"),
        "application/x-www-form-urlencoded"
    );
    assert_eq!(requests[2].text(), "size=3\n");
    assert_eq!(requests[2].header("content-type"), "text/x-own");
}

#[test]
fn a_session_keeps_its_cookies_to_itself() {
    let session = |id: &str, name: &str| {
        step(id, "/a", OK).replace("\"/a\"}", &format!("/a, session: {name}}}"))
    };
    let steps = session("one", "x")
        + &session("two", "x")
        + &session("three", "y")
        + &step("four", "/a", OK);
    let walk = Walk::new(&steps).give("/a", ok().with("set-cookie", "id=0123456789abcdef; path=/"));
    walk.run(&[]).is(0, &["passed"; 4]);
    let sent: Vec<_> = walk
        .proxy
        .requests()
        .iter()
        .map(|r| r.header("cookie").to_owned())
        .collect();
    assert_eq!(sent, ["", "id=0123456789abcdef", "", ""]);
}

#[test]
fn redirects_are_followed_only_where_it_is_said() {
    let moved = Answer::html(302, "").with("location", "/there");
    let steps = step(
        "stay",
        "/a",
        "    expect: {status: 302, headers: {location: {matches: '/there$'}}, text: \"\"}\n",
    ) + &step("go", "/a", OK).replace("\"/a\"}", "/a, follow: true}");
    let walk = Walk::new(&steps).give("/a", moved).give("/there", ok());
    let outcome = walk.run(&[]).is(0, &["passed", "passed"]);
    assert_eq!(outcome.steps[1]["exchanges"].as_array().unwrap().len(), 2);
    assert_eq!(walk.proxy.count("GET", "/there"), 1);
}

#[test]
fn a_step_has_a_time_out_of_its_own() {
    let steps = step("slow", "/slow", OK).replace("\"/slow\"}", "/slow, timeout: 200ms}");
    let walk = Walk::new(&steps);
    walk.proxy.swallow("GET", "/slow");
    let outcome = walk.run(&[]).is(3, &["errored"]);
    assert_eq!(outcome.steps[0]["error"]["kind"], "timeout");
}

#[test]
fn what_does_not_apply_is_left_out_and_is_no_proof() {
    let when = |id: &str, condition: &str| step(id, "/a", &format!("    {condition}\n{OK}"));
    let steps = when("one", "when: ${maybe}")
        + &when("two", "when: ${off}")
        + &when("three", "unless: ${size}");
    let walk = Walk::new(&steps).give("/a", ok());
    let outcome = walk.run(&[]).is(2, &["not_applicable"; 3]);
    assert_eq!(outcome.steps[0]["reason"], "`maybe` is not set");
    assert_eq!(outcome.steps[1]["reason"], "`off` is false");
    assert_eq!(outcome.steps[2]["reason"], "`size` is set");
    assert_eq!(walk.proxy.connections(), 0);
    let outcome = walk.run(&["--var", "maybe=yes"]);
    outcome.is(0, &["passed", "not_applicable", "not_applicable"]);
}

#[test]
fn a_captured_value_keeps_its_type_on_its_way() {
    let steps = step(
        "take",
        "/a",
        "    expect: {status: 200, checks: [{$: {is: object}}]}\n    capture:\n      number: $.n\n      flag: $.b\n      list: {jsonpath: '$.items[*].id', all: true}\n      where_to: {header: Location, matches: '/(\\d+)$'}\n      cart: {cookie: cart}\n      word: {regex: '\"w\":\"(\\w+)\"'}\n",
    ) + &step(
        "page",
        "/page",
        "    expect: {status: 200, html: [{select: form, count: 1, attribute: action, text: /login}, {select: h1, text: {contains: Hello Jane}}], text: {contains: Hello}}\n    capture:\n      form_key: {select: 'input[name=\"form_key\"]', attribute: value}\n      heading: {select: h1}\n",
    ) + "  - id: use\n    title: Use\n    effect: permanent\n    request:\n      POST: /use/${number}\n      json: {n: \"${number}\", s: \"${string(number)}\", b: \"${flag}\", l: \"${list}\", h: \"${where_to}\", c: \"${cart}\", w: \"${word}\", k: \"${form_key}\", t: \"${heading}\"}\n    expect: {status: 200, text: ok}\n";
    let body = json!({"n": 7, "b": true, "items": [{"id": 1}, {"id": 2}], "w": "word"});
    let answer = Answer::json(200, &body)
        .with("location", "http://elsewhere/orders/42")
        .with("set-cookie", "cart=c1; path=/");
    let page = "<html><h1> Hello\n <b>Jane</b></h1><form action=/login><input name=form_key value=K9></form></html>";
    let walk = Walk::new(&steps)
        .give("/a", answer)
        .give("/page", Answer::html(200, page));
    walk.proxy.give("POST", "/use/7", ok());
    walk.run(&[]).is(0, &["passed"; 3]);
    let sent: Value = serde_json::from_str(&walk.proxy.requests()[2].text()).unwrap();
    let expected = json!({"n": 7, "s": "7", "b": true, "l": [1, 2], "h": "42", "c": "c1", "w": "word", "k": "K9", "t": "Hello Jane"});
    assert_eq!(sent, expected);
}

#[test]
fn a_capture_that_finds_none_or_several_is_an_error_and_stops_what_needs_it() {
    for (path, words) in [("$.none", "none"), ("'$.items[*].id'", "2")] {
        let steps = step(
            "take",
            "/a",
            &format!(
                "    expect: {{status: 200, checks: [{{$: {{is: object}}}}]}}\n    capture: {{it: {path}}}\n"
            ),
        ) + &step("use", "/b/${it}", OK)
            + &step("after", "/c", &format!("    needs: [use]\n{OK}"))
            + &step("alone", "/c", OK);
        let walk = Walk::new(&steps)
            .give(
                "/a",
                Answer::json(200, &json!({"items": [{"id": 1}, {"id": 2}]})),
            )
            .give("/c", ok());
        let outcome = walk
            .run(&[])
            .is(3, &["errored", "skipped", "skipped", "passed"]);
        assert_eq!(outcome.steps[0]["error"]["kind"], "capture");
        let message = outcome.steps[0]["error"]["message"].to_string();
        assert!(message.contains(words), "{message}");
        assert_eq!(outcome.steps[2]["reason"], "step `use` was skipped");
        assert_eq!(walk.proxy.requests().len(), 2);
    }
}

#[test]
fn the_alternative_that_held_is_named() {
    let expect = "      one_of:\n        - {label: 2.4.7, status: 500, documented: {message: Oh}}\n        - {label: 2.4.8, status: 400, documented: {message: No}}\n";
    let no = |status, word: &str| Answer::json(status, &json!({"message": word}));
    let outcome = judged(no(400, "No"), expect, 0, &["2.4.8"]);
    assert_eq!(outcome.steps[0]["label"], "2.4.8");
    let outcome = judged(no(400, "Yes"), expect, 1, &["Yes"]);
    assert_eq!(outcome.steps[0]["label"], Value::Null);
    judged(no(404, "No"), expect, 1, &["404"]);
}

#[test]
fn a_drift_knows_three_answers() {
    let expect = "      status: 200\n      documented: {price: 20, name: a}\n      drift: [{at: $.price, store: 22, because: prices rise}]\n";
    let price = |price| Answer::json(200, &json!({"price": price, "name": "a"}));
    let known = judged(price(22), expect, 0, &["1 known drift"]);
    assert_eq!(known.steps[0]["drifts"][0]["page_was_right"], false);
    assert_eq!(known.steps[0]["drifts"][0]["because"], "prices rise");
    let right = judged(price(20), expect, 0, &[]);
    assert_eq!(right.steps[0]["drifts"][0]["page_was_right"], true);
    judged(price(23), expect, 1, &["23"]);
    judged(
        Answer::json(200, &json!({"price": "22", "name": "a"})),
        expect,
        1,
        &["\"22\""],
    );
}

#[test]
fn a_documented_file_may_be_shortened() {
    let steps = step(
        "one",
        "/a",
        "    expect: {status: 200, documented_file: responses/a.json, shortened: true}\n",
    );
    for (body, code) in [
        (json!({"items": [1, 2], "n": 1.0}), 0),
        (json!({"items": [1, 2, 3], "n": 1, "more": true}), 0),
        (json!({"items": [1], "n": 1}), 1),
        (json!({"items": [2, 1], "n": 1}), 1),
    ] {
        let walk = Walk::new(&steps).give("/a", Answer::json(200, &body));
        walk.folder
            .write("t/responses/a.json", "{\"items\": [1, 2], \"n\": 1}");
        let outcome = walk.run(&[]);
        assert_eq!(outcome.code, code, "{body}\n{}", outcome.printed);
    }
}

#[test]
fn checks_hold_or_fail_and_never_pass_on_nothing() {
    let body = json!({"total": 30.30, "parts": [10.10, 20.20], "codes": ["b", "a"], "name": "Jane", "none": null});
    for (check, code) in [
        ("$.total: {sum_of: ['$.parts[*]']}", 0),
        ("$.parts[0]: {sum_of: ['$.total']}", 1),
        ("$.codes: {same_set: [a, b], length: 2, contains: a}", 0),
        ("$.codes: {same_set: [a]}", 1),
        (
            "$.name: {matches: '^J', equals: Jane, length: 4, is: string}",
            0,
        ),
        ("$.name: {at_least: 1}", 1),
        ("$.total: {at_least: 30.3, at_most: 30.3}", 0),
        ("$.none: {is: 'null', exists: true}", 0),
        (
            "$.nothing: {exists: false}\n        - $.name: {is: string}",
            0,
        ),
        ("$.nothing: {is: string}", 1),
        ("$.nothing[*]: {at_least: 0}", 1),
    ] {
        let expect = format!("      status: 200\n      checks:\n        - {check}\n");
        judged(Answer::json(200, &body), &expect, code, &[]);
    }
}

#[test]
fn a_page_and_a_text_are_judged_too() {
    let page = "<html><p class=x>One</p><p class=x>Two  three</p></html>";
    for (expect, code) in [
        (
            "html: [{select: p.x, count: 2, text: {contains: Two three}}]",
            0,
        ),
        ("html: [{select: p.x, count: 1}]", 1),
        ("html: [{select: p.y}]", 1),
        ("html: [{select: p.y, count: 0}, {select: p}]", 0),
        ("html: [{select: p, attribute: class, text: y}]", 1),
        ("text: {matches: 'Two\\s+three', contains: One}", 0),
        ("text: {contains: Three}", 1),
        ("text: '<html>'", 1),
    ] {
        let expect = format!("      status: 2xx\n      {expect}\n");
        judged(Answer::html(200, page), &expect, code, &[]);
    }
}

#[test]
fn a_body_that_is_not_what_it_says_never_passes() {
    let expect = "      status: 200\n      documented: {a: 1}\n";
    for (body, code) in [
        ("<html>Sorry</html>", 1),
        ("{\"a\": 1", 3),
        ("", 3),
        ("{\"a\": 1}}", 1),
    ] {
        judged(
            Answer::new(200, "application/json", body),
            expect,
            code,
            &["JSON"],
        );
    }
}

#[test]
fn a_scenario_brings_along_what_it_needs() {
    let walk = Walk::new(&step("use", "/b/${it}", OK))
        .give("/a", Answer::json(200, &json!({"id": 5})))
        .give("/b/5", ok());
    let second = walk
        .folder
        .read("t/01-only.yaml")
        .replace("steps:", "needs: [first]\nsteps:");
    walk.folder.write("t/01-only.yaml", &second);
    let first = step(
        "take",
        "/a",
        "    expect: {status: 200, checks: [{$.id: {is: integer}}]}\n    capture: {it: $.id}\n",
    );
    walk.folder
        .write("t/02-first.yaml", &format!("title: First\nsteps:\n{first}"));
    let done = magewalk(&["run", "t/only", "--target", &walk.proxy.url()]).agreed();
    done.within(&walk.folder)
        .run()
        .code(0)
        .prints(&["2 passed"]);
    walk.run(&[]).is(0, &["passed", "passed"]);
}

#[test]
fn what_is_no_page_lacks_no_element_of_one() {
    let none = "      {status: 200, html: [{select: .error, count: 0}, {select: p}]}\n";
    judged(Answer::html(200, "<p>fine</p>"), none, 0, &[]);
    judged(Answer::html(200, " "), none, 3, &["but it is empty"]);
    let json = Answer::json(200, &json!({"a": 1}));
    judged(json, none, 3, &["but it is declared as JSON"]);
}

#[test]
fn a_captured_cookie_is_a_secret() {
    let take = format!("{OK}    capture: {{sid: {{cookie: PHPSESSID}}}}\n");
    let steps = step("take", "/a", &take) + &step("use", "/a?sid=${sid}", OK);
    let answer = ok().with("Set-Cookie", "PHPSESSID=hunter22; Path=/");
    let walk = Walk::new(&steps).give("/a", answer);
    let outcome = walk.run(&["-vv"]).is(0, &["passed", "passed"]);
    let outcome = outcome.prints(&["‹sid›"]);
    assert!(!outcome.printed.contains("hunter22"), "{}", outcome.printed);
    assert!(!walk.folder.read("reports/run.json").contains("hunter22"));
}
