//! Redirects: followed when asked, no further than allowed, with no credential for strangers.

use magewalk::http::client::{Client, HttpErrorKind, Options};
use magewalk::http::cookies::CookieJar;
use magewalk::http::exchange::Request;

use crate::answers::{Answer, Server, assert_fails, client, following, get, header, path};

fn with_secrets(mut request: Request) -> Request {
    let secrets = [
        ("Authorization", "Bearer hunter2"),
        ("Cookie", "sid=hunter2"),
        ("Proxy-Authorization", "Basic hunter2"),
        ("X-Api-Key", "hunter2"),
        ("Accept-Language", "de"),
    ];
    for (name, value) in secrets {
        request.headers.push((name.to_owned(), value.to_owned()));
    }
    request
}

#[tokio::test]
async fn a_redirect_is_an_answer_unless_it_is_to_be_followed() {
    let server = Server::new(|_| Answer::redirect(302, "/b")).await;
    let exchanges = client(&server).send(&get(&server.url), None).await.unwrap();
    assert_eq!(exchanges.len(), 1);
    assert_eq!(exchanges[0].response.status, 302);
    assert_eq!(exchanges[0].response.header("location"), Some("/b"));
}

#[tokio::test]
async fn follows_within_the_origin_with_everything() {
    let server = Server::new(|request| match path(request) {
        "/a/1?x=y" => Answer::redirect(302, "2"),
        "/a/2" => Answer::redirect(301, "/b#part"),
        _ => Answer::ok("there"),
    })
    .await;
    let request = with_secrets(following(&server.at("/a/1?x=y")));
    let exchanges = client(&server).send(&request, None).await.unwrap();
    let statuses: Vec<_> = exchanges.iter().map(|done| done.response.status).collect();
    assert_eq!(statuses, [302, 301, 200]);
    assert_eq!(exchanges[2].request.url.path(), "/b");
    let seen = server.seen();
    assert_eq!(path(&seen[2]), "/b");
    assert_eq!(header(&seen[2], "authorization"), Some("Bearer hunter2"));
    assert_eq!(header(&seen[2], "x-api-key"), Some("hunter2"));
    assert_eq!(header(&seen[2], "referer"), None);
}

#[tokio::test]
async fn another_port_gets_no_credential() {
    let other =
        Server::new(|_| Answer::of(200, "Set-Cookie: planted=1; Path=/\r\n", "there")).await;
    let location = other.at("/there").to_string();
    let server = Server::new(move |request| match path(request) {
        "/cookie" => Answer::of(200, "Set-Cookie: sid=hunter2; Path=/\r\n", ""),
        _ => Answer::redirect(302, &location),
    })
    .await;
    let client = client(&server);
    let mut jar = CookieJar::default();
    client
        .send(&get(&server.at("/cookie")), Some(&mut jar))
        .await
        .unwrap();
    let request = with_secrets(following(&server.at("/go")));
    let exchanges = client.send(&request, Some(&mut jar)).await.unwrap();
    assert_eq!(exchanges[1].response.body, b"there");

    let seen = &other.seen()[0];
    assert!(!seen.contains("hunter"), "{seen}");
    assert_eq!(header(seen, "accept-language"), Some("de"));
    assert!(!format!("{:?}", exchanges[1].request).contains("hunter"));
    let kept = jar.header_for(&server.url).unwrap();
    assert_eq!(kept, "sid=hunter2", "another origin planted a cookie");
}

#[tokio::test]
async fn credentials_do_not_come_back_with_a_redirect_back() {
    let other =
        Server::new(|request| Answer::redirect(302, path(request).split_once('=').unwrap().1))
            .await;
    let bounce = other.at("/bounce?to=").to_string();
    let server = Server::new(move |request| match path(request) {
        "/end" => Answer::ok("there"),
        _ => Answer::redirect(
            302,
            &format!("{bounce}http://{}/end", header(request, "host").unwrap()),
        ),
    })
    .await;
    let request = with_secrets(following(&server.at("/go")));
    let exchanges = client(&server).send(&request, None).await.unwrap();
    assert_eq!(exchanges.len(), 3);
    assert!(!server.seen()[1].contains("hunter"), "{}", server.seen()[1]);
}

#[tokio::test]
async fn a_post_becomes_a_get_or_stays_as_it_is() {
    let server = Server::new(|request| match path(request) {
        "/302" => Answer::redirect(302, "/end"),
        "/307" => Answer::redirect(307, "/end"),
        _ => Answer::ok("there"),
    })
    .await;
    let client = client(&server);
    for from in ["/302", "/307"] {
        let request = Request {
            method: "POST".to_owned(),
            headers: vec![("Content-Type".to_owned(), "text/plain".to_owned())],
            body: Some(b"the body".to_vec()),
            ..following(&server.at(from))
        };
        client.send(&request, None).await.unwrap();
    }
    let seen = server.seen();
    assert!(seen[1].starts_with("GET /end "), "{}", seen[1]);
    assert!(!seen[1].contains("the body"));
    assert_eq!(header(&seen[1], "content-type"), None);
    assert_eq!(header(&seen[1], "content-length"), None);
    assert!(seen[3].starts_with("POST /end "), "{}", seen[3]);
    assert!(seen[3].ends_with("the body"));
}

