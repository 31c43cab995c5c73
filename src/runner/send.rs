//! A request template filled in and sent.

use std::collections::BTreeMap;
use std::time::Duration;

use url::Url;

use crate::http::address::join;
use crate::http::client::{Client, SendError};
use crate::http::cookies::CookieJar;
use crate::http::exchange::{Exchange, Request};
use crate::http::sign_in::{AdminCredentials, AdminSession, SignInError};
use crate::runner::redact::Redactor;
use crate::runner::secrets;
use crate::runner::values::Values;
use crate::scenario::template::FillError;
use crate::scenario::tutorial::{Authorization, BodyTemplate, RequestTemplate};

/// Fills in a request; the `Authorization` of an admin is added by whoever signs in.
fn fill(
    template: &RequestTemplate,
    values: &Values,
    base: &Url,
    timeout: Duration,
) -> Result<Request, FillError> {
    let path = values.path(&template.path)?;
    let mut url = join(base, &path).map_err(|error| FillError {
        message: error.to_string(),
        span: template.path.span.clone(),
    })?;
    for (name, value) in &template.query {
        url.query_pairs_mut()
            .append_pair(name, &values.text(value)?);
    }
    let mut headers = Vec::new();
    for (name, value) in &template.headers {
        headers.push((name.clone(), values.text(value)?));
    }
    if let Authorization::Bearer(token) = &template.authorization {
        headers.push((
            "Authorization".to_owned(),
            format!("Bearer {}", values.text(token)?),
        ));
    }
    let body = body(template, values, &mut headers)?;
    Ok(Request {
        method: template.method.clone(),
        url,
        headers,
        body,
        timeout: template.timeout.unwrap_or(timeout),
        follow: template.follow,
    })
}

fn body(
    template: &RequestTemplate,
    values: &Values,
    headers: &mut Vec<(String, String)>,
) -> Result<Option<Vec<u8>>, FillError> {
    let Some(body) = &template.body else {
        return Ok(None);
    };
    let (media_type, text) = match body {
        BodyTemplate::Json(json) => {
            let value = json.fill(&|template| values.fill(template))?;
            ("application/json", value.to_string())
        }
        BodyTemplate::Form(fields) => {
            let mut form = url::form_urlencoded::Serializer::new(String::new());
            for (name, value) in fields {
                form.append_pair(name, &values.text(value)?);
            }
            ("application/x-www-form-urlencoded", form.finish())
        }
        BodyTemplate::Text(text) => ("text/plain; charset=utf-8", values.text(text)?),
    };
    if !headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("content-type"))
    {
        headers.insert(0, ("Content-Type".to_owned(), media_type.to_owned()));
    }
    Ok(Some(text.into_bytes()))
}

/// Sends filled-in requests for a session: signs in where needed and keeps its cookies.
pub struct Sender {
    client: Client,
    base: Url,
    timeout: Duration,
    admin: AdminSession,
    /// What the store said when it refused the admin; it is not asked again, since Magento locks an
    /// account after a few failures.
    refused: Option<SignInError>,
    jars: BTreeMap<String, CookieJar>,
}

/// Why nothing, or not everything, came back.
pub(super) enum SendFailure {
    /// The request could not be filled in.
    Template(FillError),
    /// Signing in did not work; the request was not sent.
    SignIn(SignInError),
    /// It was sent, or tried to be.
    Http {
        /// What was sent first.
        request: Box<Request>,
        /// What happened.
        error: SendError,
    },
}

impl Sender {
    /// Makes a sender to the store at `base` that signs in with these credentials.
    pub fn new(
        client: Client,
        base: Url,
        timeout: Duration,
        credentials: AdminCredentials,
    ) -> Self {
        Self {
            client,
            base,
            timeout,
            admin: AdminSession::new(credentials),
            refused: None,
            jars: BTreeMap::new(),
        }
    }

    /// Returns the address of the store.
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// Sends a request. Where the token of an admin has run out, signs in anew and sends it again,
    /// unless 401 is what the step wants to see.
    pub(super) async fn send(
        &mut self,
        template: &RequestTemplate,
        values: &Values,
        redactor: &mut Redactor,
        wants_401: bool,
    ) -> Result<Vec<Exchange>, SendFailure> {
        let request =
            fill(template, values, &self.base, self.timeout).map_err(SendFailure::Template)?;
        secrets::learn_added(self.client.added(), redactor);
        secrets::learn_request(&request, redactor);
        let as_admin = template.authorization == Authorization::Admin;
        let exchanges = self
            .send_once(&request, template, as_admin, redactor)
            .await?;
        let refused = exchanges
            .last()
            .is_some_and(|exchange| exchange.response.status == 401);
        if as_admin && refused && !wants_401 && self.admin.can_renew() {
            self.admin.forget();
            return self.send_once(&request, template, as_admin, redactor).await;
        }
        Ok(exchanges)
    }

    async fn send_once(
        &mut self,
        request: &Request,
        template: &RequestTemplate,
        as_admin: bool,
        redactor: &mut Redactor,
    ) -> Result<Vec<Exchange>, SendFailure> {
        let mut request = request.clone();
        if as_admin {
            let token = self.admin_token().await?;
            // A step may have captured the same token; the name that a user can set is of more use.
            redactor.rename("admin_token", &token);
            request
                .headers
                .push(("Authorization".to_owned(), format!("Bearer {token}")));
        }
        let jar = template
            .session
            .as_ref()
            .map(|name| self.jars.entry(name.clone()).or_default());
        match self.client.send(&request, jar).await {
            Ok(exchanges) => {
                for exchange in &exchanges {
                    secrets::learn_response(&exchange.response, redactor);
                }
                Ok(exchanges)
            }
            Err(error) => Err(SendFailure::Http {
                request: Box::new(request),
                error,
            }),
        }
    }

    async fn admin_token(&mut self) -> Result<String, SendFailure> {
        if let Some(error) = &self.refused {
            return Err(SendFailure::SignIn(error.clone()));
        }
        let token = self
            .admin
            .token(&self.client, &self.base, self.timeout)
            .await;
        token.map_err(|error| {
            if error.http.is_none() {
                self.refused = Some(error.clone());
            }
            SendFailure::SignIn(error)
        })
    }
}
