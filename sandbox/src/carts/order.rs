//! How a cart becomes an order.

use serde_json::json;

use crate::amount;
use crate::carts::{address, checkout, draft, locate, payment, stock, totals};
use crate::customers::email;
use crate::error::{Answer, ApiError};
use crate::sales;
use crate::service::Call;
use crate::state::Store;
use crate::state::address::Address;
use crate::state::cart::{Cart, Payment};

/// Sets who pays and how, and places the order. Source of the order of the checks:
/// `Magento\Checkout\Model\PaymentInformationManagement` and `Magento\Quote\Model\QuoteValidator`.
pub(crate) fn place(store: &mut Store, call: &Call) -> Answer {
    let id = locate::active_id(store, call)?;
    let was_payment_kept = locate::cart(store, id)?.payment.is_some();
    payment::save(store, id, call)?;
    // This service writes the reason anew, without parameters.
    submit(store, id, was_payment_kept, call.now).map_err(|refusal| ApiError {
        message: refusal.filled(),
        parameters: None,
        ..refusal
    })
}

/// Places the order, with a way of paying where one is sent. A guest's e-mail is then the one that
/// belongs to the billing address.
pub(crate) fn place_order(store: &mut Store, call: &Call) -> Answer {
    let id = locate::active_id(store, call)?;
    let was_payment_kept = locate::cart(store, id)?.payment.is_some();
    let sent = call.object("paymentMethod");
    if call.input.contains_key("paymentMethod") {
        payment::choose(store, id, &sent)?;
    }
    let cart = locate::cart_mut(store, id)?;
    if cart.customer.is_none() {
        cart.email = cart.billing.email.clone().or(cart.email.take());
    }
    submit(store, id, was_payment_kept, call.now)
}

fn submit(store: &mut Store, id: i64, was_payment_kept: bool, now: i64) -> Answer {
    locate::cart_mut(store, id)?.settle_shipping_method();
    let cart = locate::cart(store, id)?;
    if cart.items.is_empty() {
        return Err(ApiError::bad_request(
            "An error occurred on the server. Please try to place the order again.",
        ));
    }
    checkout::require_guests_allowed(store, cart)?;
    stock::require_all(store, cart)?;
    // Recorded on a 2.4.7-p3 store, of incomplete addresses and of orders below the minimum; guests are
    // led nowhere.
    validate(store, cart).map_err(|refusal| match cart.customer {
        Some(_) => refusal.leading_back_to("#shipping"),
        None => refusal,
    })?;
    require_payment(cart)?;
    require_email(cart)?;
    let mut draft = draft::of(store, cart);
    draft.payment.was_kept = was_payment_kept;
    let customer = cart.customer;
    let coupon = cart.coupon.clone();
    let order = sales::place(store, draft, now);
    if let Some(coupon) = coupon {
        store.promotions.use_up(&coupon, customer);
    }
    let cart = locate::cart_mut(store, id)?;
    cart.is_active = false;
    cart.order_number = Some(format!("{order:09}"));
    cart.updated_at = now;
    Ok(order.into())
}

fn validate(store: &Store, cart: &Cart) -> Result<(), ApiError> {
    if !cart.is_virtual() {
        require_complete("shipping", &cart.shipping)?;
        if totals::collect(store, cart).rate.is_none() {
            return Err(ApiError::bad_request(
                "The shipping method is missing. Select the shipping method and try again.",
            ));
        }
    }
    require_complete("billing", &cart.billing)?;
    require_minimum(store, cart)
}

/// Refuses what is worth less than the least that an order may come to. Recorded on a 2.4.7-p3 store: the
/// message is the text that the shop has for it, or else the amount.
fn require_minimum(store: &Store, cart: &Cart) -> Result<(), ApiError> {
    let Some(least) = store.configuration.minimum_order() else {
        return Ok(());
    };
    let totals = totals::collect(store, cart);
    if totals.subtotal - totals.discount >= least {
        return Ok(());
    }
    let text = store.configuration.text("sales/minimum_order/description");
    Err(ApiError::bad_request(if text.is_empty() {
        format!("Minimum order amount is {}", amount::price(least))
    } else {
        text.to_owned()
    }))
}

/// Refuses a guest without a good e-mail, which each address of an order has to have. Source:
/// `Magento\Sales\Model\Order\Address\Validator`.
fn require_email(cart: &Cart) -> Result<(), ApiError> {
    let email = cart.email.as_deref().unwrap_or_default();
    if cart.customer.is_some() || email::violations("Email", email).is_empty() {
        return Ok(());
    }
    let message = "We can't save the address:\n%1";
    Err(ApiError::bad_request(message).with(json!(["Email has a wrong format"])))
}

fn require_payment(cart: &Cart) -> Result<(), ApiError> {
    let payment = cart.payment.as_ref();
    if payment.is_none() {
        return Err(ApiError::bad_request(
            "Enter a valid payment method and try again.",
        ));
    }
    let lacks_number =
        |payment: &Payment| payment.method == "purchaseorder" && payment.purchase_order.is_none();
    if payment.is_some_and(lacks_number) {
        return Err(ApiError::bad_request(
            "Purchase order number is a required field.",
        ));
    }
    Ok(())
}

fn require_complete(which: &str, address: &Address) -> Result<(), ApiError> {
    let missing = address::missing(address);
    if missing.is_empty() {
        return Ok(());
    }
    let mut message = format!("Please check the {which} address information.");
    for field in missing {
        message.push_str(&format!(" \"{field}\" is required. Enter and try again."));
    }
    Err(ApiError::bad_request(message))
}
