//! The services of a customer's account: make, show, change, delete, and what may be asked about it.

use serde_json::{Value, json};

use crate::caller::Caller;
use crate::customers::draft::CustomerDraft;
use crate::customers::locate::{self, find};
use crate::customers::{password, save, show, validation};
use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::state::Store;
use crate::state::customer::Customer;
use crate::stores;
use crate::version::Version;

/// `POST /V1/customers`
pub(crate) fn create(store: &mut Store, call: &Call) -> Answer {
    let draft = CustomerDraft::read(&call.object("customer"));
    if draft.group_id.is_some() && !call.caller.is_admin() {
        return Err(ApiError::unauthorized("Magento_Customer::manage"));
    }
    let password = call.optional_text("password");
    if let Some(password) = password {
        password::require_strength(password)?;
        let email = draft.email.as_deref().ok_or_else(|| no_email(store))?;
        password::require_unlike_email(password, email)?;
    }
    if draft.id.is_some_and(|id| id != 0) {
        // Magento takes this for adding an account to another store.
        find_by_email(store, draft.email.as_deref(), None)?;
        return Err(ApiError::bad_request(
            "This customer already exists in this store.",
        ));
    }
    let digest = password.map(|password| store.password_digest(password));
    let id = save::create(store, &draft, digest, call.now)?;
    // Recorded on a 2.4.7-p3 store: whoever makes an account is not told how to confirm it.
    let mut made = shown(store, id)?;
    if let Some(made) = made.as_object_mut() {
        made.shift_remove("confirmation");
    }
    Ok(made)
}

/// Comparing a password with no e-mail fails on the store's own side up to 2.4.7; 2.4.8 looks before.
fn no_email(store: &Store) -> ApiError {
    if store.version >= Version::V2_4_8 {
        ApiError::bad_request("The email address is required to create a customer account.")
    } else {
        ApiError::internal(
            "Deprecated Functionality: strcasecmp(): Passing null to parameter #2 ($string2) of type string is deprecated",
        )
    }
}

/// `GET /V1/customers/:customerId` and `GET /V1/customers/me`
pub(crate) fn get(store: &mut Store, call: &Call) -> Answer {
    shown(store, call.number("customerId"))
}

/// `PUT /V1/customers/me`. The customer's own id and group stand, whatever was sent.
pub(crate) fn update_own(store: &mut Store, call: &Call) -> Answer {
    let Caller::Customer(id) = call.caller else {
        // An admin has no account here: what it sends is a customer without an id.
        let draft = CustomerDraft {
            id: None,
            ..CustomerDraft::read(&call.object("customer"))
        };
        let id = save::create(store, &draft, None, call.now)?;
        return shown(store, id);
    };
    let sent = CustomerDraft::read(&call.object("customer"));
    let has_addresses = sent.addresses.is_some();
    let draft = CustomerDraft {
        group_id: None,
        // Without addresses the default ones stand, whatever was sent.
        default_billing: sent.default_billing.filter(|_| has_addresses),
        default_shipping: sent.default_shipping.filter(|_| has_addresses),
        ..sent
    };
    save::update(store, id, &draft, call.now)?;
    shown(store, id)
}

/// `PUT /V1/customers/:customerId`.
///
/// What is not sent is taken from the customer in the path; an id in the body wins over it.
pub(crate) fn update(store: &mut Store, call: &Call) -> Answer {
    let sent = CustomerDraft::read(&call.object("customer"));
    let in_path = call.text("customerId").parse().unwrap_or_default();
    if in_path == 0 {
        return update_unnamed(store, call, &sent);
    }
    let known = find(store, in_path)?;
    let id = sent.id.unwrap_or(known.id);
    let draft = CustomerDraft {
        email: sent.email.or_else(|| Some(known.email.clone())),
        firstname: sent.firstname.or_else(|| Some(known.firstname.clone())),
        lastname: sent.lastname.or_else(|| Some(known.lastname.clone())),
        ..sent
    };
    save::update(store, id, &draft, call.now)?;
    shown(store, id)
}

/// A path that names no number names no customer: the body is then kept as it is.
fn update_unnamed(store: &mut Store, call: &Call, sent: &CustomerDraft) -> Answer {
    let id = match sent.id {
        Some(id) => {
            save::update(store, id, sent, call.now)?;
            id
        }
        None => save::create(store, sent, None, call.now)?,
    };
    shown(store, id)
}

