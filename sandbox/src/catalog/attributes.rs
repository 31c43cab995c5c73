//! Attributes of products and the sets that they make up.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::criteria::{Criteria, Field, Storage, select};
use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::state::Store;

/// The attributes of a store with the Luma sample data.
static ATTRIBUTES: LazyLock<Vec<Attribute>> =
    LazyLock::new(|| serde_json::from_str(include_str!("attributes.json")).unwrap_or_default());

/// The number of the kind of thing that products are.
const PRODUCT: i64 = 4;

/// The sets of attributes: id, name, place.
const SETS: [(i64, &str, i64); 9] = [
    (4, "Default", 1),
    (9, "Top", 0),
    (10, "Bottom", 0),
    (11, "Gear", 0),
    (12, "Sprite Stasis Ball", 0),
    (13, "Sprite Yoga Strap", 0),
    (14, "Downloadable", 0),
    (15, "Bag", 0),
    (16, "Gift Card", 0),
];
/// The set that all others began with, and one that has all attributes that are known here.
const DEFAULT_SET: i64 = 4;

/// An attribute of products.
#[derive(Debug, Deserialize)]
struct Attribute {
    id: i64,
    code: String,
    /// How it is entered.
    input: Option<String>,
    /// The type of its column.
    #[serde(rename = "type")]
    kind: String,
    label: Option<String>,
    #[serde(default)]
    required: bool,
    /// Whether somebody made it, and not Magento.
    #[serde(default)]
    user_defined: bool,
    #[serde(default)]
    unique: bool,
    backend: Option<String>,
    source: Option<String>,
    default: Option<String>,
    class: Option<String>,
    note: Option<String>,
    #[serde(default)]
    options: Vec<Value>,
    /// Whether the default set has it.
    #[serde(default)]
    in_default: bool,
}

/// Shows an attribute.
pub(crate) fn get(_: &mut Store, call: &Call) -> Answer {
    find(call.text("attributeCode")).map(show_whole)
}

/// Searches among the attributes.
pub(crate) fn search(_: &mut Store, call: &Call) -> Answer {
    let criteria = Criteria::read(&call.object("searchCriteria"))?;
    let found = select(
        &criteria,
        ATTRIBUTES.iter().collect(),
        Storage::Columns,
        field,
    )?;
    Ok(found.show(&criteria, |attribute| show_whole(attribute)))
}

fn field(attribute: &Attribute, name: &str) -> Field {
    match name {
        "attribute_id" => Field::Number(attribute.id.to_string()),
        "attribute_code" => Field::Value(attribute.code.clone()),
        "frontend_input" => Field::text(attribute.input.clone()),
        "frontend_label" => Field::text(attribute.label.clone()),
        "backend_type" => Field::Value(attribute.kind.clone()),
        "is_user_defined" => Field::number(Some(attribute.user_defined.into())),
        "is_required" => Field::number(Some(attribute.required.into())),
        "is_unique" => Field::number(Some(attribute.unique.into())),
        "is_visible" => Field::number(Some(i64::from(attribute.label.is_some()))),
        "entity_type_id" => Field::number(Some(PRODUCT)),
        _ => Field::Unknown,
    }
}

/// Lists the options of an attribute.
pub(crate) fn options(_: &mut Store, call: &Call) -> Answer {
    let attribute = find(call.text("attributeCode"))?;
    Ok(attribute.options.clone().into())
}

/// Lists the ways in which attributes can be entered.
pub(crate) fn types(_: &mut Store, _: &Call) -> Answer {
    let types = [
        ("text", "Text Field"),
        ("textarea", "Text Area"),
        ("texteditor", "Text Editor"),
        ("pagebuilder", "Page Builder"),
        ("date", "Date"),
        ("datetime", "Date and Time"),
        ("boolean", "Yes/No"),
        ("multiselect", "Multiple Select"),
        ("select", "Dropdown"),
        ("price", "Price"),
        ("media_image", "Media Image"),
        ("swatch_visual", "Visual Swatch"),
        ("swatch_text", "Text Swatch"),
        ("weee", "Fixed Product Tax"),
    ];
    let types = types.into_iter();
    Ok(types
        .map(|(value, label)| json!({"value": value, "label": label}))
        .collect())
}

fn find(code: &str) -> Result<&'static Attribute, ApiError> {
    // The number of an attribute names it, too.
    let id = code.parse().unwrap_or(0);
    let mut attributes = ATTRIBUTES.iter();
    attributes
        .find(|attribute| attribute.code == code || attribute.id == id)
        .ok_or_else(|| {
            let message = "The attribute with a \"%1\" attributeCode doesn't exist. Verify the attribute and try again.";
            ApiError::new(404, message).with(json!([code]))
        })
}

