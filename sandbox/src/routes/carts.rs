//! Routes of carts, of the caller's own, of guests and of any by an admin, each with the same services.

use crate::carts::shapes::{
    CART_ADDRESS, CART_ITEM, PAYMENT, SHIPPING_INFORMATION, TOTALS_INFORMATION,
};
use crate::carts::{
    billing, checkout, coupons, estimate, gifts, guest, items, order, own, payment,
};
use crate::input::{Parameter, optional, required};
use crate::routes::route::{Access, CRITERIA, CUSTOMER_ID, Route, route};
use crate::schema::Type;

/// Admins who may work on all carts.
const CARTS: Access = Access::Resource("Magento_Cart::manage");
const TERMS: Access = Access::Resource("Magento_CheckoutAgreements::checkoutagreement");
const OWN: Access = Access::Own;
const GUEST: Access = Access::Anonymous;

const MASK: Parameter = required("cartId", Type::Text);
const ID: Parameter = required("cartId", Type::Integer);
const ITEM: Parameter = required("cartItem", Type::Object(&CART_ITEM));
const ITEM_ID: Parameter = required("itemId", Type::Integer);
const COUPON: Parameter = required("couponCode", Type::Text);
const ADDRESS: Parameter = required("address", Type::Object(&CART_ADDRESS));
const INFORMATION: Parameter = required("addressInformation", Type::Object(&SHIPPING_INFORMATION));
const METHOD: Parameter = required("paymentMethod", Type::Object(&PAYMENT));
const BILLING: Parameter = optional("billingAddress", Type::Object(&CART_ADDRESS));
const USE_FOR_SHIPPING: Parameter = optional("useForShipping", Type::Flag);
const CHOSEN_METHOD: Parameter = required("method", Type::Object(&PAYMENT));
const OPTIONAL_METHOD: Parameter = optional("paymentMethod", Type::Object(&PAYMENT));
const TOTALS: Parameter = required("addressInformation", Type::Object(&TOTALS_INFORMATION));
const CARRIER: Parameter = optional("shippingCarrierCode", Type::Text);
const SHIPPING_METHOD: Parameter = optional("shippingMethodCode", Type::Text);
const ADDITIONAL: Parameter = optional("additionalData", Type::Any);
const GIFT: Parameter = required("giftMessage", Type::Object(&gifts::MESSAGE));
const EMAIL: Parameter = required("email", Type::Text);

