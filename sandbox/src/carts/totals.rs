//! What a cart costs: subtotal, discounts, shipping, grand total.

use rust_decimal::Decimal;

use crate::carts::shipping::{self, Parcel, Rate};
use crate::promotions::basket::{Basket, Line};
use crate::promotions::discount::{Applied, Discount, apply};
use crate::state::cart::{Cart, Choice, Item};
use crate::state::{Store, group};

/// The sums of a cart. Prices are without tax: the sample data has no tax rules for its addresses.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    pub(crate) subtotal: Decimal,
    /// What is taken off, as a positive number.
    pub(crate) discount: Decimal,
    /// What the discounts call themselves.
    pub(crate) descriptions: Vec<String>,
    pub(crate) shipping: Decimal,
    /// The way of shipping that was chosen, where it is offered.
    pub(crate) rate: Option<Rate>,
    pub(crate) grand_total: Decimal,
    /// The rules that were applied.
    pub(crate) rules: Vec<i64>,
    /// The coupon that counted.
    pub(crate) coupon: Option<String>,
    /// One for each item.
    pub(crate) lines: Vec<LineTotal>,
}

/// The sums of one item.
#[derive(Debug, Default)]
pub(crate) struct LineTotal {
    pub(crate) row_total: Decimal,
    pub(crate) discount: Discount,
    /// One for each child, where those carry the discount.
    pub(crate) children: Vec<Discount>,
}

/// Returns the sums of a cart.
pub(crate) fn collect(store: &Store, cart: &Cart) -> Totals {
    let (applied, parcel) = priced(store, cart);
    let rate = cart.shipping_method.as_ref().and_then(|method| {
        shipping::rates(&store.configuration, &cart.shipping, &parcel)
            .into_iter()
            .find(|rate| rate.code() == *method)
    });
    let shipping = rate.as_ref().map(|rate| rate.amount).unwrap_or_default();
    let subtotal = subtotal(cart);
    let discount = applied.lines.iter().map(Discount::amount).sum();
    Totals {
        subtotal,
        discount,
        descriptions: applied.descriptions,
        shipping,
        rate,
        grand_total: subtotal - discount + shipping,
        rules: applied.rules,
        coupon: applied.coupon,
        lines: by_item(cart, &applied.lines),
    }
}

/// Returns what carriers need to know of a cart.
pub(crate) fn parcel(store: &Store, cart: &Cart) -> Parcel {
    priced(store, cart).1
}

fn priced(store: &Store, cart: &Cart) -> (Applied, Parcel) {
    let lines = cart.items.iter().flat_map(|item| lines(store, item));
    let customer = cart.customer.and_then(|id| store.customers.get(&id));
    let subtotal = subtotal(cart);
    let basket = Basket {
        version: store.version,
        subtotal,
        lines: lines.collect(),
        coupon: cart.coupon.as_deref(),
        customer: cart.customer,
        group: customer.map_or(group::NOT_LOGGED_IN, |customer| customer.group_id),
    };
    let applied = apply(&store.promotions, &basket);
    let discount: Decimal = applied.lines.iter().map(Discount::amount).sum();
    let to_ship = cart.items.iter().filter(|item| !item.is_virtual());
    let parcel = Parcel {
        // Recorded on a 2.4.7-p3 store: free shipping takes the goods out of the value by which the
        // table of rates goes, and makes no carrier free.
        value: if applied.has_free_shipping {
            Decimal::ZERO
        } else {
            subtotal - discount
        },
        pieces: to_ship.map(|item| item.quantity).sum(),
    };
    (applied, parcel)
}

fn subtotal(cart: &Cart) -> Decimal {
    cart.items
        .iter()
        .map(|item| item.price * item.quantity)
        .sum()
}

/// Returns an item as rules see it: a bundle as its children, which carry its price.
fn lines(store: &Store, item: &Item) -> Vec<Line> {
    let categories = |product: i64| {
        let product = store.catalog.by_id(product);
        product
            .map(|product| product.category_ids.clone())
            .unwrap_or_default()
    };
    let own = categories(item.product);
    if !carries_by_children(item) {
        return vec![Line {
            sku: item.sku.clone(),
            categories: own,
            price: item.price,
            quantity: item.quantity,
        }];
    }
    let children = item.children.iter().map(|child| Line {
        sku: child.sku.clone(),
        categories: [own.clone(), categories(child.product)].concat(),
        price: child.price,
        quantity: child.quantity * item.quantity,
    });
    children.collect()
}

fn carries_by_children(item: &Item) -> bool {
    matches!(item.choice, Choice::Selections(_))
}

/// Puts the discounts of the lines back to their items.
fn by_item(cart: &Cart, discounts: &[Discount]) -> Vec<LineTotal> {
    let mut discounts = discounts.iter().cloned();
    let mut totals = Vec::new();
    for item in &cart.items {
        let mut total = LineTotal {
            row_total: item.price * item.quantity,
            ..LineTotal::default()
        };
        if carries_by_children(item) {
            total.children = discounts.by_ref().take(item.children.len()).collect();
            let first = total.children.first();
            total.discount.rules = first.map(|first| first.rules.clone()).unwrap_or_default();
        } else {
            total.discount = discounts.next().unwrap_or_default();
        }
        totals.push(total);
    }
    totals
}
