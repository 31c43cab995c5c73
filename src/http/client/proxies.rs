//! Which proxy of the environment a request goes through: its errors are not the shop's.

use std::fmt;

use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

/// The proxies that the environment names.
pub(super) struct Proxies(Option<Matcher>);

impl Proxies {
    /// Reads `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, in capitals or not; the same
    /// that the client below reads.
    pub(super) fn of_environment(past_proxies: bool) -> Self {
        Self((!past_proxies).then(Matcher::from_env))
    }

    /// Returns the proxy between here and an address, as `host:port`, without its credentials.
    pub(super) fn between(&self, url: &Url) -> Option<String> {
        let found = self.0.as_ref()?.intercept(&url.as_str().parse().ok()?)?;
        let proxy = Url::parse(&found.uri().to_string()).ok()?;
        let host = proxy.host_str()?.to_owned();
        Some(match proxy.port_or_known_default() {
            Some(port) => format!("{host}:{port}"),
            None => host,
        })
    }
}

impl fmt::Debug for Proxies {
    /// Leaves the proxies out: their addresses may hold passwords.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Proxies").finish_non_exhaustive()
    }
}
