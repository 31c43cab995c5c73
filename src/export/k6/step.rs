//! A step as an object of the script.

use crate::export::k6::script::{Into, expression, json, literal, path, text};
use crate::runner::plan::PlannedStep;
use crate::scenario::expectation::{
    Alternative, Assertion, AssertionKind, Assertions, DriftPlace, Expectation, Pattern,
    StatusPattern, StatusRule, TextExpectation,
};
use crate::scenario::in_words;
use crate::scenario::problem::Problem;
use crate::scenario::tutorial::{
    Authorization, BodyTemplate, Capture, CaptureSource, Effect, Lookup, RequestTemplate, Retry,
    Step, Undo,
};

/// What JavaScript reads otherwise in an expression, or not at all.
const OTHER_SYNTAX: [&str; 6] = ["(?i", "(?x", "(?P", "[[:", "\\A", "\\z"];

/// Writes steps, and collects what cannot be written.
#[derive(Default)]
pub(super) struct Steps {
    /// What cannot be written.
    pub(super) problems: Vec<Problem>,
}

impl Steps {
    /// Writes a step.
    pub(super) fn step(&mut self, planned: &PlannedStep, step: &Step, name: &str) -> String {
        let needs: Vec<String> = planned.needs.iter().map(|id| literal(id)).collect();
        let when = step.conditions.iter();
        let when: Vec<String> = when
            .map(|one| format!("[{}, {}]", literal(&one.variable), one.wanted))
            .collect();
        let is_omitted = step.browser.is_some() || step.effect == Effect::Configuration;
        let mut text = format!(
            "      {{\n        id: {}, name: {}, omitted: {is_omitted},\n        \
             needs: [{}], when: [{}],\n",
            literal(&step.id),
            literal(name),
            needs.join(", "),
            when.join(", "),
        );
        if is_omitted {
            return text + "      },\n";
        }
        let expect = &step.expect;
        text += &format!("        request: {},\n", self.request(&step.request));
        text += &format!(
            "        retry: {},\n",
            step.retry.as_ref().map_or("null".to_owned(), retry)
        );
        text += &self.expectation(expect);
        let captures = step.captures.iter();
        let captures: Vec<String> = captures.map(|one| self.capture(one)).collect();
        text += &format!("        captures: [{}],\n", captures.join(", "));
        text += &format!("        undo: {},\n      }},\n", self.undo(step));
        text
    }

    fn expectation(&mut self, expect: &Expectation) -> String {
        let has_body = |one: &Alternative| one.documented.is_some();
        // A page may be documented by HTML checks alone; a body that is printed is JSON.
        let is_json = !expect.checks.is_empty() || expect.alternatives.iter().all(has_body);
        let headers: Vec<String> = (expect.headers.iter())
            .map(|(name, all)| format!("[{}, {}]", literal(name), self.assertions(all)))
            .collect();
        let checks: Vec<String> = (expect.checks.iter())
            .map(|check| {
                let label = literal(&check.path.template.to_string());
                let all = self.assertions(&check.assertions);
                format!(
                    "{{ label: {label}, path: {}, all: {all} }}",
                    path(&check.path)
                )
            })
            .collect();
        let html: Vec<String> = (expect.html.iter())
            .map(|check| {
                let all = check.text.as_ref().map(|all| self.assertions(all));
                let attribute = check.attribute.as_deref().map(literal);
                let count = check.count.map(|count| count.to_string());
                format!(
                    "{{ label: {0}, select: {0}, count: {1}, attribute: {2}, all: {3} }}",
                    literal(&check.select.text),
                    or_null(count),
                    or_null(attribute),
                    all.unwrap_or_else(|| "[]".to_owned()),
                )
            })
            .collect();
        let texts = match &expect.text {
            None => "[]".to_owned(),
            Some(TextExpectation::Holds(all)) => self.assertions(all),
            Some(TextExpectation::Equals(whole)) => {
                format!("[{{ kind: 'equals', value: {} }}]", text(whole, Into::Text))
            }
        };
        format!(
            "        statuses: [{}], json: {is_json}, headers: [{}],\n        checks: [{}],\n        \
             html: [{}], texts: {texts},\n",
            statuses(expect),
            headers.join(", "),
            checks.join(", "),
            html.join(", "),
        )
    }

