//! Runs of one shop that differ in nothing but numbers, and runs of two shops that do not.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::*;

/// Gives each thing of a run its running number.
struct Numbers {
    state: u64,
    given: HashMap<(&'static str, u64), u64>,
}

impl Numbers {
    /// Numbers that are never the same twice in one sort, and in no order.
    fn any(seed: u64) -> Self {
        Self {
            state: seed,
            given: HashMap::new(),
        }
    }

    fn of(&mut self, sort: &'static str, thing: u64) -> u64 {
        if let Some(known) = self.given.get(&(sort, thing)) {
            return *known;
        }
        loop {
            self.state = self.state.wrapping_mul(6_364_136_223_846_793_005);
            self.state = self.state.wrapping_add(1_442_695_040_888_963_407);
            let number = 1000 + (self.state >> 33) % 9000;
            let mut given = self.given.iter();
            if given.all(|((other, _), known)| *other != sort || *known != number) {
                self.given.insert((sort, thing), number);
                return number;
            }
        }
    }
}

/// A step with its answer, and what it captured.
fn step(id: &str, request: &str, url: &str, body: &Value, captures: &[(&str, &str)]) -> Value {
    let captures = captures.iter().map(|(name, path)| {
        let place = path::parse(path).unwrap();
        let value = place.iter().fold(body, |value, segment| match segment {
            Segment::Name(name) => &value[name],
            Segment::Index(at) => &value[*at],
        });
        json!({"name": name, "from": path, "path": path, "value": value})
    });
    json!({
        "number": 1, "id": id, "title": id, "explain": null, "effect": "read",
        "request_line": request, "verdict": "passed", "reason": null, "error": null,
        "location": {"file": "a.yaml", "line": 1, "column": 1, "width": 1, "text": ""},
        "exchanges": [{
            "request": {"method": "GET", "url": format!("http://shop/rest/V1/{url}"), "headers": [], "body": null},
            "response": {
                "status": 200, "headers": [], "body": body.to_string(), "body_size": 1,
                "body_shortened": false, "started_at": "2026-03-01T12:00:00Z",
                "timings": {"lookup_ms": null, "connect_ms": null, "first_byte_ms": 1.0, "body_ms": 1.0},
                "duration_ms": 1.0
            }
        }],
        "browsed": [], "store_message": null, "label": null, "notes": [],
        "promised": null, "mismatches": [], "hints": [], "varied": [], "drifts": [], "extras": [],
        "counts": {"exact": 0, "varied": 0, "drifted": 0, "checked": 0},
        "captures": captures.collect::<Vec<_>>(), "uses": [], "attempts": 1, "gave_up": null,
        "duration_ms": 1.0
    })
}

#[expect(
    clippy::too_many_lines,
    reason = "it is the data of a run, in its order"
)]
/// A run that makes a customer, fills a cart and orders it, as a store of 2.4.7 answers.
fn run(run_id: &str, day: &str, numbers: &mut Numbers) -> RunOutcome {
    let mut of = |sort, thing| numbers.of(sort, thing);
    let (customer, address) = (of("customer", 1), of("address", 1));
    let (cart, order, invoice) = (of("cart", 1), of("order", 1), of("invoice", 1));
    let increment = format!("{:09}", of("increment", 1));
    let at = format!("{day} 12:00:05");
    let email = format!("{run_id}@example.com");
    let person = json!({
        "id": customer, "group_id": 1, "default_billing": address.to_string(), "created_at": at,
        "email": email, "store_id": 1,
        "addresses": [{"id": address, "customer_id": customer, "region_id": 57, "city": "Austin"}]
    });
    let item = |id: u64, sku: &str, qty: u64| json!({"item_id": id, "sku": sku, "qty": qty, "price": 22, "quote_id": cart});
    let lines = [item(of("item", 1), "tee", 1), item(of("item", 2), "kit", 2)];
    let whole = json!({
        "id": cart, "created_at": at, "items": lines, "customer": person, "items_qty": 3,
        "billing_address": {"id": of("quote address", 1), "customer_id": customer, "city": "Austin"},
        "shipping": {"id": of("quote address", 2), "region": null, "street": [""], "city": null}
    });
    // The second item brought one along, which the cart does not show.
    let ordered: Vec<Value> = [(1, 1045), (2, 1046), (3, 1047)]
        .map(|(at, product)| {
            json!({
                "item_id": of("order item", at), "order_id": order, "product_id": product,
                "quote_item_id": of("item", at), "qty_ordered": at, "created_at": day.to_owned() + " 12:00:06"
            })
        })
        .to_vec();
    let placed = json!({
        "entity_id": order, "increment_id": increment, "quote_id": cart, "customer_id": customer,
        "created_at": at, "items": ordered, "grand_total": 66, "store_id": 1,
        "billing_address_id": of("order address", 1),
        "billing_address": {"entity_id": of("order address", 1), "parent_id": order, "city": "Austin"},
        "status_histories": [{"comment": format!("Order #{increment} was paid"), "parent_id": order}]
    });
    let billed = json!({
        "entity_id": invoice, "order_id": order, "grand_total": 66,
        "items": [{"entity_id": of("invoice item", 1), "parent_id": invoice, "order_item_id": of("order item", 1), "qty": 1}]
    });
    let log = format!(
        "Details are available in Magento log file. Report ID: webapi-{:013x}",
        of("report", 1)
    );
    let steps = [
        step(
            "account",
            "POST /rest/V1/customers",
            "customers",
            &person,
            &[("customer_id", "$.id")],
        ),
        step(
            "me",
            "GET /rest/V1/customers/me",
            "customers/me",
            &person,
            &[],
        ),
        step(
            "cart",
            "POST /rest/V1/carts/mine",
            "carts/mine",
            &json!(cart),
            &[("cart_id", "$")],
        ),
        step(
            "tee",
            "POST /rest/V1/carts/mine/items",
            "carts/mine/items",
            &lines[0],
            &[("tee_id", "$.item_id"), ("price", "$.price")],
        ),
        step(
            "kit",
            "POST /rest/V1/carts/mine/items",
            "carts/mine/items",
            &lines[1],
            &[],
        ),
        step(
            "filled",
            "GET /rest/V1/carts/mine",
            "carts/mine",
            &whole,
            &[],
        ),
        step(
            "place",
            "PUT /rest/V1/carts/mine/order",
            "carts/mine/order",
            &json!(order),
            &[("order_id", "$")],
        ),
        step(
            "order",
            "GET /rest/V1/orders/${order_id}",
            &format!("orders/{order}"),
            &placed,
            &[],
        ),
        step(
            "closed",
            "GET /rest/V1/carts/mine",
            "carts/mine",
            &json!({"message": "No such entity with %fieldName = %fieldValue", "parameters": {"fieldName": "customerId", "fieldValue": customer}}),
            &[],
        ),
        step(
            "no item",
            "DELETE /rest/V1/carts/mine/items/99999999",
            "carts/mine/items/99999999",
            &json!({"message": "The %1 Cart doesn't contain the %2 item.", "parameters": [cart, 99_999_999]}),
            &[],
        ),
        step(
            "invoice",
            "GET /rest/V1/invoices/1",
            "invoices/x",
            &billed,
            &[],
        ),
        step(
            "broken",
            "GET /rest/V1/broken",
            "broken",
            &json!({"message": log}),
            &[],
        ),
    ];
    serde_json::from_value(json!({
        "format_version": crate::outcome::FORMAT_VERSION, "magewalk_version": "0", "run_id": run_id,
        "target": {"url": "http://shop/", "sandbox": false, "insecure": false},
        "started_at": format!("{day}T12:00:00Z"), "duration_ms": 9000.0, "interrupted": false,
        "scenarios": [{"tutorial": "t", "name": "s", "title": "s", "file": "a.yaml", "page": null, "explain": null, "steps": steps}],
        "undos": [], "left_behind": []
    }))
    .unwrap()
}

