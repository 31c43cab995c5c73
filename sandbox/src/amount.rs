//! Amounts of money and quantities: decimals, so that sums are right, shown as JSON numbers.

use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use serde_json::Value;

/// Returns an amount that was sent or read as a JSON number, to four places as the database keeps
/// it; 0 for what is no number.
pub(crate) fn read(value: &Value) -> Decimal {
    optional(value).unwrap_or_default()
}

/// Returns an amount, if there is a number.
pub(crate) fn optional(value: &Value) -> Option<Decimal> {
    value
        .as_f64()
        .and_then(Decimal::from_f64)
        .map(|amount| amount.round_dp(4))
}

/// Returns an amount as JSON writes it: `165`, `9.5`.
pub(crate) fn show(amount: Decimal) -> Value {
    let amount = amount.normalize();
    match amount.to_i64() {
        Some(whole) if amount.is_integer() => whole.into(),
        _ => amount.to_f64().into(),
    }
}

/// Returns an amount as pages and messages write it: `$27.00`.
pub(crate) fn price(amount: Decimal) -> String {
    let sign = if amount < Decimal::ZERO { "-" } else { "" };
    format!("{sign}${:.2}", amount.abs().round_dp(2))
}

/// Returns what stands for a currency in an amount in English.
pub(crate) fn symbol(currency: &str) -> &str {
    match currency {
        "USD" => "$",
        "EUR" => "€",
        "GBP" => "£",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{price, read, show};
    use rust_decimal::Decimal;
    use serde_json::json;

    #[test]
    fn amounts_are_shown_as_they_were_sent() {
        for amount in [json!(165), json!(9.5), json!(-31.2), json!(0)] {
            assert_eq!(show(read(&amount)), amount);
        }
        assert_eq!(show(read(&json!(0.1)) + read(&json!(0.2))), json!(0.3));
        assert_eq!(show(read(&json!("x"))), json!(0));
    }

    #[test]
    fn prices_have_two_places() {
        assert_eq!(price(Decimal::from(27)), "$27.00");
        assert_eq!(price(read(&json!(9.999))), "$10.00");
        assert_eq!(price(read(&json!(-26.9))), "-$26.90");
    }
}
