//! What a run makes is taken back, however it ends.

use std::fs;

use serde_json::json;

use crate::support::{Answer, Folder, PASSWORD, Proxy, Store, magewalk, until};

const CUSTOMERS: &str = "/rest/default/V1/customers";

/// A store, a proxy before it, and the folder in which the program runs.
struct Scene {
    store: Store,
    proxy: Proxy,
    folder: Folder,
}

impl Scene {
    fn new() -> Self {
        let store = Store::start();
        Self {
            proxy: Proxy::before(&store),
            store,
            folder: Folder::new(),
        }
    }

    fn program(&self, arguments: &[&str]) -> crate::support::Program {
        magewalk(arguments)
            .at(&self.proxy.url())
            .within(&self.folder)
    }

    /// Holds that nothing is left in the shop, nor in the books.
    #[track_caller]
    fn is_clean(&self) {
        assert_eq!(self.store.customers(), []);
        assert!(self.folder.journals().is_empty());
    }

    /// Kills a run while the store's answer to its first customer is held back.
    fn killed() -> Self {
        let scene = Self::new();
        let gate = scene.proxy.hold("POST", CUSTOMERS);
        let running = scene.program(&["run"]).start();
        until("the customer is made", || {
            !scene.store.customers().is_empty()
        });
        running.signal("KILL");
        assert_eq!(running.wait().code, None);
        gate.open();
        assert_eq!(scene.folder.journals().len(), 1);
        scene
    }
}

#[test]
fn after_a_pass() {
    let scene = Scene::new();
    scene.program(&["run"]).run().code(0);
    assert_eq!(scene.proxy.count("DELETE", CUSTOMERS), 2);
    scene.is_clean();
}

#[test]
fn after_a_step_that_fails() {
    let scene = Scene::new();
    let refusal = json!({"message": "No."});
    let token = "/V1/integration/customer/token";
    scene.proxy.give("POST", token, Answer::json(401, &refusal));
    let done = scene.program(&["run"]).run().code(1);
    done.prints(&["No.", "skipped: step `customer-token` failed"]);
    scene.is_clean();
}

#[test]
fn after_a_body_with_mismatches() {
    let scene = Scene::new();
    scene.proxy.on("POST", CUSTOMERS, |_, forward| {
        let mut body = forward().value();
        body["firstname"] = json!("Joan");
        Some(Answer::json(200, &body))
    });
    scene.program(&["run"]).run().code(1).prints(&["Joan"]);
    scene.is_clean();
}

#[test]
fn after_a_body_without_the_id() {
    let scene = Scene::new();
    scene.proxy.on("POST", CUSTOMERS, |_, forward| {
        forward();
        Some(Answer::html(500, "<h1>Oops</h1>"))
    });
    scene.program(&["run"]).run();
    scene.is_clean();
}

#[test]
fn after_a_body_whose_id_is_none() {
    for id in [json!(null), json!(""), json!(".."), json!([])] {
        let scene = Scene::new();
        scene.proxy.on("POST", CUSTOMERS, move |_, forward| {
            let mut body = forward().value();
            body["id"] = id.clone();
            Some(Answer::json(200, &body))
        });
        scene.program(&["run"]).run().code(1);
        scene.is_clean();
    }
}

#[test]
fn after_a_time_out_whose_answer_never_arrives() {
    let scene = Scene::new();
    scene.proxy.swallow("POST", CUSTOMERS);
    let arguments = ["run", "--timeout", "1s", "--until", "create-account"];
    let done = scene.program(&arguments).run().code(3);
    done.prints(&["DELETE"]);
    assert_eq!(scene.proxy.count("DELETE", CUSTOMERS), 1);
    scene.is_clean();
}

#[test]
fn after_a_connection_that_breaks() {
    let scene = Scene::new();
    scene.proxy.on("POST", CUSTOMERS, |_, forward| {
        forward();
        None
    });
    let arguments = ["run", "--until", "create-account"];
    scene.program(&arguments).run().code(3);
    scene.is_clean();
}

