//! Searches among orders and their documents, by any member that an answer shows.

use serde_json::Value;

use crate::criteria::search_shown;
use crate::error::Answer;
use crate::sales::locate::no_such;
use crate::sales::{credit_memo, invoice, item_show, order_show, shipment};
use crate::service::Call;
use crate::state::Store;

/// Members that not each answer shows, but by which all can be searched.
const OPTIONAL: [&str; 7] = [
    "customer_id",
    "coupon_code",
    "email_sent",
    "total_paid",
    "total_refunded",
    "shipping_address_id",
    "parent_item_id",
];

/// Searches among orders.
pub(crate) fn orders(store: &mut Store, call: &Call) -> Answer {
    found(call, store.sales.orders.values().map(order_show::show))
}

/// Searches among the items of orders.
pub(crate) fn items(store: &mut Store, call: &Call) -> Answer {
    let orders = store.sales.orders.values();
    let items = orders.flat_map(|order| {
        let items = order.items.iter();
        items.map(move |item| {
            let mut shown = item_show::show(order, item);
            // Recorded on a 2.4.7-p3 store: lists of items show no attributes of extensions.
            if let Some(shown) = shown.as_object_mut() {
                shown.remove("extension_attributes");
            }
            shown
        })
    });
    found(call, items)
}

/// Searches among invoices.
pub(crate) fn invoices(store: &mut Store, call: &Call) -> Answer {
    let invoices = store.sales.invoices.values();
    found(call, invoices.map(|invoice| invoice::show(store, invoice)))
}

/// Searches among shipments.
pub(crate) fn shipments(store: &mut Store, call: &Call) -> Answer {
    let shipments = store.sales.shipments.values();
    found(
        call,
        shipments.map(|shipment| shipment::show(store, shipment)),
    )
}

/// Searches among credit memos.
pub(crate) fn credit_memos(store: &mut Store, call: &Call) -> Answer {
    let memos = store.sales.credit_memos.values();
    found(call, memos.map(|memo| credit_memo::show(store, memo)))
}

/// Searches among transactions, of which no way of paying of the sandbox makes any.
pub(crate) fn transactions(_: &mut Store, call: &Call) -> Answer {
    found(call, std::iter::empty())
}

/// Shows a transaction; there are none.
pub(crate) fn transaction(_: &mut Store, _: &Call) -> Answer {
    Err(no_such())
}

fn found(call: &Call, shown: impl Iterator<Item = Value>) -> Answer {
    let all: Vec<Value> = shown.collect();
    search_shown(&call.object("searchCriteria"), &all, &OPTIONAL)
}
