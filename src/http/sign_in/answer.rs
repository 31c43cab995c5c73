//! What a store answers to a sign-in: a token, a refusal, or something that is not Magento's.
//!
//! Magento answers in the language of the store, so that status, shape and parameters decide; words
//! do only where nothing else tells refusals apart.

use serde_json::Value;
use url::Url;

use crate::http::exchange::Response;
use crate::http::page;
use crate::http::sign_in::error::{SignInError, refusal, store_message};

/// What a shop was asked that gave an answer.
pub(super) struct Asked<'a> {
    /// The address of the shop.
    pub(super) base: &'a Url,
    /// The path of the service.
    pub(super) path: &'a str,
    /// Whether a one-time password was sent along.
    pub(super) with_otp: bool,
    /// Whether a name and a password for a login in front of the shop were sent along.
    pub(super) with_basic: bool,
}

impl Asked<'_> {
    /// Reads the token out of the answer, or what the answer says instead, which is masked.
    pub(super) fn token(
        &self,
        response: Response,
        mask: &dyn Fn(&str) -> String,
    ) -> Result<String, SignInError> {
        match (response.status, response.json()) {
            (200, Some(Value::String(token))) if is_token(token) => Ok(token.clone()),
            (200, Some(_)) => Err(refusal(
                "the store answers the sign-in with something that is no token",
            )
            .hint("is the target a Magento? its answer to a sign-in is one string")),
            (status, Some(body)) if body.get("message").is_some_and(Value::is_string) => {
                let message = mask(&store_message(body));
                let hint = self.advice(status, body, &message);
                let wait = waiting(&response, mask);
                let said = format!("the store refuses the admin: {status} {message}{wait}");
                Err(refusal(said).hint(hint))
            }
            (300..400, _) => Err(redirected(self.base, &response)),
            _ if response.is_of_login_wall() => Err(self.login_wall()),
            _ => Err(self.surprise(response, mask)),
        }
    }

    /// Says what to do about a refusal of Magento 2.4.
    fn advice(&self, status: u16, body: &Value, message: &str) -> &'static str {
        if let Some(active) = body["parameters"]["active_providers"].as_array() {
            return second_factor(active);
        }
        // One of the few words that are the same everywhere.
        if message.to_lowercase().contains("captcha") {
            return RECAPTCHA;
        }
        if message.starts_with("Please use the 2fa provider-specific endpoints") {
            return OTP_WANTED;
        }
        if message.starts_with("Invalid code") {
            return "check `MAGEWALK_ADMIN_OTP_SECRET`, and that the clocks of this machine and of the shop agree within 30 seconds";
        }
        if message.contains("2FA") || message.contains("Two-Factor") {
            return SET_UP;
        }
        match status {
            400 if self.with_otp => OTHER_FACTOR,
            401 if self.with_otp => {
                "check `MAGEWALK_ADMIN_USERNAME` and `MAGEWALK_ADMIN_PASSWORD`, then `MAGEWALK_ADMIN_OTP_SECRET` and the clocks of this machine and of the shop; after several failures Magento locks the account for a while"
            }
            401 => {
                "check `MAGEWALK_ADMIN_USERNAME` and `MAGEWALK_ADMIN_PASSWORD`; after several failures Magento locks the account for a while"
            }
            404 => {
                "a Magento answers, and has no sign-in there: check the path of the target, and that the module Magento_Integration is on"
            }
            429 => TOO_OFTEN,
            503 => CLOSED,
            _ => "look into the shop's log (`var/log/exception.log`)",
        }
    }

    fn login_wall(&self) -> SignInError {
        let hint = if self.with_basic {
            "it does not take what `MAGEWALK_BASIC` holds: check the user name and the password"
        } else {
            "set `MAGEWALK_BASIC=user:password` to what it wants to know"
        };
        refusal("a login in front of the shop refuses the sign-in, not the shop itself").hint(hint)
    }

    /// Explains an answer that is not Magento's. What came with a success may be a token with
    /// something around it, so that nothing of it is repeated but a message of PHP.
    fn surprise(&self, response: Response, mask: &dyn Fn(&str) -> String) -> SignInError {
        let status = response.status;
        let is_success = (200..300).contains(&status);
        let text = String::from_utf8_lossy(&response.body);
        let is_php = page::php_message(&text).is_some();
        let has_script = text.contains("<script") && !page::is_html(&text);
        let what = if is_success && !is_php {
            page::kind(&response).to_owned()
        } else {
            mask(&page::in_words(&response))
        };
        let wait = waiting(&response, mask);
        let error = refusal(format!(
            "the store answers the sign-in with {status} and {what}{wait}"
        ));
        let instead = Some(Box::new((self.path.to_owned(), response)));
        let hint = match status {
            _ if is_php => {
                "something of the shop prints into its answers: switch `display_errors` off in its php.ini"
            }
            200 if has_script => {
                "something adds a script to the shop's answers (New Relic, a CDN): switch it off for `/rest`"
            }
            _ => in_front(status),
        };
        SignInError { instead, ..error }.hint(hint)
    }
}

