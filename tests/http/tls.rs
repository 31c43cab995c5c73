//! TLS with real handshakes: what cannot be trusted is refused, in words that say why.
//!
//! The client trusts what the machine trusts. Where a test needs an authority of its own, it runs
//! itself again with `SSL_CERT_FILE`, as a user would.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use magewalk::http::client::{Client, HttpErrorKind, Options};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use url::Url;

use crate::answers::{Answer, Server, assert_fails, client, following, get, header};

struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let name = "an authority of tests";
        params.distinguished_name.push(DnType::CommonName, name);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        Self { issuer }
    }

    /// Makes a server with a certificate for this name, that ran out where `expired`.
    fn acceptor(&self, name: &str, expired: bool) -> TlsAcceptor {
        self.made(name, expired).1
    }

    /// Makes the certificate and the server.
    fn made(&self, name: &str, expired: bool) -> (String, TlsAcceptor) {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        if expired {
            params.not_before = date_time_ymd(2020, 1, 1);
            params.not_after = date_time_ymd(2021, 1, 1);
        }
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        (certificate.pem(), acceptor(certificate.der().clone(), &key))
    }
}

fn acceptor(certificate: CertificateDer<'static>, key: &KeyPair) -> TlsAcceptor {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

#[tokio::test]
async fn refuses_an_authority_that_nobody_knows() {
    let acceptor = Authority::new().acceptor("127.0.0.1", false);
    let server = Server::with_tls(acceptor, |_| Answer::ok("x")).await;
    assert_fails(
        client(&server).send(&get(&server.url), None).await,
        HttpErrorKind::Tls,
        "the certificate of `127.0.0.1:PORT` is signed by an authority that this machine does not know",
        &server,
    );
    assert!(server.seen().is_empty(), "it sent the request all the same");
}

#[tokio::test]
async fn refuses_a_certificate_that_has_expired() {
    let acceptor = Authority::new().acceptor("127.0.0.1", true);
    let server = Server::with_tls(acceptor, |_| Answer::ok("x")).await;
    assert_fails(
        client(&server).send(&get(&server.url), None).await,
        HttpErrorKind::Tls,
        "the certificate of `127.0.0.1:PORT` has expired",
        &server,
    );
}

/// A certificate that its own key has signed, and the server that shows it; OpenSSL marks such a one
/// as an authority's.
fn self_signed(names: &[&str], is_authority: bool, expired: bool) -> (String, TlsAcceptor) {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    if is_authority {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    }
    if expired {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2021, 1, 1);
    }
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    (certificate.pem(), acceptor(certificate.der().clone(), &key))
}

/// What comes of a request to a server with such a certificate, by who trusts this file.
async fn asked(acceptor: TlsAcceptor, trusted: Option<&str>) -> Result<u16, String> {
    let server = Server::with_tls(acceptor, |_| Answer::ok("x")).await;
    let mut options = Options::default();
    if let Some(pem) = trusted {
        assert_eq!(
            options.trust.add_authorities(pem.as_bytes()),
            Ok(Vec::new())
        );
    }
    let client = Client::new(&server.url, &options).unwrap();
    match client.send(&get(&server.url), None).await {
        Ok(exchanges) => Ok(exchanges[0].response.status),
        Err(failed) => {
            assert!(server.seen().is_empty(), "it sent the request all the same");
            assert_eq!(failed.error.kind, HttpErrorKind::Tls);
            Err(format!(
                "{} · {}",
                failed.error.message,
                failed.error.hint.unwrap()
            ))
        }
    }
}

#[tokio::test]
async fn trusts_exactly_the_certificate_that_was_named() {
    for is_authority in [true, false] {
        let (pem, acceptor) = self_signed(&["127.0.0.1"], is_authority, false);
        assert_eq!(asked(acceptor, Some(&pem)).await, Ok(200));
        let (_, acceptor) = self_signed(&["127.0.0.1"], is_authority, false);
        let said = asked(acceptor, Some(&pem)).await.unwrap_err();
        assert!(
            said.contains("is self-signed") && said.contains("--cacert"),
            "{said}"
        );
    }
    // One that an authority has signed may stand for itself.
    let authority = Authority::new();
    let (pem, acceptor) = authority.made("127.0.0.1", false);
    assert_eq!(asked(acceptor, Some(&pem)).await, Ok(200));
}

#[tokio::test]
async fn a_certificate_that_was_named_has_to_hold_all_the_same() {
    for (names, expired, words) in [
        (&["other.example"][..], false, "it is for `other.example`"),
        (&[], false, "names no host in its `subjectAltName`"),
        (&["127.0.0.1"], true, "has expired"),
    ] {
        for is_authority in [true, false] {
            let (pem, acceptor) = self_signed(names, is_authority, expired);
            let said = asked(acceptor, Some(&pem)).await.unwrap_err();
            assert!(said.contains(words), "{said}");
        }
    }
}

#[tokio::test]
async fn says_that_a_certificate_is_that_of_an_authority() {
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
        .distinguished_name
        .push(DnType::CommonName, "between");
    let key = KeyPair::generate().unwrap();
    let authority = Authority::new();
    let certificate = params.signed_by(&key, &authority.issuer).unwrap();
    let acceptor = acceptor(certificate.der().clone(), &key);
    let said = asked(acceptor, Some(&authority.issuer.pem()))
        .await
        .unwrap_err();
    assert!(said.contains("is that of an authority"), "{said}");
}

