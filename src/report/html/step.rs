//! A step: what it teaches, what was sent, what the page promises, what the store said.

use serde_json::Value;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::outcome::marks::Marks;
use crate::outcome::{
    BrowsedOutcome, CheckOutcome, Mismatch, Promised, ResponseOutcome, ScenarioOutcome, Side,
    StepOutcome, TextLine,
};
use crate::report::alike;
use crate::report::html::body::{self, Parts};
use crate::report::html::escape::escaped;
use crate::report::html::flows::Flows;
use crate::report::html::words::{paragraph, with_code, words};
use crate::report::lesson::{self, Mark};
use crate::report::terminal::{counted, pasted, short, size, time};
use crate::visible::visible;

/// How many mismatches are shown.
const MISMATCHES: usize = 200;

/// How long a value in the table may be, in characters.
const LONGEST: usize = 600;

/// Renders a step.
pub(super) fn render(
    scenario: &ScenarioOutcome,
    step: &StepOutcome,
    flows: &Flows,
    parts: &Parts,
) -> String {
    let (_, word, class, mark) = words(step.verdict);
    // What needs nobody's eye is folded.
    let open = if step.verdict.has_failed() {
        " open"
    } else {
        ""
    };
    format!(
        "<article class={class} id=s{0} data-verdict={class}><details{open}><summary><h3>{0} {1} <span class=verdict>{mark} {word}</span> <span class=dim>{2}</span></h3></summary>{3}{4}{5}{6}{7}{8}</details></article>\n",
        step.number,
        with_code(&step.title),
        time(step.duration_ms),
        paragraph(step.explain.as_deref()),
        values(scenario, step, flows),
        troubles(step),
        difference(&step.mismatches),
        browsed(&step.browsed),
        exchange(step, parts),
    )
}

/// What a browser did, and the pictures that it took.
fn browsed(actions: &[BrowsedOutcome]) -> String {
    if actions.is_empty() {
        return String::new();
    }
    let items = actions.iter().map(|action| {
        let mark = if action.held { "✔" } else { "✘" };
        let picture = action.picture.iter().zip(&action.picture_name);
        // Of a saved run anybody may have written the picture: what is no base64 is no picture.
        let picture = picture.filter(|(picture, _)| STANDARD.decode(picture).is_ok());
        let figures = picture.map(|(picture, name)| {
            let name = escaped(name);
            format!(
                "<figure><img alt=\"{name}\" src=\"data:image/png;base64,{picture}\"><figcaption>{name}</figcaption></figure>"
            )
        });
        let figures: String = figures.collect();
        let words = escaped(&action.action);
        format!("<li>{mark} <code>{words}</code> <span class=dim>{}</span>{figures}</li>", time(action.duration_ms))
    });
    format!(
        "<h4>What the browser did</h4><ul>{}</ul>",
        items.collect::<String>()
    )
}

/// The values that come from other steps, and those that go on to others.
fn values(scenario: &ScenarioOutcome, step: &StepOutcome, flows: &Flows) -> String {
    let mut parts = Vec::new();
    for used in &step.uses {
        let Some(captured_in) = &used.captured_in else {
            continue;
        };
        let way = flows.way(&scenario.tutorial, captured_in, &used.name);
        let Some(from) = way.first() else { continue };
        parts.push(format!(
            "uses <a href=#s{from} data-flow=\"{}\">{} ← {from}</a>",
            numbers(way),
            escaped(&used.name)
        ));
    }
    for capture in &step.captures {
        let way = flows.of_capture(scenario, step, &capture.name);
        let targets: Vec<String> = way
            .iter()
            .skip(1)
            .map(|number| format!("<a href=#s{number}>{number}</a>"))
            .collect();
        let targets = match targets.as_slice() {
            [] => String::new(),
            targets => format!(" → {}", targets.join(" ")),
        };
        parts.push(format!(
            "captures <span tabindex=0 data-flow=\"{}\"><strong>{}</strong> = <code>{}</code></span> from <code>{}</code>{targets}",
            numbers(way),
            escaped(&capture.name),
            escaped(&cut(&capture.value.to_string())),
            escaped(&capture.from)
        ));
    }
    if parts.is_empty() {
        return String::new();
    }
    format!("<p class=note>{}</p>", parts.join(" · "))
}

fn numbers(way: &[usize]) -> String {
    let numbers: Vec<String> = way.iter().map(ToString::to_string).collect();
    numbers.join(" ")
}

/// Why it did not pass, what is known of it, and where the page is out of date.
fn troubles(step: &StepOutcome) -> String {
    let mut text = String::new();
    let mut note = |label: &str, content: &str| {
        text += &format!(
            "<p class=note><strong>{label}</strong> {}</p>",
            with_code(content)
        );
    };
    if let Some(error) = &step.error {
        note(&format!("error {}:", error.code), &error.message);
        if let Some(hint) = &error.hint {
            note("hint:", hint);
        }
    }
    if let Some(reason) = &step.reason {
        note("because", reason);
    }
    if let Some(message) = &step.store_message {
        note("the store says:", message);
    }
    for hint in &step.hints {
        if !hint.means.is_empty() {
            note("known:", &hint.means);
        }
        note("hint:", &hint.advice);
    }
    for drift in &step.drifts {
        let store = match &drift.store {
            Value::String(words) => words.clone(),
            value => value.to_string(),
        };
        let label = if drift.page_was_right {
            "the page is right after all at"
        } else {
            "known drift at"
        };
        note(
            label,
            &format!(
                "{}: {} ({})",
                short(&drift.at),
                cut(&store),
                drift.because.trim_end()
            ),
        );
    }
    if let Some(gave_up) = &step.gave_up {
        note("gave up:", gave_up);
    }
    text
}

