//! How the pieces of products are shown: pictures, links, options. Recorded on a 2.4.7-p3 store.

use serde_json::{Value, json};

use crate::amount;
use crate::state::catalog::Catalog;
use crate::state::product::{BundleOption, Image, Link, Product, VariantAttribute};

/// Shows a picture as a part of a product.
pub(crate) fn picture(index: usize, image: &Image) -> Value {
    json!({
        "id": image.id,
        "media_type": "image",
        "label": "",
        "position": index + 1,
        "disabled": false,
        "types": image.types,
        "file": image.file,
    })
}

/// Shows what a grouped product stands for.
pub(crate) fn associated(sku: &str, parts: &[String]) -> Value {
    let parts = parts.iter().enumerate();
    parts
        .map(|(index, part)| {
            json!({
                "sku": sku,
                "link_type": "associated",
                "linked_product_sku": part,
                "linked_product_type": "simple",
                "position": index,
                "extension_attributes": {"qty": 0},
            })
        })
        .collect()
}

/// Shows a link of a download.
pub(crate) fn link((index, link): (usize, &Link)) -> Value {
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

/// Shows an option of a bundle of a catalog.
pub(crate) fn bundle_option(catalog: &Catalog, product: &Product, option: &BundleOption) -> Value {
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

/// Shows an option of a configurable product.
pub(crate) fn configurable_option(product: &Product, attribute: &VariantAttribute) -> Value {
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
