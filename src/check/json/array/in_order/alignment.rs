//! Which elements of a gap belong together, and what that means for each.

use crate::check::json::array::elements::Elements;
use crate::check::json::comparison::Comparison;
use serde_json::Value;

/// What it costs to call an element put in or taken out, where two that have nothing in common
/// cost 100: changing one into another is cheaper than both, unless they are quite different.
pub(super) const GAP: usize = 60;

/// What becomes of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// These two belong together.
    Pair(usize, usize),
    /// The documented one is not there.
    Missing(usize),
    /// The actual one is not printed.
    Extra(usize),
    /// They are the same, but stand elsewhere.
    Moved(usize, usize),
}

/// Elements between which nothing is known to belong together.
pub(super) struct Gap<'g> {
    /// Their places in the documented array, ascending.
    pub(super) documented: &'g [usize],
    /// Their places in the actual array, ascending.
    pub(super) actual: &'g [usize],
    /// Whether nothing printed follows.
    pub(super) is_last: bool,
}

/// Finds the cheapest way from one array to the other (Needleman and Wunsch), then what moved.
pub(super) fn align(
    arrays: &mut impl Elements,
    documented: &[Value],
    actual: &[Value],
    gap: &Gap<'_>,
) -> Vec<Fate> {
    let (rows, columns) = (gap.documented.len(), gap.actual.len());
    let mut distances = vec![vec![0; columns]; rows];
    for (row, line) in distances.iter_mut().enumerate() {
        for (column, distance) in line.iter_mut().enumerate() {
            let (at, place) = (gap.documented[row], gap.actual[column]);
            *distance = arrays.distance((at, &documented[at]), (place, &actual[place]));
        }
    }
    // What follows the printed elements of a shortened array costs nothing, so a printed one that is
    // missing must cost more: else all would be missing, and all that is there would follow.
    let (trailing, missing) = if arrays.is_shortened() && gap.is_last {
        (0, 2 * GAP)
    } else {
        (GAP, GAP)
    };
    let mut costs = vec![vec![0; columns + 1]; rows + 1];
    for row in (0..=rows).rev() {
        for column in (0..=columns).rev() {
            costs[row][column] = match (row == rows, column == columns) {
                (true, true) => 0,
                (true, false) => costs[row][column + 1] + trailing,
                (false, true) => costs[row + 1][column] + missing,
                (false, false) => (costs[row + 1][column + 1] + distances[row][column])
                    .min(costs[row + 1][column] + missing)
                    .min(costs[row][column + 1] + GAP),
            };
        }
    }
    let mut fates = Vec::new();
    let (mut row, mut column) = (0, 0);
    while row < rows || column < columns {
        let cost = costs[row][column];
        if row < rows
            && column < columns
            && cost == costs[row + 1][column + 1] + distances[row][column]
        {
            fates.push(Fate::Pair(row, column));
            row += 1;
            column += 1;
        } else if row < rows && cost == costs[row + 1][column] + missing {
            fates.push(Fate::Missing(row));
            row += 1;
        } else {
            fates.push(Fate::Extra(column));
            column += 1;
        }
    }
    find_moved(&mut fates, &distances);
    let shift = |fate: &Fate| match *fate {
        Fate::Pair(row, column) => Fate::Pair(gap.documented[row], gap.actual[column]),
        Fate::Missing(row) => Fate::Missing(gap.documented[row]),
        Fate::Extra(column) => Fate::Extra(gap.actual[column]),
        Fate::Moved(row, column) => Fate::Moved(gap.documented[row], gap.actual[column]),
    };
    fates.iter().map(shift).collect()
}

/// Finds elements without a partner that are the same as one elsewhere. A pair of which one half
/// moved is no pair: its other half is missing, or printed nowhere.
pub(super) fn find_moved(fates: &mut Vec<Fate>, distances: &[Vec<usize>]) {
    let loose = |fate: &Fate| match *fate {
        Fate::Pair(row, column) if distances[row][column] > 0 => (Some(row), Some(column)),
        Fate::Missing(row) => (Some(row), None),
        Fate::Extra(column) => (None, Some(column)),
        Fate::Pair(..) | Fate::Moved(..) => (None, None),
    };
    let loose_rows: Vec<usize> = fates.iter().filter_map(|fate| loose(fate).0).collect();
    let mut loose_columns: Vec<usize> = fates.iter().filter_map(|fate| loose(fate).1).collect();
    for row in loose_rows {
        let same = loose_columns
            .iter()
            .position(|&column| distances[row][column] == 0);
        let Some(column) = same.map(|index| loose_columns.remove(index)) else {
            continue;
        };
        let mut moved = Vec::with_capacity(fates.len() + 1);
        for fate in fates.drain(..) {
            match fate {
                Fate::Pair(this, other) if this == row => {
                    moved.extend([Fate::Moved(row, column), Fate::Extra(other)]);
                }
                Fate::Pair(this, other) if other == column => moved.push(Fate::Missing(this)),
                Fate::Missing(this) if this == row => moved.push(Fate::Moved(row, column)),
                Fate::Extra(other) if other == column => {}
                fate => moved.push(fate),
            }
        }
        *fates = moved;
    }
}

/// Writes down what became of the elements.
pub(super) fn tell(
    arrays: &mut impl Elements,
    fates: &[Fate],
    documented: &[Value],
    actual: &[Value],
    mut tried: Vec<(usize, usize, Comparison)>,
) {
    let last_printed = fates
        .iter()
        .rposition(|fate| !matches!(fate, Fate::Extra(_)));
    let mut following = Vec::new();
    for (index, fate) in fates.iter().enumerate() {
        match *fate {
            Fate::Pair(at, place) => {
                let known = tried.iter().position(|(a, p, _)| (*a, *p) == (at, place));
                match known {
                    Some(known) => arrays.keep(tried.swap_remove(known).2),
                    None => arrays.element((at, &documented[at]), (place, &actual[place])),
                }
            }
            Fate::Missing(at) => arrays.missing_element((at, &documented[at])),
            Fate::Moved(at, place) => {
                arrays.moved_element((at, &documented[at]), (place, &actual[place]));
            }
            Fate::Extra(place) => {
                let goes_on = arrays.is_shortened() && last_printed.is_none_or(|last| index > last);
                if goes_on {
                    following.push(place);
                } else {
                    arrays.extra_element((place, &actual[place]));
                }
            }
        }
    }
    arrays.left_out(following);
}