/// The cart of the caller.
#[rustfmt::skip]
pub(super) const OWN_CARTS: &[Route] = &[
    route(("POST", "V1/carts/mine"), OWN, "magento.quote.api.cartmanagementinterface.createemptycartforcustomer", CUSTOMER_ID, own::create),
    route(("GET", "V1/carts/mine"), OWN, "magento.quote.api.cartmanagementinterface.getcartforcustomer", CUSTOMER_ID, own::get_own),
    route(("GET", "V1/carts/mine/items"), OWN, "magento.quote.api.cartitemrepositoryinterface.getlist", &[], items::list),
    route(("POST", "V1/carts/mine/items"), OWN, "magento.quote.api.cartitemrepositoryinterface.save", &[ITEM], items::add),
    route(("PUT", "V1/carts/mine/items/:itemId"), OWN, "magento.quote.api.cartitemrepositoryinterface.save", &[ITEM_ID, ITEM], items::update),
    route(("DELETE", "V1/carts/mine/items/:itemId"), OWN, "magento.quote.api.cartitemrepositoryinterface.deletebyid", &[ITEM_ID], items::remove),
    route(("GET", "V1/carts/mine/totals"), OWN, "magento.quote.api.carttotalrepositoryinterface.get", &[], own::totals),
    route(("GET", "V1/carts/mine/coupons"), OWN, "magento.quote.api.couponmanagementinterface.get", &[], coupons::get),
    route(("PUT", "V1/carts/mine/coupons/:couponCode"), OWN, "magento.quote.api.couponmanagementinterface.set", &[COUPON], coupons::set),
    route(("DELETE", "V1/carts/mine/coupons"), OWN, "magento.quote.api.couponmanagementinterface.remove", &[], coupons::remove),
    route(("GET", "V1/carts/mine/shipping-methods"), OWN, "magento.quote.api.shippingmethodmanagementinterface.getlist", &[], checkout::methods),
    route(("POST", "V1/carts/mine/estimate-shipping-methods"), OWN, "magento.quote.api.shipmentestimationinterface.estimatebyextendedaddress", &[ADDRESS], checkout::estimate),
    route(("POST", "V1/carts/mine/estimate-shipping-methods-by-address-id"), OWN, "magento.quote.api.shippingmethodmanagementinterface.estimatebyaddressid", &[required("addressId", Type::Integer)], checkout::estimate_by_address),
    route(("POST", "V1/carts/mine/shipping-information"), OWN, "magento.checkout.api.shippinginformationmanagementinterface.saveaddressinformation", &[INFORMATION], checkout::shipping_information),
    route(("GET", "V1/carts/mine/payment-methods"), OWN, "magento.quote.api.paymentmethodmanagementinterface.getlist", &[], payment::list),
    route(("GET", "V1/carts/mine/payment-information"), OWN, "magento.checkout.api.paymentinformationmanagementinterface.getpaymentinformation", &[], payment::information),
    route(("POST", "V1/carts/mine/payment-information"), OWN, "magento.checkout.api.paymentinformationmanagementinterface.savepaymentinformationandplaceorder", &[METHOD, BILLING], order::place),
    route(("POST", "V1/carts/mine/set-payment-information"), OWN, "magento.checkout.api.paymentinformationmanagementinterface.savepaymentinformation", &[METHOD, BILLING], payment::set_information),
    route(("GET", "V1/carts/mine/billing-address"), OWN, "magento.quote.api.billingaddressmanagementinterface.get", &[], billing::get),
    route(("POST", "V1/carts/mine/billing-address"), OWN, "magento.quote.api.billingaddressmanagementinterface.assign", &[ADDRESS, USE_FOR_SHIPPING], billing::set),
    route(("GET", "V1/carts/mine/selected-payment-method"), OWN, "magento.quote.api.paymentmethodmanagementinterface.get", &[], payment::selected),
    route(("PUT", "V1/carts/mine/selected-payment-method"), OWN, "magento.quote.api.paymentmethodmanagementinterface.set", &[CHOSEN_METHOD], payment::select),
    route(("POST", "V1/carts/mine/totals-information"), OWN, "magento.checkout.api.totalsinformationmanagementinterface.calculate", &[TOTALS], estimate::totals_information),
    route(("PUT", "V1/carts/mine/collect-totals"), OWN, "magento.quote.api.carttotalmanagementinterface.collecttotals", &[METHOD, CARRIER, SHIPPING_METHOD, ADDITIONAL], estimate::collect_totals),
    route(("PUT", "V1/carts/mine/order"), OWN, "magento.quote.api.cartmanagementinterface.placeorder", &[OPTIONAL_METHOD], order::place_order),
    route(("GET", "V1/carts/mine/gift-message"), OWN, "magento.giftmessage.api.cartrepositoryinterface.get", &[], gifts::get),
    route(("GET", "V1/carts/mine/gift-message/:itemId"), OWN, "magento.giftmessage.api.itemrepositoryinterface.get", &[ITEM_ID], gifts::get_of_item),
    route(("POST", "V1/carts/mine/gift-message"), OWN, "magento.giftmessage.api.cartrepositoryinterface.save", &[GIFT], gifts::set),
];

