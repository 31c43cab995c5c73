//! Customer groups.

use serde_json::{Value, json};

use crate::criteria::{self, Criteria, Field, Storage};
use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::state::Store;
use crate::state::group::{CustomerGroup, GENERAL};
use crate::taxes;

/// Up to this id groups belong to the system and stay.
const LAST_OF_SYSTEM: i64 = GENERAL;

/// The tax class of all groups.
const TAX_CLASS: &str = "Retail Customer";

/// `GET /V1/customerGroups/:id`
pub(crate) fn get(store: &mut Store, call: &Call) -> Answer {
    find(store, call.number("id")).map(show)
}

/// `GET /V1/customerGroups/default` and `GET /V1/customerGroups/default/:storeId`
pub(crate) fn default(store: &mut Store, _: &Call) -> Answer {
    find(store, store.default_group).map(show)
}

/// `PUT /V1/customerGroups/default/:id`
pub(crate) fn set_default(store: &mut Store, call: &Call) -> Answer {
    store.default_group = find(store, call.number("id"))?.id;
    Ok(store.default_group.into())
}

/// `GET /V1/customerGroups/:id/permissions`: tells whether the group cannot be deleted.
pub(crate) fn is_readonly(store: &mut Store, call: &Call) -> Answer {
    let id = find(store, call.number("id"))?.id;
    Ok((id <= LAST_OF_SYSTEM).into())
}

/// `POST /V1/customerGroups`
pub(crate) fn create(store: &mut Store, call: &Call) -> Answer {
    let id = store.groups.keys().next_back().copied().unwrap_or_default() + 1;
    save(store, id, call)
}

/// `PUT /V1/customerGroups/:id`
pub(crate) fn update(store: &mut Store, call: &Call) -> Answer {
    let id = find(store, call.number("id"))?.id;
    save(store, id, call)
}

fn save(store: &mut Store, id: i64, call: &Call) -> Answer {
    let sent = call.object("group");
    let code = sent.get("code").and_then(Value::as_str).unwrap_or_default();
    if code.is_empty() {
        return Err(ApiError::required(&["code"]));
    }
    if store
        .groups
        .values()
        .any(|group| group.id != id && group.code.eq_ignore_ascii_case(code))
    {
        return Err(ApiError::bad_request("Customer Group already exists."));
    }
    let class = sent.get("tax_class_id").and_then(Value::as_i64);
    let class = class.unwrap_or(taxes::RETAIL_CUSTOMER);
    if !taxes::is_of_customers(class) {
        return Err(ApiError::invalid_value("taxClassId", class));
    }
    let group = CustomerGroup {
        id,
        code: code.into(),
        tax_class_id: class,
    };
    let shown = show(&group);
    store.groups.insert(id, group);
    Ok(shown)
}

/// `DELETE /V1/customerGroups/:id`
pub(crate) fn delete(store: &mut Store, call: &Call) -> Answer {
    let id = find(store, call.number("id"))?.id;
    if id <= LAST_OF_SYSTEM || id == store.default_group {
        return Err(ApiError::bad_request("Cannot delete group."));
    }
    store.groups.remove(&id);
    for customer in store
        .customers
        .values_mut()
        .filter(|customer| customer.group_id == id)
    {
        customer.group_id = store.default_group;
    }
    Ok(true.into())
}

/// `GET /V1/customerGroups/search`
pub(crate) fn search(store: &mut Store, call: &Call) -> Answer {
    let criteria = Criteria::read(&call.object("searchCriteria"))?;
    let groups: Vec<_> = store.groups.values().collect();
    let found = criteria::select(
        &criteria,
        groups,
        Storage::Columns,
        |group, field| match field {
            "id" | "customer_group_id" => Field::Number(group.id.to_string()),
            "code" | "customer_group_code" => Field::Value(group.code.clone()),
            "tax_class_id" => Field::Number(group.tax_class_id.to_string()),
            "tax_class_name" | "class_name" => Field::Value(TAX_CLASS.into()),
            _ => Field::Unknown,
        },
    )?;
    Ok(found.show(&criteria, |group| show(group)))
}

fn find(store: &Store, id: i64) -> Result<&CustomerGroup, ApiError> {
    store
        .groups
        .get(&id)
        .ok_or_else(|| ApiError::no_such("id", id))
}

fn show(group: &CustomerGroup) -> Value {
    json!({
        "id": group.id,
        "code": group.code,
        "tax_class_id": group.tax_class_id,
        "tax_class_name": TAX_CLASS,
    })
}
