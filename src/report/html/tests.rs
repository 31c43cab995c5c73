//! What any page must hold, whatever a store answers; how it looks is seen in a browser.

use serde_json::json;

use super::*;
use crate::outcome::marks::Marks;
use crate::outcome::{DriftOutcome, MismatchKind, Promised, StepOutcome, Varied};
use crate::report::fixture::{self, HOSTILE, outcome};

#[test]
fn nothing_from_outside_becomes_markup() {
    let html = render(&outcome());
    assert_eq!(html.matches("<script").count(), 1);
    assert!(html.contains("&lt;script&gt;alert(&#39;1&#39;)"));
    for tag in [
        "<img",
        "<iframe",
        "<link",
        "<object",
        "onerror=",
        "javascript:",
    ] {
        assert!(!html.contains(tag), "{tag}");
    }
    assert!(!escaped(HOSTILE).contains(['<', '>', '"', '\'', '\n', '\u{1b}', '\u{202e}']));
}

#[test]
fn the_policy_lets_its_own_style_and_script_through_alone() {
    let html = render(&outcome());
    let policy = html
        .split("content=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    for (tag, text) in [("style", STYLE), ("script", SCRIPT)] {
        assert!(html.contains(&format!("<{tag}>{text}</{tag}>")));
        assert!(!text.contains(&format!("</{tag}")));
    }
    assert!(
        !html.contains(" style="),
        "an inline style would not be let through"
    );
}

#[test]
fn every_step_can_be_linked_to_and_says_how_it_ended() {
    let outcome = outcome();
    let html = render(&outcome);
    for step in outcome.steps() {
        let (_, word, class, _) = words(step.verdict);
        assert!(html.contains(&format!("id=s{} data-verdict={class}", step.number)));
        assert!(html.contains(&format!("href=#s{}", step.number)));
        assert!(html.contains(word));
    }
    let codes = outcome.steps().flat_map(|step| &step.mismatches);
    for mismatch in codes {
        assert!(html.contains(&mismatch.code.to_string()));
    }
}

#[test]
fn lines_are_marked_where_they_stand() {
    let mut step = fixture::step(1, "one", "One");
    step.mismatches = vec![fixture::mismatch(
        MismatchKind::Value,
        "$.a[1]",
        None,
        Some(json!({"x": 2})),
    )];
    step.varied = vec![Varied {
        documented_path: "$.d".to_owned(),
        actual_path: Some("$.c".to_owned()),
    }];
    let html = body::value(
        &json!({"a": [1, {"x": 2}], "c": "<"}),
        &Marks::of_answer(&step),
        &Parts::default(),
    );
    let expected = "<pre tabindex=0>{\n  \"a\": [\n    1,\n<b class=w>    {</b><b class=w>      \"x\": 2</b><b class=w>    }</b>  ],\n<b class=v>  \"c\": \"&lt;\"</b>}\n</pre>";
    assert_eq!(html, expected);
}

#[test]
fn a_known_drift_is_marked_on_both_sides_where_each_has_it() {
    let mut step = fixture::step(1, "one", "One");
    let (page, store) = (json!([{"p": 24}, {"q": 1}]), json!([{"q": 1}, {"p": 22}]));
    step.promised = Some(Promised {
        status: "200".to_owned(),
        documented: Some(page),
        rules: Vec::new(),
        checks: Vec::new(),
    });
    let answer = step.exchanges[0].response.as_mut().unwrap();
    answer.body = store.to_string();
    step.drifts = vec![DriftOutcome {
        at: "$[0].p".to_owned(),
        actual_path: Some("$[1].p".to_owned()),
        documented: Some(json!(24)),
        store: json!(22),
        because: "a later page prints it".to_owned(),
        page_was_right: false,
    }];
    let html = |step: &StepOutcome| {
        let outcome = outcome();
        let scenario = &outcome.scenarios[0];
        step::render(scenario, step, &Flows::of(&outcome), &Parts::default())
    };
    let shown = html(&step);
    assert_eq!(shown.matches("<b class=d>").count(), 2, "{shown}");
    for line in ["24", "22"] {
        let marked = format!("<b class=d>    \"p\": {line}</b>");
        assert!(shown.contains(&marked), "{shown}");
    }
    // Where the page is right, its value is as printed.
    step.drifts[0].page_was_right = true;
    assert!(!html(&step).contains("<b class=d>"));
}

#[test]
fn long_bodies_are_packed_and_lose_nothing() {
    use std::io::Read as _;
    let parts = Parts::default();
    let long: Vec<u32> = (0..100).collect();
    let html = body::value(&json!({ "list": long }), &Marks::default(), &parts);
    assert!(html.contains("data-part=0>show all 104 lines"), "{html}");
    let bytes = STANDARD.decode(parts.packed()).unwrap();
    let mut text = String::new();
    let mut decoder = flate2::read::GzDecoder::new(bytes.as_slice());
    decoder.read_to_string(&mut text).unwrap();
    assert!(text.starts_with("j\n {\n \"list\": [\n 0,\n 1,"), "{text}");
    assert!(text.ends_with("\n 99\n ]\n }"), "{text}");
}

#[test]
fn what_differs_within_a_line_is_marked_and_stays_harmless() {
    let mut outcome = outcome();
    let mismatches = outcome
        .scenarios
        .iter_mut()
        .flat_map(|scenario| &mut scenario.steps)
        .flat_map(|step| &mut step.mismatches);
    let lines = mismatches.flat_map(|mismatch| &mut mismatch.lines);
    for line in lines {
        line.text = "a <b> c".to_owned();
        line.changed = vec![(2, 5)];
    }
    let html = render(&outcome);
    assert!(html.contains("a <mark>&lt;b&gt;</mark> c"), "{html}");
    assert!(!html.contains("<b> c"));
}

#[test]
fn backticks_in_pairs_are_code_and_nothing_in_them_is_markup() {
    for (text, html) in [
        ("a `b` c", "<p>a <code>b</code> c</p>"),
        ("`<i>` `", "<p><code>&lt;i&gt;</code> `</p>"),
        ("no `end", "<p>no `end</p>"),
        ("", ""),
    ] {
        assert_eq!(super::paragraph(Some(text)), html, "{text}");
    }
}

#[test]
fn what_is_wrong_comes_first_and_the_rest_is_folded() {
    let outcome = outcome();
    let html = render(&outcome);
    let head = html.split("<form").next().unwrap();
    for step in outcome.steps() {
        let is_wrong = step.verdict.has_failed();
        let link = format!("<a href=#s{}>", step.number);
        assert_eq!(head.contains(&link), is_wrong, "{}", step.title);
        let article = format!("id=s{} data-verdict={}", step.number, words(step.verdict).2);
        let fold = if is_wrong {
            "<details open>"
        } else {
            "<details>"
        };
        assert!(
            html.contains(&format!("{article}>{fold}")),
            "{}",
            step.title
        );
        for mismatch in step.mismatches.iter().take(1) {
            let sentence = with_code(&crate::report::terminal::sentence(mismatch));
            assert!(head.contains(&sentence), "{sentence}\n{head}");
        }
    }
}

#[test]
fn where_few_steps_are_wrong_the_first_screen_says_what_to_do() {
    let section = |html: &str| {
        let from = html.find("<section class=found").unwrap();
        html[from..from + html[from..].find("</section>").unwrap()].to_owned()
    };
    let mut outcome = outcome();
    let found = section(&render(&outcome));
    assert!(found.contains("hint: is the store running?"), "{found}");
    let again = outcome.scenarios.clone();
    outcome.scenarios.extend(again);
    assert!(!section(&render(&outcome)).contains("hint:"));
}
