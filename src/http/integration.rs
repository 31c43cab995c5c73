//! An integration that signs its requests: which way of signing the store takes, and what its
//! refusals mean.

use crate::http::admin_failure::{AdminFailure, failed};
use crate::http::client::Client;
use crate::http::cookies::CookieJar;
use crate::http::exchange::{Exchange, Request};
use crate::http::oauth::{Keys, SCHEME, SignedHost, Signer};
use crate::http::sign_in::error::{SignInError, store_message};

const BAD_SIGNATURE: &str = "The signature is invalid";

/// How Magento 2.4.7 refuses whoever signs, and what to do about it. Anything else that it answers
/// is an answer to the request.
const REFUSALS: [(&str, &str); 11] = [
    (
        BAD_SIGNATURE,
        "check `MAGEWALK_CONSUMER_SECRET` and `MAGEWALK_ACCESS_TOKEN_SECRET`; where a proxy stands \
         before the shop, also whether it passes the scheme, host and path of the target on",
    ),
    (
        "A consumer having the specified key does not exist",
        "check `MAGEWALK_CONSUMER_KEY`: the admin panel shows it under System > Integrations",
    ),
    (
        "Consumer key is not the correct length",
        "check `MAGEWALK_CONSUMER_KEY`: it has 32 characters",
    ),
    (
        "Specified token does not exist",
        "check `MAGEWALK_ACCESS_TOKEN`: it changes whenever the integration is authorized anew",
    ),
    (
        "The token length is invalid",
        "check `MAGEWALK_ACCESS_TOKEN`: it has 32 characters",
    ),
    (
        "Token is not",
        "take all four values from one integration: System > Integrations in the admin panel",
    ),
    (
        "Access token has been revoked",
        "authorize the integration anew: System > Integrations in the admin panel",
    ),
    (
        "An error occurred validating the nonce",
        "set the clock of this machine: it is more than ten minutes ahead of the shop's",
    ),
    (
        "Incorrect timestamp value",
        "set the clock of this machine: it is more than ten minutes ahead of the shop's",
    ),
    (
        "Signature method",
        "the shop does not know HMAC-SHA256: sign in with `MAGEWALK_ADMIN_USERNAME` and \
         `MAGEWALK_ADMIN_PASSWORD` instead",
    ),
    (
        "\"oauth_",
        "something before the shop changes the header `Authorization`",
    ),
];

/// What to do where the words of a refusal are not known, as in a store of another language.
const UNKNOWN: &str = "no permission is named, so it is the signature: check the four values of the integration \
     (System > Integrations), whether it is active, the clock of this machine, and whether a proxy before the shop \
     changes scheme, host or path";

/// Why the store refuses whoever signs.
struct Refusal {
    message: String,
    hint: &'static str,
    /// Whether another way to sign the host may mend it.
    may_be_host: bool,
}

/// An integration.
#[derive(Debug)]
pub(super) struct Integration {
    signer: Signer,
    has_worked: bool,
}

impl Integration {
    /// Signs with these keys, the host as it stands in the address until the store refuses that.
    pub(super) fn new(keys: Keys) -> Self {
        let host = SignedHost::WithPort;
        Self {
            signer: Signer { keys, host },
            has_worked: false,
        }
    }

    pub(super) fn keys(&self) -> &Keys {
        &self.signer.keys
    }

    pub(super) fn host(&self) -> SignedHost {
        self.signer.host
    }

    /// Says whether the store has carried out a request of its.
    pub(super) fn has_worked(&self) -> bool {
        self.has_worked
    }

    /// Sends a request with a signature. Where that is bad and the address has a port, the other way
    /// to sign the host is tried, and kept if it is the right one.
    pub(super) async fn send(
        &mut self,
        client: &Client,
        request: &Request,
        mut jar: Option<&mut CookieJar>,
        notes: &mut Vec<String>,
    ) -> Result<Vec<Exchange>, AdminFailure> {
        let sent = client.send_signed(request, jar.as_deref_mut(), Some(&self.signer));
        let first = sent.await.map_err(|error| failed(request.clone(), error))?;
        let Some(why) = refusal(&first) else {
            self.has_worked |= has_succeeded(&first);
            return Ok(first);
        };
        if request.url.port().is_none() || !why.may_be_host {
            return Err(refused(&first, &why, ""));
        }
        let other = Signer {
            keys: self.signer.keys.clone(),
            host: match self.signer.host {
                SignedHost::WithPort => SignedHost::WithoutPort,
                SignedHost::WithoutPort => SignedHost::WithPort,
            },
        };
        let sent = client.send_signed(request, jar, Some(&other));
        let second = sent.await.map_err(|error| failed(request.clone(), error))?;
        if let Some(why) = refusal(&second) {
            let both = " (with the port of the address in the signature, and without)";
            return Err(refused(&second, &why, both));
        }
        notes.push(other.host.note().to_owned());
        self.signer = other;
        self.has_worked |= has_succeeded(&second);
        Ok(second)
    }
}

impl SignedHost {
    /// Says what the store wants to be signed.
    pub fn note(self) -> &'static str {
        match self {
            Self::WithPort => "the store wants the port of its address in the signature",
            Self::WithoutPort => {
                "the store does not see the port of its address: signed without it from now on"
            }
        }
    }
}

fn has_succeeded(exchanges: &[Exchange]) -> bool {
    let last = exchanges.last();
    last.is_some_and(|exchange| exchange.response.status < 400)
}

/// Returns why the store refuses whoever signed, if that is what it answers.
///
/// Magento says it in the language of the store, as a 401 that names no permission.
fn refusal(exchanges: &[Exchange]) -> Option<Refusal> {
    let Exchange { request, response } = exchanges.last()?;
    let mut headers = request.headers.iter();
    let is_signed = headers.any(|(_, value)| value.starts_with(SCHEME));
    if !is_signed || !matches!(response.status, 400 | 401) {
        return None;
    }
    let body = response.json()?;
    let single = body["message"].is_string().then(|| store_message(body));
    // Of several parameters that are missing, the first one will do.
    let listed = body["errors"].get(0).map(store_message);
    let mut messages = single.iter().chain(&listed);
    let known = messages.find_map(|message| Some((message, hint(message)?)));
    if let Some((message, hint)) = known {
        return Some(Refusal {
            message: message.clone(),
            hint,
            may_be_host: message.starts_with(BAD_SIGNATURE),
        });
    }
    // A wrong password of somebody who signs in, by a request that is signed as well, is no refusal
    // of the signature.
    let is_sign_in = request.url.path().ends_with("/token");
    let names_permission = !body["parameters"]["resources"].is_null();
    let is_refusal = response.status == 401 && !is_sign_in && !names_permission;
    single.filter(|_| is_refusal).map(|message| Refusal {
        message,
        hint: UNKNOWN,
        may_be_host: true,
    })
}

fn hint(message: &str) -> Option<&'static str> {
    let known = REFUSALS
        .iter()
        .find(|(words, _)| message.starts_with(words));
    known.map(|(_, hint)| *hint)
}

fn refused(exchanges: &[Exchange], why: &Refusal, how: &str) -> AdminFailure {
    let status = exchanges
        .last()
        .map_or(0, |exchange| exchange.response.status);
    let message = why.message.trim_end_matches('.');
    AdminFailure::SignIn(SignInError {
        message: format!("the store refuses the integration: {status} {message}{how}"),
        hint: Some(why.hint.to_owned()),
        http: None,
        instead: None,
    })
}