#[tokio::test]
async fn a_body_never_goes_to_another_origin() {
    let other = Server::new(|_| Answer::ok("there")).await;
    let location = other.at("/there?t=hunter3").to_string();
    let server = Server::new(move |_| Answer::redirect(307, &location)).await;
    let request = Request {
        method: "POST".to_owned(),
        body: Some(b"password=hunter2".to_vec()),
        ..with_secrets(following(&server.at("/go")))
    };
    let failed = client(&server).send(&request, None).await.unwrap_err();
    assert_eq!(failed.error.kind, HttpErrorKind::Redirect);
    assert_eq!(failed.exchanges.len(), 1);
    assert_eq!(other.connections(), 0);
    assert!(!format!("{failed} {failed:?}").contains("hunter"));
}

#[tokio::test]
async fn another_host_is_not_contacted() {
    let other = Server::new(|_| Answer::ok("there")).await;
    let location = format!("http://localhost:{}/?t=hunter2", other.url.port().unwrap());
    let server = Server::new(move |_| Answer::redirect(302, &location)).await;
    let request = following(&server.url);
    assert_fails(
        client(&server).send(&request, None).await,
        HttpErrorKind::Redirect,
        "`127.0.0.1:PORT` redirects to another host, `localhost`",
        &server,
    );
    assert_eq!(other.connections(), 0);

    let options = Options {
        allowed_hosts: vec!["LocalHost".to_owned()],
        ..Options::default()
    };
    let lenient = Client::new(&server.url, &options).unwrap();
    let exchanges = lenient.send(&with_secrets(request), None).await.unwrap();
    assert_eq!(exchanges[1].response.body, b"there");
    assert!(
        !other.seen()[0].contains("hunter2\r"),
        "{}",
        other.seen()[0]
    );
}

#[tokio::test]
async fn a_circle_is_told_at_once() {
    let server = Server::new(|request| match path(request) {
        "/a" => Answer::redirect(302, "/b"),
        _ => Answer::redirect(302, "/a"),
    })
    .await;
    assert_fails(
        client(&server)
            .send(&following(&server.at("/a")), None)
            .await,
        HttpErrorKind::Redirect,
        "the redirects of `127.0.0.1:PORT` go in a circle: number 2 leads back to where it began or was before",
        &server,
    );
    assert_eq!(server.seen().len(), 2);
}

/// A shop sets a cookie and sends the browser to the same address again.
#[tokio::test]
async fn the_same_address_with_another_cookie_is_no_circle() {
    let server = Server::new(|request| match header(request, "cookie") {
        None => Answer::of(302, "Location: /\r\nSet-Cookie: seen=1\r\n", ""),
        Some(_) => Answer::ok("there"),
    })
    .await;
    let mut jar = CookieJar::default();
    let request = following(&server.url);
    let exchanges = client(&server)
        .send(&request, Some(&mut jar))
        .await
        .unwrap();
    assert_eq!(exchanges[1].response.body, b"there");
}

#[tokio::test]
async fn ten_redirects_are_enough() {
    let hop = |request: &str| {
        let number: usize = path(request)[1..].parse().unwrap();
        match number {
            0 => Answer::ok("there"),
            number => Answer::redirect(302, &format!("/{}", number - 1)),
        }
    };
    let server = Server::new(hop).await;
    let client = client(&server);
    let exchanges = client
        .send(&following(&server.at("/10")), None)
        .await
        .unwrap();
    assert_eq!(exchanges.len(), 11);
    let failed = client
        .send(&following(&server.at("/11")), None)
        .await
        .unwrap_err();
    assert_eq!(failed.exchanges.len(), 11);
    assert_eq!(failed.error.kind, HttpErrorKind::Redirect);
    assert!(
        failed
            .error
            .message
            .ends_with("redirects more than 10 times")
    );
}

#[tokio::test]
async fn a_location_that_leads_nowhere_is_an_error() {
    let bytes: [(&[u8], &str); 5] = [
        (b"", "answered 302 without a `location` to go to"),
        (
            b"Location:\r\n",
            "answered 302 without a `location` to go to",
        ),
        (
            b"Location: http://[\r\n",
            "answered 302 with a `location` that is no address",
        ),
        (
            b"Location: /\xff\xfe\r\n",
            "answered 302 with a `location` that is no address",
        ),
        (
            b"Location: mailto:a@b\r\n",
            "answered 302 with a `location` that is neither http nor https but `mailto`",
        ),
    ];
    for (line, message) in bytes {
        let whole = [b"HTTP/1.1 302 X\r\nContent-Length: 0\r\n", line, b"\r\n"].concat();
        let server = Server::new(move |_| Answer::raw(whole.clone())).await;
        assert_fails(
            client(&server).send(&following(&server.url), None).await,
            HttpErrorKind::Redirect,
            &format!("`127.0.0.1:PORT` {message}"),
            &server,
        );
    }
}
