//! Requests sent as an admin, whichever way of signing in is configured: with the token of an account, which
//! is renewed when it runs out, or with the signature of an integration.

use crate::http::cookies::CookieJar;
use crate::http::exchange::{Exchange, Request};
use crate::http::integration::Integration;
use crate::http::oauth::{Keys, SignedHost};
use crate::http::sign_in::{AdminCredentials, AdminSession, Shop, SignInError};

pub use crate::http::admin_failure::AdminFailure;
use crate::http::admin_failure::failed;

/// What an admin shows the store.
#[derive(Debug, Clone)]
pub enum Credentials {
    /// A user name and a password, or a ready token.
    Account(AdminCredentials),
    /// The keys of an integration.
    Integration(Keys),
}

/// What a 401 means that says nothing about the signature.
const REFUSED_INTEGRATION: &str = "an integration is refused like this where it is not active or has \
    no such permission: System > Integrations in the admin panel";

/// Somebody who may do what admins may.
#[derive(Debug)]
pub struct Admin {
    sign_in: SignIn,
    /// What the store said when it refused; it is not asked again, since Magento locks an account
    /// after a few failures. Of an integration that has worked, only the request was wrong.
    refused: Option<SignInError>,
    notes: Vec<String>,
}

#[derive(Debug)]
enum SignIn {
    Account(AdminSession),
    Integration(Integration),
}

impl Admin {
    /// Takes the credentials; nothing is sent yet.
    pub fn new(credentials: Credentials) -> Self {
        let sign_in = match credentials {
            Credentials::Account(account) => SignIn::Account(AdminSession::new(account)),
            Credentials::Integration(keys) => SignIn::Integration(Integration::new(keys)),
        };
        Self {
            sign_in,
            refused: None,
            notes: Vec::new(),
        }
    }

    /// Sends a request, signing in before where that is needed. What the store refuses because the
    /// token has run out, or because the signature holds the wrong host, is sent once more; it was
    /// not carried out. A 401 that is wanted is left as it is, unless it means that there is no such
    /// admin.
    pub async fn send(
        &mut self,
        shop: &Shop<'_>,
        request: &Request,
        jar: Option<&mut CookieJar>,
        wants_401: bool,
    ) -> Result<Vec<Exchange>, AdminFailure> {
        if let Some(error) = &self.refused {
            return Err(AdminFailure::SignIn(error.clone()));
        }
        let notes = &mut self.notes;
        let sent = match &mut self.sign_in {
            SignIn::Account(session) => {
                with_token(session, shop, request, jar, wants_401, notes).await
            }
            SignIn::Integration(integration) => {
                let sent = integration.send(shop.client, request, jar, notes).await;
                let exchanges = sent.as_deref().unwrap_or_default();
                if is_refused(exchanges) && !wants_401 {
                    notes.push(REFUSED_INTEGRATION.to_owned());
                }
                sent
            }
        };
        if let Err(AdminFailure::SignIn(error)) = &sent
            && error.http.is_none()
            && !matches!(&self.sign_in, SignIn::Integration(integration) if integration.has_worked())
        {
            self.refused = Some(error.clone());
        }
        sent
    }

    /// Returns what is worth knowing of what was sent since this was last asked.
    pub fn take_notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }

    /// Returns what must not be shown, with its names.
    pub fn secrets(&self) -> Vec<(&'static str, &str)> {
        match &self.sign_in {
            SignIn::Account(session) => {
                let token = session.current_token().map(|token| ("admin_token", token));
                token.into_iter().collect()
            }
            SignIn::Integration(integration) => integration.keys().named().to_vec(),
        }
    }

    /// Says what the `Authorization` of an admin's request will be.
    pub fn in_words(&self) -> &'static str {
        match &self.sign_in {
            SignIn::Account(_) => "Bearer ‹admin_token›",
            SignIn::Integration(_) => "OAuth ‹signature›",
        }
    }

    /// Returns how the host is signed, once the store has refused another way; none for an account.
    pub fn signed_host(&self) -> Option<SignedHost> {
        match &self.sign_in {
            SignIn::Account(_) => None,
            SignIn::Integration(integration) => Some(integration.host()),
        }
    }
}

async fn with_token(
    session: &mut AdminSession,
    shop: &Shop<'_>,
    request: &Request,
    mut jar: Option<&mut CookieJar>,
    wants_401: bool,
    notes: &mut Vec<String>,
) -> Result<Vec<Exchange>, AdminFailure> {
    let is_running_out = session.is_running_out();
    let first = send_once(session, shop, request, jar.as_deref_mut()).await?;
    if is_running_out {
        notes.push("the admin's token was about to run out: signed in anew".to_owned());
    }
    if !is_refused(&first) {
        session.has_worked();
        return Ok(first);
    }
    if wants_401 || !session.may_have_run_out() {
        return Ok(first);
    }
    let renewed = session.forget();
    let second = send_once(session, shop, request, jar).await?;
    if is_refused(&second) {
        notes.push("the store refuses this with a new token of the admin, too".to_owned());
    } else {
        notes.push(renewed.to_owned());
        session.has_worked();
    }
    Ok(second)
}

async fn send_once(
    session: &mut AdminSession,
    shop: &Shop<'_>,
    request: &Request,
    jar: Option<&mut CookieJar>,
) -> Result<Vec<Exchange>, AdminFailure> {
    let token = session.token(shop.client, shop.base, shop.timeout).await;
    let token = token.map_err(AdminFailure::SignIn)?;
    let mut request = request.clone();
    let header = ("Authorization".to_owned(), format!("Bearer {token}"));
    request.headers.push(header);
    let sent = shop.client.send(&request, jar).await;
    sent.map_err(|error| failed(request, error))
}

fn is_refused(exchanges: &[Exchange]) -> bool {
    let last = exchanges.last().map(|exchange| &exchange.response);
    last.is_some_and(|response| response.status == 401 && !response.is_of_login_wall())
}
