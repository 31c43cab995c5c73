//! Which items, and how many of each, a document is asked for.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::amount;
use crate::error::ApiError;
use crate::service::Call;
use crate::state::order::{Order, OrderItem};

/// Quantities by the ids of order items; nothing stands for all that is left.
pub(crate) type Requested = Option<BTreeMap<i64, Decimal>>;

/// Reads the items of a call.
pub(crate) fn read(call: &Call) -> Requested {
    let items = call.input.get("items").and_then(Value::as_array)?;
    if items.is_empty() {
        return None;
    }
    let entry = |item: &Value| {
        let id = item["order_item_id"].as_i64().unwrap_or_default();
        (id, amount::read(&item["qty"]))
    };
    Some(items.iter().map(entry).collect())
}

/// Returns how many of each item go into a document; the parts go with their product. `deed` is what is
/// done with them, as the store names it, and `left` how many it can be done with; nothing passes an item
/// over.
pub(crate) fn quantities(
    order: &Order,
    requested: &Requested,
    deed: &str,
    left: impl Fn(&OrderItem) -> Option<Decimal>,
) -> Result<Vec<(i64, Decimal)>, ApiError> {
    let mut quantities = Vec::new();
    for item in &order.items {
        let Some(left) = left(item) else { continue };
        let quantity = match requested {
            None => left,
            Some(requested) => wanted(order, item, requested),
        };
        if quantity > left {
            let message = format!(r#"We found an invalid quantity to {deed} item "%1"."#);
            return Err(ApiError::bad_request(message).with(json!([item.draft.name])));
        }
        if quantity > Decimal::ZERO {
            quantities.push((item.id, quantity));
        }
    }
    Ok(quantities)
}

/// Returns how many of an item are named; of a part, as many as of its product.
fn wanted(order: &Order, item: &OrderItem, requested: &BTreeMap<i64, Decimal>) -> Decimal {
    if let Some(quantity) = requested.get(&item.id) {
        return *quantity;
    }
    let parent = item.parent.and_then(|parent| order.item(parent));
    let Some(parent) = parent else {
        return Decimal::ZERO;
    };
    let of_parent = requested.get(&parent.id).copied().unwrap_or_default();
    if parent.draft.quantity.is_zero() {
        return Decimal::ZERO;
    }
    of_parent * item.draft.quantity / parent.draft.quantity
}

/// Reads a flag of a call.
pub(crate) fn flag(call: &Call, name: &str) -> bool {
    call.input
        .get(name)
        .and_then(Value::as_bool)
        .unwrap_or_default()
}

/// Reads the comment that is to stand in a document.
pub(crate) fn comment(call: &Call) -> Option<Map<String, Value>> {
    let comment = call.object("comment");
    (flag(call, "appendComment") && comment.contains_key("comment")).then_some(comment)
}
