//! What looks like a JSON Web Token (RFC 7519), should nobody have named it.

use std::ops::Range;

/// What every one begins with: `{"` in base64.
const START: &str = "eyJ";
/// The shortest part of one.
const SHORTEST: usize = 8;

/// Returns where tokens stand in a text; with `is_cut` also one that its end cuts off.
pub(super) fn places(text: &str, is_cut: bool) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find(START) {
        let start = at + found;
        let length = text[start..].find(|c| !is_part(c));
        let end = length.map_or(text.len(), |length| start + length);
        let parts: Vec<&str> = text[start..end].split('.').collect();
        let is_whole = parts.len() >= 3 && parts[..2].iter().all(|part| part.len() >= SHORTEST);
        if is_whole || is_cut && length.is_none() {
            places.push(start..end);
        }
        at = end;
    }
    places
}

fn is_part(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.')
}
