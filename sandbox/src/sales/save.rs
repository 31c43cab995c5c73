//! Orders that are sent as a whole: `POST /V1/orders` and `PUT /V1/orders/create`.

use serde_json::{Map, Value};

use crate::error::{Answer, ApiError};
use crate::sales::order_show;
use crate::service::Call;
use crate::state::Store;
use crate::state::order::{Order, State};

/// What the answer shows of an order besides what was sent: the parts that are read from the database
/// when they are asked for.
const PARTS: [&str; 5] = [
    "entity_id",
    "items",
    "billing_address",
    "payment",
    "status_histories",
];

/// Keeps what was sent of an order that there is.
///
/// Each order that is kept needs a way of paying, which an order that there is has already. The
/// sandbox makes orders of carts alone: one that is sent with a way of paying of its own is refused.
pub(crate) fn save(store: &mut Store, call: &Call) -> Answer {
    let sent = call.object("entity");
    let id = sent.get("entity_id").and_then(Value::as_i64);
    let order = id.and_then(|id| store.sales.orders.get_mut(&id));
    let Some(order) = order else {
        let message = if sent.contains_key("payment") {
            "The sandbox makes orders of carts only."
        } else {
            "Please provide payment for the order."
        };
        return Err(ApiError::bad_request(message));
    };
    change(order, &sent);
    order.updated_at = call.now;
    let mut shown = order_show::show(order);
    if let Some(shown) = shown.as_object_mut() {
        shown.retain(|name, _| PARTS.contains(&name.as_str()) || sent.contains_key(name));
    }
    Ok(shown)
}

fn change(order: &mut Order, sent: &Map<String, Value>) {
    let text = |name: &str| sent.get(name).and_then(Value::as_str);
    if let Some(state) = text("state").and_then(State::named) {
        order.state = state;
    }
    if let Some(status) = text("status") {
        order.status = Some(status.to_owned());
    }
    if let Some(email) = text("customer_email") {
        email.clone_into(&mut order.draft.email);
    }
    for (name, kept) in [
        ("customer_firstname", &mut order.draft.firstname),
        ("customer_lastname", &mut order.draft.lastname),
        ("customer_middlename", &mut order.draft.middlename),
    ] {
        if let Some(sent) = text(name) {
            *kept = Some(sent.to_owned());
        }
    }
}
