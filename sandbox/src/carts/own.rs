//! Making and reading carts, and what they cost.

use serde_json::Value;

use crate::carts::{locate, show, totals, totals_show};
use crate::clock;
use crate::criteria::{Criteria, Field, Storage, select};
use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::state::address::Address;
use crate::state::cart::Cart;
use crate::state::customer::Customer;
use crate::state::{Store, group};
use crate::version::Version;

/// Makes a cart for the caller, or returns the id of the one there is.
pub(crate) fn create(store: &mut Store, call: &Call) -> Answer {
    let customer = call
        .caller
        .customer()
        .ok_or_else(|| ApiError::required(&["customerId"]))?;
    Ok(for_customer(store, customer, call.now).into())
}

/// Makes a cart for a customer, by an admin.
pub(crate) fn create_for(store: &mut Store, call: &Call) -> Answer {
    let customer = call.number("customerId");
    if !store.customers.contains_key(&customer) {
        return Err(ApiError::no_such("customerId", customer));
    }
    Ok(for_customer(store, customer, call.now).into())
}

/// Makes a cart for nobody, by an admin.
pub(crate) fn create_empty(store: &mut Store, call: &Call) -> Answer {
    Ok(store.carts.create(None, call.now).into())
}

fn for_customer(store: &mut Store, customer: i64, now: i64) -> i64 {
    if let Some(id) = locate::of_customer(store, customer) {
        return id;
    }
    let id = store.carts.create(Some(customer), now);
    fill_addresses(store, id, customer);
    id
}

/// Writes a customer's default addresses into a cart.
fn fill_addresses(store: &mut Store, id: i64, customer: i64) {
    let Some(customer) = store.customers.get(&customer) else {
        return;
    };
    let default = |address: Option<i64>| {
        let address = store.addresses.get(&address?)?;
        Some(address.for_cart(&customer.email))
    };
    let billing = default(customer.default_billing);
    // Recorded: from 2.4.8 on, a new cart has the customer's billing address alone, and knows the
    // shipping address by its id.
    let shipping = if store.version < Version::V2_4_8 {
        default(customer.default_shipping)
    } else {
        None
    };
    let empty = Address {
        customer: Some(customer.id),
        email: Some(customer.email.clone()),
        ..Address::default()
    };
    let (billing, shipping) = (
        billing.unwrap_or_else(|| empty.clone()),
        Address {
            same_as_billing: 1,
            ..shipping.unwrap_or(Address {
                customer_address: customer.default_shipping,
                ..empty
            })
        },
    );
    if let Some(cart) = store.carts.all.get_mut(&id) {
        cart.billing = Address {
            id: cart.billing.id,
            ..billing
        };
        cart.shipping = Address {
            id: cart.shipping.id,
            ..shipping
        };
    }
}

/// Shows the caller's own cart. Its refusal differs from that of all other services of own carts.
pub(crate) fn get_own(store: &mut Store, call: &Call) -> Answer {
    let customer = call
        .caller
        .customer()
        .ok_or_else(|| ApiError::required(&["customerId"]))?;
    let id = locate::of_customer(store, customer)
        .ok_or_else(|| ApiError::no_such("customerId", customer))?;
    Ok(show::show(store, locate::cart(store, id)?))
}

/// Shows a cart.
pub(crate) fn get(store: &mut Store, call: &Call) -> Answer {
    let id = locate::id(store, call)?;
    Ok(show::show(store, locate::cart(store, id)?))
}

/// Searches among all carts.
pub(crate) fn search(store: &mut Store, call: &Call) -> Answer {
    let criteria = Criteria::read(&call.object("searchCriteria"))?;
    let carts = store.carts.all.values().collect();
    let found = select(&criteria, carts, Storage::Columns, |cart: &Cart, name| {
        field(store, cart, name)
    })?;
    Ok(found.show(&criteria, |cart| show::show(store, cart)))
}

fn field(store: &Store, cart: &Cart, name: &str) -> Field {
    let customer = cart.customer.and_then(|id| store.customers.get(&id));
    let number = |number: i64| Field::Number(number.to_string());
    let of_customer = |text: fn(&Customer) -> Option<String>| Field::text(customer.and_then(text));
    match name {
        "entity_id" => number(cart.id),
        "customer_id" => Field::number(cart.customer),
        "customer_email" => {
            let email = customer.map(|customer| customer.email.clone());
            Field::text(email.or_else(|| cart.email.clone()))
        }
        "customer_firstname" => of_customer(|customer| Some(customer.firstname.clone())),
        "customer_lastname" => of_customer(|customer| Some(customer.lastname.clone())),
        "customer_middlename" => of_customer(|customer| customer.middlename.clone()),
        "customer_group_id" => {
            number(customer.map_or(group::NOT_LOGGED_IN, |customer| customer.group_id))
        }
        "customer_is_guest" => number(i64::from(cart.customer.is_none())),
        "is_active" => number(i64::from(cart.is_active)),
        "is_virtual" => number(i64::from(cart.is_virtual())),
        "items_count" => Field::number(i64::try_from(cart.items.len()).ok()),
        "items_qty" => Field::Number(cart.quantity().to_string()),
        "store_id" => number(1),
        "subtotal" | "base_subtotal" => {
            Field::Number(totals::collect(store, cart).subtotal.to_string())
        }
        "grand_total" | "base_grand_total" => {
            Field::Number(totals::collect(store, cart).grand_total.to_string())
        }
        "coupon_code" => Field::text(cart.coupon.clone()),
        "base_currency_code"
        | "quote_currency_code"
        | "store_currency_code"
        | "global_currency_code" => Field::Value("USD".into()),
        "created_at" => Field::Value(clock::written(cart.created_at)),
        "updated_at" => Field::Value(clock::written(cart.updated_at)),
        "reserved_order_id" => Field::text(cart.order_number.clone()),
        "converted_at" | "remote_ip" | "checkout_method" | "customer_note" => Field::Null,
        _ => Field::Unknown,
    }
}

/// Shows what a cart costs.
pub(crate) fn totals(store: &mut Store, call: &Call) -> Answer {
    let id = locate::active_id(store, call)?;
    Ok(totals_show::show(store, locate::cart(store, id)?))
}

/// Returns a cart's id as answers about its items show it: the mask, where it was called by one.
pub(crate) fn name(call: &Call, id: i64) -> String {
    match call.input.get("cartId") {
        Some(Value::String(mask)) => mask.clone(),
        _ => id.to_string(),
    }
}
