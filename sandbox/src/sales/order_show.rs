//! How an order is shown. Recorded on a 2.4.7-p3 store.

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::amount;
use crate::clock;
use crate::sales::amounts::{add_all, add_both, add_currencies};
use crate::sales::item_show;
use crate::state::address::Address;
use crate::state::order::{History, Order};
use crate::state::sales::increment_id;

/// Website, store and view, as an order names them.
const STORE_NAME: &str = "Main Website\nMain Website Store\nDefault Store View";

/// Shows an order.
pub(crate) fn show(order: &Order) -> Value {
    let mut shown = Map::new();
    add_facts(&mut shown, order);
    add_customer(&mut shown, order);
    add_sums(&mut shown, order);
    add_invoiced(&mut shown, order);
    add_refunded(&mut shown, order);
    add_canceled(&mut shown, order);
    let items = order.items.iter().map(|item| item_show::show(order, item));
    shown.insert("items".into(), items.collect());
    let billing = address(order.id, &order.draft.billing, "billing", order.billing_id);
    shown.insert("billing_address".into(), billing);
    shown.insert("payment".into(), payment(order));
    let histories = order.histories.iter();
    let histories = histories.map(|history| show_history(order, history));
    shown.insert("status_histories".into(), histories.collect());
    shown.insert("extension_attributes".into(), extension(order));
    Value::Object(shown)
}

fn add_facts(shown: &mut Map<String, Value>, order: &Order) {
    let draft = &order.draft;
    add_currencies(shown);
    // Recorded: neither the variants of configurable products nor downloads are counted.
    let counted = order.items.iter();
    let counted = counted.filter(|item| !item.is_variant() && !item.is_virtual());
    let facts = json!({
        "billing_address_id": order.billing_id,
        "created_at": clock::written(order.created_at),
        "entity_id": order.id,
        "increment_id": increment_id(order.id),
        "is_virtual": i64::from(order.is_virtual()),
        "protect_code": order.protect_code,
        "quote_id": draft.quote_id,
        "remote_ip": "127.0.0.1",
        "state": order.state.name(),
        "status": order.status(),
        "store_name": STORE_NAME,
        "total_item_count": counted.count(),
        "total_qty_ordered": amount::show(order.quantity()),
        "updated_at": clock::written(order.updated_at),
        "weight": amount::show(weight(order)),
    });
    if let Value::Object(facts) = facts {
        shown.extend(facts);
    }
    if order.is_email_sent {
        shown.insert("email_sent".into(), 1.into());
    }
    if !draft.rules.is_empty() {
        let rules = item_show::rules(&draft.rules);
        shown.insert("applied_rule_ids".into(), rules.into());
    }
    for (name, text) in [
        ("coupon_code", &draft.coupon),
        ("discount_description", &draft.discount_description),
        ("shipping_description", &draft.shipping_description),
    ] {
        if let Some(text) = text {
            shown.insert(name.into(), text.as_str().into());
        }
    }
    if let Some(before) = order.before_hold {
        shown.insert("hold_before_state".into(), before.name().into());
        shown.insert("hold_before_status".into(), before.status().into());
    }
}

fn weight(order: &Order) -> Decimal {
    let items = order.items.iter().filter(|item| item.parent.is_none());
    let weight = items.map(|item| item.draft.weight.unwrap_or_default() * item.draft.quantity);
    weight.sum()
}

fn add_customer(shown: &mut Map<String, Value>, order: &Order) {
    let draft = &order.draft;
    shown.insert("customer_email".into(), draft.email.as_str().into());
    shown.insert("customer_group_id".into(), draft.group_id.into());
    let is_note_sent = i64::from(order.is_note_sent);
    shown.insert("customer_note_notify".into(), is_note_sent.into());
    let is_guest = i64::from(draft.customer.is_none());
    shown.insert("customer_is_guest".into(), is_guest.into());
    if let Some(customer) = draft.customer {
        shown.insert("customer_id".into(), customer.into());
    }
    for (name, text) in [
        ("customer_firstname", &draft.firstname),
        ("customer_lastname", &draft.lastname),
        ("customer_middlename", &draft.middlename),
    ] {
        if let Some(text) = text {
            shown.insert(name.into(), text.as_str().into());
        }
    }
}

