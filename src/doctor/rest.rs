//! The REST API of a shop, as everybody sees it.

use crate::doctor::{Finding, Known, in_trouble};
use crate::http::exchange::Response;

/// What every Magento answers to anybody (`webapi.xml` of the module Directory).
pub const PATH: &str = "V1/directory/currency";

/// Says whether the API answers at a path with the code of a store view.
///
/// The service takes nothing and is open to everybody, so that the status of a refusal says all,
/// whatever its language.
pub fn api(store_code: &str, path: &str, response: &Response, known: Known<'_>) -> Finding {
    let body = response.json();
    let is_refusal = body.is_some_and(|body| body["message"].is_string());
    match response.status {
        200 if body.is_some_and(serde_json::Value::is_object) => {
            Finding::fine("REST API", format!("answers under /rest/{store_code}/"))
        }
        400 if is_refusal => Finding::to_do(
            "REST API",
            format!("there is no store view `{store_code}`"),
            "name it with `--store-code` (and `run --var store_code=…`); `all` means all of them",
        ),
        404 if is_refusal => Finding::to_do(
            "REST API",
            "Magento's own route is not there",
            "is the module Magento_Directory switched off?",
        ),
        _ => in_trouble("REST API", path, response, known),
    }
}
