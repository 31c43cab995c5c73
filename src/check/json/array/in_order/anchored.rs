//! Long arrays: elements that occur once on each side, and are the same, hold the rest in place
//! (the idea of a patience diff), so that only the gaps between them are tried out.

use std::collections::HashMap;

use serde_json::Value;

use crate::check::json::array::CELLS;
use crate::check::json::array::elements::Elements;
use crate::check::json::array::in_order::{Fate, Gap, align, tell};
use crate::check::value::canonical;

/// Compares two long arrays from a place on, up to which they are the same.
pub(super) fn compare(
    arrays: &mut impl Elements,
    documented: &[Value],
    actual: &[Value],
    start: usize,
) {
    let pairs = unique_pairs(documented, actual, start);
    let in_place = longest_ascending(&pairs);
    let mut fates = Vec::new();
    let (mut row, mut column) = (start, start);
    let moved: HashMap<usize, usize> = pairs
        .iter()
        .filter(|pair| in_place.binary_search(pair).is_err())
        .copied()
        .collect();
    let moved_to: HashMap<usize, usize> = moved.iter().map(|(at, place)| (*place, *at)).collect();
    let ends = in_place.iter().copied();
    for (at, place) in ends.chain([(documented.len(), actual.len())]) {
        let is_last = at == documented.len();
        let rows: Vec<usize> = (row..at).filter(|at| !moved.contains_key(at)).collect();
        let columns = (column..place).filter(|place| !moved_to.contains_key(place));
        let columns: Vec<usize> = columns.collect();
        let gap = Gap {
            documented: &rows,
            actual: &columns,
            is_last,
        };
        let within = fates_of(arrays, documented, actual, &gap);
        let gone = (row..at).filter_map(|at| Some(Fate::Moved(at, *moved.get(&at)?)));
        fates.extend(gone);
        fates.extend(within);
        if !is_last {
            fates.push(Fate::Pair(at, place));
        }
        (row, column) = (at + 1, place + 1);
    }
    tell(arrays, &fates, documented, actual, Vec::new());
}

/// Finds out what became of the elements of a gap; one that is too large to be tried out is told
/// place by place, which is right, but may be longer than need be.
fn fates_of(
    arrays: &mut impl Elements,
    documented: &[Value],
    actual: &[Value],
    gap: &Gap<'_>,
) -> Vec<Fate> {
    let (rows, columns) = (gap.documented.len(), gap.actual.len());
    if rows * columns <= CELLS && arrays.has_effort() {
        return align(arrays, documented, actual, gap);
    }
    arrays.note_unaligned();
    let pairs = gap.documented.iter().zip(gap.actual);
    let pairs = pairs.map(|(at, place)| Fate::Pair(*at, *place));
    let missing = gap.documented.iter().skip(columns);
    let extra = gap.actual.iter().skip(rows);
    pairs
        .chain(missing.map(|at| Fate::Missing(*at)))
        .chain(extra.map(|place| Fate::Extra(*place)))
        .collect()
}

/// Returns the places of elements that occur once on each side and are the same, by the first.
fn unique_pairs(documented: &[Value], actual: &[Value], start: usize) -> Vec<(usize, usize)> {
    #[derive(Default)]
    struct Seen {
        documented: Vec<usize>,
        actual: Vec<usize>,
    }
    let mut seen: HashMap<String, Seen> = HashMap::new();
    for (at, element) in documented.iter().enumerate().skip(start) {
        seen.entry(canonical(element))
            .or_default()
            .documented
            .push(at);
    }
    for (place, element) in actual.iter().enumerate().skip(start) {
        if let Some(seen) = seen.get_mut(&canonical(element)) {
            seen.actual.push(place);
        }
    }
    let pairs = seen.into_values().filter_map(|seen| {
        match (seen.documented.as_slice(), seen.actual.as_slice()) {
            ([at], [place]) => Some((*at, *place)),
            _ => None,
        }
    });
    let mut pairs: Vec<(usize, usize)> = pairs.collect();
    pairs.sort_unstable();
    pairs
}

/// Returns as many pairs as possible whose places ascend on both sides.
fn longest_ascending(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The last pair of the best sequence of each length, and for each pair the one before it.
    let mut last: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (index, (_, place)) in pairs.iter().enumerate() {
        let length = last.partition_point(|&end| pairs[end].1 < *place);
        before.push(length.checked_sub(1).map(|length| last[length]));
        if length == last.len() {
            last.push(index);
        } else {
            last[length] = index;
        }
    }
    let mut sequence = Vec::new();
    let mut next = last.last().copied();
    while let Some(index) = next {
        sequence.push(pairs[index]);
        next = before[index];
    }
    sequence.reverse();
    sequence
}
