//! Signing in as an admin.

use crate::error::{Answer, ApiError};
use crate::login::{self, LockPolicy};
use crate::service::Call;
use crate::store::Store;
use crate::token::{self, UserKind};

const LOCK: LockPolicy = LockPolicy {
    failures: 6,
    seconds: 30 * 60,
};

/// `POST /V1/integration/admin/token`
pub(crate) fn create_token(store: &mut Store, call: &Call) -> Answer {
    let admin = sign_in(store, call)?;
    if let Some(two_factor) = &store.two_factor {
        return Err(two_factor.refusal());
    }
    Ok(login::issue(store, UserKind::Admin, admin, call.now).into())
}

/// Checks the `username` and `password` that were sent, and returns the admin's id.
pub(crate) fn sign_in(store: &mut Store, call: &Call) -> Result<i64, ApiError> {
    let (username, password) = (call.text("username"), call.text("password"));
    login::require_credentials(username, password)?;
    login::throttle(store, UserKind::Admin, username, call.now)?;
    let admin = authenticate(store, username, password, call.now);
    login::note_attempt(store, UserKind::Admin, username, admin.is_some(), call.now);
    admin.ok_or_else(login::refused)
}

fn authenticate(store: &mut Store, username: &str, password: &str, now: i64) -> Option<i64> {
    let digest = token::digest(&store.key, password);
    let named = |name: &str| name.eq_ignore_ascii_case(username);
    let admin = store
        .admins
        .iter_mut()
        .find(|admin| named(&admin.username))?;
    if admin.lock.is_locked(now) {
        return None;
    }
    if admin.password != digest {
        admin.lock.count_failure(LOCK, now);
        return None;
    }
    admin.lock = login::Lock::default();
    Some(admin.id)
}
