//! Random values: keys, session ids, reset tokens.

use std::hash::{BuildHasher, RandomState};

/// Returns bytes from the operating system.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if getrandom::fill(&mut bytes).is_err() {
        // Without a source of the system the standard library's own seeds have to do.
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = RandomState::new().hash_one(index).to_le_bytes()[0];
        }
    }
    bytes
}

/// Returns a number.
pub(crate) fn number() -> u32 {
    u32::from_le_bytes(bytes())
}

/// Returns a word of `N` characters out of `0-9a-z`.
pub(crate) fn word<const N: usize>() -> String {
    const ALPHABET: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    bytes::<N>()
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]))
        .collect()
}

/// Returns a UUID of version 4.
pub(crate) fn uuid() -> String {
    let mut number = u128::from_be_bytes(bytes());
    number = number & !(0xf << 76) | (0x4 << 76);
    number = number & !(0x3 << 62) | (0x2 << 62);
    let hex = format!("{number:032x}");
    [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ]
    .join("-")
}

#[cfg(test)]
mod tests {
    use super::{uuid, word};

    #[test]
    fn a_uuid_says_its_version_and_variant() {
        let uuid = uuid();
        assert_eq!(uuid.len(), 36);
        assert_eq!(&uuid[14..15], "4");
        assert!("89ab".contains(&uuid[19..20]));
    }

    #[test]
    fn words_differ() {
        assert_ne!(word::<26>(), word::<26>());
    }
}
