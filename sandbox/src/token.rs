//! The access tokens of admins and customers: JWTs, signed with HMAC-SHA256.
//!
//! Recorded on a 2.4.7-p3 store: the header is `{"kid":"1","alg":"HS256"}`, the claims are `uid`,
//! `utypid` (2 admin, 3 customer), `iat` and `exp`, and a token lives 60 minutes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// How long a token lives, in seconds.
const LIFETIME: i64 = 60 * 60;

/// The kinds of people that get tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum UserKind {
    /// A user of the admin panel.
    Admin,
    /// A customer of the shop.
    Customer,
}

/// What a token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Claims {
    pub(crate) user: i64,
    pub(crate) kind: UserKind,
    pub(crate) issued_at: i64,
}

/// The store's signing key, as long as a block of the hash.
pub(crate) type Key = [u8; 64];

/// Returns a token for this user that lives from now on.
pub(crate) fn issue(key: &Key, claims: Claims) -> String {
    let header = json!({"kid": "1", "alg": "HS256"});
    let body = json!({
        "uid": claims.user,
        "utypid": if claims.kind == UserKind::Admin { 2 } else { 3 },
        "iat": claims.issued_at,
        "exp": claims.issued_at + LIFETIME,
    });
    let signed = format!("{}.{}", encode(&header), encode(&body));
    let signature = URL_SAFE_NO_PAD.encode(mac(key, signed.as_bytes()).finalize().into_bytes());
    format!("{signed}.{signature}")
}

/// Returns what a token says, if its signature is ours and it has not run out.
pub(crate) fn read(key: &Key, token: &str, now: i64) -> Option<Claims> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, body) = signed.split_once('.')?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    mac(key, signed.as_bytes()).verify_slice(&signature).ok()?;
    if decode(header)?["alg"] != "HS256" {
        return None;
    }
    let body = decode(body)?;
    let kind = match body["utypid"].as_i64()? {
        2 => UserKind::Admin,
        3 => UserKind::Customer,
        _ => return None,
    };
    let claims = Claims {
        user: body["uid"].as_i64()?,
        kind,
        issued_at: body["iat"].as_i64()?,
    };
    (now < body["exp"].as_i64()?).then_some(claims)
}

/// Returns a keyed digest, such as the one of a password, so that none is kept readable.
pub(crate) fn digest(key: &Key, text: &str) -> Vec<u8> {
    mac(key, text.as_bytes()).finalize().into_bytes().to_vec()
}

fn mac(key: &Key, message: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new(&(*key).into());
    mac.update(message);
    mac
}

fn encode(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn decode(part: &str) -> Option<Value> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::{Claims, UserKind, issue, read};

    const KEY: [u8; 64] = [7; 64];
    const CLAIMS: Claims = Claims {
        user: 2,
        kind: UserKind::Customer,
        issued_at: 1_795_460_794,
    };

    #[test]
    fn header_and_claims_are_spelled_as_magento_does() {
        let token = issue(&KEY, CLAIMS);
        assert!(token.starts_with(
            "eyJraWQiOiIxIiwiYWxnIjoiSFMyNTYifQ.\
             eyJ1aWQiOjIsInV0eXBpZCI6MywiaWF0IjoxNzk1NDYwNzk0LCJleHAiOjE3OTU0NjQzOTR9."
        ));
    }

    #[test]
    fn a_token_holds_for_an_hour() {
        let token = issue(&KEY, CLAIMS);
        assert_eq!(read(&KEY, &token, CLAIMS.issued_at), Some(CLAIMS));
        assert_eq!(read(&KEY, &token, CLAIMS.issued_at + 3599), Some(CLAIMS));
        assert_eq!(read(&KEY, &token, CLAIMS.issued_at + 3600), None);
    }

    #[test]
    fn what_is_not_ours_is_not_read() {
        let token = issue(&KEY, CLAIMS);
        assert_eq!(read(&[8; 64], &token, CLAIMS.issued_at), None);
        assert_eq!(read(&KEY, &format!("{token}x"), CLAIMS.issued_at), None);
        for garbage in ["", ".", "..", "a.b.c", "garbage", "é.é.é"] {
            assert_eq!(read(&KEY, garbage, 0), None);
        }
    }
}
