//! The conditions of cart price rules: a tree of combinations, of which each leaf compares an
//! attribute of the cart or of a product. Source: the classes of `Magento\SalesRule\Model\Rule\Condition`,
//! whose names the tree itself carries.

use rust_decimal::Decimal;
use serde_json::Value;

use crate::promotions::basket::{Basket, Line};

/// Tells whether a condition holds for a cart as a whole.
pub(super) fn holds_for_basket(condition: &Value, basket: &Basket) -> bool {
    match kind(condition) {
        "Combine" => combined(condition, |inner| holds_for_basket(inner, basket)),
        "Found" => {
            let found = basket
                .lines
                .iter()
                .any(|line| every(condition, |inner| holds_for_line(inner, line)));
            found == is_wanted(condition)
        }
        "Address" => {
            let value = match attribute(condition) {
                "base_subtotal" | "base_subtotal_with_discount" => basket.subtotal,
                "total_qty" => basket.lines.iter().map(|line| line.quantity).sum(),
                _ => return false,
            };
            compares(condition, &value.normalize().to_string())
        }
        _ => false,
    }
}

/// Tells whether a condition holds for one line of a cart.
pub(super) fn holds_for_line(condition: &Value, line: &Line) -> bool {
    match kind(condition) {
        "Combine" => combined(condition, |inner| holds_for_line(inner, line)),
        "Product" => match attribute(condition) {
            "sku" => compares(condition, &line.sku),
            "category_ids" => is_in_category(condition, line),
            "quote_item_price" => compares(condition, &line.price.normalize().to_string()),
            "quote_item_qty" => compares(condition, &line.quantity.normalize().to_string()),
            // An attribute that a product does not have equals nothing.
            _ => operator(condition).starts_with('!'),
        },
        _ => false,
    }
}

/// Returns the last part of a condition's class.
fn kind(condition: &Value) -> &str {
    let class = condition["condition_type"].as_str().unwrap_or_default();
    class.rsplit('\\').next().unwrap_or_default()
}

fn attribute(condition: &Value) -> &str {
    condition["attribute_name"].as_str().unwrap_or_default()
}

fn operator(condition: &Value) -> &str {
    condition["operator"].as_str().unwrap_or_default()
}

fn is_wanted(condition: &Value) -> bool {
    condition["value"] == "1" || condition["value"] == true || condition["value"] == 1
}

/// Combines the inner conditions by `all` or `any`; each has to be as the `value` of the combination
/// says, true or false. Without inner conditions it holds.
fn combined(condition: &Value, holds: impl Fn(&Value) -> bool) -> bool {
    let wanted = is_wanted(condition);
    let inner = conditions(condition);
    if condition["aggregator_type"] == "any" && !inner.is_empty() {
        return inner.iter().any(|inner| holds(inner) == wanted);
    }
    inner.iter().all(|inner| holds(inner) == wanted)
}

fn every(condition: &Value, holds: impl Fn(&Value) -> bool) -> bool {
    let inner = conditions(condition);
    if condition["aggregator_type"] == "any" && !inner.is_empty() {
        return inner.iter().any(holds);
    }
    inner.iter().all(holds)
}

fn conditions(condition: &Value) -> &[Value] {
    condition["conditions"]
        .as_array()
        .map_or(&[], Vec::as_slice)
}

fn is_in_category(condition: &Value, line: &Line) -> bool {
    let wanted = condition["value"].as_str().unwrap_or_default();
    let is_in = wanted
        .split(',')
        .filter_map(|id| id.trim().parse().ok())
        .any(|id: i64| line.categories.contains(&id));
    is_in != operator(condition).starts_with('!')
}

fn compares(condition: &Value, actual: &str) -> bool {
    let wanted = match &condition["value"] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let numbers = actual
        .parse::<Decimal>()
        .ok()
        .zip(wanted.parse::<Decimal>().ok());
    let order = numbers.map_or_else(
        || actual.to_lowercase().cmp(&wanted.to_lowercase()),
        |(actual, wanted)| actual.cmp(&wanted),
    );
    let is_listed = || {
        wanted
            .split(',')
            .any(|item| item.trim().eq_ignore_ascii_case(actual))
    };
    match operator(condition) {
        "==" => order.is_eq(),
        "!=" => order.is_ne(),
        ">=" => order.is_ge(),
        ">" => order.is_gt(),
        "<=" => order.is_le(),
        "<" => order.is_lt(),
        "()" => is_listed(),
        "!()" => !is_listed(),
        "{}" => actual.to_lowercase().contains(&wanted.to_lowercase()),
        "!{}" => !actual.to_lowercase().contains(&wanted.to_lowercase()),
        _ => false,
    }
}
