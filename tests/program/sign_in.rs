//! Signing in as an admin: with and without a second factor, wrong, missing, ready, run out.

use serde_json::json;

use crate::support::{Answer, Proxy, Store, magewalk};

const SECRET: &str = "JBSWY3DPEHPK3PXP";
const PLAIN: &str = "/rest/V1/integration/admin/token";

#[test]
fn without_a_second_factor() {
    let store = Store::start();
    let done = magewalk(&["run"]).at(&store.url()).run().code(0);
    done.prints(&["not applicable: `admin_otp_secret` is not set"]);
    // A secret does no harm where the shop asks for none: only the step that shows it off fails.
    let run = magewalk(&["run", "orders/create-customer"]).at(&store.url());
    run.env("MAGEWALK_ADMIN_OTP_SECRET", SECRET).run().code(0);
}

#[test]
fn with_a_second_factor() {
    let store = Store::with_two_factor(SECRET);
    let run = || magewalk(&["run"]).at(&store.url());
    let done = run().env("MAGEWALK_ADMIN_OTP_SECRET", SECRET).run().code(0);
    done.prints(&["PASSED", "not applicable: `admin_otp_secret` is set"]);
    let without = run().run();
    assert!(matches!(without.code, Some(1 | 3)), "{without}");
    without.prints(&["MAGEWALK_ADMIN_OTP_SECRET"]);
    let other = run()
        .env("MAGEWALK_ADMIN_OTP_SECRET", "GEZDGNBVGY3TQOJQ")
        .run();
    assert!(matches!(other.code, Some(1 | 3)), "{other}");
    other.without(&["GEZDGNBVGY3TQOJQ"]);
    let malformed = run().env("MAGEWALK_ADMIN_OTP_SECRET", "not base32!").run();
    malformed
        .code(3)
        .prints(&["base32"])
        .without(&["not base32!"]);
}

#[test]
fn with_a_second_factor_that_nobody_has_set_up() {
    for (state, says) in [
        (
            "no-provider",
            "Please ask an administrator with sufficient access to configure 2FA first",
        ),
        (
            "not-set-up",
            "You are required to configure personal Two-Factor Authorization in order to login",
        ),
    ] {
        let store = Store::with_two_factor(state);
        let run = || magewalk(&["run", "orders/create-customer"]).at(&store.url());
        let set_up = "hint: finish the set-up of the two-factor login in the admin panel first";
        run().run().code(3).prints(&[says, set_up]);
        let run = run().env("MAGEWALK_ADMIN_OTP_SECRET", SECRET);
        run.run().code(3).prints(&["400 Provider is not", "hint: "]);
    }
}

#[test]
fn with_a_wrong_password() {
    let store = Store::start();
    let run = magewalk(&["run", "orders/create-customer"]).at(&store.url());
    let done = run.env("MAGEWALK_ADMIN_PASSWORD", "hunter22").run().code(3);
    done.prints(&[
        "the store refuses the admin: 401",
        "MAGEWALK_ADMIN_PASSWORD",
    ])
    .without(&["hunter22"]);
    assert_eq!(store.customers(), []);
}

#[test]
fn without_credentials_nothing_is_sent() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    for (name, value) in [("CI", "1"), ("MAGEWALK_ADMIN_USERNAME", "admin")] {
        let run = magewalk(&["run", "orders", "--target", &proxy.url()]);
        let done = run.env(name, value).run().code(2);
        done.says(&["MAGEWALK_ADMIN_USERNAME", "MAGEWALK_ADMIN_PASSWORD"]);
    }
    let run = magewalk(&["run"]).at(&proxy.url());
    let done = run.env("MAGEWALK_ADMIN_PASSWORD", "").run().code(2);
    done.says(&["`MAGEWALK_ADMIN_PASSWORD` is set, but empty"]);
    assert_eq!(proxy.connections(), 0);
}

#[test]
fn with_a_ready_token() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    let token = store.admin_token();
    let run = |token: &str| {
        magewalk(&["run", "orders/create-customer"])
            .env("MAGEWALK_TARGET", &proxy.url())
            .env("MAGEWALK_ADMIN_TOKEN", token)
            .agreed()
            .run()
    };
    run(&token).code(0).without(&[&token]);
    assert_eq!(proxy.count("POST", PLAIN), 0);
    assert_eq!(store.customers(), []);
    // The account is made for anybody; with a token that does not hold nobody sees whether it was
    // there before, so it is not made.
    let done = run("hunter22hunter22hunter22").code(3);
    done.prints(&["whether it was there before cannot be seen", "401"])
        .without(&["hunter22"]);
    assert_eq!(store.customers(), []);
}

#[test]
fn a_token_that_has_run_out_is_renewed() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    let expired = json!({"message": "The consumer isn't authorized to access %resources."});
    let expired = Answer::json(401, &expired);
    proxy.once("POST", "/rest/default/V1/customers", move |_, _| {
        Some(expired.clone())
    });
    let run = magewalk(&["run", "orders/create-customer"]).at(&proxy.url());
    run.run().code(0).prints(&[
        "13 passed",
        "the admin's token had run out: signed in anew, and sent the request again",
    ]);
    assert_eq!(proxy.count("POST", PLAIN), 2);
    assert_eq!(store.customers(), []);
}

#[test]
fn a_token_that_was_only_just_given_has_not_run_out() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    let refused = json!({"message": "The consumer isn't authorized to access %resources."});
    let refused = Answer::json(401, &refused);
    // An admin without this permission: each request is refused once, and nobody signs in for it.
    for method in ["GET", "POST", "DELETE"] {
        proxy.give(method, "/rest/default/V1/customers", refused.clone());
    }
    let run = magewalk(&["run", "orders/create-customer"]).at(&proxy.url());
    let done = run.run();
    assert!(matches!(done.code, Some(1 | 3)), "{done}");
    assert_eq!(proxy.count("POST", PLAIN), 1, "{done}");
}
