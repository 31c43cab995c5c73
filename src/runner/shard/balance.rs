//! Weights shared out, so that the heaviest share is as light as it can be had without a search.

/// Shares out weights and returns the share of each, from 0: the heaviest first, each to the share that
/// is lightest by then. The heaviest share is at most a third heavier than in the best possible way
/// (R. L. Graham, Bounds on Multiprocessing Timing Anomalies, 1969).
pub(super) fn balance(weights: &[u64], shares: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(weights[*at]), *at));
    let mut loads = vec![0_u64; shares];
    let mut share_of = vec![0; weights.len()];
    for at in order {
        let lightest = loads
            .iter()
            .enumerate()
            .min_by_key(|(share, load)| (**load, *share));
        let share = lightest.map_or(0, |(share, _)| share);
        loads[share] = loads[share].saturating_add(weights[at]);
        share_of[at] = share;
    }
    share_of
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_go_first_and_equal_ones_in_order() {
        assert_eq!(balance(&[1, 5, 2, 4, 3], 2), [0, 0, 0, 1, 1]);
        assert_eq!(balance(&[1, 1, 1], 3), [0, 1, 2]);
        assert_eq!(balance(&[7], 3), [0]);
        assert_eq!(balance(&[], 3), [0; 0]);
        // Nothing overflows where a saved run says that a step took for ever.
        assert_eq!(balance(&[u64::MAX, u64::MAX, 1], 1), [0, 0, 0]);
    }
}
