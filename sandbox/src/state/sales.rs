//! All orders of a store and their documents, and the numbers that they bear.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::state::credit_memo::CreditMemo;
use crate::state::document_item::DocumentItem;
use crate::state::invoice::Invoice;
use crate::state::order::Order;
use crate::state::shipment::Shipment;

/// All orders of a store and their documents, by their ids.
#[derive(Debug)]
pub(crate) struct Sales {
    pub(crate) orders: BTreeMap<i64, Order>,
    pub(crate) invoices: BTreeMap<i64, Invoice>,
    pub(crate) shipments: BTreeMap<i64, Shipment>,
    pub(crate) credit_memos: BTreeMap<i64, CreditMemo>,
    ids: Ids,
}

/// The ids that were used up last.
#[derive(Clone, Copy, Debug)]
struct Ids {
    order: i64,
    order_item: i64,
    address: i64,
    invoice: i64,
    invoice_item: i64,
    shipment: i64,
    shipment_item: i64,
    credit_memo: i64,
    credit_memo_item: i64,
    track: i64,
    history: i64,
    invoice_comment: i64,
    shipment_comment: i64,
    credit_memo_comment: i64,
}

/// The kinds of things that are counted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Counted {
    Order,
    OrderItem,
    Address,
    Invoice,
    InvoiceItem,
    Shipment,
    ShipmentItem,
    CreditMemo,
    CreditMemoItem,
    Track,
    History,
    InvoiceComment,
    ShipmentComment,
    CreditMemoComment,
}

impl Sales {
    /// No orders; the sample data has used up the first ids. Recorded on a fresh 2.4.7-p3 store:
    /// the first order, invoice and shipment are 3, the first credit memo is 2.
    pub(crate) fn seed() -> Self {
        Self {
            orders: BTreeMap::new(),
            invoices: BTreeMap::new(),
            shipments: BTreeMap::new(),
            credit_memos: BTreeMap::new(),
            ids: Ids {
                order: 2,
                order_item: 2,
                address: 4,
                invoice: 2,
                invoice_item: 2,
                shipment: 2,
                shipment_item: 2,
                credit_memo: 1,
                credit_memo_item: 1,
                track: 0,
                history: 1,
                invoice_comment: 0,
                shipment_comment: 0,
                credit_memo_comment: 0,
            },
        }
    }

    /// Returns the next id of a kind.
    pub(crate) fn next(&mut self, what: Counted) -> i64 {
        let ids = &mut self.ids;
        let last = match what {
            Counted::Order => &mut ids.order,
            Counted::OrderItem => &mut ids.order_item,
            Counted::Address => &mut ids.address,
            Counted::Invoice => &mut ids.invoice,
            Counted::InvoiceItem => &mut ids.invoice_item,
            Counted::Shipment => &mut ids.shipment,
            Counted::ShipmentItem => &mut ids.shipment_item,
            Counted::CreditMemo => &mut ids.credit_memo,
            Counted::CreditMemoItem => &mut ids.credit_memo_item,
            Counted::Track => &mut ids.track,
            Counted::History => &mut ids.history,
            Counted::InvoiceComment => &mut ids.invoice_comment,
            Counted::ShipmentComment => &mut ids.shipment_comment,
            Counted::CreditMemoComment => &mut ids.credit_memo_comment,
        };
        *last += 1;
        *last
    }

    /// Returns the items of a document, each with the next id of its kind.
    pub(crate) fn items(
        &mut self,
        kind: Counted,
        quantities: &[(i64, Decimal)],
    ) -> Vec<DocumentItem> {
        let items = quantities
            .iter()
            .map(|(order_item, quantity)| DocumentItem {
                id: self.next(kind),
                order_item: *order_item,
                quantity: *quantity,
            });
        items.collect()
    }
}

/// Returns the number that a document bears, from its id.
pub(crate) fn increment_id(id: i64) -> String {
    format!("{id:09}")
}
