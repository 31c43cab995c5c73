//! How a cart and its items are shown. Recorded on a 2.4.7-p3 store.

use serde_json::{Map, Value, json};

use crate::amount;
use crate::carts::address;
use crate::carts::totals::LineTotal;
use crate::clock;
use crate::customers::show;
use crate::state::Store;
use crate::state::cart::{Cart, Choice, Item};

/// Shows a cart. One that became an order has no items any more.
pub(crate) fn show(store: &Store, cart: &Cart) -> Value {
    let mut shown = json!({
        "id": cart.id,
        "created_at": clock::written(cart.created_at),
        "updated_at": clock::written(cart.updated_at),
        "is_active": cart.is_active,
        "is_virtual": cart.is_virtual(),
    });
    if cart.is_active {
        shown["items"] = items(cart);
    }
    shown["items_count"] = cart.items.len().into();
    shown["items_qty"] = amount::show(cart.quantity());
    shown["customer"] = owner(store, cart);
    shown["billing_address"] = address::show(&cart.billing);
    if let Some(number) = &cart.order_number {
        shown["reserved_order_id"] = number.as_str().into();
    }
    let currency = store.configuration.currency();
    let rest = json!({
        "orig_order_id": 0,
        "currency": {
            "global_currency_code": currency,
            "base_currency_code": currency,
            "store_currency_code": currency,
            "quote_currency_code": currency,
            "store_to_base_rate": 0,
            "store_to_quote_rate": 0,
            "base_to_global_rate": 1,
            "base_to_quote_rate": 1,
        },
        "customer_is_guest": cart.customer.is_none(),
        "customer_note_notify": true,
        "customer_tax_class_id": 3,
        "store_id": 1,
    });
    if let (Some(shown), Value::Object(rest)) = (shown.as_object_mut(), rest) {
        shown.extend(rest);
    }
    if cart.is_active {
        shown["extension_attributes"] = json!({ "shipping_assignments": assignments(cart) });
    }
    shown
}

fn owner(store: &Store, cart: &Cart) -> Value {
    cart.customer
        .and_then(|id| store.customers.get(&id))
        .map_or_else(
            || json!({"email": null, "firstname": null, "lastname": null}),
            |owner| show::show(store, owner),
        )
}

fn assignments(cart: &Cart) -> Value {
    if cart.items.is_empty() || cart.is_virtual() {
        return json!([]);
    }
    let shipping =
        json!({"address": address::show(&cart.shipping), "method": cart.shipping_method});
    json!([{ "shipping": shipping, "items": items(cart) }])
}

fn items(cart: &Cart) -> Value {
    let quote = cart.id.to_string();
    cart.items.iter().map(|item| plain(item, &quote)).collect()
}

/// Shows an item without what was chosen.
fn plain(item: &Item, quote: &str) -> Value {
    json!({
        "item_id": item.id,
        "sku": item.sku,
        "qty": amount::show(item.quantity),
        "name": item.name,
        "price": amount::show(item.price),
        "product_type": item.kind(),
        "quote_id": quote,
    })
}

/// Shows an item with what was chosen; `quote` is the cart's id or mask.
pub(crate) fn item(item: &Item, quote: &str) -> Value {
    let mut shown = plain(item, quote);
    if let Some(option) = product_option(item) {
        shown["product_option"] = option;
    }
    shown
}

/// Shows an item that was just put in or changed, with what is taken off it.
pub(crate) fn fresh_item(it: &Item, quote: &str, line: &LineTotal) -> Value {
    let mut shown = item(it, quote);
    let discounts: Vec<Value> = line
        .discount
        .parts
        .iter()
        .map(|(rule, amount)| {
            let amount = amount::show(*amount);
            json!({
                "discount_data": {
                    "amount": amount,
                    "base_amount": amount,
                    "original_amount": amount,
                    "base_original_amount": amount,
                },
                "rule_label": "",
                "rule_i_d": rule,
            })
        })
        .collect();
    if !discounts.is_empty() {
        shown["extension_attributes"] = json!({ "discounts": discounts });
    }
    shown
}

/// Shows what was chosen; nothing where there was no choice.
pub(crate) fn product_option(item: &Item) -> Option<Value> {
    let mut attributes = Map::new();
    match &item.choice {
        Choice::None => return None,
        Choice::Links(links) => {
            let option = json!({ "downloadable_links": links });
            attributes.insert("downloadable_option".into(), option);
        }
        Choice::Options(options) => {
            let option =
                |(id, value): &(String, i64)| json!({"option_id": id, "option_value": value});
            let options = options.iter().map(option).collect();
            attributes.insert("configurable_item_options".into(), options);
        }
        Choice::Selections(selections) => {
            let options = selections.iter().map(|selection| {
                json!({
                    "option_id": selection.option,
                    "option_qty": selection.quantity,
                    "option_selections": selection.links,
                })
            });
            attributes.insert("bundle_options".into(), options.collect());
        }
    }
    Some(json!({ "extension_attributes": attributes }))
}
