//! An item of an invoice, a shipment or a credit memo, as plain data.

use rust_decimal::Decimal;

/// How many of an item of the order are in the document.
#[derive(Clone, Debug)]
pub(crate) struct DocumentItem {
    pub(crate) id: i64,
    pub(crate) order_item: i64,
    pub(crate) quantity: Decimal,
}
