//! How long looking up a path in a large body takes.

#![expect(
    clippy::unwrap_used,
    reason = "nothing is measured where anything fails"
)]

mod rounds;

use magewalk::check::select_one;
use magewalk::scenario::expectation::Path;
use magewalk::scenario::source::{Source, Span};
use magewalk::scenario::template::{FillError, Part, Template};
use serde_json::{Value, json};

use crate::rounds::measure;

const ELEMENTS: usize = 100_000;

fn main() {
    let element = |at: usize| json!({"id": at, "sku": format!("WS-{at}"), "tags": ["a", "b"]});
    let items: Vec<Value> = (0..ELEMENTS).map(element).collect();
    let body = json!({"items": items, "total_count": ELEMENTS});
    for text in [
        "$.total_count",
        "$.items[-1].sku",
        "$.items[?@.sku == 'WS-77777'].id",
        "$..total_count",
    ] {
        let path = path(text);
        measure(text, || {
            let found = select_one(&path, &body, &as_it_stands).unwrap();
            assert!(found.is_some());
            found
        });
    }
}

fn path(text: &str) -> Path {
    let span = Span::new(&Source::new("path", text), 0..text.len());
    let template = Template {
        parts: vec![Part::Text(text.to_owned())],
        span: span.clone(),
    };
    Path { template, span }
}

fn as_it_stands(template: &Template) -> Result<Value, FillError> {
    Ok(Value::String(template.to_string()))
}
