//! Texts that differ and look alike: what stands where they part, by the numbers of its characters.

use serde_json::Value;

use crate::outcome::Mismatch;

/// How many characters of a difference are told.
const TOLD: usize = 4;

/// How long a difference may be that is told at all, in characters.
const LONGEST: usize = 12;

/// Says where two texts part, if nobody could see it: blanks, line ends, accents that are characters
/// of their own, letters of another alphabet, and what has no width.
pub(crate) fn note(mismatch: &Mismatch) -> Option<String> {
    let (Some(Value::String(page)), Some(Value::String(store))) =
        (&mismatch.documented, &mismatch.actual)
    else {
        return None;
    };
    let (page, store): (Vec<char>, Vec<char>) = (page.chars().collect(), store.chars().collect());
    let pairs = page.iter().zip(&store);
    let start = pairs.take_while(|(a, b)| a == b).count();
    let pairs = page[start..].iter().rev().zip(store[start..].iter().rev());
    let end = pairs.take_while(|(a, b)| a == b).count();
    let page = &page[start..page.len() - end];
    let store = &store[start..store.len() - end];
    let is_short = page.len() <= LONGEST && store.len() <= LONGEST;
    let is_unseen = [page, store].into_iter().flatten().any(|c| is_unseen(*c));
    (is_short && is_unseen).then(|| {
        format!(
            "at character {} the page has {}, and the store {}",
            start + 1,
            told(page),
            told(store)
        )
    })
}

/// Whether nobody sees a character, or sees another one.
fn is_unseen(c: char) -> bool {
    let is_mark = matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe2f}');
    let is_of_other_alphabet = matches!(c, '\u{370}'..='\u{52f}' | '\u{ff00}'..='\u{ff5e}');
    let is_without_width = matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let is_dash_or_quote = matches!(c, '\u{2010}'..='\u{201f}' | '\u{2032}' | '\u{2212}');
    is_mark
        || is_of_other_alphabet
        || is_without_width
        || is_dash_or_quote
        || c.is_whitespace()
        || c.is_control()
}

/// Names characters by their numbers; those that everybody knows by their names, too.
fn told(characters: &[char]) -> String {
    if characters.is_empty() {
        return "nothing".to_owned();
    }
    let names = characters.iter().take(TOLD).map(|c| {
        let name = match c {
            ' ' => "a blank",
            '\t' => "a tab",
            '\n' => "a line feed",
            '\r' => "a carriage return",
            '\u{a0}' => "a no-break space",
            '\u{ad}' => "a soft hyphen",
            '\u{200b}' => "a zero-width space",
            '\u{feff}' => "a byte order mark",
            _ => "",
        };
        let number = format!("U+{:04X}", u32::from(*c));
        if name.is_empty() {
            number
        } else {
            format!("{name} ({number})")
        }
    });
    let names = names.collect::<Vec<_>>().join(" ");
    match characters.len() {
        more if more > TOLD => format!("{names} …"),
        _ => names,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn check(page: &str, store: &str, expected: Option<&str>) {
        let outcome = fixture::outcome();
        let mut mismatches = outcome.steps().flat_map(|step| &step.mismatches);
        let mut mismatch = mismatches.next().unwrap().clone();
        mismatch.documented = Some(page.into());
        mismatch.actual = Some(store.into());
        assert_eq!(note(&mismatch).as_deref(), expected, "{page:?} {store:?}");
    }

    #[test]
    fn what_looks_alike_is_told_apart() {
        for (page, store, expected) in [
            (
                "Café",
                "Cafe\u{301}",
                "at character 4 the page has U+00E9, and the store U+0065 U+0301",
            ),
            (
                "a\nb",
                "a\r\nb",
                "at character 2 the page has nothing, and the store a carriage return (U+000D)",
            ),
            (
                "two words",
                "two\u{a0}words",
                "at character 4 the page has a blank (U+0020), and the store a no-break space (U+00A0)",
            ),
            (
                "end",
                "end ",
                "at character 4 the page has nothing, and the store a blank (U+0020)",
            ),
            (
                "zero",
                "ze\u{200b}ro",
                "at character 3 the page has nothing, and the store a zero-width space (U+200B)",
            ),
            (
                "pay",
                "p\u{430}y",
                "at character 2 the page has U+0061, and the store U+0430",
            ),
            (
                "a-b",
                "a\u{2011}b",
                "at character 2 the page has U+002D, and the store U+2011",
            ),
        ] {
            check(page, store, Some(expected));
        }
    }

    #[test]
    fn what_everybody_sees_needs_no_words() {
        for (page, store) in [
            ("a", "b"),
            ("größe", "grösse"),
            ("‹password›", "‹password›"),
            ("one", "something else that is long and has blanks"),
        ] {
            check(page, store, None);
        }
    }
}
