//! The lists of kinds that a catalog knows: of products, of options of products, of links between them;
//! and the options and links of one product.

use serde_json::json;

use crate::catalog::locate::find;
use crate::catalog::pieces;
use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::state::Store;
use crate::state::product::Kind;

/// The kinds of links between products and their numbers.
const LINKS: [(&str, i64); 4] = [
    ("related", 1),
    ("crosssell", 5),
    ("upsell", 4),
    ("associated", 3),
];

/// Lists the kinds of products.
pub(crate) fn products(_: &mut Store, _: &Call) -> Answer {
    let kinds = [
        "simple",
        "virtual",
        "bundle",
        "downloadable",
        "configurable",
        "grouped",
    ];
    let kinds = kinds.into_iter();
    Ok(kinds
        .map(|name| {
            let (first, rest) = name.split_at(1);
            json!({"name": name, "label": format!("{}{rest} Product", first.to_uppercase())})
        })
        .collect())
}

/// Lists the kinds of options that a product can be given.
pub(crate) fn options(_: &mut Store, _: &Call) -> Answer {
    let kinds = [
        ("Field", "field", "Text"),
        ("Area", "area", "Text"),
        ("File", "file", "File"),
        ("Drop-down", "drop_down", "Select"),
        ("Radio Buttons", "radio", "Select"),
        ("Checkbox", "checkbox", "Select"),
        ("Multiple Select", "multiple", "Select"),
        ("Date", "date", "Date"),
        ("Date & Time", "date_time", "Date"),
        ("Time", "time", "Date"),
    ];
    let kinds = kinds.into_iter();
    Ok(kinds
        .map(|(label, code, group)| json!({"label": label, "code": code, "group": group}))
        .collect())
}

/// Lists the kinds of links between products.
pub(crate) fn links(_: &mut Store, _: &Call) -> Answer {
    let kinds = LINKS.into_iter();
    Ok(kinds
        .map(|(name, code)| json!({"code": code, "name": name}))
        .collect())
}

/// Lists the options of a product; no product of the sample data has any.
pub(crate) fn options_of(store: &mut Store, call: &Call) -> Answer {
    find(store, call.text("sku"))?;
    Ok(json!([]))
}

/// Shows an option of a product; there are none.
pub(crate) fn option_of(store: &mut Store, call: &Call) -> Answer {
    find(store, call.text("sku"))?;
    Err(ApiError::no_such("optionId", call.number("optionId")))
}

/// Lists the links of a kind that a product has. The sandbox knows the parts of grouped products.
pub(crate) fn links_of(store: &mut Store, call: &Call) -> Answer {
    let product = find(store, call.text("sku"))?;
    let kind = call.text("type");
    if !LINKS.iter().any(|(name, _)| *name == kind) {
        let message = "The \"%1\" link type is unknown. Verify the type and try again.";
        return Err(ApiError::new(404, message).with(json!([kind])));
    }
    let Kind::Grouped { parts } = &product.kind else {
        return Ok(json!([]));
    };
    if kind != "associated" {
        return Ok(json!([]));
    }
    Ok(pieces::associated(&product.sku, parts))
}
