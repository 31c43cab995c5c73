//! Numbers as they are written, kept exactly or not at all.

use serde_json::Number;

/// Returns the number that a literal means, or nothing where a JSON number here (64 bits, or a
/// double) cannot hold it exactly. Where the literal is no decimal number (`0x1F`), what the YAML
/// reader made of it stands.
pub(super) fn exact(literal: &str, read: Number) -> Option<Number> {
    let Some(written) = Decimal::of(literal) else {
        return Some(read);
    };
    let number: Number = literal.trim_start_matches('+').parse().unwrap_or(read);
    (Decimal::of(&number.to_string())? == written).then_some(number)
}

/// A decimal number as its significant digits and the power of ten of the last of them.
#[derive(PartialEq, Eq)]
struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    fn of(text: &str) -> Option<Self> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, power) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, power)) => (mantissa, power.parse::<i64>().ok()?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let significant = all.trim_end_matches('0');
        let dropped = i64::try_from(all.len() - significant.len()).ok()?;
        let digits = significant.trim_start_matches('0').to_owned();
        let places = i64::try_from(fraction.len()).ok()?;
        let exponent = power.checked_sub(places)?.checked_add(dropped)?;
        let is_zero = digits.is_empty();
        Some(Self {
            negative: negative && !is_zero,
            exponent: if is_zero { 0 } else { exponent },
            digits,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(literal: &str, expected: Option<&str>) {
        let read = Number::from_f64(literal.parse().unwrap_or(7.0)).unwrap();
        let kept = exact(literal, read).map(|number| number.to_string());
        assert_eq!(kept.as_deref(), expected, "{literal}");
    }

    #[test]
    fn a_number_is_kept_exactly_or_not_at_all() {
        check("19.90", Some("19.9"));
        check("+1.50", Some("1.5"));
        check(".5", Some("0.5"));
        check("5.", Some("5.0"));
        check("-0.0", Some("-0.0"));
        check("1E-7", Some("1e-7"));
        check("18446744073709551616", None);
        check("18446744073709551617", None);
        check("0.1234567890123456789", None);
        check("1e-400", None);
        check("0e99999999999999999999", Some("0.0"));
        check("0x1F", Some("7.0"));
    }
}
