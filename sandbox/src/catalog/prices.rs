//! What the services of prices tell. No product of the sandbox has a price for a group of customers,
//! for a time, or a cost.

use serde_json::{Value, json};

use crate::amount;
use crate::catalog::locate;
use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::state::product::{Kind, Product};
use crate::state::{Store, group};

/// Lists the prices of products. Recorded on a 2.4.7-p3 store: what is not there, or has no price of
/// its own, is passed over.
pub(crate) fn base(store: &mut Store, call: &Call) -> Answer {
    let has_price =
        |product: &&Product| matches!(product.kind, Kind::Simple | Kind::Downloadable { .. });
    let products = skus(call).filter_map(|sku| store.catalog.product(sku));
    Ok(products
        .filter(has_price)
        .map(|product| {
            json!({"price": amount::show(product.price), "store_id": 0, "sku": product.sku})
        })
        .collect())
}

/// Lists the prices of products by another measure, of which there are none.
pub(crate) fn none(_: &mut Store, _: &Call) -> Answer {
    Ok(json!([]))
}

/// Lists the prices of a product for a group of customers, of which there are none.
pub(crate) fn of_group(store: &mut Store, call: &Call) -> Answer {
    locate::find(store, call.text("sku"))?;
    let group = call.text("customerGroupId");
    let is_known = group.parse().is_ok_and(|id| store.groups.contains_key(&id));
    if group != "all" && !is_known {
        let id = group.parse().unwrap_or(group::NOT_LOGGED_IN);
        return Err(ApiError::no_such("id", id));
    }
    Ok(json!([]))
}

fn skus(call: &Call) -> impl Iterator<Item = &str> {
    let skus = call.input.get("skus").and_then(Value::as_array);
    skus.into_iter().flatten().filter_map(Value::as_str)
}
