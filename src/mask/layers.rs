//! A text with its escapes undone: those of addresses, of HTML and of JSON, and base64 in it.

use std::borrow::Cow;
use std::ops::Range;

use markup5ever::data::NAMED_ENTITIES;

/// The longest name of a character in HTML, with its `;`.
const LONGEST_ENTITY: usize = 33;
/// A text, and where in another one each byte of it comes from.
pub(super) struct Layer<'l> {
    /// The text.
    pub(super) bytes: Cow<'l, [u8]>,
    origin: Origin,
}

/// Where the bytes of a text come from.
enum Origin {
    /// Each from its place.
    Places(Vec<Range<u32>>),
    /// From base64 that begins there; the last one reaches to the end of the padding.
    Base64 { start: usize, end: usize },
}

/// A text whose escapes are undone one by one.
struct Unescaping {
    bytes: Vec<u8>,
    places: Vec<Range<u32>>,
}

impl Unescaping {
    fn push(&mut self, byte: u8, place: Range<usize>) {
        self.bytes.push(byte);
        let small = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.places.push(small(place.start)..small(place.end));
    }

    fn push_char(&mut self, character: char, place: &Range<usize>) {
        for byte in character.encode_utf8(&mut [0; 4]).bytes() {
            self.push(byte, place.clone());
        }
    }
}

impl Layer<'_> {
    /// Returns what a part of this text is made of.
    pub(super) fn origin(&self, part: Range<usize>) -> Range<usize> {
        match &self.origin {
            Origin::Places(places) => match (places.get(part.start), places.get(part.end - 1)) {
                (Some(first), Some(last)) => first.start as usize..last.end as usize,
                _ => 0..0,
            },
            Origin::Base64 { start, end } => {
                let is_last = part.end == self.bytes.len();
                let last = start + (part.end - 1) * 4 / 3 + 2;
                start + part.start * 4 / 3..if is_last { *end } else { last }
            }
        }
    }
}

/// Undoes one layer of escapes; none where there are none.
pub(super) fn unescaped(text: &[u8]) -> Option<Layer<'static>> {
    // Most signs begin no escape; nothing is copied before one that does.
    let (start, first) = (0..text.len()).find_map(|at| Some((at, read(text, at)?)))?;
    let mut layer = Unescaping {
        bytes: Vec::with_capacity(text.len()),
        places: Vec::with_capacity(text.len()),
    };
    (0..start).for_each(|at| layer.push(text[at], at..at + 1));
    let (mut at, mut decoded) = (start, Some(first));
    while at < text.len() {
        match decoded.take().or_else(|| read(text, at)) {
            Some((decoded, length)) => {
                let place = at..at + 1 + length;
                at = place.end;
                match decoded {
                    Decoded::Byte(byte) => layer.push(byte, place),
                    Decoded::Chars(first, second) => {
                        layer.push_char(first, &place);
                        second
                            .iter()
                            .for_each(|second| layer.push_char(*second, &place));
                    }
                }
            }
            None => {
                layer.push(text[at], at..at + 1);
                at += 1;
            }
        }
    }
    Some(Layer {
        bytes: layer.bytes.into(),
        origin: Origin::Places(layer.places),
    })
}

/// Reads the escape that begins at a place; none where none does.
fn read(text: &[u8], at: usize) -> Read {
    match text[at] {
        b'%' => percent(&text[at + 1..]),
        b'&' => entity(&text[at + 1..]),
        b'\\' => escape(&text[at + 1..]),
        _ => None,
    }
}

/// Returns the plainest form of a text: without escapes, however many layers of them there are.
pub(super) fn plainest(text: &[u8], layers: usize) -> Vec<u8> {
    let mut plain = text.to_vec();
    for _ in 0..layers {
        match unescaped(&plain) {
            Some(layer) => plain = layer.bytes.into_owned(),
            None => break,
        }
    }
    plain
}

/// What an escape stands for.
enum Decoded {
    Byte(u8),
    Chars(char, Option<char>),
}