fn difference(mismatches: &[Mismatch]) -> String {
    if mismatches.is_empty() {
        return String::new();
    }
    let rows: String = mismatches.iter().take(MISMATCHES).map(row).collect();
    let more = match mismatches.len().saturating_sub(MISMATCHES) {
        0 => String::new(),
        more => format!("<p>… {}</p>", counted(more, "more difference")),
    };
    format!(
        "<table><thead><tr><th scope=col>what differs<th scope=col>the page prints<th scope=col>the store answered</thead><tbody>{rows}</tbody></table>{more}"
    )
}

fn row(mismatch: &Mismatch) -> String {
    let subject = || mismatch.subject.word().to_owned();
    let place = mismatch.path().map_or_else(subject, short);
    let (mut page, mut store) = (
        cell(mismatch.documented.as_ref()),
        cell(mismatch.actual.as_ref()),
    );
    if !mismatch.lines.is_empty() {
        let side = |side: Side| {
            let lines = mismatch.lines.iter().filter(|line| line.side == side);
            let lines: Vec<String> = lines.map(marked).collect();
            format!("<code>{}</code>", lines.join("\n"))
        };
        (page, store) = (side(Side::Documented), side(Side::Actual));
    }
    let note = alike::note(mismatch).map(|note| format!(" ({note})"));
    let message = format!("{}{}", mismatch.message, note.unwrap_or_default());
    format!(
        "<tr><td><strong>{}</strong> <span class=dim>{}</span><br>{} <span class=dim>{}:{}</span><td class=p>{page}<td class=s>{store}",
        escaped(&place),
        mismatch.code,
        with_code(&message),
        escaped(&mismatch.location.file),
        mismatch.location.line,
    )
}

/// A line, with marks around what differs within it.
fn marked(line: &TextLine) -> String {
    let shown = cut(&line.text);
    if shown != line.text {
        return escaped(&shown);
    }
    let parts = line.parts().into_iter();
    parts
        .map(|(is_changed, part)| match is_changed {
            true => format!("<mark>{}</mark>", escaped(&part)),
            false => escaped(&part),
        })
        .collect()
}

fn cell(value: Option<&Value>) -> String {
    value.map_or_else(
        || "nothing".to_owned(),
        |value| format!("<code>{}</code>", escaped(&cut(&value.to_string()))),
    )
}

/// Request, promise and answer, side by side.
fn exchange(step: &StepOutcome, parts: &Parts) -> String {
    let Some(last) = step.exchanges.last() else {
        return format!(
            "<p class=dim><code>{}</code> was not sent</p>",
            escaped(&step.request_line)
        );
    };
    let first = &step.exchanges[0].request;
    let follow = step.exchanges.len() > 1;
    let redirects = match step.exchanges.len() - 1 {
        0 => String::new(),
        count => format!(
            " <span class=dim>after {}</span>",
            counted(count, "redirect")
        ),
    };
    let request = format!(
        "<div><h4>Request</h4><p class=url><code>{} {}</code></p>{}<div><button class=js-only data-copy data-part={}>copy as curl</button><pre tabindex=0 hidden></pre></div></div>",
        escaped(&first.method),
        escaped(&first.url),
        first
            .body
            .as_deref()
            .map_or_else(String::new, |content| body::text(
                content,
                &Marks::default(),
                parts
            )),
        parts.add(as_curl(&pasted(step, first, follow, "")))
    );
    let promise = step.promised.as_ref().map_or_else(String::new, |promised| {
        let content = promised.documented.as_ref();
        let content = content.map(|value| body::value(value, &Marks::of_page(step), parts));
        format!(
            "<div class=promise><h4>The page promises</h4><p>{}</p>{}{}</div>",
            escaped(&promised.status),
            content.unwrap_or_default(),
            checks(promised)
        )
    });
    let answer = last.response.as_ref().map_or_else(
        || "<p>no answer</p>".to_owned(),
        |response| {
            format!(
                "<p>{} <span class=dim>{}</span>{redirects}</p>{}",
                response.status,
                measures(response),
                answer_body(step, response, parts)
            )
        },
    );
    format!(
        "<div class=cols>{request}{promise}<div><h4>The store answered</h4>{answer}</div></div>"
    )
}

/// The single assertions, each with a sign of whether it held.
fn checks(promised: &Promised) -> String {
    let line = |check: &CheckOutcome| {
        let (mark, words) = lesson::check(check);
        let sign = match mark {
            Mark::Exact => "✔",
            Mark::Wrong => "✘",
            _ => "–",
        };
        format!("<li>{sign} <code>{}</code>", escaped(&words))
    };
    if promised.checks.is_empty() {
        return String::new();
    }
    let lines: String = promised.checks.iter().map(line).collect();
    format!("<ul class=checks>{lines}</ul>")
}

fn answer_body(step: &StepOutcome, response: &ResponseOutcome, parts: &Parts) -> String {
    let cut = if response.body_shortened {
        "<p class=dim>only the beginning was kept</p>"
    } else {
        ""
    };
    body::text(&response.body, &Marks::of_answer(step), parts) + cut
}

fn measures(response: &ResponseOutcome) -> String {
    let timings = &response.timings;
    let part = |word: &str, part: Option<f64>| part.map(|part| format!("{word} {}", time(part)));
    let parts = [
        Some(size(response.body_size)),
        part("look-up", timings.lookup_ms),
        part("connect", timings.connect_ms),
        part("first byte", Some(timings.first_byte_ms)),
        part("total", Some(response.duration_ms)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// A command as a part of lines.
fn as_curl(command: &str) -> String {
    let lines = command.lines().map(|line| format!("\n {}", visible(line)));
    String::from("t") + &lines.collect::<String>()
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
