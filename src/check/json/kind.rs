//! The value kinds of `vary`: which values each of them lets stand.

use serde_json::Value;

use crate::check::error::CheckError;
use crate::check::pattern::{Regex, compile_pattern};
use crate::check::value::{is_integer, scalar_text};
use crate::outcome::RuleKind;
use crate::scenario::expectation::VaryKind;

/// What may stand at a node instead of the printed value.
#[derive(Debug)]
pub(crate) enum ValueKind {
    /// A JSON integer.
    Integer,
    /// A JSON number.
    Number,
    /// A text.
    String,
    /// `true` or `false`.
    Boolean,
    /// A date with a time.
    Datetime,
    /// What can be a token.
    Token,
    /// Anything.
    Any,
    /// What an expression finds.
    Matches(Regex),
}

impl ValueKind {
    /// Returns the value kind of a rule; none for `optional` and the alignments of arrays.
    pub(crate) fn of(kind: &VaryKind) -> Result<Option<Self>, CheckError> {
        Ok(Some(match kind {
            VaryKind::Integer => Self::Integer,
            VaryKind::Number => Self::Number,
            VaryKind::String => Self::String,
            VaryKind::Boolean => Self::Boolean,
            VaryKind::Datetime => Self::Datetime,
            VaryKind::Token => Self::Token,
            VaryKind::Any => Self::Any,
            VaryKind::Matches(pattern) => Self::Matches(compile_pattern(pattern)?),
            VaryKind::Optional | VaryKind::MatchBy(_) | VaryKind::Unordered => return Ok(None),
        }))
    }

    /// Whether a value is of this kind.
    pub(crate) fn holds(&self, value: &Value) -> bool {
        match self {
            Self::Integer => is_integer(value),
            Self::Number => value.is_number(),
            Self::String => value.is_string(),
            Self::Boolean => value.is_boolean(),
            Self::Datetime => value.as_str().is_some_and(is_datetime),
            Self::Token => value.as_str().is_some_and(is_token),
            Self::Any => true,
            Self::Matches(regex) => match value {
                Value::String(_) | Value::Number(_) => {
                    scalar_text(value).is_some_and(|text| regex.is_match(&text))
                }
                _ => false,
            },
        }
    }

    /// Whether a value has at least the JSON type of this kind.
    pub(crate) fn has_type(&self, value: &Value) -> bool {
        match self {
            Self::Integer | Self::Number => value.is_number(),
            Self::String | Self::Datetime | Self::Token => value.is_string(),
            Self::Boolean => value.is_boolean(),
            Self::Any => true,
            Self::Matches(_) => value.is_string() || value.is_number(),
        }
    }

    /// Returns the kind without what is special about it.
    pub(crate) fn rule(&self) -> RuleKind {
        match self {
            Self::Integer => RuleKind::Integer,
            Self::Number => RuleKind::Number,
            Self::String => RuleKind::String,
            Self::Boolean => RuleKind::Boolean,
            Self::Datetime => RuleKind::Datetime,
            Self::Token => RuleKind::Token,
            Self::Any => RuleKind::Any,
            Self::Matches(_) => RuleKind::Matches,
        }
    }

    /// Says the kind in words.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Integer => "an integer".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::String => "a string".to_owned(),
            Self::Boolean => "`true` or `false`".to_owned(),
            Self::Datetime => "a date with a time, such as `2017-01-31 01:18:13`".to_owned(),
            Self::Token => "a token of 16 or more characters".to_owned(),
            Self::Any => "anything".to_owned(),
            Self::Matches(regex) => format!("a text that `{regex}` finds"),
        }
    }
}

/// Whether a text can be a bearer token (RFC 6750, 2.1) that nobody guesses.
pub(crate) fn is_token(text: &str) -> bool {
    let unpadded = text.trim_end_matches('=');
    text.len() >= 16
        && !unpadded.is_empty()
        && unpadded
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte))
}

/// Whether a text is a date with a time: `2017-01-31 01:18:13` as Magento prints it, or RFC 3339.
pub(crate) fn is_datetime(text: &str) -> bool {
    if text.len() < "2017-01-31 01:18:13".len() || !text.is_ascii() {
        return false;
    }
    let (date, rest) = text.split_at(10);
    let (time, zone) = rest[1..].split_at(8);
    let separated = matches!(rest.as_bytes()[0], b' ' | b'T' | b't');
    separated && is_date(date) && is_time(time) && is_fraction_and_zone(zone)
}

/// Reads digits in a form such as `dddd-dd-dd`, where `d` is a digit.
fn numbers<const N: usize>(text: &str, separator: char) -> Option<[u32; N]> {
    let mut parts = text.split(separator);
    let mut found = [0; N];
    for (place, number) in found.iter_mut().enumerate() {
        let part = parts.next()?;
        let digits = if place == 0 && N == 3 && separator == '-' {
            4
        } else {
            2
        };
        if part.len() != digits || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(found)
}

fn is_date(text: &str) -> bool {
    let Some([year, month, day]) = numbers::<3>(text, '-') else {
        return false;
    };
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

fn is_time(text: &str) -> bool {
    // A leap second is 60 (RFC 3339, 5.6).
    numbers::<3>(text, ':')
        .is_some_and(|[hour, minute, second]| hour < 24 && minute < 60 && second <= 60)
}

fn is_fraction_and_zone(text: &str) -> bool {
    let zone = match text.strip_prefix('.') {
        Some(fraction) => {
            let zone = fraction.trim_start_matches(|character: char| character.is_ascii_digit());
            if zone.len() == fraction.len() {
                return false;
            }
            zone
        }
        None => text,
    };
    match zone.as_bytes() {
        [] | [b'Z' | b'z'] => true,
        [b'+' | b'-', ..] => {
            numbers::<2>(&zone[1..], ':').is_some_and(|[hour, minute]| hour < 24 && minute < 60)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datetimes_are_real_dates_with_times() {
        for text in [
            "2017-01-31 01:18:13",
            "2026-11-23T19:06:32Z",
            "2026-11-23T19:06:32.125+01:00",
            "2024-02-29 00:00:00",
        ] {
            assert!(is_datetime(text), "{text}");
        }
        for text in [
            "",
            "2017-01-31",
            "2017-13-31 01:18:13",
            "2017-02-29 01:18:13",
            "2017-01-31 25:18:13",
            "2017-01-31 01:18:13 and more",
            "2017-01-31 01:18:13.",
            "0000-00-00 00:00:00",
            "tomorrow at 8, 01:18:13",
            "2017-01-31é01:18:13",
            "+017-01-31 01:18:13",
        ] {
            assert!(!is_datetime(text), "{text}");
        }
    }

    #[test]
    fn tokens_are_long_enough_and_of_the_characters_of_a_header() {
        assert!(is_token("q0u66k8h42yaevtchv09uyy3y9gaj2ap"));
        assert!(is_token("eyJraWQiOiIxIn0.eyJ1aWQiOjF9.abc-_123=="));
        for text in [
            "",
            "short",
            "================",
            "with a blank in it all",
            "<html><body></body>",
        ] {
            assert!(!is_token(text), "{text}");
        }
    }
}
