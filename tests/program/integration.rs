//! Signing requests as an integration.

use magewalk_sandbox::{Integration, Options};
use serde_json::json;

use crate::support::{Answer, Folder, INTEGRATION, Proxy, Request, Store, magewalk};

/// A step that reads as an admin.
fn get(id: &str, path: &str, status: u16) -> String {
    let request = format!("{{GET: \"{path}\", as: admin, follow: true}}");
    format!(
        "  - id: {id}\n    title: Read\n    effect: read\n    request: {request}\n    expect: {{status: {status}, headers: {{content-type: {{matches: .}}}}}}\n"
    )
}

/// The headers of the requests that were signed.
fn signed(requests: &[Request]) -> Vec<String> {
    let headers = requests
        .iter()
        .map(|request| request.header("authorization"));
    let signed = headers.filter(|header| header.starts_with("OAuth "));
    signed.map(str::to_owned).collect()
}

fn nonces(headers: &[String]) -> Vec<&str> {
    let nonces = headers.iter().map(|header| {
        let (_, rest) = header.split_once("oauth_nonce=\"").unwrap();
        rest.split('"').next().unwrap()
    });
    let mut nonces: Vec<&str> = nonces.collect();
    nonces.sort_unstable();
    nonces.dedup();
    nonces
}

#[test]
fn as_an_integration() {
    let store = Store::start();
    let run = || magewalk(&["run", "orders"]).signing_at(&store.url());
    let done = run().run().code(0);
    done.prints(&["PASSED", "✔ DELETE /rest/default/V1/customers/2"])
        .without(&["port of its address"]);
    assert_eq!(store.customers(), []);
    // The account is there for the steps that show its sign-in; the requests are signed.
    let done = run()
        .env("MAGEWALK_ADMIN_USERNAME", "admin")
        .env("MAGEWALK_ADMIN_PASSWORD", "Password123")
        .run();
    done.code(0).prints(&["not applicable: `admin_otp_secret`"]);
}

#[test]
fn as_an_integration_of_a_store_that_does_not_see_its_port() {
    let store = Store::without_port();
    let proxy = Proxy::before(&store);
    let run = magewalk(&["run", "orders"]).signing_at(&proxy.url());
    let done = run.run().code(0);
    let note = "the store does not see the port of its address: signed without it from now on";
    done.prints(&["PASSED", "✔ DELETE /rest/default/V1/customers/2", note]);
    let proxy = Proxy::before(&store);
    let customer = "/rest/V1/customers/1";
    let steps = ["one", "two", "three"].map(|id| get(id, customer, 200));
    let folder = Folder::with_steps(&steps.concat());
    let run = magewalk(&["run", "./t"]).signing_at(&proxy.url());
    let done = run.within(&folder).run().code(0);
    assert_eq!(done.stdout.matches(note).count(), 1, "{done}");
    // Tried once with the port, and never again.
    let headers = signed(&proxy.requests());
    assert_eq!((headers.len(), nonces(&headers).len()), (4, 4));
    assert_eq!(store.customers(), []);
}

#[test]
fn as_an_integration_that_the_store_refuses() {
    let store = Store::start();
    let wrong = "hunter22hunter22hunter22hunter22";
    for ((name, _), words) in INTEGRATION.iter().zip([
        "401 A consumer having the specified key does not exist",
        "401 The signature is invalid. Verify and try again (with the port",
        "401 Specified token does not exist",
        "401 The signature is invalid. Verify and try again (with the port",
    ]) {
        let run = magewalk(&["run", "orders/create-customer"]).signing_at(&store.url());
        let done = run.env(name, wrong).run().code(3);
        let first = format!("error: the store refuses the integration: {words}");
        done.prints(&[&first, &format!("hint: check `{name}")[..20]])
            .without(&["hunter22"]);
    }
    let run = magewalk(&["run", "orders/create-customer"]).signing_at(&store.url());
    let done = run.env("MAGEWALK_CONSUMER_KEY", "hunter22").run().code(3);
    done.prints(&["Consumer key is not the correct length"])
        .without(&["hunter22"]);
    assert_eq!(store.customers(), []);
}