#[test]
fn after_a_signal_the_request_ends_and_the_reports_are_written() {
    for signal in ["INT", "TERM"] {
        let scene = Scene::new();
        let gate = scene.proxy.hold("POST", CUSTOMERS);
        let running = scene
            .program(&["run", "--report", "json", "--report", "junit"])
            .start();
        until("the customer is made", || {
            !scene.store.customers().is_empty()
        });
        running.signal(signal);
        gate.open();
        let done = running.wait().code(130);
        let done = done.prints(&["the run was interrupted"]).says(&[
            "interrupted: no further step begins",
            "up to 30s",
            "Once more (Ctrl-C) ends at once",
        ]);
        drop(done);
        scene.is_clean();
        let outcome = scene.folder.read("reports/run.json");
        let outcome: serde_json::Value = serde_json::from_str(&outcome).unwrap();
        assert_eq!(outcome["interrupted"], true);
        let steps = &outcome["scenarios"][2]["steps"];
        assert_eq!(steps[0]["verdict"], "passed", "{signal}");
        // The answer may be quicker than the signal by a step, not by all of them; the last is one for
        // a browser.
        let last = steps.as_array().unwrap().iter().rev().nth(1).unwrap();
        assert_eq!(last["verdict"], "skipped", "{signal}");
        assert!(scene.folder.has("reports/junit.xml"));
    }
}

#[test]
fn a_second_signal_ends_at_once_and_leaves_the_books() {
    let scene = Scene::new();
    let gate = scene.proxy.hold("POST", CUSTOMERS);
    let running = scene.program(&["run"]).start();
    until("the customer is made", || {
        !scene.store.customers().is_empty()
    });
    // Signals of a kind that come at once count as one, so a few are sent.
    for _ in 0..20 {
        running.signal("INT");
    }
    let done = running.wait();
    done.code(130).says(&["`magewalk cleanup`"]);
    gate.open();
    assert_eq!(scene.folder.journals().len(), 1);
    scene.program(&["cleanup", "--yes"]).run().code(0);
    scene.is_clean();
}

#[test]
fn a_killed_run_is_cleaned_up_after() {
    let scene = Scene::killed();
    let done = scene.program(&["cleanup", "--yes"]).run().code(0);
    done.prints(&["left 1 undo open", "taken back"]);
    scene.is_clean();
    let again = scene.program(&["cleanup", "--yes"]).run().code(0);
    again.prints(&["nothing to take back"]);
}

#[test]
fn a_journal_whose_last_line_is_torn_is_read() {
    let scene = Scene::killed();
    let path = scene.folder.journals().remove(0);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}{{\"owed\":{{\"entry\":1,\"tuto")).unwrap();
    scene.program(&["cleanup", "--yes"]).run().code(0);
    scene.is_clean();
}

#[test]
fn a_damaged_line_costs_that_line_alone() {
    let scene = Scene::new();
    scene.program(&["run", "--keep"]).run().code(0);
    let path = scene.folder.journals().remove(0);
    let text = fs::read_to_string(&path).unwrap();
    // The first undo, of the first customer.
    let damaged = text.replacen("create-account\"", "create-acc\u{fffd}", 1);
    assert_ne!(damaged, text);
    fs::write(&path, damaged).unwrap();
    let done = scene.program(&["cleanup", "--yes"]).run().code(3);
    done.says(&["line", "is damaged"]).prints(&["taken back"]);
    assert_eq!(scene.store.customers().len(), 1);
    assert_eq!(scene.folder.journals().len(), 1);
}

#[test]
fn cleanup_asks_on_every_target() {
    let scene = Scene::killed();
    let done = scene.program(&["cleanup"]).run().code(2);
    done.says(&["will be written to", "--yes"]);
    assert_eq!(scene.store.customers().len(), 1);
    scene.program(&["cleanup", "--yes"]).run().code(0);
    scene.is_clean();
}

