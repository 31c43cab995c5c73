//! Who may sign in how often: the lock on an account, and the throttle on token requests.
//!
//! Recorded on a 2.4.7-p3 store: whichever of the two refuses, the words are the same as for a
//! wrong password.

use crate::error::ApiError;
use crate::store::Store;
use crate::token::{self, Claims, UserKind};

/// After how many failures for one user name token requests are refused, and for how long.
const THROTTLE: (u32, i64) = (6, 30 * 60);

/// The lock on one account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lock {
    failures: u32,
    first_failure: i64,
    locked_until: i64,
}

/// After how many failures within which time an account is locked, and for how long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LockPolicy {
    pub(crate) failures: u32,
    pub(crate) seconds: i64,
}

impl Lock {
    /// Tells whether the account is locked at this moment.
    pub(crate) fn is_locked(&self, now: i64) -> bool {
        now < self.locked_until
    }

    /// Counts a wrong password.
    pub(crate) fn count_failure(&mut self, policy: LockPolicy, now: i64) {
        let has_passed = now - self.first_failure > policy.seconds;
        if self.failures == 0 || has_passed {
            *self = Self {
                failures: 1,
                first_failure: now,
                locked_until: 0,
            };
            return;
        }
        self.failures += 1;
        if self.failures >= policy.failures {
            self.locked_until = now + policy.seconds;
        }
    }
}

/// Failed token requests for one user name.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Attempts {
    failures: u32,
    expires: i64,
}

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

#[cfg(test)]
mod tests {
    use super::{Lock, LockPolicy};

    const POLICY: LockPolicy = LockPolicy {
        failures: 3,
        seconds: 600,
    };

    #[test]
    fn locks_after_so_many_failures_and_only_for_a_while() {
        let mut lock = Lock::default();
        for second in 1000..1003 {
            assert!(!lock.is_locked(second));
            lock.count_failure(POLICY, second);
        }
        assert!(lock.is_locked(1003));
        assert!(!lock.is_locked(1602));
    }

    #[test]
    fn failures_far_apart_do_not_add_up() {
        let mut lock = Lock::default();
        for second in [1000, 2000, 3000, 4000] {
            lock.count_failure(POLICY, second);
            assert!(!lock.is_locked(second));
        }
    }
}
