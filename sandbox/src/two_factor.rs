//! Two-factor authentication with the Google provider, for a store with one admin.

use serde_json::{Value, json};

use crate::admin;
use crate::error::{Answer, ApiError};
use crate::login;
use crate::service::Call;
use crate::state::Store;
use crate::state::two_factor::TwoFactor;
use crate::token::UserKind;
use crate::totp;

/// `POST /V1/tfa/provider/google/authenticate`
pub(crate) fn authenticate_google(store: &mut Store, call: &Call) -> Answer {
    let admin = admin::sign_in(store, call)?;
    match &store.two_factor {
        Some(TwoFactor::NotSetUp) => {
            return Err(ApiError::bad_request("Provider is not configured."));
        }
        Some(TwoFactor::Secret(secret)) => {
            if !totp::is_valid(secret, call.text("otp"), call.now) {
                return Err(ApiError::new(401, "Invalid code."));
            }
        }
        Some(TwoFactor::NoProvider) | None => {
            return Err(ApiError::bad_request("Provider is not allowed."));
        }
    }
    Ok(login::issue(store, UserKind::Admin, admin, call.now).into())
}

/// The log-in routes of the providers that the store does not force.
pub(crate) fn authenticate_other(store: &mut Store, call: &Call) -> Answer {
    admin::sign_in(store, call)?;
    Err(ApiError::bad_request("Provider is not allowed."))
}

/// The routes that set a provider up; the token for them comes by e-mail, which the sandbox does not send.
pub(crate) fn refuse_setup(_: &mut Store, _: &Call) -> Answer {
    Err(ApiError::new(401, "Invalid two-factor authorization token"))
}

/// The routes that list what is to be set up, with a token from an e-mail.
pub(crate) fn refuse_setup_list(_: &mut Store, _: &Call) -> Answer {
    Err(ApiError::new(401, "Invalid token."))
}

/// `GET /V1/tfa/installed-providers`
pub(crate) fn installed_providers(_: &mut Store, _: &Call) -> Answer {
    let duo = json!({
        "enabled": false, "engine": {"enabled": false},
        "code": "duo_security", "name": "Duo Security", "icon": icon("duo_security"), "reset_allowed": false,
        "configure_action": "tfa/duo/configure", "auth_action": "tfa/duo/auth",
        "extra_actions": ["tfa/duo/authpost"],
    });
    let authy = json!({
        "enabled": false, "engine": {"enabled": false},
        "code": "authy", "name": "Authy", "icon": icon("authy"), "reset_allowed": true,
        "configure_action": "tfa/authy/configure", "auth_action": "tfa/authy/auth",
        "extra_actions": [
            "tfa/authy/configurepost", "tfa/authy/configureverifypost", "tfa/authy/verify", "tfa/authy/authpost",
            "tfa/authy/token", "tfa/authy/onetouch", "tfa/authy/verifyonetouch",
        ],
    });
    let u2f = json!({
        "enabled": true, "engine": {"enabled": true},
        "code": "u2fkey", "name": "U2F (Yubikey and others)", "icon": icon("u2fkey"), "reset_allowed": true,
        "configure_action": "tfa/u2f/configure", "auth_action": "tfa/u2f/auth",
        "extra_actions": ["tfa/u2f/configurepost", "tfa/u2f/authpost"],
    });
    Ok(json!([google(), duo, authy, u2f]))
}

/// The routes that list the providers a user has to use; Google for everybody, known or not.
pub(crate) fn forced_providers(_: &mut Store, _: &Call) -> Answer {
    Ok(json!([google()]))
}

/// `GET /V1/tfa/providers-to-activate/:userId`; the admin has set up all there are.
pub(crate) fn providers_to_activate(_: &mut Store, _: &Call) -> Answer {
    Ok(json!([]))
}

/// `GET /V1/tfa/default-provider-code/:userId`
pub(crate) fn default_provider(_: &mut Store, _: &Call) -> Answer {
    Ok("".into())
}

/// `PUT /V1/tfa/default-provider-code/:userId`
pub(crate) fn set_default_provider(_: &mut Store, call: &Call) -> Answer {
    match call.text("providerCode") {
        "google" => Ok(true.into()),
        code => Err(
            ApiError::new(404, "Unknown or not enabled provider %1 for this user")
                .with(json!([code])),
        ),
    }
}

/// `PUT /V1/tfa/user-providers/:userId`
pub(crate) fn set_providers(_: &mut Store, _: &Call) -> Answer {
    Ok(true.into())
}

fn google() -> Value {
    json!({
        "enabled": true, "engine": {"enabled": true},
        "code": "google", "name": "Google Authenticator", "icon": icon("google"), "reset_allowed": true,
        "configure_action": "tfa/google/configure", "auth_action": "tfa/google/auth",
        "extra_actions": ["tfa/google/qr", "tfa/google/configurepost", "tfa/google/authpost"],
    })
}

fn icon(provider: &str) -> String {
    format!("Magento_TwoFactorAuth::images/providers/{provider}.png")
}
