//! The storefront as page 3 asks: the steps notice a shop whose pages are wrong.

use crate::support::{Answer, Done, Proxy, Store, magewalk};

/// Runs the tutorial against a store with one page changed.
fn with_page(path: &'static str, change: impl Fn(&str) -> String + Send + Sync + 'static) -> Done {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    proxy.on("GET", path, move |_, forward| {
        let mut answer = forward();
        let text = String::from_utf8(answer.body.clone()).unwrap();
        answer.body = change(&text).into_bytes();
        Some(answer)
    });
    let arguments = ["run", "orders/create-customer"];
    magewalk(&arguments).at(&proxy.url()).run()
}

#[test]
fn an_address_book_without_an_address_fails() {
    let done = with_page("/customer/address/", |page| {
        page.replace("<address>", "<p>")
            .replace("</address>", "</p>")
    });
    done.code(1)
        .prints(&["See her default addresses", ".box-address-billing address"]);
    let done = with_page("/customer/address/", |page| {
        page.replacen("10755", "10756", 1)
    });
    done.code(1).prints(&["10756"]);
}

#[test]
fn somebody_elses_account_fails() {
    let done = with_page("/customer/account/", |page| {
        page.replace("Jane Doe", "John Doe")
    });
    let line = "GET /customer/account/ → 200";
    done.code(1)
        .prints(&["See Jane Doe's account", "John Doe", line]);
}

#[test]
fn a_shop_that_lets_everybody_in_fails() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    let page = Answer::html(200, "<html><title>My Account</title></html>");
    proxy.on("GET", "/customer/account/", move |request, _| {
        (request.path == "/customer/account/").then(|| page.clone())
    });
    let arguments = ["run", "orders/create-customer"];
    let done = magewalk(&arguments).at(&proxy.url()).run();
    assert_ne!(done.code, Some(0), "{done:?}");
}

#[test]
fn a_headless_shop_fails_unless_it_was_said_to_be_one() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    let nothing = Answer::html(404, "<html><title>404 Not Found</title></html>");
    proxy.give("GET", "/customer/account", nothing);
    let arguments = ["run", "orders/create-customer"];
    let done = magewalk(&arguments).at(&proxy.url()).run();
    done.code(1).prints(&["Open the storefront's login page"]);
    let said = magewalk(&arguments).arguments(&["--var", "storefront=false"]);
    let done = said.at(&proxy.url()).run();
    done.code(0)
        .prints(&["5 passed, 9 not applicable", "not applicable: `storefront`"]);
}
