//! What a cart would cost, sent elsewhere or another way.

use serde_json::{Map, Value};

use crate::carts::{address, checkout, locate, payment, totals_show};
use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::state::Store;
use crate::state::address::Address;

/// Shows what a cart would cost. Recorded on a 2.4.7-p3 store: address and way of shipping are kept
/// where a way of shipping is sent, but the sums that the cart shows afterwards are those of before.
pub(crate) fn totals_information(store: &mut Store, call: &Call) -> Answer {
    let id = locate::id(store, call)?;
    let sent = call.object("addressInformation");
    let cart = locate::cart(store, id)?;
    let mut tried = cart.clone();
    if cart.is_virtual() {
        return Ok(totals_show::show_fresh(store, &tried));
    }
    let nothing = Map::new();
    let address = sent.get("address").and_then(Value::as_object);
    take(&mut tried.shipping, address.unwrap_or(&nothing));
    let text = |name: &str| sent.get(name).and_then(Value::as_str).unwrap_or_default();
    let (carrier, method) = (text("shipping_carrier_code"), text("shipping_method_code"));
    if carrier.is_empty() || method.is_empty() {
        return Ok(totals_show::show_fresh(store, &tried));
    }
    let code = format!("{carrier}_{method}");
    tried.shipping_method = Some(code.clone());
    let shown = totals_show::show_fresh(store, &tried);
    let cart = locate::cart_mut(store, id)?;
    cart.shipping = tried.shipping;
    cart.estimated_method = Some(code);
    Ok(shown)
}

/// Sets the way of shipping, where one is sent, and the way of paying, and shows what the cart costs.
/// Source: `Magento\Quote\Model\Cart\CartTotalManagement`.
pub(crate) fn collect_totals(store: &mut Store, call: &Call) -> Answer {
    let id = locate::active_id(store, call)?;
    let text = |name: &str| call.text(name).to_owned();
    let (carrier, method) = (text("shippingCarrierCode"), text("shippingMethodCode"));
    if !carrier.is_empty() && !method.is_empty() {
        set_method(store, id, format!("{carrier}_{method}"))?;
    }
    payment::choose(store, id, &call.object("paymentMethod"))?;
    Ok(totals_show::show(store, locate::cart(store, id)?))
}

fn set_method(store: &mut Store, id: i64, code: String) -> Result<(), ApiError> {
    let cart = locate::cart_mut(store, id)?;
    if cart.items.is_empty() {
        return Err(checkout::empty());
    }
    if cart.is_virtual() {
        return Err(ApiError::bad_request(
            "The Cart includes virtual product(s) only, so a shipping address is not used.",
        ));
    }
    if cart.shipping.country_id.is_none() {
        return Err(address::missing_shipping());
    }
    cart.estimated_method = None;
    cart.shipping_method = Some(code);
    Ok(())
}

/// Takes over what was sent of an address; the rest stays.
fn take(address: &mut Address, sent: &Map<String, Value>) {
    let read = address::read(sent);
    let texts = [
        (&mut address.region, read.region),
        (&mut address.country_id, read.country_id),
        (&mut address.company, read.company),
        (&mut address.telephone, read.telephone),
        (&mut address.postcode, read.postcode),
        (&mut address.city, read.city),
        (&mut address.firstname, read.firstname),
        (&mut address.lastname, read.lastname),
    ];
    for (kept, sent) in texts {
        if sent.is_some() {
            *kept = sent;
        }
    }
    address.region_id = read.region_id.or(address.region_id);
    if !read.street.is_empty() {
        address.street = read.street;
    }
}
