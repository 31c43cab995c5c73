//! The library's clients: one for plain HTTP, and one for TLS that is made when it is first needed.
//!
//! Setting TLS up reads all certificate authorities of the machine, which takes longer than many a
//! whole run.

use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

use reqwest::ClientBuilder;
use reqwest::redirect::Policy;

use crate::http::client::trust::Trust;
use crate::http::client::{failure, timing, tls};
use crate::http::error::HttpError;

/// How long an idle connection is kept (HTTP/2 alone, see `wire`). Apache drops its own after 5
/// seconds; whoever drops first does not run into a connection that closes while a request is on
/// its way.
const IDLE: Duration = Duration::from_secs(4);

/// How many lines of headers an answer may have: as many as curl reads.
const MOST_HEADERS: usize = 5000;

/// How large the headers of an answer may be over HTTP/2, in bytes. A content security policy alone
/// may take 16 KiB, which is all that the library reads by itself.
const LARGEST_HEADERS: u32 = 1024 * 1024;

/// The clients, each with a pool of connections of its own.
pub(super) struct Pools {
    plain: Pool,
    secure: OnceLock<Result<Pool, HttpError>>,
    connect_timeout: Duration,
    past_proxies: bool,
    trust: Trust,
}

/// A client and what is known of it.
pub(super) struct Pool {
    pub(super) client: reqwest::Client,
    /// Whether any certificate authority is known.
    pub(super) has_roots: bool,
}

impl Pools {
    /// Makes the client for plain HTTP.
    pub(super) fn new(
        connect_timeout: Duration,
        past_proxies: bool,
        trust: &Trust,
    ) -> Result<Self, HttpError> {
        // It fails where a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let without_tls = builder(connect_timeout, past_proxies).tls_certs_only([]);
        Ok(Self {
            plain: Pool {
                client: without_tls.build().map_err(failure::of_build)?,
                has_roots: false,
            },
            secure: OnceLock::new(),
            connect_timeout,
            past_proxies,
            trust: trust.clone(),
        })
    }

    /// Returns the client for a scheme.
    pub(super) fn of(&self, scheme: &str) -> Result<&Pool, HttpError> {
        if scheme != "https" {
            return Ok(&self.plain);
        }
        let secure = self.secure.get_or_init(|| self.make_secure());
        secure.as_ref().map_err(HttpError::clone)
    }

    fn make_secure(&self) -> Result<Pool, HttpError> {
        let (config, has_roots) =
            tls::config(&self.trust).map_err(|error| failure::of_config(&error))?;
        let client = builder(self.connect_timeout, self.past_proxies)
            .tls_backend_preconfigured(config)
            .build()
            .map_err(failure::of_build)?;
        Ok(Pool { client, has_roots })
    }
}

impl fmt::Debug for Pools {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Pools")
            .field("secure", &self.secure.get().is_some())
            .finish_non_exhaustive()
    }
}

fn builder(connect_timeout: Duration, past_proxies: bool) -> ClientBuilder {
    let builder = reqwest::Client::builder()
        .redirect(Policy::none())
        .referer(false)
        .connect_timeout(connect_timeout)
        .pool_idle_timeout(IDLE)
        .http1_max_headers(MOST_HEADERS)
        .http2_max_header_list_size(LARGEST_HEADERS)
        // What browsers and curl read as well (RFC 9112, sections 5.1 and 5.2).
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .http1_ignore_invalid_headers_in_responses(true)
        .dns_resolver(timing::Lookup)
        .connector_layer(timing::Measure);
    if past_proxies {
        builder.no_proxy()
    } else {
        builder
    }
}
