//! What checking one answer may cost: a body or a path that somebody made for it can multiply into
//! work without end.

use std::cell::Cell;

use crate::check::error::CheckError;
use crate::outcome::ErrorKind;

/// How many nodes one path may look at, each time that it does.
const NODES: u64 = 20_000_000;

/// After how many nodes it is asked whether to stop.
const INTERVAL: u64 = 1 << 16;

/// Says why checking is to stop, if it is: the run was interrupted, or its time is over.
pub type Stop<'s> = &'s dyn Fn() -> Option<String>;

/// The effort that may be spent on one answer.
pub struct Effort<'s> {
    stop: Option<Stop<'s>>,
    left: Cell<u64>,
}

/// Why a look-up did not come to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Exhausted {
    /// It looks at more nodes than any that is meant.
    TooMuch,
    /// It was stopped, for this reason.
    Stopped(String),
}

impl Default for Effort<'_> {
    fn default() -> Self {
        Self {
            stop: None,
            left: Cell::new(NODES),
        }
    }
}

impl<'s> Effort<'s> {
    /// May be spent until somebody says stop.
    pub fn until(stop: Stop<'s>) -> Self {
        Self {
            stop: Some(stop),
            ..Self::default()
        }
    }

    /// Begins a look-up.
    pub(crate) fn begin(&self) -> Result<(), Exhausted> {
        self.left.set(NODES);
        self.pause()
    }

    /// Spends the effort of looking at some nodes.
    pub(crate) fn spend(&self, nodes: u64) -> Result<(), Exhausted> {
        let before = self.left.get();
        let left = before.checked_sub(nodes).ok_or(Exhausted::TooMuch)?;
        self.left.set(left);
        if before / INTERVAL == left / INTERVAL {
            return Ok(());
        }
        self.pause()
    }

    /// Asks whether to stop.
    pub(crate) fn pause(&self) -> Result<(), Exhausted> {
        match self.stop.and_then(|stop| stop()) {
            Some(why) => Err(Exhausted::Stopped(why)),
            None => Ok(()),
        }
    }
}

impl Exhausted {
    /// Says it of a body that is compared with the documented one.
    pub(crate) fn of_comparison(self) -> CheckError {
        let why = match self {
            Self::TooMuch => format!("it takes looking at more than {NODES} nodes"),
            Self::Stopped(why) => why,
        };
        let message = format!("the body was not compared to its end: {why}");
        CheckError::new(ErrorKind::Body, message)
    }

    /// Says it of what was looked up.
    pub(crate) fn error(self, what: &str) -> CheckError {
        match self {
            Self::TooMuch => CheckError::new(
                ErrorKind::Body,
                format!("`{what}` looks at more than {NODES} nodes of the body"),
            )
            .hint("name the members on the way, and look less often at all that is below"),
            Self::Stopped(why) => CheckError::new(
                ErrorKind::Body,
                format!("`{what}` was not looked up to its end: {why}"),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effort_ends_by_itself_or_when_somebody_says_so() {
        let effort = Effort::default();
        assert_eq!(effort.spend(NODES), Ok(()));
        assert_eq!(effort.spend(1), Err(Exhausted::TooMuch));
        assert_eq!(effort.begin(), Ok(()));
        assert_eq!(effort.spend(1), Ok(()));
        let stop = || Some("enough".to_owned());
        let effort = Effort::until(&stop);
        let stopped = Err(Exhausted::Stopped("enough".to_owned()));
        assert_eq!(effort.spend(INTERVAL), stopped);
        assert_eq!(effort.begin(), stopped);
    }
}