fn add_sums(shown: &mut Map<String, Value>, order: &Order) {
    let draft = &order.draft;
    add_all(
        shown,
        &[
            ("discount_amount", -draft.discount),
            ("grand_total", draft.grand_total),
            ("discount_tax_compensation_amount", Decimal::ZERO),
            ("subtotal", draft.subtotal),
            ("subtotal_incl_tax", draft.subtotal),
            ("tax_amount", Decimal::ZERO),
            ("total_due", draft.grand_total - order.paid()),
        ],
    );
    if !order.is_virtual() {
        shown.extend(shipping(order));
    }
}

fn shipping(order: &Order) -> Map<String, Value> {
    let amount = order.draft.shipping_amount;
    let mut shown = Map::new();
    add_all(
        &mut shown,
        &[
            ("shipping_amount", amount),
            ("shipping_discount_amount", Decimal::ZERO),
            ("shipping_incl_tax", amount),
            ("shipping_tax_amount", Decimal::ZERO),
        ],
    );
    shown.insert(
        "base_shipping_discount_tax_compensation_amnt".into(),
        0.into(),
    );
    shown.insert("shipping_discount_tax_compensation_amount".into(), 0.into());
    shown
}

/// Returns what shipping costs, and what has become of that.
fn shipping_total(order: &Order) -> Map<String, Value> {
    let mut shown = shipping(order);
    if let Some(invoiced) = order.invoiced {
        add_both(&mut shown, "shipping_invoiced", invoiced.shipping);
    }
    if let Some(refunded) = order.refunded {
        add_both(&mut shown, "shipping_refunded", refunded.sums.shipping);
        add_both(&mut shown, "shipping_tax_refunded", Decimal::ZERO);
    }
    if let Some(canceled) = order.canceled {
        add_both(&mut shown, "shipping_canceled", canceled.shipping);
    }
    shown
}

fn add_invoiced(shown: &mut Map<String, Value>, order: &Order) {
    let Some(invoiced) = order.invoiced else {
        return;
    };
    add_all(
        shown,
        &[
            ("discount_invoiced", -invoiced.discount),
            ("discount_tax_compensation_invoiced", Decimal::ZERO),
            ("shipping_invoiced", invoiced.shipping),
            ("subtotal_invoiced", invoiced.subtotal),
            ("tax_invoiced", Decimal::ZERO),
            ("total_invoiced", invoiced.total),
            ("total_paid", invoiced.total),
        ],
    );
    shown.insert("base_total_invoiced_cost".into(), 0.into());
}

fn add_refunded(shown: &mut Map<String, Value>, order: &Order) {
    let Some(refunded) = order.refunded else {
        return;
    };
    add_all(
        shown,
        &[
            ("adjustment_negative", refunded.adjustment_negative),
            ("adjustment_positive", refunded.adjustment_positive),
            ("discount_refunded", -refunded.sums.discount),
            ("discount_tax_compensation_refunded", Decimal::ZERO),
            ("shipping_refunded", refunded.sums.shipping),
            ("shipping_tax_refunded", Decimal::ZERO),
            ("subtotal_refunded", refunded.sums.subtotal),
            ("tax_refunded", Decimal::ZERO),
            ("total_offline_refunded", refunded.sums.total),
            ("total_refunded", refunded.sums.total),
        ],
    );
}

fn add_canceled(shown: &mut Map<String, Value>, order: &Order) {
    let Some(canceled) = order.canceled else {
        return;
    };
    add_all(
        shown,
        &[
            ("discount_canceled", canceled.discount),
            ("shipping_canceled", canceled.shipping),
            ("subtotal_canceled", canceled.subtotal),
            ("tax_canceled", Decimal::ZERO),
            ("total_canceled", canceled.total),
        ],
    );
}

