//! From a cart to the order that it becomes.

use rust_decimal::Decimal;

use crate::carts::totals::{LineTotal, Totals, collect};
use crate::carts::{address, payment, show};
use crate::promotions::discount::Discount;
use crate::state::address::Address;
use crate::state::cart::{Cart, Item};
use crate::state::order_draft::{ItemDraft, OrderDraft, PaymentDraft};
use crate::state::{Store, group};

/// Returns the order that a cart becomes.
pub(crate) fn of(store: &Store, cart: &Cart) -> OrderDraft {
    let totals = collect(store, cart);
    let customer = cart.customer.and_then(|id| store.customers.get(&id));
    let email = customer.map(|customer| customer.email.clone());
    let email = email.or_else(|| cart.email.clone()).unwrap_or_default();
    let rate = totals.rate.as_ref();
    OrderDraft {
        quote_id: cart.id,
        customer: cart.customer,
        group_id: customer.map_or(group::NOT_LOGGED_IN, |customer| customer.group_id),
        firstname: customer.map_or_else(
            || cart.billing.firstname.clone(),
            |customer| Some(customer.firstname.clone()),
        ),
        lastname: customer.map_or_else(
            || cart.billing.lastname.clone(),
            |customer| Some(customer.lastname.clone()),
        ),
        middlename: customer.map_or_else(
            || cart.billing.middlename.clone(),
            |customer| customer.middlename.clone(),
        ),
        billing: address(&cart.billing, &email),
        shipping: (!cart.is_virtual()).then(|| address(&cart.shipping, &email)),
        email,
        items: items(store, cart, &totals),
        subtotal: totals.subtotal,
        discount: totals.discount,
        discount_description: Some(totals.descriptions.join(", ")).filter(|text| !text.is_empty()),
        coupon: cart.coupon.clone(),
        rules: totals.rules.clone(),
        shipping_amount: totals.shipping,
        shipping_method: rate.map(|rate| rate.code()),
        shipping_description: rate.map(|rate| rate.description()),
        grand_total: totals.grand_total,
        payment: payment(cart),
    }
}

fn payment(cart: &Cart) -> PaymentDraft {
    let payment = cart.payment.as_ref();
    let method = payment.map(|payment| payment.method.clone());
    let method = method.unwrap_or_default();
    PaymentDraft {
        title: payment::title(&method).into(),
        method,
        was_kept: false,
        purchase_order: payment.and_then(|payment| payment.purchase_order.clone()),
    }
}

/// Recorded on a 2.4.7-p3 store: whatever e-mail address was sent with an address, the buyer's counts.
fn address(address: &Address, email: &str) -> Address {
    Address {
        id: 0,
        region_code: address::region_code(address),
        email: Some(email.to_owned()),
        ..address.clone()
    }
}

fn items(store: &Store, cart: &Cart, totals: &Totals) -> Vec<ItemDraft> {
    let mut drafts = Vec::new();
    for (item, line) in cart.items.iter().zip(&totals.lines) {
        let parent = drafts.len();
        drafts.push(parent_draft(store, item, line));
        let nothing = Discount::default();
        for (index, child) in item.children.iter().enumerate() {
            let discount = line.children.get(index).unwrap_or(&nothing);
            drafts.push(ItemDraft {
                quote_item_id: child.id,
                product_id: child.product,
                product_type: "simple",
                sku: child.sku.clone(),
                name: child.name.clone(),
                parent: Some(parent),
                price: child.price,
                quantity: child.quantity * item.quantity,
                weight: weight(store, child.product),
                discount: discount.amount(),
                discount_percent: discount.percent,
                rules: Vec::new(),
                product_option: None,
            });
        }
    }
    drafts
}

fn parent_draft(store: &Store, item: &Item, line: &LineTotal) -> ItemDraft {
    ItemDraft {
        quote_item_id: item.id,
        product_id: item.product,
        product_type: item.kind(),
        sku: item.sku.clone(),
        name: item.name.clone(),
        parent: None,
        price: item.price,
        quantity: item.quantity,
        weight: own_weight(store, item),
        discount: line.discount.amount(),
        discount_percent: line.discount.percent,
        rules: line.discount.rules.clone(),
        // Recorded on a 2.4.7-p3 store: an order does not show the links of a download.
        product_option: show::product_option(item).filter(|_| !item.is_virtual()),
    }
}

/// Returns the weight of one piece. Recorded on a 2.4.7-p3 store: a bundle of things without a
/// weight weighs 0.
fn own_weight(store: &Store, item: &Item) -> Option<Decimal> {
    if item.kind() != "bundle" {
        return weight(store, item.product);
    }
    let weights = item.children.iter().map(|child| {
        let weight = weight(store, child.product).unwrap_or_default();
        weight * child.quantity
    });
    Some(weights.sum())
}

fn weight(store: &Store, product: i64) -> Option<Decimal> {
    store.catalog.by_id(product)?.weight
}