fn pair(seed: u64) -> (RunOutcome, RunOutcome) {
    (
        run("aaaa1111", "2026-03-01", &mut Numbers::any(seed)),
        run("bbbb2222", "2026-03-09", &mut Numbers::any(seed + 1)),
    )
}

fn differences(compared: &Comparison) -> Vec<String> {
    let steps = compared.steps.iter();
    let all = steps.flat_map(|step| {
        let derived = step.derived.iter().map(|one| &one.difference);
        let all = step.differences.iter().chain(derived);
        all.map(|one| format!("{} {}", step.id, one.path().unwrap_or("$")))
    });
    all.collect()
}

/// Returns the place of every leaf of a body.
fn leaves(value: &Value, place: &str, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(at, item)| leaves(item, &format!("{place}/{at}"), found));
        }
        Value::Object(members) => {
            let members = members.iter();
            members.for_each(|(name, value)| leaves(value, &format!("{place}/{name}"), found));
        }
        _ => found.push(place.to_owned()),
    }
}

/// Changes one value in the answer to a step.
fn changed(
    run: &RunOutcome,
    step: usize,
    place: &str,
    change: impl Fn(&Value) -> Value,
) -> RunOutcome {
    let mut run = run.clone();
    let step = &mut run.scenarios[0].steps[step];
    let response = step.exchanges[0].response.as_mut().unwrap();
    let mut body: Value = serde_json::from_str(&response.body).unwrap();
    let value = body.pointer_mut(place).unwrap();
    *value = change(value);
    response.body = body.to_string();
    run
}

#[test]
fn runs_that_differ_in_running_numbers_alone_are_alike() {
    for seed in (0..40).step_by(2) {
        let (left, right) = pair(seed);
        let compared = compare(&left, &right);
        assert_eq!(differences(&compared), [""; 0], "{seed}");
        assert_eq!(compared.exit_code(), 0);
        assert_eq!(differences(&compare(&right, &left)), [""; 0], "{seed}");
        assert_eq!(differences(&compare(&left, &left)), [""; 0], "{seed}");
    }
}

