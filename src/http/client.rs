//! The client: sends requests to the target and to nobody else, and follows redirects itself.
//!
//! This file and those below it are the only ones that know which HTTP and TLS library is used.

mod added;
mod charset;
mod decoding;
mod failure;
mod pools;
mod proxies;
mod timing;
mod tls;
mod trust;
mod wire;

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use tokio::time::error::Elapsed;
use url::{Origin, Url};

use crate::http::address::is_loopback;
pub use crate::http::client::added::{Added, Basic, HeaderProblem};
use crate::http::client::pools::{Pool, Pools};
use crate::http::client::proxies::Proxies;
use crate::http::client::timing::Opened;
pub use crate::http::client::trust::{LeftOut, Trust, TrustProblem};
use crate::http::cookies::CookieJar;
use crate::http::error::authority;
pub use crate::http::error::{HttpError, HttpErrorKind, SendError};
use crate::http::exchange::{Exchange, Request, Response, Timing};
use crate::http::oauth::{self, Signer};
use crate::http::redirect::{self, Hosts, MOST_REDIRECTS};

/// The largest (decoded) body that is read, in bytes: 32 MiB.
pub const BODY_LIMIT: usize = 32 * 1024 * 1024;

/// How a client behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// How long a connection may take to come about, name look-up and TLS included.
    pub connect_timeout: Duration,
    /// The largest (decoded) body that is read, in bytes.
    pub body_limit: usize,
    /// The hosts beside the target's that may be contacted.
    pub allowed_hosts: Vec<String>,
    /// Whom to trust, and as whom to come, where TLS is spoken.
    pub trust: Trust,
    /// What goes along with every request to the target.
    pub added: Added,
    /// How curl is told whom to trust and as whom to come, for the lines that are printed.
    pub curl_options: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(30),
            body_limit: BODY_LIMIT,
            allowed_hosts: Vec::new(),
            trust: Trust::default(),
            added: Added::default(),
            curl_options: Vec::new(),
        }
    }
}

/// A client of one target. Clones share one pool of connections.
#[derive(Debug, Clone)]
pub struct Client {
    settings: Arc<Settings>,
}

#[derive(Debug)]
struct Settings {
    pools: Pools,
    proxies: Proxies,
    /// The target's; nothing that is added goes elsewhere.
    origin: Origin,
    hosts: Hosts,
    body_limit: usize,
    connect_timeout: Duration,
    added: Added,
    curl_options: Vec<String>,
}

impl Client {
    /// Makes a client of the shop at `target`.
    ///
    /// A machine without any CA certificates, such as a slim container, gets one that can still
    /// speak plain HTTP. A proxy of the environment is used, but not for a loopback target.
    ///
    /// # Errors
    /// Where TLS is surely spoken and cannot be, such as with a key that does not belong to its
    /// certificate.
    pub fn new(target: &Url, options: &Options) -> Result<Self, HttpError> {
        let past_proxies = is_loopback(target);
        let pools = Pools::new(options.connect_timeout, past_proxies, &options.trust)?;
        if target.scheme() == "https" || !options.trust.is_default() {
            pools.of("https")?;
        }
        let settings = Arc::new(Settings {
            pools,
            proxies: Proxies::of_environment(past_proxies),
            origin: target.origin(),
            hosts: Hosts::new(target, &options.allowed_hosts),
            body_limit: options.body_limit,
            connect_timeout: options.connect_timeout,
            added: options.added.clone(),
            curl_options: options.curl_options.clone(),
        });
        Ok(Self { settings })
    }

    /// Returns what goes along with every request to the target.
    pub fn added(&self) -> &Added {
        &self.settings.added
    }

    /// Returns how curl is told whom to trust and as whom to come.
    pub fn curl_options(&self) -> &[String] {
        &self.settings.curl_options
    }

    /// Sends a request and returns all exchanges that it took, the last one last.
    ///
    /// There is one unless redirects are followed. The jar's cookies go along, and the cookies of
    /// every response are kept in it, as long as the redirects stay within the origin. The
    /// request of each exchange shows the headers that were added for it.
    pub async fn send(
        &self,
        request: &Request,
        jar: Option<&mut CookieJar>,
    ) -> Result<Vec<Exchange>, SendError> {
        self.send_signed(request, jar, None).await
    }

    /// Sends a request as [`Client::send`] does, each hop to the target with a signature of its own.
    pub async fn send_signed(
        &self,
        request: &Request,
        jar: Option<&mut CookieJar>,
        signer: Option<&Signer>,
    ) -> Result<Vec<Exchange>, SendError> {
        let mut exchanges = Vec::new();
        match self
            .follow_redirects(request, jar, signer, &mut exchanges)
            .await
        {
            Ok(()) => Ok(exchanges),
            Err(error) => Err(SendError { exchanges, error }),
        }
    }

