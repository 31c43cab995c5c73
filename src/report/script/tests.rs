//! Scripts, run by a real shell.

use std::process::Command;

use serde_json::json;

use super::*;
use crate::outcome::{
    CaptureOutcome, CheckOutcome, Compared, Promised, PromisedRule, RuleKind, Subject, UseOutcome,
    Varied,
};
use crate::report::fixture;

/// A step that sends this header, and captures its whole answer under this name.
fn step(number: usize, path: &str, header: &str, captured: Option<&str>) -> StepOutcome {
    let mut step = fixture::outcome().scenarios[0].steps[0].clone();
    step.number = number;
    step.promised = None;
    step.title = format!("Step's {number}");
    let request = &mut step.exchanges[0].request;
    request.url = format!("http://shop.example{path}");
    request.method = "GET".to_owned();
    request.body = None;
    request.headers = vec![("Authorization".to_owned(), header.to_owned())];
    step.captures = captured
        .map(|name| CaptureOutcome {
            name: name.to_owned(),
            from: "$".to_owned(),
            header: None,
            path: Some("$".to_owned()),
            value: Value::from(format!("‹{name}›")),
        })
        .into_iter()
        .collect();
    step
}

/// Runs a script in a real shell, where `curl` tells its arguments and answers with a token.
fn run(script: &str, variables: &[(&str, &str)]) -> (bool, String, String) {
    let curl = "curl() { printf '<%s>' \"$@\" >&2; echo >&2; printf '\"to-ken\"' > \"$answer\"; printf '%s' \"${STATUS:-200}\"; }\n";
    let ran = Command::new("sh")
        .args(["-c", &format!("{curl}{script}")])
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (ran.status.success(), text(ran.stdout), text(ran.stderr))
}

fn script() -> String {
    let steps = [
        step(
            1,
            "/rest/V1/token",
            "Bearer ‹admin_token›",
            Some("customer_token"),
        ),
        step(2, "/rest/V1/me", "Bearer ‹customer_token›", None),
        step(3, "/customer/account/", "Basic ‹basic›", None),
    ];
    render(&fixture::outcome().target, steps.iter())
}

#[test]
fn a_token_is_fetched_anew_and_used_and_not_shown() {
    let variables = [("MAGEWALK_ADMIN_TOKEN", "adm"), ("MAGEWALK_BASIC", "u:p")];
    let (is_right, out, sent) = run(&script(), &variables);
    assert!(is_right, "{sent}");
    assert!(
        sent.contains(
            "<%{http_code}><http://shop.example/rest/V1/token><-H><Authorization: Bearer adm>"
        ),
        "{sent}"
    );
    assert!(sent.contains("<Authorization: Bearer to-ken>"), "{sent}");
    assert!(
        sent.contains("<-b></tmp/") && sent.matches("<-b>").count() == 1,
        "{sent}"
    );
    assert!(
        out.contains("== 1. Step's 1\nMAGEWALK_CUSTOMER_TOKEN is set"),
        "{out}"
    );
}

#[test]
fn a_token_is_set_under_the_name_that_the_lines_want() {
    let steps = [
        step(1, "/rest/V1/token", "Basic none", Some("magewalk_token")),
        step(2, "/rest/V1/me", "Bearer ‹magewalk_token›", None),
    ];
    let script = render(&fixture::outcome().target, steps.iter());
    let (is_right, _, sent) = run(&script, &[]);
    assert!(is_right && sent.contains("Bearer to-ken"), "{sent}");
}

#[test]
fn what_has_to_be_set_is_said_before_anything_is_sent() {
    let (is_right, out, sent) = run(&script(), &[("MAGEWALK_ADMIN_TOKEN", "adm")]);
    assert!(!is_right && out.is_empty(), "{out}");
    assert!(
        sent.contains("MAGEWALK_BASIC: set it first") && !sent.contains("<-sS>"),
        "{sent}"
    );
}

