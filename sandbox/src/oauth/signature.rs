//! What the signature of a request has to be: HMAC-SHA256 over its method, address and parameters.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use sha2::Sha256;

use crate::oauth::parameters::Parameters;

/// What PHP's `rawurlencode` escapes.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The secrets of an integration.
pub(super) struct Secrets {
    pub(super) consumer: &'static str,
    pub(super) token: &'static str,
}

/// Returns the signature that a request has to have.
pub(super) fn of(
    method: &str,
    address: &str,
    parameters: &Parameters,
    secrets: &Secrets,
) -> String {
    let key = format!("{}&{}", escape(secrets.consumer), escape(secrets.token));
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else {
        return String::new();
    };
    mac.update(base(method, address, parameters).as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// Returns what is signed.
fn base(method: &str, address: &str, parameters: &Parameters) -> String {
    let values = parameters.values.iter();
    let mut pairs: Vec<(String, String)> = values
        .filter(|(name, _)| *name != "oauth_signature")
        .map(|(name, value)| (escape(name), escape(value)))
        .collect();
    pairs.sort_by(|(one, _), (other, _)| pieces(one).cmp(&pieces(other)));
    let joined: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!("{method}&{}&{}", escape(address), escape(&joined.join("&")))
}

fn escape(text: &str) -> String {
    percent_encode(text.as_bytes(), ESCAPED).to_string()
}

/// Cuts a name up so that the pieces compare in "natural" order: numbers by length, then digits.
fn pieces(name: &str) -> Vec<(u8, usize, &[u8])> {
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let runs = name
        .as_bytes()
        .chunk_by(|one, next| is_digit(one) && is_digit(next));
    runs.map(|run| match run {
        [first, ..] if !is_digit(first) => (*first, 0, &run[..0]),
        _ => (b'0', run.len(), run),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::base;
    use crate::http::Request;
    use crate::oauth::parameters::Parameters;

    fn check(method: &str, path: &str, query: &str, expected: &str) {
        let header = "OAuth oauth_consumer_key=\"a8xy9mpmr3oq4mxulmfei4k4nuyfhsws\", \
            oauth_nonce=\"n\", oauth_signature=\"x\", oauth_version=\"1.0\"";
        let request = Request {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: vec![("authorization".to_owned(), header.to_owned())],
            body: Vec::new(),
        };
        let parameters = Parameters::of(&request).unwrap();
        let address = format!("http://127.0.0.1{path}");
        assert_eq!(base(method, &address, &parameters), expected, "{query}");
    }

    #[test]
    fn what_is_signed_is_what_a_store_accepted() {
        // Written down from a store, with a nonce of our own.
        let own = "oauth_consumer_key%3Da8xy9mpmr3oq4mxulmfei4k4nuyfhsws%26oauth_nonce%3Dn%26oauth_version%3D1.0";
        let websites = "http%3A%2F%2F127.0.0.1%2Frest%2Fall%2FV1%2Fstore%2Fwebsites";
        check(
            "GET",
            "/rest/all/V1/store/websites",
            "",
            &format!("GET&{websites}&{own}"),
        );
        let orders = "http%3A%2F%2F127.0.0.1%2Frest%2Fdefault%2FV1%2Forders";
        let path = "/rest/default/V1/orders";
        let field = "searchCriteria%255Bfilter_groups%255D%255B0%255D%255Bfilters%255D%255B0%255D%255Bfield%255D%3D";
        check(
            "GET",
            path,
            "searchCriteria%5Bfilter_groups%5D%5B0%5D%5Bfilters%5D%5B0%5D%5Bfield%5D=jdoe%40example.com",
            &format!("GET&{orders}&{own}%26{field}jdoe%2540example.com"),
        );
        check(
            "GET",
            path,
            "searchCriteria[filter_groups][0][filters][0][field]=Joust+Duffle%20Bag",
            &format!("GET&{orders}&{own}%26{field}Joust%252BDuffle%2520Bag"),
        );
        check(
            "GET",
            path,
            "searchCriteria=&fields=total_count",
            &format!("GET&{orders}&fields%3Dtotal_count%26{own}%26searchCriteria%3D"),
        );
        // Refused over these were signatures that held them.
        check(
            "GET",
            path,
            "searchCriteria",
            &format!("GET&{orders}&{own}"),
        );
        check("GET", path, "z=a=b", &format!("GET&{orders}&{own}"));
        check(
            "GET",
            path,
            "f[10]=a&f[2]=b&f[2]=c",
            &format!("GET&{orders}&f%255B2%255D%3Dc%26f%255B10%255D%3Da%26{own}"),
        );
    }
}
