//! The faults of one sandbox: which of them strikes a request, and whether it ever did.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use tokio::sync::watch;

use crate::fault::known::Kind;
use crate::fault::spec::Fault;

/// The faults that were ordered, and what became of them.
#[derive(Debug)]
pub(crate) struct Plan {
    ordered: Vec<Ordered>,
    /// How many requests came.
    requests: AtomicU64,
    /// The tokens that have run out.
    expired: Mutex<HashSet<String>>,
    /// Told when nobody is to listen any more; the listener goes with the last receiver.
    shut: watch::Sender<()>,
}

#[derive(Debug)]
struct Ordered {
    fault: Fault,
    /// How many requests it fitted.
    fitting: AtomicU64,
    struck: AtomicBool,
}

/// A request, as far as a fault looks at it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look<'r> {
    pub(crate) method: &'r str,
    pub(crate) path: &'r str,
    pub(crate) has_token: bool,
}

/// What is left of the store once nobody is to listen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Listening {
    /// It goes on.
    On,
    /// It answers this request, and listens no more.
    LastAnswer,
    /// It has ended.
    Ended,
}

impl Plan {
    pub(crate) fn new(faults: &[Fault]) -> Self {
        let ordered = faults.iter().cloned().map(|fault| Ordered {
            fault,
            fitting: AtomicU64::new(0),
            struck: AtomicBool::new(false),
        });
        Self {
            ordered: ordered.collect(),
            requests: AtomicU64::new(0),
            expired: Mutex::default(),
            shut: watch::channel(()).0,
        }
    }

    /// Returns what happens to a request: the first fault that strikes it. All that fit count it.
    pub(crate) fn choose(&self, request: Look<'_>) -> Option<Kind> {
        let mut chosen = None;
        for Ordered {
            fault,
            fitting,
            struck,
        } in &self.ordered
        {
            let fits = fault.kind != Kind::Refuse
                && fault.place.covers(request.method, request.path)
                && (fault.kind != Kind::ExpiredToken || request.has_token);
            if !fits {
                continue;
            }
            let number = fitting.fetch_add(1, Ordering::SeqCst) + 1;
            if chosen.is_none() && fault.which.holds(number) {
                struck.store(true, Ordering::SeqCst);
                chosen = Some(fault.kind.clone());
            }
        }
        chosen
    }

    /// Counts a request, and tells whether anybody still listens.
    pub(crate) fn count(&self) -> Listening {
        let number = self.requests.fetch_add(1, Ordering::SeqCst) + 1;
        let Some(refusing) = self.refusing() else {
            return Listening::On;
        };
        let last = refusing.fault.which.first - 1;
        if number < last {
            return Listening::On;
        }
        refusing.struck.store(true, Ordering::SeqCst);
        if number == last {
            Listening::LastAnswer
        } else {
            Listening::Ended
        }
    }

    /// Tells whether nobody ever listens.
    pub(crate) fn refuses_all(&self) -> bool {
        let refusing = self.refusing().filter(|ordered| {
            let is_first = ordered.fault.which.first == 1;
            ordered.struck.fetch_or(is_first, Ordering::SeqCst) || is_first
        });
        refusing.is_some()
    }

    fn refusing(&self) -> Option<&Ordered> {
        let mut ordered = self.ordered.iter();
        ordered.find(|ordered| ordered.fault.kind == Kind::Refuse)
    }

    /// Returns what tells a listener to go; it must be dropped with the listener.
    pub(crate) fn shutting(&self) -> watch::Receiver<()> {
        self.shut.subscribe()
    }

    /// Returns once nobody listens any more.
    pub(crate) async fn shut(&self) {
        self.shut.send_replace(());
        self.shut.closed().await;
    }

    /// Lets a token run out.
    pub(crate) fn expire(&self, token: &str) {
        self.expired_tokens().insert(token.to_owned());
    }

    /// Tells whether a token has run out.
    pub(crate) fn is_expired(&self, token: &str) -> bool {
        self.expired_tokens().contains(token)
    }

    fn expired_tokens(&self) -> std::sync::MutexGuard<'_, HashSet<String>> {
        self.expired.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says of each fault that never struck why it did not.
    pub(crate) fn untriggered(&self) -> Vec<String> {
        let untriggered = self
            .ordered
            .iter()
            .filter(|ordered| !ordered.struck.load(Ordering::SeqCst));
        untriggered
            .map(|ordered| {
                let fitting = if ordered.fault.kind == Kind::Refuse {
                    &self.requests
                } else {
                    &ordered.fitting
                };
                let why = match fitting.load(Ordering::SeqCst) {
                    0 => "no request was like that".to_owned(),
                    1 => "only 1 request was like that".to_owned(),
                    some => format!("{some} requests were like that"),
                };
                format!(
                    "the fault `{}` was never triggered: {why}",
                    ordered.fault.text
                )
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(texts: &[&str]) -> Plan {
        let faults: Vec<_> = texts
            .iter()
            .map(|text| Fault::parse(text).unwrap())
            .collect();
        Plan::new(&faults)
    }

    fn get(path: &str) -> Look<'_> {
        Look {
            method: "GET",
            path,
            has_token: false,
        }
    }

    #[test]
    fn the_first_that_strikes_wins_and_all_count() {
        let plan = plan(&["html@/a#2-", "cut@/*#1", "bom@/a#3", "blank@/b", "drip#7"]);
        let name = |path| {
            plan.choose(get(path))
                .map(|kind| format!("{kind:?}").chars().take(12).collect::<String>())
        };
        assert_eq!(name("/a").as_deref(), Some("Wire(Cut)"));
        assert_eq!(name("/a").as_deref(), Some("Page(Welcome"));
        assert_eq!(name("/a").as_deref(), Some("Page(Welcome"));
        assert_eq!(name("/c"), None);
        assert_eq!(
            plan.untriggered(),
            [
                "the fault `bom@/a#3` was never triggered: 3 requests were like that",
                "the fault `blank@/b` was never triggered: no request was like that",
                "the fault `drip#7` was never triggered: 4 requests were like that",
            ]
        );
    }

    #[test]
    fn only_a_token_can_run_out() {
        let plan = plan(&["expired-token"]);
        assert_eq!(plan.choose(get("/a")), None);
        let request = Look {
            has_token: true,
            ..get("/a")
        };
        assert_eq!(plan.choose(request), Some(Kind::ExpiredToken));
        plan.expire("t");
        assert!(plan.is_expired("t") && !plan.is_expired("u"));
    }

    #[test]
    fn nobody_listens_from_a_request_on() {
        let two = plan(&["refuse#3-"]);
        assert!(!two.refuses_all());
        assert_eq!(two.count(), Listening::On);
        assert_eq!(two.untriggered().len(), 1);
        assert_eq!(two.count(), Listening::LastAnswer);
        assert_eq!(two.count(), Listening::Ended);
        assert!(two.untriggered().is_empty());
        let none = plan(&["refuse"]);
        assert!(none.refuses_all() && none.untriggered().is_empty());
        assert!(!plan(&["close"]).refuses_all());
    }
}
