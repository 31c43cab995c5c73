//! The services that read the categories: one, many, the tree.

use serde_json::{Map, Value, json};

use crate::catalog::show::url_key;
use crate::clock;
use crate::criteria::{Criteria, Field, Storage, select};
use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::state::Store;
use crate::state::category::{Category, STORE_ROOT};

/// Shows the tree below a category, all of it or so many levels.
pub(crate) fn tree(store: &mut Store, call: &Call) -> Answer {
    let root = call.optional_number("rootCategoryId").unwrap_or(STORE_ROOT);
    let root = find(store, root)?;
    Ok(branch(store, root, call.optional_number("depth")))
}

fn branch(store: &Store, category: &Category, depth: Option<i64>) -> Value {
    let children = if depth.is_some_and(|depth| depth <= 0) {
        Vec::new()
    } else {
        children(store, category.id)
    };
    let below = depth.map(|depth| depth - 1);
    let children = children.into_iter();
    let children: Value = children.map(|child| branch(store, child, below)).collect();
    json!({
        "id": category.id,
        "parent_id": category.parent,
        "name": category.name,
        "is_active": category.is_active,
        "position": category.position,
        "level": level(store, category),
        "product_count": category.product_count,
        "children_data": children,
    })
}

/// Shows a category.
pub(crate) fn get(store: &mut Store, call: &Call) -> Answer {
    Ok(show(store, find(store, call.number("categoryId"))?))
}

/// Searches among the categories.
pub(crate) fn search(store: &mut Store, call: &Call) -> Answer {
    let criteria = Criteria::read(&call.object("searchCriteria"))?;
    let categories = store.catalog.categories.iter().collect();
    let found = select(
        &criteria,
        categories,
        Storage::Attributes,
        |category, name| field(store, category, name),
    )?;
    Ok(found.show(&criteria, |category| show(store, category)))
}

fn field(store: &Store, category: &Category, name: &str) -> Field {
    let number = |number: i64| Field::Number(number.to_string());
    match name {
        "entity_id" => number(category.id),
        "parent_id" => number(category.parent),
        "position" => number(category.position),
        "level" => number(level(store, category)),
        "is_active" => number(category.is_active.into()),
        "include_in_menu" | "is_anchor" => number(1),
        "children_count" => Field::number(i64::try_from(children(store, category.id).len()).ok()),
        "name" => Field::Value(category.name.clone()),
        "path" => Field::Value(path(store, category)),
        "url_key" => Field::Value(url_key(&category.name)),
        "created_at" | "updated_at" => Field::Value(clock::written(store.catalog.installed_at)),
        "description" | "meta_title" | "meta_keywords" | "meta_description" | "image"
        | "display_mode" | "url_path" => Field::Null,
        _ => Field::Unknown,
    }
}

/// Lists which products are in a category, and at which place.
pub(crate) fn products(store: &mut Store, call: &Call) -> Answer {
    let category = find(store, call.number("categoryId"))?.id;
    let products = store.catalog.products.values();
    let products = products.filter(|product| product.category_ids.contains(&category));
    Ok(products
        .map(|product| {
            json!({"sku": product.sku, "position": 0, "category_id": category.to_string()})
        })
        .collect())
}

/// Finds a category.
pub(crate) fn find(store: &Store, id: i64) -> Result<&Category, ApiError> {
    let mut categories = store.catalog.categories.iter();
    categories
        .find(|category| category.id == id)
        .ok_or_else(|| ApiError::no_such("id", id))
}

/// Returns what is right below a category, in order.
pub(crate) fn children(store: &Store, id: i64) -> Vec<&Category> {
    let categories = store.catalog.categories.iter();
    let mut children: Vec<_> = categories
        .filter(|category| category.parent == id && category.id != id)
        .collect();
    children.sort_by_key(|category| category.position);
    children
}

/// Returns the ids from the root of all down to a category.
fn lineage(store: &Store, category: &Category) -> Vec<i64> {
    let mut ids = vec![category.id];
    let mut parent = category.parent;
    while let Ok(above) = find(store, parent) {
        ids.push(above.id);
        parent = above.parent;
    }
    ids.reverse();
    ids
}

fn level(store: &Store, category: &Category) -> i64 {
    i64::try_from(lineage(store, category).len()).unwrap_or(1) - 1
}

fn path(store: &Store, category: &Category) -> String {
    joined(&lineage(store, category), "/")
}

fn joined(ids: &[i64], between: &str) -> String {
    let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
    ids.join(between)
}

/// Shows a category of a store.
pub(crate) fn show(store: &Store, category: &Category) -> Value {
    let children: Vec<i64> = children(store, category.id)
        .iter()
        .map(|child| child.id)
        .collect();
    let installed = clock::written(store.catalog.installed_at);
    let mut attributes = Map::new();
    let path = path(store, category);
    attributes.insert("is_anchor".into(), "1".into());
    attributes.insert("path".into(), path.as_str().into());
    attributes.insert("children_count".into(), children.len().to_string().into());
    if category.id > STORE_ROOT {
        attributes.insert("url_key".into(), url_key(&category.name).into());
        attributes.insert("url_path".into(), url_path(store, category).into());
    }
    let attributes = attributes.into_iter();
    json!({
        "id": category.id,
        "parent_id": category.parent,
        "name": category.name,
        "is_active": category.is_active,
        "position": category.position,
        "level": level(store, category),
        "children": joined(&children, ","),
        "created_at": installed,
        "updated_at": installed,
        "path": path,
        "available_sort_by": [],
        "include_in_menu": true,
        "custom_attributes": attributes
            .map(|(code, value)| json!({"attribute_code": code, "value": value}))
            .collect::<Value>(),
    })
}

/// Returns the address of a category: its key behind those of the categories above it.
fn url_path(store: &Store, category: &Category) -> String {
    let ids = lineage(store, category).into_iter();
    let keys: Vec<String> = ids
        .filter(|id| *id > STORE_ROOT)
        .filter_map(|id| find(store, id).ok())
        .map(|category| url_key(&category.name))
        .collect();
    keys.join("/")
}
