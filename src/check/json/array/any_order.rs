//! Arrays whose order means nothing.

use std::collections::HashMap;

use serde_json::Value;

use crate::check::json::array::CELLS;
use crate::check::json::array::elements::Elements;
use crate::check::value::canonical;

/// Compares two arrays as multisets.
pub(super) fn compare(arrays: &mut impl Elements, documented: &[Value], actual: &[Value]) {
    let partners = if documented.len() * actual.len() <= CELLS && arrays.has_effort() {
        matching(arrays, documented, actual)
    } else {
        equal_ones(documented, actual)
    };
    let mut free = vec![true; actual.len()];
    let mut alone = Vec::new();
    for (at, element) in documented.iter().enumerate() {
        if let Some(place) = partners[at] {
            free[place] = false;
            arrays.element((at, element), (place, &actual[place]));
        } else {
            alone.push(at);
        }
    }
    let mut left: Vec<usize> = (0..actual.len()).filter(|place| free[*place]).collect();
    for at in alone {
        match nearest(arrays, (at, &documented[at]), actual, &left) {
            Some(index) => {
                let place = left.remove(index);
                arrays.element((at, &documented[at]), (place, &actual[place]));
            }
            None => arrays.missing_element((at, &documented[at])),
        }
    }
    if !arrays.is_shortened() {
        for place in left {
            arrays.extra_element((place, &actual[place]));
        }
    } else {
        arrays.left_out(left);
    }
}

/// Finds for as many documented elements as possible an actual one without a difference, so that
/// a rule that lets much stand does not take the only partner of a stricter element (augmenting
/// paths in a bipartite graph).
fn matching(
    arrays: &mut impl Elements,
    documented: &[Value],
    actual: &[Value],
) -> Vec<Option<usize>> {
    let fits: Vec<Vec<usize>> = documented
        .iter()
        .enumerate()
        .map(|(at, element)| {
            (0..actual.len())
                .filter(|&place| arrays.distance((at, element), (place, &actual[place])) == 0)
                .collect()
        })
        .collect();
    let mut taken_by: Vec<Option<usize>> = vec![None; actual.len()];
    for at in 0..documented.len() {
        let mut visited = vec![false; actual.len()];
        augment(at, &fits, &mut taken_by, &mut visited);
    }
    let mut partners = vec![None; documented.len()];
    for (place, taken) in taken_by.iter().enumerate() {
        if let Some(at) = taken {
            partners[*at] = Some(place);
        }
    }
    partners
}

/// Finds a partner for one element, moving others to other partners where that is needed. The
/// recursion is as deep as there are elements, at most the square root of what [`CELLS`] allows.
fn augment(
    at: usize,
    fits: &[Vec<usize>],
    taken_by: &mut [Option<usize>],
    visited: &mut [bool],
) -> bool {
    for &place in &fits[at] {
        if std::mem::replace(&mut visited[place], true) {
            continue;
        }
        let free = match taken_by[place] {
            None => true,
            Some(other) => augment(other, fits, taken_by, visited),
        };
        if free {
            taken_by[place] = Some(at);
            return true;
        }
    }
    false
}

/// Finds partners for elements that are equal as they stand: for arrays that are too large to try
/// everything with everything.
fn equal_ones(documented: &[Value], actual: &[Value]) -> Vec<Option<usize>> {
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, element) in actual.iter().enumerate().rev() {
        places.entry(canonical(element)).or_default().push(place);
    }
    documented
        .iter()
        .map(|element| places.get_mut(&canonical(element))?.pop())
        .collect()
}

/// Returns which of the left elements is most like a documented one; none where all are quite
/// different. Where there is no effort left, the first one is taken.
fn nearest(
    arrays: &mut impl Elements,
    documented: (usize, &Value),
    actual: &[Value],
    left: &[usize],
) -> Option<usize> {
    if left.len() == 1 || !arrays.has_effort() {
        return (!left.is_empty()).then_some(0);
    }
    (0..left.len())
        .map(|index| {
            let place = left[index];
            (arrays.distance(documented, (place, &actual[place])), index)
        })
        .min()
        .filter(|(distance, _)| *distance < 100)
        .map(|(_, index)| index)
}
