//! How a store is reached: what a user said, as the options of a client.

use url::Url;

use crate::cli::ConnectionArgs;
use crate::error::Error;
use crate::http::client::{Client, Options};

/// Reads what a user said about the connection, before anything is sent.
pub(super) fn options(arguments: &ConnectionArgs) -> Options {
    Options {
        allowed_hosts: arguments.allow_host.clone(),
        ..Options::default()
    }
}

/// Makes the client of a store.
///
/// # Errors
/// Where the machine cannot give what a client needs.
pub(super) fn client(url: &Url, options: &Options) -> Result<Client, Error> {
    Client::new(url, options).map_err(|error| Error {
        hint: error.hint,
        ..Error::failed(error.message)
    })
}