const TOO_OFTEN: &str = "the shop, or what is in front of it, does not allow so many requests: wait, or take this machine's address off the limit";
const CLOSED: &str = "the shop is in maintenance, perhaps: `bin/magento maintenance:status`";
const OTP_WANTED: &str = "the shop wants a two-factor login: set `MAGEWALK_ADMIN_OTP_SECRET` to the secret of the authenticator app (base32)";
const SET_UP: &str = "finish the set-up of the two-factor login in the admin panel first";
const OTHER_FACTOR: &str = "the admin's two-factor login is not Google Authenticator: set that up in the admin panel, or give a ready `MAGEWALK_ADMIN_TOKEN`";
const RECAPTCHA: &str = "the shop wants a reCAPTCHA of admins, which no program solves: sign in as an integration, which is exempt (`MAGEWALK_CONSUMER_KEY` and the other three), or switch it off in Stores > Configuration > Security > Google reCAPTCHA Admin Panel";

/// Says what to do where a second factor is wanted; these are set up for the admin.
fn second_factor(active: &[Value]) -> &'static str {
    if active.is_empty() {
        SET_UP
    } else if active.iter().any(|provider| provider == "google") {
        OTP_WANTED
    } else {
        OTHER_FACTOR
    }
}

/// Says how long a store that refuses for now wants to be left alone.
fn waiting(response: &Response, mask: &dyn Fn(&str) -> String) -> String {
    let is_for_now = matches!(response.status, 429 | 503);
    let wait = response.header("retry-after").filter(|_| is_for_now);
    wait.map_or_else(String::new, |wait| {
        format!(" (`Retry-After: {}`)", mask(wait))
    })
}

/// Says what to do about an answer that is not Magento's.
fn in_front(status: u16) -> &'static str {
    match status {
        401 => {
            "a login in front of the shop, perhaps: give its name and password in `MAGEWALK_BASIC=user:password`"
        }
        429 => TOO_OFTEN,
        403 => {
            "something in front of the shop refuses, not the shop: let this machine's address through, or send what it wants with `--header`"
        }
        503 => CLOSED,
        502 | 504 => "the web server does not reach PHP: look into its log",
        500.. => "look into the logs of what is in front of the shop, and of its web server",
        _ => "check the target: is it a Magento, and is its path right?",
    }
}

/// Says whether the store does not have this endpoint: two-factor login is switched off there.
pub(super) fn is_unknown_route(response: &Response) -> bool {
    let is_of_magento = |body: &Value| body["message"].is_string();
    response.status == 404 && response.json().is_some_and(is_of_magento)
}

/// Says whether it may stand in a header: a JWT, or the 32 characters of stores up to 2.4.3.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn redirected(base: &Url, response: &Response) -> SignInError {
    let status = response.status;
    let error = refusal(format!(
        "the store answers the sign-in with a redirect ({status})"
    ));
    let target = response
        .header("location")
        .and_then(|location| base.join(location).ok())
        .filter(Url::has_host);
    match target {
        Some(url) if url.origin() != base.origin() => error.hint(format!(
            "make `{}` the target, if that is the shop",
            url.origin().ascii_serialization()
        )),
        _ => error.hint("check the target: does it have the shop's https, host and path?"),
    }
}
