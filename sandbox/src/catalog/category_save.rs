//! Categories made, changed, moved and deleted, and what is put into them. Source:
//! `Magento\Catalog\Model\CategoryRepository` and `CategoryLinkRepository`.

use serde_json::{Map, Value, json};

use crate::catalog::category::{children, find, show};
use crate::catalog::locate;
use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::state::Store;
use crate::state::category::{Category, STORE_ROOT};

/// Makes a category.
pub(crate) fn create(store: &mut Store, call: &Call) -> Answer {
    let sent = call.object("category");
    let number = |name: &str| sent.get(name).and_then(Value::as_i64);
    if let Some(id) = number("id").filter(|id| *id != 0) {
        return change(store, id, &sent);
    }
    let parent = number("parent_id").unwrap_or(STORE_ROOT);
    let parent = find(store, parent)?.id;
    let name = sent.get("name").and_then(Value::as_str);
    let name = name.filter(|name| !name.is_empty()).ok_or_else(|| {
        let reason = "The \"Name\" attribute is required. Enter and try again.";
        ApiError::bad_request("Could not save category: %1").with(json!([reason]))
    })?;
    let ids = store.catalog.categories.iter().map(|category| category.id);
    let id = ids.max().unwrap_or_default() + 1;
    let last = children(store, parent).len();
    let category = Category {
        id,
        parent,
        name: name.to_owned(),
        position: number("position").unwrap_or(i64::try_from(last).unwrap_or_default() + 1),
        is_active: sent
            .get("is_active")
            .and_then(Value::as_bool)
            .unwrap_or(true),
        product_count: 0,
    };
    store.catalog.categories.push(category);
    Ok(show(store, find(store, id)?))
}

/// Changes a category; what is not sent stays.
pub(crate) fn update(store: &mut Store, call: &Call) -> Answer {
    change(store, call.number("id"), &call.object("category"))
}

fn change(store: &mut Store, id: i64, sent: &Map<String, Value>) -> Answer {
    find(store, id)?;
    if let Some(category) = known(store, id) {
        if let Some(name) = sent.get("name").and_then(Value::as_str) {
            name.clone_into(&mut category.name);
        }
        if let Some(is_active) = sent.get("is_active").and_then(Value::as_bool) {
            category.is_active = is_active;
        }
        if let Some(position) = sent.get("position").and_then(Value::as_i64) {
            category.position = position;
        }
    }
    Ok(show(store, find(store, id)?))
}

fn known(store: &mut Store, id: i64) -> Option<&mut Category> {
    let mut categories = store.catalog.categories.iter_mut();
    categories.find(|category| category.id == id)
}

/// Moves a category below another one.
pub(crate) fn relocate(store: &mut Store, call: &Call) -> Answer {
    let id = find(store, call.number("categoryId"))?.id;
    let parent = find(store, call.number("parentId"))?.id;
    let after = call.optional_number("afterId");
    let before = after.and_then(|after| find(store, after).ok());
    let last = children(store, parent).last().map(|child| child.position);
    let position = before.map(|before| before.position).or(last);
    if is_below(store, parent, id) {
        return Err(ApiError::bad_request(
            "Operation do not allow to move a parent category to any of children category",
        ));
    }
    if let Some(category) = known(store, id) {
        category.parent = parent;
        category.position = position.unwrap_or_default() + 1;
    }
    Ok(true.into())
}

fn is_below(store: &Store, id: i64, above: i64) -> bool {
    let mut id = id;
    while let Ok(category) = find(store, id) {
        if category.id == above {
            return true;
        }
        id = category.parent;
    }
    false
}

/// Deletes a category with all below it.
pub(crate) fn delete(store: &mut Store, call: &Call) -> Answer {
    let category = find(store, call.number("categoryId"))?;
    let id = category.id;
    if category.is_root() {
        let message = "Cannot delete category with id %1";
        return Err(ApiError::bad_request(message).with(json!([id])));
    }
    let below: Vec<i64> = store
        .catalog
        .categories
        .iter()
        .map(|category| category.id)
        .filter(|category| is_below(store, *category, id))
        .collect();
    let gone = |category: &i64| below.contains(category);
    store
        .catalog
        .categories
        .retain(|category| !gone(&category.id));
    for product in store.catalog.products.values_mut() {
        product.category_ids.retain(|category| !gone(category));
    }
    Ok(true.into())
}

/// Puts a product into a category.
pub(crate) fn assign(store: &mut Store, call: &Call) -> Answer {
    let link = call.object("productLink");
    let sku = link.get("sku").and_then(Value::as_str).unwrap_or_default();
    let category = link.get("category_id").and_then(Value::as_str);
    let category = category.and_then(|id| id.parse().ok());
    let category = category.unwrap_or_else(|| call.number("categoryId"));
    let category = find(store, category)?.id;
    let product = locate::find(store, sku)?.id;
    if let Some(product) = store.catalog.products.get_mut(&product)
        && !product.category_ids.contains(&category)
    {
        product.category_ids.push(category);
    }
    Ok(true.into())
}

/// Takes a product out of a category.
pub(crate) fn unassign(store: &mut Store, call: &Call) -> Answer {
    let category = find(store, call.number("categoryId"))?.id;
    let product = locate::find(store, call.text("sku"))?;
    if !product.category_ids.contains(&category) {
        return Err(ApiError::bad_request(
            "The category doesn't contain the specified product.",
        ));
    }
    let id = product.id;
    if let Some(product) = store.catalog.products.get_mut(&id) {
        product.category_ids.retain(|known| *known != category);
    }
    Ok(true.into())
}
