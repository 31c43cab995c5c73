//! The report as a page, in a real browser.
//!
//! These tests want Chromium in `/usr/bin`, and the file `axe.min.js` of axe-core named by
//! `AXE_CORE`; they are run by `cargo test --test program page -- --ignored`.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::{Answer, Browser, Folder, Proxy, magewalk};

/// A page of `orders` as the sandbox answers; with a fault, if any.
fn orders(folder: &Folder, fault: &[&str]) -> PathBuf {
    let mut arguments = vec!["run", "orders", "--sandbox", "--report", "html"];
    arguments.extend(fault);
    magewalk(&arguments).within(folder).run();
    folder.path().join("reports/run.html")
}

/// The violations that axe-core calls serious or critical.
pub(crate) fn serious(browser: &mut Browser) -> Vec<String> {
    let path = std::env::vars().find(|(name, _)| name == "AXE_CORE");
    let (_, path) = path.expect("`AXE_CORE` names the file axe.min.js of axe-core");
    browser.evaluate(&format!("{};0", fs::read_to_string(path).unwrap()));
    let found = browser.evaluate("axe.run().then((result) => result.violations)");
    let found = found.as_array().unwrap().clone();
    let is_serious = |one: &&Value| one["impact"] == "serious" || one["impact"] == "critical";
    let serious = found.iter().filter(is_serious);
    serious
        .map(|one| format!("{}: {} {}", one["id"], one["help"], one["nodes"][0]["html"]))
        .collect()
}

#[test]
#[ignore = "wants Chromium and axe-core"]
fn the_page_of_orders_is_usable_and_small_and_asks_nobody() {
    let folder = Folder::new();
    let file = orders(&folder, &["--fault", "maintenance@GET */customers/me"]);
    let mut browser = Browser::start();
    for (width, scheme) in [
        (390, "light"),
        (1280, "light"),
        (1280, "dark"),
        (1920, "dark"),
    ] {
        browser.show_as(width, scheme);
        browser.open(&file);
        assert_eq!(
            serious(&mut browser),
            Vec::<String>::new(),
            "{width} {scheme}"
        );
        let wide = "document.documentElement.scrollWidth - innerWidth";
        assert!(
            browser.evaluate(wide).as_i64().unwrap() <= 0,
            "{width} scrolls sideways"
        );
    }
    assert_eq!(browser.complaints, Vec::<String>::new());
    let whole = orders(&folder, &[]);
    let size = fs::metadata(&whole).unwrap().len();
    assert!(size < 150_000, "{size} bytes");
}

#[test]
#[ignore = "wants Chromium and axe-core"]
fn steps_are_filtered_found_and_linked_and_values_show_their_way() {
    let folder = Folder::new();
    let file = orders(&folder, &["--fault", "maintenance@GET */customers/me"]);
    let mut browser = Browser::start();
    browser.show_as(1280, "light");
    browser.open(&file);
    let shown = "document.querySelectorAll('article:not([hidden])').length";
    let all = browser.evaluate(shown).as_u64().unwrap();
    assert_eq!(all, 58);
    browser.evaluate("for (const box of document.querySelectorAll('input[type=checkbox]')) if (box.value !== 'failed' && box.checked) box.click()");
    assert_eq!(browser.evaluate(shown), 1);
    assert_eq!(browser.evaluate("count.textContent"), "1 of 58 steps shown");
    // A link to a step that is filtered away shows it all the same, and unfolded.
    assert_eq!(browser.evaluate("s8.querySelector('details').open"), false);
    browser.evaluate("new Promise((done) => { addEventListener('hashchange', () => setTimeout(done)); location.hash = 's8'; })");
    assert_eq!(browser.evaluate(shown), 58);
    assert_eq!(browser.evaluate("s8.querySelector('details').open"), true);
    let top = browser.evaluate("document.getElementById('s8').getBoundingClientRect().top");
    assert!(
        top.as_f64().unwrap().abs() < 900.0,
        "the link leads to {top}"
    );
    browser.evaluate("search.value = 'ACCESS TOKEN'; search.dispatchEvent(new Event('input')); new Promise((done) => setTimeout(done, 300))");
    let found = browser.evaluate(shown).as_u64().unwrap();
    assert!(0 < found && found < 58, "{found}");
    browser.evaluate("search.value = ''; search.dispatchEvent(new Event('input')); new Promise((done) => setTimeout(done, 300))");
    browser.evaluate("unfold.click()");
    browser.evaluate("[...document.querySelectorAll('span[data-flow]')].find((chip) => chip.dataset.flow.includes(' ')).focus()");
    let arcs = browser.evaluate("document.querySelectorAll('nav svg path').length");
    let lit = browser.evaluate("document.querySelectorAll('nav .lit').length");
    assert!(arcs.as_u64().unwrap() >= 1);
    assert_eq!(lit.as_u64().unwrap(), arcs.as_u64().unwrap() + 1);
    // A long answer is whole once it is asked for, and is JSON again.
    let whole = "(async () => { const button = [...document.querySelectorAll('button[data-part]:not([data-copy])')].pop(); const pre = button.previousElementSibling; button.click(); while (pre.textContent.includes('more lines')) await new Promise((again) => setTimeout(again, 10)); return [...pre.childNodes].map((node) => node.textContent.trim()).join('\\n'); })()";
    let text = browser.evaluate(whole);
    let parsed: Result<Value, _> = serde_json::from_str(text.as_str().unwrap());
    assert!(parsed.is_ok(), "{text}");
    let copied = "(async () => { const button = document.querySelector('button[data-copy]'); button.click(); while (button.textContent.startsWith('copy as')) await new Promise((again) => setTimeout(again, 10)); return button.nextElementSibling.textContent; })()";
    let command = browser.evaluate(copied);
    let mut lines = command.as_str().unwrap().lines();
    assert!(lines.any(|line| line.starts_with("curl ")), "{command}");
    assert_eq!(browser.complaints, Vec::<String>::new());
}

