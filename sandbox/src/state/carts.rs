//! All carts of a store.

use std::collections::{BTreeMap, HashMap};

use crate::state::address::Address;
use crate::state::cart::Cart;

/// All carts of a store.
#[derive(Debug)]
pub(crate) struct Carts {
    pub(crate) all: BTreeMap<i64, Cart>,
    /// What guests call their carts.
    pub(crate) masks: HashMap<String, i64>,
    last_cart: i64,
    last_item: i64,
    last_address: i64,
    last_payment: i64,
}

impl Carts {
    /// No carts; the sample data has used up the first ids. Recorded on a fresh 2.4.7-p3 store: the
    /// first cart is 3, its first item 5, its addresses 5 and 6.
    pub(crate) fn seed() -> Self {
        Self {
            all: BTreeMap::new(),
            masks: HashMap::new(),
            last_cart: 2,
            last_item: 4,
            last_address: 4,
            last_payment: 2,
        }
    }

    /// Makes an empty cart and returns its id.
    pub(crate) fn create(&mut self, customer: Option<i64>, now: i64) -> i64 {
        self.last_cart += 1;
        let id = self.last_cart;
        let mut cart = Cart::new(id, customer, now);
        cart.billing = self.address(Address::default());
        cart.shipping = self.address(Address::default());
        self.all.insert(id, cart);
        id
    }

    /// Returns the id of the next item.
    pub(crate) fn next_item(&mut self) -> i64 {
        self.last_item += 1;
        self.last_item
    }

    /// Returns the id of the next way of paying that a cart takes.
    pub(crate) fn next_payment(&mut self) -> i64 {
        self.last_payment += 1;
        self.last_payment
    }

    /// Gives an address an id of its own.
    pub(crate) fn address(&mut self, address: Address) -> Address {
        self.last_address += 1;
        Address {
            id: self.last_address,
            ..address
        }
    }
}
