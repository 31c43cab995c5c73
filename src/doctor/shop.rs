//! What an admin sees of a shop, as far as the tutorials need it.

use serde_json::Value;

use crate::doctor::{Finding, Known, in_trouble};
use crate::http::exchange::Response;

/// Says whether somebody who has signed in may read the configuration; of the API's own answers.
pub fn sign_in(way: &str, response: &Response) -> Finding {
    let body = response.json();
    let resource = body.and_then(|body| body["parameters"]["resources"].as_str());
    match (response.status, resource) {
        (200, _) => Finding::fine("sign-in", format!("works with {way}")),
        (401, Some(resource)) => Finding::to_do(
            "sign-in",
            format!("{way} may not use `{resource}`"),
            "give the role that resource (System > Permissions > User Roles), or the integration \
             (System > Extensions > Integrations)",
        ),
        (status, _) => Finding::to_do(
            "sign-in",
            format!("{way}: the store answers {status}"),
            "the lines above say more about the shop",
        ),
    }
}

/// Says whether a product can be bought, by what an admin reads of it.
pub fn product(sku: &str, step: &str, response: &Response) -> Finding {
    let subject = "products";
    let name = format!("`{sku}`, which `{step}` puts into a cart,");
    let body = match (response.status, response.json()) {
        (200, Some(body)) if body["sku"].is_string() => body,
        (404, Some(_)) => {
            return Finding::to_do(
                subject,
                format!("{name} is not there"),
                "name one of the shop with `--var`, where the tutorial has a variable for it; \
                 `bin/magento sampledata:deploy && bin/magento setup:upgrade` brings the sample data \
                 into a shop that does not sell; `magewalk run smoke` tests one that does",
            );
        }
        _ => return not_told(subject, response),
    };
    if body["status"] == 2 {
        return Finding::to_do(
            subject,
            format!("{name} is disabled"),
            "Catalog > Products > Enable Product",
        );
    }
    if body["extension_attributes"]["stock_item"]["is_in_stock"] == false {
        return Finding::to_do(
            subject,
            format!("{name} is out of stock"),
            "Catalog > Products > Quantity and Stock Status (and its sources), then reindex",
        );
    }
    Finding::fine(subject, format!("`{sku}` is enabled and in stock"))
}

/// Says why a request of a step cannot be sent, by what it is answered where it is of nothing; none
/// where the API says that there is no such thing.
pub fn refused(
    request: &str,
    step: &str,
    response: &Response,
    known: Known<'_>,
) -> Option<Finding> {
    let body = response.json();
    let of_body = |name: &str| {
        body.and_then(|body| body.pointer(name))
            .and_then(Value::as_str)
    };
    let is_refused = matches!(response.status, 401 | 403);
    if is_refused && let Some(resources) = of_body("/parameters/resources") {
        return Some(Finding::to_do(
            "permissions",
            format!("the admin may not use `{resources}`, which `{request}` of `{step}` needs"),
            "give the role that resource (System > Permissions > User Roles), or the integration \
             (System > Extensions > Integrations)",
        ));
    }
    let is_of_nothing = response.status >= 400 && of_body("/message").is_some();
    if is_of_nothing && !is_refused {
        return None;
    }
    let is_read = request.starts_with("GET ");
    match (response.status, body) {
        (200..=299, Some(_)) if is_read => None,
        (200..=299, Some(_)) => Some(Finding::unknown(
            "permissions",
            format!("`{request}` of `{step}` is accepted, although nothing has that name"),
            "is it Magento's API that answers there?",
        )),
        _ => Some(in_trouble("permissions", request, response, known)),
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

/// Says what REST does not tell without a cart: how it can be paid, and how it is shipped.
pub fn checkout(subject: &str, codes: &[String]) -> Finding {
    let codes: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
    let place = match subject {
        "shipping" => "Delivery Methods",
        _ => "Payment Methods",
    };
    Finding::unknown(
        subject,
        format!(
            "REST tells the methods of a cart only, and nothing is made here; needed: {}",
            codes.join(", ")
        ),
        format!("Stores > Configuration > Sales > {place}"),
    )
}

fn not_told(subject: &'static str, response: &Response) -> Finding {
    Finding::unknown(
        subject,
        format!("the store answers {}", response.status),
        "an admin who may read it, or the Admin panel, can tell",
    )
}
