//! Arrays whose order counts.

mod anchored;

use serde_json::Value;

use crate::check::json::array::CELLS;
use crate::check::json::walk::{Comparison, Walk};

/// What it costs to call an element put in or taken out, where two that have nothing in common
/// cost 100: changing one into another is cheaper than both, unless they are quite different.
const GAP: usize = 60;

/// What becomes of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// These two belong together.
    Pair(usize, usize),
    /// The documented one is not there.
    Missing(usize),
    /// The actual one is not printed.
    Extra(usize),
    /// They are the same, but stand elsewhere.
    Moved(usize, usize),
}

/// Compares two arrays, element by element, around what was put in, taken out or moved.
pub(super) fn compare(walk: &mut Walk<'_>, documented: &[Value], actual: &[Value]) {
    // While arrays are only tried against each other, the plain order is enough: whether there
    // is any difference does not depend on how it is told.
    if walk.is_probing() {
        by_index(walk, documented, actual, 0);
        return;
    }
    let shorter = documented.len().min(actual.len());
    let mut tried = Vec::new();
    let mut start = 0;
    while start < shorter && walk.has_effort() {
        let attempt = walk.attempt((start, &documented[start]), (start, &actual[start]));
        if attempt.differences > 0 {
            tried.push((start, start, attempt));
            break;
        }
        walk.keep(attempt);
        start += 1;
    }
    let mut tail = Vec::new();
    if !walk.is_shortened() {
        while start + tail.len() < shorter && walk.has_effort() {
            let at = documented.len() - 1 - tail.len();
            let place = actual.len() - 1 - tail.len();
            if (at, place) == (start, start) && !tried.is_empty() {
                break;
            }
            let attempt = walk.attempt((at, &documented[at]), (place, &actual[place]));
            if attempt.differences > 0 {
                tried.push((at, place, attempt));
                break;
            }
            tail.push(attempt);
        }
    }
    let middle_documented = &documented[..documented.len() - tail.len()];
    let middle_actual = &actual[..actual.len() - tail.len()];
    let rows = middle_documented.len() - start;
    let columns = middle_actual.len() - start;
    if rows > 1 && columns > 1 && rows * columns > CELLS && walk.has_effort() {
        anchored::compare(walk, middle_documented, middle_actual, start);
    } else if (rows <= 1 && columns <= 1) || rows * columns > CELLS || !walk.has_effort() {
        if let (1.., 1.., Some(attempt)) = (rows, columns, take_first(&mut tried, start)) {
            walk.keep(attempt);
            start += 1;
        }
        if rows > 1 && columns > 1 {
            walk.note_unaligned();
        }
        by_index(walk, middle_documented, middle_actual, start);
    } else {
        let shift = |count: usize| (start..start + count).collect::<Vec<_>>();
        let gap = Gap {
            documented: &shift(rows),
            actual: &shift(columns),
            is_last: true,
        };
        let fates = align(walk, middle_documented, middle_actual, &gap);
        tell(walk, &fates, middle_documented, middle_actual, tried);
    }
    tail.into_iter()
        .rev()
        .for_each(|attempt| walk.keep(attempt));
}

/// Takes the attempt at the first elements that differ, if it was made.
fn take_first(tried: &mut Vec<(usize, usize, Comparison)>, start: usize) -> Option<Comparison> {
    let at = tried
        .iter()
        .position(|(at, place, _)| (*at, *place) == (start, start))?;
    Some(tried.swap_remove(at).2)
}

fn by_index(walk: &mut Walk<'_>, documented: &[Value], actual: &[Value], start: usize) {
    let shorter = documented.len().min(actual.len());
    for at in start..shorter {
        walk.element((at, &documented[at]), (at, &actual[at]));
    }
    for (at, element) in documented.iter().enumerate().skip(shorter.max(start)) {
        walk.missing_element((at, element));
    }
    if !walk.is_shortened() {
        for (at, element) in actual.iter().enumerate().skip(shorter.max(start)) {
            walk.extra_element((at, element));
        }
    }
}

/// Elements between which nothing is known to belong together.
struct Gap<'g> {
    /// Their places in the documented array, ascending.
    documented: &'g [usize],
    /// Their places in the actual array, ascending.
    actual: &'g [usize],
    /// Whether nothing printed follows.
    is_last: bool,
}

/// Finds the cheapest way from one array to the other (Needleman and Wunsch), then what moved.
fn align(walk: &mut Walk<'_>, documented: &[Value], actual: &[Value], gap: &Gap<'_>) -> Vec<Fate> {
    let (rows, columns) = (gap.documented.len(), gap.actual.len());
    let mut distances = vec![vec![0; columns]; rows];
    for (row, line) in distances.iter_mut().enumerate() {
        for (column, distance) in line.iter_mut().enumerate() {
            let (at, place) = (gap.documented[row], gap.actual[column]);
            *distance = walk.distance((at, &documented[at]), (place, &actual[place]));
        }
    }
    // What follows the printed elements of a shortened array costs nothing, so a printed one that is
    // missing must cost more: else all would be missing, and all that is there would follow.
    let (trailing, missing) = if walk.is_shortened() && gap.is_last {
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
fn find_moved(fates: &mut Vec<Fate>, distances: &[Vec<usize>]) {
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
fn tell(
    walk: &mut Walk<'_>,
    fates: &[Fate],
    documented: &[Value],
    actual: &[Value],
    mut tried: Vec<(usize, usize, Comparison)>,
) {
    let last_printed = fates
        .iter()
        .rposition(|fate| !matches!(fate, Fate::Extra(_)));
    for (index, fate) in fates.iter().enumerate() {
        match *fate {
            Fate::Pair(at, place) => {
                let known = tried.iter().position(|(a, p, _)| (*a, *p) == (at, place));
                match known {
                    Some(known) => walk.keep(tried.swap_remove(known).2),
                    None => walk.element((at, &documented[at]), (place, &actual[place])),
                }
            }
            Fate::Missing(at) => walk.missing_element((at, &documented[at])),
            Fate::Moved(at, place) => {
                walk.moved_element((at, &documented[at]), (place, &actual[place]));
            }
            Fate::Extra(place) => {
                let goes_on = walk.is_shortened() && last_printed.is_none_or(|last| index > last);
                if !goes_on {
                    walk.extra_element((place, &actual[place]));
                }
            }
        }
    }
}
