//! The user of the admin panel.

use crate::state::lock::Lock;
use crate::token::{self, Key};

/// The admin's user name.
pub const ADMIN_USERNAME: &str = "admin";
/// The admin's password.
pub const ADMIN_PASSWORD: &str = "Password123";

/// A user of the admin panel.
#[derive(Debug)]
pub(crate) struct Admin {
    pub(crate) id: i64,
    pub(crate) username: String,
    pub(crate) password: Vec<u8>,
    pub(crate) lock: Lock,
}

impl Admin {
    /// The only admin of a fresh store.
    pub(crate) fn seed(key: &Key) -> Self {
        Self {
            id: 1,
            username: ADMIN_USERNAME.into(),
            password: token::digest(key, ADMIN_PASSWORD),
            lock: Lock::default(),
        }
    }
}
