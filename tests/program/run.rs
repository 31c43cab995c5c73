//! `magewalk run`: exit codes, choices, options, reports.

use serde_json::Value;

use crate::support::{Folder, Proxy, Request, Store, eject, magewalk};

#[test]
fn the_shipped_tutorial_is_green_against_the_sandbox() {
    let done = magewalk(&["run"]).run().code(0);
    done.prints(&[
        "walking http://127.0.0.1:",
        "(the embedded sandbox, Magento 2.4.7)",
        "walked  10 pages, 58 steps; ",
        "PASSED  58 steps: 53 passed, 5 not applicable",
        "not applicable: `admin_otp_secret` is set",
    ]);
}

#[test]
fn one_scenario_runs_alone() {
    let done = magewalk(&["run", "orders/create-customer"]).run().code(0);
    done.prints(&["PASSED  14 steps: 13 passed, 1 not applicable"])
        .without(&["admin-token-two-factor"]);
}

#[test]
fn what_does_not_exist_is_refused_with_what_is_near() {
    for (arguments, words) in [
        (["run", "order"].as_slice(), "did you mean `orders`?"),
        (
            &["run", "orders/create-custmer"],
            "did you mean `orders/create-customer`?",
        ),
        (
            &["run", "--only", "customer-tokn"],
            "did you mean `customer-token`?",
        ),
        (
            &["run", "--until", "customer-tokn"],
            "did you mean `customer-token`?",
        ),
        (
            &["run", "--var", "stor_code=de"],
            "did you mean `store_code`?",
        ),
        (&["run", "--var", "store_code"], "--var name=value"),
        (&["run", "--var", "password=hunter22"], "MAGEWALK_PASSWORD"),
        (&["run", "--report", "juint"], "did you mean `junit`?"),
        (&["run", "./nowhere"], "nowhere"),
        (&["run", "--email", ""], "jane@shop.example"),
        (&["run", "--email", "no address@x"], "jane@shop.example"),
        (&["run", "--timeout", "0s"], "more than 0 s"),
        (&["run", "-q", "-v"], "cannot be used with"),
    ] {
        let done = magewalk(arguments).run().code(2);
        assert_eq!(done.stdout, "", "{arguments:?}");
        done.says(&[words]).without(&["hunter22"]);
    }
}

#[test]
fn only_and_until_choose_steps() {
    let only = magewalk(&["run", "orders", "--only", "customer-me"]).run();
    only.code(0)
        .prints(&["PASSED  3 steps: 3 passed"])
        .without(&["Have a password-reset"]);
    let until = magewalk(&["run", "orders", "--until", "create-account"]).run();
    until
        .code(0)
        .prints(&["PASSED  9 steps: 7 passed, 2 not applicable"]);
    let nothing = magewalk(&["run", "--only", "admin-token"]).run();
    // What does not apply is no proof of anything.
    nothing.code(2).prints(&["1 not applicable"]);
}

#[test]
fn variables_and_the_address_reach_the_shop() {
    let (store, folder) = (Store::start(), Folder::new());
    let proxy = Proxy::before(&store);
    let arguments = [
        "run",
        "orders/create-customer",
        "--until",
        "create-account",
        "--var",
        "store_code=all",
        "--email",
        "jane+1@example.com",
    ];
    magewalk(&arguments)
        .at(&proxy.url())
        .within(&folder)
        .run()
        .code(0);
    let requests = proxy.requests();
    let created = requests
        .iter()
        .find(|request| request.path == "/rest/all/V1/customers")
        .unwrap();
    assert!(created.text().contains("\"jane+1@example.com\""));
    assert_eq!(store.customers(), []);
}

#[test]
fn the_sandbox_that_is_typed_goes_before_the_target_of_the_environment() {
    let proxy = Proxy::alone();
    let run = magewalk(&["run", "--sandbox"]).at(&proxy.url());
    run.run()
        .code(0)
        .prints(&["(the embedded sandbox, Magento 2.4.7)"]);
    let both = ["run", "--sandbox", "--target", &proxy.url()];
    let done = magewalk(&both).run().code(2);
    done.says(&["`--target` and `--sandbox` name two stores"]);
    assert_eq!(proxy.connections(), 0);
}