    async fn follow_redirects(
        &self,
        first: &Request,
        mut jar: Option<&mut CookieJar>,
        signer: Option<&Signer>,
        exchanges: &mut Vec<Exchange>,
    ) -> Result<(), HttpError> {
        let started = Instant::now();
        let mut request = first.clone();
        if !self.settings.hosts.allow(&request.url) {
            return Err(stranger(&request.url));
        }
        loop {
            let sent = self.complete(&request, jar.as_deref(), signer);
            let is_repeated = |done: &Exchange| oauth::is_same_but_signature(&done.request, &sent);
            if exchanges.iter().any(is_repeated) {
                return Err(circle(&sent.url, exchanges.len()));
            }
            if exchanges.len() > MOST_REDIRECTS {
                return Err(too_many(&sent.url));
            }
            let response = self.exchange(&sent, started).await?;
            if let Some(jar) = jar.as_deref_mut() {
                jar.store(&sent.url, &response.headers);
            }
            let next = if request.follow {
                redirect::next(&request, &response, &self.settings.hosts)
            } else {
                Ok(None)
            };
            exchanges.push(Exchange {
                request: sent,
                response,
            });
            let Some(next) = next? else {
                return Ok(());
            };
            if next.url.origin() != request.url.origin() {
                jar = None;
            }
            request = next;
        }
    }

    /// Returns the request with the headers that the client adds and a reader may want to see.
    fn complete(
        &self,
        request: &Request,
        jar: Option<&CookieJar>,
        signer: Option<&Signer>,
    ) -> Request {
        let mut request = request.clone();
        if request.url.origin() == self.settings.origin {
            if let Some(signer) = signer {
                request = signer.sign(&request);
            }
            self.settings.added.add_to(&mut request.headers);
        }
        added::defaults(&mut request.headers);
        if let Some(cookies) = jar.and_then(|jar| jar.header_for(&request.url)) {
            added::cookies(&mut request.headers, cookies);
        }
        request
    }

    async fn exchange(&self, request: &Request, started: Instant) -> Result<Response, HttpError> {
        let left = || request.timeout.saturating_sub(started.elapsed());
        let (started_at, sent_at) = (jiff::Timestamp::now(), Instant::now());
        let pool = self.settings.pools.of(request.url.scheme())?;
        let (answer, opened) = answer(pool, request, &left).await?;
        let headers_after = sent_at.elapsed();
        let response = match answer {
            Err(_) => {
                let proxy = self.settings.proxies.between(&request.url);
                return Err(failure::of_waiting(request, proxy.as_deref()));
            }
            Ok(Err(error)) => {
                let route = failure::Route {
                    connect_timeout: self.settings.connect_timeout,
                    has_roots: pool.has_roots,
                    proxy: self.settings.proxies.between(&request.url),
                };
                return Err(failure::of_sending(error, request, &route));
            }
            Ok(Ok(response)) => response,
        };
        let status = response.status().as_u16();
        if status == 407
            && let Some(proxy) = self.settings.proxies.between(&request.url)
        {
            return Err(failure::of_stranger_to_proxy(&proxy));
        }
        let headers = wire::headers(response.headers());
        let reading = wire::body(response, &request.url, self.settings.body_limit);
        let body = match tokio::time::timeout(left(), reading).await {
            Err(_) => return Err(failure::of_reading_slowly(request)),
            Ok(body) => body?,
        };
        let body = decoding::decode(body, &headers, &request.url, self.settings.body_limit)?;
        let body = charset::as_utf8(body, &headers);
        Ok(Response {
            status,
            headers,
            body,
            timing: Timing {
                started_at,
                lookup: opened.lookup,
                connect: opened
                    .whole
                    .map(|whole| whole.saturating_sub(opened.lookup.unwrap_or_default())),
                headers: headers_after,
                total: sent_at.elapsed(),
            },
            parsed: OnceLock::new(),
        })
    }
}

/// Sends a request until an answer begins or the time is over.
///
/// A server may close a connection at any time while nothing travels. A request that only reads and
/// ran into that is sent once more (RFC 9112, section 9.3.1).
async fn answer(
    pool: &Pool,
    request: &Request,
    left: &impl Fn() -> Duration,
) -> Result<(Result<reqwest::Result<reqwest::Response>, Elapsed>, Opened), HttpError> {
    let mut may_repeat = matches!(request.method.as_str(), "GET" | "HEAD" | "OPTIONS");
    loop {
        let executing = pool.client.execute(wire::request(request)?);
        let (answer, opened) = timing::measured(tokio::time::timeout(left(), executing)).await;
        let was_open = opened.whole.is_none();
        match &answer {
            Ok(Err(error)) if may_repeat && was_open && failure::is_closed(error) => {
                may_repeat = false;
            }
            _ => return Ok((answer, opened)),
        }
    }
}

fn stranger(url: &Url) -> HttpError {
    let host = url.host_str().unwrap_or("");
    HttpError::new(
        HttpErrorKind::Connection,
        format!("`{host}` is not the target, so nothing is sent to it"),
    )
    .hint(format!("if it belongs to the shop, `--allow-host {host}`"))
}

fn circle(url: &Url, redirects: usize) -> HttpError {
    HttpError::new(
        HttpErrorKind::Redirect,
        format!(
            "the redirects of `{}` go in a circle: number {redirects} leads back to where it began or was before",
            authority(url)
        ),
    )
    .hint("check the shop's base URLs, and whether it wants https or a cookie")
}

fn too_many(url: &Url) -> HttpError {
    HttpError::new(
        HttpErrorKind::Redirect,
        format!(
            "`{}` redirects more than {MOST_REDIRECTS} times",
            authority(url)
        ),
    )
    .hint("check the shop's base URLs, and whether it wants https or a cookie")
}