/// `DELETE /V1/customers/:customerId`
pub(crate) fn delete(store: &mut Store, call: &Call) -> Answer {
    let id = find(store, call.number("customerId"))?.id;
    save::remove(store, id);
    Ok(true.into())
}

/// `PUT /V1/customers/validate`
pub(crate) fn validate(_: &mut Store, call: &Call) -> Answer {
    let draft = CustomerDraft::read(&call.object("customer"));
    let sent = Customer {
        email: draft.email.clone().unwrap_or_default(),
        firstname: draft.firstname.clone().unwrap_or_default(),
        lastname: draft.lastname.clone().unwrap_or_default(),
        middlename: draft.middlename.clone(),
        gender: draft.gender,
        ..Customer::default()
    };
    let required = [
        ("Associate to Website", draft.website_id.is_none()),
        ("Group", draft.group_id.is_none()),
        ("Email", sent.email.is_empty()),
    ];
    let mut messages: Vec<String> = required
        .into_iter()
        .filter(|(_, is_missing)| *is_missing)
        .map(|(label, _)| format!("\"{label}\" is a required value."))
        .collect();
    let mut of_fields = validation::violations(&sent);
    if sent.email.is_empty() {
        of_fields.retain(|violation| !violation.starts_with("\"Email\""));
    }
    messages.append(&mut of_fields);
    Ok(json!({"valid": messages.is_empty(), "messages": messages}))
}

/// `POST /V1/customers/isEmailAvailable`.
///
/// Recorded on a 2.4.7-p3 store: as long as guests are not asked to log in at the checkout, the
/// answer is `true` for everything, so that nobody can find out who has an account.
pub(crate) fn is_email_available(_: &mut Store, call: &Call) -> Answer {
    stores::require_website(call.optional_number("websiteId").unwrap_or(stores::WEBSITE))?;
    Ok(true.into())
}

/// `GET /V1/customers/:customerId/permissions/readonly`
pub(crate) fn is_readonly(store: &mut Store, call: &Call) -> Answer {
    find(store, call.number("customerId"))?;
    Ok(false.into())
}

/// `GET /V1/customers/:customerId/confirm`
pub(crate) fn confirmation_status(store: &mut Store, call: &Call) -> Answer {
    let customer = find(store, call.number("customerId"))?;
    let is_wanted = store.configuration.is_on("customer/create_account/confirm");
    Ok(match (is_wanted, &customer.confirmation) {
        (false, _) => "account_confirmation_not_required",
        (true, None) => "account_confirmed",
        (true, Some(_)) => "account_confirmation_required",
    }
    .into())
}

/// `POST /V1/customers/confirm`
pub(crate) fn resend_confirmation(store: &mut Store, call: &Call) -> Answer {
    find_by_email(
        store,
        call.optional_text("email"),
        call.optional_number("websiteId"),
    )?;
    Err(ApiError::bad_request("Confirmation isn't needed."))
}

/// `PUT /V1/customers/:email/activate`
pub(crate) fn activate(store: &mut Store, call: &Call) -> Answer {
    let id = find_by_email(store, call.optional_text("email"), None)?.id;
    confirm(store, id, call.text("confirmationKey"))
}

/// `PUT /V1/customers/me/activate`
pub(crate) fn activate_own(store: &mut Store, call: &Call) -> Answer {
    let id = find(store, call.number("customerId"))?.id;
    confirm(store, id, call.text("confirmationKey"))
}

fn confirm(store: &mut Store, id: i64, key: &str) -> Answer {
    let customer = store.customers.get_mut(&id);
    match customer.map(|customer| &mut customer.confirmation) {
        Some(wanted @ Some(_)) if wanted.as_deref() == Some(key) => *wanted = None,
        Some(Some(_)) => {
            return Err(ApiError::bad_request(
                "The confirmation token is invalid. Verify the token and try again.",
            ));
        }
        _ => return Err(ApiError::bad_request("The account is already active.")),
    }
    shown(store, id)
}

fn find_by_email<'a>(
    store: &'a Store,
    email: Option<&str>,
    website: Option<i64>,
) -> Result<&'a Customer, ApiError> {
    locate::find_by_email(store, email.unwrap_or_default(), website)
}

fn shown(store: &Store, id: i64) -> Result<Value, ApiError> {
    find(store, id).map(|customer| show::show(store, customer))
}
