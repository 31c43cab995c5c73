//! The state of one sandbox, in memory, and what it starts with: a fresh Magento with the Luma
//! sample data.

use std::collections::{BTreeMap, HashMap};

use crate::configuration::Configuration;
use crate::state::address::Address;
use crate::state::admin::Admin;
use crate::state::bulk::Bulk;
use crate::state::carts::Carts;
use crate::state::catalog::Catalog;
use crate::state::customer::Customer;
use crate::state::group::{self, CustomerGroup};
use crate::state::lock::Attempts;
use crate::state::oauth::Oauth;
use crate::state::promotions::Promotions;
use crate::state::sales::Sales;
use crate::state::session::Sessions;
use crate::state::two_factor::TwoFactor;
use crate::token::{self, Key, UserKind};
use crate::version::{Installation, Version};
use crate::{clock, random};

/// One store, independent of all others.
#[derive(Debug)]
pub(crate) struct Store {
    /// Where the store is reached, with a slash at the end.
    pub(crate) base_url: String,
    pub(crate) version: Version,
    pub(crate) installation: Installation,
    pub(crate) is_in_developer_mode: bool,
    pub(crate) configuration: Configuration,
    pub(crate) key: Key,
    pub(crate) admins: Vec<Admin>,
    pub(crate) oauth: Oauth,
    /// None where two-factor authentication is switched off.
    pub(crate) two_factor: Option<TwoFactor>,
    pub(crate) customers: BTreeMap<i64, Customer>,
    pub(crate) addresses: BTreeMap<i64, Address>,
    pub(crate) groups: BTreeMap<i64, CustomerGroup>,
    pub(crate) default_group: i64,
    /// Up to which second tokens of a user are void.
    pub(crate) revoked: HashMap<(UserKind, i64), i64>,
    pub(crate) attempts: HashMap<(UserKind, String), Attempts>,
    /// When a password reset was last asked for.
    pub(crate) reset_requested_at: Option<i64>,
    pub(crate) bulks: HashMap<String, Bulk>,
    pub(crate) catalog: Catalog,
    pub(crate) carts: Carts,
    pub(crate) promotions: Promotions,
    pub(crate) sales: Sales,
    /// Who visits the storefront.
    pub(crate) sessions: Sessions,
    last_customer: i64,
    last_address: i64,
}

impl Store {
    /// A fresh store: one admin, and the sample data's only customer.
    pub(crate) fn fresh(base_url: String, version: Version, two_factor: Option<TwoFactor>) -> Self {
        let key: Key = random::bytes();
        let veronica = veronica(&key);
        let address = veronicas_address();
        let installation = Installation::recorded(version);
        Self {
            base_url,
            version,
            installation,
            is_in_developer_mode: false,
            configuration: Configuration::default(),
            key,
            admins: vec![Admin::seed(&key)],
            oauth: Oauth::default(),
            two_factor,
            last_customer: veronica.id,
            last_address: address.id,
            customers: BTreeMap::from([(veronica.id, veronica)]),
            addresses: BTreeMap::from([(address.id, address)]),
            groups: group::seed(),
            default_group: group::GENERAL,
            revoked: HashMap::new(),
            attempts: HashMap::new(),
            reset_requested_at: None,
            bulks: HashMap::new(),
            catalog: Catalog::seed(&installation),
            carts: Carts::seed(),
            promotions: Promotions::seed(),
            sales: Sales::seed(),
            sessions: Sessions::default(),
        }
    }

    /// Takes the products, the categories and the cart price rules of the sample data out.
    pub(crate) fn remove_sample_data(&mut self) {
        self.catalog.clear();
        self.promotions = Promotions::default();
    }

    /// Returns the digest under which the store keeps a password.
    pub(crate) fn password_digest(&self, password: &str) -> Vec<u8> {
        token::digest(&self.key, password)
    }

    /// Returns the id of the next customer. An id is used up even if the customer is not kept.
    pub(crate) fn next_customer(&mut self) -> i64 {
        self.last_customer += 1;
        self.last_customer
    }

    /// Returns the id of the next address.
    pub(crate) fn next_address(&mut self) -> i64 {
        self.last_address += 1;
        self.last_address
    }
}

fn veronica(key: &Key) -> Customer {
    let now = clock::now();
    Customer {
        id: 1,
        group_id: group::GENERAL,
        email: "roni_cost@example.com".into(),
        firstname: "Veronica".into(),
        lastname: "Costello".into(),
        dob: Some("1973-12-15".into()),
        gender: Some(2),
        store_id: 1,
        website_id: 1,
        created_in: "Default Store View".into(),
        created_at: now,
        updated_at: now,
        default_billing: Some(1),
        default_shipping: Some(1),
        password: Some(token::digest(key, "roni_cost3@example.com")),
        ..Customer::default()
    }
}

fn veronicas_address() -> Address {
    Address {
        id: 1,
        customer: Some(1),
        region_id: Some(33),
        region: Some("Michigan".into()),
        country_id: Some("US".into()),
        street: vec!["6146 Honey Bluff Parkway".into()],
        telephone: Some("(555) 229-3326".into()),
        postcode: Some("49628-7978".into()),
        city: Some("Calder".into()),
        firstname: Some("Veronica".into()),
        lastname: Some("Costello".into()),
        ..Address::default()
    }
}
