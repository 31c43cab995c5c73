//! The smoke test, on shops that sell other things, elsewhere, or nothing.

use magewalk_sandbox::{Configuration, Options};
use serde_json::{Value, json};

use crate::support::{Answer, Done, Proxy, Request, Store, magewalk};

fn shop(settings: &[&str]) -> Store {
    Store::with(&Options {
        configuration: Configuration::parse(settings).unwrap(),
        ..Options::default()
    })
}

fn smoke(store: &Store, arguments: &[&str]) -> Done {
    let run = magewalk(&["run", "smoke"]).arguments(arguments);
    run.at(&store.url()).run()
}

fn admin(store: &Store, request: Request) -> Value {
    let answer = store.send(&request.bearer(&store.admin_token()));
    assert_eq!(answer.status, 200, "{}", answer.value());
    answer.value()
}

/// A shop without any product.
fn empty_shop() -> Store {
    Store::with(&Options {
        no_sample_data: true,
        ..Options::default()
    })
}

/// Puts a product into a shop.
fn sell(store: &Store, sku: &str, price: f64, stock: i64, further: &Value) {
    let item = json!({"qty": stock, "is_in_stock": stock > 0});
    let mut product = json!({
        "sku": sku, "name": sku, "price": price, "type_id": "simple", "attribute_set_id": 4,
        "extension_attributes": {"stock_item": item},
    });
    for (name, value) in further.as_object().unwrap() {
        product[name] = value.clone();
    }
    let request = Request::new("POST", "/rest/V1/products").json(&json!({"product": product}));
    admin(store, request);
}

#[test]
fn it_finds_what_a_shop_without_the_sample_data_sells() {
    let store = empty_shop();
    sell(&store, "GIFT", 0.0, 9, &json!({}));
    sell(&store, "OFF", 3.0, 9, &json!({"status": 2}));
    sell(&store, "CUP-S", 3.0, 9, &json!({"visibility": 1}));
    sell(&store, "GONE", 3.0, 0, &json!({}));
    sell(&store, "TEA & CAKE", 4.5, 9, &json!({}));
    let done = smoke(&store, &["-v"]).code(0);
    done.prints(&["2 attempts", "stockStatuses/TEA%20%26%20CAKE"]);
    admin(
        &store,
        Request::new("DELETE", "/rest/V1/products/TEA%20%26%20CAKE"),
    );
    let done = smoke(&store, &["-v"]).code(0);
    done.prints(&["2 attempts", "stockStatuses/CUP-S"]);
    assert_eq!(store.customers(), []);
}

#[test]
fn a_shop_that_sells_nothing_is_told_so_in_one_step() {
    let store = empty_shop();
    let done = smoke(&store, &[]).code(3);
    done.prints(&["nothing can be bought here", "1 errored"])
        .without(&["failed"]);
    sell(&store, "GONE", 3.0, 0, &json!({}));
    sell(&store, "SOLD", 3.0, 0, &json!({}));
    let done = smoke(&store, &[]).code(1);
    done.prints(&[
        "2 attempts: all 2 values of `${skus}` were tried",
        "hint: nothing can be bought here: none of these products is in stock",
        "skipped: step `in-stock` failed",
        "1 failed",
    ])
    .without(&["errored"]);
    assert_eq!(store.customers(), []);
}

#[test]
fn a_product_that_the_user_names_is_the_one() {
    let store = shop(&[]);
    let done = smoke(&store, &["--var", "sku=WB03-S-Green", "-v"]);
    done.code(0).prints(&["stockStatuses/WB03-S-Green"]);
    let configurable = smoke(&store, &["--var", "sku=MH01"]).code(3);
    configurable.prints(&["1 errored"]);
    let unknown = smoke(&store, &["--var", "sku=NOSUCH"]).code(3);
    unknown.prints(&["or none with the SKU that `--var sku` gives"]);
}

#[test]
fn it_ships_where_the_shop_ships_to() {
    let only_germany = shop(&["general/country/allow=DE"]);
    let done = smoke(&only_germany, &["-v"]).code(0);
    done.prints(&["\"country_id\": \"DE\""]);
    let table_alone = shop(&[
        "carriers/flatrate/active=0",
        "general/country/allow=DE,GB,US",
    ]);
    smoke(&table_alone, &["--var", "country=DE"]).code(1);
    smoke(&table_alone, &["--var", "country=US"]).code(0);
    let nowhere = shop(&["carriers/flatrate/active=0", "carriers/tablerate/active=0"]);
    let done = smoke(&nowhere, &[]).code(1);
    done.prints(&[
        "1 failed",
        "Stores > Configuration > Sales > Delivery Methods",
    ]);
}

#[test]
fn it_passes_however_a_shop_that_sells_is_configured() {
    for setting in [
        "currency/options/base=EUR",
        "checkout/options/guest_checkout=0",
        "customer/create_account/confirm=1",
        "customer/captcha/enable=1",
        "web/url/use_store=1",
        "sales/minimum_order/active=1",
        "payment/banktransfer/active=0",
        "carriers/freeshipping/active=1",
    ] {
        let done = smoke(&shop(&[setting]), &[]);
        assert_eq!(done.code, Some(0), "{setting}: {done}");
    }
}

#[test]
fn what_is_not_shipped_needs_no_country() {
    let store = shop(&[]);
    let proxy = Proxy::before(&store);
    proxy.on("GET", "/carts/mine", |_, forward| {
        let mut cart = forward().value();
        cart["is_virtual"] = json!(true);
        Some(Answer::json(200, &cart))
    });
    let done = magewalk(&["run", "smoke"]).at(&proxy.url()).run().code(0);
    done.prints(&["`is_virtual` is set"]);
    assert_eq!(proxy.count("POST", "/estimate-shipping-methods"), 0);
}

#[test]
fn nothing_in_it_is_of_the_sample_data() {
    for text in [
        include_str!("../../scenarios/smoke/tutorial.yaml"),
        include_str!("../../scenarios/smoke/01-buy-nothing.yaml"),
    ] {
        for word in ["24-MB01", "WS12", "Luma", "Joust", "sampledata"] {
            assert!(!text.contains(word), "{word}");
        }
    }
}
