//! Keeping a customer: the checks in Magento's order, then the customer, then its addresses.

use serde_json::json;

use crate::customers::draft::{AddressDraft, CustomerDraft};
use crate::customers::{address, locate, validation};
use crate::error::ApiError;
use crate::state::Store;
use crate::state::customer::Customer;
use crate::version::Version;
use crate::{directory, php_date, random, stores};

/// Keeps a new customer and returns its id. `password` is a digest.
pub(crate) fn create(
    store: &mut Store,
    draft: &CustomerDraft,
    password: Option<Vec<u8>>,
    now: i64,
) -> Result<i64, ApiError> {
    let wants_proof = store.configuration.is_on("customer/create_account/confirm");
    let new = Customer {
        // An account without a password is confirmed when its owner sets one.
        confirmation: (wants_proof && password.is_some()).then(random::word::<32>),
        password,
        created_at: now,
        store_id: store_view(draft)?,
        website_id: draft
            .website_id
            .filter(|id| *id != 0)
            .unwrap_or(stores::WEBSITE),
        created_in: stores::DEFAULT_VIEW.1.into(),
        group_id: store.default_group,
        ..Customer::default()
    };
    let mut customer = checked(store, new, draft, now)?;
    customer.id = store.next_customer();
    let id = customer.id;
    store.customers.insert(id, customer);
    for draft in draft.addresses.iter().flatten() {
        // Recorded on a 2.4.7-p3 store: an address in a country that the store does not sell to, or
        // in none, is dropped without a word.
        let country = draft.sent.country_id.as_deref();
        if !country.is_some_and(|country| directory::sells_to(store, country)) {
            continue;
        }
        let draft = AddressDraft {
            id: None,
            ..draft.clone()
        };
        if let Err(refusal) = address::save(store, id, &draft) {
            remove(store, id);
            return Err(refusal);
        }
    }
    Ok(id)
}

/// Keeps what was sent of a customer that exists.
pub(crate) fn update(
    store: &mut Store,
    id: i64,
    draft: &CustomerDraft,
    now: i64,
) -> Result<(), ApiError> {
    require_own_defaults(store, id, draft)?;
    let known = locate::find(store, id)?.clone();
    let email = known.email.clone();
    let mut customer = checked(store, known, draft, now)?;
    if customer.email != email {
        customer.reset_token = None;
    }
    set_place(store.version, &mut customer, draft)?;
    customer.default_billing = draft.default_billing.or(customer.default_billing);
    customer.default_shipping = draft.default_shipping.or(customer.default_shipping);
    let before = (
        store.customers.insert(id, customer),
        store.addresses.clone(),
    );
    let replaced = match &draft.addresses {
        Some(addresses) => replace_addresses(store, id, addresses),
        None => Ok(()),
    };
    if replaced.is_err() {
        // In the database this is one transaction.
        store
            .customers
            .extend(before.0.map(|customer| (id, customer)));
        store.addresses = before.1;
    }
    replaced
}

/// Moves a customer to the website and store view that were sent. Recorded: what does not exist is
/// refused by the database, not by a check; from 2.4.8 on, a view is looked for.
fn set_place(
    version: Version,
    customer: &mut Customer,
    draft: &CustomerDraft,
) -> Result<(), ApiError> {
    let website = draft.website_id.unwrap_or(customer.website_id);
    let view = draft.store_id.unwrap_or(customer.store_id);
    if version >= Version::V2_4_8 {
        stores::require_view(view)?;
    }
    if stores::require_website(website).is_err() || stores::require_view(view).is_err() {
        return Err(ApiError::internal(
            "SQLSTATE[23000]: Integrity constraint violation: 1452 Cannot add or update a child row: a foreign key constraint fails",
        ));
    }
    customer.website_id = website;
    customer.store_id = view;
    Ok(())
}

/// Refuses a default address that is not one of the customer's, unless it has none at all.
fn require_own_defaults(store: &Store, id: i64, draft: &CustomerDraft) -> Result<(), ApiError> {
    let own: Vec<i64> = match &draft.addresses {
        Some(addresses) => addresses
            .iter()
            .map(|address| address.id.unwrap_or_default())
            .collect(),
        None => store
            .addresses
            .values()
            .filter(|address| address.customer == Some(id))
            .map(|address| address.id)
            .collect(),
    };
    let defaults = [
        ("default_billing", draft.default_billing),
        ("default_shipping", draft.default_shipping),
    ];
    for (field, default) in defaults {
        if default.is_some_and(|default| !own.is_empty() && !own.contains(&default)) {
            let message = "The %fieldName value is invalid. Set the correct value and try again.";
            return Err(ApiError::bad_request(message).with(json!({ "fieldName": field })));
        }
    }
    Ok(())
}

