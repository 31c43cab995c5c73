//! Why there is no TLS connection: which certificate, what is the matter with it, what to do.

use rustls::{AlertDescription, CertificateError};
use url::Url;

use crate::http::client::tls::Fault;
use crate::http::error::{HttpError, HttpErrorKind, authority};

/// How many of the names of a certificate are said.
const NAMES: usize = 5;

pub(super) fn of_tls(error: &rustls::Error, url: &Url, has_roots: bool) -> HttpError {
    let name = authority(url);
    let host = url.host_str().unwrap_or("");
    let tls = |message: String| HttpError::new(HttpErrorKind::Tls, message);
    match error {
        rustls::Error::InvalidMessage(_) => tls(format!("`{name}` does not speak TLS"))
            .hint("if the shop has no https, write `http://` in the target"),
        rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer) if !has_roots => tls(
            format!(
                "cannot check the certificate of `{name}`: this machine has no CA certificates"
            ),
        )
        .hint(
            "install them (the package `ca-certificates`), or name a file of them with `--cacert`",
        ),
        rustls::Error::InvalidCertificate(problem) => {
            let (what, hint) = certificate_problem(problem, host);
            tls(format!("the certificate of `{name}` {what}")).hint(hint)
        }
        rustls::Error::AlertReceived(alert) => {
            let (message, hint) = of_alert(*alert, &name);
            tls(message).hint(hint)
        }
        rustls::Error::PeerIncompatible(_) => tls(format!(
            "`{name}` speaks no TLS that is safe: neither 1.2 nor 1.3, or no common cipher"
        ))
        .hint("switch TLS 1.2 or 1.3 on in the shop's web server"),
        other => tls(format!("no TLS connection to `{name}`: {other}")),
    }
}

/// Explains what a server said when it ended the handshake.
fn of_alert(alert: AlertDescription, name: &str) -> (String, &'static str) {
    let refused = |why: &str| {
        (
            format!("`{name}` does not take the certificate that this client shows: {why}"),
            "`--cert` names it; does the shop's web server trust who signed it, and is it still valid?",
        )
    };
    match alert {
        AlertDescription::CertificateRequired => (
            format!("`{name}` wants a certificate from its clients"),
            "name yours with `--cert`, and its key with `--key`",
        ),
        AlertDescription::UnknownCA => refused("it does not know who signed it"),
        AlertDescription::CertificateExpired => refused("it has expired"),
        AlertDescription::CertificateRevoked => refused("it was revoked"),
        AlertDescription::BadCertificate
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::CertificateUnknown => refused("it cannot use it"),
        AlertDescription::UnrecognisedName => (
            format!("`{name}` does not know a shop of this name"),
            "look into the log of the shop's web server for what it wants",
        ),
        AlertDescription::HandshakeFailure => (
            format!("`{name}` refuses the TLS connection: HandshakeFailure"),
            "does it want a certificate from its clients (`--cert`, `--key`)? the log of the shop's web server says more",
        ),
        other => (
            format!("`{name}` refuses the TLS connection: {other:?}"),
            "look into the log of the shop's web server for what it wants",
        ),
    }
}

/// Says what is the matter with the certificate of a server, and what to do about it.
fn certificate_problem(problem: &CertificateError, host: &str) -> (String, String) {
    let (what, hint) = match problem {
        CertificateError::UnknownIssuer => (
            "is signed by an authority that this machine does not know",
            "name the file of the authority's certificate with `--cacert`, or add it to the machine's \
             certificates; the shop's web server has to send the certificates in between, too",
        ),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            ("has expired", "renew it, or check this machine's clock")
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            ("is not valid yet", "check this machine's clock")
        }
        CertificateError::Revoked => ("was revoked", "get the shop a new certificate"),
        CertificateError::BadEncoding => (
            "is damaged",
            "look at it with `openssl s_client -connect HOST:PORT`, and get the shop a new one",
        ),
        CertificateError::NotValidForName => return other_name(&[], host),
        CertificateError::NotValidForNameContext { presented, .. } if presented.is_empty() => {
            return no_name(host);
        }
        CertificateError::NotValidForNameContext { presented, .. } => {
            return other_name(presented, host);
        }
        CertificateError::Other(other) => match other.0.downcast_ref::<Fault>() {
            Some(fault) => return of_fault(*fault, host),
            None => return unusable(&other.0.to_string()),
        },
        other => return unusable(&other.to_string()),
    };
    (what.to_owned(), hint.to_owned())
}

fn of_fault(fault: Fault, host: &str) -> (String, String) {
    match fault {
        Fault::SelfSigned => (
            "is self-signed: no authority has signed it".to_owned(),
            "if it is yours, name the file of exactly this certificate, as it is now, with `--cacert`, or get one from \
             an authority of your own (mkcert makes one); `--insecure` checks nothing at all"
                .to_owned(),
        ),
        Fault::OfAuthority => (
            "is that of an authority (`CA:TRUE`), not of a server".to_owned(),
            "issue one for the server (`basicConstraints=CA:FALSE`), or name the file of exactly this \
             certificate with `--cacert`"
                .to_owned(),
        ),
        Fault::OldVersion => (
            "is of version 1 of X.509, which holds no `subjectAltName` and is not trusted any more"
                .to_owned(),
            format!(
                "issue one of version 3: `openssl x509 -req … -extfile FILE`, with `subjectAltName={}` in the file",
                alternative(host)
            ),
        ),
    }
}

