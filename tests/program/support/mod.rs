//! What the subjects share: the program, a store, and a proxy in front of it that can misbehave.

mod browser;
mod folder;
mod http;
mod program;
mod proxy;
mod release;
mod shell;
mod store;
mod terminal;
mod tls;

pub(crate) use browser::Browser;
pub(crate) use folder::Folder;
pub(crate) use http::{Answer, Request};
pub(crate) use program::{Done, INTEGRATION, Program, Running, eject, magewalk, magewalk_within};
pub(crate) use proxy::Proxy;
pub(crate) use release::{Release, Sent, archive, done, platform};
pub(crate) use shell::{plant, prepared, typed};
pub(crate) use store::{PASSWORD, Store};
pub(crate) use terminal::Terminal;
pub(crate) use tls::{Authority, Front};

use std::time::{Duration, Instant};

/// How long anything may take before a test gives up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Waits until something holds, and panics where it never does.
pub(crate) fn until(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