#[test]
fn as_an_integration_that_a_store_of_another_language_refuses() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    let refusal = json!({"message": "Die Signatur ist ungültig."});
    proxy.give("GET", "/V1/store/websites", Answer::json(401, &refusal));
    let unnamed = json!({"message": "Nicht erlaubt.", "parameters": {"resources": "Vendor_A::b"}});
    proxy.give("GET", "/V1/modules", Answer::json(401, &unnamed));
    for status in [200, 401] {
        let folder = Folder::with_steps(&get("a", "/rest/V1/store/websites", status));
        let run = magewalk(&["run", "./t"]).signing_at(&proxy.url());
        run.within(&folder).run().code(3).prints(&[
            "the store refuses the integration: 401 Die Signatur ist ungültig (with the port",
            "check the four values of the integration",
        ]);
    }
    // One that names a permission is an answer to the request.
    let folder = Folder::with_steps(&get("b", "/rest/V1/modules", 401));
    let run = magewalk(&["run", "./t"]).signing_at(&proxy.url());
    run.within(&folder).run().code(0);
}

#[test]
fn as_an_integration_without_its_token_or_permission() {
    let with = |integration| {
        Store::with(&Options {
            integration,
            ..Options::default()
        })
    };
    let revoked = with(Integration::Revoked);
    let run = magewalk(&["run", "orders/create-customer"]).signing_at(&revoked.url());
    run.run().code(3).prints(&[
        "the store refuses the integration: 401 Access token has been revoked",
        "authorize the integration anew",
    ]);
    let inactive = with(Integration::Inactive);
    let run = magewalk(&["run", "orders/create-customer"]).signing_at(&inactive.url());
    run.run()
        .code(3)
        .prints(&["isn't authorized to access Magento_Customer::customer."]);
    let limited = with(Integration::Limited);
    let folder = Folder::with_steps(&format!(
        "{}{}",
        get("may", "/rest/V1/customers/1", 200),
        get("may-not", "/rest/V1/store/websites", 200),
    ));
    let run = magewalk(&["run", "./t"]).signing_at(&limited.url());
    run.within(&folder).run().code(1).prints(&[
        "1 passed",
        "isn't authorized to access Magento_Backend::store",
        "where it is not active or has no such permission",
    ]);
    // Where a refusal is what the step is about, nothing is wrong.
    let folder = Folder::with_steps(&get("may-not", "/rest/V1/store/websites", 401));
    let run = magewalk(&["run", "./t"]).signing_at(&limited.url());
    let done = run.within(&folder).run().code(0);
    done.without(&["no such permission"]);
    // A signature that does not hold is not that refusal.
    let run = magewalk(&["run", "./t"]).signing_at(&limited.url());
    let run = run.env("MAGEWALK_CONSUMER_SECRET", "hunter22");
    let done = run.within(&folder).run().code(3);
    done.prints(&["the store refuses the integration: 401"]);
}

#[test]
fn an_integration_with_half_its_keys_is_no_way_in() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    let run = |keys: &[(&str, &str)]| {
        let run = magewalk(&["run", "orders", "--target", &proxy.url()]);
        let run = keys
            .iter()
            .fold(run, |run, (name, value)| run.env(name, value));
        run.run().code(2)
    };
    run(&INTEGRATION[..2]).says(&[
        "`MAGEWALK_ACCESS_TOKEN` and `MAGEWALK_ACCESS_TOKEN_SECRET` are not set",
        "hint: ",
    ]);
    run(&INTEGRATION[1..]).says(&["`MAGEWALK_CONSUMER_KEY` is not set"]);
    let mut empty = INTEGRATION;
    empty[2].1 = " ";
    run(&empty).says(&["`MAGEWALK_ACCESS_TOKEN` is set, but empty"]);
    let mut misspelt = INTEGRATION;
    misspelt[0].0 = "MAGEWALK_CONSUMER_KEI";
    run(&misspelt).says(&["did you mean `MAGEWALK_CONSUMER_KEY`?"]);
    let mut both = INTEGRATION.to_vec();
    both.push(("MAGEWALK_ADMIN_TOKEN", "some-ready-token"));
    run(&both).says(&["both an integration and `MAGEWALK_ADMIN_TOKEN` are given"]);
    assert_eq!(proxy.connections(), 0);
}

