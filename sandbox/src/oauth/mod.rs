//! Integrations, and requests that they sign with OAuth 1.0a.
//!
//! Recorded on a 2.4.7-p3 store: what is missing is told first, then what is malformed, then who it
//! is, and whether the nonce is new; the signature comes last. A route for everybody never looks.

mod parameters;
mod signature;

use serde_json::json;

use crate::caller::Caller;
use crate::error::ApiError;
use crate::http::Request;
use crate::oauth::parameters::Parameters;
use crate::oauth::signature::Secrets;
use crate::state::oauth::{
    ACCESS_TOKEN, ACCESS_TOKEN_SECRET, CONSUMER_KEY, CONSUMER_SECRET, Integration, Oauth,
};

/// How many characters keys and tokens have.
const LENGTH: usize = 32;

/// How far ahead of the store's clock a request may be, in seconds.
const AHEAD: i64 = 600;

/// What a limited integration may do.
const LIMITED: [&str; 4] = [
    "Magento_Customer::customer",
    "Magento_Customer::manage",
    "Magento_Customer::delete",
    "Magento_Customer::group",
];

/// The id of the only integration, and of its consumer.
const ID: i64 = 1;

/// The parameters of the protocol, in the order in which the store misses them.
const REQUIRED: [&str; 6] = [
    "oauth_consumer_key",
    "oauth_signature",
    "oauth_signature_method",
    "oauth_nonce",
    "oauth_timestamp",
    "oauth_token",
];

/// Returns who signed a request, or why nobody did; none where it is not signed at all.
pub(crate) fn caller(
    oauth: &mut Oauth,
    request: &Request,
    now: i64,
) -> Option<Result<Caller, ApiError>> {
    let parameters = Parameters::of(request)?;
    Some(verify(oauth, request, &parameters, now))
}

/// Returns the integration whose access token is shown without a signature, where that is enough.
pub(crate) fn bearer(oauth: &Oauth, token: &str) -> Option<Caller> {
    let is_enough = oauth.integration == Integration::Bearer && token == ACCESS_TOKEN;
    is_enough.then_some(Caller::Integration(ID))
}

/// Tells whether the integration has a permission.
pub(crate) fn may(oauth: &Oauth, resource: &str) -> bool {
    match oauth.integration {
        Integration::Active | Integration::Bearer => true,
        Integration::Limited => LIMITED.contains(&resource),
        Integration::Inactive | Integration::Revoked => false,
    }
}

fn verify(
    oauth: &mut Oauth,
    request: &Request,
    parameters: &Parameters,
    now: i64,
) -> Result<Caller, ApiError> {
    validate(parameters)?;
    let text = |name: &str| parameters.get(name).unwrap_or_default();
    match text("oauth_consumer_key") {
        key if key.len() != LENGTH => {
            return Err(refused("Consumer key is not the correct length"));
        }
        CONSUMER_KEY => {}
        _ => {
            return Err(refused(
                "A consumer having the specified key does not exist",
            ));
        }
    }
    use_up(oauth, text("oauth_nonce"), text("oauth_timestamp"), now)?;
    if text("oauth_token") != ACCESS_TOKEN {
        return Err(refused("Specified token does not exist"));
    }
    if oauth.integration == Integration::Revoked {
        return Err(refused("Access token has been revoked"));
    }
    let secrets = Secrets {
        consumer: CONSUMER_SECRET,
        token: ACCESS_TOKEN_SECRET,
    };
    let address = address(oauth, request);
    let wanted = signature::of(&request.method, &address, parameters, &secrets);
    if wanted != text("oauth_signature") {
        return Err(refused("The signature is invalid. Verify and try again."));
    }
    // An integration that is not active is nobody.
    Ok(match oauth.integration {
        Integration::Inactive => Caller::Guest,
        _ => Caller::Integration(ID),
    })
}

/// Uses a nonce up, also for a request whose signature turns out to be bad.
fn use_up(oauth: &mut Oauth, nonce: &str, timestamp: &str, now: i64) -> Result<(), ApiError> {
    if !(1..=now + AHEAD).contains(&whole_number(timestamp)) {
        return Err(refused("An error occurred validating the nonce"));
    }
    if !oauth.nonces.insert(nonce.to_owned()) {
        let words = "The nonce is already being used by the consumer with ID %1";
        return Err(refused(words).with(json!([ID.to_string()])));
    }
    Ok(())
}

/// The address of a request, without its query, as PHP sees it.
fn address(oauth: &Oauth, request: &Request) -> String {
    let host = request.header("host").unwrap_or_default();
    let host = match host.rsplit_once(':') {
        Some((name, _)) if oauth.host_without_port => name,
        _ => host,
    };
    format!("http://{host}{}", request.path)
}

/// Refuses what is missing or malformed.
fn validate(parameters: &Parameters) -> Result<(), ApiError> {
    let text = |name: &str| parameters.get(name).unwrap_or_default();
    if let Some(version) = parameters.get("oauth_version")
        && version != "1.0"
    {
        let words = "The \"%1\" Oauth version isn't supported.";
        return Err(ApiError::bad_request(words).with(json!([version])));
    }
    let missing = REQUIRED
        .into_iter()
        .filter(|name| parameters.get(name).is_none());
    let missing: Vec<&str> = missing.collect();
    if !missing.is_empty() {
        return Err(ApiError::required(&missing));
    }
    if text("oauth_token").len() != LENGTH {
        let words = "The token length is invalid. Check the length and try again.";
        return Err(ApiError::bad_request(words));
    }
    let method = text("oauth_signature_method");
    if method != "HMAC-SHA256" {
        let words = "Signature method %1 is not supported";
        return Err(ApiError::bad_request(words).with(json!([method])));
    }
    Ok(())
}

fn refused(words: &str) -> ApiError {
    ApiError::new(401, words)
}

/// Reads a number as PHP's `(int)`: the digits at the beginning, 0 where there are none.
fn whole_number(text: &str) -> i64 {
    let text = text.trim_start();
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    text[..end].parse().unwrap_or(0)
}
