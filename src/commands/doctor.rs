//! `magewalk doctor`: looks at a shop, changes nothing, and says what to do.

use std::time::Duration;

use url::Url;

use crate::cli::DoctorArgs;
use crate::commands::credentials::{self, Credentials};
use crate::commands::target::{self, Store, Wanted};
use crate::commands::variables::Given;
use crate::commands::{self, Environment, connection, hints, print};
use crate::doctor::{Finding, State, front, is_of_api, rest, shop};
use crate::error::Error;
use crate::http::address::join;
use crate::http::admin::{Admin, AdminFailure};
use crate::http::client::{Client, HttpError, HttpErrorKind};
use crate::http::exchange::{Exchange, Request, Response};
use crate::http::sign_in::Shop;
use crate::mask::Redactor;
use crate::report::terminal::visible;
use crate::runner::secrets;
use crate::runner::values::{Held, Values};

/// Says what an answer means.
type Judge = fn(&Response) -> Finding;

const NOTHING: &str = "nothing came back";

/// Looks at a shop and returns 1 where somebody has something to do, 3 where it cannot be reached.
pub(super) async fn doctor(arguments: &DoctorArgs, environment: &Environment) -> Result<u8, Error> {
    let given = Given::read(environment, arguments.env_file.as_deref())?;
    let in_file = given.target().filter(|_| arguments.sandbox.is_none());
    let named = arguments.target.as_deref().or(in_file);
    let wanted = target::decide(named, arguments.sandbox, environment)?;
    let known = match &wanted {
        Wanted::Sandbox(_) => credentials::of_sandbox(),
        Wanted::Target(_) => credentials::given(&given)?,
    };
    let options = connection::options(&arguments.connection, &given)?;
    let store = match wanted {
        Wanted::Sandbox(kind) => target::start_sandbox(kind, Vec::new()).await?,
        Wanted::Target(url) => Store::Target(url),
    };
    let url = store.url()?;
    let client = connection::client(&url, &options)?;
    print(&format!("looking at {url}\n"))?;
    let mut visit = Visit {
        client: &client,
        url: &url,
        store_code: &arguments.store_code,
        timeout: arguments.connection.timeout,
        redactor: commands::secrets::given(&given, &options, environment),
    };
    let code = match visit.front().await {
        Ok(findings) => {
            let inside = visit.inside(&known).await;
            tell(&[findings, inside].concat(), &visit.redactor)?
        }
        Err(error) => {
            let advice = error.hint.unwrap_or_else(|| "is the address right?".into());
            let finding = Finding::to_do("reachable", error.message, advice);
            tell(&[finding], &visit.redactor)?;
            3
        }
    };
    store.stop().await;
    Ok(code)
}

/// Prints the findings and returns the exit code.
fn tell(findings: &[Finding], redactor: &Redactor) -> Result<u8, Error> {
    let mut to_do = 0;
    for finding in findings {
        let mark = match finding.state {
            State::Fine => "✔",
            State::ToDo => "✘",
            State::Unknown => "?",
        };
        to_do += usize::from(finding.state == State::ToDo);
        let found = visible(&redactor.sentence(&finding.found));
        print(&format!("{mark} {:18} {found}\n", finding.subject))?;
        if let Some(advice) = &finding.advice {
            let advice = visible(&redactor.sentence(advice));
            print(&format!("  {:18} → {advice}\n", ""))?;
        }
    }
    let words = match to_do {
        0 => "nothing to do".to_owned(),
        1 => "1 thing to do".to_owned(),
        count => format!("{count} things to do"),
    };
    print(&format!("\n{words}\n"))?;
    Ok(u8::from(to_do > 0))
}

/// One look at a shop.
struct Visit<'a> {
    client: &'a Client,
    url: &'a Url,
    store_code: &'a str,
    timeout: Duration,
    redactor: Redactor,
}

