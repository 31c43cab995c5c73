//! Shops that sell otherwise than the one of the pages, and are right all the same.

use serde_json::{Value, json};

use crate::support::{Answer, Done, Proxy, Store, magewalk};

/// Walks the tutorial up to its order in a shop whose answers about shipping and paying are changed.
fn walk(change: fn(&mut Value)) -> Done {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    for path in ["/estimate-shipping-methods", "/shipping-information"] {
        proxy.on("POST", path, move |_, forward| {
            let mut answer = forward().value();
            change(&mut answer);
            Some(Answer::json(200, &answer))
        });
    }
    magewalk(&["run", "orders", "--until", "place-order"])
        .at(&proxy.url())
        .run()
}

/// The list of this name in an answer about paying, or the answer about shipping itself.
fn list<'a>(answer: &'a mut Value, path: &str) -> Option<&'a mut Vec<Value>> {
    answer.pointer_mut(path)?.as_array_mut()
}

#[test]
fn what_a_shop_sells_with_is_its_own() {
    let others: [fn(&mut Value); 4] = [
        |answer| {
            if let Some(ways) = list(answer, "/payment_methods") {
                ways.retain(|way| way["code"] == "banktransfer");
                ways[0]["title"] = json!("Vorkasse");
            }
        },
        |answer| {
            if let Some(ways) = list(answer, "/payment_methods") {
                ways.insert(0, json!({"code": "paypal_express", "title": "PayPal"}));
                ways.reverse();
            }
        },
        |answer| {
            if let Some(sums) = list(answer, "/totals/total_segments") {
                sums.insert(
                    0,
                    json!({"code": "customerbalance", "title": "Store Credit", "value": 0}),
                );
                sums.push(json!({"code": "giftcardaccount", "title": "Gift Card", "value": null}));
            }
        },
        |answer| {
            if let Some(ways) = answer.as_array_mut() {
                ways.retain(|way| way["carrier_code"] == "tablerate");
                ways[0]["carrier_title"] = json!("Post");
                for method in ["03", "12"] {
                    ways.push(json!({"carrier_code": "ups", "method_code": method, "amount": 9}));
                }
            }
        },
    ];
    for other in others {
        walk(other).code(0).prints(&["✔ 40/40"]);
    }
}

#[test]
fn what_the_tutorial_needs_has_to_be_there() {
    let without = walk(|answer| {
        if let Some(ways) = list(answer, "/payment_methods") {
            ways.retain(|way| way["code"] != "banktransfer");
        }
    });
    without.code(1).prints(&["MW110", "✘ 37/40", "↷ 40/40"]);
    let dearer = walk(|answer| {
        if let Some(ways) = answer.as_array_mut() {
            ways.retain(|way| way["carrier_code"] != "tablerate");
        }
    });
    dearer.code(1).prints(&["MW110", "✘ 36/40"]);
}

#[test]
fn a_shop_without_purchase_orders_refuses_them_in_its_own_words() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    proxy.on("POST", "/payment-information", |request, forward| {
        let refusal = json!({"message": "The requested Payment Method is not available."});
        let is_meant = request.text().contains("purchaseorder");
        Some(if is_meant {
            Answer::json(400, &refusal)
        } else {
            forward()
        })
    });
    let only = [
        "run",
        "orders-refusals",
        "--only",
        "no-purchase-order-number",
    ];
    magewalk(&only).at(&proxy.url()).run().code(0);
}

#[test]
fn a_smoke_test_wants_one_way_of_shipping_whatever_others_there_are() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    proxy.on("POST", "/estimate-shipping-methods", |_, forward| {
        let mut ways = forward().value();
        let error = json!({"carrier_code": "ups", "available": false, "error_message": "not here"});
        ways.as_array_mut().unwrap().insert(0, error);
        Some(Answer::json(200, &ways))
    });
    magewalk(&["run", "smoke"]).at(&proxy.url()).run().code(0);
    proxy.give(
        "POST",
        "/estimate-shipping-methods",
        Answer::json(200, &json!([])),
    );
    magewalk(&["run", "smoke"]).at(&proxy.url()).run().code(1);
}

#[test]
fn a_cart_price_rule_is_known_by_its_name_and_not_by_its_number() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    proxy.on("GET", "/salesRules/search", |_, forward| {
        let mut found = forward().value();
        for rule in found["items"].as_array_mut().unwrap() {
            assert_eq!(rule["rule_id"], 2, "{rule}");
            rule["rule_id"] = json!(47);
        }
        Some(Answer::json(200, &found))
    });
    proxy.give(
        "GET",
        "/salesRules/47",
        Answer::json(200, &json!({"rule_id": 47, "is_active": false})),
    );
    proxy.give(
        "GET",
        "/salesRules/2",
        Answer::json(404, &json!({"message": "No such entity."})),
    );
    let page = magewalk(&["run", "orders/configure-store"]);
    page.at(&proxy.url()).run().code(0);
}
