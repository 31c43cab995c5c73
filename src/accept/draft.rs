//! A new scenario of what a store answered: one step, with comments that explain the language.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::accept::edit::spell::Spelling;
use crate::check::is_datetime;
use crate::outcome::ResponseOutcome;
use crate::outcome::path::{Segment, show};

/// The most elements of a list that are printed; the rest is `shortened`.
const ELEMENTS: usize = 3;

/// How far the members of `expect` are indented.
const INDENT: usize = 6;

/// What is known of a scenario before a store was asked.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The path of its file, as a user would type it.
    pub file: String,
    /// Its title.
    pub title: String,
    /// What is read: a path of the store, perhaps with a query.
    pub path: String,
    /// Whether it is read as an admin.
    pub as_admin: bool,
}

/// The parts of a body that a correct store may answer otherwise: path → kind.
type Vary = BTreeMap<String, &'static str>;

impl Draft {
    /// Returns a scenario that asks the store and takes any answer.
    pub fn question(&self) -> String {
        let sign_in = if self.as_admin { ", as: admin" } else { "" };
        format!(
            "title: {}\n{VARIABLES}steps:\n  - id: {}\n    title: A question\n    request: {{GET: {}{sign_in}}}\n    \
             expect: {{status: [1xx, 2xx, 3xx, 4xx, 5xx]}}\n",
            quoted(&self.title),
            self.id(),
            quoted(&self.path)
        )
    }

    /// Returns the scenario that promises what the store answered.
    pub fn scenario(&self, response: &ResponseOutcome) -> String {
        let mut text = self.head();
        text += &format!(
            "    expect:\n      # A status alone is a promise already; 2xx takes any success.\n      \
             status: {}\n",
            response.status
        );
        text += &body(response).unwrap_or_else(|| not_printed(response));
        text += FOOT;
        text
    }

    fn head(&self) -> String {
        let file = &self.file;
        let sign_in = if self.as_admin {
            "      as: admin                        # MAGEWALK_ADMIN_USERNAME, MAGEWALK_ADMIN_PASSWORD\n"
        } else {
            "      # as: admin                      # sends it as an admin; `bearer: ${token}` as a customer\n"
        };
        format!(
            "# magewalk check {file}                finds every mistake; sends nothing\n\
             # magewalk run {file}                  against the sandbox; --target URL: against a shop\n\
             # magewalk learn {file}                the same, step by step\n\
             # Every key with an example: docs/language.md of Magewalk. `magewalk schema` prints a schema for editors.\n\
             title: {}\n\n\
             # Values that every step can use as ${{store_code}}. `--var store_code=…` gives another one.\n\
             {VARIABLES}\n\
             # Each step is one request, and what is promised of its answer.\n\
             steps:\n  - id: {}\n    title: {}\n    request:\n      GET: {}\n{sign_in}      \
             # query: {{pageSize: 3}}           # parameters; they are encoded for you\n      \
             # json: {{name: Jane}}             # a body; POST, PUT and DELETE say their `effect`, too\n",
            quoted(&self.title),
            self.id(),
            quoted(&format!("Read {}", self.subject().replace('-', " "))),
            quoted(&self.path),
        )
    }

    fn id(&self) -> String {
        format!("read-{}", self.subject())
    }

    /// Returns what is read, in small letters and digits: the end of the path.
    fn subject(&self) -> String {
        let path = self.path.split(['?', '#']).next().unwrap_or("");
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let version = parts.iter().position(|part| *part == "V1");
        let parts = version.map_or(parts.as_slice(), |at| &parts[at + 1..]);
        let words = parts.join("-").to_ascii_lowercase();
        let words = words.split(|c: char| !c.is_ascii_alphanumeric());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            "the-shop".to_owned()
        } else {
            words.join("-")
        }
    }
}

const FOOT: &str = "    # A value of the answer gets a name, and later steps use it as ${name}:\n    \
                    # capture:\n    #   name: $.items[0].name\n";

const SPELLING: Spelling = Spelling {
    is_json: false,
    in_flow: false,
    newline: "\n",
};

