//! Which version and mode a shop has, by how it behaves: `/magento_version` says `2.4` alone.

use serde_json::Value;

use crate::doctor::Finding;
use crate::http::exchange::Response;

/// A route that no Magento has.
pub const NO_ROUTE: &str = "V1/magewalk/no-such-route";

/// Asks how many there are of a product that no shop has. It is a GET: nothing can come of it.
pub const STOCK_OF_NOTHING: &str =
    "V1/inventory/get-product-salable-quantity/magewalk-no-such-product/1";

/// Says in which mode a shop is, by a refusal: in developer mode, each one says where it comes from.
pub fn mode(refusal: &Response) -> Finding {
    match refusal.json() {
        Some(body) if body["trace"].is_string() => Finding::fine(
            "mode",
            "developer: errors have a `trace`, and answers are slow",
        ),
        Some(body) if body["message"].is_string() => {
            Finding::fine("mode", "default or production: errors have no `trace`")
        }
        _ => Finding::unknown(
            "mode",
            format!("a route that is not there answers {}", refusal.status),
            "`bin/magento deploy:mode:show` tells it",
        ),
    }
}

/// Says which version a shop has, by what it knows of the stock of a product that it does not have:
/// since 2.4.8 there is none of it, and before that was an error.
pub fn version(stock: &Response) -> Finding {
    let body = stock.json();
    let is_error = body.is_some_and(|body| body["message"].is_string());
    let is_quantity = body.is_some_and(Value::is_number);
    match stock.status {
        200 if is_quantity => Finding::fine("version", "2.4.8 or newer"),
        500 if is_error => Finding::fine("version", "2.4.7 or older"),
        status => unknown_version(format!(
            "the stock of a product that is not there is answered with {status}, as by no version \
             known here"
        )),
    }
}

/// Says that it is not known which version a shop has.
pub fn unknown_version(why: impl Into<String>) -> Finding {
    Finding::unknown("version", why, "`bin/magento --version` tells it")
}
