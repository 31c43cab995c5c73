//! A raw server: it reads requests and writes the bytes it was told, right or wrong.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use magewalk::http::client::{Client, HttpErrorKind, Options, SendError};
use magewalk::http::exchange::{Exchange, Request};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use url::Url;

/// What the server sends, and what it does then.
pub(crate) struct Answer {
    bytes: Vec<u8>,
    then: Then,
}

enum Then {
    WaitForMore,
    Close,
    Hold,
    /// Goes on with a byte now and then, for ever.
    Drip,
}

impl Answer {
    pub(crate) fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        let (bytes, then) = (bytes.into(), Then::WaitForMore);
        Self { bytes, then }
    }

    /// A whole response with these header lines (each ended by a line break).
    pub(crate) fn of(status: u16, header_lines: &str, body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let length = body.len();
        let head = format!("HTTP/1.1 {status} X\r\n{header_lines}Content-Length: {length}\r\n\r\n");
        Self::raw([head.as_bytes(), body].concat())
    }

    pub(crate) fn ok(body: &str) -> Self {
        Self::of(200, "Content-Type: text/plain\r\n", body)
    }

    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self::of(
            status,
            "Content-Type: application/json; charset=utf-8\r\n",
            body,
        )
    }

    pub(crate) fn redirect(status: u16, location: &str) -> Self {
        Self::of(status, &format!("Location: {location}\r\n"), "")
    }

    pub(crate) fn close(mut self) -> Self {
        self.then = Then::Close;
        self
    }

    pub(crate) fn hold(mut self) -> Self {
        self.then = Then::Hold;
        self
    }

    pub(crate) fn drip(mut self) -> Self {
        self.then = Then::Drip;
        self
    }
}

/// A running server; it ends with the test.
pub(crate) struct Server {
    pub(crate) url: Url,
    connections: Arc<AtomicUsize>,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers each request by this function of its text.
    pub(crate) async fn new(answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        Self::start(answer, None).await
    }

    /// The same, behind TLS.
    pub(crate) async fn with_tls(
        acceptor: TlsAcceptor,
        answer: impl Fn(&str) -> Answer + Send + Sync + 'static,
    ) -> Self {
        Self::start(answer, Some(acceptor)).await
    }

    async fn start(
        answer: impl Fn(&str) -> Answer + Send + Sync + 'static,
        acceptor: Option<TlsAcceptor>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let scheme = if acceptor.is_some() { "https" } else { "http" };
        let server = Self {
            url: Url::parse(&format!("{scheme}://127.0.0.1:{port}/")).unwrap(),
            connections: Arc::default(),
            seen: Arc::default(),
        };
        let (connections, seen) = (server.connections.clone(), server.seen.clone());
        let answer = Arc::new(answer);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                connections.fetch_add(1, Ordering::SeqCst);
                let (answer, seen, acceptor) = (answer.clone(), seen.clone(), acceptor.clone());
                tokio::spawn(async move {
                    match acceptor {
                        None => talk(stream, &*answer, &seen).await,
                        Some(acceptor) => {
                            if let Ok(stream) = acceptor.accept(stream).await {
                                talk(stream, &*answer, &seen).await;
                            }
                        }
                    }
                });
            }
        });
        server
    }

    pub(crate) fn at(&self, path: &str) -> Url {
        self.url.join(path).unwrap()
    }

    /// How many connections were made to it.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The texts of the requests that came, head and body.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    answer: &(dyn Fn(&str) -> Answer + Send + Sync),
    seen: &Mutex<Vec<String>>,
) {
    while let Some(request) = read_request(&mut stream).await {
        seen.lock().unwrap().push(request.clone());
        let answer = answer(&request);
        if stream.write_all(&answer.bytes).await.is_err() || stream.flush().await.is_err() {
            return;
        }
        match answer.then {
            Then::WaitForMore => {}
            Then::Close => {
                let _ = stream.shutdown().await;
                return;
            }
            Then::Hold => std::future::pending().await,
            Then::Drip => drip(&mut stream).await,
        }
    }
}

async fn drip<S: AsyncWrite + Unpin>(stream: &mut S) {
    let mut beat = tokio::time::interval(Duration::from_millis(5));
    loop {
        beat.tick().await;
        if stream.write_all(b"x").await.is_err() || stream.flush().await.is_err() {
            return;
        }
    }
}

async fn read_request<S: AsyncRead + Unpin>(stream: &mut S) -> Option<String> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        if let Some(end) = find(&bytes, b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length:"))
                .map_or(0, |value| value.trim().parse::<usize>().unwrap());
            if bytes.len() >= end + 4 + length {
                return Some(String::from_utf8_lossy(&bytes).into_owned());
            }
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&buffer[..count]),
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

/// Returns the value of a header in the text of a request.
pub(crate) fn header<'a>(request: &'a str, name: &str) -> Option<&'a str> {
    request
        .lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_once(": "))
        .find(|(given, _)| given.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

/// Returns the path and query of the text of a request.
pub(crate) fn path(request: &str) -> &str {
    request.split(' ').nth(1).unwrap()
}

pub(crate) fn client(server: &Server) -> Client {
    Client::new(&server.url, &Options::default()).unwrap()
}

pub(crate) fn get(url: &Url) -> Request {
    Request {
        method: "GET".to_owned(),
        url: url.clone(),
        headers: Vec::new(),
        body: None,
        timeout: Duration::from_secs(20),
        follow: false,
    }
}

pub(crate) fn following(url: &Url) -> Request {
    Request {
        follow: true,
        ..get(url)
    }
}

/// Asserts that it failed in this way, with this message after `PORT` took the place of the port.
pub(crate) fn assert_fails(
    result: Result<Vec<Exchange>, SendError>,
    kind: HttpErrorKind,
    message: &str,
    server: &Server,
) {
    let failed = result.unwrap_err();
    let port = server.url.port().unwrap().to_string();
    assert_eq!(failed.error.message.replace(&port, "PORT"), message);
    assert_eq!(failed.error.kind, kind);
    assert!(failed.error.hint.is_some(), "no hint: {message}");
}
