//! The compliance suite of the JSONPath standard group (RFC 9535), where it is at hand.
//!
//! It is not a part of this project. `JSONPATH_CTS` names its file `cts.json`, and
//! `cargo test --lib compliance -- --ignored` runs it. Every case has to hold.

use serde_json::Value;

use crate::check::jsonpath::Query;

/// What became of the cases.
#[derive(Debug, Default)]
struct Tally {
    passed: usize,
    wrong: Vec<String>,
}

fn selected(query: &Query, document: &Value) -> Value {
    Value::from(
        query
            .in_page(document)
            .iter()
            .map(|node| node.value.clone())
            .collect::<Vec<_>>(),
    )
}

fn run(case: &Value, tally: &mut Tally) {
    let (name, selector) = (&case["name"], case["selector"].as_str().unwrap());
    let compiled = Query::compile(selector);
    if case["invalid_selector"] == true {
        match compiled {
            Err(_) => tally.passed += 1,
            Ok(_) => tally.wrong.push(format!("{name} accepts `{selector}`")),
        }
        return;
    }
    let query = match compiled {
        Ok(query) => query,
        Err(error) => {
            let told = format!("{name} refuses `{selector}`: {}", error.cause);
            return tally.wrong.push(told);
        }
    };
    let found = selected(&query, &case["document"]);
    let one_of = case["results"].as_array();
    let is_right = match one_of {
        Some(results) => results.contains(&found),
        None => case["result"] == found,
    };
    if is_right {
        tally.passed += 1;
    } else {
        tally
            .wrong
            .push(format!("{name}: `{selector}` selects {found}"));
    }
}

#[test]
#[ignore = "wants the file of the suite"]
fn the_suite_of_the_standard_holds() {
    let path = std::env::vars().find(|(name, _)| name == "JSONPATH_CTS");
    let (_, path) = path.expect("`JSONPATH_CTS` names the file cts.json of the suite");
    let suite: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut tally = Tally::default();
    let cases = suite["tests"].as_array().unwrap();
    for case in cases {
        run(case, &mut tally);
    }
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n"));
    assert!(cases.len() > 600, "{} cases", cases.len());
    assert_eq!(tally.passed, cases.len());
}

#[test]
fn a_wrong_answer_of_a_case_is_noticed() {
    let case = |result: Value| {
        let mut tally = Tally::default();
        let document = serde_json::json!({"a": [1, 2]});
        let case = serde_json::json!({
            "name": "n", "selector": "$.a[0]", "document": document, "result": result,
        });
        run(&case, &mut tally);
        (tally.passed, tally.wrong.len())
    };
    assert_eq!(case(serde_json::json!([1])), (1, 0));
    assert_eq!(case(serde_json::json!([2])), (0, 1));
}
