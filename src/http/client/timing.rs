//! How long a connection takes to come about, told to the request that waits for it.
//!
//! The library opens connections on its own; only a layer around its connector and a resolver of
//! our own see when. What they measure reaches the request through a value of its task, so that
//! requests side by side do not mix. TCP and TLS cannot be told apart here.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tower_layer::Layer;
use tower_service::Service;

/// What was measured while a request waited for its connection.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Opened {
    /// Looking up the name.
    pub(super) lookup: Option<Duration>,
    /// All of it, the look-up included.
    pub(super) whole: Option<Duration>,
}

type Shared = Arc<Mutex<Opened>>;

tokio::task_local! {
    static OPENED: Shared;
}

/// Waits for a request, and returns what opening a connection for it took.
pub(super) async fn measured<T>(request: impl Future<Output = T>) -> (T, Opened) {
    let shared = Shared::default();
    let answer = OPENED.scope(Arc::clone(&shared), request).await;
    let opened = *shared.lock().unwrap_or_else(PoisonError::into_inner);
    (answer, opened)
}

/// Notes what was measured; outside of a request nobody wants to know.
fn note(shared: Option<&Shared>, write: impl FnOnce(&mut Opened)) {
    if let Some(shared) = shared {
        write(&mut shared.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

fn current() -> Option<Shared> {
    OPENED.try_with(Arc::clone).ok()
}

/// Looks names up as the system does, and measures it.
pub(super) struct Lookup;

impl Resolve for Lookup {
    fn resolve(&self, name: Name) -> Resolving {
        let shared = current();
        Box::pin(async move {
            let began = Instant::now();
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            note(shared.as_ref(), |opened| {
                opened.lookup = Some(began.elapsed());
            });
            let addresses: Vec<_> = found.collect();
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// Measures how long a connector takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measure;

impl<S> Layer<S> for Measure {
    type Service = Measured<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Measured { inner }
    }
}

/// A connector whose time is measured.
#[derive(Debug, Clone)]
pub(super) struct Measured<S> {
    inner: S,
}

impl<S, R> Service<R> for Measured<S>
where
    S: Service<R>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        let shared = current();
        let connecting = self.inner.call(request);
        Box::pin(async move {
            let began = Instant::now();
            let connection = connecting.await?;
            note(shared.as_ref(), |opened| {
                opened.whole = Some(began.elapsed());
            });
            Ok(connection)
        })
    }
}
