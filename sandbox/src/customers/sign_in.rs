//! Signing in as a customer, and out again.

use crate::caller::Caller;
use crate::customers::locate::find_by_email;
use crate::error::Answer;
use crate::login;
use crate::service::Call;
use crate::state::Store;
use crate::state::lock::{Lock, LockPolicy};
use crate::token::UserKind;

const LOCK: LockPolicy = LockPolicy {
    failures: 10,
    seconds: 10 * 60,
};

/// `POST /V1/integration/customer/token`
pub(crate) fn create_token(store: &mut Store, call: &Call) -> Answer {
    let (username, password) = (call.text("username"), call.text("password"));
    login::require_credentials(username, password)?;
    login::throttle(store, UserKind::Customer, username, call.now)?;
    let customer =
        authenticate(store, username, password, call.now).filter(|id| !has_to_confirm(store, *id));
    login::note_attempt(
        store,
        UserKind::Customer,
        username,
        customer.is_some(),
        call.now,
    );
    let customer = customer.ok_or_else(login::refused)?;
    Ok(login::issue(store, UserKind::Customer, customer, call.now).into())
}

/// `POST /V1/integration/customer/revoke-customer-token`.
///
/// Recorded on a 2.4.7-p3 store: it voids whatever was issued up to and in this second.
pub(crate) fn revoke_tokens(store: &mut Store, call: &Call) -> Answer {
    if let Caller::Customer(id) = call.caller {
        store.revoked.insert((UserKind::Customer, id), call.now);
    }
    Ok(true.into())
}

/// Tells whether this is the customer's password, and counts the failure if not.
pub(crate) fn has_password(store: &mut Store, id: i64, password: &str, now: i64) -> bool {
    let digest = store.password_digest(password);
    let Some(customer) = store.customers.get_mut(&id) else {
        return false;
    };
    let is_right = customer.password.as_ref() == Some(&digest);
    if !is_right {
        customer.lock.count_failure(LOCK, now);
    }
    is_right
}

/// Tells whether a customer may not sign in before the e-mail address is confirmed.
pub(crate) fn has_to_confirm(store: &Store, id: i64) -> bool {
    let customer = store.customers.get(&id);
    store.configuration.is_on("customer/create_account/confirm")
        && customer.is_some_and(|customer| customer.confirmation.is_some())
}

/// Returns the customer whom e-mail and password prove. Magento locks an account that was tried too
/// often, whichever door was tried.
pub(crate) fn authenticate(
    store: &mut Store,
    email: &str,
    password: &str,
    now: i64,
) -> Option<i64> {
    let customer = find_by_email(store, email, None).ok()?;
    let id = customer.id;
    if customer.lock.is_locked(now) || !has_password(store, id, password, now) {
        return None;
    }
    if let Some(customer) = store.customers.get_mut(&id) {
        customer.lock = Lock::default();
    }
    Some(id)
}
