//! A customer and its addresses as they were sent: what is not given is `None`.

use serde_json::{Map, Value};

use crate::state::address::Address;

/// A customer as it was sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct CustomerDraft {
    pub(crate) id: Option<i64>,
    pub(crate) group_id: Option<i64>,
    pub(crate) email: Option<String>,
    pub(crate) firstname: Option<String>,
    pub(crate) lastname: Option<String>,
    pub(crate) middlename: Option<String>,
    pub(crate) prefix: Option<String>,
    pub(crate) suffix: Option<String>,
    pub(crate) dob: Option<String>,
    pub(crate) gender: Option<i64>,
    pub(crate) taxvat: Option<String>,
    pub(crate) store_id: Option<i64>,
    pub(crate) website_id: Option<i64>,
    pub(crate) disable_auto_group_change: Option<i64>,
    pub(crate) is_subscribed: Option<bool>,
    pub(crate) default_billing: Option<i64>,
    pub(crate) default_shipping: Option<i64>,
    pub(crate) addresses: Option<Vec<AddressDraft>>,
}

/// An address as it was sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct AddressDraft {
    pub(crate) id: Option<i64>,
    pub(crate) region: Option<RegionDraft>,
    /// `None` where no street was sent.
    pub(crate) street: Option<Vec<String>>,
    /// What else was sent; what was not is empty.
    pub(crate) sent: Address,
    pub(crate) is_default_shipping: bool,
    pub(crate) is_default_billing: bool,
}

/// A region as it was sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct RegionDraft {
    pub(crate) id: Option<i64>,
    pub(crate) code: Option<String>,
    pub(crate) name: Option<String>,
}

impl CustomerDraft {
    /// Reads a converted customer.
    pub(crate) fn read(customer: &Map<String, Value>) -> Self {
        let extension = customer.get("extension_attributes");
        Self {
            id: number(customer, "id"),
            group_id: number(customer, "group_id"),
            email: text(customer, "email"),
            firstname: text(customer, "firstname"),
            lastname: text(customer, "lastname"),
            middlename: text(customer, "middlename"),
            prefix: text(customer, "prefix"),
            suffix: text(customer, "suffix"),
            dob: text(customer, "dob"),
            gender: number(customer, "gender"),
            taxvat: text(customer, "taxvat"),
            store_id: number(customer, "store_id"),
            website_id: number(customer, "website_id"),
            disable_auto_group_change: number(customer, "disable_auto_group_change"),
            is_subscribed: extension.and_then(|extension| extension["is_subscribed"].as_bool()),
            default_billing: written_number(customer, "default_billing"),
            default_shipping: written_number(customer, "default_shipping"),
            addresses: customer
                .get("addresses")
                .and_then(Value::as_array)
                .map(|addresses| {
                    addresses
                        .iter()
                        .filter_map(Value::as_object)
                        .map(AddressDraft::read)
                        .collect()
                }),
        }
    }
}

impl AddressDraft {
    fn read(address: &Map<String, Value>) -> Self {
        let is_set = |name| {
            address
                .get(name)
                .and_then(Value::as_bool)
                .unwrap_or_default()
        };
        Self {
            id: number(address, "id"),
            region: address
                .get("region")
                .and_then(Value::as_object)
                .map(RegionDraft::read),
            street: address
                .get("street")
                .and_then(Value::as_array)
                .map(|lines| texts(lines)),
            sent: Address::read(address),
            is_default_shipping: is_set("default_shipping"),
            is_default_billing: is_set("default_billing"),
        }
    }
}

impl RegionDraft {
    fn read(region: &Map<String, Value>) -> Self {
        Self {
            id: number(region, "region_id"),
            code: text(region, "region_code"),
            name: text(region, "region"),
        }
    }
}

fn text(of: &Map<String, Value>, name: &str) -> Option<String> {
    of.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn number(of: &Map<String, Value>, name: &str) -> Option<i64> {
    of.get(name).and_then(Value::as_i64)
}

/// Reads an id that the interface declares as a text; an empty or odd one counts as not given.
fn written_number(of: &Map<String, Value>, name: &str) -> Option<i64> {
    of.get(name)
        .and_then(Value::as_str)
        .and_then(|text| text.parse().ok())
        .filter(|id| *id != 0)
}

fn texts(lines: &[Value]) -> Vec<String> {
    lines
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
