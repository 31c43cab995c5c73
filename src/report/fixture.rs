//! One outcome that has everything: every verdict, and content that would harm a careless report.

mod parts;

use serde_json::json;

use crate::outcome::{
    CaptureOutcome, CheckOutcome, Code, Compared, Counts, DriftOutcome, ErrorKind, ExchangeOutcome,
    Extra, FORMAT_VERSION, FilePlace, LeftBehind, LeftOut, Location, Mismatch, MismatchKind,
    Promised, PromisedRule, RuleKind, RunOutcome, ScenarioOutcome, Side, StepError, StepOutcome,
    Subject, Target, TextLine, UndoOutcome, UndoResult, UseOutcome, Verdict,
};
use crate::report::fixture::parts::{FILE, exchange};
pub(crate) use crate::report::fixture::parts::{mismatch, step};

/// What a hostile store could put into any text.
pub(crate) const HOSTILE: &str = "<script>alert('1')</script> ]]> &amp; \u{1b}[31mPASSED\u{1b}[0m\u{1b}]0;title\u{7} \u{202e}drawkcab\u{2066} \0 \u{fffe}\u{ffff}\u{fdd0}\u{feff} \u{9b}2J \r\n::error::forged\n ##[set-output name=a]##vso[b]\u{fffd} '\"`$(id)` \u{1f468}\u{200d}\u{1f469}";

/// Returns the outcome that every report renders into its snapshot.
pub(crate) fn outcome() -> RunOutcome {
    RunOutcome {
        format_version: FORMAT_VERSION,
        magewalk_version: "0.1.0".to_owned(),
        run_id: "7f3k2m".to_owned(),
        target: Target {
            url: "http://127.0.0.1:8082".to_owned(),
            sandbox: false,
            magento: None,
            insecure: false,
        },
        started_at: "2026-03-01T12:00:00Z".to_owned(),
        duration_ms: 1_234.5,
        interrupted: false,
        asked_for: Vec::new(),
        scenarios: vec![create_customer(), hostile_scenario()],
        undos: undos(),
        left_behind: vec![LeftBehind {
            tutorial: "orders".to_owned(),
            step: "place-order".to_owned(),
            what: "order 000000003 (entity id 3)".to_owned(),
        }],
        files: vec![FilePlace {
            file: FILE.to_owned(),
            place: format!("api/{FILE}"),
        }],
        shards: None,
    }
}

/// Returns an outcome in which these are all the steps.
pub(crate) fn of_steps(verdicts: &[Verdict]) -> RunOutcome {
    let steps = verdicts
        .iter()
        .enumerate()
        .map(|(at, verdict)| StepOutcome {
            verdict: *verdict,
            reason: Some("no browser is configured".to_owned()),
            ..step(at + 1, &format!("step-{}", at + 1), "One")
        });
    RunOutcome {
        undos: Vec::new(),
        left_behind: Vec::new(),
        scenarios: vec![ScenarioOutcome {
            steps: steps.collect(),
            ..create_customer()
        }],
        ..outcome()
    }
}

fn create_customer() -> ScenarioOutcome {
    ScenarioOutcome {
        tutorial: "orders".to_owned(),
        name: "create-customer".to_owned(),
        title: "Create a customer".to_owned(),
        file: FILE.to_owned(),
        page: Some("https://developer.example/order-create-customer".to_owned()),
        explain: Some("A customer account, its token,\nand what the token opens.".to_owned()),
        digest: Some("5d41402abc4b2a76b9719d911017c592".to_owned()),
        steps: vec![passed(), failed(), errored(), skipped(), not_applicable()],
    }
}

/// What the page promises of the token.
fn promised() -> Promised {
    Promised {
        status: "200".to_owned(),
        documented: Some(json!("q0u66k8h42yaevtchv09uyy3y9gaj2ap")),
        rules: Vec::new(),
        checks: vec![check("matches `^eyJ`", Some(true))],
    }
}