#[test]
fn a_number_that_stands_for_another_thing_in_one_place_is_a_difference() {
    let (left, right) = pair(7);
    let mut unseen = Vec::new();
    for at in 0..left.scenarios[0].steps.len() {
        let body = &right.scenarios[0].steps[at].exchanges[0]
            .response
            .as_ref()
            .unwrap()
            .body;
        let mut places = Vec::new();
        leaves(&serde_json::from_str(body).unwrap(), "", &mut places);
        for place in places {
            if place.ends_with("_at") {
                continue;
            }
            let other = changed(&right, at, &place, |value| match value {
                Value::Number(_) => json!(77_777),
                Value::String(text) if text.bytes().all(|it| it.is_ascii_digit()) => json!("77777"),
                _ => json!("something else"),
            });
            let found = differences(&compare(&left, &other));
            let id = &left.scenarios[0].steps[at].id;
            if found.is_empty() {
                unseen.push(format!("{id} {place}"));
            }
        }
    }
    // These stand in one answer alone, so that nothing else says what their numbers are.
    let alone = [
        "filled /customer/addresses/0/id",
        "filled /billing_address/id",
        "filled /shipping/id",
        "place ",
        "order /increment_id",
        "order /items/1/item_id",
        "order /items/2/item_id",
        "order /items/2/quote_item_id",
        "invoice /items/0/entity_id",
    ];
    unseen.retain(|place| !alone.contains(&place.as_str()));
    assert_eq!(unseen, [""; 0]);
}

#[test]
fn two_numbers_that_changed_places_are_a_difference() {
    let (left, right) = pair(3);
    let items = |at: usize| {
        let body = &right.scenarios[0].steps[7].exchanges[0]
            .response
            .as_ref()
            .unwrap()
            .body;
        let body: Value = serde_json::from_str(body).unwrap();
        body["items"][at]["quote_item_id"].clone()
    };
    let (first, second) = (items(0), items(1));
    let other = changed(&right, 7, "/items/0/quote_item_id", |_| second.clone());
    let other = changed(&other, 7, "/items/1/quote_item_id", |_| first.clone());
    let found = differences(&compare(&left, &other));
    for place in ["$.items[0].quote_item_id", "$.items[1].quote_item_id"] {
        assert!(found.contains(&format!("order {place}")), "{found:?}");
    }
}

#[test]
fn a_number_of_the_shop_is_a_difference_whatever_the_runs_made() {
    let (left, right) = pair(5);
    // The customers of the runs are 1 and 2, and so are the groups.
    let mut one = Numbers::any(5);
    one.given.insert(("customer", 1), 1);
    let mut two = Numbers::any(6);
    two.given.insert(("customer", 1), 2);
    let small = (
        run("aaaa1111", "2026-03-01", &mut one),
        run("bbbb2222", "2026-03-09", &mut two),
    );
    assert_eq!(differences(&compare(&small.0, &small.1)), [""; 0]);
    for (at, place) in [
        (7, "/store_id"),
        (7, "/items/0/qty_ordered"),
        (3, "/qty"),
        (5, "/items_qty"),
    ] {
        let other = changed(&small.1, at, place, |_| json!(2));
        let left = changed(&small.0, at, place, |_| json!(1));
        assert_eq!(differences(&compare(&left, &other)).len(), 1, "{place}");
    }
    for place in ["/items/0/product_id", "/items/2/product_id"] {
        let other = changed(&right, 7, place, |_| json!(1050));
        assert_eq!(differences(&compare(&left, &other)).len(), 1, "{place}");
    }
}

#[test]
fn a_moment_of_the_shop_is_a_difference_and_one_of_the_run_is_none() {
    let (left, right) = pair(1);
    let other = changed(&right, 7, "/created_at", |_| json!("2025-12-24 18:00:00"));
    assert_eq!(differences(&compare(&left, &other)), ["order $.created_at"]);
    let mut elsewhere = other;
    elsewhere.target.url = "http://other/".to_owned();
    assert_eq!(differences(&compare(&left, &elsewhere)), [""; 0]);
}

#[test]
fn what_follows_from_a_changed_price_stands_below_it() {
    let (left, right) = pair(9);
    let right = changed(&right, 3, "/price", |_| json!(23.5));
    let right = changed(&right, 5, "/items/0/price", |_| json!(23.5));
    let right = changed(&right, 7, "/grand_total", |_| json!(67.5));
    let right = changed(&right, 10, "/grand_total", |_| json!(69));
    let other = changed(&right, 7, "/items/2/qty_ordered", |_| json!(4));
    let compared = compare(&left, &right);
    let of = |compared: &Comparison, at: usize| {
        let step = &compared.steps[at];
        (step.differences.len(), step.derived.len())
    };
    assert_eq!(
        [3, 5, 7, 10].map(|at| of(&compared, at)),
        [(1, 0), (0, 1), (0, 1), (0, 1)]
    );
    let cause = &compared.steps[7].derived[0].cause;
    assert_eq!(
        (cause.step.as_str(), cause.path.as_str()),
        ("tee", "$.price")
    );
    assert_eq!(compared.exit_code(), 1);
    // A quantity follows from nothing.
    assert_eq!(of(&compare(&left, &other), 7), (1, 1));
}
