//! The services of the stock.

use serde_json::{Value, json};

use crate::amount;
use crate::catalog::locate;
use crate::error::Answer;
use crate::service::Call;
use crate::state::Store;
use crate::state::product::{Kind, Product};

/// Shows how much of a product there is.
pub(crate) fn get(store: &mut Store, call: &Call) -> Answer {
    Ok(show(locate::for_stock(store, call.text("productSku"))?))
}

/// Sets how much of a product there is and returns the id of the stock item, whichever was named.
pub(crate) fn update(store: &mut Store, call: &Call) -> Answer {
    let sent = Value::Object(call.object("stockItem"));
    let id = locate::for_stock(store, call.text("productSku"))?.id;
    if let Some(product) = store.catalog.products.get_mut(&id) {
        set(product, &sent);
    }
    Ok(id.into())
}

/// Takes over what was sent of a stock item.
pub(crate) fn set(product: &mut Product, sent: &Value) {
    if let Some(quantity) = amount::optional(&sent["qty"]) {
        product.stock.quantity = quantity;
    }
    if let Some(is_in_stock) = sent["is_in_stock"].as_bool() {
        product.stock.is_in_stock = is_in_stock;
    }
}

/// Shows the stock item of a product. What is not in stock by itself has no quantity.
pub(crate) fn show(product: &Product) -> Value {
    let is_single = matches!(product.kind, Kind::Simple);
    let quantity = if is_single {
        amount::show(product.stock.quantity)
    } else {
        0.into()
    };
    json!({
        "item_id": product.id,
        "product_id": product.id,
        "stock_id": 1,
        "qty": quantity,
        "is_in_stock": product.stock.is_in_stock,
        "is_qty_decimal": false,
        "show_default_notification_message": false,
        "use_config_min_qty": true,
        "min_qty": 0,
        "use_config_min_sale_qty": 1,
        "min_sale_qty": 1,
        "use_config_max_sale_qty": true,
        "max_sale_qty": 10000,
        "use_config_backorders": true,
        "backorders": 0,
        "use_config_notify_stock_qty": true,
        "notify_stock_qty": 1,
        "use_config_qty_increments": true,
        "qty_increments": 0,
        "use_config_enable_qty_inc": true,
        "enable_qty_increments": false,
        "use_config_manage_stock": true,
        "manage_stock": true,
        "low_stock_date": null,
        "is_decimal_divided": false,
        "stock_status_changed_auto": 0,
    })
}
