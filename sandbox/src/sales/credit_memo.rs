//! Credit memos: what of an order was given back.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::amount;
use crate::clock;
use crate::error::{Answer, ApiError};
use crate::sales::amounts::{add_all, add_both, add_currencies};
use crate::sales::comment::{self, Document};
use crate::sales::document::refuse;
use crate::sales::invoice::{add_rows, item_head};
use crate::sales::locate::{self, no_such};
use crate::sales::progress;
use crate::sales::requested::{self, Requested};
use crate::service::Call;
use crate::state::Store;
use crate::state::credit_memo::CreditMemo;
use crate::state::document_item::DocumentItem;
use crate::state::order::{History, Order, OrderItem, Refunds, State};
use crate::state::sales::{Counted, increment_id};

/// Refunds an order, all of what is left or the items that are named, and returns the credit memo's
/// id as a text.
pub(crate) fn create(store: &mut Store, call: &Call) -> Answer {
    let order_id = call.number("orderId");
    let requested = requested::read(call);
    let order = locate::order(&store.sales, order_id)?;
    let arguments = call.object("arguments");
    // What was never paid is passed over here.
    let left = |item: &OrderItem| Some(item.to_refund()).filter(|left| !left.is_zero());
    let quantities = requested::quantities(order, &requested, "refund", left)?;
    let sums = sums(order, &quantities, &arguments)?;
    let returned = returned(&arguments);
    validate(store, order, &requested, &sums, &quantities, &returned)?;
    let sales = &mut store.sales;
    let id = sales.next(Counted::CreditMemo);
    let items = sales.items(Counted::CreditMemoItem, &quantities);
    let comments = comment::of_document(sales, Document::CreditMemo, call);
    let is_to_be_told = requested::flag(call, "notify");
    let is_email_sent = store.installation.sends_sales_mail && is_to_be_told;
    let memo = CreditMemo {
        id,
        order: order_id,
        created_at: call.now,
        sums,
        has_adjustments: arguments.contains_key("adjustment_positive"),
        is_email_sent,
        items,
        comments,
    };
    sales.credit_memos.insert(id, memo);
    let history = sales.next(Counted::History);
    let order = locate::order_mut(sales, order_id)?;
    order.is_note_sent = is_to_be_told;
    let back = book(order, &quantities, &sums, &returned, call.now);
    order.histories.insert(
        0,
        History {
            id: history,
            comment: Some(format!(
                "We refunded {} offline.",
                amount::price(sums.sums.total)
            )),
            created_at: call.now,
            entity: Some("creditmemo".into()),
            is_customer_notified: Some(i64::from(is_to_be_told)),
            is_visible_on_front: 0,
            status: order.status().to_owned(),
        },
    );
    for (product, pieces) in back {
        store.catalog.give_back(product, pieces);
    }
    Ok(id.to_string().into())
}

/// Refuses the refund of an invoice: none of the sandbox's ways of paying can. Recorded on a
/// 2.4.7-p3 store.
pub(crate) fn create_for_invoice(store: &mut Store, call: &Call) -> Answer {
    let invoices = &store.sales.invoices;
    invoices
        .get(&call.number("invoiceId"))
        .ok_or_else(no_such)?;
    refuse(
        "Creditmemo",
        &["We can't create creditmemo for the invoice.".into()],
    )?;
    Ok(Value::Null)
}

fn sums(
    order: &Order,
    quantities: &[(i64, Decimal)],
    arguments: &Map<String, Value>,
) -> Result<Refunds, ApiError> {
    let mut sums = order.sums_of(quantities);
    let sent = |name: &str| arguments.get(name).and_then(amount::optional);
    let refunded = order.refunded.map(|refunds| refunds.sums.shipping);
    let allowed = order.draft.shipping_amount - refunded.unwrap_or_default();
    sums.shipping = sent("shipping_amount").unwrap_or(allowed);
    if sums.shipping > allowed {
        let message = "Maximum shipping amount allowed to refund is: %1";
        return Err(ApiError::bad_request(message).with(json!([amount::price(allowed)])));
    }
    let adjustment_positive = sent("adjustment_positive").unwrap_or_default();
    let adjustment_negative = sent("adjustment_negative").unwrap_or_default();
    sums.total =
        sums.subtotal - sums.discount + sums.shipping + adjustment_positive - adjustment_negative;
    Ok(Refunds {
        sums,
        adjustment_positive,
        adjustment_negative,
    })
}

