//! Connections: how they are shared, and how they fail.

use std::time::Duration;

use magewalk::http::client::{Client, HttpErrorKind, Options};
use magewalk::http::cookies::CookieJar;
use magewalk::http::exchange::Request;
use tokio::net::TcpListener;
use url::Url;

use crate::answers::{Answer, Server, assert_fails, client, get, header};

#[tokio::test]
async fn sends_what_it_is_told_and_says_what_it_sent() {
    let server =
        Server::new(|_| Answer::of(201, "X-A: 1\r\nX-A: 2\r\nX-B: \u{fc}\r\n", "hi")).await;
    let request = Request {
        method: "POST".to_owned(),
        headers: vec![
            ("Content-Type".to_owned(), "application/json".to_owned()),
            ("X-Key".to_owned(), "k".to_owned()),
        ],
        body: Some(b"{}".to_vec()),
        ..get(&server.at("/rest/V1/x?a[0]=b c"))
    };
    let exchanges = client(&server).send(&request, None).await.unwrap();

    let seen = &server.seen()[0];
    assert!(
        seen.starts_with("POST /rest/V1/x?a[0]=b%20c HTTP/1.1\r\n"),
        "{seen}"
    );
    assert!(seen.ends_with("\r\n\r\n{}"), "{seen}");
    let agent = format!("magewalk/{}", env!("CARGO_PKG_VERSION"));
    assert_eq!(header(seen, "user-agent"), Some(agent.as_str()));
    assert_eq!(header(seen, "accept"), Some("*/*"));
    assert_eq!(header(seen, "x-key"), Some("k"));
    assert_eq!(header(seen, "referer"), None);
    let offered = header(seen, "accept-encoding").unwrap();
    assert!(
        offered.contains("gzip") && offered.contains("br"),
        "{offered}"
    );

    let exchange = &exchanges[0];
    assert!(
        exchange
            .request
            .headers
            .contains(&("User-Agent".to_owned(), agent))
    );
    assert_eq!(exchange.response.status, 201);
    assert_eq!(exchange.response.body, b"hi");
    let twice: Vec<_> = exchange
        .response
        .headers
        .iter()
        .filter(|(name, _)| name == "x-a")
        .map(|(_, value)| value.as_str())
        .collect();
    assert_eq!(twice, ["1", "2"]);
    assert!(exchange.response.timing.total > Duration::ZERO);
}

#[tokio::test]
async fn opening_a_connection_is_measured_and_the_parts_add_up() {
    let server = Server::new(|_| Answer::ok("x")).await;
    let mut url = server.url.clone();
    url.set_host(Some("localhost")).unwrap();
    let client = Client::new(&url, &Options::default()).unwrap();
    for _ in 0..2 {
        let mut exchanges = client.send(&get(&url), None).await.unwrap();
        let timing = exchanges.remove(0).response.timing;
        let opening = timing.lookup.unwrap() + timing.connect.unwrap();
        assert!(
            opening <= timing.headers && timing.headers <= timing.total,
            "{timing:?}"
        );
    }
}

/// However late a second answer to one request comes: there is no later request on its connection.
#[tokio::test]
async fn each_request_has_a_connection_of_its_own() {
    for headers in ["", "Connection: keep-alive\r\n", "Connection: close\r\n"] {
        let server = Server::new(move |_| Answer::of(200, headers, "x")).await;
        let client = client(&server);
        for _ in 0..3 {
            client.send(&get(&server.url), None).await.unwrap();
        }
        assert_eq!(server.connections(), 3, "{headers}");
        let seen = server.seen();
        assert!(
            seen.iter()
                .all(|seen| header(seen, "connection") == Some("close"))
        );
    }
}

#[tokio::test]
async fn a_write_without_a_body_says_so() {
    let server = Server::new(|_| Answer::ok("x")).await;
    let client = client(&server);
    for (method, body, expected) in [
        ("POST", None, Some("0")),
        ("PUT", Some(Vec::new()), Some("0")),
        ("PATCH", None, Some("0")),
        ("POST", Some(b"abc".to_vec()), Some("3")),
        ("DELETE", None, None),
        ("GET", None, None),
    ] {
        let request = Request {
            method: method.to_owned(),
            body,
            ..get(&server.url)
        };
        client.send(&request, None).await.unwrap();
        let seen = server.seen().pop().unwrap();
        assert_eq!(header(&seen, "content-length"), expected, "{seen}");
    }
}

