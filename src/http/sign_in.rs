//! Signing in as an admin: which service to ask, what its refusals mean, when a token runs out.
//!
//! With two-factor login switched on, a store gives tokens only through the endpoint of the
//! factor; without it, that endpoint does not exist. Neither can be told beforehand.

mod answer;
pub(super) mod error;

use std::fmt;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use url::Url;

use crate::http::address;
use crate::http::client::Client;
use crate::http::exchange::{Request, Response};
use crate::http::sign_in::answer::{Asked, is_unknown_route};
pub use crate::http::sign_in::error::SignInError;
use crate::http::sign_in::error::refusal;
use crate::http::totp;

const PLAIN: &str = "/rest/V1/integration/admin/token";
const GOOGLE: &str = "/rest/V1/tfa/provider/google/authenticate";

/// How long before its end a token is replaced.
const MARGIN: Duration = Duration::from_secs(60);

/// How much of a store's own message is repeated, in characters.
const MESSAGE_LIMIT: usize = 300;

/// What an admin signs in with.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AdminCredentials {
    /// `MAGEWALK_ADMIN_USERNAME`.
    pub username: Option<String>,
    /// `MAGEWALK_ADMIN_PASSWORD`.
    pub password: Option<String>,
    /// `MAGEWALK_ADMIN_OTP_SECRET`: the secret of the authenticator app, in base32.
    pub otp_secret: Option<String>,
    /// `MAGEWALK_ADMIN_TOKEN`: a ready token, used as it is.
    pub token: Option<String>,
}

impl fmt::Debug for AdminCredentials {
    /// Shows what is there; the user name alone is no secret.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = |secret: &Option<String>| secret.as_ref().map(|_| "‹hidden›");
        formatter
            .debug_struct("AdminCredentials")
            .field("username", &self.username)
            .field("password", &hidden(&self.password))
            .field("otp_secret", &hidden(&self.otp_secret))
            .field("token", &hidden(&self.token))
            .finish()
    }
}

/// An admin, signed in or able to.
pub struct AdminSession {
    credentials: AdminCredentials,
    current: Option<Token>,
    /// Whether the ready token was refused.
    ready_refused: bool,
}

struct Token {
    text: String,
    renew_at: Option<Instant>,
    /// Whether the store has taken it for a request.
    has_worked: bool,
}

impl Token {
    fn is_running_out(&self) -> bool {
        self.renew_at.is_some_and(|end| end <= Instant::now())
    }
}

impl AdminSession {
    /// Takes the credentials; nothing is sent before a token is wanted. Empty ones count as none,
    /// as a variable that is set to nothing does.
    pub fn new(credentials: AdminCredentials) -> Self {
        let given = |value: Option<String>| value.filter(|value| !value.trim().is_empty());
        let credentials = AdminCredentials {
            username: given(credentials.username),
            password: given(credentials.password),
            otp_secret: given(credentials.otp_secret),
            token: given(credentials.token).map(|token| token.trim().to_owned()),
        };
        Self {
            credentials,
            current: None,
            ready_refused: false,
        }
    }

    /// Returns a token that holds, signing in at the shop at `base` where there is none.
    pub async fn token(
        &mut self,
        client: &Client,
        base: &Url,
        timeout: Duration,
    ) -> Result<String, SignInError> {
        if let Some(token) = self.ready_token() {
            return Ok(token.to_owned());
        }
        if let Some(current) = self
            .current
            .as_ref()
            .filter(|token| !token.is_running_out())
        {
            return Ok(current.text.clone());
        }
        self.current = None;
        let now = Instant::now();
        let shop = Shop {
            client,
            base,
            timeout,
        };
        let text = self.sign_in(&shop).await?;
        let renew_at = lifetime(&text).map(|lifetime| now + lifetime);
        self.current = Some(Token {
            text: text.clone(),
            renew_at,
            has_worked: false,
        });
        Ok(text)
    }