/// Returns the items that go back into the stock.
fn returned(arguments: &Map<String, Value>) -> Vec<i64> {
    let extension = arguments.get("extension_attributes");
    let items = extension.and_then(|extension| extension["return_to_stock_items"].as_array());
    items
        .into_iter()
        .flatten()
        .filter_map(Value::as_i64)
        .collect()
}

/// Source: the validators of `Magento\Sales\Model\Order\Validation\RefundOrder`; the messages and
/// their order are recorded.
fn validate(
    store: &Store,
    order: &Order,
    requested: &Requested,
    sums: &Refunds,
    quantities: &[(i64, Decimal)],
    returned: &[i64],
) -> Result<(), ApiError> {
    let mut messages = Vec::new();
    if matches!(order.state, State::Held | State::Canceled | State::Closed) {
        let status = order.status();
        messages.push(format!(
            "A creditmemo can not be created when an order has a status of {status}"
        ));
    }
    let left = order.paid() - order.given_back();
    if sums.sums.total > left {
        let left = left.normalize();
        messages.push(format!("The most money available to refund is {left}."));
    }
    messages.extend(items_refused(order, requested));
    for id in returned {
        if !quantities.iter().any(|(item, _)| item == id)
            && let Some(sku) = sku(store, *id)
        {
            messages.push(format!(
                "The \"{sku}\" product is not part of the current creditmemo."
            ));
        }
    }
    refuse("Creditmemo", &messages)
}

fn items_refused(order: &Order, requested: &Requested) -> Vec<String> {
    let nothing = BTreeMap::new();
    let requested = requested.as_ref().unwrap_or(&nothing);
    let mut messages = Vec::new();
    for (id, quantity) in requested {
        let Some(item) = order.item(*id) else {
            messages.push(
                "The creditmemo contains product item that is not part of the original order."
                    .into(),
            );
            continue;
        };
        if *quantity > item.to_refund() {
            messages.push(
                "The quantity to refund must not be greater than the unrefunded quantity.".into(),
            );
        }
    }
    messages
}

fn sku(store: &Store, item: i64) -> Option<&str> {
    let mut orders = store.sales.orders.values();
    let item = orders.find_map(|order| order.item(item))?;
    Some(&item.draft.sku)
}

/// Books what is given back; returns the products that go back into the stock.
fn book(
    order: &mut Order,
    quantities: &[(i64, Decimal)],
    sums: &Refunds,
    returned: &[i64],
    now: i64,
) -> Vec<(i64, Decimal)> {
    let mut back = Vec::new();
    for (id, quantity) in quantities {
        let Some(item) = order.item_mut(*id) else {
            continue;
        };
        item.refunded += quantity;
        item.updated_at = now;
        if item.carries_price() {
            item.amount_refunded += item.draft.price * quantity;
            item.discount_refunded += item.discount_of(*quantity);
        }
        let is_returned =
            returned.contains(id) || item.parent.is_some_and(|id| returned.contains(&id));
        if is_returned && item.draft.product_type == "simple" {
            back.push((item.draft.product_id, *quantity));
        }
    }
    let refunded = order.refunded.get_or_insert_default();
    refunded.sums.subtotal += sums.sums.subtotal;
    refunded.sums.discount += sums.sums.discount;
    refunded.sums.shipping += sums.sums.shipping;
    refunded.sums.total += sums.sums.total;
    refunded.adjustment_positive += sums.adjustment_positive;
    refunded.adjustment_negative += sums.adjustment_negative;
    order.updated_at = now;
    progress::after_refund(order);
    back
}

