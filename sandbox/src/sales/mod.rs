//! Sales: what becomes of a cart that was paid for. An order is placed (`place`), invoiced
//! (`invoice`), shipped (`shipment`), refunded (`credit_memo`); what it may become next is the
//! matter of `state`. `orders` holds the services of orders themselves.

pub(crate) mod addresses;
pub(crate) mod comment;
pub(crate) mod credit_memo;
pub(crate) mod draft;
pub(crate) mod invoice;
pub(crate) mod item_show;
pub(crate) mod order;
pub(crate) mod order_shape;
pub(crate) mod order_show;
pub(crate) mod orders;
pub(crate) mod place;
pub(crate) mod requested;
pub(crate) mod save;
pub(crate) mod search;
pub(crate) mod shapes;
pub(crate) mod shipment;
pub(crate) mod state;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use rust_decimal::Decimal;

use crate::amount;
use crate::error::ApiError;
use crate::sales::credit_memo::CreditMemo;
use crate::sales::invoice::Invoice;
use crate::sales::order::Order;
use crate::sales::shipment::Shipment;

pub(crate) use crate::sales::place::place;

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

    /// Finds an order.
    pub(crate) fn order(&self, id: i64) -> Result<&Order, ApiError> {
        self.orders.get(&id).ok_or_else(no_such)
    }

    /// Finds an order, to change it.
    pub(crate) fn order_mut(&mut self, id: i64) -> Result<&mut Order, ApiError> {
        self.orders.get_mut(&id).ok_or_else(no_such)
    }
}

/// The refusal of something that there is not.
pub(crate) fn no_such() -> ApiError {
    ApiError::new(
        404,
        "The entity that was requested doesn't exist. Verify the entity and try again.",
    )
}

/// Refuses a document; the messages come one on a line.
pub(crate) fn refuse(document: &str, messages: &[String]) -> Result<(), ApiError> {
    if messages.is_empty() {
        return Ok(());
    }
    let messages = messages.join("\n");
    Err(ApiError::bad_request(format!(
        "{document} Document Validation Error(s):\n{messages}"
    )))
}

/// Returns the number that a document bears, from its id.
pub(crate) fn increment_id(id: i64) -> String {
    format!("{id:09}")
}

/// Adds an amount in the currency of the order and in that of the store, which are the same here.
pub(crate) fn add_both(shown: &mut Map<String, Value>, name: &str, value: Decimal) {
    shown.insert(format!("base_{name}"), amount::show(value));
    shown.insert(name.into(), amount::show(value));
}

/// Adds several amounts, each in both currencies.
pub(crate) fn add_all(shown: &mut Map<String, Value>, amounts: &[(&str, Decimal)]) {
    for (name, value) in amounts {
        add_both(shown, name, *value);
    }
}

/// Adds what all documents of an order say of their currencies.
pub(crate) fn add_currencies(shown: &mut Map<String, Value>) {
    for name in ["base", "global", "order", "store"] {
        shown.insert(format!("{name}_currency_code"), "USD".into());
    }
    for (name, rate) in [
        ("base_to_global_rate", 1),
        ("base_to_order_rate", 1),
        ("store_to_base_rate", 0),
        ("store_to_order_rate", 0),
    ] {
        shown.insert(name.into(), rate.into());
    }
    shown.insert("store_id".into(), 1.into());
}
