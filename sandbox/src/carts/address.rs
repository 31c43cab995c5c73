//! The addresses of a cart: where it goes, who pays.

use serde_json::{Map, Value, json};

use crate::customers::email;
use crate::error::ApiError;
use crate::state::address::Address;
use crate::state::cart::Cart;
use crate::state::{Store, directory};
use crate::version::Version;

/// Reads an address that was sent.
pub(crate) fn read(sent: &Map<String, Value>) -> Address {
    let read = Address::read(sent);
    let region_id = read.region_id.filter(|id| *id != 0);
    let known = region_id.and_then(directory::region);
    Address {
        customer_address: read.customer_address.filter(|id| *id != 0),
        region_id,
        // The name of a region that the directory knows is the directory's.
        region: known.map(|region| region.name.to_owned()).or(read.region),
        country_id: read.country_id.filter(|country| !country.is_empty()),
        ..read
    }
}

/// Refuses an address that names one of a customer who is not the cart's. Source:
/// `Magento\Quote\Model\QuoteAddressValidator`.
pub(crate) fn require_owner(address: &Address, store: &Store, cart: &Cart) -> Result<(), ApiError> {
    let Some(id) = address.customer_address else {
        return Ok(());
    };
    let invalid = |message, id| Err(ApiError::new(404, message).with(json!([id])));
    let owner = store
        .addresses
        .get(&id)
        .and_then(|address| address.customer);
    match (cart.customer, owner) {
        (Some(_), None) => invalid("Invalid address id %1", None),
        (Some(customer), Some(owner)) if customer == owner => Ok(()),
        _ => invalid("Invalid customer address id %1", Some(id)),
    }
}

/// Refuses an address in a country that there is not, and from 2.4.8 on one with a bad e-mail.
pub(crate) fn require_savable(address: &Address, store: &Store) -> Result<(), ApiError> {
    let country = address.country_id.as_deref();
    let email = address.email.as_deref().unwrap_or_default();
    let has_good_email = store.version < Version::V2_4_8
        || email.is_empty()
        || email::violations("Email", email).is_empty();
    if country.is_none_or(directory::is_country) && has_good_email {
        return Ok(());
    }
    Err(ApiError::bad_request(
        "The address failed to save. Verify the address and try again.",
    ))
}

/// Returns the code of the region.
pub(crate) fn region_code(address: &Address) -> Option<String> {
    let known = address.region_id.and_then(directory::region);
    known
        .map(|region| region.code.to_owned())
        .or_else(|| address.region.clone())
}

/// Names the fields that an order needs and that are empty, as the messages name them. Source:
/// `Magento\Customer\Model\Address\Validator`; recorded on a 2.4.7-p3 store.
pub(crate) fn missing(address: &Address) -> Vec<&'static str> {
    let is_empty = |text: &Option<String>| text.as_deref().is_none_or(str::is_empty);
    let country = address.country_id.as_deref().unwrap_or_default();
    let checks = [
        ("firstname", is_empty(&address.firstname)),
        ("lastname", is_empty(&address.lastname)),
        ("street", address.street.iter().all(String::is_empty)),
        ("city", is_empty(&address.city)),
        ("telephone", is_empty(&address.telephone)),
        (
            "postcode",
            directory::needs_postcode(country) && is_empty(&address.postcode),
        ),
        ("countryId", country.is_empty()),
        (
            "regionId",
            directory::knows_regions(country) && address.region_id.is_none(),
        ),
    ];
    let missing = checks.into_iter().filter(|(_, is_missing)| *is_missing);
    missing.map(|(name, _)| name).collect()
}

/// Shows an address as a cart does.
pub(crate) fn show(address: &Address) -> Value {
    let mut shown = json!({
        "id": address.id,
        "region": address.region,
        "region_id": address.region_id,
        "region_code": region_code(address),
        "country_id": address.country_id,
        "street": if address.street.is_empty() { vec![String::new()] } else { address.street.clone() },
    });
    let mut add = |name: &str, value: Value| shown[name] = value;
    for (name, text) in [("company", &address.company)] {
        if let Some(text) = text {
            add(name, text.as_str().into());
        }
    }
    add("telephone", json!(address.telephone));
    if let Some(fax) = &address.fax {
        add("fax", fax.as_str().into());
    }
    add("postcode", json!(address.postcode));
    add("city", json!(address.city));
    add("firstname", json!(address.firstname));
    add("lastname", json!(address.lastname));
    for (name, text) in [
        ("middlename", &address.middlename),
        ("prefix", &address.prefix),
        ("suffix", &address.suffix),
        ("vat_id", &address.vat_id),
    ] {
        if let Some(text) = text {
            add(name, text.as_str().into());
        }
    }
    if let Some(customer) = address.customer {
        add("customer_id", customer.into());
    }
    add("email", json!(address.email));
    add("same_as_billing", address.same_as_billing.into());
    if let Some(address) = address.customer_address {
        add("customer_address_id", address.into());
    }
    add("save_in_address_book", 0.into());
    shown
}

/// The refusal of a cart that says not where it goes.
pub(crate) fn missing_shipping() -> ApiError {
    ApiError::bad_request("The shipping address is missing. Set the address and try again.")
}
