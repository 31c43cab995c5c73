//! What a tutorial is refused for before anything is sent.

use serde_json::{Value, json};

use crate::check::build::{
    assertions, drift, expectation, html_check, node_check, path, pattern, span, template, vary,
};
use crate::check::{notes, validate};
use crate::scenario::expectation::{
    AssertionKind, Expectation, Shortened, StatusPattern, VaryKind, VaryRule,
};
use crate::scenario::source::Source;
use crate::scenario::tutorial::{
    Authorization, Capture, CaptureSource, Effect, RequestTemplate, Scenario, Step, Tutorial,
};

fn step(expect: Expectation) -> Step {
    Step {
        id: "one".to_owned(),
        id_span: span("one"),
        title: String::new(),
        explain: None,
        hint: None,
        needs: Vec::new(),
        effect: Effect::Read,
        conditions: Vec::new(),
        browser: None,
        request: RequestTemplate {
            method: "GET".to_owned(),
            path: template("/"),
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            authorization: Authorization::None,
            session: None,
            follow: false,
            timeout: None,
            span: span("request"),
        },
        expect,
        retry: None,
        captures: Vec::new(),
        undo: None,
    }
}

fn tutorial(vary: Vec<VaryRule>, step: Step) -> Tutorial {
    Tutorial {
        name: "t".to_owned(),
        title: String::new(),
        pages: None,
        variables: Vec::new(),
        vary,
        scenarios: vec![Scenario {
            name: "s".to_owned(),
            title: String::new(),
            page: None,
            explain: None,
            needs: Vec::new(),
            steps: vec![step],
            source: Source::new("s.yaml", ""),
        }],
        source: Source::new("tutorial.yaml", ""),
        is_shipped: false,
    }
}

/// Validates a tutorial of one step; `expected` are parts of the messages.
fn check(expect: Expectation, expected: &[&str]) {
    check_tutorial(&tutorial(Vec::new(), step(expect)), expected);
}

fn check_tutorial(tutorial: &Tutorial, expected: &[&str]) {
    let problems = validate(tutorial);
    let messages: Vec<&str> = problems
        .iter()
        .map(|problem| problem.message.as_str())
        .collect();
    assert_eq!(messages.len(), expected.len(), "{messages:#?}");
    // They are sorted by place, and every part of these tutorials stands at the same one.
    let mut left = messages.clone();
    for expected in expected {
        let at = left.iter().position(|message| message.contains(expected));
        let at = at.unwrap_or_else(|| panic!("{messages:#?} lack {expected}"));
        left.remove(at);
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "a test writes its values in place"
)]
fn body(body: Value) -> Expectation {
    expectation(200, Some(&json!({"always": "here", "body": body})))
}

fn varied(printed: Value, rule: VaryRule, expected: &[&str]) {
    let mut promise = body(printed);
    promise.vary = vec![rule];
    check(promise, expected);
}

#[test]
fn a_right_step_has_no_problems() {
    let mut promise = body(json!([{"sku": "a", "id": 1, "at": "2017-01-31 01:18:13"}]));
    promise.vary = vec![
        vary("$.body", &[VaryKind::MatchBy("sku".to_owned())]),
        vary("$.body[?@.sku=='a'].id", &[VaryKind::Integer]),
        vary("$..at", &[VaryKind::Datetime, VaryKind::Optional]),
    ];
    check(promise, &[]);
}

#[test]
fn what_cannot_be_read_is_told_all_at_once() {
    let mut promise = body(json!([1]));
    promise.vary = vec![vary("$.a b", &[VaryKind::Matches(pattern("("))])];
    promise.drift = vec![drift("body", &json!(1))];
    promise.checks = vec![
        node_check("$[", AssertionKind::Matches(pattern("["))),
        node_check("$.a", AssertionKind::SumOf(vec![path("$..")])),
        node_check("$.a", AssertionKind::SumOf(Vec::new())),
    ];
    promise.headers = vec![(
        "a".to_owned(),
        assertions(vec![AssertionKind::Matches(pattern("*"))]),
    )];
    promise.html = vec![html_check("a[", None)];
    let mut step = step(promise);
    let capture = |from| Capture {
        name: "c".to_owned(),
        from,
        all: false,
        default: None,
        secret: false,
        span: span("c"),
    };
    step.captures = vec![
        capture(CaptureSource::JsonPath(path("id"))),
        capture(CaptureSource::Header("h".to_owned(), Some(pattern(")")))),
        capture(CaptureSource::JsonPath(path("$.items[${a}]"))),
    ];
    check_tutorial(
        &tutorial(Vec::new(), step),
        &[
            "`$.a b` is not a JSONPath",
            "`(` is not valid",
            "`body` is not a JSONPath",
            "`*` is not valid",
            "`$[` is not a JSONPath",
            "`[` is not valid",
            "`$..` is not a JSONPath",
            "nothing to add up",
            "`a[` is not a CSS selector",
            "`id` is not a JSONPath: it must begin with `$`",
            "`)` is not valid",
            "`${a}` is outside of quotes",
        ],
    );
}

#[test]
fn a_rule_that_hits_nothing_is_dead() {
    varied(
        json!(1),
        vary("$.nobody", &[VaryKind::Any]),
        &["`$.nobody` selects nothing"],
    );
    let mut promise = body(json!(1));
    promise.drift = vec![drift("$.nobody", &json!(1))];
    check(promise, &["`$.nobody` selects nothing"]);
    let mut promise = expectation(200, None);
    promise.checks = vec![node_check("$.b", AssertionKind::Exists(true))];
    promise.vary = vec![vary("$.a", &[VaryKind::Any])];
    check(promise, &["no documented body"]);
    let mut promise = body(json!(1));
    let documented = promise.alternatives[0].documented.as_mut().unwrap();
    documented.shortened = Shortened::At(vec![path("$.x"), path("$.body")]);
    check(promise, &["selects nothing", "does not select an array"]);
}

