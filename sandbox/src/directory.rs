//! The services of the directory: the countries that the store sells to.

use serde_json::{Value, json};

use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::state::Store;
use crate::state::directory::{all, find, is_country, regions};

/// Tells whether a store sells to a country.
pub(crate) fn sells_to(store: &Store, code: &str) -> bool {
    is_country(code) && store.configuration.sells_to(code)
}

/// `GET /V1/directory/countries`: those that the store sells to.
pub(crate) fn countries(store: &mut Store, _: &Call) -> Answer {
    let sold = all().filter(|(code, ..)| sells_to(store, code));
    Ok(sold.map(show).collect())
}

/// `GET /V1/directory/countries/:countryId`
pub(crate) fn country(store: &mut Store, call: &Call) -> Answer {
    let code = call.text("countryId");
    let sold = find(code).filter(|(code, ..)| sells_to(store, code));
    let refused = || ApiError::new(404, "The country isn't available.");
    sold.map(show).ok_or_else(refused)
}

fn show((code, code_of_three, name): (&str, &str, &str)) -> Value {
    let mut country = json!({
        "id": code,
        "two_letter_abbreviation": code,
        "three_letter_abbreviation": code_of_three,
        "full_name_locale": name,
        "full_name_english": name,
    });
    let regions: Vec<Value> = regions()
        .filter(|region| region.country == code)
        .map(
            |region| json!({"id": region.id.to_string(), "code": region.code, "name": region.name}),
        )
        .collect();
    if !regions.is_empty() {
        country["available_regions"] = regions.into();
    }
    country
}
