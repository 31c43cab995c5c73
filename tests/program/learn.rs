//! Learning in a terminal: somebody who waits for words and presses keys.

use std::process::Command;

use magewalk_sandbox::ADMIN_PASSWORD;

use crate::support::{Folder, Store, Terminal, magewalk, until};

const ENTER: &str = "\r";
const TO_SEND: &str = "[enter] send";
const SENT: &str = "[enter] next";
const END: &str = "[?] ";

/// Sends steps and goes on, until this one is shown and waits to be sent.
fn go_to(terminal: &mut Terminal, step: &str) {
    let heading = format!("  {step}\n");
    terminal.wait_for("[enter] ");
    while !terminal.shown.contains(&heading) {
        terminal.press(ENTER).wait_for("[enter] ");
    }
}

/// Opens a terminal in which a page is learnt at a real store.
fn learn_at(store: &Store, folder: &Folder) -> Terminal {
    let arguments = format!(
        "learn orders/create-customer --yes --target {}",
        store.url()
    );
    let credentials = [
        ("MAGEWALK_ADMIN_USERNAME", "admin"),
        ("MAGEWALK_ADMIN_PASSWORD", ADMIN_PASSWORD),
    ];
    Terminal::open_with(folder, 80, &arguments, &credentials)
}

#[test]
fn a_page_is_learnt_step_by_step_and_taken_back() {
    let folder = Folder::new();
    let mut terminal = Terminal::open(&folder, 80, "learn orders/create-customer");
    terminal
        .wait_for("as the page prints it")
        .wait_for("Create a customer  orders/create-customer")
        .wait_for("People buy in three ways")
        .wait_for("1/14 Create a customer account")
        .wait_for("> * POST http://")
        .wait_for("← store_code")
        .wait_for("Authorization: Bearer ‹admin_token›")
        .wait_for("← email")
        .wait_for(TO_SEND)
        .press(ENTER)
        .wait_for("< = 200")
        .wait_for("=   \"id\": 2,   → customer_id, used in step 3")
        .wait_for("~   \"created_at\": ")
        .wait_for("may differ: the page prints \"2017-01-31 01:18:13\"")
        .wait_for("passed: 26 exactly as printed")
        .wait_for(SENT)
        .press(ENTER)
        .wait_for("2/14 Get the customer's access token")
        .wait_for(TO_SEND)
        .press(ENTER)
        .wait_for("\"‹customer_token›\"")
        .wait_for(SENT)
        .press(ENTER)
        .wait_for("← customer_token of step 2")
        .wait_for(TO_SEND)
        .press("q")
        .wait_for("DELETE /rest/default/V1/customers/2 → 200")
        .wait_for("`magewalk learn orders/create-customer --resume` goes on here");
    let shown = terminal.ends(0);
    assert!(!shown.contains("eyJ"), "{shown}");
    let starts = ["  <", "  >", "  *", "  !", "  ✔"];
    for line in shown.lines() {
        let is_lesson = starts.iter().any(|start| line.starts_with(start));
        assert!(!is_lesson || line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn a_request_is_edited_sent_again_and_brought_back() {
    let folder = Folder::new();
    let editor = [("EDITOR", "sed -i 's/{password}/{email}/'")];
    let mut terminal = Terminal::open_with(&folder, 100, "learn orders/create-customer", &editor);
    terminal
        .wait_for(TO_SEND)
        .press(ENTER)
        .wait_for(SENT)
        .press(ENTER);
    terminal
        .wait_for("2/14")
        .wait_for(TO_SEND)
        .press("e")
        .wait_for("this is your own request")
        .wait_for(TO_SEND)
        .press(ENTER)
        .wait_for("✘ 401")
        .wait_for("the page promises 200")
        .wait_for("failed")
        .wait_for("The account sign-in was incorrect")
        .wait_for("the promise is the page's")
        .wait_for(SENT)
        .press("p")
        .wait_for("2/14")
        .wait_for(SENT)
        .press("r")
        .wait_for("passed: 1 varied")
        .wait_for(SENT)
        .press("c")
        .wait_for("curl -X POST http://")
        .wait_for("\"$MAGEWALK_PASSWORD\"")
        .wait_for("\u{1b}]52;c;")
        .wait_for(SENT)
        .press("q");
    terminal.ends(0);
}

#[test]
fn what_an_editor_leaves_that_is_no_request_is_told_and_nothing_is_lost() {
    let folder = Folder::new();
    for (editor, words) in [
        ("sed -i 's/^POST/post/'", "`post` is no method"),
        (
            "sed -i 's/^POST .*/POST https:..elsewhere.example/'",
            "one `/`",
        ),
        ("false", "nothing was changed"),
        ("/no/such/editor", "cannot be started"),
        ("true", "nothing was changed"),
    ] {
        let variables = [("EDITOR", editor)];
        let mut terminal =
            Terminal::open_with(&folder, 80, "learn orders/create-customer", &variables);
        terminal
            .wait_for(TO_SEND)
            .press("e")
            .wait_for(words)
            .wait_for(TO_SEND)
            .press(ENTER)
            .wait_for("passed: 26 exactly")
            .wait_for(SENT)
            .press("q");
        terminal.ends(0);
    }
}

#[test]
fn a_customer_of_an_edited_request_is_listed_and_the_pages_is_taken_back() {
    let folder = Folder::new();
    let editor = [("EDITOR", "sed -i 's/\"${email}\"/\"another-${email}\"/'")];
    let mut terminal = Terminal::open_with(&folder, 100, "learn orders/create-customer", &editor);
    terminal
        .wait_for(TO_SEND)
        .press(ENTER)
        .wait_for(SENT)
        .press("e")
        .wait_for("another-magewalk-")
        .wait_for("→ customer_id")
        .wait_for(SENT)
        .press("q")
        .wait_for("DELETE /rest/default/V1/customers/2 → 200")
        .wait_for("your own request: POST")
        .wait_for("customer_id 3");
    terminal.ends(0);
}

#[test]
fn a_step_is_skipped_and_what_needs_it_waits_for_a_key() {
    let folder = Folder::new();
    let mut terminal = Terminal::open(&folder, 80, "learn orders/create-customer");
    terminal
        .wait_for(TO_SEND)
        .press("s")
        .wait_for("you skipped it")
        .wait_for("2/14")
        .wait_for("skipped: step `create-account` was skipped")
        .wait_for("[enter] go on")
        .press("b")
        .wait_for("1/14")
        .wait_for("reading back")
        .press("r")
        .wait_for("passed: 26 exactly")
        .wait_for("reading back")
        .press(ENTER)
        .wait_for("2/14")
        .wait_for(TO_SEND)
        .press(ENTER)
        .wait_for("passed: 1 varied as it may")
        .wait_for(SENT)
        .press("q");
    terminal.ends(0);
}

#[test]
fn steps_are_read_back_and_long_bodies_shown_whole() {
    let folder = Folder::new();
    let mut terminal = Terminal::open(&folder, 80, "learn orders/create-customer");
    terminal
        .wait_for("more lines (a shows all)")
        .wait_for(TO_SEND)
        .press("a")
        .wait_for("\"countryId\": \"US\"")
        .wait_for(TO_SEND)
        .press("b")
        .wait_for("this is the first step")
        .wait_for(TO_SEND)
        .press(ENTER)
        .wait_for("more lines (a shows all)")
        .wait_for(SENT)
        .press("a")
        .wait_for("set-cookie")
        .wait_for("\"disable_auto_group_change\": 0")
        .wait_for(SENT)
        .press(ENTER)
        .wait_for("2/14")
        .wait_for(TO_SEND)
        .press("b")
        .wait_for("1/14")
        .wait_for("passed: 26 exactly")
        .wait_for("reading back")
        .press(ENTER)
        .wait_for("2/14")
        .wait_for(TO_SEND)
        .press("?")
        .wait_for("the page's own request again")
        .wait_for(TO_SEND)
        .press("q");
    terminal.ends(0);
}

#[test]
fn where_somebody_was_is_gone_on_with() {
    let folder = Folder::new();
    let mut terminal = Terminal::open(&folder, 80, "learn orders/create-customer");
    terminal
        .wait_for(TO_SEND)
        .press(ENTER)
        .wait_for(SENT)
        .press(ENTER);
    terminal
        .wait_for("2/14")
        .wait_for(TO_SEND)
        .press(ENTER)
        .wait_for(SENT)
        .press("q");
    terminal.ends(0);
    let kept = folder.read("reports/learn-orders-create-customer.json");
    assert!(kept.contains("\"next\": \"customer-me\""), "{kept}");
    let mut terminal = Terminal::open(&folder, 80, "learn orders/create-customer --resume");
    terminal
        .wait_for("walking the 2 steps before again")
        .wait_for("3/14")
        .wait_for("← customer_token of step 2")
        .wait_for(TO_SEND)
        .press(ENTER)
        .wait_for("passed: 26 exactly")
        .wait_for(SENT)
        .press("q");
    terminal.ends(0);
    let elsewhere = format!(
        "learn orders/create-customer --resume --yes --target {}",
        "http://127.0.0.1:1"
    );
    let mut terminal = Terminal::open_with(
        &folder,
        80,
        &elsewhere,
        &[("MAGEWALK_ADMIN_TOKEN", "abcdefgh")],
    );
    terminal.wait_for("you were walking sandbox, not http://127.0.0.1:1");
    terminal.ends(2);
    let mut terminal = Terminal::open(&folder, 80, "learn smoke --resume");
    terminal.wait_for("no unfinished lesson of `smoke` here");
    terminal.ends(2);
}

#[test]
fn a_whole_tutorial_is_walked_to_the_refund() {
    let folder = Folder::new();
    let mut terminal = Terminal::open(&folder, 120, "learn orders");
    go_to(&mut terminal, "order-after-refund");
    terminal
        .press(ENTER)
        .wait_for("passed")
        .wait_for(SENT)
        .press(ENTER);
    terminal
        .wait_for("That was the last step: 53 passed, 5 not applicable.")
        .wait_for("undo")
        .wait_for("left");
    let shown = terminal.ends(0);
    assert!(
        !shown.contains("✘ failed") && !shown.contains("‼"),
        "{shown}"
    );
    assert!(!folder.has("reports/learn-orders.json"));
}

#[test]
fn ctrl_c_and_a_signal_end_it_and_what_was_made_is_taken_back() {
    for signal in [None, Some("TERM"), Some("INT"), Some("HUP")] {
        let folder = Folder::new();
        let mut terminal = Terminal::open(&folder, 80, "learn orders/create-customer");
        let process = terminal.process();
        terminal.wait_for(TO_SEND).press(ENTER).wait_for(SENT);
        match signal {
            None => {
                // Before the terminal hands on each key at once, the key is a signal to the shell too.
                std::thread::sleep(std::time::Duration::from_millis(300));
                terminal.press("\u{3}");
            }
            Some(signal) => {
                let kill = Command::new("kill").args(["-s", signal, &process]).status();
                assert!(kill.unwrap().success());
            }
        }
        terminal.wait_for("DELETE /rest/default/V1/customers/2 → 200");
        terminal.ends(130);
    }
}

#[test]
fn what_is_typed_while_a_request_is_under_way_or_pasted_sends_nothing() {
    let folder = Folder::new();
    let mut terminal = Terminal::open(&folder, 80, "learn orders/create-customer --fault delay=2s");
    terminal
        .wait_for(TO_SEND)
        .wait_for(END)
        .press(ENTER)
        .wait_for("sending")
        .press("s\r\rs\r");
    terminal
        .wait_for("passed: 26 exactly")
        .wait_for(SENT)
        .wait_for(END)
        .press("\u{1b}[200~curl http://x -s\rq\r\u{1b}[201~")
        .press(ENTER)
        .wait_for("2/14")
        .wait_for(TO_SEND)
        .wait_for(END)
        .press("\u{1b}q")
        .press("q");
    let shown = terminal.ends(0);
    assert!(
        !shown.contains("you skipped it") && !shown.contains("3/14"),
        "{shown}"
    );
    assert_eq!(shown.matches("passed: ").count(), 1, "{shown}");
}

#[test]
fn what_was_kept_back_is_sent_after_all_once_what_it_needs_has_passed() {
    let folder = Folder::new();
    let mut terminal = Terminal::open(&folder, 100, "learn smoke");
    terminal.wait_for("1/").wait_for(TO_SEND).press("s");
    for step in ["2/", "3/"] {
        terminal
            .wait_for(step)
            .wait_for("[enter] go on")
            .press(ENTER);
    }
    terminal.wait_for("4/").wait_for("[enter] go on");
    for step in ["3/", "2/", "1/"] {
        terminal.press("b").wait_for(step).wait_for("[r] send");
    }
    terminal
        .press("r")
        .wait_for("passed: ")
        .wait_for("[r]epeat")
        .press(ENTER);
    for step in ["2/", "3/", "4/"] {
        terminal
            .wait_for(step)
            .wait_for(TO_SEND)
            .press(ENTER)
            .wait_for("passed: ")
            .wait_for(SENT)
            .press(ENTER);
    }
    terminal.wait_for("5/").wait_for("[enter] ").press("q");
    terminal.ends(0);
}

#[test]
fn two_signals_at_once_end_it_at_once_and_leave_the_terminal_as_it_was() {
    let folder = Folder::new();
    let mut terminal = Terminal::open(&folder, 80, "learn orders/create-customer");
    let process = terminal.process();
    terminal.wait_for(TO_SEND).press(ENTER).wait_for(SENT);
    let twice = format!("kill -INT {process}; kill -TERM {process}");
    assert!(
        Command::new("sh")
            .args(["-c", &twice])
            .status()
            .unwrap()
            .success()
    );
    terminal.ends(130);
}

#[test]
fn a_real_store_is_learnt_with_and_left_clean() {
    let store = Store::start();
    let folder = Folder::new();
    let mut terminal = learn_at(&store, &folder);
    terminal
        .wait_for("1/14")
        .wait_for(TO_SEND)
        .press(ENTER)
        .wait_for(SENT)
        .press("q")
        .wait_for("DELETE /rest/default/V1/customers/2 → 200");
    let shown = terminal.ends(0);
    assert!(!shown.contains(ADMIN_PASSWORD), "{shown}");
    assert!(folder.journals().is_empty());
}

#[test]
fn a_terminal_that_is_closed_ends_it_and_what_was_made_is_taken_back() {
    let store = Store::start();
    let before = store.customers();
    let folder = Folder::new();
    let mut terminal = learn_at(&store, &folder);
    let process = terminal.process();
    terminal.wait_for(TO_SEND).press(ENTER).wait_for(SENT);
    assert_ne!(store.customers(), before);
    drop(terminal);
    until("it is taken back", || store.customers() == before);
    let is_there = || std::path::Path::new(&format!("/proc/{process}/fd/0")).exists();
    until("the program has ended", || !is_there());
    assert!(folder.journals().is_empty());
}

#[test]
fn a_lesson_that_was_killed_is_remembered() {
    let store = Store::start();
    let folder = Folder::new();
    let mut terminal = learn_at(&store, &folder);
    let process = terminal.process();
    terminal.wait_for(TO_SEND).press(ENTER).wait_for(SENT);
    let kill = Command::new("kill").args(["-KILL", &process]).status();
    assert!(kill.unwrap().success());
    terminal.wait_for("CODE 137.");
    let mut terminal = learn_at(&store, &folder);
    terminal
        .wait_for("an earlier run left 1 undo open in")
        .wait_for("; `magewalk cleanup`")
        .wait_for(TO_SEND)
        .press("q");
    terminal.ends(0);
}

#[test]
fn a_terminal_that_gets_narrower_is_written_to_as_it_is() {
    let folder = Folder::new();
    let mut terminal = Terminal::open(&folder, 120, "learn orders/create-customer");
    let process = terminal.process();
    terminal.wait_for(TO_SEND);
    let device = std::fs::read_link(format!("/proc/{process}/fd/0")).unwrap();
    let stty = Command::new("stty")
        .args(["-F", device.to_str().unwrap(), "cols", "60"])
        .status();
    assert!(stty.unwrap().success());
    let from = terminal.shown.len();
    terminal
        .press(ENTER)
        .wait_for("passed: 26")
        .wait_for(SENT)
        .press("q");
    terminal.ends(0);
    for line in terminal.shown[from..].lines() {
        let is_cut = line.starts_with("  <") || line.starts_with("  *");
        assert!(!is_cut || line.chars().count() <= 60, "{line}");
    }
}

#[test]
fn without_a_terminal_it_points_to_run() {
    magewalk(&["learn", "nobody"])
        .run()
        .code(2)
        .says(&["`nobody`"]);
    magewalk(&["learn"]).run().code(2).says(&[
        "there is no terminal to learn in",
        "`magewalk run -v orders`",
    ]);
}
