//! Arrays whose order counts.

mod alignment;
mod anchored;

use serde_json::Value;

use crate::check::json::array::CELLS;
use crate::check::json::array::elements::Elements;
use crate::check::json::array::in_order::alignment::{Fate, Gap, align, tell};
use crate::check::json::comparison::Comparison;

/// Compares two arrays, element by element, around what was put in, taken out or moved.
pub(super) fn compare(arrays: &mut impl Elements, documented: &[Value], actual: &[Value]) {
    // While arrays are only tried against each other, the plain order is enough: whether there
    // is any difference does not depend on how it is told.
    if arrays.is_probing() {
        by_index(arrays, documented, actual, 0);
        return;
    }
    let shorter = documented.len().min(actual.len());
    let mut tried = Vec::new();
    let mut start = 0;
    while start < shorter && arrays.has_effort() {
        let attempt = arrays.attempt((start, &documented[start]), (start, &actual[start]));
        if attempt.differences > 0 {
            tried.push((start, start, attempt));
            break;
        }
        arrays.keep(attempt);
        start += 1;
    }
    let mut tail = Vec::new();
    if !arrays.is_shortened() {
        while start + tail.len() < shorter && arrays.has_effort() {
            let at = documented.len() - 1 - tail.len();
            let place = actual.len() - 1 - tail.len();
            if (at, place) == (start, start) && !tried.is_empty() {
                break;
            }
            let attempt = arrays.attempt((at, &documented[at]), (place, &actual[place]));
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
    if rows > 1 && columns > 1 && rows * columns > CELLS && arrays.has_effort() {
        anchored::compare(arrays, middle_documented, middle_actual, start);
    } else if (rows <= 1 && columns <= 1) || rows * columns > CELLS || !arrays.has_effort() {
        if let (1.., 1.., Some(attempt)) = (rows, columns, take_first(&mut tried, start)) {
            arrays.keep(attempt);
            start += 1;
        }
        if rows > 1 && columns > 1 {
            arrays.note_unaligned();
        }
        by_index(arrays, middle_documented, middle_actual, start);
    } else {
        let shift = |count: usize| (start..start + count).collect::<Vec<_>>();
        let gap = Gap {
            documented: &shift(rows),
            actual: &shift(columns),
            is_last: true,
        };
        let fates = align(arrays, middle_documented, middle_actual, &gap);
        tell(arrays, &fates, middle_documented, middle_actual, tried);
    }
    tail.into_iter()
        .rev()
        .for_each(|attempt| arrays.keep(attempt));
}

/// Takes the attempt at the first elements that differ, if it was made.
fn take_first(tried: &mut Vec<(usize, usize, Comparison)>, start: usize) -> Option<Comparison> {
    let at = tried
        .iter()
        .position(|(at, place, _)| (*at, *place) == (start, start))?;
    Some(tried.swap_remove(at).2)
}

fn by_index(arrays: &mut impl Elements, documented: &[Value], actual: &[Value], start: usize) {
    let shorter = documented.len().min(actual.len());
    for at in start..shorter {
        arrays.element((at, &documented[at]), (at, &actual[at]));
    }
    for (at, element) in documented.iter().enumerate().skip(shorter.max(start)) {
        arrays.missing_element((at, element));
    }
    if !arrays.is_shortened() {
        for (at, element) in actual.iter().enumerate().skip(shorter.max(start)) {
            arrays.extra_element((at, element));
        }
    } else {
        arrays.left_out(shorter.max(start)..actual.len());
    }
}
