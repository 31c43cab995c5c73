//! One-time codes of the Google authenticator: TOTP (RFC 6238) with SHA-1, 30 seconds, 6 digits.

use base32::Alphabet;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

const STEP: i64 = 30;
const DIGITS: u32 = 6;

/// Returns the bytes of a secret in base32, whatever its case, spaces and padding.
pub(crate) fn secret(text: &str) -> Option<Vec<u8>> {
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '=')
        .collect();
    base32::decode(
        Alphabet::Rfc4648 { padding: false },
        &text.to_ascii_uppercase(),
    )
    .filter(|secret| !secret.is_empty())
}

/// Tells whether a code is the one of this moment, or of one step before or after it.
pub(crate) fn is_valid(secret: &[u8], code: &str, now: i64) -> bool {
    [-STEP, 0, STEP]
        .iter()
        .any(|offset| self::code(secret, now + offset, DIGITS) == code)
}

fn code(secret: &[u8], second: i64, digits: u32) -> String {
    let counter = second.div_euclid(STEP).to_be_bytes();
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else {
        return String::new();
    };
    mac.update(&counter);
    let digest = mac.finalize().into_bytes();
    let start = usize::from(digest[digest.len() - 1] & 0xf);
    let word = u32::from_be_bytes([
        digest[start],
        digest[start + 1],
        digest[start + 2],
        digest[start + 3],
    ]);
    let number = (word & 0x7fff_ffff) % 10u32.pow(digits);
    format!("{number:0width$}", width = digits as usize)
}

#[cfg(test)]
mod tests {
    use super::{code, is_valid, secret};

    #[test]
    fn agrees_with_the_test_vectors_of_rfc_6238() {
        let check = |second, expected: &str| {
            assert_eq!(code(b"12345678901234567890", second, 8), expected);
        };
        check(59, "94287082");
        check(1_111_111_109, "07081804");
        check(1_111_111_111, "14050471");
        check(1_234_567_890, "89005924");
        check(2_000_000_000, "69279037");
        check(20_000_000_000, "65353130");
    }

    #[test]
    fn a_code_holds_one_step_before_and_after() {
        let code = code(b"12345678901234567890", 1000, 6);
        for (second, expected) in [
            (1000, true),
            (970, true),
            (1030, true),
            (900, false),
            (1100, false),
        ] {
            assert_eq!(
                is_valid(b"12345678901234567890", &code, second),
                expected,
                "{second}"
            );
        }
        assert!(!is_valid(b"12345678901234567890", "", 1000));
    }

    #[test]
    fn reads_secrets_as_people_type_them() {
        assert_eq!(secret("jbsw y3dp"), secret("JBSWY3DP"));
        assert_eq!(secret("JBSWY3DP"), Some(b"Hello".to_vec()));
        assert_eq!(secret("0189"), None);
        assert_eq!(secret(""), None);
    }
}
