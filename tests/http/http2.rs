//! HTTP/2, frame by frame: answers that end early, headers that are large, connections that close.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::Response;
use h2::Reason;
use h2::server::SendResponse;
use magewalk::http::client::{Client, HttpError, HttpErrorKind, Options};
use magewalk::http::exchange::{Exchange, Request};
use rcgen::{CertificateParams, KeyPair};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use url::Url;

use crate::answers::get;

type Body = axum::body::Bytes;

/// A running server; it ends with the test.
struct Server {
    url: Url,
    connections: Arc<AtomicUsize>,
}

impl Server {
    /// Answers each request by this function; closes a connection after so many of them.
    async fn new(most: usize, answer: fn(&mut SendResponse<Body>)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://{}/", listener.local_addr().unwrap());
        let connections = Arc::new(AtomicUsize::new(0));
        let (acceptor, counted) = (acceptor(), Arc::clone(&connections));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let secure = acceptor.accept(stream).await.unwrap();
                    let mut connection = h2::server::handshake(secure).await.unwrap();
                    for _ in 0..most {
                        let Some(Ok((_, mut respond))) = connection.accept().await else {
                            return;
                        };
                        answer(&mut respond);
                    }
                    // The next request is read, and never answered: the connection is gone.
                    let _ = connection.accept().await;
                });
            }
        });
        Self {
            url: Url::parse(&url).unwrap(),
            connections,
        }
    }

    fn client(&self) -> Client {
        let mut options = Options::default();
        options.trust.check_nothing();
        Client::new(&self.url, &options).unwrap()
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

fn acceptor() -> TlsAcceptor {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap().der().clone();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    TlsAcceptor::from(Arc::new(config))
}

fn whole(respond: &mut SendResponse<Body>) {
    let mut stream = respond.send_response(Response::new(()), false).unwrap();
    stream.send_data("1234".into(), true).unwrap();
}

async fn send(client: &Client, request: &Request) -> Result<Exchange, HttpError> {
    let sent = client.send(request, None).await;
    sent.map(|mut exchanges| exchanges.remove(0))
        .map_err(|failed| failed.error)
}

#[tokio::test]
async fn requests_share_one_connection() {
    let server = Server::new(9, whole).await;
    let client = server.client();
    for _ in 0..3 {
        let exchange = send(&client, &get(&server.url)).await.unwrap();
        assert_eq!(exchange.response.body, b"1234");
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_stream_that_is_reset_before_its_end_is_cut_short() {
    for reason in [Reason::NO_ERROR, Reason::CANCEL, Reason::INTERNAL_ERROR] {
        let answer: fn(&mut SendResponse<Body>) = match reason {
            Reason::NO_ERROR => |respond| half(respond, Reason::NO_ERROR),
            Reason::CANCEL => |respond| half(respond, Reason::CANCEL),
            _ => |respond| half(respond, Reason::INTERNAL_ERROR),
        };
        let server = Server::new(9, answer).await;
        let error = send(&server.client(), &get(&server.url)).await.unwrap_err();
        assert_eq!(error.kind, HttpErrorKind::Body, "{reason:?}: {error}");
    }
}

/// Answers `12`, then ends the stream without saying that this was all.
fn half(respond: &mut SendResponse<Body>, reason: Reason) {
    let mut stream = respond.send_response(Response::new(()), false).unwrap();
    stream.send_data("12".into(), false).unwrap();
    // The data has to be on its way first: a reset drops what still waits.
    tokio::spawn(async move {
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        stream.send_reset(reason);
    });
}

#[tokio::test]
async fn headers_of_many_kilobytes_are_read() {
    let server = Server::new(9, |respond| {
        let policy = "default-src 'self'; ".repeat(2000);
        let response = Response::builder().header("content-security-policy", policy.trim());
        let mut stream = respond
            .send_response(response.body(()).unwrap(), false)
            .unwrap();
        stream.send_data("1234".into(), true).unwrap();
    })
    .await;
    let exchange = send(&server.client(), &get(&server.url)).await.unwrap();
    let policy = exchange.response.header("content-security-policy").unwrap();
    assert!(policy.len() > 30_000, "{}", policy.len());
}

#[tokio::test]
async fn what_only_reads_is_sent_again_where_the_connection_had_closed() {
    let server = Server::new(1, whole).await;
    let client = server.client();
    for _ in 0..3 {
        let exchange = send(&client, &get(&server.url)).await.unwrap();
        assert_eq!(exchange.response.body, b"1234");
    }
    assert_eq!(server.connections(), 3);

    let writes = Request {
        method: "DELETE".to_owned(),
        ..get(&server.url)
    };
    let error = send(&client, &writes).await.unwrap_err();
    assert!(error.message.contains("without an answer"), "{error}");
    assert_eq!(server.connections(), 3, "it may have been carried out");
}
