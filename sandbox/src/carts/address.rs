//! The addresses of a cart: where it goes, who pays.

use serde_json::{Map, Value, json};

use crate::carts::cart::Cart;
use crate::customers::address::Address;
use crate::customers::email;
use crate::directory;
use crate::error::ApiError;
use crate::store::Store;
use crate::version::Version;

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
    /// Reads an address that was sent.
    pub(crate) fn read(sent: &Map<String, Value>) -> Self {
        let text = |name: &str| sent.get(name).and_then(Value::as_str).map(str::to_owned);
        let number = |name: &str| sent.get(name).and_then(Value::as_i64);
        let street = sent.get("street").and_then(Value::as_array);
        let region_id = number("region_id").filter(|id| *id != 0);
        let known = region_id.and_then(directory::region);
        Self {
            id: 0,
            customer_address: number("customer_address_id").filter(|id| *id != 0),
            customer: None,
            email: text("email"),
            region_id,
            // The name of a region that the directory knows is the directory's.
            region: known
                .map(|region| region.name.to_owned())
                .or_else(|| text("region")),
            country_id: text("country_id").filter(|country| !country.is_empty()),
            street: street
                .into_iter()
                .flatten()
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
        }
    }

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

    /// Refuses an address that names one of a customer who is not the cart's. Source:
    /// `Magento\Quote\Model\QuoteAddressValidator`.
    pub(crate) fn require_owner(&self, store: &Store, cart: &Cart) -> Result<(), ApiError> {
        let Some(id) = self.customer_address else {
            return Ok(());
        };
        let invalid = |message, id| Err(ApiError::new(404, message).with(json!([id])));
        let owner = store.addresses.get(&id).map(|address| address.customer_id);
        match (cart.customer, owner) {
            (Some(_), None) => invalid("Invalid address id %1", None),
            (Some(customer), Some(owner)) if customer == owner => Ok(()),
            _ => invalid("Invalid customer address id %1", Some(id)),
        }
    }

    /// Refuses an address in a country that there is not, and from 2.4.8 on one with a bad e-mail.
    pub(crate) fn require_savable(&self, store: &Store) -> Result<(), ApiError> {
        let country = self.country_id.as_deref();
        let email = self.email.as_deref().unwrap_or_default();
        let has_good_email = store.version < Version::V2_4_8
            || email.is_empty()
            || email::violations("Email", email).is_empty();
        if country.is_none_or(directory::is_country) && has_good_email {
            return Ok(());
        }
        Err(ApiError::bad_request(
            "The address failed to save. Verify the address and try again.",
        ))
    }

    /// Returns the code of the region.
    pub(crate) fn region_code(&self) -> Option<String> {
        let known = self.region_id.and_then(directory::region);
        known
            .map(|region| region.code.to_owned())
            .or_else(|| self.region.clone())
    }

    /// Names the fields that an order needs and that are empty, as the messages name them. Source:
    /// `Magento\Customer\Model\Address\Validator`; recorded on a 2.4.7-p3 store.
    pub(crate) fn missing(&self) -> Vec<&'static str> {
        let is_empty = |text: &Option<String>| text.as_deref().is_none_or(str::is_empty);
        let country = self.country_id.as_deref().unwrap_or_default();
        let checks = [
            ("firstname", is_empty(&self.firstname)),
            ("lastname", is_empty(&self.lastname)),
            ("street", self.street.iter().all(String::is_empty)),
            ("city", is_empty(&self.city)),
            ("telephone", is_empty(&self.telephone)),
            (
                "postcode",
                directory::needs_postcode(country) && is_empty(&self.postcode),
            ),
            ("countryId", country.is_empty()),
            (
                "regionId",
                directory::knows_regions(country) && self.region_id.is_none(),
            ),
        ];
        let missing = checks.into_iter().filter(|(_, is_missing)| *is_missing);
        missing.map(|(name, _)| name).collect()
    }

    /// Shows an address as a cart does.
    pub(crate) fn show(&self) -> Value {
        let mut shown = json!({
            "id": self.id,
            "region": self.region,
            "region_id": self.region_id,
            "region_code": self.region_code(),
            "country_id": self.country_id,
            "street": if self.street.is_empty() { vec![String::new()] } else { self.street.clone() },
        });
        let mut add = |name: &str, value: Value| shown[name] = value;
        for (name, text) in [("company", &self.company)] {
            if let Some(text) = text {
                add(name, text.as_str().into());
            }
        }
        add("telephone", json!(self.telephone));
        if let Some(fax) = &self.fax {
            add("fax", fax.as_str().into());
        }
        add("postcode", json!(self.postcode));
        add("city", json!(self.city));
        add("firstname", json!(self.firstname));
        add("lastname", json!(self.lastname));
        for (name, text) in [
            ("middlename", &self.middlename),
            ("prefix", &self.prefix),
            ("suffix", &self.suffix),
            ("vat_id", &self.vat_id),
        ] {
            if let Some(text) = text {
                add(name, text.as_str().into());
            }
        }
        if let Some(customer) = self.customer {
            add("customer_id", customer.into());
        }
        add("email", json!(self.email));
        add("same_as_billing", self.same_as_billing.into());
        if let Some(address) = self.customer_address {
            add("customer_address_id", address.into());
        }
        add("save_in_address_book", 0.into());
        shown
    }
}
