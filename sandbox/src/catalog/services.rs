//! The services of products: reading, searching, saving, deleting.

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::amount;
use crate::catalog::locate::find;
use crate::catalog::show::{Detail, show, url_key};
use crate::catalog::{attributes, stock_items};
use crate::clock;
use crate::criteria::{Criteria, Field, Storage, select};
use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::state::Store;
use crate::state::product::{Kind, Product, Stock};
use crate::version::Version;

/// Shows a product.
pub(crate) fn get(store: &mut Store, call: &Call) -> Answer {
    let product = find(store, call.text("sku"))?;
    Ok(show(&store.catalog, product, Detail::Whole))
}

/// Searches among the products that the sandbox knows.
pub(crate) fn search(store: &mut Store, call: &Call) -> Answer {
    let criteria = Criteria::read(&call.object("searchCriteria"))?;
    let products = store.catalog.products.values().collect();
    let found = select(&criteria, products, Storage::Attributes, field)?;
    Ok(found.show(&criteria, |product| {
        show(&store.catalog, product, Detail::Listed)
    }))
}

/// Returns by what a product can be searched.
pub(crate) fn field(product: &Product, name: &str) -> Field {
    let number = |number: i64| Field::number(Some(number));
    match name {
        "entity_id" => number(product.id),
        "sku" => Field::Value(product.sku.clone()),
        "name" => Field::Value(product.name.clone()),
        "price" => match product.kind {
            Kind::Simple | Kind::Downloadable { .. } => Field::Number(product.price.to_string()),
            _ => Field::Null,
        },
        "weight" => match product.weight {
            Some(weight) => Field::Number(weight.to_string()),
            None => Field::Null,
        },
        "type_id" => Field::Value(product.type_id().into()),
        "status" => number(if product.is_enabled { 1 } else { 2 }),
        "visibility" => number(product.visibility),
        "attribute_set_id" => number(product.attribute_set_id),
        "created_at" => Field::Value(clock::written(product.created_at)),
        "updated_at" => Field::Value(clock::written(product.updated_at)),
        "url_key" if !product.attributes.contains_key(name) => Field::Value(url_key(&product.name)),
        "category_id" => Field::Several(product.category_ids.iter().map(i64::to_string).collect()),
        "website_id" | "store_id" | "store" => number(1),
        other => match product.attributes.get(other) {
            Some(Value::String(text)) if text.parse::<f64>().is_ok() => Field::Number(text.clone()),
            Some(Value::String(text)) => Field::Value(text.clone()),
            _ if attributes::is_known(other) => Field::Null,
            _ => Field::Unknown,
        },
    }
}

/// Makes a simple product. Recorded: without a SKU it ends with a PHP error up to 2.4.7.
pub(crate) fn create(store: &mut Store, call: &Call) -> Answer {
    let sent = call.object("product");
    let sku = sent.get("sku").and_then(Value::as_str);
    let sku = sku.ok_or_else(|| no_sku(store))?.to_owned();
    save(store, &sku, &sent, call.now)
}

fn no_sku(store: &Store) -> ApiError {
    if store.version >= Version::V2_4_8 {
        let message = r#"The "%1" attribute value is empty. Set the attribute and try again."#;
        ApiError::bad_request(message).with(json!(["sku"]))
    } else {
        ApiError::broken(
            "TypeError: mb_strtolower(): Argument #1 ($string) must be of type string, null given",
        )
    }
}

/// Makes or changes the product of a SKU.
pub(crate) fn update(store: &mut Store, call: &Call) -> Answer {
    let sku = call.text("sku").to_owned();
    save(store, &sku, &call.object("product"), call.now)
}

fn save(store: &mut Store, sku: &str, sent: &Map<String, Value>, now: i64) -> Answer {
    let known = store.catalog.product(sku).cloned();
    let mut product = match known {
        Some(product) => product,
        None => new_product(store, sku, sent, now)?,
    };
    product.updated_at = now;
    change(&mut product, sent);
    let shown = show(&store.catalog, &product, Detail::Saved);
    store.catalog.products.insert(product.id, product);
    Ok(shown)
}

fn new_product(
    store: &mut Store,
    sku: &str,
    sent: &Map<String, Value>,
    now: i64,
) -> Result<Product, ApiError> {
    if !sent.contains_key("name") {
        let message =
            "The \"Product Name\" attribute value is empty. Set the attribute and try again.";
        return Err(ApiError::bad_request(message));
    }
    let kind = sent.get("type_id").and_then(Value::as_str);
    if kind.is_some_and(|kind| kind != "simple") {
        return Err(ApiError::bad_request(
            "The sandbox makes simple products only.",
        ));
    }
    Ok(Product {
        id: store.catalog.next_product(),
        sku: sku.to_owned(),
        name: String::new(),
        attribute_set_id: 4,
        price: Decimal::ZERO,
        weight: None,
        is_enabled: true,
        visibility: 4,
        created_at: now,
        updated_at: now,
        category_ids: Vec::new(),
        attributes: Map::new(),
        media: Vec::new(),
        stock: Stock {
            quantity: Decimal::ZERO,
            reserved: Decimal::ZERO,
            is_in_stock: false,
        },
        kind: Kind::Simple,
    })
}

/// Takes over what was sent; the rest stays.
fn change(product: &mut Product, sent: &Map<String, Value>) {
    let number = |name: &str| sent.get(name).and_then(Value::as_i64);
    if let Some(name) = sent.get("name").and_then(Value::as_str) {
        name.clone_into(&mut product.name);
    }
    if let Some(price) = sent.get("price").and_then(amount::optional) {
        product.price = price;
    }
    if let Some(weight) = sent.get("weight").and_then(amount::optional) {
        product.weight = Some(weight);
    }
    if let Some(status) = number("status") {
        product.is_enabled = status == 1;
    }
    if let Some(visibility) = number("visibility") {
        product.visibility = visibility;
    }
    if let Some(set) = number("attribute_set_id") {
        product.attribute_set_id = set;
    }
    if let Some(Value::Object(attributes)) = sent.get("custom_attributes") {
        product.attributes.extend(attributes.clone());
    }
    let extension = sent.get("extension_attributes");
    if let Some(stock) = extension.and_then(|extension| extension.get("stock_item")) {
        stock_items::set(product, stock);
    }
}

/// Deletes a product.
pub(crate) fn delete(store: &mut Store, call: &Call) -> Answer {
    let id = find(store, call.text("sku"))?.id;
    store.catalog.products.remove(&id);
    Ok(json!(true))
}
