//! A credit memo, as plain data.

use crate::state::comment::Comment;
use crate::state::document_item::DocumentItem;
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
    pub(crate) items: Vec<DocumentItem>,
    pub(crate) comments: Vec<Comment>,
}