/// The carts of guests.
#[rustfmt::skip]
pub(super) const GUEST_CARTS: &[Route] = &[
    route(("POST", "V1/guest-carts"), GUEST, "magento.quote.api.guestcartmanagementinterface.createemptycart", &[], guest::create),
    route(("GET", "V1/guest-carts/:cartId"), GUEST, "magento.quote.api.guestcartrepositoryinterface.get", &[MASK], own::get),
    route(("PUT", "V1/guest-carts/:cartId"), Access::SignedIn, "magento.quote.api.guestcartmanagementinterface.assigncustomer", &[MASK, required("customerId", Type::Integer), required("storeId", Type::Integer)], guest::assign),
    route(("GET", "V1/guest-carts/:cartId/items"), GUEST, "magento.quote.api.guestcartitemrepositoryinterface.getlist", &[MASK], items::list),
    route(("POST", "V1/guest-carts/:cartId/items"), GUEST, "magento.quote.api.guestcartitemrepositoryinterface.save", &[MASK, ITEM], items::add),
    route(("PUT", "V1/guest-carts/:cartId/items/:itemId"), GUEST, "magento.quote.api.guestcartitemrepositoryinterface.save", &[MASK, ITEM_ID, ITEM], items::update),
    route(("DELETE", "V1/guest-carts/:cartId/items/:itemId"), GUEST, "magento.quote.api.guestcartitemrepositoryinterface.deletebyid", &[MASK, ITEM_ID], items::remove),
    route(("GET", "V1/guest-carts/:cartId/totals"), GUEST, "magento.quote.api.guestcarttotalrepositoryinterface.get", &[MASK], own::totals),
    route(("GET", "V1/guest-carts/:cartId/coupons"), GUEST, "magento.quote.api.guestcouponmanagementinterface.get", &[MASK], coupons::get),
    route(("PUT", "V1/guest-carts/:cartId/coupons/:couponCode"), GUEST, "magento.quote.api.guestcouponmanagementinterface.set", &[MASK, COUPON], coupons::set),
    route(("DELETE", "V1/guest-carts/:cartId/coupons"), GUEST, "magento.quote.api.guestcouponmanagementinterface.remove", &[MASK], coupons::remove),
    route(("GET", "V1/guest-carts/:cartId/shipping-methods"), GUEST, "magento.quote.api.guestshippingmethodmanagementinterface.getlist", &[MASK], checkout::methods),
    route(("POST", "V1/guest-carts/:cartId/estimate-shipping-methods"), GUEST, "magento.quote.api.guestshipmentestimationinterface.estimatebyextendedaddress", &[MASK, ADDRESS], checkout::estimate),
    route(("POST", "V1/guest-carts/:cartId/shipping-information"), GUEST, "magento.checkout.api.guestshippinginformationmanagementinterface.saveaddressinformation", &[MASK, INFORMATION], checkout::shipping_information),
    route(("GET", "V1/guest-carts/:cartId/payment-methods"), GUEST, "magento.quote.api.guestpaymentmethodmanagementinterface.getlist", &[MASK], payment::list),
    route(("GET", "V1/guest-carts/:cartId/payment-information"), GUEST, "magento.checkout.api.guestpaymentinformationmanagementinterface.getpaymentinformation", &[MASK], payment::information),
    route(("POST", "V1/guest-carts/:cartId/payment-information"), GUEST, "magento.checkout.api.guestpaymentinformationmanagementinterface.savepaymentinformationandplaceorder", &[MASK, EMAIL, METHOD, BILLING], order::place),
    route(("POST", "V1/guest-carts/:cartId/set-payment-information"), GUEST, "magento.checkout.api.guestpaymentinformationmanagementinterface.savepaymentinformation", &[MASK, EMAIL, METHOD, BILLING], payment::set_information),
    route(("GET", "V1/guest-carts/:cartId/billing-address"), GUEST, "magento.quote.api.guestbillingaddressmanagementinterface.get", &[MASK], billing::get),
    route(("POST", "V1/guest-carts/:cartId/billing-address"), GUEST, "magento.quote.api.guestbillingaddressmanagementinterface.assign", &[MASK, ADDRESS, USE_FOR_SHIPPING], billing::set),
    route(("GET", "V1/guest-carts/:cartId/selected-payment-method"), GUEST, "magento.quote.api.guestpaymentmethodmanagementinterface.get", &[MASK], payment::selected),
    route(("PUT", "V1/guest-carts/:cartId/selected-payment-method"), GUEST, "magento.quote.api.guestpaymentmethodmanagementinterface.set", &[MASK, CHOSEN_METHOD], payment::select),
    route(("POST", "V1/guest-carts/:cartId/totals-information"), GUEST, "magento.checkout.api.guesttotalsinformationmanagementinterface.calculate", &[MASK, TOTALS], estimate::totals_information),
    route(("PUT", "V1/guest-carts/:cartId/collect-totals"), GUEST, "magento.quote.api.guestcarttotalmanagementinterface.collecttotals", &[MASK, METHOD, CARRIER, SHIPPING_METHOD, ADDITIONAL], estimate::collect_totals),
    route(("PUT", "V1/guest-carts/:cartId/order"), GUEST, "magento.quote.api.guestcartmanagementinterface.placeorder", &[MASK, OPTIONAL_METHOD], order::place_order),
    route(("GET", "V1/guest-carts/:cartId/gift-message"), GUEST, "magento.giftmessage.api.guestcartrepositoryinterface.get", &[MASK], gifts::get),
    route(("GET", "V1/guest-carts/:cartId/gift-message/:itemId"), GUEST, "magento.giftmessage.api.guestitemrepositoryinterface.get", &[MASK, ITEM_ID], gifts::get_of_item),
    route(("POST", "V1/guest-carts/:cartId/gift-message"), GUEST, "magento.giftmessage.api.guestcartrepositoryinterface.save", &[MASK, GIFT], gifts::set),
];