/// A step that passed: what it promises, what may vary, and with what it was answered.
fn promising(page: Value, answer: &Value, checks: Vec<CheckOutcome>) -> StepOutcome {
    let mut step = step(1, "/rest/V1/me", "Basic none", None);
    step.verdict = Verdict::Passed;
    let response = step.exchanges[0].response.as_mut().unwrap();
    (response.status, response.body) = (200, answer.to_string());
    (step.drifts, step.varied) = (Vec::new(), Vec::new());
    step.compared = Some(Compared {
        complete: true,
        left_out: Vec::new(),
    });
    step.varied.push(Varied {
        documented_path: "$.id".to_owned(),
        actual_path: Some("$.id".to_owned()),
    });
    step.promised = Some(Promised {
        status: "200".to_owned(),
        documented: Some(page),
        rules: Vec::new(),
        checks,
    });
    step
}

/// Runs a script that is answered with this body and 200; returns how it ends and what it says.
fn answered(script: &str, body: &str) -> (bool, String) {
    let shell = "curl() { printf '%s' \"$BODY\" > \"$answer\"; printf 200; }\n";
    let ran = Command::new("sh")
        .args(["-c", &format!("{shell}{script}")])
        .env("BODY", body)
        .output()
        .unwrap();
    let said = String::from_utf8(ran.stderr).unwrap();
    (ran.status.success(), said)
}

/// A check that a value is this one.
fn equals(path: &str, value: Value) -> CheckOutcome {
    CheckOutcome {
        subject: Subject::Check,
        at: path.to_owned(),
        demands: format!("equals {value}"),
        equals: Some(value),
        paths: vec![path.to_owned()],
        held: Some(true),
    }
}

#[test]
fn it_knows_the_rules_of_the_step() {
    let rule = |at: &str, kinds: &[RuleKind]| PromisedRule {
        at: at.to_owned(),
        kinds: kinds.to_vec(),
    };
    let page =
        json!({"a": [1, 1, 2], "b": [1], "n": 5, "d": "2017-01-31 01:18:13", "o": 1, "x": null});
    let mut step = promising(page.clone(), &page, Vec::new());
    step.varied.clear();
    step.promised.as_mut().unwrap().rules = vec![
        rule("$.a", &[RuleKind::Unordered]),
        rule("$.b", &[RuleKind::Shortened]),
        rule("$.n", &[RuleKind::Integer]),
        rule("$.d", &[RuleKind::Datetime]),
        rule("$.o", &[RuleKind::Optional]),
    ];
    let script = render(&fixture::outcome().target, std::iter::once(&step));
    for (name, value, holds) in [
        ("a", Some(json!([2, 1, 1])), true),
        ("a", Some(json!([1, 2, 2])), false),
        ("a", Some(json!([1, 1, 2, 2])), false),
        ("b", Some(json!([1, 9])), true),
        ("b", Some(json!([9, 1])), false),
        ("n", Some(json!(6)), true),
        ("n", Some(json!("6")), false),
        ("n", Some(json!(6.5)), false),
        ("n", Some(json!(null)), false),
        ("d", Some(json!("2026-01-31 01:18:13")), true),
        ("d", Some(json!("soon")), false),
        ("o", None, true),
        ("o", Some(json!(2)), false),
        ("x", None, false),
    ] {
        let mut body = page.clone();
        match value.clone() {
            Some(value) => body[name] = value,
            None => drop(body.as_object_mut().unwrap().remove(name)),
        }
        let (is_right, said) = answered(&script, &body.to_string());
        assert_eq!(is_right, holds, "{name} {value:?}: {said}");
    }
}

#[test]
fn a_check_holds_of_what_is_there() {
    let body = json!({"a": null, "b": {"c": 1}});
    let checks = vec![equals("$.a", json!(null)), equals("$.b", json!({"c": 1}))];
    let mut step = promising(json!({}), &body, checks);
    let matching = CheckOutcome {
        equals: None,
        demands: "matches `^x`\nrm -rf .".to_owned(),
        ..equals("$.a", json!(null))
    };
    step.promised.as_mut().unwrap().checks.push(matching);
    let script = render(&fixture::outcome().target, std::iter::once(&step));
    assert!(
        script.contains("# not checked here: $.a matches `^x`␊rm"),
        "{script}"
    );
    assert!(answered(&script, &body.to_string()).0);
    for other in [
        json!({"b": {"c": 1}}),
        json!({"a": null, "b": {"c": 1, "d": 2}}),
    ] {
        assert!(!answered(&script, &other.to_string()).0, "{other}");
    }
}

