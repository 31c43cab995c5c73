//! Which cart a call is about.

use serde_json::Value;

use crate::caller::Caller;
use crate::error::ApiError;
use crate::service::Call;
use crate::state::Store;
use crate::state::cart::Cart;
use crate::version::Version;

/// Returns the id of the cart: the one in the path, masked or not, or the caller's own.
///
/// # Errors
///
/// There is no such cart; the caller has none. Recorded on a 2.4.7-p3 store, among them that the
/// mask of an unknown cart shows as `null`.
pub(crate) fn id(store: &Store, call: &Call) -> Result<i64, ApiError> {
    match call.input.get("cartId") {
        Some(Value::String(mask)) => store
            .carts
            .masks
            .get(mask)
            .copied()
            .ok_or_else(|| ApiError::no_such("cartId", Value::Null)),
        Some(id) => {
            let id = id.as_i64().unwrap_or_default();
            let is_known = store.carts.all.contains_key(&id);
            is_known
                .then_some(id)
                .ok_or_else(|| ApiError::no_such("cartId", id))
        }
        None => own(store, call)
            .ok_or_else(|| ApiError::new(404, "Current customer does not have an active cart.")),
    }
}

/// Returns the id of the cart, which has to be active still.
pub(crate) fn active_id(store: &Store, call: &Call) -> Result<i64, ApiError> {
    let id = id(store, call)?;
    let is_active = store.carts.all.get(&id).is_some_and(|cart| cart.is_active);
    // Recorded: the id of a cart that became an order shows as a text up to 2.4.7.
    let shown = if store.version >= Version::V2_4_8 {
        Value::from(id)
    } else {
        Value::from(id.to_string())
    };
    is_active
        .then_some(id)
        .ok_or_else(|| ApiError::no_such("cartId", shown))
}

/// Refuses a customer who changes a cart that is not the customer's own. Source:
/// `Magento\Quote\Model\QuoteRepository\Plugin\AccessChangeQuoteControl`.
pub(crate) fn require_owner(call: &Call, cart: &Cart) -> Result<(), ApiError> {
    match call.caller {
        Caller::Customer(customer) if cart.customer != Some(customer) => {
            Err(ApiError::bad_request("Invalid state change requested"))
        }
        _ => Ok(()),
    }
}

/// Returns the caller's own cart.
pub(crate) fn own(store: &Store, call: &Call) -> Option<i64> {
    of_customer(store, call.caller.customer()?)
}

/// Returns a customer's active cart.
pub(crate) fn of_customer(store: &Store, customer: i64) -> Option<i64> {
    store
        .carts
        .all
        .values()
        .find(|cart| cart.is_active && cart.customer == Some(customer))
        .map(|cart| cart.id)
}

/// Returns a cart that `id` has found.
pub(crate) fn cart(store: &Store, id: i64) -> Result<&Cart, ApiError> {
    let cart = store.carts.all.get(&id);
    cart.ok_or_else(|| ApiError::no_such("cartId", id))
}

/// Returns a cart that `id` has found, to change it.
pub(crate) fn cart_mut(store: &mut Store, id: i64) -> Result<&mut Cart, ApiError> {
    let cart = store.carts.all.get_mut(&id);
    cart.ok_or_else(|| ApiError::no_such("cartId", id))
}
