//! Whole expectations against whole responses.

use serde_json::json;

use crate::check::build::{
    assertions, drift, expectation, fill, hold, hold_strictly, html_check, json_response,
    json_template, messages, node_check, path, pattern, response, run_error, short, span, status,
    template,
};
use crate::check::{Checked, Effort, Question, capture, check, select_one};
use crate::http::exchange::Response;
use crate::outcome::{Code, ErrorKind, Side, Subject};
use crate::scenario::expectation::{Alternative, AssertionKind, Expectation, TextExpectation};
use crate::scenario::tutorial::{Capture, CaptureSource};

fn checked(promise: &Expectation, response: &Response) -> Checked {
    hold(promise, response).unwrap()
}

#[test]
fn a_wrong_status_is_a_mismatch_with_its_own_words() {
    let promise = expectation(200, Some(&json!({"a": 1})));
    let found = checked(
        &promise,
        &json_response(404, &json!({"message": "No %1", "parameters": ["x"]})),
    );
    assert_eq!(
        messages(&found),
        ["the status is `404` where the page prints `200`"]
    );
    assert_eq!(found.store_message.as_deref(), Some("No x"));
    let found = checked(
        &promise,
        &response(503, "text/html", "<html><title>Down</title></html>"),
    );
    assert_eq!(
        messages(&found),
        [
            "the status is `503` where the page prints `200`, and the body is no JSON: it is an HTML page, `Down`"
        ]
    );
    assert_eq!(
        found.store_message.as_deref(),
        Some("the store sent an HTML page: Down")
    );
    let found = checked(&promise, &json_response(201, &json!({"a": 2})));
    assert_eq!(short(&found), ["Value - -", "Value $.a $.a"]);
}

#[test]
fn a_body_that_breaks_off_is_an_error_and_one_that_is_something_else_does_not_hold() {
    let error = |media_type: &str, body: &[u8]| {
        let promise = expectation(200, Some(&json!({"a": 1})));
        let error = run_error(&promise, &response(200, media_type, body));
        assert_eq!(error.kind, ErrorKind::Body);
        error.message
    };
    let json = "application/json";
    let lie = |body: &[u8]| {
        let promise = expectation(200, Some(&json!({"a": 1})));
        let found = checked(&promise, &response(200, json, body));
        assert_eq!(found.mismatches.len(), 1);
        assert_eq!(found.mismatches[0].code, Code::Mw104);
        found.mismatches[0].message.clone()
    };
    assert_eq!(
        lie(b"<html>"),
        "the body is declared as JSON, but it is an HTML page"
    );
    assert!(lie(b"{\"a\": \"\xff\"}").ends_with("it is not valid UTF-8"));
    assert!(lie(b"{\"a\": 1}{").contains("it is not valid"));
    assert!(error(json, b"{\"a\": 1").ends_with("it is cut off after 7 bytes"));
    assert!(error(json, b"").ends_with("it is empty"));
    assert!(error("application/problem+json", b"{").starts_with("the body is declared as JSON"));
    let found = checked(&expectation(200, None), &response(200, json, "<html>"));
    assert_eq!(found.mismatches[0].code, Code::Mw104);
}

#[test]
fn json_must_be_declared_as_json() {
    let promise = expectation(200, Some(&json!({"a": 1})));
    let found = checked(&promise, &response(200, "text/html", "{\"a\": 1}"));
    assert_eq!(found.mismatches[0].subject, Subject::Header);
    assert_eq!(short(&found), ["Value content-type content-type"]);
    let found = checked(
        &promise,
        &response(200, "text/html; charset=UTF-8", "<html></html>"),
    );
    assert_eq!(
        short(&found),
        ["Value content-type content-type", "Type - -"]
    );
    let mut bare = json_response(200, &json!({"a": 1}));
    bare.headers.clear();
    assert_eq!(short(&checked(&promise, &bare)), ["Missing content-type -"]);
}

#[test]
fn no_body_is_said_in_its_own_words() {
    let mut promise = expectation(200, Some(&json!({"a": 1})));
    promise.alternatives[0].status = status(&[200, 204]);
    let found = checked(&promise, &response(204, "", ""));
    assert_eq!(
        messages(&found),
        ["the response with status `204` has no body where the page prints one"]
    );
    assert_eq!(
        short(&checked(
            &expectation(204, None),
            &response(204, "application/json", "")
        )),
        [""; 0]
    );
}

