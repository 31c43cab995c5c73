//! What a comparison found.

use crate::outcome::{
    Compared, Counts, DriftOutcome, Extra, LeftOut, MOST_EXTRAS, Mismatch, PromisedRule, Varied,
};

/// What a comparison found.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    /// What was compared.
    pub counts: Counts,
    /// What differs.
    pub mismatches: Vec<Mismatch>,
    /// What was found where the page is known to be out of date.
    pub drifts: Vec<DriftOutcome>,
    /// Members that the page does not print.
    pub extras: Vec<Extra>,
    /// Values that differ as they may.
    pub varied: Vec<Varied>,
    /// Values that nothing was compared with.
    pub left_out: Vec<LeftOut>,
    /// What stands where the page prints a token.
    pub tokens: Vec<String>,
    /// The rules of the page's body.
    pub rules: Vec<PromisedRule>,
    /// How many mismatches there are, also while none is written down.
    pub differences: usize,
}

impl Comparison {
    /// Adds what another part of the comparison found.
    pub(crate) fn absorb(&mut self, other: Self) {
        self.counts.add(other.counts);
        self.mismatches.extend(other.mismatches);
        self.drifts.extend(other.drifts);
        self.extras.extend(other.extras);
        self.extras.truncate(MOST_EXTRAS);
        self.varied.extend(other.varied);
        self.left_out.extend(other.left_out);
        self.tokens.extend(other.tokens);
        self.rules.extend(other.rules);
        self.differences += other.differences;
    }

    /// Takes what is said of all that was compared.
    pub(crate) fn take_compared(&mut self) -> Compared {
        Compared {
            complete: self.mismatches.len() == self.differences && self.extras.len() < MOST_EXTRAS,
            left_out: std::mem::take(&mut self.left_out),
        }
    }

    /// Returns the share of what differs, in percent; 0 only where nothing does.
    pub(crate) fn distance(&self) -> usize {
        let same = self.counts.exact + self.counts.varied + self.counts.drifted;
        match self.differences {
            0 => 0,
            differences => (100 * differences / (same + differences)).max(1),
        }
    }
}
