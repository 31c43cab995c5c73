//! `--wait-ready`: a shop that is still coming up after a deployment.

use std::time::{Duration, Instant};

use serde_json::Value;
use url::Url;

use crate::duration;
use crate::error::Error;
use crate::http::address::join;
use crate::http::client::{Client, HttpErrorKind};
use crate::http::exchange::{Exchange, Request, Response};
use crate::http::page;
use crate::launch::console::Console;
use crate::launch::hints;
use crate::mask::Redactor;
use crate::runner::secrets;

/// What every Magento answers to anybody, out of its configuration alone (`webapi.xml` of the module
/// Directory).
const PROBE: &str = "/rest/V1/directory/currency";

/// The pause between two looks.
const PAUSE: Duration = Duration::from_secs(1);

/// The longest that one look may take.
const LOOK: Duration = Duration::from_secs(10);

/// Why a shop is not ready.
struct Reason {
    text: String,
    hint: Option<String>,
    /// Whether no waiting mends it.
    lasts: bool,
}

impl Reason {
    fn without_secrets(self, redactor: &Redactor) -> Self {
        Self {
            text: redactor.sentence(&self.text),
            hint: self.hint.map(|hint| redactor.sentence(&hint)),
            ..self
        }
    }
}

/// Waits until the REST API of the shop answers as Magento does, and says what it is waiting for.
///
/// # Errors
/// Where it does not in this time, or no waiting would mend what is wrong.
pub(crate) async fn wait(
    client: &Client,
    shop: &Url,
    limit: Duration,
    redactor: &mut Redactor,
    console: Console,
) -> Result<(), Error> {
    (console.say)(&format!(
        "waiting up to {} for {shop}",
        duration::show(limit)
    ));
    let began = Instant::now();
    let mut said = String::new();
    loop {
        let left = limit.saturating_sub(began.elapsed());
        let Err(reason) = look(client, shop, left.min(LOOK).max(PAUSE), redactor).await else {
            (console.say)(&format!(
                "ready after {:.1} s",
                began.elapsed().as_secs_f64()
            ));
            return Ok(());
        };
        if reason.lasts || began.elapsed() + PAUSE > limit {
            return Err(not_ready(shop, limit, reason));
        }
        if said != reason.text {
            (console.say)(&format!("not ready: {}", reason.text));
            said = reason.text;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

fn not_ready(shop: &Url, limit: Duration, reason: Reason) -> Error {
    let Reason { text, hint, lasts } = reason;
    let error = Error::failed(if lasts {
        format!("{shop} will not be ready: {text}")
    } else {
        format!(
            "{shop} is not ready after {}: {text}",
            duration::show(limit)
        )
    });
    hinted(error, hint)
}

fn hinted(error: Error, hint: Option<String>) -> Error {
    match hint {
        Some(hint) => error.hint(hint),
        None => error,
    }
}

/// Looks whether somebody answers at an address, whatever the answer is.
///
/// # Errors
/// Where nobody does.
pub(crate) async fn reached(
    client: &Client,
    shop: &Url,
    redactor: &mut Redactor,
) -> Result<(), Error> {
    let Err(reason) = ask(client, shop, LOOK, redactor).await else {
        return Ok(());
    };
    let Reason { text, hint, .. } = reason.without_secrets(redactor);
    let error = Error::failed(format!("{shop} cannot be reached: {text}"));
    Err(hinted(error, hint))
}

async fn look(
    client: &Client,
    shop: &Url,
    timeout: Duration,
    redactor: &mut Redactor,
) -> Result<(), Reason> {
    let judged = ask(client, shop, timeout, redactor)
        .await
        .and_then(|exchanges| {
            let last = exchanges.last();
            last.map_or(Ok(()), |last| judge(&last.response))
        });
    judged.map_err(|reason| reason.without_secrets(redactor))
}

async fn ask(
    client: &Client,
    shop: &Url,
    timeout: Duration,
    redactor: &mut Redactor,
) -> Result<Vec<Exchange>, Reason> {
    let url = join(shop, PROBE).map_err(|error| Reason {
        text: error.to_string(),
        hint: None,
        lasts: true,
    })?;
    let request = Request {
        method: "GET".to_owned(),
        url,
        headers: Vec::new(),
        body: None,
        timeout,
        follow: false,
    };
    let sent = client.send(&request, None).await;
    let exchanges = match &sent {
        Ok(exchanges) => exchanges,
        Err(failed) => &failed.exchanges,
    };
    for exchange in exchanges {
        secrets::learn_exchange(exchange, redactor);
    }
    sent.map_err(|failed| Reason {
        lasts: failed.error.kind == HttpErrorKind::Tls,
        text: failed.error.message,
        hint: match failed.error.kind {
            HttpErrorKind::Timeout => {
                Some("look at what keeps the shop busy, or wait longer".to_owned())
            }
            _ => failed.error.hint,
        },
    })
}

/// A page is not the shop's REST API, whatever its status.
fn judge(response: &Response) -> Result<(), Reason> {
    let status = response.status;
    let is_answer = match response.json() {
        Some(Value::Object(members)) => status == 200 || members.contains_key("message"),
        _ => false,
    };
    if is_answer && status < 500 && status != 429 {
        return Ok(());
    }
    let (_, advice) = hints::explain("GET", PROBE, response);
    Err(Reason {
        text: format!("it answers {status} and {}", page::kind(response)),
        hint: Some(advice),
        lasts: false,
    })
}
