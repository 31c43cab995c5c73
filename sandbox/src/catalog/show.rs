//! How a product is shown. Recorded on a 2.4.7-p3 store, among them what is left out where a product
//! is a part of another one, and where it was just saved.

use serde_json::{Map, Value, json};

use crate::amount;
use crate::catalog::{pieces, stock_items};
use crate::clock;
use crate::state::catalog::Catalog;
use crate::state::product::{Kind, Product};

/// How much of a product is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// All of it.
    Whole,
    /// In a list of products, which tells nothing of the stock.
    Listed,
    /// As a child of a configurable product.
    Child,
    /// As the answer to saving it.
    Saved,
}

/// Shows a product of a catalog.
pub(crate) fn show(catalog: &Catalog, product: &Product, detail: Detail) -> Value {
    let mut shown = Map::new();
    let mut add = |name: &str, value: Value| shown.insert(name.to_owned(), value);
    add("id", product.id.into());
    add("sku", product.sku.as_str().into());
    add("name", product.name.as_str().into());
    add("attribute_set_id", product.attribute_set_id.into());
    if let Some(price) = product.shown_price() {
        add("price", amount::show(price));
    }
    add("status", if product.is_enabled { 1 } else { 2 }.into());
    add("visibility", product.visibility.into());
    add("type_id", product.type_id().into());
    add("created_at", clock::written(product.created_at).into());
    add("updated_at", clock::written(product.updated_at).into());
    if let Some(weight) = product.weight {
        add("weight", amount::show(weight));
    }
    if detail != Detail::Child {
        add("extension_attributes", extension(catalog, product, detail));
    }
    if detail != Detail::Saved {
        add("product_links", links(product));
    }
    if detail != Detail::Child {
        add("options", json!([]));
    }
    let images = product.media.iter().enumerate();
    let images = images.map(|(index, image)| pieces::picture(index, image));
    add("media_gallery_entries", images.collect());
    if detail != Detail::Saved {
        add("tier_prices", json!([]));
    }
    add("custom_attributes", attributes(product));
    Value::Object(shown)
}

fn extension(catalog: &Catalog, product: &Product, detail: Detail) -> Value {
    let mut shown = json!({ "website_ids": [1] });
    let links = product.category_ids.iter();
    let links: Vec<Value> = links
        .map(|id| json!({"position": 0, "category_id": id.to_string()}))
        .collect();
    if !links.is_empty() {
        shown["category_links"] = links.into();
    }
    if detail != Detail::Listed {
        shown["stock_item"] = stock_items::show(product);
    }
    add_parts(&mut shown, catalog, product);
    shown
}

/// Adds what a product is made of.
fn add_parts(shown: &mut Value, catalog: &Catalog, product: &Product) {
    match &product.kind {
        Kind::Simple | Kind::Grouped { .. } => {}
        Kind::Downloadable { links, .. } => {
            let links = links.iter().enumerate();
            shown["downloadable_product_links"] = links.map(pieces::link).collect();
            shown["downloadable_product_samples"] = json!([]);
        }
        Kind::Bundle { options } => {
            let options = options.iter();
            shown["bundle_product_options"] = options
                .map(|option| pieces::bundle_option(catalog, product, option))
                .collect();
        }
        Kind::Configurable {
            attributes,
            children,
        } => {
            let options = attributes.iter();
            shown["configurable_product_options"] = options
                .map(|attribute| pieces::configurable_option(product, attribute))
                .collect();
            let children = children.iter().filter_map(|sku| catalog.product(sku));
            shown["configurable_product_links"] = children.map(|child| child.id).collect();
        }
    }
}

fn links(product: &Product) -> Value {
    match &product.kind {
        Kind::Grouped { parts } => pieces::associated(&product.sku, parts),
        _ => json!([]),
    }
}

/// Attributes that all products have, where nothing else is known of them.
fn attributes(product: &Product) -> Value {
    let mut all = product.attributes.clone();
    let is_part = product.visibility == 1;
    let key = url_key(&product.name);
    for (code, value) in [
        ("options_container", "container2"),
        ("url_key", key.as_str()),
        ("msrp_display_actual_price_type", "0"),
        ("required_options", "0"),
        ("has_options", "0"),
        ("tax_class_id", "2"),
    ] {
        let is_left_out = is_part && code == "options_container";
        if !is_left_out && !all.contains_key(code) {
            all.insert(code.into(), value.into());
        }
    }
    let ids = product.category_ids.iter().map(i64::to_string);
    all.insert("category_ids".into(), ids.collect());
    all.into_iter()
        .map(|(code, value)| json!({"attribute_code": code, "value": value}))
        .collect()
}

/// Returns a name as an address has it: letters and digits, with hyphens between the words.
pub(crate) fn url_key(name: &str) -> String {
    let plain = |letter: char| {
        if letter.is_ascii_alphanumeric() {
            letter.to_ascii_lowercase()
        } else {
            ' '
        }
    };
    let words: String = name.chars().map(plain).collect();
    words.split_whitespace().collect::<Vec<_>>().join("-")
}
