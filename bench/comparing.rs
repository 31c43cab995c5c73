//! How long reading a large documented body takes, and comparing a response with it.

#![expect(
    clippy::unwrap_used,
    reason = "nothing is measured where anything fails"
)]

mod body;
mod rounds;

use std::hint::black_box;
use std::sync::{Arc, OnceLock};

use magewalk::check::{self, Checked, Effort, Question};
use magewalk::http::exchange::{Response, Timing};
use magewalk::scenario::load::{TutorialFiles, load};
use magewalk::scenario::source::Source;
use magewalk::scenario::template::{FillError, Template};
use magewalk::scenario::tutorial::Tutorial;
use serde_json::Value;

use crate::rounds::measure;

/// In how many places a response differs from the documented body.
const DIFFERENCES: usize = 100;
const BYTES: usize = 10_000_000;
const ELEMENTS: usize = 10_000;

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
    let every = body::count(BYTES) / DIFFERENCES;
    let documented = body::products(BYTES, None);
    let actual = body::products(BYTES, Some(every));
    measure("load 10 MB of documented JSON", || tutorial(&documented));
    compared("10 MB, 100 differences", &documented, actual);
    let documented = body::elements(ELEMENTS, false);
    let actual = body::elements(ELEMENTS, true);
    compared("arrays of 10,000, 100 edits apart", &documented, actual);
}

/// Measures how long reading both takes, which is what to compare with, and comparing them.
fn compared(what: &str, documented: &str, actual: String) {
    measure(&format!("read {what}"), || {
        [documented, &actual].map(|text| serde_json::from_str::<Value>(text).unwrap())
    });
    let tutorial = tutorial(documented);
    let expectation = &tutorial.scenarios[0].steps[0].expect;
    let response = response(actual);
    measure(&format!("read one and compare, {what}"), || {
        let response = Response {
            parsed: OnceLock::new(),
            ..response.clone()
        };
        let question = Question::of(expectation);
        let checked = check::check(&question, &response, &as_it_stands, &Effort::default());
        let checked: Checked = checked.unwrap();
        assert!(checked.mismatches.len() >= DIFFERENCES);
        black_box(checked)
    });
}

fn tutorial(large: &str) -> Tutorial {
    let files = [
        ("tutorial.yaml", HEAD),
        ("01-large.yaml", LARGE),
        ("large.json", large),
    ];
    let files: Vec<Arc<Source>> = files.map(|(path, text)| Source::new(path, text)).into();
    load(&TutorialFiles::of_folder("measured", files)).unwrap()
}

fn response(body: String) -> Response {
    Response {
        status: 200,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: body.into_bytes(),
        timing: Timing::default(),
        parsed: OnceLock::new(),
    }
}

fn as_it_stands(template: &Template) -> Result<Value, FillError> {
    Ok(Value::String(template.to_string()))
}
