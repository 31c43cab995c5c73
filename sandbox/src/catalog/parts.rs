//! What products are made of: the links of downloads, the options of bundles and of configurable
//! products. Recorded on a 2.4.7-p3 store.

use serde_json::{Value, json};

use crate::amount;
use crate::catalog::Catalog;
use crate::catalog::product::{BundleOption, Kind, Link, Product, VariantAttribute};
use crate::catalog::services::find;
use crate::catalog::show::{Detail, show};
use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::store::Store;

/// Lists the links of a download; what is none has none.
pub(crate) fn links(store: &mut Store, call: &Call) -> Answer {
    let product = find(store, call.text("sku"))?;
    Ok(match &product.kind {
        Kind::Downloadable { links, .. } => links.iter().enumerate().map(show_link).collect(),
        _ => json!([]),
    })
}

fn show_link((index, link): (usize, &Link)) -> Value {
    json!({
        "id": link.id,
        "title": link.title,
        "sort_order": index + 1,
        // 2: as the configuration says.
        "is_shareable": 2,
        "price": amount::show(link.price),
        "number_of_downloads": 0,
        "link_type": "file",
        "link_file": link.file,
        "sample_type": null,
    })
}

/// Lists the options of a bundle.
pub(crate) fn bundle_options(store: &mut Store, call: &Call) -> Answer {
    let product = find(store, call.text("sku"))?;
    let options = bundled(product)?.iter();
    Ok(options
        .map(|option| show_bundle_option(&store.catalog, product, option))
        .collect())
}

fn bundled(product: &Product) -> Result<&[BundleOption], ApiError> {
    match &product.kind {
        Kind::Bundle { options } => Ok(options),
        _ => Err(ApiError::bad_request(
            "This is implemented for bundle products only.",
        )),
    }
}

/// Shows an option of a bundle.
pub(crate) fn bundle_option(store: &mut Store, call: &Call) -> Answer {
    let product = find(store, call.text("sku"))?;
    let id = call.number("optionId");
    let mut options = bundled(product)?.iter();
    let option = options.find(|option| option.id == id).ok_or_else(|| {
        ApiError::new(
            404,
            "The option that was requested doesn't exist. Verify the entity and try again.",
        )
    })?;
    Ok(show_bundle_option(&store.catalog, product, option))
}

/// Lists the parts of all options of a bundle.
pub(crate) fn bundle_parts(store: &mut Store, call: &Call) -> Answer {
    let product = find(store, call.text("productSku"))?;
    let options = bundled(product)?.iter();
    let options: Vec<Value> = options
        .map(|option| show_bundle_option(&store.catalog, product, option))
        .collect();
    let parts = options
        .iter()
        .filter_map(|option| option["product_links"].as_array());
    Ok(parts.flatten().cloned().collect())
}

/// Lists the ways in which the options of a bundle can be shown.
pub(crate) fn bundle_option_types(_: &mut Store, _: &Call) -> Answer {
    Ok(json!([
        {"label": "Drop-down", "code": "select"},
        {"label": "Radio Buttons", "code": "radio"},
        {"label": "Checkbox", "code": "checkbox"},
        {"label": "Multiple Select", "code": "multi"},
    ]))
}

fn show_bundle_option(catalog: &Catalog, product: &Product, option: &BundleOption) -> Value {
    let links = option.links.iter().map(|link| {
        let price = catalog
            .product(&link.sku)
            .map(|part| amount::show(part.price));
        json!({
            "id": link.id.to_string(),
            "sku": link.sku,
            "option_id": option.id,
            "qty": link.quantity,
            "position": link.position,
            "is_default": link.is_default,
            "price": price,
            "price_type": null,
            "can_change_quantity": 1,
        })
    });
    json!({
        "option_id": option.id,
        "title": option.title,
        "required": option.is_required,
        "type": option.input,
        "position": option.position,
        "sku": product.sku,
        "product_links": links.collect::<Value>(),
    })
}

/// Lists the simple products behind a configurable one.
pub(crate) fn children(store: &mut Store, call: &Call) -> Answer {
    let product = find(store, call.text("sku"))?;
    let Kind::Configurable { children, .. } = &product.kind else {
        return Ok(json!([]));
    };
    let children = children.iter().filter_map(|sku| store.catalog.product(sku));
    Ok(children.map(|child| show(child, Detail::Child)).collect())
}

/// Lists the options of a configurable product.
pub(crate) fn configurable_options(store: &mut Store, call: &Call) -> Answer {
    let product = find(store, call.text("sku"))?;
    let options = variant_attributes(product)?.iter();
    Ok(options
        .map(|attribute| show_configurable_option(product, attribute))
        .collect())
}

/// Shows an option of a configurable product.
pub(crate) fn configurable_option(store: &mut Store, call: &Call) -> Answer {
    let product = find(store, call.text("sku"))?;
    let id = call.number("id");
    let mut options = variant_attributes(product)?.iter();
    let option = options.find(|option| option.id == id).ok_or_else(|| {
        let message =
            "The \"%1\" entity that was requested doesn't exist. Verify the entity and try again.";
        ApiError::new(404, message).with(json!([id]))
    })?;
    Ok(show_configurable_option(product, option))
}

fn variant_attributes(product: &Product) -> Result<&[VariantAttribute], ApiError> {
    match &product.kind {
        Kind::Configurable { attributes, .. } => Ok(attributes),
        _ => {
            let message = "This is implemented for the \"%1\" configurable product only.";
            Err(ApiError::bad_request(message).with(json!([product.sku])))
        }
    }
}

fn show_configurable_option(product: &Product, attribute: &VariantAttribute) -> Value {
    let values = attribute.values.iter();
    let values: Value = values
        .map(|value| json!({"value_index": value.id}))
        .collect();
    json!({
        "id": attribute.id,
        "attribute_id": attribute.attribute_id.to_string(),
        "label": attribute.label,
        "position": attribute.position,
        "values": values,
        "product_id": product.id,
    })
}
