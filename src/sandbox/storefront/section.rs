//! `customer/section/load`: what a page of Luma asks for by script about its visitor.

use serde_json::{Map, Value, json};

use crate::sandbox::customers::customer::Customer;
use crate::sandbox::query;

/// Returns status and body for the sections that a query names.
pub(crate) fn load(query: &str, customer: Option<&Customer>, now: i64) -> (u16, Value) {
    let variables = query::parse(query);
    let named = variables.get("sections").and_then(Value::as_str);
    let mut sections = Map::new();
    for name in named.unwrap_or("customer,messages,cart").split(',') {
        let mut section = match name {
            "customer" => customer.map_or_else(|| json!({}), shown),
            "messages" => json!({"messages": []}),
            "cart" => empty_cart(),
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