#[test]
fn the_alternative_that_holds_is_named() {
    let mut promise = expectation(500, None);
    promise.alternatives[0].label = Some("2.4.7".to_owned());
    promise.alternatives.push(Alternative {
        label: Some("2.4.8".to_owned()),
        ..expectation(400, Some(&json!({"message": "no"})))
            .alternatives
            .remove(0)
    });
    let found = checked(&promise, &json_response(400, &json!({"message": "no"})));
    assert_eq!(
        (found.label.as_deref(), found.mismatches.len()),
        (Some("2.4.8"), 0)
    );
    let found = checked(&promise, &response(500, "text/html", "<html>"));
    assert_eq!(
        (found.label.as_deref(), found.mismatches.len()),
        (Some("2.4.7"), 0)
    );
    let found = checked(&promise, &json_response(400, &json!({"message": "yes"})));
    assert_eq!(found.label, None);
    assert_eq!(
        messages(&found),
        [
            "`$.message` is the string `\"yes\"` where the page prints the string `\"no\"`; none of \
          `2.4.7` (500), `2.4.8` (400) holds"
        ]
    );
    let found = checked(&promise, &json_response(200, &json!({})));
    assert!(messages(&found)[0].ends_with("; none of `2.4.7` (500), `2.4.8` (400) holds"));
    assert_eq!(
        run_error(&promise, &response(400, "application/json", "{")).kind,
        ErrorKind::Body
    );
}

#[test]
fn drift_of_status_request_and_words_is_told() {
    let mut promise = expectation(200, None);
    promise.drift = vec![
        drift("status", &json!(201)),
        drift("words", &json!("it costs ${a}")),
        drift("request", &json!("order 3")),
    ];
    let found = checked(&promise, &json_response(201, &json!({})));
    assert_eq!(
        (
            found.counts.drifted,
            found.counts.checked,
            found.mismatches.len()
        ),
        (3, 0, 0)
    );
    let told: Vec<_> = found
        .drifts
        .iter()
        .map(|drift| (drift.at.as_str(), &drift.store))
        .collect();
    let (words, order) = (json!("it costs 7"), json!("order 3"));
    assert_eq!(
        told,
        [
            ("status", &json!(201)),
            ("words", &words),
            ("request", &order)
        ]
    );
    let found = checked(&promise, &json_response(200, &json!({})));
    assert!(found.drifts[0].page_was_right);
    let found = checked(&promise, &json_response(404, &json!({})));
    assert_eq!(
        messages(&found),
        ["the status is `404` where the page prints `200` and every store is said to answer `201`"]
    );
}

#[test]
fn a_header_that_comes_twice_holds_in_all_of_its_values() {
    let mut answer = response(204, "text/plain", "");
    for value in ["DENY", "ALLOWALL"] {
        let header = ("x-frame-options".to_owned(), value.to_owned());
        answer.headers.push(header);
    }
    let check = |kind: AssertionKind, expected: &[&str]| {
        let mut promise = expectation(204, None);
        promise.headers = vec![("x-frame-options".to_owned(), assertions(vec![kind]))];
        assert_eq!(messages(&checked(&promise, &answer)), expected);
    };
    let equals = |text: &str| AssertionKind::Equals(json_template(&json!(text)));
    let is_other = "the header `x-frame-options` is the string `\"ALLOWALL\"` and should be the string `\"DENY\"`";
    check(equals("DENY"), &[is_other]);
    check(AssertionKind::Matches(pattern("^[A-Z]+$")), &[]);
    check(AssertionKind::Exists(true), &[]);
}

#[test]
fn one_cookie_holds_all_that_is_asserted_of_it() {
    let mut answer = response(204, "text/plain", "");
    for value in ["a=1; Secure", "b=2; HttpOnly"] {
        let header = ("set-cookie".to_owned(), value.to_owned());
        answer.headers.push(header);
    }
    let failures = |patterns: [&str; 2]| {
        let kinds = patterns.map(|text| AssertionKind::Matches(pattern(text)));
        let mut promise = expectation(204, None);
        promise.headers = vec![("set-cookie".to_owned(), assertions(kinds.to_vec()))];
        checked(&promise, &answer).mismatches.len()
    };
    assert_eq!(failures(["^b=", "HttpOnly"]), 0);
    assert_eq!(failures(["^a=", "HttpOnly"]), 1);
}

