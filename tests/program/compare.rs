//! Two stores, and two saved runs, held against each other.

use serde_json::json;

use crate::support::{Answer, Folder, Proxy, Store, magewalk};

fn save(folder: &Folder, file: &str, more: &[&str]) {
    let report = format!("json={file}");
    let mut arguments = vec![
        "run",
        "orders/create-customer",
        "--sandbox",
        "--report",
        &report,
    ];
    arguments.extend(more);
    magewalk(&arguments).within(folder).run();
}

#[test]
fn two_runs_of_one_store_are_alike_although_ids_and_tokens_differ() {
    let folder = Folder::new();
    save(&folder, "a.json", &[]);
    save(&folder, "b.json", &[]);
    let done = magewalk(&["compare", "a.json", "b.json"])
        .within(&folder)
        .run();
    done.code(0).prints(&["ALIKE", ": 0 different"]);
}

#[test]
fn a_store_that_answers_otherwise_is_told_beside_what_the_page_says() {
    let folder = Folder::new();
    save(&folder, "a.json", &[]);
    save(
        &folder,
        "b.json",
        &["--fault", "maintenance@GET */customers/me"],
    );
    let text = folder.read("b.json").replacen("Jane", "Janet", 60);
    folder.write("c.json", &text);
    let compare =
        |left: &str, right: &str| magewalk(&["compare", left, right]).within(&folder).run();
    compare("a.json", "b.json").code(1).prints(&[
        "passed 200 | failed 503",
        "right and the page: the status is `503` where the page prints `200`",
        "DIFFERENT",
    ]);
    let done = compare("b.json", "c.json")
        .code(1)
        .prints(&["- left   \"Jane\"", "+ right  \"Janet\""]);
    assert!(done.stdout.contains("firstname"), "{done}");
    compare("b.json", "b.json").code(0).prints(&[
        "= Read the account",
        "left and the page: the status is `503`",
        "ALIKE  14 steps: 0 different, 1 not as the page promises",
    ]);
    compare("a.json", "none.json")
        .code(2)
        .says(&["cannot read `none.json`"]);
    magewalk(&["compare", "a.json"])
        .within(&folder)
        .run()
        .code(2)
        .says(&["two saved runs are compared"]);
}

#[test]
fn what_is_hidden_on_both_sides_is_never_alike() {
    let folder = Folder::with_steps(
        "  - id: one\n    title: A step\n    effect: read\n    \
         request: {GET: /rest/V1/rules}\n    expect: {status: 200, documented: {a: 1}}\n",
    );
    for (name, policy) in [("a", "strong"), ("b", "none at all")] {
        let proxy = Proxy::before(&Store::start());
        let body = json!({"a": 1, "password_policy": policy, "more": [{"api_key": policy}]});
        proxy.give("GET", "/rules", Answer::json(200, &body));
        let report = format!("json={name}.json");
        let run = magewalk(&["run", "t", "--report", &report]).at(&proxy.url());
        run.within(&folder).run().code(0);
    }
    let done = magewalk(&["compare", "a.json", "b.json"]);
    done.within(&folder).run().code(1).prints(&[
        "password_policy  hidden, not compared",
        "more[0].api_key  hidden, not compared",
        "NOT ALL COMPARED  1 step: 0 different",
        "2 values hidden, not compared",
    ]);
}

#[test]
fn runs_of_other_steps_prove_nothing() {
    let folder = Folder::new();
    save(&folder, "a.json", &["--only", "create-account"]);
    let arguments = [
        "run",
        "orders/admin-token",
        "--sandbox",
        "--report",
        "json=b.json",
    ];
    magewalk(&arguments).within(&folder).run().code(0);
    let done = magewalk(&["compare", "a.json", "b.json"])
        .within(&folder)
        .run();
    done.code(2)
        .prints(&["not in this run", "NOTHING COMPARED"]);
}

#[test]
fn two_stores_are_walked_each_with_captures_of_its_own() {
    let (left, right) = (Store::start(), Store::start());
    let folder = Folder::new();
    let first = ["run", "orders/create-customer", "--yes", "--keep", "-q"];
    magewalk(&first)
        .within(&folder)
        .at(&right.url())
        .run()
        .code(0);
    let arguments = [
        "compare",
        "--left",
        &left.url(),
        "--right",
        &right.url(),
        "--yes",
        "orders/create-customer",
    ];
    let done = magewalk(&arguments)
        .within(&folder)
        .at(&left.url())
        .run()
        .code(0)
        .prints(&[
            "undo    ✔ DELETE",
            "left   http://",
            "right  http://",
            "ALIKE",
        ]);
    assert!(
        !done.stdout.contains(&format!("right  {}", left.url())),
        "{done}"
    );
    magewalk(&["compare", "--left", &left.url()]).run().code(2);
}