#[test]
fn a_shop_elsewhere_is_asked_about_before_anything_is_sent() {
    let done = magewalk(&[
        "run",
        "orders/create-customer",
        "--target",
        "http://shop.invalid",
    ])
    .at_unasked("")
    .run();
    done.code(2).says(&["will be written to", "--yes"]);
    let orders = ["run", "orders", "--yes", "--target", "http://shop.invalid"];
    let done = magewalk(&orders).at_unasked("").run().code(2);
    done.says(&["orders/create-order › place-order", "--allow permanent"]);
    let kept_out = magewalk(&["run", "--target", "https://me:hunter22@shop.invalid"]).run();
    kept_out.code(2).without(&["hunter22"]);
}

#[test]
fn reports_are_written_where_they_are_wanted() {
    let folder = Folder::new();
    let arguments = ["run", "--report", "junit", "--report", "json=x/y.json"];
    let done = magewalk(&arguments).within(&folder).run().code(0);
    done.says(&["wrote reports/junit.xml", "wrote x/y.json"]);
    assert_eq!(
        folder
            .read("reports/junit.xml")
            .matches("<testcase")
            .count(),
        58
    );
    let outcome: Value = serde_json::from_str(&folder.read("x/y.json")).unwrap();
    assert_eq!(outcome["scenarios"][1]["steps"][0]["verdict"], "passed");
    assert_eq!(outcome["undos"].as_array().unwrap().len(), 8);
}

#[test]
fn tutorials_run_side_by_side_and_are_printed_in_order() {
    let (store, folder) = (Store::start(), Folder::new());
    let proxy = Proxy::before(&store);
    eject(&folder, "one");
    eject(&folder, "two");
    let path = folder.path().join("two/tutorial.yaml");
    let text = folder
        .read("two/tutorial.yaml")
        .replace("magewalk-", "second-");
    std::fs::write(path, text).unwrap();
    let arguments = ["run", "./one", "./two", "--jobs", "2", "-q"];
    let done = magewalk(&arguments)
        .at(&proxy.url())
        .within(&folder)
        .run()
        .code(0);
    done.prints(&["PASSED  116 steps: 106 passed"]);
    assert_eq!(store.customers(), []);
    assert!(folder.journals().is_empty());
}

#[test]
fn each_request_has_a_connection_of_its_own_and_says_who_it_is() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    let run = magewalk(&["run", "orders/create-customer"]);
    run.at(&proxy.url()).run().code(0);
    assert_eq!(proxy.connections(), proxy.requests().len());
    for request in proxy.requests() {
        let agent = request.header("user-agent");
        assert!(agent.starts_with("magewalk/"), "{agent}");
    }
}

#[test]
fn strict_makes_what_the_page_does_not_print_a_mismatch() {
    let done = magewalk(&["run", "--strict"]).run().code(1);
    done.prints(&["extension_attributes", "FAILED"]);
}

#[test]
fn fail_fast_stops_at_the_first_failure_and_still_takes_back() {
    let store = Store::start();
    let done = magewalk(&["run", "--strict", "--fail-fast"])
        .at(&store.url())
        .run()
        .code(1);
    done.prints(&["`--fail-fast`: step `create-account` did not pass"]);
    assert_eq!(store.customers(), []);
}

#[test]
fn verbosity_decides_what_is_shown() {
    let quiet = magewalk(&["run", "-q"]).run().code(0);
    quiet.prints(&["PASSED"]).without(&["✔ 1/7"]);
    let verbose = magewalk(&["run", "-v"]).run().code(0);
    let shown = "\"firstname\"";
    assert!(verbose.stdout.contains(shown), "{verbose}");
    let twice = magewalk(&["run", "-vv"]).run().code(0);
    assert!(twice.stdout.len() > verbose.stdout.len(), "{twice}");
    magewalk(&["run"]).run().code(0).without(&[shown]);
}

#[test]
fn colour_comes_only_where_it_is_wanted() {
    let escape = "\u{1b}[";
    magewalk(&["run"]).run().without(&[escape]);
    magewalk(&["run", "--color", "always"])
        .env("NO_COLOR", "1")
        .run()
        .prints(&[escape]);
    magewalk(&["run"])
        .env("FORCE_COLOR", "1")
        .run()
        .prints(&[escape]);
    magewalk(&["run"])
        .env("FORCE_COLOR", "1")
        .env("NO_COLOR", "1")
        .run()
        .without(&[escape]);
}

#[test]
fn https_to_a_plain_server_is_an_error_in_words() {
    let store = Store::start();
    let url = store.url().replace("http:", "https:");
    let done = magewalk(&["run"]).at(&url).run().code(3);
    done.prints(&["http://"]).without(&["PASSED"]);
}