#[test]
fn only_what_a_step_uses_is_another_value_in_the_next_walk() {
    let captured = CaptureOutcome {
        name: "cart_id".to_owned(),
        from: "$".to_owned(),
        header: None,
        path: Some("$".to_owned()),
        value: json!(7),
    };
    let body = json!({"cart": 7});
    for (is_used, holds) in [(false, false), (true, true)] {
        let mut first = promising(json!(7), &json!(7), Vec::new());
        first.captures = vec![captured.clone()];
        first.promised = None;
        let mut second = promising(body.clone(), &body, Vec::new());
        second.uses = is_used
            .then(|| UseOutcome {
                name: "cart_id".to_owned(),
                captured_in: Some("a".to_owned()),
                is_taken_back: false,
            })
            .into_iter()
            .collect();
        let script = render(&fixture::outcome().target, [&first, &second].into_iter());
        assert_eq!(answered(&script, "{\"cart\": 8}").0, holds, "{script}");
    }
}

#[test]
fn what_a_promise_holds_is_no_word_of_the_shell() {
    for text in [
        "it's",
        "$(exit 3)",
        "`exit 3`",
        "\\",
        "\"",
        "\nPROMISE\nexit 0\n",
        "a\0b",
        "ü\u{202e}\u{1b}[0m",
        "%s",
        "\\u0041",
    ] {
        let page = json!({"a": text, text: [text]});
        let step = promising(page.clone(), &page, vec![equals("$.a", json!(text))]);
        let script = render(&fixture::outcome().target, std::iter::once(&step));
        let (is_right, said) = answered(&script, &page.to_string());
        assert!(is_right, "{text}: {said}");
        let other = json!({"a": text, text: [format!("{text}.")]});
        assert!(!answered(&script, &other.to_string()).0, "{text}");
    }
}

#[test]
fn it_fails_where_a_body_is_not_as_the_step_promises() {
    let page =
        json!({"id": 2, "name": "Ja'ne", "price": 22, "items": [{"sku": "a"}, {"sku": "b"}]});
    let answer = json!({"id": 9, "name": "Ja'ne", "price": 22, "more": 1, "items": [{"sku": "a"}, {"sku": "b"}]});
    let check = CheckOutcome {
        subject: Subject::Check,
        at: "$.more".to_owned(),
        demands: "equals 1".to_owned(),
        equals: Some(json!(1)),
        paths: vec!["$.more".to_owned()],
        held: Some(true),
    };
    let step = promising(page, &answer, vec![check]);
    let script = render(&fixture::outcome().target, std::iter::once(&step));
    let answered = |answer: &str| answered(&script, answer);
    assert_eq!(answered(&answer.to_string()), (true, String::new()));
    let reversed = json!({"id": 10, "name": "Ja'ne", "price": 22.0, "more": 1, "items": [{"sku": "b"}, {"sku": "a", "qty": 1}]});
    let (is_right, words) = answered(&reversed.to_string());
    assert!(
        !is_right && words.contains("$.items[0].sku is \"b\", not \"a\""),
        "{words}"
    );
    for (pointer, value, said) in [
        ("/name", json!("Joe"), "$.name is \"Joe\", not \"Ja'ne\""),
        ("/price", json!("22"), "$.price is \"22\", not 22"),
        ("/more", json!(2), "$ at [\"more\"] is 2, not 1"),
        (
            "/items/1/sku",
            json!("c"),
            "$.items[1].sku is \"c\", not \"b\"",
        ),
        (
            "/items",
            json!([{"sku": "a"}, {"sku": "b"}, {"sku": "b"}]),
            "$.items has 3 elements, not 2",
        ),
        ("/items", json!(null), "$.items is no array"),
    ] {
        let mut other = answer.clone();
        *other.pointer_mut(pointer).unwrap() = value;
        let (is_right, words) = answered(&other.to_string());
        assert!(!is_right && words.contains(said), "{pointer}: {words}");
    }
    let twice = format!("{answer} {answer}");
    for body in ["", " \n", "<html>", "{}", "null", "[]", &twice] {
        let (is_right, words) = answered(body);
        assert!(!is_right && words.contains("the body"), "{body}: {words}");
    }
}

