//! The order of file names as people number them: `2` before `10`.

use std::cmp::Ordering;

/// A part of a name. Numbers stand before texts, as digits stand before letters.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Part<'a> {
    /// A number: how many digits it has without leading zeros, and these.
    Number(usize, &'a str),
    Text(&'a str),
}

/// Compares two names: numbers by their value, all else as text.
pub(super) fn natural(a: &str, b: &str) -> Ordering {
    parts(a).cmp(&parts(b)).then_with(|| a.cmp(b))
}

fn parts(name: &str) -> Vec<Part<'_>> {
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let runs = name
        .as_bytes()
        .chunk_by(|a, b| is_digit(a) == is_digit(b))
        .map(<[u8]>::len);
    let mut rest = name;
    runs.map(|length| {
        let (run, after) = rest.split_at(length);
        rest = after;
        if run.as_bytes().first().is_some_and(is_digit) {
            let number = run.trim_start_matches('0');
            Part::Number(number.len(), number)
        } else {
            Part::Text(run)
        }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_by_their_value() {
        let mut names = [
            "10-c.yaml",
            "b10.yaml",
            "2-b.yaml",
            "é.yaml",
            "02-a.yaml",
            "b2.yaml",
            "a.yaml",
            "1.yaml",
            "99999999999999999999999.yaml",
            "ab.yaml",
        ];
        names.sort_by(|a, b| natural(a, b));
        let expected = [
            "1.yaml",
            "02-a.yaml",
            "2-b.yaml",
            "10-c.yaml",
            "99999999999999999999999.yaml",
            "a.yaml",
            "ab.yaml",
            "b2.yaml",
            "b10.yaml",
            "é.yaml",
        ];
        assert_eq!(names, expected);
    }
}
