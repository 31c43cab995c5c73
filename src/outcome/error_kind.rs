//! What sort of thing keeps a step from being carried out.

use serde::{Deserialize, Serialize};

/// What sort of thing kept a step from being carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// No connection, or one that broke.
    Connection,
    /// It took too long.
    Timeout,
    /// A certificate that cannot be trusted, or no TLS at all.
    Tls,
    /// A body that is not what it says, was cut short, or is too large.
    Body,
    /// A redirect that cannot be followed.
    Redirect,
    /// A capture that found nothing, or too much.
    Capture,
    /// A `${…}` that cannot be filled in.
    Template,
    /// Signing in did not work.
    SignIn,
    /// What would have to be taken back cannot be remembered, so nothing was sent.
    Journal,
    /// A browser cannot be started, or not be brought to do something.
    Browser,
    /// What was in the shop before cannot be seen, so nothing was sent.
    Look,
    /// The shard that had to walk it did not.
    Shard,
}
