//! TLS as a client speaks it: which certificates of servers it trusts, and which one it shows.
//!
//! What the library says of a certificate is told apart further here, where the certificate can be
//! looked at, so that whoever reads it learns what to do.

use std::fmt;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::sign::SingleCertAndKey;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, SignatureScheme,
};
use rustls_platform_verifier::Verifier;

use crate::http::client::trust::Trust;

/// What is the matter with a certificate, where the library has no name for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Fault {
    /// Nobody but itself has signed it.
    #[error("it is self-signed")]
    SelfSigned,
    /// It may sign others, and is not for a server.
    #[error("it is an authority's")]
    OfAuthority,
    /// It is of X.509 version 1 or 2.
    #[error("it is of an old version of X.509")]
    OldVersion,
}

/// Makes the configuration of a client. The second value tells whether any certificate is trusted.
pub(super) fn config(trust: &Trust) -> Result<(ClientConfig, bool), Error> {
    let provider = Arc::new(ring::default_provider());
    let mut has_roots = true;
    let judge = if trust.is_insecure() {
        Judge::Nobody
    } else {
        let authorities = trust.authorities().to_vec();
        match Verifier::new_with_extra_roots(authorities, Arc::clone(&provider)) {
            Ok(verifier) => Judge::Machine(Box::new(verifier)),
            // The machine has no certificate authorities at all.
            Err(_) => {
                has_roots = false;
                Judge::NoRoots
            }
        }
    };
    let checker = Checker {
        judge,
        own: trust.authorities().to_vec(),
        provider: Arc::clone(&provider),
    };
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(checker));
    let mut config = match trust.identity() {
        // The library would refuse a certificate of its own client that it cannot read, such as one
        // of version 1; whether it is good is for the server to say.
        Some(identity) => {
            builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(identity)))
        }
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok((config, has_roots))
}

/// Who says whether a certificate is good.
enum Judge {
    /// Every certificate is.
    Nobody,
    /// None can be: nobody is known who could have signed it.
    NoRoots,
    /// The authorities of the machine, and those that were added.
    Machine(Box<Verifier>),
}

/// Checks the certificates of servers.
struct Checker {
    judge: Judge,
    /// What was added: also a certificate that is exactly the server's own is trusted.
    own: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Checker {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let error = match &self.judge {
            Judge::Nobody => return Ok(ServerCertVerified::assertion()),
            Judge::NoRoots => CertificateError::UnknownIssuer,
            Judge::Machine(verifier) => {
                let verified = verifier.verify_server_cert(
                    end_entity,
                    intermediates,
                    server_name,
                    ocsp_response,
                    now,
                );
                match verified {
                    Err(Error::InvalidCertificate(error)) => error,
                    other => return other,
                }
            }
        };
        if is_unsigned(&error) && self.own.iter().any(|own| own == end_entity) {
            // Its time was looked at before who signed it.
            verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
            return Ok(ServerCertVerified::assertion());
        }
        Err(Error::InvalidCertificate(told_apart(error, end_entity)))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        if matches!(self.judge, Judge::Nobody) {
            return Ok(HandshakeSignatureValid::assertion());
        }
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        if matches!(self.judge, Judge::Nobody) {
            return Ok(HandshakeSignatureValid::assertion());
        }
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

impl fmt::Debug for Checker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Checker")
            .field("own", &self.own.len())
            .finish_non_exhaustive()
    }
}

/// Says more of what is the matter, where the certificate itself does.
fn told_apart(error: CertificateError, certificate: &CertificateDer<'_>) -> CertificateError {
    let fault = match webpki::EndEntityCert::try_from(certificate) {
        Err(webpki::Error::UnsupportedCertVersion) => Some(Fault::OldVersion),
        Ok(read) if is_unsigned(&error) => {
            if read.issuer() == read.subject() {
                Some(Fault::SelfSigned)
            } else {
                is_of_authority(&error).then_some(Fault::OfAuthority)
            }
        }
        _ => None,
    };
    fault.map_or(error, |fault| {
        CertificateError::Other(OtherError(Arc::new(fault)))
    })
}

/// Whether nobody who is trusted has signed it; a certificate may have the name of one that has not.
fn is_unsigned(error: &CertificateError) -> bool {
    let is_of_stranger = matches!(
        error,
        CertificateError::UnknownIssuer | CertificateError::BadSignature
    );
    is_of_stranger || is_of_authority(error)
}

/// Whether a server shows a certificate that is an authority's.
fn is_of_authority(error: &CertificateError) -> bool {
    let CertificateError::Other(other) = error else {
        return false;
    };
    let cause = other.0.downcast_ref::<webpki::Error>();
    matches!(cause, Some(webpki::Error::CaUsedAsEndEntity))
}
