//! What clap has read, as the plain options of a launch.

use magewalk_sandbox::Version;

use crate::cli::{self, ConnectionArgs, Magento, StoreArgs};
use crate::launch::{Allow, ConnectionOptions, StoreOptions};

/// Returns which store is walked, and what may be done to it.
pub(super) fn store(arguments: &StoreArgs) -> StoreOptions {
    StoreOptions {
        target: arguments.target.clone(),
        sandbox: arguments.sandbox,
        variables: arguments.variables.clone(),
        env_file: arguments.env_file.clone(),
        email: arguments.email.clone(),
        browser: arguments.browser,
        keep: arguments.keep,
        yes: arguments.yes,
        allow: arguments.allow.iter().map(allow).collect(),
        faults: arguments.faults.clone(),
        hints: arguments.hints.clone(),
        connection: connection(&arguments.connection),
    }
}

/// Returns how a store is reached.
pub(super) fn connection(arguments: &ConnectionArgs) -> ConnectionOptions {
    ConnectionOptions {
        timeout: arguments.timeout,
        allow_host: arguments.allow_host.clone(),
        headers: arguments.headers.clone(),
        cacert: arguments.cacert.clone(),
        cert: arguments.cert.clone(),
        key: arguments.key.clone(),
        insecure: arguments.insecure,
    }
}

/// Returns the sandbox's version of what a user said.
pub(super) fn version(magento: Magento) -> Version {
    match magento {
        Magento::V2_4_7 => Version::V2_4_7,
        Magento::V2_4_8 => Version::V2_4_8,
    }
}

fn allow(allowed: &cli::Allow) -> Allow {
    match allowed {
        cli::Allow::Permanent => Allow::Permanent,
        cli::Allow::Configuration => Allow::Configuration,
    }
}
