//! What is looked for in a shop, and with what.

use crate::launch::credentials::Credentials;
use crate::launch::variables::Given;
use crate::runner::plan::Plan;

/// What is looked for, and with what.
pub(super) struct Order {
    pub(super) plan: Plan,
    pub(super) given: Given,
    pub(super) known: Credentials,
    pub(super) run_id: String,
}