#[test]
fn a_body_is_declared_as_what_it_is_taken_for() {
    let looks_at_json = || {
        let mut promise = expectation(200, None);
        promise.checks = vec![node_check("$.a", AssertionKind::Exists(true))];
        promise
    };
    let codes = |promise: &Expectation, media_type: &str, body: &str| {
        let found = checked(promise, &response(200, media_type, body));
        found
            .mismatches
            .iter()
            .map(|one| one.code)
            .collect::<Vec<_>>()
    };
    let json = r#"{"a": 1}"#;
    assert_eq!(
        codes(&looks_at_json(), "text/html; charset=utf-8", json),
        [Code::Mw104]
    );
    assert_eq!(
        codes(&looks_at_json(), "application/problem+json", json),
        []
    );
    let asserting = |kind: AssertionKind| {
        let mut promise = looks_at_json();
        promise.headers = vec![("content-type".to_owned(), assertions(vec![kind]))];
        promise
    };
    let says_nothing_of_it = [
        AssertionKind::Contains(json_template(&json!("charset=utf-8"))),
        AssertionKind::Matches(pattern("utf|html")),
        AssertionKind::Exists(true),
        AssertionKind::Length(24),
    ];
    for kind in says_nothing_of_it {
        let found = codes(&asserting(kind.clone()), "text/html; charset=utf-8", json);
        assert_eq!(found, [Code::Mw104], "{kind:?}");
    }
    let wants_a_page = AssertionKind::Matches(pattern("^text/html"));
    assert_eq!(
        codes(&asserting(wants_a_page), "text/html; charset=utf-8", json),
        []
    );

    let mut page = expectation(200, None);
    page.html = vec![html_check("h1", None)];
    assert_eq!(codes(&page, "text/plain", "<h1>x</h1>"), [Code::Mw104]);
    assert_eq!(codes(&page, "application/xhtml+xml", "<h1>x</h1>"), []);
}

#[test]
fn a_body_may_be_empty_where_there_should_be_none() {
    let mut promise = expectation(200, None);
    promise.headers = vec![(
        "content-type".to_owned(),
        assertions(vec![AssertionKind::Exists(true)]),
    )];
    let answer = response(200, "application/json", "");
    assert_eq!(run_error(&promise, &answer).kind, ErrorKind::Body);
    let head = Question {
        method: "HEAD",
        ..Question::of(&promise)
    };
    let found = check(&head, &answer, &fill, &Effort::default()).unwrap();
    assert_eq!(messages(&found), Vec::<&str>::new());

    let mut nothing = promise.clone();
    nothing.text = Some(TextExpectation::Equals(template("")));
    assert_eq!(messages(&checked(&nothing, &answer)), Vec::<&str>::new());
    nothing.text = Some(TextExpectation::Equals(template("x")));
    assert_eq!(run_error(&nothing, &answer).kind, ErrorKind::Body);
}

#[test]
fn headers_are_texts_of_which_one_must_hold() {
    let mut answer = response(302, "text/plain", "");
    for value in ["a=1", "b=2"] {
        answer
            .headers
            .push(("set-cookie".to_owned(), value.to_owned()));
    }
    answer
        .headers
        .push(("content-length".to_owned(), "22".to_owned()));
    let check = |name: &str, kind: AssertionKind, expected: &[&str]| {
        let mut promise = expectation(302, None);
        promise.headers = vec![(name.to_owned(), assertions(vec![kind]))];
        assert_eq!(messages(&checked(&promise, &answer)), expected);
    };
    check("set-cookie", AssertionKind::Matches(pattern("^b=")), &[]);
    check(
        "content-length",
        AssertionKind::Equals(json_template(&json!(22))),
        &[],
    );
    check("content-length", AssertionKind::AtLeast(20.into()), &[]);
    check("location", AssertionKind::Exists(false), &[]);
    check(
        "location",
        AssertionKind::Matches(pattern("x")),
        &["the header `location` is not there"],
    );
    check(
        "set-cookie",
        AssertionKind::Exists(false),
        &["the header `set-cookie` is the string `\"a=1\"` and should not be there"],
    );
}

