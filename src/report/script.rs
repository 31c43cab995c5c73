//! A walk as a script of curl lines, to be run again.
//!
//! It holds no secret: what the walk was given has to be set first, and the script says so before it
//! sends anything; a token that a step fetched is fetched anew. Ids and the like are those of the walk.
//! It ends with the first answer of another status than the walk's, or with another body than the step
//! promises, as a pipeline wants it. Bodies are held against the promise by `jq`; where there is none,
//! the script ends before it sends anything.

mod promise;

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;

use serde_json::Value;

use crate::outcome::{RequestOutcome, StepOutcome, Target, Verdict};
use crate::report::terminal::{curl, quoted, sign_in, variable_of};
use crate::visible::visible;

/// How a secret begins, where a line wants it.
const VARIABLE: &str = "\"$MAGEWALK_";

/// The token of an admin, for which the script signs in by itself.
const ADMIN_TOKEN: &str = "MAGEWALK_ADMIN_TOKEN";

/// Sends a request and holds the status of its answer against the one that is expected.
const SEND: &str = r#"send() {
  expected=$1
  shift
  status=$(curl -sS -o "$answer" -w '%{http_code}' "$@")
  case $status in
    $expected) return ;;
  esac
  printf 'the status is %s, and not %s\n' "$status" "$expected" >&2
  cat "$answer" >&2
  return 1
}
"#;

/// Wants `jq`, and holds a body against what the step promises.
fn holds() -> String {
    format!(
        "command -v jq > /dev/null || {{\n  \
         echo 'jq is needed to check the answers: install it first' >&2\n  exit 1\n}}\n\
         holds() {{\n  \
         found=$(jq -r --argjson want \"$1\" '{}' < \"$answer\") || {{\n    \
         echo 'the body is no JSON' >&2\n    cat \"$answer\" >&2\n    return 1\n  }}\n  \
         [ -s \"$answer\" ] || found='the body is empty'\n  \
         [ -z \"$found\" ] && return\n  \
         printf 'the body is not as the step promises:\\n%s\\n' \"$found\" >&2\n  \
         return 1\n}}\n",
        promise::JQ
    )
}

/// Renders the steps of a walk that were sent.
pub fn render<'s>(target: &Target, steps: impl Iterator<Item = &'s StepOutcome>) -> String {
    let mut body = String::new();
    let (mut wanted, mut fetched) = (Vec::new(), BTreeSet::new());
    let mut captured = HashSet::new();
    let mut needs_jq = false;
    let mut signing = None;
    for step in steps {
        let Some(first) = step.exchanges.first() else {
            continue;
        };
        let line = line(step, &first.request);
        for name in variables(&line) {
            if name == ADMIN_TOKEN && signing.is_none() {
                signing = sign_in(&first.request);
            }
            if !fetched.contains(&name) && !wanted.contains(&name) {
                wanted.push(name);
            }
        }
        let title = visible(&step.title).replace('\'', "'\\''");
        _ = writeln!(body, "\nprintf '\\n== %s\\n' '{}. {title}'", step.number);
        captured.extend(step.captures.iter().map(|one| text(&one.value)));
        let promise = promise::promise(step, &captured);
        needs_jq |= promise.is_some();
        let check = promise.and_then(|promise| quoted(&promise.to_string()));
        let check = check.map_or_else(String::new, |promise| format!("holds {promise}\n"));
        match token(step) {
            Some(name) => {
                body += &format!(
                    "{line}{check}{name}=$(tr -d '\"' < \"$answer\")\necho '{name} is set'\n"
                );
                fetched.insert(name);
            }
            None => body += &format!("{line}{check}cat \"$answer\"\n"),
        }
    }
    let mut text = head(target, needs_jq);
    for name in wanted {
        let line = match &signing {
            Some(lines) if name == ADMIN_TOKEN => {
                format!(
                    "# An admin signs in, unless a token is set.\n{}",
                    lines.join("\n")
                )
            }
            _ => format!(": \"${{{name}:?set it first; it is not kept here}}\""),
        };
        _ = writeln!(text, "{line}");
    }
    text + &body
}

