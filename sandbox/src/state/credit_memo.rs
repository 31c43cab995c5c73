//! A credit memo, as plain data.

use rust_decimal::Decimal;

use crate::state::comment::Comment;
use crate::state::order::Refunds;

/// A credit memo.
#[derive(Clone, Debug)]
pub(crate) struct CreditMemo {
    pub(crate) id: i64,
    pub(crate) order: i64,
    pub(crate) created_at: i64,
    pub(crate) sums: Refunds,
    /// Whether adjustments were sent, be they 0.
    pub(crate) has_adjustments: bool,
    pub(crate) is_email_sent: bool,
    pub(crate) items: Vec<CreditMemoItem>,
    pub(crate) comments: Vec<Comment>,
}

/// How many of an item of the order are in it.
#[derive(Clone, Debug)]
pub(crate) struct CreditMemoItem {
    pub(crate) id: i64,
    pub(crate) order_item: i64,
    pub(crate) quantity: Decimal,
}
