//! What a user wants of a store and of the way to it, as plain data.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use magewalk_sandbox::Version;

/// Which store is walked, and what may be done to it.
#[derive(Debug, Clone)]
pub(crate) struct StoreOptions {
    /// The address of a shop.
    pub(crate) target: Option<String>,
    /// The sandbox that is wanted.
    pub(crate) sandbox: Option<SandboxKind>,
    /// Values of variables, as `name=value`.
    pub(crate) variables: Vec<String>,
    /// A file with variables of the program.
    pub(crate) env_file: Option<PathBuf>,
    /// The e-mail address of the customer.
    pub(crate) email: Option<String>,
    /// Whether a browser does the steps for one.
    pub(crate) browser: bool,
    /// Whether nothing is taken back.
    pub(crate) keep: bool,
    /// Whether the user agreed to writes.
    pub(crate) yes: bool,
    /// What may be done beside what can be taken back.
    pub(crate) allow: Vec<Allow>,
    /// How the sandbox breaks.
    pub(crate) faults: Vec<String>,
    /// Files that say what the answers of the shop mean.
    pub(crate) hints: Vec<PathBuf>,
    /// How the store is reached.
    pub(crate) connection: ConnectionOptions,
}

/// How a store is reached.
#[derive(Debug, Clone)]
pub(crate) struct ConnectionOptions {
    /// How long a request may take in all.
    pub(crate) timeout: Duration,
    /// The hosts beside the target's to which redirects may lead.
    pub(crate) allow_host: Vec<String>,
    /// Headers for what stands before the shop, as `name: value`.
    pub(crate) headers: Vec<String>,
    /// A file with certificate authorities to trust.
    pub(crate) cacert: Option<PathBuf>,
    /// A file with the client's certificate.
    pub(crate) cert: Option<PathBuf>,
    /// A file with the key of that.
    pub(crate) key: Option<PathBuf>,
    /// Whether certificates are not checked.
    pub(crate) insecure: bool,
}

/// What may be done to a shop only where it is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Allow {
    /// Orders, invoices, shipments, refunds.
    Permanent,
    /// Changes of the shop's configuration.
    Configuration,
}

/// The sandbox that is wanted: `2.4.8`, `developer-mode` or `2.4.8,developer-mode`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SandboxKind {
    /// Which Magento it is.
    pub magento: Version,
    /// Whether it is in developer mode.
    pub developer_mode: bool,
}

/// The word for developer mode.
const DEVELOPER_MODE: &str = "developer-mode";

impl FromStr for SandboxKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut kind = Self::default();
        for word in text.split(',').filter(|word| !word.is_empty()) {
            if word == DEVELOPER_MODE {
                kind.developer_mode = true;
            } else {
                let mut known = Version::ALL.into_iter();
                kind.magento = (known.find(|version| version.name() == word))
                    .ok_or_else(|| format!("write `2.4.7`, `2.4.8` or `2.4.8,{DEVELOPER_MODE}`"))?;
            }
        }
        Ok(kind)
    }
}

impl fmt::Display for SandboxKind {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mode = if self.developer_mode {
            ",developer-mode"
        } else {
            ""
        };
        write!(to, "{}{mode}", self.magento)
    }
}

#[cfg(test)]
impl StoreOptions {
    /// The embedded sandbox, and else what `magewalk run` takes where nothing is said.
    pub(crate) fn of_sandbox() -> Self {
        Self {
            target: None,
            sandbox: Some(SandboxKind::default()),
            variables: Vec::new(),
            env_file: None,
            email: None,
            browser: false,
            keep: false,
            yes: false,
            allow: Vec::new(),
            faults: Vec::new(),
            hints: Vec::new(),
            connection: ConnectionOptions {
                timeout: Duration::from_secs(30),
                allow_host: Vec::new(),
                headers: Vec::new(),
                cacert: None,
                cert: None,
                key: None,
                insecure: false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sandbox_is_named_by_its_version_and_its_mode() {
        let check = |text: &str, magento, developer_mode| {
            let kind = SandboxKind {
                magento,
                developer_mode,
            };
            assert_eq!(text.parse(), Ok(kind), "{text}");
        };
        assert_eq!(
            "2.4.8,developer-mode"
                .parse::<SandboxKind>()
                .unwrap()
                .to_string(),
            "2.4.8,developer-mode"
        );
        check("", Version::V2_4_7, false);
        check("2.4.7", Version::V2_4_7, false);
        check("2.4.8", Version::V2_4_8, false);
        check("developer-mode", Version::V2_4_7, true);
        check("2.4.8,developer-mode", Version::V2_4_8, true);
        assert!("2.4.6".parse::<SandboxKind>().is_err());
    }
}
