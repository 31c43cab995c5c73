//! An address of a customer, as plain data.

/// An address of a customer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Address {
    pub(crate) id: i64,
    pub(crate) customer_id: i64,
    /// `None` where no region was ever given; 0 where one was that has no id.
    pub(crate) region_id: Option<i64>,
    pub(crate) region: Option<String>,
    pub(crate) country_id: String,
    pub(crate) street: Vec<String>,
    pub(crate) company: Option<String>,
    pub(crate) telephone: Option<String>,
    pub(crate) fax: Option<String>,
    pub(crate) postcode: Option<String>,
    pub(crate) city: Option<String>,
    pub(crate) firstname: Option<String>,
    pub(crate) lastname: Option<String>,
    pub(crate) middlename: Option<String>,
    pub(crate) prefix: Option<String>,
    pub(crate) suffix: Option<String>,
    pub(crate) vat_id: Option<String>,
}