#[test]
fn a_journal_that_somebody_wrote_sends_nothing_but_what_the_tutorial_says() {
    let scene = Scene::new();
    let bob = "bob@example.com";
    scene.store.create(bob);
    let entry = |tutorial: &str, folder: serde_json::Value, step: &str| {
        json!({"pending": {"entry": 0, "tutorial": tutorial, "folder": folder, "step": step, "listed": true,
            "values": {"email": bob, "store_code": "default", "header": "${basic}"}}})
    };
    for (pending, words) in [
        (
            entry("orders", json!(null), "create-account"),
            "the run was given a `email`",
        ),
        (
            entry("orders", json!("./evil"), "create-account"),
            "--tutorial ./evil",
        ),
        (
            entry("evil", json!(null), "create-account"),
            "no shipped tutorial",
        ),
        (
            entry(
                "orders",
                json!(null),
                "\u{1b}[31m\u{202e}\n::set-output name=a::b",
            ),
            "no such step",
        ),
    ] {
        let url = format!("{}/", scene.proxy.url());
        let head = json!({"head": {"format_version": 2, "target": url, "run_id": "abcd1234"}});
        scene
            .folder
            .write("reports/journal-x.jsonl", &format!("{head}\n{pending}\n"));
        let done = scene.program(&["cleanup", "--yes"]).run().code(3);
        done.prints(&["nothing was sent", words]).without(&[
            "\u{1b}",
            "\u{202e}",
            "\n::set-output",
        ]);
        let others = scene.proxy.requests();
        assert!(others.iter().all(|one| one.method != "DELETE"), "{words}");
        assert_eq!(scene.store.customers().len(), 1, "{words}");
    }
}

#[test]
fn a_journal_that_is_a_link_or_a_pipe_is_not_read() {
    let scene = Scene::new();
    scene.folder.write("secret.txt", "hunter2\n");
    scene.folder.write("reports/README.md", "");
    let reports = scene.folder.path().join("reports");
    std::os::unix::fs::symlink("../secret.txt", reports.join("journal-a.jsonl")).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(reports.join("journal-b.jsonl"))
        .status();
    assert!(made.unwrap().success());
    let done = scene.program(&["cleanup", "--yes"]).run().code(3);
    done.says(&[
        "journal-a.jsonl: cannot be read",
        "journal-b.jsonl",
        "no regular file",
    ])
    .without(&["hunter2"]);
}

#[test]
fn a_tutorial_of_ones_own_is_named_to_clean_up_after_it() {
    let scene = Scene::new();
    magewalk(&["eject", "orders"])
        .within(&scene.folder)
        .run()
        .code(0);
    let gate = scene.proxy.hold("POST", CUSTOMERS);
    let running = scene.program(&["run", "./orders"]).start();
    until("the customer is made", || {
        !scene.store.customers().is_empty()
    });
    running.signal("KILL");
    running.wait();
    gate.open();
    let done = scene.program(&["cleanup", "--yes"]).run().code(3);
    done.prints(&["still pending", "magewalk cleanup --tutorial ./orders"]);
    assert_eq!(scene.store.customers().len(), 1);
    let named = ["cleanup", "--yes", "--tutorial", "./orders"];
    scene.program(&named).run().code(0);
    scene.is_clean();
}

