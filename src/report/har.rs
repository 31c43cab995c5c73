//! The exchanges of a run as an HTTP Archive 1.2, which browsers and proxies open.
//!
//! The form is that of <http://www.softwareishard.com/blog/har-12-spec/>. Times that are not known
//! are -1, as it says; connecting includes TLS, which cannot be told apart.

use serde_json::{Value, json};

use crate::outcome::{
    ExchangeOutcome, RequestOutcome, ResponseOutcome, RunOutcome, ScenarioOutcome, StepOutcome,
};

/// Renders the exchanges of an outcome; each scenario is a page of the archive.
pub fn render(outcome: &RunOutcome) -> String {
    let mut entries = Vec::new();
    for scenario in &outcome.scenarios {
        for step in &scenario.steps {
            for exchange in &step.exchanges {
                entries.push(entry(outcome, scenario, step, exchange));
            }
        }
    }
    let pages: Vec<Value> = outcome
        .scenarios
        .iter()
        .map(|one| page(outcome, one))
        .collect();
    let mut archive = json!({"log": {
        "version": "1.2",
        "creator": {"name": "magewalk", "version": outcome.magewalk_version},
        "pages": pages,
        "entries": entries,
    }});
    let mode = outcome.mode_note().map(str::to_owned);
    let notes: Vec<String> = outcome.shard_note().into_iter().chain(mode).collect();
    if !notes.is_empty() {
        archive["log"]["comment"] = notes.join("; ").into();
    }
    let mut text =
        serde_json::to_string_pretty(&archive).expect("an archive has only texts as keys");
    text.push('\n');
    text
}

fn page(outcome: &RunOutcome, scenario: &ScenarioOutcome) -> Value {
    let exchanges = scenario.steps.iter().flat_map(|step| &step.exchanges);
    let mut responses = exchanges.filter_map(|exchange| exchange.response.as_ref());
    let first = responses.next().map(|response| &response.started_at);
    json!({
        "startedDateTime": first.unwrap_or(&outcome.started_at),
        "id": scenario.full_name(),
        "title": scenario.title,
        "pageTimings": {"onContentLoad": -1, "onLoad": -1},
    })
}

fn entry(
    outcome: &RunOutcome,
    scenario: &ScenarioOutcome,
    step: &StepOutcome,
    exchange: &ExchangeOutcome,
) -> Value {
    let response = exchange.response.as_ref();
    let started = response.map_or(&outcome.started_at, |response| &response.started_at);
    json!({
        "pageref": scenario.full_name(),
        "startedDateTime": started,
        "time": response.map_or(0.0, |response| response.duration_ms),
        "request": request(&exchange.request),
        "response": response.map_or_else(no_response, of_response),
        "cache": {},
        "timings": timings(response),
        "comment": format!("{}: {}", step.id, step.title),
    })
}

fn request(request: &RequestOutcome) -> Value {
    let query = request.url.split_once('?').map_or("", |(_, query)| query);
    let query = url::form_urlencoded::parse(query.as_bytes());
    let mut value = json!({
        "method": request.method,
        "url": request.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": pairs(&request.headers),
        "queryString": query
            .map(|(name, value)| json!({"name": name, "value": value}))
            .collect::<Vec<_>>(),
        "headersSize": -1,
        "bodySize": request.body.as_ref().map_or(0, String::len),
    });
    if let Some(body) = &request.body {
        let mime_type = header(&request.headers, "content-type");
        value["postData"] = json!({"mimeType": mime_type, "params": [], "text": body});
    }
    value
}

fn of_response(response: &ResponseOutcome) -> Value {
    let mut content = json!({
        "size": response.body_size,
        "mimeType": header(&response.headers, "content-type"),
        "text": response.body,
    });
    if let Some(bytes) = &response.body_base64 {
        content["text"] = bytes.as_str().into();
        content["encoding"] = "base64".into();
    } else if response.body.contains('\u{fffd}') {
        content["comment"] =
            "bytes that are no text stand as U+FFFD: they are many, or hold a secret".into();
    } else if response.body_shortened {
        content["comment"] = "only the beginning was kept".into();
    }
    json!({
        "status": response.status,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": pairs(&response.headers),
        "content": content,
        "redirectURL": header(&response.headers, "location"),
        "headersSize": -1,
        "bodySize": -1,
    })
}

/// What stands in the place of an answer that never came, as browsers write it.
fn no_response() -> Value {
    json!({
        "status": 0,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [],
        "content": {"size": 0, "mimeType": "x-unknown"},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
    })
}

fn timings(response: Option<&ResponseOutcome>) -> Value {
    let timings = response
        .map(|response| response.timings)
        .unwrap_or_default();
    json!({
        "blocked": -1,
        "dns": timings.lookup_ms.unwrap_or(-1.0),
        "connect": timings.connect_ms.unwrap_or(-1.0),
        "ssl": -1,
        "send": 0,
        "wait": timings.first_byte_ms,
        "receive": timings.body_ms,
    })
}

fn pairs(headers: &[(String, String)]) -> Vec<Value> {
    let pair = |(name, value): &(String, String)| json!({"name": name, "value": value});
    headers.iter().map(pair).collect()
}

fn header<'h>(headers: &'h [(String, String)], name: &str) -> &'h str {
    let mut found = headers
        .iter()
        .filter(|(key, _)| key.eq_ignore_ascii_case(name));
    found.next().map_or("", |(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::outcome;
    use crate::report::schema::held_by;

    /// Holds what the specification demands of every object: names, types, nothing missing.
    #[test]
    fn an_archive_is_valid() {
        let text = render(&outcome());
        let archive: Value = serde_json::from_str(&text).unwrap();
        const SCHEMA: &str = include_str!("../../tests/har-1.2.schema.json");
        assert_eq!(held_by(SCHEMA, &archive), Vec::<String>::new());
        let entries = archive["log"]["entries"].as_array().unwrap();
        let exchanges: usize = outcome().steps().map(|step| step.exchanges.len()).sum();
        assert_eq!(entries.len(), exchanges);
        assert!(exchanges > 2);
        let without = |pointer: &str| {
            let mut archive = archive.clone();
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            let parent = archive
                .pointer_mut(parent)
                .unwrap()
                .as_object_mut()
                .unwrap();
            assert!(parent.remove(name).is_some());
            !held_by(SCHEMA, &archive).is_empty()
        };
        assert!(without("/log/version") && without("/log/entries/0/timings/wait"));
    }

    #[test]
    fn bytes_stay_bytes() {
        let mut outcome = outcome();
        let exchanges = outcome.scenarios.iter_mut().flat_map(|one| &mut one.steps);
        let mut responses = exchanges.flat_map(|step| &mut step.exchanges);
        let response = responses.find_map(|exchange| exchange.response.as_mut());
        let response = response.unwrap();
        response.body = "%PDF\u{fffd}".to_owned();
        response.body_base64 = Some("JVBERv8=".to_owned());
        let content = of_response(response)["content"].clone();
        assert_eq!(content["encoding"], "base64");
        assert_eq!(content["text"], "JVBERv8=");
        response.body_base64 = None;
        let content = of_response(response)["content"].clone();
        assert_eq!(content["encoding"], Value::Null);
        let comment = content["comment"].as_str().unwrap();
        assert!(comment.contains("U+FFFD"), "{comment}");
    }
}