#[tokio::test]
async fn says_that_a_server_does_not_speak_tls() {
    let bytes = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    // The server reads to an empty line, which a handshake may not have: it answers at once.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 1024]).await;
            let _ = stream.write_all(bytes.as_bytes()).await;
        }
    });
    let url = Url::parse(&format!("https://127.0.0.1:{port}/?t=hunter2")).unwrap();
    let client = Client::new(&url, &Options::default()).unwrap();
    let error = client.send(&get(&url), None).await.unwrap_err().error;
    assert_eq!(
        error.message,
        format!("`127.0.0.1:{port}` does not speak TLS")
    );
    assert_eq!(error.kind, HttpErrorKind::Tls);
    assert!(error.hint.unwrap().contains("http://"));
}

#[tokio::test]
async fn says_that_plain_http_went_to_a_tls_port() {
    let acceptor = Authority::new().acceptor("127.0.0.1", false);
    let server = Server::with_tls(acceptor, |_| Answer::ok("x")).await;
    let plain = Url::parse(&server.url.as_str().replace("https", "http")).unwrap();
    let client = Client::new(&plain, &Options::default()).unwrap();
    let error = client.send(&get(&plain), None).await.unwrap_err().error;
    assert_eq!(error.kind, HttpErrorKind::Connection);
    assert!(error.hint.unwrap().contains("https"), "{}", error.message);
}

/// Runs [`walker`] in a process of its own, where this file holds all trusted authorities.
async fn walk_elsewhere(url: &Url, trusted: &str) -> String {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("ca.pem");
    std::fs::write(&file, trusted).unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "tls::walker", "--ignored", "--nocapture"])
        .env("SSL_CERT_FILE", &file)
        .env_remove("SSL_CERT_DIR")
        .env("WALKER_URL", url.as_str());
    let output = tokio::task::spawn_blocking(move || command.output())
        .await
        .unwrap()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let port = url.port().unwrap().to_string();
    let line = text.lines().find_map(|line| line.split_once("walked: "));
    line.unwrap_or_else(|| panic!("{text}"))
        .1
        .replace(&port, "PORT")
}

/// Not a test of its own: the other process of the tests below.
#[tokio::test]
#[ignore = "runs as the other process of other tests"]
async fn walker() {
    let url = std::env::var_os("WALKER_URL")
        .unwrap()
        .into_string()
        .unwrap();
    let url = Url::parse(&url).unwrap();
    let client = Client::new(&url, &Options::default()).unwrap();
    let mut request = following(&url);
    request.timeout = Duration::from_secs(20);
    request
        .headers
        .push(("Authorization".to_owned(), "Bearer hunter2".to_owned()));
    match client.send(&request, None).await {
        Ok(exchanges) => {
            let last = &exchanges.last().unwrap().response;
            println!(
                "walked: {} {}",
                last.status,
                String::from_utf8_lossy(&last.body)
            );
        }
        Err(failed) => println!("walked: {:?} {}", failed.error.kind, failed.error),
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn speaks_tls_with_a_shop_that_the_machine_trusts() {
    let authority = Authority::new();
    let acceptor = authority.acceptor("127.0.0.1", false);
    let server = Server::with_tls(acceptor, |_| Answer::ok("there")).await;
    let walked = walk_elsewhere(&server.url, &authority.issuer.pem()).await;
    assert_eq!(walked, "200 there");
    assert_eq!(
        header(&server.seen()[0], "authorization"),
        Some("Bearer hunter2")
    );
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn follows_to_https_without_credentials() {
    let authority = Authority::new();
    let acceptor = authority.acceptor("127.0.0.1", false);
    let secure = Server::with_tls(acceptor, |_| Answer::ok("there")).await;
    let location = secure.at("/x").to_string();
    let plain = Server::new(move |_| Answer::redirect(301, &location)).await;
    let walked = walk_elsewhere(&plain.url, &authority.issuer.pem()).await;
    assert_eq!(walked, "200 there");
    assert!(!secure.seen()[0].contains("hunter"), "{}", secure.seen()[0]);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn refuses_a_certificate_for_another_name() {
    let authority = Authority::new();
    let acceptor = authority.acceptor("other.example", false);
    let server = Server::with_tls(acceptor, |_| Answer::ok("x")).await;
    assert_eq!(
        walk_elsewhere(&server.url, &authority.issuer.pem()).await,
        "Tls the certificate of `127.0.0.1:PORT` is for another name than `127.0.0.1`: it is for `other.example`"
    );
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_machine_without_authorities_speaks_plain_http_alone() {
    let plain = Server::new(|_| Answer::ok("there")).await;
    assert_eq!(walk_elsewhere(&plain.url, "").await, "200 there");
    let acceptor = Authority::new().acceptor("127.0.0.1", false);
    let server = Server::with_tls(acceptor, |_| Answer::ok("x")).await;
    assert_eq!(
        walk_elsewhere(&server.url, "").await,
        "Tls cannot check the certificate of `127.0.0.1:PORT`: this machine has no CA certificates"
    );
}
