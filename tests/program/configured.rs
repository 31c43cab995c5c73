//! Shops that are configured otherwise than the one of the pages: green where that is no matter, and else
//! one red step that says where Admin has the switch, before anything permanent is done.

use magewalk_sandbox::{Configuration, Options};
use serde_json::{Value, json};

use crate::support::{Answer, Done, Proxy, Request, Store, magewalk};

/// A shop with these settings.
fn shop(settings: &[&str]) -> Store {
    Store::with(&Options {
        configuration: Configuration::parse(settings).unwrap(),
        ..Options::default()
    })
}

fn run(store: &Store, tutorial: &str) -> Done {
    magewalk(&["run", tutorial]).at(&store.url()).run()
}

/// How many orders a shop has.
fn orders(store: &Store) -> Value {
    let path = "/rest/V1/orders?searchCriteria[pageSize]=100&fields=total_count";
    let request = Request::new("GET", path).bearer(&store.admin_token());
    store.send(&request).value()["total_count"].clone()
}

/// Changes a product of a shop.
fn change(store: &Store, sku: &str, product: &Value) {
    let request = Request::new("PUT", &format!("/rest/V1/products/{sku}"));
    let request = request.json(&json!({ "product": product }));
    let changed = store.send(&request.bearer(&store.admin_token()));
    assert_eq!(changed.status, 200, "{}", changed.value());
}

/// Walks `orders`, which stops at one step; returns what was printed.
fn one_red(store: &Store, code: i32, red: &str) -> Done {
    let before = orders(store);
    let done = run(store, "orders").code(code);
    let summary = done.stdout.lines().last().unwrap().to_owned();
    assert!(summary.contains(red), "{done}");
    let others = ["failed", "errored"].into_iter();
    assert_eq!(
        others.filter(|word| summary.contains(word)).count(),
        1,
        "{done}"
    );
    assert_eq!(orders(store), before, "{done}");
    assert_eq!(store.customers(), [], "{done}");
    done
}

#[test]
fn ways_of_paying_and_shipping_beside_those_of_the_pages_are_on_or_off() {
    let of_page_1 = [
        "payment/cashondelivery/active=0",
        "payment/purchaseorder/active=0",
    ];
    run(&shop(&of_page_1), "orders").code(0);
    run(&shop(&of_page_1), "orders-guest").code(0);
    let bank_transfer_alone = [
        "payment/checkmo/active=0",
        "payment/cashondelivery/active=0",
        "payment/purchaseorder/active=0",
    ];
    run(&shop(&bank_transfer_alone), "orders").code(0);
    run(&shop(&["carriers/freeshipping/active=1"]), "orders").code(0);
}

#[test]
fn codes_of_store_views_in_addresses_are_no_matter() {
    let store = shop(&["web/url/use_store=1"]);
    run(&store, "orders")
        .code(0)
        .prints(&["57 steps: 52 passed"]);
}

#[test]
fn prices_in_another_currency_are_told_once() {
    let store = shop(&["currency/options/base=EUR"]);
    one_red(&store, 1, "1 failed")
        .prints(&["EUR", "to do: the tutorial's prices are in US dollars"]);
    run(&store, "orders-guest").code(0);
}

#[test]
fn guests_who_may_not_order_are_told_once() {
    let store = shop(&["checkout/options/guest_checkout=0"]);
    let done = run(&store, "orders-guest").code(1);
    done.prints(&["1 failed", "(guest-checkout)", "Allow Guest Checkout"]);
    run(&store, "orders").code(0);
}

#[test]
fn a_minimum_order_is_told_whatever_the_shop_says_of_it() {
    let minimum = [
        "sales/minimum_order/active=1",
        "sales/minimum_order/amount=500",
    ];
    let place = "Sales > Sales > Minimum Order Amount";
    one_red(&shop(&minimum), 1, "1 failed").prints(&["$500.00", "(minimum-order)", place]);
    let own_words = [
        minimum[0],
        minimum[1],
        "sales/minimum_order/description=Zu wenig",
    ];
    one_red(&shop(&own_words), 1, "1 failed").prints(&["Zu wenig", "(minimum-order)", place]);
    let enough = [minimum[0], "sales/minimum_order/amount=20"];
    run(&shop(&enough), "orders").code(0);
}

#[test]
fn addresses_that_have_to_be_confirmed_are_told_once() {
    let store = shop(&["customer/create_account/confirm=1"]);
    one_red(&store, 1, "1 failed").prints(&["Require Emails Confirmation"]);
}

#[test]
fn a_captcha_of_the_storefront_leaves_out_what_no_program_can_do() {
    let store = shop(&["customer/captcha/enable=1"]);
    let done = run(&store, "orders").code(0);
    done.prints(&["not applicable: `captcha` is set"]);
}

#[test]
fn a_way_of_paying_or_shipping_that_the_pages_need_is_told_once() {
    let store = shop(&["payment/banktransfer/active=0"]);
    one_red(&store, 1, "1 failed").prints(&["Payment Methods > Bank Transfer Payment"]);
    let no_flat_rate = shop(&["carriers/flatrate/active=0"]);
    let guest = run(&no_flat_rate, "orders-guest/guest").code(1);
    guest.prints(&["1 failed", "Delivery Methods >", "Flat Rate"]);
    let store = shop(&["carriers/tablerate/active=0"]);
    one_red(&store, 1, "1 failed").prints(&["Delivery Methods > Table Rates"]);
    let store = shop(&["general/country/allow=DE"]);
    one_red(&store, 1, "1 failed");
}

#[test]
fn a_product_out_of_stock_or_disabled_is_told_once() {
    let stock = json!({"extension_attributes": {"stock_item": {"qty": 0, "is_in_stock": false}}});
    for (sku, step) in [
        ("WS12-M-Orange", "Add a simple product"),
        ("24-WG080", "Add a bundle"),
        ("MH01-S-Gray", "Add a configurable product"),
        ("24-WG084", "Add a bundle"),
    ] {
        let store = shop(&[]);
        change(&store, sku, &stock);
        one_red(&store, 1, "1 failed").prints(&[step]);
    }
    let store = shop(&[]);
    change(&store, "24-WG080", &json!({"status": 2}));
    let disabled = one_red(&store, 3, "1 errored");
    disabled.prints(&["`kit_sku` cannot be captured", "Enable Product"]);
}

#[test]
fn what_a_step_says_to_do_is_not_said_of_what_stands_in_front_of_a_shop() {
    let store = shop(&[]);
    for (status, page) in [(503, "Service Unavailable"), (403, "Forbidden")] {
        let proxy = Proxy::before(&store);
        let page = format!("<html><title>{page}</title></html>");
        proxy.give("GET", "/storeConfigs", Answer::html(status, &page));
        let done = magewalk(&["run", "orders"]).at(&proxy.url()).run().code(1);
        done.prints(&["known:"]).without(&["US dollars"]);
    }
}
