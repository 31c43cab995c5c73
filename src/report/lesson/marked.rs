//! The lines of a response, each with what its value is, as the outcome says: as the page prints it or
//! not, checked, captured.

use serde_json::Value;

use crate::outcome::marks::{self, Fact, Known, Marks, Place};
use crate::outcome::path;
use crate::outcome::{Promised, StepOutcome, ValueFlow};
use crate::report::lesson::line::{Line, Mark};
use crate::report::lesson::note::{MOST_LINES, cut, to};
use crate::report::tree;
use crate::visible::visible;

/// Returns the lines of a response that is JSON.
pub(super) fn marked(step: &StepOutcome, value_flow: &ValueFlow, body: &Value) -> Vec<Line> {
    let marks = Marks::of_answer(step);
    let promised = step.promised.as_ref();
    let line = |line: tree::Line<'_, Place<'_, '_>>| {
        let known = line.place.known().filter(|_| line.value.is_some());
        let mark = match line.value {
            Some(_) => line.place.mark(line.is_leaf()),
            None => line.place.around(),
        };
        Line {
            mark: mark.map_or(Mark::Plain, shown),
            note: known.map_or(String::new(), |known| note(known, promised, value_flow)),
            matters: matters(known, mark),
            is_json: true,
            ..Line::plain(visible(&line.text))
        }
    };
    let lines = tree::lines(body, marks.root(), &Place::child, MOST_LINES);
    lines.into_iter().map(line).collect()
}

/// Whether the place is wrong, or its value goes on or was checked; what only varies or is not on the
/// page does not matter.
fn matters(known: Option<&Known<'_>>, mark: Option<marks::Mark>) -> bool {
    let is_named = known.is_some_and(|known| {
        let is_varied = matches!(mark, Some(marks::Mark::Varied | marks::Mark::Extra));
        !known.captures.is_empty() || !known.checks.is_empty() && !is_varied
    });
    is_named || matches!(mark, Some(marks::Mark::Differing | marks::Mark::Drifted))
}

fn shown(mark: marks::Mark) -> Mark {
    match mark {
        marks::Mark::Exact => Mark::Exact,
        marks::Mark::Varied => Mark::Varied,
        marks::Mark::Drifted => Mark::Drifted,
        marks::Mark::Differing => Mark::Wrong,
        marks::Mark::Extra => Mark::Extra,
    }
}

/// Says what is known of a place: what the page prints there, where its value goes, what was checked.
fn note(known: &Known<'_>, promised: Option<&Promised>, value_flow: &ValueFlow) -> String {
    let fact = known.fact.map(|fact| of_fact(fact, promised));
    let captures = known.captures.iter().map(|capture| to(capture, value_flow));
    let demands: Vec<&str> = known
        .checks
        .iter()
        .map(|one| one.demands.as_str())
        .collect();
    let checked = (!demands.is_empty()).then(|| format!("checked: {}", demands.join(", ")));
    let parts = fact.into_iter().chain(captures).chain(checked);
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    visible(&parts.join(" · "))
}

fn of_fact(fact: Fact<'_>, promised: Option<&Promised>) -> String {
    let (word, page) = match fact {
        Fact::Extra(_) => return "not on the page".to_owned(),
        Fact::Drifted(drift) => ("known", drift.documented.as_ref()),
        Fact::Varied(varied) => {
            let page = promised.and_then(|promised| promised.documented.as_ref());
            let path = path::parse(&varied.documented_path);
            let printed = page
                .zip(path)
                .and_then(|(page, path)| path::find(page, &path));
            (
                "may differ",
                printed.filter(|printed| tree::is_leaf(printed)),
            )
        }
        Fact::Differing(mismatch) => match &mismatch.documented {
            Some(page) => ("must not differ", Some(page)),
            None => return mismatch.message.clone(),
        },
    };
    page.map_or(String::new(), |page| {
        format!("{word}: the page prints {}", cut(page))
    })
}
