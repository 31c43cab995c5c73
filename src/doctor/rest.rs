//! The REST API of a shop, as everybody sees it.

use crate::doctor::{Finding, front};
use crate::http::exchange::Response;

/// What every Magento answers to anybody (`webapi.xml` of the module Directory).
pub const PATH: &str = "V1/directory/currency";

/// Says whether the API answers, asked for with the code of a store view.
pub fn api(store_code: &str, response: &Response) -> Finding {
    let body = response.json();
    let message = body.and_then(|body| body["message"].as_str());
    if response.status == 200 && body.is_some_and(serde_json::Value::is_object) {
        return Finding::fine("REST API", format!("answers under /rest/{store_code}/"));
    }
    if response.status == 400 && message == Some("Specified request cannot be processed.") {
        return Finding::to_do(
            "REST API",
            format!("there is no store view `{store_code}`"),
            "name it with `--store-code` (and `run --var store_code=…`); `all` stands for all of them",
        );
    }
    if message == Some("Request does not match any route.") {
        return Finding::to_do(
            "REST API",
            "Magento's own route is not there",
            "is the module Magento_Directory switched off?",
        );
    }
    let what = if body.is_some() { "JSON" } else { "no JSON" };
    let (found, advice) = front::trouble(response.status, response);
    Finding::to_do(
        "REST API",
        format!("answers {} and {what}: {found}", response.status),
        advice,
    )
}
