//! What a form needs to know of the attributes of customers.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::state::{Store, group};
use crate::stores;

/// The attributes of customers in a fresh store, in their order.
static ATTRIBUTES: LazyLock<Vec<Attribute>> =
    LazyLock::new(|| serde_json::from_str(include_str!("metadata.json")).unwrap_or_default());

/// The attributes that the forms of the storefront have.
const IN_STOREFRONT: [&str; 9] = [
    "prefix",
    "firstname",
    "middlename",
    "lastname",
    "suffix",
    "email",
    "dob",
    "taxvat",
    "gender",
];

/// An attribute of customers.
#[derive(Debug, Deserialize)]
struct Attribute {
    code: String,
    label: Option<String>,
    /// How it is entered.
    input: String,
    place: i64,
    #[serde(default)]
    filter: String,
    #[serde(default)]
    visible: bool,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    system: bool,
    /// Whether lists of customers in the admin panel have a column for it.
    #[serde(default)]
    in_grid: bool,
    #[serde(default)]
    filterable: bool,
    #[serde(default)]
    searchable: bool,
    #[serde(default)]
    class: String,
    /// Names and values.
    #[serde(default)]
    rules: Vec<(String, String)>,
}

/// Lists all attributes of customers.
pub(crate) fn all(store: &mut Store, _: &Call) -> Answer {
    let attributes = ATTRIBUTES.iter();
    Ok(attributes.map(|attribute| show(store, attribute)).collect())
}

/// Lists the attributes that somebody added; nobody did.
pub(crate) fn custom(_: &mut Store, _: &Call) -> Answer {
    Ok(json!([]))
}

/// Shows an attribute of customers.
pub(crate) fn one(store: &mut Store, call: &Call) -> Answer {
    let code = call.text("attributeCode");
    let found = ATTRIBUTES.iter().find(|attribute| attribute.code == code);
    found
        .map(|attribute| show(store, attribute))
        .ok_or_else(|| {
            let message =
                "No such entity with %fieldName = %fieldValue, %field2Name = %field2Value";
            ApiError::new(404, message).with(json!({
                "fieldName": "entityType",
                "fieldValue": "customer",
                "field2Name": "attributeCode",
                "field2Value": code,
            }))
        })
}

/// Lists the attributes of a form.
pub(crate) fn of_form(store: &mut Store, call: &Call) -> Answer {
    let form = call.text("formCode");
    let is_in_form = |attribute: &&Attribute| match form {
        "customer_account_create" | "customer_account_edit" => {
            IN_STOREFRONT.contains(&attribute.code.as_str())
        }
        "adminhtml_customer" => {
            attribute.visible || IN_STOREFRONT.contains(&attribute.code.as_str())
        }
        _ => false,
    };
    let attributes = ATTRIBUTES.iter().filter(is_in_form);
    let shown: Vec<Value> = attributes.map(|attribute| show(store, attribute)).collect();
    if shown.is_empty() {
        return Err(ApiError::no_such("formCode", form));
    }
    Ok(shown.into())
}

fn show(store: &Store, attribute: &Attribute) -> Value {
    let rules = attribute.rules.iter();
    let rules: Value = rules
        .map(|(name, value)| json!({"name": name, "value": value}))
        .collect();
    json!({
        "frontend_input": attribute.input,
        "input_filter": attribute.filter,
        "store_label": attribute.label,
        "validation_rules": rules,
        "multiline_count": 0,
        "visible": attribute.visible,
        "required": attribute.required,
        "data_model": "",
        "options": options(store, &attribute.code),
        "frontend_class": attribute.class,
        "user_defined": false,
        "sort_order": attribute.place,
        "frontend_label": attribute.label,
        "note": "",
        "system": attribute.system,
        "backend_type": "static",
        "is_used_in_grid": attribute.in_grid,
        "is_visible_in_grid": attribute.in_grid,
        "is_filterable_in_grid": attribute.filterable,
        "is_searchable_in_grid": attribute.searchable,
        "attribute_code": attribute.code,
    })
}

/// Returns what can be chosen for an attribute.
fn options(store: &Store, code: &str) -> Value {
    let option = |label: &str, value: &str| json!({"label": label, "value": value});
    match code {
        "website_id" => json!([option("Main Website", "1")]),
        "store_id" => {
            // Four blanks that do not break move a line in.
            let inside = |text: &str| format!("{}{text}", "\u{a0}".repeat(4));
            let view = option(&inside(stores::DEFAULT_VIEW.1), "1");
            json!([
                {"label": "Main Website", "options": []},
                {"label": inside("Main Website Store"), "options": [view]},
            ])
        }
        "group_id" => {
            let groups = store.groups.values();
            let mut groups: Vec<_> = groups
                .filter(|group| group.id != group::NOT_LOGGED_IN)
                .collect();
            groups.sort_by(|one, other| one.code.cmp(&other.code));
            let groups = groups.into_iter();
            groups
                .map(|group| option(&group.code, &group.id.to_string()))
                .collect()
        }
        "gender" => json!([
            option(" ", ""),
            option("Male", "1"),
            option("Female", "2"),
            option("Not Specified", "3"),
        ]),
        _ => json!([]),
    }
}
