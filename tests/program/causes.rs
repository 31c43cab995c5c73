//! Shops in which something lacks that the tutorials need: of each tutorial one step is red, with its cause
//! and the place in Admin, and what rests on it is skipped.

use magewalk_sandbox::{Configuration, Options, Version};
use serde_json::{Value, json};

use crate::support::{Folder, Request, Store, magewalk};

const TUTORIALS: [&str; 4] = ["orders", "orders-guest", "orders-refusals", "smoke"];

/// A red step, and what its report says of the cause.
type Red = Option<(&'static str, &'static str)>;

/// A configuration, and what is red in each of the tutorials.
type Row = (&'static [&'static str], [Red; 4]);

const MINIMUM: &str = "Minimum Order Amount";
const BANK: &str = "Payment Methods > Bank Transfer";
const FLAT: &str = "Delivery Methods > Flat Rate";
const TABLE: &str = "Delivery Methods > Table Rates";
const COUNTRY: &str = "Allow Countries";
const SAMPLE_DATA: &str = "bin/magento sampledata:deploy";

/// What makes nothing red.
const GREEN: &[&[&str]] = &[
    &[],
    &["customer/captcha/enable=1"],
    &["web/url/use_store=1"],
    &["carriers/freeshipping/active=1"],
    &[
        "sales/minimum_order/active=1",
        "sales/minimum_order/amount=20",
    ],
    &[
        "payment/checkmo/active=0",
        "payment/purchaseorder/active=0",
        "payment/cashondelivery/active=0",
    ],
];

const RED: &[Row] = &[
    (
        &["currency/options/base=EUR"],
        [
            Some(("store-configuration", "Currency Setup")),
            None,
            None,
            None,
        ],
    ),
    (
        &["general/country/allow=DE"],
        [
            Some(("create-account", COUNTRY)),
            Some(("country", COUNTRY)),
            Some(("country", COUNTRY)),
            None,
        ],
    ),
    (
        &["customer/create_account/confirm=1"],
        [
            Some(("customer-token", "Require Emails Confirmation")),
            None,
            None,
            None,
        ],
    ),
    (
        &["checkout/options/guest_checkout=0"],
        [
            None,
            Some(("guest-shipping", "Allow Guest Checkout")),
            None,
            None,
        ],
    ),
    (
        &[
            "sales/minimum_order/active=1",
            "sales/minimum_order/amount=500",
        ],
        [
            Some(("place-order", MINIMUM)),
            Some(("own-order", MINIMUM)),
            Some(("order", MINIMUM)),
            None,
        ],
    ),
    (
        &[
            "sales/minimum_order/active=1",
            "sales/minimum_order/amount=500",
            "sales/minimum_order/description=Zu wenig",
        ],
        [
            Some(("place-order", MINIMUM)),
            Some(("own-order", MINIMUM)),
            Some(("order", MINIMUM)),
            None,
        ],
    ),
    (
        &["payment/banktransfer/active=0"],
        [
            Some(("shipping-information", BANK)),
            Some(("bank-transfer", BANK)),
            Some(("bank-transfer", BANK)),
            None,
        ],
    ),
    (
        &["carriers/flatrate/active=0"],
        [None, Some(("flat-rate", FLAT)), None, None],
    ),
    (
        &["carriers/tablerate/active=0"],
        [
            Some(("estimate-shipping", TABLE)),
            None,
            Some(("shipping", TABLE)),
            None,
        ],
    ),
    (
        &["carriers/flatrate/active=0", "carriers/tablerate/active=0"],
        [
            Some(("estimate-shipping", TABLE)),
            Some(("flat-rate", FLAT)),
            Some(("shipping", TABLE)),
            Some(("shipping", "Delivery Methods")),
        ],
    ),
];

fn shop(version: Version, developer_mode: bool, settings: &[&str]) -> Store {
    Store::with(&Options {
        version,
        developer_mode,
        configuration: Configuration::parse(settings).unwrap(),
        ..Options::default()
    })
}

/// Walks tutorials, and returns of each what is red, with all that is advised.
fn reds(store: &Store, tutorials: &[&str]) -> Vec<Vec<(String, String)>> {
    let folder = Folder::new();
    let run = magewalk(&["run", "-q", "--report", "json"]).within(&folder);
    let done = run.arguments(tutorials).at(&store.url()).run();
    let outcome: Value = serde_json::from_str(&folder.read("reports/run.json")).unwrap();
    assert_eq!(store.customers(), [], "{done}");
    let red_of = |tutorial: &&str| {
        let scenarios = outcome["scenarios"].as_array().unwrap().iter();
        let of_tutorial = scenarios.filter(|scenario| scenario["tutorial"] == **tutorial);
        let steps = of_tutorial.flat_map(|scenario| scenario["steps"].as_array().unwrap());
        let red = steps.filter(|step| step["verdict"] == "failed" || step["verdict"] == "errored");
        red.map(|step| {
            let advised = format!("{} {}", step["hints"], step["error"]["hint"]);
            (step["id"].as_str().unwrap().to_owned(), advised)
        })
        .collect()
    };
    tutorials.iter().map(red_of).collect()
}

