//! Times and sizes as they are written in a fault: `5s`, `100MB`.

use std::time::Duration;

/// Units, longest first where one ends in another, and what they are worth.
const TIMES: [(&str, u64); 3] = [("ms", 1), ("s", 1000), ("m", 60_000)];
const SIZES: [(&str, u64); 4] = [
    ("KB", 1000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("B", 1),
];

/// Reads a time; at most an hour.
pub(crate) fn time(text: &str) -> Option<Duration> {
    read(text, &TIMES)
        .filter(|millis| *millis <= 3_600_000)
        .map(Duration::from_millis)
}

/// Reads a size in bytes; at most a terabyte.
pub(crate) fn size(text: &str) -> Option<u64> {
    read(text, &SIZES).filter(|size| *size <= 1_000_000_000_000)
}

fn read(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    units.iter().find_map(|(unit, worth)| {
        let digits = text.strip_suffix(unit)?;
        let are_digits = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        are_digits
            .then_some(digits)?
            .parse::<u64>()
            .ok()?
            .checked_mul(*worth)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_times_and_sizes() {
        let time = |text| read(text, &TIMES);
        assert_eq!(time("5s"), Some(5000));
        assert_eq!(time("250ms"), Some(250));
        assert_eq!(time("2m"), Some(120_000));
        let size = |text| read(text, &SIZES);
        assert_eq!(size("100MB"), Some(100_000_000));
        assert_eq!(size("7B"), Some(7));
        for text in ["", "s", "5", "-5s", "+5s", "5 s", "99999999999999999999s"] {
            assert_eq!(time(text), None, "{text}");
        }
        assert_eq!(size("99999999999999999GB"), None);
        assert_eq!(size("5 apples"), None);
    }
}
