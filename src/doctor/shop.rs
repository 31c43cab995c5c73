//! What an admin sees of a shop, as far as the tutorials need it.

use serde_json::Value;

use crate::doctor::Finding;
use crate::http::exchange::Response;

/// The products that the tutorial buys, one of each kind.
pub const PRODUCTS: [&str; 4] = ["WS12-M-Orange", "240-LV08", "MH01", "24-WG080"];

/// Says whether somebody who has signed in may read the configuration; of the API's own answers.
pub fn sign_in(way: &str, response: &Response) -> Finding {
    let body = response.json();
    let resource = body.and_then(|body| body["parameters"]["resources"].as_str());
    match (response.status, resource) {
        (200, _) => Finding::fine("sign-in", format!("{way} works")),
        (401, Some(resource)) => Finding::to_do(
            "sign-in",
            format!("{way} may not use `{resource}`"),
            "give the role that resource (System › Permissions › User Roles), or the integration \
             (System › Extensions › Integrations)",
        ),
        (status, _) => Finding::to_do(
            "sign-in",
            format!("{way}: the store answers {status}"),
            "the lines above say more about the shop",
        ),
    }
}

/// Says in which currency a store view counts.
pub fn currency(store_code: &str, response: &Response) -> Finding {
    let views = response.json().and_then(Value::as_array);
    let mut views = views.into_iter().flatten();
    let currency = views
        .find(|view| view["code"] == store_code)
        .and_then(|view| view["base_currency_code"].as_str());
    match currency {
        Some("USD") => Finding::fine("currency", "USD"),
        Some(other) => Finding::to_do(
            "currency",
            format!("`{store_code}` counts in {other}"),
            "the tutorial's amounts are in US dollars: Stores › Configuration › General › Currency Setup",
        ),
        None => Finding::unknown(
            "currency",
            format!("no store view `{store_code}` in the configuration"),
            "name one with `--store-code`",
        ),
    }
}

/// Says whether the products of the tutorial are there.
pub fn sample_data(response: &Response) -> Finding {
    let Some(items) = response.json().and_then(|body| body["items"].as_array()) else {
        return not_told("sample data", response);
    };
    let has = |sku: &&&str| !items.iter().any(|item| item["sku"] == ***sku);
    let missing: Vec<&str> = PRODUCTS.iter().filter(has).copied().collect();
    if missing.is_empty() {
        return Finding::fine("sample data", "all four products of the tutorial are there");
    }
    Finding::to_do(
        "sample data",
        format!("not there: {}", missing.join(", ")),
        "`bin/magento sampledata:deploy && bin/magento setup:upgrade` brings them into a shop that \
         does not sell; `magewalk run smoke` tests one that does",
    )
}

/// Says whether the rule that changes what shipping costs is off.
pub fn rule(response: &Response) -> Finding {
    let active = response.json().and_then(|body| body["is_active"].as_bool());
    match (response.status, active) {
        (200, Some(false)) => Finding::fine("cart price rule 2", "off, as the tutorial needs it"),
        (200, Some(true)) => Finding::to_do(
            "cart price rule 2",
            "on, so that the table of rates asks for more",
            "`magewalk run orders --allow configuration` switches it off for the walk; by hand: \
             Marketing › Promotions › Cart Price Rules",
        ),
        (404, _) => Finding::to_do(
            "cart price rule 2",
            "not there",
            "it belongs to the sample data; without it, shipping costs what the tutorial says",
        ),
        _ => not_told("cart price rule 2", response),
    }
}

/// Says whether admins need a second factor.
pub fn two_factor(response: &Response) -> Finding {
    let Some(modules) = response.json().and_then(Value::as_array) else {
        return not_told("two-factor", response);
    };
    if modules
        .iter()
        .any(|module| module == "Magento_TwoFactorAuth")
    {
        return Finding::fine(
            "two-factor",
            "on: admins sign in with a one-time password too",
        );
    }
    Finding::fine("two-factor", "off: a user name and a password are enough")
}

/// Says what REST does not tell without a cart.
pub fn payment() -> Finding {
    Finding::unknown(
        "ways of paying",
        "REST tells them of a cart only, and nothing is made here",
        "the tutorial pays by bank transfer: Stores › Configuration › Sales › Payment Methods › Bank \
         Transfer Payment",
    )
}

fn not_told(subject: &'static str, response: &Response) -> Finding {
    Finding::unknown(
        subject,
        format!("the store answers {}", response.status),
        "an admin who may read it, or the Admin panel, can tell",
    )
}
