//! A comment of an invoice, a shipment or a credit memo, as plain data.

/// A comment.
#[derive(Clone, Debug)]
pub(crate) struct Comment {
    pub(crate) id: i64,
    pub(crate) text: String,
    pub(crate) is_customer_notified: Option<i64>,
    pub(crate) is_visible_on_front: i64,
    pub(crate) created_at: i64,
}
