//! The sockets behind the studio: whoever connects is taken, and none may dawdle or crowd out others.
//!
//! Any program on this machine can connect, with or without the token. What it can hold up is kept
//! small: what was made in a shop is taken back by the same process. So a new connection never waits
//! for a place; where there are too many, the oldest goes, and strangers take no place of the page.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinHandle, JoinSet};

/// How many connections there may be at once over which the token came; a browser opens six.
const KNOWN: usize = 64;

/// How many there may be over which it did not come yet. What was sent right after the connection was
/// made is read before as many others can follow it.
const STRANGERS: usize = 256;

/// How long the head of a request may take, also the first byte of the next one.
const HEAD: Duration = Duration::from_secs(10);

/// How long to wait where no connection can be taken, as where files have run out.
const PAUSE: Duration = Duration::from_millis(100);

/// How long answers that are under way may take to end.
const GRACE: Duration = Duration::from_millis(300);

/// The sockets of a server that runs.
pub(super) struct Sockets {
    server: JoinHandle<()>,
}

/// Stands in each request, to be marked once the request brought the token.
#[derive(Debug, Clone, Default)]
pub(super) struct Proof(Arc<AtomicBool>);

/// The connections that are open, the oldest first.
#[derive(Default)]
struct Connections {
    open: VecDeque<(Proof, AbortHandle)>,
    // Dropped with this, which ends them.
    tasks: JoinSet<()>,
}

impl Sockets {
    /// Serves whoever connects.
    pub(super) fn serve(listener: TcpListener, app: Router) -> Self {
        Self {
            server: tokio::spawn(accept(listener, app)),
        }
    }

    /// Ends the server, and soon all its connections.
    pub(super) async fn close(self) {
        // Answers that were given are on their way.
        tokio::time::sleep(GRACE).await;
        self.server.abort();
    }
}

impl Proof {
    /// Marks the connection as one of somebody who has the token.
    pub(super) fn give(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_given(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Connections {
    /// Serves one connection more.
    fn add(&mut self, stream: TcpStream, app: &Router) {
        let proof = Proof::default();
        let task = self.tasks.spawn(serve(stream, app.clone(), proof.clone()));
        self.open.push_back((proof, task));
    }

    /// Forgets those that have ended, and ends the oldest where there are more than may be.
    fn tidy(&mut self, strangers: usize) {
        while self.tasks.try_join_next().is_some() {}
        self.open.retain(|(_, task)| !task.is_finished());
        for (is_known, most) in [(true, KNOWN), (false, strangers)] {
            let of_kind = (self.open.iter()).filter(|(proof, _)| proof.is_given() == is_known);
            let too_many = of_kind.clone().count().saturating_sub(most);
            of_kind.take(too_many).for_each(|(_, task)| task.abort());
        }
    }
}

async fn accept(listener: TcpListener, app: Router) {
    let mut connections = Connections::default();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.add(stream, &app);
                connections.tidy(STRANGERS);
                // However many wait, what this one sent is read first.
                tokio::task::yield_now().await;
            }
            // There may be fewer files than connections.
            Err(_) => {
                connections.tidy(connections.open.len() / 2);
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn serve(stream: TcpStream, app: Router, proof: Proof) {
    let app = TowerToHyperService::new(app);
    let service = service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(proof.clone());
        hyper::service::Service::call(&app, request)
    });
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(HEAD);
    // Of a connection that breaks there is nobody left to tell.
    let _ = server.serve_connection(TokioIo::new(stream), service).await;
}
