//! A window of a browser: pages are opened in it, and what can be seen is told.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use url::Url;

use crate::browser::driver::{Driver, Launcher};
use crate::browser::error::BrowserError;
use crate::duration;
use crate::http::client::{Client, HttpErrorKind, Options};
use crate::http::exchange::Request;

/// The key under which an element is named (WebDriver, section 12).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Finds the elements that can be seen.
const VISIBLE: &str = "const found = [...document.querySelectorAll(arguments[0])].filter((one) => one.checkVisibility({visibilityProperty: true}));";

/// A window of a browser, with no cookie from before.
pub struct Window {
    client: Client,
    /// The address of the session, with a slash at the end.
    session: Url,
    timeout: Duration,
    _driver: Driver,
}

/// What can be seen of the elements that a selector finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// How many can be seen.
    pub elements: usize,
    /// The text of each as it is shown, white space folded; or its attribute, where it has that.
    pub texts: Vec<String>,
}

impl Window {
    /// Opens a window of a new browser. Nothing that it is asked for takes longer than `timeout`.
    ///
    /// # Errors
    /// Driver or browser cannot be started.
    pub async fn open(launcher: &Launcher, timeout: Duration) -> Result<Self, BrowserError> {
        let driver = launcher.start().await?;
        let client = Client::new(&driver.url, &Options::default());
        let client = client.map_err(|error| BrowserError::Gone(error.to_string()))?;
        let mut window = Self {
            client,
            session: driver.url.clone(),
            timeout,
            _driver: driver,
        };
        let milliseconds = u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX);
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "acceptInsecureCerts": launcher.insecure,
            "timeouts": {"pageLoad": milliseconds, "script": milliseconds, "implicit": 0},
            "goog:chromeOptions": {"args": launcher.arguments()},
        }}});
        let made = window.call("POST", "session", &wanted).await;
        let made = made.map_err(|error| match error {
            BrowserError::TimedOut(words) => {
                BrowserError::TimedOut(format!("the browser does not start: {words}"))
            }
            error => BrowserError::Gone(format!("the browser does not start: {error}")),
        })?;
        let id = made["sessionId"].as_str().unwrap_or_default();
        let session = window.session.join(&format!("session/{id}/"));
        window.session = session.map_err(|error| BrowserError::Gone(error.to_string()))?;
        Ok(window)
    }

    /// Opens an address and waits until its page is there.
    ///
    /// # Errors
    /// The page does not come.
    pub async fn go(&self, url: &Url) -> Result<(), BrowserError> {
        let address = json!({"url": url.as_str()});
        self.call("POST", "url", &address).await?;
        // Of some addresses the browser shows a page of its own, and says nothing.
        let protocol = self.run("return location.protocol;", &json!([])).await?;
        if protocol == "chrome-error:" {
            let words = format!("the browser cannot open {url}");
            return Err(BrowserError::Refused(words));
        }
        Ok(())
    }

    /// Whether the page is there and has loaded nothing for this long: what scripts load, and what
    /// they then bind to buttons, comes after the page itself.
    ///
    /// # Errors
    /// The browser does not answer.
    pub async fn is_quiet(&self, time: Duration) -> Result<bool, BrowserError> {
        let script = "const ends = performance.getEntriesByType('resource').map((one) => one.responseEnd); \
                      const last = Math.max(performance.getEntriesByType('navigation')[0]?.loadEventEnd ?? 0, ...ends); \
                      return document.readyState === 'complete' && performance.now() - last >= arguments[0];";
        let milliseconds = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        Ok(self.run(script, &json!([milliseconds])).await? == true)
    }

    /// Types into the first field that can be seen, in place of what is there.
    ///
    /// # Errors
    /// There is none, or nothing can be typed into it.
    pub async fn fill(&self, selector: &str, text: &str) -> Result<(), BrowserError> {
        let element = self.first(selector).await?;
        self.call("POST", &format!("element/{element}/clear"), &json!({}))
            .await?;
        let typed = json!({ "text": text });
        self.call("POST", &format!("element/{element}/value"), &typed)
            .await
            .map(drop)
    }

    /// Clicks the first element that can be seen.
    ///
    /// # Errors
    /// There is none, or something lies over it.
    pub async fn click(&self, selector: &str) -> Result<(), BrowserError> {
        let element = self.first(selector).await?;
        self.call("POST", &format!("element/{element}/click"), &json!({}))
            .await
            .map(drop)
    }

    /// Looks at all elements that can be seen.
    ///
    /// # Errors
    /// The selector is none for this browser.
    pub async fn look(
        &self,
        selector: &str,
        attribute: Option<&str>,
    ) -> Result<Seen, BrowserError> {
        let script = format!(
            "{VISIBLE} return [found.length, found.map((one) => arguments[1] === null ? one.innerText : one.getAttribute(arguments[1])).filter((text) => text !== null)];"
        );
        let found = self.run(&script, &json!([selector, attribute])).await?;
        let texts = found[1].as_array().into_iter().flatten();
        let folded = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(Seen {
            elements: usize::try_from(found[0].as_u64().unwrap_or(0)).unwrap_or(usize::MAX),
            texts: texts.filter_map(Value::as_str).map(folded).collect(),
        })
    }

    /// Takes a picture of what can be seen, as PNG.
    ///
    /// # Errors
    /// The browser does not answer.
    pub async fn picture(&self) -> Result<Vec<u8>, BrowserError> {
        let taken = self.call("GET", "screenshot", &Value::Null).await?;
        let text = taken.as_str().unwrap_or_default();
        let picture = STANDARD.decode(text);
        picture.map_err(|error| BrowserError::Gone(format!("the picture cannot be read: {error}")))
    }

    /// Closes the browser.
    pub async fn close(self) {
        // Where that does not work, the driver's end is the browser's.
        let _ = self.call("DELETE", "", &Value::Null).await;
    }

    /// Finds the first element that can be seen.
    async fn first(&self, selector: &str) -> Result<String, BrowserError> {
        let script = format!("{VISIBLE} return found[0] ?? null;");
        let found = self.run(&script, &json!([selector])).await?;
        let element = found[ELEMENT].as_str().map(str::to_owned);
        element.ok_or_else(|| {
            BrowserError::NotThere(format!("nothing that can be seen fits `{selector}`"))
        })
    }

    async fn run(&self, script: &str, arguments: &Value) -> Result<Value, BrowserError> {
        let body = json!({"script": script, "args": arguments});
        self.call("POST", "execute/sync", &body).await
    }

    /// Sends a command and returns its value.
    async fn call(&self, method: &str, path: &str, body: &Value) -> Result<Value, BrowserError> {
        let gone = |error: &dyn std::fmt::Display| BrowserError::Gone(error.to_string());
        let mut url = self.session.join(path).map_err(|error| gone(&error))?;
        if path.is_empty() {
            let trimmed = url.path().trim_end_matches('/').to_owned();
            url.set_path(&trimmed);
        }
        let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
        let request = Request {
            method: method.to_owned(),
            url,
            headers,
            body: (method == "POST").then(|| body.to_string().into_bytes()),
            // The driver keeps the time itself; this is for one that does not.
            timeout: self.timeout + Duration::from_secs(5),
            follow: false,
        };
        let sent = self.client.send(&request, None).await;
        let exchanges = sent.map_err(|error| match error.error.kind {
            HttpErrorKind::Timeout => BrowserError::TimedOut(format!(
                "the browser did not answer within {}: it hangs, or its page does",
                duration::show(self.timeout)
            )),
            _ => gone(&error.error.message),
        })?;
        let response = exchanges.last().map(|exchange| &exchange.response);
        let response = response.ok_or_else(|| gone(&"the driver answered nothing"))?;
        let answer = response
            .json()
            .ok_or_else(|| gone(&"the driver answered no JSON"))?;
        let value = answer["value"].clone();
        if response.status == 200 {
            return Ok(value);
        }
        Err(refused(&value))
    }
}

/// What a driver says is wrong (WebDriver, section 6.6), in its first line.
fn refused(value: &Value) -> BrowserError {
    let kind = value["error"].as_str().unwrap_or("unknown error");
    let message = value["message"].as_str().unwrap_or_default();
    let first = message.lines().next().unwrap_or_default().trim();
    let words = format!("{kind}: {first}");
    match kind {
        "element click intercepted"
        | "element not interactable"
        | "stale element reference"
        | "invalid element state"
        | "no such element" => BrowserError::NotThere(words),
        "timeout" | "script timeout" => BrowserError::TimedOut(words),
        _ => BrowserError::Refused(words),
    }
}
