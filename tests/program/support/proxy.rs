//! A proxy in front of a store that counts, records, and by rule misbehaves.

use std::io::BufReader;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use crate::support::http::{Answer, Request};
use crate::support::store::Store;

/// Makes an answer of a request, and may ask the store for its own; none closes the connection.
type Act = Box<dyn Fn(&Request, &dyn Fn() -> Answer) -> Option<Answer> + Send + Sync>;

struct Rule {
    method: String,
    /// A part of the path.
    path: String,
    act: Act,
    /// How often it still applies.
    left: AtomicUsize,
}

#[derive(Default)]
struct Shared {
    store: Option<SocketAddr>,
    rules: Mutex<Vec<Arc<Rule>>>,
    requests: Mutex<Vec<Request>>,
    connections: AtomicUsize,
    /// Opened when the proxy ends, so that no answer is held for ever.
    end: Gate,
}

/// A proxy on a port of its own.
pub(crate) struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    ended: Arc<AtomicBool>,
}

/// Something that holds others back until it is opened.
#[derive(Clone, Default)]
pub(crate) struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    pub(crate) fn open(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }

    pub(crate) fn wait(&self) {
        let open = self.0.0.lock().unwrap();
        drop(self.0.1.wait_while(open, |open| !*open).unwrap());
    }
}

impl Proxy {
    /// A proxy in front of a store.
    pub(crate) fn before(store: &Store) -> Self {
        Self::start(Some(store.address()))
    }

    /// A server without a store behind it: what no rule answers is an HTML page with 404.
    pub(crate) fn alone() -> Self {
        Self::start(None)
    }

    fn start(store: Option<SocketAddr>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            store,
            ..Shared::default()
        });
        let ended = Arc::new(AtomicBool::new(false));
        let (serving, over) = (Arc::clone(&shared), Arc::clone(&ended));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::SeqCst) {
                    break;
                }
                let Ok(stream) = stream else { continue };
                serving.connections.fetch_add(1, Ordering::SeqCst);
                let shared = Arc::clone(&serving);
                std::thread::spawn(move || serve(&shared, stream));
            }
        });
        Self {
            address,
            shared,
            ended,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers such requests in this way from now on; a later rule goes before an earlier one.
    pub(crate) fn on(
        &self,
        method: &str,
        path: &str,
        act: impl Fn(&Request, &dyn Fn() -> Answer) -> Option<Answer> + Send + Sync + 'static,
    ) -> &Self {
        self.add(usize::MAX, method, path, act)
    }

    /// Answers the next such request in this way.
    pub(crate) fn once(
        &self,
        method: &str,
        path: &str,
        act: impl Fn(&Request, &dyn Fn() -> Answer) -> Option<Answer> + Send + Sync + 'static,
    ) -> &Self {
        self.add(1, method, path, act)
    }

    fn add(
        &self,
        times: usize,
        method: &str,
        path: &str,
        act: impl Fn(&Request, &dyn Fn() -> Answer) -> Option<Answer> + Send + Sync + 'static,
    ) -> &Self {
        let rule = Rule {
            method: method.to_owned(),
            path: path.to_owned(),
            act: Box::new(act),
            left: AtomicUsize::new(times),
        };
        self.shared.rules.lock().unwrap().insert(0, Arc::new(rule));
        self
    }

    /// Always gives this answer.
    pub(crate) fn give(&self, method: &str, path: &str, answer: Answer) -> &Self {
        self.on(method, path, move |_, _| Some(answer.clone()))
    }

    /// Lets the store do its work, and holds its answer back until the gate opens.
    pub(crate) fn hold(&self, method: &str, path: &str) -> Gate {
        let gate = Gate::default();
        let held = gate.clone();
        self.on(method, path, move |_, forward| {
            let answer = forward();
            held.wait();
            Some(answer)
        });
        gate
    }

    /// Lets the store do its work, and never gives the answer.
    pub(crate) fn swallow(&self, method: &str, path: &str) -> &Self {
        let end = self.shared.end.clone();
        self.on(method, path, move |_, forward| {
            forward();
            end.wait();
            None
        })
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.shared.requests.lock().unwrap().clone()
    }

    /// How many requests of this method had this in their path.
    pub(crate) fn count(&self, method: &str, path: &str) -> usize {
        let requests = self.shared.requests.lock().unwrap();
        let such = |request: &&Request| request.method == method && request.path.contains(path);
        requests.iter().filter(such).count()
    }

    pub(crate) fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.end.open();
        self.ended.store(true, Ordering::SeqCst);
        // Wakes the listener; where that fails, it has ended already.
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(shared: &Shared, stream: TcpStream) {
    let mut to = stream.try_clone().unwrap();
    let mut from = BufReader::new(stream);
    while let Some(request) = Request::read(&mut from) {
        let rule = take_rule(shared, &request);
        shared.requests.lock().unwrap().push(request.clone());
        let forward = || match shared.store {
            Some(store) => request
                .send(store)
                .unwrap_or_else(|| Answer::html(502, "Bad Gateway")),
            None => Answer::html(404, "<html><h1>Not Found</h1></html>"),
        };
        let answer = match rule {
            Some(rule) => (rule.act)(&request, &forward),
            None => Some(forward()),
        };
        let Some(answer) = answer else { return };
        if answer.write(&mut to).is_err() {
            return;
        }
    }
}

fn take_rule(shared: &Shared, request: &Request) -> Option<Arc<Rule>> {
    let rules = shared.rules.lock().unwrap();
    let rule = rules.iter().find(|rule| {
        rule.method == request.method
            && request.path.contains(&rule.path)
            && rule.left.load(Ordering::SeqCst) > 0
    })?;
    rule.left.fetch_sub(1, Ordering::SeqCst);
    Some(Arc::clone(rule))
}
