//! An address of a cart, as plain data.

use crate::state::address::Address;

/// An address of a cart.
#[derive(Clone, Debug, Default)]
pub(crate) struct CartAddress {
    pub(crate) id: i64,
    /// The address of a customer that it was taken from.
    pub(crate) customer_address: Option<i64>,
    pub(crate) customer: Option<i64>,
    pub(crate) email: Option<String>,
    pub(crate) region_id: Option<i64>,
    pub(crate) region: Option<String>,
    pub(crate) country_id: Option<String>,
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
    pub(crate) same_as_billing: i64,
}

impl CartAddress {
    /// Takes over an address of a customer.
    pub(crate) fn of_customer(address: &Address, email: &str) -> Self {
        Self {
            id: 0,
            customer_address: Some(address.id),
            customer: Some(address.customer_id),
            email: Some(email.to_owned()),
            region_id: address.region_id,
            region: address.region.clone(),
            country_id: Some(address.country_id.clone()),
            street: address.street.clone(),
            company: address.company.clone(),
            telephone: address.telephone.clone(),
            fax: address.fax.clone(),
            postcode: address.postcode.clone(),
            city: address.city.clone(),
            firstname: address.firstname.clone(),
            lastname: address.lastname.clone(),
            middlename: address.middlename.clone(),
            prefix: address.prefix.clone(),
            suffix: address.suffix.clone(),
            vat_id: address.vat_id.clone(),
            same_as_billing: 0,
        }
    }
}
