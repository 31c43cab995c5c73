//! What a buyer chose: from a product and the options that were sent to an item of a cart.

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::amount;
use crate::error::ApiError;
use crate::state::Store;
use crate::state::cart::{Child, Choice, Item, Selection};
use crate::state::catalog::Catalog;
use crate::state::product::{BundleOption, Kind, Link, Product, VariantAttribute};

/// Makes an item, without ids yet.
///
/// # Errors
///
/// There is no such product, it is not for sale, or a choice is missing. Recorded on a 2.4.7-p3
/// store; without a SKU it ends with a PHP error.
pub(crate) fn choose(
    catalog: &Catalog,
    sent: &Map<String, Value>,
    quantity: Decimal,
) -> Result<Item, ApiError> {
    let Some(sku) = sent.get("sku").and_then(Value::as_str) else {
        return Err(ApiError::broken(
            "TypeError: ProductRepository::getProductFromLocalCache(): Argument #1 ($sku) must be of type string, null given",
        ));
    };
    let product = catalog.product(sku).ok_or_else(|| {
        ApiError::new(
            404,
            "The product that was requested doesn't exist. Verify the product and try again.",
        )
    })?;
    if !is_for_sale(product) {
        return Err(not_available());
    }
    let item = Item {
        id: 0,
        product: product.id,
        sku: product.sku.clone(),
        name: product.name.clone(),
        price: product.price,
        quantity,
        choice: Choice::None,
        children: Vec::new(),
    };
    let choices = &sent
        .get("product_option")
        .and_then(|option| option.get("extension_attributes"))
        .cloned()
        .unwrap_or_default();
    match &product.kind {
        Kind::Simple => Ok(item),
        Kind::Downloadable {
            links, must_choose, ..
        } => downloadable(item, links, *must_choose, choices),
        Kind::Configurable {
            attributes,
            children,
        } => configurable(catalog, item, attributes, children, choices),
        Kind::Bundle { options } => bundle(catalog, item, options, choices),
        // None of its parts is taken by itself: the sample data sets no quantity for them.
        Kind::Grouped { .. } => Err(ApiError::bad_request(
            "Please specify the quantity of product(s).",
        )),
    }
}

fn is_for_sale(product: &Product) -> bool {
    let is_single = matches!(product.kind, Kind::Simple);
    product.is_enabled
        && product.stock.is_in_stock
        && !(is_single && product.salable() <= Decimal::ZERO)
}

fn not_available() -> ApiError {
    ApiError::bad_request("Product that you are trying to add is not available.")
}

/// Where links need not be chosen, all of them are bought.
fn downloadable(
    item: Item,
    links: &[Link],
    must_choose: bool,
    choices: &Value,
) -> Result<Item, ApiError> {
    let sent = choices["downloadable_option"]["downloadable_links"].as_array();
    let sent: Vec<i64> = sent
        .into_iter()
        .flatten()
        .filter_map(Value::as_i64)
        .collect();
    let known = links.iter().map(|link| link.id);
    let chosen: Vec<i64> = if must_choose {
        known.filter(|id| sent.contains(id)).collect()
    } else {
        known.collect()
    };
    if chosen.is_empty() {
        return Err(ApiError::bad_request("Please specify product link(s)."));
    }
    Ok(Item {
        choice: Choice::Links(chosen),
        ..item
    })
}

fn configurable(
    catalog: &Catalog,
    item: Item,
    attributes: &[VariantAttribute],
    children: &[String],
    choices: &Value,
) -> Result<Item, ApiError> {
    let refused = || ApiError::bad_request("You need to choose options for your item.");
    let sent = choices["configurable_item_options"].as_array();
    let sent: Vec<(String, i64)> = sent
        .into_iter()
        .flatten()
        .filter_map(|option| {
            let id = option["option_id"].as_str()?.to_owned();
            Some((id, option["option_value"].as_i64()?))
        })
        .collect();
    let value = |attribute: &VariantAttribute| {
        let id = attribute.attribute_id.to_string();
        let found = sent.iter().find(|(sent, _)| *sent == id);
        found.map(|(_, value)| *value)
    };
    let has_all = |child: &&Product| {
        attributes.iter().all(|attribute| {
            let own = &child.attributes.get(&attribute.code);
            let own = own.and_then(Value::as_str).and_then(|own| own.parse().ok());
            own.is_some() && own == value(attribute)
        })
    };
    let mut products = children.iter().filter_map(|sku| catalog.product(sku));
    let child = products.find(has_all).ok_or_else(refused)?;
    if !is_for_sale(child) {
        return Err(not_available());
    }
    let known = |(id, _): &(String, i64)| {
        let mut ids = attributes.iter().map(|attribute| attribute.attribute_id);
        ids.any(|known| known.to_string() == *id)
    };
    Ok(Item {
        sku: child.sku.clone(),
        price: child.price,
        choice: Choice::Options(sent.into_iter().filter(known).collect()),
        children: vec![Child {
            id: 0,
            product: child.id,
            sku: child.sku.clone(),
            name: child.name.clone(),
            price: Decimal::ZERO,
            quantity: Decimal::ONE,
        }],
        ..item
    })
}

