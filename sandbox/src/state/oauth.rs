//! The integration of a store, and what is known of the requests that it signed.

use std::collections::HashSet;

/// The consumer key of the sandbox's integration.
pub const CONSUMER_KEY: &str = "sandbox0consumer0key000000000001";
/// The consumer secret of the sandbox's integration.
pub const CONSUMER_SECRET: &str = "sandbox0consumer0secret000000002";
/// The access token of the sandbox's integration.
pub const ACCESS_TOKEN: &str = "sandbox0access0token000000000003";
/// The access token secret of the sandbox's integration.
pub const ACCESS_TOKEN_SECRET: &str = "sandbox0access0token0secret00004";

/// In which state the sandbox's integration is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Integration {
    /// It may do everything.
    #[default]
    Active,
    /// It may do everything, and its access token holds as a plain bearer too
    /// (`oauth/consumer/enable_integration_as_bearer`).
    Bearer,
    /// It may read and write customers, and nothing else.
    Limited,
    /// It was switched off, or never on.
    Inactive,
    /// Its access token was taken back.
    Revoked,
}

/// The integration of a store, and what is known of its requests.
#[derive(Debug, Default)]
pub(crate) struct Oauth {
    pub(crate) integration: Integration,
    /// Whether the web server tells the store its host without the port.
    pub(crate) host_without_port: bool,
    /// What was used up.
    pub(crate) nonces: HashSet<String>,
}