/// Tells whether products have an attribute.
pub(crate) fn is_known(code: &str) -> bool {
    ATTRIBUTES.iter().any(|attribute| attribute.code == code)
}

/// Shows an attribute as a part of a set.
fn show(attribute: &Attribute) -> Value {
    let mut shown = Map::new();
    let mut add = |name: &str, value: Value| shown.insert(name.to_owned(), value);
    add("attribute_id", attribute.id.into());
    add("attribute_code", attribute.code.as_str().into());
    add("frontend_input", json!(attribute.input));
    add("entity_type_id", PRODUCT.to_string().into());
    add("is_required", attribute.required.into());
    add("options", attribute.options.clone().into());
    add("is_user_defined", attribute.user_defined.into());
    let texts = [
        ("default_frontend_label", &attribute.label),
        ("note", &attribute.note),
        ("backend_type", &Some(attribute.kind.clone())),
        ("backend_model", &attribute.backend),
        ("source_model", &attribute.source),
        ("default_value", &attribute.default),
        ("frontend_class", &attribute.class),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            add(name, text.as_str().into());
        }
    }
    add("frontend_labels", json!([]));
    add("is_unique", i64::from(attribute.unique).to_string().into());
    add("validation_rules", json!([]));
    Value::Object(shown)
}

/// Shows an attribute with what the catalog adds. Who made an attribute of the sample data made it for
/// the layered navigation.
fn show_whole(attribute: &Attribute) -> Value {
    let is_choice = attribute.user_defined && !attribute.options.is_empty();
    let flag = |is: bool| i64::from(is).to_string();
    let mut shown = json!({
        "is_wysiwyg_enabled": false,
        "is_html_allowed_on_front": is_choice,
        "used_for_sort_by": false,
        "is_filterable": is_choice,
        "is_filterable_in_search": is_choice,
        "is_used_in_grid": is_choice,
        "is_visible_in_grid": is_choice,
        "is_filterable_in_grid": is_choice,
        "position": 0,
        "apply_to": [],
        "is_searchable": flag(is_choice),
        "is_visible_in_advanced_search": flag(is_choice),
        "is_comparable": flag(is_choice),
        "is_used_for_promo_rules": "0",
        "is_visible_on_front": "0",
        "used_in_product_listing": flag(is_choice),
        "is_visible": attribute.label.is_some(),
        "scope": "global",
    });
    if let (Some(shown), Value::Object(rest)) = (shown.as_object_mut(), show(attribute)) {
        shown.extend(rest);
    }
    shown
}

/// Searches among the sets of attributes.
pub(crate) fn search_sets(_: &mut Store, call: &Call) -> Answer {
    let criteria = Criteria::read(&call.object("searchCriteria"))?;
    let set_field = |(id, set, place): &(i64, &str, i64), name: &str| match name {
        "attribute_set_id" => Field::number(Some(*id)),
        "attribute_set_name" => Field::Value((*set).to_owned()),
        "sort_order" => Field::number(Some(*place)),
        "entity_type_id" => Field::number(Some(PRODUCT)),
        _ => Field::Unknown,
    };
    let found = select(
        &criteria,
        SETS.iter().collect(),
        Storage::Columns,
        set_field,
    )?;
    Ok(found.show(&criteria, |set| show_set(set)))
}

/// Shows a set of attributes.
pub(crate) fn set(_: &mut Store, call: &Call) -> Answer {
    find_set(call.number("attributeSetId")).map(show_set)
}

/// Lists the attributes of a set.
pub(crate) fn of_set(_: &mut Store, call: &Call) -> Answer {
    let (id, ..) = find_set(call.number("attributeSetId"))?;
    let attributes = ATTRIBUTES.iter();
    Ok(attributes
        .filter(|attribute| attribute.in_default || *id != DEFAULT_SET)
        .map(show)
        .collect())
}

fn find_set(id: i64) -> Result<&'static (i64, &'static str, i64), ApiError> {
    let found = SETS.iter().find(|(known, ..)| *known == id);
    found.ok_or_else(|| ApiError::no_such("id", id))
}

fn show_set((id, name, place): &(i64, &str, i64)) -> Value {
    json!({
        "attribute_set_id": id,
        "attribute_set_name": name,
        "sort_order": place,
        "entity_type_id": PRODUCT,
    })
}

#[cfg(test)]
mod tests {
    use super::{ATTRIBUTES, find, show_whole};

    #[test]
    fn attributes_are_found_by_code_and_by_number() {
        assert!(ATTRIBUTES.len() > 70);
        let color = show_whole(find("color").unwrap());
        assert_eq!(color["default_frontend_label"], "Color");
        assert_eq!(color["is_user_defined"], true);
        assert_eq!(find("93").unwrap().code, "color");
        let refusal = find("nosuch").unwrap_err();
        assert_eq!(refusal.status, 404);
    }
}