/// What an escape stands for, and how long it is behind its sign.
type Read = Option<(Decoded, usize)>;

fn one(character: Option<char>, length: usize) -> Read {
    Some((Decoded::Chars(character?, None), length))
}

/// Reads `41` or `u0041` behind a `%`.
fn percent(rest: &[u8]) -> Read {
    if let Some(b'u' | b'U') = rest.first() {
        return one(char::from_u32(hexadecimal(rest.get(1..5)?)?), 5);
    }
    let byte = u8::try_from(hexadecimal(rest.get(..2)?)?).ok()?;
    Some((Decoded::Byte(byte), 2))
}

/// Reads `#64;`, `#x40;` or `commat;` behind a `&`.
fn entity(rest: &[u8]) -> Read {
    let digits = |from: usize, is_digit: fn(&u8) -> bool| {
        let length = rest
            .get(from..)?
            .iter()
            .take_while(|byte| is_digit(byte))
            .count();
        let text = std::str::from_utf8(&rest[from..from + length]).ok()?;
        let is_closed = rest.get(from + length) == Some(&b';');
        Some((text, from + length + usize::from(is_closed)))
    };
    match rest {
        [b'#', b'x' | b'X', ..] => {
            let (text, length) = digits(2, u8::is_ascii_hexdigit)?;
            one(char::from_u32(u32::from_str_radix(text, 16).ok()?), length)
        }
        [b'#', ..] => {
            let (text, length) = digits(1, u8::is_ascii_digit)?;
            one(char::from_u32(text.parse().ok()?), length)
        }
        _ => {
            let end = rest
                .iter()
                .take(LONGEST_ENTITY)
                .position(|byte| *byte == b';')?;
            let name = std::str::from_utf8(&rest[..=end]).ok()?;
            let (first, second) = NAMED_ENTITIES.get(name)?;
            let first = char::from_u32(*first).filter(|first| *first != '\0')?;
            let second = char::from_u32(*second).filter(|second| *second != '\0');
            Some((Decoded::Chars(first, second), end + 1))
        }
    }
}

/// Reads what stands behind a backslash in JSON and in scripts.
fn escape(rest: &[u8]) -> Read {
    let character = match rest.first()? {
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        sign @ (b'"' | b'\\' | b'/' | b'\'' | b'`' | b'$') => char::from(*sign),
        b'x' => return one(char::from_u32(hexadecimal(rest.get(1..3)?)?), 3),
        b'u' => return unicode(rest),
        _ => return None,
    };
    one(Some(character), 1)
}

/// Reads `u0040`, `u{40}`, or the two halves of a character beyond them.
fn unicode(rest: &[u8]) -> Read {
    if rest.get(1) == Some(&b'{') {
        let end = rest.iter().take(9).position(|byte| *byte == b'}')?;
        return one(char::from_u32(hexadecimal(&rest[2..end])?), end + 1);
    }
    let first = hexadecimal(rest.get(1..5)?)?;
    if let Some(character) = char::from_u32(first) {
        return one(Some(character), 5);
    }
    let [b'\\', b'u', ..] = rest.get(5..)? else {
        return None;
    };
    let second = hexadecimal(rest.get(7..11)?)?;
    let pair = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
    let character = char::decode_utf16(pair).next()?.ok();
    one(character, 11)
}

fn hexadecimal(digits: &[u8]) -> Option<u32> {
    let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit);
    let text = std::str::from_utf8(digits).ok().filter(|_| is_number)?;
    u32::from_str_radix(text, 16).ok()
}

