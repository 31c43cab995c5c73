//! What cannot be taken back: nothing is bought, invoiced, shipped or refunded where what was read before
//! differs from what the step rests on, and the stock is afterwards as it was.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::support::{Answer, Done, Proxy, Request, Store, magewalk};

/// Which answer differs: method and path of its request, and how many of that kind were answered before.
type Place = (&'static str, &'static str, usize);

/// Walks a tutorial with another value in one of the store's answers.
fn walk(
    tutorial: &str,
    (method, path, at): Place,
    pointer: &'static str,
    value: Value,
) -> (Done, Proxy) {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    let asked = AtomicUsize::new(0);
    proxy.on(method, path, move |_, forward| {
        let mut answer = forward();
        if asked.fetch_add(1, Ordering::SeqCst) == at {
            let mut body = answer.value();
            *body.pointer_mut(pointer).unwrap() = value.clone();
            answer = Answer::json(200, &body);
        }
        Some(answer)
    });
    let done = magewalk(&["run", tutorial]).at(&proxy.url()).run().code(1);
    assert_eq!(store.customers(), []);
    (done, proxy)
}

#[test]
fn nothing_is_ordered_where_an_item_is_missing_or_a_sum_is_off() {
    let (items, shipping) = ("/mine/items", "/shipping-information");
    let plants: [(&str, Place, &str, i64); 6] = [
        ("orders", ("POST", items, 0), "/price", 23),
        ("orders", ("POST", items, 2), "/qty", 2),
        (
            "orders",
            ("POST", "/estimate-shipping-methods", 0),
            "/0/amount",
            7,
        ),
        ("orders", ("POST", shipping, 0), "/totals/grand_total", 166),
        ("orders", ("GET", "/mine/totals", 0), "/subtotal", 138),
        (
            "orders-guest/guest",
            ("POST", shipping, 0),
            "/totals/grand_total",
            28,
        ),
    ];
    for (tutorial, place, pointer, value) in plants {
        let (done, proxy) = walk(tutorial, place, pointer, json!(value));
        let orders = proxy.count("POST", "/payment-information");
        assert_eq!(orders, 0, "{place:?}: {done}");
    }
}

#[test]
fn nothing_is_invoiced_shipped_or_refunded_where_reading_showed_a_difference() {
    // The order as it was placed, as it was paid, as it was shipped in part, and as it was shipped.
    let order = |at| ("GET", "/V1/orders/", at);
    let plants: [(Place, &str, Value, [usize; 2]); 6] = [
        (order(0), "/grand_total", json!(143), [0, 0]),
        (order(0), "/state", json!("holded"), [0, 0]),
        (("GET", "/V1/invoices/", 0), "/state", json!(1), [1, 0]),
        (order(1), "/total_paid", json!(143), [1, 0]),
        (("GET", "/V1/shipment/", 0), "/total_qty", json!(3), [1, 1]),
        (order(3), "/state", json!("processing"), [1, 2]),
    ];
    for (place, pointer, value, [invoices, shipments]) in plants {
        let (done, proxy) = walk("orders", place, pointer, value);
        let count = |what: &str| proxy.count("POST", &format!("/V1/order/3/{what}"));
        assert_eq!(count("invoice"), invoices, "{place:?}: {done}");
        assert_eq!(count("ship"), shipments, "{place:?}: {done}");
        // The only refund is that of the end, which takes the invoice back.
        let by_undo = done
            .stdout
            .matches("/refund → 200  of orders/create-invoice");
        assert_eq!(by_undo.count(), invoices, "{done}");
        assert_eq!(count("refund"), invoices, "{place:?}: {done}");
        let cancelled = done
            .stdout
            .contains("✔ POST /rest/default/V1/orders/3/cancel");
        assert_eq!(cancelled, invoices == 0, "{done}");
    }
}

/// How much of what the tutorials buy can be sold.
fn stock(store: &Store) -> Vec<Value> {
    let skus = [
        "WS12-M-Orange",
        "24-WG082-blue",
        "24-WG084",
        "24-WG086",
        "24-WG088",
        "MH01-S-Gray",
    ];
    let token = store.admin_token();
    let read = |sku| {
        let path = format!("/rest/V1/stockStatuses/{sku}");
        let answer = store.send(&Request::new("GET", &path).bearer(&token));
        answer.value()["qty"].clone()
    };
    skus.into_iter().map(read).collect()
}

#[test]
fn walks_sell_nothing_out() {
    let store = Store::start();
    let before = stock(&store);
    for _ in 0..2 {
        let tutorials = [
            "run",
            "orders",
            "orders-guest",
            "orders-refusals",
            "smoke",
            "-q",
        ];
        magewalk(&tutorials).at(&store.url()).run().code(0);
        assert_eq!(stock(&store), before);
    }
    let keep = ["run", "orders", "--keep", "-q"];
    magewalk(&keep).at(&store.url()).run().code(0);
    let one_less = [0, 1, 1, 1, 1, 1].into_iter().zip(&before);
    let one_less = one_less.map(|(less, qty)| json!(qty.as_i64().unwrap() - less));
    assert_eq!(stock(&store), one_less.collect::<Vec<_>>());
}

#[test]
fn an_invoice_that_cannot_be_refunded_stays_and_is_told() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    proxy.on("POST", "/refund", |request, forward| {
        let is_undo = request.text().contains("return_to_stock_items")
            && !request.text().contains("\"items\"");
        let refusal = json!({"message": "Creditmemo Document Validation Error(s):\nNo."});
        Some(if is_undo {
            Answer::json(400, &refusal)
        } else {
            forward()
        })
    });
    let done = magewalk(&["run", "orders"]).at(&proxy.url()).run().code(0);
    done.prints(&[
        "/refund → 400: it stays: the store refuses that with",
        "left    ",
    ]);
}