#[tokio::test]
async fn reads_headers_as_browsers_and_curl_do() {
    let many: String = (0..4000)
        .map(|n| format!("Set-Cookie: c{n}=1\r\n"))
        .collect();
    for (lines, name, expected) in [
        (many.as_str(), "set-cookie", "c0=1"),
        (
            "X-Policy: default-src 'self';\r\n  img-src *;\r\n\tfont-src *\r\n",
            "x-policy",
            "default-src 'self'; img-src *; font-src *",
        ),
        ("X-Name : value\r\n", "x-name", "value"),
        ("Content Security: none\r\nX-After: 1\r\n", "x-after", "1"),
    ] {
        let lines = lines.to_owned();
        let server = Server::new(move |_| Answer::of(200, &lines, "x")).await;
        let exchanges = client(&server).send(&get(&server.url), None).await.unwrap();
        assert_eq!(exchanges[0].response.header(name), Some(expected));
        assert_eq!(exchanges[0].response.body, b"x");
    }
}

#[tokio::test]
async fn says_that_there_are_too_many_headers() {
    let many: String = (0..6000).map(|n| format!("X-{n}: 1\r\n")).collect();
    let server = Server::new(move |_| Answer::of(200, &many, "x")).await;
    let error = client(&server)
        .send(&get(&server.url), None)
        .await
        .unwrap_err()
        .error;
    assert!(
        error.message.contains("more headers than are read"),
        "{error}"
    );
}

#[tokio::test]
async fn says_that_nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let url = Url::parse(&format!("http://127.0.0.1:{port}/?t=hunter2")).unwrap();
    let client = Client::new(&url, &Options::default()).unwrap();
    let error = client.send(&get(&url), None).await.unwrap_err().error;
    assert_eq!(
        error.message,
        format!("cannot connect to `127.0.0.1:{port}`: connection refused")
    );
    assert_eq!(error.kind, HttpErrorKind::Connection);
    assert!(error.hint.is_some());
}

/// A label of a name has at most 63 characters, so no resolver asks the network for this one.
#[tokio::test]
async fn says_that_a_name_does_not_resolve() {
    let host = format!("{}.localhost", "x".repeat(64));
    let url = Url::parse(&format!("http://{host}:8080/?t=hunter2")).unwrap();
    let client = Client::new(&url, &Options::default()).unwrap();
    let error = client.send(&get(&url), None).await.unwrap_err().error;
    assert_eq!(error.message, format!("`{host}` does not resolve"));
    assert_eq!(error.kind, HttpErrorKind::Connection);
}

#[tokio::test]
async fn contacts_nobody_but_the_target() {
    let server = Server::new(|_| Answer::ok("x")).await;
    let target = Url::parse("http://shop.example/").unwrap();
    let strict = Client::new(&target, &Options::default()).unwrap();
    let failed = strict.send(&get(&server.url), None).await.unwrap_err();
    assert_eq!(
        failed.error.message,
        "`127.0.0.1` is not the target, so nothing is sent to it"
    );
    assert_eq!(server.connections(), 0);

    let options = Options {
        allowed_hosts: vec!["127.0.0.1".to_owned()],
        ..Options::default()
    };
    let lenient = Client::new(&target, &options).unwrap();
    assert!(lenient.send(&get(&server.url), None).await.is_ok());
}

#[tokio::test]
async fn says_that_the_connection_closed_without_an_answer() {
    for half in ["", "HTTP/1.1 20", "HTTP/1.1 200 OK\r\nContent-Le"] {
        let server = Server::new(move |_| Answer::raw(half).close()).await;
        assert_fails(
            client(&server).send(&get(&server.url), None).await,
            HttpErrorKind::Connection,
            "`127.0.0.1:PORT` closed the connection without an answer",
            &server,
        );
        assert_eq!(server.seen().len(), 1, "sent more than once: {half:?}");
    }
}

#[tokio::test]
async fn says_that_it_is_no_http() {
    for bytes in [
        "SSH-2.0-OpenSSH_9.2\r\n",
        "\u{15}\u{3}\u{1}\0\u{2}\u{2}\u{46}",
        "HTTP/1.1 abc\r\n\r\n",
    ] {
        let server = Server::new(move |_| Answer::raw(bytes).close()).await;
        let failed = client(&server)
            .send(&get(&server.url), None)
            .await
            .unwrap_err();
        let message = &failed.error.message;
        assert!(
            message.contains("answers something that is no HTTP"),
            "{message}"
        );
        assert_eq!(failed.error.kind, HttpErrorKind::Connection);
    }
}

