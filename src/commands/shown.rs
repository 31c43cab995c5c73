//! How what is printed is written: harmless to whatever reads it, and where wanted in ASCII.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::report::ascii::{GROWTH, ascii};
use crate::visible;

/// Whether only ASCII is printed, and which streams take colours. The program decides it once, before
/// it prints anything; that a part of a run printed otherwise could only be a mistake.
static ASCII: AtomicBool = AtomicBool::new(false);
static COLORED_OUT: AtomicBool = AtomicBool::new(false);
static COLORED_ERR: AtomicBool = AtomicBool::new(false);

/// Whether a report takes the standard output, so that what a person reads goes to the standard error.
/// Whoever reads the options of reports decides it, before anything is printed.
static DIVERTED: AtomicBool = AtomicBool::new(false);

/// Decides how everything is printed.
pub(super) fn decide(only_ascii: bool, colored_out: bool, colored_err: bool) {
    ASCII.store(only_ascii, Ordering::Relaxed);
    COLORED_OUT.store(colored_out, Ordering::Relaxed);
    COLORED_ERR.store(colored_err, Ordering::Relaxed);
}

/// Leaves the standard output to a report.
pub(super) fn divert() {
    DIVERTED.store(true, Ordering::Relaxed);
}

/// Returns whether a report takes the standard output.
pub(super) fn is_diverted() -> bool {
    DIVERTED.load(Ordering::Relaxed)
}

/// Returns a text as it goes to the standard output: nothing in it is obeyed by a terminal, but for
/// colours, or by the runner of a pipeline.
pub(super) fn printed(text: &str) -> String {
    let has_colors = COLORED_OUT.load(Ordering::Relaxed);
    raw(&visible::printed(text, has_colors))
}

/// Returns a text as it goes to the standard error: as harmless.
pub fn said(text: &str) -> String {
    let has_colors = COLORED_ERR.load(Ordering::Relaxed);
    raw(&visible::printed(text, has_colors))
}

/// Returns a text as it is printed where nothing in it has to be made harmless.
pub(super) fn raw(text: &str) -> String {
    if ASCII.load(Ordering::Relaxed) {
        ascii(text)
    } else {
        text.to_owned()
    }
}

/// Returns how many columns are left of these, since a line may grow when it is written in ASCII.
pub(super) fn columns(columns: usize) -> usize {
    if ASCII.load(Ordering::Relaxed) {
        columns.saturating_sub(GROWTH)
    } else {
        columns
    }
}