    /// Drops the token that the store has just refused, so that the next one is a new one, and says
    /// what that means.
    pub fn forget(&mut self) -> &'static str {
        self.current = None;
        if self.ready_token().is_some() {
            self.ready_refused = true;
            return "the admin token that was given has run out: signed in with user name and password";
        }
        "the admin's token had run out: signed in anew, and sent the request again"
    }

    /// Takes down that the store has taken the token.
    pub(super) fn has_worked(&mut self) {
        if let Some(token) = &mut self.current {
            token.has_worked = true;
        }
    }

    /// Says whether a refusal may mean that the token has run out: one that was only just given
    /// never has.
    pub(super) fn may_have_run_out(&self) -> bool {
        let has_worked = self.current.as_ref().is_some_and(|token| token.has_worked);
        self.can_renew() && (has_worked || self.ready_token().is_some())
    }

    /// Says whether the token is about to run out, by its own words.
    pub(super) fn is_running_out(&self) -> bool {
        self.current.as_ref().is_some_and(Token::is_running_out)
    }

    /// Returns the token that is in use.
    pub(super) fn current_token(&self) -> Option<&str> {
        let current = self.current.as_ref().map(|token| token.text.as_str());
        self.ready_token().or(current)
    }

    /// Says whether it can sign in anew: with a ready token alone it cannot.
    pub fn can_renew(&self) -> bool {
        self.credentials.username.is_some() && self.credentials.password.is_some()
    }

    fn ready_token(&self) -> Option<&str> {
        let token = self.credentials.token.as_deref();
        token.filter(|_| !self.ready_refused)
    }

    async fn sign_in(&self, shop: &Shop<'_>) -> Result<String, SignInError> {
        let (Some(username), Some(password)) =
            (&self.credentials.username, &self.credentials.password)
        else {
            return Err(self.missing());
        };
        let plain = json!({"username": username, "password": password});
        if let Some(secret) = &self.credentials.otp_secret {
            let otp = one_time_password(secret)?;
            let body = json!({"username": username, "password": password, "otp": otp});
            let response = shop.post(GOOGLE, &body).await?;
            if !is_unknown_route(&response) {
                return self.read_token(shop, (GOOGLE, response), &[&otp]);
            }
        }
        let response = shop.post(PLAIN, &plain).await?;
        self.read_token(shop, (PLAIN, response), &[])
    }

    fn missing(&self) -> SignInError {
        if self.ready_refused {
            return refusal("the store refuses the admin token that it was given").hint(
                "put a token that still holds into `MAGEWALK_ADMIN_TOKEN`, or set `MAGEWALK_ADMIN_USERNAME` and `MAGEWALK_ADMIN_PASSWORD`",
            );
        }
        let (what, hint) = match (&self.credentials.username, &self.credentials.password) {
            (Some(_), None) => (
                "the admin's password is missing",
                "set `MAGEWALK_ADMIN_PASSWORD`",
            ),
            (None, Some(_)) => (
                "the admin's user name is missing",
                "set `MAGEWALK_ADMIN_USERNAME`",
            ),
            _ => (
                "there are no credentials of an admin",
                "set `MAGEWALK_ADMIN_USERNAME` and `MAGEWALK_ADMIN_PASSWORD` (and `MAGEWALK_ADMIN_OTP_SECRET` for a two-factor login), or `MAGEWALK_ADMIN_TOKEN`",
            ),
        };
        refusal(what).hint(hint)
    }

    /// Reads the token out of the answer, or what the answer says instead.
    fn read_token(
        &self,
        shop: &Shop<'_>,
        (path, response): (&str, Response),
        secrets: &[&str],
    ) -> Result<String, SignInError> {
        let asked = Asked {
            base: shop.base,
            path,
            with_otp: !secrets.is_empty(),
            with_basic: shop.client.added().basic().is_some(),
        };
        asked.token(response, &|text| self.mask(text, secrets))
    }

    /// Hides the secrets that a store might repeat in its message.
    fn mask(&self, message: &str, secrets: &[&str]) -> String {
        let mut masked = message.to_owned();
        let own = [
            &self.credentials.password,
            &self.credentials.otp_secret,
            &self.credentials.token,
        ];
        let own = own.into_iter().flatten().map(String::as_str);
        for secret in own.chain(secrets.iter().copied()) {
            masked = masked.replace(secret, "‹hidden›");
        }
        let visible = masked
            .chars()
            .map(|char| if char.is_control() { ' ' } else { char });
        let mut shown: String = visible.clone().take(MESSAGE_LIMIT).collect();
        if visible.count() > MESSAGE_LIMIT {
            // Where it was cut, half a secret may stand, which whoever shows it hides.
            shown.push('…');
        }
        shown.trim().trim_end_matches('.').to_owned()
    }
}

impl fmt::Debug for AdminSession {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AdminSession")
            .field("credentials", &self.credentials)
            .field("signed_in", &self.current.is_some())
            .finish_non_exhaustive()
    }
}

