//! Why a request could not be carried out, in words that hold no secret.

use std::fmt;

use thiserror::Error;
use url::Url;

use crate::http::exchange::Exchange;

/// What sort of thing kept a request from being carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HttpErrorKind {
    /// No connection, one that broke, or a request that HTTP cannot carry.
    Connection,
    /// It took too long.
    Timeout,
    /// A certificate that cannot be trusted, or no TLS at all.
    Tls,
    /// A body that is not what it says, was cut short, or is too large.
    Body,
    /// A redirect that cannot be followed.
    Redirect,
}

/// Why a request could not be carried out.
///
/// The texts name hosts and ports, never paths, queries, headers or bodies: those may hold secrets.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct HttpError {
    /// What sort of thing it was.
    pub kind: HttpErrorKind,
    /// What happened, lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Whether it is certain that the store never saw the request: there was no connection.
    pub nothing_sent: bool,
}

impl HttpError {
    pub(crate) fn new(kind: HttpErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            hint: None,
            nothing_sent: false,
        }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// An error, and the exchanges that were completed before it.
#[derive(Clone, PartialEq, Eq, Error)]
#[error("{error}")]
pub struct SendError {
    /// The redirects that were followed before, in order.
    pub exchanges: Vec<Exchange>,
    /// Why it went no further.
    pub error: HttpError,
}

impl fmt::Debug for SendError {
    /// Leaves the exchanges out: their headers and bodies hold secrets.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SendError")
            .field("exchanges", &self.exchanges.len())
            .field("error", &self.error)
            .finish()
    }
}

/// Returns `host:port` of an address, the one part of it that an error text may show.
pub(crate) fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or("");
    match url.port_or_known_default() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}
