//! `magewalk doctor`: each finding, where it is fine and where it is not.

use serde_json::json;

use crate::support::{Answer, Done, Folder, PASSWORD, Proxy, Request, Store, magewalk};

const DOOR: &str = "/magento_version";
const API: &str = "/V1/directory/currency";

fn look(proxy: &Proxy) -> Done {
    magewalk(&["doctor"]).at(&proxy.url()).run()
}

#[test]
fn a_shop_as_it_should_be() {
    let done = magewalk(&["doctor", "--sandbox"]).run().code(0);
    done.prints(&[
        "✔ reachable",
        "✔ Magento            Magento/2.4 (Community)",
        "✔ REST API           answers under /rest/default/",
        "✔ cache",
        "✔ clock",
        "✔ sign-in            works with user name, password and one-time password",
        "✔ two-factor         on",
        "✔ mode               default or production",
        "✔ version            2.4.7 or older",
        "orders\n✔ reads",
        "✔ products           all 4 are enabled and in stock",
        "✔ permissions",
        "? payment            REST tells the methods of a cart only",
        "needed: `banktransfer`",
        "a run needs `--allow permanent`",
        "nothing to do; 2 things to look at yourself (?)",
    ])
    .without(&["✘"]);
}

#[test]
fn nothing_is_changed() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    look(&proxy).code(0).without(&[PASSWORD]);
    for request in proxy.requests() {
        let is_sign_in = request.path.ends_with("/V1/integration/admin/token");
        // What is written to does not exist.
        let of_nothing = request
            .path
            .split('/')
            .any(|part| part == "magewalk-nothing");
        let is_read = request.method == "GET";
        assert!(is_read || is_sign_in || of_nothing, "{}", request.path);
    }
    assert_eq!(store.customers(), []);
}

#[test]
fn each_tutorial_is_asked_for_what_it_needs() {
    let done = magewalk(&["doctor", "smoke", "orders-guest", "--sandbox"]).run();
    done.code(0).prints(&[
        "smoke\n✔ reads              3 steps",
        "orders-guest\n✔ reads              3 steps",
        "✔ products           `WS12-M-Orange` is enabled and in stock",
        "needed: `flatrate`",
    ]);
    magewalk(&["doctor", "nosuch", "--sandbox"])
        .run()
        .code(2)
        .says(&["nosuch"]);
}

#[test]
fn a_version_and_a_mode_are_known_by_what_is_refused() {
    for (sandbox, version, mode) in [
        ("--sandbox=2.4.7", "2.4.7 or older", "default or production"),
        ("--sandbox=2.4.8", "2.4.8 or newer", "default or production"),
        (
            "--sandbox=2.4.8,developer-mode",
            "2.4.8 or newer",
            "developer:",
        ),
        ("--sandbox=developer-mode", "2.4.7 or older", "developer:"),
    ] {
        let done = magewalk(&["doctor", "smoke", sandbox]).run().code(0);
        done.prints(&[
            &format!("✔ version            {version}"),
            &format!("✔ mode               {mode}"),
        ]);
    }
}

#[test]
fn a_shop_that_does_not_answer_is_told_nothing_about_accounts() {
    let store = Store::start();
    for answer in [
        || Answer::html(503, "<h1>Error 503</h1>"),
        || Answer::html(502, "<h1>502 Bad Gateway</h1>"),
        || Answer::html(504, "<h1>504 Gateway Time-out</h1>"),
    ] {
        let proxy = Proxy::before(&store);
        proxy.on("GET", "/", move |_, _| Some(answer()));
        proxy.on("POST", "/", move |_, _| Some(answer()));
        let done = look(&proxy).code(1);
        done.prints(&["✘ REST API", "? sign-in            not asked"])
            .without(&["locks the", "locks accounts"]);
        assert_eq!(proxy.count("POST", "/"), 0);
    }
}

#[test]
fn a_second_factor_without_its_seed_names_the_variable() {
    let store = Store::with_two_factor("MAGEWALKSANDBOX2");
    let done = magewalk(&["doctor"]).at(&store.url()).run().code(1);
    done.prints(&["✘ sign-in", "MAGEWALK_ADMIN_OTP_SECRET"])
        .without(&["locks the", "locks accounts"]);
}

