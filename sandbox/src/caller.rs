//! Who sent a request.

/// Who sent a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// Nobody that the store knows.
    Guest,
    /// The customer of this id.
    Customer(i64),
    /// The admin of this id.
    Admin(i64),
    /// The integration of this id.
    Integration(i64),
}

impl Caller {
    /// Tells whether the caller is an admin or an integration; the sandbox's admins may do everything.
    pub(crate) fn is_admin(self) -> bool {
        matches!(self, Self::Admin(_) | Self::Integration(_))
    }

    /// Returns the customer's id, if the caller is one.
    pub(crate) fn customer(self) -> Option<i64> {
        match self {
            Self::Customer(id) => Some(id),
            _ => None,
        }
    }
}