#[test]
fn a_customer_of_a_given_address_is_taken_back_only_by_the_id_that_was_answered() {
    let given = [
        "run",
        "orders/create-customer",
        "--email",
        "ann@example.com",
    ];
    let scene = Scene::new();
    scene.program(&given).run().code(0);
    scene.is_clean();
    // Somebody else signs up with this address right after the look, and the run's own request is lost.
    let scene = Scene::new();
    let store = scene.store.address();
    scene.proxy.on("POST", CUSTOMERS, move |request, _| {
        request.clone().send(store);
        Some(Answer::html(504, "<h1>504 Gateway Time-out</h1>"))
    });
    let done = scene.program(&given).run().code(1);
    done.prints(&["it stays", "may be somebody else's"]);
    assert!(
        scene
            .store
            .customers()
            .iter()
            .any(|(_, one)| one == "ann@example.com")
    );
    // Of a journal, nothing is believed but what only that run can have made.
    let scene = Scene::new();
    let kept = scene.program(&given).arguments(&["--keep"]).run().code(0);
    kept.prints(&["`magewalk cleanup` lists it, and you take it back"]);
    let env = [("MAGEWALK_EMAIL", "ann@example.com")];
    let cleanup = scene.program(&["cleanup", "--yes"]).env(env[0].0, env[0].1);
    cleanup
        .run()
        .code(3)
        .prints(&["the run was given a `email` of its own"]);
    assert!(
        scene
            .store
            .customers()
            .iter()
            .any(|(_, one)| one == "ann@example.com")
    );
}

#[test]
fn what_was_made_and_is_not_found_again_is_no_green_run() {
    let scene = Scene::new();
    let empty = Answer::json(200, &json!({"items": [], "total_count": 0}));
    scene
        .proxy
        .on("GET", "/customers/search", move |_, _| Some(empty.clone()));
    let done = scene.program(&["run", "smoke"]).run().code(3);
    done.prints(&["not undone", "customer_id 2", "is not found again"]);
    assert_eq!(scene.folder.journals().len(), 1);
}

#[test]
fn a_page_of_a_list_does_not_say_that_nothing_is_there() {
    let scene = Scene::new();
    let page = Answer::json(200, &json!({"items": [], "total_count": 1}));
    scene.proxy.give("GET", "/customers/search", page);
    let done = scene.program(&["run", "smoke"]).run().code(3);
    done.prints(&["has 1 in all, and does not show them", "nothing was sent"]);
    assert_eq!(scene.store.customers(), []);
}

#[test]
fn a_number_that_stands_twice_in_a_journal_costs_the_second() {
    let scene = Scene::killed();
    let path = scene.folder.journals().remove(0);
    let text = fs::read_to_string(&path).unwrap();
    let pending = text.lines().find(|line| line.contains("pending")).unwrap();
    let other = pending.replace("create-account", "nothing-like-it");
    fs::write(&path, format!("{text}{other}\n")).unwrap();
    let done = scene.program(&["cleanup", "--yes"]).run().code(3);
    done.says(&["is there already"]).prints(&["taken back"]);
    assert_eq!(scene.store.customers(), []);
}

#[test]
fn an_item_in_the_cart_of_somebody_else_is_left() {
    let mut scene = Scene::new();
    let gate = scene.proxy.hold("POST", "/V1/carts/mine/items");
    let running = scene.program(&["run", "smoke"]).start();
    until("the item is in the cart", || {
        scene.proxy.count("POST", "/V1/carts/mine/items") == 1
    });
    running.signal("KILL");
    running.wait();
    gate.open();
    // The shop is set back, and somebody else's cart has the number of the run's.
    scene.store.reset();
    let theirs = scene.store.cart_of("ann@example.com", "24-MB01");
    scene.program(&["cleanup", "--yes"]).run().code(0);
    assert_eq!(scene.store.items_of(&theirs), 1);
    assert!(scene.folder.journals().is_empty());
}

#[test]
fn a_journal_that_is_none_is_said_and_left() {
    let scene = Scene::new();
    scene.folder.write("reports/journal-x.jsonl", "{\"a\":1}\n");
    let done = scene.program(&["cleanup", "--yes"]).run().code(3);
    done.says(&["journal-x.jsonl", "line 1"]);
    assert_eq!(scene.folder.journals().len(), 1);
}

#[test]
fn what_is_pending_at_another_shop_is_left_alone() {
    let scene = Scene::killed();
    let other = Store::start();
    let done = scene
        .program(&["cleanup", "--yes", "--target", &other.url()])
        .run();
    done.code(0).says(&["left alone"]);
    assert_eq!(scene.store.customers().len(), 1);
    assert_eq!(scene.folder.journals().len(), 1);
    scene.program(&["cleanup", "--yes"]).run().code(0);
    scene.is_clean();
}