#[test]
fn a_product_that_cannot_be_bought_is_named() {
    for (change, found) in [
        (json!({"status": 2}), "is disabled"),
        (
            json!({"extension_attributes": {"stock_item": {"qty": 0, "is_in_stock": false}}}),
            "is out of stock",
        ),
    ] {
        let store = Store::start();
        let request = Request::new("PUT", "/rest/V1/products/WS12-M-Orange");
        let request = request.bearer(&store.admin_token());
        let answer = store.send(&request.json(&json!({ "product": change })));
        assert_eq!(answer.status, 200);
        let doctor = magewalk(&["doctor", "orders-guest"]).at(&store.url());
        doctor.run().code(1).prints(&[
            "✘ products           `WS12-M-Orange`, which `",
            found,
            "Catalog > Products",
        ]);
    }
    let store = Store::start();
    let doctor = magewalk(&["doctor", "smoke", "--var", "sku=a/b c"]).at(&store.url());
    doctor.run().code(1).prints(&["✘ reads", "--var sku"]);
    let token = store.admin_token();
    let delete = Request::new("DELETE", "/rest/V1/products/WS12-M-Orange").bearer(&token);
    assert_eq!(store.send(&delete).status, 200);
    let doctor = magewalk(&["doctor", "orders-guest"]).at(&store.url());
    doctor
        .run()
        .code(1)
        .prints(&["`WS12-M-Orange`", "is not there"]);
}

#[test]
fn what_a_role_may_not_do_is_named_by_its_resource() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    let refusal = json!({
        "message": "The consumer isn't authorized to access %resources.",
        "parameters": {"resources": "Magento_Customer::delete"},
    });
    proxy.give(
        "DELETE",
        "/V1/customers/magewalk-nothing",
        Answer::json(401, &refusal),
    );
    let doctor = magewalk(&["doctor", "smoke"]).at(&proxy.url()).run();
    doctor.code(1).prints(&[
        "✘ permissions        the admin may not use `Magento_Customer::delete`",
        "DELETE /rest/default/V1/customers/magewalk-nothing",
        "User Roles",
    ]);
}

#[test]
fn what_refuses_a_method_in_front_of_the_shop_is_no_permission() {
    let store = Store::start();
    for (answer, code, said) in [
        (
            Answer::html(403, "<h1>Request blocked</h1>"),
            1,
            "answers 403",
        ),
        (Answer::html(405, "<h1>Not Allowed</h1>"), 1, "answers 405"),
        (
            Answer::json(403, &json!({"message": "Forbidden"})),
            1,
            "answers 403",
        ),
        (
            Answer::json(200, &json!(true)),
            0,
            "is accepted, although nothing has that name",
        ),
    ] {
        let proxy = Proxy::before(&store);
        proxy.give("DELETE", "/V1/customers/magewalk-nothing", answer);
        let doctor = magewalk(&["doctor", "smoke"]).at(&proxy.url()).run();
        doctor
            .code(code)
            .prints(&[said])
            .without(&["✔ permissions"]);
    }
}

#[test]
fn what_is_found_is_written_as_reports() {
    let store = Store::start();
    let folder = Folder::new();
    let token = store.admin_token();
    let delete = Request::new("DELETE", "/rest/V1/products/MH01").bearer(&token);
    assert_eq!(store.send(&delete).status, 200);
    let arguments = [
        "doctor",
        "--report",
        "json",
        "--report",
        "junit=j.xml",
        "--report",
        "markdown",
    ];
    let done = magewalk(&arguments).within(&folder).at(&store.url()).run();
    done.code(1)
        .says(&["wrote reports/doctor.json", "wrote j.xml"]);
    let saved: serde_json::Value =
        serde_json::from_str(&folder.read("reports/doctor.json")).unwrap();
    let findings = saved["findings"].as_array().unwrap();
    assert!(
        findings.iter().any(|one| one["state"] == "to_do"),
        "{saved}"
    );
    let junit = folder.read("j.xml");
    assert!(
        junit.contains("<failure") && junit.contains("MH01"),
        "{junit}"
    );
    let markdown = folder.read("reports/doctor.md");
    assert!(markdown.contains("| ❌ | orders |"), "{markdown}");
    let html = magewalk(&["doctor", "--sandbox", "--report", "html"]);
    html.within(&folder).run().code(2).says(&["json"]);
}

#[test]
fn a_user_name_that_is_part_of_words_garbles_nothing() {
    let store = Store::start();
    let doctor = magewalk(&["doctor"]).at(&store.url());
    let done = doctor.env("MAGEWALK_ADMIN_USERNAME", "min").run().code(1);
    done.prints(&["✘ sign-in", "refuses the admin", "MAGEWALK_ADMIN_USERNAME"]);
}

#[test]
fn a_shop_that_cannot_be_reached() {
    let done = magewalk(&["doctor"]).at("http://127.0.0.1:1").run().code(3);
    done.prints(&["✘ reachable", "→ "]);
}