#[test]
fn as_an_integration_whose_keys_stand_in_a_file() {
    let store = Store::start();
    let folder = Folder::new();
    let lines = INTEGRATION.map(|(name, value)| format!("{name}={value}\n"));
    folder.write("shop.env", &lines.concat());
    let run = magewalk(&["run", "orders/create-customer", "--env-file", "shop.env"]);
    let run = run.env("MAGEWALK_TARGET", &store.url()).within(&folder);
    run.agreed().run().code(0).prints(&["PASSED"]);
    assert_eq!(store.customers(), []);
}

#[test]
fn whatever_a_query_holds_is_signed_as_the_store_reads_it() {
    for store in [Store::start(), Store::without_port()] {
        let search = "/rest/V1/customers/search";
        let mut steps = String::new();
        for (at, query) in [
            "searchCriteria[pageSize]=1",
            "searchCriteria%5BpageSize%5D=1",
            "searchCriteria=",
            "searchCriteria",
            "searchCriteria[pageSize]=1&x=a=b&y=c+d&z=%20e%2B&ü=ß&q",
            "searchCriteria[pageSize]=1&x=1&x=2&v[]=1&v[]=2",
            "searchCriteria[pageSize]=1&f[10]=a&f[2]=b&f[1]=c&~=!*'()",
            "searchCriteria[pageSize]=1&oauth_x=1&&=&a=%zz",
        ]
        .into_iter()
        .enumerate()
        {
            steps += &get(&format!("q{at}"), &format!("{search}?{query}"), 200);
        }
        steps += &get("path", "/rest/V1/customers/%31", 200);
        steps += "  - id: filled\n    title: Filled in\n    effect: read\n    request:\n      GET: /rest/V1/customers/search\n      as: admin\n      query: {\"searchCriteria[filter_groups][0][filters][0][field]\": email, \"searchCriteria[filter_groups][0][filters][0][value]\": \"ü b+c=d&e@f\"}\n    expect: {status: 200, headers: {content-type: {matches: .}}}\n";
        let folder = Folder::with_steps(&steps);
        let run = magewalk(&["run", "./t"]).signing_at(&store.url());
        run.within(&folder).run().code(0).prints(&["10 passed"]);
    }
}

#[test]
fn each_redirect_is_signed_anew_and_no_other_origin_sees_a_signature() {
    let moved = |to: &str| Answer::new(302, "text/html", "").with("location", to);
    let (proxy, other) = (Proxy::alone(), Proxy::alone());
    let there = Answer::html(200, "there");
    other.give("GET", "/there", there.clone());
    proxy.give("GET", "/there", there);
    proxy.give("GET", "/here", moved("/there"));
    proxy.give("GET", "/away", moved(&format!("{}/there", other.url())));
    proxy.give("GET", "/round", moved("/round"));
    let steps = [get("here", "/here", 200), get("away", "/away", 200)].concat();
    let folder = Folder::with_steps(&steps);
    let run = || magewalk(&["run", "./t"]).signing_at(&proxy.url());
    run().within(&folder).run().code(0).prints(&["2 passed"]);
    let headers = signed(&proxy.requests());
    assert_eq!((headers.len(), nonces(&headers).len()), (3, 3));
    assert_eq!(other.count("GET", "/there"), 1);
    assert!(signed(&other.requests()).is_empty());
    let folder = Folder::with_steps(&get("round", "/round", 200));
    let done = run().within(&folder).run().code(3);
    done.prints(&["go in a circle"]);
    assert_eq!(proxy.count("GET", "/round"), 1);
}