/// Visits what may be base64 in a text, read from each of the four places at which it may begin,
/// where it can hold so many bytes.
pub(super) fn base64(text: &[u8], shortest: usize, visit: &mut dyn FnMut(&Layer<'_>)) {
    let (mut digits, mut bytes) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < text.len() {
        digits.clear();
        digits.extend(text[at..].iter().map_while(|byte| digit(*byte)));
        let length = digits.len();
        if length * 3 / 4 >= shortest {
            let padded = text[at + length..].iter().take(2);
            let padding = padded.take_while(|byte| **byte == b'=').count();
            let end = at + length + padding;
            for shift in 0..length.min(4) {
                decode(&digits[shift..], &mut bytes);
                let start = at + shift;
                visit(&Layer {
                    bytes: bytes.as_slice().into(),
                    origin: Origin::Base64 { start, end },
                });
            }
        }
        at += length.max(1);
    }
}

/// Reads base64 without padding; of its last bits, those that make no byte may be anything.
fn decode(digits: &[u8], bytes: &mut Vec<u8>) {
    bytes.clear();
    let number = |digits: &[u8]| {
        let digits = digits.iter();
        digits.fold(0_u32, |number, digit| (number << 6) | u32::from(*digit))
    };
    let mut groups = digits.chunks_exact(4);
    for group in &mut groups {
        bytes.extend_from_slice(&number(group).to_be_bytes()[1..]);
    }
    match groups.remainder() {
        rest @ [_, _] => bytes.extend_from_slice(&(number(rest) << 12).to_be_bytes()[1..2]),
        rest @ [_, _, _] => bytes.extend_from_slice(&(number(rest) << 6).to_be_bytes()[1..3]),
        _ => {}
    }
}

/// What is no digit of base64.
const NO_DIGIT: u8 = u8::MAX;

/// The value of each digit of base64, in the standard alphabet and in that of addresses.
const DIGITS: [u8; 256] = {
    let mut digits = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 64 {
        digits[STANDARD[value as usize] as usize] = value;
        value += 1;
    }
    digits[b'-' as usize] = digits[b'+' as usize];
    digits[b'_' as usize] = digits[b'/' as usize];
    digits
};
const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn digit(byte: u8) -> Option<u8> {
    let digit = DIGITS[usize::from(byte)];
    (digit != NO_DIGIT).then_some(digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let plain = plainest(text.as_bytes(), 4);
        assert_eq!(String::from_utf8_lossy(&plain), expected, "{text}");
    }

    #[test]
    fn every_way_of_escaping_is_undone() {
        check("%41%c3%a4%u0042%4", "AäB%4");
        check(
            "&#64;&#x40;&#X2f;&commat;&sol;&auml;&amp;&nope;&#64",
            "@@/@/ä&&nope;@",
        );
        check(r#"\u0041\ud83d\ude00\x42\"\/\\n\u{43}\q"#, "A😀B\"/\nC\\q");
        check("%2541 &amp;#x41; \\\\u0041", "A A A");
    }

    #[test]
    fn a_part_knows_what_it_is_made_of() {
        let layer = unescaped(b"x%41&auml;y").unwrap();
        assert_eq!(layer.bytes, "xAäy".as_bytes());
        assert_eq!(layer.origin(1..4), 1..10);
        assert_eq!(layer.origin(2..3), 4..10);
    }

    #[test]
    fn base64_is_read_wherever_it_begins() {
        for (text, wanted) in [
            ("aHVudGVyMjI=", "hunter22"),
            ("xxaHVudGVyMjI", "hunter22"),
            ("bWU6aHVudGVyMjI=", "hunter22"),
            ("YWI_PmNkfn4", "ab?>cd~~"),
            ("aHVudGVyMg", "hunter2"),
            ("aHVudGVyMjIh", "hunter22!"),
        ] {
            let mut found = None;
            base64(text.as_bytes(), 4, &mut |layer| {
                let mut parts = layer.bytes.windows(wanted.len());
                let at = parts.position(|part| part == wanted.as_bytes());
                found = found
                    .take()
                    .or(at.map(|at| layer.origin(at..at + wanted.len())));
            });
            assert_eq!(found.unwrap().end, text.len(), "{text}");
        }
        base64(b"ab cd", 4, &mut |_| panic!("too short"));
    }
}
