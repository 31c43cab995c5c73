//! What products are made of: the links of downloads, the options of bundles and of configurable
//! products. Recorded on a 2.4.7-p3 store.

use serde_json::{Value, json};

use crate::catalog::locate::find;
use crate::catalog::pieces;
use crate::catalog::show::{Detail, show};
use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::state::Store;
use crate::state::product::{BundleOption, Kind, Product, VariantAttribute};

/// Lists the links of a download; what is none has none.
pub(crate) fn links(store: &mut Store, call: &Call) -> Answer {
    let product = find(store, call.text("sku"))?;
    Ok(match &product.kind {
        Kind::Downloadable { links, .. } => links.iter().enumerate().map(pieces::link).collect(),
        _ => json!([]),
    })
}

/// Lists the options of a bundle.
pub(crate) fn bundle_options(store: &mut Store, call: &Call) -> Answer {
    let product = find(store, call.text("sku"))?;
    let options = bundled(product)?.iter();
    Ok(options
        .map(|option| pieces::bundle_option(&store.catalog, product, option))
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
    Ok(pieces::bundle_option(&store.catalog, product, option))
}

/// Lists the parts of all options of a bundle.
pub(crate) fn bundle_parts(store: &mut Store, call: &Call) -> Answer {
    let product = find(store, call.text("productSku"))?;
    let options = bundled(product)?.iter();
    let options: Vec<Value> = options
        .map(|option| pieces::bundle_option(&store.catalog, product, option))
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

/// Lists the simple products behind a configurable one.
pub(crate) fn children(store: &mut Store, call: &Call) -> Answer {
    let product = find(store, call.text("sku"))?;
    let Kind::Configurable { children, .. } = &product.kind else {
        return Ok(json!([]));
    };
    let children = children.iter().filter_map(|sku| store.catalog.product(sku));
    Ok(children
        .map(|child| show(&store.catalog, child, Detail::Child))
        .collect())
}

/// Lists the options of a configurable product.
pub(crate) fn configurable_options(store: &mut Store, call: &Call) -> Answer {
    let product = find(store, call.text("sku"))?;
    let options = variant_attributes(product)?.iter();
    Ok(options
        .map(|attribute| pieces::configurable_option(product, attribute))
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
    Ok(pieces::configurable_option(product, option))
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
