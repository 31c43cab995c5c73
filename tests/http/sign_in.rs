//! Signing in as an admin, against servers that answer as a Magento 2.4.7 does.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use magewalk::http::client::HttpErrorKind;
use magewalk::http::sign_in::{AdminCredentials, AdminSession, SignInError};
use serde_json::Value;

use crate::answers::{Answer, Server, client, header, path};

const PLAIN: &str = "/rest/V1/integration/admin/token";
const GOOGLE: &str = "/rest/V1/tfa/provider/google/authenticate";
const NO_ROUTE: &str = r#"{"message":"Request does not match any route."}"#;

fn credentials(otp_secret: Option<&str>, token: Option<&str>) -> AdminCredentials {
    AdminCredentials {
        username: Some("admin".to_owned()),
        password: Some("hunter2".to_owned()),
        otp_secret: otp_secret.map(str::to_owned),
        token: token.map(str::to_owned),
    }
}

fn with_password() -> AdminSession {
    AdminSession::new(credentials(None, None))
}

fn with_otp() -> AdminSession {
    AdminSession::new(credentials(Some("gezd gnbv gy3t qojq"), None))
}

async fn token(session: &mut AdminSession, server: &Server) -> Result<String, SignInError> {
    let timeout = Duration::from_secs(20);
    session.token(&client(server), &server.url, timeout).await
}

/// A server that hands out `token-1`, `token-2` and so on.
async fn numbered(with_google: bool) -> Server {
    let count = AtomicUsize::new(0);
    Server::new(move |request| {
        let known = path(request).ends_with(PLAIN) || with_google && path(request) == GOOGLE;
        if !known {
            return Answer::json(404, NO_ROUTE);
        }
        let number = count.fetch_add(1, Ordering::SeqCst) + 1;
        Answer::json(200, &format!("\"token-{number}\""))
    })
    .await
}

