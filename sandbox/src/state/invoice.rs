//! An invoice, as plain data.

use rust_decimal::Decimal;

use crate::state::comment::Comment;
use crate::state::order::Sums;

/// An invoice.
#[derive(Clone, Debug)]
pub(crate) struct Invoice {
    pub(crate) id: i64,
    pub(crate) order: i64,
    pub(crate) created_at: i64,
    pub(crate) sums: Sums,
    /// Whether it is the one that has the shipping.
    pub(crate) has_shipping: bool,
    pub(crate) is_email_sent: bool,
    pub(crate) items: Vec<InvoiceItem>,
    pub(crate) comments: Vec<Comment>,
}

/// How many of an item of the order are in it.
#[derive(Clone, Debug)]
pub(crate) struct InvoiceItem {
    pub(crate) id: i64,
    pub(crate) order_item: i64,
    pub(crate) quantity: Decimal,
}
