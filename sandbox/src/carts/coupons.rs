//! Coupons of carts.

use serde_json::json;

use crate::carts::{locate, totals};
use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::state::Store;

/// Shows a cart's coupon. Recorded on a 2.4.7-p3 store: an empty list where there is none.
pub(crate) fn get(store: &mut Store, call: &Call) -> Answer {
    let id = locate::active_id(store, call)?;
    let coupon = &locate::cart(store, id)?.coupon;
    Ok(coupon
        .as_ref()
        .map_or_else(|| json!([]), |code| json!(code)))
}

/// Puts a coupon on a cart; one that takes nothing off it is refused.
pub(crate) fn set(store: &mut Store, call: &Call) -> Answer {
    let id = locate::active_id(store, call)?;
    let cart = locate::cart(store, id)?;
    if cart.items.is_empty() {
        let message = r#"The "%1" Cart doesn't contain products."#;
        return Err(ApiError::new(404, message).with(json!([id])));
    }
    locate::require_owner(call, cart).map_err(|reason| {
        let reason = reason.filled();
        ApiError::bad_request(format!("The coupon code couldn't be applied: {reason}"))
    })?;
    let mut tried = cart.clone();
    tried.settle_shipping_method();
    tried.coupon = call.optional_text("couponCode").map(str::to_owned);
    let counts = totals::collect(store, &tried).coupon;
    let cart = locate::cart_mut(store, id)?;
    cart.settle_shipping_method();
    cart.coupon.clone_from(&counts);
    counts.map(|_| json!(true)).ok_or_else(|| {
        ApiError::new(
            404,
            "The coupon code isn't valid. Verify the code and try again.",
        )
    })
}

/// Takes the coupon off a cart.
pub(crate) fn remove(store: &mut Store, call: &Call) -> Answer {
    let id = locate::active_id(store, call)?;
    locate::require_owner(call, locate::cart(store, id)?).map_err(|_| {
        ApiError::bad_request(
            "The coupon code couldn't be deleted. Verify the coupon code and try again.",
        )
    })?;
    let cart = locate::cart_mut(store, id)?;
    cart.settle_shipping_method();
    cart.coupon = None;
    Ok(json!(true))
}