fn body(request: &str) -> Value {
    serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[tokio::test]
async fn signs_in_once_and_again_after_a_refusal() {
    let server = numbered(false).await;
    let mut session = with_password();
    assert_eq!(token(&mut session, &server).await.unwrap(), "token-1");
    assert_eq!(token(&mut session, &server).await.unwrap(), "token-1");
    assert!(session.can_renew());
    session.forget();
    assert_eq!(token(&mut session, &server).await.unwrap(), "token-2");
    let seen = server.seen();
    assert_eq!(seen.len(), 2);
    assert!(
        seen[0].starts_with(&format!("POST {PLAIN} ")),
        "{}",
        seen[0]
    );
    assert_eq!(header(&seen[0], "content-type"), Some("application/json"));
    assert_eq!(body(&seen[0])["username"], "admin");
    assert_eq!(body(&seen[0])["password"], "hunter2");
}

#[tokio::test]
async fn finds_a_shop_below_a_path() {
    let server = numbered(false).await;
    let base = server.at("/shop/");
    let mut session = with_password();
    let timeout = Duration::from_secs(20);
    session
        .token(&client(&server), &base, timeout)
        .await
        .unwrap();
    assert_eq!(path(&server.seen()[0]), format!("/shop{PLAIN}"));
}

#[tokio::test]
async fn uses_a_ready_token_as_it_is() {
    let server = numbered(false).await;
    let ready = AdminCredentials {
        token: Some(" ready\n".to_owned()),
        ..AdminCredentials::default()
    };
    let mut session = AdminSession::new(ready);
    assert_eq!(token(&mut session, &server).await.unwrap(), "ready");
    assert!(!session.can_renew());
    session.forget();
    let error = token(&mut session, &server).await.unwrap_err();
    assert!(error.hint.unwrap().contains("MAGEWALK_ADMIN_TOKEN"));
    assert_eq!(server.connections(), 0);

    let mut session = AdminSession::new(credentials(None, Some("ready")));
    assert_eq!(token(&mut session, &server).await.unwrap(), "ready");
    session.forget();
    assert_eq!(token(&mut session, &server).await.unwrap(), "token-1");
}

#[tokio::test]
async fn sends_the_one_time_password() {
    let server = numbered(true).await;
    assert_eq!(token(&mut with_otp(), &server).await.unwrap(), "token-1");
    let seen = server.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(path(&seen[0]), GOOGLE);
    let otp = body(&seen[0])["otp"].as_str().unwrap().to_owned();
    assert!(
        otp.len() == 6 && otp.bytes().all(|byte| byte.is_ascii_digit()),
        "{otp}"
    );
}

#[tokio::test]
async fn falls_back_where_there_is_no_two_factor_login_in_any_language() {
    let server = Server::new(|request| match path(request) {
        "/rest/V1/integration/admin/token" => Answer::json(200, "\"token\""),
        _ => Answer::json(404, r#"{"message":"Keine Route passt zu dieser Anfrage."}"#),
    })
    .await;
    assert_eq!(token(&mut with_otp(), &server).await.unwrap(), "token");

    let server = numbered(false).await;
    assert_eq!(token(&mut with_otp(), &server).await.unwrap(), "token-1");
    let seen = server.seen();
    assert_eq!([path(&seen[0]), path(&seen[1])], [GOOGLE, PLAIN]);
    assert_eq!(body(&seen[1]).get("otp"), None);
}

/// Both ends of these tokens are the same moment: each is used up when it comes.
#[tokio::test]
async fn replaces_a_token_that_runs_out() {
    // {"alg":"HS256"} . {"iat":1000,"exp":1000} . sig
    let used_up = "eyJhbGciOiJIUzI1NiJ9.eyJpYXQiOjEwMDAsImV4cCI6MTAwMH0.c2ln";
    // {"iat":1000,"exp":4600}
    let fresh = "eyJhbGciOiJIUzI1NiJ9.eyJpYXQiOjEwMDAsImV4cCI6NDYwMH0.c2ln";
    for (jwt, sign_ins) in [(used_up, 2), (fresh, 1)] {
        let server = Server::new(move |_| Answer::json(200, &format!("\"{jwt}\""))).await;
        let mut session = with_password();
        for _ in 0..2 {
            assert_eq!(token(&mut session, &server).await.unwrap(), jwt);
        }
        assert_eq!(server.seen().len(), sign_ins);
    }
}

async fn check_refusal(
    session: &mut AdminSession,
    answer: impl Fn(&str) -> Answer + Send + Sync + 'static,
    message: &str,
    hint: &str,
) {
    let server = Server::new(answer).await;
    let error = token(session, &server).await.unwrap_err();
    assert!(error.message.contains(message), "{}", error.message);
    let found = error.hint.clone().unwrap();
    assert!(found.contains(hint), "{found}");
    assert_eq!(error.http, None);
    let shown = format!("{error} {error:?}").to_lowercase();
    for secret in ["hunter2", "gezd", "qojq"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

/// Asserts what is made of an error body of a store.
async fn check_json(mut session: AdminSession, status: u16, message: &str, hint: &str) {
    let text = serde_json::json!({ "message": format!("{message}.") }).to_string();
    let expected = format!("{status} {message}");
    let answer = move |_: &str| Answer::json(status, &text);
    check_refusal(&mut session, answer, &expected, hint).await;
}

#[tokio::test]
async fn says_what_a_refusal_means() {
    let secret = "MAGEWALK_ADMIN_OTP_SECRET";
    let message = "Please use the 2fa provider-specific endpoints to obtain a token";
    check_json(with_password(), 400, message, secret).await;
    check_json(with_otp(), 401, "Invalid code", secret).await;
    check_json(with_otp(), 401, "Invalid code", "clocks").await;

    let message = "The account sign-in was incorrect or your account is disabled temporarily. Please wait and try again later";
    check_json(with_password(), 401, message, "MAGEWALK_ADMIN_PASSWORD").await;
    check_json(with_otp(), 401, message, "MAGEWALK_ADMIN_USERNAME").await;

    let message =
        "You are required to configure personal Two-Factor Authorization in order to login";
    check_json(with_password(), 400, message, "set-up").await;
    let message = "Please ask an administrator with sufficient access to configure 2FA first";
    check_json(with_password(), 400, message, "set-up").await;
    check_json(with_otp(), 400, "Provider is not allowed", "Google").await;
    check_json(with_otp(), 400, "Provider is not configured", "Google").await;

    let german = |status, parameters: &str| {
        let text = format!(r#"{{"message":"Das geht nicht.","parameters":{parameters}}}"#);
        move |_: &str| Answer::json(status, &text)
    };
    for (session, status, parameters, hint) in [
        (
            with_password(),
            401,
            r#"{"active_providers":["google"]}"#,
            secret,
        ),
        (
            with_password(),
            401,
            r#"{"active_providers":["duo_security"]}"#,
            "not Google",
        ),
        (with_password(), 401, r#"{"active_providers":[]}"#, "set-up"),
        (with_password(), 401, "[]", "MAGEWALK_ADMIN_PASSWORD"),
        (with_otp(), 401, "[]", secret),
    ] {
        let (mut session, answer) = (session, german(status, parameters));
        check_refusal(&mut session, answer, "Das geht nicht", hint).await;
    }
    let message = "Die ReCaptcha-Prüfung ist fehlgeschlagen";
    check_json(with_password(), 400, message, "MAGEWALK_CONSUMER_KEY").await;

    let message = "Request does not match any route";
    check_json(with_password(), 404, message, "path of the target").await;
    check_json(with_password(), 500, "Internal Error", "log").await;
}

/// Asserts what is made of an answer that no store gives to a sign-in.
async fn check_answer(
    answer: impl Fn(&str) -> Answer + Send + Sync + 'static,
    message: &str,
    hint: &str,
) {
    check_refusal(&mut with_password(), answer, message, hint).await;
}

#[tokio::test]
async fn says_what_is_no_answer_to_a_sign_in() {
    let page = "<html>hunter2</html>";
    let html = move |status| Answer::of(status, "Content-Type: text/html\r\n", page);
    check_answer(move |_| html(200), "200 and an HTML page", "a Magento").await;
    check_answer(move |_| html(401), "401 and an HTML page", "MAGEWALK_BASIC").await;
    check_answer(move |_| html(503), "503 and an HTML page", "maintenance").await;
    check_answer(|_| Answer::ok(""), "200 and no body", "target").await;
    check_answer(
        |_| Answer::ok("hunter2"),
        "200 and something that is no JSON",
        "target",
    )
    .await;
    let notice = "Notice: old in /a.php on line 3\n\"hunter2\"";
    let said = "a message of PHP, `Notice: old in /a.php on line 3`";
    check_answer(move |_| Answer::json(200, notice), said, "display_errors").await;
    let script = "\"hunter2\"<script>window.NREUM</script>";
    check_answer(move |_| Answer::json(200, script), "no JSON", "script").await;
    let often = |_: &str| {
        let headers = "Content-Type: application/json\r\nRetry-After: 77\r\n";
        Answer::of(429, headers, "{\"message\": \"Zu viele\"}")
    };
    check_answer(
        often,
        "429 Zu viele (`Retry-After: 77`)",
        "so many requests",
    )
    .await;
    let object = r#"{"token":"hunter2"}"#;
    for body in [object, r#""""#, r#""a b""#, r#""a\r\nX: y""#, "null", "[]"] {
        check_answer(move |_| Answer::json(200, body), "no token", "Magento").await;
    }
    let other_host = |_: &str| Answer::redirect(301, "https://shop.example/x?hunter2");
    check_answer(other_host, "redirect (301)", "`https://shop.example`").await;
    let other_path = |_: &str| Answer::redirect(302, "/login?hunter2");
    check_answer(other_path, "redirect (302)", "check the target").await;
}

#[tokio::test]
async fn hides_what_a_store_repeats() {
    let echo = |request: &str| {
        let sent = body(request).to_string();
        let message = serde_json::json!({ "message": format!("No: {sent} \u{1b}[31m%1"), "parameters": ["hunter2"] });
        Answer::json(400, &message.to_string())
    };
    let server = Server::new(echo).await;
    let error = token(&mut with_otp(), &server).await.unwrap_err();
    let otp = body(&server.seen()[0])["otp"].as_str().unwrap().to_owned();
    let shown = format!("{error} {error:?}");
    assert!(
        !shown.contains("hunter2") && !shown.contains(&otp),
        "{shown}"
    );
    assert!(!shown.contains('\u{1b}'), "{shown:?}");

    let long = format!(r#"{{"message":"{}"}}"#, "x".repeat(100_000));
    let server = Server::new(move |_| Answer::json(500, &long)).await;
    let error = token(&mut with_password(), &server).await.unwrap_err();
    assert!(error.message.len() < 500);
}

#[tokio::test]
async fn says_which_credentials_are_missing() {
    let some = || Some("hunter2".to_owned());
    let none = AdminCredentials::default;
    let server = numbered(true).await;
    for (given, hint) in [
        (none(), "MAGEWALK_ADMIN_USERNAME"),
        (
            AdminCredentials {
                username: some(),
                ..none()
            },
            "set `MAGEWALK_ADMIN_PASSWORD`",
        ),
        (
            AdminCredentials {
                password: some(),
                ..none()
            },
            "set `MAGEWALK_ADMIN_USERNAME`",
        ),
        (
            AdminCredentials {
                username: some(),
                password: Some(String::new()),
                ..none()
            },
            "set `MAGEWALK_ADMIN_PASSWORD`",
        ),
        (
            AdminCredentials {
                otp_secret: Some("hunter2!".to_owned()),
                ..credentials(None, None)
            },
            "MAGEWALK_ADMIN_OTP_SECRET",
        ),
    ] {
        let mut session = AdminSession::new(given);
        let error = token(&mut session, &server).await.unwrap_err();
        assert!(error.hint.clone().unwrap().contains(hint), "{error:?}");
        assert!(!format!("{error:?}").contains("hunter"), "{error:?}");
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_connection_that_fails_stays_one() {
    let server = Server::new(|_| Answer::raw("").close()).await;
    let error = token(&mut with_password(), &server).await.unwrap_err();
    assert_eq!(error.http, Some(HttpErrorKind::Connection));
    assert!(
        error
            .message
            .starts_with("cannot sign in as an admin: `127.0.0.1:")
    );
    assert!(!format!("{error:?}").contains("hunter"));
}
