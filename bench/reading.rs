//! How long reading takes: YAML to a tree, and YAML to scenarios.

#![expect(
    clippy::unwrap_used,
    reason = "nothing is measured where anything fails"
)]

mod rounds;

use std::hint::black_box;

use magewalk::scenario::load::{TutorialFiles, load};
use magewalk::scenario::parse::parse;
use magewalk::scenario::source::Source;

use crate::rounds::measure;

fn main() {
    let page = include_str!("../scenarios/orders/03-create-customer.yaml");
    let page = Source::new("03-create-customer.yaml", page);
    measure("parse the first shipped scenario", || {
        black_box(parse(&page).unwrap())
    });
    let steps = steps(300);
    let source = Source::new("01-many.yaml", steps.as_str());
    measure("parse 300 steps", || black_box(parse(&source).unwrap()));
    let head = Source::new("tutorial.yaml", "title: What is measured\n");
    let files = TutorialFiles::of_folder("measured", vec![head, source]);
    measure("load 300 steps", || black_box(load(&files).unwrap()));
}

fn steps(count: usize) -> String {
    let mut text = String::from("title: Many steps\nsteps:\n");
    for number in 0..count {
        text.push_str(&format!(
            "  - id: product-{number}\n    title: Read product {number}\n    effect: read\n    \
             request: {{GET: /V1/products/{number}}}\n    expect: {{status: 200, documented: {{id: {number}}}}}\n"
        ));
    }
    text
}