#[test]
fn what_differs_in_more_places_than_are_listed_is_never_alike() {
    let folder = Folder::new();
    save(&folder, "a.json", &["--only", "create-account"]);
    let mut saved: serde_json::Value = serde_json::from_str(&folder.read("a.json")).unwrap();
    // Each of the first thousand differences is one that does not count.
    let body = |mark: char, last: &str| {
        let marks = (0..1_000).map(|at| format!("\"m{at}\":\"{}\"", mark.to_string().repeat(16)));
        format!(
            "{{{},\"last\":\"{last}\"}}",
            marks.collect::<Vec<_>>().join(",")
        )
    };
    for (file, mark, last) in [
        ("b.json", 'a', "one"),
        ("c.json", 'b', "other"),
        ("d.json", 'b', "one"),
    ] {
        let exchanges = &mut saved["scenarios"][0]["steps"][0]["exchanges"];
        exchanges.as_array_mut().unwrap().last_mut().unwrap()["response"]["body"] =
            body(mark, last).into();
        folder.write(file, &saved.to_string());
    }
    let compare = |right: &str| {
        magewalk(&["compare", "b.json", right])
            .within(&folder)
            .run()
    };
    compare("d.json")
        .code(0)
        .prints(&["ALIKE", "1000 other values"]);
    compare("c.json")
        .code(1)
        .prints(&["… 1 further difference, not looked at", "DIFFERENT"]);
}

/// A shop that sells to one country alone has two hundred elements less in one answer.
#[test]
fn of_many_differences_in_one_answer_the_first_are_listed_and_the_rest_is_counted() {
    let folder = Folder::new();
    save(&folder, "a.json", &["--only", "create-account"]);
    let mut saved: serde_json::Value = serde_json::from_str(&folder.read("a.json")).unwrap();
    for (file, value) in [("b.json", "one"), ("c.json", "other")] {
        let members: Vec<String> = (0..50).map(|at| format!("\"m{at}\":\"{value}\"")).collect();
        let exchanges = &mut saved["scenarios"][0]["steps"][0]["exchanges"];
        exchanges.as_array_mut().unwrap().last_mut().unwrap()["response"]["body"] =
            format!("{{{}}}", members.join(",")).into();
        folder.write(file, &saved.to_string());
    }
    let done = magewalk(&["compare", "b.json", "c.json"])
        .within(&folder)
        .run()
        .code(1)
        .prints(&["… and 30 more differences in this answer", "DIFFERENT"]);
    assert_eq!(done.stdout.matches("- left ").count(), 20, "{done}");
}

#[test]
fn two_runs_of_one_shop_are_alike_whatever_was_made_between_them() {
    let store = Store::start();
    let folder = Folder::new();
    let run = |more: &[&str]| {
        let arguments = [&["run", "--yes", "--allow", "permanent", "-q"], more].concat();
        let run = magewalk(&arguments).within(&folder).at(&store.url());
        run.run().code(0);
    };
    run(&["orders-guest", "smoke", "--report", "json=a.json"]);
    run(&["smoke"]);
    run(&["orders-guest", "smoke", "--report", "json=b.json"]);
    let done = magewalk(&["compare", "a.json", "b.json"]);
    done.within(&folder)
        .run()
        .code(0)
        .prints(&["ALIKE", ": 0 different"]);
}

#[test]
fn a_changed_price_is_told_once_and_what_follows_from_it_below() {
    let folder = Folder::with_steps(
        "  - id: item\n    title: The item\n    effect: read\n    \
         request: {GET: /rest/V1/item}\n    expect: {status: 200, documented: {sku: a}}\n  \
         - id: sums\n    title: The sums\n    effect: read\n    \
         request: {GET: /rest/V1/sums}\n    expect: {status: 200, documented: {currency: USD}}\n  \
         - id: last\n    title: The last\n    needs: [sums]\n    effect: read\n    \
         request: {GET: /rest/V1/last}\n    expect: {status: 200, documented: {a: 1}}\n",
    );
    for (name, price, sum, currency) in [("a", 22.0, 160.0, "USD"), ("b", 23.5, 161.5, "EUR")] {
        let proxy = Proxy::before(&Store::start());
        let item = json!({"sku": "a", "price": price, "qty": 1});
        let sums = json!({"currency": currency, "subtotal": sum, "grand_total": sum + 5.0});
        proxy.give("GET", "/item", Answer::json(200, &item));
        proxy.give("GET", "/sums", Answer::json(200, &sums));
        proxy.give("GET", "/last", Answer::json(200, &json!({"a": 1})));
        let report = format!("json={name}.json");
        let run = magewalk(&["run", "t", "--report", &report]).at(&proxy.url());
        run.within(&folder).run();
    }
    let done = magewalk(&["compare", "a.json", "b.json"]);
    done.within(&folder).run().code(1).prints(&[
        "- left   22",
        "follows from price of item: 160.0 → 161.5 in subtotal; 165.0 → 166.5 in grand_total",
        "walked in one run alone\n  last (step `sums` failed)",
        "2 different, 1 walked in one run alone",
    ]);
}

#[test]
fn runs_of_different_tutorials_are_no_two_sides_of_one() {
    let folder = Folder::new();
    for (name, tutorial) in [("a.json", "smoke"), ("b.json", "orders-refusals/tokens")] {
        let report = format!("json={name}");
        let run = magewalk(&["run", tutorial, "--sandbox", "-q", "--report", &report]);
        run.within(&folder).run().code(0);
    }
    let compared = magewalk(&["compare", "a.json", "b.json"])
        .within(&folder)
        .run();
    compared.code(2).says(&[
        "runs of different tutorials: `smoke` on the left, `orders-refusals` on the right",
        "hint: compare two runs of one tutorial",
    ]);
}
