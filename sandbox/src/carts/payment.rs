//! How a cart is paid.

use serde_json::{Map, Value, json};

use crate::carts::{address, locate, totals, totals_show};
use crate::error::{Answer, ApiError};
use crate::service::Call;
use crate::state::Store;
use crate::state::address::Address;
use crate::state::cart::{Cart, Payment};

/// The ways of paying, in their order, each of which may be switched off. Recorded on a 2.4.7-p3 store prepared
/// for the tutorial.
const METHODS: [(&str, &str); 4] = [
    ("checkmo", "Check / Money order"),
    ("purchaseorder", "Purchase Order"),
    ("banktransfer", "Bank Transfer Payment"),
    ("cashondelivery", "Cash On Delivery"),
];
/// What a cart that costs nothing is paid with.
const FREE: (&str, &str) = ("free", "No Payment Information Required");

/// Returns the ways of paying a cart. Recorded on a 2.4.7-p3 store: where there is nothing to pay,
/// all are listed, although only the free one is taken then.
fn methods(store: &Store, cart: &Cart) -> Vec<(&'static str, &'static str)> {
    let free = is_free(store, cart).then_some(FREE);
    let is_on = |(code, _): &(&str, &str)| {
        let path = format!("payment/{code}/active");
        store.configuration.is_on(&path)
    };
    METHODS.into_iter().filter(is_on).chain(free).collect()
}

fn is_free(store: &Store, cart: &Cart) -> bool {
    totals::collect(store, cart).grand_total.is_zero()
}

/// Shows the ways of paying a cart.
pub(crate) fn offered(store: &Store, cart: &Cart) -> Value {
    let methods = methods(store, cart).into_iter();
    methods
        .map(|(code, title)| json!({"code": code, "title": title}))
        .collect()
}

/// Returns what a way of paying calls itself.
pub(crate) fn title(method: &str) -> &'static str {
    let mut methods = METHODS.iter().chain([&FREE]);
    methods
        .find(|(code, _)| *code == method)
        .map_or("", |(_, title)| title)
}

/// Lists the ways of paying a cart.
pub(crate) fn list(store: &mut Store, call: &Call) -> Answer {
    let id = locate::active_id(store, call)?;
    Ok(offered(store, locate::cart(store, id)?))
}

/// Shows the ways of paying and the sums.
pub(crate) fn information(store: &mut Store, call: &Call) -> Answer {
    let id = locate::active_id(store, call)?;
    let cart = locate::cart(store, id)?;
    Ok(json!({
        "payment_methods": offered(store, cart),
        "totals": totals_show::show(store, cart),
    }))
}

/// Sets who pays and how, without an order.
pub(crate) fn set_information(store: &mut Store, call: &Call) -> Answer {
    let id = locate::active_id(store, call)?;
    save(store, id, call)?;
    Ok(json!(true))
}

/// Returns how a cart is to be paid; an empty list before that was said.
pub(crate) fn selected(store: &mut Store, call: &Call) -> Answer {
    let id = locate::id(store, call)?;
    let payment = &locate::cart(store, id)?.payment;
    let Some(payment) = payment else {
        return Ok(json!([]));
    };
    let mut shown = Map::new();
    if let Some(number) = &payment.purchase_order {
        shown.insert("po_number".into(), number.as_str().into());
    }
    shown.insert("method".into(), payment.method.as_str().into());
    Ok(Value::Object(shown))
}

/// Says how a cart is to be paid; returns the id of that.
pub(crate) fn select(store: &mut Store, call: &Call) -> Answer {
    let id = locate::id(store, call)?;
    require_shipping_address(locate::cart(store, id)?)?;
    let payment = choose(store, id, &call.object("method"))?;
    Ok(payment.to_string().into())
}

/// Sets who pays and how.
pub(crate) fn save(store: &mut Store, id: i64, call: &Call) -> Result<(), ApiError> {
    let email = call.optional_text("email").map(str::to_owned);
    let billing = call.object("billing_address");
    let billing = if billing.is_empty() {
        call.object("billingAddress")
    } else {
        billing
    };
    if !billing.is_empty() {
        let cart = locate::cart(store, id)?;
        let address = Address {
            customer: cart.customer,
            ..address::read(&billing)
        };
        let address = store.carts.address(address);
        locate::cart_mut(store, id)?.billing = address;
    }
    if let Some(email) = email {
        let cart = locate::cart_mut(store, id)?;
        cart.billing.email = Some(email.clone());
        cart.email = Some(email);
    }
    require_shipping_address(locate::cart(store, id)?)?;
    choose(store, id, &call.object("paymentMethod"))?;
    Ok(())
}

fn require_shipping_address(cart: &Cart) -> Result<(), ApiError> {
    if !cart.is_virtual() && cart.shipping.country_id.is_none() {
        return Err(address::missing_shipping());
    }
    Ok(())
}

/// Takes a way of paying that was sent, if the cart can be paid by it, and returns its id.
pub(crate) fn choose(
    store: &mut Store,
    id: i64,
    sent: &Map<String, Value>,
) -> Result<i64, ApiError> {
    locate::cart_mut(store, id)?.settle_shipping_method();
    let payment = read(sent)?;
    let cart = locate::cart(store, id)?;
    let is_known = methods(store, cart)
        .iter()
        .any(|(code, _)| *code == payment.method);
    if !is_known || (is_free(store, cart) && payment.method != FREE.0) {
        return Err(ApiError::bad_request(
            "The requested Payment Method is not available.",
        ));
    }
    let known = cart.payment.as_ref().map(|payment| payment.id);
    let payment_id = known.unwrap_or_else(|| store.carts.next_payment());
    locate::cart_mut(store, id)?.payment = Some(Payment {
        id: payment_id,
        ..payment
    });
    Ok(payment_id)
}

fn read(sent: &Map<String, Value>) -> Result<Payment, ApiError> {
    let text = |name: &str| sent.get(name).and_then(Value::as_str).map(str::to_owned);
    let method = text("method").ok_or_else(|| {
        ApiError::bad_request("The payment method you requested is not available.")
    })?;
    Ok(Payment {
        id: 0,
        method,
        purchase_order: text("po_number").filter(|number| !number.is_empty()),
    })
}
