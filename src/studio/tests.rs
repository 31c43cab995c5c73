//! The session behind the page, driven without a process, a socket or a page.

use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot, watch};

use crate::launch::{Environment, Interrupt, StoreOptions, scenarios};
use crate::studio::command::{Command, Refusal, Sent};
use crate::studio::export::export;
use crate::studio::page_step::page_step;
use crate::studio::session::StudioSession;
use crate::studio::state::StudioState;

/// The session's other side: commands in, and what is shown out.
struct Page {
    state: StudioState,
    commands: mpsc::Sender<Sent>,
    stops: watch::Sender<u64>,
}

impl Page {
    /// Commands something, and waits until it is carried out.
    async fn command(&self, command: Value) -> Result<(), Refusal> {
        let command: Command = serde_json::from_value(command).unwrap();
        let (answer, answered) = oneshot::channel();
        let stops = *self.stops.borrow();
        let sent = Sent {
            command,
            stops,
            answer,
        };
        assert!(self.commands.send(sent).await.is_ok());
        answered.await.unwrap()?;
        // What sends steps is answered when it begins: the session takes nothing more before its end.
        let mut seen = self.state.version();
        while self.state.read(|shown| shown.busy.is_some()) {
            self.state.after(seen).await;
            seen = self.state.version();
        }
        Ok(())
    }

    /// Sends a step; the state is looked at once the next command is taken.
    async fn send(&self, at: usize) {
        self.command(json!({"command": "send", "tutorial": "orders", "at": at}))
            .await
            .unwrap();
        self.settled().await;
    }

    /// Waits until all that was commanded is done.
    async fn settled(&self) {
        let open = json!({"command": "open", "tutorial": "orders"});
        self.command(open).await.unwrap();
    }

    fn revisions(&self) -> Vec<u64> {
        self.state.read(|shown| {
            let steps = shown.walks["orders"].steps.iter();
            steps.map(|step| step.revision).collect()
        })
    }

    /// The place of a step.
    fn place(&self, id: &str) -> usize {
        self.state.read(|shown| {
            let mut steps = shown.walks["orders"].steps.iter();
            steps.position(|step| step.pending.id == id).unwrap()
        })
    }

    fn step(&self, at: usize) -> Value {
        self.state.read(|shown| {
            let walk = &shown.walks["orders"];
            serde_json::to_value(page_step(&walk.steps[at], &walk.value_flow)).unwrap()
        })
    }
}

/// A customer is made, signs in, and reads the own account: each builds on the one before.
const CUSTOMER: [&str; 3] = ["create-account", "customer-token", "customer-me"];

/// Drives a session on a sandbox until the page is done with it; returns whether undos are left.
async fn with_session<F: Future<Output = ()>>(drive: impl FnOnce(Page) -> F) -> bool {
    let choices = scenarios::choose(&["orders".to_owned()]).unwrap();
    let state = StudioState::new();
    let stops = watch::Sender::new(0);
    let (_raise, interrupt) = Interrupt::by_hand();
    let (options, environment) = (StoreOptions::of_sandbox(), Environment::bare());
    let session = StudioSession::open(
        &options,
        choices,
        &environment,
        state.clone(),
        interrupt,
        stops.subscribe(),
    );
    let session = session.await.unwrap();
    let (commands, waiting) = mpsc::channel(8);
    let page = Page {
        state,
        commands,
        stops,
    };
    // The session ends with its last commander.
    tokio::join!(session.keep(waiting), drive(page)).0
}

