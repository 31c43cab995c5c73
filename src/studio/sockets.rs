//! The sockets behind the studio: a limited number of connections, none of which may dawdle.
//!
//! Any program on this machine can connect, with or without the token. What it can hold up is kept
//! small: what was made in a shop is taken back by the same process.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, JoinSet};

/// How many connections there may be at once; a browser opens six.
const CONNECTIONS: usize = 64;

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

async fn accept(listener: TcpListener, app: Router) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    // Dropped with this, which ends them.
    let mut connections = JoinSet::new();
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        while connections.try_join_next().is_some() {}
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let service = TowerToHyperService::new(app.clone());
        connections.spawn(async move {
            let mut server = http1::Builder::new();
            server.timer(TokioTimer::new()).header_read_timeout(HEAD);
            // Of a connection that breaks there is nobody left to tell.
            let _ = server.serve_connection(TokioIo::new(stream), service).await;
            drop(place);
        });
    }
}