#[test]
fn html_is_looked_at_through_selectors() {
    let page =
        "<form id=f action='/x'><input name=k value=v></form><p> Jane\n <b>Doe</b></p><p>x</p>";
    let check = |select: &str,
                 count: Option<u64>,
                 attribute: Option<&str>,
                 text: Option<&str>,
                 expected: &[&str]| {
        let mut promise = expectation(200, None);
        let mut one = html_check(select, count);
        one.attribute = attribute.map(str::to_owned);
        one.text =
            text.map(|text| assertions(vec![AssertionKind::Equals(json_template(&json!(text)))]));
        promise.html = vec![one];
        assert_eq!(
            messages(&checked(&promise, &response(200, "text/html", page))),
            expected
        );
    };
    check("form#f", Some(1), None, None, &[]);
    check("p", None, None, Some("Jane Doe"), &[]);
    check("form", None, Some("action"), Some("/x"), &[]);
    check("ul", Some(0), None, None, &[]);
    check(
        "ul",
        None,
        None,
        None,
        &["`ul` selects no element of the page"],
    );
    check(
        "p",
        Some(1),
        None,
        None,
        &["`p` selects 2 elements and should select 1"],
    );
    check(
        "b",
        None,
        None,
        Some("Joe"),
        &["what `b` selects is the string `\"Doe\"` and should be the string `\"Joe\"`"],
    );
    check(
        "p",
        None,
        Some("href"),
        None,
        &["what `p` selects has no attribute `href`"],
    );
    check(
        "p",
        None,
        Some("href"),
        Some("/"),
        &["what `p` selects is not there"],
    );
}

#[test]
fn a_hostile_page_is_an_error() {
    let mut promise = expectation(200, None);
    promise.html = vec![html_check("p", None)];
    let error = run_error(
        &promise,
        &response(200, "text/html", "<div>".repeat(100_000)),
    );
    assert!(error.message.contains("nested deeper"), "{}", error.message);
}

#[test]
fn texts_are_compared_line_by_line() {
    let mut promise = expectation(200, None);
    promise.text = Some(TextExpectation::Equals(template("a\nb ${a}\n")));
    assert_eq!(
        checked(&promise, &response(200, "text/plain", "a\r\nb 7")).mismatches,
        []
    );
    let found = checked(&promise, &response(200, "text/plain", "a\nc"));
    let sides: Vec<_> = found.mismatches[0]
        .lines
        .iter()
        .map(|line| (line.side, line.text.as_str()))
        .collect();
    assert_eq!(
        sides,
        [
            (Side::Both, "a"),
            (Side::Documented, "b 7"),
            (Side::Actual, "c")
        ]
    );
    promise.text = Some(TextExpectation::Holds(assertions(vec![
        AssertionKind::Length(2),
    ])));
    assert_eq!(
        checked(&promise, &response(200, "text/plain", "éé")).mismatches,
        []
    );
    assert_eq!(
        run_error(&promise, &response(200, "text/plain", b"\xff")).kind,
        ErrorKind::Body
    );
}

#[test]
fn nothing_is_no_capture() {
    let answer = json_response(
        200,
        &json!({
            "null": null, "blank": " \n", "none": [], "blanks": ["", " "], "nobody": {},
            "off": false, "zero": 0
        }),
    );
    let take = |at: &str, all: bool| {
        let one = Capture {
            name: "c".to_owned(),
            from: CaptureSource::JsonPath(path(at)),
            all,
            default: None,
            secret: false,
            span: span("c"),
        };
        capture(&one, &answer, &fill, &Effort::default())
            .map(|taken| taken.value)
            .map_err(|error| error.message)
    };
    for (at, all, empty) in [
        ("$.null", false, "`null`"),
        ("$.blank", false, "nothing but blanks"),
        ("$.none", false, "an empty list"),
        ("$.none", true, "a list of nothing"),
        ("$.blanks", false, "a list of nothing"),
        ("$.blanks[*]", true, "a list of nothing"),
        ("$.nobody", false, "an empty object"),
    ] {
        let found = format!("`c` cannot be captured: `{at}` finds {empty} in the response");
        assert_eq!(take(at, all), Err(found));
    }
    assert_eq!(take("$.off", false), Ok(json!(false)));
    assert_eq!(take("$.zero", false), Ok(json!(0)));
}

