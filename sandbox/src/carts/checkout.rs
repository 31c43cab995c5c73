//! Where a cart goes and how: estimates, and the shipping information.

use serde_json::{Value, json};

use crate::carts::{address, locate, payment, shipping, totals, totals_show};
use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::state::Store;
use crate::state::address::Address;
use crate::state::cart::Cart;

/// Lists the ways of shipping to an address that is sent.
pub(crate) fn estimate(store: &mut Store, call: &Call) -> Answer {
    let id = locate::active_id(store, call)?;
    let address = address::read(&call.object("address"));
    Ok(offered(store, locate::cart(store, id)?, &address))
}

/// Lists the ways of shipping to one of the customer's addresses.
pub(crate) fn estimate_by_address(store: &mut Store, call: &Call) -> Answer {
    let id = locate::active_id(store, call)?;
    let address = call.number("addressId");
    let address = store
        .addresses
        .get(&address)
        .ok_or_else(|| ApiError::no_such("addressId", address))?;
    let address = address.for_cart("");
    Ok(offered(store, locate::cart(store, id)?, &address))
}

/// Lists the ways of shipping to the address that a cart has.
pub(crate) fn methods(store: &mut Store, call: &Call) -> Answer {
    let id = locate::active_id(store, call)?;
    let cart = locate::cart(store, id)?;
    if !cart.items.is_empty() && !cart.is_virtual() && cart.shipping.country_id.is_none() {
        return Err(address::missing_shipping());
    }
    Ok(offered(store, cart, &cart.shipping))
}

fn offered(store: &Store, cart: &Cart, address: &Address) -> Value {
    if cart.items.is_empty() || cart.is_virtual() {
        return json!([]);
    }
    let rates = shipping::rates(&store.configuration, address, &totals::parcel(store, cart));
    rates.iter().map(shipping::Rate::show).collect()
}

/// Sets the addresses and the way of shipping. Source of the order of the checks:
/// `Magento\Checkout\Model\ShippingInformationManagement`; the cart keeps the addresses even where
/// the way of shipping is refused.
pub(crate) fn shipping_information(store: &mut Store, call: &Call) -> Answer {
    let id = locate::active_id(store, call)?;
    let sent = call.object("addressInformation");
    let cart = locate::cart(store, id)?;
    require_guests_allowed(store, cart)?;
    if cart.items.is_empty() {
        return Err(empty());
    }
    let address = |name: &str| sent.get(name).and_then(Value::as_object);
    let shipping = address("shipping_address")
        .map(address::read)
        .filter(|address| address.country_id.is_some())
        .ok_or_else(address::missing_shipping)?;
    let billing = address("billing_address").map(address::read);
    for address in billing.iter().chain([&shipping]) {
        let checked = address::require_owner(address, store, cart)
            .and_then(|()| address::require_savable(address, store));
        checked.map_err(|reason| not_saved(&reason))?;
    }
    locate::require_owner(call, cart).map_err(|reason| not_saved(&reason))?;
    let text = |name: &str| sent.get(name).and_then(Value::as_str).unwrap_or_default();
    let (carrier, method) = (text("shipping_carrier_code"), text("shipping_method_code"));
    let code = format!("{carrier}_{method}");
    save_addresses(store, id, shipping, billing)?;
    let cart = locate::cart_mut(store, id)?;
    cart.estimated_method = None;
    cart.shipping_method = Some(code.clone());
    cart.updated_at = call.now;
    let cart = locate::cart(store, id)?;
    let parcel = totals::parcel(store, cart);
    let rates = shipping::rates(&store.configuration, &cart.shipping, &parcel);
    if !cart.is_virtual() && !rates.iter().any(|rate| rate.code() == code) {
        return Err(no_such_rate(carrier, method));
    }
    Ok(json!({
        "payment_methods": payment::offered(store, cart),
        "totals": totals_show::show(store, cart),
    }))
}

fn save_addresses(
    store: &mut Store,
    id: i64,
    shipping: Address,
    billing: Option<Address>,
) -> Result<(), ApiError> {
    let of_cart = |address: Address, cart: &Cart| Address {
        customer: cart.customer,
        ..address
    };
    let cart = locate::cart(store, id)?;
    let shipping = of_cart(shipping, cart);
    let billing = billing.map(|billing| of_cart(billing, cart));
    let billing = billing.map(|billing| store.carts.address(billing));
    let cart = locate::cart_mut(store, id)?;
    cart.shipping = Address {
        id: cart.shipping.id,
        ..shipping
    };
    if let Some(billing) = billing {
        cart.billing = billing;
    }
    Ok(())
}

/// Wraps the reason why shipping information was not saved.
fn not_saved(reason: &ApiError) -> ApiError {
    let message = r#"The shipping information was unable to be saved. Error: "%message""#;
    ApiError::bad_request(message).with(json!({ "message": reason.filled() }))
}

pub(crate) fn empty() -> ApiError {
    ApiError::bad_request(
        "The shipping method can't be set for an empty cart. Add an item to cart and try again.",
    )
}

/// Refuses the cart of a guest where guests may not order. Recorded on a 2.4.7-p3 store: a guest's cart can
/// be made and filled all the same.
pub(crate) fn require_guests_allowed(store: &Store, cart: &Cart) -> Result<(), ApiError> {
    if cart.customer.is_some() || store.configuration.is_on("checkout/options/guest_checkout") {
        return Ok(());
    }
    Err(ApiError::bad_request(
        "Sorry, guest checkout is not available.",
    ))
}

fn no_such_rate(carrier: &str, method: &str) -> ApiError {
    if method.is_empty() {
        return ApiError::new(
            404,
            "The shipping method is missing. Select the shipping method and try again.",
        );
    }
    ApiError::new(404, "Carrier with such method not found: %1, %2").with(json!([carrier, method]))
}
