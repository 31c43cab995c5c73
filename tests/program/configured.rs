//! Shops that are configured otherwise than the one of the pages, as a terminal tells it: one red step that
//! says where Admin has the switch, before anything permanent is done. `causes` has what is red where.

use magewalk_sandbox::{Configuration, Options};
use serde_json::Value;

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
fn prices_in_another_currency_are_told_once() {
    let store = shop(&["currency/options/base=EUR"]);
    one_red(&store, 1, "1 failed")
        .prints(&["EUR", "hint: the tutorial's prices are in US dollars"]);
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
}

#[test]
fn a_captcha_of_the_storefront_leaves_out_what_no_program_can_do() {
    let store = shop(&["customer/captcha/enable=1"]);
    let done = run(&store, "orders").code(0);
    done.prints(&["not applicable: `captcha` is set"]);
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

#[test]
fn what_a_step_advises_is_not_contradicted_by_what_holds_of_any_shop() {
    let store = shop(&["customer/create_account/confirm=1"]);
    let done = one_red(&store, 1, "1 failed");
    done.prints(&["Require Emails Confirmation"])
        .without(&["known:", "check name and password"]);
}