#[test]
fn a_pipeline_names_its_shop() {
    let done = magewalk(&["doctor"]).env("CI", "true").run().code(2);
    done.says(&["no store is named"]);
}

#[test]
fn what_the_door_says() {
    let store = Store::start();
    let elsewhere =
        || Answer::new(302, "text/html", "").with("location", "https://www.shop.test/x");
    let itself = || Answer::new(302, "text/html", "").with("location", "/magento_version/");
    let setup = || Answer::new(302, "text/html", "").with("location", "/setup/");
    let wall = || {
        Answer::html(401, "<h1>401 Authorization Required</h1>")
            .with("www-authenticate", "Basic realm=\"Staging\"")
    };
    let cases: [(Answer, &str, &str); 9] = [
        (wall(), "asks for a name and a password", "MAGEWALK_BASIC"),
        (
            elsewhere(),
            "the shop leads to https://www.shop.test",
            "base_url",
        ),
        (itself(), "to itself", "redirect loop"),
        (setup(), "to its installation", "env.php"),
        (
            Answer::html(503, "<h1>Error 503</h1>"),
            "maintenance",
            "bin/magento maintenance",
        ),
        (
            Answer::html(500, "<title>There has been an error</title>"),
            "did not say why",
            "var/log/",
        ),
        (Answer::html(500, ""), "PHP died", "php-fpm"),
        (
            Answer::html(502, "<h1>502 Bad Gateway</h1>"),
            "PHP is down",
            "php-fpm",
        ),
        (
            Answer::html(200, "Welcome to nginx!"),
            "not as Magento does",
            "pub/index.php",
        ),
    ];
    for (answer, found, advice) in cases {
        let proxy = Proxy::before(&store);
        proxy.give("GET", DOOR, answer);
        look(&proxy).code(1).prints(&[found, advice, "✔ REST API"]);
    }
}

#[test]
fn what_the_api_says() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    let wrong = ["doctor", "--store-code", "nosuch"];
    let done = magewalk(&wrong).at(&proxy.url()).run().code(1);
    done.prints(&["there is no store view `nosuch`", "--store-code"]);
    let proxy = Proxy::before(&store);
    proxy.give("GET", API, Answer::html(404, "<h1>404 Not Found</h1>"));
    look(&proxy).code(1).prints(&[
        "✘ REST API",
        "answers 404 and an HTML page, `404 Not Found`",
        "a web server answered, and not the API",
    ]);
    // A store of another language, by the shape of its refusals.
    for (status, message, found) in [
        (
            400,
            "Diese Anfrage kann nicht bearbeitet werden.",
            "there is no store view `default`",
        ),
        (
            404,
            "Keine Route passt zu dieser Anfrage.",
            "own route is not there",
        ),
    ] {
        let proxy = Proxy::before(&store);
        proxy.give(
            "GET",
            API,
            Answer::json(status, &json!({ "message": message })),
        );
        look(&proxy).code(1).prints(&[found]);
    }
}

#[test]
fn a_login_in_front_is_named_where_the_token_takes_its_place() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    proxy.on("GET", "/", |request, forward| {
        if request.header("authorization").starts_with("Basic ") {
            return Some(forward());
        }
        let page = Answer::html(401, "<title>Authorization Required</title>");
        Some(page.with("www-authenticate", "Basic realm=\"Staging\""))
    });
    let done = magewalk(&["doctor"])
        .at(&proxy.url())
        .env("MAGEWALK_BASIC", "user:pw9");
    done.run()
        .code(1)
        .prints(&[
            "✘ sign-in",
            "the web server asks for a name and a password",
            "leave `/rest` alone",
        ])
        .without(&["may not use"]);
}

#[test]
fn what_stands_in_front_of_the_sign_in_is_named() {
    let store = Store::start();
    for (answer, means, advice) in [
        (
            Answer::html(403, "<title>Just a moment...</title>").with("cf-mitigated", "challenge"),
            "`Just a moment...`",
            "past the challenge for `/rest`",
        ),
        (
            Answer::html(522, ""),
            "522",
            "does its firewall let the CDN",
        ),
        (
            Answer::new(
                200,
                "application/json",
                "Notice: old in /a.php on line 3\n\"token\"",
            ),
            "`Notice: old in /a.php on line 3`",
            "display_errors",
        ),
    ] {
        let proxy = Proxy::before(&store);
        proxy.give("POST", "/integration/admin/token", answer);
        look(&proxy).code(1).prints(&["✘ sign-in", means, advice]);
    }
}

