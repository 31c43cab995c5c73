//! An invoice, as plain data.

use crate::state::comment::Comment;
use crate::state::document_item::DocumentItem;
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
    pub(crate) items: Vec<DocumentItem>,
    pub(crate) comments: Vec<Comment>,
}