fn bundle(
    catalog: &Catalog,
    item: Item,
    options: &[BundleOption],
    choices: &Value,
) -> Result<Item, ApiError> {
    let sent = choices["bundle_options"].as_array();
    let sent: Vec<Selection> = sent.into_iter().flatten().map(selection).collect();
    if sent.is_empty() {
        return Err(ApiError::bad_request("Please specify product option(s)."));
    }
    let chosen = |option: &BundleOption| {
        let of_option = |selection: &&Selection| selection.option == option.id;
        sent.iter().find(of_option)
    };
    let is_missing = |option: &BundleOption| {
        option.is_required && chosen(option).is_none_or(|chosen| chosen.links.is_empty())
    };
    if options.iter().any(is_missing) {
        return Err(ApiError::bad_request("Please select all required options."));
    }
    let mut children = Vec::new();
    for option in options {
        let Some(selection) = chosen(option) else {
            continue;
        };
        for id in &selection.links {
            children.push(part(catalog, option, *id, selection.quantity)?);
        }
    }
    // Recorded on a 2.4.7-p3 store: the SKUs follow the positions of the options.
    let skus = children.iter().map(|child: &Child| child.sku.as_str());
    let sku = [item.sku.as_str()].into_iter().chain(skus);
    Ok(Item {
        sku: sku.collect::<Vec<_>>().join("-"),
        price: children
            .iter()
            .map(|child| child.price * child.quantity)
            .sum(),
        choice: Choice::Selections(sent),
        children,
        ..item
    })
}

fn selection(sent: &Value) -> Selection {
    let links = sent["option_selections"].as_array();
    Selection {
        option: sent["option_id"].as_i64().unwrap_or_default(),
        quantity: sent["option_qty"]
            .as_i64()
            .filter(|quantity| *quantity > 0)
            .unwrap_or(1),
        links: links
            .into_iter()
            .flatten()
            .filter_map(Value::as_i64)
            .collect(),
    }
}

fn part(
    catalog: &Catalog,
    option: &BundleOption,
    id: i64,
    quantity: i64,
) -> Result<Child, ApiError> {
    let refused = || ApiError::bad_request("The required options you selected are not available.");
    let mut links = option.links.iter();
    let link = links.find(|link| link.id == id).ok_or_else(refused)?;
    let product = catalog.product(&link.sku).ok_or_else(refused)?;
    if !is_for_sale(product) {
        return Err(refused());
    }
    Ok(Child {
        id: 0,
        product: product.id,
        sku: product.sku.clone(),
        name: product.name.clone(),
        price: product.price,
        quantity: quantity.into(),
    })
}

/// Returns what was chosen in words: what the choice is called, and what was taken.
pub(crate) fn words(store: &Store, item: &Item) -> Vec<(String, String)> {
    let Some(product) = store.catalog.by_id(item.product) else {
        return Vec::new();
    };
    match (&product.kind, &item.choice) {
        (Kind::Downloadable { title, links, .. }, Choice::Links(chosen)) => {
            let links = links.iter().filter(|link| chosen.contains(&link.id));
            let titles: Vec<&str> = links.map(|link| link.title.as_str()).collect();
            vec![(title.clone(), titles.join(", "))]
        }
        (Kind::Configurable { attributes, .. }, Choice::Options(options)) => {
            let words = options
                .iter()
                .filter_map(|option| variant(attributes, option));
            words.collect()
        }
        (Kind::Bundle { options }, Choice::Selections(_)) => {
            let words = options.iter().filter_map(|option| {
                let text = parts(option, item);
                (!text.is_empty()).then(|| (option.title.clone(), text))
            });
            words.collect()
        }
        _ => Vec::new(),
    }
}

fn variant(
    attributes: &[VariantAttribute],
    (id, value): &(String, i64),
) -> Option<(String, String)> {
    let mut attributes = attributes.iter();
    let attribute = attributes.find(|attribute| attribute.attribute_id.to_string() == *id)?;
    let value = attribute.values.iter().find(|known| known.id == *value)?;
    Some((attribute.label.clone(), value.label.clone()))
}

fn parts(option: &BundleOption, item: &Item) -> String {
    let of_option = |child: &&Child| option.links.iter().any(|link| link.sku == child.sku);
    let text = |child: &Child| {
        format!(
            "{} x {} <span class=\"price\">{}</span>",
            child.quantity.normalize(),
            child.name,
            amount::price(child.price)
        )
    };
    let texts: Vec<String> = item.children.iter().filter(of_option).map(text).collect();
    texts.join(", ")
}