#[tokio::test]
async fn gives_up_when_no_answer_comes() {
    let server = Server::new(|_| Answer::raw("").hold()).await;
    let request = Request {
        timeout: Duration::from_millis(200),
        ..get(&server.url)
    };
    assert_fails(
        client(&server).send(&request, None).await,
        HttpErrorKind::Timeout,
        "no answer from `127.0.0.1:PORT` within 200 ms",
        &server,
    );
}

#[tokio::test]
async fn gives_up_on_a_body_that_drips() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n";
    for head in [
        head.replace("1000000000", "30000000"),
        "HTTP/1.1 200 OK\r\n\r\n".to_owned(),
    ] {
        let server = Server::new(move |_| Answer::raw(head.clone()).drip()).await;
        let request = Request {
            timeout: Duration::from_millis(300),
            ..get(&server.url)
        };
        assert_fails(
            client(&server).send(&request, None).await,
            HttpErrorKind::Timeout,
            "the answer of `127.0.0.1:PORT` was not complete within 300 ms",
            &server,
        );
    }
}

#[tokio::test]
async fn the_time_of_a_request_covers_its_redirects() {
    let server = Server::new(|request| match crate::answers::path(request) {
        "/" => Answer::redirect(302, "/slow"),
        _ => Answer::raw("").hold(),
    })
    .await;
    let request = Request {
        timeout: Duration::from_millis(200),
        follow: true,
        ..get(&server.url)
    };
    let failed = client(&server).send(&request, None).await.unwrap_err();
    assert_eq!(failed.error.kind, HttpErrorKind::Timeout);
    assert_eq!(failed.exchanges.len(), 1);
    assert_eq!(failed.exchanges[0].response.status, 302);
}

/// A server that accepts nothing: its backlog takes the connection, TLS never begins.
#[tokio::test]
async fn gives_up_connecting() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let url = Url::parse(&format!("https://127.0.0.1:{port}/")).unwrap();
    let options = Options {
        connect_timeout: Duration::from_millis(200),
        ..Options::default()
    };
    let client = Client::new(&url, &options).unwrap();
    let error = client.send(&get(&url), None).await.unwrap_err().error;
    assert_eq!(
        error.message,
        format!("cannot connect to `127.0.0.1:{port}`: no answer within 200 ms")
    );
    assert_eq!(error.kind, HttpErrorKind::Timeout);
}

#[tokio::test]
async fn times_beyond_what_a_clock_holds_do_no_harm() {
    let server = Server::new(|_| Answer::ok("x")).await;
    let mut request = get(&server.url);
    request.timeout = Duration::MAX;
    assert!(client(&server).send(&request, None).await.is_ok());
    let server = Server::new(|_| Answer::raw("").hold()).await;
    request.url = server.url.clone();
    request.timeout = Duration::ZERO;
    let failed = client(&server).send(&request, None).await.unwrap_err();
    assert_eq!(failed.error.kind, HttpErrorKind::Timeout);
}

#[tokio::test]
async fn a_jar_carries_cookies_from_step_to_step() {
    let server = Server::new(|request| match crate::answers::path(request) {
        "/login" => Answer::of(
            200,
            "Set-Cookie: sid=1; Path=/; HttpOnly\r\nSet-Cookie: b=2\r\n",
            "",
        ),
        "/logout" => Answer::of(200, "Set-Cookie: sid=; Path=/; Max-Age=0\r\n", ""),
        _ => Answer::ok("x"),
    })
    .await;
    let client = client(&server);
    let mut jar = CookieJar::default();
    for path in ["/login", "/a", "/logout", "/b"] {
        client
            .send(&get(&server.at(path)), Some(&mut jar))
            .await
            .unwrap();
    }
    client.send(&get(&server.at("/c")), None).await.unwrap();
    let cookies: Vec<_> = server
        .seen()
        .iter()
        .map(|request| header(request, "cookie").map(str::to_owned))
        .collect();
    let both = Some("b=2; sid=1".to_owned());
    assert_eq!(
        cookies,
        [None, both.clone(), both, Some("b=2".to_owned()), None]
    );
}

#[tokio::test]
async fn a_cookie_of_the_request_joins_those_of_the_jar() {
    let server = Server::new(|_| Answer::of(200, "Set-Cookie: sid=1\r\n", "")).await;
    let client = client(&server);
    let mut jar = CookieJar::default();
    let mut request = get(&server.url);
    request
        .headers
        .push(("cookie".to_owned(), "own=2".to_owned()));
    for _ in 0..2 {
        client.send(&request, Some(&mut jar)).await.unwrap();
    }
    assert_eq!(header(&server.seen()[1], "cookie"), Some("own=2; sid=1"));
}
