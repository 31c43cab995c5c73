//! The store's clock: the real time, and how Magento writes it down.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

/// Returns the present second since 1970.
pub(crate) fn now() -> i64 {
    Timestamp::now().as_second()
}

/// Returns a second as `YYYY-MM-DD HH:MM:SS` in UTC.
pub(crate) fn written(second: i64) -> String {
    Timestamp::from_second(second)
        .unwrap_or_default()
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string()
}

/// Returns a date as `YYYY-MM-DD`; a day that the month does not have runs over into the next one.
pub(crate) fn date(year: i16, month: i8, day: i8) -> Option<String> {
    let first_of_month = Date::new(year, month, 1).ok()?;
    let days = (1..=31).contains(&day).then(|| i64::from(day) - 1)?;
    Some(first_of_month.checked_add(days.days()).ok()?.to_string())
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn writes_seconds_as_magento_does() {
        assert_eq!(written(0), "1970-01-01 00:00:00");
        assert_eq!(written(1_795_460_792), "2026-11-23 19:06:32");
        assert_eq!(written(i64::MAX), "1970-01-01 00:00:00");
    }
}
