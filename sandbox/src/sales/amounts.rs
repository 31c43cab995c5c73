//! How amounts and currencies are shown: each in the currency of the order and in that of the store.

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::amount;

/// Adds an amount in the currency of the order and in that of the store, which are the same here.
pub(crate) fn add_both(shown: &mut Map<String, Value>, name: &str, value: Decimal) {
    shown.insert(format!("base_{name}"), amount::show(value));
    shown.insert(name.into(), amount::show(value));
}

/// Adds several amounts, each in both currencies.
pub(crate) fn add_all(shown: &mut Map<String, Value>, amounts: &[(&str, Decimal)]) {
    for (name, value) in amounts {
        add_both(shown, name, *value);
    }
}

/// Adds what all documents of an order say of their currencies.
pub(crate) fn add_currencies(shown: &mut Map<String, Value>) {
    for name in ["base", "global", "order", "store"] {
        shown.insert(format!("{name}_currency_code"), "USD".into());
    }
    for (name, rate) in [
        ("base_to_global_rate", 1),
        ("base_to_order_rate", 1),
        ("store_to_base_rate", 0),
        ("store_to_order_rate", 0),
    ] {
        shown.insert(name.into(), rate.into());
    }
    shown.insert("store_id".into(), 1.into());
}