/// Deletes a customer with its addresses.
pub(crate) fn remove(store: &mut Store, id: i64) {
    store.customers.remove(&id);
    store
        .addresses
        .retain(|_, address| address.customer != Some(id));
}

/// Returns the customer with what was sent, once all checks have passed.
fn checked(
    store: &Store,
    known: Customer,
    draft: &CustomerDraft,
    now: i64,
) -> Result<Customer, ApiError> {
    if draft
        .group_id
        .is_some_and(|group| !store.groups.contains_key(&group))
    {
        return Err(ApiError::bad_request(
            "The specified customer group id does not exist.",
        ));
    }
    let mut customer = merged(known, draft);
    customer.updated_at = now;
    if let Some(dob) = draft.dob.as_deref() {
        customer.dob = date_of_birth(dob, now)?;
    }
    if customer.email.is_empty() {
        return Err(ApiError::bad_request(
            "The customer email is missing. Enter and try again.",
        ));
    }
    let is_taken = store.customers.values().any(|other| {
        other.id != customer.id
            && other.website_id == customer.website_id
            && locate::is_same_email(&other.email, &customer.email)
    });
    if is_taken {
        return Err(locate::email_taken());
    }
    let violations = validation::violations(&customer);
    if !violations.is_empty() {
        return Err(ApiError::bad_request(violations.join("\n")));
    }
    if store.version >= Version::V2_4_8
        && let Some(date) = &customer.dob
    {
        validation::require_past(date, now)?;
    }
    Ok(customer)
}

/// Returns a date of birth as `YYYY-MM-DD`; what PHP calls empty is none.
fn date_of_birth(text: &str, now: i64) -> Result<Option<String>, ApiError> {
    if ["", "0"].contains(&text) {
        return Ok(None);
    }
    let date = php_date::read(text, now);
    date.map(Some)
        .ok_or_else(|| ApiError::bad_request("Invalid date"))
}

/// The required texts are taken as they were sent, so that a missing one is seen; the others stay
/// as they were.
fn merged(mut customer: Customer, draft: &CustomerDraft) -> Customer {
    customer.email = draft.email.clone().unwrap_or_default();
    customer.firstname = draft.firstname.clone().unwrap_or_default();
    customer.lastname = draft.lastname.clone().unwrap_or_default();
    let texts = [
        (&mut customer.middlename, &draft.middlename),
        (&mut customer.prefix, &draft.prefix),
        (&mut customer.suffix, &draft.suffix),
        (&mut customer.taxvat, &draft.taxvat),
    ];
    for (kept, sent) in texts {
        if sent.is_some() {
            kept.clone_from(sent);
        }
    }
    customer.gender = draft.gender.or(customer.gender);
    customer.group_id = draft.group_id.unwrap_or(customer.group_id);
    customer.is_subscribed = draft.is_subscribed.unwrap_or(customer.is_subscribed);
    customer.disable_auto_group_change = draft
        .disable_auto_group_change
        .unwrap_or(customer.disable_auto_group_change);
    customer
}

fn replace_addresses(store: &mut Store, id: i64, drafts: &[AddressDraft]) -> Result<(), ApiError> {
    let mut kept = Vec::new();
    for draft in drafts {
        kept.push(address::save(store, id, draft)?);
    }
    let gone: Vec<i64> = store
        .addresses
        .values()
        .filter(|address| address.customer == Some(id) && !kept.contains(&address.id))
        .map(|address| address.id)
        .collect();
    for id in gone {
        address::remove(store, id);
    }
    Ok(())
}

/// Returns the store view that a new customer belongs to; 0 counts as not given.
fn store_view(draft: &CustomerDraft) -> Result<i64, ApiError> {
    let view = draft.store_id.filter(|id| *id != 0);
    let website = draft.website_id.filter(|id| *id != 0);
    match (view, website) {
        (None, Some(website)) => stores::require_website(website)?,
        (Some(view), website) => {
            stores::require_view(view)?;
            if website.is_some_and(|website| website != stores::WEBSITE) {
                return Err(ApiError::bad_request(
                    "The store view is not in the associated website.",
                ));
            }
        }
        (None, None) => {}
    }
    Ok(stores::DEFAULT_VIEW.0)
}
