//! How what is printed is written: as it is, or in ASCII.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::report::ascii::{GROWTH, ascii};

/// Whether only ASCII is printed. The program decides it once, before it prints anything; that a
/// part of a run printed otherwise could only be a mistake.
static ASCII: AtomicBool = AtomicBool::new(false);

/// Decides how everything is printed.
pub(super) fn decide(only_ascii: bool) {
    ASCII.store(only_ascii, Ordering::Relaxed);
}

/// Returns a text as it is printed.
pub fn shown(text: &str) -> Cow<'_, str> {
    if ASCII.load(Ordering::Relaxed) {
        Cow::Owned(ascii(text))
    } else {
        Cow::Borrowed(text)
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
