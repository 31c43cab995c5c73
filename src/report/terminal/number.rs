//! Counts, sizes and times as a person says them.

use crate::outcome::Counts;

/// Returns a count with its word, such as `1 step` or `12 steps`.
pub(crate) fn counted(count: usize, word: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {word}{ending}")
}

/// Says what was compared, without what there is none of.
pub(crate) fn compared(counts: Counts) -> String {
    let parts = [
        (
            counts.exact,
            counted(counts.exact, "value") + " exactly as printed",
        ),
        (
            counts.varied,
            format!("{} varied as they may", counts.varied),
        ),
        (counts.drifted, counted(counts.drifted, "known drift")),
        (counts.checked, counted(counts.checked, "check")),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    let said: Vec<String> = parts.map(|(_, part)| part).collect();
    if said.is_empty() {
        return "nothing was compared".to_owned();
    }
    said.join(", ")
}

/// Returns a number of bytes in decimal units: `133 B`, `12.3 kB`, `4.0 MB`.
pub(crate) fn size(bytes: usize) -> String {
    #[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
    let amount = bytes as f64;
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", amount / 1e3),
        _ => format!("{:.1} MB", amount / 1e6),
    }
}

/// Returns milliseconds as a time: `0.4 ms`, `12 ms`, `1.2 s`, `2 min 3 s`.
pub(crate) fn time(milliseconds: f64) -> String {
    if milliseconds < 0.95 {
        format!("{:.1} ms", milliseconds.max(0.0))
    } else if milliseconds < 999.5 {
        format!("{milliseconds:.0} ms")
    } else if milliseconds < 59_950.0 {
        format!("{:.1} s", milliseconds / 1e3)
    } else {
        let seconds = (milliseconds / 1e3).round();
        format!(
            "{:.0} min {:.0} s",
            (seconds / 60.0).floor(),
            seconds % 60.0
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nothing_was_counted_of_is_not_said() {
        let mut counts = Counts {
            checked: 1,
            ..Counts::default()
        };
        assert_eq!(compared(counts), "1 check");
        counts.exact = 2;
        counts.varied = 1;
        let said = "2 values exactly as printed, 1 varied as they may, 1 check";
        assert_eq!(compared(counts), said);
        assert_eq!(compared(Counts::default()), "nothing was compared");
    }

    #[test]
    fn counts_sizes_and_times_are_said_in_the_right_unit() {
        assert_eq!(counted(0, "step"), "0 steps");
        assert_eq!(counted(1, "step"), "1 step");
        let sizes = [0, 999, 1_000, 12_345, 1_000_000, 67_108_864].map(size);
        assert_eq!(
            sizes,
            ["0 B", "999 B", "1.0 kB", "12.3 kB", "1.0 MB", "67.1 MB"]
        );
        let times = [
            -1.0, 0.04, 0.4, 0.99, 4.4, 999.4, 999.6, 59_949.0, 59_960.0, 123_000.0,
        ];
        let said = [
            "0.0 ms",
            "0.0 ms",
            "0.4 ms",
            "1 ms",
            "4 ms",
            "999 ms",
            "1.0 s",
            "59.9 s",
            "1 min 0 s",
            "2 min 3 s",
        ];
        assert_eq!(times.map(time), said);
        // Nothing sensible can be said of these, but it is said without a panic.
        time(f64::NAN);
        time(f64::INFINITY);
    }
}
