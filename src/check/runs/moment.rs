//! Moments in two runs: whether they are of the runs, or of the shop.

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use crate::outcome::RunOutcome;

/// How far the clock of a store may be from ours: its time zone, and a little more.
const CLOCKS: SignedDuration = SignedDuration::from_hours(15);

/// When a run was.
#[derive(Debug, Clone, Copy)]
pub(super) struct Period(Option<(Timestamp, Timestamp)>);

impl Period {
    /// Returns the period of a run; one whose beginning cannot be read has none.
    pub(super) fn of(run: &RunOutcome) -> Self {
        let Ok(start) = run.started_at.parse::<Timestamp>() else {
            return Self(None);
        };
        let took = SignedDuration::try_from_secs_f64(run.duration_ms / 1000.0).unwrap_or_default();
        let from = start.checked_sub(CLOCKS);
        let until = start
            .checked_add(took)
            .and_then(|end| end.checked_add(CLOCKS));
        Self(from.ok().zip(until.ok()))
    }

    /// Whether a date with a time, as a store writes it, is in the period.
    pub(super) fn holds(self, text: &str) -> bool {
        let moment = text.parse::<Timestamp>().ok().or_else(|| {
            let local: DateTime = text.parse().ok()?;
            TimeZone::UTC.to_timestamp(local).ok()
        });
        match (self.0, moment) {
            (Some((from, until)), Some(moment)) => (from..=until).contains(&moment),
            _ => false,
        }
    }
}
