//! A customer, as plain data.

use crate::state::lock::Lock;

/// A customer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Customer {
    pub(crate) id: i64,
    pub(crate) group_id: i64,
    pub(crate) email: String,
    pub(crate) firstname: String,
    pub(crate) lastname: String,
    pub(crate) middlename: Option<String>,
    pub(crate) prefix: Option<String>,
    pub(crate) suffix: Option<String>,
    /// `YYYY-MM-DD`
    pub(crate) dob: Option<String>,
    pub(crate) gender: Option<i64>,
    pub(crate) taxvat: Option<String>,
    pub(crate) store_id: i64,
    pub(crate) website_id: i64,
    pub(crate) created_in: String,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
    pub(crate) default_billing: Option<i64>,
    pub(crate) default_shipping: Option<i64>,
    pub(crate) disable_auto_group_change: i64,
    pub(crate) is_subscribed: bool,
    /// The digest of the password; none, if the account was made without one.
    pub(crate) password: Option<Vec<u8>>,
    pub(crate) reset_token: Option<String>,
    /// What the owner of the e-mail address has to prove with; none where that is done or not wanted.
    pub(crate) confirmation: Option<String>,
    pub(crate) lock: Lock,
}
