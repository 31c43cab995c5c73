//! Bodies: what arrives whole is given whole; what does not is never taken for whole.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use magewalk::http::client::{Client, HttpErrorKind, Options};
use magewalk::http::exchange::Request;

use crate::answers::{Answer, Server, assert_fails, client, get};

/// The text `Hello` in brotli (RFC 7932).
const HELLO_BROTLI: &[u8] = b"\x0b\x02\x80Hello\x03";

const CUT: &str =
    "the body that `127.0.0.1:PORT` sent was cut short: the connection closed before its end";

type Answering = dyn Fn(&str) -> Answer + Send + Sync;

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn encoded(encoding: &str, body: &[u8]) -> Answer {
    Answer::of(200, &format!("Content-Encoding: {encoding}\r\n"), body)
}

async fn body_of(answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Vec<u8> {
    let server = Server::new(answer).await;
    let exchanges = client(&server).send(&get(&server.url), None).await.unwrap();
    exchanges[0].response.body.clone()
}

async fn check_cut(answer: impl Fn(&str) -> Answer + Send + Sync + 'static) {
    let server = Server::new(answer).await;
    let result = client(&server).send(&get(&server.url), None).await;
    assert_fails(result, HttpErrorKind::Body, CUT, &server);
}

#[tokio::test]
async fn decodes_gzip_and_brotli() {
    assert_eq!(
        body_of(|_| encoded("gzip", &gzip(b"Hello"))).await,
        b"Hello"
    );
    assert_eq!(body_of(|_| encoded("br", HELLO_BROTLI)).await, b"Hello");
    assert_eq!(body_of(|_| encoded("identity", b"Hello")).await, b"Hello");
    let two = || [gzip(b"Hel"), gzip(b"lo")].concat();
    assert_eq!(body_of(move |_| encoded("gzip", &two())).await, b"Hello");
}

#[tokio::test]
async fn an_answer_without_a_body_may_be_called_compressed() {
    let answer = |_: &str| Answer::raw("HTTP/1.1 204 X\r\nContent-Encoding: gzip\r\n\r\n");
    assert_eq!(body_of(answer).await, b"");
    assert_eq!(body_of(|_| encoded("gzip", b"")).await, b"");

    let server = Server::new(|_| {
        Answer::raw(
            "HTTP/1.1 200 X\r\nContent-Encoding: gzip\r\nContent-Length: 99999999999\r\n\r\n",
        )
    })
    .await;
    let request = Request {
        method: "HEAD".to_owned(),
        ..get(&server.url)
    };
    let exchanges = client(&server).send(&request, None).await.unwrap();
    assert_eq!(exchanges[0].response.body, b"");
}

#[tokio::test]
async fn reads_chunks_and_bodies_that_end_with_the_connection() {
    let chunked =
        "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nHel\r\n2\r\nlo\r\n0\r\n\r\n";
    assert_eq!(body_of(move |_| Answer::raw(chunked)).await, b"Hello");
    let open = "HTTP/1.1 200 X\r\n\r\nHello";
    assert_eq!(body_of(move |_| Answer::raw(open).close()).await, b"Hello");
}

#[tokio::test]
async fn a_body_that_was_cut_short_is_an_error() {
    check_cut(|_| Answer::raw("HTTP/1.1 200 X\r\nContent-Length: 10\r\n\r\nHello").close()).await;
    check_cut(|_| Answer::raw("HTTP/1.1 200 X\r\nContent-Length: 10\r\n\r\n").close()).await;
    let chunked = "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n";
    check_cut(move |_| Answer::raw(format!("{chunked}5\r\nHello\r\n")).close()).await;
    check_cut(move |_| Answer::raw(format!("{chunked}5\r\nHel")).close()).await;
    check_cut(move |_| Answer::raw(chunked).close()).await;
}

async fn check_encoded(encoding: &'static str, body: &[u8], what: &str) {
    let body = body.to_vec();
    let server = Server::new(move |_| encoded(encoding, &body)).await;
    assert_fails(
        client(&server).send(&get(&server.url), None).await,
        HttpErrorKind::Body,
        &format!("the body that `127.0.0.1:PORT` sent {what}"),
        &server,
    );
}

#[tokio::test]
async fn a_compressed_stream_that_was_cut_short_is_an_error() {
    let whole = gzip(b"{\"message\": \"a text that is long enough to be cut in the middle\"}");
    for length in 1..whole.len() {
        let what = "was cut short: its gzip stream ends too early";
        check_encoded("gzip", &whole[..length], what).await;
    }
    for length in 1..HELLO_BROTLI.len() {
        let what = "is not the brotli that it claims to be";
        check_encoded("br", &HELLO_BROTLI[..length], what).await;
    }
    let part = whole[..20].to_vec();
    let head = "HTTP/1.1 200 X\r\nContent-Encoding: gzip\r\nContent-Length: 99\r\n\r\n";
    check_cut(move |_| Answer::raw([head.as_bytes(), &part].concat()).close()).await;
}

#[tokio::test]
async fn a_body_that_is_not_encoded_as_it_says_is_an_error() {
    let what = "is not the gzip that it claims to be";
    check_encoded("gzip", b"{\"plain\": true}   and more", what).await;
    let mut wrong_sum = gzip(b"Hello");
    let end = wrong_sum.len() - 5;
    wrong_sum[end] ^= 0xff;
    check_encoded("gzip", &wrong_sum, what).await;
    let trailing = [gzip(b"Hello"), b"<b>Warning</b>: and more".to_vec()].concat();
    check_encoded("gzip", &trailing, what).await;
    let what = "is not the brotli that it claims to be";
    check_encoded("br", b"\xff\xff\xff\xff plain text here", what).await;
    let trailing = [HELLO_BROTLI, b" and more"].concat();
    check_encoded("br", &trailing, what).await;
}

#[tokio::test]
async fn the_headers_of_a_compressed_body_stay() {
    let server = Server::new(|_| encoded("GZIP", &gzip(b"Hello"))).await;
    let exchanges = client(&server).send(&get(&server.url), None).await.unwrap();
    let response = &exchanges[0].response;
    assert_eq!(response.body, b"Hello");
    assert_eq!(response.header("content-encoding"), Some("GZIP"));
    assert!(response.header("content-length").is_some());
}

#[tokio::test]
async fn an_encoding_that_was_not_offered_is_an_error() {
    for encoding in ["zstd", "deflate", "gzip, br"] {
        let server = Server::new(move |_| encoded(encoding, b"abc")).await;
        assert_fails(
            client(&server).send(&get(&server.url), None).await,
            HttpErrorKind::Body,
            &format!(
                "the body that `127.0.0.1:PORT` sent is encoded as `{encoding}`, which cannot be undone"
            ),
            &server,
        );
    }
}

#[tokio::test]
async fn what_names_no_encoding_changes_nothing() {
    for encoding in ["none", "identity", "utf-8", "None, identity"] {
        assert_eq!(body_of(move |_| encoded(encoding, b"abc")).await, b"abc");
    }
    assert_eq!(
        body_of(|_| encoded("none, gzip", &gzip(b"abc"))).await,
        b"abc"
    );
}

#[tokio::test]
async fn a_chunk_that_is_no_chunk_is_an_error() {
    let server = Server::new(|_| {
        Answer::raw("HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nHello\r\n0\r\n\r\n")
    })
    .await;
    let failed = client(&server)
        .send(&get(&server.url), None)
        .await
        .unwrap_err();
    assert_eq!(failed.error.kind, HttpErrorKind::Body, "{}", failed.error);
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_an_error() {
    let bomb = gzip(&vec![0; 3 << 20]);
    assert!(bomb.len() < 1 << 14);
    let endless = "HTTP/1.1 200 X\r\n\r\n".to_owned() + &"x".repeat((1 << 20) + 1);
    let announced = "HTTP/1.1 200 X\r\nContent-Length: 18446744073709551610\r\n\r\n";
    let answers: [Box<Answering>; 4] = [
        Box::new(move |_| encoded("gzip", &bomb)),
        Box::new(move |_| Answer::raw(endless.clone()).hold()),
        Box::new(move |_| Answer::raw(announced).hold()),
        Box::new(move |_| Answer::of(200, "", vec![b'x'; (1 << 20) + 1])),
    ];
    let options = Options {
        body_limit: 1 << 20,
        ..Options::default()
    };
    for answer in answers {
        let server = Server::new(answer).await;
        let client = Client::new(&server.url, &options).unwrap();
        assert_fails(
            client.send(&get(&server.url), None).await,
            HttpErrorKind::Body,
            "the body is larger than 1 MiB: `127.0.0.1:PORT` sends more than is read",
            &server,
        );
    }
    let server = Server::new(|_| Answer::of(200, "", vec![b'x'; 1 << 20])).await;
    let client = Client::new(&server.url, &options).unwrap();
    assert!(client.send(&get(&server.url), None).await.is_ok());
}
