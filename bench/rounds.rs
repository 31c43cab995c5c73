//! Several rounds of one piece of work, measured one by one.

use std::time::{Duration, Instant};

const ROUNDS: usize = 9;

/// Measures some work, and prints how long its rounds took: the median, the shortest, the longest.
/// What the work makes is dropped outside of the measurement.
#[expect(clippy::print_stdout, reason = "what is measured is read there")]
pub(crate) fn measure<T>(what: &str, mut work: impl FnMut() -> T) {
    drop(work());
    let mut rounds: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let began = Instant::now();
            let made = work();
            let took = began.elapsed();
            drop(made);
            took
        })
        .collect();
    rounds.sort();
    println!(
        "{what:<44} {:>10.3?}  ({:.3?} to {:.3?})",
        rounds[ROUNDS / 2],
        rounds[0],
        rounds[ROUNDS - 1]
    );
}
