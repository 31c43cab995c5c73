//! Who pays a cart: its billing address by itself.

use crate::carts::{address, locate};
use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::state::Store;
use crate::state::address::Address;

/// Shows the billing address.
pub(crate) fn get(store: &mut Store, call: &Call) -> Answer {
    let id = locate::active_id(store, call)?;
    Ok(address::show(&locate::cart(store, id)?.billing))
}

/// Sets the billing address, and the shipping address with it where that is asked for; returns the
/// new address's id as a text. Source: `Magento\Quote\Model\BillingAddressManagement`.
pub(crate) fn set(store: &mut Store, call: &Call) -> Answer {
    let id = locate::active_id(store, call)?;
    let sent = address::read(&call.object("address"));
    let cart = locate::cart(store, id)?;
    address::require_owner(&sent, store, cart)?;
    let address = Address {
        customer: cart.customer,
        ..sent
    };
    let failed =
        |_| ApiError::bad_request("The address failed to save. Verify the address and try again.");
    locate::require_owner(call, cart).map_err(failed)?;
    address::require_savable(&address, store).map_err(failed)?;
    let shipping = call.flag("useForShipping").then(|| {
        store.carts.address(Address {
            same_as_billing: 1,
            ..address.clone()
        })
    });
    let billing = store.carts.address(address);
    let billing_id = billing.id;
    let cart = locate::cart_mut(store, id)?;
    cart.billing = billing;
    if let Some(shipping) = shipping {
        cart.shipping = shipping;
    }
    cart.updated_at = call.now;
    Ok(billing_id.to_string().into())
}