/// Holds what is red in all tutorials, or in those alone in which something is.
fn holds(store: &Store, expected: &[Red; 4], all: bool, of: &str) {
    let walked = TUTORIALS.into_iter().zip(expected);
    let walked: Vec<_> = walked.filter(|(_, red)| all || red.is_some()).collect();
    let names: Vec<&str> = walked.iter().map(|(tutorial, _)| *tutorial).collect();
    for ((tutorial, expected), red) in walked.iter().zip(reds(store, &names)) {
        let ids: Vec<&str> = red.iter().map(|(id, _)| id.as_str()).collect();
        let wanted: Vec<&str> = expected.iter().map(|(id, _)| *id).collect();
        assert_eq!(ids, wanted, "{of}: {tutorial}");
        for ((_, advised), (_, cause)) in red.iter().zip(*expected) {
            assert!(advised.contains(cause), "{of}: {tutorial}: {advised}");
        }
    }
}

fn hold_red(version: Version, developer_mode: bool, all: bool) {
    for (settings, expected) in RED {
        let store = shop(version, developer_mode, settings);
        holds(&store, expected, all, &settings.join(" "));
    }
}

#[test]
fn what_no_tutorial_rests_on_is_no_matter() {
    for settings in GREEN {
        let store = shop(Version::V2_4_7, false, settings);
        holds(&store, &[None; 4], true, &settings.join(" "));
    }
}

#[test]
fn what_lacks_is_one_red_step_on_2_4_7() {
    hold_red(Version::V2_4_7, false, true);
}

#[test]
fn what_lacks_is_one_red_step_on_2_4_8() {
    hold_red(Version::V2_4_8, false, false);
}

#[test]
fn what_lacks_is_one_red_step_in_developer_mode() {
    hold_red(Version::V2_4_7, true, false);
}

/// Sends something to a shop as an admin.
fn change(store: &Store, method: &str, sku: &str, product: Option<&Value>) {
    let request = Request::new(method, &format!("/rest/V1/products/{sku}"));
    let request = match product {
        Some(product) => request.json(&json!({ "product": product })),
        None => request,
    };
    let changed = store.send(&request.bearer(&store.admin_token()));
    assert_eq!(changed.status, 200, "{}", changed.value());
}

/// What is red of the three tutorials that buy certain products, where one of these is not as it should be.
fn of_product(sku: &str, cause: (&'static str, &'static str)) -> [Red; 4] {
    let by_guests = sku == "WS12-M-Orange";
    let by_refused = ["WS12-M-Orange", "MH01", "24-WG080"].contains(&sku);
    let of_guests = if cause.0 == "sample-data" {
        "tee"
    } else {
        cause.0
    };
    [
        Some(cause),
        by_guests.then_some((of_guests, cause.1)),
        by_refused.then_some(cause),
        None,
    ]
}

const GOODS: [&str; 9] = [
    "WS12-M-Orange",
    "240-LV08",
    "MH01",
    "MH01-S-Gray",
    "24-WG080",
    "24-WG082-blue",
    "24-WG084",
    "24-WG086",
    "24-WG088",
];

#[test]
fn a_product_that_is_out_of_stock_is_found_before_anything_is_made() {
    let none = json!({"extension_attributes": {"stock_item": {"qty": 0, "is_in_stock": false}}});
    for sku in GOODS {
        let store = shop(Version::V2_4_7, false, &[]);
        change(&store, "PUT", sku, Some(&none));
        holds(
            &store,
            &of_product(sku, ("stock", "Stock Status")),
            false,
            sku,
        );
    }
}

#[test]
fn a_product_that_is_disabled_or_not_there_is_found_before_anything_is_made() {
    for sku in GOODS {
        let store = shop(Version::V2_4_7, false, &[]);
        change(&store, "PUT", sku, Some(&json!({"status": 2})));
        holds(
            &store,
            &of_product(sku, ("sample-data", SAMPLE_DATA)),
            false,
            sku,
        );
        change(&store, "DELETE", sku, None);
        holds(
            &store,
            &of_product(sku, ("sample-data", SAMPLE_DATA)),
            false,
            sku,
        );
    }
}

#[test]
fn a_shop_without_the_sample_data_is_told_so_once_a_tutorial() {
    let store = Store::with(&Options {
        no_sample_data: true,
        ..Options::default()
    });
    let expected = [
        Some(("sample-data", SAMPLE_DATA)),
        Some(("tee", SAMPLE_DATA)),
        Some(("sample-data", SAMPLE_DATA)),
        Some(("products", "nothing can be bought here")),
    ];
    holds(&store, &expected, true, "no sample data");
    let path = "/rest/V1/carts/search?searchCriteria[pageSize]=9";
    let carts = store.send(&Request::new("GET", path).bearer(&store.admin_token()));
    assert_eq!(
        carts.value()["total_count"],
        1,
        "the cart of refusals alone"
    );
}
