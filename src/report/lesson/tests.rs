//! Which lines a step gives: marks, notes, and what is left out of a long body.

use serde_json::{Value, json};

use super::*;
use crate::outcome::{CheckOutcome, Compared, LeftOut, Promised};
use crate::report::fixture;

/// A step that was answered with a body, of which this is promised.
fn answered(body: &Value, documented: Option<Value>, checks: Vec<CheckOutcome>) -> StepOutcome {
    let mut step = fixture::outcome().scenarios[0].steps[0].clone();
    let exchange = step.exchanges.last_mut().unwrap();
    exchange.response.as_mut().unwrap().body = body.to_string();
    step.drifts.clear();
    step.extras.clear();
    step.captures.clear();
    step.compared = documented.is_some().then(|| Compared {
        complete: true,
        left_out: Vec::new(),
    });
    step.promised = Some(Promised {
        status: "200".to_owned(),
        documented,
        rules: Vec::new(),
        checks,
    });
    step
}

fn check_of(path: &str, at: &str, held: bool) -> CheckOutcome {
    CheckOutcome {
        subject: Subject::Check,
        at: path.to_owned(),
        demands: "equals 3".to_owned(),
        equals: None,
        paths: vec![at.to_owned()],
        held: Some(held),
    }
}

fn line_of<'l>(lines: &'l [Line], text: &str) -> &'l Line {
    let found = lines.iter().find(|line| line.text.trim() == text);
    found.unwrap_or_else(|| panic!("{text} in {lines:#?}"))
}

#[test]
fn a_value_is_marked_where_it_was_checked_and_where_it_was_captured() {
    let body = json!({"items": [{"sku": "a", "id": 2}, {"sku": "b", "id": 3}], "total": 3});
    let checks = vec![
        check_of("$.total", "$['total']", true),
        check_of("$.items", "$['items']", true),
        check_of("$.items[0].id", "$['items'][0]['id']", false),
    ];
    let mut step = answered(&body, None, checks);
    step.captures.push(CaptureOutcome {
        name: "id".to_owned(),
        from: "$.items[?@.sku=='b'].id".to_owned(),
        header: None,
        path: Some("$['items'][1]['id']".to_owned()),
        value: json!(3),
    });
    let mut value_flow = ValueFlow::default();
    value_flow.uses.insert("id".to_owned(), vec![4, 5]);
    let lines = response(&step, &value_flow);
    let total = line_of(&lines, "\"total\": 3");
    assert_eq!(
        (total.mark, total.note.as_str()),
        (Mark::Exact, "checked: equals 3")
    );
    assert_eq!(line_of(&lines, "\"items\": [").note, "checked: equals 3");
    let id = line_of(&lines, "\"id\": 3");
    assert_eq!(
        (id.mark, id.note.as_str()),
        (Mark::Plain, "→ id, used in steps 4, 5")
    );
    // What did not hold is no mark of its being right.
    assert_eq!(line_of(&lines, "\"id\": 2").mark, Mark::Plain);
    assert!(
        remarks(&step, &value_flow)
            .iter()
            .all(|(_, text)| !text.contains("id ="))
    );
    let told: Vec<(Mark, String)> = step.promised.unwrap().checks.iter().map(check).collect();
    assert_eq!(
        told,
        [
            (Mark::Exact, "total equals 3".to_owned()),
            (Mark::Exact, "items equals 3".to_owned()),
            (Mark::Wrong, "items[0].id equals 3".to_owned()),
        ]
    );
}

#[test]
fn a_long_body_shows_its_beginning_what_matters_and_where_that_stands() {
    let items: Vec<Value> = (0..5_000)
        .map(|at| json!({"id": at, "more": {"price": at * 2}}))
        .collect();
    let body = json!({ "items": items });
    let place = "$['items'][4000]['more']['price']";
    let step = answered(&body, None, vec![check_of("$", place, true)]);
    let lines = response(&step, &ValueFlow::default());
    let of_body = lines.iter().filter(|line| line.is_json && !line.is_folded);
    let shown: Vec<&str> = of_body.map(|line| line.text.trim()).collect();
    assert_eq!(shown[..3], ["{", "\"items\": [", "{"]);
    assert_eq!(shown[14..], ["{", "\"more\": {", "\"price\": 8000"]);
    // Of what is left out, not all is told.
    assert!(lines.len() < 3_100, "{}", lines.len());
}

#[test]
fn values_are_exact_also_in_another_order() {
    let body = json!([{"code": "a"}, {"code": "b"}, {"code": "c"}]);
    let documented = json!([{"code": "c"}, {"code": "a"}, {"code": "b"}]);
    let mut step = answered(&body, Some(documented), Vec::new());
    let exact = |step: &StepOutcome| {
        let lines = response(step, &ValueFlow::default());
        lines
            .iter()
            .filter(|line| line.is_json && line.mark == Mark::Exact)
            .count()
    };
    assert_eq!(exact(&step), 3);
    let compared = step.compared.as_mut().unwrap();
    compared.left_out.push(LeftOut {
        documented_path: None,
        actual_path: Some("$".to_owned()),
        elements: Some((1, 3)),
    });
    assert_eq!(exact(&step), 1);
    // Where one of them was not, nobody knows which.
    step.compared.as_mut().unwrap().complete = false;
    assert_eq!(exact(&step), 0);
}

#[test]
fn a_short_body_is_shown_whole() {
    let body: Value = (0..14).map(Value::from).collect();
    let step = answered(&body, Some(body.clone()), Vec::new());
    let lines = response(&step, &ValueFlow::default());
    let is_shown = |line: &Line| !line.is_json || !line.is_folded;
    assert!(lines.iter().all(is_shown));
    assert_eq!(line_of(&lines, "13").mark, Mark::Exact);
}
