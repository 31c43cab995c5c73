//! What the page asks for and commands, over HTTP.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::Response;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;

use crate::studio::access_gate::{AccessGate, Entry};
use crate::studio::assets::asset;
use crate::studio::command::{Command, Refusal, Sent};
use crate::studio::export::export;
use crate::studio::page_step::page_step;
use crate::studio::sockets::{Proof, Sockets};
use crate::studio::state::{Shown, StudioState};

/// The page loads its own style and script, asks this server, and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
     img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The largest command that is read: a request that somebody wrote.
const MAX_COMMAND: usize = 512 * 1024;

/// How long a command may be on its way.
const COMMAND_TIME: Duration = Duration::from_secs(10);

/// How long the page waits at most for a change, so that a connection which is lost is noticed.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// A studio that is open.
pub(crate) struct Studio {
    address: String,
    once: String,
    sockets: Sockets,
}

struct Server {
    gate: AccessGate,
    state: StudioState,
    commands: mpsc::Sender<Sent>,
    stops: watch::Sender<u64>,
}

impl Studio {
    /// Opens a studio on a listener. Commands go to `commands`, but for a stop, which is counted in
    /// `stops` at once, whatever waits before it.
    ///
    /// # Errors
    /// The listener has no address.
    pub(crate) fn open(
        listener: TcpListener,
        state: StudioState,
        commands: mpsc::Sender<Sent>,
        stops: watch::Sender<u64>,
    ) -> io::Result<Self> {
        let gate = AccessGate::new(listener.local_addr()?);
        let (address, once) = (gate.address(), gate.once().unwrap_or_default());
        let server = Arc::new(Server {
            gate,
            state,
            commands,
            stops,
        });
        let app = Router::new().fallback(handle).with_state(server);
        let sockets = Sockets::serve(listener, app);
        Ok(Self {
            address,
            once,
            sockets,
        })
    }

    /// Returns the address of the page. Who has it gets in.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Returns an address that leads to the page once, and may be read by others after that.
    pub(crate) fn once(&self) -> &str {
        &self.once
    }

    /// Closes it; a page that waits for a change does not keep it.
    pub(crate) async fn close(self) {
        self.sockets.close().await;
    }
}

async fn handle(State(server): State<Arc<Server>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let mut response = match server.gate.enter(&parts.method, &parts.uri, &parts.headers) {
        Err(why) => text(
            StatusCode::FORBIDDEN,
            "text/plain; charset=utf-8",
            why.to_owned(),
        ),
        Ok(Entry::Address(address)) => {
            let mut response = text(StatusCode::SEE_OTHER, "text/plain", String::new());
            if let Ok(address) = HeaderValue::from_str(&address) {
                response.headers_mut().insert(LOCATION, address);
            }
            response
        }
        Ok(Entry::Path(path)) => {
            if let Some(proof) = parts.extensions.get::<Proof>() {
                proof.give();
            }
            let query = parts.uri.query().unwrap_or("");
            server.answer(&parts.method, path, query, body).await
        }
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, POLICY),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

impl Server {
    async fn answer(&self, method: &Method, path: &str, query: &str, body: Body) -> Response {
        match (method.as_str(), path) {
            ("GET", "api/state") => self.state(query).await,
            ("GET", "api/tutorials") => self.state.read(|shown| {
                written(&json!({"tutorials": shown.tutorials, "lessons": shown.lessons}))
            }),
            ("POST", "api/command") => self.command(body).await,
            ("GET", path) => match path.split('/').collect::<Vec<_>>()[..] {
                ["api", "steps", tutorial] => {
                    self.state.read(|shown| steps(shown, tutorial, query))
                }
                ["export", name] => self.state.read(|shown| exported(shown, name)),
                _ => asset(path).map_or_else(nothing, |asset| {
                    text(StatusCode::OK, asset.media_type, asset.content.to_owned())
                }),
            },
            _ => nothing(),
        }
    }

    /// Answers with what is shown, once it is other than the page knows it.
    async fn state(&self, query: &str) -> Response {
        let seen = query
            .strip_prefix("after=")
            .and_then(|seen| seen.parse().ok());
        if let Some(seen) = seen {
            // A page that is told what it knows asks again.
            let _ = timeout(LONGEST_WAIT, self.state.after(seen)).await;
        }
        let version = self.state.version();
        self.state
            .read(|shown| written(&json!({"version": version, "shown": shown.overview()})))
    }

    async fn command(&self, body: Body) -> Response {
        let body = match timeout(COMMAND_TIME, to_bytes(body, MAX_COMMAND)).await {
            Ok(Ok(body)) => body,
            Ok(Err(_)) => return refused("the order is too large, or broke off".to_owned()),
            Err(_) => return refused("the order took too long to arrive".to_owned()),
        };
        let command: Command = match serde_json::from_slice(&body) {
            Ok(command) => command,
            Err(error) => return refused(format!("this command is not understood: {error}")),
        };
        if command == Command::Stop {
            self.stops.send_modify(|stops| *stops += 1);
            return written(&json!({}));
        }
        let (answer, answered) = oneshot::channel();
        let sent = Sent {
            command,
            stops: *self.stops.borrow(),
            answer,
        };
        let closed = || refused("the studio is closing".to_owned());
        match self.commands.try_send(sent) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => {
                return refused("too many orders wait already; stop what runs".to_owned());
            }
            Err(TrySendError::Closed(_)) => return closed(),
        }
        match answered.await {
            Ok(Ok(())) => written(&json!({})),
            Ok(Err(refusal)) => text(StatusCode::CONFLICT, JSON, to_text(&refusal)),
            Err(_) => closed(),
        }
    }
}

