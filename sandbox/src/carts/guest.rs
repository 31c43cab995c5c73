//! Carts of guests, known by a mask, and how a customer takes one over.

use serde_json::Value;

use crate::caller::Caller;
use crate::carts::locate;
use crate::error::{Answer, ApiError};
use crate::random;
use crate::service::Call;
use crate::state::Store;
use crate::state::cart::{Cart, Item};
use crate::stores;

/// Makes a cart for a guest and returns its mask. Recorded on a 2.4.7-p3 store: a customer who is
/// signed in gets none, as a guest's cart is not the customer's to change.
pub(crate) fn create(store: &mut Store, call: &Call) -> Answer {
    if call.caller.customer().is_some() {
        return Err(ApiError::bad_request("The quote can't be created."));
    }
    let id = store.carts.create(None, call.now);
    let mask = random::word::<32>();
    store.carts.masks.insert(mask.clone(), id);
    Ok(mask.into())
}

/// Makes a guest's cart that of a customer. What is in the customer's own cart goes into it, and the
/// own one is closed. Recorded on a 2.4.7-p3 store: the guest's cart is the one that stays.
pub(crate) fn assign(store: &mut Store, call: &Call) -> Answer {
    let id = locate::id(store, call)?;
    let customer = call.number("customerId");
    if call.number("storeId") != stores::DEFAULT_VIEW.0 {
        return Err(ApiError::bad_request(
            "The customer can't be assigned to the cart. The cart belongs to a different store.",
        ));
    }
    if matches!(call.caller, Caller::Customer(caller) if caller != customer) {
        return Err(ApiError::bad_request(
            "You don't have the correct permissions to assign the customer to the cart.",
        ));
    }
    if !store.customers.contains_key(&customer) {
        return Err(ApiError::no_such("customerId", customer));
    }
    if locate::cart(store, id)?.customer.is_some() {
        return Err(ApiError::bad_request(
            "The customer can't be assigned to the cart because the cart isn't anonymous.",
        ));
    }
    let previous = locate::of_customer(store, customer);
    let email = store
        .customers
        .get(&customer)
        .map(|customer| customer.email.clone());
    let cart = locate::cart_mut(store, id)?;
    cart.customer = Some(customer);
    cart.updated_at = call.now;
    // Recorded on a 2.4.7-p3 store: the customer's own addresses are not taken over.
    for address in [&mut cart.billing, &mut cart.shipping] {
        address.customer = Some(customer);
        address.email.clone_from(&email);
    }
    cart.shipping.same_as_billing = 1;
    if let Some(previous) = previous {
        merge(store, previous, id)?;
    }
    store.carts.masks.retain(|_, masked| *masked != id);
    Ok(Value::Bool(true))
}

/// Copies the items of one cart into another one and closes the first.
fn merge(store: &mut Store, from: i64, into: i64) -> Result<(), ApiError> {
    let cart = locate::cart_mut(store, from)?;
    cart.is_active = false;
    for mut item in cart.items.clone() {
        let target = locate::cart_mut(store, into)?;
        if let Some(same) = same(target, &item) {
            same.quantity += item.quantity;
            continue;
        }
        item.id = store.carts.next_item();
        for child in &mut item.children {
            child.id = store.carts.next_item();
        }
        locate::cart_mut(store, into)?.items.push(item);
    }
    Ok(())
}

fn same<'a>(cart: &'a mut Cart, item: &Item) -> Option<&'a mut Item> {
    cart.items.iter_mut().find(|other| other.is_same(item))
}