    fn request(&mut self, request: &RequestTemplate) -> String {
        let pair = |(name, value): &(String, _)| {
            format!("[{}, {}]", literal(name), text(value, Into::Text))
        };
        let query: Vec<String> = request.query.iter().map(pair).collect();
        let headers: Vec<String> = request.headers.iter().map(pair).collect();
        let (kind, body) = match &request.body {
            None => ("null".to_owned(), "null".to_owned()),
            Some(BodyTemplate::Json(body)) => {
                let body = format!("(walk) => JSON.stringify(({})(walk))", json(body));
                (literal("application/json"), body)
            }
            Some(BodyTemplate::Form(fields)) => {
                let fields: Vec<String> = fields.iter().map(pair).collect();
                let body = format!(
                    "(walk) => [{}].map(([key, value]) => `${{encoded(key)}}=${{encoded(value(walk))}}`).join('&')",
                    fields.join(", ")
                );
                (literal("application/x-www-form-urlencoded"), body)
            }
            Some(BodyTemplate::Text(body)) => {
                (literal("text/plain; charset=utf-8"), text(body, Into::Text))
            }
        };
        let (by, bearer) = match &request.authorization {
            Authorization::None => ("null", "null".to_owned()),
            Authorization::Admin => ("'admin'", "null".to_owned()),
            Authorization::Bearer(token) => ("null", text(token, Into::Text)),
        };
        let timeout = request
            .timeout
            .map_or(30_000, |timeout| timeout.as_millis());
        format!(
            "{{ method: {}, path: {}, query: [{}], headers: [{}], type: {kind}, body: {body}, as: {by}, \
             bearer: {bearer}, session: {}, follow: {}, timeout: '{timeout}ms' }}",
            literal(&request.method),
            text(&request.path, Into::Path),
            query.join(", "),
            headers.join(", "),
            or_null(request.session.as_deref().map(literal)),
            request.follow,
        )
    }

    fn capture(&mut self, capture: &Capture) -> String {
        let from = match &capture.from {
            CaptureSource::JsonPath(from) => {
                format!("{{ kind: 'path', path: {} }}", path(from))
            }
            CaptureSource::Header(name, pattern) => {
                let pattern = pattern.as_ref().map(|pattern| self.pattern(pattern));
                let name = literal(name);
                format!(
                    "{{ kind: 'header', name: {name}, pattern: {} }}",
                    or_null(pattern)
                )
            }
            CaptureSource::Cookie(name) => format!("{{ kind: 'cookie', name: {} }}", literal(name)),
            CaptureSource::Css(selector, attribute) => format!(
                "{{ kind: 'css', select: {}, attribute: {} }}",
                literal(&selector.text),
                or_null(attribute.as_deref().map(literal))
            ),
            CaptureSource::Regex(pattern) => {
                format!("{{ kind: 'regex', pattern: {} }}", self.pattern(pattern))
            }
        };
        let fallback = capture
            .default
            .as_ref()
            .map_or("undefined".to_owned(), |value| {
                format!("JSON.parse({})", literal(&value.to_string()))
            });
        format!(
            "{{ name: {}, from: {from}, all: {}, fallback: {fallback} }}",
            literal(&capture.name),
            capture.all
        )
    }

    fn undo(&mut self, step: &Step) -> String {
        let Some(Undo::Request(undo)) = &step.undo else {
            return "null".to_owned();
        };
        let find = match &undo.lookup {
            Lookup::Unfindable { .. } => "null".to_owned(),
            Lookup::Find(find) => {
                let captures = find.captures.iter();
                let captures: Vec<String> = captures
                    .map(|(name, from)| format!("[{}, {}]", literal(name), path(from)))
                    .collect();
                let request = self.request(&find.request);
                format!(
                    "{{ request: {request}, captures: [{}] }}",
                    captures.join(", ")
                )
            }
        };
        let request = self.request(&undo.request);
        format!(
            "{{ find: {find}, request: {request}, statuses: [{}] }}",
            rule(&undo.status)
        )
    }