#[tokio::test]
async fn a_step_that_was_sent_changes_itself_and_those_that_use_it() {
    let leaves = with_session(|page| async move {
        page.settled().await;
        let [account, token, me] = CUSTOMER.map(|id| page.place(id));
        let run = json!({"command": "run_all", "tutorial": "orders", "from": 0, "until": account - 1});
        page.command(run).await.unwrap();
        page.settled().await;
        let before = page.revisions();
        assert_eq!(page.step(me)["missing"], json!([account, token]));
        page.send(account).await;
        let after = page.revisions();
        let changed: Vec<usize> = (0..after.len())
            .filter(|at| before[*at] != after[*at])
            .collect();
        assert!([account, token, me].iter().all(|at| changed.contains(at)));
        // Nothing of the pages before, and not all of those behind.
        assert!(changed.iter().all(|at| *at >= account), "{changed:?}");
        assert!(changed.len() < after.len() / 2, "{changed:?}");
        assert_eq!(page.step(me)["missing"], json!([token]));
        page.send(token).await;
        let step = page.step(me);
        assert_eq!(step["missing"], json!([]));
        assert!(step["request"].to_string().contains("‹customer_token›"), "{step}");
        // What is shown is asked for again only where something is other.
        let before = page.revisions();
        let change = json!({"command": "change", "tutorial": "orders", "at": me, "text": page.step(me)["text"]});
        page.command(change).await.unwrap();
        assert_eq!(page.revisions(), before);
    })
    .await;
    assert!(!leaves);
}

#[tokio::test]
async fn what_was_typed_and_not_sent_is_no_secret_afterwards() {
    with_session(|page| async move {
        page.settled().await;
        let [_, token, me] = CUSTOMER.map(|id| page.place(id));
        let run = json!({"command": "run_all", "tutorial": "orders", "from": 0, "until": token});
        page.command(run).await.unwrap();
        page.settled().await;
        let text = page.step(token)["text"].as_str().unwrap().to_owned();
        let own = text.replace("${password}", "Veronica-half-typed");
        let change = json!({"command": "change", "tutorial": "orders", "at": token, "text": own});
        page.command(change).await.unwrap();
        let request = page.step(token)["request"].to_string();
        assert!(
            !request.contains("Veronica") && request.contains("‹"),
            "{request}"
        );
        assert_eq!(page.step(token)["is_stale"], true);
        // Another request may say the same word, and shows it.
        let search = "GET /rest/${store_code}/V1/customers/me?fields=Veronica-half-typed\n";
        let change = json!({"command": "change", "tutorial": "orders", "at": me, "text": search});
        page.command(change).await.unwrap();
        let request = page.step(me)["request"].to_string();
        assert!(request.contains("Veronica-half-typed"), "{request}");
    })
    .await;
}

#[tokio::test]
async fn exports_are_made_of_what_is_known_when_they_are_asked_for() {
    with_session(|page| async move {
        page.settled().await;
        let count = |page: &Page| {
            page.state.read(|shown| {
                let html = export(shown, "orders.html").unwrap().content;
                html.matches("<article ").count()
            })
        };
        assert_eq!(count(&page), 0);
        page.send(0).await;
        assert_eq!(count(&page), 1);
        page.state.read(|shown| {
            assert!(
                export(shown, "orders.sh")
                    .unwrap()
                    .content
                    .starts_with("#!/bin/sh")
            );
            assert!(export(shown, "orders.exe").is_none() && export(shown, "smoke.sh").is_none());
        });
    })
    .await;
}

#[tokio::test]
async fn a_stop_ends_what_was_commanded_before_it() {
    with_session(|page| async move {
        page.settled().await;
        page.stops.send_replace(1);
        let run = Command::RunAll {
            tutorial: "orders".to_owned(),
            from: 0,
            until: None,
        };
        let (answer, answered) = oneshot::channel();
        // It was commanded before the stop.
        let sent = Sent {
            command: run,
            stops: 0,
            answer,
        };
        assert!(page.commands.send(sent).await.is_ok());
        assert_eq!(answered.await.unwrap(), Ok(()));
        page.settled().await;
        let sent = page.state.read(|shown| {
            let steps = shown.walks["orders"].steps.iter();
            steps.filter(|step| step.result.is_some()).count()
        });
        assert_eq!(sent, 0);
    })
    .await;
}
