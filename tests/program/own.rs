//! A scenario of one's own: one file, and nothing beside it.

use crate::support::{Answer, Folder, Proxy, magewalk};

const SHOP: &str = "\
title: The shop
vars: {size: 3}
vary: {$.search_criteria: any}
steps:
  - id: groups
    title: Read the customer groups
    request:
      GET: /rest/default/V1/customerGroups/search
      query: {'searchCriteria[pageSize]': \"${size}\"}
      as: admin
    expect:
      status: 200
      documented_file: responses/groups.json
";

/// A folder with one scenario file, which documents another number of groups than there are.
fn shop() -> Folder {
    let folder = Folder::new();
    folder.write("shop.yaml", SHOP);
    folder.write(
        "responses/groups.json",
        "{\"search_criteria\": [], \"total_count\": 3}\n",
    );
    folder.write("other.yaml", "- is no part of it\n");
    folder
}

#[test]
fn one_file_is_enough_for_every_command_that_takes_a_tutorial() {
    let folder = shop();
    let done = |arguments: &[&str]| magewalk(arguments).within(&folder).run();
    done(&["check", "shop.yaml"])
        .code(0)
        .prints(&["shop: no mistakes in 1 scenario"]);
    done(&["list", "./shop.yaml"]).code(0).prints(&[
        "shop  The shop\n",
        "shop/shop  The shop\n",
        "groups",
    ]);
    let run = ["run", "shop.yaml", "--report", "json"];
    done(&run)
        .code(1)
        .prints(&["total_count  has another value"]);
    done(&["accept", "--all", "documented"])
        .code(0)
        .prints(&["wrote responses/groups.json"]);
    done(&["run", "shop.yaml"]).code(0).prints(&["1 passed"]);
    let two = done(&["run", "shop.yaml", "orders/create-customer"]);
    two.code(0).prints(&["shop/shop", "orders/create-customer"]);
    done(&["cleanup", "--tutorial", "shop.yaml"]).code(0);
    let near = done(&["run", "shop"]).code(2);
    near.says(&["did you mean `shop.yaml`?"]);
}

#[test]
fn a_tutorial_beside_the_file_is_what_counts() {
    let folder = shop();
    folder.write("tutorial.yaml", "title: All\n");
    std::fs::remove_file(folder.path().join("other.yaml")).unwrap();
    let done = magewalk(&["run", "shop.yaml"])
        .within(&folder)
        .run()
        .code(2);
    done.says(&[
        "shop.yaml:2:1",
        "`vars` counts in `tutorial.yaml` alone, which is beside this file",
    ]);
}

#[test]
fn a_status_alone_is_enough_and_a_class_is_noted() {
    let folder = Folder::new();
    let step = |status: &str| {
        format!(
            "title: Mine\nsteps:\n  - id: me\n    title: Me\n    \
             request: {{GET: /rest/V1/customers/me}}\n    expect: {{status: {status}}}\n"
        )
    };
    folder.write("exact.yaml", &step("401"));
    folder.write("class.yaml", &step("4xx"));
    folder.write("wrong.yaml", &step("200"));
    let done = |arguments: &[&str]| magewalk(arguments).within(&folder).run();
    let checked = done(&["check", "exact.yaml"]).code(0);
    assert_eq!(
        (checked.stdout.as_str(), checked.stderr.as_str()),
        ("exact: no mistakes in 1 scenario, 1 step\n", "")
    );
    let checked = done(&["check", "class.yaml"]).code(0);
    checked
        .prints(&["class: no mistakes in 1 scenario, 1 step; 1 note"])
        .says(&[
            "note: step `me` promises little",
            "class.yaml:6:22",
            "such as `400`",
        ]);
    done(&["run", "exact.yaml", "class.yaml"]).code(0);
    done(&["run", "wrong.yaml"]).code(1);
}

#[test]
fn a_new_scenario_is_green_at_once_and_nothing_is_overwritten() {
    let folder = Folder::new();
    let done = |arguments: &[&str]| magewalk(arguments).within(&folder).run();
    done(&["new", "shop"])
        .code(0)
        .prints(&["wrote shop.yaml", "200, and the scenario holds"]);
    let text = folder.read("shop.yaml");
    assert!(
        text.contains("# ") && text.contains("documented:"),
        "{text}"
    );
    let checked = done(&["check", "shop.yaml"]).code(0);
    assert_eq!(checked.stderr, "");
    done(&["run", "shop.yaml"]).code(0).prints(&["1 passed"]);
    done(&["new", "shop"])
        .code(2)
        .says(&["`shop.yaml` exists already"]);
    assert_eq!(folder.read("shop.yaml"), text);
    for (name, words) in [
        ("tutorial", "cannot be the name"),
        (".x", "cannot be the name"),
        ("a\n- b", "cannot be the name"),
        ("a/b", "there is no folder `a`"),
    ] {
        done(&["new", name]).code(2).says(&[words]);
    }
    let asked = [
        "new",
        "bag",
        "--as-admin",
        "--title",
        "A bag: ours",
        "--request",
    ];
    let asked = [&asked[..], &["GET /rest/V1/products/24-MB01"]].concat();
    done(&asked).code(0);
    let bag = folder.read("bag.yaml");
    assert!(bag.contains("$.created_at: datetime"), "{bag}");
    done(&["run", "bag.yaml"]).code(0);
    folder.write("t/tutorial.yaml", "title: All\n");
    done(&["new", "t/a"])
        .code(2)
        .says(&["is a tutorial of its own"]);
    let refused = done(&["new", "no", "--request", "GET /rest/V1/modules"]).code(0);
    refused.prints(&["with 401"]).says(&["--as-admin"]);
    done(&["new", "post", "--request", "POST /rest/V1/carts"])
        .code(2)
        .says(&["`POST` is not sent"]);
    assert!(!folder.has("post.yaml"));
    let pipeline = magewalk(&["new", "ci"])
        .env("CI", "1")
        .within(&folder)
        .run();
    pipeline.code(2).says(&["no store is named"]);
}

#[test]
fn a_new_scenario_of_a_shop_reads_twice_and_writes_no_secret() {
    let proxy = Proxy::alone();
    let body = "{\"access_token\": \"hunter2hunter2hunter2\", \"at\": \"2017-01-31 01:18:13\", \"name\": \"ours\"}";
    proxy.give("GET", "/shop", Answer::new(200, "application/json", body));
    proxy.give(
        "GET",
        "/page",
        Answer::new(200, "text/html", "<h1>Ours</h1>"),
    );
    let folder = Folder::new();
    let url = proxy.url();
    let done = |name: &str, path: &str| {
        let arguments = ["new", name, "--target", &url, "--request", path];
        magewalk(&arguments).within(&folder).run()
    };
    done("mine", "GET /shop").code(0).without(&["hunter2"]);
    let text = folder.read("mine.yaml");
    assert!(!text.contains("hunter2"), "{text}");
    for part in ["$.access_token: string", "$.at: datetime", "name: ours"] {
        assert!(text.contains(part), "{text}");
    }
    assert_eq!(proxy.connections(), 2);
    let person = "{\"email\": \"jane@corp.shop\", \"other\": \"joe@example.com\", \"billing_lastname\": \"Roe\"}";
    proxy.give("GET", "/jane", Answer::new(200, "application/json", person));
    let said = done("jane", "GET /jane").code(0);
    said.says(&["the file holds `billing_lastname`, `email` as the store answered"]);
    done("page", "GET /page")
        .code(0)
        .without(&["the file holds"]);
    assert!(
        folder
            .read("page.yaml")
            .contains("content-type: {contains: \"text/html\"}")
    );
    let run = magewalk(&["run", "mine.yaml", "page.yaml", "--target", &url]);
    run.within(&folder).run().code(0);
    let nobody = magewalk(&["new", "none", "--target", "http://127.0.0.1:9"]);
    nobody
        .within(&folder)
        .run()
        .code(3)
        .says(&["nothing was written"]);
    assert!(!folder.has("none.yaml"));
}

#[test]
fn what_differs_from_answer_to_answer_may_vary() {
    let proxy = Proxy::alone();
    let hits = std::sync::atomic::AtomicUsize::new(0);
    proxy.on("GET", "/shop", move |_, _| {
        let hits = hits.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let body = format!("{{\"hits\": {hits}, \"name\": \"ours\"}}");
        Some(Answer::new(200, "application/json", &body))
    });
    let folder = Folder::new();
    let arguments = ["new", "mine", "--request", "GET /shop", "--target"];
    let new = magewalk(&[&arguments[..], &[&proxy.url()]].concat());
    new.within(&folder).run().code(0);
    let text = folder.read("mine.yaml");
    assert!(text.contains("$.hits: integer"), "{text}");
    assert!(!text.contains("$.name:"), "{text}");
}

#[test]
fn a_capture_that_finds_nothing_names_what_there_is_at_its_own_line() {
    let proxy = Proxy::alone();
    let body = "{\"customer\": {\"email\": \"a@example.com\", \"customer_id\": 7}, \"items\": [1]}";
    let mut answer = Answer::new(200, "application/json", body);
    answer
        .headers
        .push(("X-Request-Id".to_owned(), "1".to_owned()));
    proxy.give("GET", "/a", answer);
    let folder = Folder::new();
    for (capture, words) in [
        ("$.customer.id", "`$.customer` has `customer_id`, `email`"),
        ("$.customer.email.x", "`$.customer.email` is a text"),
        ("$.nobody.id", "`$` has `customer`, `items`"),
        ("$.items.id", "`$.items` is a list of 1 element"),
        (
            "{header: Request-Id}",
            "there are the headers `x-request-id`",
        ),
        ("{cookie: a}", "the response sets no cookie"),
    ] {
        folder.write(
            "shop.yaml",
            &format!(
                "title: Mine\nsteps:\n  - id: a\n    title: A\n    request: {{GET: /a}}\n    \
                 expect: {{status: 200}}\n    capture:\n      it: {capture}\n"
            ),
        );
        let run = magewalk(&["run", "shop.yaml", "--target", &proxy.url()]);
        run.within(&folder).run().code(3).prints(&[
            "finds nothing in the response",
            words,
            "shop.yaml:8:7",
        ]);
    }
}
