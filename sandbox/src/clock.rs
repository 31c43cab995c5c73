//! The store's clock: the real time, and how Magento writes it down.

use jiff::Timestamp;

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
