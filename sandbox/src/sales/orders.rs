//! The services of orders themselves: reading, cancelling, holding, commenting.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::error::{Answer, ApiError};
use crate::sales::locate::{self, no_such};
use crate::sales::{comment, item_show, order_show, progress};
use crate::service::Call;
use crate::state::Store;
use crate::state::order::{History, Order, State, Sums};
use crate::state::sales::Counted;
use crate::version::Version;

/// Shows an order.
pub(crate) fn get(store: &mut Store, call: &Call) -> Answer {
    Ok(order_show::show(locate::order(
        &store.sales,
        call.number("id"),
    )?))
}

/// Shows an item of an order.
pub(crate) fn item(store: &mut Store, call: &Call) -> Answer {
    let id = call.number("id");
    let mut orders = store.sales.orders.values();
    let shown = orders.find_map(|order| Some(item_show::show(order, order.item(id)?)));
    shown.ok_or_else(no_such)
}

/// Cancels an order. Where that cannot be, the answer is `false`, and the order is not cancelled.
pub(crate) fn cancel(store: &mut Store, call: &Call) -> Answer {
    let order = locate::order_mut(&mut store.sales, call.number("id"))?;
    if !progress::can_cancel(order) {
        return Ok(json!(false));
    }
    let back = book_cancellation(order, call.now);
    for (product, pieces) in back {
        store.catalog.release(product, pieces);
    }
    Ok(json!(true))
}

/// Cancels what was neither invoiced nor shipped; returns the products that can be sold again.
fn book_cancellation(order: &mut Order, now: i64) -> Vec<(i64, Decimal)> {
    let shipped: Vec<(i64, bool)> = order
        .items
        .iter()
        .map(|item| (item.id, item.shipped > Decimal::ZERO))
        .collect();
    let is_shipped = |id: i64| shipped.iter().any(|(item, is)| *item == id && *is);
    let mut back = Vec::new();
    for item in &mut order.items {
        let parent_is_shipped = item.parent.is_some_and(is_shipped);
        let pieces = if item.shipped > Decimal::ZERO || parent_is_shipped {
            item.to_invoice().min(item.to_ship())
        } else {
            item.to_invoice()
        };
        item.canceled += pieces;
        item.updated_at = now;
        if item.draft.product_type == "simple" {
            back.push((item.draft.product_id, pieces));
        }
    }
    let invoiced = order.invoiced.unwrap_or_default();
    order.canceled = Some(Sums {
        subtotal: order.draft.subtotal - invoiced.subtotal,
        discount: order.draft.discount - invoiced.discount,
        shipping: order.draft.shipping_amount - invoiced.shipping,
        total: order.draft.grand_total - invoiced.total,
    });
    order.updated_at = now;
    order.enter(State::Canceled);
    back
}

/// Puts an order on hold.
pub(crate) fn hold(store: &mut Store, call: &Call) -> Answer {
    let order = locate::order_mut(&mut store.sales, call.number("id"))?;
    if !matches!(order.state, State::New | State::Processing) {
        return Err(ApiError::bad_request("A hold action is not available."));
    }
    order.before_hold = Some(order.state);
    order.enter(State::Held);
    Ok(json!(true))
}

/// Takes an order off hold.
pub(crate) fn unhold(store: &mut Store, call: &Call) -> Answer {
    let order = locate::order_mut(&mut store.sales, call.number("id"))?;
    let before = order
        .before_hold
        .take()
        .filter(|_| order.state == State::Held)
        .ok_or_else(|| ApiError::bad_request("You cannot remove the hold."))?;
    order.enter(before);
    Ok(json!(true))
}

/// Returns the status of an order.
pub(crate) fn status(store: &mut Store, call: &Call) -> Answer {
    Ok(locate::order(&store.sales, call.number("id"))?
        .status()
        .into())
}

/// Lists the comments of an order, the oldest first.
pub(crate) fn comments(store: &mut Store, call: &Call) -> Answer {
    let id = call.number("id");
    let order = store.sales.orders.get(&id);
    let comments = order.into_iter().flat_map(|order| {
        let histories = order.histories.iter().rev();
        histories.map(|history| order_show::show_history(order, history))
    });
    let comments: Vec<Value> = comments.collect();
    Ok(comment::found_by_parent(id, &comments))
}

/// Up to 2.4.7 the line is broken in the store's own source.
fn foreign_status(version: Version, status: &str) -> ApiError {
    let blank = match version {
        Version::V2_4_7 => "\n                 ",
        Version::V2_4_8 => " ",
    };
    let message = format!(
        "Unable to add comment: The status \"%1\" is not part of the order{blank}status history."
    );
    ApiError::bad_request(message).with(json!([status]))
}

/// Adds a comment to an order, and with it a status, if one is sent that the order's state may have.
pub(crate) fn add_comment(store: &mut Store, call: &Call) -> Answer {
    let sent = call.object("statusHistory");
    let text = |name: &str| sent.get(name).and_then(Value::as_str).map(str::to_owned);
    let number = |name: &str| sent.get(name).and_then(Value::as_i64);
    let id = call.number("id");
    let state = locate::order(&store.sales, id)?.state;
    let status = text("status").filter(|status| !status.is_empty());
    if let Some(status) = status.as_deref().filter(|status| !state.has_status(status)) {
        return Err(foreign_status(store.version, status));
    }
    let history = store.sales.next(Counted::History);
    let order = locate::order_mut(&mut store.sales, id)?;
    if status.is_some() {
        order.status = status;
    }
    let history = History {
        id: history,
        comment: text("comment"),
        created_at: call.now,
        entity: text("entity_name"),
        is_customer_notified: number("is_customer_notified"),
        is_visible_on_front: number("is_visible_on_front").unwrap_or_default(),
        status: order.status().to_owned(),
    };
    order.histories.insert(0, history);
    Ok(json!(true))
}

/// Says that the e-mail about an order was sent; the sandbox sends none. The newest comment that
/// the customer has not heard of counts as told.
pub(crate) fn send_email(store: &mut Store, call: &Call) -> Answer {
    let order = locate::order_mut(&mut store.sales, call.number("id"))?;
    let mut histories = order.histories.iter_mut();
    let untold = histories.find(|history| {
        history.entity.as_deref() == Some("order") && history.is_customer_notified == Some(0)
    });
    if let Some(untold) = untold {
        untold.is_customer_notified = Some(1);
    }
    Ok(json!(true))
}