fn no_name(host: &str) -> (String, String) {
    (
        "names no host in its `subjectAltName`, and a common name (CN) does not count any more"
            .to_owned(),
        format!(
            "issue one with `subjectAltName={}` (`openssl … -addext`, or mkcert)",
            alternative(host)
        ),
    )
}

fn other_name(names: &[String], host: &str) -> (String, String) {
    let shown = names.iter().take(NAMES);
    let shown: Vec<String> = shown.map(|name| format!("`{}`", plain(name))).collect();
    let all = match names.len() {
        0 => String::new(),
        1..=NAMES => format!(": it is for {}", shown.join(", ")),
        more => format!(": it is for {} and {} more", shown.join(", "), more - NAMES),
    };
    (
        format!("is for another name than `{host}`{all}"),
        "write the name that the certificate has in the target".to_owned(),
    )
}

/// Returns a name out of the library's `DnsName("shop.example")`; a certificate may hold anything.
fn plain(name: &str) -> String {
    let inner = name
        .split_once('"')
        .and_then(|(_, rest)| rest.rsplit_once('"'));
    let inner = inner.map_or(name, |(inner, _)| inner);
    inner
        .chars()
        .filter(char::is_ascii_graphic)
        .take(100)
        .collect()
}

/// How a host is written into a `subjectAltName`.
fn alternative(host: &str) -> String {
    let address = host.trim_matches(['[', ']']);
    match address.parse::<std::net::IpAddr>() {
        Ok(address) => format!("IP:{address}"),
        Err(_) => format!("DNS:{host}"),
    }
}

fn unusable(why: &str) -> (String, String) {
    (
        format!("cannot be trusted: {why}"),
        "look at it with `openssl s_client -connect HOST:PORT`".to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rustls::OtherError;
    use rustls::pki_types::ServerName;

    use super::*;

    fn check(error: &rustls::Error, has_roots: bool, expected: &str) {
        let url = Url::parse("https://u:hunter2@shop.example/x?t=hunter2").unwrap();
        let error = of_tls(error, &url, has_roots);
        assert_eq!(error.kind, HttpErrorKind::Tls);
        assert_eq!(error.message, expected);
        assert!(!format!("{error:?}").contains("hunter"), "{error:?}");
        assert!(error.hint.is_some());
    }

    fn invalid(problem: CertificateError, expected: &str) {
        let whole = format!("the certificate of `shop.example:443` {expected}");
        check(&rustls::Error::InvalidCertificate(problem), true, &whole);
    }

    #[test]
    fn says_in_plain_words_what_is_wrong_with_a_certificate() {
        invalid(
            CertificateError::UnknownIssuer,
            "is signed by an authority that this machine does not know",
        );
        check(
            &rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer),
            false,
            "cannot check the certificate of `shop.example:443`: this machine has no CA certificates",
        );
        invalid(CertificateError::NotValidYet, "is not valid yet");
        invalid(
            CertificateError::NotValidForName,
            "is for another name than `shop.example`",
        );
        let of_names = |presented: &[&str]| CertificateError::NotValidForNameContext {
            expected: ServerName::try_from("shop.example").unwrap(),
            presented: presented.iter().map(|name| (*name).to_owned()).collect(),
        };
        invalid(
            of_names(&["DnsName(\"a.example\")", "b\u{1b}[31m"]),
            "is for another name than `shop.example`: it is for `a.example`, `b[31m`",
        );
        invalid(
            of_names(&[]),
            "names no host in its `subjectAltName`, and a common name (CN) does not count any more",
        );
        let fault = |fault: Fault| CertificateError::Other(OtherError(Arc::new(fault)));
        invalid(
            fault(Fault::SelfSigned),
            "is self-signed: no authority has signed it",
        );
        invalid(
            fault(Fault::OfAuthority),
            "is that of an authority (`CA:TRUE`), not of a server",
        );
        invalid(
            fault(Fault::OldVersion),
            "is of version 1 of X.509, which holds no `subjectAltName` and is not trusted any more",
        );
    }

    #[test]
    fn says_what_a_server_thinks_of_its_client() {
        check(
            &rustls::Error::AlertReceived(AlertDescription::CertificateRequired),
            true,
            "`shop.example:443` wants a certificate from its clients",
        );
        check(
            &rustls::Error::AlertReceived(AlertDescription::UnknownCA),
            true,
            "`shop.example:443` does not take the certificate that this client shows: it does not know who signed it",
        );
    }

    #[test]
    fn a_host_is_written_as_a_certificate_wants_it() {
        assert_eq!(alternative("shop.example"), "DNS:shop.example");
        assert_eq!(alternative("127.0.0.1"), "IP:127.0.0.1");
        assert_eq!(alternative("[::1]"), "IP:::1");
    }
}
