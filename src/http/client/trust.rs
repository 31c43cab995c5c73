//! Whom a client trusts, and as whom it comes: certificates and keys, as PEM (RFC 7468).

use std::fmt;
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use rustls::{CertificateError, RootCertStore};
use thiserror::Error;

/// How a certificate begins.
const BEGIN: &str = "-----BEGIN CERTIFICATE-----";

/// How OpenSSL writes one with what it is trusted for, which nobody else reads.
const TRUSTED: &str = "-----BEGIN TRUSTED CERTIFICATE-----";

/// Whom to trust, and as whom to come, where TLS is spoken.
#[derive(Clone, Default)]
pub struct Trust {
    authorities: Vec<CertificateDer<'static>>,
    identity: Option<Arc<CertifiedKey>>,
    insecure: bool,
}

/// A certificate in a file of several that cannot be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Which one of them it is, from 1.
    pub number: usize,
    /// The line on which it begins.
    pub line: usize,
    /// Why.
    pub cause: String,
}

/// Why a file cannot be used. Nothing of its content is in its text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TrustProblem {
    /// There is no certificate in it.
    #[error("holds no certificate as PEM (`-----BEGIN CERTIFICATE-----`)")]
    NoCertificate,
    /// There is one, and it cannot be used.
    #[error("certificate {} on line {} cannot be used: {}", .0.number, .0.line, .0.cause)]
    Unusable(LeftOut),
    /// There is no private key in it.
    #[error("holds no private key as PEM (`-----BEGIN PRIVATE KEY-----`), or one with a password")]
    NoKey,
    /// The key is of another certificate.
    #[error("the key does not belong to the client certificate")]
    OtherKey,
}

impl Trust {
    /// Whether somebody else, such as a browser, would not trust what this trusts, or could not come
    /// as who this comes as.
    pub fn is_our_own(&self) -> bool {
        self.identity.is_some() || (!self.authorities.is_empty() && !self.insecure)
    }

    /// Trusts these certificates too, beside those of the machine: of authorities, or of a server
    /// itself. Returns those that cannot be trusted, such as one that is damaged.
    ///
    /// # Errors
    /// Where none of them can be.
    pub fn add_authorities(&mut self, pem: &[u8]) -> Result<Vec<LeftOut>, TrustProblem> {
        let (good, mut bad) = certificates(pem, |der| {
            let mut store = RootCertStore::empty();
            store.add(der.clone()).map_err(|error| cause(&error))
        });
        if good.is_empty() {
            let first = bad.into_iter().next();
            return Err(first.map_or(TrustProblem::NoCertificate, TrustProblem::Unusable));
        }
        self.authorities.extend(good);
        bad.sort_by_key(|left_out| left_out.number);
        Ok(bad)
    }

