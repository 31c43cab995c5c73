//! One-time passwords as authenticator apps show them: RFC 6238 with SHA-1, 6 digits, 30 seconds.

use base32::Alphabet;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use thiserror::Error;

/// How long one password holds, in seconds.
const STEP: u64 = 30;
/// What leaves six digits of a number.
const MODULUS: u32 = 1_000_000;

/// Why there is no one-time password. The text does not repeat the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TotpError {
    /// It has other characters than base32 has (RFC 4648, section 6).
    #[error("the one-time password's secret is not base32: letters A to Z and digits 2 to 7")]
    NotBase32,
    /// Nothing is left of it.
    #[error("the one-time password's secret is empty")]
    Empty,
}

/// Returns the one-time password of this secret at this time.
///
/// Blanks, hyphens, lower case and missing padding are forgiven, as apps and admin panels print
/// secrets in all these ways. Short secrets are taken too: Magento's are shorter than the 128
/// bits that RFC 4226 demands.
pub fn code(secret_base32: &str, unix_seconds: u64) -> Result<String, TotpError> {
    let encoded: String = secret_base32
        .trim_end_matches(|char: char| char == '=' || char.is_whitespace())
        .chars()
        .filter(|char| !char.is_whitespace() && *char != '-')
        .map(|char| char.to_ascii_uppercase())
        .collect();
    let secret = base32::decode(Alphabet::Rfc4648 { padding: false }, &encoded)
        .ok_or(TotpError::NotBase32)?;
    if secret.is_empty() {
        return Err(TotpError::Empty);
    }
    let number = truncated(&secret, unix_seconds / STEP) % MODULUS;
    Ok(format!("{number:06}"))
}

/// The number of RFC 4226, section 5.3: 31 bits of the HMAC, at a place that its last byte names.
fn truncated(secret: &[u8], counter: u64) -> u32 {
    let mut mac = match Hmac::<Sha1>::new_from_slice(secret) {
        Ok(mac) => mac,
        Err(never) => unreachable!("HMAC takes keys of any length: {never}"),
    };
    mac.update(&counter.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let start = usize::from(digest[19] & 0x0f);
    let mut bits = [0; 4];
    bits.copy_from_slice(&digest[start..start + 4]);
    u32::from_be_bytes(bits) & 0x7fff_ffff
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B: the text `12345678901234567890`.
    const RFC: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn gives_the_codes_of_the_rfc() {
        // The RFC prints eight digits; six are their tail.
        for (time, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(RFC, time).as_deref(), Ok(expected), "{time}");
        }
    }

    #[test]
    fn forgives_the_ways_in_which_secrets_are_printed() {
        for secret in [
            "gezdgnbvgy3tqojqgezdgnbvgy3tqojq",
            " GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ\n",
            "GEZD-GNBV-GY3T-QOJQ-GEZD-GNBV-GY3T-QOJQ",
            "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ====",
        ] {
            assert_eq!(code(secret, 59).as_deref(), Ok("287082"), "{secret:?}");
        }
        assert_eq!(code("MZXW6YTB", 0).map(|code| code.len()), Ok(6));
        assert_eq!(code("MZXW6", 0), code("MZXW6===", 0));
        assert_eq!(code(RFC, u64::MAX).map(|code| code.len()), Ok(6));
    }

    #[test]
    fn refuses_what_is_no_secret_without_repeating_it() {
        for (secret, expected) in [
            ("", TotpError::Empty),
            (" == ", TotpError::Empty),
            ("A", TotpError::Empty),
            ("hunter2!", TotpError::NotBase32),
            ("GEZD0189", TotpError::NotBase32),
            ("GEZ=DGNB", TotpError::NotBase32),
            ("ÄÖÜß", TotpError::NotBase32),
        ] {
            assert_eq!(code(secret, 59), Err(expected), "{secret:?}");
        }
        assert!(!TotpError::NotBase32.to_string().contains("hunter2"));
    }
}
