//! `customer/section/load`: what a page of Luma asks for by script about its visitor.

use serde_json::{Map, Value, json};

use crate::carts::totals;
use crate::state::Store;
use crate::state::customer::Customer;
use crate::storefront::cart;
use crate::{amount, query};

/// Returns status and body for the sections that a query names.
pub(crate) fn load(
    store: &Store,
    query: &str,
    customer: Option<&Customer>,
    now: i64,
) -> (u16, Value) {
    let variables = query::parse(query);
    let named = variables.get("sections").and_then(Value::as_str);
    let mut sections = Map::new();
    for name in named.unwrap_or("customer,messages,cart").split(',') {
        let mut section = match name {
            "customer" => customer.map_or_else(|| json!({}), shown),
            "messages" => json!({"messages": []}),
            "cart" => shown_cart(store, customer),
            _ => {
                let message = format!("The \"{name}\" section source isn't supported.");
                return (400, json!({ "message": message }));
            }
        };
        section["data_id"] = now.into();
        sections.insert(name.to_owned(), section);
    }
    (200, sections.into())
}

fn shown(customer: &Customer) -> Value {
    json!({
        "fullname": format!("{} {}", customer.firstname, customer.lastname),
        "firstname": customer.firstname,
        "websiteId": customer.website_id.to_string(),
    })
}

/// What is in the cart: how many pieces, for how much, and their names.
fn shown_cart(store: &Store, customer: Option<&Customer>) -> Value {
    let mut shown = empty_cart();
    let Some(cart) = cart::of(store, customer).filter(|cart| !cart.items.is_empty()) else {
        return shown;
    };
    let subtotal = totals::collect(store, cart).subtotal;
    let price = format!("<span class=\"price\">{}</span>", amount::price(subtotal));
    shown["summary_count"] = amount::show(cart.quantity());
    shown["subtotalAmount"] = format!("{subtotal:.4}").into();
    for name in ["subtotal", "subtotal_incl_tax", "subtotal_excl_tax"] {
        shown[name] = price.as_str().into();
    }
    let items = cart.items.iter().map(|item| {
        json!({
            "product_type": item.kind(),
            "item_id": item.id.to_string(),
            "product_id": item.product.to_string(),
            "product_name": item.name,
            "product_sku": item.sku,
            "qty": amount::show(item.quantity),
        })
    });
    shown["items"] = items.collect();
    shown
}

fn empty_cart() -> Value {
    let price = "<span class=\"price\">$0.00</span>";
    json!({
        "summary_count": 0,
        "subtotalAmount": "0.0000",
        "subtotal": price,
        "possible_onepage_checkout": true,
        "items": [],
        "extra_actions": "",
        "isGuestCheckoutAllowed": true,
        "website_id": "1",
        "storeId": "1",
        "subtotal_incl_tax": price,
        "subtotal_excl_tax": price,
    })
}