/// A single assertion on the whole body.
fn check(demands: &str, held: Option<bool>) -> CheckOutcome {
    CheckOutcome {
        subject: Subject::Check,
        at: "$".to_owned(),
        demands: demands.to_owned(),
        equals: None,
        paths: vec!["$".to_owned()],
        held,
    }
}

fn used(name: &str, captured_in: Option<&str>) -> UseOutcome {
    UseOutcome {
        name: name.to_owned(),
        captured_in: captured_in.map(str::to_owned),
        is_taken_back: false,
    }
}

/// A list of which the page prints the first three elements.
fn compared() -> Compared {
    Compared {
        complete: true,
        left_out: vec![LeftOut {
            documented_path: None,
            actual_path: Some("$['items']".to_owned()),
            elements: Some((3, 20)),
        }],
    }
}

fn passed() -> StepOutcome {
    let token = r#"{"username":"jdoe@example.com","password":"‹password›"}"#;
    let path = "/rest/default/V1/integration/customer/token";
    StepOutcome {
        explain: Some("The token stands for the customer from here on.".to_owned()),
        request_line: "POST /rest/${store_code}/V1/integration/customer/token".to_owned(),
        exchanges: vec![exchange(
            "POST",
            path,
            Some(token),
            200,
            "\"‹customer_token›\"",
        )],
        label: Some("2.4.7".to_owned()),
        promised: Some(promised()),
        notes: vec!["the admin's token had run out: signed in anew".to_owned()],
        drifts: vec![
            DriftOutcome {
                at: "words".to_owned(),
                actual_path: None,
                documented: None,
                store: json!("a JWT of three parts that lives 60 minutes"),
                because: "since 2.4.4 user tokens are JWTs".to_owned(),
                page_was_right: false,
            },
            DriftOutcome {
                at: "$['price']".to_owned(),
                actual_path: None,
                documented: Some(json!(24)),
                store: json!(22),
                because: "the page's later steps print 22 themselves".to_owned(),
                page_was_right: true,
            },
        ],
        extras: vec![Extra {
            path: "$['extension_attributes']".to_owned(),
            value: json!({"is_subscribed": false}),
        }],
        compared: Some(compared()),
        counts: Counts {
            exact: 41,
            varied: 7,
            drifted: 1,
            checked: 12,
        },
        captures: vec![CaptureOutcome {
            name: "customer_token".to_owned(),
            from: "$".to_owned(),
            header: None,
            path: Some("$".to_owned()),
            value: json!("‹customer_token›"),
        }],
        uses: vec![
            used("email", None),
            used("customer_id", Some("create-account")),
        ],
        ..step(1, "customer-token", "Get the customer's access token")
    }
}

fn failed() -> StepOutcome {
    let path = "/rest/default/V1/customers/me?fields=a[b]";
    let body = r#"{"customer":{"email":"jdoe@example.com","firstname":"Jane"},"weight":22.0000}"#;
    StepOutcome {
        effect: "reversible".to_owned(),
        verdict: Verdict::Failed,
        exchanges: vec![exchange(
            "PUT",
            path,
            Some(body),
            400,
            r#"{"message":"no"}"#,
        )],
        store_message: Some("\"firstname\" is required. Enter and try again.".to_owned()),
        mismatches: failed_mismatches(),
        ..step(
            2,
            "read-me",
            "Read the customer with the token of the customer",
        )
    }
}

fn failed_mismatches() -> Vec<Mismatch> {
    [promises(), in_the_body()].concat()
}

