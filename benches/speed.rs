//! How long parsing and comparing take; `cargo bench -- sizes` measures the comparison by size.

#![expect(
    clippy::unwrap_used,
    reason = "nothing is measured where anything fails"
)]
#![expect(clippy::print_stdout, reason = "what is measured is read there")]

#[path = "../bench/body.rs"]
mod body;

use std::hint::black_box;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use magewalk::check::{self, Effort, Question};
use magewalk::http::exchange::Response;
use magewalk::scenario::load::{TutorialFiles, load};
use magewalk::scenario::parse::parse;
use magewalk::scenario::source::Source;
use magewalk::scenario::template::{FillError, Template};
use magewalk::scenario::tutorial::Tutorial;
use serde_json::Value;

const MEGABYTE: usize = 1_000_000;
/// In how many places a response differs from the documented body.
const DIFFERENCES: usize = 100;
const ROUNDS: usize = 9;

const HEAD: &str = "title: What is measured\n";
const LARGE: &str = "\
title: A large answer
steps:
  - id: large
    title: Read many products
    effect: read
    request: {GET: /V1/products}
    expect: {status: 200, documented_file: large.json}
";

fn main() {
    // Cargo itself says `--bench`.
    if std::env::args().any(|argument| argument == "sizes") {
        for size in [1, 2, 4, 8, 16, 32, 64] {
            show(size, &comparison(size * MEGABYTE));
        }
        return;
    }
    say("parse the first shipped scenario", &shipped());
    say("parse 300 steps", &steps(300));
    say("read 10 MB of documented JSON", &documented(10 * MEGABYTE));
    say(
        "compare 10 MB with 100 differences",
        &comparison(10 * MEGABYTE),
    );
    say("parse two arrays of 10,000 elements", &arrays(false));
    say("and compare them, 100 edits apart", &arrays(true));
}

/// Two long arrays of which one has elements moved, added, taken out and changed; the parser of
/// JSON alone is what to compare with.
fn arrays(is_compared: bool) -> Vec<Duration> {
    let element = |at: usize| serde_json::json!({"id": at, "name": format!("Element {at}")});
    let documented: Vec<Value> = (0..10_000).map(element).collect();
    let mut actual = documented.clone();
    for at in 0..25 {
        actual[at * 100 + 7]["name"] = "changed".into();
        actual.remove(9_000 - at * 97);
        actual.insert(5 + at * 211, element(20_000 + at));
        let moved = actual.remove(6_001 + at * 3);
        actual.insert(300 + at * 13, moved);
    }
    let texts = [documented, actual].map(|elements| Value::from(elements).to_string());
    let tutorial = tutorial(&texts[0]);
    let expectation = &tutorial.scenarios[0].steps[0].expect;
    let response = response(texts[1].clone());
    measure(|| {
        let parsed =
            [&texts[0], &texts[1]].map(|text| serde_json::from_str::<Value>(text).unwrap());
        if is_compared {
            let checked = check::check(
                &Question::of(expectation),
                &response,
                &as_it_stands,
                &Effort::default(),
            )
            .unwrap();
            assert_eq!(checked.mismatches.len(), 100);
        }
        black_box(parsed)
    })
}

fn shipped() -> Vec<Duration> {
    let text = include_str!("../scenarios/orders/03-create-customer.yaml");
    let source = Source::new("03-create-customer.yaml", text);
    measure(|| black_box(parse(&source).unwrap()))
}

fn steps(count: usize) -> Vec<Duration> {
    let mut text = String::from("title: Many steps\nsteps:\n");
    for number in 0..count {
        text.push_str(&format!(
            "  - id: product-{number}\n    title: Read product {number}\n    effect: read\n    \
             request: {{GET: /V1/products/{number}}}\n    expect: {{status: 200, documented: {{id: {number}}}}}\n"
        ));
    }
    let files = files(&[("01-many.yaml", &text)]);
    measure(|| black_box(load(&files).unwrap()))
}

fn documented(bytes: usize) -> Vec<Duration> {
    let large = body::products(bytes, None);
    let files = files(&[("01-large.yaml", LARGE), ("large.json", &large)]);
    measure(|| black_box(load(&files).unwrap()))
}

fn comparison(bytes: usize) -> Vec<Duration> {
    let every = body::count(bytes) / DIFFERENCES;
    let tutorial = tutorial(&body::products(bytes, None));
    let response = response(body::products(bytes, Some(every)));
    assert!(response.json().is_some());
    let expectation = &tutorial.scenarios[0].steps[0].expect;
    measure(|| {
        let checked = check::check(
            &Question::of(expectation),
            &response,
            &as_it_stands,
            &Effort::default(),
        )
        .unwrap();
        assert!(checked.mismatches.len() >= DIFFERENCES);
        checked
    })
}

fn tutorial(large: &str) -> Tutorial {
    load(&files(&[("01-large.yaml", LARGE), ("large.json", large)])).unwrap()
}

fn files(scenarios: &[(&str, &str)]) -> TutorialFiles {
    let all = [("tutorial.yaml", HEAD)]
        .into_iter()
        .chain(scenarios.iter().copied());
    let files: Vec<Arc<Source>> = all.map(|(path, text)| Source::new(path, text)).collect();
    TutorialFiles::of_folder("measured", files)
}

fn response(body: String) -> Response {
    Response {
        status: 200,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: body.into_bytes(),
        timing: magewalk::http::exchange::Timing::default(),
        parsed: OnceLock::new(),
    }
}

fn as_it_stands(template: &Template) -> Result<Value, FillError> {
    Ok(Value::String(template.to_string()))
}

/// Returns how long each round took, shortest first; what it makes is dropped outside of it.
fn measure<T>(mut work: impl FnMut() -> T) -> Vec<Duration> {
    drop(work());
    let mut rounds: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let began = Instant::now();
            let made = work();
            let took = began.elapsed();
            drop(made);
            took
        })
        .collect();
    rounds.sort();
    rounds
}

fn say(what: &str, rounds: &[Duration]) {
    println!(
        "{what:<40} {:>10.3?}  ({:.3?} to {:.3?})",
        rounds[ROUNDS / 2],
        rounds[0],
        rounds[ROUNDS - 1]
    );
}

/// Writes the megabytes and the milliseconds of the median for whoever draws them.
fn show(size: usize, rounds: &[Duration]) {
    println!("{size} {:.3}", rounds[ROUNDS / 2].as_secs_f64() * 1e3);
}
