//! What the services of the inventory tell: what can be sold, and where it lies.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::amount;
use crate::catalog::{locate, stock_items};
use crate::criteria::search_shown;
use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::state::Store;
use crate::state::product::{Kind, Product};
use crate::version::Version;

/// The only stock and the only source.
const STOCK: i64 = 1;
const SOURCE: &str = "default";

/// Shows whether a product can be sold, with its stock item.
pub(crate) fn status(store: &mut Store, call: &Call) -> Answer {
    let product = locate::for_stock(store, call.text("productSku"))?;
    let quantity = if matches!(product.kind, Kind::Simple) {
        amount::show(product.salable())
    } else {
        0.into()
    };
    Ok(json!({
        "product_id": product.id,
        "stock_id": STOCK,
        "qty": quantity,
        "stock_status": i64::from(is_salable(product)),
        "stock_item": stock_items::show(product),
    }))
}

/// Lists of which products there are few.
pub(crate) fn low_stock(store: &mut Store, call: &Call) -> Answer {
    let limit = call.input.get("qty").and_then(amount::optional);
    let limit = limit.unwrap_or_default();
    let products = store.catalog.products.values();
    let low: Vec<Value> = products
        .filter(|product| matches!(product.kind, Kind::Simple))
        .filter(|product| product.stock.quantity <= limit)
        .map(stock_items::show)
        .collect();
    let total = low.len();
    let size = call.optional_number("pageSize").unwrap_or_default();
    let size = usize::try_from(size).ok().filter(|size| *size > 0);
    Ok(json!({
        "items": low.into_iter().take(size.unwrap_or(total)).collect::<Value>(),
        "search_criteria": [],
        "total_count": total,
    }))
}

/// Returns how many pieces of a product can be sold.
pub(crate) fn salable_quantity(store: &mut Store, call: &Call) -> Answer {
    if store.catalog.product(call.text("sku")).is_none() {
        return unknown(store);
    }
    let product = of_stock(store, call)?;
    if !matches!(product.kind, Kind::Simple | Kind::Downloadable { .. }) {
        return Err(ApiError::bad_request(
            "Can't check requested quantity for products without Source Items support.",
        ));
    }
    let quantity = product.salable().max(Decimal::ZERO);
    Ok(amount::show(quantity))
}

/// Recorded: up to 2.4.7 the type of what is not there cannot be told; of nothing, 2.4.8 sells nothing.
fn unknown(store: &Store) -> Answer {
    if store.version >= Version::V2_4_8 {
        return Ok(0.into());
    }
    Err(ApiError::internal(
        "Warning: Undefined array key in GetProductTypesBySkus",
    ))
}

/// Tells whether a product can be sold.
pub(crate) fn salable(store: &mut Store, call: &Call) -> Answer {
    if call.number("stockId") != STOCK {
        return Ok(false.into());
    }
    let product = store.catalog.product(call.text("sku"));
    Ok(product.is_some_and(is_salable).into())
}

/// Tells whether so many pieces of a product can be sold, and if not, why.
pub(crate) fn salable_for_quantity(store: &mut Store, call: &Call) -> Answer {
    let wanted = call.input.get("requestedQty").and_then(amount::optional);
    let wanted = wanted.unwrap_or_default();
    let product = of_stock(store, call)?;
    let is_enough = is_salable(product) && product.salable() >= wanted;
    let errors = if is_enough {
        json!([])
    } else {
        json!([
            {"code": "back_order-disabled", "message": "Backorders are disabled"},
            {"code": "manage_stock-enabled", "message": "Manage stock is enabled"},
            {
                "code": "is_salable_with_reservations-not_enough_qty",
                "message": "The requested qty is not available",
            },
        ])
    };
    Ok(json!({"salable": is_enough, "errors": errors}))
}

fn of_stock<'a>(store: &'a Store, call: &Call) -> Result<&'a Product, ApiError> {
    let product = store.catalog.product(call.text("sku"));
    product
        .filter(|_| call.number("stockId") == STOCK)
        .ok_or_else(|| ApiError::bad_request("The requested sku is not assigned to given stock."))
}

fn is_salable(product: &Product) -> bool {
    let has_pieces = match product.kind {
        Kind::Simple => product.salable() > Decimal::ZERO,
        _ => true,
    };
    product.is_enabled && product.stock.is_in_stock && has_pieces
}

/// Searches among the sources.
pub(crate) fn sources(_: &mut Store, call: &Call) -> Answer {
    let source = source_shown();
    found(call, &[source])
}

/// Shows a source.
pub(crate) fn source(_: &mut Store, call: &Call) -> Answer {
    let code = call.text("sourceCode");
    if code == SOURCE {
        return Ok(source_shown());
    }
    let message = "Source with code \"%value\" does not exist.";
    Err(ApiError::new(404, message).with(json!({ "value": code })))
}

fn source_shown() -> Value {
    json!({
        "source_code": SOURCE,
        "name": "Default Source",
        "enabled": true,
        "description": "Default Source",
        "latitude": 0,
        "longitude": 0,
        "country_id": "US",
        "postcode": "00000",
        "use_default_carrier_config": true,
        "carrier_links": [],
        "extension_attributes": {
            "is_pickup_location_active": false,
            "frontend_name": "Default Source",
            "frontend_description": "Default Source",
        },
    })
}

/// Searches among the stocks.
pub(crate) fn stocks(_: &mut Store, call: &Call) -> Answer {
    found(call, &[stock_shown()])
}

/// Shows a stock.
pub(crate) fn stock(_: &mut Store, call: &Call) -> Answer {
    let id = call.number("stockId");
    if id == STOCK {
        return Ok(stock_shown());
    }
    let message = "Stock with id \"%value\" does not exist.";
    Err(ApiError::new(404, message).with(json!({ "value": id })))
}

/// Shows the stock of a website.
pub(crate) fn stock_of(_: &mut Store, call: &Call) -> Answer {
    if call.text("type") == "website" && call.text("code") == "base" {
        return Ok(stock_shown());
    }
    Err(ApiError::new(404, "No linked stock found"))
}

fn stock_shown() -> Value {
    json!({
        "stock_id": STOCK,
        "name": "Default Stock",
        "extension_attributes": {"sales_channels": [{"type": "website", "code": "base"}]},
    })
}

/// Searches among what lies where.
pub(crate) fn source_items(store: &mut Store, call: &Call) -> Answer {
    let products = store.catalog.products.values();
    let items: Vec<Value> = products
        .filter(|product| matches!(product.kind, Kind::Simple))
        .map(|product| {
            json!({
                "sku": product.sku,
                "source_code": SOURCE,
                "quantity": amount::show(product.stock.quantity),
                "status": i64::from(product.stock.is_in_stock),
            })
        })
        .collect();
    found(call, &items)
}

/// Searches among which source belongs to which stock.
pub(crate) fn links(_: &mut Store, call: &Call) -> Answer {
    let link = json!({"stock_id": STOCK, "source_code": SOURCE, "priority": 1});
    found(call, &[link])
}

fn found(call: &Call, shown: &[Value]) -> Answer {
    search_shown(&call.object("searchCriteria"), shown, &[])
}