/// Shows an address of an order.
pub(crate) fn address(order: i64, address: &Address, kind: &str, id: i64) -> Value {
    let mut shown = json!({
        "address_type": kind,
        "country_id": address.country(),
        "entity_id": id,
        "parent_id": order,
        "street": address.street,
    });
    for (name, text) in [
        ("city", &address.city),
        ("company", &address.company),
        ("email", &address.email),
        ("fax", &address.fax),
        ("firstname", &address.firstname),
        ("lastname", &address.lastname),
        ("middlename", &address.middlename),
        ("postcode", &address.postcode),
        ("prefix", &address.prefix),
        ("region", &address.region),
        ("region_code", &address.region_code),
        ("suffix", &address.suffix),
        ("telephone", &address.telephone),
        ("vat_id", &address.vat_id),
    ] {
        if let Some(text) = text {
            shown[name] = text.as_str().into();
        }
    }
    for (name, id) in [
        ("customer_address_id", address.customer_address),
        ("region_id", address.region_id),
    ] {
        if let Some(id) = id {
            shown[name] = id.into();
        }
    }
    shown
}

fn payment(order: &Order) -> Value {
    let draft = &order.draft;
    let mut information = vec![Value::from(draft.payment.title.as_str())];
    if has_instructions(order) {
        // Nobody wrote instructions for the buyer.
        information.push(Value::Null);
    }
    let mut shown = Map::new();
    add_both(&mut shown, "amount_ordered", draft.grand_total);
    if !order.is_virtual() {
        add_both(&mut shown, "shipping_amount", draft.shipping_amount);
    }
    if let Some(invoiced) = order.invoiced {
        add_both(&mut shown, "amount_paid", invoiced.total);
        add_both(&mut shown, "shipping_captured", invoiced.shipping);
    }
    if let Some(refunded) = order.refunded {
        add_both(&mut shown, "amount_refunded", refunded.sums.total);
        add_both(&mut shown, "shipping_refunded", refunded.sums.shipping);
    }
    if let Some(number) = &draft.payment.purchase_order {
        shown.insert("po_number".into(), number.as_str().into());
    }
    let facts = json!({
        "account_status": null,
        "additional_information": information,
        "cc_last4": null,
        "entity_id": order.id,
        "method": draft.payment.method,
        "parent_id": order.id,
    });
    if let Value::Object(facts) = facts {
        shown.extend(facts);
    }
    if draft.payment.was_kept {
        // Recorded: what the database fills in for a card that there is not.
        for name in ["cc_exp_year", "cc_ss_start_month", "cc_ss_start_year"] {
            shown.insert(name.into(), "0".into());
        }
    }
    Value::Object(shown)
}

fn has_instructions(order: &Order) -> bool {
    matches!(
        order.draft.payment.method.as_str(),
        "banktransfer" | "cashondelivery"
    )
}

fn extension(order: &Order) -> Value {
    let mut information = vec![json!({
        "key": "method_title",
        "value": order.draft.payment.title,
    })];
    if has_instructions(order) {
        information.push(json!({"key": "instructions", "value": "null"}));
    }
    json!({
        "shipping_assignments": assignments(order),
        "payment_additional_info": information,
        "applied_taxes": [],
        "item_applied_taxes": [],
        "converting_from_quote": false,
        "taxes": [],
        "additional_itemized_taxes": [],
    })
}

fn assignments(order: &Order) -> Value {
    let items = order.items.iter().map(|item| item_show::show(order, item));
    let items: Value = items.collect();
    let Some((to, id)) = order.draft.shipping.as_ref().zip(order.shipping_id) else {
        return json!([{ "shipping": { "total": [] }, "items": items }]);
    };
    let shipping = json!({
        "address": address(order.id, to, "shipping", id),
        "method": order.draft.shipping_method,
        "total": shipping_total(order),
    });
    json!([{ "shipping": shipping, "items": items }])
}

/// Shows a line of an order's history.
pub(crate) fn show_history(order: &Order, history: &History) -> Value {
    let mut shown = json!({
        "comment": history.comment,
        "created_at": clock::written(history.created_at),
        "entity_id": history.id,
    });
    if let Some(entity) = &history.entity {
        shown["entity_name"] = entity.as_str().into();
    }
    shown["is_customer_notified"] = json!(history.is_customer_notified);
    shown["is_visible_on_front"] = history.is_visible_on_front.into();
    shown["parent_id"] = order.id.into();
    shown["status"] = history.status.as_str().into();
    shown
}
