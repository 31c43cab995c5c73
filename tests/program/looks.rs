//! What a step makes is looked for: before it is sent, before it is taken back, and afterwards.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json as value;

use crate::support::{Answer, Done, Folder, Proxy, magewalk};

const STEPS: &str = "  - id: make
    title: Make a thing
    effect: reversible
    request: {POST: /things}
    expect: {status: 200, documented: {name: thing}}
    capture: {id: $.id}
    undo:
      DELETE: \"/things/${id}\"
      expect: {status: 200}
      find:
        GET: /things
        capture: {id: '$.items[?@.name==\"thing\"].id'}
        because: nobody else makes things
";

const NOTHING: &str = "{\"items\":[]}";
const THERE: &str = "{\"items\":[{\"id\":7,\"name\":\"thing\"}]}";

/// Walks the step before a store that answers its looks in turn, the last one ever after.
fn walked(looks: &[Answer], made: Answer, undone: Answer) -> (Done, Folder, Proxy) {
    let proxy = Proxy::alone();
    proxy.give("POST", "/things", made);
    proxy.give("DELETE", "/things", undone);
    let (looks, asked) = (looks.to_vec(), AtomicUsize::new(0));
    proxy.on("GET", "/things", move |_, _| {
        let at = asked.fetch_add(1, Ordering::SeqCst);
        Some(looks[at.min(looks.len() - 1)].clone())
    });
    let folder = Folder::with_steps(STEPS);
    let run = magewalk(&["run", "./t", "--target", &proxy.url()]).agreed();
    (run.within(&folder).run(), folder, proxy)
}

fn json(body: &str) -> Answer {
    Answer::new(200, "application/json", body)
}

fn made() -> Answer {
    json("{\"name\":\"thing\",\"id\":7}")
}

#[test]
fn an_error_is_no_proof_that_nothing_is_there() {
    for look in [
        "{\"message\":\"Internal Error\"}",
        "{\"items\":null}",
        "{\"items\":[{\"message\":\"no\",\"name\":\"thing\"}]}",
        "[]",
        "null",
    ] {
        let looks = [json(NOTHING), json(look)];
        let (done, folder, proxy) = walked(&looks, made(), json("true"));
        done.code(3)
            .prints(&["finds nothing, and no list says so"])
            .without(&["PASSED"]);
        assert_eq!(folder.journals().len(), 1);
        assert_eq!(proxy.count("DELETE", "/things"), 0, "{look}");
    }
    let (done, _, _) = walked(&[json(NOTHING)], made(), json("true"));
    done.code(3)
        .prints(&["not undone", "(id 7)", "is not found again"]);
}

#[test]
fn where_nobody_can_see_what_was_there_nothing_is_sent() {
    let cached = json(NOTHING).with("Age", "12");
    for (look, words) in [
        (Answer::json(503, &value!({"message": "busy"})), "503: busy"),
        (Answer::json(429, &value!({"message": "slow"})), "429: slow"),
        (Answer::json(403, &value!({"message": "no"})), "403: no"),
        (
            Answer::html(200, "<h1>Just a moment</h1>"),
            "something that is no JSON",
        ),
        (Answer::html(404, "<h1>Not here</h1>"), "→ 404"),
        (
            Answer::json(
                404,
                &value!({"message": "Request does not match any route."}),
            ),
            "does not match any route",
        ),
        (
            Answer::new(302, "text/plain", "").with("Location", "/login"),
            "→ 302",
        ),
        (
            json("{\"items\":[{\"id\":0,\"name\":\"thing\"}]}"),
            "names nothing",
        ),
        (cached, "answered by a cache"),
    ] {
        let (done, folder, proxy) = walked(&[look], made(), json("true"));
        done.code(3).prints(&["nothing was sent", words, "MW211"]);
        assert_eq!(proxy.count("POST", "/things"), 0, "{words}");
        assert!(folder.journals().is_empty());
    }
}

