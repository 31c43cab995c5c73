//! A cart, as the rules see it.

use rust_decimal::Decimal;

use crate::version::Version;

/// A cart, as rules see it.
#[derive(Debug)]
pub(crate) struct Basket<'a> {
    /// By whose rules it is counted.
    pub(crate) version: Version,
    pub(crate) subtotal: Decimal,
    pub(crate) lines: Vec<Line>,
    pub(crate) coupon: Option<&'a str>,
    pub(crate) customer: Option<i64>,
    pub(crate) group: i64,
}

/// One line of a cart.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) sku: String,
    pub(crate) categories: Vec<i64>,
    pub(crate) price: Decimal,
    pub(crate) quantity: Decimal,
}
