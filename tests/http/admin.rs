//! Requests sent as an admin whose token runs out, against servers that count them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use magewalk::http::admin::{Admin, AdminFailure, Credentials};
use magewalk::http::sign_in::{AdminCredentials, Shop};

use crate::answers::{Answer, Server, client, get, header, path};

const PLAIN: &str = "/rest/V1/integration/admin/token";
const REFUSED: &str = r#"{"message":"The consumer isn't authorized to access %resources."}"#;
/// `{"iat":1000,"exp":1000}`: it is over before it begins.
const SHORT: &str = "e30.eyJpYXQiOjEwMDAsImV4cCI6MTAwMH0.c2ln";

fn account(token: Option<&str>) -> Admin {
    Admin::new(Credentials::Account(AdminCredentials {
        username: Some("admin".to_owned()),
        password: Some("hunter2".to_owned()),
        token: token.map(str::to_owned),
        ..AdminCredentials::default()
    }))
}

/// A server whose tokens are `token-1`, `token-2` and so on, and which takes some of them.
async fn taking(takes: impl Fn(&str) -> bool + Send + Sync + 'static) -> Server {
    let count = AtomicUsize::new(0);
    Server::new(move |request| {
        if path(request) == PLAIN {
            let number = count.fetch_add(1, Ordering::SeqCst) + 1;
            return Answer::json(200, &format!("\"token-{number}\""));
        }
        let token = header(request, "authorization").unwrap_or("").to_owned();
        match takes(token.trim_start_matches("Bearer ")) {
            true => Answer::json(200, "true"),
            false => Answer::json(401, REFUSED),
        }
    })
    .await
}

/// Sends a request and returns its status, with the notes on it.
async fn send(admin: &mut Admin, server: &Server, wants_401: bool) -> (u16, Vec<String>) {
    let client = client(server);
    let shop = Shop {
        client: &client,
        base: &server.url,
        timeout: Duration::from_secs(20),
    };
    let request = get(&server.at("/x"));
    let sent = admin.send(&shop, &request, None, wants_401).await;
    let exchanges = sent.unwrap();
    (
        exchanges.last().unwrap().response.status,
        admin.take_notes(),
    )
}

fn signed_in(server: &Server) -> usize {
    let seen = server.seen();
    seen.iter().filter(|request| path(request) == PLAIN).count()
}

#[tokio::test]
async fn a_token_that_has_worked_is_renewed_once() {
    let used = AtomicUsize::new(0);
    // The first token is good for one request.
    let server =
        taking(move |token| token != "token-1" || used.fetch_add(1, Ordering::SeqCst) == 0);
    let server = server.await;
    let mut admin = account(None);
    assert_eq!(send(&mut admin, &server, false).await, (200, vec![]));
    // Where 401 is what is looked for, it is what is found.
    assert_eq!(send(&mut admin, &server, true).await, (401, vec![]));
    let (status, notes) = send(&mut admin, &server, false).await;
    assert_eq!(status, 200);
    assert!(notes[0].contains("had run out"), "{notes:?}");
    assert_eq!(signed_in(&server), 2);
    assert_eq!(server.seen().len(), 6);
}

#[tokio::test]
async fn what_no_token_may_do_is_not_tried_for_ever() {
    let server = taking(|_| false).await;
    let mut admin = account(None);
    for _ in 0..3 {
        assert_eq!(send(&mut admin, &server, false).await, (401, vec![]));
    }
    assert_eq!(signed_in(&server), 1);
    assert_eq!(server.seen().len(), 4);
    // A ready token may be old; after it there is one that was only just given.
    let server = taking(|_| false).await;
    let mut admin = account(Some("ready"));
    let (status, notes) = send(&mut admin, &server, false).await;
    assert_eq!(status, 401);
    assert!(
        notes[0].contains("a new token of the admin, too"),
        "{notes:?}"
    );
    assert_eq!(send(&mut admin, &server, false).await, (401, vec![]));
    assert_eq!(signed_in(&server), 1);
}

#[tokio::test]
async fn a_ready_token_gives_way_to_the_account() {
    let server = taking(|token| token != "ready").await;
    let mut admin = account(Some("ready"));
    let (status, notes) = send(&mut admin, &server, false).await;
    assert_eq!(status, 200);
    assert!(notes[0].contains("user name and password"), "{notes:?}");
    assert_eq!(admin.secrets(), [("admin_token", "token-1")]);
}

#[tokio::test]
async fn a_token_that_is_about_to_run_out_is_renewed_before() {
    let server = Server::new(|request| match path(request) == PLAIN {
        true => Answer::json(200, &format!("\"{SHORT}\"")),
        false => Answer::json(200, "true"),
    })
    .await;
    let mut admin = account(None);
    assert_eq!(send(&mut admin, &server, false).await, (200, vec![]));
    let (status, notes) = send(&mut admin, &server, false).await;
    assert_eq!(status, 200);
    assert!(notes[0].contains("about to run out"), "{notes:?}");
    assert_eq!(signed_in(&server), 2);
}

#[tokio::test]
async fn an_account_that_is_refused_is_not_tried_again() {
    let server = Server::new(|_| Answer::json(401, r#"{"message":"No."}"#)).await;
    let mut admin = account(None);
    let client = client(&server);
    let shop = Shop {
        client: &client,
        base: &server.url,
        timeout: Duration::from_secs(20),
    };
    for _ in 0..3 {
        let sent = admin.send(&shop, &get(&server.at("/x")), None, true).await;
        assert!(matches!(sent, Err(AdminFailure::SignIn(_))), "{sent:?}");
    }
    assert_eq!(server.seen().len(), 1);
}
