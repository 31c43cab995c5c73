//! Which items, and how many of each, a document is asked for.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::amount;
use crate::service::Call;

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
