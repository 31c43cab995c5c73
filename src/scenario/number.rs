//! Numbers by their digits, as they are written: nothing is rounded, however long they are.

use std::cmp::Ordering;

use serde_json::Number;

/// Returns the JSON number that a literal means, with all of its digits. Where the literal is no
/// decimal number (`0x1F`), what the YAML reader made of it stands.
pub(super) fn exact(literal: &str, read: Number) -> Number {
    if Decimal::of(literal).is_none() {
        return read;
    }
    let (sign, unsigned) = match literal.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", literal.trim_start_matches('+')),
    };
    let end = unsigned.find(['e', 'E']).unwrap_or(unsigned.len());
    let (mantissa, power) = unsigned.split_at(end);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    // JSON knows neither `007`, `.5` nor `5.`.
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        rest => rest,
    };
    let fraction = match fraction {
        "" if mantissa.contains('.') => ".0".to_owned(),
        "" => String::new(),
        digits => format!(".{digits}"),
    };
    format!("{sign}{whole}{fraction}{power}")
        .parse()
        .unwrap_or(read)
}

/// Compares two numbers by their digits; none where one is beyond all measure (an exponent of more
/// than 18 digits) and the other is not written in the same way.
pub(crate) fn compare(left: &Number, right: &Number) -> Option<Ordering> {
    if let (Some(left), Some(right)) = (left.as_i64(), right.as_i64()) {
        return Some(left.cmp(&right));
    }
    let (left, right) = (left.as_str(), right.as_str());
    if left == right {
        return Some(Ordering::Equal);
    }
    Some(Decimal::of(left)?.cmp(&Decimal::of(right)?))
}

/// A decimal number as its significant digits and the power of ten of the last of them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// Reads a number in decimal notation, with or without an exponent; none where it is something
    /// else, or its exponent has more than 18 digits.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, power) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, power)) => (mantissa, Some(power)),
            None => (unsigned, None),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let significant = all.trim_end_matches('0');
        let dropped = i64::try_from(all.len() - significant.len()).ok()?;
        let digits = significant.trim_start_matches('0').to_owned();
        let power = power.map_or(Some(0), exponent)?;
        let places = i64::try_from(fraction.len()).ok()?;
        let is_zero = digits.is_empty();
        Some(Self {
            negative: negative && !is_zero,
            exponent: if is_zero { 0 } else { power - places + dropped },
            digits,
        })
    }

    /// Whether it has no fraction.
    pub(crate) fn is_integer(&self) -> bool {
        self.exponent >= 0
    }

    /// The power of ten of its first digit; the lowest there is for zero.
    fn magnitude(&self) -> i64 {
        match i64::try_from(self.digits.len()) {
            Ok(length @ 1..) => length.saturating_add(self.exponent),
            _ => i64::MIN,
        }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let unsigned = || {
            // Digits without zeros at their end sort as texts once they begin at the same place.
            let magnitudes = self.magnitude().cmp(&other.magnitude());
            magnitudes.then_with(|| self.digits.cmp(&other.digits))
        };
        match (self.negative, other.negative) {
            (false, false) => unsigned(),
            (true, true) => unsigned().reverse(),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.negative { "-" } else { "" };
        match self.digits.as_str() {
            "" => write!(formatter, "0"),
            digits => write!(formatter, "{sign}{digits}e{}", self.exponent),
        }
    }
}

/// Reads an exponent; none where it has more digits than any number that is meant.
fn exponent(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let is_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let significant = digits.trim_start_matches('0');
    (is_digits && significant.len() <= 18).then(|| significant.parse::<i64>().unwrap_or(0) * sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(literal: &str, expected: &str) {
        let read = Number::from_f64(7.0).unwrap();
        assert_eq!(exact(literal, read).to_string(), expected, "{literal}");
    }

    #[test]
    fn a_number_keeps_all_its_digits() {
        check("19.90", "19.90");
        check("+1.50", "1.50");
        check(".5", "0.5");
        check("5.", "5.0");
        check("-0.0", "-0.0");
        check("007", "7");
        check("18446744073709551617", "18446744073709551617");
        check("0.1234567890123456789", "0.1234567890123456789");
        check("1e-400", "1e-400");
        check("0x1F", "7.0");
    }

    fn of(text: &str) -> Decimal {
        Decimal::of(text).unwrap()
    }

    #[test]
    fn numbers_stand_in_the_order_of_their_values() {
        let ascending = [
            "-1e400",
            "-12",
            "-1.5",
            "-1e-400",
            "0",
            "1e-400",
            "0.1",
            "0.11",
            "1",
            "1.0000000000000001",
            "9",
            "10",
            "12345678901234567890123",
            "1e400",
        ];
        for pair in ascending.windows(2) {
            assert!(of(pair[0]) < of(pair[1]), "{pair:?}");
        }
        for (one, other) in [
            ("22", "22.0"),
            ("2.2e1", "22"),
            ("-0.0", "0"),
            ("1E+2", "100"),
        ] {
            assert_eq!(of(one), of(other));
            assert_eq!(of(one).to_string(), of(other).to_string());
        }
    }

    #[test]
    fn what_is_no_decimal_number_is_none() {
        for text in [
            "",
            "a",
            "1e",
            "1e+-2",
            "0x1F",
            "1.2.3",
            "e5",
            "1e9999999999999999999",
        ] {
            assert_eq!(Decimal::of(text), None, "{text}");
        }
    }

    #[test]
    fn an_integer_has_no_fraction() {
        for text in ["1.0", "1e3", "0.000", "12345678901234567890123", "1.5e1"] {
            assert!(of(text).is_integer(), "{text}");
        }
        for text in ["1.0000000000000001", "1e-400", "0.5"] {
            assert!(!of(text).is_integer(), "{text}");
        }
    }
}