/// Shows a credit memo.
pub(crate) fn get(store: &mut Store, call: &Call) -> Answer {
    let memo = store.sales.credit_memos.get(&call.number("id"));
    let memo = memo.ok_or_else(no_such)?;
    Ok(show(store, memo))
}

/// Refuses to cancel a credit memo, whichever it is. Source:
/// `Magento\Sales\Model\Service\CreditmemoService`.
pub(crate) fn cancel(_: &mut Store, _: &Call) -> Answer {
    Err(ApiError::bad_request("You can not cancel Credit Memo"))
}

/// Says that the e-mail about a credit memo was sent; the sandbox sends none.
pub(crate) fn send_email(store: &mut Store, call: &Call) -> Answer {
    let memos = &mut store.sales.credit_memos;
    let memo = memos.get_mut(&call.number("id")).ok_or_else(no_such)?;
    memo.is_email_sent |= store.installation.sends_sales_mail;
    Ok(true.into())
}

/// Shows a credit memo of a store.
pub(crate) fn show(store: &Store, memo: &CreditMemo) -> Value {
    let Some(order) = store.sales.orders.get(&memo.order) else {
        return Value::Null;
    };
    let Refunds {
        sums,
        adjustment_positive,
        adjustment_negative,
    } = memo.sums;
    let mut shown = Map::new();
    add_currencies(&mut shown);
    add_all(
        &mut shown,
        &[
            ("adjustment", adjustment_positive - adjustment_negative),
            ("discount_amount", -sums.discount),
            ("grand_total", sums.total),
            ("discount_tax_compensation_amount", Decimal::ZERO),
            ("shipping_amount", sums.shipping),
            ("shipping_incl_tax", sums.shipping),
            ("shipping_tax_amount", Decimal::ZERO),
            ("subtotal", sums.subtotal),
            ("subtotal_incl_tax", sums.subtotal),
            ("tax_amount", Decimal::ZERO),
        ],
    );
    if memo.has_adjustments {
        add_both(&mut shown, "adjustment_negative", adjustment_negative);
        add_both(&mut shown, "adjustment_positive", adjustment_positive);
    }
    shown.insert("billing_address_id".into(), order.billing_id.into());
    shown.insert("created_at".into(), clock::written(memo.created_at).into());
    if memo.is_email_sent {
        shown.insert("email_sent".into(), 1.into());
    }
    shown.insert("entity_id".into(), memo.id.into());
    shown.insert("increment_id".into(), increment_id(memo.id).into());
    shown.insert("order_id".into(), memo.order.into());
    if let Some(shipping) = order.shipping_id {
        shown.insert("shipping_address_id".into(), shipping.into());
    }
    // 2: refunded.
    shown.insert("state".into(), 2.into());
    shown.insert("updated_at".into(), clock::written(memo.created_at).into());
    let items = memo.items.iter().filter_map(|item| {
        let of_order = order.item(item.order_item)?;
        Some(show_item(memo, item, of_order))
    });
    shown.insert("items".into(), items.collect());
    let comments = memo
        .comments
        .iter()
        .map(|comment| comment::show(comment, memo.id));
    shown.insert("comments".into(), comments.collect());
    Value::Object(shown)
}

fn show_item(memo: &CreditMemo, item: &DocumentItem, of_order: &OrderItem) -> Value {
    let mut shown = item_head(of_order);
    shown.insert("base_cost".into(), Value::Null);
    shown.insert("entity_id".into(), item.id.into());
    shown.insert("parent_id".into(), memo.id.into());
    shown.insert("qty".into(), amount::show(item.quantity));
    shown.insert("weee_tax_applied".into(), "[]".into());
    shown.insert("weee_tax_applied_row_amount".into(), 0.into());
    shown.insert("weee_tax_row_disposition".into(), 0.into());
    shown.insert("base_weee_tax_row_disposition".into(), 0.into());
    let discount = of_order.discount_of(item.quantity);
    add_rows(&mut shown, of_order, item.quantity, discount);
    Value::Object(shown)
}
