//! How far two-factor authentication has been set up.

use crate::totp;

/// How far two-factor authentication has been set up, where it is switched on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TwoFactor {
    /// The store has chosen no provider.
    NoProvider,
    /// The store wants Google's, and the admin has not set it up.
    NotSetUp,
    /// The admin has this secret.
    Secret(Vec<u8>),
}

impl TwoFactor {
    /// Reads `no-provider`, `not-set-up`, or a secret in base32.
    pub(crate) fn read(text: &str) -> Option<Self> {
        match text {
            "no-provider" => Some(Self::NoProvider),
            "not-set-up" => Some(Self::NotSetUp),
            secret => totp::secret(secret).map(Self::Secret),
        }
    }
}
