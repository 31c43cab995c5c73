//! `magewalk studio`: the tutorials as a page on this machine.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};

use crate::cli::StudioArgs;
use crate::commands::options;
use crate::commands::{cleanup, print, say};
use crate::error::Error;
use crate::launch::{Environment, Interrupt, StoreOptions, scenarios};
use crate::runner::plan::{self, Limits};
use crate::studio::{Sent, Studio, StudioSession, StudioState, lessons, tutorial};

/// How many commands may wait.
const WAITING: usize = 32;

/// Serves the page until it is interrupted, and returns the exit code.
pub(super) async fn studio(arguments: &StudioArgs, environment: &Environment) -> Result<u8, Error> {
    let choices = scenarios::choose(&arguments.tutorials)?;
    let plan = plan::plan(&choices, &Limits::default()).map_err(Error::problems)?;
    let state = StudioState::new();
    state.change(|shown| {
        shown.tutorials = plan.tutorials.iter().map(tutorial).collect();
        shown.lessons = lessons(&plan);
    });
    let interrupt = Interrupt::listen()?;
    // Whoever opens a page has a browser; where it cannot be driven, the steps for one do not apply.
    let store = StoreOptions {
        browser: true,
        ..options::store(&arguments.store)
    };
    let shown = state.clone();
    cleanup::remind();
    let stops = watch::Sender::new(0);
    let stopped = stops.subscribe();
    let session = StudioSession::open(
        &store,
        choices,
        environment,
        shown,
        interrupt.clone(),
        stopped,
    )
    .await?;
    let (commands, waiting) = mpsc::channel::<Sent>(WAITING);
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port));
    let listening = TcpListener::bind(address).await;
    let studio = listening.and_then(|listener| Studio::open(listener, state, commands, stops));
    let studio = studio.map_err(|error| {
        let error = Error::failed(format!("cannot serve on port {}: {error}", arguments.port));
        error.hint("choose another port with `--port`; 0 takes a free one")
    })?;
    print(&format!(
        "the studio is open at {}\nCtrl-C closes it and takes back what was made\n",
        studio.address()
    ))?;
    if !arguments.no_open
        && !environment.is_pipeline()
        && open::that_detached(studio.once()).is_err()
    {
        say("no browser could be opened; open the address in one");
    }
    announce_end(interrupt.clone());
    let mut at_once = interrupt;
    let leaves = tokio::select! {
        leaves = session.keep(waiting) => leaves,
        () = at_once.wait_for(2) => {
            say("ended at once; `magewalk cleanup` takes back what is left");
            return Ok(130);
        }
    };
    studio.close().await;
    Ok(if leaves { 3 } else { 0 })
}

/// Says what is waited for, once the program is to end.
fn announce_end(mut interrupt: Interrupt) {
    tokio::spawn(async move {
        interrupt.wait_for(1).await;
        say(
            "closing: the request under way ends, then what was made is taken back; Ctrl-C again \
             ends at once",
        );
    });
}