/// What a path may be made of.
const VARIABLES: &str = "vars:\n  store_code: default\n";

/// Returns a text in quotes, as JSON and YAML both have it.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// Returns the documented body and the rules for it; none where the answer is no whole JSON.
fn body(response: &ResponseOutcome) -> Option<String> {
    if response.body_shortened {
        return None;
    }
    let printed: Value = serde_json::from_str(&response.body).ok()?;
    let mut shortened = false;
    let printed = literal(&printed, &mut shortened)?;
    if !has_value(&printed, shortened) {
        return None;
    }
    let mut vary = Vary::new();
    rules(&printed, &mut Vec::new(), &mut vary);
    let lead = " ".repeat(INDENT);
    let mut text = format!(
        "{lead}# The answer as it should be. Members that are not printed here may be there.\n{lead}{}\n",
        SPELLING.member("documented", &printed, INDENT)
    );
    if shortened {
        text += &format!(
            "{lead}# Of longer lists, only the first elements are printed.\n{lead}shortened: true\n"
        );
    }
    if vary.is_empty() {
        text += &format!(
            "{lead}# Where a correct store may differ: integer, number, string, boolean, datetime, token, any.\n\
             {lead}# vary: {{$.id: integer}}\n"
        );
    } else {
        let rules: serde_json::Map<String, Value> = vary
            .into_iter()
            .map(|(path, kind)| (path, Value::from(kind)))
            .collect();
        text += &format!(
            "{lead}# Where a correct store may differ: integer, number, string, boolean, datetime, token, any.\n\
             {lead}{}\n",
            SPELLING.member("vary", &Value::Object(rules), INDENT)
        );
    }
    text += &format!(
        "{lead}# Single assertions, where no whole answer is printed:\n{lead}# checks:\n{lead}#   - $.total_count: {{at_least: 1}}\n"
    );
    Some(text)
}

/// Returns what is promised of an answer that is no JSON, or too long a one.
fn not_printed(response: &ResponseOutcome) -> String {
    let lead = " ".repeat(INDENT);
    let mut headers = response.headers.iter();
    let kind = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let kind = kind.and_then(|(_, value)| value.split(';').next());
    let held = kind.map(|kind| {
        format!(
            "{lead}headers:\n{lead}  content-type: {{contains: {}}}\n",
            quoted(kind.trim())
        )
    });
    held.unwrap_or_default()
        + &format!(
            "{lead}# What stands in a page or a text:\n\
             {lead}# html: [{{select: h1, text: {{contains: Welcome}}}}]\n\
             {lead}# text: {{contains: Welcome}}\n"
        )
}

/// Whether a documented value has a part that has to be there; of a shortened list, none has.
fn has_value(value: &Value, shortened: bool) -> bool {
    match value {
        Value::Array(items) if items.is_empty() => !shortened,
        Value::Array(items) => items.iter().any(|item| has_value(item, shortened)),
        Value::Object(members) => members.values().any(|value| has_value(value, shortened)),
        _ => true,
    }
}

/// Returns a value as it is documented: `${` stands for itself, and lists are cut. None where a key
/// cannot be written.
fn literal(value: &Value, shortened: &mut bool) -> Option<Value> {
    Some(match value {
        Value::String(text) => Value::from(text.replace("${", "$${")),
        Value::Array(items) => {
            *shortened |= items.len() > ELEMENTS;
            let kept = items.iter().take(ELEMENTS);
            let kept = kept.map(|item| literal(item, shortened));
            Value::Array(kept.collect::<Option<_>>()?)
        }
        Value::Object(members) => {
            let mut kept = serde_json::Map::new();
            for (name, value) in members {
                if name.contains("${") {
                    return None;
                }
                kept.insert(name.clone(), literal(value, shortened)?);
            }
            Value::Object(kept)
        }
        other => other.clone(),
    })
}

