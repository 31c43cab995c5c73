//! How the sums of a cart are shown. Recorded on a 2.4.7-p3 store, among them that a bundle has no
//! `tax_percent` and that `row_total_with_discount` is always 0.

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::amount;
use crate::carts::buy;
use crate::carts::totals::{LineTotal, Totals, collect};
use crate::state::Store;
use crate::state::cart::{Cart, Choice, Item};

/// Whether sums were just collected, or come from the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Age {
    Fresh,
    Kept,
}

/// Shows what a cart costs.
pub(crate) fn show(store: &Store, cart: &Cart) -> Value {
    show_aged(store, cart, Age::Kept)
}

/// Shows what a cart costs as it is right after the sums were collected: a member that the database
/// does not keep is there, and so is an empty coupon.
pub(crate) fn show_fresh(store: &Store, cart: &Cart) -> Value {
    show_aged(store, cart, Age::Fresh)
}

fn show_aged(store: &Store, cart: &Cart, age: Age) -> Value {
    let totals = collect(store, cart);
    let with_discount = totals.subtotal - totals.discount;
    let mut shown = Map::new();
    add_both(&mut shown, "grand_total", totals.grand_total);
    add_both(&mut shown, "subtotal", totals.subtotal);
    add_both(&mut shown, "discount_amount", -totals.discount);
    add_both(&mut shown, "subtotal_with_discount", with_discount);
    add_both(&mut shown, "shipping_amount", totals.shipping);
    add_both(&mut shown, "shipping_discount_amount", Decimal::ZERO);
    add_both(&mut shown, "tax_amount", Decimal::ZERO);
    shown.insert("weee_tax_applied_amount".into(), Value::Null);
    add_both(&mut shown, "shipping_tax_amount", Decimal::ZERO);
    shown.insert("subtotal_incl_tax".into(), amount::show(totals.subtotal));
    if age == Age::Fresh {
        shown.insert(
            "base_subtotal_incl_tax".into(),
            amount::show(totals.subtotal),
        );
    }
    add_both(&mut shown, "shipping_incl_tax", totals.shipping);
    for name in ["base_currency_code", "quote_currency_code"] {
        shown.insert(name.into(), store.configuration.currency().into());
    }
    let no_coupon = (age == Age::Fresh).then_some("");
    if let Some(coupon) = cart.coupon.as_deref().or(no_coupon) {
        shown.insert("coupon_code".into(), coupon.into());
    }
    shown.insert("items_qty".into(), amount::show(cart.quantity()));
    let items = cart.items.iter().zip(&totals.lines);
    let items: Value = items
        .map(|(item, line)| show_item(store, item, line))
        .collect();
    shown.insert("items".into(), items);
    shown.insert("total_segments".into(), segments(cart, &totals));
    Value::Object(shown)
}

/// Adds an amount in the currency of the cart and in that of the store, which are the same here.
fn add_both(shown: &mut Map<String, Value>, name: &str, value: Decimal) {
    shown.insert(name.into(), amount::show(value));
    shown.insert(format!("base_{name}"), amount::show(value));
}

fn show_item(store: &Store, item: &Item, line: &LineTotal) -> Value {
    let mut shown = Map::new();
    shown.insert("item_id".into(), item.id.into());
    add_both(&mut shown, "price", item.price);
    shown.insert("qty".into(), amount::show(item.quantity));
    add_both(&mut shown, "row_total", line.row_total);
    shown.insert("row_total_with_discount".into(), 0.into());
    add_both(&mut shown, "tax_amount", Decimal::ZERO);
    if !matches!(item.choice, Choice::Selections(_)) {
        shown.insert("tax_percent".into(), 0.into());
    }
    add_both(&mut shown, "discount_amount", line.discount.amount());
    shown.insert(
        "discount_percent".into(),
        amount::show(line.discount.percent),
    );
    add_both(&mut shown, "price_incl_tax", item.price);
    add_both(&mut shown, "row_total_incl_tax", line.row_total);
    shown.insert("options".into(), options(store, item).into());
    shown.insert("weee_tax_applied_amount".into(), Value::Null);
    shown.insert("weee_tax_applied".into(), Value::Null);
    shown.insert("name".into(), item.name.as_str().into());
    Value::Object(shown)
}

/// Returns what was chosen, in words, as JSON in a text.
fn options(store: &Store, item: &Item) -> String {
    let options = buy::words(store, item).into_iter();
    let options: Value = options
        .map(|(label, value)| json!({"value": value, "label": label}))
        .collect();
    // PHP escapes slashes.
    options.to_string().replace('/', "\\/")
}

fn segments(cart: &Cart, totals: &Totals) -> Value {
    let segment = |code: &str, title: &str, value: Decimal| json!({"code": code, "title": title, "value": amount::show(value)});
    let mut segments = vec![segment("subtotal", "Subtotal", totals.subtotal)];
    if !totals.discount.is_zero() {
        let title = format!("Discount ({})", totals.descriptions.join(", "));
        segments.push(segment("discount", &title, -totals.discount));
    }
    if !cart.is_virtual() {
        let way = totals
            .rate
            .as_ref()
            .map(|rate| format!(" ({})", rate.description()));
        let title = format!("Shipping & Handling{}", way.unwrap_or_default());
        segments.push(segment("shipping", &title, totals.shipping));
    }
    let mut tax = segment("tax", "Tax", Decimal::ZERO);
    tax["extension_attributes"] = json!({"tax_grandtotal_details": []});
    segments.push(tax);
    let mut grand_total = segment("grand_total", "Grand Total", totals.grand_total);
    grand_total["area"] = "footer".into();
    segments.push(grand_total);
    segments.into()
}
