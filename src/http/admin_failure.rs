//! Why nothing, or not everything, came back of what an admin asked.

use thiserror::Error;

use crate::http::client::SendError;
use crate::http::exchange::Request;
use crate::http::sign_in::SignInError;

/// Why nothing, or not everything, came back.
#[derive(Debug, Error)]
pub enum AdminFailure {
    /// The store knows no such admin; the request was not carried out.
    #[error("{0}")]
    SignIn(SignInError),
    /// It was sent, or tried to be.
    #[error("{}", error.error.message)]
    Http {
        /// What was sent first.
        request: Box<Request>,
        /// What happened.
        error: Box<SendError>,
    },
}

/// Returns the failure of a request that was sent, or tried to be.
pub(super) fn failed(request: Request, error: SendError) -> AdminFailure {
    AdminFailure::Http {
        request: Box::new(request),
        error: Box::new(error),
    }
}
