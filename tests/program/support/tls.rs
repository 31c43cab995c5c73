//! A certificate authority made in the test, and TLS servers that it vouches for.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

use crate::support::{Answer, Request, Store};

/// An authority that no machine knows.
pub(crate) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

/// A TLS server in front of a store. It ends with the test.
pub(crate) struct Front {
    address: SocketAddr,
    streams: Arc<AtomicUsize>,
    _runtime: Runtime,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let name = "an authority of tests";
        params.distinguished_name.push(DnType::CommonName, name);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        Self { issuer }
    }

    /// Its own certificate.
    pub(crate) fn pem(&self) -> String {
        self.issuer.pem()
    }

    /// A client certificate and its key.
    pub(crate) fn client(&self) -> (String, String) {
        let params = CertificateParams::new(vec!["pipeline".to_owned()]).unwrap();
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        (certificate.pem(), key.serialize_pem())
    }

    /// What a server of this name comes with.
    pub(crate) fn server(&self, name: &str) -> ServerConfig {
        self.config(name, false, false)
    }

    /// The same, with a certificate that ran out.
    pub(crate) fn expired_server(&self, name: &str) -> ServerConfig {
        self.config(name, true, false)
    }

    /// The same, and it wants a certificate of this authority from whoever comes.
    pub(crate) fn server_that_asks(&self, name: &str) -> ServerConfig {
        self.config(name, false, true)
    }

    fn config(&self, name: &str, expired: bool, asks: bool) -> ServerConfig {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        if expired {
            params.not_before = date_time_ymd(2020, 1, 1);
            params.not_after = date_time_ymd(2021, 1, 1);
        }
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(ring::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider));
        let builder = builder.with_safe_default_protocol_versions().unwrap();
        let builder = if asks {
            let mut roots = RootCertStore::empty();
            roots.add(self.issuer.der().clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            builder.with_client_cert_verifier(verifier.build().unwrap())
        } else {
            builder.with_no_client_auth()
        };
        let chain = vec![certificate.der().clone()];
        builder.with_single_cert(chain, key).unwrap()
    }
}

impl Front {
    /// Passes what comes by TLS on to a store, byte by byte.
    pub(crate) fn before(store: &Store, config: ServerConfig) -> Self {
        Self::start(store.address(), config, false)
    }

    /// Speaks HTTP/2, and nothing else, before a store that knows HTTP/1.1.
    pub(crate) fn with_http2(store: &Store, mut config: ServerConfig) -> Self {
        config.alpn_protocols = vec![b"h2".to_vec()];
        Self::start(store.address(), config, true)
    }

    fn start(store: SocketAddr, config: ServerConfig, http2: bool) -> Self {
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let streams = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&streams);
        let acceptor = TlsAcceptor::from(Arc::new(config));
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, counted) = (acceptor.clone(), Arc::clone(&counted));
                tokio::spawn(async move {
                    let Ok(mut secure) = acceptor.accept(stream).await else {
                        return;
                    };
                    if http2 {
                        serve_http2(secure, store, &counted).await;
                    } else if let Ok(mut plain) = TcpStream::connect(store).await {
                        let _ = copy_bidirectional(&mut secure, &mut plain).await;
                    }
                });
            }
        });
        Self {
            address,
            streams,
            _runtime: runtime,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// How many requests came by HTTP/2.
    pub(crate) fn streams(&self) -> usize {
        self.streams.load(Ordering::SeqCst)
    }
}

async fn serve_http2(
    secure: tokio_rustls::server::TlsStream<TcpStream>,
    store: SocketAddr,
    counted: &AtomicUsize,
) {
    assert_eq!(secure.get_ref().1.alpn_protocol(), Some(b"h2".as_slice()));
    let mut connection = h2::server::handshake(secure).await.unwrap();
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        counted.fetch_add(1, Ordering::SeqCst);
        tokio::spawn(async move {
            let (head, mut body) = request.into_parts();
            let mut bytes = Vec::new();
            while let Some(Ok(chunk)) = body.data().await {
                let _ = body.flow_control().release_capacity(chunk.len());
                bytes.extend_from_slice(&chunk);
            }
            let headers = head.headers.iter().map(|(name, value)| {
                (name.as_str().to_owned(), value.to_str().unwrap().to_owned())
            });
            let request = Request {
                method: head.method.to_string(),
                path: head.uri.path_and_query().unwrap().to_string(),
                headers: headers.collect(),
                body: bytes,
            };
            let sent = tokio::task::spawn_blocking(move || request.send(store)).await;
            let Answer {
                status,
                headers,
                body,
            } = sent.unwrap().unwrap();
            let mut response = axum::http::Response::builder().status(status);
            // RFC 9113, section 8.2.2: HTTP/2 has no headers of a connection.
            let of_connection = ["connection", "keep-alive", "transfer-encoding"];
            let headers = headers.into_iter();
            for (name, value) in headers.filter(|(name, _)| !of_connection.contains(&&**name)) {
                response = response.header(name, value);
            }
            let mut stream = respond
                .send_response(response.body(()).unwrap(), false)
                .unwrap();
            stream.send_data(body.into(), true).unwrap();
        });
    }
}
