//! Customer groups, as plain data.

use std::collections::BTreeMap;

/// The group of a new customer.
pub(crate) const GENERAL: i64 = 1;
/// The group of guests.
pub(crate) const NOT_LOGGED_IN: i64 = 0;

/// A customer group. All groups of the sample data have the tax class of retail customers.
#[derive(Clone, Debug)]
pub(crate) struct CustomerGroup {
    pub(crate) id: i64,
    pub(crate) code: String,
    pub(crate) tax_class_id: i64,
}

/// Returns the groups of a fresh store.
pub(crate) fn seed() -> BTreeMap<i64, CustomerGroup> {
    ["NOT LOGGED IN", "General", "Wholesale", "Retailer"]
        .into_iter()
        .zip(0..)
        .map(|(code, id)| {
            let group = CustomerGroup {
                id,
                code: code.into(),
                tax_class_id: 3,
            };
            (id, group)
        })
        .collect()
}
