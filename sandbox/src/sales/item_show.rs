//! How an item of an order is shown. Recorded on a 2.4.7-p3 store, among them what the parts of a
//! product and a bundle leave out.

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::amount;
use crate::clock;
use crate::sales::amounts::{add_all, add_both};
use crate::state::order::{Order, OrderItem};
use crate::version::Version;

/// Shows an item, and with it the product that it is a part of.
pub(crate) fn show(order: &Order, item: &OrderItem) -> Value {
    let mut shown = plain(order, item);
    let parent = item.parent.and_then(|parent| order.item(parent));
    if let Some(parent) = parent {
        shown["parent_item_id"] = parent.id.into();
        shown["parent_item"] = plain(order, parent);
    }
    shown
}

fn plain(order: &Order, item: &OrderItem) -> Value {
    let mut shown = Map::new();
    add_facts(&mut shown, order, item);
    add_amounts(&mut shown, order, item);
    add_progress(&mut shown, order, item);
    if let Some(option) = &item.draft.product_option {
        shown.insert("product_option".into(), option.clone());
    }
    shown.insert("extension_attributes".into(), json!({"itemized_taxes": []}));
    Value::Object(shown)
}

fn add_facts(shown: &mut Map<String, Value>, order: &Order, item: &OrderItem) {
    let draft = &item.draft;
    let facts = json!({
        "created_at": clock::written(order.created_at),
        "free_shipping": 0,
        "is_qty_decimal": 0,
        "is_virtual": i64::from(item.is_virtual()),
        "item_id": item.id,
        "name": draft.name,
        "no_discount": 0,
        "order_id": order.id,
        "product_id": draft.product_id,
        "product_type": draft.product_type,
        "quote_item_id": draft.quote_item_id,
        "sku": draft.sku,
        "store_id": 1,
        "updated_at": clock::written(item.updated_at),
    });
    if let Value::Object(facts) = facts {
        shown.extend(facts);
    }
    if !draft.rules.is_empty() {
        shown.insert("applied_rule_ids".into(), rules(&draft.rules).into());
    }
    if let Some(weight) = draft.weight {
        shown.insert("weight".into(), amount::show(weight));
    }
}

/// Returns the ids of rules as a text.
pub(crate) fn rules(rules: &[i64]) -> String {
    let rules: Vec<String> = rules.iter().map(i64::to_string).collect();
    rules.join(",")
}

fn add_amounts(shown: &mut Map<String, Value>, order: &Order, item: &OrderItem) {
    let draft = &item.draft;
    // Recorded: the row of an order has the discount taken off, that of a cart has not.
    let row = draft.price * draft.quantity - draft.discount;
    // Recorded: from 2.4.8 on, REST forgets the quantity in the row.
    let shown_row = if order.version >= Version::V2_4_8 {
        (draft.price - draft.discount).max(Decimal::ZERO)
    } else {
        row
    };
    let weight = draft.weight.filter(|_| !item.is_variant());
    add_all(
        shown,
        &[
            ("amount_refunded", item.amount_refunded),
            ("discount_amount", draft.discount),
            ("discount_invoiced", item.discount_invoiced),
            ("price", draft.price),
            ("row_invoiced", item.row_invoiced),
            ("row_total", shown_row),
            ("row_total_incl_tax", row),
            ("tax_amount", Decimal::ZERO),
            ("tax_invoiced", Decimal::ZERO),
        ],
    );
    shown.insert(
        "discount_percent".into(),
        amount::show(draft.discount_percent),
    );
    shown.insert("original_price".into(), amount::show(draft.price));
    let row_weight = weight.unwrap_or_default() * draft.quantity;
    shown.insert("row_weight".into(), amount::show(row_weight));
    if !item.is_variant() {
        add_both(shown, "price_incl_tax", draft.price);
        shown.insert("base_original_price".into(), amount::show(draft.price));
    }
    if item.carries_price() {
        add_both(shown, "discount_tax_compensation_amount", Decimal::ZERO);
    }
    if !item.is_bundle() {
        shown.insert("tax_percent".into(), 0.into());
    }
}

fn add_progress(shown: &mut Map<String, Value>, order: &Order, item: &OrderItem) {
    for (name, quantity) in [
        ("qty_canceled", item.canceled),
        ("qty_invoiced", item.invoiced),
        ("qty_ordered", item.draft.quantity),
        ("qty_refunded", item.refunded),
        ("qty_shipped", item.shipped),
    ] {
        shown.insert(name.into(), amount::show(quantity));
    }
    if !item.invoiced.is_zero() {
        add_both(shown, "discount_tax_compensation_invoiced", Decimal::ZERO);
    }
    if order.invoiced.is_some() && item.carries_price() {
        shown.insert("weee_tax_applied".into(), "[]".into());
    }
    if !item.refunded.is_zero() {
        add_all(
            shown,
            &[
                ("discount_refunded", item.discount_refunded),
                ("discount_tax_compensation_refunded", Decimal::ZERO),
                ("tax_refunded", Decimal::ZERO),
            ],
        );
    }
    if order.canceled.is_some() {
        shown.insert("tax_canceled".into(), 0.into());
        shown.insert("discount_tax_compensation_canceled".into(), 0.into());
    }
}