#[test]
fn a_rule_of_the_tutorial_must_hit_somewhere() {
    let mut rules = vec![
        vary("$.body", &[VaryKind::Any]),
        vary("$.nobody", &[VaryKind::Any]),
    ];
    for (at, rule) in rules.iter_mut().enumerate() {
        rule.of_tutorial = true;
        let source = Source::new("tutorial.yaml", "0123456789");
        rule.path.span = crate::scenario::source::Span::new(&source, at * 4..at * 4 + 3);
    }
    let mut promise = body(json!(1));
    promise.vary = rules.clone();
    check_tutorial(
        &tutorial(rules, step(promise)),
        &["`$.nobody` selects nothing in any documented body of the tutorial"],
    );
}

#[test]
fn a_kind_must_fit_what_is_printed() {
    let rule = |kind: VaryKind| vary("$.body", &[kind]);
    varied(
        json!("2"),
        rule(VaryKind::Integer),
        &["the string `\"2\"`, which is not an integer"],
    );
    varied(json!(2.5), rule(VaryKind::Integer), &["not an integer"]);
    varied(json!("x"), rule(VaryKind::Datetime), &["not a date"]);
    varied(json!(1), rule(VaryKind::Token), &["not a token"]);
    varied(json!("short"), rule(VaryKind::Token), &[]);
    varied(
        json!("x"),
        rule(VaryKind::Matches(pattern("^y"))),
        &["`^y` finds"],
    );
    varied(json!(null), rule(VaryKind::String), &["not a string"]);
    varied(
        json!({}),
        rule(VaryKind::Unordered),
        &["`unordered` is for arrays"],
    );
    let by_sku = || rule(VaryKind::MatchBy("sku".to_owned()));
    varied(json!("x"), by_sku(), &["`match_by` is for arrays"]);
    varied(
        json!([{"sku": 1}, {}]),
        by_sku(),
        &["`$.body[1]` of step `one` has no member `sku`"],
    );
    varied(
        json!([{"sku": 1}, {"sku": 1}]),
        by_sku(),
        &["as an element before it has"],
    );
    varied(json!("${a}"), rule(VaryKind::Integer), &[]);
    varied(
        json!("a ${a}"),
        rule(VaryKind::Integer),
        &["not an integer"],
    );
    let problems = validate(&tutorial(Vec::new(), {
        let mut promise = body(json!("2"));
        promise.vary = vec![rule(VaryKind::Integer)];
        step(promise)
    }));
    assert_eq!(
        problems[0].hint.as_deref(),
        Some(r"write `{matches: '^\d+$'}`")
    );
}

#[test]
fn only_the_rule_that_wins_must_fit() {
    let mut promise = body(json!("2"));
    promise.vary = vec![
        vary("$.body", &[VaryKind::Integer]),
        vary("$.body", &[VaryKind::String]),
    ];
    check(promise, &[]);
}

#[test]
fn a_drift_must_differ_from_the_page() {
    let mut promise = body(json!(20));
    promise.drift = vec![drift("$.body", &json!(20.0)), drift("status", &json!(200))];
    check(
        promise,
        &[
            "that is what the drift says of the store",
            "is right anyway",
        ],
    );
}

/// The notes that a step gets.
fn noted(expect: Expectation) -> Vec<String> {
    let tutorial = tutorial(Vec::new(), step(expect));
    assert_eq!(validate(&tutorial), Vec::new());
    notes(&tutorial)
        .into_iter()
        .map(|one| one.message)
        .collect()
}

#[test]
fn a_status_is_a_promise_and_a_class_a_weak_one() {
    assert_eq!(noted(expectation(204, None)), Vec::<String>::new());
    let mut promise = expectation(200, None);
    promise.alternatives[0].status.allowed = vec![StatusPattern::Class(2)];
    assert_eq!(
        noted(promise.clone()),
        ["step `one` promises little: any answer from 200 to 299 passes, whatever is in it"]
    );
    promise.checks = vec![node_check("$.b", AssertionKind::Exists(false))];
    assert_eq!(noted(promise.clone()).len(), 1);
    promise.checks = vec![node_check("$.b", AssertionKind::Exists(true))];
    assert_eq!(noted(promise.clone()), Vec::<String>::new());
    promise.checks.clear();
    promise.alternatives[0].status.allowed = (2..=5).map(StatusPattern::Class).collect();
    check(promise, &["promises nothing: any answer would pass"]);
}

#[test]
fn a_body_of_which_nothing_is_exact_is_noted() {
    let vague =
        ["step `one` compares nothing but the status exactly: all that its page prints may vary"];
    let exact = Vec::<String>::new();
    let mut promise = expectation(200, Some(&json!({"a": [{"b": 1}]})));
    promise.vary = vec![vary("$.a[*].b", &[VaryKind::Integer])];
    assert_eq!(noted(promise.clone()), vague);
    promise.drift = vec![drift("$.a[0].b", &json!(2))];
    assert_eq!(noted(promise.clone()), exact);
    promise.drift.clear();
    let missing = ["promises nothing of the body"];
    promise.vary[0].kinds = vec![VaryKind::Optional];
    check(promise.clone(), &missing);
    promise.vary.clear();
    assert_eq!(noted(promise), exact);
    check(expectation(200, Some(&json!({}))), &missing);
    assert_eq!(noted(expectation(200, Some(&json!([])))), exact);
    let mut promise = expectation(200, None);
    promise.html = vec![html_check("form", None)];
    assert_eq!(noted(promise), exact);
}
