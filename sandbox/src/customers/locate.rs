//! Which customer a call is about.

use serde_json::{Value, json};

use crate::error::ApiError;
use crate::state::Store;
use crate::state::customer::Customer;
use crate::stores;

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
