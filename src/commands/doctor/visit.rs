//! One look at a shop: what is asked, and who asks.

use std::time::Duration;

use url::Url;

use crate::doctor::{Finding, State, front, in_trouble, is_of_api, rest, shop, version};
use crate::http::address::join;
use crate::http::admin::{Admin, AdminFailure};
use crate::http::client::{Client, HttpError, HttpErrorKind};
use crate::http::exchange::{Exchange, Request, Response};
use crate::http::sign_in::Shop;
use crate::launch::credentials::{self, Credentials};
use crate::launch::hints;
use crate::mask::Redactor;
use crate::runner::secrets;
use crate::runner::values::{Binding, Values};

const NOTHING: &str = "nothing came back";

const BEFORE_A_RUN: &str = "mend it before a run: Magento locks accounts after a few failures";

/// One look at a shop.
pub(super) struct Visit<'a> {
    pub(super) client: &'a Client,
    pub(super) url: &'a Url,
    /// The code of the store view.
    pub(super) store_code: String,
    pub(super) timeout: Duration,
    pub(super) redactor: Redactor,
}

/// What everybody sees.
pub(super) struct Front {
    pub(super) findings: Vec<Finding>,
    /// Whether Magento's API is what answers.
    pub(super) answers: bool,
}

impl Visit<'_> {
    /// Looks at what everybody sees.
    pub(super) async fn front(&mut self) -> Result<Front, HttpError> {
        let door = self.get(front::PATH).await?;
        let path = self.rest(rest::PATH);
        let api = self.get(&path).await?;
        let now = jiff::Timestamp::now().as_second();
        let judged = rest::api(&self.store_code, &path, &api, &known_of_get);
        let answers = judged.state == State::Fine || is_of_api(&api);
        let findings = vec![
            Finding::fine("reachable", "it answers"),
            front::magento(self.url, &door, &known_of_get),
            judged,
            front::cache(&api),
            front::clock(&api, now),
        ];
        Ok(Front { findings, answers })
    }

    /// Tells the mode by a request that every Magento refuses.
    pub(super) async fn mode(&mut self) -> Option<Finding> {
        let refusal = self.get(&self.rest(version::NO_ROUTE)).await.ok()?;
        Some(version::mode(&refusal))
    }

    /// Tells the version by what an admin can read.
    pub(super) async fn version(&mut self, admin: Option<&mut Admin>) -> Finding {
        let Some(admin) = admin else {
            return version::unknown_version(
                "only an admin can read it, and no admin is signed in",
            );
        };
        let path = self.rest(version::STOCK_OF_NOTHING);
        let stock = match self.as_admin(admin, "GET", &path).await {
            Ok(stock) => stock,
            Err((message, _)) => return version::unknown_version(message),
        };
        let path = self.rest(version::MODULES);
        let modules = self.as_admin(admin, "GET", &path).await.ok();
        version::version(&stock, modules.as_ref())
    }

    /// Signs in as an admin; returns who is signed in, where it worked.
    pub(super) async fn sign_in(
        &mut self,
        known: &Credentials,
        tutorials: &[String],
    ) -> (Vec<Finding>, Option<Admin>) {
        let Some(way) = credentials::way(known) else {
            let names = tutorials.join("`, `");
            let missing = Finding::to_do(
                "sign-in",
                format!("no credentials of an admin are set, and `{names}` needs them"),
                "set MAGEWALK_ADMIN_USERNAME and MAGEWALK_ADMIN_PASSWORD, or what `magewalk run --help` names",
            );
            return (vec![missing], None);
        };
        let mut values = Values::new("");
        for (name, value) in &known.account {
            let value = value.as_str().into();
            let held = Binding {
                value,
                captured_in: None,
                secret: name != "admin_username",
            };
            values.set(name, held);
        }
        secrets::learn_codes(&values, &mut self.redactor);
        let mut admin = Admin::new(credentials::for_sign_in(known));
        let path = self.rest("V1/store/storeConfigs");
        let configs = match self.as_admin(&mut admin, "GET", &path).await {
            Ok(response) => response,
            Err((message, advice)) => {
                let found = format!("{way}: {message}");
                return (vec![Finding::to_do("sign-in", found, advice)], None);
            }
        };
        if !is_of_api(&configs) {
            let finding = in_trouble("sign-in", &path, &configs, &known_of_get);
            let found = format!("{way}: {}", finding.found);
            return (vec![Finding { found, ..finding }], None);
        }
        let mut findings = vec![shop::sign_in(way, &configs)];
        let notes = admin.take_notes().into_iter();
        findings.extend(notes.map(|note| Finding::fine("signature", note)));
        let modules = self.rest(version::MODULES);
        findings.push(match self.as_admin(&mut admin, "GET", &modules).await {
            Ok(response) => shop::two_factor(&response),
            Err((message, advice)) => Finding::unknown("two-factor", message, advice),
        });
        (findings, Some(admin))
    }

    /// Asks as an admin; what goes wrong is said in words, and what to do about it.
    pub(super) async fn as_admin(
        &mut self,
        admin: &mut Admin,
        method: &str,
        path: &str,
    ) -> Result<Response, (String, String)> {
        let request = self
            .request(method, path)
            .map_err(|error| (error.message, BEFORE_A_RUN.to_owned()))?;
        let shop = Shop {
            client: self.client,
            base: self.url,
            timeout: self.timeout,
        };
        let sent = admin.send(&shop, &request, None, false).await;
        secrets::learn_admin(admin, &mut self.redactor);
        let exchanges = sent.map_err(|failure| {
            let hint = match &failure {
                AdminFailure::SignIn(error) => match error.instead.as_deref() {
                    Some((path, response)) => Some(hints::explain("POST", path, response).1),
                    None => error.hint.clone(),
                },
                AdminFailure::Http { error, .. } => error.error.hint.clone(),
            };
            let hint = hint.unwrap_or_else(|| BEFORE_A_RUN.to_owned());
            (failure.to_string(), hint)
        })?;
        self.learn(&exchanges);
        last(exchanges).ok_or_else(|| (NOTHING.to_owned(), BEFORE_A_RUN.to_owned()))
    }

    /// Returns the path of a service in the store view.
    pub(super) fn rest(&self, path: &str) -> String {
        format!("/rest/{}/{path}", self.store_code)
    }

    async fn get(&mut self, path: &str) -> Result<Response, HttpError> {
        let request = self.request("GET", path)?;
        self.send(&request).await
    }

    async fn send(&mut self, request: &Request) -> Result<Response, HttpError> {
        let sent = self.client.send(request, None).await;
        let exchanges = sent.map_err(|error| error.error)?;
        self.learn(&exchanges);
        last(exchanges).ok_or_else(|| HttpError::new(HttpErrorKind::Body, NOTHING))
    }

    fn learn(&mut self, exchanges: &[Exchange]) {
        for exchange in exchanges {
            secrets::learn_exchange(exchange, &mut self.redactor);
        }
    }

    fn request(&self, method: &str, path: &str) -> Result<Request, HttpError> {
        Ok(Request {
            method: method.to_owned(),
            url: join(self.url, path)
                .map_err(|error| HttpError::new(HttpErrorKind::Redirect, error.to_string()))?,
            headers: Vec::new(),
            body: None,
            timeout: self.timeout,
            follow: false,
        })
    }
}

fn known_of_get(path: &str, response: &Response) -> (String, String) {
    hints::explain("GET", path, response)
}

fn last(mut exchanges: Vec<Exchange>) -> Option<Response> {
    exchanges.pop().map(|exchange| exchange.response)
}
