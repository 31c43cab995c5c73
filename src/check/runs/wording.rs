//! Whether two texts say the same, but for what each run made.

/// Whether two texts differ in nothing but numbers of things that the runs made, and the numbers of
/// reports in a log.
///
/// A number counts only where the text says that it is one of a thing: after `#`, `=` or `/`, after
/// a word such as `customerId`, or with leading zeros. `is_made` says which numbers are of one thing.
pub(super) fn is_same(left: &str, right: &str, is_made: impl Fn(&str, &str) -> bool) -> bool {
    let (left, right) = (parts(left), parts(right));
    if left.len() != right.len() {
        return false;
    }
    let mut before = String::new();
    for (one, other) in left.iter().zip(&right) {
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let is_same = one == other
            || (is_report(&before) && is_hexadecimal(one) && is_hexadecimal(other))
            || (is_number(one)
                && is_number(other)
                && (one.starts_with('0') || names_a_thing(&before))
                && is_made(one, other));
        if !is_same {
            return false;
        }
        before.push_str(one);
    }
    true
}

/// Takes a text apart into words and what stands between them.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = first.is_alphanumeric();
        let end = rest.find(|it: char| it.is_alphanumeric() != is_word);
        let (part, after) = rest.split_at(end.unwrap_or(rest.len()));
        parts.push(part);
        rest = after;
    }
    parts
}

/// Whether a text ends where the number of a report follows: `Report ID: webapi-`.
fn is_report(before: &str) -> bool {
    before.ends_with("webapi-")
}

fn is_hexadecimal(text: &str) -> bool {
    text.len() > 8 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a text ends where the number of a thing follows.
fn names_a_thing(before: &str) -> bool {
    if before.ends_with(['#', '=', '/']) {
        return true;
    }
    let word = before.trim_end_matches(|it: char| !it.is_alphanumeric());
    let is_id = |end: &str| word.ends_with(end);
    is_id("Id") || is_id("ID") || word.rsplit([' ', '_']).next() == Some("id")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(left: &str, right: &str, expected: bool) {
        let is_made = |left: &str, right: &str| {
            matches!((left, right), ("4", "2") | ("000000004", "000000002"))
        };
        assert_eq!(is_same(left, right, is_made), expected, "{left} | {right}");
    }

    #[test]
    fn texts_may_differ_in_what_the_runs_made() {
        for (left, right, expected) in [
            ("same", "same", true),
            (
                "see the log. Report ID: webapi-674a1b2c3d4e5",
                "see the log. Report ID: webapi-674ffffffffff",
                true,
            ),
            ("webapi-674a1b2c3d4e5", "webapi-674a", false),
            (
                "No such entity with customerId = 4",
                "No such entity with customerId = 2",
                true,
            ),
            (
                "No such entity with customerId = 4",
                "No such entity with customerId = 3",
                false,
            ),
            (
                "Order #000000004 is placed",
                "Order #000000002 is placed",
                true,
            ),
            (
                "Order 000000004 is placed",
                "Order 000000002 is placed",
                true,
            ),
            ("only 4 are left", "only 2 are left", false),
            ("order #4 of 4", "order #2 of 2", false),
            ("/orders/4", "/orders/2", true),
            ("EAN 4006381333931", "EAN 4006381333932", false),
        ] {
            check(left, right, expected);
        }
    }
}