/// Any cart.
#[rustfmt::skip]
pub(super) const ALL_CARTS: &[Route] = &[
    route(("GET", "V1/carts/licence"), Access::Anonymous, "magento.checkoutagreements.api.checkoutagreementsrepositoryinterface.getlist", &[], gifts::terms),
    route(("GET", "V1/carts/licence/list"), TERMS, "magento.checkoutagreements.api.checkoutagreementslistinterface.getlist", CRITERIA, gifts::terms),
    route(("GET", "V1/carts/search"), CARTS, "magento.quote.api.cartrepositoryinterface.getlist", CRITERIA, own::search),
    route(("POST", "V1/carts"), CARTS, "magento.quote.api.cartmanagementinterface.createemptycart", &[], own::create_empty),
    route(("POST", "V1/customers/:customerId/carts"), CARTS, "magento.quote.api.cartmanagementinterface.createemptycartforcustomer", CUSTOMER_ID, own::create_for),
    route(("GET", "V1/carts/:cartId"), CARTS, "magento.quote.api.cartrepositoryinterface.get", &[ID], own::get),
    route(("GET", "V1/carts/:cartId/items"), CARTS, "magento.quote.api.cartitemrepositoryinterface.getlist", &[ID], items::list),
    route(("POST", "V1/carts/:cartId/items"), CARTS, "magento.quote.api.cartitemrepositoryinterface.save", &[ID, ITEM], items::add),
    route(("PUT", "V1/carts/:cartId/items/:itemId"), CARTS, "magento.quote.api.cartitemrepositoryinterface.save", &[ID, ITEM_ID, ITEM], items::update),
    route(("DELETE", "V1/carts/:cartId/items/:itemId"), CARTS, "magento.quote.api.cartitemrepositoryinterface.deletebyid", &[ID, ITEM_ID], items::remove),
    route(("GET", "V1/carts/:cartId/totals"), CARTS, "magento.quote.api.carttotalrepositoryinterface.get", &[ID], own::totals),
    route(("GET", "V1/carts/:cartId/coupons"), CARTS, "magento.quote.api.couponmanagementinterface.get", &[ID], coupons::get),
    route(("PUT", "V1/carts/:cartId/coupons/:couponCode"), CARTS, "magento.quote.api.couponmanagementinterface.set", &[ID, COUPON], coupons::set),
    route(("DELETE", "V1/carts/:cartId/coupons"), CARTS, "magento.quote.api.couponmanagementinterface.remove", &[ID], coupons::remove),
    route(("GET", "V1/carts/:cartId/shipping-methods"), CARTS, "magento.quote.api.shippingmethodmanagementinterface.getlist", &[ID], checkout::methods),
    route(("POST", "V1/carts/:cartId/estimate-shipping-methods"), CARTS, "magento.quote.api.shipmentestimationinterface.estimatebyextendedaddress", &[ID, ADDRESS], checkout::estimate),
    route(("POST", "V1/carts/:cartId/estimate-shipping-methods-by-address-id"), CARTS, "magento.quote.api.shippingmethodmanagementinterface.estimatebyaddressid", &[ID, required("addressId", Type::Integer)], checkout::estimate_by_address),
    route(("POST", "V1/carts/:cartId/shipping-information"), CARTS, "magento.checkout.api.shippinginformationmanagementinterface.saveaddressinformation", &[ID, INFORMATION], checkout::shipping_information),
    route(("GET", "V1/carts/:cartId/payment-methods"), CARTS, "magento.quote.api.paymentmethodmanagementinterface.getlist", &[ID], payment::list),
    route(("PUT", "V1/carts/:cartId"), CARTS, "magento.quote.api.cartmanagementinterface.assigncustomer", &[ID, required("customerId", Type::Integer), required("storeId", Type::Integer)], guest::assign),
    route(("GET", "V1/carts/:cartId/billing-address"), CARTS, "magento.quote.api.billingaddressmanagementinterface.get", &[ID], billing::get),
    route(("POST", "V1/carts/:cartId/billing-address"), CARTS, "magento.quote.api.billingaddressmanagementinterface.assign", &[ID, ADDRESS, USE_FOR_SHIPPING], billing::set),
    route(("GET", "V1/carts/:cartId/selected-payment-method"), CARTS, "magento.quote.api.paymentmethodmanagementinterface.get", &[ID], payment::selected),
    route(("PUT", "V1/carts/:cartId/selected-payment-method"), CARTS, "magento.quote.api.paymentmethodmanagementinterface.set", &[ID, CHOSEN_METHOD], payment::select),
    route(("POST", "V1/carts/:cartId/totals-information"), CARTS, "magento.checkout.api.totalsinformationmanagementinterface.calculate", &[ID, TOTALS], estimate::totals_information),
    route(("PUT", "V1/carts/:cartId/order"), CARTS, "magento.quote.api.cartmanagementinterface.placeorder", &[ID, OPTIONAL_METHOD], order::place_order),
    route(("GET", "V1/carts/:cartId/gift-message"), CARTS, "magento.giftmessage.api.cartrepositoryinterface.get", &[ID], gifts::get),
    route(("GET", "V1/carts/:cartId/gift-message/:itemId"), CARTS, "magento.giftmessage.api.itemrepositoryinterface.get", &[ID, ITEM_ID], gifts::get_of_item),
    route(("POST", "V1/carts/:cartId/gift-message"), CARTS, "magento.giftmessage.api.cartrepositoryinterface.save", &[ID, GIFT], gifts::set),
];
