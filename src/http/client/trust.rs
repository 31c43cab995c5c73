//! Whom a client trusts, and as whom it comes: certificates and keys, as PEM (RFC 7468).

use std::fmt;

use reqwest::{Certificate, Identity};
use thiserror::Error;

/// Whom to trust, and as whom to come, where TLS is spoken.
#[derive(Clone, Default)]
pub struct Trust {
    authorities: Vec<Certificate>,
    identity: Option<Identity>,
    insecure: bool,
}

/// Why a file cannot be used. Nothing of its content is in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TrustProblem {
    /// There is no certificate in it, or none that can be read.
    #[error("holds no certificate as PEM (`-----BEGIN CERTIFICATE-----`)")]
    NoCertificate,
    /// There is no private key in it.
    #[error("holds no private key as PEM (`-----BEGIN PRIVATE KEY-----`), or one with a password")]
    NoKey,
}

impl Trust {
    /// Whether somebody else, such as a browser, would not trust what this trusts, or could not come
    /// as who this comes as.
    pub fn is_our_own(&self) -> bool {
        self.identity.is_some() || (!self.authorities.is_empty() && !self.insecure)
    }

    /// Trusts these certificate authorities too, beside those of the machine.
    ///
    /// # Errors
    /// Where there is no certificate among the bytes.
    pub fn add_authorities(&mut self, pem: &[u8]) -> Result<(), TrustProblem> {
        let found = Certificate::from_pem_bundle(pem).unwrap_or_default();
        if found.is_empty() {
            return Err(TrustProblem::NoCertificate);
        }
        self.authorities.extend(found);
        Ok(())
    }

    /// Comes with a client certificate. The key stands in bytes of its own, or in the same.
    ///
    /// # Errors
    /// Where the certificate or the key is missing.
    pub fn come_as(&mut self, certificate: &[u8], key: Option<&[u8]>) -> Result<(), TrustProblem> {
        if Certificate::from_pem_bundle(certificate).map_or(true, |found| found.is_empty()) {
            return Err(TrustProblem::NoCertificate);
        }
        let mut both = key.unwrap_or_default().to_vec();
        both.push(b'\n');
        both.extend_from_slice(certificate);
        self.identity = Some(Identity::from_pem(&both).map_err(|_| TrustProblem::NoKey)?);
        Ok(())
    }

    /// Checks no certificate at all.
    pub fn check_nothing(&mut self) {
        self.insecure = true;
    }

    /// Tells whether certificates go unchecked.
    pub fn is_insecure(&self) -> bool {
        self.insecure
    }

    /// Tells whether nobody wished for anything.
    pub fn is_default(&self) -> bool {
        self.authorities.is_empty() && self.identity.is_none() && !self.insecure
    }

    pub(super) fn authorities(&self) -> &[Certificate] {
        &self.authorities
    }

    pub(super) fn identity(&self) -> Option<Identity> {
        self.identity.clone()
    }
}

impl fmt::Debug for Trust {
    /// Leaves the key out.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Trust")
            .field("authorities", &self.authorities.len())
            .field("identity", &self.identity.is_some())
            .field("insecure", &self.insecure)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_pem_is_refused() {
        let mut trust = Trust::default();
        for wrong in [
            "",
            "hunter2",
            "-----BEGIN CERTIFICATE-----\n-----",
            "-----BEGIN PRIVATE KEY-----\naGVsbG8=\n-----END PRIVATE KEY-----\n",
        ] {
            let refused = trust.add_authorities(wrong.as_bytes());
            assert_eq!(refused, Err(TrustProblem::NoCertificate), "{wrong}");
            let refused = trust.come_as(wrong.as_bytes(), None);
            assert_eq!(refused, Err(TrustProblem::NoCertificate), "{wrong}");
        }
        assert!(trust.is_default());
        let certificate = "-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n";
        let refused = trust.come_as(certificate.as_bytes(), Some(b"hunter2"));
        assert_eq!(refused, Err(TrustProblem::NoKey));
        let refused = trust.come_as(certificate.as_bytes(), None);
        assert_eq!(refused, Err(TrustProblem::NoKey));
    }
}
