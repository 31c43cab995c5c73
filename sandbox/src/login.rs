//! Who may sign in how often: the lock on an account, and the throttle on token requests.
//!
//! Recorded on a 2.4.7-p3 store: whichever of the two refuses, the words are the same as for a
//! wrong password.

use crate::error::ApiError;
use crate::state::Store;
use crate::token::{self, Claims, UserKind};

/// After how many failures for one user name token requests are refused, and for how long.
const THROTTLE: (u32, i64) = (6, 30 * 60);

/// Refuses where too many token requests for this user name have failed.
pub(crate) fn throttle(
    store: &Store,
    kind: UserKind,
    username: &str,
    now: i64,
) -> Result<(), ApiError> {
    let attempts = store.attempts.get(&(kind, username.to_owned()));
    match attempts {
        Some(attempts) if attempts.expires > now && attempts.failures >= THROTTLE.0 => {
            Err(refused())
        }
        _ => Ok(()),
    }
}

/// Notes how a token request went.
pub(crate) fn note_attempt(
    store: &mut Store,
    kind: UserKind,
    username: &str,
    succeeded: bool,
    now: i64,
) {
    let name = (kind, username.to_owned());
    if succeeded {
        store.attempts.remove(&name);
        return;
    }
    store.attempts.retain(|_, attempts| attempts.expires > now);
    let attempts = store.attempts.entry(name).or_default();
    attempts.failures += 1;
    attempts.expires = now + THROTTLE.1;
}

/// Returns a token for a user that has proven who it is.
pub(crate) fn issue(store: &Store, kind: UserKind, user: i64, now: i64) -> String {
    let claims = Claims {
        user,
        kind,
        issued_at: now,
    };
    token::issue(&store.key, claims)
}

/// What a failed sign-in is answered with, whatever its cause.
pub(crate) fn refused() -> ApiError {
    ApiError::new(
        401,
        "The account sign-in was incorrect or your account is disabled temporarily. Please wait and try again later.",
    )
}

/// Refuses empty credentials.
pub(crate) fn require_credentials(username: &str, password: &str) -> Result<(), ApiError> {
    let empty = [("username", username), ("password", password)]
        .into_iter()
        .filter(|(_, value)| value.is_empty());
    let fields: Vec<_> = empty.map(|(field, _)| field).collect();
    if fields.is_empty() {
        Ok(())
    } else {
        Err(ApiError::required(&fields))
    }
}