fn refused(message: String) -> Response {
    let refusal = Refusal {
        message,
        hint: None,
    };
    text(StatusCode::BAD_REQUEST, JSON, to_text(&refusal))
}

const JSON: &str = "application/json";

/// The steps of a tutorial from one place to before another, `from=0&to=5`; with `after=7` those alone
/// that changed after this revision.
fn steps(shown: &Shown, tutorial: &str, query: &str) -> Response {
    let pairs: Vec<(&str, u64)> = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .filter_map(|(name, value)| Some((name, value.parse().ok()?)))
        .collect();
    let number = |wanted: &str| {
        let mut pairs = pairs.iter();
        pairs
            .find(|(name, _)| *name == wanted)
            .map(|(_, value)| *value)
    };
    let place = |wanted: &str| number(wanted).and_then(|value| usize::try_from(value).ok());
    let (Some(from), Some(to)) = (place("from"), place("to")) else {
        return nothing();
    };
    let walk = shown.walks.get(tutorial);
    let Some((walk, steps)) = walk.and_then(|walk| Some((walk, walk.steps.get(from..to)?))) else {
        return nothing();
    };
    let after = number("after").unwrap_or(0);
    let places = from..to;
    let changed = places.zip(steps).filter(|(_, step)| step.revision > after);
    let steps: Vec<Value> = changed
        .map(|(at, step)| {
            json!({
                "at": at,
                "revision": step.revision,
                "step": page_step(step, &walk.value_flow),
            })
        })
        .collect();
    written(&json!({"steps": steps}))
}

/// A walk to take along.
fn exported(shown: &Shown, name: &str) -> Response {
    let Some(export) = export(shown, name) else {
        return nothing();
    };
    let mut response = text(StatusCode::OK, export.media_type, export.content);
    let value = HeaderValue::from_str(&format!("attachment; filename=\"magewalk-{name}\""));
    if let Ok(value) = value {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    response
}

fn nothing() -> Response {
    let words = "there is nothing at this address".to_owned();
    text(StatusCode::NOT_FOUND, "text/plain; charset=utf-8", words)
}

fn written(value: &impl Serialize) -> Response {
    text(StatusCode::OK, JSON, to_text(value))
}

/// Writes what the page reads: texts, numbers and lists, which can always be written.
fn to_text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}

fn text(status: StatusCode, media_type: &'static str, content: String) -> Response {
    let mut response = Response::new(Body::from(content));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}
