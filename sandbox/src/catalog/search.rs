//! Searching the catalog as the storefront does, and products as its lists show them.

use serde_json::{Value, json};

use crate::amount;
use crate::catalog::services::field;
use crate::catalog::show::url_key;
use crate::criteria::{Criteria, Storage, select};
use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::state::Store;
use crate::state::product::Product;

/// The requests that the storefront makes.
const REQUESTS: [&str; 3] = [
    "quick_search_container",
    "advanced_search_container",
    "catalog_view_container",
];

/// Searches for the words of a `search_term`. Recorded on a 2.4.7-p3 store: a request without a name
/// fails. The scores are no search engine's: here each hit counts as much as the others.
pub(crate) fn search(store: &mut Store, call: &Call) -> Answer {
    let criteria = call.object("searchCriteria");
    let name = criteria.get("request_name").and_then(Value::as_str);
    let name = name.ok_or_else(|| {
        ApiError::internal(
            "Deprecated Functionality: Passing null to parameter of type string is deprecated",
        )
    })?;
    if !REQUESTS.contains(&name) {
        let message = "The \"%1\" request name doesn't exist. Verify the name and try again.";
        return Err(ApiError::bad_request(message).with(json!([name])));
    }
    let term = term(&criteria.get("filter_groups").cloned().unwrap_or_default());
    let products = store.catalog.products.values();
    let found: Value = products
        .filter(|product| product.visibility > 2 && has_words(product, &term))
        .map(|product| {
            json!({
                "id": product.id,
                "custom_attributes": [{"attribute_code": "score", "value": "1"}],
            })
        })
        .collect();
    let total = found.as_array().map_or(0, Vec::len);
    Ok(json!({
        "items": found,
        "aggregations": {"buckets": [], "bucket_names": []},
        "search_criteria": criteria,
        "total_count": total,
    }))
}

fn term(groups: &Value) -> String {
    let groups = groups.as_array().into_iter().flatten();
    let filters = groups.filter_map(|group| group["filters"].as_array());
    let mut filters = filters.flatten();
    let found = filters.find(|filter| filter["field"] == "search_term");
    let term = found.and_then(|filter| filter["value"].as_str());
    term.unwrap_or_default().to_lowercase()
}

fn has_words(product: &Product, term: &str) -> bool {
    let name = product.name.to_lowercase();
    let sku = product.sku.to_lowercase();
    let mut words = term.split_whitespace();
    words.any(|word| name.contains(word) || sku == word)
}

/// Lists products as lists of the storefront show them.
pub(crate) fn rendered(store: &mut Store, call: &Call) -> Answer {
    let criteria = Criteria::read(&call.object("searchCriteria"))?;
    let products = store.catalog.products.values().collect();
    let found = select(&criteria, products, Storage::Attributes, field)?;
    let base = store.base_url.clone();
    let shown = found.show(&criteria, |product| render(product, &base, call));
    Ok(json!({"items": shown["items"]}))
}

fn render(product: &Product, base: &str, call: &Call) -> Value {
    let price = amount::show(product.shown_price().unwrap_or_default());
    json!({
        "price_info": {
            "final_price": price, "max_price": price, "max_regular_price": price,
            "minimal_regular_price": price, "special_price": null, "minimal_price": price,
            "regular_price": price,
        },
        "url": format!("{base}{}.html", url_key(&product.name)),
        "id": product.id,
        "name": product.name,
        "type": product.type_id(),
        "is_salable": i64::from(product.is_enabled && product.stock.is_in_stock).to_string(),
        "store_id": call.number("storeId"),
        "currency_code": call.text("currencyCode"),
    })
}