#[expect(clippy::too_many_lines, reason = "one of each, written out")]
fn promises() -> Vec<Mismatch> {
    let status = Mismatch {
        code: Code::Mw101,
        subject: Subject::Status,
        message: "the store answers with another status".to_owned(),
        predicate: Some("the store answers with another status".to_owned()),
        ..mismatch(
            MismatchKind::Value,
            "status",
            Some(json!(200)),
            Some(json!(400)),
        )
    };
    let header = Mismatch {
        code: Code::Mw102,
        subject: Subject::Header,
        kind: MismatchKind::Missing,
        message: "is missing".to_owned(),
        predicate: Some("is missing".to_owned()),
        names_place: false,
        actual_path: None,
        actual: None,
        ..mismatch(
            MismatchKind::Missing,
            "location",
            Some(json!("/customer/account")),
            None,
        )
    };
    let check = Mismatch {
        code: Code::Mw121,
        subject: Subject::Check,
        message: "is not the sum of `$.subtotal`, `$.shipping`".to_owned(),
        predicate: Some("is not the sum of `$.subtotal`, `$.shipping`".to_owned()),
        names_place: false,
        ..mismatch(
            MismatchKind::Value,
            "$.grand_total",
            Some(json!(108)),
            Some(json!(105)),
        )
    };
    let line = |side, text: &str| TextLine {
        side,
        text: text.to_owned(),
        changed: Vec::new(),
    };
    let text = Mismatch {
        code: Code::Mw140,
        subject: Subject::Text,
        documented_path: None,
        actual_path: None,
        lines: vec![
            line(Side::Both, "one"),
            line(Side::Both, "two"),
            line(Side::Both, "three"),
            line(Side::Documented, "\tfour"),
            line(Side::Actual, "\u{1b}[31mfour"),
            line(Side::Both, "five"),
        ],
        message: "differs in 1 line".to_owned(),
        predicate: Some("differs in 1 line".to_owned()),
        names_place: false,
        ..mismatch(
            MismatchKind::Value,
            "text",
            Some(json!("…")),
            Some(json!("…")),
        )
    };
    vec![status, header, check, text]
}

fn in_the_body() -> Vec<Mismatch> {
    let moved = Mismatch {
        actual_path: Some("$['items'][3]['name']".to_owned()),
        ..mismatch(
            MismatchKind::Value,
            "$['items'][0]['name']",
            Some(json!("Gray")),
            Some(json!("Grey")),
        )
    };
    let body = |kind, path: &str, page, store| mismatch(kind, path, page, store);
    let long = |end: &str| Some(json!("a".repeat(9_000) + end + &"b".repeat(1_000)));
    vec![
        body(
            MismatchKind::Type,
            "$['default_billing']",
            Some(json!("4")),
            Some(json!(4)),
        ),
        body(
            MismatchKind::Missing,
            "$['addresses'][0]['region']['region_code']",
            Some(json!("NY")),
            None,
        ),
        body(
            MismatchKind::Extra,
            "$['addresses'][1]",
            None,
            Some(json!({"id": 9})),
        ),
        body(
            MismatchKind::Value,
            "$['addresses'][0]['postcode']",
            long("x"),
            long("y"),
        ),
        moved,
    ]
}

fn errored() -> StepOutcome {
    let mut refused = exchange("DELETE", "/rest/default/V1/customers/2", None, 0, "");
    refused.response = None;
    StepOutcome {
        effect: "reversible".to_owned(),
        verdict: Verdict::Errored,
        error: Some(StepError {
            code: Code::Mw201,
            kind: ErrorKind::Connection,
            message: "cannot connect to `127.0.0.1:8082`: connection refused".to_owned(),
            hint: Some("is the store running?".to_owned()),
            location: None,
        }),
        exchanges: vec![refused],
        ..step(3, "delete", "Delete the customer")
    }
}

fn skipped() -> StepOutcome {
    StepOutcome {
        verdict: Verdict::Skipped,
        reason: Some("it needs `customer_id` of `create-account`, which failed".to_owned()),
        exchanges: Vec::new(),
        browsed: Vec::new(),
        duration_ms: 0.0,
        ..step(4, "after", "Read the customer again")
    }
}

fn not_applicable() -> StepOutcome {
    StepOutcome {
        verdict: Verdict::NotApplicable,
        reason: Some("`otp_secret` is not set".to_owned()),
        exchanges: Vec::new(),
        browsed: Vec::new(),
        duration_ms: 0.0,
        ..step(5, "two-factor", "Sign in with a second factor")
    }
}

