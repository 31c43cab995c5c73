//! The other commands: list, check, eject, sandbox, cleanup, and help for each.

use crate::support::{Folder, Request, eject, magewalk};

#[test]
fn list_shows_tutorials_scenarios_and_steps() {
    let done = magewalk(&["list"]).run().code(0);
    done.prints(&[
        "orders  Order processing with REST APIs",
        "orders/create-customer  Create a customer",
        "customer-token",
        "reversible",
    ]);
    magewalk(&["list", "order"])
        .run()
        .code(2)
        .says(&["did you mean `orders`?"]);
}

#[test]
fn check_finds_mistakes_and_sends_nothing() {
    let done = magewalk(&["check"]).run().code(0);
    done.prints(&["orders: no mistakes"]);
    let folder = Folder::with_steps(
        "  - id: one\n    title: One\n    request: {GET: /}\n    expectt: {status: 200}\n",
    );
    for command in ["check", "run", "list"] {
        let done = magewalk(&[command, "t"]).within(&folder).run().code(2);
        assert_eq!(done.stdout, "");
        done.says(&["t/01-only.yaml:6:5", "did you mean `expect`?"]);
    }
}

#[test]
fn what_only_the_engines_can_know_is_found_by_check_too() {
    let folder = Folder::with_steps(
        "  - id: one\n    title: One\n    request: {GET: /}\n    expect:\n      status: 200\n      \
         checks:\n        - $.a[: {exists: true}\n      html: [{select: 'a[', count: 1}]\n",
    );
    let done = magewalk(&["check", "./t"]).within(&folder).run().code(2);
    done.says(&[
        "01-only.yaml:9:11",
        "01-only.yaml:10:23",
        "2 problems were found",
    ]);
}

#[test]
fn an_ejected_tutorial_takes_the_place_of_the_shipped_one() {
    let folder = Folder::new();
    let done = magewalk(&["eject", "orders"]).within(&folder).run().code(0);
    done.prints(&["magewalk run ./orders"]);
    let path = folder.path().join("orders/tutorial.yaml");
    let text = folder.read("orders/tutorial.yaml");
    std::fs::write(&path, text.replace("Order processing", "My own")).unwrap();
    for arguments in [
        ["list"].as_slice(),
        &["list", "orders"],
        &["list", "./orders"],
    ] {
        let done = magewalk(arguments).within(&folder).run().code(0);
        if arguments.len() > 1 {
            done.prints(&["My own"]).without(&["Order processing"]);
        }
    }
    let run = magewalk(&["run", "./orders/03-create-customer.yaml"]);
    run.within(&folder).run().code(0).prints(&["13 passed"]);
    let again = magewalk(&["eject", "orders"]).within(&folder).run().code(2);
    again.says(&["exists already", "--to"]);
    assert!(folder.read("orders/tutorial.yaml").contains("My own"));
    magewalk(&["eject", "order"])
        .run()
        .code(2)
        .says(&["did you mean `orders`?"]);
}

#[test]
fn an_ejected_tutorial_runs() {
    let folder = Folder::new();
    eject(&folder, "mine");
    let run = magewalk(&["run", "./mine"]).within(&folder).run();
    run.code(0).prints(&["mine/create-customer", "53 passed"]);
}

#[test]
fn help_shows_an_example_and_the_exit_codes() {
    for command in [
        "run",
        "check",
        "list",
        "eject",
        "sandbox",
        "cleanup",
        "schema",
        "completions",
        "man",
    ] {
        let done = magewalk(&[command, "--help"]).run().code(0);
        done.prints(&["Example", &format!("magewalk {command}")]);
    }
    magewalk(&["--help"]).run().code(0).prints(&["Exit codes"]);
    magewalk(&["--version"])
        .run()
        .code(0)
        .prints(&["magewalk "]);
    magewalk(&[]).run().code(2);
    magewalk(&["rum"]).run().code(2).says(&["'run'"]);
}

#[test]
fn help_does_not_show_what_the_environment_holds() {
    let help = magewalk(&["run", "--help"]).at("https://me:hunter22@shop.example");
    help.run().code(0).without(&["hunter22", "shop.example/"]);
}

#[test]
fn the_sandbox_serves_until_it_is_interrupted() {
    let (line, running) = magewalk(&["sandbox", "--port", "0"]).first_line();
    let address = line.split("http://").nth(1).unwrap();
    let address = address.split_whitespace().next().unwrap().parse().unwrap();
    let answer = Request::new("GET", "/rest/V1/customers/me").send(address);
    assert_eq!(answer.unwrap().status, 401);
    running.signal("INT");
    running.wait().code(0);
    assert!(Request::new("GET", "/").send(address).is_none());
}

#[test]
fn the_sandbox_says_when_it_cannot_serve() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let done = magewalk(&["sandbox", "--port", &port]).run().code(3);
    done.says(&[&port, "--port"]);
    let done = magewalk(&["sandbox", "--port", "0", "--two-factor", "1"]).run();
    done.code(2)
        .says(&["base32", "--two-factor"])
        .without(&["--port"]);
}

#[test]
fn a_reader_that_goes_away_does_no_harm() {
    let (line, running) = magewalk(&["run", "-vv"]).first_line();
    assert!(line.starts_with("walking "), "{line}");
    let done = running.wait().code(0);
    assert_eq!(done.stderr, "");
    let (_, running) = magewalk(&["list"]).first_line();
    running.wait().code(0);
}

#[test]
fn cleanup_of_a_folder_that_is_not_there_owes_nothing() {
    let done = magewalk(&["cleanup", "nowhere"]).run().code(0);
    done.prints(&["nothing to take back"]);
}
