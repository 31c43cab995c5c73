//! Putting products into a cart, changing how many, taking them out.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::amount;
use crate::carts::{buy, locate, own, show, stock, totals};
use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::state::Store;
use crate::state::cart::Item;

/// Lists what is in a cart.
pub(crate) fn list(store: &mut Store, call: &Call) -> Answer {
    let id = locate::active_id(store, call)?;
    let quote = own::name(call, id);
    let items = &locate::cart(store, id)?.items;
    Ok(items.iter().map(|item| show::item(item, &quote)).collect())
}

/// Puts a product into a cart; the same one with the same choice adds up. Which cart the item names
/// does not matter, the one of the path or of the caller counts (recorded on a 2.4.7-p3 store).
pub(crate) fn add(store: &mut Store, call: &Call) -> Answer {
    let id = locate::active_id(store, call)?;
    locate::require_owner(call, locate::cart(store, id)?)?;
    let sent = call.object("cartItem");
    if let Some(item) = sent.get("item_id").and_then(Value::as_i64) {
        return change(store, id, item, sent.get("qty"), call.now);
    }
    let quantity = quantity(sent.get("qty"))?;
    let mut item = buy::choose(&store.catalog, &sent, quantity)?;
    let cart = locate::cart(store, id)?;
    let same = cart.items.iter().find(|other| other.is_same(&item));
    let total = same.map_or(quantity, |other| other.quantity + quantity);
    item.quantity = total;
    stock::check(store, &item)?;
    let same = same.map(|other| other.id);
    let item = match same {
        Some(same) => same,
        None => insert(store, id, item)?,
    };
    save_quantity(store, id, item, total, call.now)
}

/// Changes how many of an item are in a cart.
pub(crate) fn update(store: &mut Store, call: &Call) -> Answer {
    let id = locate::active_id(store, call)?;
    locate::require_owner(call, locate::cart(store, id)?)?;
    let sent = call.object("cartItem");
    change(store, id, call.number("itemId"), sent.get("qty"), call.now)
}

/// Takes an item out of a cart.
pub(crate) fn remove(store: &mut Store, call: &Call) -> Answer {
    let id = locate::active_id(store, call)?;
    let item = call.number("itemId");
    find(store, id, item)?;
    locate::require_owner(call, locate::cart(store, id)?)
        .map_err(|_| ApiError::bad_request("The item couldn't be removed from the quote."))?;
    let cart = locate::cart_mut(store, id)?;
    cart.settle_shipping_method();
    cart.items.retain(|other| other.id != item);
    cart.updated_at = call.now;
    Ok(json!(true))
}

fn change(store: &mut Store, id: i64, item: i64, quantity: Option<&Value>, now: i64) -> Answer {
    let mut wanted = find(store, id, item)?.clone();
    wanted.quantity = self::quantity(quantity)?;
    stock::check(store, &wanted)?;
    save_quantity(store, id, item, wanted.quantity, now)
}

fn find(store: &Store, id: i64, item: i64) -> Result<&Item, ApiError> {
    let mut items = locate::cart(store, id)?.items.iter();
    items.find(|other| other.id == item).ok_or_else(|| {
        ApiError::new(404, "The %1 Cart doesn't contain the %2 item.").with(json!([id, item]))
    })
}

/// Reads how many; what is not positive counts as one (recorded on a 2.4.7-p3 store).
fn quantity(sent: Option<&Value>) -> Result<Decimal, ApiError> {
    let quantity = sent
        .and_then(amount::optional)
        .ok_or_else(|| ApiError::invalid_value("qty", Value::Null))?;
    Ok(if quantity > Decimal::ZERO {
        quantity
    } else {
        Decimal::ONE
    })
}

/// Gives an item and its children their ids and puts it at the end of a cart.
fn insert(store: &mut Store, id: i64, mut item: Item) -> Result<i64, ApiError> {
    item.id = store.carts.next_item();
    for child in &mut item.children {
        child.id = store.carts.next_item();
    }
    let item_id = item.id;
    locate::cart_mut(store, id)?.items.push(item);
    Ok(item_id)
}

fn save_quantity(store: &mut Store, id: i64, item: i64, quantity: Decimal, now: i64) -> Answer {
    let cart = locate::cart_mut(store, id)?;
    cart.settle_shipping_method();
    cart.updated_at = now;
    if let Some(item) = cart.item(item) {
        item.quantity = quantity;
    }
    let cart = locate::cart(store, id)?;
    let totals = totals::collect(store, cart);
    let mut lines = cart.items.iter().zip(&totals.lines);
    let found = lines.find(|(other, _)| other.id == item);
    Ok(found
        .map(|(item, line)| show::fresh_item(item, &id.to_string(), line))
        .unwrap_or_default())
}
