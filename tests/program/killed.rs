//! A run that is killed leaves nothing behind once `cleanup` has run, wherever it was.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use magewalk::sandbox::{Fault, Options};
use serde_json::Value;

use crate::support::{Folder, Proxy, Request, Store, magewalk};

/// How often a run is killed.
const KILLS: u64 = 50;
/// A run takes about as many milliseconds.
const LENGTH: u64 = 1_300;

/// Requests that have come and that were answered.
#[derive(Clone, Default)]
struct Count {
    come: Arc<AtomicUsize>,
    answered: Arc<AtomicUsize>,
}

impl Count {
    fn watch(&self, proxy: &Proxy) {
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

#[test]
fn wherever_a_run_is_killed_cleanup_leaves_nothing() {
    let store = Store::with(&Options {
        faults: vec![Fault::parse("delay=15ms").unwrap()],
        ..Options::default()
    });
    store.create("bystander@example.com");
    let bystander = store.customers();
    let (mut between, mut owed) = (0, 0);
    for kill in 0..KILLS {
        let (proxy, folder, count) = (Proxy::before(&store), Folder::new(), Count::default());
        count.watch(&proxy);
        let run = magewalk(&["run", "orders"]).at(&proxy.url());
        let running = run.within(&folder).start();
        // A prime spreads the points over the whole run, in an order that looks like none.
        thread::sleep(Duration::from_millis(kill * 7_919 % LENGTH));
        between += usize::from(count.is_between());
        running.signal("KILL");
        running.wait();
        owed += folder.journals().len();
        let cleanup = || {
            let cleanup = magewalk(&["cleanup", "--yes"]).at(&proxy.url());
            cleanup.within(&folder).run().code(0)
        };
        cleanup();
        assert_eq!(store.customers(), bystander, "kill {kill}");
        assert_eq!(full_carts(&store), 0, "kill {kill}");
        assert!(folder.journals().is_empty(), "kill {kill}");
        let writes = || proxy.count("DELETE", "/") + proxy.count("POST", "/cancel");
        let before = writes();
        cleanup();
        assert_eq!(writes(), before, "kill {kill}");
    }
    // The points lie where they are wanted: within requests, and where something was owed.
    assert!(
        between > 5,
        "{between} of {KILLS} between a request and its answer"
    );
    assert!(owed > 10, "{owed} of {KILLS} left something in the books");
}
