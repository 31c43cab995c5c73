//! What stores answer: held against a promise, and shown in reports.

use magewalk::check;
use magewalk::http::exchange::Response;
use magewalk::mask::Redactor;
use magewalk::outcome::{
    CaptureOutcome, ErrorKind, ExchangeOutcome, FORMAT_VERSION, RequestOutcome, ResponseOutcome,
    RunOutcome, ScenarioOutcome, StepError, StepOutcome, Target, Timings, Verdict,
};
use magewalk::report::terminal::{self, Style, Verbosity};
use magewalk::report::{self, Format};
use magewalk::runner::masking;
use magewalk::scenario::tutorial::{Step, Tutorial};
use serde_json::Value;

use super::language::{check, response, tutorial};

/// Separates the body that a page prints from the one that a store answers: in no UTF-8.
const SEPARATOR: u8 = 0xff;

/// A password that stands in no report, wherever a store repeats it.
const SECRET: &str = "hunter22";

/// A page with a rule of every kind.
const RICH: &str = r#"title: A page
steps:
  - id: one
    title: One
    request: {GET: /a}
    expect:
      status: 200
      documented:
        id: 7
        at: "2017-01-31 01:18:13"
        token: abcdefghijklmnop
        name: Jane
        price: 22.5
        zero: 0
        tags: [b, a]
        items: [{sku: x, qty: 1}, {sku: y, qty: 2}]
        old: 1
        maybe: {deep: [1, 2]}
        long: [1]
      shortened: [$.long]
      vary:
        $.id: integer
        $.at: datetime
        $.token: token
        $.tags: unordered
        $.items: {match_by: sku}
        $.items[*].qty: [number, {matches: '^\d+$'}]
        $.maybe: optional
      drift:
        - {at: $.old, store: {new: [2]}, because: it changed}
      checks:
        - $.items[*].qty: {at_least: 1, at_most: 9, is: number}
        - $.price: {equals: 22.5}
        - $.items[1].qty: {sum_of: ['$.items[0].qty', '$.items[0].qty', $.zero]}
        - $.tags: {same_set: [a, b], length: 2, contains: a}
        - $.message: {exists: false}
        - $.name: {matches: '^J'}
    capture:
      id: $.id
      skus: {jsonpath: '$.items[*].sku', all: true}
      word: {regex: '"name":"(\w+)"'}
      kind: {header: content-type}
"#;

/// A page of text and HTML.
const PAGE: &str = r#"title: A page
steps:
  - id: one
    title: One
    request: {GET: /a}
    expect:
      status: 200
      headers: {content-type: {contains: text}}
      html:
        - {select: "form input[name=form_key]", attribute: value, text: {matches: '^\w+$'}}
        - {select: h1, count: 1, text: {contains: Jane}}
        - {select: .error, count: 0}
      text: "<h1>Jane</h1>\n<form><input name=form_key value=k></form>\n"
    capture:
      key: {select: "input[name=form_key]", attribute: value}
"#;

/// Holds the bytes of a response against a page with every rule; with a [`SEPARATOR`], what stands
/// before it is the page, and an answer that passes has all that the page prints.
pub fn comparison(bytes: &[u8]) {
    if let Some(at) = bytes.iter().position(|byte| *byte == SEPARATOR) {
        let (page, store) = (&bytes[..at], &bytes[at + 1..]);
        if let Ok(page) = std::str::from_utf8(page) {
            as_printed(page, store);
        }
        return;
    }
    for (scenario, media_type) in [(RICH, "application/json"), (PAGE, "text/html")] {
        let tutorial = known(scenario);
        let step = &tutorial.scenarios[0].steps[0];
        let answer = response(media_type, bytes);
        let first = check(step, &answer);
        assert_eq!(
            first,
            check(step, &answer),
            "the same answer is judged in two ways"
        );
        if first.is_ok_and(|checked| checked.mismatches.is_empty()) && scenario == RICH {
            let body: Value = serde_json::from_slice(bytes).expect("what is no JSON passes");
            assert!(body["id"].is_i64() || body["id"].is_u64() || body["id"].is_f64());
            assert_eq!(body["name"], "Jane");
            assert!(body.get("message").is_none());
        }
    }
}

/// Holds an answer against a page without any rule, and the page against itself.
fn as_printed(page: &str, store: &[u8]) {
    let scenario = "title: A page\nsteps:\n  - id: one\n    title: One\n    \
        request: {GET: /a}\n    \
        expect: {status: 200, documented_file: responses/a.json}\n";
    let Ok(printed) = serde_json::from_str::<Value>(page) else {
        let _ = tutorial(scenario, page);
        return;
    };
    let Ok(tutorial) = tutorial(scenario, page) else {
        return;
    };
    let passes = |body: &[u8]| {
        let checked = check(
            &tutorial.scenarios[0].steps[0],
            &response("application/json", body),
        );
        checked.is_ok_and(|checked| checked.mismatches.is_empty())
    };
    if passes(store) {
        let found = serde_json::from_slice(store).expect("what is no JSON passes");
        assert!(is_in(&printed, &found), "{found} passes for {page}");
    }
    if !page.contains('$') {
        assert!(passes(page.as_bytes()), "{page} does not pass for itself");
    }
}

