//! Lengths of time as people write them: `30s`, `2m`, `1m 30s`.

use std::time::Duration;

use jiff::SignedDuration;

/// Reads a length of time such as `30s`, `500ms` or `1h 30m`; none where the text is something
/// else, has no unit, or is less than nothing.
pub fn parse(text: &str) -> Option<Duration> {
    let duration: SignedDuration = text.parse().ok()?;
    duration.try_into().ok()
}

/// Writes a length of time in the way that [`parse`] reads.
pub fn show(duration: Duration) -> String {
    // One that is longer than any that the library knows is as good as endless.
    let duration = SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX);
    format!("{duration:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for (text, milliseconds, shown) in [
            ("30s", 30_000, "30s"),
            ("2m", 120_000, "2m"),
            ("2min", 120_000, "2m"),
            ("90s", 90_000, "1m 30s"),
            ("1m 30s", 90_000, "1m 30s"),
            ("1h30m", 5_400_000, "1h 30m"),
            ("500ms", 500, "500ms"),
            ("0s", 0, "0s"),
        ] {
            let duration = Duration::from_millis(milliseconds);
            assert_eq!(parse(text), Some(duration), "{text}");
            assert_eq!(parse(&show(duration)), Some(duration), "{text}");
            assert_eq!(show(duration), shown, "{text}");
        }
    }

    #[test]
    fn what_is_no_length_of_time_is_not_read() {
        for text in [
            "",
            "30",
            "s",
            "-5s",
            "5s ago",
            "soon",
            "1 fortnight",
            "99999999999999999999h",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