/// Collects where the next answer may differ: moments, and what is hidden here or looks random.
fn rules(value: &Value, path: &mut Vec<Segment>, vary: &mut Vary) {
    match value {
        Value::String(text) => {
            let kind = if is_datetime(text) {
                "datetime"
            } else if text.contains('‹') {
                "string"
            } else if is_random(text) {
                "token"
            } else {
                return;
            };
            vary.insert(show(path), kind);
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(Segment::Index(index));
                rules(item, path, vary);
                path.pop();
            }
        }
        Value::Object(members) => {
            for (name, value) in members {
                path.push(Segment::Name(name.clone()));
                rules(value, path, vary);
                path.pop();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Whether a text looks like a random mark: 16 hexadecimal digits or more with digits and letters.
fn is_random(text: &str) -> bool {
    text.len() >= 16
        && text.bytes().all(|byte| byte.is_ascii_hexdigit())
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check;
    use crate::outcome::Timings;
    use crate::scenario::load::{TutorialFiles, load};
    use crate::scenario::source::Source;
    use crate::scenario::tutorial::Tutorial;

    fn draft(path: &str) -> Draft {
        Draft {
            file: "shop.yaml".to_owned(),
            title: "A shop: \"ours\" #1".to_owned(),
            path: path.to_owned(),
            as_admin: true,
        }
    }

    fn response(status: u16, body: &str) -> ResponseOutcome {
        ResponseOutcome {
            status,
            headers: vec![(
                "content-type".to_owned(),
                "text/html; charset=UTF-8".to_owned(),
            )],
            body: body.to_owned(),
            body_base64: None,
            body_size: body.len(),
            body_shortened: false,
            started_at: String::new(),
            timings: Timings::default(),
            duration_ms: 0.0,
        }
    }

    fn loaded(text: &str) -> Tutorial {
        let files = TutorialFiles {
            name: "shop".to_owned(),
            alone: Some("shop.yaml".to_owned()),
            files: vec![Source::new("shop.yaml", text)],
        };
        let tutorial = load(&files).unwrap_or_else(|problems| panic!("{problems:#?}\n{text}"));
        assert_eq!(check::validate(&tutorial), Vec::new(), "{text}");
        tutorial
    }

    #[test]
    fn a_draft_is_a_scenario_without_mistakes_whatever_was_answered() {
        for body in [
            "{}",
            "[]",
            "{\"a\": [{}, {}, {}, {}], \"b\": []}",
            "true",
            "null",
            "\"\"",
            "{\"a\": {\"b\": [1, 2, 3, 4, {}], \"c\": []}, \"on\": \"yes\", \"x y\": \"2017-01-31 01:18:13\"}",
            "[{\"token\": \"‹admin_token›\"}, {\"hash\": \"0123456789abcdef0123\"}]",
            "{\"a\": \"${b} {{c}} # - : 'x\\\" \\u2028 \\n\", \"n\": 12345678901234567890.123}",
            "{\"${a}\": 1}",
            "<h1>no JSON</h1>",
            "",
        ] {
            for status in [200, 204, 404] {
                loaded(&draft("/rest/V1/a-b/1?x[y]=z").scenario(&response(status, body)));
            }
        }
    }

    #[test]
    fn moments_and_secrets_may_differ_and_nothing_else() {
        let body = "{\"at\": \"2017-01-31 01:18:13\", \"key\": \"‹key›\", \"name\": \"Jane\", \
                    \"marks\": [\"0123456789abcdef\", \"short\"], \"url\": \"a-long-url-key-of-a-bag\"}";
        let tutorial = loaded(&draft("/rest/V1/x").scenario(&response(200, body)));
        let step = &tutorial.scenarios[0].steps[0];
        assert_eq!(step.id, "read-x");
        let rules = step.expect.vary.iter();
        let rules: Vec<_> = rules.map(|rule| rule.path.template.to_string()).collect();
        assert_eq!(rules, ["$.at", "$.key", "$.marks[0]"]);
    }

    #[test]
    fn a_question_takes_any_answer() {
        let text = draft("/").question();
        assert!(text.contains("read-the-shop"), "{text}");
    }
}
