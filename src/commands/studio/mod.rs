//! `magewalk studio`: the tutorials as a page on this machine.

mod lessons;
mod room;
mod view;

use tokio::sync::mpsc;

use crate::cli::{StoreArgs, StudioArgs};
use crate::commands::studio::room::Room;
use crate::commands::walk::Interrupt;
use crate::commands::{Environment, print, say, scenarios};
use crate::error::Error;
use crate::runner::plan::{self, Limits};
use crate::studio::{Board, Order, Sent, Studio};

/// How many orders may wait.
const WAITING: usize = 32;

/// Serves the page until it is interrupted, and returns the exit code.
pub(super) async fn studio(arguments: &StudioArgs, environment: &Environment) -> Result<u8, Error> {
    let choices = scenarios::choose(&arguments.tutorials)?;
    let plan = plan::plan(&choices, &Limits::default()).map_err(Error::problems)?;
    let board = Board::new();
    let tutorials = plan.tutorials.iter().map(view::tutorial).collect();
    board.change(|shown| {
        shown.tutorials = tutorials;
        shown.lessons = lessons::lessons(&plan);
    });
    let interrupt = Interrupt::listen()?;
    // Whoever opens a page has a browser; where it cannot be driven, the steps for one do not apply.
    let store = StoreArgs {
        browser: true,
        ..arguments.store.clone()
    };
    let shown = board.clone();
    let room = Room::open(&store, choices, environment, shown, interrupt.clone()).await?;
    let (orders, waiting) = mpsc::channel::<Sent>(WAITING);
    let (inner, carried_out) = mpsc::channel::<Sent>(WAITING);
    let stop = room.stopper();
    tokio::spawn(hand_on(waiting, inner, stop));
    let studio = Studio::open(arguments.port, board, orders).await;
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
        && open::that_detached(studio.address()).is_err()
    {
        say("no browser could be opened; open the address in one");
    }
    let mut at_once = interrupt;
    let owes = tokio::select! {
        owes = room.keep(carried_out) => owes,
        () = at_once.wait_for(2) => {
            say("ended at once; `magewalk cleanup` takes back what is still owed");
            return Ok(130);
        }
    };
    studio.close().await;
    Ok(if owes { 3 } else { 0 })
}

/// Hands orders on, and stops a walk of several steps before the orders that wait behind it.
async fn hand_on(
    mut waiting: mpsc::Receiver<Sent>,
    inner: mpsc::Sender<Sent>,
    stop: tokio::sync::watch::Sender<bool>,
) {
    while let Some(sent) = waiting.recv().await {
        if sent.order == Order::Stop {
            stop.send_replace(true);
        }
        if inner.send(sent).await.is_err() {
            break;
        }
    }
}
