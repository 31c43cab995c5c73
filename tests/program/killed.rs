//! A run that is killed leaves nothing behind once `cleanup` has run, wherever it was.

use magewalk_sandbox::{Fault, Options};
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::{Folder, Proxy, Request, Store, magewalk, until};

/// How often a run is killed.
const KILLS: usize = 30;
/// A run of the three tutorials sends about as many requests.
const LENGTH: usize = 120;

/// Requests that have come and that were answered.
#[derive(Clone, Default)]
pub(crate) struct Count {
    pub(crate) come: Arc<AtomicUsize>,
    answered: Arc<AtomicUsize>,
}

impl Count {
    pub(crate) fn watch(&self, proxy: &Proxy) {
        for method in ["GET", "POST", "PUT", "DELETE"] {
            let count = self.clone();
            proxy.on(method, "/", move |_, forward| {
                count.come.fetch_add(1, Ordering::SeqCst);
                let answer = forward();
                count.answered.fetch_add(1, Ordering::SeqCst);
                Some(answer)
            });
        }
    }

    fn is_between(&self) -> bool {
        self.come.load(Ordering::SeqCst) > self.answered.load(Ordering::SeqCst)
    }
}

/// Returns how many active carts of a store have something in them.
fn full_carts(store: &Store) -> usize {
    let path = "/rest/default/V1/carts/search?searchCriteria[filter_groups][0][filters][0][field]=is_active&searchCriteria[filter_groups][0][filters][0][value]=1";
    let request = Request::new("GET", path).bearer(&store.admin_token());
    let answer = store.send(&request).value();
    let carts = answer["items"].as_array().unwrap();
    let is_full = |cart: &&Value| cart["items_count"] != 0;
    carts.iter().filter(is_full).count()
}

/// A shop that is slow, with a customer of its own who has something in the cart.
pub(crate) struct Scene {
    pub(crate) store: Store,
    bystander: String,
}

impl Scene {
    pub(crate) fn new() -> Self {
        let store = Store::with(&options());
        let bystander = bystander(&store);
        Self { store, bystander }
    }

    /// Sets the shop back, as one does with a copy of a shop that sells: the numbers of what a run
    /// made belong to somebody else now.
    fn reset(&mut self) {
        self.store.reset_with(&options());
        self.bystander = bystander(&self.store);
    }

    /// Holds that all that is there is the shop's own.
    #[track_caller]
    pub(crate) fn is_as_it_was(&self, when: &str) {
        let customers = self.store.customers();
        let emails: Vec<_> = customers.iter().map(|(_, email)| email.as_str()).collect();
        assert_eq!(emails, [BYSTANDER], "{when}");
        assert_eq!(full_carts(&self.store), 1, "{when}");
        assert_eq!(self.store.items_of(&self.bystander), 1, "{when}");
    }
}

const BYSTANDER: &str = "bystander@example.com";

fn options() -> Options {
    Options {
        faults: vec![Fault::parse("delay=15ms").unwrap()],
        ..Options::default()
    }
}

fn bystander(store: &Store) -> String {
    store.cart_of(BYSTANDER, "WS12-M-Orange")
}

/// A killed run: what was between the store and it, and where its journal is.
struct Killed {
    proxy: Proxy,
    folder: Folder,
    was_between: bool,
}

impl Killed {
    /// Kills a run of three tutorials side by side once so many requests have come.
    fn after(store: &Store, requests: usize) -> Self {
        let (proxy, folder, count) = (Proxy::before(store), Folder::new(), Count::default());
        count.watch(&proxy);
        let tutorials = ["run", "orders", "orders-guest", "smoke", "--jobs", "3"];
        let running = magewalk(&tutorials)
            .at(&proxy.url())
            .within(&folder)
            .start();
        until("so many requests have come", || {
            count.come.load(Ordering::SeqCst) >= requests
        });
        let was_between = count.is_between();
        running.signal("KILL");
        running.wait();
        Self {
            proxy,
            folder,
            was_between,
        }
    }

    fn clean_up(&self, when: &str) {
        let cleanup = magewalk(&["cleanup", "--yes"]).at(&self.proxy.url());
        cleanup.within(&self.folder).run().code(0);
        assert!(self.folder.journals().is_empty(), "{when}");
    }

    fn writes(&self) -> usize {
        self.proxy.count("DELETE", "/") + self.proxy.count("POST", "/cancel")
    }
}

/// A prime spreads the points over the whole run, in an order that looks like none.
fn point(kill: usize) -> usize {
    kill * 7_919 % LENGTH
}

#[test]
fn wherever_a_run_is_killed_cleanup_leaves_nothing() {
    let scene = Scene::new();
    let (mut between, mut left) = (0, 0);
    for kill in 0..KILLS {
        let when = format!("kill {kill}");
        let killed = Killed::after(&scene.store, point(kill));
        between += usize::from(killed.was_between);
        left += killed.folder.journals().len();
        killed.clean_up(&when);
        scene.is_as_it_was(&when);
        let before = killed.writes();
        killed.clean_up(&when);
        assert_eq!(killed.writes(), before, "{when}");
    }
    // The points lie where they are wanted: within requests, and where something was left.
    assert!(
        between > 5,
        "{between} of {KILLS} between a request and its answer"
    );
    assert!(left > 10, "{left} of {KILLS} left a journal");
}

#[test]
fn in_a_shop_that_was_set_back_cleanup_touches_nothing() {
    let mut scene = Scene::new();
    let mut left = 0;
    for kill in 0..KILLS / 3 {
        let when = format!("kill {kill}");
        let killed = Killed::after(&scene.store, point(kill));
        left += killed.folder.journals().len();
        scene.reset();
        let before = killed.writes();
        killed.clean_up(&when);
        assert_eq!(killed.writes(), before, "{when}");
        scene.is_as_it_was(&when);
    }
    assert!(left > 4, "{left} left a journal");
}