/// Where and how to sign in.
#[derive(Debug, Clone, Copy)]
pub struct Shop<'a> {
    /// The client of the shop.
    pub client: &'a Client,
    /// The address of the shop.
    pub base: &'a Url,
    /// How long a request may take.
    pub timeout: Duration,
}

impl Shop<'_> {
    async fn post(&self, path: &str, body: &Value) -> Result<Response, SignInError> {
        let url = address::join(self.base, path).map_err(|error| refusal(error.to_string()))?;
        let request = Request {
            method: "POST".to_owned(),
            url,
            headers: vec![
                ("Content-Type".to_owned(), "application/json".to_owned()),
                ("Accept".to_owned(), "application/json".to_owned()),
            ],
            body: Some(body.to_string().into_bytes()),
            timeout: self.timeout,
            follow: false,
        };
        let sent = self.client.send(&request, None).await;
        let mut exchanges = sent.map_err(|failed| SignInError {
            message: format!("cannot sign in as an admin: {}", failed.error.message),
            hint: failed.error.hint,
            http: Some(failed.error.kind),
            instead: None,
        })?;
        exchanges
            .pop()
            .map(|exchange| exchange.response)
            .ok_or_else(|| refusal("the store gave no answer to the sign-in"))
    }
}

fn one_time_password(secret: &str) -> Result<String, SignInError> {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    totp::code(secret, now).map_err(|error| {
        refusal(error.to_string()).hint(
            "`MAGEWALK_ADMIN_OTP_SECRET` is the text that the admin panel prints below the QR code",
        )
    })
}

/// Returns how long a JWT can be used from the moment it was given; none for other tokens.
///
/// The store's own clock stamped both ends, so this machine's clock need not be right.
fn lifetime(token: &str) -> Option<Duration> {
    let mut parts = token.split('.');
    let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
    let payload = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    let seconds = |name: &str| claims[name].as_f64().filter(|value| value.is_finite());
    let end = seconds("exp")?;
    let start = seconds("iat").or_else(|| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
        Some(now.as_secs_f64())
    })?;
    // A year is for ever here, and keeps the sum within what a clock can hold.
    let whole = Duration::from_secs_f64((end - start).clamp(0.0, 31_536_000.0));
    Some(whole - MARGIN.min(whole / 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::sign_in::error::store_message;

    fn jwt(claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.c2ln", part(&json!({"alg": "HS256"})), part(claims))
    }

    #[test]
    fn knows_how_long_a_token_lives() {
        for (claims, expected) in [
            (json!({"iat": 1000, "exp": 4600}), Some(3540)),
            (json!({"iat": 1000, "exp": 1100}), Some(50)),
            (json!({"iat": 1000, "exp": 1000}), Some(0)),
            (json!({"iat": 2000, "exp": 1000}), Some(0)),
            (json!({"exp": 1000}), Some(0)),
            (json!({"iat": 0, "exp": 1e300}), Some(31_536_000 - 60)),
            (json!({"iat": 0, "exp": "4600"}), None),
            (json!({"iat": 0}), None),
            (json!([1]), None),
        ] {
            let found = lifetime(&jwt(&claims)).map(|lifetime| lifetime.as_secs());
            assert_eq!(found, expected, "{claims}");
        }
        for token in [
            "q0u66k8h42yaevtchv09uyy3y9gaj2ap",
            "",
            "..",
            "a.b.c",
            "a.!.c",
            "a.b",
        ] {
            assert_eq!(lifetime(token), None, "{token}");
        }
    }

    #[test]
    fn hides_the_credentials() {
        let credentials = AdminCredentials {
            username: Some("admin".to_owned()),
            password: Some("hunter2".to_owned()),
            otp_secret: Some("HUNTERHUNTER".to_owned()),
            token: Some("hunter3".to_owned()),
        };
        let shown = format!(
            "{credentials:?} {:?}",
            AdminSession::new(credentials.clone())
        );
        assert!(shown.contains("admin"), "{shown}");
        assert!(!shown.to_lowercase().contains("hunter"), "{shown}");
    }

    #[test]
    fn fills_in_the_stores_message() {
        for (body, expected) in [
            (
                json!({"message": "\"%fieldName\" is required.", "parameters": {"fieldName": "otp"}}),
                "\"otp\" is required.",
            ),
            (
                json!({"message": "%1 and %2", "parameters": ["a", 2]}),
                "a and 2",
            ),
            (json!({"message": "plain"}), "plain"),
        ] {
            assert_eq!(store_message(&body), expected);
        }
    }
}