#[test]
fn the_smoke_test_buys_nothing_and_leaves_nothing() {
    let (store, folder) = (Store::start(), Folder::new());
    let proxy = Proxy::before(&store);
    let smoke = |arguments: &[&str]| {
        let run = magewalk(&["run", "smoke"]).arguments(arguments);
        run.at(&proxy.url()).within(&folder).run()
    };
    let done = smoke(&[]).code(0);
    done.prints(&[
        "PASSED  12 steps: 11 passed, 1 not applicable",
        "left    Make a cart: the cart, empty or ordered",
    ]);
    assert_eq!(proxy.count("POST", "/payment-information"), 0);
    assert_eq!(store.customers(), []);
    assert!(folder.journals().is_empty());
}

#[test]
fn a_guests_orders_are_cancelled_at_the_end() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    let done = magewalk(&["run", "orders-guest"]).at(&proxy.url()).run();
    done.code(0).prints(&[
        "PASSED  27 steps: 26 passed, 1 not applicable",
        "✔ POST /rest/default/V1/orders/3/cancel → 200",
    ]);
    assert_eq!(proxy.count("POST", "/cancel"), 2);
    assert_eq!(store.customers(), []);
}

#[test]
fn an_order_that_was_not_paid_yet_is_cancelled() {
    let store = Store::start();
    let run = magewalk(&["run", "orders", "--until", "place-order"]);
    let done = run.at(&store.url()).run().code(0);
    done.prints(&["✔ POST /rest/default/V1/orders/3/cancel → 200"])
        .without(&["it stays"]);
}

#[test]
fn a_rule_that_was_on_is_off_for_the_walk_and_on_again() {
    let store = Store::start();
    let token = store.admin_token();
    let switch = serde_json::json!({"rule": {"is_active": true}});
    let path = "/rest/V1/salesRules/2";
    let request = Request::new("PUT", path).bearer(&token).json(&switch);
    assert_eq!(store.send(&request).status, 200);
    let done = magewalk(&["run", "orders"]).at(&store.url()).run().code(0);
    done.prints(&[
        "Switch the rule off  PUT",
        "✔ PUT /rest/default/V1/salesRules/2 → 200",
    ]);
    let rule = store
        .send(&Request::new("GET", path).bearer(&token))
        .value();
    assert_eq!(rule["is_active"], true);
}

#[test]
fn the_configuration_of_a_shop_is_changed_only_where_that_is_allowed() {
    let store = Store::start();
    let token = store.admin_token();
    let on = serde_json::json!({"rule": {"is_active": true}});
    let switch = Request::new("PUT", "/rest/V1/salesRules/2").bearer(&token);
    assert_eq!(store.send(&switch.json(&on)).status, 200);
    let proxy = Proxy::before(&store);
    let walk = |arguments: &[&str]| {
        let only = ["run", "orders", "--only", "switch-rule-off", "--yes"];
        let run = magewalk(&only)
            .arguments(arguments)
            .at_unasked("http://shop.test");
        run.env("HTTP_PROXY", &proxy.url()).run()
    };
    walk(&[]).code(2).prints(&[
        "2 passed, 1 not applicable",
        "`--allow configuration` permits",
    ]);
    assert_eq!(proxy.count("PUT", "/salesRules/2"), 0);
    let allowed = walk(&["--allow", "configuration"]).code(0);
    allowed.prints(&["3 passed", "undo    ✔ PUT"]);
    assert_eq!(proxy.count("PUT", "/salesRules/2"), 2);
}

#[test]
fn a_shop_on_this_machine_is_asked_for_like_any_other() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    let run = |arguments: &[&str]| {
        let all = [&["run"], arguments].concat();
        magewalk(&all).at_unasked(&proxy.url()).run()
    };
    run(&["orders", "--yes"])
        .code(2)
        .says(&["`permanent`", "place-order", "--allow permanent"]);
    run(&["orders/create-customer"])
        .code(2)
        .says(&["will be written to", "--yes"]);
    assert_eq!(proxy.requests().len(), 0);
    run(&["orders/create-customer", "--yes"]).code(0);
    let all = ["orders-guest", "--yes", "--allow", "permanent"];
    run(&all).code(0);
    magewalk(&["run", "orders-guest", "--sandbox"])
        .run()
        .code(0);
}
