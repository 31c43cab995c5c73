//! An address of a customer, of a cart or of an order, as plain data.

use serde_json::{Map, Value};

/// An address. What a kind of address does not have stays empty.
#[derive(Clone, Debug, Default)]
pub(crate) struct Address {
    /// Its own number; 0 of an address that was not kept yet, and of those of orders.
    pub(crate) id: i64,
    pub(crate) customer: Option<i64>,
    /// Of a cart or an order: the address of a customer that it was taken from.
    pub(crate) customer_address: Option<i64>,
    /// Of a cart or an order.
    pub(crate) email: Option<String>,
    /// `None` where no region was ever given; 0 where one was that has no id.
    pub(crate) region_id: Option<i64>,
    pub(crate) region: Option<String>,
    /// Of an order, which keeps it; the others look it up.
    pub(crate) region_code: Option<String>,
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
    /// Of a cart.
    pub(crate) same_as_billing: i64,
}

impl Address {
    /// Reads what all kinds of addresses share, as it was sent.
    pub(crate) fn read(sent: &Map<String, Value>) -> Self {
        let text = |name: &str| sent.get(name).and_then(Value::as_str).map(str::to_owned);
        let number = |name: &str| sent.get(name).and_then(Value::as_i64);
        let street = sent.get("street").and_then(Value::as_array);
        let lines = street.into_iter().flatten();
        Self {
            customer_address: number("customer_address_id"),
            email: text("email"),
            region_id: number("region_id"),
            region: text("region"),
            country_id: text("country_id"),
            street: lines
                .filter_map(|line| line.as_str().map(str::to_owned))
                .collect(),
            company: text("company"),
            telephone: text("telephone"),
            fax: text("fax"),
            postcode: text("postcode"),
            city: text("city"),
            firstname: text("firstname"),
            lastname: text("lastname"),
            middlename: text("middlename"),
            prefix: text("prefix"),
            suffix: text("suffix"),
            vat_id: text("vat_id"),
            same_as_billing: number("same_as_billing").unwrap_or_default(),
            ..Self::default()
        }
    }

    /// Takes an address of a customer over into a cart.
    pub(crate) fn for_cart(&self, email: &str) -> Self {
        Self {
            id: 0,
            customer_address: Some(self.id),
            email: Some(email.to_owned()),
            ..self.clone()
        }
    }

    /// Returns the code of the country; an empty text where there is none.
    pub(crate) fn country(&self) -> &str {
        self.country_id.as_deref().unwrap_or_default()
    }
}