#[test]
fn a_customer_who_is_somebody_else_by_now_is_not_deleted() {
    let scene = Scene::killed();
    let (id, _) = scene.store.customers().remove(0);
    scene.store.rename(id, "somebody-else@example.com");
    let done = scene.program(&["cleanup", "--yes"]).run().code(0);
    done.prints(&["nothing to take back"]);
    let left = scene.store.customers();
    assert_eq!(left, [(id, "somebody-else@example.com".to_owned())]);
}

#[test]
fn the_same_holds_where_the_id_is_in_the_books() {
    let scene = Scene::new();
    scene.program(&["run", "--keep"]).run().code(0);
    for (id, _) in scene.store.customers() {
        scene.store.rename(id, &format!("other-{id}@example.com"));
    }
    scene.program(&["cleanup", "--yes"]).run().code(0);
    assert_eq!(scene.store.customers().len(), 2);
}

#[test]
fn a_customer_who_was_there_before_is_not_deleted() {
    let scene = Scene::new();
    scene.store.create("bob@example.com");
    let bob = scene.store.customers();
    let arguments = ["run", "--email", "bob@example.com"];
    let done = scene.program(&arguments).run().code(1);
    done.prints(&["→ 400"]);
    assert_eq!(scene.store.customers(), bob);
    scene
        .program(&arguments)
        .arguments(&["--keep", "--only", "create-account"])
        .run()
        .code(1);
    scene.program(&["cleanup", "--yes"]).run().code(0);
    assert_eq!(scene.store.customers(), bob);
    assert!(scene.folder.journals().is_empty());
}

#[test]
fn a_customer_who_was_there_before_outlives_a_lost_answer() {
    let scene = Scene::new();
    scene.store.create("bob@example.com");
    let bob = scene.store.customers();
    scene.proxy.swallow("POST", CUSTOMERS);
    let arguments = ["run", "--email", "bob@example.com", "--timeout", "1s"];
    let program = scene.program(&arguments);
    let done = program
        .arguments(&["--only", "create-account"])
        .run()
        .code(3);
    done.prints(&["was there before the run"]);
    assert_eq!(scene.store.customers(), bob);
    assert!(scene.folder.journals().is_empty());
}

#[test]
fn a_shop_that_is_down_is_still_pending() {
    let mut scene = Scene::killed();
    scene.store.stop();
    let done = scene.program(&["cleanup", "--yes"]).run().code(3);
    done.prints(&["still pending"]);
    assert_eq!(scene.folder.journals().len(), 1);
}

#[test]
fn keep_leaves_all_and_cleanup_takes_it_back() {
    let scene = Scene::new();
    scene.store.create("not-ours@example.com");
    let done = scene.program(&["run", "--keep"]).run().code(0);
    done.prints(&["`magewalk cleanup` takes it back"]);
    assert_eq!(scene.store.customers().len(), 3);
    let journal = fs::read_to_string(scene.folder.journals().remove(0)).unwrap();
    assert!(!journal.contains("Mw1-") && !journal.contains(PASSWORD));
    scene.program(&["cleanup", "--yes"]).run().code(0);
    assert!(scene.folder.journals().is_empty());
    let left = scene.store.customers();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].1, "not-ours@example.com");
}

#[test]
fn an_undo_that_fails_is_no_green_run() {
    let scene = Scene::new();
    let refusal = json!({"message": "Not now."});
    scene
        .proxy
        .give("DELETE", CUSTOMERS, Answer::json(500, &refusal));
    let done = scene.program(&["run"]).run().code(3);
    done.prints(&["500", "Not now."])
        .says(&["what is still to be taken back is kept in reports/journal-"])
        .without(&["PASSED  7"]);
    assert_eq!(scene.folder.journals().len(), 1);
    let again = scene.program(&["cleanup", "--yes"]).run().code(3);
    again.prints(&["still pending"]);
    assert_eq!(scene.store.customers().len(), 2);
}

