//! Signing in as an admin.

use serde_json::json;

use crate::error::{Answer, ApiError};
use crate::login;
use crate::service::Call;
use crate::state::Store;
use crate::state::lock::{Lock, LockPolicy};
use crate::state::two_factor::TwoFactor;
use crate::token::UserKind;

const LOCK: LockPolicy = LockPolicy {
    failures: 6,
    seconds: 30 * 60,
};

/// `POST /V1/integration/admin/token`
pub(crate) fn create_token(store: &mut Store, call: &Call) -> Answer {
    let admin = sign_in(store, call)?;
    if let Some(two_factor) = &store.two_factor {
        return Err(refusal(two_factor));
    }
    Ok(login::issue(store, UserKind::Admin, admin, call.now).into())
}

/// What a password alone is answered with.
///
/// Recorded on a 2.4.7-p3 store: the password is checked first.
fn refusal(two_factor: &TwoFactor) -> ApiError {
    match two_factor {
        TwoFactor::NoProvider => ApiError::bad_request(
            "Please ask an administrator with sufficient access to configure 2FA first",
        ),
        TwoFactor::NotSetUp => ApiError::bad_request(
            "You are required to configure personal Two-Factor Authorization in order to login. Please check your email.",
        )
        .with(json!({ "providers": ["google"], "active_providers": [] })),
        TwoFactor::Secret(_) => ApiError::bad_request(
            "Please use the 2fa provider-specific endpoints to obtain a token.",
        )
        .with(json!({ "active_providers": ["google"] })),
    }
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
    let digest = store.password_digest(password);
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
    admin.lock = Lock::default();
    Some(admin.id)
}
