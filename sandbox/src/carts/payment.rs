//! How a cart is paid, and how it becomes an order.

use serde_json::{Map, Value, json};

use crate::carts::address::CartAddress;
use crate::carts::cart::{Cart, Payment};
use crate::carts::{checkout, draft, locate, stock, totals, totals_show};
use crate::error::{Answer, ApiError};
use crate::sales;
use crate::service::Call;
use crate::store::Store;

/// The ways of paying that are switched on, in their order. Recorded on a 2.4.7-p3 store prepared
/// for the tutorial.
const METHODS: [(&str, &str); 4] = [
    ("checkmo", "Check / Money order"),
    ("purchaseorder", "Purchase Order"),
    ("banktransfer", "Bank Transfer Payment"),
    ("cashondelivery", "Cash On Delivery"),
];
/// What a cart that costs nothing is paid with.
const FREE: (&str, &str) = ("free", "No Payment Information Required");

/// Returns the ways of paying a cart.
fn methods(store: &Store, cart: &Cart) -> Vec<(&'static str, &'static str)> {
    let costs = !totals::collect(store, cart).grand_total.is_zero();
    match costs || cart.items.is_empty() {
        true => METHODS.to_vec(),
        false => vec![FREE],
    }
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

/// Sets who pays and how, and places the order. Source of the order of the checks:
/// `Magento\Checkout\Model\PaymentInformationManagement` and `Magento\Quote\Model\QuoteValidator`.
pub(crate) fn place(store: &mut Store, call: &Call) -> Answer {
    let id = locate::active_id(store, call)?;
    let was_payment_kept = locate::cart(store, id)?.payment.is_some();
    save(store, id, call)?;
    let cart = locate::cart(store, id)?;
    validate(store, cart)?;
    let mut draft = draft::of(store, cart);
    draft.payment.was_kept = was_payment_kept;
    let customer = cart.customer;
    let coupon = cart.coupon.clone();
    let order = sales::place(store, draft, call.now);
    if let Some(coupon) = coupon {
        store.promotions.use_up(&coupon, customer);
    }
    let cart = locate::cart_mut(store, id)?;
    cart.is_active = false;
    cart.order_number = Some(format!("{order:09}"));
    cart.updated_at = call.now;
    Ok(order.into())
}

fn save(store: &mut Store, id: i64, call: &Call) -> Result<(), ApiError> {
    let email = call.optional_text("email").map(str::to_owned);
    let billing = call.object("billing_address");
    let billing = if billing.is_empty() {
        call.object("billingAddress")
    } else {
        billing
    };
    if !billing.is_empty() {
        let cart = locate::cart(store, id)?;
        let address = CartAddress {
            customer: cart.customer,
            ..CartAddress::read(&billing)
        };
        let address = store.carts.address(address);
        locate::cart_mut(store, id)?.billing = address;
    }
    if let Some(email) = email {
        let cart = locate::cart_mut(store, id)?;
        cart.billing.email = Some(email.clone());
        cart.email = Some(email);
    }
    let cart = locate::cart(store, id)?;
    if !cart.is_virtual() && cart.shipping.country_id.is_none() {
        return Err(checkout::missing_address());
    }
    let payment = read(&call.object("paymentMethod"))?;
    let is_offered = methods(store, cart)
        .iter()
        .any(|(code, _)| *code == payment.method);
    if !is_offered {
        return Err(ApiError::bad_request(
            "The requested Payment Method is not available.",
        ));
    }
    locate::cart_mut(store, id)?.payment = Some(payment);
    Ok(())
}

fn read(sent: &Map<String, Value>) -> Result<Payment, ApiError> {
    let text = |name: &str| sent.get(name).and_then(Value::as_str).map(str::to_owned);
    let method = text("method").ok_or_else(|| {
        ApiError::bad_request("The payment method you requested is not available.")
    })?;
    Ok(Payment {
        method,
        purchase_order: text("po_number").filter(|number| !number.is_empty()),
    })
}

fn validate(store: &Store, cart: &Cart) -> Result<(), ApiError> {
    stock::require_all(store, cart)?;
    if !cart.is_virtual() {
        require_complete("shipping", &cart.shipping)?;
        if totals::collect(store, cart).rate.is_none() {
            return Err(ApiError::bad_request(
                "The shipping method is missing. Select the shipping method and try again.",
            ));
        }
    }
    require_complete("billing", &cart.billing)?;
    let payment = cart.payment.as_ref();
    let lacks_number =
        |payment: &Payment| payment.method == "purchaseorder" && payment.purchase_order.is_none();
    if payment.is_some_and(lacks_number) {
        return Err(ApiError::bad_request(
            "Purchase order number is a required field.",
        ));
    }
    Ok(())
}

fn require_complete(which: &str, address: &CartAddress) -> Result<(), ApiError> {
    let missing = address.missing();
    if missing.is_empty() {
        return Ok(());
    }
    let mut message = format!("Please check the {which} address information.");
    for field in missing {
        message.push_str(&format!(" \"{field}\" is required. Enter and try again."));
    }
    Err(ApiError::bad_request(message))
}