#[test]
fn a_cache_that_answers_for_the_shop() {
    let store = Store::start();
    for (name, value, is_hit) in [
        ("x-cache-status", "HIT", true),
        ("x-cache", "MISS", false),
        ("age", "12", true),
        ("age", "0", false),
        ("x-varnish", "32770 5", true),
        ("x-cache", "MISS, HIT", true),
        ("x-cache", "Hit from cloudfront", true),
        ("age", "0, 12", true),
        ("cache-status", "Origin; fwd=uri-miss, CDN; hit", true),
        ("cache-status", "CDN; fwd=uri-miss", false),
        ("x-cache", "white", false),
    ] {
        let proxy = Proxy::before(&store);
        proxy.on("GET", API, move |_, forward| {
            Some(forward().with(name, value))
        });
        let done = look(&proxy).code(i32::from(is_hit));
        let mark = if is_hit { "✘ cache" } else { "✔ cache" };
        done.prints(&[mark]);
    }
}

#[test]
fn what_lay_in_a_cache_makes_no_clock_wrong() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    proxy.on("GET", API, move |_, forward| {
        let mut answer = forward();
        answer.headers.retain(|(name, _)| name != "date");
        let then = jiff::Timestamp::now() - jiff::SignedDuration::from_secs(300);
        let date = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&then);
        Some(answer.with("date", &date.unwrap()).with("age", "300"))
    });
    look(&proxy).code(1).prints(&["✘ cache", "✔ clock"]);
}

#[test]
fn a_clock_that_is_wrong() {
    let store = Store::start();
    for (date, found) in [
        ("Tue, 01 Jan 2019 00:00:00 GMT", "behind this machine"),
        ("Fri, 01 Jan 2038 00:00:00 GMT", "ahead of this machine"),
    ] {
        let proxy = Proxy::before(&store);
        proxy.on("GET", API, move |_, forward| {
            let mut answer = forward();
            answer
                .headers
                .retain(|(name, _)| !name.eq_ignore_ascii_case("date"));
            Some(answer.with("date", date))
        });
        look(&proxy).code(1).prints(&["✘ clock", found, "NTP"]);
    }
}

#[test]
fn who_may_look() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    let wrong = magewalk(&["doctor"]).at(&proxy.url());
    let done = wrong
        .env("MAGEWALK_ADMIN_PASSWORD", "hunter22")
        .run()
        .code(1);
    done.prints(&["✘ sign-in", "Magento locks the account"])
        .without(&["hunter22", "products"]);
    let none = magewalk(&["doctor", "--target", &proxy.url()]).run();
    none.code(1).prints(&[
        "✘ sign-in            no credentials of an admin are set, and `orders` needs them",
        "MAGEWALK_ADMIN_USERNAME",
    ]);
    let done = magewalk(&["doctor"]).signing_at(&store.url()).run();
    done.code(0)
        .prints(&["✔ sign-in            works with the integration (OAuth 1.0a)"]);
    let proxy = Proxy::before(&store);
    let refusal = json!({
        "message": "The consumer isn't authorized to access %resources.",
        "parameters": {"resources": "Magento_Backend::store"},
    });
    proxy.give("GET", "/storeConfigs", Answer::json(401, &refusal));
    look(&proxy).code(1).prints(&["✘ sign-in"]);
}

#[test]
fn what_the_tutorial_needs() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    let token = store.admin_token();
    let delete = Request::new("DELETE", "/rest/V1/products/MH01").bearer(&token);
    assert_eq!(store.send(&delete).status, 200);
    let on = json!({"rule": {"is_active": true}});
    let switch = Request::new("PUT", "/rest/V1/salesRules/2")
        .bearer(&token)
        .json(&on);
    assert_eq!(store.send(&switch).status, 200);
    proxy.on("GET", "/storeConfigs", |_, forward| {
        let mut views = forward().value();
        for view in views.as_array_mut().unwrap() {
            view["base_currency_code"] = json!("EUR");
        }
        Some(Answer::json(200, &views))
    });
    let done = look(&proxy).code(1);
    done.prints(&[
        "✘ reads              Find the products of the tutorial",
        "✘ reads              Read the configuration of the store view",
        "`$[0].base_currency_code` is the string `\"EUR\"`",
        "`--allow configuration`",
        "✔ two-factor         off",
    ]);
}

#[test]
fn the_shop_that_a_file_names() {
    let store = Store::start();
    let folder = Folder::new();
    let lines = format!("MAGEWALK_TARGET={}\nMAGEWALK_BASIC=me:\n", store.url());
    folder.write("shop.env", &lines);
    let doctor = magewalk(&["doctor", "--env-file", "shop.env"]).within(&folder);
    let line = format!("looking at {}", store.url());
    doctor.run().prints(&[&line]);
}
