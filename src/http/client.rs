//! The client: sends requests to the target and to nobody else, and follows redirects itself.
//!
//! This file and those below it are the only ones that know which HTTP and TLS library is used.

mod decoding;
mod failure;
mod wire;

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use reqwest::redirect::Policy;
use url::{Host, Url};

use crate::http::cookies::CookieJar;
use crate::http::error::authority;
pub use crate::http::error::{HttpError, HttpErrorKind, SendError};
use crate::http::exchange::{Exchange, Request, Response};
use crate::http::redirect::{self, Hosts, MOST_REDIRECTS};

/// The largest (decoded) body that is read, in bytes: 64 MiB.
pub const BODY_LIMIT: usize = 64 * 1024 * 1024;

/// How long an idle connection is kept. Apache drops its own after 5 seconds; whoever drops first
/// does not run into a connection that closes while a request is on its way.
const IDLE: Duration = Duration::from_secs(4);

const USER_AGENT: &str = concat!("magewalk/", env!("CARGO_PKG_VERSION"));

/// How a client behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// How long a connection may take to come about, name look-up and TLS included.
    pub connect_timeout: Duration,
    /// The largest (decoded) body that is read, in bytes.
    pub body_limit: usize,
    /// The hosts beside the target's that may be contacted.
    pub allowed_hosts: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(30),
            body_limit: BODY_LIMIT,
            allowed_hosts: Vec::new(),
        }
    }
}

/// A client of one target. Clones share one pool of connections.
#[derive(Debug, Clone)]
pub struct Client {
    inner: reqwest::Client,
    settings: Arc<Settings>,
}

#[derive(Debug)]
struct Settings {
    hosts: Hosts,
    body_limit: usize,
    connect_timeout: Duration,
    /// Whether the machine knows any certificate authority.
    has_roots: bool,
}

impl Client {
    /// Makes a client of the shop at `target`.
    ///
    /// A machine without any CA certificates, such as a slim container, gets one that can still
    /// speak plain HTTP. A proxy of the environment is used, but not for a loopback target.
    pub fn new(target: &Url, options: &Options) -> Result<Self, HttpError> {
        // It fails where a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = || {
            let builder = reqwest::Client::builder()
                .redirect(Policy::none())
                .referer(false)
                .connect_timeout(options.connect_timeout)
                .pool_idle_timeout(IDLE);
            if is_loopback(target) {
                builder.no_proxy()
            } else {
                builder
            }
        };
        let (inner, has_roots) = match builder().build() {
            Ok(client) => (client, true),
            Err(_) => match builder().tls_certs_only([]).build() {
                Ok(client) => (client, false),
                Err(error) => return Err(failure::of_build(error)),
            },
        };
        let settings = Arc::new(Settings {
            hosts: Hosts::new(target, &options.allowed_hosts),
            body_limit: options.body_limit,
            connect_timeout: options.connect_timeout,
            has_roots,
        });
        Ok(Self { inner, settings })
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
        let mut exchanges = Vec::new();
        match self.walk(request, jar, &mut exchanges).await {
            Ok(()) => Ok(exchanges),
            Err(error) => Err(SendError { exchanges, error }),
        }
    }

    async fn walk(
        &self,
        first: &Request,
        mut jar: Option<&mut CookieJar>,
        exchanges: &mut Vec<Exchange>,
    ) -> Result<(), HttpError> {
        let started = Instant::now();
        let mut request = first.clone();
        if !self.settings.hosts.allow(&request.url) {
            return Err(stranger(&request.url));
        }
        loop {
            let sent = complete(&request, jar.as_deref());
            if exchanges.iter().any(|done| done.request == sent) {
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

    async fn exchange(&self, request: &Request, started: Instant) -> Result<Response, HttpError> {
        let left = || request.timeout.saturating_sub(started.elapsed());
        let wire_request = wire::request(request)?;
        let sent_at = Instant::now();
        let answer = tokio::time::timeout(left(), self.inner.execute(wire_request)).await;
        let response = match answer {
            Err(_) => return Err(failure::of_waiting(request)),
            Ok(Err(error)) => return Err(failure::of_sending(error, request, &self.settings)),
            Ok(Ok(response)) => response,
        };
        let status = response.status().as_u16();
        let headers = wire::headers(response.headers());
        let reading = wire::body(response, &request.url, self.settings.body_limit);
        let body = match tokio::time::timeout(left(), reading).await {
            Err(_) => return Err(failure::of_reading_slowly(request)),
            Ok(body) => body?,
        };
        let body = decoding::decode(body, &headers, &request.url, self.settings.body_limit)?;
        Ok(Response {
            status,
            headers,
            body,
            duration: sent_at.elapsed(),
            parsed: OnceLock::new(),
        })
    }
}

/// Returns the request with the headers that the client adds and a reader may want to see.
fn complete(request: &Request, jar: Option<&CookieJar>) -> Request {
    let mut request = request.clone();
    for (name, value) in [("User-Agent", USER_AGENT), ("Accept", "*/*")] {
        if !request
            .headers
            .iter()
            .any(|(given, _)| given.eq_ignore_ascii_case(name))
        {
            request.headers.push((name.to_owned(), value.to_owned()));
        }
    }
    if let Some(cookies) = jar.and_then(|jar| jar.header_for(&request.url)) {
        let own = request
            .headers
            .iter_mut()
            .find(|(name, _)| name.eq_ignore_ascii_case("cookie"));
        match own {
            // HTTP/1.1 knows one `Cookie` header alone (RFC 6265, section 5.4).
            Some((_, value)) => *value = format!("{value}; {cookies}"),
            None => request.headers.push(("Cookie".to_owned(), cookies)),
        }
    }
    request
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
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
