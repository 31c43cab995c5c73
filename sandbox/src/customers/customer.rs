//! A customer as the store keeps it, and as REST shows it.

use serde_json::{Map, Value, json};

use crate::clock;
use crate::customers::address;
use crate::error::ApiError;
use crate::state::Store;
use crate::state::customer::Customer;
use crate::stores;
use crate::version::Version;

/// Finds a customer, or says which id there is not.
pub(crate) fn find(store: &Store, id: i64) -> Result<&Customer, ApiError> {
    store
        .customers
        .get(&id)
        .ok_or_else(|| ApiError::no_such("customerId", id))
}

/// Finds a customer by e-mail, whose case does not matter. The website shows in the refusal: Magento
/// writes its own default as a text and one that was sent as a number.
pub(crate) fn find_by_email<'a>(
    store: &'a Store,
    email: &str,
    website: Option<i64>,
) -> Result<&'a Customer, ApiError> {
    let wanted = website.unwrap_or(stores::WEBSITE);
    store
        .customers
        .values()
        .find(|customer| customer.website_id == wanted && is_same_email(&customer.email, email))
        .ok_or_else(|| {
            let website = website.map_or_else(|| Value::from(wanted.to_string()), Value::from);
            ApiError::new(
                404,
                "No such entity with %fieldName = %fieldValue, %field2Name = %field2Value",
            )
            .with(json!({
                "fieldName": "email",
                "fieldValue": email,
                "field2Name": "websiteId",
                "field2Value": website,
            }))
        })
}

/// Somebody else has the e-mail.
pub(crate) fn email_taken() -> ApiError {
    ApiError::bad_request(
        "A customer with the same email address already exists in an associated website.",
    )
}

/// Tells whether two e-mails are the same to the database, which knows no case.
pub(crate) fn is_same_email(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// Returns a customer as REST shows it; what is not set is left out.
pub(crate) fn show(store: &Store, customer: &Customer) -> Value {
    let text = |value: &Option<String>| value.clone().map(Value::from);
    let id = |value: Option<i64>| value.map(|id| Value::from(id.to_string()));
    let addresses = store.addresses.values();
    let mut addresses: Vec<_> = addresses
        .filter(|address| address.customer_id == customer.id)
        .collect();
    if store.version >= Version::V2_4_8 {
        // Recorded: the default addresses come first.
        let defaults = [customer.default_billing, customer.default_shipping];
        addresses.sort_by_key(|address| !defaults.contains(&Some(address.id)));
    }
    let addresses = addresses.into_iter();
    let addresses: Value = addresses
        .map(|address| address::show(customer, address))
        .collect();
    let members = [
        ("id", Some(customer.id.into())),
        ("group_id", Some(customer.group_id.into())),
        ("default_billing", id(customer.default_billing)),
        ("default_shipping", id(customer.default_shipping)),
        ("confirmation", text(&customer.confirmation)),
        (
            "created_at",
            Some(clock::written(customer.created_at).into()),
        ),
        (
            "updated_at",
            Some(clock::written(customer.updated_at).into()),
        ),
        ("created_in", Some(customer.created_in.clone().into())),
        ("dob", text(&customer.dob)),
        ("email", Some(customer.email.clone().into())),
        ("firstname", Some(customer.firstname.clone().into())),
        ("lastname", Some(customer.lastname.clone().into())),
        ("middlename", text(&customer.middlename)),
        ("prefix", text(&customer.prefix)),
        ("suffix", text(&customer.suffix)),
        ("gender", customer.gender.map(Value::from)),
        ("store_id", Some(customer.store_id.into())),
        ("taxvat", text(&customer.taxvat)),
        ("website_id", Some(customer.website_id.into())),
        ("addresses", Some(addresses)),
        (
            "disable_auto_group_change",
            Some(customer.disable_auto_group_change.into()),
        ),
        (
            "extension_attributes",
            Some(json!({ "is_subscribed": customer.is_subscribed })),
        ),
    ];
    let set = members
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(set.collect::<Map<_, _>>())
}