    /// Comes with a client certificate. The key stands in bytes of its own, or in the same.
    ///
    /// Whether the certificate is good is for the server to say.
    ///
    /// # Errors
    /// Where the certificate or the key is missing, or one is not of the other.
    pub fn come_as(&mut self, certificate: &[u8], key: Option<&[u8]>) -> Result<(), TrustProblem> {
        let (chain, bad) = certificates(certificate, |_| Ok(()));
        if let Some(left_out) = bad.into_iter().next() {
            return Err(TrustProblem::Unusable(left_out));
        }
        if chain.is_empty() {
            return Err(TrustProblem::NoCertificate);
        }
        let key = PrivateKeyDer::from_pem_slice(key.unwrap_or(certificate));
        let key = key.map_err(|_| TrustProblem::NoKey)?;
        let key = ring::default_provider().key_provider.load_private_key(key);
        let identity = CertifiedKey::new(chain, key.map_err(|_| TrustProblem::NoKey)?);
        match identity.keys_match() {
            Err(rustls::Error::InconsistentKeys(_)) => return Err(TrustProblem::OtherKey),
            Err(error @ rustls::Error::InvalidCertificate(CertificateError::BadEncoding)) => {
                return Err(TrustProblem::Unusable(LeftOut {
                    number: 1,
                    line: 1,
                    cause: cause(&error),
                }));
            }
            // One that the library does not look into, such as one of version 1, is handed over as it is.
            _ => {}
        }
        self.identity = Some(Arc::new(identity));
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

    pub(super) fn authorities(&self) -> &[CertificateDer<'static>] {
        &self.authorities
    }

    pub(super) fn identity(&self) -> Option<Arc<CertifiedKey>> {
        self.identity.clone()
    }
}

/// Reads all certificates, and says of each that cannot be read or does not `fit` where it stands.
fn certificates(
    pem: &[u8],
    fit: impl Fn(&CertificateDer<'static>) -> Result<(), String>,
) -> (Vec<CertificateDer<'static>>, Vec<LeftOut>) {
    let text = String::from_utf8_lossy(pem);
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    let mut lines = text.lines().enumerate().peekable();
    while let Some((at, line)) = lines.next() {
        let line = line.trim();
        if line != BEGIN && line != TRUSTED {
            continue;
        }
        let mut section = format!("{line}\n");
        while let Some((_, line)) =
            lines.next_if(|(_, line)| !line.trim().starts_with("-----BEGIN"))
        {
            section += line.trim();
            section.push('\n');
        }
        let read = if line == TRUSTED {
            Err(
                "it is in OpenSSL's own form; `openssl x509 -in FILE` writes the common one"
                    .to_owned(),
            )
        } else {
            CertificateDer::from_pem_slice(section.as_bytes())
                .map_err(|_| "it is damaged, or its end is missing".to_owned())
        };
        match read.and_then(|der| fit(&der).map(|()| der)) {
            Ok(der) => good.push(der),
            Err(cause) => bad.push(LeftOut {
                number: good.len() + bad.len() + 1,
                line: at + 1,
                cause,
            }),
        }
    }
    (good, bad)
}

fn cause(error: &rustls::Error) -> String {
    match error {
        rustls::Error::InvalidCertificate(CertificateError::BadEncoding) => {
            "it is damaged".to_owned()
        }
        rustls::Error::InvalidCertificate(CertificateError::Other(other)) => {
            format!("it is not of a form that is known ({other})")
        }
        other => other.to_string(),
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
    use rcgen::{CertificateParams, KeyPair};

    use super::*;

    #[test]
    fn what_is_no_pem_is_refused() {
        let mut trust = Trust::default();
        for wrong in [
            "",
            "hunter2",
            "-----BEGIN PRIVATE KEY-----\naGVsbG8=\n-----END PRIVATE KEY-----\n",
        ] {
            let refused = trust.add_authorities(wrong.as_bytes());
            assert_eq!(refused, Err(TrustProblem::NoCertificate), "{wrong}");
            let refused = trust.come_as(wrong.as_bytes(), None);
            assert_eq!(refused, Err(TrustProblem::NoCertificate), "{wrong}");
        }
        let cut = "\n-----BEGIN CERTIFICATE-----\n-----";
        for refused in [
            trust.add_authorities(cut.as_bytes()).map(|_| ()),
            trust.come_as(cut.as_bytes(), None),
        ] {
            let words = refused.unwrap_err().to_string();
            assert!(
                words.starts_with("certificate 1 on line 2 cannot be used"),
                "{words}"
            );
        }
        assert!(trust.is_default());
        let certificate = "-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n";
        let refused = trust.come_as(certificate.as_bytes(), Some(b"hunter2"));
        assert_eq!(refused, Err(TrustProblem::NoKey));
        let refused = trust.come_as(certificate.as_bytes(), None);
        assert_eq!(refused, Err(TrustProblem::NoKey));
        let refused = trust.add_authorities(certificate.as_bytes());
        let words = refused.unwrap_err().to_string();
        assert!(words.contains("it is damaged"), "{words}");
    }

    #[test]
    fn one_bad_certificate_does_not_spoil_a_bundle() {
        let (good, _) = made("a.example");
        let damaged = "-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----";
        let trusted = damaged
            .replace("BEGIN", "BEGIN TRUSTED")
            .replace("END", "END TRUSTED");
        let bundle = format!(
            "# mine\n{damaged}\n{good}\n{}\n{trusted}\n{good}",
            &good[..200]
        );
        let mut trust = Trust::default();
        let left_out = trust.add_authorities(bundle.as_bytes()).unwrap();
        assert_eq!(trust.authorities.len(), 2);
        let numbers: Vec<usize> = left_out.iter().map(|left_out| left_out.number).collect();
        assert_eq!(numbers, [1, 3, 4]);
        assert_eq!(left_out[0].line, 2);
        assert!(left_out[2].cause.contains("openssl x509"), "{left_out:?}");
    }

    #[test]
    fn a_key_is_of_its_certificate() {
        let ((certificate, key), (_, other)) = (made("a.example"), made("b.example"));
        let come =
            |key: &str| Trust::default().come_as(certificate.as_bytes(), Some(key.as_bytes()));
        assert_eq!(come(&key), Ok(()));
        assert_eq!(come(&other), Err(TrustProblem::OtherKey));
    }

    /// Of version 1, as `openssl x509 -req` makes them without a file of extensions.
    const OLD: &str = "\
-----BEGIN CERTIFICATE-----
MIIBFzCBvQIUBL8nnWYn9n0GV/UfP+OdQfNIR0EwCgYIKoZIzj0EAwIwDTELMAkG
A1UEAwwCbWUwIBcNMjYxMTMwMDkyMzMyWhgPMjEyNjExMDYwOTIzMzJaMA0xCzAJ
BgNVBAMMAm1lMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE2+7O/hE1k3ffAvmf
LDmLWHtKbToOBp5vm6jptQd9pnR9dSHqiAXG/4dRF9FePKj/wLY8e9hRcWznPQE5
wnOYezAKBggqhkjOPQQDAgNJADBGAiEA4gbdb7g+IeM9gZR1RE/W3ilVH5HVLkue
xtkGBeMfcPECIQCJ9J1gDnvoDcwu/ng0FXb4vxJgpTL1HPKpBOJTx/g6fg==
-----END CERTIFICATE-----";

    #[test]
    fn an_old_client_certificate_is_for_the_server_to_judge() {
        let (_, key) = made("a.example");
        let come = |pem: &str| Trust::default().come_as(pem.as_bytes(), Some(key.as_bytes()));
        assert_eq!(come(OLD), Ok(()));
        let damaged = OLD.replace("MIIBFzCB", "MIIBFzCC");
        assert!(matches!(come(&damaged), Err(TrustProblem::Unusable(_))));
    }

    fn made(name: &str) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        (params.self_signed(&key).unwrap().pem(), key.serialize_pem())
    }
}