#[test]
fn without_what_checks_the_answers_nothing_is_sent() {
    let body = json!({"name": "Jane"});
    let step = promising(body.clone(), &body, Vec::new());
    let script = render(&fixture::outcome().target, std::iter::once(&step));
    let shell = "command() { return 1; }\ncurl() { echo sent >&2; }\n";
    let ran = Command::new("sh")
        .args(["-c", &format!("{shell}{script}")])
        .output()
        .unwrap();
    let said = String::from_utf8(ran.stderr).unwrap();
    assert!(!ran.status.success());
    assert!(
        said.contains("jq is needed") && !said.contains("sent"),
        "{said}"
    );
}

#[test]
fn it_fails_where_a_step_does() {
    let mut refused = step(1, "/rest/V1/me", "Basic none", None);
    let response = refused.exchanges[0].response.as_mut().unwrap();
    response.status = 401;
    for (verdict, promised, status, holds) in [
        (Verdict::Passed, "4xx", "401", true),
        (Verdict::Passed, "4xx", "500", false),
        (Verdict::Failed, "200", "200", true),
        (Verdict::Failed, "200", "401", false),
        (Verdict::Failed, "2xx", "201", true),
        (Verdict::Errored, "200 or 204", "401", false),
        (Verdict::Failed, "200 or 204", "200", true),
        (Verdict::Failed, "200 or 204", "201", false),
    ] {
        refused.verdict = verdict;
        refused.promised = Some(Promised {
            status: promised.to_owned(),
            documented: None,
            rules: Vec::new(),
            checks: Vec::new(),
        });
        let next = step(2, "/rest/V1/next", "Basic none", None);
        let script = render(&fixture::outcome().target, [&refused, &next].into_iter());
        // The second step passed with 200 in the walk; it is reached where the first one holds.
        let (is_right, _, sent) = run(&script, &[("STATUS", status)]);
        assert_eq!(sent.contains("/next"), holds, "{promised} {status}: {sent}");
        assert_eq!(is_right, holds && status == "200", "{promised} {status}");
    }
}

#[test]
fn where_the_admin_cannot_sign_in_no_step_is_sent() {
    let mut refused = step(1, "/rest/V1/orders", "Bearer ‹admin_token›", None);
    refused.exchanges[0].response.as_mut().unwrap().status = 401;
    refused.verdict = Verdict::Passed;
    let script = render(&fixture::outcome().target, std::iter::once(&refused));
    let admin = [
        ("MAGEWALK_ADMIN_USERNAME", "a"),
        ("MAGEWALK_ADMIN_PASSWORD", "b"),
    ];
    for (variables, answer, said) in [
        (
            &admin[..],
            "{\"message\": \"no\"}",
            "the admin cannot sign in",
        ),
        (&admin[..], "", "the admin cannot sign in"),
        (
            &admin[..1],
            "\"to-ken\"",
            "MAGEWALK_ADMIN_PASSWORD: set it first",
        ),
    ] {
        let shell = "curl() { case \"$*\" in *admin/token*) printf '%s' \"$ANSWER\" ;; \
                     *) echo sent >&2; printf 401 ;; esac; }\n";
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{shell}{script}")]);
        for name in ["TOKEN", "USERNAME", "PASSWORD", "OTP_SECRET"] {
            command.env_remove(format!("MAGEWALK_ADMIN_{name}"));
        }
        command
            .envs(variables.iter().copied())
            .env("ANSWER", answer);
        let ran = command.output().unwrap();
        let words = String::from_utf8(ran.stderr).unwrap();
        assert!(!ran.status.success() && !words.contains("sent"), "{words}");
        assert!(words.contains(said), "{words}");
    }
}
