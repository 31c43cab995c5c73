//! Which version and mode a shop has, by how it behaves: `/magento_version` says `2.4` alone.

use serde_json::Value;

use crate::doctor::Finding;
use crate::http::exchange::Response;

/// A route that no Magento has.
pub const NO_ROUTE: &str = "V1/magewalk/no-such-route";

/// Where customers are made.
pub const CUSTOMERS: &str = "V1/customers";

/// A customer whom every version refuses, since there is no e-mail address.
pub const NO_CUSTOMER: &str = "{\"customer\":{},\"password\":\"Password1\"}";

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

/// Says which version a shop has, by the way in which it refuses a customer without an address.
pub fn version(refusal: &Response) -> Finding {
    let body = refusal.json();
    let is_refusal = body.is_some_and(|body| body["message"].is_string());
    let names_a_field = body.is_some_and(|body| matches!(body["parameters"], Value::Object(_)));
    match refusal.status {
        400 if is_refusal && !names_a_field => Finding::fine("version", "2.4.8 or newer"),
        500 if is_refusal => Finding::fine("version", "2.4.7 or older"),
        status => Finding::unknown(
            "version",
            format!(
                "a customer without an address is refused with {status}, as by no version known here"
            ),
            "`bin/magento --version` tells it",
        ),
    }
}