#[test]
fn what_is_gone_already_is_paid_too() {
    let scene = Scene::new();
    scene.proxy.on("DELETE", CUSTOMERS, |_, forward| {
        forward();
        Some(forward())
    });
    let done = scene.program(&["run"]).run().code(0);
    done.prints(&["→ 404"]);
    scene.is_clean();
}

#[test]
fn cleanup_leaves_a_run_alone_that_goes_on() {
    let scene = Scene::new();
    let gate = scene.proxy.hold("POST", CUSTOMERS);
    let running = scene.program(&["run"]).start();
    until("the customer is made", || {
        !scene.store.customers().is_empty()
    });
    let done = scene.program(&["cleanup", "--yes"]).run().code(0);
    done.says(&["its run still goes on"]);
    assert_eq!(scene.store.customers().len(), 1);
    gate.open();
    running.wait().code(0);
    scene.is_clean();
}

#[test]
fn nothing_is_sent_where_the_books_cannot_be_kept() {
    let scene = Scene::new();
    scene.folder.write("reports", "a file, not a folder");
    let done = scene.program(&["run"]).run().code(3);
    done.prints(&["the journal cannot be written, so nothing was sent"]);
    assert_eq!(scene.proxy.count("POST", CUSTOMERS), 0);
}

#[test]
fn a_token_under_a_plain_name_is_not_in_the_journal() {
    let scene = Scene::new();
    let step = "\
title: One
steps:
  - id: make
    title: Make
    effect: reversible
    request: {POST: /make}
    expect:
      status: 200
      documented: {id: 1, key: abcabcabcabcabcabc, kind: a}
      vary: {$.id: integer, $.key: token}
    capture: {made: $.id, pass: $.key}
    undo: {unfindable: no service, DELETE: \"/made/${made}\", expect: {status: 200}}
";
    scene.folder.write("t/tutorial.yaml", "title: T\n");
    scene.folder.write("t/01-one.yaml", step);
    let made = json!({"id": 4711, "key": "q0u66k8h42yaevtchv09uyy3y9gaj2ap", "kind": "a"});
    scene.proxy.give("POST", "/make", Answer::json(200, &made));
    scene.program(&["run", "./t"]).run().code(3);
    let journal = fs::read_to_string(scene.folder.journals().remove(0)).unwrap();
    assert!(journal.contains("4711"), "{journal}");
    assert!(!journal.contains("q0u66k8h42"), "{journal}");
}

#[test]
fn of_the_sandbox_nothing_is_left_for_cleanup() {
    let folder = Folder::new();
    let run = magewalk(&["run", "smoke", "--sandbox"]).within(&folder);
    let run = run.arguments(&["--fault", "bad-gateway@DELETE *"]);
    let done = run.run().code(3);
    done.prints(&["not undone"]).without(&["cleanup"]);
}

#[test]
fn an_order_that_was_never_made_is_not_pending() {
    let scene = Scene::new();
    let broken = Answer::html(502, "<h1>502 Bad Gateway</h1>");
    let place = "/carts/mine/payment-information";
    scene.proxy.give("POST", place, broken);
    let done = scene.program(&["run", "--until", "place-order"]).run();
    done.code(1)
        .prints(&["nothing of it is in the store so far  of orders/place-order"])
        .without(&["not undone"]);
    scene.is_clean();
}

#[test]
fn an_order_whose_answer_never_came_is_cancelled() {
    let scene = Scene::new();
    scene
        .proxy
        .swallow("POST", "/carts/mine/payment-information");
    let arguments = ["run", "--until", "place-order", "--timeout", "1s"];
    let done = scene.program(&arguments).run().code(3);
    done.prints(&["✔ POST /rest/default/V1/orders/3/cancel → 200"]);
    scene.is_clean();
}