#[test]
fn what_is_still_there_is_not_taken_back_whatever_is_answered() {
    let page = Answer::html(200, "<!doctype html><html><h1>Welcome</h1></html>");
    let no_route = value!({"message": "Request does not match any route."});
    for (undone, words) in [
        (page, "200 and an HTML page"),
        (json("true"), "200 and `true`"),
        (json("false"), "200 and `false`"),
        (json("{\"id\":7,\"name\":\"thing\"}"), "200 and `{\"id\":7"),
        (json("{\"message\":\"Not now.\"}"), "200: Not now."),
        (Answer::json(404, &no_route), "404: Request does not match"),
    ] {
        let looks = [json(NOTHING), json(THERE)];
        let (done, folder, _) = walked(&looks, made(), undone);
        done.code(3)
            .prints(&["not undone", words, "it is still there"]);
        assert_eq!(folder.journals().len(), 1, "{words}");
    }
}

#[test]
fn what_stays_as_the_store_says_is_looked_for_once_more() {
    let steps = STEPS.replace(
        "DELETE: \"/things/${id}\"",
        "POST: \"/things/${id}/cancel\"",
    );
    let steps = steps.replace(
        "expect: {status: 200}\n      find",
        "expect: {status: 200, documented: true}\n      find",
    );
    let proxy = Proxy::alone();
    proxy.give("POST", "/things", made());
    proxy.give("POST", "/things/7/cancel", json("false"));
    proxy.give("GET", "/things", json(THERE));
    proxy.once("GET", "/things", |_, _| Some(json(NOTHING)));
    let folder = Folder::with_steps(&steps);
    let run = magewalk(&["run", "./t", "--target", &proxy.url()]).agreed();
    let done = run.within(&folder).run().code(0);
    done.prints(&["it stays", "the answer is `false`, not `true`"]);
    // Before the step, before the undo, and after it.
    assert_eq!(proxy.count("GET", "/things"), 3);
}

#[test]
fn what_cannot_be_found_any_more_is_gone_whatever_is_answered() {
    for undone in [
        Answer::html(502, "<h1>Bad Gateway</h1>"),
        Answer::json(500, &value!({"message": "The mail could not be sent."})),
        Answer::new(204, "text/plain", ""),
    ] {
        let looks = [json(NOTHING), json(THERE), json(NOTHING)];
        let (done, folder, _) = walked(&looks, made(), undone);
        done.code(0).prints(&["✔ DELETE /things/7"]);
        assert!(folder.journals().is_empty());
    }
}

#[test]
fn what_was_refused_and_is_there_without_a_tie_is_listed() {
    for status in [400, 403, 409] {
        let refusal = Answer::json(status, &value!({"message": "No."}));
        let looks = [json(NOTHING), json(THERE)];
        let (done, _, proxy) = walked(&looks, refusal, json("true"));
        done.code(1).prints(&["it stays", "may be somebody else's"]);
        assert_eq!(proxy.count("DELETE", "/things"), 0);
    }
}

#[test]
fn an_id_that_names_nothing_is_looked_up() {
    let looks = [json(NOTHING), json(THERE), json(NOTHING)];
    let (done, folder, proxy) = walked(&looks, json("{\"id\":0}"), json("true"));
    done.code(1).prints(&["✔ DELETE /things/7"]);
    assert_eq!(proxy.count("DELETE", "/things"), 1);
    assert!(folder.journals().is_empty());
}

#[test]
fn whether_it_is_gone_is_seen_or_said_to_be_unknown() {
    let busy = Answer::json(503, &value!({"message": "busy"}));
    let looks = [json(NOTHING), json(THERE), busy];
    let (done, folder, _) = walked(&looks, made(), json("true"));
    done.code(3)
        .prints(&["whether it is gone cannot be seen", "503: busy"]);
    assert_eq!(folder.journals().len(), 1);
}

#[test]
fn looks_ask_around_caches() {
    let looks = [json(NOTHING), json(THERE), json(NOTHING)];
    let (_, _, proxy) = walked(&looks, made(), json("true"));
    let asked = proxy.requests();
    let asked: Vec<_> = asked.iter().filter(|one| one.method == "GET").collect();
    let queries: BTreeSet<_> = asked.iter().map(|one| &one.path).collect();
    assert_eq!((asked.len(), queries.len()), (3, 3));
    let asks = |name: &str| {
        asked
            .iter()
            .all(|one| one.headers.iter().any(|(known, _)| known == name))
    };
    assert!(asks("cache-control") && asks("pragma"));
}