#[test]
fn captures_take_exactly_one_value() {
    let mut answer = json_response(200, &json!({"id": 7, "l": [1, 2]}));
    answer
        .headers
        .push(("location".to_owned(), "/orders/12/".to_owned()));
    answer
        .headers
        .push(("set-cookie".to_owned(), "s=old; Path=/".to_owned()));
    answer
        .headers
        .push(("set-cookie".to_owned(), "s=new; Path=/".to_owned()));
    let take = |from: CaptureSource, all: bool| {
        let one = Capture {
            name: "c".to_owned(),
            from,
            all,
            default: None,
            secret: false,
            span: span("c"),
        };
        capture(&one, &answer, &fill, &Effort::default())
            .map(|taken| taken.value)
            .map_err(|error| error.message)
    };
    let json = |at: &str| CaptureSource::JsonPath(path(at));
    assert_eq!(take(json("$.id"), false), Ok(json!(7)));
    assert_eq!(take(json("$.l[*]"), true), Ok(json!([1, 2])));
    assert!(
        take(json("$.x"), true)
            .unwrap_err()
            .contains("finds nothing")
    );
    assert_eq!(
        take(json("$.x"), false).unwrap_err(),
        "`c` cannot be captured: `$.x` finds nothing in the response; `$` has `l`, `id`"
    );
    assert_eq!(
        take(json("$.l[*]"), false).unwrap_err(),
        "`c` cannot be captured: `$.l[*]` finds 2 values where exactly one is taken"
    );
    let header = |expression: Option<&str>| {
        CaptureSource::Header("location".to_owned(), expression.map(pattern))
    };
    assert_eq!(take(header(None), false), Ok(json!("/orders/12/")));
    assert_eq!(take(header(Some(r"(\d+)")), false), Ok(json!("12")));
    assert_eq!(
        take(CaptureSource::Cookie("s".to_owned()), false),
        Ok(json!("new"))
    );
    assert_eq!(
        take(CaptureSource::Regex(pattern("\"id\":(.)")), false),
        Ok(json!("7"))
    );
    let css = CaptureSource::Css(crate::check::build::selector("p"), None);
    assert!(take(css, false).is_err());
}

#[test]
fn only_an_empty_list_says_that_nothing_is_there() {
    let body = json!({"items": [{"id": 1}, {"id": 2}]});
    assert_eq!(
        select_one(&path("$.items[0].id"), &body, &fill),
        Ok(Some(json!(1)))
    );
    assert_eq!(select_one(&path("$.items[9].id"), &body, &fill), Ok(None));
    assert_eq!(
        select_one(&path("$.items[?@.id==3].id"), &body, &fill),
        Ok(None)
    );
    for (at, body) in [
        ("$.items[0].id", json!({"message": "Internal Error"})),
        ("$.items[0].id", json!({"items": null})),
        ("$.items[0].id", json!({"items": [{"message": "no"}]})),
        ("$.items[?@.id==3].sku", json!({"items": [{"id": 3}]})),
        ("$.id", json!({"message": "no"})),
        ("$..id", json!({"message": "no"})),
    ] {
        assert!(select_one(&path(at), &body, &fill).is_err(), "{at} {body}");
    }
    assert!(select_one(&path("$.items[*].id"), &body, &fill).is_err());
}

#[test]
fn a_template_without_a_value_is_an_error_and_not_a_pass() {
    let promise = expectation(200, Some(&json!({"a": "${unknown}"})));
    let error = run_error(&promise, &json_response(200, &json!({"a": 1})));
    assert_eq!(error.kind, ErrorKind::Template);
}

#[test]
fn the_trace_of_developer_mode_is_no_mismatch_and_another_member_is() {
    let words = json!({"message": "no"});
    let promise = expectation(400, Some(&words));
    let traced = json!({"message": "no", "trace": "#0 /x.php(1): y()"});
    let checked = hold_strictly(&promise, &json_response(400, &traced)).unwrap();
    assert!(checked.developer_mode && short(&checked).is_empty());
    let other = json!({"message": "no", "trace": "seen at noon"});
    let checked = hold_strictly(&promise, &json_response(400, &other)).unwrap();
    assert!(!checked.developer_mode && short(&checked) == ["Extra - $.trace"]);
    let wrong = json!({"message": "yes", "trace": "#0 /x.php(1): y()"});
    let checked = hold_strictly(&promise, &json_response(400, &wrong)).unwrap();
    assert!(checked.developer_mode && short(&checked) == ["Value $.message $.message"]);
    // What the page prints of developer mode itself is promised as anything else is.
    let printed = expectation(400, Some(&traced));
    let checked = hold_strictly(&printed, &json_response(400, &traced)).unwrap();
    assert!(short(&checked).is_empty());
    let without = hold_strictly(&printed, &json_response(400, &words)).unwrap();
    assert_eq!(short(&without), ["Missing $.trace -"]);
}