impl Visit<'_> {
    /// What everybody sees.
    async fn front(&mut self) -> Result<Vec<Finding>, HttpError> {
        let door = self.get(front::PATH).await?;
        let path = self.rest(rest::PATH);
        let api = self.get(&path).await?;
        let now = jiff::Timestamp::now().as_second();
        Ok(vec![
            Finding::fine("reachable", "it answers"),
            front::magento(self.url, &door, &known_of_get),
            rest::api(self.store_code, &path, &api, &known_of_get),
            front::cache(&api),
            front::clock(&api, now),
        ])
    }

    /// What an admin sees.
    async fn inside(&mut self, known: &Credentials) -> Vec<Finding> {
        let Some(way) = credentials::way(known) else {
            return vec![Finding::unknown(
                "sign-in",
                "no credentials of an admin are set",
                "set MAGEWALK_ADMIN_USERNAME and MAGEWALK_ADMIN_PASSWORD, or what `magewalk run --help` names",
            )];
        };
        let mut values = Values::new("");
        for (name, value) in &known.account {
            let value = value.as_str().into();
            values.set(
                name,
                Held {
                    value,
                    captured_in: None,
                    secret: true,
                },
            );
        }
        secrets::learn_codes(&values, &mut self.redactor);
        let mut admin = Admin::new(credentials::for_sign_in(known));
        let configs = match self.as_admin(&mut admin, "V1/store/storeConfigs").await {
            Ok(response) => response,
            Err((message, advice)) => {
                let found = format!("{way}: {message}");
                return vec![Finding::to_do("sign-in", found, advice)];
            }
        };
        if !is_of_api(&configs) {
            return vec![self.not_of_api(way, &configs)];
        }
        let mut findings = vec![shop::sign_in(way, &configs)];
        findings.extend(
            admin
                .take_notes()
                .into_iter()
                .map(|note| Finding::fine("signature", note)),
        );
        findings.push(shop::currency(self.store_code, &configs));
        let products = format!(
            "V1/products?searchCriteria[filter_groups][0][filters][0][field]=sku&searchCriteria[filter_groups][0][filters][0][value]={}&searchCriteria[filter_groups][0][filters][0][condition_type]=in&fields=items[sku]",
            shop::PRODUCTS.join(",")
        );
        let looks: [(&str, Judge); 3] = [
            (&products, shop::sample_data),
            ("V1/salesRules/2", shop::rule),
            ("V1/modules", shop::two_factor),
        ];
        for (path, judge) in looks {
            findings.push(match self.as_admin(&mut admin, path).await {
                Ok(response) => judge(&response),
                Err((message, advice)) => Finding::unknown("sign-in", message, advice),
            });
        }
        findings.push(shop::payment());
        findings
    }

    /// What was asked as an admin was answered by somebody else.
    fn not_of_api(&self, way: &str, response: &Response) -> Finding {
        let path = self.rest("V1/store/storeConfigs");
        let finding = Finding::in_trouble("sign-in", &path, response, &known_of_get);
        let found = format!("{way}: {}", finding.found);
        Finding { found, ..finding }
    }

    fn rest(&self, path: &str) -> String {
        format!("/rest/{}/{path}", self.store_code)
    }

    async fn get(&mut self, path: &str) -> Result<Response, HttpError> {
        let sent = self.client.send(&self.request(path)?, None).await;
        let exchanges = sent.map_err(|error| error.error)?;
        self.learn(&exchanges);
        last(exchanges).ok_or_else(|| HttpError::new(HttpErrorKind::Body, NOTHING))
    }

    /// Asks as an admin; what goes wrong is said in words, and what to do about it.
    async fn as_admin(
        &mut self,
        admin: &mut Admin,
        path: &str,
    ) -> Result<Response, (String, String)> {
        const BEFORE_A_RUN: &str =
            "mend it before a run: Magento locks accounts after a few failures";
        let request = self
            .request(&self.rest(path))
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
            (
                failure.to_string(),
                hint.unwrap_or_else(|| BEFORE_A_RUN.to_owned()),
            )
        })?;
        self.learn(&exchanges);
        last(exchanges).ok_or_else(|| (NOTHING.to_owned(), BEFORE_A_RUN.to_owned()))
    }

    fn learn(&mut self, exchanges: &[Exchange]) {
        for exchange in exchanges {
            secrets::learn_exchange(exchange, &mut self.redactor);
        }
    }

    fn request(&self, path: &str) -> Result<Request, HttpError> {
        Ok(Request {
            method: "GET".to_owned(),
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