#[test]
#[ignore = "wants Chromium and axe-core"]
fn nothing_of_a_hostile_store_runs_or_loads() {
    let script = "</pre><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\"><style>*{display:none}</style>";
    let bodies = [
        Answer::json(
            200,
            &json!({ "a": script, script: [script, "\u{202e}gnp.exe", "مرحبا", "\u{0}\u{1b}[2J"] }),
        ),
        Answer::html(200, &format!("<html><title>{script}</title>{script}")),
        Answer::json(200, &json!({ "a": "x".repeat(10_000_000) })),
        Answer::json(404, &json!({ "message": script })).with("x-any", "<script>1</script>"),
    ];
    for answer in bodies {
        let folder = Folder::with_steps(
            "  - id: a\n    title: \"<script>document.title='taken'</script>\"\n    request: {GET: /a}\n    expect: {status: 200, documented: {a: 1}}\n",
        );
        let proxy = Proxy::alone();
        proxy.give("GET", "/a", answer);
        let arguments = [
            "run",
            "./t",
            "--report",
            "html",
            "--yes",
            "--target",
            &proxy.url(),
        ];
        magewalk(&arguments).within(&folder).run();
        let file = folder.path().join("reports/run.html");
        let mut browser = Browser::start();
        browser.show_as(1280, "light");
        browser.open(&file);
        browser
            .evaluate("for (const button of document.querySelectorAll('button')) button.click()");
        browser.evaluate("new Promise((done) => setTimeout(done, 200))");
        let title = browser.evaluate("document.title");
        assert!(title.as_str().unwrap().starts_with("Magewalk"), "{title}");
        assert_eq!(
            browser.evaluate("document.querySelectorAll('script, img, iframe').length"),
            1
        );
        assert!(
            browser
                .evaluate("document.querySelector('article').offsetHeight > 50")
                .as_bool()
                .unwrap()
        );
        assert_eq!(browser.complaints, Vec::<String>::new());
        assert!(fs::metadata(&file).unwrap().len() < 500_000);
        // What the policy is for: a script that gets in all the same does not run.
        browser.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title=1\">'); const late = document.createElement('script'); late.textContent = 'document.title=2'; document.body.append(late); new Promise((done) => setTimeout(done, 100))");
        assert_eq!(browser.evaluate("document.title"), title);
        assert!(!browser.complaints.is_empty(), "the policy says nothing");
    }
}

#[test]
#[ignore = "wants Chromium and axe-core"]
fn a_thousand_steps_are_there_and_searched() {
    let step = |at: usize| {
        format!(
            "  - id: s{at}\n    title: Step number {at}\n    request: {{GET: /a}}\n    expect: {{status: 200, documented: {{a: 1}}}}\n"
        )
    };
    let folder = Folder::with_steps(&(1..=1000).map(step).collect::<String>());
    let proxy = Proxy::alone();
    proxy.give("GET", "/a", Answer::json(200, &json!({ "a": 1 })));
    let arguments = [
        "run",
        "./t",
        "--report",
        "html",
        "--yes",
        "-q",
        "--target",
        &proxy.url(),
    ];
    magewalk(&arguments).within(&folder).run().code(0);
    let mut browser = Browser::start();
    browser.show_as(1280, "light");
    browser.open(&folder.path().join("reports/run.html"));
    browser.evaluate("search.value = 'number 77'; search.dispatchEvent(new Event('input')); new Promise((done) => setTimeout(done, 1000))");
    assert_eq!(
        browser.evaluate("count.textContent"),
        "11 of 1000 steps shown"
    );
    assert_eq!(browser.complaints, Vec::<String>::new());
}

#[test]
#[ignore = "wants Chromium and axe-core"]
fn what_is_wrong_stands_on_the_first_screen_and_leads_to_its_step() {
    let folder = Folder::new();
    let file = orders(&folder, &["--fault", "maintenance@GET */customers/me"]);
    let mut browser = Browser::start();
    for (width, height) in [(390, 844.0), (1280, 800.0)] {
        browser.show_as(width, "light");
        browser.open(&file);
        let bottom =
            browser.evaluate("document.querySelector('.found li').getBoundingClientRect().bottom");
        assert!(
            bottom.as_f64().unwrap() < height,
            "{width}: it ends at {bottom}"
        );
        let words = browser.evaluate("document.querySelector('.found').textContent");
        let words = words.as_str().unwrap();
        assert!(words.contains("status") && words.contains("503"), "{words}");
        let open = "[...document.querySelectorAll('article details')].filter((one) => one.open).map((one) => one.parentElement.className)";
        assert_eq!(browser.evaluate(open), json!(["failed"]));
        browser.evaluate("new Promise((done) => { addEventListener('hashchange', () => setTimeout(done)); document.querySelector('.found a').click(); })");
        let top = browser
            .evaluate("document.querySelector('article.failed').getBoundingClientRect().top");
        assert!(
            top.as_f64().unwrap().abs() < height,
            "the link leads to {top}"
        );
    }
    assert_eq!(browser.complaints, Vec::<String>::new());
}
