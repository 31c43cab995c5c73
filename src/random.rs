//! Random values from the operating system: bytes, words, UUIDs.

/// Returns random bytes.
///
/// # Panics
/// Where the operating system has no random bytes: nothing that must not be guessed may be made then.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// Returns 128 random bits as 32 hexadecimal digits.
pub fn hex() -> String {
    format!("{:032x}", u128::from_be_bytes(bytes()))
}

/// Returns a UUID of version 4 (RFC 9562, 5.4).
pub fn uuid() -> String {
    let mut bytes = bytes::<16>();
    bytes[6] = 0x40 | (bytes[6] & 0x0f);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    let hex = format!("{:032x}", u128::from_be_bytes(bytes));
    let [a, b, c, d, e] = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    format!("{a}-{b}-{c}-{d}-{e}")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_uuid_says_its_version_and_variant() {
        for uuid in (0..100).map(|_| uuid()) {
            let lengths: Vec<usize> = uuid.split('-').map(str::len).collect();
            assert_eq!(lengths, [8, 4, 4, 4, 12], "{uuid}");
            assert_eq!(&uuid[14..15], "4", "{uuid}");
            assert!("89ab".contains(&uuid[19..20]), "{uuid}");
        }
    }

    #[test]
    fn no_two_are_the_same() {
        let words: HashSet<String> = (0..1000).flat_map(|_| [hex(), uuid()]).collect();
        assert_eq!(words.len(), 2000);
        assert!(
            words
                .iter()
                .all(|word| word.len() == 32 || word.len() == 36)
        );
    }
}