fn hostile_scenario() -> ScenarioOutcome {
    let text = || HOSTILE.to_owned();
    ScenarioOutcome {
        tutorial: text(),
        name: text(),
        title: text(),
        file: text(),
        page: Some(text()),
        explain: Some(text()),
        digest: Some(text()),
        steps: vec![hostile_step()],
    }
}

fn hostile_exchanges() -> Vec<ExchangeOutcome> {
    let text = || HOSTILE.to_owned();
    let mut redirected = exchange("POST", "/", Some(HOSTILE), 302, HOSTILE);
    redirected.request.method = text();
    redirected.request.url = text();
    redirected.request.headers.push((text(), text()));
    let mut shortened = exchange("GET", "/‹customer_token›", None, 200, "{\"a\":");
    shortened
        .response
        .as_mut()
        .expect("it has one")
        .body_shortened = true;
    vec![redirected, shortened]
}

/// Returns a step whose every text is hostile.
#[expect(clippy::too_many_lines, reason = "every member, written out")]
fn hostile_step() -> StepOutcome {
    let text = || HOSTILE.to_owned();
    let location = Location {
        file: text(),
        line: usize::MAX,
        column: usize::MAX,
        width: usize::MAX,
        left_out: 0,
        text: text(),
    };
    StepOutcome {
        id: text(),
        explain: Some(text()),
        effect: text(),
        request_line: text(),
        location: location.clone(),
        verdict: Verdict::Errored,
        reason: Some(text()),
        error: Some(StepError {
            code: Code::Mw204,
            kind: ErrorKind::Body,
            message: text(),
            hint: Some(text()),
            location: None,
        }),
        exchanges: hostile_exchanges(),
        store_message: Some(text()),
        label: Some(text()),
        notes: vec![text()],
        mismatches: vec![Mismatch {
            documented_path: Some(text()),
            actual_path: Some(text() + "2"),
            message: text(),
            predicate: Some(text()),
            location,
            ..mismatch(
                MismatchKind::Value,
                "$",
                Some(json!(HOSTILE)),
                Some(json!([HOSTILE])),
            )
        }],
        drifts: vec![DriftOutcome {
            at: text(),
            actual_path: None,
            documented: Some(json!(HOSTILE)),
            store: json!(HOSTILE),
            because: text(),
            page_was_right: false,
        }],
        extras: vec![Extra {
            path: text(),
            value: json!({ HOSTILE: HOSTILE }),
        }],
        captures: vec![CaptureOutcome {
            name: text(),
            from: text(),
            header: None,
            path: Some(text()),
            value: json!(HOSTILE),
        }],
        promised: Some(Promised {
            status: text(),
            documented: Some(json!({ HOSTILE: HOSTILE })),
            rules: vec![PromisedRule {
                at: text(),
                kinds: vec![RuleKind::Any],
            }],
            checks: vec![check(HOSTILE, Some(false)), check(HOSTILE, None)],
        }),
        uses: vec![UseOutcome {
            name: text(),
            captured_in: Some(text()),
            is_taken_back: false,
        }],
        ..step(6, "hostile", HOSTILE)
    }
}

fn undos() -> Vec<UndoOutcome> {
    let undo = |step: &str, action: &str, result, reason: Option<&str>| UndoOutcome {
        tutorial: "orders".to_owned(),
        step: step.to_owned(),
        action: action.to_owned(),
        result,
        reason: reason.map(str::to_owned),
    };
    let delete = "DELETE /rest/default/V1/customers";
    vec![
        undo(
            "create-account",
            &format!("{delete}/2 → 200"),
            UndoResult::Done,
            None,
        ),
        undo(
            "create-second",
            &format!("{delete}/${{id}}"),
            UndoResult::NothingThere,
            Some("no customer has this e-mail"),
        ),
        undo(
            "create-third",
            &format!("{delete}/4 → 500"),
            UndoResult::Failed,
            Some(HOSTILE),
        ),
    ]
}
