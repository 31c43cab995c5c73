//! Integrations, and requests that they sign with OAuth 1.0a.
//!
//! Recorded on a 2.4.7-p3 store: what is missing is told first, then what is malformed, then who it
//! is, and whether the nonce is new; the signature comes last. A route for everybody never looks.

mod parameters;
mod signature;

use std::collections::HashSet;

use serde_json::json;

use crate::error::ApiError;
use crate::http::Request;
use crate::oauth::parameters::Parameters;
use crate::oauth::signature::Secrets;
use crate::service::Caller;

/// The consumer key of the sandbox's integration.
pub const CONSUMER_KEY: &str = "sandbox0consumer0key000000000001";
/// The consumer secret of the sandbox's integration.
pub const CONSUMER_SECRET: &str = "sandbox0consumer0secret000000002";
/// The access token of the sandbox's integration.
pub const ACCESS_TOKEN: &str = "sandbox0access0token000000000003";
/// The access token secret of the sandbox's integration.
pub const ACCESS_TOKEN_SECRET: &str = "sandbox0access0token0secret00004";

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

/// In which state the sandbox's integration is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Integration {
    /// It may do everything.
    #[default]
    Active,
    /// It may do everything, and its access token holds as a plain bearer too
    /// (`oauth/consumer/enable_integration_as_bearer`).
    Bearer,
    /// It may read and write customers, and nothing else.
    Limited,
    /// It was switched off, or never on.
    Inactive,
    /// Its access token was taken back.
    Revoked,
}

/// The integration of a store, and what is known of its requests.
#[derive(Debug, Default)]
pub(crate) struct Oauth {
    pub(crate) integration: Integration,
    /// Whether the web server tells the store its host without the port.
    pub(crate) host_without_port: bool,
    nonces: HashSet<String>,
}

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

impl Oauth {
    /// Returns who signed a request, or why nobody did; none where it is not signed at all.
    pub(crate) fn caller(
        &mut self,
        request: &Request,
        now: i64,
    ) -> Option<Result<Caller, ApiError>> {
        let parameters = Parameters::of(request)?;
        Some(self.verify(request, &parameters, now))
    }

    /// Returns the integration whose access token is shown without a signature, where that is enough.
    pub(crate) fn bearer(&self, token: &str) -> Option<Caller> {
        let is_enough = self.integration == Integration::Bearer && token == ACCESS_TOKEN;
        is_enough.then_some(Caller::Integration(ID))
    }

    /// Tells whether the integration has a permission.
    pub(crate) fn may(&self, resource: &str) -> bool {
        match self.integration {
            Integration::Active | Integration::Bearer => true,
            Integration::Limited => LIMITED.contains(&resource),
            Integration::Inactive | Integration::Revoked => false,
        }
    }

    fn verify(
        &mut self,
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
        self.use_up(text("oauth_nonce"), text("oauth_timestamp"), now)?;
        if text("oauth_token") != ACCESS_TOKEN {
            return Err(refused("Specified token does not exist"));
        }
        if self.integration == Integration::Revoked {
            return Err(refused("Access token has been revoked"));
        }
        let secrets = Secrets {
            consumer: CONSUMER_SECRET,
            token: ACCESS_TOKEN_SECRET,
        };
        let address = self.address(request);
        let wanted = signature::of(&request.method, &address, parameters, &secrets);
        if wanted != text("oauth_signature") {
            return Err(refused("The signature is invalid. Verify and try again."));
        }
        // An integration that is not active is nobody.
        Ok(match self.integration {
            Integration::Inactive => Caller::Guest,
            _ => Caller::Integration(ID),
        })
    }

    /// Uses a nonce up, also for a request whose signature turns out to be bad.
    fn use_up(&mut self, nonce: &str, timestamp: &str, now: i64) -> Result<(), ApiError> {
        if !(1..=now + AHEAD).contains(&whole_number(timestamp)) {
            return Err(refused("An error occurred validating the nonce"));
        }
        if !self.nonces.insert(nonce.to_owned()) {
            let words = "The nonce is already being used by the consumer with ID %1";
            return Err(refused(words).with(json!([ID.to_string()])));
        }
        Ok(())
    }

    /// The address of a request, without its query, as PHP sees it.
    fn address(&self, request: &Request) -> String {
        let host = request.header("host").unwrap_or_default();
        let host = match host.rsplit_once(':') {
            Some((name, _)) if self.host_without_port => name,
            _ => host,
        };
        format!("http://{host}{}", request.path)
    }
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
