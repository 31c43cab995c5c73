//! The lock on an account after wrong passwords, and how many token requests have failed.

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
    pub(crate) failures: u32,
    pub(crate) expires: i64,
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
