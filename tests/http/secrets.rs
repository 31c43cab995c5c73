//! No error shows a secret, in whatever way it is printed.

use magewalk::http::client::{Client, HttpError, Options};
use magewalk::http::exchange::Request;
use url::Url;

use crate::answers::{Answer, Server, following};

fn secret_request(server: &Server) -> Request {
    let mut url = server.at("/hunter-path?token=hunter-query");
    url.set_username("hunter-name").unwrap();
    url.set_password(Some("hunter-password")).unwrap();
    Request {
        method: "POST".to_owned(),
        headers: vec![
            ("Authorization".to_owned(), "Bearer hunter-token".to_owned()),
            ("X-Key".to_owned(), "hunter-key".to_owned()),
        ],
        body: Some(b"hunter-body".to_vec()),
        ..following(&url)
    }
}

fn assert_silent(shown: &str) {
    assert!(!shown.contains("hunter"), "{shown}");
}

#[tokio::test]
async fn no_error_of_the_client_shows_a_secret() {
    let answers: [fn(&str) -> Answer; 9] = [
        |_| Answer::raw("").close(),
        |_| Answer::raw("hunter-server says no\r\n\r\n").close(),
        |_| Answer::redirect(302, "http://evil.example/hunter?x=hunter"),
        |_| Answer::redirect(307, "https://127.0.0.1/hunter?x=hunter"),
        |_| Answer::redirect(302, "/hunter-path?token=hunter-query"),
        |_| Answer::redirect(302, "http://[hunter"),
        |_| Answer::of(200, "Content-Encoding: gzip\r\n", "hunter-body"),
        |_| Answer::raw("HTTP/1.1 200 X\r\nContent-Length: 99\r\n\r\nhunter").close(),
        |_| Answer::raw("HTTP/1.1 200 X\r\nContent-Length: 99999999999\r\n\r\nhunter").hold(),
    ];
    for answer in answers {
        let server = Server::new(answer).await;
        let client = Client::new(&server.url, &Options::default()).unwrap();
        let failed = client
            .send(&secret_request(&server), None)
            .await
            .unwrap_err();
        assert_silent(&format!("{failed} {failed:?} {failed:#?}"));
        assert_silent(&format!("{} {:?}", failed.error, failed.error));
    }
}

#[tokio::test]
async fn no_refused_request_shows_a_secret() {
    let server = Server::new(|_| Answer::ok("x")).await;
    let client = Client::new(&server.url, &Options::default()).unwrap();
    let broken: [fn(&mut Request); 4] = [
        |request| request.headers[0].1.push('\n'),
        |request| {
            let length = ("Content-Length".to_owned(), "hunter".to_owned());
            request.headers.push(length);
        },
        |request| request.url = Url::parse("http://evil.example/hunter?hunter").unwrap(),
        |request| request.url = Url::parse("ftp://127.0.0.1/hunter?hunter").unwrap(),
    ];
    for breaking in broken {
        let mut request = secret_request(&server);
        breaking(&mut request);
        let failed = client.send(&request, None).await.unwrap_err();
        let HttpError { message, hint, .. } = &failed.error;
        assert_silent(&format!("{failed:?} {message} {hint:?}"));
    }
    assert_eq!(server.connections(), 0);
}