/// Whether a value has all that another one prints: a second opinion, as plain as it can be.
fn is_in(printed: &Value, found: &Value) -> bool {
    match (printed, found) {
        (Value::Object(printed), Value::Object(found)) => printed
            .iter()
            .all(|(name, value)| found.get(name).is_some_and(|found| is_in(value, found))),
        (Value::Array(printed), Value::Array(found)) => {
            printed.len() == found.len()
                && printed
                    .iter()
                    .zip(found)
                    .all(|(printed, found)| is_in(printed, found))
        }
        (Value::Number(printed), Value::Number(found)) => printed.as_f64() == found.as_f64(),
        // `$${` in the text of a page is a literal `${`.
        (Value::String(printed), Value::String(found)) => {
            printed == found || printed.contains("${")
        }
        (printed, found) => printed == found,
    }
}

/// Shows the bytes of a response in each report: none is broken by it, none repeats a secret.
pub fn reports(bytes: &[u8]) {
    let (scenario, media_type) = match bytes.first() {
        Some(b'{' | b'[') => (RICH, "application/json"),
        Some(b'<') => (PAGE, "text/html"),
        _ => (PAGE, "text/plain"),
    };
    let tutorial = known(scenario);
    let outcome = outcome(&tutorial, &response(media_type, bytes));
    for format in Format::ALL {
        let text = report::render(format, &outcome);
        assert!(
            !text.contains(SECRET),
            "{format:?} repeats a secret:\n{text}"
        );
        if format == Format::Json {
            let again: RunOutcome = serde_json::from_str(&text).expect("the JSON is valid");
            assert_eq!(again, outcome);
        } else if format == Format::Junit {
            well_formed(&text);
        } else if format == Format::Terminal {
            let obeyed = |one: char| one.is_control() && !matches!(one, '\n' | '\t');
            assert!(!text.contains(obeyed), "{text:?}");
        }
    }
    for width in [1, 20, 80] {
        let style = Style {
            color: true,
            width,
            verbosity: Verbosity::VeryVerbose,
        };
        let text = terminal::render(&outcome, style);
        assert!(!text.contains(SECRET), "{text}");
    }
}

fn known(scenario: &str) -> Tutorial {
    tutorial(scenario, "{}").expect("a scenario of our own is right")
}

fn well_formed(xml: &str) {
    let mut reader = quick_xml::Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return,
            Ok(_) => {}
            Err(error) => panic!("{error}:\n{xml}"),
        }
    }
}

/// What a run of one step would find, had this been its answer.
fn outcome(tutorial: &Tutorial, response: &Response) -> RunOutcome {
    let step = &tutorial.scenarios[0].steps[0];
    let mut found = answered(step, response);
    match check(step, response) {
        Ok(checked) => {
            found.verdict = if checked.mismatches.is_empty() {
                Verdict::Passed
            } else {
                Verdict::Failed
            };
            found.counts = checked.counts;
            found.mismatches = checked.mismatches;
            found.drifts = checked.drifts;
            found.extras = checked.extras;
            found.varied = checked.varied;
            found.compared = checked.compared;
            found.promised = checked.promised;
            found.store_message = checked.store_message;
        }
        Err(error) => {
            found.error = Some(StepError::new(ErrorKind::Body, error.message, error.hint));
        }
    }
    for one in &step.captures {
        let fill = |_: &_| Ok(Value::Null);
        if let Ok(taken) = check::capture(one, response, &fill, &check::Effort::default()) {
            found.captures.push(CaptureOutcome {
                name: one.name.clone(),
                from: "$".to_owned(),
                header: None,
                path: taken.path,
                value: taken.value,
            });
        }
    }
    let mut redactor = Redactor::new();
    redactor.hide("admin_password", SECRET);
    masking::step(&redactor, &mut found);
    run_of(found)
}

/// A run of this step alone.
fn run_of(found: StepOutcome) -> RunOutcome {
    RunOutcome {
        format_version: FORMAT_VERSION,
        magewalk_version: "0.0.0".to_owned(),
        run_id: "abcd1234".to_owned(),
        target: Target {
            url: "http://127.0.0.1:1/".to_owned(),
            sandbox: false,
            magento: None,
            insecure: false,
        },
        started_at: "2026-03-01T12:00:00Z".to_owned(),
        duration_ms: 1.0,
        interrupted: false,
        asked_for: Vec::new(),
        scenarios: vec![ScenarioOutcome {
            tutorial: "fuzz".to_owned(),
            name: "a".to_owned(),
            title: "A page".to_owned(),
            file: "01-a.yaml".to_owned(),
            page: None,
            explain: None,
            digest: None,
            steps: vec![found],
        }],
        undos: Vec::new(),
        left_behind: Vec::new(),
        files: Vec::new(),
        shards: None,
    }
}

/// What is known of a step once it was answered, and before the answer is judged.
fn answered(step: &Step, response: &Response) -> StepOutcome {
    let body = String::from_utf8_lossy(&response.body).into_owned();
    let mut headers = response.headers.clone();
    headers.push(("x-any".to_owned(), body.clone()));
    let mut outcome = StepOutcome::pending(1, step);
    outcome.exchanges.push(ExchangeOutcome {
        request: RequestOutcome {
            method: "POST".to_owned(),
            url: "http://127.0.0.1:1/a".to_owned(),
            headers: headers.clone(),
            body: Some(body.clone()),
            curl_options: Vec::new(),
        },
        response: Some(ResponseOutcome {
            status: response.status,
            headers,
            body,
            body_base64: None,
            body_size: response.body.len(),
            body_shortened: false,
            started_at: "2026-03-01T12:00:00Z".to_owned(),
            timings: Timings::default(),
            duration_ms: 1.0,
        }),
    });
    outcome
}
