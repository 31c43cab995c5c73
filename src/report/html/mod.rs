//! A run as a page that reads like the tutorial: one file, no network, nothing that runs but its
//! own script.
//!
//! All that comes from outside is escaped, and stands between tags or in quoted attributes alone.
//! The Content-Security-Policy in the file lets only this style and this script through, by their
//! hashes, so that even a mistake of ours could not run or load anything.

mod body;
mod escape;
mod flows;
mod found;
mod step;
mod words;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::outcome::{RunOutcome, ScenarioOutcome, UndoResult};
use crate::report::html::body::Parts;
pub(super) use crate::report::html::escape::escaped;
use crate::report::html::flows::Flows;
use crate::report::html::words::{VERDICTS, paragraph, with_code, words};
use crate::report::terminal::{compared, counted, time};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// Renders an outcome.
pub fn render(outcome: &RunOutcome) -> String {
    let (flows, parts) = (Flows::of(outcome), Parts::default());
    let pages: String = outcome
        .scenarios
        .iter()
        .enumerate()
        .map(|(at, scenario)| page(at, scenario, &flows, &parts))
        .collect();
    format!(
        "<!doctype html>\n<html lang=en><head><meta charset=utf-8>\n<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n<meta name=viewport content=\"width=device-width,initial-scale=1\">\n<title>{}</title>\n<style>{STYLE}</style></head>\n<body>{}\n<div class=layout><nav aria-label=Steps><ol>{}</ol></nav>\n<main>{pages}{}</main></div>\n<div id=packed hidden>{}</div>\n<script>{SCRIPT}</script></body></html>\n",
        policy(),
        escaped(&title(outcome)),
        header(outcome),
        contents(outcome),
        leftovers(outcome),
        parts.packed(),
    )
}

fn policy() -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

fn title(outcome: &RunOutcome) -> String {
    let word = match outcome.exit_code() {
        0 if outcome.is_empty_shard() => "✔ had nothing to walk",
        0 => "✔ passed",
        1 => "✘ failed",
        130 => "was interrupted",
        2 => "did not run whole",
        _ => "‼ could not be carried out",
    };
    let target = &outcome.target;
    let store = target.sandbox_name().unwrap_or_else(|| target.url.clone());
    format!("Magewalk {word}: {store}")
}

fn header(outcome: &RunOutcome) -> String {
    let steps = outcome.steps().count();
    let boxes: String = VERDICTS
        .into_iter()
        .filter(|(verdict, ..)| outcome.count(*verdict) > 0)
        .map(|(verdict, word, class, mark)| {
            let count = outcome.count(verdict);
            format!(
                "<label><input type=checkbox value={class} checked> {mark} {count} {word}</label>"
            )
        })
        .collect();
    let note = outcome.mode_note();
    let note = note.map_or_else(String::new, |note| {
        format!("<p>Note: {}.</p>\n", with_code(note))
    });
    let shards = outcome.shard_note();
    let shards = shards.map_or_else(String::new, |note| {
        format!("<p>Shards: {}.</p>\n", with_code(&note))
    });
    format!(
        "<header><h1>{}</h1>\n{}<p class=dim>{} · {} · {} · run {} · magewalk {}</p>\n<p>{}.</p>\n{shards}{note}<form role=search><label>Search <input type=search id=search></label><fieldset aria-label=Verdicts>{boxes}</fieldset><button id=unfold type=button>unfold all</button><span id=count role=status class=dim>{} shown</span></form>\n<p class=legend>In the bodies: <b class=w>differs, and must not</b> <b class=v>varies, as it may</b> <b class=d>known drift</b> <b class=e>not on the page</b></p></header>",
        escaped(&title(outcome)),
        found::found(outcome),
        escaped(&outcome.target.url),
        escaped(&outcome.started_at),
        time(outcome.duration_ms),
        escaped(&outcome.run_id),
        escaped(&outcome.magewalk_version),
        compared(outcome.counts()),
        counted(steps, "step"),
    )
}

fn contents(outcome: &RunOutcome) -> String {
    let mut text = String::new();
    for (at, scenario) in outcome.scenarios.iter().enumerate() {
        text += &format!("<li><a href=#p{at}>{}</a><ol>", with_code(&scenario.title));
        for step in &scenario.steps {
            let (_, word, _, mark) = words(step.verdict);
            text += &format!(
                "<li id=ns{0}><a href=#s{0}><span aria-label=\"{word}\" role=img>{mark}</span> {0} {1}</a></li>",
                step.number,
                with_code(&step.title)
            );
        }
        text += "</ol></li>";
    }
    text
}

fn page(at: usize, scenario: &ScenarioOutcome, flows: &Flows, parts: &Parts) -> String {
    let source = scenario.page.as_deref().map_or_else(String::new, |page| {
        let is_web = page.starts_with("https://") || page.starts_with("http://");
        if is_web {
            format!(
                " · <a href=\"{0}\" rel=\"noreferrer noopener\">{0}</a>",
                escaped(page)
            )
        } else {
            format!(" · {}", escaped(page))
        }
    });
    let steps: String = scenario
        .steps
        .iter()
        .map(|one| step::render(scenario, one, flows, parts))
        .collect();
    format!(
        "<section id=p{at}><h2>{}</h2><p class=dim>{} · {}{source}</p>{}{steps}</section>\n",
        with_code(&scenario.title),
        escaped(&scenario.full_name()),
        escaped(&scenario.file),
        paragraph(scenario.explain.as_deref()),
    )
}

fn leftovers(outcome: &RunOutcome) -> String {
    let undos = outcome.undos.iter().map(|undo| {
        let (mark, word) = match undo.result {
            UndoResult::Done => ("✔", "taken back"),
            UndoResult::NothingThere => ("–", "nothing there"),
            UndoResult::Stays => ("–", "stays"),
            UndoResult::Failed => ("‼", "not taken back [MW301]"),
        };
        let reason = undo.reason.as_deref().unwrap_or("");
        format!(
            "<li>{mark} {word}: <code>{}</code> {}</li>",
            escaped(&undo.action),
            with_code(reason)
        )
    });
    let left = outcome
        .left_behind
        .iter()
        .map(|left| format!("<li>{}</li>", with_code(&left.what)));
    let (undos, left): (String, String) = (undos.collect(), left.collect());
    let part = |title: &str, items: &str| match items {
        "" => String::new(),
        items => format!("<h2>{title}</h2><ul>{items}</ul>"),
    };
    format!(
        "<section id=left>{}{}</section>",
        part("Taken back", &undos),
        part("Stays in the shop", &left)
    )
}

#[cfg(test)]
mod tests;