    fn assertions(&mut self, assertions: &Assertions) -> String {
        let all: Vec<String> = assertions
            .all
            .iter()
            .map(|one| self.assertion(one))
            .collect();
        format!("[{}]", all.join(", "))
    }

    fn assertion(&mut self, assertion: &Assertion) -> String {
        let (kind, rest) = match &assertion.kind {
            AssertionKind::Equals(value) => ("equals", format!("value: {}", json(value))),
            AssertionKind::Matches(pattern) => {
                ("matches", format!("pattern: {}", self.pattern(pattern)))
            }
            AssertionKind::Contains(value) => ("contains", format!("value: {}", json(value))),
            AssertionKind::Length(length) => ("length", format!("value: {length}")),
            AssertionKind::AtLeast(least) => ("at_least", format!("value: {least}")),
            AssertionKind::AtMost(most) => ("at_most", format!("value: {most}")),
            AssertionKind::Exists(exists) => ("exists", format!("value: {exists}")),
            AssertionKind::Is(kind) => ("is", format!("value: '{}'", in_words::name(*kind))),
            AssertionKind::SumOf(paths) => {
                let paths: Vec<String> = paths.iter().map(path).collect();
                ("sum_of", format!("paths: [{}]", paths.join(", ")))
            }
            AssertionKind::SameSet(values) => {
                let values: Vec<String> = values.iter().map(json).collect();
                ("same_set", format!("values: [{}]", values.join(", ")))
            }
        };
        format!("{{ kind: '{kind}', {rest} }}")
    }

    fn pattern(&mut self, pattern: &Pattern) -> String {
        let other = OTHER_SYNTAX
            .iter()
            .find(|part| pattern.text.contains(*part));
        if let Some(other) = other {
            let message = format!("`{other}` of this expression means nothing in JavaScript");
            self.refuse(Problem::at(&pattern.span, message).hint("write it otherwise"));
        }
        format!("new RegExp({})", literal(&pattern.text))
    }

    fn refuse(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
}

fn or_null(text: Option<String>) -> String {
    text.unwrap_or_else(|| "null".to_owned())
}

/// The statuses of all answers that are right, and of those that stores are known to give.
fn statuses(expect: &Expectation) -> String {
    let drifts = expect.drift.iter().filter_map(|drift| match &drift.at {
        DriftPlace::Status { store } => Some(store),
        _ => None,
    });
    let rules = expect
        .alternatives
        .iter()
        .map(|one| &one.status)
        .chain(drifts);
    let rules: Vec<String> = rules.map(rule).collect();
    rules.join(", ")
}

fn rule(rule: &StatusRule) -> String {
    let allowed = rule.allowed.iter().map(|one| match one {
        StatusPattern::Code(code) => format!("'{code}'"),
        StatusPattern::Class(class) => format!("'{class}xx'"),
    });
    allowed.collect::<Vec<_>>().join(", ")
}

fn retry(retry: &Retry) -> String {
    let seconds = |time: std::time::Duration| time.as_secs_f64().to_string();
    let infinity = || "Infinity".to_owned();
    let candidates = retry.candidates.as_ref().map(|tried| {
        let list = match tried.list.as_expression() {
            Some(list) => format!("(walk) => {}", expression(list)),
            None => text(&tried.list, Into::Text),
        };
        format!("{{ name: {}, list: {list} }}", literal(&tried.name))
    });
    format!(
        "{{ every: {}, within: {}, times: {}, candidates: {} }}",
        seconds(retry.every),
        retry.within.map_or_else(infinity, seconds),
        retry.times.map_or_else(infinity, |times| times.to_string()),
        or_null(candidates),
    )
}
