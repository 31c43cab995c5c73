//! What can be told of a shop from answers to questions that change nothing: pure functions from
//! responses to findings. `front` looks at the door, `rest` at the API, `version` at what tells
//! versions and modes apart, `shop` at what an admin sees.

use crate::http::exchange::Response;
use crate::http::page;
pub use crate::outcome::finding::{Finding, State};

pub mod front;
pub mod rest;
pub mod shop;
pub mod version;

/// Says what is known of an answer, and what to do about it.
pub type Known<'k> = &'k dyn Fn(&str, &Response) -> (String, String);

/// Somebody else has answered, or the shop in trouble: a login in front of it, a firewall, a web
/// server without PHP.
pub fn in_trouble(subject: &str, path: &str, response: &Response, known: Known<'_>) -> Finding {
    let (means, advice) = known(path, response);
    let what = page::in_words(response);
    let found = format!("{path} answers {} and {what}: {means}", response.status);
    Finding::to_do(subject, found, advice)
}

/// Whether Magento's API has answered, with what was asked for or with a refusal of its own.
pub fn is_of_api(response: &Response) -> bool {
    let is_json = response
        .json()
        .is_some_and(|body| body.is_object() || body.is_array());
    is_json && response.status < 500 && !response.is_of_login_wall()
}
