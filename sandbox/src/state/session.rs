//! Sessions of the storefront: who is signed in behind which cookie.

use std::collections::HashMap;

use crate::random;

/// The name of the cookie.
pub(crate) const COOKIE: &str = "PHPSESSID";

/// How many seconds a session lasts that nobody uses.
const LIFETIME: i64 = 60 * 60;
/// How many sessions are kept; beyond that the one goes that was unused for longest.
const MOST: usize = 10_000;

/// What the store remembers of one visitor.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    /// What every form has to send back.
    pub(crate) form_key: String,
    /// The customer who is signed in.
    pub(crate) customer: Option<i64>,
    used: i64,
}

/// All sessions, by the value of their cookie.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    known: HashMap<String, Session>,
}

impl Sessions {
    /// Returns the id of the session that a cookie names; of a new one where there is none. An id
    /// that the store did not give out itself is never taken over.
    pub(crate) fn open(&mut self, cookie: Option<&str>, now: i64) -> String {
        self.known
            .retain(|_, session| now - session.used < LIFETIME);
        if let Some((id, session)) = cookie.and_then(|id| Some((id, self.known.get_mut(id)?))) {
            session.used = now;
            return id.to_owned();
        }
        self.begin(None, now)
    }

    /// Ends a session and begins another with a new id and form key, so that an id which somebody
    /// knows from before is worth nothing after signing in or out.
    pub(crate) fn renew(&mut self, id: &str, customer: Option<i64>, now: i64) -> String {
        self.known.remove(id);
        self.begin(customer, now)
    }

    /// Returns a session.
    pub(crate) fn get(&self, id: &str) -> Option<&Session> {
        self.known.get(id)
    }

    fn begin(&mut self, customer: Option<i64>, now: i64) -> String {
        if self.known.len() >= MOST {
            let oldest = self.known.iter().min_by_key(|(_, session)| session.used);
            if let Some(id) = oldest.map(|(id, _)| id.clone()) {
                self.known.remove(&id);
            }
        }
        let id = random::word::<26>();
        let session = Session {
            form_key: random::word::<16>(),
            customer,
            used: now,
        };
        self.known.insert(id.clone(), session);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::{LIFETIME, MOST, Sessions};

    #[test]
    fn only_ids_of_the_store_itself_are_taken() {
        let mut sessions = Sessions::default();
        let id = sessions.open(Some("chosen-by-somebody-else-0123"), 0);
        assert_ne!(id, "chosen-by-somebody-else-0123");
        assert_eq!(sessions.open(Some(&id), 1), id);
    }

    #[test]
    fn a_renewed_session_has_nothing_of_the_old_one() {
        let mut sessions = Sessions::default();
        let old = sessions.open(None, 0);
        let old_key = sessions.get(&old).unwrap().form_key.clone();
        let new = sessions.renew(&old, Some(2), 0);
        assert!(sessions.get(&old).is_none());
        let session = sessions.get(&new).unwrap();
        assert_eq!(session.customer, Some(2));
        assert_ne!(session.form_key, old_key);
    }

    #[test]
    fn sessions_end_with_time_and_never_fill_the_memory() {
        let mut sessions = Sessions::default();
        let id = sessions.open(None, 0);
        assert_eq!(sessions.open(Some(&id), LIFETIME - 1), id);
        assert_ne!(sessions.open(Some(&id), 2 * LIFETIME), id);
        for _ in 0..=MOST {
            sessions.begin(None, 3 * LIFETIME);
        }
        assert_eq!(sessions.known.len(), MOST);
    }
}