/// Returns the beginning of a script, with what its lines call.
fn head(target: &Target, needs_jq: bool) -> String {
    let target = if target.sandbox {
        "the sandbox, which ends with the program".to_owned()
    } else {
        visible(&target.url)
    };
    let mut text = format!(
        "#!/bin/sh\n\
         # What was sent to {target}, step by step. No secret is in it; ids are those of the walk.\n\
         set -eu\n\
         cookies=$(mktemp)\n\
         answer=$(mktemp)\n\
         trap 'rm -f \"$cookies\" \"$answer\"' EXIT\n\n\
         # Ends the script where the status of an answer is not the expected one.\n\
         {SEND}\n"
    );
    if needs_jq {
        text += "# Ends the script where a body is not as its step promises.\n";
        text += &holds();
        text.push('\n');
    }
    text
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Returns the line of a request, with its cookies in a jar: those of the walk are secrets, and over.
fn line(step: &StepOutcome, request: &RequestOutcome) -> String {
    let is_cookie = |(name, _): &(String, String)| name.eq_ignore_ascii_case("cookie");
    let has_cookies = request.headers.iter().any(is_cookie);
    let mut request = request.clone();
    request.headers.retain(|header| !is_cookie(header));
    let line = curl(&request, step.exchanges.len() > 1, "");
    let jar = if has_cookies || !request.url.contains("/rest/") {
        " -b \"$cookies\" -c \"$cookies\""
    } else {
        ""
    };
    // Above the line may stand a comment.
    let (note, command) = match line.find("curl ") {
        Some(at) if line[..at].is_empty() || line[..at].ends_with('\n') => line.split_at(at),
        _ => return line,
    };
    let arguments = command.trim_start_matches("curl ");
    format!("{note}send '{}'{jar} {arguments}", expected(step))
}

/// Returns which status is expected, as a pattern of the shell: the one that came where the step
/// passed, else the one that the page promises.
fn expected(step: &StepOutcome) -> String {
    let last = step
        .exchanges
        .last()
        .and_then(|last| last.response.as_ref());
    if let Some(response) = last.filter(|_| step.verdict == Verdict::Passed) {
        return response.status.to_string();
    }
    let promised = step.promised.as_ref();
    let pattern = promised.map(|promised| promised.status.replace('x', "?"));
    let is_pattern = |pattern: &String| {
        pattern.len() == 3 && pattern.chars().all(|c| c.is_ascii_digit() || c == '?')
    };
    pattern
        .filter(is_pattern)
        .unwrap_or_else(|| "2??".to_owned())
}

/// Returns the variable of the secret that a step fetched: a body that is nothing else.
fn token(step: &StepOutcome) -> Option<String> {
    let taken = (step.captures.iter()).find(|capture| capture.path.as_deref() == Some("$"))?;
    variable_of(taken.value.as_str()?)
}

/// Returns the variables that a line wants.
fn variables(line: &str) -> Vec<String> {
    let parts = line.split(VARIABLE).skip(1);
    let names = parts.filter_map(|part| part.split('"').next());
    names.map(|name| format!("MAGEWALK_{name}")).collect()
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use serde_json::json;

    use super::*;
    use crate::outcome::{CaptureOutcome, CheckOutcome, Promised, Subject, Varied};
    use crate::report::fixture;

    /// A step that sends this header, and captures its whole answer under this name.
    fn step(number: usize, path: &str, header: &str, captured: Option<&str>) -> StepOutcome {
        let mut step = fixture::outcome().scenarios[0].steps[0].clone();
        step.number = number;
        step.promised = None;
        step.title = format!("Step's {number}");
        let request = &mut step.exchanges[0].request;
        request.url = format!("http://shop.example{path}");
        request.method = "GET".to_owned();
        request.body = None;
        request.headers = vec![("Authorization".to_owned(), header.to_owned())];
        step.captures = captured
            .map(|name| CaptureOutcome {
                name: name.to_owned(),
                from: "$".to_owned(),
                path: Some("$".to_owned()),
                value: Value::from(format!("‹{name}›")),
            })
            .into_iter()
            .collect();
        step
    }

    /// Runs a script in a real shell, where `curl` tells its arguments and answers with a token.
    fn run(script: &str, variables: &[(&str, &str)]) -> (bool, String, String) {
        let curl = "curl() { printf '<%s>' \"$@\" >&2; echo >&2; printf '\"to-ken\"' > \"$answer\"; printf '%s' \"${STATUS:-200}\"; }\n";
        let ran = Command::new("sh")
            .args(["-c", &format!("{curl}{script}")])
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (ran.status.success(), text(ran.stdout), text(ran.stderr))
    }

    fn script() -> String {
        let steps = [
            step(
                1,
                "/rest/V1/token",
                "Bearer ‹admin_token›",
                Some("customer_token"),
            ),
            step(2, "/rest/V1/me", "Bearer ‹customer_token›", None),
            step(3, "/customer/account/", "Basic ‹basic›", None),
        ];
        render(&fixture::outcome().target, steps.iter())
    }

    #[test]
    fn a_token_is_fetched_anew_and_used_and_not_shown() {
        let variables = [("MAGEWALK_ADMIN_TOKEN", "adm"), ("MAGEWALK_BASIC", "u:p")];
        let (is_right, out, sent) = run(&script(), &variables);
        assert!(is_right, "{sent}");
        assert!(
            sent.contains(
                "<%{http_code}><http://shop.example/rest/V1/token><-H><Authorization: Bearer adm>"
            ),
            "{sent}"
        );
        assert!(sent.contains("<Authorization: Bearer to-ken>"), "{sent}");
        assert!(
            sent.contains("<-b></tmp/") && sent.matches("<-b>").count() == 1,
            "{sent}"
        );
        assert!(
            out.contains("== 1. Step's 1\nMAGEWALK_CUSTOMER_TOKEN is set"),
            "{out}"
        );
    }

    #[test]
    fn a_token_is_set_under_the_name_that_the_lines_want() {
        let steps = [
            step(1, "/rest/V1/token", "Basic none", Some("magewalk_token")),
            step(2, "/rest/V1/me", "Bearer ‹magewalk_token›", None),
        ];
        let script = render(&fixture::outcome().target, steps.iter());
        let (is_right, _, sent) = run(&script, &[]);
        assert!(is_right && sent.contains("Bearer to-ken"), "{sent}");
    }

    #[test]
    fn what_has_to_be_set_is_said_before_anything_is_sent() {
        let (is_right, out, sent) = run(&script(), &[("MAGEWALK_ADMIN_TOKEN", "adm")]);
        assert!(!is_right && out.is_empty(), "{out}");
        assert!(
            sent.contains("MAGEWALK_BASIC: set it first") && !sent.contains("<-sS>"),
            "{sent}"
        );
    }

    /// A step that passed: what it promises, what may vary, and with what it was answered.
    fn promising(page: Value, answer: &Value, checks: Vec<CheckOutcome>) -> StepOutcome {
        let mut step = step(1, "/rest/V1/me", "Basic none", None);
        step.verdict = Verdict::Passed;
        let response = step.exchanges[0].response.as_mut().unwrap();
        (response.status, response.body) = (200, answer.to_string());
        (step.drifts, step.varied) = (Vec::new(), Vec::new());
        step.varied.push(Varied {
            documented_path: "$.id".to_owned(),
            actual_path: Some("$.id".to_owned()),
        });
        step.promised = Some(Promised {
            status: "200".to_owned(),
            documented: Some(page),
            checks,
        });
        step
    }

    #[test]
    fn it_fails_where_a_body_is_not_as_the_step_promises() {
        let page =
            json!({"id": 2, "name": "Ja'ne", "price": 22, "items": [{"sku": "a"}, {"sku": "b"}]});
        let answer = json!({"id": 9, "name": "Ja'ne", "price": 22, "more": 1, "items": [{"sku": "a"}, {"sku": "b"}]});
        let check = CheckOutcome {
            subject: Subject::Check,
            at: "$.more".to_owned(),
            demands: "equals 1".to_owned(),
            equals: Some(json!(1)),
            paths: vec!["$.more".to_owned()],
            held: Some(true),
        };
        let step = promising(page, &answer, vec![check]);
        let script = render(&fixture::outcome().target, std::iter::once(&step));
        let answered = |answer: &str| {
            let shell = "curl() { printf '%s' \"$BODY\" > \"$answer\"; printf 200; }\n";
            let ran = Command::new("sh")
                .args(["-c", &format!("{shell}{script}")])
                .env("BODY", answer)
                .output()
                .unwrap();
            let said = String::from_utf8(ran.stderr).unwrap();
            (ran.status.success(), said)
        };
        assert_eq!(answered(&answer.to_string()), (true, String::new()));
        let reversed = json!({"id": 10, "name": "Ja'ne", "price": 22.0, "more": 1, "items": [{"sku": "b"}, {"sku": "a", "qty": 1}]});
        assert_eq!(answered(&reversed.to_string()), (true, String::new()));
        for (pointer, value, said) in [
            ("/name", json!("Joe"), "$.name is \"Joe\", not \"Ja'ne\""),
            ("/price", json!("22"), "$.price is \"22\", not 22"),
            ("/more", json!(2), "$ at [\"more\"] is 2, not 1"),
            (
                "/items/1/sku",
                json!("c"),
                "$.items[1] is not there as promised",
            ),
            (
                "/items",
                json!([{"sku": "a"}, {"sku": "b"}, {"sku": "b"}]),
                "$.items has 3 elements, not 2",
            ),
            ("/items", json!(null), "$.items is no array"),
        ] {
            let mut other = answer.clone();
            *other.pointer_mut(pointer).unwrap() = value;
            let (is_right, words) = answered(&other.to_string());
            assert!(!is_right && words.contains(said), "{pointer}: {words}");
        }
        for body in ["", "<html>", "{}", "null", "[]"] {
            let (is_right, words) = answered(body);
            assert!(!is_right && words.contains("the body"), "{body}: {words}");
        }
    }

    #[test]
    fn without_what_checks_the_answers_nothing_is_sent() {
        let body = json!({"name": "Jane"});
        let step = promising(body.clone(), &body, Vec::new());
        let script = render(&fixture::outcome().target, std::iter::once(&step));
        let shell = "command() { return 1; }\ncurl() { echo sent >&2; }\n";
        let ran = Command::new("sh")
            .args(["-c", &format!("{shell}{script}")])
            .output()
            .unwrap();
        let said = String::from_utf8(ran.stderr).unwrap();
        assert!(!ran.status.success());
        assert!(
            said.contains("jq is needed") && !said.contains("sent"),
            "{said}"
        );
    }

    #[test]
    fn it_fails_where_a_step_does() {
        let mut refused = step(1, "/rest/V1/me", "Basic none", None);
        let response = refused.exchanges[0].response.as_mut().unwrap();
        response.status = 401;
        for (verdict, promised, status, holds) in [
            (Verdict::Passed, "4xx", "401", true),
            (Verdict::Passed, "4xx", "500", false),
            (Verdict::Failed, "200", "200", true),
            (Verdict::Failed, "200", "401", false),
            (Verdict::Failed, "2xx", "201", true),
            (Verdict::Errored, "200 or 204", "401", false),
        ] {
            refused.verdict = verdict;
            refused.promised = Some(Promised {
                status: promised.to_owned(),
                documented: None,
                checks: Vec::new(),
            });
            let next = step(2, "/rest/V1/next", "Basic none", None);
            let script = render(&fixture::outcome().target, [&refused, &next].into_iter());
            // The second step passed with 200 in the walk; it is reached where the first one holds.
            let (is_right, _, sent) = run(&script, &[("STATUS", status)]);
            assert_eq!(sent.contains("/next"), holds, "{promised} {status}: {sent}");
            assert_eq!(is_right, holds && status == "200", "{promised} {status}");
        }
    }
}
