//! A request template filled in and sent.

use std::collections::BTreeMap;
use std::time::Duration;

use url::Url;

use crate::duration;
use crate::http::address::join;
use crate::http::admin::{Admin, AdminFailure, Credentials};
use crate::http::client::{Client, HttpErrorKind, SendError};
use crate::http::cookies::CookieJar;
use crate::http::exchange::{Exchange, Request};
use crate::http::sign_in::{Shop, SignInError};
use crate::mask::Redactor;
use crate::outcome::{ExchangeOutcome, RequestOutcome};
use crate::runner::exchange;
use crate::runner::masking;
use crate::runner::secrets;
use crate::runner::values::Values;
use crate::scenario::reach::leads_out;
use crate::scenario::template::{FillError, Template};
use crate::scenario::tutorial::{Authorization, BodyTemplate, RequestTemplate};

/// Fills in a request; the `Authorization` of an admin is added by whoever signs in.
fn fill(
    template: &RequestTemplate,
    values: &Values,
    base: &Url,
    timeout: Duration,
) -> Result<Request, FillError> {
    let mut url = address(&template.path, values, base)?;
    for (name, value) in &template.query {
        url.query_pairs_mut()
            .append_pair(name, &values.text(value)?);
    }
    let mut headers = Vec::new();
    for (name, value) in &template.headers {
        headers.push((name.clone(), values.text(value)?));
    }
    if let Authorization::Bearer(token) = &template.authorization {
        let value = values.text(token)?;
        if value.trim().is_empty() {
            // The store would take the caller for a guest, and answer as to one.
            return Err(FillError {
                message: "the token in `bearer` is empty".to_owned(),
                span: token.span.clone(),
            });
        }
        headers.push(("Authorization".to_owned(), format!("Bearer {value}")));
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

/// Fills in a path of the store at `base`, which it never leaves, whatever is filled in.
pub(super) fn address(template: &Template, values: &Values, base: &Url) -> Result<Url, FillError> {
    let unusable = |message: String| FillError {
        message,
        span: template.span.clone(),
    };
    let path = values.path(template)?;
    if leads_out(&path) {
        let message = "filled in, the path has `.` or `..` between its slashes, which could lead out of the shop";
        return Err(unusable(message.to_owned()));
    }
    join(base, &path).map_err(|error| unusable(error.to_string()))
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
    admin: Admin,
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
        error: Box<SendError>,
    },
}

impl Sender {
    /// Makes a sender to the store at `base` that signs in with these credentials.
    pub fn new(client: Client, base: Url, timeout: Duration, credentials: Credentials) -> Self {
        Self {
            client,
            base,
            timeout,
            admin: Admin::new(credentials),
            jars: BTreeMap::new(),
        }
    }

    /// Returns the address of the store.
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// Hides what is known before anything is sent: what goes along with every request, and with
    /// what an admin signs in.
    pub fn teach(&self, redactor: &mut Redactor) {
        secrets::learn_added(self.client.added(), redactor);
        secrets::learn_admin(&self.admin, redactor);
    }

    /// Returns how long a request may take.
    pub(super) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Returns what would be sent, without its secrets. Of an admin, the header is only said. What is
    /// secret in it is forgotten again: it was not sent, and may be half typed.
    pub(super) fn preview(
        &self,
        template: &RequestTemplate,
        values: &Values,
        redactor: &mut Redactor,
    ) -> Result<RequestOutcome, FillError> {
        let request = fill(template, values, &self.base, self.timeout)?;
        redactor.learn_for_now(|redactor| secrets::learn_request(&request, redactor));
        let mut shown = exchange::request(&request);
        // Of every step that is looked at anew with each change, few hold a code.
        secrets::learn_codes_in(&shown, values, redactor);
        masking::request(redactor, &mut shown);
        redactor.forget_passing();
        self.tell_curl_of(&mut shown);
        if template.authorization == Authorization::Admin {
            let header = ("Authorization".to_owned(), self.admin.in_words().to_owned());
            shown.headers.insert(0, header);
        }
        Ok(shown)
    }

    /// Says of each request what curl has to be told to reach the shop.
    pub(super) fn tell_curl(&self, exchanges: &mut [ExchangeOutcome]) {
        for exchange in exchanges {
            self.tell_curl_of(&mut exchange.request);
        }
    }

    fn tell_curl_of(&self, request: &mut RequestOutcome) {
        if request.url.starts_with("https:") {
            request.curl_options = self.client.curl_options().to_vec();
        }
    }

    /// Returns what is worth knowing of what was sent since this was last asked.
    pub(super) fn take_notes(&mut self) -> Vec<String> {
        self.admin.take_notes()
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
        secrets::learn_codes(values, redactor);
        secrets::learn_request(&request, redactor);
        let jar = template
            .session
            .as_ref()
            .map(|name| self.jars.entry(name.clone()).or_default());
        let sent = if template.authorization == Authorization::Admin {
            let shop = Shop {
                client: &self.client,
                base: &self.base,
                timeout: self.timeout,
            };
            let sent = self.admin.send(&shop, &request, jar, wants_401).await;
            secrets::learn_admin(&self.admin, redactor);
            sent.map_err(|failure| match failure {
                AdminFailure::SignIn(error) => SendFailure::SignIn(error),
                AdminFailure::Http { request, error } => SendFailure::Http { request, error },
            })
        } else {
            let sent = self.client.send(&request, jar).await;
            sent.map_err(|error| SendFailure::Http {
                request: Box::new(request),
                error: Box::new(error),
            })
        };
        let sent = sent.map_err(|failure| blame_own_time(failure, template.timeout));
        let exchanges = match &sent {
            Ok(exchanges) => exchanges,
            Err(SendFailure::Http { error, .. }) => &error.exchanges,
            Err(_) => return sent,
        };
        for exchange in exchanges {
            secrets::learn_exchange(exchange, redactor);
        }
        sent
    }
}

/// Names the step's own time where that ended the wait: no option of the command changes it.
fn blame_own_time(failure: SendFailure, own: Option<Duration>) -> SendFailure {
    match (failure, own) {
        (SendFailure::Http { request, mut error }, Some(own))
            if error.error.kind == HttpErrorKind::Timeout && !error.error.nothing_sent =>
        {
            let own = duration::show(own);
            error.error.hint = Some(format!(
                "the step's own `timeout: {own}` ended it, which goes before `--timeout`: give it more \
                 there, or look at what keeps the shop busy"
            ));
            SendFailure::Http { request, error }
        }
        (failure, _) => failure,
    }
}
