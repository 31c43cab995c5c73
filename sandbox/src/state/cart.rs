//! A cart and what is in it, as plain data.

use rust_decimal::Decimal;

use crate::state::address::Address;

/// A cart; Magento calls it a quote.
#[derive(Clone, Debug)]
pub(crate) struct Cart {
    pub(crate) id: i64,
    /// Whose it is; a guest's has nobody.
    pub(crate) customer: Option<i64>,
    /// What a guest gave at the end.
    pub(crate) email: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
    /// Until it became an order or was merged into another one.
    pub(crate) is_active: bool,
    pub(crate) items: Vec<Item>,
    pub(crate) billing: Address,
    pub(crate) shipping: Address,
    /// Carrier and method, `tablerate_bestway`.
    pub(crate) shipping_method: Option<String>,
    /// The way of shipping that was asked about last: it counts from the next time on that the sums
    /// are collected and kept.
    pub(crate) estimated_method: Option<String>,
    pub(crate) coupon: Option<String>,
    pub(crate) payment: Option<Payment>,
    /// The number of the order that it became.
    pub(crate) order_number: Option<String>,
}

/// How a cart is to be paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Payment {
    pub(crate) id: i64,
    pub(crate) method: String,
    pub(crate) purchase_order: Option<String>,
}

/// A product in a cart.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) id: i64,
    /// The product's id.
    pub(crate) product: i64,
    pub(crate) sku: String,
    pub(crate) name: String,
    pub(crate) price: Decimal,
    pub(crate) quantity: Decimal,
    pub(crate) choice: Choice,
    /// The simple products that a configurable or a bundle stands for.
    pub(crate) children: Vec<Child>,
}

/// A simple product behind an item.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Child {
    pub(crate) id: i64,
    /// The product's id.
    pub(crate) product: i64,
    pub(crate) sku: String,
    pub(crate) name: String,
    pub(crate) price: Decimal,
    /// How many of it one item has.
    pub(crate) quantity: Decimal,
}

/// What a buyer chose of a product that has a choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Choice {
    /// Nothing to choose.
    #[default]
    None,
    /// The ids of links.
    Links(Vec<i64>),
    /// The id of an attribute, and that of its option.
    Options(Vec<(String, i64)>),
    /// What is in a bundle.
    Selections(Vec<Selection>),
}

/// What was chosen of one option of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Selection {
    pub(crate) option: i64,
    pub(crate) quantity: i64,
    pub(crate) links: Vec<i64>,
}

impl Cart {
    /// An empty cart.
    pub(crate) fn new(id: i64, customer: Option<i64>, now: i64) -> Self {
        Self {
            id,
            customer,
            email: None,
            created_at: now,
            updated_at: now,
            is_active: true,
            items: Vec::new(),
            billing: Address::default(),
            shipping: Address::default(),
            shipping_method: None,
            estimated_method: None,
            coupon: None,
            payment: None,
            order_number: None,
        }
    }

    /// Tells whether nothing in it can be shipped. Recorded: an empty cart is not virtual.
    pub(crate) fn is_virtual(&self) -> bool {
        !self.items.is_empty() && self.items.iter().all(Item::is_virtual)
    }

    /// Returns how many pieces are in it.
    pub(crate) fn quantity(&self) -> Decimal {
        self.items.iter().map(|item| item.quantity).sum()
    }

    /// Makes the way of shipping that was asked about the chosen one.
    pub(crate) fn settle_shipping_method(&mut self) {
        if let Some(method) = self.estimated_method.take() {
            self.shipping_method = Some(method);
        }
    }

    /// Finds an item.
    pub(crate) fn item(&mut self, id: i64) -> Option<&mut Item> {
        self.items.iter_mut().find(|item| item.id == id)
    }
}

impl Item {
    /// Tells whether there is nothing to ship.
    pub(crate) fn is_virtual(&self) -> bool {
        matches!(self.choice, Choice::Links(_))
    }

    /// Returns the product's type, as the API names it.
    pub(crate) fn kind(&self) -> &'static str {
        match self.choice {
            Choice::None => "simple",
            Choice::Links(_) => "downloadable",
            Choice::Options(_) => "configurable",
            Choice::Selections(_) => "bundle",
        }
    }

    /// Tells whether both are the same product with the same choice, so that they add up.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.product == other.product && self.choice == other.choice
    }
}
